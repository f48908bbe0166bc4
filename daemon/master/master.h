/*
 * master.h - vigied: opens what needs privilege, starts the rest and starts it again.
 *
 * The master parses nothing that comes from a child: a child's report is one
 * number.  It never opens, makes or changes anything below a folder that one of
 * vigie's accounts can write.  Files: options.c (the command line), run.c (signals, the order
 * of start and stop), child.c (one program: start, beat, end, start again),
 * account.c (whose rights each program gets), socket.c (what is opened with
 * privilege), lock.c (one vigied for each store).
 */
#ifndef VIGIE_MASTER_H
#define VIGIE_MASTER_H

#include <sys/types.h>

#include <stdbool.h>

#include "base/err.h"
#include "ipc/program.h"

struct event_base;
struct inventory;

/* What the command line asked for; plain, borrowed from argv. */
struct options {
	const char	*conf_file;	/* absolute */
	const char	*user;		/* -u: every program runs as this one; NULL = its own account each */
	const char	*build_dir;	/* -b: NULL = installed */
	bool		 is_foreground, is_debug, allow_empty, accept_loss;
	bool		 is_test, is_print;	/* -t, -p: look at the configuration and exit */
};

/* options.c */

#define OPTIONS_GO	(-1)

/* Reads the command line: OPTIONS_GO, or the exit status after --help or a mistake. */
int			 options_read(struct options *o, int argc, char **argv);
/* Loads the configuration; NULL after its mistakes were printed.  With -t also prints the report. */
struct inventory	*options_load(const struct options *o);
/* What -t and -p end with: the exit status.  Takes inv. */
int			 options_show(const struct options *o, struct inventory *inv);

/* run.c */

/* Runs vigie until SIGTERM; the exit status.  Takes inv and frees it once the programs start. */
int	 master_run(const struct options *options, struct inventory *inv);

/* account.c */

struct account {
	bool		 is_switched;	/* false: the caller's own rights are kept */
	uid_t		 uid;
	gid_t		 gid;
	gid_t		 groups[8];	/* supplementary */
	int		 n_groups;
};

/*
 * The account of a program.  Started by root: `_vigie-engine` and so on, or the one
 * of -u; an account that does not exist is an error that says how to make it.
 */
bool	 account_of(enum program_id id, const char *user, struct account *out, struct err *err);
/* In the child before exec: becomes the account for good, or false. */
bool	 account_become(const struct account *account);
/* The master itself: keeps only the capabilities that starting children again needs. */
void	 account_shed_privilege(void);

/* socket.c */

/* Opens the listening socket of "127.0.0.1:8080" or "[::1]:8080"; -1 and a sentence when it cannot. */
int	 socket_listen(const char *where, struct err *err);
/* The listening socket that systemd (or who else speaks sd_listen_fds(3)) handed over, -1 = none. */
int	 socket_inherited(void);
/* Raw socket that lets only what answers an echo through, else a ping socket; -1 when the system gives neither. */
int	 socket_icmp(int family, bool *is_raw);

/* lock.c */

/* One vigied for each store: the folder's lock, held until exit.  -1: *holder is the other's pid, 0 = unknown. */
int	 lock_store(const char *dir, pid_t *holder, struct err *err);

/* child.c */

struct child;
struct family;		/* all children of this vigied */

/* `on_event` hears what the whole family is up to; `text` is a sentence for people. */
enum family_event { FAMILY_READY, FAMILY_RELOADED, FAMILY_REFUSED, FAMILY_FAILED, FAMILY_GONE };
typedef void	family_fn(enum family_event event, const char *text, void *arg);

struct family	*family_new(struct event_base *base, const struct options *options,
		    const struct inventory *inv, family_fn *fn, void *arg, struct err *err);
/* Starts every program; FAMILY_READY once each has said so, FAMILY_FAILED when one cannot. */
void		 family_start(struct family *f);
void		 family_reload(struct family *f);
/* Asks all to end; kills after 8 s; FAMILY_GONE when none is left. */
void		 family_stop(struct family *f);
/* Call on SIGCHLD. */
void		 family_reap(struct family *f);
/* Call each second. */
void		 family_tick(struct family *f);
void		 family_free(struct family *f);

#endif

/*
 * program.h - the common start of every program that vigied runs.
 *
 * A program's main.c fills one struct program and calls program_main(): arguments,
 * log, the channel to the master (descriptor 3), sandbox, watchdog beat, the loop
 * and its end are here.  The master hands over descriptors: sockets opened with
 * its privilege, and one end of a socket pair to each peer (again when the peer
 * was replaced).  When the master goes, the program goes.
 *
 *     exec -> start() -> socket()* peer()* -> [beat each second] -> stop() -> exit 0
 */
#ifndef VIGIE_PROGRAM_H
#define VIGIE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct channel;
struct program_figures;

/* Numbers travel between the master and its children. */
enum program_id {
	PROGRAM_ENGINE, PROGRAM_POLLER, PROGRAM_SERIES, PROGRAM_COURIER, PROGRAM_WEB,
	PROGRAM_N
};

enum program_socket {
	PROGRAM_SOCKET_HTTP,	/* listening, web.listen */
	PROGRAM_SOCKET_ICMP4,	/* raw with ICMP_FILTER, or a ping socket; not given when neither can be had */
	PROGRAM_SOCKET_ICMP6,
	PROGRAM_SOCKET_MARKER,	/* memory of PROGRAM_MARKER_SIZE that a poller finds again in its next life */
	PROGRAM_SOCKET_N
};

#define PROGRAM_MARKER_SIZE	8192	/* zeros at first; the master never looks into it */

struct program_run {			/* filled by program_main(), valid until it returns */
	struct event_base	*base;
	const char		*conf_file;	/* the engine's; NULL for the others */
	unsigned		 instance;	/* of pollers, from 0 */
	bool			 is_debug;
	bool			 allow_empty, accept_loss;	/* the engine's */
	const char		*build_dir;	/* NULL = installed; else the build tree it was started from */
};

struct program {
	const char	*name;		/* "vigie-poller" */
	/* Before the sandbox closes; the result is `arg` of all the others, NULL = cannot start, said already. */
	void		*(*start)(const struct program_run *run);
	/* A channel's descriptor to a peer; takes fd.  A second one for the same peer replaces the first. */
	void		 (*peer)(void *arg, enum program_id who, unsigned instance, int fd);
	void		 (*socket)(void *arg, enum program_socket which, int fd);	/* takes fd; NULL = wants none */
	void		 (*reload)(void *arg);						/* SIGHUP at the master; NULL = nothing to do */
	/* Last words; the loop has ended.  Frees arg.  At most 5 s. */
	void		 (*stop)(void *arg);
	/* The channel to the engine, to send MSG_STATS on, NULL while there is none; NULL for the engine. */
	struct channel	*(*engine)(void *arg);
	/* Adds "name=value" pairs of the program's own figures: program_figure(). NULL = none. */
	void		 (*figures)(void *arg, struct program_figures *out);
};

void		 program_figure(struct program_figures *out, const char *name, double value);

/* Does not return before the program's end; the exit status. */
int		 program_main(int argc, char **argv, const struct program *program);

/* "vigie-poller"; static storage. */
const char	*program_name(enum program_id id);

/* Ends the loop of program_main() with this exit status: for what cannot go on (a journal that does not sync). */
void		 program_exit(int status);

/* Says to the master that a reload has ended; `text` (one sentence) is logged there. */
void		 program_reloaded(bool is_good);

/*
 * The engine's: this child spoke nonsense and its channel was ended.  The master
 * replaces it, since a new channel to the same process would be no better.
 */
void		 program_drop_peer(enum program_id who, unsigned instance);

/* What MSG_STATS says of this process now; values point into static storage until the next call. */
struct msg_stats;
void		 program_stats(struct msg_stats *out);

/*
 * Gives up what a program does not need: no capability, no_new_privs, no core
 * file, not dumpable, umask 077.  Called by program_main() after start().
 */
void		 program_sandbox(void);

/* Between master and child, on descriptor 3: fixed structures, one a packet. */
enum order_kind { ORDER_PEER, ORDER_SOCKET, ORDER_RELOAD, ORDER_STOP };
struct order {				/* master -> child; PEER and SOCKET carry a descriptor */
	uint32_t	 kind, which, instance;
};
enum report_kind { REPORT_READY, REPORT_BEAT, REPORT_RELOADED, REPORT_REFUSED, REPORT_DROPPED };
struct report {				/* child -> master */
	uint32_t	 kind;
	uint32_t	 which, instance;	/* REPORT_DROPPED: who; else 0 */
};
#define PROGRAM_FD	3

#endif

/*
 * vigie-plugin.h - all that a probe sees of vigie.
 *
 * A probe answers one question about one address, once, when asked: the host
 * (daemon/poller) decides when, gives it a deadline, parses its options, watches
 * its descriptors and carries its answer away.  A probe has no thread, no global
 * but const, no clock but vg_now(), no log, and never waits.
 *
 * To add one: copy plugins/tcp.c, list it in plugins/table.c and plugins/files.mk,
 * write tests/unit/test_NAME.c.
 */
#ifndef VIGIE_PLUGIN_H
#define VIGIE_PLUGIN_H

#include <sys/socket.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define VG_ABI		1

struct vg_run;			/* one question under way; the host's */
struct vg_shared;		/* what all runs of a probe share in one poller; the probe's own struct */

/* An answer.  `error` is ours (no socket, no memory), never the target's fault. */
enum vg_status { VG_OK, VG_WARN, VG_FAIL, VG_ERROR };

enum vg_option_type {
	VG_OPT_END,
	VG_OPT_BOOL,		/* bool */
	VG_OPT_U16,		/* uint16_t, min..max */
	VG_OPT_U32,		/* uint32_t, min..max */
	VG_OPT_DURATION,	/* int64_t milliseconds, min..max */
	VG_OPT_NUMBER,		/* double */
	VG_OPT_STRING,		/* const char *, owned by the host, equal values shared; NULL when not given */
	VG_OPT_ENUM		/* int: position in .words */
};

/* One option of a check: name, where it goes in the probe's conf struct, and its manual line. */
struct vg_option {
	const char		*name;
	enum vg_option_type	 type;
	size_t			 off;
	int64_t			 min, max;
	const char		*words;		/* VG_OPT_ENUM: "v4 v6 any" */
	const char		*preset;	/* as text; NULL = zero */
	const char		*help;		/* one sentence, English, for the manual */
	bool			 is_required, is_secret;
};

#define VG_WANTS_ADDRESS	1u	/* needs a resolved address */
#define VG_WANTS_ICMP4		2u	/* needs the sockets that the master opened */

struct vg_probe {
	unsigned		 abi;		/* VG_ABI */
	const char		*name;		/* "tcp" */
	const char		*help;		/* one sentence for the manual */
	const struct vg_option	*options;	/* ends with VG_OPT_END; NULL = none */
	const char		*metrics;	/* "rtt_ms:ms loss_pct:%": what it may add, with unit, for vigie-metrics(7) */
	size_t			 conf_size, run_size, shared_size;
	size_t			 state_size;		/* kept from run to run of one check: vg_run_state() */
	unsigned		 flags;
	/* Once in each poller: zeroed shared_size bytes; 0 or -errno (then every run is an error with that text). */
	int			 (*open)(struct vg_shared *shared);
	void			 (*close)(struct vg_shared *shared);
	/* Begins; 0, or -errno when the fault is ours.  Ends by vg_run_done(), now or later, or by the deadline. */
	int			 (*start)(struct vg_run *run);
	/* The run ends without an answer (deadline, removed check): forget it.  NULL = the host's closing is enough. */
	void			 (*cancel)(struct vg_run *run);
	/* What a check remembered is about to be freed: free what it points to.  NULL = nothing. */
	void			 (*drop)(void *state);
	/* At the deadline: the probe may still say what it knows (loss of an echo train). NULL = "no reply within 2 s". */
	void			 (*deadline)(struct vg_run *run);
};

#define VG_PLUGIN(id)	const struct vg_probe vg_##id

struct vg_outcome {
	enum vg_status	 status;
	const char	*text;		/* any bytes; cleaned and cut at 255 by the host; NULL = "" */
};

/* Readable or writable; called on the loop. */
typedef void	vg_io_fn(struct vg_run *run, int fd);
typedef void	vg_timer_fn(struct vg_run *run);
#define VG_READ		1u
#define VG_WRITE	2u

const void	*vg_run_conf(const struct vg_run *run);		/* the probe's conf struct, filled */
void		*vg_run_data(struct vg_run *run);		/* run_size bytes, zeroed at the start */
struct vg_shared *vg_run_shared(struct vg_run *run);
/* state_size bytes of this check, zeroed when its definition is new, then as the last run left them. */
void		*vg_run_state(struct vg_run *run);
/* The target with this port (0 for none); borrowed until the run ends. */
const struct sockaddr *vg_run_addr(const struct vg_run *run, uint16_t port, socklen_t *len);
/* Adds a metric; the name [a-z0-9_]{1,19} is a literal or vg_intern()ed.  NaN and infinities are dropped. */
void		 vg_run_value(struct vg_run *run, const char *name, double value);
/* A copy of the text that lives as long as the poller, one for each text; NULL when there are too many. */
const char	*vg_intern(const char *text, size_t len);
/* One line of `vigie check`: free when nobody watches (printf arguments are not even formatted). */
void		 vg_run_step(struct vg_run *run, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Ends the run; exactly once; may be called from start(). */
void		 vg_run_done(struct vg_run *run, struct vg_outcome outcome);
/* Gives the descriptor to the host, which closes it when the run ends. `what`: VG_READ, VG_WRITE; again to change. */
void		 vg_io_watch(struct vg_run *run, int fd, unsigned what, vg_io_fn *fn);
/* One timer a run; again to change it; < 0 = stop. */
void		 vg_run_timer(struct vg_run *run, int64_t after_us, vg_timer_fn *fn);
/* Microseconds until the deadline, >= 0. */
int64_t		 vg_run_left_us(const struct vg_run *run);
/* Monotonic now, read afresh. */
struct mono	 vg_now(void);

/*
 * Matching answers on a shared socket: a random, never reused-soon 31-bit id
 * stands for (run); vg_pending_find() returns the run only when the peer is the
 * one asked.  The host forgets the id when the run ends.
 */
uint32_t	 vg_pending_add(struct vg_run *run, const struct sockaddr *peer);
struct vg_run	*vg_pending_find(uint32_t id, const struct sockaddr *peer);
void		 vg_pending_forget(struct vg_run *run);
/* An answer that matched no question, or could not be read: counted, shown by `vigie top`. */
void		 vg_count_stray(void);
void		 vg_count_malformed(void);

/* Sockets of `open`: watched for ever by fn(shared, fd); the probe closes it in `close`. */
typedef void	vg_shared_io_fn(struct vg_shared *shared, int fd);
void		 vg_shared_watch(struct vg_shared *shared, int fd, vg_shared_io_fn *fn);
/* The raw or ping socket from the master (AF_INET or AF_INET6), -1 when there is none; stays the host's. */
int		 vg_shared_icmp_socket(int family);

/* plugins/table.c: every probe, NULL-terminated.  Who wants the tables and not the host (conf, the
 * engine) links PLUGIN_TABLE_LIBS of plugins/files.mk. */
extern const struct vg_probe *const vg_probes[];
const struct vg_probe *vg_probe_find(const char *name);

/*
 * plugins/option.c, for the host and for conf: parses `text` into conf by the
 * option's row.  A string is not copied: the field points to `text`.  false: the
 * field is untouched and *why is a sentence without the name ("must be 1 to
 * 65535"), good until the next call.
 */
bool		 vg_option_parse(const struct vg_option *option, const char *text, void *conf,
		    const char **why);

#endif

/*
 * snmp.h - the parts of the snmp probe, for one another.
 *
 *     snmp.c         the probe and its options; what each profile begins with
 *     snmp_router.c  an interface by name, its rates, the line's values
 *     snmp_host.c    processor, memory and disks of a computer
 *     snmp_fetch.c   many numbers in as few questions as the agent bears; walks
 *     snmp_ask.c     one question: sent, repeated, answered, refused
 *     snmp_codec.c   questions and answers as bytes; with snmp_usm.c all that knows net-snmp
 *     snmp_usm.c     version 3: keys, engines and their times
 *     snmp_scan.c    the first look at a datagram (pure)
 *     snmp_rate.c    rates and uptimes from counters (pure)
 */
#ifndef VIGIE_SNMP_H
#define VIGIE_SNMP_H

#include <netinet/in.h>
#include <sys/socket.h>

#include "snmp_rate.h"
#include "snmp_scan.h"
#include "vigie-plugin.h"

#define SNMP_OID_MAX	48		/* parts of an object identifier of ours */
#define SNMP_ITEMS	32		/* numbers of one fetch */
#define SNMP_ROWS	2048		/* of one walk: then it is given up */
#define SNMP_OUT_MAX	1472		/* bytes of a question */
#define SNMP_IN_MAX	16384		/* bytes of an answer */
#define SNMP_KEY_MAX	64
#define SNMP_AT_ONCE	32		/* datagrams of one recvmmsg() */

enum snmp_version { SNMP_V1, SNMP_V2C, SNMP_V3 };
enum snmp_level { SNMP_NOAUTH, SNMP_AUTH, SNMP_PRIV };
enum snmp_profile { SNMP_PROFILE_SYSTEM, SNMP_PROFILE_ROUTER, SNMP_PROFILE_HOST };

struct snmp_conf {		/* filled by the host from snmp_options[] */
	int		 version;	/* enum snmp_version */
	const char	*community;
	const char	*user;
	int		 level;		/* enum snmp_level */
	int		 auth, priv;	/* position in the words of the option */
	const char	*auth_key, *priv_key, *context;
	int64_t		 timeout_ms;	/* for one answer */
	uint32_t	 retries;
	uint16_t	 port;
	int		 profile;	/* enum snmp_profile */
	const char	*interface;	/* ifName, ifDescr or ifAlias; NULL = where the default route leads */
	const char	*values;	/* "temp_c=1.3.6.1.4.1.9999.1.0 ..." */
};

struct snmp_oid {
	unsigned	 n;
	uint32_t	 part[SNMP_OID_MAX];
};
#define SNMP_OID(...)	((struct snmp_oid){ \
	sizeof((uint32_t[]){ __VA_ARGS__ }) / sizeof(uint32_t), { __VA_ARGS__ } })

enum snmp_command { SNMP_GET, SNMP_GETNEXT, SNMP_GETBULK };

struct snmp_question {
	enum snmp_command	 command;
	const struct snmp_oid	*oids;
	unsigned		 n_oids;
	unsigned		 max_repetitions;	/* of SNMP_GETBULK */
	uint32_t		 id;
};

enum snmp_type { SNMP_NOTHING, SNMP_NUMBER, SNMP_TEXT, SNMP_NAME };

struct snmp_var {
	const unsigned long	*oid;		/* net-snmp's oid */
	size_t			 n_oid;
	enum snmp_type		 type;
	uint64_t		 number;	/* signed ones extended to 64 bits */
	const uint8_t		*bytes;		/* SNMP_TEXT */
	size_t			 n_bytes;
	const unsigned long	*name;		/* SNMP_NAME: an object identifier as value */
	size_t			 n_name;
};

struct snmp_answer {
	int		 error;			/* RFC 3416 3: 0, 1 tooBig, 2 noSuchName, 5 genErr, 16 authorizationError... */
	unsigned	 error_index;		/* from 1 */
	unsigned	 n_vars;
	struct snmp_var	 vars[SNMP_VARS_MAX];
	void		*pdu;			/* owned: what the pointers lead into */
};

/* The device's engine of version 3, as one check knows it. */
struct snmp_engine {
	uint8_t		 id[32];
	uint8_t		 id_len;		/* 0 = not known */
	uint8_t		 auth_len, priv_len;	/* of the keys; 0 = none yet */
	bool		 has_twin;		/* another address says the same id */
	uint32_t	 boots, time;		/* as of .at */
	struct mono	 at;
	uint8_t		 auth_key[SNMP_KEY_MAX], priv_key[SNMP_KEY_MAX];
	char		 twin[48];		/* its address */
};

struct snmp_value {			/* one "name=OID" of the option `values` */
	const char	*name;			/* interned */
	struct snmp_oid	 oid;
};

/* What a check remembers (vg_run_state). */
struct snmp_state {
	struct snmp_engine	*engine;	/* owned; version 3 only */
	struct snmp_value	*values;	/* owned; NULL until they were parsed */
	unsigned		 n_values;
	struct rate_sample	 sample;
	struct uptime_track	 uptime;
	uint32_t		 absent;	/* items that this agent does not have */
	uint32_t		 if_index;	/* 0 = to be found */
	uint32_t		 name_hash;	/* of the interface's name */
	uint32_t		 adsl_line, adsl_down, adsl_up, vdsl_line;	/* ifIndex, 0 = none */
	uint8_t			 name_column;	/* where the name was found: enum router_column */
	uint8_t			 max_items;	/* in one question; 0 = not yet limited */
	struct mono		 line_looked;	/* 0 = never */
};

typedef void	snmp_answer_fn(struct vg_run *run, const struct snmp_answer *answer);
typedef void	snmp_next_fn(struct vg_run *run);
typedef void	snmp_oid_fn(struct vg_run *run, unsigned item, struct snmp_oid *out);
typedef void	snmp_var_fn(struct vg_run *run, unsigned item, const struct snmp_var *var);
/* One row of a walk; `index` is the rest of its name.  false: enough. */
typedef bool	snmp_row_fn(struct vg_run *run, const unsigned long *index, size_t n_index,
		    const struct snmp_var *var);

struct snmp_ask {			/* the question under way */
	snmp_answer_fn	*fn;
	enum snmp_command command;
	unsigned	 n_oids, max_repetitions;
	uint32_t	 id;
	uint8_t		 n_tries, n_answers;
	uint8_t		 n_engine, n_window;	/* reports that were acted upon */
	bool		 is_discovery;
	const char	*why;			/* what to say when time is up; NULL = "no reply" */
	struct mono	 sent;
};

struct snmp_fetch {
	snmp_next_fn	*next;
	snmp_oid_fn	*oid_of;
	snmp_var_fn	*on_var;		/* may be NULL: numbers only */
	enum snmp_command command;
	uint32_t	 wanted, got;		/* bits */
	uint32_t	 gone;			/* bits: the agent has none */
	uint8_t		 asked[SNMP_ITEMS], n_asked;
	uint64_t	 number[SNMP_ITEMS];
};

struct snmp_walk {
	snmp_next_fn	*next;
	snmp_row_fn	*on_row;
	struct snmp_oid	 last;
	unsigned	 n_base;		/* parts of the column's name */
	unsigned	 n_rows;
	bool		 is_ended;		/* false: a row said enough */
};

struct router_run { uint8_t column; bool was_renumbered; uint32_t first_index, was_index; char seen[96]; };
struct host_row { uint32_t index, units; uint64_t size, used; uint8_t type; bool is_cache; };
struct host_run { uint16_t n_rows, n_cpus; uint8_t column; uint32_t cpu_sum; struct host_row *rows; };

struct snmp_run {			/* zeroed by the host */
	struct snmp_ask		 ask;
	struct snmp_fetch	 fetch;
	struct snmp_walk	 walk;
	bool			 is_walk;	/* what the question under way is part of */
	bool			 is_stale_engine;	/* boots or time went back: ask anew next time */
	union {
		struct router_run	 router;
		struct host_run		 host;
	};
	char			 note[96];	/* said with a good result */
};

struct snmp_shared {			/* is the struct vg_shared */
	int		 fd4, fd6;
	struct snmp_keys *keys;
	struct snmp_answer answer;
	struct mmsghdr	 heads[SNMP_AT_ONCE];
	struct iovec	 iovs[SNMP_AT_ONCE];
	struct sockaddr_in6 from[SNMP_AT_ONCE];
	uint8_t		 out[SNMP_OUT_MAX];
	uint8_t		 data[SNMP_AT_ONCE][SNMP_IN_MAX];
};

/* snmp.c */
void		 snmp_done(struct vg_run *run, enum vg_status status, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
void		 snmp_good(struct vg_run *run);
/* Parses the k-th "name=OID" of the option `values`; false after the last. */
bool		 snmp_value_at(const char *values, unsigned k, const char **name, size_t *name_len,
		    struct snmp_oid *oid);

/* snmp_ask.c */
int		 snmp_ask_open(struct vg_shared *shared);
void		 snmp_ask_close(struct vg_shared *shared);
/* oid_of(run, 0..n-1) gives the names; they are asked for again when the question is repeated. */
void		 snmp_ask(struct vg_run *run, enum snmp_command command, unsigned n_oids,
		    unsigned max_repetitions, snmp_answer_fn *fn);
void		 snmp_ask_deadline(struct vg_run *run);
/* The names of the question under way: the fetch's or the walk's. */
void		 snmp_oid_at(struct vg_run *run, unsigned k, struct snmp_oid *out);
struct snmp_state *snmp_state(struct vg_run *run);

/* snmp_fetch.c: fills .fetch of the run and asks until nothing is wanted, then next(). */
void		 snmp_fetch(struct vg_run *run, enum snmp_command command, uint32_t wanted,
		    snmp_oid_fn *oid_of, snmp_var_fn *on_var, snmp_next_fn *next);
void		 snmp_walk(struct vg_run *run, const struct snmp_oid *column, snmp_row_fn *on_row,
		    snmp_next_fn *next);
bool		 snmp_has(const struct snmp_run *snmp, unsigned item);
bool		 snmp_var_is(const struct snmp_var *var, const struct snmp_oid *oid);
/* True when the variable's name lies under `base`. */
bool		 snmp_var_under(const struct snmp_var *var, const struct snmp_oid *base);

/* snmp_codec.c */
enum snmp_verdict { SNMP_GOOD, SNMP_BAD, SNMP_FORGED, SNMP_BACKWARDS, SNMP_SECRET };
struct snmp_keys;		/* passwords made keys, kept: snmp_usm.c */
void		 snmp_codec_init(void);
/* Length of the message, 0 when it cannot be made. */
size_t		 snmp_encode(const struct snmp_conf *conf, struct snmp_engine *engine,
		    const struct snmp_question *q, uint8_t out[static SNMP_OUT_MAX]);
size_t		 snmp_encode_discovery(uint32_t id, uint8_t out[static SNMP_OUT_MAX]);
enum snmp_verdict snmp_decode(const struct snmp_conf *conf, struct snmp_engine *engine,
		    const uint8_t *data, size_t len, const struct snmp_head *head,
		    struct snmp_answer *out);
void		 snmp_answer_done(struct snmp_answer *answer);

/* snmp_usm.c */
struct snmp_keys *snmp_keys_new(void);
void		 snmp_keys_free(struct snmp_keys *keys);
/* The engine's id and time are new: takes them and makes its keys; NULL or why it cannot. */
const char	*snmp_engine_learn(struct snmp_keys *keys, const struct snmp_conf *conf,
		    struct snmp_engine *engine, const struct snmp_head *head);
/* Before and after each message: the user is in net-snmp's list only between the two. */
void		 snmp_engine_enter(const struct snmp_conf *conf, struct snmp_engine *engine);
void		 snmp_engine_leave(void);
/* Before its memory is freed. */
void		 snmp_engine_forget(const struct snmp_engine *engine);
/* Who else says this id: fills .twin. */
void		 snmp_engine_check_twin(struct snmp_keys *keys, struct snmp_engine *engine,
		    const struct sockaddr *peer);

/* snmp_router.c, snmp_host.c */
void		 snmp_router_start(struct vg_run *run);
void		 snmp_host_start(struct vg_run *run);

#endif

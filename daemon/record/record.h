/*
 * record.h - what the judge was fed, kept for some days, so that it can be judged again.
 *
 * vigie's own diary of its input: each result as the judge took it, the canaries'
 * included, vigie's starts and stops, what people did.  `vigie export results`
 * reads it, `vigie replay` judges it anew with another configuration.  Judgement
 * never reads it, nothing depends on it: it is the first thing that is given up
 * when room gets short (less than 5 % of the disk, at most 256 MiB, is free).
 *
 * Files: store.dir/results/YYYYMMDD-HHMMSS (UTC, of its first entry), one an hour
 * and one for each start, never changed afterwards.  They stay for so many days and
 * so many bytes, whichever is less; the oldest go first.
 *
 *    file    "vigie results 1\n" block*
 *    block   "VRB1" length crc32 payload          length, crc32: 4 bytes, lowest first
 *    payload time entry*                          time: 8 bytes, ms since 1970, of the first
 *    entry   see frame.c; times are differences, names are numbers that the file
 *            defines before it uses them
 *
 * One block a second.  A block that is torn (a crash, a full disk) is skipped and
 * counted by who reads; what it defined is lost with it.
 *
 *    engine ──result, line──► block ──each second──► queue ──thread──► file
 *                                                      └─ no room, a slow disk: dropped, counted, said
 */
#ifndef VIGIE_RECORD_H
#define VIGIE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/err.h"

#define RECORD_MAGIC	"vigie results 1\n"
#define RECORD_MAGIC_SIZE 16
#define RECORD_DIR	"results"	/* in store.dir */

#define RECORD_VALUES	32		/* of one result */
#define RECORD_TEXT	1024		/* bytes of an answer's words, cut there */
#define RECORD_LINE	65536		/* bytes of a line's JSON */
#define RECORD_NAME	255		/* bytes of a name */

enum record_kind {
	RECORD_RESULT,
	RECORD_LINE_NEWS,	/* something that happened: a stop, an acknowledgement */
	RECORD_LINE_LASTING,	/* the same, and it goes on to hold: a window, a trouble of vigie's own */
	RECORD_LINE_STANDING,	/* at the head of a file: what holds already, for who begins to read there */
};

struct record_value {
	uint32_t	 which;		/* the recorder's: its place among the values judgement reads */
	const char	*name;
	double		 value;
};

/* One entry.  Strings are borrowed and never NULL when reading. */
struct record_entry {
	enum record_kind kind;
	struct wall	 known;		/* when it was judged; never goes back */
	/* RECORD_RESULT */
	const char	*check;		/* "alboussiere/router/icmp" */
	unsigned	 status;	/* enum judged_status */
	struct wall	 started;	/* <= known */
	const char	*text;		/* "" = none */
	uint32_t	 n_values;
	struct record_value values[RECORD_VALUES];
	/* the others */
	const char	*scope;		/* the site or group it is about; "" = everyone */
	const char	*json;		/* the line's members after `t`: "vigie":"stop" */
};

/*
 * Writing (recorder.c); all on the engine's thread.
 */
struct recorder;

struct record_limits {
	int64_t		 keep_ms;	/* 0 = nothing is recorded, what there is goes */
	int64_t		 max_bytes;	/* of all files together */
};

struct record_figures {
	uint64_t	 n_entries, n_dropped;	/* since the start */
	uint64_t	 bytes;			/* of all files, as of the last look */
	bool		 is_full;		/* nothing is recorded now: see .why */
	struct err	 why;
};

/* Says what holds already, by recorder_line() with RECORD_LINE_STANDING: at the head of each file. */
typedef void	recorder_head_fn(void *arg);

/* `dir` is store.dir.  Nothing fails here: what cannot be written shows in the figures. */
struct recorder	*recorder_new(const char *dir, const struct record_limits *limits,
		    recorder_head_fn *head, void *arg);
/* Writes what waits (some seconds at most) and ends the thread; NULL is fine. */
void		 recorder_free(struct recorder *r);
void		 recorder_limit(struct recorder *r, const struct record_limits *limits);
/* Numbers of checks mean others from here on: n of them. */
void		 recorder_renumber(struct recorder *r, uint32_t n_checks);
/* A result of check number `check`, whose name is e->check. */
void		 recorder_result(struct recorder *r, uint32_t check, const struct record_entry *e);
void		 recorder_line(struct recorder *r, enum record_kind kind, struct wall known,
		    const char *scope, const char *json);
/* Once a second: what came since goes to the thread. */
void		 recorder_flush(struct recorder *r, struct wall now);
void		 recorder_figures(struct recorder *r, struct record_figures *out);

/*
 * Reading (shelf.c); daemon or not.
 */
struct shelf;

struct shelf_damage {
	uint64_t	 n_bytes;	/* that are no block */
	uint64_t	 n_entries;	/* that use a name whose block is gone */
	uint64_t	 n_back;	/* whose time went back: given with the time before */
	char		 file[32];	/* the first that is damaged, "" = none */
};

/*
 * Entries known from `since` to `until` (both included), in order; before the first of
 * them, as RECORD_LINE_STANDING and with its time, what held then already.
 * NULL when the folder cannot be read.
 */
struct shelf	*shelf_open(const char *dir, struct wall since, struct wall until, struct err *err);
/* The next one, borrowed until the next call; false at the end, or with err set when a file cannot be read. */
bool		 shelf_next(struct shelf *s, struct record_entry *out, struct err *err);
void		 shelf_damage(const struct shelf *s, struct shelf_damage *out);
void		 shelf_close(struct shelf *s);

#endif

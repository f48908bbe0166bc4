/*
 * store.h - every device's measurements: one door in, one door out.
 *
 * Owns the directory (the process stands in it: names are relative), the devices,
 * the log of what no file holds yet, and the times at which files are written.
 *
 *     put -> log -> shelf -> ... its turn in flush_s ... -> file
 *                      \______ read ______________________/
 *
 * Each device has its own second within flush_s, so that work is even; new files
 * are made a few a second.  A clock that jumped shuts the gate: nothing is
 * written until it is believed.  Time comes as an argument.
 */
#ifndef VIGIE_STORE_H
#define VIGIE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "ipc/msg.h"
#include "series/device.h"

struct store;

struct store_figures {
	uint64_t	 n_samples;	/* taken since the start */
	uint64_t	 n_ahead;	/* refused: ahead of the clock */
	uint64_t	 n_late;	/* refused: their minute was written already */
	uint64_t	 n_dropped;	/* minutes that reached no file */
	uint64_t	 n_unlogged;	/* in memory only: the disk was full */
	unsigned	 n_devices, n_stuck;
	uint64_t	 log_bytes;
	uint32_t	 turn_us;	/* longest store_tick() so far */
	bool		 is_shut;	/* the clock is not believed */
};

/* Enters the directory (made if absent) and reads back what an earlier life left. NULL with a sentence. */
struct store	*store_open(const char *dir, unsigned flush_s, int64_t now_s, int64_t boot_s,
		    struct err *err);
/* Writes what can be within two seconds; the rest is in the log. */
void		 store_close(struct store *st, int64_t now_s);

void		 store_set_flush(struct store *st, unsigned flush_s);

void		 store_put(struct store *st, const struct msg_samples *samples, int64_t now_s);

/* Once a second: whose turn it is. `boot_s` is the time since boot. */
void		 store_tick(struct store *st, int64_t now_s, int64_t boot_s);

/* The device of that name when it has measured or has a file; NULL for anything else. */
struct device	*store_find(struct store *st, const char *name, int64_t now_s);
/* Brings its file up to date if the clock is believed. */
void		 store_freshen(struct store *st, struct device *d, int64_t now_s);

struct store_figures store_figures(struct store *st);

#endif

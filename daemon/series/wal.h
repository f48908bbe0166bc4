/*
 * wal.h - results that are in no RRD file yet, kept for the next life.
 *
 * Numbered segments `pending.N` in the current directory; a record is a length,
 * a CRC-32 and one encoded MSG_SAMPLES.  Appended as results come, synced now
 * and then, read back once at the start; a segment goes when all it holds is in
 * the files and these are synced.  A torn or damaged record ends its segment: the
 * records before it count.  Reading the same records twice is harmless (shelf.h).
 */
#ifndef VIGIE_WAL_H
#define VIGIE_WAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "ipc/msg.h"

struct wal;

/* Each batch of an earlier life, oldest first; borrowed until it returns. */
typedef void	wal_replay_fn(const struct msg_samples *samples, void *arg);

/* Reads what is there and starts a new segment with the first append. NULL when the directory cannot be read. */
struct wal	*wal_open(wal_replay_fn *fn, void *arg, struct err *err);
void		 wal_close(struct wal *w);

/* 0, or -errno with the segment as it was before (a full disk leaves no half record). */
int		 wal_append(struct wal *w, const struct msg_samples *samples);
/* What was appended is on the disk afterwards. 0 or -errno. */
int		 wal_sync(struct wal *w);

/* The next append starts a new segment. */
void		 wal_rotate(struct wal *w);
/*
 * Removes full segments whose newest result is not after done_s, or is after
 * wrong_s: no such time will be written.
 */
void		 wal_forget(struct wal *w, int64_t done_s, int64_t wrong_s);
/* True when wal_forget() would remove something: sync the files first. */
bool		 wal_has_done(const struct wal *w, int64_t done_s, int64_t wrong_s);

/* Bytes in the segment that is being written. */
uint64_t	 wal_newest_bytes(const struct wal *w);
/* Bytes in all segments. */
uint64_t	 wal_bytes(const struct wal *w);

#endif

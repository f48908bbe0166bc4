/*
 * frame.h - entries as bytes, and back.  Pure.
 *
 *     name     0, its number, name's length and bytes
 *     line     1 (news), 2 (standing) or 3 (lasting), dt, scope's length and bytes, json's length and bytes
 *     result   4 + status + 8 x has text + 16 x has values, check's number, dt, age,
 *              [text's length and bytes], [n, n x (2 x name's number + is whole, the value)]
 *
 * dt: milliseconds since the entry before, age: from when it started until it was
 * judged.  All numbers are LEB128; a value is zigzag LEB128 when it is whole, else
 * the eight bytes of a double, lowest first.
 */
#ifndef VIGIE_FRAME_H
#define VIGIE_FRAME_H

#include "base/buf.h"
#include "record/record.h"

#define BLOCK_HEAD	12		/* "VRB1", length, crc32 */
#define BLOCK_MAX	(1024 * 1024)	/* bytes of a payload */
#define BLOCK_FULL	(256 * 1024)	/* a new one is begun */
#define NAMES_MAX	(1024 * 1024)	/* of a file */

/*
 * Writing.  A frame is one block in the making; the numbers of names live as long as
 * the file.
 */
struct frame {
	struct buf	 block;
	int64_t		 last_ms;	/* time of the latest entry */
	uint32_t	 n_names;	/* defined in this file */
};

/* An empty block whose first entry is of `now`. */
void		 frame_begin(struct frame *f, struct wall now);
bool		 frame_is_empty(const struct frame *f);
/* Defines a name; its number. */
uint32_t	 frame_name(struct frame *f, const char *name);
/* check, names[i]: the numbers of the check's name and of value i's. */
void		 frame_result(struct frame *f, const struct record_entry *e, uint32_t check,
		    const uint32_t *names);
void		 frame_line(struct frame *f, enum record_kind kind, struct wall known,
		    const char *scope, const char *json);
/* Writes length and sum: the block can be written as it is. */
void		 frame_end(struct frame *f);

/*
 * Reading one file's blocks.
 */
struct unframe {
	char		**names;	/* owned; NULL = its block was lost */
	size_t		 n_names, room;
	const uint8_t	*p, *end;	/* of the payload */
	int64_t		 last_ms;
	struct buf	 text, scope, json;	/* of the entry just read */
	uint64_t	 n_nameless;	/* entries that were skipped */
};

/* Length of the block that begins at p, head included; 0: there is none, or not all of it, or it is damaged. */
size_t		 unframe_block(const uint8_t *p, size_t len);
/* Begins a block's payload, of n bytes.  False when it is too short to be one. */
bool		 unframe_begin(struct unframe *u, const uint8_t *payload, size_t n);
/* 1 an entry, 0 the end, -1 bytes that are none (the rest of the payload is not read). */
int		 unframe_next(struct unframe *u, struct record_entry *out);
void		 unframe_done(struct unframe *u);

#endif

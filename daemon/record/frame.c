/* frame.c - see frame.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc32.h"
#include "base/mem.h"
#include "record/frame.h"

#define BLOCK_MAGIC	"VRB1"
#define WHOLE_MAX	9007199254740992.0	/* 2^53 */

enum { TAG_NAME, TAG_NEWS, TAG_STANDING, TAG_LASTING, TAG_RESULT, TAG_END = 32 };
#define STATUS_BITS	3u
#define HAS_TEXT	8u
#define HAS_VALUES	16u

_Static_assert(TAG_RESULT % 4 == 0, "a result's tag is read bit by bit");

/* Writing. */

static void
put(struct buf *b, uint64_t n)
{
	uint8_t	 bytes[10];
	size_t	 len = 0;

	do {
		bytes[len] = (uint8_t)(n & 0x7f) | (n > 0x7f ? 0x80 : 0);
		n >>= 7;
		len++;
	} while (n > 0);
	buf_add(b, bytes, len);
}

static void
put_text(struct buf *b, const char *s, size_t max)
{
	size_t	 len = strnlen(s, max);

	put(b, len);
	buf_add(b, s, len);
}

static void
put_value(struct buf *b, uint32_t name, double v)
{
	uint8_t		 bytes[8];
	uint64_t	 bits;
	int64_t		 whole;

	if (fabs(v) < WHOLE_MAX && v == trunc(v) && !(v == 0 && signbit(v))) {
		whole = (int64_t)v;
		put(b, (uint64_t)name << 1 | 1);
		put(b, (uint64_t)whole << 1 ^ (uint64_t)(whole >> 63));
		return;
	}
	put(b, (uint64_t)name << 1);
	memcpy(&bits, &v, sizeof(bits));
	put_u32(bytes, (uint32_t)bits);
	put_u32(bytes + 4, (uint32_t)(bits >> 32));
	buf_add(b, bytes, sizeof(bytes));
}

/* What went by since the entry before; time that goes back stands still. */
static uint64_t
step(struct frame *f, struct wall known)
{
	int64_t	 dt = known.ms > f->last_ms ? known.ms - f->last_ms : 0;

	f->last_ms += dt;
	return (uint64_t)dt;
}

void
frame_begin(struct frame *f, struct wall now)
{
	uint8_t	 head[BLOCK_HEAD + 8] = BLOCK_MAGIC;

	if (now.ms > f->last_ms)
		f->last_ms = now.ms;
	put_u32(head + BLOCK_HEAD, (uint32_t)(uint64_t)f->last_ms);
	put_u32(head + BLOCK_HEAD + 4, (uint32_t)((uint64_t)f->last_ms >> 32));
	buf_clear(&f->block);
	buf_add(&f->block, head, sizeof(head));
}

bool
frame_is_empty(const struct frame *f)
{
	return f->block.len <= BLOCK_HEAD + 8;
}

uint32_t
frame_name(struct frame *f, const char *name)
{
	put(&f->block, TAG_NAME);
	put(&f->block, f->n_names);
	put_text(&f->block, name, RECORD_NAME);
	return f->n_names++;
}

void
frame_result(struct frame *f, const struct record_entry *e, uint32_t check, const uint32_t *names)
{
	struct buf	*b = &f->block;
	bool		 has_text = *e->text != '\0', has_values = e->n_values > 0;
	uint64_t	 dt = step(f, e->known);

	put(b, TAG_RESULT + (e->status & STATUS_BITS) + (has_text ? HAS_TEXT : 0) +
	    (has_values ? HAS_VALUES : 0));
	put(b, check);
	put(b, dt);
	put(b, e->started.ms < f->last_ms ? (uint64_t)(f->last_ms - e->started.ms) : 0);
	if (has_text)
		put_text(b, e->text, RECORD_TEXT);
	if (!has_values)
		return;
	put(b, e->n_values);
	for (uint32_t i = 0; i < e->n_values; i++)
		put_value(b, names[i], e->values[i].value);
}

void
frame_line(struct frame *f, enum record_kind kind, struct wall known, const char *scope,
    const char *json)
{
	put(&f->block, kind == RECORD_LINE_STANDING ? TAG_STANDING :
	    kind == RECORD_LINE_LASTING ? TAG_LASTING : TAG_NEWS);
	put(&f->block, step(f, known));
	put_text(&f->block, scope, RECORD_NAME);
	put_text(&f->block, json, RECORD_LINE);
}

void
frame_end(struct frame *f)
{
	uint8_t	*head = (uint8_t *)f->block.s;
	size_t	 n = f->block.len - BLOCK_HEAD;

	put_u32(head + 4, (uint32_t)n);
	put_u32(head + 8, crc32_of(head + BLOCK_HEAD, n));
}

/* Reading. */

static bool
get(struct unframe *u, uint64_t *n)
{
	int	 shift = 0;

	*n = 0;
	while (u->p < u->end && shift < 64) {
		uint8_t	 byte = *u->p++;

		*n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
		shift += 7;
	}
	return false;
}

static bool
get_text(struct unframe *u, size_t max, struct buf *out)
{
	uint64_t	 len;

	if (!get(u, &len) || len > max || len > (size_t)(u->end - u->p) ||
	    memchr(u->p, '\0', (size_t)len) != NULL)
		return false;
	buf_clear(out);
	buf_add(out, u->p, (size_t)len);
	u->p += len;
	return true;
}

static bool
get_value(struct unframe *u, uint64_t *name, double *v)
{
	uint64_t	 head, bits;

	if (!get(u, &head))
		return false;
	*name = head >> 1;
	if ((head & 1) != 0) {
		if (!get(u, &bits))
			return false;
		*v = (double)((int64_t)(bits >> 1) ^ -(int64_t)(bits & 1));
		return true;
	}
	if (u->end - u->p < 8)
		return false;
	bits = get_u32(u->p) | (uint64_t)get_u32(u->p + 4) << 32;
	memcpy(v, &bits, sizeof(bits));
	u->p += 8;
	return true;
}

static bool
get_name(struct unframe *u)
{
	uint64_t	 number;

	if (!get(u, &number) || number >= NAMES_MAX || !get_text(u, RECORD_NAME, &u->text))
		return false;
	if (number >= u->room) {
		size_t	 room = (size_t)number * 2 + 64;

		u->names = xreallocarray(u->names, room, sizeof(*u->names));
		memset(u->names + u->room, 0, (room - u->room) * sizeof(*u->names));
		u->room = room;
	}
	free(u->names[number]);
	u->names[number] = xstrdup(buf_str(&u->text));
	if (number >= u->n_names)
		u->n_names = (size_t)number + 1;
	return true;
}

static const char *
name_of(const struct unframe *u, uint64_t number)
{
	return number < u->n_names ? u->names[number] : NULL;
}

static bool
get_step(struct unframe *u, struct record_entry *out)
{
	uint64_t	 dt;

	if (!get(u, &dt) || dt > (uint64_t)(INT64_MAX - u->last_ms))
		return false;
	u->last_ms += (int64_t)dt;
	out->known.ms = u->last_ms;
	return true;
}

/* *is_named: all its names are known. */
static bool
get_result(struct unframe *u, unsigned tag, struct record_entry *out, bool *is_named)
{
	uint64_t	 check, age, n = 0, name;

	out->kind = RECORD_RESULT;
	out->status = tag & STATUS_BITS;
	if (!get(u, &check) || !get_step(u, out) || !get(u, &age) || age > (uint64_t)u->last_ms)
		return false;
	out->started.ms = u->last_ms - (int64_t)age;
	out->check = name_of(u, check);
	*is_named = out->check != NULL;
	buf_clear(&u->text);
	if ((tag & HAS_TEXT) != 0 && !get_text(u, RECORD_TEXT, &u->text))
		return false;
	out->text = buf_str(&u->text);
	if ((tag & HAS_VALUES) != 0 && (!get(u, &n) || n > RECORD_VALUES))
		return false;
	out->n_values = (uint32_t)n;
	for (uint32_t i = 0; i < n; i++) {
		if (!get_value(u, &name, &out->values[i].value))
			return false;
		out->values[i].name = name_of(u, name);
		*is_named = *is_named && out->values[i].name != NULL;
	}
	return true;
}

static bool
get_line(struct unframe *u, unsigned tag, struct record_entry *out)
{
	out->kind = tag == TAG_STANDING ? RECORD_LINE_STANDING :
	    tag == TAG_LASTING ? RECORD_LINE_LASTING : RECORD_LINE_NEWS;
	if (!get_step(u, out) || !get_text(u, RECORD_NAME, &u->scope) ||
	    !get_text(u, RECORD_LINE, &u->json))
		return false;
	out->scope = buf_str(&u->scope);
	out->json = buf_str(&u->json);
	return true;
}

size_t
unframe_block(const uint8_t *p, size_t len)
{
	size_t	 n;

	if (len < BLOCK_HEAD || memcmp(p, BLOCK_MAGIC, 4) != 0)
		return 0;
	n = get_u32(p + 4);
	if (n > BLOCK_MAX || n > len - BLOCK_HEAD || crc32_of(p + BLOCK_HEAD, n) != get_u32(p + 8))
		return 0;
	return BLOCK_HEAD + n;
}

bool
unframe_begin(struct unframe *u, const uint8_t *payload, size_t n)
{
	uint64_t	 ms;

	if (n < 8)
		return false;
	ms = get_u32(payload) | (uint64_t)get_u32(payload + 4) << 32;
	if (ms > INT64_MAX)
		return false;
	u->last_ms = (int64_t)ms;
	u->p = payload + 8;
	u->end = payload + n;
	return true;
}

int
unframe_next(struct unframe *u, struct record_entry *out)
{
	uint64_t	 tag;

	while (u->p < u->end) {
		bool	 is_named = true, is_good;

		*out = (struct record_entry){ .check = "", .text = "", .scope = "", .json = "" };
		if (!get(u, &tag) || tag >= TAG_END)
			return -1;
		if (tag == TAG_NAME)
			is_good = get_name(u);
		else if (tag >= TAG_RESULT)
			is_good = get_result(u, (unsigned)tag, out, &is_named);
		else
			is_good = get_line(u, (unsigned)tag, out);
		if (!is_good)
			return -1;
		if (tag != TAG_NAME && is_named)
			return 1;
		u->n_nameless += !is_named;
	}
	return 0;
}

void
unframe_done(struct unframe *u)
{
	for (size_t i = 0; i < u->n_names; i++)
		free(u->names[i]);
	free(u->names);
	buf_done(&u->text);
	buf_done(&u->scope);
	buf_done(&u->json);
	*u = (struct unframe){ 0 };
}

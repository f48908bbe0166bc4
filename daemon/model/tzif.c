/* tzif.c - see tzif.h.  Section numbers are those of RFC 8536. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/tzif.h"

#define HEADER_SIZE	44
#define CHANGES_MAX	4096	/* the largest file of tzdata has 236 */
#define OFFSET_MIN	(-89999)	/* 3.2 */
#define OFFSET_MAX	93599

/* What is left to read; nothing is read beyond `end`. */
struct bytes {
	const unsigned char	*p, *end;
};

/* 3.1, all numbers big-endian. */
struct header {
	unsigned char	 version;
	uint32_t	 n_utc, n_std, n_leap, n_times, n_types, n_chars;
};

static uint32_t
be32(const unsigned char *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t
be64(const unsigned char *p)
{
	return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

static bool
read_header(struct bytes *b, struct header *h)
{
	if (b->end - b->p < HEADER_SIZE || memcmp(b->p, "TZif", 4) != 0)
		return false;
	h->version = b->p[4];
	h->n_utc = be32(b->p + 20);
	h->n_std = be32(b->p + 24);
	h->n_leap = be32(b->p + 28);
	h->n_times = be32(b->p + 32);
	h->n_types = be32(b->p + 36);
	h->n_chars = be32(b->p + 40);
	b->p += HEADER_SIZE;
	return h->n_utc <= 256 && h->n_std <= 256 && h->n_leap <= CHANGES_MAX &&
	    h->n_times <= CHANGES_MAX && h->n_types >= 1 && h->n_types <= 256 &&
	    h->n_chars >= 1 && h->n_chars <= 4096;
}

/* Bytes of the block after a header (3.2), times being of `size` bytes. */
static size_t
block_size(const struct header *h, size_t size)
{
	return h->n_times * (size + 1) + h->n_types * 6u + h->n_chars + h->n_leap * (size + 4) +
	    h->n_std + h->n_utc;
}

static void
add_change(struct zone *t, int64_t at, size_t kind)
{
	t->changes = grow(t->changes, t->n_changes, &t->room, sizeof(*t->changes));
	t->changes[t->n_changes++] = (struct tzif_change){ .at = at, .kind = (uint16_t)kind };
}

/* The block with 64-bit times, known to be complete. */
static bool
read_block(struct zone *t, const unsigned char *p, const struct header *h)
{
	const unsigned char	*index = p + h->n_times * 8u, *type = index + h->n_times;
	const unsigned char	*chars = type + h->n_types * 6u;
	int64_t			 at, before = INT64_MIN;
	uint32_t		 i;

	if (h->n_leap != 0 || chars[h->n_chars - 1] != '\0')
		return false;
	for (i = 0; i < h->n_types; i++, type += 6) {
		t->kinds[i].offset_s = (int32_t)be32(type);
		if (t->kinds[i].offset_s < OFFSET_MIN || t->kinds[i].offset_s > OFFSET_MAX ||
		    type[4] > 1 || type[5] >= h->n_chars)
			return false;
		strlcpy(t->kinds[i].abbreviation, (const char *)chars + type[5],
		    sizeof(t->kinds[i].abbreviation));
	}
	t->n_kinds = h->n_types;
	for (i = 0; i < h->n_times; i++) {
		at = be64(p + i * 8u);
		if (at <= before || at < -((int64_t)1 << 59) || at > (int64_t)1 << 59 ||
		    index[i] >= h->n_types)
			return false;
		add_change(t, at, index[i]);
		before = at;
	}
	return true;
}

/* The closing rule (3.3): a POSIX TZ string such as "CET-1CEST,M3.5.0,M10.5.0/3". */
enum when_kind { WHEN_JULIAN, WHEN_DAY, WHEN_WEEKDAY };

struct when {
	enum when_kind	 kind;
	int		 day;		/* J1..365, 0..365, or weekday 0 (Sunday)..6 */
	int		 month, week;	/* of WHEN_WEEKDAY; week 5 is the last */
	int32_t		 second;	/* local time of the change, -167 h .. 167 h */
};

static bool
number(struct bytes *b, int max, int *n)
{
	int	 digits = 0;

	for (*n = 0; b->p < b->end && *b->p >= '0' && *b->p <= '9' && digits < 4; digits++)
		*n = *n * 10 + (*b->p++ - '0');
	return digits > 0 && *n <= max;
}

static bool
accept(struct bytes *b, char c)
{
	if (b->p == b->end || *b->p != c)
		return false;
	b->p++;
	return true;
}

/* "CET" or "<+03>"; cut when too long. */
static bool
read_name(struct bytes *b, char *out, size_t size)
{
	bool	 is_quoted = accept(b, '<');
	size_t	 n = 0;
	char	 c;

	for (; b->p < b->end; b->p++) {
		c = (char)*b->p;
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    (is_quoted && (c == '+' || c == '-' || (c >= '0' && c <= '9')))))
			break;
		if (n + 1 < size)
			out[n++] = c;
	}
	out[n] = '\0';
	return n >= 3 && (!is_quoted || accept(b, '>'));
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool
read_time(struct bytes *b, int max_hours, int32_t *second)
{
	int	 h, m = 0, s = 0;
	bool	 is_negative = accept(b, '-');

	if (!is_negative)
		(void)accept(b, '+');
	if (!number(b, max_hours, &h))
		return false;
	if (accept(b, ':') && (!number(b, 59, &m) || (accept(b, ':') && !number(b, 59, &s))))
		return false;
	*second = h * 3600 + m * 60 + s;
	if (is_negative)
		*second = -*second;
	return true;
}

static bool
read_when(struct bytes *b, struct when *w)
{
	w->second = 2 * 3600;
	if (!accept(b, ','))
		return false;
	if (accept(b, 'J')) {
		w->kind = WHEN_JULIAN;
		if (!number(b, 365, &w->day) || w->day == 0)
			return false;
	} else if (accept(b, 'M')) {
		w->kind = WHEN_WEEKDAY;
		if (!number(b, 12, &w->month) || w->month == 0 || !accept(b, '.') ||
		    !number(b, 5, &w->week) || w->week == 0 || !accept(b, '.') ||
		    !number(b, 6, &w->day))
			return false;
	} else {
		w->kind = WHEN_DAY;
		if (!number(b, 365, &w->day))
			return false;
	}
	return !accept(b, '/') || read_time(b, 167, &w->second);
}

/* The day on which a rule falls in a year. */
static int32_t
when_day(const struct when *w, int year)
{
	int32_t	 day, first = civil_day(year, 1, 1);
	bool	 is_leap = civil_month_days(year, 2) == 29;

	if (w->kind == WHEN_JULIAN)	/* 29 February is never counted */
		return first + w->day - 1 + (is_leap && w->day >= 60);
	if (w->kind == WHEN_DAY)
		return first + w->day;
	first = civil_day(year, w->month, 1);
	day = first + (w->day + 6 - (int32_t)civil_weekday(first)) % 7 + (w->week - 1) * 7;
	return day < first + civil_month_days(year, w->month) ? day : day - 7;
}

/* Writes the rule out from the last change of the table on. */
static void
add_rule(struct zone *t, const struct when *to_dst, const struct when *to_std, size_t std,
    size_t dst)
{
	int64_t	 last = t->n_changes > 0 ? t->changes[t->n_changes - 1].at : INT64_MIN, a, b;
	int	 year, first = CIVIL_YEAR_MIN;

	if (t->n_changes > 0 && last > 0)
		first = 1970 + (int)((last < 30000000000 ? last : 30000000000) / 31556952) - 1;
	for (year = first; year <= CIVIL_YEAR_MAX; year++) {
		a = (int64_t)when_day(to_dst, year) * DAY_SECONDS + to_dst->second -
		    t->kinds[std].offset_s;
		b = (int64_t)when_day(to_std, year) * DAY_SECONDS + to_std->second -
		    t->kinds[dst].offset_s;
		if (a < b && a > last)
			add_change(t, a, dst);
		if (b > last)
			add_change(t, b, std);
		if (a >= b && a > last)
			add_change(t, a, dst);
	}
}

static bool
read_rule(struct zone *t, struct bytes b)
{
	struct tzif_kind	*std = &t->kinds[t->n_kinds], *dst = std + 1;
	struct when		 to_dst, to_std;

	if (b.p == b.end)
		return true;		/* no rule: what the table ends with holds */
	if (!read_name(&b, std->abbreviation, sizeof(std->abbreviation)) ||
	    !read_time(&b, 24, &std->offset_s))
		return false;
	std->offset_s = -std->offset_s;	/* POSIX counts to the west */
	if (b.p == b.end) {
		if (t->n_changes == 0)
			t->kinds[0] = *std;
		return true;
	}
	if (!read_name(&b, dst->abbreviation, sizeof(dst->abbreviation)))
		return false;
	dst->offset_s = std->offset_s + 3600;
	if (b.p < b.end && *b.p != ',') {
		if (!read_time(&b, 24, &dst->offset_s))
			return false;
		dst->offset_s = -dst->offset_s;
	}
	if (!read_when(&b, &to_dst) || !read_when(&b, &to_std) || b.p != b.end)
		return false;
	add_rule(t, &to_dst, &to_std, t->n_kinds, t->n_kinds + 1);
	t->n_kinds += 2;
	return true;
}

static bool
read_all(struct zone *t, struct bytes b)
{
	struct header	 h;
	struct bytes	 rule;

	if (!read_header(&b, &h) || h.version < '2' || (size_t)(b.end - b.p) < block_size(&h, 4))
		return false;
	b.p += block_size(&h, 4);	/* the block for old programs */
	if (!read_header(&b, &h) || (size_t)(b.end - b.p) < block_size(&h, 8) ||
	    !read_block(t, b.p, &h))
		return false;
	b.p += block_size(&h, 8);
	if (!accept(&b, '\n'))
		return false;
	rule.p = b.p;
	rule.end = memchr(b.p, '\n', (size_t)(b.end - b.p));
	return rule.end != NULL && read_rule(t, rule);
}

struct zone *
tzif_parse(const char *name, const void *data, size_t len, struct err *err)
{
	struct zone	*t = xcalloc(1, sizeof(*t));

	strlcpy(t->name, name, sizeof(t->name));
	if (!read_all(t, (struct bytes){ .p = data, .end = (const unsigned char *)data + len })) {
		err_set(err, "the file of time zone \"%s\" is damaged or of an old kind "
		    "(RFC 8536, version 2 or later, is needed)", t->name);
		zone_free(t);
		return NULL;
	}
	return t;
}

/*
 * replay_scan.c - the ordinary line of a recording, read without building a tree.
 *
 * A month of ten points is five million lines of one shape: a flat object, and
 * `values` in it.  This reads that shape, strictly; whatever is not exactly so
 * (escapes, lists, other objects, a mistake) is left to jansson, which then says
 * what is wrong.
 */
#include <math.h>
#include <string.h>

#include "cli/replay.h"

struct scan { char *p; };

static void
blanks(struct scan *s)
{
	while (*s->p == ' ' || *s->p == '\t')
		s->p++;
}

static bool
expect(struct scan *s, char c)
{
	blanks(s);
	if (*s->p != c)
		return false;
	s->p++;
	return true;
}

/* A string without escapes, NUL-terminated in place. */
static bool
string(struct scan *s, char **out)
{
	if (!expect(s, '"'))
		return false;
	*out = s->p;
	while (*s->p != '"') {
		/* bytes above 127 must be UTF-8: jansson's business */
		if (*s->p == '\\' || (unsigned char)*s->p < ' ' || (unsigned char)*s->p > 126)
			return false;
		s->p++;
	}
	*s->p++ = '\0';
	return true;
}

/* JSON's numbers without exponent, up to 15 digits: exact in a double. */
static bool
number(struct scan *s, double *out)
{
	static const double	 tens[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
				    1e12, 1e13, 1e14, 1e15 };
	bool			 is_negative;
	int64_t			 digits = 0;
	int			 n = 0, n_after = 0;

	blanks(s);
	is_negative = *s->p == '-';
	s->p += is_negative;
	if (*s->p < '0' || *s->p > '9' || (*s->p == '0' && s->p[1] >= '0' && s->p[1] <= '9'))
		return false;
	for (; *s->p >= '0' && *s->p <= '9'; s->p++, n++)
		digits = n < 16 ? digits * 10 + (*s->p - '0') : digits;
	if (*s->p == '.') {
		s->p++;
		for (; *s->p >= '0' && *s->p <= '9'; s->p++, n++, n_after++)
			digits = n < 16 ? digits * 10 + (*s->p - '0') : digits;
		if (n_after == 0)
			return false;
	}
	if (n > 15 || *s->p == 'e' || *s->p == 'E')
		return false;
	*out = (double)digits / tens[n_after];
	if (is_negative)
		*out = -*out;
	return true;
}

static bool
member(struct scan *s, struct replay_line *line, bool is_inner);

static bool
members(struct scan *s, struct replay_line *line, bool is_inner)
{
	if (!expect(s, '{'))
		return false;
	do {
		if (!member(s, line, is_inner))
			return false;
	} while (expect(s, ','));
	return expect(s, '}');
}

static bool
once(char **slot, struct scan *s)
{
	return *slot == NULL && string(s, slot);
}

static bool
member(struct scan *s, struct replay_line *line, bool is_inner)
{
	char	*key, *other = NULL;
	double	 value;

	if (!string(s, &key) || !expect(s, ':'))
		return false;
	if (!is_inner && strcmp(key, "t") == 0)
		return isnan(line->t) && number(s, &line->t);
	if (!is_inner && strcmp(key, "started") == 0)
		return isnan(line->started) && number(s, &line->started);
	if (!is_inner && strcmp(key, "check") == 0)
		return once(&line->check, s);
	if (!is_inner && strcmp(key, "status") == 0)
		return once(&line->status, s);
	if (!is_inner && strcmp(key, "text") == 0)
		return once(&line->text, s);
	if (!is_inner && strcmp(key, "values") == 0)
		return members(s, line, true);
	if (!is_inner && (strcmp(key, "do") == 0 || strcmp(key, "vigie") == 0))
		return false;
	blanks(s);
	if (*s->p == '"')
		return once(&other, s);
	if (!number(s, &value))
		return false;
	return replay_value(line, key, value);
}

bool
replay_scan(char *text, struct replay_line *line)
{
	struct scan	 s = { text };

	*line = (struct replay_line){ .t = NAN, .started = NAN, .result = { JUDGED_NO_VALUES } };
	if (!members(&s, line, false))
		return false;
	while (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' || *s.p == '\n')
		s.p++;
	return *s.p == '\0' && !isnan(line->t) && line->check != NULL && line->status != NULL;
}

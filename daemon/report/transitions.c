/* transitions.c - see transitions.h */
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/near.h"
#include "report/transitions.h"

#define N_FIELDS	4
#define FIELD_MAX	200	/* bytes; an object's name is far shorter */

#define FIRST_MS	INT64_C(631152000000)	/* 1990: before, and from 2100 on, a clock was wrong */
#define END_MS		INT64_C(4102444800000)

struct transitions {
	struct lines		 lines;
	struct csv_parser	 csv;
	transition_fn		*fn;
	lines_mistake_fn	*mistake;
	void			*arg;
	bool			 is_begun, is_foreign;	/* the header was read; it was another file's */
	/* the line under way */
	unsigned		 n_fields, n_rows;
	char			 field[N_FIELDS][FIELD_MAX + 1];
	bool			 is_long;
};

static void
on_field(void *text, size_t len, void *arg)
{
	struct transitions	*ts = arg;

	if (len > FIELD_MAX)
		ts->is_long = true;
	else if (ts->n_fields < N_FIELDS) {
		memcpy(ts->field[ts->n_fields], text, len);
		ts->field[ts->n_fields][len] = '\0';
	}
	ts->n_fields++;
}

static void
on_row(int end, void *arg)
{
	struct transitions	*ts = arg;

	(void)end;
	ts->n_rows++;
}

/* A line of its own: a quote that stays open is its mistake, not the next line's. */
static bool
cut(struct transitions *ts, const char *text, size_t len, struct err *err)
{
	bool	 is_good;

	ts->n_fields = ts->n_rows = 0;
	ts->is_long = false;
	is_good = csv_parse(&ts->csv, text, len, on_field, on_row, ts) == len;
	is_good = csv_fini(&ts->csv, on_field, on_row, ts) == 0 && is_good;
	if (!is_good) {
		csv_free(&ts->csv);
		csv_init(&ts->csv, CSV_STRICT | CSV_STRICT_FINI);
		return err_set(err, "%s", _("a quote is not closed, or stands inside a word"));
	}
	if (ts->n_rows > 1)
		return err_set(err, "%s", _("a carriage return stands inside the line"));
	return !ts->is_long || err_set(err, "%s", _("a field is longer than any of such a file"));
}

static bool
check_header(struct transitions *ts, const char *text, struct err *err)
{
	static const char *const	 names[N_FIELDS] = { "time", "object", "state", "responsibility" };

	for (unsigned i = 0; ts->n_fields == N_FIELDS && strcmp(ts->field[i], names[i]) == 0; i++)
		if (i == N_FIELDS - 1)
			return true;
	if (strchr(text, ';') != NULL && strchr(text, ',') == NULL)
		return err_set(err, _("its fields are separated by semicolons: commas are wanted; the header is %s"),
		    TRANSITIONS_HEADER);
	if (strchr(text, '\t') != NULL && strchr(text, ',') == NULL)
		return err_set(err, _("its fields are separated by tabs: commas are wanted; the header is %s"),
		    TRANSITIONS_HEADER);
	return err_set(err, _("the header must be %s"), TRANSITIONS_HEADER);
}

bool
history_time(const char *text, bool is_whole, struct wall *t, struct err *err)
{
	char		 clean[LINES_SHOWN];
	struct wall	 at;

	if (!wall_parse(text, &at))
		return err_set(err, _("\"%s\" is no time: 2026-03-03T10:30:00Z is one"), lines_shown(text, clean));
	if (at.ms < FIRST_MS || at.ms >= END_MS)
		return err_set(err, _("\"%s\": no clock was right then (1990 to 2099)"), lines_shown(text, clean));
	if (is_whole && at.ms % SEC_MS != 0)
		return err_set(err, _("\"%s\": whole seconds are wanted"), lines_shown(text, clean));
	*t = at;
	return true;
}

static bool
read_state(const char *word, enum state_word *state, struct err *err)
{
	char	 clean[LINES_SHOWN];

	return (state_find(word, state) &&
	    (*state == STATE_UP || *state == STATE_DOWN || *state == STATE_UNKNOWN)) ||
	    err_set(err, _("\"%s\" is no state: up, down or unknown"), lines_shown(word, clean));
}

static bool
read_responsibility(const char *word, enum responsibility *r, struct err *err)
{
	char	 clean[LINES_SHOWN];

	*r = BY_UNKNOWN;
	return *word == '\0' || responsibility_find(word, r) ||
	    err_set(err, _("\"%s\" is no responsibility: operator, power, sivu, site, partner, unknown "
	    "or nothing"), lines_shown(word, clean));
}

static bool
read_line(struct transitions *ts, struct transition *t, struct err *err)
{
	if (ts->n_fields < N_FIELDS)
		return err_set(err, ngettext("half a line: %u field where 4 are wanted",
		    "half a line: %u fields where 4 are wanted", ts->n_fields), ts->n_fields);
	if (ts->n_fields > N_FIELDS)
		return err_set(err, _("%u fields where 4 are wanted"), ts->n_fields);
	t->object = ts->field[1];
	if (!history_time(ts->field[0], true, &t->at, err) || !read_state(ts->field[2], &t->is.state, err) ||
	    !read_responsibility(ts->field[3], &t->is.responsibility, err))
		return false;
	if (t->is.state != STATE_DOWN)
		t->is.responsibility = BY_UNKNOWN;
	return true;
}

static void
on_line(void *arg, uint64_t number, const char *text, size_t len)
{
	struct transitions	*ts = arg;
	struct transition	 t = { .object = "" };
	struct err		 err = { "" };

	if (ts->is_foreign)
		return;		/* one sentence about the header says it all */
	if (!ts->is_begun) {
		ts->is_begun = true;
		ts->is_foreign = !cut(ts, text, len, &err) || !check_header(ts, text, &err);
	} else if (cut(ts, text, len, &err) && read_line(ts, &t, &err)) {
		ts->fn(ts->arg, number, &t);
		return;
	}
	if (err.text[0] != '\0')
		ts->mistake(ts->arg, number, err.text);
}

static void
on_mistake(void *arg, uint64_t number, const char *why)
{
	struct transitions	*ts = arg;

	if (!ts->is_foreign)
		ts->mistake(ts->arg, number, why);
	ts->is_foreign = ts->is_foreign || !ts->is_begun;
	ts->is_begun = true;
}

struct transitions *
transitions_new(transition_fn *fn, lines_mistake_fn *mistake, void *arg)
{
	struct transitions	*ts = xcalloc(1, sizeof(*ts));

	lines_init(&ts->lines, on_line, on_mistake, ts);
	csv_init(&ts->csv, CSV_STRICT | CSV_STRICT_FINI);
	ts->fn = fn;
	ts->mistake = mistake;
	ts->arg = arg;
	return ts;
}

void
transitions_feed(struct transitions *ts, const char *data, size_t len)
{
	lines_feed(&ts->lines, data, len);
}

uint64_t
transitions_end(struct transitions *ts)
{
	uint64_t	 n;

	lines_end(&ts->lines);
	n = ts->lines.number;
	if (!ts->is_begun)
		ts->mistake(ts->arg, 1, _("the file is empty"));
	csv_free(&ts->csv);
	free(ts);
	return n;
}

/* No field of ours ever needs quotes: names are letters, digits, hyphens and slashes. */
void
transitions_write(struct buf *out, const struct transition *t)
{
	char	 at[WALL_TEXT_SIZE];

	buf_addf(out, "%s,%s,%s,%s\n", wall_text(t->at, at), t->object, state_word(t->is.state),
	    t->is.state == STATE_DOWN ? responsibility_word(t->is.responsibility) : "");
}

/* recording.c - see recording.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/engine.h"
#include "engine/jw.h"
#include "engine/recording.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/typed.h"

#define MAX_TROUBLES	16

struct recording {
	struct engine		*engine;
	struct recorder		*recorder;
	const struct inventory	*inv;
	struct wall		 ticked;
	bool			 is_starting, is_door_open;
	struct { char *code, *text; } troubles[MAX_TROUBLES];	/* that last */
	size_t			 n_troubles;
	struct buf		 line;		/* scratch */
};

static struct record_limits
limits_of(const struct inventory *inv)
{
	return (struct record_limits){ .keep_ms = inv->results_keep_ms,
	    .max_bytes = inv->results_max_bytes };
}

static struct wall
time_of(const struct recording *r, struct wall now)
{
	return now.ms > r->ticked.ms ? now : r->ticked;
}

/* A line in the making: its members, without the braces. */
static struct jw
line(struct recording *r)
{
	buf_clear(&r->line);
	return jw_on(&r->line);
}

static void
say(struct recording *r, enum record_kind kind, const char *scope, struct wall now)
{
	recorder_line(r->recorder, kind, time_of(r, now), scope, buf_str(&r->line));
}

static void
say_vigie(struct recording *r, enum record_kind kind, const char *what, struct wall now)
{
	struct jw	 j = line(r);

	jw_str(&j, "vigie", what);
	say(r, kind, "", now);
}

static void
say_trouble(struct recording *r, enum record_kind kind, const char *code, bool is_wrong,
    const char *text, struct wall now)
{
	struct jw	 j = line(r);

	jw_str(&j, "vigie", is_wrong ? "trouble" : "well");
	jw_str(&j, "code", code);
	jw_str(&j, "text", text);
	say(r, kind, "", now);
}

/* "maintenance add SCOPE FROM TO -m TEXT --weekly Tu --as BY" */
static void
say_window(struct recording *r, enum record_kind kind, const struct fact_window *w, struct wall now)
{
	struct jw	 j = line(r);
	struct buf	 days = { 0 };

	jw_open_list(&j, "do");
	jw_str(&j, NULL, window_word(w->kind));
	jw_str(&j, NULL, "add");
	jw_str(&j, NULL, w->scope);
	jw_time(&j, NULL, w->from);
	jw_time(&j, NULL, w->to);
	jw_str(&j, NULL, "-m");
	jw_str(&j, NULL, w->text);
	if (w->weekdays != 0) {
		typed_weekdays_text(&days, w->weekdays);
		jw_str(&j, NULL, "--weekly");
		jw_str(&j, NULL, buf_str(&days));
		buf_done(&days);
	}
	jw_str(&j, NULL, "--as");
	jw_str(&j, NULL, w->by);
	jw_close_list(&j);
	jw_open(&j, "of");
	jw_int(&j, "window", w->number);
	jw_close(&j);
	say(r, kind, w->scope, now);
}

/* What holds already, for who begins to read here. */
static void
head(void *arg)
{
	struct recording	*r = arg;
	struct wall		 now = r->engine->steady.now;
	struct fact_window	 w;
	struct buf		 first = r->line;	/* what begins the file may be a line itself */

	if (r->is_starting)
		return;
	r->line = (struct buf){ 0 };
	for (size_t i = 0; judge_get_window(r->engine->judge, i, &w); i++)
		if (w.cancelled.ms == 0 && (w.weekdays != 0 || w.to.ms > now.ms))
			say_window(r, RECORD_LINE_STANDING, &w, now);
	if (!r->is_door_open)
		say_vigie(r, RECORD_LINE_STANDING, "door-closed", now);
	for (size_t i = 0; i < r->n_troubles; i++)
		say_trouble(r, RECORD_LINE_STANDING, r->troubles[i].code, true, r->troubles[i].text, now);
	buf_done(&r->line);
	r->line = first;
}

struct recording *
recording_new(struct engine *e)
{
	struct recording	*r = xcalloc(1, sizeof(*r));
	struct record_limits	 limits = limits_of(e->inv);

	r->engine = e;
	r->inv = e->inv;
	r->is_door_open = true;
	r->recorder = recorder_new(e->inv->store_dir, &limits, head, r);
	recorder_renumber(r->recorder, e->inv->n_checks);
	return r;
}

void
recording_free(struct recording *r)
{
	if (r == NULL)
		return;
	recorder_free(r->recorder);
	for (size_t i = 0; i < r->n_troubles; i++) {
		free(r->troubles[i].code);
		free(r->troubles[i].text);
	}
	buf_done(&r->line);
	free(r);
}

void
recording_adopt(struct recording *r, const struct inventory *inv, struct wall now)
{
	struct record_limits	 limits = limits_of(inv);

	r->inv = inv;
	recorder_renumber(r->recorder, inv->n_checks);
	recorder_limit(r->recorder, &limits);
	say_vigie(r, RECORD_LINE_NEWS, "reload", now);
}

void
recording_flush(struct recording *r, struct wall now)
{
	recorder_flush(r->recorder, now);
}

void
recording_ticked(struct recording *r, struct wall now)
{
	r->ticked = time_of(r, now);
}

void
recording_figures(struct recording *r, struct record_figures *out)
{
	recorder_figures(r->recorder, out);
}

void
recording_result(struct recording *r, const struct judged_result *result, struct wall now)
{
	struct record_entry	 e = { .kind = RECORD_RESULT, .known = time_of(r, now),
				    .check = r->inv->checks[result->check].name,
				    .status = (unsigned)result->status, .started = result->started,
				    .text = "" };

	if (result->status != JUDGED_OK && result->text != NULL)
		e.text = result->text;	/* of an answer that is well judgement keeps no words */
	for (size_t i = 0; i < judged_n_values && e.n_values < RECORD_VALUES; i++) {
		double	 v = *(const double *)(const void *)((const char *)result + judged_values[i].offset);

		if (!isnan(v))
			e.values[e.n_values++] = (struct record_value){ (uint32_t)i, judged_values[i].name, v };
	}
	recorder_result(r->recorder, result->check, &e);
}

void
recording_start(struct recording *r, struct wall last_sign, struct wall now)
{
	struct jw	 j = line(r);

	r->is_starting = true;		/* what holds is told after the start itself */
	jw_str(&j, "vigie", "start");
	if (last_sign.ms != 0)
		jw_num(&j, "last_sign", (double)last_sign.ms / (double)SEC_MS, 3);
	say(r, RECORD_LINE_NEWS, "", now);
	r->is_starting = false;
	head(r);
}

void
recording_stop(struct recording *r, struct wall now)
{
	say_vigie(r, RECORD_LINE_NEWS, "stop", now);
}

void
recording_door(struct recording *r, bool is_open, struct wall now)
{
	if (r->is_door_open == is_open)
		return;
	r->is_door_open = is_open;
	say_vigie(r, RECORD_LINE_LASTING, is_open ? "door-open" : "door-closed", now);
}

void
recording_trouble(struct recording *r, const char *code, bool is_wrong, const char *text, struct wall now)
{
	size_t	 i = 0;

	while (i < r->n_troubles && strcmp(r->troubles[i].code, code) != 0)
		i++;
	if (is_wrong && i == r->n_troubles && i < MAX_TROUBLES) {
		r->troubles[r->n_troubles].code = xstrdup(code);
		r->troubles[r->n_troubles++].text = xstrdup(text);
	} else if (!is_wrong && i < r->n_troubles) {
		free(r->troubles[i].code);
		free(r->troubles[i].text);
		r->troubles[i] = r->troubles[--r->n_troubles];
	}
	say_trouble(r, RECORD_LINE_LASTING, code, is_wrong, text, now);
}

void
recording_incident(struct recording *r, const char *verb, uint32_t number, const char *by,
    const char *text, const char *extra, struct wall now)
{
	struct judge_incident	 in;
	struct jw		 j = line(r);
	char			 digits[FACT_ID_SIZE];

	if (!judge_find_incident(r->engine->judge, number, &in))
		return;
	snprintf(digits, sizeof(digits), "%u", (unsigned)number);
	jw_open_list(&j, "do");
	jw_str(&j, NULL, verb);
	jw_str(&j, NULL, digits);
	jw_str(&j, NULL, "-m");
	jw_str(&j, NULL, text);
	if (*extra != '\0') {
		jw_str(&j, NULL, strcmp(verb, "ack") == 0 ? "--ticket" : "--responsibility");
		jw_str(&j, NULL, extra);
	}
	jw_str(&j, NULL, "--as");
	jw_str(&j, NULL, by);
	jw_close_list(&j);
	jw_open(&j, "of");
	jw_int(&j, "incident", number);
	jw_str(&j, "kind", incident_kind_word(in.incident->kind_first));
	jw_str(&j, "scope", in.incident->scope);
	jw_str(&j, "object", in.incident->object);
	jw_time(&j, "opened", in.incident->opened);
	jw_close(&j);
	say(r, RECORD_LINE_NEWS, in.incident->scope, now);
}

void
recording_window(struct recording *r, const struct fact_window *w, struct wall now)
{
	say_window(r, RECORD_LINE_LASTING, w, now);
}

void
recording_cancel(struct recording *r, const struct fact_window *w, const char *by, struct wall now)
{
	struct jw	 j = line(r);
	char		 digits[FACT_ID_SIZE];

	snprintf(digits, sizeof(digits), "%u", (unsigned)w->number);
	jw_open_list(&j, "do");
	jw_str(&j, NULL, window_word(w->kind));
	jw_str(&j, NULL, "cancel");
	jw_str(&j, NULL, digits);
	jw_str(&j, NULL, "--as");
	jw_str(&j, NULL, by);
	jw_close_list(&j);
	jw_open(&j, "of");
	jw_int(&j, "window", w->number);
	jw_close(&j);
	say(r, RECORD_LINE_LASTING, w->scope, now);
}

/* story.c - small worlds and what happens in them; see story.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/zone.h"
#include "tests/unit/story.h"

char *
story_word(char **p)
{
	char	*s;

	*p += strspn(*p, " ");
	if (**p == '\0')
		return NULL;
	s = *p;
	*p += strcspn(*p, " ");
	if (**p != '\0')
		*(*p)++ = '\0';
	return s;
}

static double
rel(int64_t ms)
{
	return (double)(ms - STORY_ZERO_MS) / 1000;
}

static void
line_days(struct buf *out, const char *name, const int64_t *days, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (days[i] == FACT_LINE_NONE)
			buf_addf(out, "%s-", i == 0 ? name : ",");
		else
			buf_addf(out, "%s%s%d", i == 0 ? name : ",", i == 0 ? " " : "", (int)days[i]);
}

void
story_line(struct buf *out, const struct fact *f)
{
	const struct incident	*i;

	buf_addf(out, "%g ", rel(f->known.ms));
	switch (f->kind) {
	case FACT_STATE:
		buf_addf(out, "state %s %s %g%s", f->object, state_word(f->state.state),
		    rel(f->state.since.ms), f->state.on_backup ? " on_backup" : "");
		break;
	case FACT_INCIDENT:
		i = f->incident.incident;
		buf_addf(out, "incident %u %s %s %s %g", i->number, event_word(f->incident.event.type),
		    incident_kind_word(i->kind), *i->object != '\0' ? i->object : i->scope, rel(i->opened.ms));
		if (i->restored.ms != 0)
			buf_addf(out, " restored %g", rel(i->restored.ms));
		if (i->parent != 0)
			buf_addf(out, " parent %u", i->parent);
		if (i->flaps != 0)
			buf_addf(out, " flaps %u", i->flaps);
		if (*f->incident.event.text != '\0')
			buf_addf(out, " %s", f->incident.event.text);
		break;
	case FACT_NOTICE:
		buf_addf(out, "notice %u %s to %s by %s", f->notice.incident, notice_word(f->notice.kind),
		    *f->notice.to.contact != '\0' ? f->notice.to.contact : f->notice.to.name,
		    by_word(f->notice.to.by));
		if (f->notice.level != (f->notice.kind == NOTICE_ESCALATION))
			buf_addf(out, " level %u", f->notice.level);
		if (f->notice.is_folded)
			buf_adds(out, " waits");
		for (uint32_t k = 0; k < f->notice.n_incidents; k++)
			buf_addf(out, "%s%d", k == 0 ? " of " : ",", (int)f->notice.incidents[k]);
		break;
	case FACT_LINE:
		buf_addf(out, "line %s day %d", f->object, (int)f->line.day);
		line_days(out, " snr", f->line.snr, f->line.n_snr);
		line_days(out, " sync", f->line.sync, f->line.n_sync);
		line_days(out, " rtt", f->line.rtt, f->line.n_rtt);
		break;
	case FACT_BLIND:
		buf_addf(out, "blind %d %g", f->blind.is_blind, rel(f->happened.ms));
		break;
	default:
		buf_addf(out, "%s %s", fact_kind_word(f->kind), f->object);
		break;
	}
	buf_addc(out, '\n');
}

/* What the list that was just sent says: where each incident stands. */
static void
add_list(struct play *p, const struct fact_notice *notice)
{
	static const char *const	 parts[] = { "open", "soon", "rest", "lines", "over" };
	size_t				 n;
	struct judge_digest_item	*items = judge_digest(p->judge, notice, &n);

	buf_addf(&p->out, "list of %s%s%s", notice->site, *notice->site == '\0' ? "" : " ", notice->to.name);
	for (size_t i = 0; i < n; i++)
		buf_addf(&p->out, ", %s %s %s", parts[items[i].part],
		    incident_kind_word(items[i].in.incident->kind), items[i].in.incident->scope);
	buf_addc(&p->out, '\n');
	free(items);
}

static void
heard(void *arg, const struct fact *fact)
{
	struct play	*p = arg;
	struct buf	 b = { 0 };
	struct err	 err = { 0 };
	bool		 is_told = fact->kind == FACT_INCIDENT && fact->incident.event.type == EVENT_TOLD;

	if (strstr(p->kinds, fact_kind_word(fact->kind)) != NULL && !is_told)
		story_line(&p->out, fact);
	if (strstr(p->kinds, "list") != NULL && fact->kind == FACT_NOTICE && fact->notice.kind == NOTICE_DIGEST)
		add_list(p, &fact->notice);
	fact_encode(&b, fact);
	if (p->keep_facts) {
		p->facts = grow(p->facts, p->n_facts, &p->room_facts, sizeof(*p->facts));
		p->facts[p->n_facts] = fact_decode(fact->kind, fact->object, fact->happened, fact->known,
		    b.s, b.len, &err);
		if (p->facts[p->n_facts++] == NULL)
			fail_msg("a fact that does not read back: %s: %s", b.s, err.text);
	}
	buf_done(&b);
}

void
play_begin(struct play *p, const struct inventory *inv, const char *kinds)
{
	*p = (struct play){ .inv = inv, .kinds = kinds, .keep_facts = p->keep_facts };
	p->judge = judge_new(inv, heard, p);
}

void
play_end(struct play *p)
{
	judge_free(p->judge);
	for (size_t i = 0; i < p->n_facts; i++)
		fact_free(p->facts[i]);
	free(p->facts);
	buf_done(&p->out);
}

/* The value that a key names: by its own name, or a short one. */
static double *
value_of(struct judged_result *r, const char *key, size_t len)
{
	static const char *const	 shorts[][2] = {
		{ "uptime", "uptime_s" }, { "line", "line_uptime_s" }, { "snr", "snr_down_db" },
		{ "sync", "sync_down_bps" }, { "in", "if_in_bps" }, { "out", "if_out_bps" },
		{ "rtt", "rtt_med_ms" }, { "loss", "loss_pct" },
	};

	for (size_t i = 0; i < N_ELEMENTS(shorts); i++)
		if (strlen(shorts[i][0]) == len && strncmp(shorts[i][0], key, len) == 0)
			return judged_value(r, shorts[i][1]);
	return NULL;
}

static void
play_result(struct play *p, int64_t ms, const char *check, char *rest)
{
	struct judged_result	 r = { JUDGED_NO_VALUES, .check = inventory_check(p->inv, check) };
	char			*s = story_word(&rest);

	if (r.check == NONE)
		fail_msg("no check %s", check);
	r.status = *s == 'o' ? JUDGED_OK : *s == 'w' ? JUDGED_WARN : *s == 'x' ? JUDGED_FAIL : JUDGED_ERROR;
	while ((s = story_word(&rest)) != NULL) {
		double	*value = value_of(&r, s, strcspn(s, "="));

		if (value != NULL)
			*value = atof(strchr(s, '=') + 1);
		else if (strncmp(s, "started=", 8) == 0)
			r.started.ms = STORY_ZERO_MS + (int64_t)(atof(s + 8) * 1000);
		else
			r.text = s;
	}
	judge_result(p->judge, &r, (struct wall){ ms });
}

static void
play_window(struct play *p, struct wall now, enum window_kind kind, char *rest)
{
	struct fact_window	 w = { .kind = kind, .by = "tech1", .text = "" };
	struct err		 err = { 0 };
	char			*s;

	w.scope = story_word(&rest);
	w.from.ms = STORY_ZERO_MS + (int64_t)(atof(story_word(&rest)) * 1000);
	w.to.ms = STORY_ZERO_MS + (int64_t)(atof(story_word(&rest)) * 1000);
	if ((s = story_word(&rest)) != NULL)
		w.weekdays = (unsigned)strtoul(s, NULL, 0);
	if (!judge_window(p->judge, &w, now, NULL, &err))
		buf_addf(&p->out, "%g refused: %s\n", rel(now.ms), err.text);
}

static void
play_hand(struct play *p, struct wall now, const char *verb, char *rest)
{
	struct err	 err = { 0 };
	bool		 good = true;
	uint32_t	 number;

	if (strcmp(verb, "maintenance") == 0 || strcmp(verb, "closure") == 0 || strcmp(verb, "opening") == 0) {
		play_window(p, now, *verb == 'm' ? WINDOW_MAINTENANCE : *verb == 'c' ? WINDOW_CLOSURE :
		    WINDOW_OPENING, rest);
		return;
	}
	number = (uint32_t)atoi(rest);
	if (strcmp(verb, "ack") == 0)
		good = judge_ack(p->judge, number, "tech1", "", "", now, &err);
	else if (strcmp(verb, "close") == 0)
		good = judge_close(p->judge, number, "tech1", "", RESPONSIBILITY_N, now, &err);
	else if (strcmp(verb, "cancel") == 0)
		good = judge_window_cancel(p->judge, number, "tech1", now, &err);
	else
		fail_msg("%s?", verb);
	if (!good)
		buf_addf(&p->out, "%g refused: %s\n", rel(now.ms), err.text);
}

void
play_line(struct play *p, int64_t ms, const char *line)
{
	char		*copy = xstrdup(line), *rest = copy, *s = story_word(&rest);
	struct wall	 now = { ms };

	if (strcmp(s, "start") == 0)
		judge_start(p->judge, (struct wall){ p->sign_ms }, now);
	else if (strcmp(s, "stop") == 0)
		judge_stop(p->judge, now);
	else if (strcmp(s, "tick") == 0)
		judge_tick(p->judge, now);
	else if (strcmp(s, "door") == 0)
		judge_push_door(p->judge, strstr(rest, "open") != NULL, now);
	else if (strchr(s, '/') != NULL)
		play_result(p, ms, s, rest);
	else if (strcmp(s, "crash") != 0)
		play_hand(p, now, s, rest);
	if (strcmp(s, "crash") == 0 || strcmp(s, "stop") == 0)
		p->sign_ms = ms;
	free(copy);
}

struct step { int64_t ms; const char *line; size_t order; };

static int
by_time(const void *a, const void *b)
{
	const struct step	*x = a, *y = b;

	if (x->ms != y->ms)
		return x->ms < y->ms ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void
add_step(struct step **steps, size_t *n, size_t *room, double t, const char *line)
{
	*steps = grow(*steps, *n, room, sizeof(**steps));
	(*steps)[*n] = (struct step){ STORY_ZERO_MS + (int64_t)llround(t * 1000), line, *n };
	(*n)++;
}

void
play_story(struct play *p, const char *story)
{
	char		*copy = xstrdup(story), *rest = copy, *line;
	struct step	*steps = NULL;
	size_t		 n = 0, room = 0;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char	*s = story_word(&line), *end;
		double	 from, to, step;

		if (s == NULL)
			continue;
		from = strtod(s, &end);
		if (*end == '-' && end[1] != '\0') {
			to = strtod(end + 1, &end);
			step = strtod(end + 1, NULL);
			for (double t = from; t < to; t += step)
				add_step(&steps, &n, &room, t, line);
		} else {
			add_step(&steps, &n, &room, from, line);
		}
	}
	if (n > 0)
		qsort(steps, n, sizeof(*steps), by_time);
	for (size_t i = 0; i < n && (p->until_ms == 0 || steps[i].ms <= p->until_ms); i++)
		play_line(p, steps[i].ms, steps[i].line);
	free(steps);
	free(copy);
}

char *
story_play(const struct world *w, const char *story, const char *kinds)
{
	struct play	 p = { 0 };
	char		*out;

	play_begin(&p, world_inventory(w), kinds);
	play_story(&p, story);
	out = buf_take(&p.out);
	play_end(&p);
	return out != NULL ? out : xstrdup("");
}

void
stories_hold(const struct told_story *stories, size_t n, const char *kinds)
{
	unsigned	 n_failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct world	*w = world_new(stories[i].world);
		char		*says = story_play(w, stories[i].story, kinds);

		if (strcmp(says, stories[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s# instead of\n%s", stories[i].what, says,
			    stories[i].says);
			n_failed++;
		}
		free(says);
		world_free(w);
	}
	assert_int_equal(n_failed, 0);
}

/* replay_say.c - what the judge said, as lines of JSON; see replay.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/replay.h"
#include "judge/judge.h"
#include "judge/letter.h"
#include "model/words.h"

enum rank { RANK_STATE, RANK_INCIDENT, RANK_NOTICE };

/* A line that waits for its instant to be over. */
struct said {
	enum rank	 rank;
	char		*object;	/* of a state; owned */
	uint32_t	 number;	/* of an incident */
	size_t		 order;
	char		*text;		/* owned */
};

static int
compare(const void *a, const void *b)
{
	const struct said	*x = a, *y = b;
	int			 d;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	if (x->rank == RANK_STATE && (d = strcmp(x->object, y->object)) != 0)
		return d;
	if (x->rank == RANK_INCIDENT && x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

void
replay_flush(struct replay_say *say)
{
	if (say->n_lines == 0)
		return;
	qsort(say->lines, say->n_lines, sizeof(*say->lines), compare);
	for (size_t i = 0; i < say->n_lines; i++) {
		buf_adds(say->out, say->lines[i].text);
		buf_addc(say->out, '\n');
		free(say->lines[i].text);
		free(say->lines[i].object);
	}
	say->n_lines = 0;
}

/* 1772524800.2 as in the input: no more decimals than there are. */
static void
add_seconds(struct buf *out, int64_t ms)
{
	int	 part = (int)(ms % 1000);

	buf_addf(out, "%lld", (long long)(ms / 1000));
	if (part != 0)
		buf_addf(out, part % 100 == 0 ? ".%01d" : part % 10 == 0 ? ".%02d" : ".%03d",
		    part % 100 == 0 ? part / 100 : part % 10 == 0 ? part / 10 : part);
}

static void
add(struct replay_say *say, const struct fact *fact, enum rank rank, uint32_t number, json_t *json)
{
	struct buf	 line = { 0 };
	char		*rest = json_dumps(json, JSON_COMPACT);

	buf_adds(&line, "{\"t\":");
	add_seconds(&line, fact->known.ms);
	buf_addf(&line, ",%s", rest + 1);
	free(rest);
	json_decref(json);
	say->lines = grow(say->lines, say->n_lines, &say->room, sizeof(*say->lines));
	say->lines[say->n_lines] = (struct said){ rank, xstrdup(fact->object), number, say->n_lines,
	    buf_take(&line) };
	say->n_lines++;
}

static json_t *
time_or_null(struct wall t)
{
	char	 text[WALL_TEXT_SIZE];

	return t.ms == 0 ? json_null() : json_string(wall_text(t, text));
}

static json_t *
events_of(const struct replay_say *say, uint32_t number)
{
	struct judge_incident	 in;
	json_t			*list = json_array();

	if (!judge_find_incident(say->judge, number, &in))
		return list;
	for (uint32_t i = 0; i < in.n_events; i++)
		json_array_append_new(list, json_pack("{s:o, s:s, s:s, s:s}", "at",
		    time_or_null(in.events[i].at), "type", event_word(in.events[i].type),
		    "by", in.events[i].by, "text", words_event(&in.events[i])));
	return list;
}

static json_t *
why_of(const struct evidence *why)
{
	json_t	*json = json_pack("{s:s}", "check", why->check);

	if (*why->name != '\0')
		json_object_update_new(json, json_pack("{s:s, s:f, s:f}", "name", why->name, "value",
		    isfinite(why->value) ? why->value : 0, "limit", isfinite(why->limit) ? why->limit : 0));
	json_object_set_new(json, "text", json_string(why->text));
	return json;
}

/* interfaces' incident, after the line's own head. */
static json_t *
incident_line(const struct replay_say *say, const struct incident *in, const char *event)
{
	struct buf	 title = { 0 };
	json_t		*json, *sites = json_array(), *ack = json_null();

	words_title(&title, say->inv, in);
	for (uint32_t i = 0; i < in->n_sites; i++)
		json_array_append_new(sites, json_string(in->sites[i]));
	if (in->acknowledged.ms != 0)
		ack = json_pack("{s:s, s:o, s:s, s:s}", "by", in->ack_by, "at",
		    time_or_null(in->acknowledged), "text", in->ack_text, "ticket", in->ticket);
	json = json_pack("{s:s, s:s, s:i, s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:s, s:o, s:o}",
	    "type", "incident", "event", event, "id", (int)in->number,
	    "kind", incident_kind_word(in->kind), "scope", in->scope, "sites", sites,
	    "responsibility", responsibility_word(in->responsibility), "title", buf_str(&title),
	    "opened", time_or_null(in->opened), "confirmed", time_or_null(in->confirmed),
	    "acknowledged", ack, "restored", time_or_null(in->restored),
	    "closed", time_or_null(in->closed), "flaps", (int)in->flaps,
	    "parent", in->parent == 0 ? json_null() : json_integer(in->parent),
	    "object", in->object, "why", why_of(&in->why), "events", events_of(say, in->number));
	buf_done(&title);
	return json;
}

static void
say_incident(struct replay_say *say, const struct fact *fact)
{
	const char	*event = "updated";

	switch (fact->incident.event.type) {
	case EVENT_TOLD:
		return;		/* a notice's line says it */
	case EVENT_OPENED:
	case EVENT_RESTORED:
	case EVENT_CLOSED:
		event = event_word(fact->incident.event.type);
		break;
	default:
		break;
	}
	add(say, fact, RANK_INCIDENT, fact->incident.incident->number,
	    incident_line(say, fact->incident.incident, event));
}

/* What is folded is said by the message that stands for it, which names the incidents. */
static void
say_notice(struct replay_say *say, const struct fact *fact)
{
	const struct fact_notice	*n = &fact->notice;
	struct buf			 subject = { 0 }, body = { 0 };
	json_t				*json, *list = json_array();

	if (!n->is_folded) {
		letter_write(say->judge, say->inv, n, fact->known, &subject, &body);
		lang_set(say->inv->language);
		json = json_pack("{s:s, s:o, s:s, s:s, s:s, s:s}", "type", "notice", "incident",
		    n->incident != 0 ? json_integer(n->incident) : json_null(), "kind",
		    notice_word(n->kind), "to", *n->to.contact != '\0' ? n->to.contact : n->to.name,
		    "by", by_word(n->to.by), "text", buf_str(&subject));
		for (uint32_t i = 0; i < n->n_incidents; i++)
			json_array_append_new(list, json_integer(n->incidents[i]));
		if (n->n_incidents > 0)
			json_object_set(json, "incidents", list);
		add(say, fact, RANK_NOTICE, n->incident, json);
	}
	json_decref(list);
	buf_done(&subject);
	buf_done(&body);
}

void
replay_fact(void *arg, const struct fact *fact)
{
	struct replay_say	*say = arg;
	char			 since[WALL_TEXT_SIZE];

	if (fact->known.ms != say->at_ms)
		replay_flush(say);
	say->at_ms = fact->known.ms;
	if (say->kept != NULL)
		replay_keep(say->kept, fact);
	if (fact->kind == FACT_STATE && fact->state.state != fact->state.was)
		add(say, fact, RANK_STATE, 0, json_pack("{s:s, s:s, s:s, s:s}", "type", "state",
		    "object", fact->object, "state", state_word(fact->state.state),
		    "since", wall_text(fact->state.since, since)));
	else if (fact->kind == FACT_INCIDENT)
		say_incident(say, fact);
	else if (fact->kind == FACT_NOTICE)
		say_notice(say, fact);
}

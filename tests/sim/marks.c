/* marks.c - see marks.h */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/marks.h"

/* `*` before a name: nice to have, its absence fails nothing. */
static const char *const	 names[] = {
	/* the world */
	"world:power", "world:power-group", "world:box", "world:line", "world:desync", "world:exchange",
	"world:backhaul", "world:operator", "world:flap", "world:dns", "world:backup-dead", "world:pc-off",
	"world:all-pcs-off", "world:device-dead", "world:check-mute", "world:icmp-mute", "world:glitch",
	"world:canary", "world:blind", "world:saturated", "world:drift",
	/* vigie's own */
	"own:crash", "own:crash-at-row", "own:stop", "own:pause", "own:sleep", "own:poller-pause", "own:poller-slow",
	"own:poller-kill", "own:batch-lost", "own:batch-repeated", "own:batch-late", "own:batch-forged",
	"own:courier-refuses", "own:courier-kill", "own:disk-full", "own:clock-forward", "own:clock-back",
	"own:reload-same", "own:reload-add", "own:reload-remove", "own:reload-rename",
	"time:spring-night", "time:autumn-night",
	/* people */
	"hand:ack", "hand:comment", "hand:close", "hand:maintenance", "hand:maintenance-late",
	"hand:maintenance-weekly", "hand:closure", "hand:opening", "hand:cancel", "hand:refused",
	/* what the judge said */
	"fact:state", "fact:answered", "fact:canary", "fact:blind", "fact:start", "fact:stop", "fact:alive",
	"fact:reload", "fact:incident", "fact:notice", "fact:delivery", "fact:window",
	"fact:hours", "fact:line", "fact:digest", "*fact:declaration", "*fact:transition", "*fact:report",
	"*fact:scheduled", "*fact:batch",
	"state:unknown", "state:up", "state:degraded", "state:down", "state:compliant",
	"state:non_compliant", "state:on-backup",
	"incident:link", "incident:group", "incident:power", "incident:desync", "incident:box",
	"incident:dns", "incident:no_pc", "incident:pc", "incident:backup", "incident:device",
	"incident:saturated", "incident:flapping", "incident:drift", "incident:visio", "incident:blind",
	"incident:vigie",
	"event:opened", "event:updated", "event:restored", "event:closed", "event:acknowledged",
	"event:comment", "event:told", "event:attached", "event:detached", "event:removed",
	"notice:down", "notice:restored", "notice:escalation", "notice:reminder", "notice:blind",
	"notice:removed", "notice:digest", "notice:folded", "*notice:report",
	"word:risen", "word:sites", "word:group", "word:group_over", "word:flapping", "word:stays_down",
	"word:change", "word:uptime", "word:first_hop_answers", "word:first_hop_silent", "word:reminder",
	"delivery:sent", "delivery:later",
	/* why a notice waited */
	"hold:settle", "hold:parent", "hold:window", "hold:closed", "hold:blind", "hold:start", "hold:route",
};

static struct marks	 marks;
static unsigned		 n_strange;

void
mark(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		if (strcmp(names[i] + (*names[i] == '*'), name) == 0) {
			marks.count[i]++;
			return;
		}
	if (n_strange++ < 5)
		fprintf(stderr, "sim: a mark that is not in the table: %s\n", name);
}

static void
mark_word(const char *of, const char *word)
{
	char	 name[64];

	snprintf(name, sizeof(name), "%s:%s", of, word);
	mark(name);
}

void
mark_fact(const struct fact *f)
{
	static const char *const	 said[] = { "risen", "sites", "group", "group_over", "flapping",
					    "stays_down", "change", "uptime", "first_hop_answers",
					    "first_hop_silent", "reminder" };

	mark_word("fact", fact_kind_word(f->kind));
	switch (f->kind) {
	case FACT_STATE:
		mark_word("state", state_word(f->state.state));
		if (f->state.on_backup)
			mark("state:on-backup");
		break;
	case FACT_INCIDENT:
		mark_word("incident", incident_kind_word(f->incident.incident->kind));
		mark_word("event", event_word(f->incident.event.type));
		for (size_t i = 0; i < N_ELEMENTS(said); i++)
			if (strcmp(f->incident.event.text, said[i]) == 0)
				mark_word("word", said[i]);
		break;
	case FACT_NOTICE:
		mark_word("notice", notice_word(f->notice.kind));
		break;
	case FACT_DELIVERY:
		mark_word("delivery", f->delivery.outcome == 0 ? "sent" : "later");
		break;
	default:
		break;
	}
}

const struct marks *
marks_get(void)
{
	return &marks;
}

void
marks_add(struct marks *to, const struct marks *from)
{
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		to->count[i] += from->count[i];
}

unsigned
marks_missing(const struct marks *m, FILE *out)
{
	unsigned	 n = 0;

	for (size_t i = 0; i < N_ELEMENTS(names); i++) {
		if (m->count[i] > 0 || *names[i] == '*')
			continue;
		fprintf(out, "%s%s", n++ == 0 ? "not reached: " : " ", names[i]);
	}
	if (n > 0)
		fputc('\n', out);
	return n;
}

void
marks_print(const struct marks *m, FILE *out)
{
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		fprintf(out, "%10" PRIu64 " %s\n", m->count[i], names[i]);
}

/* people.c - see people.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/asker.h"
#include "model/inventory.h"
#include "tests/sim/audit.h"
#include "tests/sim/fail.h"
#include "tests/sim/loop.h"
#include "tests/sim/marks.h"
#include "tests/sim/people.h"
#include "tests/sim/shell.h"
#include "tests/sim/town.h"
#include "tests/sim/truth.h"

#define LATE_US	(10 * 60 * SEC_US)

/* A question that has not been answered. */
struct question {
	uint32_t	 id;
	enum fact_kind	 kind;
	char		 object[24], words[48];
};

static struct {
	uint32_t	 next_id;
	struct question	*asked;
	size_t		 n, room;
} people;

void
people_begin(void)
{
	people.next_id = 1;
}

void
people_end(void)
{
	free(people.asked);
}

void
people_alone(void)
{
	people.n = 0;
}

void
people_answered(uint32_t id, unsigned status, const char *body, size_t len)
{
	if (len == 0 || *body != '{')
		fail("I10", "a person was answered with no document");
	if (status != 200)
		mark("hand:refused");
	for (size_t i = 0; i < people.n; i++) {
		struct question	*q = &people.asked[i];

		if (q->id != id)
			continue;
		if (status == 200)
			audit_promised(q->kind, q->object, q->words);
		*q = people.asked[--people.n];
		return;
	}
}

/* I10: the public page knows neither addresses nor names. */
void
people_heard(enum msg_type type, const void *msg)
{
	static const char *const	 secrets[] = { "@example.org", "tech1", "Host 1", "\"10.", "pc-1", "seen to" };
	const struct msg_snapshot	*s = msg;

	if (type != MSG_SNAPSHOT || s->body.len == 0)
		return;
	for (size_t i = 0; i < N_ELEMENTS(secrets); i++)
		if (memmem(s->body.p, s->body.len, secrets[i], strlen(secrets[i])) != NULL)
			fail("I10", "the public page says \"%s\"", secrets[i]);
}

static void
ask(const struct fault *f, const char *what, struct msg_pair *args, uint32_t n, enum fact_kind kind,
    const char *object, const char *words)
{
	struct question	*q;

	if (!shell_hears())
		return;
	people.asked = grow(people.asked, people.n, &people.room, sizeof(*people.asked));
	q = &people.asked[people.n++];
	*q = (struct question){ .id = people.next_id++, .kind = kind };
	strlcpy(q->object, object, sizeof(q->object));
	strlcpy(q->words, words, sizeof(q->words));
	audit_hand(f->extra % 2 ? "tech1" : "tech2");
	shell_ask(q->id, f->extra % 2 ? "tech1" : "tech2", ROLE_TECHNICIAN, what, args, n);
	audit_hand(NULL);
}

/* One of those that are (not) over, by chance. */
static const struct book_incident *
choose(const struct fault *f, bool is_open)
{
	size_t	 n = audit_n_incidents();

	for (size_t i = 0; i < n; i++) {
		const struct book_incident	*b = audit_incident((f->extra / 7 + i) % n);

		if (b != NULL && (b->restored_ms == 0) == is_open && b->closed_ms == 0)
			return b;
	}
	return NULL;
}

static void
on_incident(const struct fault *f)
{
	const struct book_incident	*b = choose(f, f->kind == FAULT_ACK || f->extra % 4 == 0);
	char				 number[24], words[48];
	struct msg_pair			 args[] = { { "incident", number }, { "text", words },
					    { "responsibility", f->extra % 3 ? "sivu" : "operator" } };

	if (b == NULL)
		return;
	mark(f->kind == FAULT_ACK ? "hand:ack" : f->kind == FAULT_COMMENT ? "hand:comment" : "hand:close");
	snprintf(number, sizeof(number), "%u", b->number);
	snprintf(words, sizeof(words), "seen to %u", people.next_id);
	ask(f, f->kind == FAULT_ACK ? "ack" : f->kind == FAULT_COMMENT ? "comment" : "close", args,
	    f->kind == FAULT_CLOSE ? 3 : 2, FACT_INCIDENT, number, words);
}

/* Where: mostly a point, sometimes all that an exchange or a backhaul has. */
static void
touch(const struct fault *f, const char **scope, int64_t from_us, int64_t to_us)
{
	uint32_t	 i = f->extra % town.n_points, k = f->extra % town.n_knots;

	while (!town.points[i].is_there)
		i = (i + 1) % town.n_points;
	*scope = town.points[i].id;
	if (f->kind != FAULT_CLOSURE && f->kind != FAULT_OPENING && f->extra % 5 == 0)
		*scope = f->extra % 10 == 0 ? "all" : town.knots[k].id;
	for (uint32_t p = 0; p < town.n_points; p++)
		if (*scope == town.points[p].id || strcmp(*scope, "all") == 0 ||
		    (*scope == town.knots[k].id && town_is_in(p, k)))
			truth_touched(p, from_us, to_us);
}

static void
on_window(const struct fault *f)
{
	static const char *const	 weekdays[] = { "Mo", "Tu,Th", "We", "Sa,Su", "Fr" };
	bool				 is_late = f->kind == FAULT_MAINTENANCE_LATE;
	bool				 is_weekly = f->kind == FAULT_MAINTENANCE_WEEKLY;
	int64_t				 lead_us = is_late ? -(int64_t)(f->extra % 60) * 60 * SEC_US :
					    (int64_t)(f->extra % 300) * 60 * SEC_US;
	int64_t				 from_us = f->from_us + lead_us, to_us = f->to_us + (is_late ? 0 : lead_us);
	char				 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE], words[48];
	const char			*scope, *what;
	struct msg_pair			 args[5];

	what = f->kind == FAULT_CLOSURE ? "closure-add" : f->kind == FAULT_OPENING ? "opening-add" :
	    "maintenance-add";
	mark(f->kind == FAULT_CLOSURE ? "hand:closure" : f->kind == FAULT_OPENING ? "hand:opening" :
	    is_late ? "hand:maintenance-late" : is_weekly ? "hand:maintenance-weekly" : "hand:maintenance");
	touch(f, &scope, from_us - LATE_US, is_weekly ? INT64_MAX : to_us + LATE_US);
	snprintf(words, sizeof(words), "works %u", people.next_id);
	args[0] = (struct msg_pair){ "scope", scope };
	args[1] = (struct msg_pair){ "from", wall_text(wall_add(loop_true_at(from_us), audit_skew_ms()), from) };
	args[2] = (struct msg_pair){ "to", wall_text(wall_add(loop_true_at(to_us), audit_skew_ms()), to) };
	args[3] = (struct msg_pair){ "text", words };
	args[4] = (struct msg_pair){ "weekly", weekdays[f->extra % N_ELEMENTS(weekdays)] };
	ask(f, what, args, is_weekly ? 5 : 4, FACT_WINDOW, "", words);
}

static void
on_cancel(const struct fault *f)
{
	size_t				 n = audit_n_windows();
	const struct fact_window	*w;
	char				 number[24], what[32];
	struct msg_pair			 args[] = { { "id", number } };

	if (n == 0)
		return;
	w = audit_window(f->extra % n);
	mark("hand:cancel");
	snprintf(number, sizeof(number), "%u", w->number);
	snprintf(what, sizeof(what), "%s-cancel", window_word(w->kind));
	for (uint32_t p = 0; p < town.n_points; p++)
		truth_touched(p, loop_now_us() - LATE_US, loop_now_us() + LATE_US);
	ask(f, what, args, 1, FACT_WINDOW, "", "");
}

void
people_fault(const struct fault *f)
{
	if (!f->is_on)
		return;
	switch (f->kind) {
	case FAULT_ACK:
	case FAULT_COMMENT:
	case FAULT_CLOSE:
		on_incident(f);
		break;
	case FAULT_CANCEL:
		on_cancel(f);
		break;
	default:
		on_window(f);
		break;
	}
}

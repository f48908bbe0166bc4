/* facts.c - see facts.h */
#include <sys/queue.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/declared.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/hours.h"
#include "engine/outbox.h"
#include "engine/scheduled.h"
#include "engine/push.h"
#include "engine/recording.h"
#include "ipc/program.h"
#include "journal/reader.h"
#include "journal/recall.h"
#include "journal/writer.h"
#include "judge/judge.h"
#include "model/inventory.h"

#define REMEMBERED_MS	(7 * DAY_MS)	/* closed incidents that pages still show */
#define STOP_WAIT_MS	3500

/* Somebody who waits for a sync. */
struct patient {
	TAILQ_ENTRY(patient)	 entry;
	uint64_t		 seq;
	void			 (*fn)(void *arg, bool is_synced);
	void			*arg;
};

struct facts {
	struct engine	*engine;
	struct journal	*journal;	/* until the writer takes it */
	struct writer	*writer;
	struct reader	*reader;
	struct event	*written, *read;
	struct buf	 content;	/* scratch */
	bool		 is_open;	/* a group is open */
	bool		 is_urgent;	/* somebody waits to be told of it */
	bool		 is_full;	/* the disk: people's deeds are refused */
	uint64_t	 n_refused;	/* facts that found no room in the writer's queue */
	uint64_t	 last;		/* row that was put last; UINT64_MAX: it was refused */
	TAILQ_HEAD(, patient) patients;	/* in order of seq */
};

/* Those who wait for rows up to seq. */
static void
tell_patients(struct facts *f, uint64_t seq, bool is_synced)
{
	struct patient	*p;

	while ((p = TAILQ_FIRST(&f->patients)) != NULL && p->seq <= seq) {
		TAILQ_REMOVE(&f->patients, p, entry);
		p->fn(p->arg, is_synced);
		free(p);
	}
}

/* The writer's calls, on our thread. */

static void
on_synced(void *arg, uint64_t seq)
{
	struct facts	*f = arg;

	outbox_synced(f->engine->outbox, seq);
	tell_patients(f, seq, true);
}

static void
on_full(void *arg, bool is_full, const char *why)
{
	struct facts	*f = arg;

	f->is_full = is_full;
	if (is_full)
		log_warn("journal: %s; judgement goes on in memory", why);
	else
		log_info("journal: there is room again, what waited is written");
	if (!is_full && f->n_refused > 0) {
		/* Memory knows more than the journal ever will: start again on what is written. */
		log_warn("journal: %" PRIu64 " facts had no room even in memory: that time is unknown",
		    f->n_refused);
		program_exit(EXIT_FAILURE);
		return;
	}
	engine_trouble(f->engine, TROUBLE_JOURNAL, is_full, why);
	outbox_full(f->engine->outbox, is_full);
	if (is_full)
		tell_patients(f, UINT64_MAX, false);
	engine_done(f->engine);
}

static void
on_broken(void *arg, const char *why)
{
	(void)arg;
	log_warn("journal sync failed: %s; ending, to start again on what is on the disk", why);
	_exit(EXIT_FAILURE);
}

static void
on_written(evutil_socket_t fd, short what, void *arg)
{
	struct facts	*f = arg;

	(void)fd;
	(void)what;
	writer_dispatch(f->writer);
}

static void
on_read(evutil_socket_t fd, short what, void *arg)
{
	struct facts	*f = arg;

	(void)fd;
	(void)what;
	reader_dispatch(f->reader);
}

/* The start. */

struct facts *
facts_open(struct engine *e, struct err *err)
{
	struct facts		*f = xcalloc(1, sizeof(*f));
	struct journal_options	 options = { .dir = e->inv->store_dir,
				    .accept_loss = e->run->accept_loss };
	struct journal_found	 found;
	struct mono		 began = mono_now();

	f->engine = e;
	TAILQ_INIT(&f->patients);
	if ((f->journal = journal_open(&options, &found, err)) == NULL) {
		free(f);
		return NULL;
	}
	if (found.lost > 0)
		log_warn("journal: %" PRIu64 " rows are lost (%s); that time is unknown",
		    found.lost, found.was_torn ? "its write-ahead log is damaged" :
		    "as was accepted");
	if (found.is_new)
		log_info("journal: a new one in %s", e->inv->store_dir);
	log_debug("journal opened in %" PRId64 " ms", mono_sub(mono_now(), began) / MSEC_US);
	return f;
}

bool
facts_begin(struct facts *f, struct err *err)
{
	static const struct writer_calls calls = { on_synced, on_full, on_broken };
	struct event_base	*base = f->engine->base;

	if ((f->writer = writer_start(f->journal, &calls, f, err)) == NULL)
		return false;
	f->journal = NULL;
	if ((f->reader = reader_start(f->engine->inv->store_dir, err)) == NULL)
		return false;
	f->written = event_new(base, writer_fd(f->writer), EV_READ | EV_PERSIST, on_written, f);
	f->read = event_new(base, reader_fd(f->reader), EV_READ | EV_PERSIST, on_read, f);
	if (f->written == NULL || f->read == NULL)
		abort();
	event_add(f->written, NULL);
	event_add(f->read, NULL);
	return true;
}

void
facts_close(struct facts *f)
{
	if (f == NULL)
		return;
	if (f->written != NULL)
		event_free(f->written);
	if (f->read != NULL)
		event_free(f->read);
	if (f->reader != NULL)
		reader_stop(f->reader);
	if (f->writer != NULL && !writer_stop(f->writer, STOP_WAIT_MS))
		log_warn("journal: what was said last could not be written");
	tell_patients(f, UINT64_MAX, false);
	if (f->journal != NULL)
		journal_close(f->journal);
	buf_done(&f->content);
	free(f);
}

/* Recalling. */

struct recalling {
	struct facts	*f;
	uint64_t	 n;
	struct err	*err;
	bool		 is_good;
};

static bool
recall_owed(void *arg, const struct journal_row *notice, const struct journal_row *delivery)
{
	struct recalling	*r = arg;
	struct fact		*fact = recall_fact(notice, r->err);

	(void)delivery;
	if (fact == NULL || fact->kind != FACT_NOTICE) {
		fact_free(fact);
		return r->is_good = false;
	}
	outbox_recall(r->f->engine->outbox, &fact->notice, fact->known);
	fact_free(fact);
	return true;
}

static void
recall_one(void *arg, const struct fact *fact)
{
	struct recalling	*r = arg;

	r->n++;
	if (fact->kind == FACT_DELIVERY)
		outbox_recall_tried(r->f->engine->outbox, strtoull(fact->object, NULL, 10));
	else if (fact->kind == FACT_DECLARATION)
		declared_recall(r->f->engine->declared, &fact->declaration);
	else if (fact->kind == FACT_HOURS)
		hours_said_recall(r->f->engine->hours, fact);
	else if (fact->kind == FACT_SCHEDULED)
		scheduled_recall(r->f->engine->scheduled, fact);
	else if (fact->kind != FACT_ALIVE && fact->kind != FACT_RELOAD && fact->kind != FACT_BATCH)
		judge_recall(r->f->engine->judge, fact);
}

bool
facts_recall(struct facts *f, struct wall *sign, struct err *err)
{
	struct recalling	 r = { .f = f, .err = err, .is_good = true };
	struct mono		 began = mono_now();
	uint64_t		 last = journal_last(f->journal);
	struct wall		 now = wall_now();

	*sign = (struct wall){ 0 };
	if (last > 0 && !journal_read(f->journal, last, last, NULL, recall_sign, sign, err))
		return false;
	if (sign->ms > now.ms)
		now = *sign;
	if (!journal_outbox(f->journal, recall_owed, &r, err) || !r.is_good)
		return false;
	if (!recall(f->journal, wall_add(now, -REMEMBERED_MS), now, recall_one, &r, err))
		return false;
	log_info("journal: %" PRIu64 " rows, %" PRIu64 " recalled in %" PRId64 " ms", last, r.n,
	    mono_sub(mono_now(), began) / MSEC_US);
	return true;
}

/* Taking. */

static void
say_state(const struct fact *fact)
{
	const struct fact_state	*s = &fact->state;

	if (s->state == s->was)
		return;
	log_info("%s: %s -> %s%s%s%s%s", fact->object, state_word(s->was), state_word(s->state),
	    s->on_backup ? " on its backup" : "", s->text[0] != '\0' ? " (" : "", s->text,
	    s->text[0] != '\0' ? ")" : "");
}

static void
say(const struct fact *fact)
{
	switch (fact->kind) {
	case FACT_STATE:
		say_state(fact);
		break;
	case FACT_CANARY:
		log_info("%s: %s", fact->object, fact->canary.is_silent ? "silent" : "answers");
		break;
	case FACT_BLIND:
		if (fact->blind.is_blind)
			log_warn("vigie is blind: no majority of canaries answers");
		else
			log_info("vigie sees again");
		break;
	case FACT_INCIDENT:
		log_info("incident %s: %s %s %s", fact->object,
		    event_word(fact->incident.event.type),
		    incident_kind_word(fact->incident.incident->kind),
		    fact->incident.incident->scope);
		break;
	case FACT_NOTICE:
		log_info("notice %s: %s of incident %u to %s by %s", fact->object,
		    notice_word(fact->notice.kind), (unsigned)fact->notice.incident,
		    fact->notice.to.name, by_word(fact->notice.to.by));
		break;
	case FACT_WINDOW:
		log_info("%s %s of %s %s by %s", window_word(fact->window.kind), fact->object,
		    fact->window.scope, fact->window.cancelled.ms != 0 ? "cancelled" : "declared",
		    fact->window.by);
		break;
	default:
		break;
	}
}

void
facts_take(void *arg, const struct fact *fact)
{
	struct facts		*f = arg;
	struct journal_row	 row;
	struct journal_about	 about;
	uint64_t		 seq;

	say(fact);
	recall_row(fact, &f->content, &row, &about);
	seq = writer_put(f->writer, &row, &about);
	f->is_open = true;
	f->last = seq != 0 ? seq : UINT64_MAX;
	if (seq == 0)
		f->n_refused++;
	if (fact->kind == FACT_NOTICE) {
		f->is_urgent = true;
		outbox_add(f->engine->outbox, &fact->notice, fact->known,
		    seq != 0 ? seq : UINT64_MAX);
	}
	if (fact->kind != FACT_ALIVE && fact->kind != FACT_DELIVERY)
		push_changed(f->engine->push);
	if (fact->known.ms > f->engine->alive.ms)
		f->engine->alive = fact->known;
}

bool
facts_say_again(struct facts *f, const struct fact *fact)
{
	struct journal_row	 row;
	struct journal_about	 about;
	uint64_t		 seq;

	recall_row(fact, &f->content, &row, &about);
	seq = writer_put(f->writer, &row, &about);
	f->is_open = true;
	if (seq != 0)
		f->last = seq;
	return seq != 0;
}

bool
facts_empty(struct facts *f, uint64_t seq)
{
	f->is_open = true;
	return writer_empty(f->writer, seq);
}

void
facts_when_synced(struct facts *f, void (*fn)(void *arg, bool is_synced), void *arg)
{
	struct patient	*p;

	if (f->last == UINT64_MAX || f->is_full || f->last <= writer_synced(f->writer)) {
		fn(arg, f->last != UINT64_MAX && !f->is_full);
		return;
	}
	p = xcalloc(1, sizeof(*p));
	p->seq = f->last;
	p->fn = fn;
	p->arg = arg;
	TAILQ_INSERT_TAIL(&f->patients, p, entry);
	f->is_urgent = true;
}

bool
facts_is_full(const struct facts *f)
{
	return f->is_full;
}

void
facts_commit(struct facts *f)
{
	if (!f->is_open)
		return;
	recording_flush(f->engine->recording, f->engine->steady.now);
	writer_end(f->writer, f->is_urgent);
	f->is_open = f->is_urgent = false;
}

bool
facts_ask(struct facts *f, void (*work)(void *arg, struct journal *j),
    void (*done)(void *arg, bool is_done), void *arg)
{
	return reader_ask(f->reader, work, done, arg);
}

void
facts_figures(struct facts *f, struct writer_figures *out)
{
	*out = (struct writer_figures){ 0 };
	if (f->writer != NULL)
		writer_figures(f->writer, out);
}

/* forgetting.c - see forgetting.h */
#include <inttypes.h>
#include <stdlib.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/forgetting.h"
#include "journal/forget.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/zone.h"

#define QUIET_HOUR	3
#define PIECE_ROWS	2000

struct forgetting {
	struct engine	*engine;
	struct forget	 piece;
	struct wall	 before;
	int32_t		 day;		/* of the latest run, 0 = none in this life */
	bool		 is_running, is_reading;
	bool		 is_good;	/* what the reader says of the piece */
	struct err	 err;
	uint64_t	 n_empty, n_again;
};

struct forgetting *
forgetting_new(struct engine *e)
{
	struct forgetting	*f = xcalloc(1, sizeof(*f));

	f->engine = e;
	return f;
}

void
forgetting_free(struct forgetting *f)
{
	if (f == NULL)
		return;
	forget_clear(&f->piece);
	free(f);
}

/* In the reader's thread. */
static void
work(void *arg, struct journal *j)
{
	struct forgetting	*f = arg;

	f->is_good = forget_find(j, f->before, PIECE_ROWS, &f->piece, &f->err);
}

/* Somebody cancelled a window between the reading and now: its latest row is another. */
static bool
is_stale(const struct forgetting *f, const struct fact *fact)
{
	struct fact_window	 w;

	if (fact->kind != FACT_WINDOW)
		return false;
	for (size_t i = 0; judge_get_window(f->engine->judge, i, &w); i++)
		if (w.number == fact->window.number)
			return w.cancelled.ms != fact->window.cancelled.ms;
	return false;
}

static bool
apply(struct forgetting *f)
{
	const struct forget	*p = &f->piece;
	bool			 is_good = true;

	for (size_t i = 0; i < p->n_again; i++)
		if (is_stale(f, p->again[i]))
			return false;
	for (size_t i = 0; is_good && i < p->n_again; i++) {
		p->again[i]->known = f->engine->steady.now;
		is_good = facts_say_again(f->engine->facts, p->again[i]);
	}
	for (size_t i = 0; is_good && i < p->n_empty; i++)
		is_good = facts_empty(f->engine->facts, p->empty[i]);
	f->n_empty += p->n_empty;
	f->n_again += p->n_again;
	engine_done(f->engine);
	return is_good;
}

static void
end(struct forgetting *f, const char *why)
{
	f->is_running = false;
	if (why != NULL)
		log_warn("journal: what is older than %u months was not all forgotten (%s); tomorrow again",
		    (unsigned)f->engine->inv->personal_months, why);
	else
		log_info("journal: %" PRIu64 " rows with states of PCs or names older than %u months emptied, "
		    "%" PRIu64 " said again without names", f->n_empty,
		    (unsigned)f->engine->inv->personal_months, f->n_again);
	if (why != NULL)
		f->piece.next = 0;
	forget_clear(&f->piece);
}

static void
done(void *arg, bool is_done)
{
	struct forgetting	*f = arg;

	f->is_reading = false;
	if (!is_done)
		return;		/* the engine ends */
	if (!f->is_good)
		end(f, f->err.text);
	else if (!apply(f))
		end(f, "somebody changed a window, or there is no room");
	else if (f->piece.is_over)
		end(f, NULL);
}

static void
begin(struct forgetting *f, struct wall now)
{
	f->before = forget_before(f->engine->inv->zone, now, f->engine->inv->personal_months);
	f->is_running = true;
	f->piece.is_over = false;
	f->n_empty = f->n_again = 0;
}

void
forgetting_tick(struct forgetting *f)
{
	struct engine	*e = f->engine;
	struct wall	 now = e->steady.now;
	int32_t		 day = zone_day(e->inv->zone, now);

	if (!f->is_running && f->day != day && zone_civil(e->inv->zone, now).hour == QUIET_HOUR &&
	    steady_is_trusted(&e->steady) && !facts_is_full(e->facts)) {
		f->day = day;
		begin(f, now);
	}
	if (f->is_running && !f->is_reading)
		f->is_reading = facts_ask(e->facts, work, done, f);
}

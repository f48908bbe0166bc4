/* known.c - see known.h */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/text.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/inventory.h"
#include "report/known.h"

/* A transition in 8 bytes: seconds, state, responsibility, so that they sort by time. */
#define PACK(s, is)	((s) * 256 + (int64_t)(is).state * 16 + (int64_t)(is).responsibility)
#define PACKED_S(p)	((p) >> 8)

/* The few contents that transitions have, each decoded once. */
#define SPELT_MAX	32
struct spelt { char content[64]; struct fact_transition is; };

struct line {
	int64_t		*packed;	/* sorted */
	size_t		 n, room;
	int64_t		 own_ms;
};

struct known {
	const struct inventory	*inv;
	struct line		*lines;
	uint32_t		 n_lines, last_line;
	char			 last_object[256];
	uint64_t		*seen;		/* hashes of events: open addressing, 0 = free */
	size_t			 n_seen, room_seen;	/* room: a power of two, or 0 */
	uint32_t		 window, declaration;	/* the highest numbers */
	struct wall		 last;
	struct spelt		 spelt[SPELT_MAX];
	size_t			 n_spelt;
	struct err		*err;
	bool			 is_good;
};

uint32_t
known_n_lines(const struct inventory *inv)
{
	return inv->n_devices + inv->n_sites;
}

uint32_t
known_line(const struct inventory *inv, const char *name)
{
	const char	*slash = strchr(name, '/');
	char		 id[ID_MAX + 1];
	uint32_t	 site;

	if (slash == NULL || strcmp(slash, "/convention") != 0 || slash - name > ID_MAX)
		return inventory_device(inv, name);
	memcpy(id, name, (size_t)(slash - name));
	id[slash - name] = '\0';
	site = inventory_site(inv, id);
	return site == NONE ? NONE : inv->n_devices + site;
}

/* Reading. */

static struct line *
line_of(struct known *k, const char *object)
{
	if (strcmp(object, k->last_object) != 0) {
		k->last_line = known_line(k->inv, object);
		strlcpy(k->last_object, object, sizeof(k->last_object));
	}
	return k->last_line == NONE ? NULL : &k->lines[k->last_line];
}

static bool
read_transition(struct known *k, const struct journal_row *row, struct fact_transition *is)
{
	struct fact	*fact;

	for (size_t i = 0; i < k->n_spelt; i++)
		if (strcmp(k->spelt[i].content, row->content) == 0) {
			*is = k->spelt[i].is;
			return true;
		}
	if ((fact = recall_fact(row, k->err)) == NULL)
		return false;
	*is = fact->transition;
	fact_free(fact);
	if (k->n_spelt < SPELT_MAX && row->content_len < sizeof(k->spelt[0].content)) {
		strlcpy(k->spelt[k->n_spelt].content, row->content, sizeof(k->spelt[0].content));
		k->spelt[k->n_spelt++].is = *is;
	}
	return true;
}

static bool
take_transition(void *arg, const struct journal_row *row)
{
	struct known		*k = arg;
	struct line		*l = line_of(k, row->object);
	struct fact_transition	 is;

	if (l == NULL || row->content == NULL)
		return true;
	if (!read_transition(k, row, &is))
		return k->is_good = false;
	l->packed = grow(l->packed, l->n, &l->room, sizeof(*l->packed));
	l->packed[l->n++] = PACK(wall_sec(row->happened), is);
	return true;
}

static bool
take_state(void *arg, const struct journal_row *row)
{
	struct known	*k = arg;
	struct line	*l = line_of(k, row->object);

	if (l != NULL && row->happened.ms < l->own_ms)
		l->own_ms = row->happened.ms;
	return true;
}

static bool
take_event(void *arg, const struct journal_row *row)
{
	struct known	*k = arg;
	struct fact	*fact;

	if (row->content == NULL)
		return true;
	if ((fact = recall_fact(row, k->err)) == NULL)
		return k->is_good = false;
	if (fact->kind == FACT_WINDOW && fact->window.number > k->window)
		k->window = fact->window.number;
	if (fact->kind == FACT_DECLARATION && fact->declaration.number > k->declaration)
		k->declaration = fact->declaration.number;
	known_add_event(k, fact);
	fact_free(fact);
	return true;
}

static bool
take_last(void *arg, const struct journal_row *row)
{
	((struct known *)arg)->last = row->known;
	return true;
}

static int
compare(const void *a, const void *b)
{
	int64_t	 x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool
read_all(struct known *k, struct journal *j, bool is_lines)
{
	uint64_t	 end;

	if (!journal_seek(j, WALL_NEVER, &end, k->err))
		return false;
	if (end > 1 && !journal_read(j, end - 1, end - 1, NULL, take_last, k, k->err))
		return false;
	if (!is_lines)
		return journal_read(j, 1, UINT64_MAX, fact_kind_word(FACT_WINDOW), take_event, k, k->err) &&
		    k->is_good && journal_read(j, 1, UINT64_MAX, fact_kind_word(FACT_DECLARATION),
		    take_event, k, k->err) && k->is_good;
	if (!journal_read(j, 1, UINT64_MAX, fact_kind_word(FACT_TRANSITION), take_transition, k, k->err) ||
	    !k->is_good ||
	    !journal_read(j, 1, UINT64_MAX, fact_kind_word(FACT_STATE), take_state, k, k->err))
		return false;
	for (uint32_t i = 0; i < k->n_lines; i++)
		if (k->lines[i].n > 0)
			qsort(k->lines[i].packed, k->lines[i].n, sizeof(int64_t), compare);
	return true;
}

struct known *
known_read(const struct inventory *inv, struct journal *journal, bool is_lines, struct err *err)
{
	struct known	*k = xcalloc(1, sizeof(*k));

	k->inv = inv;
	k->err = err;
	k->is_good = true;
	k->last_line = NONE;
	if (is_lines) {
		k->n_lines = known_n_lines(inv);
		k->lines = xcalloc(k->n_lines + 1, sizeof(*k->lines));
		for (uint32_t i = 0; i < k->n_lines; i++)
			k->lines[i].own_ms = INT64_MAX;
	}
	if (journal != NULL && !read_all(k, journal, is_lines)) {
		known_free(k);
		return NULL;
	}
	return k;
}

void
known_free(struct known *k)
{
	if (k == NULL)
		return;
	for (uint32_t i = 0; i < k->n_lines; i++)
		free(k->lines[i].packed);
	free(k->lines);
	free(k->seen);
	free(k);
}

/* Asking. */

int64_t
known_own_ms(const struct known *k, uint32_t line)
{
	return k->lines[line].own_ms;
}

bool
known_transition(const struct known *k, uint32_t line, struct wall at, struct fact_transition *is)
{
	const struct line	*l = &k->lines[line];
	int64_t			 s = wall_sec(at);
	size_t			 lo = 0, hi = l->n;

	while (lo < hi) {
		size_t	 mid = lo + (hi - lo) / 2;

		if (PACKED_S(l->packed[mid]) < s)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == l->n || PACKED_S(l->packed[lo]) != s)
		return false;
	if (is != NULL)
		*is = (struct fact_transition){ .state = (enum state_word)(l->packed[lo] / 16 % 16),
		    .responsibility = (enum responsibility)(l->packed[lo] % 16) };
	return true;
}

/* What makes two declarations the same one: all but their number and what was said later. */
static uint64_t
hash_event(const struct fact *fact)
{
	const struct fact_window	*w = &fact->window;
	const struct fact_declaration	*d = &fact->declaration;
	struct buf			 text = { 0 };
	uint64_t			 hash;

	if (fact->kind == FACT_WINDOW)
		buf_addf(&text, "w%d %s %lld %lld %u %lld", (int)w->kind, w->scope, (long long)w->from.ms,
		    (long long)w->to.ms, w->weekdays, (long long)w->recorded.ms);
	else
		buf_addf(&text, "d%d %s %lld %lld %lld %d %s %s", (int)d->kind, d->site,
		    (long long)d->start.ms, (long long)d->end.ms, (long long)d->recorded.ms,
		    (int)d->is_failed, d->partner, d->theme);
	hash = text_hash(buf_str(&text));
	buf_done(&text);
	return hash != 0 ? hash : 1;
}

static uint64_t *
place(uint64_t *seen, size_t room, uint64_t hash)
{
	size_t	 i = hash & (room - 1);

	while (seen[i] != 0 && seen[i] != hash)
		i = (i + 1) & (room - 1);
	return &seen[i];
}

bool
known_add_event(struct known *k, const struct fact *fact)
{
	uint64_t	 hash = hash_event(fact), *at;

	if (k->n_seen * 2 >= k->room_seen) {
		size_t		 room = k->room_seen == 0 ? 64 : k->room_seen * 2;
		uint64_t	*seen = xcalloc(room, sizeof(*seen));

		for (size_t i = 0; i < k->room_seen; i++)
			if (k->seen[i] != 0)
				*place(seen, room, k->seen[i]) = k->seen[i];
		free(k->seen);
		k->seen = seen;
		k->room_seen = room;
	}
	at = place(k->seen, k->room_seen, hash);
	if (*at != 0)
		return false;
	*at = hash;
	k->n_seen++;
	return true;
}

uint32_t
known_next_window(struct known *k)
{
	return ++k->window;
}

uint32_t
known_next_declaration(struct known *k)
{
	return ++k->declaration;
}

struct wall
known_last(const struct known *k)
{
	return k->last;
}

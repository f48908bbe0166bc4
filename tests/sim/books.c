/* books.c - see books.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/books.h"

void
books_free(struct books *b)
{
	for (size_t i = 0; i < b->n_objects; i++)
		free(b->objects[i].name);
	for (size_t i = 0; i < b->n_incidents; i++) {
		if (b->incidents[i] != NULL)
			free(b->incidents[i]->told);
		free(b->incidents[i]);
	}
	for (size_t i = 0; i < b->n_notices; i++) {
		if (b->notices[i] != NULL)
			free(b->notices[i]->stands_for);
		free(b->notices[i]);
	}
	for (size_t i = 0; i < b->n_windows; i++)
		free((char *)(uintptr_t)b->windows[i].scope);
	free(b->objects);
	free(b->incidents);
	free(b->notices);
	free(b->windows);
	free(b->blind);
	*b = (struct books){ 0 };
}

/* Objects. */

struct book_object *
books_object(struct books *b, const char *name, bool is_made)
{
	size_t	 low = 0, high = b->n_objects;

	while (low < high) {
		size_t	 middle = (low + high) / 2;
		int	 order = strcmp(b->objects[middle].name, name);

		if (order == 0)
			return &b->objects[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (!is_made)
		return NULL;
	b->objects = grow(b->objects, b->n_objects, &b->room_objects, sizeof(*b->objects));
	memmove(b->objects + low + 1, b->objects + low, (b->n_objects - low) * sizeof(*b->objects));
	b->n_objects++;
	b->objects[low] = (struct book_object){ .name = xstrdup(name), .state = STATE_UNKNOWN };
	return &b->objects[low];
}

void
books_rename(struct books *b, const char *old, const char *new)
{
	size_t	 len = strlen(old);

	for (size_t i = 0; i < b->n_incidents; i++)
		if (b->incidents[i] != NULL && strcmp(b->incidents[i]->scope, old) == 0)
			strlcpy(b->incidents[i]->scope, new, sizeof(b->incidents[i]->scope));
	for (size_t i = 0; i < b->n_objects; i++) {
		struct book_object	 moved = b->objects[i], *o;
		char			*name;

		if (strncmp(moved.name, old, len) != 0 || moved.name[len] != '/')
			continue;
		name = xasprintf("%s%s", new, moved.name + len);
		memmove(b->objects + i, b->objects + i + 1, (b->n_objects - i - 1) * sizeof(*b->objects));
		b->n_objects--;
		i--;
		o = books_object(b, name, true);
		free(o->name);
		free(moved.name);
		moved.name = name;
		*o = moved;
	}
}

/* Incidents and notices. */

struct book_incident *
books_incident(const struct books *b, uint32_t number)
{
	return number > 0 && number <= b->n_incidents ? b->incidents[number - 1] : NULL;
}

struct book_notice *
books_notice(const struct books *b, uint32_t number)
{
	return number > 0 && number <= b->n_notices ? b->notices[number - 1] : NULL;
}

void
books_who(const struct told *to, char out[static 96])
{
	snprintf(out, 96, "%.20s|%.20s|%.40s %u", to->contact, to->name, to->address, to->by);
}

struct book_told *
books_told(struct book_incident *i, const char *who)
{
	for (size_t k = 0; k < i->n_told; k++)
		if (strcmp(i->told[k].who, who) == 0)
			return &i->told[k];
	i->told = grow(i->told, i->n_told, &i->room_told, sizeof(*i->told));
	i->told[i->n_told] = (struct book_told){ .down_ms = 0 };
	snprintf(i->told[i->n_told].who, sizeof(i->told[0].who), "%s", who);
	return &i->told[i->n_told++];
}

static void
take_incident(struct books *b, const struct fact *f, uint64_t seq, int64_t skew_ms)
{
	const struct incident	*i = f->incident.incident;
	struct book_incident	*k;

	while (b->n_incidents < i->number) {
		b->incidents = grow(b->incidents, b->n_incidents, &b->room_incidents, sizeof(*b->incidents));
		b->incidents[b->n_incidents++] = NULL;
	}
	k = b->incidents[i->number - 1];
	if (k == NULL) {
		k = b->incidents[i->number - 1] = xcalloc(1, sizeof(*k));
		k->number = i->number;
		k->seq = seq;
		k->known_ms = f->known.ms;
		k->skew_ms = skew_ms;
		k->first_parent = 0;
	}
	if (k->restored_ms == 0 && i->restored.ms != 0)
		k->over_known_ms = f->known.ms;
	k->kind = i->kind;
	k->kind_first = i->kind_first;
	strlcpy(k->scope, i->scope, sizeof(k->scope));
	strlcpy(k->object, i->object, sizeof(k->object));
	k->opened_ms = i->opened.ms;
	k->confirmed_ms = i->confirmed.ms;
	k->restored_ms = i->restored.ms;
	k->closed_ms = i->closed.ms;
	k->acknowledged_ms = i->acknowledged.ms;
	k->parent = i->parent;
	if (k->first_parent == 0)
		k->first_parent = i->parent;
	k->is_removed = i->is_removed;
	k->responsibility = i->responsibility;
}

static void
take_notice(struct books *b, const struct fact *f, uint64_t seq)
{
	const struct fact_notice	*n = &f->notice;
	struct book_incident		*i = books_incident(b, n->incident);
	struct book_notice		*k;
	struct book_told		*t;

	while (b->n_notices < n->number) {
		b->notices = grow(b->notices, b->n_notices, &b->room_notices, sizeof(*b->notices));
		b->notices[b->n_notices++] = NULL;
	}
	if (b->notices[n->number - 1] != NULL)
		return;
	k = b->notices[n->number - 1] = xcalloc(1, sizeof(*k));
	*k = (struct book_notice){ .number = n->number, .incident = n->incident, .kind = n->kind,
	    .known_ms = f->known.ms, .seq = seq, .is_folded = n->is_folded };
	k->stands_for = xcalloc(n->n_notices + 1, sizeof(*k->stands_for));
	for (uint32_t m = 0; m < n->n_notices; m++)
		k->stands_for[k->n_stands_for++] = (uint32_t)n->notices[m];
	books_who(&n->to, k->who);
	if (i == NULL)
		return;
	t = books_told(i, k->who);
	if (n->kind == NOTICE_DOWN || n->kind == NOTICE_ESCALATION || n->kind == NOTICE_BLIND) {
		t->n_down++;
		if (t->down_ms == 0)
			t->down_ms = f->known.ms;
	} else if (n->kind == NOTICE_RESTORED || n->kind == NOTICE_REMOVED) {
		t->n_over++;
	}
}

static void
take_window(struct books *b, const struct fact *f)
{
	struct fact_window	*w = NULL;

	for (size_t i = 0; i < b->n_windows; i++)
		if (b->windows[i].number == f->window.number)
			w = &b->windows[i];
	if (w == NULL) {
		b->windows = grow(b->windows, b->n_windows, &b->room_windows, sizeof(*b->windows));
		w = &b->windows[b->n_windows++];
		w->scope = NULL;
	}
	free((char *)(uintptr_t)w->scope);
	*w = f->window;
	w->scope = xstrdup(f->window.scope);
	w->by = w->text = "";
}

/* Blind time. */

static void
add_blind(struct books *b, int64_t from_ms, int64_t to_ms)
{
	b->blind = grow(b->blind, b->n_blind, &b->room_blind, sizeof(*b->blind));
	b->blind[b->n_blind].from_ms = from_ms;
	b->blind[b->n_blind++].to_ms = to_ms;
}

static void
take_blind(struct books *b, const struct fact *f)
{
	if (f->blind.is_blind && !b->is_blind) {
		add_blind(b, f->happened.ms, INT64_MAX);
	} else if (!f->blind.is_blind && b->is_blind && b->n_blind > 0) {
		for (size_t i = b->n_blind; i-- > 0;)
			if (b->blind[i].to_ms == INT64_MAX) {
				b->blind[i].to_ms = f->happened.ms;
				break;
			}
		b->blind_over_ms = f->happened.ms;
	}
	b->is_blind = f->blind.is_blind;
}

bool
books_is_blind_at(const struct books *b, int64_t from_ms, int64_t to_ms)
{
	for (size_t i = b->n_blind; i-- > 0;)
		if (b->blind[i].from_ms < to_ms && b->blind[i].to_ms > from_ms)
			return true;
	return false;
}

/* Delivered; and with it what it stands for. */
static void
finish(struct books *b, uint32_t number)
{
	struct book_notice	*n = books_notice(b, number), *other;

	if (n == NULL)
		return;
	n->is_final = true;
	for (uint32_t i = 0; i < n->n_stands_for; i++)
		if ((other = books_notice(b, n->stands_for[i])) != NULL)
			other->is_final = true;
}

void
books_take(struct books *b, const struct fact *f, uint64_t seq, int64_t skew_ms)
{
	b->n_facts++;
	switch (f->kind) {
	case FACT_STATE:
		books_object(b, f->object, true)->state = f->state.state;
		break;
	case FACT_INCIDENT:
		take_incident(b, f, seq, skew_ms);
		break;
	case FACT_NOTICE:
		take_notice(b, f, seq);
		break;
	case FACT_DELIVERY:
		if (f->delivery.outcome != 1)
			finish(b, (uint32_t)strtoul(f->object, NULL, 10));
		break;
	case FACT_WINDOW:
		take_window(b, f);
		break;
	case FACT_BLIND:
		take_blind(b, f);
		break;
	case FACT_START:
		if (f->start.last_sign.ms != 0)
			add_blind(b, f->start.last_sign.ms, f->happened.ms);
		b->start_ms = f->happened.ms;
		b->is_stopped = false;
		break;
	case FACT_STOP:
		b->is_stopped = true;
		break;
	default:
		break;
	}
	if (f->known.ms > b->known_ms)
		b->known_ms = f->known.ms;
}

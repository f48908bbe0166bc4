/* views_hands.c - see views_hands.h */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "engine/jw.h"
#include "engine/views.h"
#include "engine/views_hands.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/typed.h"
#include "model/words.h"

/* A window, and its turn that lasts or comes. */
struct planned {
	struct fact_window	 w;
	struct wall		 from, to;
};

static int
compare_planned(const void *a, const void *b)
{
	const struct planned	*x = a, *y = b;

	if (x->from.ms != y->from.ms)
		return x->from.ms < y->from.ms ? -1 : 1;
	return x->w.number < y->w.number ? -1 : x->w.number > y->w.number;
}

/* Those of a kind that last or come, the next first; owned by the caller. */
static struct planned *
planned(const struct view *v, enum window_kind kind, size_t *n)
{
	struct planned	*list = NULL, p;
	size_t		 room = 0;

	*n = 0;
	for (size_t i = 0; judge_get_window(v->judge, i, &p.w); i++) {
		if (p.w.kind != kind || !judge_window_next(v->judge, &p.w, v->now, &p.from, &p.to))
			continue;
		list = grow(list, *n, &room, sizeof(*list));
		list[(*n)++] = p;
	}
	if (*n > 0)
		qsort(list, *n, sizeof(*list), compare_planned);
	return list;
}

static void
add_weekly(struct jw *j, unsigned weekdays)
{
	struct buf	 days = { 0 };

	typed_weekdays_text(&days, weekdays);
	jw_str(j, "weekly", weekdays != 0 ? buf_str(&days) : NULL);
	buf_done(&days);
}

void
view_window(struct jw *j, const struct view *v, const struct fact_window *w)
{
	struct wall	 from, to;

	jw_int(j, "id", w->number);
	jw_str(j, "kind", window_word(w->kind));
	jw_str(j, "scope", w->scope);
	jw_str(j, "name", strcmp(w->scope, "all") == 0 ? v->inv->name : words_scope(v->inv, w->scope));
	jw_time(j, "from", w->from);
	jw_time(j, "to", w->to);
	add_weekly(j, w->weekdays);
	if (judge_window_next(v->judge, w, v->now, &from, &to)) {
		jw_bool(j, "now", from.ms <= v->now.ms);
		jw_open(j, "next");
		jw_time(j, "from", from);
		jw_time(j, "to", to);
		jw_close(j);
	} else {
		jw_bool(j, "now", false);
		jw_null(j, "next");
	}
	jw_time(j, "recorded", w->recorded);
	jw_time(j, "cancelled", w->cancelled);
	if (v->role > ROLE_PUBLIC) {
		jw_str(j, "by", w->by);
		jw_str(j, "text", w->text);
	}
}

void
view_windows(struct jw *j, const struct view *v, enum window_kind kind)
{
	static const char *const	 keys[WINDOW_N] = { "maintenance", "closures", "openings" };
	size_t				 n;
	struct planned			*list = planned(v, kind, &n);

	jw_open(j, NULL);
	jw_open_list(j, keys[kind]);
	for (size_t i = 0; i < n; i++) {
		jw_open(j, NULL);
		view_window(j, v, &list[i].w);
		jw_close(j);
	}
	jw_close_list(j);
	jw_close(j);
	free(list);
}

void
view_declaration(struct jw *j, const struct view *v, const struct fact_declaration *d)
{
	jw_int(j, "id", d->number);
	jw_str(j, "kind", declaration_word(d->kind));
	jw_str(j, "site", d->site);
	jw_str(j, "name", words_scope(v->inv, d->site));
	jw_time(j, "start", d->start);
	jw_time(j, "end", d->end);
	jw_str(j, "text", d->text);
	if (d->kind == DECLARATION_INTERVENTION)
		jw_str(j, "equipment", d->equipment);
	if (d->kind == DECLARATION_VISIO) {
		jw_str(j, "partner", d->partner[0] != '\0' ? d->partner : NULL);
		jw_bool(j, "failed", d->is_failed);
	}
	if (d->kind == DECLARATION_TRAINING)
		jw_str(j, "theme", d->theme);
	jw_time(j, "recorded", d->recorded);
	jw_time(j, "cancelled", d->cancelled);
	jw_str(j, "by", d->by);
}

void
view_planned(struct jw *j, const struct view *v)
{
	size_t		 n;
	struct planned	*list = planned(v, WINDOW_MAINTENANCE, &n);

	jw_open_list(j, "maintenance");
	for (size_t i = 0; i < n; i++) {
		const struct fact_window	*w = &list[i].w;

		jw_open(j, NULL);
		jw_int(j, "id", w->number);
		jw_str(j, "scope", w->scope);
		jw_str(j, "name", strcmp(w->scope, "all") == 0 ? v->inv->name :
		    words_scope(v->inv, w->scope));
		jw_time(j, "from", list[i].from);
		jw_time(j, "to", list[i].to);
		add_weekly(j, w->weekdays);
		jw_close(j);
	}
	jw_close_list(j);
	free(list);
}

void
view_site_planned(struct jw *j, const struct view *v, uint32_t site)
{
	struct fact_window	 w;
	struct wall		 from, to;

	jw_open_list(j, "maintenance");
	for (size_t i = 0; judge_get_window(v->judge, i, &w); i++)
		if (w.kind == WINDOW_MAINTENANCE && judge_window_touches(v->judge, &w, site) &&
		    judge_window_next(v->judge, &w, v->now, &from, &to))
			jw_int(j, NULL, w.number);
	jw_close_list(j);
}

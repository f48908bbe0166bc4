/*
 * hands.c - what people do: acknowledge, comment, close, declare; and what the
 * engine says about vigie itself.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "judge/inside.h"
#include "model/near.h"

#define AFTERWARDS_MS	(7 * DAY_MS)	/* closures and openings may be declared so long after their end */

static struct live *
find(struct judge *j, uint32_t number, struct err *err)
{
	struct live	*l = incident_find(j, number);

	if (l == NULL)
		err_set(err, _("there is no incident %u, or it is too old to be changed"), number);
	return l;
}

bool
judge_ack(struct judge *j, uint32_t number, const char *by, const char *text, const char *ticket,
    struct wall now, struct err *err)
{
	struct live	*l;

	judge_pass(j, now);
	if ((l = find(j, number, err)) == NULL)
		return false;
	if (l->i.restored.ms != 0)
		return err_set(err, _("incident %u is over: nothing is left to take over"), number);
	if (l->i.acknowledged.ms == 0) {
		l->i.acknowledged.ms = floor_second(j->now_ms);
		incident_set(&l->i.ack_by, by);
	}
	if (*text != '\0')
		incident_set(&l->i.ack_text, text);
	if (*ticket != '\0')
		incident_set(&l->i.ticket, ticket);
	incident_event(j, l, EVENT_ACKNOWLEDGED, j->now_ms, by, text, NULL);
	return true;
}

bool
judge_comment(struct judge *j, uint32_t number, const char *by, const char *text, struct wall now,
    struct err *err)
{
	struct live	*l;

	judge_pass(j, now);
	if ((l = find(j, number, err)) == NULL)
		return false;
	if (*text == '\0')
		return err_set(err, _("a comment needs words"));
	incident_event(j, l, EVENT_COMMENT, j->now_ms, by, text, NULL);
	return true;
}

bool
judge_close(struct judge *j, uint32_t number, const char *by, const char *text,
    enum responsibility responsibility, struct wall now, struct err *err)
{
	struct live	*l;

	judge_pass(j, now);
	if ((l = find(j, number, err)) == NULL)
		return false;
	if (l->i.closed.ms != 0)
		return err_set(err, _("incident %u is closed already"), number);
	l->i.closed.ms = floor_second(j->now_ms);
	if (responsibility != RESPONSIBILITY_N)
		l->i.responsibility = responsibility;
	incident_event(j, l, EVENT_CLOSED, j->now_ms, by, text, NULL);
	return true;
}

/* Windows change what is open: clocks are asked anew. */
static void
windows_changed(struct judge *j)
{
	for (uint32_t i = 0; i < j->inv->n_devices; i++)
		j->devices[i].days_due_ms = 0;
	for (uint32_t i = 0; i < j->inv->n_sites; i++)
		j->sites[i].none_for_ms = j->sites[i].held_until_ms = 0;
	j->windows_ms = 0;
	groups_touch_all(j);
	sites_due_now(j);
	judge_finish(j);
}

void
window_say(struct judge *j, const struct fact_window *w)
{
	char		 number[FACT_ID_SIZE];
	struct fact	 fact = { .kind = FACT_WINDOW, .object = number, .happened = { j->now_ms },
			    .window = *w };

	snprintf(number, sizeof(number), "%u", w->number);
	emit(j, &fact);
}

static bool
refuse_scope(const struct judge *j, const char *scope, struct err *err)
{
	const char	*near = near_site(j->inv, scope);

	if (near == NULL)
		return err_set(err, _("\"%s\" is neither a site, nor a group, nor \"all\""), scope);
	return err_set(err, _("\"%s\" is neither a site, nor a group, nor \"all\"; did you mean \"%s\"?"),
	    scope, near);
}

static bool
check_window(const struct judge *j, const struct fact_window *w, struct err *err)
{
	if (strcmp(w->scope, "all") != 0 && inventory_site(j->inv, w->scope) == NONE &&
	    inventory_group(j->inv, w->scope) == NONE)
		return refuse_scope(j, w->scope, err);
	if (w->kind != WINDOW_MAINTENANCE && inventory_site(j->inv, w->scope) == NONE)
		return err_set(err, _("closures and openings are declared for one site, and \"%s\" is none"), w->scope);
	if (w->from.ms >= w->to.ms)
		return err_set(err, _("it would end before it starts"));
	if (w->weekdays != 0 && w->to.ms - w->from.ms > 7 * DAY_MS)
		return err_set(err, _("a weekly one lasts at most a week"));
	if (w->weekdays == 0 && w->kind == WINDOW_MAINTENANCE && w->to.ms <= j->now_ms)
		return err_set(err, _("it is over already: it would silence nothing"));
	if (w->weekdays == 0 && w->to.ms <= j->now_ms - AFTERWARDS_MS)
		return err_set(err, _("it ended more than a week ago: too late to declare it"));
	return true;
}

/* Its copy, with the next number. */
static struct fact_window *
keep_window(struct judge *j, const struct fact_window *window)
{
	struct fact_window	*w;

	j->windows = grow(j->windows, j->n_windows, &j->room_windows, sizeof(*j->windows));
	w = &j->windows[j->n_windows++];
	*w = *window;
	w->number = j->next_window++;
	w->scope = xstrdup(window->scope);
	w->by = xstrdup(window->by);
	w->text = xstrdup(window->text);
	return w;
}

bool
judge_window(struct judge *j, const struct fact_window *window, struct wall now, uint32_t *number,
    struct err *err)
{
	struct fact_window	*w;

	judge_pass(j, now);
	if (!check_window(j, window, err))
		return false;
	w = keep_window(j, window);
	w->recorded.ms = j->now_ms;
	w->cancelled.ms = 0;
	if (number != NULL)
		*number = w->number;
	window_say(j, w);
	windows_changed(j);
	return true;
}

void
judge_windows_bring(struct judge *j, const struct fact_window *list, size_t n, struct wall now)
{
	bool	 is_kept = false;

	judge_pass(j, now);
	for (size_t i = 0; i < n; i++) {
		struct fact_window	 w = list[i];

		if (w.cancelled.ms == 0 && (w.weekdays != 0 || w.to.ms > j->now_ms)) {
			window_say(j, keep_window(j, &list[i]));
			is_kept = true;
		} else {
			w.number = j->next_window++;
			window_say(j, &w);
		}
	}
	if (is_kept)
		windows_changed(j);
}

bool
judge_window_cancel(struct judge *j, uint32_t number, const char *by, struct wall now, struct err *err)
{
	struct fact_window	*w = NULL;

	judge_pass(j, now);
	for (size_t i = 0; i < j->n_windows; i++)
		if (j->windows[i].number == number)
			w = &j->windows[i];
	if (w == NULL)
		return err_set(err, _("there is no window %u"), number);
	if (w->cancelled.ms != 0)
		return err_set(err, _("it is cancelled already"));
	if (w->weekdays == 0 && w->to.ms <= j->now_ms)
		return err_set(err, _("it is over already"));
	w->cancelled.ms = j->now_ms;
	incident_set(&w->by, by);
	window_say(j, w);
	windows_changed(j);
	return true;
}

void
judge_vigie(struct judge *j, const char *code, bool is_wrong, const char *text, struct wall now)
{
	struct evidence	 why = { .check = "", .name = code, .text = text };
	struct live	*l;

	judge_pass(j, now);
	l = incident_on(j, NONE, INCIDENT_VIGIE, code);
	if (is_wrong && l == NULL)
		incident_open(j, INCIDENT_VIGIE, NONE, NONE, code, j->now_ms, &why);
	else if (!is_wrong && l != NULL)
		incident_restore(j, l, j->now_ms, text);
	due_all(j, j->now_ms);
	judge_finish(j);
}

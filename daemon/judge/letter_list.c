/* letter_list.c - see letter_list.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "judge/judge.h"
#include "judge/letter_list.h"
#include "model/inventory.h"
#include "model/words.h"

#define MAX_LINES	25	/* of one part; the others are counted */

/* ", began yesterday at 22:00, over today at 06:10 (8 h 10 min)" */
static void
say_span(struct buf *out, const struct inventory *inv, const struct incident *in, struct wall now)
{
	buf_adds(out, _(", began "));
	words_time(out, inv->zone, in->opened, now);
	buf_adds(out, _(", over "));
	words_time(out, inv->zone, in->restored, now);
	buf_adds(out, " (");
	words_duration(out, wall_sub(in->restored, in->opened));
	buf_addc(out, ')');
}

/* ", since today at 8 h (2 h 10 min); taken in charge by ..." */
static void
say_since(struct buf *out, const struct inventory *inv, const struct incident *in, struct wall now)
{
	buf_adds(out, _(", since "));
	words_time(out, inv->zone, in->opened, now);
	buf_adds(out, " (");
	words_duration(out, wall_sub(now, in->opened));
	buf_addc(out, ')');
	if (in->acknowledged.ms != 0)
		buf_addf(out, _(", taken in charge by %s"), in->ack_by);
}

/* ": noise margin, download (dB) 3.1 (limit 3.5)" */
static void
say_value(struct buf *out, const struct evidence *why)
{
	if (strcmp(why->name, words_metric(why->name)) == 0 || isnan(why->value))
		return;
	buf_addf(out, _("; %s "), words_metric(why->name));
	words_number(out, why->value);
	buf_adds(out, _(" (limit "));
	words_number(out, why->limit);
	buf_addc(out, ')');
}

static void
say_one(struct buf *out, const struct inventory *inv, const struct incident *in, struct wall now)
{
	if (in->restored.ms != 0) {
		words_restored(out, inv, in);
		say_span(out, inv, in, now);
	} else {
		words_title(out, inv, in);
		say_since(out, inv, in, now);
		if (incident_severity(in->kind) != SEVERITY_DOWN)
			say_value(out, &in->why);
	}
}

/* What ended is called by its name, as it is known now, not as it was feared at first. */
static void
say_ended(struct buf *out, const struct inventory *inv, const struct incident *in, struct wall now)
{
	words_title(out, inv, in);
	say_span(out, inv, in, now);
	if (in->told_at.ms == 0)
		buf_adds(out, _(", told to nobody"));
	else if (in->kind != in->kind_first)
		buf_adds(out, _("; what it was became known afterwards"));
}

static void
say_page(struct buf *out, const struct inventory *inv, const char *page)
{
	if (*inv->url != '\0')
		buf_addf(out, "\n%s%s%s\n", inv->url, inv->url[strlen(inv->url) - 1] == '/' ? "" : "/", page);
}

static const char *
heading(enum digest_part part)
{
	static const char *const	 headings[DIGEST_N] = {
		[DIGEST_OPEN_NOW] = N_("Open now and in trouble"),
		[DIGEST_SOON] = N_("Opening within two hours"),
		[DIGEST_REST] = N_("The rest"),
		[DIGEST_LINES] = N_("Getting worse slowly"),
		[DIGEST_OVER] = N_("Over since the last list"),
	};

	return _(headings[part]);
}

static void
say_part(struct buf *out, const struct inventory *inv, const struct judge_digest_item *items, size_t n,
    struct wall now)
{
	buf_addf(out, "\n%s\n", heading(items[0].part));
	for (size_t i = 0; i < n && i < MAX_LINES; i++) {
		buf_adds(out, "- ");
		if (items[i].part == DIGEST_OVER)
			say_ended(out, inv, items[i].in.incident, now);
		else
			say_one(out, inv, items[i].in.incident, now);
		buf_addc(out, '\n');
	}
	if (n > MAX_LINES)
		buf_addf(out, ngettext("and %u more\n", "and %u more\n", n - MAX_LINES),
		    (unsigned)(n - MAX_LINES));
}

static size_t
count_part(const struct judge_digest_item *items, size_t n, enum digest_part part)
{
	size_t	 count = 0;

	for (size_t i = 0; i < n; i++)
		count += items[i].part == part;
	return count;
}

void
letter_digest(const struct judge *j, const struct inventory *inv, const struct fact_notice *notice,
    struct wall now, struct buf *subject, struct buf *body)
{
	size_t				 n, n_open, end;
	struct judge_digest_item	*items = judge_digest(j, notice, &n);

	n_open = count_part(items, n, DIGEST_OPEN_NOW);
	if (n_open > 0)
		buf_addf(subject, ngettext("This morning: %u trouble where a point is open",
		    "This morning: %u troubles where a point is open", n_open), (unsigned)n_open);
	else
		buf_adds(subject, _("This morning: no trouble where a point is open"));
	buf_addf(body, "%s\n", buf_str(subject));
	for (size_t i = 0; i < n; i = end) {
		for (end = i; end < n && items[end].part == items[i].part; end++)
			;
		say_part(body, inv, items + i, end - i, now);
	}
	say_page(body, inv, "console");
	free(items);
}

static void
say_title(struct buf *out, const struct inventory *inv, const struct incident *in)
{
	if (in->restored.ms != 0)
		words_restored(out, inv, in);
	else
		words_title(out, inv, in);
}

void
letter_folded(const struct judge *j, const struct inventory *inv, const struct fact_notice *notice,
    struct wall now, struct buf *subject, struct buf *body)
{
	struct judge_incident	 in;
	uint32_t		 n_others = notice->n_incidents - 1;

	if (judge_find_incident(j, notice->incident, &in))
		say_title(subject, inv, in.incident);
	else
		buf_addf(subject, _("Incident %u"), (unsigned)notice->incident);
	if (n_others > 0)
		buf_addf(subject, ngettext(", and %u other", ", and %u others", n_others),
		    (unsigned)n_others);
	buf_addf(body, "%s\n\n", buf_str(subject));
	buf_addf(body, ngettext("It was too much for one hour; this message stands for %u:\n",
	    "It was too much for one hour; this message stands for %u:\n", notice->n_notices),
	    (unsigned)notice->n_notices);
	for (uint32_t i = 0; i < notice->n_incidents; i++) {
		buf_adds(body, "- ");
		if (judge_find_incident(j, (uint32_t)notice->incidents[i], &in))
			say_one(body, inv, in.incident, now);
		else
			buf_addf(body, _("Incident %u"), (unsigned)notice->incidents[i]);
		buf_addc(body, '\n');
	}
	say_page(body, inv, "incidents");
}

void
letter_group_rest(const struct judge *j, const struct inventory *inv, const char *group, struct wall now,
    struct buf *body)
{
	uint32_t		 index = inventory_group(inv, group);
	unsigned		 n = 0, n_up = 0;
	struct judge_site	 state;

	for (uint32_t i = 0; index != NONE && i < inv->n_sites; i++) {
		const struct site	*site = &inv->sites[i];

		/* those with a link of their own, which can be lost */
		if (!inventory_is_below(inv, site, index) || (site->router == NONE && site->backup == NONE))
			continue;
		judge_get_site(j, i, now, &state);
		n++;
		n_up += state.link.state == STATE_UP || state.link.state == STATE_DEGRADED;
	}
	if (n > 0)
		buf_addf(body, ngettext("Still works: Internet access of %u point, of %u\n",
		    "Still works: Internet access of %u points, of %u\n", n_up), n_up, n);
}

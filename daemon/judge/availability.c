/* availability.c - see availability.h */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "judge/availability.h"

static void
say(struct walk_line *w, int64_t to_s, enum stretch_what what, enum responsibility by)
{
	struct stretch	 s = { .what = what, .by = by, .outage = what == STRETCH_DOWN ? w->outage : 0 };

	if (to_s <= w->done_s)
		return;
	while (w->at < w->required->n) {
		const struct span	*span = &w->required->list[w->at];

		s.from_s = span->from_s > w->done_s ? span->from_s : w->done_s;
		s.to_s = span->to_s < to_s ? span->to_s : to_s;
		if (s.from_s < s.to_s)
			w->fn(w->arg, &s);
		if (span->to_s > to_s)
			break;
		w->at++;
	}
	w->done_s = to_s;
}

/* Nothing was said of any time. */
static void
begin(struct walk_line *w)
{
	if (!w->is_begun)
		w->done_s = INT64_MIN;
	w->is_begun = true;
}

void
walk_line_piece(struct walk_line *w, const struct piece *piece)
{
	assert(piece->from_s < piece->to_s);
	begin(w);
	say(w, piece->from_s, STRETCH_UNKNOWN, BY_UNKNOWN);
	if (piece->is_down && !w->in_outage)
		w->outage++;
	w->in_outage = piece->is_down;
	say(w, piece->to_s, piece->is_down ? STRETCH_DOWN : STRETCH_UP, piece->by);
}

void
walk_line_end(struct walk_line *w)
{
	begin(w);
	say(w, INT64_MAX, STRETCH_UNKNOWN, BY_UNKNOWN);
}

void
tally_stretch(struct tally *t, const struct stretch *s)
{
	int64_t	 seconds = s->to_s - s->from_s;

	if (s->what == STRETCH_UNKNOWN)
		t->unknown_s += seconds;
	if (s->what != STRETCH_DOWN)
		return;
	t->down_s += seconds;
	t->by_s[s->by] += seconds;
	if (t->outage != s->outage) {
		t->outage = s->outage;
		t->outage_s = 0;
		t->outages++;
	}
	t->outage_s += seconds;
	if (t->outage_s > t->longest_s)
		t->longest_s = t->outage_s;
}

void
tally_add(struct tally *t, const struct tally *other)
{
	t->open_s += other->open_s;
	t->maintenance_s += other->maintenance_s;
	t->unknown_s += other->unknown_s;
	t->down_s += other->down_s;
	for (unsigned i = 0; i < RESPONSIBILITY_N; i++)
		t->by_s[i] += other->by_s[i];
	t->outages += other->outages;
	if (other->longest_s > t->longest_s)
		t->longest_s = other->longest_s;
	t->declared_during_outage_s += other->declared_during_outage_s;
}

const char *
share_text(int64_t part, int64_t whole, char out[static SHARE_SIZE])
{
	int64_t	 hundredths;

	assert(whole > 0 && part >= 0 && part <= whole);
	hundredths = part * 10000 / whole;
	snprintf(out, SHARE_SIZE, "%d.%02d", (int)(hundredths / 100), (int)(hundredths % 100));
	return out;
}

void
tally_shares(const struct tally *t, struct shares *out)
{
	int64_t	 required_s = tally_required(t), up_s = tally_up(t), measured_s = required_s - t->unknown_s;

	*out = (struct shares){ .note = NOTE_NONE };
	if (required_s == 0) {
		out->note = NOTE_NOT_APPLICABLE;
		return;
	}
	share_text(measured_s, required_s, out->coverage);
	share_text(up_s, required_s, out->min);
	share_text(up_s + t->unknown_s, required_s, out->max);
	if (measured_s == 0)
		out->note = NOTE_NOT_MEASURED;
	else if (measured_s < TALLY_SHORT_S)
		out->note = NOTE_TOO_SHORT;
	else if (measured_s * 10 < required_s * 9)
		out->note = NOTE_INSUFFICIENT;
	if (tally_has_rate(t))
		share_text(up_s, measured_s, out->availability);
}

const char *
tally_note_word(enum tally_note note)
{
	static const char *const	 words[NOTE_N] = { NULL, "not_applicable", "not_measured",
		"too_short", "insufficient" };

	return words[note];
}

bool
tally_has_rate(const struct tally *t)
{
	return tally_required(t) - t->unknown_s >= TALLY_SHORT_S;
}

bool
tally_meets(const struct tally *t, int64_t target)
{
	return tally_up(t) * 10000 >= target * (tally_required(t) - t->unknown_s);
}

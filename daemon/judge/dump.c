/*
 * dump.c - everything a judge knows, as text: two judges that know the same say the same.
 *
 * Only tests compare judges.
 */
#include "base/buf.h"
#include "judge/inside.h"

static void
dump_object(const struct judge *j, struct buf *out, const struct object *o)
{
	char	 since[WALL_TEXT_SIZE];

	if (o->state == STATE_UNKNOWN && o->since_ms == 0)
		return;
	buf_addf(out, "state %s %s since %s by %s\n", object_name(j, o), state_word(o->state),
	    wall_text((struct wall){ o->since_ms }, since),
	    o->check == NONE ? "none" : j->inv->checks[o->check].name);
}

static void
dump_live(const struct live *l, struct buf *out)
{
	const struct fact	 fact = { .kind = FACT_INCIDENT, .object = "",
				    .incident = { &l->i, { .by = "", .text = "",
				    .why = { .check = "", .name = "", .text = "" } } } };

	buf_addf(out, "incident %u again %lld hop %d listed %d ", l->i.number, (long long)l->again_ms,
	    l->hop, l->is_listed);
	fact_encode(out, &fact);
	buf_addc(out, '\n');
	for (size_t i = 0; i < l->n_events; i++)
		buf_addf(out, "  event %s %lld %s \"%s\" %s\n", event_word(l->events[i].type),
		    (long long)l->events[i].at.ms, l->events[i].by, l->events[i].text,
		    l->events[i].why.check);
	for (size_t i = 0; i < l->n_told; i++)
		buf_addf(out, "  told %s %s %s settled %d\n", l->told[i].contact, l->told[i].address,
		    by_word(l->told[i].by), l->told[i].is_settled);
}

static void
dump_line(const struct line_live *line, struct buf *out)
{
	for (unsigned k = 0; line != NULL && k < LINE_N; k++) {
		const struct line_metric_live	*m = line->metrics[k];

		for (uint32_t i = 0; m != NULL && i < line->n_days; i++)
			if (m->days[i] != FACT_LINE_NONE)
				buf_addf(out, "  line %u day %d %d back %u\n", k,
				    line->last_day - (int)(line->n_days - 1 - i), m->days[i],
				    line->n_back);
	}
}

void
judge_dump(const struct judge *j, struct buf *out)
{
	buf_addf(out, "blind %d next incident %u notice %u window %u\n", j->is_blind,
	    j->next_incident, j->next_notice, j->next_window);
	for (uint32_t i = 0; i < j->inv->n_checks; i++)
		if (j->checks[i].is_silent || j->checks[i].has_answered)
			buf_addf(out, "check %s silent %d answered %d\n", j->inv->checks[i].name,
			    j->checks[i].is_silent, j->checks[i].has_answered);
	for (uint32_t i = 0; i < j->inv->n_devices; i++) {
		dump_object(j, out, &j->devices[i].o);
		if (j->devices[i].down_from_ms != 0)
			buf_addf(out, "  down from %lld\n", (long long)j->devices[i].down_from_ms);
	}
	for (uint32_t i = 0; i < j->inv->n_sites; i++) {
		dump_object(j, out, &j->sites[i].link);
		dump_object(j, out, &j->sites[i].convention);
		dump_line(j->sites[i].line, out);
		for (size_t k = 0; k < j->sites[i].n_changes; k++)
			buf_addf(out, "  change %lld\n", (long long)j->sites[i].changes[k]);
	}
	for (size_t i = 0; i < j->n_remembered; i++)
		dump_live(j->remembered[i], out);
	fold_dump(j, out);
	for (size_t i = 0; i < j->n_windows; i++)
		buf_addf(out, "window %u %s cancelled %lld\n", j->windows[i].number, j->windows[i].scope,
		    (long long)j->windows[i].cancelled.ms);
}

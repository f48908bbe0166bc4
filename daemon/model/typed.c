/* typed.c - see typed.h */
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "model/civil.h"
#include "model/typed.h"

static const char *
given(const char *text)
{
	return text != NULL ? text : "";
}

/* "2026-03-29 03:00" */
static void
add_local(struct buf *out, const struct zone *z, struct wall t)
{
	struct civil	 c = zone_civil(z, t);
	char		 date[CIVIL_TEXT_SIZE];

	buf_addf(out, "%s %02d:%02d", civil_text(c.day, date), c.hour, c.minute);
}

/* Which one, where clocks show a time twice or never. */
static void
say_taken(struct buf *taken, const struct zone *z, const char *text, struct wall t, int occurs,
    enum zone_pick pick)
{
	if (occurs == 0) {
		buf_addf(taken, _("%s does not exist, clocks go forward then: taken for "), text);
		add_local(taken, z, t);
		buf_addc(taken, '\n');
	} else if (occurs > 1) {
		buf_addf(taken, pick == ZONE_FIRST ?
		    _("%s comes twice, clocks go back then: taken for the first, %s\n") :
		    _("%s comes twice, clocks go back then: taken for the second, %s\n"), text,
		    zone_abbreviation(z, t));
	} else if (strlen(text) == 10) {
		buf_addf(taken, _("%s without a time: taken for its start, "), text);
		add_local(taken, z, t);
		buf_addc(taken, '\n');
	}
}

bool
typed_time(const struct zone *z, const char *text, enum zone_pick pick, struct wall *t,
    struct buf *taken, struct err *err)
{
	int	 occurs;

	if (!zone_read(z, text, pick, t, &occurs, err))
		return err_set(err, _("\"%.40s\" is no time: write 2026-03-02 09:30 or "
		    "2026-03-02T08:30:00Z"), text);
	if (taken != NULL)
		say_taken(taken, z, text, *t, occurs, pick);
	return true;
}

bool
typed_weekdays(const char *list, unsigned *days, struct err *err)
{
	size_t	 len;
	int	 day;

	for (*days = 0; *list != '\0'; list += len + (list[len] == ',')) {
		len = strcspn(list, ",");
		for (day = MONDAY; day <= SUNDAY; day++)
			if (len == 2 && strncmp(list, civil_weekday_code((enum weekday)day), 2) == 0)
				break;
		if (day > SUNDAY)
			return err_set(err, _("\"%.*s\" is no day: Mo Tu We Th Fr Sa Su, as in \"Tu\" or \"Mo,Th\""),
			    len < 40 ? (int)len : 40, list);
		*days |= 1u << day;
	}
	return true;
}

void
typed_weekdays_text(struct buf *out, unsigned days)
{
	const char	*comma = "";

	for (int day = MONDAY; day <= SUNDAY; day++)
		if (days & 1u << day) {
			buf_addf(out, "%s%s", comma, civil_weekday_code((enum weekday)day));
			comma = ",";
		}
}

static bool
refuse_order(const struct zone *z, const struct fact_window *w, struct err *err)
{
	struct buf	 from = { 0 }, to = { 0 };

	add_local(&from, z, w->from);
	add_local(&to, z, w->to);
	if (w->from.ms == w->to.ms)
		err_set(err, _("it would end when it starts, %s"), buf_str(&from));
	else
		err_set(err, _("it would end (%s) before it starts (%s)"), buf_str(&to), buf_str(&from));
	buf_done(&from);
	buf_done(&to);
	return false;
}

bool
typed_window(const struct zone *z, const struct typed_window *in, struct fact_window *out,
    struct buf *taken, struct err *err)
{
	*out = (struct fact_window){ .kind = in->kind, .scope = given(in->scope), .by = given(in->by),
	    .text = given(in->text) };
	if (!typed_time(z, given(in->from), ZONE_FIRST, &out->from, taken, err) ||
	    !typed_time(z, given(in->to), ZONE_LAST, &out->to, taken, err) ||
	    !typed_weekdays(given(in->weekly), &out->weekdays, err))
		return false;
	if (out->from.ms >= out->to.ms)
		return refuse_order(z, out, err);
	if (out->weekdays != 0 && out->to.ms - out->from.ms > 7 * DAY_MS)
		return err_set(err, _("a weekly one lasts at most a week"));
	return true;
}

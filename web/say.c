/* say.c - see say.h */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "model/zone.h"

#include "say.h"

#define DATE_SIZE	48
#define NBSP	"\xc2\xa0"
#define NNBSP	"\xe2\x80\xaf"	/* narrow, between thousands */

static const char *const	 weekdays[] = {
	N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
	N_("Sunday")
};
static const char *const	 months[] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"), N_("July"),
	N_("August"), N_("September"), N_("October"), N_("November"), N_("December")
};

static char *
slot(struct say *s)
{
	return s->ring[s->next++ % SAY_RING];
}

const char *
say_minutes(struct say *s, int minutes)
{
	char	*out = slot(s);
	int	 h = minutes / 60, m = minutes % 60;

	if (!lang_is_french())
		snprintf(out, SAY_SIZE, "%d:%02d", h, m);
	else if (m == 0)
		snprintf(out, SAY_SIZE, "%d" NBSP "h", h);
	else
		snprintf(out, SAY_SIZE, "%d" NBSP "h" NBSP "%02d", h, m);
	return out;
}

const char *
say_clock(struct say *s, struct wall t)
{
	struct civil	 c = zone_civil(s->zone, t);

	return say_minutes(s, c.hour * 60 + c.minute);
}

/* "3 mars", "1er mars"; with the year unless it is this one and `is_short`. */
static void
put_date(struct say *s, char *out, struct date d, bool is_short)
{
	const char	*ordinal = lang_is_french() && d.day == 1 ? "er" : "";
	int		 year = zone_civil(s->zone, s->now).date.year;

	if (is_short && d.year == year)
		snprintf(out, DATE_SIZE, "%d%s" NBSP "%s", d.day, ordinal, _(months[d.month - 1]));
	else
		snprintf(out, DATE_SIZE, "%d%s" NBSP "%s" NBSP "%d", d.day, ordinal,
		    _(months[d.month - 1]), d.year);
}

enum near { NEAR_TODAY, NEAR_YESTERDAY, NEAR_TOMORROW, NEAR_WEEK, NEAR_FAR };

static enum near
nearness(struct say *s, const struct civil *c)
{
	int32_t	 days = c->day - zone_day(s->zone, s->now);

	switch (days) {
	case 0:
		return NEAR_TODAY;
	case -1:
		return NEAR_YESTERDAY;
	case 1:
		return NEAR_TOMORROW;
	default:
		return days > -7 && days < 7 ? NEAR_WEEK : NEAR_FAR;
	}
}

const char *
say_when(struct say *s, struct wall t)
{
	struct civil	 c = zone_civil(s->zone, t);
	const char	*clock = say_clock(s, t);
	char		*out = slot(s), date[DATE_SIZE];

	switch (nearness(s, &c)) {
	case NEAR_TODAY:
		snprintf(out, SAY_SIZE, _("at %s"), clock);
		break;
	case NEAR_YESTERDAY:
		snprintf(out, SAY_SIZE, _("yesterday at %s"), clock);
		break;
	case NEAR_TOMORROW:
		snprintf(out, SAY_SIZE, _("tomorrow at %s"), clock);
		break;
	case NEAR_WEEK:
		snprintf(out, SAY_SIZE, _("on %s at %s"), _(weekdays[c.weekday]), clock);
		break;
	case NEAR_FAR:
		put_date(s, date, c.date, true);
		snprintf(out, SAY_SIZE, _("on the %s at %s"), date, clock);
		break;
	}
	return out;
}

const char *
say_since(struct say *s, struct wall t)
{
	struct civil	 c = zone_civil(s->zone, t);
	const char	*clock = say_clock(s, t);
	char		*out = slot(s), date[DATE_SIZE];

	switch (nearness(s, &c)) {
	case NEAR_TODAY:
	case NEAR_TOMORROW:
		snprintf(out, SAY_SIZE, _("since %s"), clock);
		break;
	case NEAR_YESTERDAY:
		snprintf(out, SAY_SIZE, _("since yesterday at %s"), clock);
		break;
	case NEAR_WEEK:
		snprintf(out, SAY_SIZE, _("since %s at %s"), _(weekdays[c.weekday]), clock);
		break;
	case NEAR_FAR:
		put_date(s, date, c.date, true);
		snprintf(out, SAY_SIZE, _("since the %s at %s"), date, clock);
		break;
	}
	return out;
}

const char *
say_exact(struct say *s, struct wall t)
{
	struct civil	 c = zone_civil(s->zone, t);
	char		*out = slot(s), date[DATE_SIZE];

	put_date(s, date, c.date, false);
	if (lang_is_french())
		snprintf(out, SAY_SIZE, "%s %s, %d" NBSP "h" NBSP "%02d" NBSP "min" NBSP "%02d" NBSP "s",
		    _(weekdays[c.weekday]), date, c.hour, c.minute, c.second);
	else
		snprintf(out, SAY_SIZE, "%s %s, %d:%02d:%02d", weekdays[c.weekday], date, c.hour,
		    c.minute, c.second);
	return out;
}

const char *
say_stamp(struct say *s, struct wall t)
{
	struct civil	 c = zone_civil(s->zone, t);
	const char	*clock = say_clock(s, t);
	char		*out = slot(s), date[DATE_SIZE];

	put_date(s, date, c.date, true);
	snprintf(out, SAY_SIZE, _("%s at %s"), date, clock);
	return out;
}

const char *
say_day(struct say *s, int32_t day)
{
	struct date	 d = civil_date(day);
	char		*out = slot(s);

	snprintf(out, SAY_SIZE, "%s %d%s" NBSP "%s", _(weekdays[civil_weekday(day)]), d.day,
	    lang_is_french() && d.day == 1 ? "er" : "", _(months[d.month - 1]));
	return out;
}

const char *
say_duration(struct say *s, int64_t seconds)
{
	char		*out = slot(s);
	long long	 sec = seconds < 0 ? 0 : seconds, min = sec / 60, hours = min / 60,
	    days = hours / 24;
	const char	*day = lang_is_french() ? "j" : "d";

	if (sec < 60)
		snprintf(out, SAY_SIZE, "%lld" NBSP "s", sec);
	else if (min < 60)
		snprintf(out, SAY_SIZE, "%lld" NBSP "min", min);
	else if (hours < 24 && min % 60 == 0)
		snprintf(out, SAY_SIZE, "%lld" NBSP "h", hours);
	else if (hours < 24)
		snprintf(out, SAY_SIZE, "%lld" NBSP "h" NBSP "%02lld", hours, min % 60);
	else if (hours % 24 == 0 || days >= 14)
		snprintf(out, SAY_SIZE, "%lld" NBSP "%s", days, day);
	else
		snprintf(out, SAY_SIZE, "%lld" NBSP "%s %lld" NBSP "h", days, day, hours % 24);
	return out;
}

const char *
say_number(struct say *s, double x, int decimals)
{
	char		*out = slot(s), digits[64];
	const char	*point;
	size_t		 n = 0, whole;

	snprintf(digits, sizeof(digits), "%.*f", decimals, x);
	point = strchr(digits, '.');
	whole = point != NULL ? (size_t)(point - digits) : strlen(digits);
	for (size_t i = 0; digits[i] != '\0' && n < SAY_SIZE - 8; i++) {
		size_t	 left = whole - i;

		if (i > 0 && i < whole && left % 3 == 0 && digits[i - 1] != '-' && whole > 4) {
			memcpy(out + n, lang_is_french() ? NNBSP : ",", lang_is_french() ? 3 : 1);
			n += lang_is_french() ? 3 : 1;
		}
		out[n++] = digits[i] == '.' && lang_is_french() ? ',' : digits[i];
	}
	out[n] = '\0';
	return out;
}

const char *
say_ms(struct say *s, double ms)
{
	const char	*number = say_number(s, ms, ms < 1 ? 2 : ms < 100 ? 1 : 0);
	char		*out = slot(s);

	snprintf(out, SAY_SIZE, "%s" NBSP "ms", number);
	return out;
}

const char *
say_rate(struct say *s, double bps)
{
	static const char *const	 units[] = { "bit/s", "kbit/s", "Mbit/s", "Gbit/s" };
	const char			*number;
	char				*out;
	size_t				 u = 0;

	while (bps >= 1000 && u + 1 < N_ELEMENTS(units)) {
		bps /= 1000;
		u++;
	}
	number = say_number(s, bps, bps < 9.95 && fabs(bps - rint(bps)) > 0.04 ? 1 : 0);
	out = slot(s);
	snprintf(out, SAY_SIZE, "%s" NBSP "%s", number, units[u]);
	return out;
}

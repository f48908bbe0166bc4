/* hours_parse.c - see hours.h: from the text to rules.  The grammar stands in calendar.h. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "model/hours.h"

struct reader {
	const char	*text, *p;	/* the whole and what is left */
	struct calendar	*cal;
	struct hours_rule *rule;	/* being read */
	struct err	*err;
};

static const char	 months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

/* What people write instead, in lower case. */
static const struct { const char *wrong, *right; } hints[] = {
	{ "lu", "Mo" }, { "ma", "Tu" }, { "me", "We" }, { "je", "Th" }, { "ve", "Fr" },
	{ "di", "Su" }, { "lun", "Mo" }, { "mer", "We" }, { "jeu", "Th" }, { "ven", "Fr" },
	{ "sam", "Sa" }, { "dim", "Su" }, { "lundi", "Mo" }, { "mardi", "Tu" },
	{ "mercredi", "We" }, { "jeudi", "Th" }, { "vendredi", "Fr" }, { "samedi", "Sa" },
	{ "dimanche", "Su" }, { "mon", "Mo" }, { "tue", "Tu" }, { "wed", "We" }, { "thu", "Th" },
	{ "fri", "Fr" }, { "sat", "Sa" }, { "sun", "Su" }, { "monday", "Mo" },
	{ "tuesday", "Tu" }, { "wednesday", "We" }, { "thursday", "Th" }, { "friday", "Fr" },
	{ "saturday", "Sa" }, { "sunday", "Su" }, { "janvier", "Jan" }, { "avril", "Apr" },
	{ "mai", "May" }, { "juin", "Jun" }, { "juillet", "Jul" }, { "septembre", "Sep" },
	{ "octobre", "Oct" }, { "novembre", "Nov" }, { "january", "Jan" }, { "february", "Feb" },
	{ "march", "Mar" }, { "april", "Apr" }, { "june", "Jun" }, { "july", "Jul" },
	{ "august", "Aug" }, { "september", "Sep" }, { "october", "Oct" },
	{ "november", "Nov" }, { "december", "Dec" }, { "ferme", "off" }, { "jf", "PH" },
};

static const char	 understood[] = "understood are days (Mo-Fr, Sa,Su, PH, Mo[1]), months and "
    "dates (Jul-Aug, Dec 25, 2026 Aug 10-21) before them, hours (09:00-12:00,14:00-18:00), "
    "off, 24/7, and ; between rules";

/* Says what is wrong at `at`; columns count characters from 1. */
static bool __attribute__((format(printf, 3, 4)))
fail(struct reader *r, const char *at, const char *fmt, ...)
{
	char		 why[400];
	const char	*p;
	int		 column = 1;
	va_list		 ap;

	for (p = r->text; p < at; p++)
		column += ((unsigned char)*p & 0xc0) != 0x80;
	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return err_set(r->err, "column %d: %s", column, why);
}

static void
skip_space(struct reader *r)
{
	while (*r->p == ' ' || *r->p == '\t')
		r->p++;
}

static bool
accept(struct reader *r, char c)
{
	skip_space(r);
	if (*r->p != c)
		return false;
	r->p++;
	skip_space(r);
	return true;
}

/* Length of the run of letters at p; bytes beyond ASCII count as letters. */
static size_t
letters(const char *p)
{
	size_t	 n = 0;

	while (isalpha((unsigned char)p[n]) || ((unsigned char)p[n] & 0x80))
		n++;
	return n;
}

static size_t
digits(const char *p)
{
	return strspn(p, "0123456789");
}

/* "09:00" stands at p, or something meant as such. */
static bool
is_clock(const char *p)
{
	size_t	 n = digits(p);

	return n > 0 && p[n] == ':';
}

/* Position of the word at p in a list of codes, -1 when it is none of them. */
static int
peek_weekday(const char *p)
{
	int	 wd;

	for (wd = 0; letters(p) == 2 && wd < 7; wd++)
		if (strncmp(p, civil_weekday_code((enum weekday)wd), 2) == 0)
			return wd;
	return -1;
}

static int
peek_month(const char *p)
{
	int	 m;

	for (m = 0; letters(p) == 3 && m < 12; m++)
		if (strncmp(p, months[m], 3) == 0)
			return m + 1;
	return -1;
}

static bool
peek_word(const char *p, const char *word)
{
	return letters(p) == strlen(word) && strncmp(p, word, strlen(word)) == 0;
}

/* What stands at r->p is not understood: says so, with the likely meaning where there is one. */
static bool
fail_here(struct reader *r)
{
	size_t		 n = letters(r->p), i;
	const char	*code;
	int		 k;

	if (*r->p == '\0')
		return fail(r, r->p, "more is expected; %s", understood);
	for (i = 0; i < N_ELEMENTS(hints); i++)
		if (strlen(hints[i].wrong) == n && strncasecmp(r->p, hints[i].wrong, n) == 0)
			return fail(r, r->p, "\"%.*s\" is written %s", (int)n, r->p, hints[i].right);
	for (k = 0; k < 12; k++)
		if (n == 3 && peek_month(r->p) == -1 && strncasecmp(r->p, months[k], 3) == 0)
			return fail(r, r->p, "\"%.3s\" is written %s", r->p, months[k]);
	for (k = 0; k < 7; k++) {
		code = civil_weekday_code((enum weekday)k);
		if (n == 2 && peek_weekday(r->p) == -1 && strncasecmp(r->p, code, 2) == 0)
			return fail(r, r->p, "\"%.2s\" is written %s", r->p, code);
	}
	if (n == 0)
		n = digits(r->p) > 0 ? digits(r->p) : 1;
	return fail(r, r->p, "\"%.*s\" is not understood here; %s", (int)(n < 32 ? n : 32), r->p,
	    understood);
}

/* Reads a number that is_clock() or digits() saw; long ones become 99999. */
static int
number(struct reader *r)
{
	int	 n = 0;

	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		n = n > 9999 ? 99999 : n * 10 + (*r->p - '0');
	return n;
}

/* One end of a range of dates, as far as it was given. */
struct date_end {
	int		 year, month, day;	/* 0 = not given */
	const char	*at;
};

/* Reads "2026 Aug 10" or a part of it; a lone day takes the month of `before`. */
static bool
read_date_end(struct reader *r, struct date_end *d, const struct date_end *before)
{
	bool	 has_day = false;
	int	 last;

	*d = (struct date_end){ .at = r->p };
	if (before != NULL && before->day != 0 && digits(r->p) > 0 && digits(r->p) <= 2 &&
	    !is_clock(r->p)) {
		d->month = before->month;
		d->day = number(r);
		has_day = true;
	} else {
		if (digits(r->p) > 0) {
			d->year = number(r);
			if (d->year < CIVIL_YEAR_MIN || d->year > CIVIL_YEAR_MAX)
				return fail(r, d->at, "a year is %d to %d; hours are written 09:00",
				    CIVIL_YEAR_MIN, CIVIL_YEAR_MAX);
			skip_space(r);
		}
		d->month = peek_month(r->p);
		if (d->month == -1)
			return *r->p == '\0' || d->year != 0 ?
			    fail(r, r->p, "a month (Jan to Dec) is expected") : fail_here(r);
		r->p += 3;
		skip_space(r);
		if (digits(r->p) > 0 && digits(r->p) <= 2 && !is_clock(r->p)) {
			d->day = number(r);
			has_day = true;
		}
	}
	last = d->year != 0 ? civil_month_days(d->year, d->month) : civil_month_days(2024, d->month);
	if (has_day && (d->day < 1 || d->day > last))
		return fail(r, d->at, "%s has no day %d", months[d->month - 1], d->day);
	return true;
}

static bool
add_dates(struct reader *r, const struct date_end *from, const struct date_end *to)
{
	struct hours_dates	 d;

	d.md_from = (int16_t)(from->month * 32 + (from->day != 0 ? from->day : 1));
	d.md_to = (int16_t)(to->month * 32 + (to->day != 0 ? to->day : 31));
	d.year_from = (int16_t)from->year;
	d.year_to = (int16_t)to->year;
	if (from->year == 0 && to->year != 0)
		return fail(r, from->at, "the first date needs a year too");
	if (from->year != 0 && to->year == 0)
		d.year_to = (int16_t)(from->year + (d.md_to < d.md_from));
	if (d.year_to < d.year_from || (d.year_from != 0 && d.year_to == d.year_from &&
	    d.md_to < d.md_from))
		return fail(r, to->at, "this date is before the first");
	if (r->cal->n_dates == HOURS_PIECES_MAX)
		return fail(r, from->at, "more than %d dates", HOURS_PIECES_MAX);
	r->cal->dates[r->cal->n_dates++] = d;
	r->rule->n_dates++;
	return true;
}

/* dates = end [- end] {, end [- end]} */
static bool
read_dates(struct reader *r)
{
	struct date_end	 from, to, *before = NULL, kept;
	const char	*comma;

	r->rule->has_dates = true;
	r->rule->first_dates = (uint8_t)r->cal->n_dates;
	for (;;) {
		if (!read_date_end(r, &from, before))
			return false;
		if (from.year == 0 && before != NULL && from.month == before->month)
			from.year = before->year;
		to = from;
		if (accept(r, '-')) {
			if (!read_date_end(r, &to, &from))
				return false;
			if ((from.day == 0) != (to.day == 0))
				return fail(r, to.at, "give both dates a day, or neither");
		}
		if (!add_dates(r, &from, &to))
			return false;
		kept = to;
		if (kept.year == 0)
			kept.year = from.year;
		before = &kept;
		comma = r->p;
		if (!accept(r, ','))
			return true;
		if (peek_weekday(r->p) != -1 || peek_word(r->p, "PH"))
			return fail(r, comma, "dates and days cannot be listed together: "
			    "separate them with a space (both must hold) or as two rules");
	}
}

/* "[1,3]", "[-1]", "[1-2]" after a weekday; without it any. */
static bool
read_nth(struct reader *r, uint16_t *bits)
{
	const char	*at;
	int		 sign, a, b, i;

	*bits = 0;
	do {
		skip_space(r);
		at = r->p;
		sign = *r->p == '-' ? -1 : 1;
		r->p += sign < 0;
		if (digits(r->p) == 0)
			return fail(r, at, "a number 1 to 5, or -1 for the last, is expected");
		a = b = number(r);
		if (sign > 0 && accept(r, '-')) {
			if (digits(r->p) == 0)
				return fail(r, r->p, "a number 1 to 5 is expected");
			b = number(r);
		}
		if (a < 1 || b < a || b > 5)
			return fail(r, at, "a month has a 1st to 5th weekday, -1 is the last");
		for (i = a; i <= b; i++)
			*bits |= (uint16_t)((sign > 0 ? NTH_FIRST : NTH_LAST) << (i - 1));
	} while (accept(r, ','));
	return accept(r, ']') || fail(r, r->p, "] is expected");
}

static bool
read_weekday(struct reader *r)
{
	int		 from = peek_weekday(r->p), to = from;
	uint16_t	 bits = NTH_ANY;

	r->p += 2;
	if (accept(r, '[')) {
		if (!read_nth(r, &bits))
			return false;
	} else if (accept(r, '-')) {
		to = peek_weekday(r->p);
		if (to == -1)
			return letters(r->p) > 0 ? fail_here(r) :
			    fail(r, r->p, "a second day (Mo to Su) is expected");
		r->p += 2;
		if (*r->p == '[')
			return fail(r, r->p, "[ ] stands after one day, not after several");
	}
	for (;; from = (from + 1) % 7) {
		r->rule->nth[from] |= bits;
		if (from == to)
			return true;
	}
}

/* days = day {, day} */
static bool
read_days(struct reader *r)
{
	r->rule->has_days = true;
	do {
		if (peek_word(r->p, "PH")) {
			r->rule->is_holiday = true;
			r->p += 2;
		} else if (peek_weekday(r->p) == -1) {
			return fail_here(r);
		} else if (!read_weekday(r)) {
			return false;
		}
	} while (accept(r, ','));
	return true;
}

/* "09:00" in minutes; `max` is 1439 for what opens, 1440 for what closes. */
static bool
read_clock(struct reader *r, int max, uint16_t *minutes)
{
	const char	*at = r->p;
	int		 h, m;

	if (!is_clock(r->p))
		return fail(r, at, "hours are written 09:00-12:00");
	h = number(r);
	r->p++;
	if (digits(r->p) != 2)
		return fail(r, at, "minutes have two figures, as in 09:00");
	m = number(r);
	if (m > 59 || h * 60 + m > max)
		return fail(r, at, "there is no %02d:%02d here: hours go from 00:00 to 24:00; a night "
		    "is written 22:00-02:00", h, m);
	*minutes = (uint16_t)(h * 60 + m);
	return true;
}

/* hours = 09:00-12:00 {, 14:00-18:00}; a comma before anything else begins another rule. */
static bool
read_hours(struct reader *r)
{
	struct hours	 h;
	const char	*at, *comma;

	r->rule->first_hours = (uint8_t)r->cal->n_hours;
	for (;;) {
		at = r->p;
		if (!read_clock(r, DAY_MINUTES - 1, &h.from))
			return false;
		if (!accept(r, '-'))
			return fail(r, r->p, *r->p == '+' ? "open ends are not understood: say until when" :
			    "- and a closing time are expected");
		if (!read_clock(r, DAY_MINUTES, &h.to))
			return false;
		if (h.to == h.from)
			return fail(r, at, "opens and closes at the same time; a whole day is "
			    "00:00-24:00");
		if (h.to < h.from)
			h.to = (uint16_t)(h.to + DAY_MINUTES);
		if (r->cal->n_hours == HOURS_PIECES_MAX)
			return fail(r, at, "more than %d ranges of hours", HOURS_PIECES_MAX);
		r->cal->has_nights |= h.to > DAY_MINUTES;
		r->cal->hours[r->cal->n_hours++] = h;
		r->rule->n_hours++;
		comma = r->p;
		if (!accept(r, ','))
			return true;
		if (!is_clock(r->p)) {
			r->p = comma;
			return true;
		}
	}
}

/* What the rule says of its days: hours, off, or both. */
static bool
read_state(struct reader *r)
{
	bool	 has_hours = false;

	if (digits(r->p) > 0) {
		if (!read_hours(r))
			return false;
		has_hours = true;
		skip_space(r);
	}
	if (peek_word(r->p, "off") || peek_word(r->p, "closed")) {
		r->rule->is_off = true;
		r->p += letters(r->p);
		return true;
	}
	if (has_hours)
		return true;
	if (*r->p == '\0' || *r->p == ';')
		return fail(r, r->p, "hours are expected here, as 09:00-12:00 or off");
	if (r->rule->has_days && (peek_month(r->p) != -1))
		return fail(r, r->p, "months and dates stand before the days");
	return fail_here(r);
}

static bool
read_rule(struct reader *r, bool is_additional)
{
	if (r->cal->n_rules == HOURS_RULES_MAX)
		return fail(r, r->p, "more than %d rules", HOURS_RULES_MAX);
	r->rule = &r->cal->rules[r->cal->n_rules++];
	r->rule->is_additional = is_additional;
	if (strncmp(r->p, "24/7", 4) == 0) {
		r->p += 4;
		r->rule->is_always = true;
		return true;
	}
	if (peek_month(r->p) != -1 || digits(r->p) > 2) {
		if (!read_dates(r))
			return false;
		skip_space(r);
	}
	if (peek_weekday(r->p) != -1 || peek_word(r->p, "PH")) {
		if (!read_days(r))
			return false;
		skip_space(r);
	}
	return read_state(r);
}

/* Whether a text that does not mention PH is closed on them all the same. */
static void
imply_holidays(struct calendar *cal)
{
	size_t	 i;

	cal->is_ph_implied = cal->has_holidays;
	for (i = 0; i < cal->n_rules; i++)
		if (cal->rules[i].is_holiday || cal->rules[i].is_always)
			cal->is_ph_implied = false;
	cal->is_always = cal->n_rules == 1 && cal->rules[0].is_always;
}

bool
hours_parse(struct calendar *cal, struct err *err)
{
	struct reader	 r = { .text = cal->text, .p = cal->text, .cal = cal, .err = err };
	bool		 is_additional = false;

	if (strlen(cal->text) > CALENDAR_TEXT_MAX)
		return fail(&r, r.text, "more than %d characters", CALENDAR_TEXT_MAX);
	for (;;) {
		skip_space(&r);
		if (!read_rule(&r, is_additional))
			return false;
		skip_space(&r);
		if (*r.p != '\0' && *r.p != ';' && *r.p != ',')
			return fail_here(&r);
		is_additional = *r.p == ',';
		if (*r.p != '\0')
			r.p++;
		skip_space(&r);
		if (*r.p == '\0' && !is_additional)
			break;
	}
	imply_holidays(cal);
	return true;
}

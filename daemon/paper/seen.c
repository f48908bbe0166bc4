/* seen.c - see seen.h */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/fact.h"
#include "model/field.h"
#include "model/words.h"
#include "model/zone.h"
#include "paper/seen.h"

struct word { const char *word, *said; };

static const char *
look_up(const struct word *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].word, word) == 0)
			return _(list[i].said);
	return NULL;
}

const char *
seen_kind(const char *kind)
{
	static const struct word	 kinds[] = {
		{ "link", N_("line down") }, { "group", N_("outage of several lines") },
		{ "power", N_("power cut") }, { "desync", N_("loss of synchronisation") },
		{ "box", N_("box frozen") }, { "dns", N_("DNS failure") },
		{ "no_pc", N_("nothing answers on site") }, { "pc", N_("PC absent") },
		{ "backup", N_("on the backup line") }, { "device", N_("device failure") },
		{ "saturated", N_("uplink saturated") }, { "flapping", N_("unstable line") },
		{ "drift", N_("line quality falling") },
		{ "certificate", N_("certificate about to expire") },
		{ "partner", N_("partner service down") }, { "visio", N_("video meetings not ready") },
		{ "blind", N_("vigie blind") }, { "vigie", N_("trouble of vigie itself") },
	};
	const char			*said = look_up(kinds, N_ELEMENTS(kinds), kind);

	return said != NULL ? said : kind;
}

const char *
seen_responsibility(const char *word)
{
	static const struct word	 sides[] = {
		{ "operator", N_("the operator") }, { "power", N_("electricity") },
		{ "sivu", N_("the network's own equipment") }, { "site", N_("the point") },
		{ "partner", N_("a partner") },
	};
	const char			*said = look_up(sides, N_ELEMENTS(sides), word);

	return said != NULL ? said : _("not known");
}

/* Figures. */

static void
figure(struct buf *out, double x, int decimals)
{
	size_t	 at = out->len;

	buf_addf(out, "%.*f", decimals, x);
	for (; lang_is_french() && at < out->len; at++)
		if (out->s[at] == '.')
			out->s[at] = ',';
}

static void
number(struct buf *out, double x)
{
	figure(out, x, fabs(x - rint(x)) < 0.005 ? 0 : fabs(x) < 10 ? 2 : 1);
}

static bool
ends(const char *s, const char *with)
{
	size_t	 n = strlen(s), k = strlen(with);

	return n >= k && strcmp(s + n - k, with) == 0;
}

void
seen_measure(struct buf *out, const char *metric, double value)
{
	static const struct word	 units[] = { { "_db", "dB" }, { "_ms", "ms" }, { "_pct", "%" } };

	if (!isfinite(value)) {
		buf_adds(out, _("not measured"));
		return;
	}
	if (ends(metric, "_bps")) {
		figure(out, value / (value >= 1e6 ? 1e6 : 1e3), value >= 1e6 ? 2 : 0);
		buf_adds(out, value >= 1e6 ? "\xc2\xa0Mbit/s" : "\xc2\xa0kbit/s");
		return;
	}
	if (ends(metric, "_s")) {
		seen_seconds(out, value);
		return;
	}
	figure(out, value, 1);
	for (size_t i = 0; i < N_ELEMENTS(units); i++)
		if (ends(metric, units[i].word))
			buf_addf(out, "\xc2\xa0%s", units[i].said);
}

void
seen_value(struct buf *out, const char *metric, double value, double limit)
{
	buf_addf(out, "%s ", words_metric(metric));
	number(out, value);
	if (isfinite(limit)) {
		buf_adds(out, _(" (limit "));
		number(out, limit);
		buf_addc(out, ')');
	}
}

void
seen_seconds(struct buf *out, double seconds)
{
	words_duration(out, (int64_t)seconds * SEC_MS);
}

void
seen_hours(struct buf *out, double seconds)
{
	int64_t	 min = (int64_t)seconds / 60;

	if (min < 60)
		seen_seconds(out, seconds);
	else if (min % 60 == 0 || min >= 100 * 60)
		buf_addf(out, "%lld\xc2\xa0h", (long long)(min / 60));
	else
		buf_addf(out, "%lld\xc2\xa0h\xc2\xa0%02d\xc2\xa0min", (long long)(min / 60), (int)(min % 60));
}

/* Times. */

static void
clock_part(struct buf *out, const struct civil *c, bool has_date)
{
	if (has_date && lang_is_french())
		buf_addf(out, "%02d/%02d/%04d ", c->date.day, c->date.month, c->date.year);
	else if (has_date)
		buf_addf(out, "%04d-%02d-%02d ", c->date.year, c->date.month, c->date.day);
	buf_addf(out, "%02d:%02d:%02d", c->hour, c->minute, c->second);
}

void
seen_time(struct buf *out, const struct zone *zone, struct wall t)
{
	struct civil	 local, utc;

	if (t.ms == 0) {
		buf_adds(out, "\xe2\x80\x93");
		return;
	}
	local = zone_civil(zone, t);
	utc = zone_civil(NULL, t);
	clock_part(out, &local, true);
	buf_adds(out, " (");
	clock_part(out, &utc, utc.day != local.day);
	buf_adds(out, " UTC)");
}

/* Evidence. */

static const char *
thing(const char *which)
{
	static const struct word	 things[] = {
		{ "router", N_("the box") }, { "backup", N_("the backup line's box") },
		{ "first_hop", N_("the operator's first equipment") },
		{ "dns", N_("the name server") }, { "link", N_("a test through the line") },
		{ "visio", N_("the video device") }, { "pc", N_("a PC") },
		{ "device", N_("a device on site") },
	};
	const char			*said = look_up(things, N_ELEMENTS(things), which);

	return said != NULL ? said : _("vigie");
}

/* The uptime that told what happened, against the time since its last answer before the outage. */
static void
uptime(struct buf *out, const json_t *e, bool is_line)
{
	double		 value = field_num(e, "value"), limit = field_num(e, "limit");
	struct buf	 up = { 0 }, ago = { 0 };
	const char	*fmt;

	if (is_line)
		fmt = value < limit ? _("the line has been synchronised for %s; the last answer before the "
		    "outage was %s earlier: it broke off meanwhile") :
		    _("the line has been synchronised for %s; the last answer before the outage was %s "
		    "earlier: it did not break off");
	else
		fmt = value < limit ? _("the box has been running for %s; its last answer before the outage "
		    "was %s earlier: it restarted meanwhile") :
		    _("the box has been running for %s; its last answer before the outage was %s earlier: "
		    "it stayed on");
	seen_seconds(&up, value);
	seen_seconds(&ago, limit);
	buf_addf(out, fmt, buf_str(&up), buf_str(&ago));
	buf_done(&up);
	buf_done(&ago);
}

static void
failures(struct buf *out, const json_t *e)
{
	unsigned	 n = (unsigned)field_num(e, "value");

	buf_addf(out, ngettext("%s failed %u time", "%s failed %u times in a row", n),
	    thing(field_str(e, "which")), n);
	if (json_is_number(json_object_get(e, "limit"))) {
		buf_adds(out, _(" (limit "));
		number(out, field_num(e, "limit"));
		buf_addc(out, ')');
	}
}

void
seen_evidence(struct buf *out, const json_t *e)
{
	const char	*name = field_str(e, "name"), *answer = field_str(e, "answer");
	size_t		 before = out->len;

	if (!json_is_object(e))
		return;
	if (strcmp(name, "failures") == 0)
		failures(out, e);
	else if (strcmp(name, "uptime_s") == 0 || strcmp(name, "line_uptime_s") == 0)
		uptime(out, e, name[0] == 'l');
	else if (name[0] != '\0')
		seen_value(out, name, field_num(e, "value"), json_is_number(json_object_get(e, "limit")) ?
		    field_num(e, "limit") : (double)NAN);
	if (answer[0] != '\0')
		buf_addf(out, out->len > before ? _(": %s") : "%s", words_answer(answer));
	if (field_str(e, "check")[0] != '\0')
		buf_addf(out, out->len > before ? " [%s]" : "%s", field_str(e, "check"));
}

/* Events. */

static const char *
event_words(const char *type)
{
	static const struct word	 types[] = {
		{ "opened", N_("outage confirmed") }, { "updated", N_("updated") },
		{ "restored", N_("service restored") }, { "closed", N_("closed by a technician") },
		{ "acknowledged", N_("taken in charge") }, { "comment", N_("comment") },
		{ "told", N_("told") }, { "attached", N_("part of a wider incident") },
		{ "detached", N_("no longer part of a wider incident") },
		{ "removed", N_("no longer watched") }, { "held", N_("held back") },
	};
	const char			*said = look_up(types, N_ELEMENTS(types), type);

	return said != NULL ? said : type;
}

void
seen_event(struct buf *out, const json_t *event)
{
	const char		*type = field_str(event, "type"), *code = field_str(event, "code");
	struct incident_event	 ours = { .by = "vigie", .text = code };
	struct buf		 why = { 0 };

	if (strcmp(type, "updated") == 0 && strcmp(code, "uptime") == 0)
		buf_addf(out, _("cause found: %s (responsibility: %s)"),
		    seen_kind(field_str(event, "kind")),
		    seen_responsibility(field_str(event, "responsibility")));
	else if (strcmp(type, "told") != 0 && words_event(&ours)[0] != '\0')
		buf_adds(out, words_event(&ours));
	else
		buf_adds(out, event_words(type));
	seen_evidence(&why, json_object_get(event, "evidence"));
	if (why.len > 0)
		buf_addf(out, _(": %s"), why.s);
	buf_done(&why);
}

/* words.c - see words.h */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "model/fact.h"
#include "model/inventory.h"
#include "model/words.h"
#include "model/zone.h"

const char *
words_scope(const struct inventory *inv, const char *id)
{
	uint32_t	 i = inventory_site(inv, id);

	if (i != NONE)
		return inv->sites[i].name[0] != '\0' ? inv->sites[i].name : id;
	i = inventory_group(inv, id);
	if (i != NONE)
		return inv->groups[i].name[0] != '\0' ? inv->groups[i].name : id;
	return id;
}

/* "accueil" of "alboussiere/accueil" or "alboussiere/accueil/icmp". */
static void
device_part(char *out, size_t size, const char *object)
{
	const char	*from = strchr(object, '/');

	strlcpy(out, from != NULL ? from + 1 : object, size);
	if (from != NULL)
		out[strcspn(out, "/")] = '\0';
}

/* Sentences with the scope's name, and where there is a second %s the device's. */
static const char *const	 titles[INCIDENT_N] = {
	[INCIDENT_LINK] = N_("%s: Internet access down"),
	[INCIDENT_POWER] = N_("%s: power cut"),
	[INCIDENT_DESYNC] = N_("%s: line lost its synchronisation"),
	[INCIDENT_BOX] = N_("%s: box frozen"),
	[INCIDENT_DNS] = N_("%s: names are not resolved (DNS)"),
	[INCIDENT_NO_PC] = N_("%s: nothing answers on site"),
	[INCIDENT_PC] = N_("%s: PC %s has been absent"),
	[INCIDENT_BACKUP] = N_("%s: on its backup link"),
	[INCIDENT_DEVICE] = N_("%s: %s is not well"),
	[INCIDENT_SATURATED] = N_("%s: uplink saturated"),
	[INCIDENT_FLAPPING] = N_("%s: unstable line"),
	[INCIDENT_DRIFT] = N_("%s: line quality falling"),
	[INCIDENT_CERTIFICATE] = N_("%s: certificate about to expire"),
	[INCIDENT_PARTNER] = N_("%s: partner service down"),
	[INCIDENT_VISIO] = N_("%s: video meetings not ready"),
};

/* vigie's own troubles, by code (incident.object). */
static const struct { const char *code, *title; } troubles[] = {
	{ "resolver",	N_("vigie: names do not resolve on this server") },
	{ "journal",	N_("vigie: the journal cannot be written") },
	{ "clock",	N_("vigie: the clock of this server is wrong") },
	{ "poller",	N_("vigie: a poller does not answer") },
	{ "quarantine",	N_("vigie: answers of a device end the poller, its check is set aside") },
	{ "mail",	N_("vigie: mail cannot be sent") },
};

static const char *
trouble_title(const char *code)
{
	for (size_t i = 0; i < N_ELEMENTS(troubles); i++)
		if (strcmp(troubles[i].code, code) == 0)
			return _(troubles[i].title);
	return _("vigie: something is wrong with the monitoring itself");
}

void
words_title(struct buf *out, const struct inventory *inv, const struct incident *in)
{
	const char	*scope = words_scope(inv, in->scope);
	char		 device[ID_MAX + 64];

	device_part(device, sizeof(device), in->object);
	if (in->kind == INCIDENT_BLIND)
		buf_adds(out, _("vigie is blind: nothing could be measured"));
	else if (in->kind == INCIDENT_VIGIE)
		buf_adds(out, trouble_title(in->object));
	else if (in->kind == INCIDENT_NO_PC && strcmp(in->why.name, "no_pc_min") == 0)
		buf_addf(out, _("%s: no public PC online"), scope);
	else if (in->kind == INCIDENT_SATURATED && strcmp(in->why.text, "downlink full") == 0)
		buf_addf(out, _("%s: Internet access saturated by downloads"), scope);
	else if (in->kind == INCIDENT_FLAPPING && inventory_group(inv, in->scope) != NONE)
		buf_addf(out, _("%s: Internet access of several points comes and goes"), scope);
	else if (in->kind == INCIDENT_GROUP)
		buf_addf(out, ngettext("%s: %u point without Internet access",
		    "%s: %u points without Internet access", in->n_sites), scope,
		    (unsigned)in->n_sites);
	else if (in->kind < INCIDENT_N && titles[in->kind] != NULL)
		buf_addf(out, _(titles[in->kind]), scope, device);
	else
		buf_adds(out, scope);
}

/* What is well again when an incident is over; with a second %s the device's. */
static const char *const	 returns[INCIDENT_N] = {
	[INCIDENT_LINK] = N_("%s: restored (Internet access)"),
	[INCIDENT_GROUP] = N_("%s: restored (Internet access of several points)"),
	[INCIDENT_POWER] = N_("%s: restored (power cut)"),
	[INCIDENT_DESYNC] = N_("%s: restored (the line is synchronised)"),
	[INCIDENT_BOX] = N_("%s: restored (the box was frozen)"),
	[INCIDENT_DNS] = N_("%s: restored (names are resolved)"),
	[INCIDENT_NO_PC] = N_("%s: restored (it answers on site)"),
	[INCIDENT_PC] = N_("%s: restored (PC %s)"),
	[INCIDENT_BACKUP] = N_("%s: restored (back on its main link)"),
	[INCIDENT_DEVICE] = N_("%s: restored (%s)"),
	[INCIDENT_SATURATED] = N_("%s: restored (no longer saturated)"),
	[INCIDENT_FLAPPING] = N_("%s: the line is stable again"),
	[INCIDENT_DRIFT] = N_("%s: line quality no longer falling"),
	[INCIDENT_CERTIFICATE] = N_("%s: restored (certificate renewed)"),
	[INCIDENT_PARTNER] = N_("%s: restored (partner service)"),
	[INCIDENT_VISIO] = N_("%s: restored (video meetings ready)"),
};

void
words_restored(struct buf *out, const struct inventory *inv, const struct incident *in)
{
	char	 device[ID_MAX + 64];

	device_part(device, sizeof(device), in->object);
	if (in->kind == INCIDENT_BLIND)
		buf_adds(out, _("vigie sees again: it was blind"));
	else if (in->kind == INCIDENT_VIGIE)
		buf_addf(out, _("Restored: %s"), trouble_title(in->object));
	else if (in->kind == INCIDENT_NO_PC && strcmp(in->why.name, "no_pc_min") == 0)
		buf_addf(out, _("%s: restored (a public PC is online)"), words_scope(inv, in->scope));
	else if (in->kind < INCIDENT_N && returns[in->kind] != NULL)
		buf_addf(out, _(returns[in->kind]), words_scope(inv, in->scope), device);
	else
		buf_adds(out, words_scope(inv, in->scope));
}

/* Codes of vigie's own events. */
static const struct { const char *code, *text; } sentences[] = {
	{ "uptime",		N_("The cause was told from what the equipment says after its return.") },
	{ "first_hop_answers",	N_("The operator's gateway answers: the line or the box.") },
	{ "first_hop_silent",	N_("The operator's gateway does not answer: beyond the line.") },
	{ "flapping",		N_("Part of an unstable line.") },
	{ "saturated",		N_("Put down to the saturated link.") },
	{ "saturated_over",	N_("The link is no longer saturated, this goes on.") },
	{ "digest",		N_("Told in the morning's list.") },
	{ "stays_down",		N_("The line stays down: told by itself.") },
	{ "change",		N_("The line changed again.") },
	{ "not_its_own",	N_("A change that was a wider incident's is not counted any more.") },
	{ "group",		N_("Part of a wider incident.") },
	{ "group_over",		N_("The wider incident is over, this one goes on.") },
	{ "sites",		N_("More points are touched.") },
	{ "renamed",		N_("The point has another name now.") },
	{ "risen",		N_("The cause is wider: the group above takes over.") },
	{ "reminder",		N_("Reminder.") },
	{ "up",			N_("It ends with the line up.") },
	{ "down",		N_("It ends with the line down.") },
	{ "unknown",		N_("It ends with the line not measured.") },
};

const char *
words_event(const struct incident_event *event)
{
	if (strcmp(event->by, "vigie") != 0)
		return event->text;
	for (size_t i = 0; i < N_ELEMENTS(sentences); i++)
		if (strcmp(sentences[i].code, event->text) == 0)
			return _(sentences[i].text);
	return event->text;
}

static const struct { const char *name, *text; } metrics[] = {
	{ "failures",		N_("failures in a row") },
	{ "canaries",		N_("canaries that answer") },
	{ "changes_per_hour",	N_("changes in an hour") },
	{ "lost_sites",		N_("points lost") },
	{ "mute_min",		N_("minutes of silence") },
	{ "no_pc_min",		N_("minutes without a public PC") },
	{ "down_days",		N_("opening days of absence") },
	{ "rtt_min_ms",		N_("shortest response time (ms)") },
	{ "rtt_med_ms",		N_("response time (ms)") },
	{ "rtt_max_ms",		N_("longest response time (ms)") },
	{ "rtt_ms",		N_("response time (ms)") },
	{ "connect_ms",		N_("connection time (ms)") },
	{ "loss_pct",		N_("packets lost (%)") },
	{ "uptime_s",		N_("running for (s)") },
	{ "line_uptime_s",	N_("line synchronised for (s)") },
	{ "snr_down_db",	N_("noise margin, download (dB)") },
	{ "saturated",		N_("saturated link, incident") },
	{ "group",		N_("wider incident") },
	{ "snr_up_db",		N_("noise margin, upload (dB)") },
	{ "if_in_bps",		N_("traffic in (bit/s)") },
	{ "if_out_bps",		N_("traffic out (bit/s)") },
	{ "if_speed_bps",	N_("speed of the interface (bit/s)") },
	{ "snmp_ms",		N_("SNMP response time (ms)") },
	{ "atn_down_db",	N_("attenuation, download (dB)") },
	{ "atn_up_db",		N_("attenuation, upload (dB)") },
	{ "sync_down_bps",	N_("synchronised speed, download (bit/s)") },
	{ "sync_up_bps",	N_("synchronised speed, upload (bit/s)") },
	{ "attain_down_bps",	N_("attainable speed, download (bit/s)") },
	{ "attain_up_bps",	N_("attainable speed, upload (bit/s)") },
	{ "cpu_pct",		N_("processor (%)") },
	{ "mem_pct",		N_("memory in use (%)") },
	{ "swap_pct",		N_("swap in use (%)") },
	{ "disk_pct",		N_("fullest disk (%)") },
	{ "processes",		N_("processes") },
	{ "users",		N_("users at work") },
};

const char *
words_metric(const char *name)
{
	for (size_t i = 0; i < N_ELEMENTS(metrics); i++)
		if (strcmp(metrics[i].name, name) == 0)
			return _(metrics[i].text);
	return name;
}

/* What the probes say; %s stands for a name or an address. */
static const char *const	 answers[] = {
	N_("no reply"), N_("connection refused"), N_("connection reset"), N_("host unreachable"),
	N_("connected"), N_("authentication refused"), N_("TLS required"), N_("malformed"),
	/* those of words_answer_plain() that are not above */
	N_("network unreachable"), N_("port unreachable"), N_("administratively prohibited"),
	N_("routing loop or too far"), N_("name does not resolve"),
	/* plugins/icmp_packet.c, with who said it */
	N_("host unreachable (%s)"), N_("network unreachable (%s)"), N_("port unreachable (%s)"),
	N_("administratively prohibited (%s)"), N_("routing loop or too far (%s)"),
	/* plugins/icmp.c, plugins/tcp.c, daemon/poller */
	N_("no route from this machine"), N_("sending is refused on this machine (firewall)"),
	N_("no reply within %s s"), N_("name does not resolve: %s"),
	/* plugins/snmp*.c */
	N_("no reply any more after %s answers"), N_("malformed answer"), N_("malformed answer: %s"),
	N_("authentication refused: wrong password or kind"),
	N_("authentication refused: unknown user"), N_("security level refused"),
	N_("encryption refused: wrong password or kind"),
	N_("no reply to encrypted questions: wrong password or kind?"),
	N_("access refused by the agent"), N_("interface %s is down"), N_("no interface %s"),
	/* judge/saturated.c */
	N_("uplink full"), N_("downlink full"),
};

const char *
words_answer(const char *text)
{
	static _Thread_local char	 out[512];
	size_t				 len = strlen(text);

	for (size_t i = 0; i < N_ELEMENTS(answers); i++)
		if (strcmp(answers[i], text) == 0)
			return _(answers[i]);
	for (size_t i = 0; i < N_ELEMENTS(answers); i++) {
		const char	*hole = strstr(answers[i], "%s"), *here = strstr(_(answers[i]), "%s");
		size_t		 head = hole != NULL ? (size_t)(hole - answers[i]) : len + 1;
		size_t		 tail = hole != NULL ? strlen(hole + 2) : 0;

		if (head + tail > len || memcmp(text, answers[i], head) != 0 || here == NULL ||
		    strcmp(text + len - tail, hole + 2) != 0)
			continue;
		snprintf(out, sizeof(out), "%.*s%.*s%s", (int)(here - _(answers[i])), _(answers[i]),
		    (int)(len - head - tail), text + head, here + 2);
		return out;
	}
	return text;
}

const char *
words_answer_plain(const char *text)
{
	static const char *const	 plain[] = {
		N_("no reply"), N_("connection refused"), N_("connection reset"),
		N_("host unreachable"), N_("network unreachable"), N_("port unreachable"),
		N_("administratively prohibited"), N_("routing loop or too far"),
		N_("name does not resolve"), N_("malformed answer"), N_("authentication refused"),
		N_("no route from this machine"),
	};

	for (size_t i = 0; i < N_ELEMENTS(plain); i++)
		if (strncmp(text, plain[i], strlen(plain[i])) == 0)
			return plain[i];
	return "";
}

void
words_number(struct buf *out, double x)
{
	char	*point;
	size_t	 at = out->len;

	buf_addf(out, "%.4g", x);
	if (lang_is_french() && (point = strchr(out->s + at, '.')) != NULL)
		*point = ',';
}

/* Times. */

static const char *const	 weekdays[] = {
	N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"),
	N_("Saturday"), N_("Sunday"),
};
static const char *const	 months[] = {
	N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
	N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
};

void
words_clock(struct buf *out, const struct zone *z, struct wall t)
{
	struct civil	 c = zone_civil(z, t);

	if (lang_is_french())
		buf_addf(out, c.minute != 0 ? "%d h %02d" : "%d h", c.hour, c.minute);
	else
		buf_addf(out, "%02d:%02d", c.hour, c.minute);
}

void
words_time(struct buf *out, const struct zone *z, struct wall t, struct wall now)
{
	struct civil	 c = zone_civil(z, t);
	int32_t		 today = zone_day(z, now);

	if (c.day == today)
		buf_adds(out, _("today at "));
	else if (c.day == today - 1)
		buf_adds(out, _("yesterday at "));
	else {
		buf_addf(out, "%s %d%s %s", _(weekdays[c.weekday]), c.date.day,
		    lang_is_french() && c.date.day == 1 ? "er" : "", _(months[c.date.month - 1]));
		if (c.date.year != zone_civil(z, now).date.year)
			buf_addf(out, " %d", c.date.year);
		buf_adds(out, _(" at "));
	}
	words_clock(out, z, t);
}

void
words_weekdays(struct buf *out, unsigned days)
{
	const char	*comma = "";

	for (unsigned day = 0; day < N_ELEMENTS(weekdays); day++)
		if (days & 1u << day) {
			buf_addf(out, "%s%s", comma, _(weekdays[day]));
			comma = ", ";
		}
}

void
words_duration(struct buf *out, int64_t ms)
{
	int64_t	 s = ms < 0 ? 0 : ms / SEC_MS;
	int64_t	 min = s / 60, h = min / 60, d = h / 24;

	if (s < 60)
		buf_addf(out, "%d s", (int)s);
	else if (h == 0)
		buf_addf(out, "%d min", (int)min);
	else if (d == 0)
		buf_addf(out, min % 60 != 0 ? "%d h %02d min" : "%d h", (int)h, (int)(min % 60));
	else
		buf_addf(out, h % 24 != 0 ? _("%d d %d h") : _("%d d"), (int)d, (int)(h % 24));
}

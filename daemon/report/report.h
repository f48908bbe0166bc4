/*
 * report.h - a report: what was promised, what was there, over a period.
 *
 * Everything that is said of availability is computed here, once, from the journal:
 * pages, files, the API and the command line show this document and compute
 * nothing.  gather.c reads the journal, judge/availability.c counts, report.c
 * writes.  Times are RFC 3339 with Z, durations are whole seconds, percentages
 * are strings with two decimals, cut and not rounded; what is not known is null,
 * never 0.  The text is canonical: compact, members in the order of their names.
 *
 * {"network","network_name","phone","url","language":"fr"|"en",
 *  "scope":"network"|GROUP|SITE, "scope_name", "scope_kind":"network"|"group"|"site",
 *  "period":{"from","to","timezone","label":"2026-W10","kind":"month|week|quarter|year|days",
 *            "first_day":"2026-03-02","last_day":"2026-03-08",
 *            "until"},                        figures go up to it: < to while the period runs; = from
 *                                             before it begins, and then all of it is not measured
 *  "generated", "journal":{"seq","hash"}|null,    the last row that it rests on; null: no journal
 *  "frozen":null|{"version","sha256","by","at","reason"},    by: in the full form only
 *  "target_pct":"98.00", "within":{"intervene_s","restore_s"},
 *  "sites":[SITE...], "total":{"link":L,"convention":L},
 *  "delays":D, "half_days":{"open","lost","unknown"}, "declared":{...},
 *  "under_target":{"sites","of"},             of those that have a rate
 *  "days":[[open_s,maintenance_s,unknown_s,down_s]...], "months":[M...]}       summed over the sites
 *
 * SITE
 * {"id","name","commune","kind","insee",
 *  "from","to":null|T,                        when it began or ended, inside the period
 *  "lines":{"link":L,"convention":L},
 *  "target_pct","target_met":true|false|null, of the link; null: no rate
 *  "within":{"intervene_s","restore_s"},
 *  "hours":{"declared_week_s","min_week_s","is_under","versions":[{"from":null|T,"text"}]},
 *  "half_days":{"open","lost","unknown","list":[{"date","half":"am"|"pm","open_s","lost_s"}]},
 *                                             of the convention: the day before and from 13:00 local;
 *                                             lost: not as promised for at least half of its required
 *                                             time, and that is at least a second; open: those with
 *                                             required time; list: the lost ones, open_s: required;
 *                                             unknown: not lost, but too little measured to say so:
 *                                             with what is unknown it may be half or more
 *  "delays":D,
 *  "outages":[O...],"outages_omitted":N,      of both lines, by time; at most 500 of a site's report
 *                                             and 40 of each site of a larger one: the longest
 *  "unknown":[{"line","from","to","seconds"}...],"unknown_omitted":N,   at most 100 and 20
 *  "declared":{"visio","visio_failed","trainings","interventions"},
 *  "windows":[{"kind":"maintenance|closure|opening","from","to","recorded",
 *              "is_late",                     recorded after its start
 *              "seconds"}...],                of maintenance: taken off; of a closure: of opening hours
 *                                             closed; of an opening: added to them
 *  "days":[[open_s,maintenance_s,unknown_s,down_s]...],     of the link; one for each local day of the
 *                                             period, [] when it is longer than 400 days
 *  "months":[M...],                           [] unless the period is longer than a month
 *  "devices":[{"name","line":L}...]}          in the full form only
 *
 * L  {"open_s","maintenance_s","required_s","unknown_s","down_s","up_s",
 *     "availability","coverage","min","max":"94.23"|null,
 *     "note":null|"not_applicable"|"not_measured"|"too_short"|"insufficient",
 *     "outages","longest_s","declared_during_outage_s","by_responsibility":{"operator":5400}}
 * M  {"month":"2026-03","link":L,"convention":L}
 * D  {"intervene":{"n","mean_s","mean_working_s","longest_working_s","late"},"restore":{the same}}
 *                                             of the link's outages; null where n is 0; late: working
 *                                             time above what "within" says
 * O  {"line":"link"|"convention","incident":N|null,"from","to":T|null,     to null: it goes on
 *     "down_s","kind":null|"link"...,"responsibility","scope":GROUP|SITE|null,
 *     "ticket",                               in the full form only
 *     "confirmed","acknowledged","restored":T|null,
 *     "intervene_s","intervene_working_s","restore_s","restore_working_s":N|null}
 *
 * An outage is a time without a second known to be good: down, unknown, down is
 * one.  intervene: from the first alert to its acknowledgement; restore: from the
 * first failure to the return; working: within the site's working hours.
 *
 * The public form holds no person's name, no text that a person wrote, no ticket
 * and nothing about single devices.
 */
#ifndef VIGIE_REPORT_H
#define VIGIE_REPORT_H

#include <stdbool.h>

#include "base/clock.h"
#include "report/period.h"

struct buf;
struct err;
struct gathered;
struct inventory;
struct journal;

#define REPORT_DAYS_MAX		400	/* above that no figures of single days */

struct report_wish {
	const struct inventory	*inv;		/* borrowed; in a thread: inventory_hold() it */
	struct journal		*journal;	/* a connection; NULL = there is none yet, nothing is known */
	const char		*scope;		/* "network", a group's id, a site's id */
	struct period		 period;
	struct wall		 now;		/* what comes after it is not counted */
	bool			 is_full;	/* the full form, for technicians and above */
	bool			 is_running;	/* vigie runs: what it said last still holds */
};

/* Is there such a scope?  False with a sentence, naming the one that was probably meant. */
bool		 report_scope(const struct inventory *inv, const char *scope, struct err *err);

/*
 * Appends the document.  False with a sentence: no such scope, or the journal
 * cannot be read.  Takes seconds over a year of a large network: not for the loop.
 */
bool		 report_make(const struct report_wish *wish, struct buf *out, struct err *err);
/* The same of what was gathered elsewhere (gather.h), gather_end() included. */
void		 report_write(const struct report_wish *wish, const struct gathered *g, struct buf *out);

#endif

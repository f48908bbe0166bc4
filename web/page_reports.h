/*
 * page_reports.h - the pages about reports: which there are, one of them, is this paper ours?
 */
#ifndef VIGIE_PAGE_REPORTS_H
#define VIGIE_PAGE_REPORTS_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "report/period.h"

#include "page.h"
#include "report_forms.h"

/* Made elsewhere, put in as it is: HTML of ours. */
struct fragment {
	const char	*text;		/* NULL = is not there yet */
	size_t		 len;
};

/* "March 2026", "week 10, 2 to 8 March 2026", "2 to 8 March 2026"; owned by the caller. */
char		*period_said(const struct period *p);
/* "of March 2026", "of week 10...", "from 2 to 8 March 2026": after the word report; owned. */
char		*period_of_said(const struct period *p);

/* Opens a form whose values go to one of our own paths; ?lang= is kept.  h_close() ends it. */
void		 report_form_begin(struct html *h, const struct page *p, const char *action);

/* "/reports" */
struct reports_page {
	struct fragment	 months;	/* the table and the causes */
	bool		 is_away;	/* the engine cannot be asked */
	const json_t	*frozen;	/* rows of "reports"; NULL = not known */
	const char	*scope;		/* chosen before: an id, or "" */
	const char	*problem;	/* what was wrong with the choice, or NULL */
};
struct buf	 page_reports(struct page *p, const struct reports_page *r);

/* "/reports/PERIOD[/SCOPE]" */
enum other_figures { OTHER_UNKNOWN, OTHER_SAME, OTHER_DIFFERENT };

struct report_page {
	const struct period	*period;
	const char		*scope;		/* "network", a group's or a point's id */
	const char		*version;	/* as asked for: "", "now", "2" */
	struct fragment		 body;
	struct report_meta	 meta;
	/* Against what is counted now (of a frozen one), or the latest frozen one (of a count). */
	enum other_figures	 other;
	uint32_t		 other_version;	/* of the latest frozen one, for a count; 0 = none */
};
struct buf	 page_report(struct page *p, const struct report_page *r);
/* It is being made, or (is_busy) too many are. */
struct buf	 page_report_later(struct page *p, const struct period *period, const char *scope,
		    bool is_busy);

/* "/reports/verify": `found` is the answer of "report_verify", NULL before a question. */
struct buf	 page_verify(struct page *p, const char *asked, const json_t *found,
		    const char *problem);

#endif

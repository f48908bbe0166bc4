/*
 * report_forms.h - what is made of a report's JSON for a page or a file, in a child process.
 *
 * Each is a report_form_fn for the desk (reports.h).  What they make begins with one
 * line of JSON about it, for the page around it or the file's name: struct report_meta.
 */
#ifndef VIGIE_REPORT_FORMS_H
#define VIGIE_REPORT_FORMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#include "reports.h"

struct blob;

#define REPORT_FILE_MAX		160

struct report_meta {
	char		 file[REPORT_FILE_MAX];	/* "vigie-sivu-2026-03.pdf"; "" = no file */
	char		 scope_name[256];
	bool		 is_network, is_site;	/* neither: a group */
	bool		 is_running;		/* the period has not ended */
	uint32_t	 version, latest;	/* of the frozen report; 0 = is not, none is */
	struct wall	 frozen;
	char		 sha256[65];
	char		 digest[20];		/* equal for equal figures, whenever they were counted */
	size_t		 skip;			/* bytes of the line itself, with its end */
};

/* False when the blob does not begin with such a line. */
bool		 report_meta_read(const struct blob *blob, struct report_meta *out);

/* HTML from <h1> on. */
bool		 report_make_page(const json_t *report, const struct form_wish *wish, struct buf *out,
		    struct err *err);
/* wish->form: "pdf", "csv", "xlsx", "json" or "text". */
bool		 report_make_file(const json_t *report, const struct form_wish *wish, struct buf *out,
		    struct err *err);
/* The line alone, for its digest. */
bool		 report_make_digest(const json_t *report, const struct form_wish *wish, struct buf *out,
		    struct err *err);
/* The table of months and the causes, on /reports: HTML.  wish->number: which hundred points. */
bool		 report_make_months(const json_t *report, const struct form_wish *wish,
		    struct buf *out, struct err *err);
/* For bars.h: after the first line one line for each point. */
bool		 report_make_bars(const json_t *report, const struct form_wish *wish, struct buf *out,
		    struct err *err);

/* Those of the forms above that are files: "pdf"...; NULL for another word. */
report_form_fn	*report_file_find(const char *word, const char **type);

#endif

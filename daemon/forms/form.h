/*
 * form.h - a report in the form in which somebody wants it.
 *
 * One document goes in, the report's JSON as `vigie report --format json` prints it;
 * bytes come out: text for a terminal, an HTML page, a PDF to print, CSV and XLSX to
 * compute with, the canonical JSON itself.  Nothing is computed here but sums to show:
 * every figure is the document's own.  A key that is missing is a line that is missing.
 *
 *     report (JSON) --> compose --> text, html, pdf      what people read
 *                  \--> csv, xlsx, json                  what programs read
 *
 * Whoever reads a figure reads its denominator in hours beside it; what was not
 * measured is said; names are shown as text and nothing else, each form by its rule:
 *
 *   text   control characters and direction overrides become "?"
 *   html   escaped; no script, no style of its own but in the complete page
 *   pdf    as text; no font from outside fontconfig, none but embedded ones
 *   csv    RFC 4180, comma, CRLF, UTF-8 without a mark; a text that a spreadsheet would
 *          take for a formula (it begins with = + - @, a tab or a CR) gets an apostrophe
 *          before it.  Figures are integers of seconds and percentages with a point.
 *          For French Excel, whose double click wants semicolons, there is xlsx
 *   xlsx   text cells only for text, never formulas
 *
 * The same document and language give the same bytes, today and tomorrow: dates inside
 * the files are the report's own.  No global: threads may each make one.  Memory is
 * bounded by the document and the result; a form is made in the caller's thread and
 * takes from a millisecond to a second or so: never on a loop.
 */
#ifndef VIGIE_FORM_H
#define VIGIE_FORM_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

enum form { FORM_TEXT, FORM_HTML, FORM_PDF, FORM_CSV, FORM_XLSX, FORM_JSON, FORM_N };

#define FORM_NAME_SIZE	128	/* bytes of a file's name with its NUL */

/* "text", "html", "pdf", "csv", "xlsx", "json"; false and *form untouched for another word. */
bool		 form_find(const char *word, enum form *form);
const char	*form_word(enum form form);
/* The media type: "application/pdf", "text/csv; charset=utf-8; header=present". */
const char	*form_type(enum form form);
/*
 * The name of a file: "sivu-2026-03.pdf", "alboussiere-2026-W10-v2.xlsx" (a frozen
 * one); letters, digits, "-", "." and "_" only, whatever the report holds.
 */
void form_file_name(enum form form, const json_t *report, char out[static FORM_NAME_SIZE]);

/*
 * Appends the report to `out`.  `language` is "fr" or "en"; csv and json are the same in
 * both.  False with a sentence in err when `report` is no object or a library fails;
 * `out` is then as it was.  The thread's language (lang.h) is left as it was.
 */
bool		 form_make(enum form form, const json_t *report, const char *language,
		    struct buf *out, struct err *err);

/*
 * Appends what a mail says that has a form of the report with it: a subject of one
 * line, and the period, the three sentences, where it stands and where more is to be read.
 */
bool		 form_letter(const json_t *report, const char *language, struct buf *subject,
		    struct buf *body, struct err *err);

/* Where the pages around a fragment live. */
struct form_page {
	const char *base; /* "/reports/2026-03": a point's own page is base/ID; NULL = no links */
	const char	*query;		/* put after each link: "?lang=en"; "" = nothing */
	bool with_points; /* a section for each point beneath, as in the complete page */
};

/*
 * The same as HTML inside <main>, from its <h1> on, in classes of vigie.css and
 * report.css, for a page served under a policy without inline style.
 */
bool		 form_fragment(const json_t *report, const char *language,
		    const struct form_page *page, struct buf *out, struct err *err);

#endif

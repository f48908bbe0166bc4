/* page_help.c - "/help/CODE": what to try, one sheet; and documents of paper.h as pages. */
#include <string.h>

#include "base/lang.h"
#include "paper/paper.h"

#include "feed.h"
#include "help.h"
#include "kinds.h"
#include "page.h"
#include "page_story.h"

#define KNOWN_MAX	10

/* What is going on now for which this is the sheet. */
static void
what_is_known(struct html *h, struct page *p, const struct help_sheet *sheet)
{
	unsigned	 n = 0;

	h_el(h, "h2", NULL, _("What vigie knows at present"));
	for (size_t i = 0; p->snap != NULL && i < p->snap->n_incidents && n < KNOWN_MAX; i++) {
		const struct incident	*inc = &p->snap->incidents[i];
		const char		*code = help_code(inc->kind);

		if (inc->restored.ms != 0 || inc->closed.ms != 0 || code == NULL ||
		    strcmp(code, sheet->code) != 0)
			continue;
		if (n++ == 0) {
			h_open(h, "ul");
			h_attr(h, "class", "plain");
		}
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/incidents/%lld", (long long)inc->id);
		h_text(h, incident_what(inc));
		h_close(h);
		h_text(h, " \xe2\x80\x93 ");
		incident_sites(h, p, inc, 3);
		h_text(h, ", ");
		page_time(h, p, inc->opened, say_since(&p->say, inc->opened));
		h_close(h);
	}
	if (n > 0)
		h_close(h);
	else
		h_el(h, "p", "muted", p->snap != NULL && p->snap->is_blind ?
		    _("vigie cannot know at present.") : _("No outage of this kind is going on."));
}

static void
whom_to_call(struct html *h, struct page *p)
{
	if (p->setup->phone[0] == '\0')
		return;
	h_open(h, "p");
	h_attr(h, "class", "lead");
	h_text(h, _("The network's telephone: "));
	page_phone(h, p, "call");
	h_close(h);
}

static void
all_sheets(struct html *h, struct page *p)
{
	page_begin(h, p, _("What to do?"));
	h_el(h, "h1", NULL, _("What to do?"));
	h_el(h, "p", NULL, _("One sheet for each kind of failure; each fits on a page to print."));
	h_open(h, "ul");
	for (const struct help_sheet *s = help_sheets; s->code != NULL; s++) {
		if (strcmp(s->lang, p->lang) != 0)
			continue;
		h_open(h, "li");
		h_open(h, "a");
		page_href(h, p, "/help/%s", s->code);
		h_text(h, s->title);
		h_close(h);
		h_close(h);
	}
	h_close(h);
	whom_to_call(h, p);
}

struct buf
page_help(struct page *p, const struct help_sheet *sheet)
{
	struct html	 h = { 0 };

	if (sheet == NULL) {
		all_sheets(&h, p);
		return page_end(&h, p);
	}
	page_begin(&h, p, sheet->title);
	h_open(&h, "p");
	h_attr(&h, "class", "crumb");
	page_link(&h, p, "/help", _("What to do?"));
	h_close(&h);
	h_el(&h, "h1", NULL, sheet->title);
	h_open(&h, "div");
	h_attr(&h, "class", "sheet");
	h_raw(&h, sheet->lead, strlen(sheet->lead));
	h_raw(&h, sheet->steps, strlen(sheet->steps));
	h_raw(&h, sheet->rest, strlen(sheet->rest));
	h_close(&h);
	whom_to_call(&h, p);
	what_is_known(&h, p, sheet);
	return page_end(&h, p);
}

struct buf
page_paper(struct page *p, const struct paper *paper, const char *back)
{
	struct html	 h = { 0 };

	page_begin(&h, p, paper_title(paper));
	h_open(&h, "p");
	h_attr(&h, "class", "crumb");
	page_link(&h, p, back, _("Back"));
	h_close(&h);
	h_el(&h, "h1", NULL, paper_title(paper));
	paper_html_part(paper, &h);
	return page_end(&h, p);
}

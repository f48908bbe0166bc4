/*
 * letter.c - what a mail says that has a report with it; see form.h.
 *
 * A paper that keeps only the title, the sentences and the links, a paragraph each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/text.h"
#include "forms/compose.h"
#include "forms/form.h"
#include "model/field.h"

struct letter {
	struct paper	 paper;		/* first */
	struct buf	*subject, *body;
};

/* One line without control characters, whatever the document holds. */
static void
add_clean(struct buf *out, const char *text)
{
	char	*clean = field_clean(text, "");

	buf_adds(out, clean);
	free(clean);
}

static void
letter_begin(struct paper *paper, const struct paper_title *title)
{
	struct letter	*l = (struct letter *)paper;

	add_clean(l->subject, title->title);
	buf_adds(l->subject, ", ");
	add_clean(l->subject, title->subtitle);
	add_clean(l->body, title->network);
	buf_addc(l->body, '\n');
	add_clean(l->body, title->title);
	buf_addc(l->body, '\n');
	add_clean(l->body, title->subtitle);
	buf_addc(l->body, '\n');
}

static void
letter_text(struct paper *paper, enum paper_tone tone, const char *text)
{
	struct letter	*l = (struct letter *)paper;

	(void)tone;
	buf_addc(l->body, '\n');
	add_clean(l->body, text);
	buf_addc(l->body, '\n');
}

static void
letter_link(struct paper *paper, const char *text, const char *url)
{
	struct letter	*l = (struct letter *)paper;

	letter_text(paper, TONE_MUTED, text);
	add_clean(l->body, url);
	buf_addc(l->body, '\n');
}

static void
put_pages(struct letter *l, const json_t *report)
{
	const char	*url = field_str(report, "url"), *phone = field_str(report, "phone");
	size_t		 len = strlen(url);

	letter_text(&l->paper, TONE_PLAIN, _("The whole report is attached."));
	if (len > 0) {
		buf_addf(l->body, "%s ", _("It can be read on line too:"));
		add_clean(l->body, url);
		buf_addf(l->body, "%sreports/", url[len - 1] == '/' ? "" : "/");
		add_clean(l->body, field_str(report, "period.label"));
		buf_addc(l->body, '\n');
	}
	if (phone[0] != '\0') {
		buf_addf(l->body, "%s ", _("A question?"));
		add_clean(l->body, phone);
		buf_addc(l->body, '\n');
	}
}

bool
form_letter(const json_t *report, const char *language, struct buf *subject, struct buf *body,
    struct err *err)
{
	static const struct paper_kind	 kind = { .begin = letter_begin, .text = letter_text,
					    .link = letter_link };
	struct letter			 l = { .paper = { .kind = &kind }, .subject = subject, .body = body };
	const char			*before = lang_get();

	if (!json_is_object(report))
		return err_set(err, "%s", _("this is no report"));
	lang_set(language);
	compose_gist(&l.paper, report);
	put_pages(&l, report);
	lang_set(before);
	return true;
}

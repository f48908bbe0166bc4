/* form.c - see form.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"
#include "forms/form.h"
#include "forms/make.h"
#include "model/field.h"

/* The report itself, as it is hashed. */
static bool
json_make(const json_t *report, struct buf *out, struct err *err)
{
	char	*text = json_dumps(report, JSON_COMPACT | JSON_SORT_KEYS);

	if (text == NULL)
		return err_set(err, "%s", _("the report cannot be written as JSON"));
	buf_adds(out, text);
	free(text);
	return true;
}

static const struct {
	const char	*word, *type;
	bool		(*make)(const json_t *report, struct buf *out, struct err *err);
} forms[FORM_N] = {
	[FORM_TEXT] = { "text", "text/plain; charset=utf-8", text_make },
	[FORM_HTML] = { "html", "text/html; charset=utf-8", html_make },
	[FORM_PDF] = { "pdf", "application/pdf", pdf_make },
	[FORM_CSV] = { "csv", "text/csv; charset=utf-8; header=present", csv_make },
	[FORM_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	    xlsx_make },
	[FORM_JSON] = { "json", "application/json", json_make },
};

bool
form_find(const char *word, enum form *form)
{
	for (size_t i = 0; i < FORM_N; i++)
		if (strcmp(forms[i].word, word) == 0) {
			*form = (enum form)i;
			return true;
		}
	return false;
}

const char *
form_word(enum form form)
{
	return forms[form].word;
}

const char *
form_type(enum form form)
{
	return forms[form].type;
}

/* Appends what of a word may be in the name of a file. */
static void
put_word(struct buf *b, const char *word, size_t max)
{
	for (size_t n = 0; *word != '\0' && n < max; word++, n++)
		buf_addc(
		    b, strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
		           *word) != NULL
		           ? *word
		           : '-');
}

void
form_file_name(enum form form, const json_t *report, char out[static FORM_NAME_SIZE])
{
	const char	*scope = field_str(report, "scope");
	struct buf	 b = { 0 };
	int64_t		 version = field_int(report, "frozen.version");

	if (scope[0] == '\0' || strcmp(scope, "network") == 0)
		scope = field_str(report, "network");
	put_word(&b, scope[0] != '\0' ? scope : "vigie", 48);
	buf_addc(&b, '-');
	put_word(&b, field_str(report, "period.label"), 32);
	if (version > 0)
		buf_addf(&b, "-v%d", (int)version);
	buf_addf(&b, ".%s", form == FORM_TEXT ? "txt" : forms[form].word);
	strlcpy(out, b.s, FORM_NAME_SIZE);
	buf_done(&b);
}

/* Takes back what was added after `len`. */
static bool
cut_back(struct buf *out, size_t len)
{
	out->len = len;
	if (out->s != NULL)
		out->s[len] = '\0';
	return false;
}

bool
form_make(enum form form, const json_t *report, const char *language, struct buf *out,
    struct err *err)
{
	const char	*before = lang_get();
	size_t		 len = out->len;
	bool		 is_made;

	if (!json_is_object(report))
		return err_set(err, "%s", _("this is no report"));
	lang_set(language);
	is_made = forms[form].make(report, out, err);
	lang_set(before);
	return is_made || cut_back(out, len);
}

bool
form_fragment(const json_t *report, const char *language, const struct form_page *page,
    struct buf *out, struct err *err)
{
	const char	*before = lang_get();
	size_t		 len = out->len;
	bool		 is_made;

	if (!json_is_object(report))
		return err_set(err, "%s", _("this is no report"));
	lang_set(language);
	is_made = html_fragment(report, page, out);
	lang_set(before);
	return is_made || cut_back(out, len);
}

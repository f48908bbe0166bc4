/*
 * make.h - each form's own maker, for form.c: one a file.
 *
 * They append to `out` in the thread's language; false with a sentence when a library
 * fails, `out` is then cut back by form.c.
 */
#ifndef VIGIE_MAKE_H
#define VIGIE_MAKE_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "forms/form.h"

bool	 text_make(const json_t *report, struct buf *out, struct err *err);
bool	 html_make(const json_t *report, struct buf *out, struct err *err);
bool	 html_fragment(const json_t *report, const struct form_page *page, struct buf *out);
bool	 pdf_make(const json_t *report, struct buf *out, struct err *err);
bool	 csv_make(const json_t *report, struct buf *out, struct err *err);
bool	 xlsx_make(const json_t *report, struct buf *out, struct err *err);

#endif

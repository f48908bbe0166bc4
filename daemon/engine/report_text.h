/*
 * report_text.h - the document that goes with a notice, fetched for the courier.
 *
 * A frozen one comes from the journal as it was published, any other is made as it
 * is now; both in the reader's thread, in the public form.
 */
#ifndef VIGIE_REPORT_TEXT_H
#define VIGIE_REPORT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct engine;
struct fact_notice;

/* On the loop; text NULL: `why` it is not to be had.  Not called at the engine's end. */
typedef void	report_text_fn(void *arg, uint32_t number, const char *text, const char *why);

/* False: too many questions wait; `fn` is not called then. */
bool	 report_text_fetch(struct engine *e, const struct fact_notice *notice, report_text_fn *fn, void *arg);

#endif

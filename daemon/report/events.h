/*
 * events.h - what people declared, as JSON lines, read and written.
 *
 *    {"type":"maintenance","scope":"nra-alb","from":T,"to":T,"recorded":T,"text":"..."}
 *    {"type":"closure","site":"alboussiere","from":T,"to":T,"recorded":T}
 *    {"type":"opening",...the same}
 *    {"type":"intervention","site","recorded"[,"start","end","text","equipment"]}
 *    {"type":"visio","site","recorded"[,"start","end","text","partner","failed":true]}
 *    {"type":"training","site","recorded","theme"[,"start","end","text"]}
 *
 * All may have "by" and "cancelled"; a window "weekly":"Tu,Th".  Times are RFC
 * 3339, of from, to, start and end in whole seconds; "scope" and "site" are one
 * word, and "all" is a scope.  Here is checked what one line can say of itself.
 */
#ifndef VIGIE_EVENTS_H
#define VIGIE_EVENTS_H

#include <stdbool.h>

#include "model/fact.h"
#include "report/lines.h"

/* A FACT_WINDOW or FACT_DECLARATION without number; happened and known are 0.  Borrowed. */
typedef void	events_fn(void *arg, uint64_t line, const struct fact *fact);

struct events;

/* `mistake` as in lines.h. */
struct events	*events_new(events_fn *fn, lines_mistake_fn *mistake, void *arg);
void		 events_feed(struct events *es, const char *data, size_t len);
/* The end of the file; frees.  Returns the number of lines. */
uint64_t	 events_end(struct events *es);

/* Appends the line, with its newline. */
void		 events_write(struct buf *out, const struct fact *fact);

#endif

/*
 * survey.h - documents about all points, made a few points at a time.
 *
 * With ten thousand points one document takes a tenth of a second: too long for
 * one turn of the loop.  A survey is therefore made in slices, one a turn, and
 * handed over when it is whole.  Its time is that of its beginning; a reload in
 * between begins it again.
 */
#ifndef VIGIE_SURVEY_H
#define VIGIE_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/asker.h"

struct channel;
struct engine;
struct surveys;

#define SURVEY_SLICE	100	/* points in one turn */
#define SURVEY_MAX	64	/* under way at once */

enum survey_kind { SURVEY_STATUS, SURVEY_SITES, SURVEY_SNAPSHOT, SURVEY_METRICS };

/* The whole document; borrowed until it returns.  NULL: the survey was given up (the engine ends). */
typedef void	survey_done_fn(void *arg, const char *body, size_t len);

struct surveys	*surveys_new(struct engine *e);
void		 surveys_free(struct surveys *s);

/* Begins one.  With few points it is done before this returns.  False: too many are under way. */
bool		 survey_begin(struct surveys *s, enum survey_kind kind, enum role role,
		    const char *language, survey_done_fn *done, void *arg);
/* The same, answered to who asked (503 when too many are under way). */
void		 survey_answer(struct surveys *s, enum survey_kind kind, const struct asker *asker);

/* Who asked is gone. */
void		 survey_forget(struct surveys *s, const struct channel *ch);
/* Another generation rules. */
void		 survey_reloaded(struct surveys *s);

#endif

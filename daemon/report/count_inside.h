/*
 * count_inside.h - what the files of count share; see count.h.
 *
 * count.c walks, cover.c says who answers for a down, frame.c knows the days.
 */
#ifndef VIGIE_COUNT_INSIDE_H
#define VIGIE_COUNT_INSIDE_H

#include "report/count.h"

struct site;

/* A calendar's hours around the period, for asking often. */
struct worktime {
	const struct calendar	*hours;
	struct span	 known;
	struct spans	 open;
	int64_t		*before_s;	/* working seconds before each span */
};

/* Working seconds of that site (NULL: of the network) within [from, to). */
int64_t	 frame_working(struct frame *f, const struct site *conf, int64_t from_s, int64_t to_s);

/* Who answers for what, for a while. */
struct cover {
	int64_t		 from_s, to_s;
	enum responsibility by;
	const struct gathered_incident *incident;	/* NULL = none */
};

/* By time, apart from each other; all zeros is empty. */
struct covers {
	struct cover	*list;		/* owned */
	size_t		 n, room, at;	/* at: where the last question was answered */
};

void	 covers_add(struct covers *c, const struct cover *cover);
void	 covers_done(struct covers *c);
/* The cover over t, NULL = none; *until comes down to where that changes.  Asked in order of time. */
const struct cover *covers_find(struct covers *c, int64_t t_s, int64_t *until_s);

/* The incidents that speak of a site's link; those that speak of what the public missed beside it. */
void	 cover_link(const struct gathered *g, const struct gathered_site *site, struct covers *out);
void	 cover_public(const struct gathered *g, const struct gathered_site *site, struct covers *out);

/* The incident that speaks for this one: its group's, the highest; or itself. */
const struct gathered_incident *cover_speaker(const struct gathered *g,
	    const struct gathered_incident *in);

#endif

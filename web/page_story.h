/*
 * page_story.h - the parts of "/incidents/N": the time line, who was told, what belongs together.
 *
 * `story` is what the engine answered to "story"; NULL while it is away: then only
 * what the snapshot knows is shown.
 */
#ifndef VIGIE_PAGE_STORY_H
#define VIGIE_PAGE_STORY_H

#include <jansson.h>

#include "page.h"

void	 story_time_line(struct html *h, struct page *p, const struct incident *inc,
	    const json_t *story);
void	 story_told(struct html *h, struct page *p, const json_t *story);
/* "because of", "touches too". */
void	 story_cause(struct html *h, struct page *p, const struct incident *inc,
	    const json_t *story);
void	 story_children(struct html *h, struct page *p, const struct incident *inc,
	    const json_t *story);
void	 story_before(struct html *h, struct page *p, const json_t *story);
/* ", of which 2 h 10 in opening hours"; adds nothing where that is not known. */
void	 story_opening(struct html *h, const json_t *story);

/* "Accès Internet en panne", of a group its title. */
const char *incident_what(const struct incident *inc);
/* The names of points as links, at most `max` of them. */
void	 incident_sites(struct html *h, struct page *p, const struct incident *inc, size_t max);
/* "unstable line: 7 cuts in 2 h" of an incident whose changes are counted; else nothing, false. */
bool	 incident_cuts(struct html *h, struct page *p, const struct incident *inc);

#endif

/*
 * life.h - random lives of a judge: outages, blindness, stops, crashes, people;
 * and stories in which its configuration changes.
 *
 * One judge lives; its twin is made or changed on the way by a test (from the
 * journal, by a reload) in a manner that must change nothing: whatever happens next
 * happens to both, and both must say the same and know the same.
 */
#ifndef VIGIE_LIFE_H
#define VIGIE_LIFE_H

#include "tests/unit/story.h"

struct life {
	const struct inventory	*inv;
	struct play		 lived, twin;
	bool			 has_twin;
	bool			 is_other;	/* the twin calls the site "b" otherwise now */
	void			(*start)(struct life *);	/* both are stopped: one may start now */
	void			(*reload)(struct life *);
	void			*arg;
	int64_t			 now_ms, next_ms[64];
	bool			 site_down[8], thing_down[64], thing_mute[64], is_blind;
};

#define LIFE_OTHER	"bb"

/* The world in which they live. */
extern const char	 life_world[];

/* A number below `sides`, the same ones in the same life. */
uint32_t	 life_dice(uint32_t sides);
/* The same line, as play_line() takes it, for both. */
void		 life_both(struct life *life, const char *line);
/* Fails when the two have not said the same or do not know the same. */
void		 life_compare(struct life *life, const char *when);
/* Lives the lives 0 to n - 1 (or as many as SEEDS says, or the one that SEED says). */
void		 lives_live(unsigned n, void (*one)(uint64_t which));
/* One life, from a start to its last comparison; twin and lived are ended by the caller. */
void		 life_live(struct life *life, uint64_t which);

/* A reload in the midst of a story. */
struct reload_story {
	const char	*what, *before, *after, *first, *then, *says;
	int		 at_s;		/* of the reload; 55 when not said */
};

/* Plays each, its configuration changed on the way, and compares. */
void		 reload_stories_hold(const struct reload_story *stories, size_t n);

#endif

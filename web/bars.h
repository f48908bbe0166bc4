/*
 * bars.h - how the last ninety days of each point were, one figure for each day.
 *
 * Counted by the engine as every report is (a report over ninety days), asked for
 * here when the pages need it and again every ten minutes and after each midnight.
 * Up to BARS_POINTS points the whole network is asked at once and "/" shows all; of
 * a larger one only the point that somebody looks at is asked.  Until an answer is
 * there, pages simply have no bars.
 */
#ifndef VIGIE_BARS_H
#define VIGIE_BARS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bars;
struct event_base;
struct feed;
struct reports;

#define BARS_DAYS	90
#define BARS_POINTS	200

struct bar {			/* seconds of one local day */
	uint32_t	 open, maintenance, unknown, down;	/* open includes the others */
};

enum bars_note { BARS_RATE, BARS_UNSURE, BARS_TOO_SHORT, BARS_NOT_MEASURED, BARS_NO_HOURS };

struct site_bars {
	int32_t		 last_day;	/* of .days[n - 1], civil.h */
	unsigned	 n;
	struct bar	 days[BARS_DAYS];
	enum bars_note	 note;
	char		 rate[12];	/* "99.12"; "" = none */
	int64_t		 required_s, unknown_s, longest_s;
	uint32_t	 outages;
};

typedef void	bars_changed_fn(void *arg);

/* `changed`: pages show something new. */
struct bars	*bars_new(struct event_base *base, struct feed *feed, struct reports *reports,
		    bars_changed_fn *changed, void *arg);
/* After reports_free(). */
void		 bars_free(struct bars *b);

/* Something has come from the engine: the first time, asks at once. */
void		 bars_look(struct bars *b);

/* What is known of a point, perhaps some minutes old; NULL = nothing yet. */
const struct site_bars *bars_of(const struct bars *b, const char *site);
/* Whether the whole network is asked at once. */
bool		 bars_are_few(const struct bars *b);

/*
 * Of a large network: asks for this point if needed.  `fn` is called once, perhaps at
 * once, at the latest after half a second.
 */
void		 bars_want(struct bars *b, const char *site, void (*fn)(void *arg), void *arg);

/* Reads what report_make_bars() wrote of one point; false for another line. */
bool		 bars_parse(const char *line, size_t len, char id[static 40], struct site_bars *out);

#endif

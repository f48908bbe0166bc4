/*
 * views.h - what people may see, as JSON: the only place where it is made.
 *
 * The command line prints it or renders it, vigie-web hands it out as the API or
 * makes pages of it; so all of them say the same.  Shapes are those of the
 * interface.  Who has no session (ROLE_PUBLIC) gets the public form: no address,
 * no name of a person, no text that a person wrote, nothing about single PCs.
 */
#ifndef VIGIE_VIEWS_H
#define VIGIE_VIEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "engine/asker.h"

struct incident;
struct inventory;
struct jw;
struct judge;
struct judge_incident;
struct last;

/* Something of vigie itself that people should know: "clock_not_trusted", "journal_full"... */
struct view_trouble {
	const char	*code, *text;
};

/* All that a view reads; everything borrowed until the view is made. */
struct view {
	const struct inventory	*inv;
	const struct judge	*judge;
	const struct last	*last;
	struct wall		 now, started;
	enum role		 role;
	const struct view_trouble *troubles;
	uint32_t		 n_troubles;
	const char *const	*restart;	/* what waits for a restart: sentences */
	uint32_t		 n_restart;
};

/* Open incidents by site, made once for each document. */
struct view_open {
	struct view_open_entry { uint32_t site, number; } *entries;	/* owned, by site */
	uint32_t	 n;
};
void		 view_open_init(struct view_open *open, const struct view *v);
void		 view_open_done(struct view_open *open);

/* {"at","blind","sites":[entry...]}: head, entries, tail; so that long ones can be made in slices. */
void		 view_status_head(struct jw *j, const struct view *v);
void		 view_status_entry(struct jw *j, const struct view *v, const struct view_open *open,
		    uint32_t site);
/* {"at","sites":[detail...]} */
void		 view_sites_head(struct jw *j, const struct view *v);
/* The end of both. */
void		 view_list_tail(struct jw *j);
/* The whole status of one point. */
void		 view_status(struct jw *j, const struct view *v, uint32_t site);
/* The detail of one point. */
void		 view_site(struct jw *j, const char *key, const struct view *v,
		    const struct view_open *open, uint32_t site);

/* What is about single devices, PCs or vigie itself is shown to nobody without a session. */
bool		 view_incident_is_shown(const struct view *v, const struct judge_incident *in);

/* One incident. */
void		 view_incident(struct jw *j, const char *key, const struct view *v,
		    const struct judge_incident *in);

/* Its members but for the events, into an object that the caller opens and closes. */
void		 view_incident_members(struct jw *j, const struct view *v, const struct incident *in);

/* What `incidents` is asked for; zero = no such wish. */
struct view_incidents {
	bool		 only_open;
	struct wall	 since, until;
	const char	*site;		/* id; NULL = any */
	uint32_t	 limit;
};
bool		 view_incident_wanted(const struct view_incidents *wish,
		    const struct judge_incident *in);
/* {"incidents":[...]} of those in memory. */
void		 view_incidents(struct jw *j, const struct view *v,
		    const struct view_incidents *wish);

/* The snapshot for vigie-web: head, the detail of each point, tail. */
void		 view_snapshot_head(struct jw *j, const struct view *v);
void		 view_snapshot_tail(struct jw *j, const struct view *v);

#endif

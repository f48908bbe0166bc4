/*
 * views_site.h - the parts of a point's entry that several views share.
 */
#ifndef VIGIE_VIEWS_SITE_H
#define VIGIE_VIEWS_SITE_H

#include <stdbool.h>
#include <stdint.h>

struct evidence;
struct jw;
struct judge_site;
struct site;
struct view;
struct view_open;

/* "id","name","commune","state","since","open","next_change" */
void	 view_site_head(struct jw *j, const struct site *site, const struct judge_site *s);
/* "convention" and, for who has a session, "pcs". */
void	 view_site_convention(struct jw *j, const struct view *v, const struct site *site,
	    const struct judge_site *s, bool is_detail);
/* "incidents":[numbers] */
void	 view_site_incidents(struct jw *j, const struct view_open *open, uint32_t site);
/*
 * "suspected": null, or {"since","incident"} while the router fails and it is not yet
 * confirmed that the line is down; `incident`: the open one of a group it is in, else null.
 */
void	 view_site_suspected(struct jw *j, const struct view *v, uint32_t site,
	    const struct judge_site *s);
/* "link_kind" words: "adsl"... */
const char *view_link_kind(const struct site *site);
/* What a check saw: value and limit. */
void	 view_evidence(struct jw *j, const char *key, const struct evidence *why);

#endif

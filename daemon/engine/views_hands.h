/*
 * views_hands.h - what people announced and declared, as JSON; see views.h.
 */
#ifndef VIGIE_VIEWS_HANDS_H
#define VIGIE_VIEWS_HANDS_H

#include <stdint.h>

#include "model/fact.h"

struct jw;
struct view;

/* The members of a window, into an object that the caller opens and closes. */
void	 view_window(struct jw *j, const struct view *v, const struct fact_window *w);
/* {"maintenance":[...]} (closures, openings): those that last or come, the next first. */
void	 view_windows(struct jw *j, const struct view *v, enum window_kind kind);
/* The members of a declaration. */
void	 view_declaration(struct jw *j, const struct view *v, const struct fact_declaration *d);

/* For the public: "maintenance":[{"id","scope","name","from","to","weekly"}], the turn that lasts or comes. */
void	 view_planned(struct jw *j, const struct view *v);
/* "maintenance":[ids] of those that speak of this site. */
void	 view_site_planned(struct jw *j, const struct view *v, uint32_t site);

#endif

/*
 * kinds.h - kinds of incident in the words of a public page.
 *
 * Plain, without blame, nothing that only a technician understands.  Each kind has
 * a sentence for each event that the public hears of.  All translated.
 */
#ifndef VIGIE_KINDS_H
#define VIGIE_KINDS_H

#include <stdbool.h>

/* "Internet access is down"; of an unknown kind a general word. */
const char	*kind_said(const char *kind);
/* When it is over: "Internet access works again". */
const char	*kind_over(const char *kind);
/* What that means, a sentence: "The point is no longer reached through its line." */
const char	*kind_explained(const char *kind);
/* What the kind makes of a point: STATE_DOWN, STATE_DEGRADED or STATE_UNKNOWN (an enum state). */
int		 kind_state(const char *kind);
/* A sentence: "The cause lies with the operator."; NULL when nobody knows. */
const char	*responsibility_said(const char *responsibility);
/* "cause not known yet", "operator's side": for a line of a list; never NULL. */
const char	*responsibility_short(const char *responsibility);
/*
 * An event of an incident of this kind ("opened", "restored"...) as a sentence; `code`
 * is what vigie wrote about its own, "" = nothing.  NULL for one that the public has
 * no use for: "comment", "held".
 */
const char	*event_said(const char *kind, const char *type, const char *code);

#endif

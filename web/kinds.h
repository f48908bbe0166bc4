/*
 * kinds.h - kinds of incident in the words of a public page, and what to try.
 */
#ifndef VIGIE_KINDS_H
#define VIGIE_KINDS_H

#include <stdbool.h>

struct incident;

/* "Internet access is down"; translated; of an unknown kind a general word. */
const char	*kind_said(const char *kind);
/* What the kind makes of a point: STATE_DOWN or STATE_DEGRADED (an enum state). */
int		 kind_state(const char *kind);
/* The next thing to try, translated; NULL after the last (at most 5). */
const char	*kind_advice(const char *kind, unsigned n);
/* A sentence: "The cause lies with the operator."; NULL when nobody knows. */
const char	*responsibility_said(const char *responsibility);
/* An event of an incident, "Restored"; NULL for one that the public has no use for. */
const char	*event_said(const char *type);

#endif

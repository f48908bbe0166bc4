/*
 * samples.h - what the results measured, on its way to vigie-series.
 *
 * Values are gathered and sent once a second in a few large messages.  While
 * vigie-series is away or slow, a bounded number waits here; beyond that the
 * oldest are dropped and counted: graphs have a gap, nothing else is touched.
 */
#ifndef VIGIE_SAMPLES_H
#define VIGIE_SAMPLES_H

#include <stdint.h>

#include "base/clock.h"
#include "ipc/msg.h"

struct channel;
struct samples;

#define SAMPLES_MAX	(256 * 1024)		/* values that wait at most */
#define SAMPLES_BACKLOG	(8 * 1024 * 1024)	/* bytes in the channel before we wait */

struct samples	*samples_new(void);
void		 samples_free(struct samples *s);

/*
 * Adds values of one object; `object` is borrowed until the next samples_send() or
 * samples_forget(), names are copied.  With `prefix` ("tcp") a name becomes "tcp_rtt_ms".
 */
void		 samples_add(struct samples *s, const char *object, const char *prefix,
		    struct wall at, const struct msg_value *values, uint32_t n_values);

/* Sends what waits; ch is NULL while vigie-series is away. */
void		 samples_send(struct samples *s, struct channel *ch);
/* Objects' names are about to be freed: drops what still waits. */
void		 samples_forget(struct samples *s);

uint64_t	 samples_dropped(const struct samples *s);
uint64_t	 samples_sent(const struct samples *s);

/* The one copy of a name, kept for ever; at most some hundred exist. "" when there are too many. */
const char	*samples_name(struct samples *s, const char *name);

#endif

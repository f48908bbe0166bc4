/*
 * answer.h - what someone asked of the series: numbers, a picture, or a list.
 *
 *     json   {"object","metric","unit","from","to","step","points":[[t,value|null],...],
 *             "min","avg","max","last"}: t is the end of a step, Unix time
 *     svg, png   the picture (chart.h)
 *     list   {"object","metrics":["if_in_bps",...]}
 *
 * A refusal is problem+json (RFC 9457) in the language of the asker.
 */
#ifndef VIGIE_ANSWER_H
#define VIGIE_ANSWER_H

#include <stdint.h>

#include "base/buf.h"
#include "ipc/msg.h"

struct store;

struct answer {
	unsigned	 status;	/* as HTTP says it */
	const char	*type;
	struct buf	 body;		/* the caller's: buf_done() */
};

void		 answer_make(struct store *st, const struct msg_series_ask *ask, int64_t now_s,
		    struct answer *out);
/* Forgets what is kept between questions (the last time zone). */
void		 answer_done(void);

#endif

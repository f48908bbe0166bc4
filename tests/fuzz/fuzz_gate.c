/*
 * However the bytes are cut into pieces, the gate says the same; what it lets
 * through has the form that evhttp and proxies agree on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gate.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct trace {			/* of the verdicts that do not depend on the cut */
	size_t		 n_heads, at;
	uint64_t	 sum;
	unsigned	 status;
};

static void
check_head(const uint8_t *head, size_t len)
{
	if (len < 18 || len > GATE_HEAD_MAX || memcmp(head + len - 4, "\r\n\r\n", 4) != 0)
		abort();
	for (size_t i = 0; i < len; i++)
		if (head[i] == '\0' || (head[i] == '\n' && (i == 0 || head[i - 1] != '\r')) ||
		    (head[i] == '\r' && (i + 1 == len || head[i + 1] != '\n')))
			abort();
}

static struct trace
run(const uint8_t *data, size_t len, size_t piece)
{
	struct gate	 g = { 0 };
	struct trace	 t = { 0 };
	size_t		 from = 0, used;

	while (t.at < len) {
		size_t	 n = len - t.at < piece ? len - t.at : piece;

		switch (gate_feed(&g, data + t.at, n, &used)) {
		case GATE_FAULT:
			t.status = g.status;
			t.at += used;
			if (g.status < 400 || g.status > 505 || g.why == NULL)
				abort();
			return t;
		case GATE_HEAD:
			t.n_heads++;
			t.sum = t.sum * 31 + t.at + used;
			check_head(data + from, t.at + used - from);
			if (g.body_left > GATE_BODY_MAX || (g.method != GATE_POST && g.body_left > 0))
				abort();
			from = t.at + used;
			break;
		case GATE_BODY:
			from = t.at + used;
			break;
		case GATE_MORE:
			break;
		}
		if (used > n)
			abort();
		t.at += used;
	}
	return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct trace	 whole = run(data, len, len + 1), single = run(data, len, 1);

	if (whole.n_heads != single.n_heads || whole.at != single.at || whole.sum != single.sum ||
	    whole.status != single.status)
		abort();
	return 0;
}

/*
 * A file that somebody wants imported: the first byte says which kind and where the
 * rest is cut in two.  What is read is written, and reads to the same again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "report/events.h"
#include "report/transitions.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
write_transition(void *arg, uint64_t line, const struct transition *t)
{
	if (line == 0)
		abort();
	transitions_write(arg, t);
}

static void
write_event(void *arg, uint64_t line, const struct fact *fact)
{
	if (line == 0)
		abort();
	events_write(arg, fact);
}

static void
count_mistake(void *arg, uint64_t line, const char *why)
{
	(void)arg;
	if (line == 0 || *why == '\0')
		abort();
}

static void
no_mistake(void *arg, uint64_t line, const char *why)
{
	(void)arg;
	(void)line;
	(void)why;
	abort();
}

static void
read_file(bool is_events, const char *data, size_t len, size_t cut, lines_mistake_fn *mistake, struct buf *out)
{
	struct transitions	*ts = is_events ? NULL : transitions_new(write_transition, mistake, out);
	struct events		*es = is_events ? events_new(write_event, mistake, out) : NULL;

	if (is_events) {
		events_feed(es, data, cut);
		events_feed(es, data + cut, len - cut);
		events_end(es);
	} else {
		transitions_feed(ts, data, cut);
		transitions_feed(ts, data + cut, len - cut);
		transitions_end(ts);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf	 once = { 0 }, twice = { 0 };
	bool		 is_events;
	size_t		 cut;

	if (len == 0)
		return 0;
	is_events = data[0] % 2 == 1;
	cut = data[0] / 2 < len - 1 ? data[0] / 2 : len - 1;
	if (!is_events)
		buf_adds(&once, TRANSITIONS_HEADER "\n");
	read_file(is_events, (const char *)data + 1, len - 1, cut, count_mistake, &once);
	if (!is_events)
		buf_adds(&twice, TRANSITIONS_HEADER "\n");
	/* A name with a comma or a quote cannot be one of ours, and is refused by whoever knows the names. */
	if (is_events || memchr(data + 1, '"', len - 1) == NULL) {
		read_file(is_events, buf_str(&once), once.len, once.len / 2, no_mistake, &twice);
		if (strcmp(buf_str(&once), buf_str(&twice)) != 0)
			abort();
	}
	buf_done(&once);
	buf_done(&twice);
	return 0;
}

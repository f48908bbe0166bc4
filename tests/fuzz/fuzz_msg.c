/* What decodes encodes again to a message that decodes to the same bytes; the rest is refused. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "ipc/msg.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct msg_zone	*a = msg_zone_new(), *b = msg_zone_new();
	struct buf	 once = { 0 }, twice = { 0 }, text = { 0 };
	enum msg_type	 type;
	union msg	 msg;

	if (msg_decode(a, data, len, &type, &msg) == 0) {
		msg_print(&text, type, &msg);
		msg_encode(&once, type, &msg);
		if (msg_decode(b, once.s, once.len, &type, &msg) != 0)
			abort();
		msg_encode(&twice, type, &msg);
		if (once.len != twice.len || memcmp(once.s, twice.s, once.len) != 0)
			abort();
	}
	buf_done(&once);
	buf_done(&twice);
	buf_done(&text);
	msg_zone_free(a);
	msg_zone_free(b);
	return 0;
}

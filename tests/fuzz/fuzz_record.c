/* Fuzz: a block of the record (record/frame.h); what it gives must be within its bounds. */
#include <stdlib.h>
#include <string.h>

#include "record/frame.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct unframe		 u = { 0 };
	struct record_entry	 e;
	size_t			 n = unframe_block(data, len);
	struct wall		 last = { INT64_MIN };

	if (n > len)
		abort();
	if (unframe_begin(&u, data, len)) {
		while (unframe_next(&u, &e) == 1) {
			if (e.known.ms < last.ms || e.check == NULL || e.text == NULL || e.json == NULL ||
			    e.scope == NULL || e.n_values > RECORD_VALUES || strlen(e.check) > RECORD_NAME ||
			    strlen(e.text) > RECORD_TEXT || strlen(e.json) > RECORD_LINE ||
			    (e.kind == RECORD_RESULT && e.started.ms > e.known.ms))
				abort();
			last = e.known;
		}
	}
	unframe_done(&u);
	return 0;
}

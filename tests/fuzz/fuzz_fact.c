/*
 * A row of a journal: the first byte says which kind, the rest is its content.  What
 * reads encodes again to what reads to the same, and no judge trips over it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "judge/judge.h"
#include "model/conf.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char	 conf[] =
    "network = { id = \"n\"; timezone = \"UTC\"; }; store = { dir = \"/x\"; }; control = { socket = \"/x/c\"; };"
    "canaries = [ \"192.0.2.1\" ]; groups = ( { id = \"g\"; name = \"G\"; kind = \"exchange\"; } );"
    "site = { id = \"a\"; name = \"A\"; opening = \"24/7\"; link = { kind = \"adsl\"; groups = [ \"g\" ];"
    " router = { address = \"192.0.2.2\"; }; }; pcs = ( { id = \"p\"; address = \"192.0.2.3\"; public = true; } ); };";

static void
ignore(void *arg, const struct fact *fact)
{
	struct buf	 b = { 0 };

	(void)arg;
	fact_encode(&b, fact);
	buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct inventory	*inv;
	static const char *const objects[] = { "a/router", "a/link", "a/convention", "1" };
	struct mistakes		 mistakes = { 0 };
	struct buf		 once = { 0 }, twice = { 0 };
	struct err		 err = { "" };
	struct fact		*fact, *again;
	struct judge		*j;

	if (inv == NULL)
		inv = conf_load_text("fuzz", conf, sizeof(conf) - 1, CONF_NO_SECRETS, &mistakes);
	mistakes_done(&mistakes);
	if (inv == NULL || len == 0)
		return 0;
	fact = fact_decode((enum fact_kind)(data[0] % FACT_N_KINDS), objects[data[0] / 16 % 4],
	    (struct wall){ 1000 }, (struct wall){ 2000 }, (const char *)data + 1, len - 1, &err);
	if (fact == NULL) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	fact_encode(&once, fact);
	again = fact_decode(fact->kind, fact->object, fact->happened, fact->known, once.s, once.len, &err);
	if (again == NULL)
		abort();
	fact_encode(&twice, again);
	if (once.len != twice.len || memcmp(once.s, twice.s, once.len) != 0)
		abort();
	j = judge_new(inv, ignore, NULL);
	judge_recall(j, fact);
	judge_start(j, (struct wall){ 5000 }, (struct wall){ 1772528400000 });
	judge_tick(j, (struct wall){ 1772528500000 });
	judge_stop(j, (struct wall){ 1772528500000 });
	judge_free(j);
	fact_free(fact);
	fact_free(again);
	buf_done(&once);
	buf_done(&twice);
	return 0;
}

/* A recording for `vigie replay`: whatever it is, it is judged or refused with a sentence. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/replay.h"
#include "model/conf.h"
#include "model/inventory.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char	 conf[] =
    "network = { id = \"n\"; timezone = \"Europe/Paris\"; }; store = { dir = \"/x\"; }; control = { socket = \"/x/c\"; };"
    "canaries = [ \"192.0.2.1\" ]; contacts = ( { id = \"t\"; name = \"T\"; mail = \"t@example.org\"; } );"
    "routes = ( { tell = [ \"t\" ]; } );"
    "site = { id = \"a\"; name = \"A\"; opening = \"24/7\"; link = { kind = \"adsl\";"
    " router = { address = \"192.0.2.2\"; }; }; pcs = ( { id = \"p\"; address = \"192.0.2.3\"; public = true; } ); };";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct replay_wish	 wish = { .until = { INT64_MAX } };
	static struct inventory	*inv;
	struct replay_notes	 notes;
	struct mistakes		 mistakes = { 0 };
	struct buf		 out = { 0 };
	struct err		 err = { "" };
	FILE			*in;

	if (inv == NULL)
		inv = conf_load_text("fuzz", conf, sizeof(conf) - 1, CONF_NO_SECRETS, &mistakes);
	mistakes_done(&mistakes);
	if (inv == NULL || len == 0 || (in = fmemopen((void *)(uintptr_t)data, len, "r")) == NULL)
		return 0;
	if (!replay_run(inv, in, &wish, &out, &notes, &err) && err.text[0] == '\0')
		abort();
	fclose(in);
	buf_done(&out);
	return 0;
}

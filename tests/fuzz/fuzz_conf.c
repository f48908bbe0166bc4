/* Any text is a configuration or a list of mistakes; what is printed of a good one loads back. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/conf.h"
#include "model/inventory.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 loses the string that it was in at a syntax error. */
const char *
__lsan_default_suppressions(void)
{
	return "leak:strbuf_append\n";
}

static void
print_and_load(const struct inventory *inv)
{
	struct mistakes		 m = { 0 };
	struct inventory	*back;
	char			*text = NULL;
	size_t			 len = 0;
	FILE			*f = open_memstream(&text, &len);

	if (f == NULL)
		abort();
	conf_print(inv, f);
	fclose(f);
	if (len <= 1024 * 1024 && strstr(text, "@secret:") == NULL) {
		back = conf_load_text("back", text, len, CONF_ALLOW_EMPTY, &m);
		if (back == NULL) {
			mistakes_print(&m, false, stderr);
			fputs(text, stderr);
			abort();
		}
		if (back->n_checks != inv->n_checks || back->n_contacts != inv->n_contacts)
			abort();
		inventory_free(back);
		mistakes_done(&m);
	}
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct mistakes		 m = { 0 };
	struct inventory	*inv = conf_load_text("fuzz", (const char *)data, len,
				    CONF_ALLOW_EMPTY | CONF_KEEP, &m);

	if ((inv == NULL) != (m.n_errors > 0))
		abort();
	for (size_t i = 0; i < m.n; i++)
		free(mistake_text(&m.list[i]));
	if (inv != NULL)
		print_and_load(inv);
	inventory_free(inv);
	mistakes_done(&m);
	return 0;
}

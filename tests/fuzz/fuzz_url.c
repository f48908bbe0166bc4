/* What url_parse() accepts is clean text without a way up, and is found again by its name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/html.h"
#include "base/text.h"

#include "url.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check(const char *text)
{
	struct buf	 b = { 0 };

	if (!text_is_utf8(text, strlen(text)))
		abort();
	for (const char *s = text; *s != '\0'; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			abort();
	html_escape(&b, text);
	if (strpbrk(buf_str(&b), "<>\"'") != NULL)
		abort();
	buf_done(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct url	 url;
	char			*target = malloc(len + 1);

	if (target == NULL)
		abort();
	memcpy(target, data, len);
	target[len] = '\0';
	if (url_parse(&url, target) == 0) {
		for (unsigned i = 0; i < url.n_segments; i++) {
			check(url.segments[i]);
			if (url.segments[i][0] == '\0' || strcmp(url.segments[i], "..") == 0 ||
			    strpbrk(url.segments[i], "/\\") != NULL)
				abort();
		}
		for (unsigned i = 0; i < url.n_values; i++) {
			check(url.values[i].name);
			check(url.values[i].value);
			if (url_value(&url, url.values[i].name) != url.values[i].value)
				abort();
		}
	}
	free(target);
	return 0;
}

/*
 * Any notice becomes a mail of short ASCII lines with exactly our headers, or is
 * refused.  Input: to, name, subject, Message-ID and body, separated by 0xff.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "courier/message.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
check(const char *mail)
{
	static const char *const	 headers[] = { "Date:", "From:", "To:", "Subject:", "Message-ID:",
	    "X-Vigie-Notice:", "Auto-Submitted:", "X-Auto-Response-Suppress:", "MIME-Version:",
	    "Content-Type:", "Content-Transfer-Encoding:" };
	const char	*line = mail, *end;
	size_t		 n = 0;
	bool		 in_body = false;

	for (; *line != '\0'; line = end + 2) {
		end = strstr(line, "\r\n");
		assert(end != NULL && end - line <= 300);
		for (const char *p = line; p < end; p++)
			assert((*p >= 0x20 && *p < 0x7f) || *p == '\t');
		assert(line[0] != '.');
		if (!in_body && line == end)
			in_body = true;
		else if (!in_body && line[0] != ' ') {
			assert(n < N_ELEMENTS(headers));
			assert(strncmp(line, headers[n], strlen(headers[n])) == 0);
			n++;
		} else if (in_body)
			assert(end - line <= 76 && strncmp(line, "From ", 5) != 0);
	}
	assert(n == N_ELEMENTS(headers) && in_body);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct setup	 setup = { .from = "vigie@example.org", .from_name = "" };
	char			*parts[5], *copy = xmalloc(len + 1), *at = copy;
	struct notice		 n = { .id = 1, .channel = "mail" };
	struct buf		 out = { 0 };
	struct err		 err = { "" };

	memcpy(copy, data, len);
	copy[len] = '\0';
	for (size_t i = 0; i < N_ELEMENTS(parts); i++) {
		parts[i] = at;
		if ((at = strchr(at, 0xff)) != NULL)
			*at++ = '\0';
		else
			at = copy + strlen(copy);
	}
	n.to = parts[0];
	n.to_name = parts[1];
	n.subject = parts[2];
	n.message_id = parts[3];
	n.body = parts[4];
	if (message_compose(&out, &setup, &n, NULL, &err))
		check(out.s);
	else
		assert(out.len == 0 && err.text[0] != '\0');
	buf_done(&out);
	free(copy);
	return 0;
}

/* pdf_finish.c - see pdf.h: what cairo 1.16 leaves out of a document's catalog */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "forms/pdf.h"

/* The last place of `what` in the bytes, NULL where there is none. */
static const char *
find_last(const char *bytes, size_t len, const char *what)
{
	size_t	 n = strlen(what);

	for (size_t i = len >= n ? len - n + 1 : 0; i > 0; i--)
		if (memcmp(bytes + i - 1, what, n) == 0)
			return bytes + i - 1;
	return NULL;
}

void
pdf_finish(struct buf *out, size_t start, const char *language)
{
	const char	*pdf = out->s + start, *trailer, *root, *size, *info, *object, *dict, *end;
	size_t		 len = out->len - start, at, xref;
	long		 n_root, n_size, n_info, before;
	char		 mark[48], *body;

	if ((trailer = find_last(pdf, len, "\ntrailer\n")) == NULL ||
	    (root = strstr(trailer, "/Root ")) == NULL ||
	    (size = strstr(trailer, "/Size ")) == NULL ||
	    (info = strstr(trailer, "/Info ")) == NULL ||
	    (object = strstr(trailer, "startxref\n")) == NULL)
		return;
	n_root = strtol(root + 6, NULL, 10);
	n_size = strtol(size + 6, NULL, 10);
	n_info = strtol(info + 6, NULL, 10);
	before = strtol(object + 10, NULL, 10);
	snprintf(mark, sizeof(mark), "\n%ld 0 obj\n<< /Type /Catalog", n_root);
	if ((dict = find_last(pdf, len, mark)) == NULL ||
	    (end = strstr(dict, "\n>>\nendobj")) == NULL)
		return;
	body = xstrndup(dict + 1, (size_t)(end - dict - 1));
	at = len;
	buf_addf(out,
	    "%s\n   /Lang (%s)\n   /MarkInfo << /Marked true >>\n   /ViewerPreferences << "
	    "/DisplayDocTitle true >>\n>>\nendobj\n",
	    body, language);
	free(body);
	xref = out->len - start;
	buf_addf(out,
	    "xref\n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Info %ld 0 "
	    "R\n"
	    "   /Prev %ld\n>>\nstartxref\n%zu\n%%%%EOF\n",
	    n_root, at, n_size, n_root, n_info, before, xref);
}

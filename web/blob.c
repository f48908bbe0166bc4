/* blob.c - see blob.h */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

#include "blob.h"

/* FNV-1a: an ETag tells versions apart, it proves nothing. */
static void
set_etag(struct blob *blob)
{
	uint64_t	 h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < blob->len; i++)
		h = (h ^ (uint8_t)blob->data[i]) * UINT64_C(1099511628211);
	snprintf(blob->etag, sizeof(blob->etag), "\"%016" PRIx64 "\"", h);
}

struct blob *
blob_take(struct buf *b)
{
	struct blob	*blob = xcalloc(1, sizeof(*blob));

	blob->len = b->len;
	blob->data = buf_take(b);
	blob->n_refs = 1;
	set_etag(blob);
	return blob;
}

struct blob *
blob_copy(const void *data, size_t len)
{
	struct buf	 b = { 0 };

	buf_add(&b, data, len);
	return blob_take(&b);
}

struct blob *
blob_ref(struct blob *blob)
{
	blob->n_refs++;
	return blob;
}

void
blob_unref(struct blob *blob)
{
	if (blob == NULL || --blob->n_refs > 0)
		return;
	free(blob->data);
	free(blob);
}

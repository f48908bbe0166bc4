/*
 * blob.h - bytes that several replies share: a page rendered once, sent many times.
 */
#ifndef VIGIE_BLOB_H
#define VIGIE_BLOB_H

#include <stddef.h>

struct buf;

struct blob {
	char		*data;		/* owned */
	size_t		 len;
	unsigned	 n_refs;
	char		 etag[24];	/* of the bytes, with its quotes */
};

/* Takes the buffer's memory, which is empty afterwards; the caller holds the one reference. */
struct blob	*blob_take(struct buf *b);
struct blob	*blob_copy(const void *data, size_t len);
struct blob	*blob_ref(struct blob *blob);
void		 blob_unref(struct blob *blob);	/* NULL is fine */

#endif

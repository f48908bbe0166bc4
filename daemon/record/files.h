/*
 * files.h - the files of a record: their names, which are there, which must go.
 */
#ifndef VIGIE_RECORD_FILES_H
#define VIGIE_RECORD_FILES_H

#include "record/record.h"

#define FILE_NAME_SIZE	32
#define FILE_SPAN_MS	HOUR_MS		/* the most that one file covers */

struct record_file {
	char		 name[FILE_NAME_SIZE];
	struct wall	 first;		/* of its first entry, to the second */
	uint64_t	 bytes;
};

/* "20260303-103000", or "20260303-103000-2" for the second of that name. */
void		 files_name(struct wall first, unsigned n, char out[static FILE_NAME_SIZE]);
/*
 * Those that are there, oldest first; owned by the caller.  A folder that is not there
 * has none; false when it cannot be read.
 */
bool		 files_list(const char *dir, struct record_file **out, size_t *n, struct err *err);
/*
 * Removes what is older than `keep_ms` and, oldest first, what is more than `max_bytes`,
 * but never `current` ("" = none).  What is left, in bytes.
 */
uint64_t	 files_prune(const char *dir, const struct record_limits *limits, struct wall now,
		    const char *current);

#endif

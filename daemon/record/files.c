/* files.c - see files.h */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/files.h"

#define STAMP_LEN	15	/* YYYYMMDD-HHMMSS */

void
files_name(struct wall first, unsigned n, char out[static FILE_NAME_SIZE])
{
	char	 t[WALL_TEXT_SIZE];
	int	 len;

	wall_text(first, t);
	len = snprintf(out, FILE_NAME_SIZE, "%.4s%.2s%.2s-%.2s%.2s%.2s", t, t + 5, t + 8, t + 11, t + 14,
	    t + 17);
	if (n > 1)
		snprintf(out + len, FILE_NAME_SIZE - (size_t)len, "-%u", n);
}

/* False for what is no file of ours. */
static bool
read_name(const char *name, struct wall *first)
{
	char	 t[WALL_TEXT_SIZE];

	if (strspn(name, "0123456789-") != strlen(name) || strlen(name) < STAMP_LEN ||
	    strlen(name) >= FILE_NAME_SIZE || (name[STAMP_LEN] != '\0' && name[STAMP_LEN] != '-'))
		return false;
	snprintf(t, sizeof(t), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", name, name + 4, name + 6, name + 9,
	    name + 11, name + 13);
	return name[8] == '-' && wall_parse(t, first);
}

static int
by_name(const void *a, const void *b)
{
	const struct record_file	*x = a, *y = b;

	if (x->first.ms != y->first.ms)
		return x->first.ms < y->first.ms ? -1 : 1;
	return strverscmp(x->name, y->name);
}

bool
files_list(const char *dir, struct record_file **out, size_t *n, struct err *err)
{
	struct record_file	*list = NULL;
	size_t			 room = 0;
	DIR			*d = opendir(dir);
	struct dirent		*entry;

	*out = NULL;
	*n = 0;
	if (d == NULL)
		return errno == ENOENT || err_set(err, "%s: %s", dir, strerror(errno));
	while ((entry = readdir(d)) != NULL) {
		struct stat	 st;
		struct wall	 first;

		if (!read_name(entry->d_name, &first) ||
		    fstatat(dirfd(d), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == -1 ||
		    !S_ISREG(st.st_mode))
			continue;
		list = grow(list, *n, &room, sizeof(*list));
		list[*n] = (struct record_file){ .first = first, .bytes = (uint64_t)st.st_size };
		strlcpy(list[(*n)++].name, entry->d_name, FILE_NAME_SIZE);
	}
	closedir(d);
	if (*n > 0)
		qsort(list, *n, sizeof(*list), by_name);
	*out = list;
	return true;
}

uint64_t
files_prune(const char *dir, const struct record_limits *limits, struct wall now, const char *current)
{
	struct record_file	*list;
	size_t			 n;
	uint64_t		 bytes = 0;

	if (!files_list(dir, &list, &n, NULL))
		return 0;
	for (size_t i = 0; i < n; i++)
		bytes += list[i].bytes;
	for (size_t i = 0; i < n; i++) {
		bool	 is_old = list[i].first.ms + FILE_SPAN_MS + limits->keep_ms <= now.ms ||
			    limits->keep_ms == 0;
		char	*path;

		if (strcmp(list[i].name, current) == 0 ||
		    (!is_old && bytes <= (uint64_t)limits->max_bytes))
			continue;
		path = xasprintf("%s/%s", dir, list[i].name);
		if (unlink(path) == 0)
			bytes -= list[i].bytes;
		free(path);
	}
	free(list);
	return bytes;
}

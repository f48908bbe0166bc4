/* shelf.c - reads the record, file after file; see record.h */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/files.h"
#include "record/frame.h"

#define PART	(256 * 1024)	/* bytes read at once */

/* A line from before the first entry, which still holds. */
struct carried { char *scope, *json; };

struct shelf {
	char			*dir;
	struct record_file	*files;
	size_t			 n_files, at;	/* at: the one that is read */
	int			 fd;
	bool			 is_at_end;	/* of the file */
	struct buf		 data;
	size_t			 pos;
	struct unframe		 u;
	bool			 in_block;
	struct wall		 since, until, last;
	bool			 has_begun;	/* an entry of the time asked for was seen */
	bool			 has_given;	/* and it was given */
	struct record_entry	 first;		/* which waits until what is carried was given */
	size_t			 head;		/* the file it is of: what its head says holds already */
	struct carried		*carried;
	size_t			 n_carried, room_carried, given;
	struct shelf_damage	 damage;
};

/* The first file that may hold something known at `since`. */
static size_t
first_file(const struct shelf *s)
{
	size_t	 i = s->n_files;

	while (i > 0 && s->files[i - 1].first.ms > s->since.ms)
		i--;
	return i > 0 ? i - 1 : 0;
}

struct shelf *
shelf_open(const char *dir, struct wall since, struct wall until, struct err *err)
{
	struct shelf	*s = xcalloc(1, sizeof(*s));

	s->dir = xasprintf("%s/" RECORD_DIR, dir);
	s->since = since;
	s->until = until;
	s->fd = -1;
	if (!files_list(s->dir, &s->files, &s->n_files, err)) {
		shelf_close(s);
		return NULL;
	}
	s->at = first_file(s);
	return s;
}

static void
forget_carried(struct shelf *s)
{
	for (size_t i = 0; i < s->n_carried; i++) {
		free(s->carried[i].scope);
		free(s->carried[i].json);
	}
	s->n_carried = 0;
}

void
shelf_close(struct shelf *s)
{
	if (s == NULL)
		return;
	if (s->fd != -1)
		close(s->fd);
	forget_carried(s);
	free(s->carried);
	unframe_done(&s->u);
	buf_done(&s->data);
	free(s->files);
	free(s->dir);
	free(s);
}

static void
note_damage(struct shelf *s, size_t n)
{
	s->damage.n_bytes += n;
	if (s->damage.file[0] == '\0')
		strlcpy(s->damage.file, s->files[s->at].name, sizeof(s->damage.file));
}

/* More of the file; what was taken goes. */
static bool
read_more(struct shelf *s, struct err *err)
{
	char	 part[PART];
	ssize_t	 n;

	if (s->pos > 0) {
		memmove(s->data.s, s->data.s + s->pos, s->data.len - s->pos);
		s->data.len -= s->pos;
		s->pos = 0;
	}
	n = read(s->fd, part, sizeof(part));
	if (n == -1)
		return err_set(err, "%s/%s: %s", s->dir, s->files[s->at].name, strerror(errno));
	s->is_at_end = n == 0;
	buf_add(&s->data, part, (size_t)n);
	return true;
}

/* True, with s->fd -1, for a file that was pruned meanwhile or has not even its head. */
static bool
open_file(struct shelf *s, struct err *err)
{
	char	*path = xasprintf("%s/%s", s->dir, s->files[s->at].name);

	s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (s->fd == -1) {
		bool	 is_good = errno == ENOENT || err_set(err, "%s: %s", path, strerror(errno));

		free(path);
		return is_good;
	}
	free(path);
	unframe_done(&s->u);
	buf_clear(&s->data);
	s->pos = 0;
	s->is_at_end = s->in_block = false;
	if (!read_more(s, err))
		return false;
	if (s->data.len >= RECORD_MAGIC_SIZE && memcmp(s->data.s, RECORD_MAGIC, RECORD_MAGIC_SIZE) == 0) {
		s->pos = RECORD_MAGIC_SIZE;
		return true;
	}
	if (s->data.len >= RECORD_MAGIC_SIZE && memcmp(s->data.s, RECORD_MAGIC, 14) == 0)
		return err_set(err, "%s/%s is of a newer vigie", s->dir, s->files[s->at].name);
	return true;
}

/* Skips what is no block: to the next byte that may begin one. */
static void
skip(struct shelf *s)
{
	size_t		 left = s->data.len - s->pos;
	const char	*p = s->data.s + s->pos;
	const char	*next = left > 1 ? memchr(p + 1, 'V', left - 1) : NULL;
	size_t		 n = next != NULL ? (size_t)(next - p) : left;

	note_damage(s, n);
	s->pos += n;
}

/* The next block of the file; false at its end. */
static bool
next_block(struct shelf *s, bool *is_there, struct err *err)
{
	*is_there = false;
	while (!*is_there) {
		const uint8_t	*p = (const uint8_t *)s->data.s + s->pos;
		size_t		 left = s->data.len - s->pos, n = left > 0 ? unframe_block(p, left) : 0;

		if (n > 0) {
			s->pos += n;
			*is_there = unframe_begin(&s->u, p + BLOCK_HEAD, n - BLOCK_HEAD);
			if (!*is_there)
				note_damage(s, n);
		} else if (!s->is_at_end && left < BLOCK_HEAD + BLOCK_MAX) {
			if (!read_more(s, err))
				return false;
		} else if (left == 0) {
			return true;
		} else {
			skip(s);
		}
	}
	return true;
}

/* The next entry of any time; false at the end, or with err set. */
static bool
next_entry(struct shelf *s, struct record_entry *out, struct err *err)
{
	while (s->at < s->n_files) {
		bool	 is_there;
		int	 rc;

		if (s->fd == -1 && !open_file(s, err))
			return false;
		while (s->in_block) {
			if ((rc = unframe_next(&s->u, out)) == 1)
				return true;
			if (rc == -1)
				note_damage(s, (size_t)(s->u.end - s->u.p));
			s->in_block = false;
		}
		is_there = false;
		if (s->fd != -1 && !next_block(s, &is_there, err))
			return false;
		s->in_block = is_there;
		if (is_there)
			continue;
		if (s->fd != -1)
			close(s->fd);
		s->fd = -1;
		s->damage.n_entries += s->u.n_nameless;
		s->u.n_nameless = 0;
		s->at++;
	}
	return false;
}

static void
carry(struct shelf *s, const struct record_entry *e)
{
	s->carried = grow(s->carried, s->n_carried, &s->room_carried, sizeof(*s->carried));
	s->carried[s->n_carried++] = (struct carried){ xstrdup(e->scope), xstrdup(e->json) };
}

/* Before the first entry: what holds is kept, the rest passed over. */
static bool
find_first(struct shelf *s, struct err *err)
{
	s->head = s->at;
	while (next_entry(s, &s->first, err)) {
		if (s->at != s->head)
			forget_carried(s);	/* its head says all of it again */
		s->head = s->at;
		if (s->first.known.ms >= s->since.ms)
			return true;
		if (s->first.kind == RECORD_LINE_STANDING || s->first.kind == RECORD_LINE_LASTING)
			carry(s, &s->first);
	}
	return false;
}

/* What later heads say is known already. */
static bool
next_news(struct shelf *s, struct record_entry *out, struct err *err)
{
	do {
		if (!next_entry(s, out, err))
			return false;
	} while (out->kind == RECORD_LINE_STANDING && s->at != s->head);
	return true;
}

bool
shelf_next(struct shelf *s, struct record_entry *out, struct err *err)
{
	if (!s->has_begun && !find_first(s, err))
		return false;
	s->has_begun = true;
	if (s->given < s->n_carried) {
		*out = (struct record_entry){ .kind = RECORD_LINE_STANDING, .known = s->first.known,
		    .check = "", .text = "", .scope = s->carried[s->given].scope,
		    .json = s->carried[s->given].json };
		s->given++;
	} else if (!s->has_given) {
		s->has_given = true;
		*out = s->first;
	} else if (!next_news(s, out, err)) {
		return false;
	}
	if (out->known.ms < s->last.ms) {
		out->known = s->last;
		s->damage.n_back++;
	}
	s->last = out->known;
	return out->known.ms <= s->until.ms;
}

void
shelf_damage(const struct shelf *s, struct shelf_damage *out)
{
	*out = s->damage;
	out->n_entries += s->u.n_nameless;
}

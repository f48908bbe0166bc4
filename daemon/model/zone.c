/*
 * zone.c - see zone.h.
 *
 * All that a zone does is one sorted table of changes: those of the file, then
 * those of its rule, written out once for every year up to CIVIL_YEAR_MAX (some
 * 30 KB).  An instant is found in it by bisection; a local time by looking at
 * the few stretches that could contain it.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "model/tzif.h"
#include "model/zone.h"

#define ZONE_DIR	"/usr/share/zoneinfo/"
#define FILE_MAX	65536
/* No clock is further from UTC than this (RFC 8536 section 3.2 allows 26 h). */
#define OFFSET_MAX_S	93600

static const struct zone	 utc = { .name = "UTC", .n_kinds = 1, .kinds = { { 0, "UTC" } } };

static const struct zone *
table_of(const struct zone *z)
{
	return z != NULL ? z : &utc;
}

/* Refuses what would leave the folder, or could. */
static bool
is_name(const char *name)
{
	static const char	 allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789_+-/";
	size_t			 len = strlen(name);

	return len > 0 && len <= ZONE_NAME_MAX && strspn(name, allowed) == len &&
	    name[0] != '/' && name[len - 1] != '/' && name[0] != '-' && strstr(name, "//") == NULL;
}

/* Reads a whole small file; -1 with errno. */
static ssize_t
read_file(const char *path, unsigned char *data, size_t size)
{
	struct stat	 st;
	size_t		 n = 0;
	ssize_t		 got;
	int		 fd, saved;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode)) {
		close(fd);
		errno = ENOENT;
		return -1;
	}
	while ((got = read(fd, data + n, size - n)) > 0)
		n += (size_t)got;
	saved = errno;
	close(fd);
	errno = saved;
	return got == -1 ? -1 : (ssize_t)n;
}

struct zone *
zone_load(const char *name, struct err *err)
{
	char		 path[sizeof(ZONE_DIR) + ZONE_NAME_MAX];
	unsigned char	*data;
	struct zone	*z = NULL;
	ssize_t		 len;

	if (!is_name(name)) {
		err_set(err, "\"%.64s\" is no name of a time zone, such as \"Europe/Paris\"", name);
		return NULL;
	}
	if (strcmp(name, "UTC") == 0) {
		z = xmalloc(sizeof(utc));
		memcpy(z, &utc, sizeof(utc));
		return z;
	}
	snprintf(path, sizeof(path), ZONE_DIR "%s", name);
	data = xmalloc(FILE_MAX);
	len = read_file(path, data, FILE_MAX);
	if (len != -1)
		z = zone_parse(name, data, (size_t)len, err);
	else if (errno == ENOENT || errno == ENOTDIR)
		err_set(err, access(ZONE_DIR, X_OK) == 0 ?
		    "there is no time zone \"%s\" in " ZONE_DIR :
		    "time zone \"%s\": this system has no time zones (package tzdata)", name);
	else
		err_set(err, "cannot read %s: %s", path, strerror(errno));
	free(data);
	return z;
}

struct zone *
zone_parse(const char *name, const void *data, size_t len, struct err *err)
{
	return tzif_parse(name, data, len, err);
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	free(z->changes);
	free(z);
}

const char *
zone_name(const struct zone *z)
{
	return table_of(z)->name;
}

/* How many changes are at or before `at`. */
static size_t
changes_until(const struct zone *t, int64_t at)
{
	size_t	 lo = 0, hi = t->n_changes, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (t->changes[mid].at <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* What holds after the first n changes. */
static const struct tzif_kind *
kind_after(const struct zone *t, size_t n)
{
	return &t->kinds[n == 0 ? 0 : t->changes[n - 1].kind];
}

int32_t
zone_offset_s(const struct zone *z, struct wall w)
{
	const struct zone	*t = table_of(z);

	return kind_after(t, changes_until(t, wall_sec(w)))->offset_s;
}

const char *
zone_abbreviation(const struct zone *z, struct wall w)
{
	const struct zone	*t = table_of(z);

	return kind_after(t, changes_until(t, wall_sec(w)))->abbreviation;
}

/* Quotient and remainder that round down, also before 1970. */
static int64_t
floor_div(int64_t a, int64_t b, int64_t *rest)
{
	int64_t	 q = a / b, r = a % b;

	if (r < 0) {
		r += b;
		q--;
	}
	if (rest != NULL)
		*rest = r;
	return q;
}

struct civil
zone_civil(const struct zone *z, struct wall w)
{
	struct civil	 c;
	int64_t		 ms, second;

	c.offset_s = zone_offset_s(z, w);
	c.day = (int32_t)floor_div(floor_div(w.ms, SEC_MS, &ms) + c.offset_s, DAY_SECONDS, &second);
	c.date = civil_date(c.day);
	c.weekday = civil_weekday(c.day);
	c.hour = (int)(second / 3600);
	c.minute = (int)(second / 60 % 60);
	c.second = (int)(second % 60);
	c.ms = (int)ms;
	return c;
}

int32_t
zone_day(const struct zone *z, struct wall w)
{
	return (int32_t)floor_div(wall_sec(w) + zone_offset_s(z, w), DAY_SECONDS, NULL);
}

/* The first and last instant at which clocks show `local` seconds; returns how many: 0, 1 or 2. */
static int
instants(const struct zone *t, int64_t local, int64_t *first, int64_t *last)
{
	size_t	 i = changes_until(t, local - OFFSET_MAX_S);
	int64_t	 from, to, at, gap = local - kind_after(t, i)->offset_s;
	int	 n = 0;

	for (;; i++) {
		from = i == 0 ? INT64_MIN : t->changes[i - 1].at;
		if (from > local + OFFSET_MAX_S)
			break;
		to = i == t->n_changes ? INT64_MAX : t->changes[i].at;
		at = local - kind_after(t, i)->offset_s;
		if (at >= from && at < to) {
			if (n++ == 0)
				*first = at;
			*last = at;
		} else if (at < from && i > 0 && local - kind_after(t, i - 1)->offset_s >= from)
			gap = from;	/* clocks jumped over it here */
		if (i == t->n_changes)
			break;
	}
	if (n == 0)
		*first = *last = gap;
	return n > 2 ? 2 : n;
}

struct wall
zone_wall(const struct zone *z, int32_t day, int32_t second, enum zone_pick pick)
{
	int64_t	 first, last;

	instants(table_of(z), (int64_t)day * DAY_SECONDS + second, &first, &last);
	return (struct wall){ (pick == ZONE_FIRST ? first : last) * SEC_MS };
}

int
zone_occurs(const struct zone *z, int32_t day, int32_t second)
{
	int64_t	 first, last;

	return instants(table_of(z), (int64_t)day * DAY_SECONDS + second, &first, &last);
}

struct wall
zone_day_start(const struct zone *z, int32_t day)
{
	return zone_wall(z, day, 0, ZONE_FIRST);
}

/* Reads "02:30" or "02:30:15" into seconds. */
static bool
read_clock(const char *text, int32_t *second)
{
	static const char	 form[] = "dd:dd:dd";
	int			 n[3] = { 0 };
	size_t			 i, len = strlen(text);

	if (len != 5 && len != 8)
		return false;
	for (i = 0; i < len; i++) {
		if (form[i] == ':' ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return false;
		if (form[i] != ':')
			n[i / 3] = n[i / 3] * 10 + (text[i] - '0');
	}
	if (n[0] > 24 || n[1] > 59 || n[2] > 59 || (n[0] == 24 && (n[1] != 0 || n[2] != 0)))
		return false;
	*second = n[0] * 3600 + n[1] * 60 + n[2];
	return true;
}

bool
zone_read(const struct zone *z, const char *text, enum zone_pick pick, struct wall *t,
    int *occurs, struct err *err)
{
	char	 date[11];
	int32_t	 day, second = 0;
	size_t	 len = strlen(text);

	if (occurs != NULL)
		*occurs = 1;
	if (wall_parse(text, t))
		return true;
	snprintf(date, sizeof(date), "%s", text);
	if (!civil_parse(date, &day) ||
	    (len > 10 && ((text[10] != ' ' && text[10] != 'T') || !read_clock(text + 11, &second))))
		return err_set(err, "\"%.40s\" is no time: write 2026-03-02 09:30 or "
		    "2026-03-02T08:30:00Z", text);
	*t = zone_wall(z, day, second, pick);
	if (occurs != NULL)
		*occurs = zone_occurs(z, day, second);
	return true;
}

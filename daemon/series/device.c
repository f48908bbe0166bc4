/* device.c - see device.h */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "series/device.h"

#define DIR_CORRUPT	"corrupt"
#define FILE_SIZE_MAX	(DEVICE_NAME_MAX + 5)
#define ROWS_PER_CALL	512
#define RETRY_S		20
#define RETRY_MAX_S	3600
#define RESERVE		(UINT64_C(32) * 1024 * 1024)	/* left to the journal; a twentieth of a small disk */

static bool
is_id(const char *s, size_t len)
{
	return len >= 1 && len <= 32 &&
	    strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-") >= len;
}

bool
device_is_name(const char *name)
{
	const char	*slash = strchr(name, '/');

	return slash != NULL && is_id(name, (size_t)(slash - name)) &&
	    is_id(slash + 1, strlen(slash + 1));
}

const char *
device_file(const struct device *d)
{
	static char	 file[FILE_SIZE_MAX];

	snprintf(file, sizeof(file), "%s.rrd", d->name);
	return file;
}

bool
device_move_aside(const char *file, const char *why)
{
	char		 to[160], flat[FILE_SIZE_MAX], stamp[32];
	time_t		 now = (time_t)(wall_now().ms / SEC_MS);
	struct tm	 tm;

	strlcpy(flat, file, sizeof(flat));
	for (char *p = flat; *p != '\0'; p++)
		if (*p == '/')
			*p = '.';
	if (strlen(flat) > 4)
		flat[strlen(flat) - 4] = '\0';	/* ".rrd" */
	strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	if (mkdir(DIR_CORRUPT, 0750) == -1 && errno != EEXIST) {
		log_warn("cannot make %s: %s", DIR_CORRUPT, strerror(errno));
		return false;
	}
	for (unsigned n = 0; n < 100; n++) {
		snprintf(to, sizeof(to), DIR_CORRUPT "/%s.%s.%u.rrd", flat, stamp, n);
		if (renameat2(AT_FDCWD, file, AT_FDCWD, to, RENAME_NOREPLACE) == 0) {
			log_warn("%s: damaged (%s), moved to %s; a new one begins", file, why, to);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	if (errno != ENOENT)
		log_warn("%s: damaged (%s) and cannot be moved aside: %s", file, why,
		    strerror(errno));
	return false;
}

/* One line when what becomes of a device's results changes. */
static void
set_state(struct device *d, enum device_state state, const char *why)
{
	if (state == d->state)
		return;
	if (state == DEVICE_FULL)
		log_warn("%s: no graph (disk full)", d->name);
	else if (state == DEVICE_DENIED)
		log_warn("%s: no graph: %s", d->name, why);
	else if (d->state == DEVICE_FULL || d->state == DEVICE_DENIED)
		log_info("%s: graphs again", d->name);
	d->state = state;
}

/* The disk is not asked again for a while; memory stays bounded. */
static enum device_done
wait_a_while(struct device *d, int64_t now_s)
{
	int64_t	 wait_s = RETRY_S;

	for (unsigned i = 1; i < d->n_faults && wait_s < RETRY_MAX_S; i++)
		wait_s *= 2;
	d->retry_s = now_s + wait_s;
	d->n_dropped += shelf_trim(&d->shelf, DEVICE_KEEP_MINUTES);
	return DEVICE_STUCK;
}

/* What the file knows and we do not: its columns, its time, the last values. */
static void
take_over(struct device *d, const struct rrdhead *head)
{
	int64_t	 last_s = head->last_s / SHELF_STEP_S * SHELF_STEP_S;

	for (unsigned i = 0; i < head->n_sources; i++) {
		const struct rrdhead_source	*s = &head->sources[i];
		int				 at = shelf_find(&d->shelf, s->name);
		bool				 is_new = at == -1;

		if ((at = shelf_metric(&d->shelf, s->name)) == -1 || !is_new)
			continue;
		d->shelf.metrics[at].held = s->last;
		d->shelf.metrics[at].held_s = (uint32_t)last_s;
		d->shelf.metrics[at].cadence_s = s->heartbeat_s / 3;
	}
	if (last_s > d->shelf.taken_s)
		shelf_resume(&d->shelf, last_s);
}

/*
 * The clock, which is believed, is behind the file: what is there from the
 * first minute measured under it, or from now, was written under a wrong one.
 */
static void
take_back(struct device *d, struct rrdhead *head, int64_t now_s)
{
	int64_t	 first_s, last_s, to_s = now_s / SHELF_STEP_S * SHELF_STEP_S;
	int	 rc;

	if (head->last_s <= now_s + SHELF_STEP_S || head->step_s != SHELF_STEP_S)
		return;
	if (shelf_span(&d->shelf, &first_s, &last_s) && first_s - SHELF_STEP_S < to_s)
		to_s = first_s - SHELF_STEP_S;
	rc = rrdfile_rewind(device_file(d), head, to_s);
	if (rc != 0) {
		log_warn("%s: its file is ahead of the clock: %s", d->name, strerror(-rc));
		return;
	}
	log_warn("%s: %lld minutes written under a wrong clock are taken back", d->name,
	    (long long)((head->last_s - to_s) / SHELF_STEP_S));
	head->last_s = to_s;
	shelf_doubt(&d->shelf);
}

/* DEVICE_GOOD with the head, DEVICE_ABSENT, or DEVICE_DENIED; a damaged file is moved out of the way. */
static enum device_state
look(struct device *d, int64_t now_s, struct rrdhead *head)
{
	struct err	 err;

	switch (rrdfile_look(device_file(d), head, &err)) {
	case RRDFILE_GOOD:
		return DEVICE_GOOD;
	case RRDFILE_NONE:
		return DEVICE_ABSENT;
	case RRDFILE_DAMAGED:
		if (!device_move_aside(device_file(d), err.text)) {
			set_state(d, DEVICE_DENIED, "its file is damaged and cannot be moved");
			return DEVICE_DENIED;
		}
		if (d->n_faults++ > 0)	/* the first time a new file begins at once */
			wait_a_while(d, now_s);
		return DEVICE_ABSENT;
	case RRDFILE_DENIED:
		break;
	}
	set_state(d, DEVICE_DENIED, err.text);
	return DEVICE_DENIED;
}

struct device *
device_new(const char *name, int64_t now_s)
{
	struct device	*d = xcalloc(1, sizeof(*d));
	struct rrdhead	 head;

	d->name = xstrdup(name);
	if (look(d, now_s, &head) == DEVICE_GOOD) {
		take_over(d, &head);
		set_state(d, DEVICE_GOOD, NULL);
	}
	return d;
}

void
device_free(struct device *d)
{
	if (d == NULL)
		return;
	shelf_done(&d->shelf);
	free(d->name);
	free(d);
}

static struct rrdfile_column
column(const struct shelf_metric *m)
{
	int64_t	 reach_s = shelf_reach_s(m);

	return (struct rrdfile_column){ m->name, (uint32_t)(reach_s < 180 ? 180 : reach_s) };
}

static bool
has_room(uint64_t need)
{
	struct statvfs	 v;
	uint64_t	 size, reserve;

	if (statvfs(".", &v) == -1)
		return true;
	size = (uint64_t)v.f_blocks * v.f_frsize;
	reserve = size / 20 < RESERVE ? size / 20 : RESERVE;
	return (uint64_t)v.f_bavail * v.f_frsize >= need + need / 2 + reserve && v.f_favail > 8;
}

/* Creates the file, or adds the columns that it lacks. 0 or -errno. */
static int
make_file(struct device *d, const struct rrdhead *head, struct err *err)
{
	struct rrdfile_column	 columns[SHELF_METRICS];
	unsigned		 n = 0;
	int64_t			 first_s, last_s, taken_s = d->shelf.taken_s;
	char			 site[DEVICE_NAME_MAX];

	for (unsigned i = 0; i < d->shelf.n_metrics; i++) {
		bool	 is_there = false;

		for (unsigned k = 0; head != NULL && k < head->n_sources; k++)
			is_there |= strcmp(head->sources[k].name, d->shelf.metrics[i].name) == 0;
		if (!is_there)
			columns[n++] = column(&d->shelf.metrics[i]);
	}
	if (!has_room(rrdfile_size(n + (head != NULL ? head->n_sources : 0)))) {
		err_set(err, "no room on the disk");
		return -ENOSPC;
	}
	if (head != NULL)
		return rrdfile_extend(device_file(d), columns, n, err);
	strlcpy(site, d->name, sizeof(site));
	*strchr(site, '/') = '\0';
	if (mkdir(site, 0750) == -1 && errno != EEXIST) {
		err_set(err, "%s: %s", site, strerror(errno));
		return errno == ENOSPC || errno == EDQUOT ? -ENOSPC : -errno;
	}
	if (taken_s == 0 && shelf_span(&d->shelf, &first_s, &last_s))
		taken_s = first_s - SHELF_STEP_S;	/* the shelf's next row is the one after */
	return rrdfile_create(device_file(d), taken_s, columns, n, err);
}

static void
add_digits(struct buf *out, uint64_t v, unsigned at_least)
{
	char	 text[20];
	unsigned n = 0;

	do {
		text[sizeof(text) - ++n] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0 || n < at_least);
	buf_add(out, text + sizeof(text) - n, n);
}

/* A value with six decimals: twenty times quicker than printf, which half of a flush would be spent in. */
static void
add_value(struct buf *out, double value)
{
	double		 size = fabs(value);
	uint64_t	 whole, millionths;

	if (size >= 1e12 || (size < 1e-3 && size > 0)) {
		buf_addf(out, "%.10g", value);
		return;
	}
	whole = (uint64_t)size;
	millionths = (uint64_t)((size - (double)whole) * 1e6 + 0.5);
	whole += millionths / 1000000;
	millionths %= 1000000;
	if (value < 0)
		buf_addc(out, '-');
	add_digits(out, whole, 1);
	if (millionths > 0) {
		buf_addc(out, '.');
		add_digits(out, millionths, 6);
	}
}

static void
add_row(struct buf *out, int64_t end_s, const double *values, unsigned n)
{
	add_digits(out, (uint64_t)end_s, 1);
	for (unsigned i = 0; i < n; i++) {
		buf_addc(out, ':');
		if (values == NULL || isnan(values[i]))
			buf_addc(out, 'U');
		else
			add_value(out, values[i]);
	}
	buf_addc(out, '\0');
}

/* Takes up to ROWS_PER_CALL rows off the shelf as text, NUL after each; how many there are. */
static unsigned
take_rows(struct device *d, int64_t until_s, struct buf *out)
{
	double		 values[SHELF_METRICS];
	unsigned	 n = 0;
	int64_t		 end_s;
	bool		 is_after_gap;

	while (n < ROWS_PER_CALL - 1 &&
	    (end_s = shelf_take(&d->shelf, until_s, values, &is_after_gap)) != 0) {
		if (is_after_gap) {
			add_row(out, end_s - SHELF_STEP_S, NULL, d->shelf.n_metrics);
			n++;
		}
		add_row(out, end_s, values, d->shelf.n_metrics);
		n++;
	}
	return n;
}

static void
write_rows(struct device *d, int64_t until_s)
{
	struct buf	 names = { 0 }, text = { 0 };
	const char	*rows[ROWS_PER_CALL];
	struct err	 err;
	unsigned	 n;

	for (unsigned i = 0; i < d->shelf.n_metrics; i++)
		buf_addf(&names, "%s%s", i > 0 ? ":" : "", d->shelf.metrics[i].name);
	while ((n = take_rows(d, until_s, &text)) > 0) {
		const char	*p = text.s;

		for (unsigned i = 0; i < n; i++, p += strlen(p) + 1)
			rows[i] = p;
		if (!rrdfile_update(device_file(d), names.s, rows, n, &err)) {
			d->n_dropped += n;
			log_warn("%s: %u minutes are not in its graphs: %s", d->name, n, err.text);
		}
		buf_clear(&text);
	}
	buf_done(&names);
	buf_done(&text);
}

/* True when the file has every column of the shelf. */
static bool
is_wide_enough(const struct device *d, const struct rrdhead *head)
{
	unsigned	 n = 0;

	for (unsigned k = 0; k < head->n_sources; k++)
		n += shelf_find(&d->shelf, head->sources[k].name) != -1;
	return n == d->shelf.n_metrics;
}

enum device_done
device_flush(struct device *d, int64_t until_s, int64_t now_s, bool may_make)
{
	struct rrdhead		 head;
	struct err		 err = { "" };
	enum device_state	 seen;
	bool			 is_made = false;
	int			 rc;

	if (now_s < d->retry_s) {
		d->n_dropped += shelf_trim(&d->shelf, DEVICE_KEEP_MINUTES);
		return DEVICE_STUCK;
	}
	if (d->shelf.n_metrics == 0)
		return DEVICE_WRITTEN;
	seen = look(d, now_s, &head);
	if (seen == DEVICE_DENIED)
		return wait_a_while(d, now_s);
	if (now_s < d->retry_s)
		return DEVICE_STUCK;
	if (seen == DEVICE_GOOD) {
		take_back(d, &head, now_s);
		take_over(d, &head);
	}
	if (seen == DEVICE_ABSENT || !is_wide_enough(d, &head)) {
		if (!may_make)
			return DEVICE_POSTPONED;
		rc = make_file(d, seen == DEVICE_GOOD ? &head : NULL, &err);
		if (rc != 0) {
			set_state(d, rc == -ENOSPC ? DEVICE_FULL : DEVICE_DENIED, err.text);
			return wait_a_while(d, now_s);
		}
		is_made = true;
	}
	set_state(d, DEVICE_GOOD, NULL);
	write_rows(d, until_s);
	if (!is_made)
		d->n_faults = 0;
	return is_made ? DEVICE_MADE : DEVICE_WRITTEN;
}

/* Reading. */

void
device_table_done(struct device_table *t)
{
	rrdfile_table_done(&t->mean);
	rrdfile_table_done(&t->most);
}

/* An empty table with the shelf's columns, for a device without a file. */
static void
blank_table(const struct device *d, int64_t from_s, int64_t to_s, struct rrdfile_table *out)
{
	*out = (struct rrdfile_table){ .step_s = SHELF_STEP_S, .first_s = shelf_end(from_s + 1),
	    .n_columns = d->shelf.n_metrics };
	if (to_s >= out->first_s)
		out->n_rows = (size_t)(to_s - out->first_s) / SHELF_STEP_S + 1;
	out->names = xcalloc(out->n_columns, sizeof(*out->names));
	for (size_t i = 0; i < out->n_columns; i++)
		strlcpy(out->names[i], d->shelf.metrics[i].name, sizeof(out->names[i]));
	out->values = xreallocarray(NULL, out->n_rows * out->n_columns, sizeof(double));
	for (size_t i = 0; i < out->n_rows * out->n_columns; i++)
		out->values[i] = NAN;
}

static double
table_at(const struct rrdfile_table *t, int64_t end_s, size_t column_at)
{
	int64_t	 row = (end_s - t->first_s) / t->step_s;

	return t->n_rows == 0 || end_s < t->first_s || row >= (int64_t)t->n_rows ? NAN :
	    t->values[(size_t)row * t->n_columns + column_at];
}

/*
 * Mean and maximum of one row that librrd has not finished: its minutes are
 * partly in the file's finest archive (`fine`) and partly on the shelf.
 */
static void
mend_cell(const struct device *d, const struct rrdfile_table *fine, size_t column_at,
    const char *name, int64_t end_s, int64_t step_s, double *mean, double *most)
{
	int	 on_shelf = shelf_find(&d->shelf, name);
	double	 sum = 0, peak = NAN;
	int	 n = 0;

	for (int64_t at_s = end_s - step_s + SHELF_STEP_S; at_s <= end_s; at_s += SHELF_STEP_S) {
		double	 v = at_s <= d->shelf.taken_s ? table_at(fine, at_s, column_at) :
		    on_shelf != -1 ? shelf_peek(&d->shelf, on_shelf, at_s) : NAN;

		if (isnan(v))
			continue;
		sum += v;
		n++;
		peak = isnan(peak) || v > peak ? v : peak;
	}
	*mean = n > 0 ? sum / n : NAN;
	*most = peak;
}

static void
add_unwritten(const struct device *d, int64_t now_s, struct device_table *t)
{
	struct rrdfile_table	*m = &t->mean, fine = { 0 };
	struct err		 err;
	int64_t			 done_s = d->shelf.taken_s / m->step_s * m->step_s;

	if (m->step_s > SHELF_STEP_S && done_s < d->shelf.taken_s)
		rrdfile_fetch(device_file(d), false, done_s, d->shelf.taken_s, SHELF_STEP_S,
		    &fine, &err);
	for (size_t r = 0; r < m->n_rows; r++) {
		int64_t	 end_s = m->first_s + (int64_t)r * m->step_s;

		if (end_s <= done_s || end_s - m->step_s > now_s)
			continue;
		for (size_t c = 0; c < m->n_columns; c++)
			mend_cell(d, &fine, c, m->names[c], end_s, m->step_s,
			    &m->values[r * m->n_columns + c],
			    &t->most.values[r * m->n_columns + c]);
	}
	rrdfile_table_done(&fine);
}

static void
copy_table(const struct rrdfile_table *from, struct rrdfile_table *to)
{
	size_t	 n = from->n_rows * from->n_columns;

	*to = *from;
	to->names = xcalloc(from->n_columns, sizeof(*to->names));
	memcpy(to->names, from->names, from->n_columns * sizeof(*to->names));
	to->values = xreallocarray(NULL, n, sizeof(double));
	memcpy(to->values, from->values, n * sizeof(double));
}

/* The archive that reaches back to from_s, and is not finer than wanted. */
static int64_t
choose_step(int64_t from_s, int64_t step_s, int64_t now_s)
{
	int64_t	 age_s = now_s - from_s;

	if (step_s >= 3600 || age_s > 90 * 86400)
		return 3600;
	return step_s >= 300 || age_s > 10 * 86400 - 3600 ? 300 : 60;
}

bool
device_read(struct device *d, int64_t from_s, int64_t to_s, int64_t step_s, int64_t now_s,
    struct device_table *out)
{
	struct rrdhead	 head;
	struct err	 err;

	*out = (struct device_table){ 0 };
	if (to_s > now_s + SHELF_STEP_S)
		to_s = now_s + SHELF_STEP_S;
	if (to_s <= from_s)
		to_s = from_s + 1;
	step_s = choose_step(from_s, step_s, now_s);
	if (look(d, now_s, &head) == DEVICE_GOOD) {
		if (!rrdfile_fetch(device_file(d), false, from_s, to_s, step_s, &out->mean, &err)) {
			log_warn("%s: cannot be read: %s", d->name, err.text);
			return false;
		}
		if (out->mean.step_s == SHELF_STEP_S ||
		    !rrdfile_fetch(device_file(d), true, from_s, to_s, step_s, &out->most, &err) ||
		    out->most.step_s != out->mean.step_s ||
		    out->most.n_rows != out->mean.n_rows) {
			rrdfile_table_done(&out->most);
			copy_table(&out->mean, &out->most);
		}
	} else if (d->shelf.n_metrics > 0) {
		blank_table(d, from_s, to_s, &out->mean);
		copy_table(&out->mean, &out->most);
	} else {
		return false;
	}
	add_unwritten(d, now_s, out);
	return true;
}

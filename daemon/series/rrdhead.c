/*
 * rrdhead.c - see rrdhead.h
 *
 * The file is: stat_head, ds_def[ds_cnt], rra_def[rra_cnt], live_head,
 * pdp_prep[ds_cnt], cdp_prep[rra_cnt * ds_cnt], rra_ptr[rra_cnt], rows.  The
 * structures are librrd's own (rrd_format.h, version 0003 to 0005), read by memcpy.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define RRD_EXPORT_DEPRECATED
#include <rrd.h>

#include "series/rrdhead.h"

#define STEP_MAX_S	86400
#define PDP_MAX		100000		/* rows of the file's step in one row of an archive */
#define ROWS_MAX	10000000
#define LAST_MAX_S	(INT64_C(1) << 36)

struct reader {
	const uint8_t	*p;
	size_t		 left;
};

static bool
take(struct reader *r, void *out, size_t size)
{
	if (size > r->left)
		return false;
	memcpy(out, r->p, size);
	r->p += size;
	r->left -= size;
	return true;
}

static bool
read_static(struct reader *r, struct rrdhead *h, struct err *err)
{
	stat_head_t	 s;

	if (!take(r, &s, sizeof(s)))
		return err_set(err, "the file is cut short");
	if (memcmp(s.cookie, RRD_COOKIE, sizeof(s.cookie)) != 0)
		return err_set(err, "it is no RRD file");
	if (memcmp(s.version, RRD_VERSION3, 5) != 0 && memcmp(s.version, RRD_VERSION4, 5) != 0 &&
	    memcmp(s.version, RRD_VERSION5, 5) != 0)
		return err_set(err, "its format version is not known");
	if (memcmp(&s.float_cookie, &(double){ FLOAT_COOKIE }, sizeof(double)) != 0)
		return err_set(err, "it was written by another kind of machine");
	if (s.ds_cnt < 1 || s.ds_cnt > RRDHEAD_SOURCES || s.rra_cnt < 1 ||
	    s.rra_cnt > RRDHEAD_ARCHIVES || s.pdp_step < 1 || s.pdp_step > STEP_MAX_S)
		return err_set(err, "its counts are damaged");
	h->step_s = s.pdp_step;
	h->n_sources = (unsigned)s.ds_cnt;
	h->n_archives = (unsigned)s.rra_cnt;
	return true;
}

static bool
read_sources(struct reader *r, struct rrdhead *h, struct err *err)
{
	for (unsigned i = 0; i < h->n_sources; i++) {
		struct rrdhead_source	*s = &h->sources[i];
		ds_def_t		 d;
		double			 least, most;

		if (!take(r, &d, sizeof(d)))
			return err_set(err, "the file is cut short");
		if (memchr(d.ds_nam, '\0', sizeof(d.ds_nam)) == NULL || !metric_is_name(d.ds_nam))
			return err_set(err, "the name of metric %u is damaged", i + 1);
		if (memcmp(d.dst, "GAUGE", 6) != 0)
			return err_set(err, "%s is of a kind that vigie does not write", d.ds_nam);
		least = d.par[DS_min_val].u_val;
		most = d.par[DS_max_val].u_val;
		if (d.par[DS_mrhb_cnt].u_cnt < 1 || d.par[DS_mrhb_cnt].u_cnt > 10 * STEP_MAX_S ||
		    isinf(least) || isinf(most) || least > most)
			return err_set(err, "the bounds of %s are damaged", d.ds_nam);
		memcpy(s->name, d.ds_nam, sizeof(s->name));
		s->heartbeat_s = (uint32_t)d.par[DS_mrhb_cnt].u_cnt;
		for (unsigned k = 0; k < i; k++)
			if (strcmp(h->sources[k].name, s->name) == 0)
				return err_set(err, "%s is there twice", s->name);
	}
	return true;
}

static bool
read_archives(struct reader *r, const struct rrdhead *h, uint64_t *rows, uint64_t *pdps,
    uint64_t *total, struct err *err)
{
	*total = 0;
	for (unsigned i = 0; i < h->n_archives; i++) {
		rra_def_t	 a;

		if (!take(r, &a, sizeof(a)))
			return err_set(err, "the file is cut short");
		if (memcmp(a.cf_nam, "AVERAGE", 8) != 0 && memcmp(a.cf_nam, "MAX", 4) != 0 &&
		    memcmp(a.cf_nam, "MIN", 4) != 0 && memcmp(a.cf_nam, "LAST", 5) != 0)
			return err_set(err, "archive %u is of a kind that vigie does not write", i + 1);
		if (a.row_cnt < 1 || a.row_cnt > ROWS_MAX || a.pdp_cnt < 1 || a.pdp_cnt > PDP_MAX)
			return err_set(err, "the size of archive %u is damaged", i + 1);
		if (!(a.par[RRA_cdp_xff_val].u_val >= 0 && a.par[RRA_cdp_xff_val].u_val < 1))
			return err_set(err, "the rule of archive %u is damaged", i + 1);
		rows[i] = a.row_cnt;
		pdps[i] = a.pdp_cnt;
		*total += a.row_cnt;
	}
	return true;
}

/* What was told last, kept by librrd as text; NaN for "U" and for what is no number. */
static double
last_value(const char *text)
{
	char	 copy[LAST_DS_LEN + 1];
	char	*end;
	double	 value;

	memcpy(copy, text, LAST_DS_LEN);
	copy[LAST_DS_LEN] = '\0';
	value = strtod(copy, &end);
	return end == copy || *end != '\0' || !isfinite(value) ? NAN : value;
}

static bool
read_live(struct reader *r, struct rrdhead *h, const uint64_t *rows, const uint64_t *pdps,
    struct err *err)
{
	live_head_t	 live;
	pdp_prep_t	 pdp;
	cdp_prep_t	 cdp;
	rra_ptr_t	 ptr;

	if (!take(r, &live, sizeof(live)))
		return err_set(err, "the file is cut short");
	if (live.last_up < 0 || live.last_up > LAST_MAX_S || live.last_up_usec < 0 ||
	    live.last_up_usec > 999999)
		return err_set(err, "its time is damaged");
	h->last_s = live.last_up;
	for (unsigned i = 0; i < h->n_sources; i++) {
		if (!take(r, &pdp, sizeof(pdp)))
			return err_set(err, "the file is cut short");
		if (pdp.scratch[PDP_unkn_sec_cnt].u_cnt > h->step_s)
			return err_set(err, "the present value of %s is damaged", h->sources[i].name);
		h->sources[i].last = last_value(pdp.last_ds);
	}
	for (unsigned i = 0; i < h->n_archives * h->n_sources; i++) {
		if (!take(r, &cdp, sizeof(cdp)))
			return err_set(err, "the file is cut short");
		if (cdp.scratch[CDP_unkn_pdp_cnt].u_cnt > pdps[i / h->n_sources])
			return err_set(err, "the present row of archive %u is damaged",
			    i / h->n_sources + 1);
	}
	for (unsigned i = 0; i < h->n_archives; i++) {
		if (!take(r, &ptr, sizeof(ptr)))
			return err_set(err, "the file is cut short");
		if (ptr.cur_row >= rows[i])
			return err_set(err, "the position in archive %u is damaged", i + 1);
	}
	return true;
}

bool
rrdhead_read(const void *bytes, size_t len, uint64_t file_size, struct rrdhead *out,
    struct err *err)
{
	struct reader	 r = { bytes, len };
	struct rrdhead	 h = { 0 };
	uint64_t	 rows[RRDHEAD_ARCHIVES], pdps[RRDHEAD_ARCHIVES], total, want;

	if (!read_static(&r, &h, err) || !read_sources(&r, &h, err) ||
	    !read_archives(&r, &h, rows, pdps, &total, err) ||
	    !read_live(&r, &h, rows, pdps, err))
		return false;
	want = len - r.left + total * h.n_sources * sizeof(rrd_value_t);
	if (file_size != want)
		return err_set(err, "it has %llu bytes and should have %llu",
		    (unsigned long long)file_size, (unsigned long long)want);
	*out = h;
	return true;
}

size_t
rrdhead_length(const void *bytes)
{
	stat_head_t	 s;
	size_t		 n, m;

	_Static_assert(sizeof(s) == RRDHEAD_STATIC, "librrd has another format");
	memcpy(&s, bytes, sizeof(s));
	n = s.ds_cnt < RRDHEAD_SOURCES ? s.ds_cnt : RRDHEAD_SOURCES;
	m = s.rra_cnt < RRDHEAD_ARCHIVES ? s.rra_cnt : RRDHEAD_ARCHIVES;
	return sizeof(s) + sizeof(live_head_t) + n * (sizeof(ds_def_t) + sizeof(pdp_prep_t)) +
	    m * (sizeof(rra_def_t) + sizeof(rra_ptr_t)) + n * m * sizeof(cdp_prep_t);
}

uint64_t
rrdhead_size(unsigned n_sources, const unsigned *rows, unsigned n_archives)
{
	stat_head_t	 s = { .ds_cnt = n_sources, .rra_cnt = n_archives };
	uint64_t	 size = rrdhead_length(&s);

	for (unsigned i = 0; i < n_archives; i++)
		size += (uint64_t)rows[i] * n_sources * sizeof(rrd_value_t);
	return size;
}

/* One archive's rows after last_s: unknown, and the position before them. */
static void
rewind_archive(double *rows, const struct rrdhead *head, const rra_def_t *def, rra_ptr_t *at,
    int64_t last_s)
{
	int64_t		 row_s = (int64_t)(head->step_s * def->pdp_cnt);
	uint64_t	 n = (uint64_t)(head->last_s / row_s - last_s / row_s);

	if (n > def->row_cnt)
		n = def->row_cnt;
	for (; n > 0; n--) {
		for (unsigned k = 0; k < head->n_sources; k++)
			rows[at->cur_row * head->n_sources + k] = NAN;
		at->cur_row = (at->cur_row + def->row_cnt - 1) % def->row_cnt;
	}
}

void
rrdhead_rewind(void *file, const struct rrdhead *head, int64_t last_s)
{
	uint8_t		*base = file;
	rra_def_t	*defs = (void *)(base + sizeof(stat_head_t) + head->n_sources * sizeof(ds_def_t));
	live_head_t	*live = (void *)(defs + head->n_archives);
	pdp_prep_t	*pdps = (void *)(live + 1);
	cdp_prep_t	*cdps = (void *)(pdps + head->n_sources);
	rra_ptr_t	*ptrs = (void *)(cdps + (size_t)head->n_archives * head->n_sources);
	double		*rows = (void *)(ptrs + head->n_archives);

	live->last_up = last_s;
	live->last_up_usec = 0;
	for (unsigned k = 0; k < head->n_sources; k++) {
		memset(&pdps[k], 0, sizeof(pdps[k]));
		pdps[k].last_ds[0] = 'U';
	}
	for (unsigned i = 0; i < head->n_archives; i++) {
		unsigned long	 row_s = head->step_s * defs[i].pdp_cnt;

		for (unsigned k = 0; k < head->n_sources; k++) {
			cdp_prep_t	*c = &cdps[i * head->n_sources + k];

			memset(c, 0, sizeof(*c));
			c->scratch[CDP_val].u_val = NAN;
			c->scratch[CDP_primary_val].u_val = NAN;
			c->scratch[CDP_secondary_val].u_val = NAN;
			c->scratch[CDP_unkn_pdp_cnt].u_cnt = (unsigned long)last_s % row_s / head->step_s;
		}
		rewind_archive(rows, head, &defs[i], &ptrs[i], last_s);
		rows += defs[i].row_cnt * head->n_sources;
	}
}

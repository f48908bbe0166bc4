/*
 * unrecorded.c - engine/recording.h without a record: its thread and its files are
 * proven elsewhere, and here every result of a month would be written down.
 */
#include <stddef.h>

#include "engine/recording.h"

struct recording *
recording_new(struct engine *e)
{
	(void)e;
	return NULL;
}

void
recording_free(struct recording *r)
{
	(void)r;
}

void
recording_adopt(struct recording *r, const struct inventory *inv, struct wall now)
{
	(void)r;
	(void)inv;
	(void)now;
}

void
recording_flush(struct recording *r, struct wall now)
{
	(void)r;
	(void)now;
}

void
recording_ticked(struct recording *r, struct wall now)
{
	(void)r;
	(void)now;
}

void
recording_figures(struct recording *r, struct record_figures *out)
{
	(void)r;
	*out = (struct record_figures){ 0 };
}

void
recording_result(struct recording *r, const struct judged_result *result, struct wall now)
{
	(void)r;
	(void)result;
	(void)now;
}

void
recording_start(struct recording *r, struct wall last_sign, struct wall now)
{
	(void)r;
	(void)last_sign;
	(void)now;
}

void
recording_stop(struct recording *r, struct wall now)
{
	(void)r;
	(void)now;
}

void
recording_door(struct recording *r, bool is_open, struct wall now)
{
	(void)r;
	(void)is_open;
	(void)now;
}

void
recording_trouble(struct recording *r, const char *code, bool is_wrong, const char *text,
    struct wall now)
{
	(void)r;
	(void)code;
	(void)is_wrong;
	(void)text;
	(void)now;
}

void
recording_incident(struct recording *r, const char *verb, uint32_t number, const char *by,
    const char *text, const char *extra, struct wall now)
{
	(void)r;
	(void)verb;
	(void)number;
	(void)by;
	(void)text;
	(void)extra;
	(void)now;
}

void
recording_window(struct recording *r, const struct fact_window *w, struct wall now)
{
	(void)r;
	(void)w;
	(void)now;
}

void
recording_cancel(struct recording *r, const struct fact_window *w, const char *by, struct wall now)
{
	(void)r;
	(void)w;
	(void)by;
	(void)now;
}

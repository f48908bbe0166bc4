/*
 * paris.h - the zone and the hours of the worked examples, for tests of what is counted in them.
 */
#ifndef VIGIE_TEST_PARIS_H
#define VIGIE_TEST_PARIS_H

#include "model/zone.h"

#define ALB	"Tu,We 09:00-12:00,14:00-18:00; Th 14:00-18:00; Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00"
#define FEL	"We,Fr 14:00-18:00; Sa 09:00-13:00"
#define SIVU	"Mo-Fr 08:30-12:00,13:30-17:30; PH off"

static struct zone	*paris;

/* For cmocka_run_group_tests(). */
static inline int
load_paris(void **unused)
{
	struct err	 err;

	(void)unused;
	paris = zone_load("Europe/Paris", &err);
	return paris == NULL;
}

static inline int
drop_paris(void **unused)
{
	(void)unused;
	zone_free(paris);
	return 0;
}

/* "2026-03-03 11:30", as people there write it. */
static inline struct wall
in_paris(const char *text)
{
	struct wall	 t = { 0 };
	struct err	 err;

	if (!zone_read(paris, text, ZONE_FIRST, &t, NULL, &err))
		fail_msg("%s", err.text);
	return t;
}

#endif

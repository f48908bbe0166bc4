/* Unit tests of the judge, rule 10: flapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/unit/story.h"


static const struct told_story stories[] = {
	{ "five changes in an hour are five changes",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n200-400/20 a/router/icmp x\n"
	  "400-600/20 a/router/icmp o\n600-800/20 a/router/icmp x\n"
	  "800-1000/20 a/router/icmp o\n1000-1200/20 a/router/icmp x\n"
	  "1200-1400/20 a/router/icmp x\n",
	  "240 incident 1 opened link a/link 200\n240 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 200 restored 400\n"
	  "420 notice 1 restored to tech by mail\n640 incident 2 opened link a/link 600\n"
	  "640 notice 2 down to tech by mail\n"
	  "820 incident 2 restored link a/link 600 restored 800\n"
	  "820 notice 2 restored to tech by mail\n1040 incident 3 opened link a/link 1000\n"
	  "1040 notice 3 down to tech by mail\n" },
	{ "more are one incident, told once, which ends an hour after the last",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n200-400/20 a/router/icmp x\n"
	  "400-600/20 a/router/icmp o\n600-800/20 a/router/icmp x\n"
	  "800-1000/20 a/router/icmp o\n1000-1200/20 a/router/icmp x\n"
	  "1200-1400/20 a/router/icmp o\n1400-1600/20 a/router/icmp x\n"
	  "1600-6600/20 a/router/icmp o\n",
	  "240 incident 1 opened link a/link 200\n240 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 200 restored 400\n"
	  "420 notice 1 restored to tech by mail\n640 incident 2 opened link a/link 600\n"
	  "640 notice 2 down to tech by mail\n"
	  "820 incident 2 restored link a/link 600 restored 800\n"
	  "820 notice 2 restored to tech by mail\n1040 incident 3 opened link a/link 1000\n"
	  "1040 notice 3 down to tech by mail\n"
	  "1220 incident 3 restored link a/link 1000 restored 1200\n"
	  "1220 incident 4 opened flapping a 200\n1220 notice 3 restored to tech by mail\n"
	  "1220 notice 4 down to tech by mail\n1440 incident 5 opened link a/link 1400\n"
	  "1440 incident 4 updated flapping a 200 change\n"
	  "1440 incident 5 attached link a/link 1400 parent 4 flapping\n"
	  "1620 incident 5 restored link a/link 1400 restored 1600 parent 4\n"
	  "1620 incident 4 updated flapping a 200 change\n"
	  "5200 incident 4 restored flapping a 200 restored 5200 up\n"
	  "5200 notice 4 restored to tech by mail\n" },
	{ "downs inside it say nothing, unless the line stays down for ten minutes",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n200-400/20 a/router/icmp x\n"
	  "400-600/20 a/router/icmp o\n600-800/20 a/router/icmp x\n"
	  "800-1000/20 a/router/icmp o\n1000-1200/20 a/router/icmp x\n"
	  "1200-1400/20 a/router/icmp o\n1400-1600/20 a/router/icmp x\n"
	  "1600-2600/20 a/router/icmp x\n2600-3600/20 a/router/icmp o\n",
	  "240 incident 1 opened link a/link 200\n240 notice 1 down to tech by mail\n"
	  "420 incident 1 restored link a/link 200 restored 400\n"
	  "420 notice 1 restored to tech by mail\n640 incident 2 opened link a/link 600\n"
	  "640 notice 2 down to tech by mail\n"
	  "820 incident 2 restored link a/link 600 restored 800\n"
	  "820 notice 2 restored to tech by mail\n1040 incident 3 opened link a/link 1000\n"
	  "1040 notice 3 down to tech by mail\n"
	  "1220 incident 3 restored link a/link 1000 restored 1200\n"
	  "1220 incident 4 opened flapping a 200\n1220 notice 3 restored to tech by mail\n"
	  "1220 notice 4 down to tech by mail\n1440 incident 5 opened link a/link 1400\n"
	  "1440 incident 4 updated flapping a 200 change\n"
	  "1440 incident 5 attached link a/link 1400 parent 4 flapping\n"
	  "2000 incident 5 detached link a/link 1400 stays_down\n"
	  "2000 notice 5 down to tech by mail\n"
	  "2620 incident 5 restored link a/link 1400 restored 2600\n"
	  "2620 incident 4 updated flapping a 200 change\n"
	  "2620 notice 5 restored to tech by mail\n" },
};

#define EXCHANGE(more) \
	more "contact tech\nroute tech\ngroup nra\n" \
	"site a groups nra\n router icmp:20\nsite b groups nra\n router icmp:20\n"
/* Both down from F to T, and up until N. */
#define CUT(f, t, n) \
	#f "-" #t "/20 a/router/icmp x\n" #f "-" #t "/20 b/router/icmp x\n" \
	#t "-" #n "/20 a/router/icmp o\n" #t "-" #n "/20 b/router/icmp o\n"
#define THREE_CUTS \
	"0 start\n0-200/20 a/router/icmp o\n0-200/20 b/router/icmp o\n" \
	CUT(200, 400, 600) CUT(600, 800, 1000) CUT(1000, 1200, 1400)

static const struct told_story groups[] = {
	{ "three outages of a group within an hour are six changes: it flaps",
	  EXCHANGE(""),
	  THREE_CUTS CUT(1400, 1600, 5300),
	  "240 incident 3 opened group nra 200\n340 notice 3 down to tech by mail\n"
	  "420 incident 3 restored group nra 200 restored 400\n420 notice 3 restored to tech by mail\n"
	  "640 incident 6 opened group nra 600\n740 notice 6 down to tech by mail\n"
	  "820 incident 6 restored group nra 600 restored 800\n820 notice 6 restored to tech by mail\n"
	  "1040 incident 9 opened group nra 1000\n1140 notice 9 down to tech by mail\n"
	  "1220 incident 9 restored group nra 1000 restored 1200\n"
	  "1220 incident 10 opened flapping nra 200\n1220 notice 9 restored to tech by mail\n"
	  "1220 notice 10 down to tech by mail\n"
	  "1440 incident 13 opened group nra 1400\n1440 incident 10 updated flapping nra 200 change\n"
	  "1440 incident 13 attached group nra 1400 parent 10 flapping\n"
	  "1620 incident 13 restored group nra 1400 restored 1600 parent 10\n"
	  "1620 incident 10 updated flapping nra 200 change\n"
	  "5200 incident 10 restored flapping nra 200 restored 5200 up\n"
	  "5200 notice 10 restored to tech by mail\n" },
	{ "five changes are none",
	  EXCHANGE(""),
	  "0 start\n0-200/20 a/router/icmp o\n0-200/20 b/router/icmp o\n"
	  CUT(200, 400, 600) CUT(600, 800, 1000) "1000-1200/20 a/router/icmp x\n1000-1200/20 b/router/icmp x\n",
	  "240 incident 3 opened group nra 200\n340 notice 3 down to tech by mail\n"
	  "420 incident 3 restored group nra 200 restored 400\n420 notice 3 restored to tech by mail\n"
	  "640 incident 6 opened group nra 600\n740 notice 6 down to tech by mail\n"
	  "820 incident 6 restored group nra 600 restored 800\n820 notice 6 restored to tech by mail\n"
	  "1040 incident 9 opened group nra 1000\n1140 notice 9 down to tech by mail\n" },
	{ "a group that stays down for ten minutes is told although it flaps",
	  EXCHANGE(""),
	  THREE_CUTS "1400-2100/20 a/router/icmp x\n1400-2100/20 b/router/icmp x\n",
	  "240 incident 3 opened group nra 200\n340 notice 3 down to tech by mail\n"
	  "420 incident 3 restored group nra 200 restored 400\n420 notice 3 restored to tech by mail\n"
	  "640 incident 6 opened group nra 600\n740 notice 6 down to tech by mail\n"
	  "820 incident 6 restored group nra 600 restored 800\n820 notice 6 restored to tech by mail\n"
	  "1040 incident 9 opened group nra 1000\n1140 notice 9 down to tech by mail\n"
	  "1220 incident 9 restored group nra 1000 restored 1200\n"
	  "1220 incident 10 opened flapping nra 200\n1220 notice 9 restored to tech by mail\n"
	  "1220 notice 10 down to tech by mail\n"
	  "1440 incident 13 opened group nra 1400\n1440 incident 10 updated flapping nra 200 change\n"
	  "1440 incident 13 attached group nra 1400 parent 10 flapping\n"
	  "2000 incident 13 detached group nra 1400 stays_down\n2000 notice 13 down to tech by mail\n" },
	{ "after a restart it goes on, and ends an hour after its last change, down",
	  EXCHANGE(""),
	  THREE_CUTS "1500 stop\n1510 start\n1511-5300/20 a/router/icmp o\n1511-5300/20 b/router/icmp o\n",
	  "240 incident 3 opened group nra 200\n340 notice 3 down to tech by mail\n"
	  "420 incident 3 restored group nra 200 restored 400\n420 notice 3 restored to tech by mail\n"
	  "640 incident 6 opened group nra 600\n740 notice 6 down to tech by mail\n"
	  "820 incident 6 restored group nra 600 restored 800\n820 notice 6 restored to tech by mail\n"
	  "1040 incident 9 opened group nra 1000\n1140 notice 9 down to tech by mail\n"
	  "1220 incident 9 restored group nra 1000 restored 1200\n"
	  "1220 incident 10 opened flapping nra 200\n1220 notice 9 restored to tech by mail\n"
	  "1220 notice 10 down to tech by mail\n"
	  "4800 incident 10 restored flapping nra 200 restored 4800 up\n"
	  "4800 notice 10 restored to tech by mail\n" },
	{ "what was cut off with its group does not flap by itself",
	  "contact tech\nroute tech kinds flapping\ngroup nra\n"
	  "site a groups nra\n router icmp:20\nsite b groups nra\n router icmp:20\n",
	  THREE_CUTS CUT(1400, 1600, 1800),
	  "240 incident 3 opened group nra 200\n420 incident 3 restored group nra 200 restored 400\n"
	  "640 incident 6 opened group nra 600\n820 incident 6 restored group nra 600 restored 800\n"
	  "1040 incident 9 opened group nra 1000\n1220 incident 9 restored group nra 1000 restored 1200\n"
	  "1220 incident 10 opened flapping nra 200\n1220 notice 10 down to tech by mail\n"
	  "1440 incident 13 opened group nra 1400\n1440 incident 10 updated flapping nra 200 change\n"
	  "1440 incident 13 attached group nra 1400 parent 10 flapping\n"
	  "1620 incident 13 restored group nra 1400 restored 1600 parent 10\n"
	  "1620 incident 10 updated flapping nra 200 change\n" },
};

/* Without what its links say. */
static void
a_group_that_comes_and_goes_is_one_incident_too(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(groups); i++) {
		struct world	*w = world_new(groups[i].world);
		char		*says = story_play(w, groups[i].story, "incident notice"), *rest = says, *line;
		struct buf	 kept = { 0 };

		while ((line = strsep(&rest, "\n")) != NULL)
			if (*line != '\0' && strstr(line, " link ") == NULL)
				buf_addf(&kept, "%s\n", line);
		if (strcmp(buf_str(&kept), groups[i].says) != 0) {
			print_message("# \"%s\" does not hold; it says\n%s# instead of\n%s", groups[i].what,
			    buf_str(&kept), groups[i].says);
			n_failed++;
		}
		buf_done(&kept);
		free(says);
		world_free(w);
	}
	assert_int_equal(n_failed, 0);
}

/* Of which only what is told matters. */
static const struct told_story told[] = {
	{ "a down that outlives it, unseen for an hour, is told on its own",
	  "contact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-200/20 a/router/icmp o\n200-400/20 a/router/icmp x\n"
	  "400-600/20 a/router/icmp o\n600-800/20 a/router/icmp x\n"
	  "800-1000/20 a/router/icmp o\n1000-1200/20 a/router/icmp x\n"
	  "1200-1400/20 a/router/icmp o\n1400-1500/20 a/router/icmp x\n1510 stop\n9000 start\n"
	  "9000-9300/20 a/router/icmp x\n",
	  "240 notice 1 down to tech by mail\n420 notice 1 restored to tech by mail\n"
	  "640 notice 2 down to tech by mail\n820 notice 2 restored to tech by mail\n"
	  "1040 notice 3 down to tech by mail\n1220 notice 3 restored to tech by mail\n"
	  "1220 notice 4 down to tech by mail\n9000 notice 6 blind to tech by mail\n"
	  "9000 notice 4 restored to tech by mail\n9040 notice 5 down to tech by mail\n" },
};

static void
a_line_that_comes_and_goes_is_one_incident(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

static void
what_outlives_it_is_told(void **unused)
{
	(void)unused;
	stories_hold(told, N_ELEMENTS(told), "notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_line_that_comes_and_goes_is_one_incident),
		cmocka_unit_test(a_group_that_comes_and_goes_is_one_incident_too),
		cmocka_unit_test(what_outlives_it_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

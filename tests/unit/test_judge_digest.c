/* Unit tests of the judge, rule 10: flapping. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

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

static void
a_line_that_comes_and_goes_is_one_incident(void **unused)
{
	(void)unused;
	stories_hold(stories, N_ELEMENTS(stories), "incident notice");
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_line_that_comes_and_goes_is_one_incident),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

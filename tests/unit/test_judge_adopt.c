/* Unit tests of the judge under another configuration: what keeps its name keeps its state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/story.h"

#define PEOPLE	"contact tech\nroute tech\n"

static const struct reload_story {
	const char	*what, *before, *after, *first, *then, *says;
} stories[] = {
	{ "unchanged checks keep their streaks",
	  "site a\n router icmp:20\n", "site a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n", "57 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "57 state a/router down 20\n57 state a/link down 20\n57 incident 1 opened link a/link 20\n" },
	{ "canaries that never answer have one holding from the reload, then vigie is blind",
	  "canaries 1\nsite a\n router icmp:60\n", "canaries 3\nsite a\n router icmp:60\n",
	  "0 canary/1 o\n10 canary/1 o\n20 canary/1 o\n30 canary/1 o\n31 a/router/icmp o\n40 canary/1 o\n"
	  "50 canary/1 o\n",
	  "60 canary/1 o\n70 canary/1 o\n80 canary/1 o\n90 canary/1 o\n100 tick\n",
	  "31 state a/router up 31\n31 state a/link up 31\n31 state a/convention non_compliant 31\n"
	  "80 state a/router unknown 80\n80 state a/link unknown 80\n80 state a/convention unknown 80\n" },
	{ "an incident goes on, and its end is told",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site a\n router icmp:20 snmp:60\n pc p public icmp:60\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 a/router/icmp o\n67 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n67 state a/router up 60\n67 state a/link up 60\n67 state a/convention unknown 60\n"
	  "67 incident 1 restored link a/link 20 restored 60\n67 notice 1 restored to tech by mail\n" },
	{ "a removed site's incident ends as removed, told as such",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n", PEOPLE "site b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 b/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state b/router up 1\n1 state b/link up 1\n1 state b/convention non_compliant 1\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n51 state b/router unknown 51\n51 state b/link unknown 51\n51 state b/convention unknown 51\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n"
	  "55 incident 1 removed link a/link 20 restored 55\n55 notice 1 removed to tech by mail\n"
	  "60 state b/router up 60\n60 state b/link up 60\n60 state b/convention non_compliant 60\n" },
	{ "a renamed site keeps its incident",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site c was a\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n",
	  "60 c/router/icmp o\n67 c/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "34 notice 1 down to tech by mail\n55 state c/router down 20\n55 state c/link down 20\n"
	  "55 state c/convention non_compliant 0\n55 incident 1 updated link c/link 20 renamed\n"
	  "67 state c/router up 60\n67 state c/link up 60\n"
	  "67 incident 1 restored link c/link 20 restored 60\n67 notice 1 restored to tech by mail\n" },
	{ "silence of what reports by itself is counted on",
	  "site a\n router icmp:60\n pc p public push push:20\n", "site a\n router icmp:60\n pc p public push push:20\n",
	  "0 a/router/icmp o\n1 a/p/push o\n", "60 a/router/icmp o\n100 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n1 state a/p up 1\n"
	  "1 state a/convention compliant 1\n91 state a/p down 51\n"
	  "91 state a/convention non_compliant 51\n" },
	{ "a gate that waited only for what is gone opens",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:60\n", PEOPLE "site a\n router icmp:20\n",
	  "10 a/router/icmp x\n17 a/router/icmp x\n24 a/router/icmp x\n", "60 a/router/icmp x\n",
	  "24 state a/router down 10\n24 state a/link down 10\n"
	  "24 state a/convention non_compliant 10\n24 incident 1 opened link a/link 10\n"
	  "60 notice 1 down to tech by mail\n" },
	{ "an age goes with the check that told it",
	  "site a\n router icmp:20 snmp:60\n", "site a\n router icmp:20\n",
	  "0 a/router/icmp o\n1 a/router/snmp o uptime=1000\n5 a/router/icmp x\n6 a/router/icmp x\n7 a/router/icmp x\n"
	  "10 a/router/icmp o\n11 a/router/icmp o\n12 a/router/snmp o uptime=1011\n", "60 a/router/icmp o\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "7 state a/router down 5\n7 state a/link down 5\n7 incident 1 opened link a/link 5\n"
	  "11 state a/router up 10\n11 state a/link up 10\n"
	  "11 incident 1 restored link a/link 5 restored 10\n"
	  "12 incident 1 updated link a/link 5 restored 10 uptime\n" },
	{ "a check that is gone is as if its holding had ended",
	  "site a\n router icmp:20 tcp:20\n", "site a\n router tcp:20\n",
	  "0 a/router/icmp o\n1 a/router/tcp o\n20 a/router/icmp o\n", "80 tick\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "55 state a/router unknown 55\n55 state a/link unknown 55\n55 state a/convention unknown 55\n" },
	{ "when a group is gone its points speak for themselves",
	  PEOPLE "group g\nsite a groups g\n router icmp:20\nsite b groups g\n router icmp:20\n",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n21 b/router/icmp x\n27 a/router/icmp x\n"
	  "28 b/router/icmp x\n34 a/router/icmp x\n35 b/router/icmp x\n",
	  "60 a/router/icmp x\n61 b/router/icmp x\n80 a/router/icmp x\n100 a/router/icmp x\n120 a/router/icmp x\n"
	  "140 a/router/icmp x\n160 a/router/icmp x\n",
	  "0 state a/router up 0\n0 state a/link up 0\n0 state a/convention non_compliant 0\n"
	  "1 state b/router up 1\n1 state b/link up 1\n1 state b/convention non_compliant 1\n"
	  "34 state a/router down 20\n34 state a/link down 20\n34 incident 1 opened link a/link 20\n"
	  "35 state b/router down 21\n35 state b/link down 21\n35 incident 2 opened link b/link 21\n"
	  "35 incident 3 opened group g 20\n35 incident 1 attached link a/link 20 parent 3 group\n"
	  "35 incident 2 attached link b/link 21 parent 3 group\n55 incident 3 removed group g 20 restored 55\n"
	  "55 incident 1 detached link a/link 20 group_over\n55 incident 2 detached link b/link 21 group_over\n"
	  "111 state b/router unknown 111\n111 state b/link unknown 111\n111 state b/convention unknown 111\n"
	  "160 notice 1 down to tech by mail\n" },
};

static void
play(struct play *p, const char *story)
{
	char	*copy = xstrdup(story), *rest = copy, *line, *end;

	while ((line = strsep(&rest, "\n")) != NULL) {
		double	 t = strtod(line, &end);

		if (*line != '\0')
			play_line(p, STORY_ZERO_MS + (int64_t)(t * 1000), end);
	}
	free(copy);
}

static void
what_keeps_its_name_keeps_its_state(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(stories); i++) {
		struct world	*before = world_new(stories[i].before), *after = world_new(stories[i].after);
		struct play	 p = { 0 };

		play_begin(&p, world_inventory(before), "state incident notice");
		play_line(&p, STORY_ZERO_MS, "start");
		play(&p, stories[i].first);
		judge_adopt(p.judge, world_inventory(after), (struct wall){ STORY_ZERO_MS + 55000 });
		p.inv = world_inventory(after);
		world_free(before);	/* nothing of it may be used any more */
		play(&p, stories[i].then);
		if (strcmp(buf_str(&p.out), stories[i].says) != 0) {
			print_message("# \"%s\" does not hold; it says\n%s# instead of\n%s", stories[i].what,
			    buf_str(&p.out), stories[i].says);
			n_failed++;
		}
		play_end(&p);
		world_free(after);
	}
	assert_int_equal(n_failed, 0);
}

/* The configuration was changed while vigie did not run: the start is under the new one. */
static const struct reload_story	 starts[] = {
	{ "what was said of a site under its former id is said of it",
	  PEOPLE "site a\n router icmp:20\n", PEOPLE "site c was a\n router icmp:20\n",
	  "0 a/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n40 maintenance a 1000 2000\n50 stop\n",
	  "60 start\n61 c/router/icmp o\n68 c/router/icmp o\n1010 c/router/icmp x\n1017 c/router/icmp x\n1024 c/router/icmp x\n",
	  "68 state c/router up 61\n68 state c/link up 61\n68 state c/convention non_compliant 61\n"
	  "68 incident 1 restored link c/link 20 restored 61\n68 notice 1 restored to tech by mail\n"
	  "118 state c/router unknown 118\n118 state c/link unknown 118\n118 state c/convention unknown 118\n"
	  "1024 state c/router down 1010\n1024 state c/link down 1010\n1024 state c/convention non_compliant 1010\n"
	  "1024 incident 2 opened link c/link 1010\n" },
	{ "a site that left the configuration meanwhile ends its incident as removed",
	  PEOPLE "site a\n router icmp:20\nsite b\n router icmp:20\n", PEOPLE "site b\n router icmp:20\n",
	  "0 a/router/icmp o\n1 b/router/icmp o\n20 a/router/icmp x\n27 a/router/icmp x\n34 a/router/icmp x\n40 stop\n",
	  "60 start\n61 b/router/icmp o\n",
	  "60 incident 1 removed link a/link 20 restored 60\n60 notice 1 removed to tech by mail\n"
	  "61 state b/router up 61\n61 state b/link up 61\n61 state b/convention non_compliant 61\n" },
};

static void
a_start_knows_who_was_called_otherwise(void **unused)
{
	unsigned	 n_failed = 0;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(starts); i++) {
		struct world	*before = world_new(starts[i].before), *after = world_new(starts[i].after);
		struct play	 p = { .keep_facts = true }, q = { 0 };

		play_begin(&p, world_inventory(before), "");
		play_line(&p, STORY_ZERO_MS, "start");
		play(&p, starts[i].first);
		play_begin(&q, world_inventory(after), "state incident notice");
		for (size_t k = 0; k < p.n_facts; k++)
			judge_recall(q.judge, p.facts[k]);
		q.sign_ms = p.sign_ms;
		play(&q, starts[i].then);
		if (strcmp(buf_str(&q.out), starts[i].says) != 0) {
			print_message("# \"%s\" does not hold; it says\n%s# instead of\n%s", starts[i].what,
			    buf_str(&q.out), starts[i].says);
			n_failed++;
		}
		play_end(&q);
		play_end(&p);
		world_free(before);
		world_free(after);
	}
	assert_int_equal(n_failed, 0);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(a_start_knows_who_was_called_otherwise),
		cmocka_unit_test(what_keeps_its_name_keeps_its_state),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

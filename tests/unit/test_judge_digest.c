/* Unit tests of the judge: the morning's list, and what is folded because it would be too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "judge/letter.h"
#include "tests/unit/story.h"

/* 08:30 of the next day, and of the one after it. */
#define MORNING_1	81000
#define MORNING_2	167400

#define DAILY \
	"contact tech\n" \
	"route tech digest\n" \
	"site a\n" \
	" router icmp:20\n"

static const struct told_story lists[] = {
	{ "a list is made at the first working minute of a working day, where something is wrong",
	  DAILY,
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "81000 notice 0 digest to tech by mail\n81000 digest tech\n" },
	{ "and where nothing is, nobody is told",
	  DAILY,
	  "0 start\n0-81100/20 a/router/icmp o\n",
	  "81000 digest tech\n" },
	{ "a first start in the afternoon waits for the next morning",
	  DAILY,
	  "0 start\n0-100/20 a/router/icmp o\n100-400/20 a/router/icmp x\n",
	  "140 incident 1 opened link a/link 100\n140 notice 1 down to tech by mail\n" },
	{ "what ended since the list before is in the next one, told or not",
	  "contact tech\nroute tech digest when Mo-Fr 08:30-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-40000/20 a/router/icmp o\n40000-41000/20 a/router/icmp x\n"
	  "41000-81100/20 a/router/icmp o\n",
	  "40040 incident 1 opened link a/link 40000\n"
	  "41020 incident 1 restored link a/link 40000 restored 41000\n"
	  "81000 notice 0 digest to tech by mail\n81000 digest tech\n" },
	{ "a route that speaks later that day tells it later",
	  "contact tech\nroute tech digest when Mo-Fr 10:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-86500/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n86400 notice 0 digest to tech by mail\n"
	  "86400 digest tech\n86400 notice 1 down to tech by mail\n" },
	{ "and one that does not speak that day does not",
	  "contact tech\nroute tech digest when Mo 10:00-18:00\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-90000/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n" },
	{ "each working day has its list, other days have none",
	  "contact tech\nroute tech digest\nwork We,Fr 09:00-12:00; PH off\nsite a\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n82800 tick\n260000 tick\n342000 tick\n432000 tick\n",
	  "82800 digest tech\n255600 digest tech\n" },
	{ "where work never ends it is 08:30",
	  "contact tech\nroute tech digest\nwork 24/7\nsite a\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n90000 tick\n",
	  "81000 digest tech\n" },
	{ "and so it is where no hours are said",
	  "contact tech\nroute tech digest\nwork\nsite a\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n90000 tick\n",
	  "81000 digest tech\n" },
	{ "who is not told by a digest route has no list",
	  "contact tech\nroute tech warn\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n" },
	{ "what his routes do not fit is not in his list",
	  "contact tech\ncontact boss\nroute tech digest bases privas\nroute boss digest bases annonay\n"
	  "site a base privas\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "81000 notice 0 digest to tech by mail\n81000 digest tech\n81000 digest boss\n" },
	{ "an animator's is about his own point",
	  "contact tech\nroute animators digest\nsite a\n router icmp:20\nanimator ann\n"
	  "site b\n router icmp:20\nanimator bob\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81100/20 a/router/icmp x\n0-81100/20 b/router/icmp o\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to ann by mail\n"
	  "81000 notice 0 digest to ann by mail\n81000 digest a/ann@example.org\n"
	  "81000 digest b/bob@example.org\n" },
	{ "by each of his channels",
	  "contact tech sms\nroute tech digest sms\nsite a\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81100/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "80040 notice 1 down to tech by sms\n81000 notice 0 digest to tech by mail\n"
	  "81000 notice 0 digest to tech by sms\n81000 digest tech\n" },
	{ "a stop over the minute makes it late, not lost",
	  DAILY,
	  "0 start\n0-80000/20 a/router/icmp o\n80000-80900/20 a/router/icmp x\n80950 stop\n"
	  "81060 start\n81061-81200/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "81061 notice 0 digest to tech by mail\n81061 digest tech\n" },
	{ "a restart after it makes no second one",
	  DAILY,
	  "0 start\n0-80000/20 a/router/icmp o\n80000-81050/20 a/router/icmp x\n81060 stop\n"
	  "81100 start\n81101-81200/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "81000 notice 0 digest to tech by mail\n81000 digest tech\n" },
	{ "while vigie is blind there is none, afterwards there is",
	  "canaries 1\n" DAILY,
	  "0 start\n0-80990/10 canary/1 o\n80990-81060/10 canary/1 x\n81060-81200/10 canary/1 o\n"
	  "0-80000/20 a/router/icmp o\n80000-80900/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n80040 notice 1 down to tech by mail\n"
	  "81060 notice 0 digest to tech by mail\n81060 digest tech\n" },
	{ "no list without a working day",
	  "contact tech\nroute tech digest\nwork Mo 09:00-10:00; PH off\nsite a\n router icmp:20\n",
	  "0 start\n0-20/20 a/router/icmp o\n90000 tick\n", "" },
	{ "standing in the list is not being told: delays count from the notice",
	  "contact tech\ncontact boss\nroute tech digest after 600 boss\n"
	  "site a open We 10:00-18:00\n router icmp:20\n",
	  "0 start\n0-80000/20 a/router/icmp o\n80000-85300/20 a/router/icmp x\n",
	  "80040 incident 1 opened link a/link 80000\n81000 notice 0 digest to tech by mail\n"
	  "81000 digest tech\n84600 notice 1 down to tech by mail\n"
	  "85200 notice 1 escalation to boss by mail\n" },
};

static void
the_morning_has_its_list(void **unused)
{
	(void)unused;
	stories_hold(lists, N_ELEMENTS(lists), "incident notice digest");
}

/* What is only worth a line of the list. */
static void
play_many(struct play *p, int64_t from_s, int64_t to_s, int64_t step_s, const char *line)
{
	for (int64_t t = from_s; t < to_s; t += step_s)
		play_line(p, STORY_ZERO_MS + t * SEC_MS, line);
}

static struct play	 day_play;

static void
say(const char *story)
{
	char	*copy = xstrdup(story), *rest = copy, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		int64_t	 from, to, step;
		int	 n;

		if (sscanf(line, "%ld-%ld/%ld %n", &from, &to, &step, &n) == 3)
			play_many(&day_play, from, to, step, line + n);
		else if (sscanf(line, "%ld %n", &from, &n) == 1)
			play_line(&day_play, STORY_ZERO_MS + from * SEC_MS, line + n);
	}
	free(copy);
}

/* Seven days at 6 dB, one at 3: the drift is known at the start of day 9. */
static void
drift(void)
{
	for (int day = 1; day <= 8; day++)
		play_many(&day_play, 50400 + (day - 1) * 86400, 50400 + day * 86400, 1800,
		    day < 8 ? "a/router/snmp o snr=6" : "a/router/snmp o snr=3");
	play_many(&day_play, 741600, 742000, 1800, "a/router/snmp o snr=6");
}

static void
a_drift_is_told_once_by_the_list(void **unused)
{
	struct world	*w = world_new("contact tech\ncontact boss\nroute tech digest\nroute boss digest\n"
			    "site a\n router icmp:1800 snmp:1800\n");

	(void)unused;
	day_play = (struct play){ 0 };
	play_begin(&day_play, world_inventory(w), "incident notice");
	say("0 start");
	drift();
	say("772300 tick\n858700 tick\n945100 tick");
	assert_string_equal(buf_str(&day_play.out),
	    "741600 incident 1 opened drift a 655200\n"
	    "772200 notice 0 digest to tech by mail\n"
	    "772200 notice 0 digest to boss by mail\n");
	play_end(&day_play);
	world_free(w);
}

/* The words of the latest notice of a kind. */
static struct buf	 subject, body;

static void
write_notice(const struct play *p, enum notice_kind kind, const char *language)
{
	for (size_t i = p->n_facts; i > 0; i--) {
		struct fact_notice	 n = p->facts[i - 1]->notice;

		if (p->facts[i - 1]->kind != FACT_NOTICE || n.kind != kind)
			continue;
		buf_clear(&subject);
		buf_clear(&body);
		n.to.language = language;
		letter_write(p->judge, p->inv, &n, p->facts[i - 1]->known, &subject, &body);
		return;
	}
	fail_msg("no such notice");
}

static void
assert_body(const char *text)
{
	if (strcmp(buf_str(&body), text) != 0)
		print_message("%s", buf_str(&body));
	assert_string_equal(buf_str(&body), text);
}

#define HOURS_OF_LIST \
	"contact tech\nroute tech digest\n" \
	"site a open 24/7\n router icmp:20\n" \
	"site b open We 10:00-12:00\n router icmp:20\n" \
	"site c open We 10:30-12:00\n router icmp:20\n" \
	"site d open 24/7\n router icmp:20\n" \
	"site e open 24/7\n router icmp:20\n device ups icmp:20\n"

static void
the_list_says_what_is_open_first(void **unused)
{
	struct world	*w = world_new(HOURS_OF_LIST);

	(void)unused;
	lang_init(getenv("top_builddir") != NULL ? getenv("top_builddir") : ".");
	day_play = (struct play){ .keep_facts = true };
	play_begin(&day_play, world_inventory(w), "");
	/* c fails first, then b, then a; e's ups before all; d was down in the night */
	say("0 start\n0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n0 d/router/icmp o\n"
	    "0 e/router/icmp o\n0 e/ups/icmp o\n"
	    "40000-40100/20 d/router/icmp x\n43200-43300/20 d/router/icmp o\n"
	    "79920 e/router/icmp o\n79940 e/ups/icmp x\n79941 e/router/icmp o\n79960 e/ups/icmp x\n"
	    "79961 e/router/icmp o\n79980 e/ups/icmp x\n"
	    "80000-80100/20 c/router/icmp x\n80100-80200/20 b/router/icmp x\n80200-80300/20 a/router/icmp x\n"
	    "80300 ack 3\n81000 tick\n");
	write_notice(&day_play, NOTICE_DIGEST, "en");
	assert_string_equal(buf_str(&subject), "This morning: 2 troubles where a point is open");
	assert_body("This morning: 2 troubles where a point is open\n"
	    "\nOpen now and in trouble\n"
	    "- a: Internet access down, since today at 08:16 (13 min)\n"
	    "- e: ups is not well, since today at 08:12 (17 min); failures in a row 3 (limit 3)\n"
	    "\nOpening within two hours\n"
	    "- b: Internet access down, since today at 08:15 (15 min)\n"
	    "\nThe rest\n"
	    "- c: Internet access down, since today at 08:13 (16 min), taken in charge by tech1\n"
	    "\nOver since the last list\n"
	    "- d: Internet access down, began yesterday at 21:06, over yesterday at 22:00 (53 min)\n"
	    "\nhttps://vigie.example.org/console\n");
	play_end(&day_play);
	world_free(w);
}

static const struct told_story folds[] = {
	{ "up to one less than the limit each is a message, the rest is one, five minutes later",
	  "per_hour 3\ncontact tech\nroute tech\ngroup g\nsite a open 24/7\n router icmp:20\n"
	  "site b open Tu 10:00-10:02\n router icmp:20\nsite c open 24/7\n router icmp:20\n"
	  "site d open Tu 10:00-10:01\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n2 c/router/icmp o\n3 d/router/icmp o\n"
	  "10-60/20 d/router/icmp x\n11-60/20 b/router/icmp x\n12-60/20 c/router/icmp x\n"
	  "13-60/20 a/router/icmp x\n400 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail\n"
	  "52 notice 3 down to tech by mail waits\n53 notice 4 down to tech by mail waits\n"
	  "352 notice 3 folded to tech by mail of 3,4\n" },
	{ "open points come before those that are closed, each incident once",
	  "per_hour 1\ncontact tech\nroute tech\nsite a\n router icmp:20\n"
	  "site b open Tu 10:00-10:02\n router icmp:20\nsite c\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n2 c/router/icmp o\n"
	  "10-60/20 a/router/icmp x\n11-60/20 b/router/icmp x\n12-60/20 c/router/icmp x\n"
	  "100-200/20 c/router/icmp o\n4000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail waits\n"
	  "52 notice 3 down to tech by mail waits\n120 notice 3 restored to tech by mail waits\n"
	  "3650 notice 3 folded to tech by mail of 3,2\n" },
	{ "a group comes before all",
	  "per_hour 1\ncontact tech\nroute tech\ngroup g\nsite a\n router icmp:20\nsite b\n router icmp:20\n"
	  "site c groups g\n router icmp:20\nsite d groups g\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n2 c/router/icmp o\n3 d/router/icmp o\n"
	  "10-60/20 a/router/icmp x\n11-60/20 b/router/icmp x\n12-300/20 c/router/icmp x\n"
	  "13-300/20 d/router/icmp x\n4000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail waits\n"
	  "152 notice 5 down to tech by mail waits\n3650 notice 5 folded to tech by mail of 5,2\n" },
	{ "what follows waits until the hour has room for one more, and goes together again",
	  "per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "11-60/20 b/router/icmp x\n400-440/20 a/router/icmp o\n401-441/20 b/router/icmp o\n"
	  "4000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail waits\n"
	  "351 notice 2 folded to tech by mail of 2\n"
	  "420 notice 1 restored to tech by mail waits\n421 notice 2 restored to tech by mail waits\n"
	  "3650 notice 1 folded to tech by mail of 1,2\n" },
	{ "an hour later each is a message again",
	  "per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "3650-3700/20 a/router/icmp o\n",
	  "50 notice 1 down to tech by mail\n3670 notice 1 restored to tech by mail\n" },
	{ "a moment before that it waits for company",
	  "per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "3625-3660/20 a/router/icmp o\n4000 tick\n",
	  "50 notice 1 down to tech by mail\n3645 notice 1 restored to tech by mail waits\n"
	  "3945 notice 1 folded to tech by mail of 1\n" },
	{ "each recipient and channel is counted for himself",
	  "per_hour 2\ncontact tech sms\ncontact boss\nroute tech sms\nroute boss bases p\n"
	  "site a\n router icmp:20\nsite b base p\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "11-60/20 b/router/icmp x\n400 tick\n",
	  "50 notice 1 down to tech by mail\n50 notice 1 down to tech by sms\n"
	  "51 notice 2 down to tech by mail waits\n51 notice 2 down to tech by sms waits\n"
	  "51 notice 2 down to boss by mail\n351 notice 2 folded to tech by mail of 2\n"
	  "351 notice 2 folded to tech by sms of 2\n" },
	{ "vigie's own troubles are never folded, but count",
	  "per_hour 2\ncanaries 1\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0-20/10 canary/1 o\n0 a/router/icmp o\n20-300/10 canary/1 x\n300-700/10 canary/1 o\n"
	  "301-400/20 a/router/icmp x\n",
	  "140 notice 1 blind to tech by mail\n300 notice 1 restored to tech by mail\n"
	  "341 notice 2 down to tech by mail waits\n" },
	{ "what waits goes out after a restart",
	  "per_hour 1\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "11-60/20 b/router/icmp x\n100 stop\n4000 start\n8000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail waits\n"
	  "4000 notice 3 blind to tech by mail\n7600 notice 2 folded to tech by mail of 2\n" },
	{ "while one waits the next waits with it, although the hour has room",
	  "per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n"
	  " router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "3600-3660/20 b/router/icmp x\n3620-3670/20 a/router/icmp o\n"
	  "3640-3670/21 a/router/icmp o\n4000 tick\n",
	  "50 notice 1 down to tech by mail\n3640 notice 2 down to tech by mail waits\n"
	  "3640 notice 1 restored to tech by mail waits\n"
	  "3940 notice 1 folded to tech by mail of 1,2\n" },
	{ "the oldest message leaves the hour, the latest stays",
	  "per_hour 3\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n10-60/20 a/router/icmp x\n1000-1040/20 a/router/icmp o\n"
	  "3660-3710/20 a/router/icmp x\n3720-3760/20 a/router/icmp o\n4100 tick\n",
	  "50 notice 1 down to tech by mail\n1020 notice 1 restored to tech by mail\n"
	  "3700 notice 2 down to tech by mail\n3740 notice 2 restored to tech by mail waits\n"
	  "4040 notice 2 folded to tech by mail of 2\n" },
	{ "an hour to the second after it the next is a message of its own",
	  "per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n10-60/20 a/router/icmp x\n3630-3660/20 a/router/icmp o\n",
	  "50 notice 1 down to tech by mail\n3650 notice 1 restored to tech by mail\n" },
	{ "of equal weight the older incident comes first, in whatever order they waited",
	  "per_hour 4\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n"
	  " router icmp:20\nsite c\n router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n2 c/router/icmp o\n"
	  "10-60/20 a/router/icmp x\n11-60/20 b/router/icmp x\n12-60/20 c/router/icmp x\n"
	  "100-140/20 c/router/icmp o\n101-141/20 a/router/icmp o\n102-142/20 b/router/icmp o\n"
	  "4000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail\n"
	  "52 notice 3 down to tech by mail\n120 notice 3 restored to tech by mail waits\n"
	  "121 notice 1 restored to tech by mail waits\n"
	  "122 notice 2 restored to tech by mail waits\n"
	  "420 notice 1 folded to tech by mail of 1,2,3\n" },
	{ "what waited for a message that nobody remembers does not wait for ever",
	  "per_hour 1\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n"
	  " router icmp:20\n",
	  "0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n"
	  "11-60/20 b/router/icmp x\n100 stop\n518500 start\n530000 tick\n",
	  "50 notice 1 down to tech by mail\n51 notice 2 down to tech by mail waits\n"
	  "518500 notice 3 blind to tech by mail\n" },
};

/* What a restart from the journal knows of it: as much as the judge that goes on. */
static void
what_waits_is_recalled_until_its_message(void **unused)
{
	struct world	*w = world_new("per_hour 2\ncontact tech\nroute tech\nsite a\n router icmp:20\n"
			    "site b\n router icmp:20\n");
	struct play	 again = { 0 };
	struct buf	 first = { 0 }, second = { 0 };
	const char	*left = "folded tech@example.org notice 4 of 1\nfolded tech@example.org notice 5 of 2\n";

	(void)unused;
	day_play = (struct play){ .keep_facts = true };
	play_begin(&day_play, world_inventory(w), "");
	say("0 start\n0 a/router/icmp o\n1 b/router/icmp o\n10-60/20 a/router/icmp x\n60-120/20 b/router/icmp x\n"
	    "500-540/20 a/router/icmp o\n540-580/20 b/router/icmp o\n590 stop");
	play_begin(&again, world_inventory(w), "");
	for (size_t i = 0; i < day_play.n_facts; i++)
		judge_recall(again.judge, day_play.facts[i]);
	judge_dump(day_play.judge, &first);
	judge_dump(again.judge, &second);
	assert_non_null(strstr(buf_str(&first), left));
	assert_non_null(strstr(buf_str(&second), left));
	assert_null(strstr(buf_str(&second), "notice 2 of"));
	buf_done(&first);
	buf_done(&second);
	play_end(&again);
	play_end(&day_play);
	world_free(w);
}

static void
too_much_for_an_hour_is_one_message(void **unused)
{
	(void)unused;
	stories_hold(folds, N_ELEMENTS(folds), "notice");
}

#define FOLD_WORLD(hour) \
	"per_hour " hour "\ncontact tech\nroute tech\nsite a\n router icmp:20\nsite b\n router icmp:20\n" \
	"site c\n router icmp:20\n"

static void
a_folded_message_names_the_first_and_counts_the_others(void **unused)
{
	struct world	*w = world_new(FOLD_WORLD("1"));

	(void)unused;
	day_play = (struct play){ .keep_facts = true };
	play_begin(&day_play, world_inventory(w), "");
	say("0 start\n0 a/router/icmp o\n0 b/router/icmp o\n0 c/router/icmp o\n"
	    "10-60/20 a/router/icmp x\n60-120/20 b/router/icmp x\n120-180/20 c/router/icmp x\n"
	    "180-220/20 b/router/icmp o\n4000 tick");
	write_notice(&day_play, NOTICE_FOLDED, "en");
	assert_string_equal(buf_str(&subject), "b: restored (Internet access), and 1 other");
	assert_body("b: restored (Internet access), and 1 other\n\n"
	    "It was too much for one hour; this message stands for 3:\n"
	    "- b: restored (Internet access), began today at 10:01, over today at 10:03 (2 min)\n"
	    "- c: Internet access down, since today at 10:02 (58 min)\n"
	    "\nhttps://vigie.example.org/incidents\n");
	write_notice(&day_play, NOTICE_FOLDED, "fr");
	if (strstr(buf_str(&subject), "restored") == NULL)
		assert_non_null(strstr(buf_str(&subject), "rétabli (accès Internet), et 1 autre"));
	play_end(&day_play);
	world_free(w);
}

static void
one_alone_is_an_ordinary_message(void **unused)
{
	struct world	*w = world_new(FOLD_WORLD("2"));

	(void)unused;
	day_play = (struct play){ .keep_facts = true };
	play_begin(&day_play, world_inventory(w), "");
	say("0 start\n0 a/router/icmp o\n0 b/router/icmp o\n"
	    "10-60/20 a/router/icmp x\n60-120/20 b/router/icmp x\n1000 tick");
	write_notice(&day_play, NOTICE_FOLDED, "en");
	assert_string_equal(buf_str(&subject), "b: Internet access down");
	assert_non_null(strstr(buf_str(&body), "Since: today at 10:01 (5 min ago)\n"));
	assert_non_null(strstr(buf_str(&body), "Still works: "));
	play_end(&day_play);
	world_free(w);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(the_morning_has_its_list),
		cmocka_unit_test(a_drift_is_told_once_by_the_list),
		cmocka_unit_test(the_list_says_what_is_open_first),
		cmocka_unit_test(too_much_for_an_hour_is_one_message),
		cmocka_unit_test(what_waits_is_recalled_until_its_message),
		cmocka_unit_test(a_folded_message_names_the_first_and_counts_the_others),
		cmocka_unit_test(one_alone_is_an_ordinary_message),
	};
	int			 failed = cmocka_run_group_tests(tests, NULL, NULL);

	buf_done(&subject);
	buf_done(&body);
	return failed;
}

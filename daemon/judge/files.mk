# judge: results and time in, states, incidents and notices out; pure.
noinst_LIBRARIES += libjudge.a
libjudge_a_CFLAGS = $(AM_CFLAGS)
libjudge_a_SOURCES = \
	%D%/adopt.c \
	%D%/availability.c %D%/availability.h \
	%D%/canary.c \
	%D%/cause.c \
	%D%/check.c \
	%D%/convention.c \
	%D%/device.c \
	%D%/digest.c \
	%D%/due.c \
	%D%/dump.c \
	%D%/flapping.c \
	%D%/fold.c \
	%D%/group.c \
	%D%/hands.c \
	%D%/hold.c \
	%D%/incident.c \
	%D%/inside.h \
	%D%/judge.c %D%/judge.h \
	%D%/letter.c %D%/letter.h \
	%D%/letter_list.c %D%/letter_list.h \
	%D%/line.c \
	%D%/link.c \
	%D%/lost.c \
	%D%/recall.c \
	%D%/rename.c \
	%D%/required.c %D%/required.h \
	%D%/route.c \
	%D%/saturated.c \
	%D%/site.c \
	%D%/spans.c %D%/spans.h \
	%D%/start.c \
	%D%/turn.c %D%/turn.h \
	%D%/value.c \
	%D%/view.c \
	%D%/window.c
JUDGE_LIBS = libjudge.a $(MODEL_LIBS)

# Small worlds and what happens in them; random lives.
check_LIBRARIES += libstory.a
libstory_a_SOURCES = tests/unit/life.c tests/unit/life.h tests/unit/story.c tests/unit/story.h \
	tests/unit/story_world.c
libstory_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
libstory_a_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
STORY_LIBS = libstory.a $(JUDGE_LIBS) $(CMOCKA_LIBS) -lm

check_PROGRAMS += test_judge_check
TESTS += test_judge_check
test_judge_check_SOURCES = tests/unit/test_judge_check.c
test_judge_check_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_check_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_check_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_cause
TESTS += test_judge_cause
test_judge_cause_SOURCES = tests/unit/test_judge_cause.c
test_judge_cause_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_cause_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_cause_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_device
TESTS += test_judge_device
test_judge_device_SOURCES = tests/unit/test_judge_device.c
test_judge_device_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_device_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_device_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_groups
TESTS += test_judge_groups
test_judge_groups_SOURCES = tests/unit/test_judge_groups.c
test_judge_groups_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_groups_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_groups_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_life
TESTS += test_judge_life
test_judge_life_SOURCES = tests/unit/test_judge_life.c
test_judge_life_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_life_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_life_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_start
TESTS += test_judge_start
test_judge_start_SOURCES = tests/unit/test_judge_start.c
test_judge_start_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_start_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_start_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_site
TESTS += test_judge_site
test_judge_site_SOURCES = tests/unit/test_judge_site.c
test_judge_site_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_site_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_site_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_tell
TESTS += test_judge_tell
test_judge_tell_SOURCES = tests/unit/test_judge_tell.c
test_judge_tell_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_tell_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_tell_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_incident
TESTS += test_judge_incident
test_judge_incident_SOURCES = tests/unit/test_judge_incident.c
test_judge_incident_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_incident_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_incident_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_group
TESTS += test_judge_group
test_judge_group_SOURCES = tests/unit/test_judge_group.c
test_judge_group_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_group_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_group_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_hands
TESTS += test_judge_hands
test_judge_hands_SOURCES = tests/unit/test_judge_hands.c
test_judge_hands_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_hands_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_hands_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_flapping
TESTS += test_judge_flapping
test_judge_flapping_SOURCES = tests/unit/test_judge_flapping.c
test_judge_flapping_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_flapping_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_flapping_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_line
TESTS += test_judge_line
test_judge_line_SOURCES = tests/unit/test_judge_line.c
test_judge_line_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_line_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_line_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_law
TESTS += test_judge_law
test_judge_law_SOURCES = tests/unit/test_judge_law.c
test_judge_law_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_law_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_law_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_digest
TESTS += test_judge_digest
test_judge_digest_SOURCES = tests/unit/test_judge_digest.c
test_judge_digest_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_digest_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_digest_LDADD = $(STORY_LIBS)

EXTRA_PROGRAMS += bench_judge
BENCHES += bench_judge
bench_judge_SOURCES = tests/bench/bench_judge.c
bench_judge_LDADD = $(JUDGE_LIBS)

check_PROGRAMS += test_judge_recall
TESTS += test_judge_recall
test_judge_recall_SOURCES = tests/unit/test_judge_recall.c
test_judge_recall_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_recall_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_recall_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_view
TESTS += test_judge_view
test_judge_view_SOURCES = tests/unit/test_judge_view.c
test_judge_view_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_view_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_view_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_window
TESTS += test_judge_window
test_judge_window_SOURCES = tests/unit/test_judge_window.c
test_judge_window_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_window_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_window_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_reload
TESTS += test_judge_reload
test_judge_reload_SOURCES = tests/unit/test_judge_reload.c
test_judge_reload_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_reload_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_reload_LDADD = $(STORY_LIBS)

check_PROGRAMS += test_judge_adopt
TESTS += test_judge_adopt
test_judge_adopt_SOURCES = tests/unit/test_judge_adopt.c
test_judge_adopt_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_adopt_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_adopt_LDADD = $(STORY_LIBS)

check_PROGRAMS += replay_fact
TESTS += replay_fact
replay_fact_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_fact.c
replay_fact_LDADD = libjudge.a $(CONF_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_fact
fuzz_fact_SOURCES = tests/fuzz/fuzz_fact.c
fuzz_fact_LDADD = libjudge.a $(CONF_LIBS)
fuzz_fact_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

# The same lives, many more of them.
dist_noinst_SCRIPTS += tests/unit/recall_long.sh
CHECK_LONG += tests/unit/recall_long.sh

check_PROGRAMS += test_availability test_required
TESTS += test_availability test_required
test_availability_SOURCES = tests/unit/test_availability.c
test_availability_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_availability_LDADD = $(JUDGE_LIBS) $(CMOCKA_LIBS)
test_required_SOURCES = tests/unit/test_required.c
test_required_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_required_LDADD = $(JUDGE_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += test_judge_saturated
TESTS += test_judge_saturated
test_judge_saturated_SOURCES = tests/unit/test_judge_saturated.c
test_judge_saturated_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_saturated_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_saturated_LDADD = $(STORY_LIBS)
check_PROGRAMS += test_judge_line_day
TESTS += test_judge_line_day
test_judge_line_day_SOURCES = tests/unit/test_judge_line_day.c
test_judge_line_day_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_line_day_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_line_day_LDADD = $(STORY_LIBS)
check_PROGRAMS += test_judge_list
TESTS += test_judge_list
test_judge_list_SOURCES = tests/unit/test_judge_list.c
test_judge_list_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_list_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_list_LDADD = $(STORY_LIBS)
check_PROGRAMS += test_judge_tally
TESTS += test_judge_tally
test_judge_tally_SOURCES = tests/unit/test_judge_tally.c
test_judge_tally_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_judge_tally_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_judge_tally_LDADD = $(JUDGE_LIBS) $(CMOCKA_LIBS)

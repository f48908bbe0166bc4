# model: what vigie knows of the network, and the calendar's arithmetic.
noinst_LIBRARIES += libmodel.a
libmodel_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
libmodel_a_SOURCES = \
	%D%/arena.c %D%/arena.h \
	%D%/calendar.c %D%/calendar.h \
	%D%/civil.c %D%/civil.h \
	%D%/fact.c %D%/fact.h \
	%D%/field.c %D%/field.h \
	%D%/holidays.c %D%/holidays.h \
	%D%/hours.c %D%/hours.h %D%/hours_parse.c \
	%D%/inventory.c %D%/inventory.h %D%/conf_memory.h \
	%D%/near.c %D%/near.h \
	%D%/typed.c %D%/typed.h \
	%D%/tzif.c %D%/tzif.h \
	%D%/words.c %D%/words.h \
	%D%/zone.c %D%/zone.h
MODEL_LIBS = libmodel.a $(JANSSON_LIBS) $(BASE_LIBS)

check_PROGRAMS += test_fact
TESTS += test_fact
test_fact_SOURCES = tests/unit/test_fact.c
test_fact_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_fact_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)

EXTRA_DIST += tests/unit/paris.h
check_PROGRAMS += test_calendar test_calendar_year test_typed test_zone
TESTS += test_calendar test_calendar_year test_typed test_zone
test_calendar_SOURCES = tests/unit/test_calendar.c
test_calendar_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_calendar_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)
test_calendar_year_SOURCES = tests/unit/test_calendar_year.c
test_calendar_year_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_calendar_year_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)
test_typed_SOURCES = tests/unit/test_typed.c
test_typed_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_typed_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)
test_zone_SOURCES = tests/unit/test_zone.c
test_zone_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_zone_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)

# The configuration; who uses it links CONF_LIBS (which has MODEL_LIBS in it).
noinst_LIBRARIES += libconf.a
libconf_a_CFLAGS = $(AM_CFLAGS) $(CONFIG_CFLAGS) $(SODIUM_CFLAGS)
libconf_a_SOURCES = \
	%D%/conf.h \
	%D%/conf_build.c %D%/conf_build.h \
	%D%/conf_check.c %D%/conf_check.h \
	%D%/conf_checks.c \
	%D%/conf_doc.c \
	%D%/conf_find.c \
	%D%/conf_keys.c %D%/conf_keys.h \
	%D%/conf_names.c \
	%D%/conf_print.c \
	%D%/conf_probe.c \
	%D%/conf_read.c \
	%D%/conf_report.c \
	%D%/conf_route.c \
	%D%/conf_scheduled.c \
	%D%/conf_site.c \
	%D%/conf_tree.c %D%/conf_tree.h \
	%D%/conf_type.c \
	%D%/scan.c %D%/scan.h %D%/scan_setting.c %D%/scan_value.c \
	%D%/scanner.c %D%/scanner.h \
	%D%/token.c %D%/token.h
CONF_LIBS = libconf.a libmodel.a $(PLUGIN_TABLE_LIBS) $(JANSSON_LIBS) $(CONFIG_LIBS) $(SODIUM_LIBS) $(BASE_LIBS)

# vigie-conf FILE: what vigied -t and -p say, without the daemon; for tests and for the manual.
noinst_PROGRAMS += vigie-conf
vigie_conf_SOURCES = tests/conf_tool.c
vigie_conf_LDADD = $(CONF_LIBS)

check_PROGRAMS += test_conf
TESTS += test_conf
test_conf_SOURCES = tests/unit/test_conf.c
test_conf_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_conf_LDADD = $(CONF_LIBS) $(CMOCKA_LIBS)

# What reads foreign bytes, fed its corpus; see tests/files.mk.
check_PROGRAMS += replay_calendar replay_zone
TESTS += replay_calendar replay_zone
replay_calendar_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_calendar.c
replay_calendar_LDADD = $(MODEL_LIBS)
replay_zone_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_zone.c
replay_zone_LDADD = $(MODEL_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_calendar fuzz_zone
fuzz_calendar_SOURCES = tests/fuzz/fuzz_calendar.c
fuzz_calendar_LDADD = $(MODEL_LIBS)
fuzz_calendar_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
fuzz_zone_SOURCES = tests/fuzz/fuzz_zone.c
fuzz_zone_LDADD = $(MODEL_LIBS)
fuzz_zone_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif
dist_noinst_SCRIPTS += tests/check-options.sh
TESTS += tests/check-options.sh


# Opening hours against npm's opening_hours.
check_PROGRAMS += hours_tool
hours_tool_SOURCES = tests/hours/hours_tool.c
hours_tool_LDADD = $(MODEL_LIBS)
dist_noinst_SCRIPTS += tests/hours/compare.sh
EXTRA_DIST += tests/hours/compare.mjs
CHECK_LONG += tests/hours/compare.sh

check_PROGRAMS += test_scan
TESTS += test_scan
test_scan_SOURCES = tests/unit/test_scan.c
test_scan_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(CONFIG_CFLAGS)
test_scan_LDADD = $(CONF_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_conf
TESTS += replay_conf
replay_conf_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_conf.c
replay_conf_LDADD = $(CONF_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_conf
fuzz_conf_SOURCES = tests/fuzz/fuzz_conf.c
fuzz_conf_LDADD = $(CONF_LIBS)
fuzz_conf_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

check_PROGRAMS += test_words
TESTS += test_words
test_words_SOURCES = tests/unit/test_words.c
test_words_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_words_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)

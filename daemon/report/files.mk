# report: what was there and what was promised, over a period, from the journal.
noinst_LIBRARIES += libreport.a
libreport_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
libreport_a_SOURCES = \
	%D%/changes.c \
	%D%/count.c %D%/count.h %D%/count_inside.h \
	%D%/cover.c \
	%D%/events.c %D%/events.h \
	%D%/export.c %D%/export.h \
	%D%/figures.c %D%/figures.h \
	%D%/frame.c \
	%D%/frozen.c %D%/frozen.h \
	%D%/gather.c %D%/gather.h %D%/gather_inside.h \
	%D%/gather_end.c %D%/gather_journal.c \
	%D%/import.c %D%/import.h \
	%D%/known.c %D%/known.h \
	%D%/line.c %D%/line.h \
	%D%/lines.c %D%/lines.h \
	%D%/lookup.c %D%/lookup.h \
	%D%/opening.c %D%/opening.h \
	%D%/period.c %D%/period.h \
	%D%/report.c %D%/report.h \
	%D%/transitions.c %D%/transitions.h \
	%D%/write.c %D%/write.h %D%/write_site.c
REPORT_LIBS = libreport.a $(JUDGE_LIBS) $(JOURNAL_LIBS) $(CSV_LIBS) -lm

check_PROGRAMS += test_import replay_history
TESTS += test_import replay_history
test_import_SOURCES = tests/unit/test_import.c
test_import_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_import_LDADD = $(REPORT_LIBS) $(CONF_LIBS) $(CMOCKA_LIBS)
replay_history_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_history.c
replay_history_LDADD = $(REPORT_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_history
fuzz_history_SOURCES = tests/fuzz/fuzz_history.c
fuzz_history_LDADD = $(REPORT_LIBS)
fuzz_history_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

# Two counts of the same invented lives: ours, and one in another language from the same method.
check_PROGRAMS += count_tool
count_tool_SOURCES = tests/report/count_tool.c
count_tool_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
count_tool_LDADD = $(REPORT_LIBS) $(CONF_LIBS)
EXTRA_DIST += tests/report/second_count.py
dist_noinst_SCRIPTS += tests/report/compare.py tests/report/compare_long.sh tests/lab/report.py
TESTS += tests/report/compare.py tests/lab/report.py
CHECK_LONG += tests/report/compare_long.sh

EXTRA_PROGRAMS += bench_report
BENCHES += bench_report
bench_report_SOURCES = tests/bench/bench_report.c
bench_report_LDADD = $(REPORT_LIBS) $(CONF_LIBS)

check_PROGRAMS += test_report
TESTS += test_report
test_report_SOURCES = tests/unit/test_report.c
test_report_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_report_LDADD = $(REPORT_LIBS) $(CMOCKA_LIBS)

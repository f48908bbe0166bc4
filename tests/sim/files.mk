# sim: the whole engine in a made-up département, under a clock of its own.
check_PROGRAMS += sim
sim_SOURCES = \
	%D%/audit.c %D%/audit.h %D%/audit_life.c %D%/audit_tell.c \
	%D%/books.c %D%/books.h \
	%D%/courier.c %D%/courier.h \
	%D%/dice.h \
	%D%/disk.c %D%/disk.h \
	%D%/fail.h \
	%D%/hours.c %D%/hours.h \
	%D%/inside.h \
	%D%/loop.c %D%/loop.h \
	%D%/main.c \
	%D%/many.c %D%/many.h \
	%D%/marks.c %D%/marks.h \
	%D%/people.c %D%/people.h \
	%D%/polls.c %D%/polls.h \
	%D%/push.c %D%/push.h \
	%D%/run.c %D%/run.h \
	%D%/shell.c %D%/shell.h \
	%D%/town.c %D%/town.h \
	%D%/unrecorded.c \
	%D%/truth.c %D%/truth.h %D%/truth_check.c %D%/truth_count.c %D%/truth_gears.c \
	%D%/truth_groups.c %D%/truth_inside.h %D%/truth_lines.c %D%/truth_tell.c \
	%D%/vigie.c %D%/vigie.h \
	%D%/weather.c %D%/weather.h
sim_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
sim_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
# The clock, the journal's salt, and two doors at which the audit listens.
sim_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=mono_now,--wrap=wall_now,--wrap=journal_open,--wrap=recall_row,--wrap=judge_result
sim_LDADD = libengine.a libpoller.a librecord.a $(REPORT_LIBS) $(JUDGE_LIBS) $(JOURNAL_LIBS) $(CONF_LIBS) $(IPC_LIBS) $(JANSSON_LIBS) -lm
dist_noinst_SCRIPTS += %D%/sim.sh %D%/long.sh
TESTS += %D%/sim.sh
CHECK_LONG += %D%/long.sh

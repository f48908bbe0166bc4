# cli: `vigie`, the command line.
noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
	%D%/client.c %D%/client.h \
	%D%/cmd_check.c \
	%D%/cmd_export.c %D%/export.h %D%/export_history.c %D%/export_results.c \
	%D%/cmd_hands.c \
	%D%/cmd_import.c \
	%D%/cmd_incidents.c \
	%D%/cmd_init.c \
	%D%/cmd_journal.c \
	%D%/cmd_report.c \
	%D%/cmd_reports.c \
	%D%/cmd_status.c %D%/status.h \
	%D%/cmd_top.c \
	%D%/cmd_watch.c \
	%D%/cmd_windows.c \
	%D%/command.c %D%/command.h \
	%D%/form_out.c %D%/form_out.h \
	%D%/evidence.c %D%/evidence.h \
	%D%/init.c %D%/init.h \
	%D%/offline.c %D%/offline.h %D%/offline_owner.c \
	%D%/published.c %D%/published.h \
	%D%/replay.c %D%/replay.h %D%/replay_do.c %D%/replay_report.c %D%/replay_say.c %D%/replay_scan.c \
	%D%/say.c %D%/say.h \
	%D%/when.c %D%/when.h
libcli_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
CLI_LIBS = libcli.a libpaper.a librecord.a $(FORMS_LIBS) $(REPORT_LIBS) $(JOURNAL_LIBS) $(CONF_LIBS) $(IPC_LIBS) $(JANSSON_LIBS) -lm

bin_PROGRAMS += vigie
vigie_SOURCES = %D%/main.c
vigie_LDADD = $(CLI_LIBS)

dist_man_MANS += doc/vigie.1 doc/vigied.8 doc/vigie-engine.8 doc/vigie-poller.8 \
	doc/vigie-series.8 doc/vigie-courier.8 doc/vigie-web.8
dist_check_SCRIPTS += tests/check-man.sh
TESTS += tests/check-man.sh tests/lab/cli.py tests/lab/cli_daemon.py tests/lab/history.py
EXTRA_DIST += tests/lab/cli.py tests/lab/cli_daemon.py tests/lab/history.py


# A control socket that answers from files: tests/lab/cli.py.
check_PROGRAMS += control_fake
control_fake_SOURCES = tests/lab/control_fake.c
control_fake_LDADD = $(IPC_LIBS)

check_PROGRAMS += test_cli
TESTS += test_cli
test_cli_SOURCES = tests/unit/test_cli.c
test_cli_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_cli_LDADD = $(CLI_LIBS) $(CMOCKA_LIBS)

EXTRA_PROGRAMS += bench_replay
BENCHES += bench_replay
bench_replay_SOURCES = tests/bench/bench_replay.c
bench_replay_LDADD = $(CLI_LIBS)
EXTRA_PROGRAMS += bench_record
BENCHES += bench_record
bench_record_SOURCES = tests/bench/bench_record.c
bench_record_LDADD = $(CLI_LIBS)

check_PROGRAMS += replay_recording
TESTS += replay_recording
replay_recording_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_recording.c
replay_recording_LDADD = $(CLI_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_recording
fuzz_recording_SOURCES = tests/fuzz/fuzz_recording.c
fuzz_recording_LDADD = $(CLI_LIBS)
fuzz_recording_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

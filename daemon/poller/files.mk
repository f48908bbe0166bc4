# poller: see daemon/ROOMS for what it may include.
noinst_LIBRARIES += libpoller.a
libpoller_a_SOURCES = \
	%D%/check.c %D%/check.h \
	%D%/hist.c %D%/hist.h \
	%D%/host.c %D%/host.h \
	%D%/index.c %D%/index.h \
	%D%/link.c %D%/link.h \
	%D%/marker.c %D%/marker.h \
	%D%/outbox.c %D%/outbox.h \
	%D%/pending.c %D%/pending.h \
	%D%/resolver.c %D%/resolver.h \
	%D%/run.c %D%/run.h \
	%D%/schedule.c %D%/schedule.h \
	%D%/wheel.c %D%/wheel.h
libpoller_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
# The plugins call the host and the host calls them: one group.
POLLER_LIBS = libplugins.a libpoller.a libplugins.a $(IPC_LIBS) $(NETSNMP_LIBS) -lpthread

pkglibexec_PROGRAMS += vigie-poller
vigie_poller_SOURCES = %D%/main.c
vigie_poller_LDADD = $(POLLER_LIBS)

# Runs one probe, or a schedule of many, by hand: for the lab.
check_PROGRAMS += probe_once
probe_once_SOURCES = tests/lab/probe_once.c
probe_once_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
probe_once_LDADD = $(POLLER_LIBS)

POLLER_TESTS = test_schedule test_pending test_marker test_icmp test_snmp test_tcp
check_PROGRAMS += $(POLLER_TESTS)
TESTS += $(POLLER_TESTS)
POLLER_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(EVENT_CFLAGS)
test_schedule_SOURCES = tests/unit/test_schedule.c
test_schedule_CFLAGS = $(POLLER_TEST_CFLAGS)
test_schedule_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)
test_pending_SOURCES = tests/unit/test_pending.c
test_pending_CFLAGS = $(POLLER_TEST_CFLAGS)
test_pending_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)
test_marker_SOURCES = tests/unit/test_marker.c
test_marker_CFLAGS = $(POLLER_TEST_CFLAGS)
test_marker_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)
test_icmp_SOURCES = tests/unit/test_icmp.c
test_icmp_CFLAGS = $(POLLER_TEST_CFLAGS)
test_icmp_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)
test_snmp_SOURCES = tests/unit/test_snmp.c
test_snmp_CFLAGS = $(POLLER_TEST_CFLAGS)
test_snmp_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)
test_tcp_SOURCES = tests/unit/test_tcp.c
test_tcp_CFLAGS = $(POLLER_TEST_CFLAGS)
test_tcp_LDADD = $(POLLER_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_icmp replay_snmp
TESTS += replay_icmp replay_snmp
replay_icmp_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_icmp.c
replay_icmp_LDADD = $(POLLER_LIBS)
replay_snmp_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_snmp.c
replay_snmp_LDADD = $(POLLER_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_icmp fuzz_snmp
fuzz_icmp_SOURCES = tests/fuzz/fuzz_icmp.c
fuzz_icmp_LDADD = $(POLLER_LIBS)
fuzz_icmp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
fuzz_snmp_SOURCES = tests/fuzz/fuzz_snmp.c
fuzz_snmp_LDADD = $(POLLER_LIBS)
fuzz_snmp_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

EXTRA_PROGRAMS += bench_icmp bench_snmp
BENCHES += bench_icmp bench_snmp
bench_icmp_SOURCES = tests/bench/bench_icmp.c tests/bench/bench_poller.c tests/bench/bench_poller.h
bench_icmp_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
bench_icmp_LDADD = $(POLLER_LIBS)
bench_snmp_SOURCES = tests/bench/bench_snmp.c tests/bench/bench_poller.c tests/bench/bench_poller.h
bench_snmp_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(NETSNMP_CFLAGS)
bench_snmp_LDADD = $(POLLER_LIBS)

dist_noinst_SCRIPTS += tests/lab/probes.py tests/lab/probes_snmp.py tests/lab/quarantine.py
EXTRA_DIST += tests/lab/snmp_agent.py tests/lab/crash_shim.c
TESTS += tests/lab/probes.py tests/lab/probes_snmp.py tests/lab/quarantine.py

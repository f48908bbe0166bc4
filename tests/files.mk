# tests: what belongs to no single room.  Unit tests are declared by their room's files.mk.
EXTRA_DIST += %D%/fuzz/corpus daemon/ROOMS .clang-format
dist_noinst_SCRIPTS += %D%/check-rooms.sh %D%/run-unit.sh %D%/run-lab.sh
TESTS += %D%/check-rooms.sh

# A fuzz target NAME is two programs: replay_NAME feeds it its corpus in `make check`;
# fuzz_NAME (with --enable-fuzzers) is libFuzzer's.  Others follow these lines in their room's files.mk.
check_PROGRAMS += replay_msg
TESTS += replay_msg
replay_msg_SOURCES = %D%/fuzz/replay.c %D%/fuzz/fuzz_msg.c
replay_msg_LDADD = $(IPC_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_msg
fuzz_msg_SOURCES = %D%/fuzz/fuzz_msg.c
fuzz_msg_LDADD = $(IPC_LIBS)
fuzz_msg_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

# The lab: real programs in network namespaces.
EXTRA_DIST += %D%/lab/lab.py %D%/lab/clock_shim.c
dist_noinst_SCRIPTS += %D%/lab/master.py %D%/lab/demo.py %D%/lab/security.py %D%/lab/faults.py \
	%D%/lab/install.py %D%/lab/contract.py
TESTS += %D%/lab/master.py %D%/lab/demo.py %D%/lab/security.py %D%/lab/faults.py %D%/lab/install.py \
	%D%/lab/contract.py

# Recordings and what `vigie replay` says of them (the whole folder is handed out).
TESTS += %D%/scenarios/run.sh
EXTRA_DIST += %D%/scenarios

# Would the tests notice a small fault in what decides?
EXTRA_DIST += %D%/mutants/mutants.py %D%/mutants/why.txt
CHECK_LONG += %D%/mutants/mutants.py
dist_noinst_SCRIPTS += %D%/lab/fold.py
CHECK_LONG += %D%/lab/fold.py

# The whole of vigie under load: python, because it only starts, waits and reads /proc.
EXTRA_DIST += %D%/bench/bench_system.py %D%/bench/table.py
BENCHES += %D%/bench/bench_system.py

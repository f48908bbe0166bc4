# record: what the judge was fed, kept for some days.
noinst_LIBRARIES += librecord.a
librecord_a_CFLAGS = $(AM_CFLAGS)
librecord_a_SOURCES = \
	%D%/files.c %D%/files.h \
	%D%/frame.c %D%/frame.h \
	%D%/record.h \
	%D%/recorder.c \
	%D%/shelf.c
RECORD_LIBS = librecord.a $(BASE_LIBS) -lm

check_PROGRAMS += test_record
TESTS += test_record
test_record_SOURCES = tests/unit/test_record.c
test_record_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_record_LDADD = $(RECORD_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_record
TESTS += replay_record
replay_record_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_record.c
replay_record_LDADD = $(RECORD_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_record
fuzz_record_SOURCES = tests/fuzz/fuzz_record.c
fuzz_record_LDADD = $(RECORD_LIBS)
fuzz_record_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

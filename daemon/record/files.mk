# record: what the judge was fed, kept for some days.
noinst_LIBRARIES += librecord.a
librecord_a_CFLAGS = $(AM_CFLAGS)
librecord_a_SOURCES = \
	%D%/files.c %D%/files.h \
	%D%/frame.c %D%/frame.h \
	%D%/record.h \
	%D%/recorder.c \
	%D%/shelf.c
RECORD_LIBS = librecord.a $(BASE_LIBS)

check_PROGRAMS += test_record
TESTS += test_record
test_record_SOURCES = tests/unit/test_record.c
test_record_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_record_LDADD = $(RECORD_LIBS) $(CMOCKA_LIBS)

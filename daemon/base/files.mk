# base: clock, log, errors, memory, text; no policy, nothing of the field.
noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	%D%/buf.c %D%/buf.h \
	%D%/clock.c %D%/clock.h \
	%D%/crc32.c %D%/crc32.h \
	%D%/err.c %D%/err.h \
	%D%/html.c %D%/html.h \
	%D%/lang.c %D%/lang.h \
	%D%/log.c %D%/log.h \
	%D%/mem.c %D%/mem.h \
	%D%/text.c %D%/text.h
BASE_LIBS = libbase.a $(BSD_LIBS)

check_PROGRAMS += test_base
TESTS += test_base
test_base_SOURCES = tests/unit/test_base.c
test_base_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_base_LDADD = $(BASE_LIBS) $(CMOCKA_LIBS)

# model: what vigie knows of the network, and the calendar's arithmetic.
noinst_LIBRARIES += libmodel.a
libmodel_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
libmodel_a_SOURCES = \
	%D%/calendar.c %D%/calendar.h \
	%D%/civil.c %D%/civil.h \
	%D%/fact.c %D%/fact.h \
	%D%/holidays.c %D%/holidays.h \
	%D%/hours.c %D%/hours.h %D%/hours_parse.c \
	%D%/inventory.h \
	%D%/tzif.c %D%/tzif.h \
	%D%/words.c %D%/words.h \
	%D%/zone.c %D%/zone.h
MODEL_LIBS = libmodel.a $(JANSSON_LIBS) $(BASE_LIBS)

check_PROGRAMS += test_fact
TESTS += test_fact
test_fact_SOURCES = tests/unit/test_fact.c
test_fact_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_fact_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += test_calendar test_zone
TESTS += test_calendar test_zone
test_calendar_SOURCES = tests/unit/test_calendar.c
test_calendar_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_calendar_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)
test_zone_SOURCES = tests/unit/test_zone.c
test_zone_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_zone_LDADD = $(MODEL_LIBS) $(CMOCKA_LIBS)

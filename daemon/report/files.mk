# report: what was there and what was promised, over a period, from the journal.
noinst_LIBRARIES += libreport.a
libreport_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
libreport_a_SOURCES = \
	%D%/changes.c \
	%D%/events.c %D%/events.h \
	%D%/frozen.c %D%/frozen.h \
	%D%/import.c %D%/import.h \
	%D%/known.c %D%/known.h \
	%D%/lines.c %D%/lines.h \
	%D%/period.c %D%/period.h \
	%D%/report.c %D%/report.h \
	%D%/transitions.c %D%/transitions.h
REPORT_LIBS = libreport.a $(JUDGE_LIBS) $(JOURNAL_LIBS) $(CSV_LIBS)

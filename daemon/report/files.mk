# report: what was there and what was promised, over a period, from the journal.
noinst_LIBRARIES += libreport.a
libreport_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
libreport_a_SOURCES = \
	%D%/period.c %D%/period.h \
	%D%/report.c %D%/report.h
REPORT_LIBS = libreport.a $(JUDGE_LIBS) $(JOURNAL_LIBS)

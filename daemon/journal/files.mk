# journal: the only files that know SQLite.
noinst_LIBRARIES += libjournal.a
libjournal_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(SODIUM_CFLAGS)
libjournal_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_builddir)/daemon
libjournal_a_SOURCES = \
	%D%/append.c \
	%D%/chain.c \
	%D%/copy.c \
	%D%/forget.c %D%/forget.h \
	%D%/health.c \
	%D%/inside.h \
	%D%/journal.c %D%/journal.h \
	%D%/latest.c %D%/latest.h \
	%D%/place.c \
	%D%/read.c \
	%D%/reader.c %D%/reader.h \
	%D%/recall.c %D%/recall.h \
	%D%/verify.c \
	%D%/writer.c %D%/writer.h
nodist_libjournal_a_SOURCES = %D%/schema.h
JOURNAL_LIBS = libjournal.a $(MODEL_LIBS) $(SQLITE_LIBS) $(SODIUM_LIBS) -lpthread

# Each migration of schema.sql is one string of schema.h.
EXTRA_DIST += %D%/schema.sql
BUILT_SOURCES += %D%/schema.h
CLEANFILES += %D%/schema.h
daemon/journal/libjournal_a-journal.$(OBJEXT) daemon/journal/libjournal_a-copy.$(OBJEXT): daemon/journal/schema.h
daemon/journal/schema.h: $(srcdir)/daemon/journal/schema.sql
	@mkdir -p daemon/journal
	$(AM_V_GEN)$(AWK) 'BEGIN { print "static const char *const schema[] = {" } \
		/^-- migration / { if (n++) print "\t,"; next } \
		n && !/^--/ && NF { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\t\"" $$0 "\\n\"" } \
		END { print "};" }' $(srcdir)/daemon/journal/schema.sql >$@.part && mv $@.part $@

check_PROGRAMS += test_journal test_recall
TESTS += test_journal test_recall
test_journal_SOURCES = tests/unit/test_journal.c tests/unit/journals.c tests/unit/journals.h
test_journal_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_journal_LDADD = $(JOURNAL_LIBS) $(CMOCKA_LIBS)
test_recall_SOURCES = tests/unit/test_recall.c tests/unit/journals.c tests/unit/journals.h
test_recall_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_recall_LDADD = $(JOURNAL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += test_forget
TESTS += test_forget
test_forget_SOURCES = tests/unit/test_forget.c
test_forget_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_forget_LDADD = $(JOURNAL_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += test_writer
TESTS += test_writer
test_writer_SOURCES = tests/unit/test_writer.c tests/unit/journals.c tests/unit/journals.h
test_writer_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_writer_LDADD = $(JOURNAL_LIBS) $(CMOCKA_LIBS)

EXTRA_PROGRAMS += bench_journal
BENCHES += bench_journal
bench_journal_SOURCES = tests/bench/bench_journal.c
bench_journal_LDADD = $(JOURNAL_LIBS)

# Under a real vigie.
dist_noinst_SCRIPTS += tests/lab/journal.py
TESTS += tests/lab/journal.py
check_PROGRAMS += journal_driver
journal_driver_SOURCES = tests/lab/journal_driver.c
journal_driver_LDADD = $(JOURNAL_LIBS)
dist_noinst_SCRIPTS += tests/lab/powercut.sh
TESTS += tests/lab/powercut.sh

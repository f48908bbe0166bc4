# engine: the shell around the judge.  All but main is a library, so that tests link it.
noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	%D%/ask.c %D%/ask_series.c %D%/ask_series.h %D%/asker.h \
	%D%/ask_frozen.c %D%/ask_frozen.h \
	%D%/ask_import.c %D%/ask_import.h \
	%D%/ask_report.c %D%/ask_report.h \
	%D%/assign.c %D%/assign.h \
	%D%/control.c %D%/control.h \
	%D%/declared.c %D%/declared.h \
	%D%/engine.c %D%/engine.h \
	%D%/facts.c %D%/facts.h \
	%D%/forgetting.c %D%/forgetting.h \
	%D%/hands.c %D%/hands.h \
	%D%/history.c %D%/history.h \
	%D%/hours.c %D%/hours.h \
	%D%/jw.c %D%/jw.h \
	%D%/last.c %D%/last.h \
	%D%/outbox.c %D%/outbox.h \
	%D%/peers.c %D%/peers.h \
	%D%/push.c %D%/push.h \
	%D%/recording.c %D%/recording.h \
	%D%/relay.c %D%/relay.h \
	%D%/reload.c \
	%D%/reloader.c %D%/reloader.h \
	%D%/report_text.c %D%/report_text.h \
	%D%/results.c \
	%D%/run.c %D%/run.h \
	%D%/samples.c %D%/samples.h \
	%D%/scheduled.c %D%/scheduled.h \
	%D%/steady.c %D%/steady.h \
	%D%/story.c %D%/story.h %D%/story_write.c \
	%D%/survey.c %D%/survey.h \
	%D%/views.c %D%/views.h \
	%D%/views_hands.c %D%/views_hands.h \
	%D%/views_site.c %D%/views_site.h \
	%D%/vitals.c %D%/vitals.h
libengine_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)

pkglibexec_PROGRAMS += vigie-engine
vigie_engine_SOURCES = %D%/main.c
vigie_engine_LDADD = libengine.a librecord.a $(REPORT_LIBS) $(JOURNAL_LIBS) $(CONF_LIBS) $(IPC_LIBS) -lm

check_PROGRAMS += test_jw test_steady test_assign test_control
TESTS += test_jw test_steady test_assign test_control
test_jw_SOURCES = tests/unit/test_jw.c
test_jw_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_jw_LDADD = libengine.a librecord.a $(BASE_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS)
test_steady_SOURCES = tests/unit/test_steady.c
test_steady_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_steady_LDADD = libengine.a librecord.a $(BASE_LIBS) $(CMOCKA_LIBS)
test_assign_SOURCES = tests/unit/test_assign.c
test_assign_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_assign_LDADD = libengine.a librecord.a $(IPC_LIBS) $(CMOCKA_LIBS)
test_control_SOURCES = tests/unit/test_control.c
test_control_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(EVENT_CFLAGS)
test_control_LDADD = libengine.a librecord.a $(IPC_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += test_views test_letter test_recording
TESTS += test_views test_letter test_recording
test_views_SOURCES = tests/unit/test_views.c
test_views_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_views_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_views_LDADD = libengine.a librecord.a $(STORY_LIBS) $(IPC_LIBS)
test_recording_SOURCES = tests/unit/test_recording.c
test_recording_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_recording_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_recording_LDADD = libengine.a librecord.a $(STORY_LIBS) $(IPC_LIBS)
test_letter_SOURCES = tests/unit/test_letter.c
test_letter_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
test_letter_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_letter_LDADD = $(STORY_LIBS)

dist_noinst_SCRIPTS += tests/lab/story.py tests/lab/engine.py tests/lab/hands.py tests/lab/record.py
TESTS += tests/lab/story.py tests/lab/engine.py tests/lab/hands.py tests/lab/record.py

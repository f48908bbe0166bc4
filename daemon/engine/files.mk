# engine: the shell around the judge.  All but main is a library, so that tests link it.
noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	%D%/ask.c %D%/ask_series.c %D%/ask_series.h %D%/asker.h \
	%D%/assign.c %D%/assign.h \
	%D%/control.c %D%/control.h \
	%D%/engine.c %D%/engine.h \
	%D%/facts.c %D%/facts.h \
	%D%/history.c %D%/history.h \
	%D%/json.c %D%/json.h \
	%D%/last.c %D%/last.h \
	%D%/outbox.c %D%/outbox.h \
	%D%/peers.c %D%/peers.h \
	%D%/push.c %D%/push.h \
	%D%/relay.c %D%/relay.h \
	%D%/reload.c \
	%D%/results.c \
	%D%/run.c %D%/run.h \
	%D%/samples.c %D%/samples.h \
	%D%/steady.c %D%/steady.h \
	%D%/views.c %D%/views.h \
	%D%/views_site.c %D%/views_site.h \
	%D%/vitals.c %D%/vitals.h
libengine_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)

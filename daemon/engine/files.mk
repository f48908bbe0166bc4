# engine: the shell around the judge.  All but main is a library, so that tests link it.
noinst_LIBRARIES += libengine.a
libengine_a_SOURCES = \
	%D%/asker.h \
	%D%/assign.c %D%/assign.h \
	%D%/control.c %D%/control.h \
	%D%/json.c %D%/json.h \
	%D%/last.c %D%/last.h \
	%D%/peers.c %D%/peers.h \
	%D%/samples.c %D%/samples.h \
	%D%/steady.c %D%/steady.h \
	%D%/views.c %D%/views.h \
	%D%/views_site.c %D%/views_site.h
libengine_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)

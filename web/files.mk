# web: vigie-web, the only reader of bytes from browsers.
noinst_LIBRARIES += libweb.a
libweb_a_SOURCES = \
	%D%/api.c \
	%D%/assets.c %D%/assets.h \
	%D%/blob.c %D%/blob.h \
	%D%/cache.c %D%/cache.h \
	%D%/call.c %D%/call.h \
	%D%/charts.c %D%/charts.h \
	%D%/feed.c %D%/feed.h \
	%D%/gate.c %D%/gate.h \
	%D%/graph.c \
	%D%/guard.c %D%/guard.h \
	%D%/html.c %D%/html.h \
	%D%/http.c %D%/http.h \
	%D%/kinds.c %D%/kinds.h \
	%D%/page.c %D%/page.h \
	%D%/page_about.c \
	%D%/page_graph.c %D%/page_graph.h \
	%D%/page_incident.c \
	%D%/page_site.c \
	%D%/page_status.c \
	%D%/pages.c \
	%D%/routes.c %D%/routes.h \
	%D%/say.c %D%/say.h \
	%D%/snapshot.c %D%/snapshot.h \
	%D%/url.c %D%/url.h \
	%D%/web.c %D%/web.h
nodist_libweb_a_SOURCES = web/static.c
libweb_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
WEB_LIBS = libweb.a libmodel.a $(IPC_LIBS) $(JANSSON_LIBS) -lm

# The style and the mark are compiled in: nothing is opened to serve a page.
WEB_STATIC = %D%/static/vigie.css %D%/static/vigie.svg
EXTRA_DIST += $(WEB_STATIC) %D%/embed.sh
CLEANFILES += web/static.c
web/static.c: $(WEB_STATIC) %D%/embed.sh
	$(AM_V_GEN)$(MKDIR_P) web && (cd $(srcdir) && $(SHELL) web/embed.sh $(WEB_STATIC)) >$@.tmp && mv $@.tmp $@

pkglibexec_PROGRAMS += vigie-web
vigie_web_SOURCES = %D%/main.c
vigie_web_LDADD = $(WEB_LIBS)

# Plays vigied and vigie-engine for one vigie-web: the page tests and the lab of bad requests use it.
check_PROGRAMS += play
play_SOURCES = tests/web/play.c
play_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
play_LDADD = $(IPC_LIBS) $(JANSSON_LIBS)

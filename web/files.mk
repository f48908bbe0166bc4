# web: vigie-web, the only reader of bytes from browsers.
noinst_LIBRARIES += libweb.a
libweb_a_SOURCES = \
	%D%/api.c \
	%D%/assets.c %D%/assets.h \
	%D%/bars.c %D%/bars.h \
	%D%/blob.c %D%/blob.h \
	%D%/cache.c %D%/cache.h \
	%D%/call.c %D%/call.h \
	%D%/charts.c %D%/charts.h \
	%D%/documents.c \
	%D%/feed.c %D%/feed.h \
	%D%/feeds.c \
	%D%/gate.c %D%/gate.h \
	%D%/graph.c \
	%D%/guard.c %D%/guard.h \
	%D%/help.c %D%/help.h \
	%D%/http.c %D%/http.h \
	%D%/kinds.c %D%/kinds.h \
	%D%/maker.c %D%/maker.h \
	%D%/months.c \
	%D%/page.c %D%/page.h \
	%D%/page_about.c \
	%D%/page_bars.c %D%/page_bars.h \
	%D%/page_graph.c %D%/page_graph.h \
	%D%/page_help.c \
	%D%/page_incident.c \
	%D%/page_planned.c %D%/page_planned.h \
	%D%/page_report.c \
	%D%/page_reports.c %D%/page_reports.h \
	%D%/page_site.c \
	%D%/page_story.c %D%/page_story.h \
	%D%/page_status.c \
	%D%/pages.c \
	%D%/report_calls.c \
	%D%/report_forms.c %D%/report_forms.h \
	%D%/reports.c %D%/reports.h \
	%D%/routes.c %D%/routes.h \
	%D%/say.c %D%/say.h \
	%D%/snapshot.c %D%/snapshot.h \
	%D%/url.c %D%/url.h \
	%D%/web.c %D%/web.h
nodist_libweb_a_SOURCES = web/static.c web/help_sheets.c
libweb_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
WEB_LIBS = libweb.a libpaper.a libreport.a $(FORMS_LIBS) $(IPC_LIBS) $(JANSSON_LIBS) -lm

# The style and the mark are compiled in: nothing is opened to serve a page.
WEB_STATIC = %D%/static/vigie.css %D%/static/report.css %D%/static/vigie.svg
EXTRA_DIST += $(WEB_STATIC) %D%/embed.sh
CLEANFILES += web/static.c
web/static.c: $(WEB_STATIC) %D%/embed.sh
	$(AM_V_GEN)$(MKDIR_P) web && (cd $(srcdir) && $(SHELL) web/embed.sh $(WEB_STATIC)) >$@.tmp && mv $@.tmp $@

# The sheets "What to do?", made into HTML by the build.
HELP_SHEETS = \
	%D%/help/fr/backup.md %D%/help/fr/box.md %D%/help/fr/desync.md %D%/help/fr/device.md \
	%D%/help/fr/dns.md %D%/help/fr/flapping.md %D%/help/fr/group.md %D%/help/fr/link.md \
	%D%/help/fr/no_pc.md %D%/help/fr/partner.md %D%/help/fr/pc.md %D%/help/fr/power.md \
	%D%/help/fr/saturated.md %D%/help/fr/vigie.md %D%/help/fr/visio.md \
	%D%/help/en/backup.md %D%/help/en/box.md %D%/help/en/desync.md %D%/help/en/device.md \
	%D%/help/en/dns.md %D%/help/en/flapping.md %D%/help/en/group.md %D%/help/en/link.md \
	%D%/help/en/no_pc.md %D%/help/en/partner.md %D%/help/en/pc.md %D%/help/en/power.md \
	%D%/help/en/saturated.md %D%/help/en/vigie.md %D%/help/en/visio.md
EXTRA_DIST += $(HELP_SHEETS)
noinst_PROGRAMS += help-make
help_make_SOURCES = %D%/help_make.c
help_make_CFLAGS = $(AM_CFLAGS) $(CMARK_CFLAGS)
help_make_LDADD = $(CMARK_LIBS)
CLEANFILES += web/help_sheets.c web/help_sheets.c.tmp
web/help_sheets.c: $(HELP_SHEETS) help-make$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) web && sheets= && for f in $(HELP_SHEETS); do sheets="$$sheets $(srcdir)/$$f"; done && \
		./help-make$(EXEEXT) $$sheets >$@.tmp && mv $@.tmp $@

pkglibexec_PROGRAMS += vigie-web
vigie_web_SOURCES = %D%/main.c
vigie_web_LDADD = $(WEB_LIBS)

# Plays vigied and vigie-engine for one vigie-web: the page tests and the lab of bad requests use it.
check_PROGRAMS += play
play_SOURCES = tests/web/play.c tests/web/play_report.c tests/web/play_report.h
play_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
play_LDADD = libreport.a libmodel.a $(IPC_LIBS) $(JANSSON_LIBS)

check_PROGRAMS += test_gate test_html test_reports test_routes test_snapshot
TESTS += test_gate test_html test_reports test_routes test_snapshot
test_gate_SOURCES = tests/unit/test_gate.c
test_gate_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_gate_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)
test_html_SOURCES = tests/unit/test_html.c
test_html_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_html_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)
test_reports_SOURCES = tests/unit/test_reports.c
test_reports_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(EVENT_CFLAGS) $(JANSSON_CFLAGS)
test_reports_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)
test_routes_SOURCES = tests/unit/test_routes.c
test_routes_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_routes_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)
test_snapshot_SOURCES = tests/unit/test_snapshot.c
test_snapshot_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_snapshot_LDADD = $(WEB_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_gate replay_url
TESTS += replay_gate replay_url
replay_gate_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_gate.c
replay_gate_LDADD = $(WEB_LIBS)
replay_url_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_url.c
replay_url_LDADD = $(WEB_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_gate fuzz_url
fuzz_gate_SOURCES = tests/fuzz/fuzz_gate.c
fuzz_gate_LDADD = $(WEB_LIBS)
fuzz_gate_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
fuzz_url_SOURCES = tests/fuzz/fuzz_url.c
fuzz_url_LDADD = $(WEB_LIBS)
fuzz_url_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

# In a real browser: npm ci in tests/web brings playwright-core and axe-core, Debian the chromium.
dist_check_SCRIPTS += tests/web/check-pages.sh
TESTS += tests/web/check-pages.sh
EXTRA_DIST += tests/web/pages.mjs tests/web/stage.mjs tests/web/shots.mjs \
	tests/web/package.json tests/web/package-lock.json

# Bad requests: many, slow, endless, ambiguous.  VIGIE_LAB_LONG=1 makes it the full size.
dist_check_SCRIPTS += tests/lab/browsers.py
TESTS += tests/lab/browsers.py

# The words of incidents, for everybody who reads some.
check_PROGRAMS += test_kinds
TESTS += test_kinds
test_kinds_SOURCES = tests/unit/test_kinds.c
test_kinds_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_kinds_LDADD = libweb.a $(CLI_LIBS) $(CMOCKA_LIBS)

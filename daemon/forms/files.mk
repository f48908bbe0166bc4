# forms: a report's JSON as text, HTML, PDF, CSV, XLSX; linked by vigie, vigie-web and vigie-courier.
noinst_LIBRARIES += libforms.a
libforms_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS) $(PANGO_CFLAGS) $(XLSX_CFLAGS)
libforms_a_SOURCES = \
	%D%/annex.c \
	%D%/changes.c \
	%D%/compose.c %D%/compose.h \
	%D%/csv.c \
	%D%/figure.c %D%/figure.h \
	%D%/form.c %D%/form.h \
	%D%/grid.c %D%/grid.h \
	%D%/html.c \
	%D%/letter.c \
	%D%/line.c \
	%D%/make.h \
	%D%/paper.c %D%/paper.h \
	%D%/pdf.c %D%/pdf.h %D%/pdf_finish.c %D%/pdf_picture.c %D%/pdf_table.c \
	%D%/pdf_words.c \
	%D%/point.c \
	%D%/text.c \
	%D%/xlsx.c %D%/xlsx.h %D%/xlsx_sheets.c
nodist_libforms_a_SOURCES = daemon/forms/style.c
FORMS_LIBS = libforms.a libmodel.a $(JANSSON_LIBS) $(PANGO_LIBS) $(XLSX_LIBS) $(BASE_LIBS) -lm

# A page that stands alone has the site's own style inside.
FORMS_STYLE = web/static/vigie.css web/static/report.css
EXTRA_DIST += $(FORMS_STYLE)
CLEANFILES += daemon/forms/style.c daemon/forms/style.css
daemon/forms/style.c: $(FORMS_STYLE) web/embed.sh
	$(AM_V_GEN)$(MKDIR_P) daemon/forms && (cd $(srcdir) && cat $(FORMS_STYLE)) >daemon/forms/style.css && \
		$(SHELL) $(srcdir)/web/embed.sh daemon/forms/style.css >$@.tmp && mv $@.tmp $@

# What makes each form from a file, to look at them by hand.
check_PROGRAMS += form_tool
form_tool_SOURCES = tests/report/form_tool.c
form_tool_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
form_tool_LDADD = $(FORMS_LIBS)
EXTRA_DIST += tests/report/make.py tests/report/files.py tests/report/closed.json \
	tests/report/frozen.json tests/report/hostile.json tests/report/month.json \
	tests/report/running.json tests/report/site.json tests/report/unmeasured.json tests/report/year.json

check_PROGRAMS += test_forms
TESTS += test_forms tests/report/files.py
test_forms_SOURCES = tests/unit/test_forms.c
test_forms_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(JANSSON_CFLAGS)
test_forms_LDADD = $(FORMS_LIBS) $(CMOCKA_LIBS)

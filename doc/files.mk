# doc
EXTRA_DIST += %D%/mutants.md %D%/performance.md %D%/simulation.md

# vigie.conf(5) is made from the table of settings, so that neither can forget the other.
dist_noinst_DATA += %D%/vigie.conf.5.head %D%/vigie.conf.5.tail
nodist_man_MANS += %D%/vigie.conf.5
%D%/vigie.conf.5: %D%/vigie.conf.5.head %D%/vigie.conf.5.tail vigie-conf$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && { cat $(srcdir)/%D%/vigie.conf.5.head && ./vigie-conf$(EXEEXT) -d && \
		cat $(srcdir)/%D%/vigie.conf.5.tail; } >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/vigie.conf.5 %D%/vigie.conf.5.tmp

# vigie-metrics(7) is made from the probes' own tables.
noinst_PROGRAMS += vigie-metrics-doc
vigie_metrics_doc_SOURCES = %D%/metrics_doc.c
vigie_metrics_doc_LDADD = $(SERIES_LIBS) $(PLUGIN_TABLE_LIBS)
dist_noinst_DATA += %D%/vigie-metrics.7.head %D%/vigie-metrics.7.tail
nodist_man_MANS += %D%/vigie-metrics.7
%D%/vigie-metrics.7: %D%/vigie-metrics.7.head %D%/vigie-metrics.7.tail vigie-metrics-doc$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && { cat $(srcdir)/%D%/vigie-metrics.7.head && ./vigie-metrics-doc$(EXEEXT) && \
		cat $(srcdir)/%D%/vigie-metrics.7.tail; } >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/vigie-metrics.7 %D%/vigie-metrics.7.tmp

# The pictures of README.
EXTRA_DIST += %D%/page.png %D%/report.png

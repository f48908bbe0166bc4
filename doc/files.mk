# doc

# vigie.conf(5) is made from the table of settings, so that neither can forget the other.
dist_noinst_DATA += %D%/vigie.conf.5.head %D%/vigie.conf.5.tail
nodist_man_MANS += %D%/vigie.conf.5
%D%/vigie.conf.5: %D%/vigie.conf.5.head %D%/vigie.conf.5.tail vigie-conf$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) %D% && { cat $(srcdir)/%D%/vigie.conf.5.head && ./vigie-conf$(EXEEXT) -d && \
		cat $(srcdir)/%D%/vigie.conf.5.tail; } >$@.tmp && mv $@.tmp $@
CLEANFILES += %D%/vigie.conf.5 %D%/vigie.conf.5.tmp

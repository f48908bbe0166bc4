# conf: samples, what a server needs, and the demonstration's world.
EXTRA_DIST += %D%/packages %D%/vigie.sysusers %D%/vigie.tmpfiles \
	%D%/vigied.service.in
dist_noinst_SCRIPTS += quickstart %D%/demo/world.sh %D%/demo/smtp_sink.py %D%/demo/listen.py %D%/demo/field.py \
	%D%/demo/history.py

# What a server needs.  The source is named by what it is, the installed file by what reads it.
sysusersdir = $(prefix)/lib/sysusers.d
tmpfilesdir = $(prefix)/lib/tmpfiles.d
sysctldir = $(prefix)/lib/sysctl.d
nodist_sysusers_DATA = %D%/sysusers.d/vigie.conf
nodist_tmpfiles_DATA = %D%/tmpfiles.d/vigie.conf
dist_sysctl_DATA = %D%/sysctl.d/vigie.conf
# Written for the usual folders, installed for those of configure.
own_paths = -e 's|/var/lib/vigie|$(localstatedir)/lib/vigie|' -e 's|/run/vigie|$(runstatedir)/vigie|' \
	-e 's|/etc/vigie|$(confdir)|'
%D%/sysusers.d/vigie.conf: %D%/vigie.sysusers Makefile
	$(AM_V_GEN)$(MKDIR_P) %D%/sysusers.d && sed $(own_paths) $(srcdir)/%D%/vigie.sysusers >$@
%D%/tmpfiles.d/vigie.conf: %D%/vigie.tmpfiles Makefile
	$(AM_V_GEN)$(MKDIR_P) %D%/tmpfiles.d && sed $(own_paths) $(srcdir)/%D%/vigie.tmpfiles >$@
%D%/vigied.service: %D%/vigied.service.in Makefile
	$(AM_V_GEN)$(MKDIR_P) %D% && sed -e 's|@sbindir[@]|$(sbindir)|g' -e 's|@localstatedir[@]|$(localstatedir)|g' \
		-e 's|@runstatedir[@]|$(runstatedir)|g' $(srcdir)/%D%/vigied.service.in >$@
CLEANFILES += %D%/sysusers.d/vigie.conf %D%/tmpfiles.d/vigie.conf %D%/vigied.service
nodist_noinst_DATA += %D%/vigied.service
if SYSTEMD_UNITS
nodist_systemdsystemunit_DATA = %D%/vigied.service
endif

# Folders of ours alone go too.
uninstall-hook:
	-rmdir $(DESTDIR)$(examplesitesdir) $(DESTDIR)$(examplesdir) $(DESTDIR)$(pkgdatadir) \
		$(DESTDIR)$(pkglibexecdir) 2>/dev/null

# The sample, to start from.
examplesdir = $(pkgdatadir)/examples
dist_examples_DATA = %D%/vigie.conf %D%/secrets.conf
examplesitesdir = $(examplesdir)/sites.d
dist_examplesites_DATA = \
	%D%/sites.d/alboussiere.conf \
	%D%/sites.d/boffres.conf \
	%D%/sites.d/champis.conf \
	%D%/sites.d/etables.conf \
	%D%/sites.d/gluiras.conf \
	%D%/sites.d/lamastre.conf \
	%D%/sites.d/saint-agreve.conf \
	%D%/sites.d/saint-felicien.conf \
	%D%/sites.d/saint-sylvestre.conf \
	%D%/sites.d/vernoux.conf

dist_noinst_SCRIPTS += tests/check-unit.sh
TESTS += tests/check-unit.sh

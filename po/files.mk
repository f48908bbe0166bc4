# po: the French catalogue, compiled in the tree's own layout so that a build tree serves too.
EXTRA_DIST += %D%/fr.po
nodist_noinst_DATA += po/fr/LC_MESSAGES/vigie.mo
CLEANFILES += po/fr/LC_MESSAGES/vigie.mo
po/fr/LC_MESSAGES/vigie.mo: po/fr.po
	$(AM_V_GEN)$(MKDIR_P) po/fr/LC_MESSAGES && $(MSGFMT) --check -o $@ $(srcdir)/po/fr.po

install-data-local: po/fr/LC_MESSAGES/vigie.mo
	$(MKDIR_P) $(DESTDIR)$(localedir)/fr/LC_MESSAGES
	$(INSTALL_DATA) po/fr/LC_MESSAGES/vigie.mo $(DESTDIR)$(localedir)/fr/LC_MESSAGES/vigie.mo
uninstall-local:
	rm -f $(DESTDIR)$(localedir)/fr/LC_MESSAGES/vigie.mo

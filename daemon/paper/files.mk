# paper: documents of a few pages, as text and HTML; linked by the command line and by vigie-web.
noinst_LIBRARIES += libpaper.a
libpaper_a_SOURCES = \
	%D%/evidence.c %D%/evidence.h \
	%D%/history.c \
	%D%/inside.h \
	%D%/paper.c %D%/paper.h %D%/paper_html.c %D%/paper_text.c \
	%D%/seen.c %D%/seen.h
libpaper_a_CFLAGS = $(AM_CFLAGS) $(JANSSON_CFLAGS)
PAPER_LIBS = libpaper.a $(MODEL_LIBS)

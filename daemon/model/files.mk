# model: what vigie knows of the network, and the calendar's arithmetic.
noinst_LIBRARIES += libmodel.a
libmodel_a_CFLAGS = $(AM_CFLAGS)
libmodel_a_SOURCES = \
	%D%/calendar.h \
	%D%/civil.c %D%/civil.h \
	%D%/holidays.c %D%/holidays.h \
	%D%/inventory.h \
	%D%/zone.h
MODEL_LIBS = libmodel.a $(BASE_LIBS)

# series: RRD files, the log before them, numbers and pictures.  Nothing else knows librrd.
noinst_LIBRARIES += libseries.a
libseries_a_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS) $(CAIRO_CFLAGS) $(EVENT_CFLAGS)
libseries_a_SOURCES = \
	%D%/answer.c %D%/answer.h \
	%D%/axis.c %D%/axis.h \
	%D%/canvas.c %D%/canvas.h \
	%D%/chart.c %D%/chart.h \
	%D%/curve.c %D%/curve.h \
	%D%/device.c %D%/device.h \
	%D%/gate.c %D%/gate.h \
	%D%/marker.c %D%/marker.h \
	%D%/metric.c %D%/metric.h \
	%D%/plot.c %D%/plot.h \
	%D%/rrdfile.c %D%/rrdfile.h \
	%D%/rrdhead.c %D%/rrdhead.h \
	%D%/series.c %D%/series.h \
	%D%/shelf.c %D%/shelf.h \
	%D%/store.c %D%/store.h \
	%D%/wal.c %D%/wal.h
SERIES_LIBS = libseries.a libmodel.a $(IPC_LIBS) $(RRD_LIBS) $(CAIRO_LIBS) -lm

pkglibexec_PROGRAMS += vigie-series
vigie_series_SOURCES = %D%/main.c
vigie_series_LDADD = $(SERIES_LIBS)

# Plays vigied and the engine for one vigie-series: for the lab, and to look at pictures by hand.
check_PROGRAMS += series_driver
series_driver_SOURCES = tests/lab/series_driver.c
series_driver_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS)
series_driver_LDADD = $(IPC_LIBS) -lm

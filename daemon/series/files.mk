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

check_PROGRAMS += test_series_shelf test_series_store test_series_axis
TESTS += test_series_shelf test_series_store test_series_axis
test_series_shelf_SOURCES = tests/unit/test_series_shelf.c
test_series_shelf_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_series_shelf_LDADD = $(SERIES_LIBS) $(PLUGIN_TABLE_LIBS) $(CMOCKA_LIBS)
test_series_store_SOURCES = tests/unit/test_series_store.c
test_series_store_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_series_store_LDADD = $(SERIES_LIBS) $(CMOCKA_LIBS)
test_series_axis_SOURCES = tests/unit/test_series_axis.c
test_series_axis_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_series_axis_LDADD = $(SERIES_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_rrdhead
TESTS += replay_rrdhead
replay_rrdhead_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_rrdhead.c
replay_rrdhead_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS)
replay_rrdhead_LDADD = $(SERIES_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_rrdhead
fuzz_rrdhead_SOURCES = tests/fuzz/fuzz_rrdhead.c
fuzz_rrdhead_CFLAGS = $(AM_CFLAGS) $(RRD_CFLAGS)
fuzz_rrdhead_LDADD = $(SERIES_LIBS)
fuzz_rrdhead_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

BENCHES += bench_series
EXTRA_PROGRAMS += bench_series
bench_series_SOURCES = tests/bench/bench_series.c
bench_series_LDADD = $(SERIES_LIBS)

TESTS += tests/lab/series.py
EXTRA_DIST += tests/lab/series.py

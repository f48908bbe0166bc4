# ipc: typed messages, channels between the programs, and the start they share.
noinst_LIBRARIES += libipc.a
libipc_a_SOURCES = \
	%D%/channel.c %D%/channel.h \
	%D%/msg.c %D%/msg.h \
	%D%/program.c %D%/program.h
libipc_a_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(MSGPACK_CFLAGS) $(CAPNG_CFLAGS)
IPC_LIBS = libipc.a libbase.a $(EVENT_LIBS) $(MSGPACK_LIBS) $(CAPNG_LIBS) $(BSD_LIBS)

check_PROGRAMS += test_msg test_channel
TESTS += test_msg test_channel
test_msg_SOURCES = tests/unit/test_msg.c
test_msg_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_msg_LDADD = $(IPC_LIBS) $(CMOCKA_LIBS)
test_channel_SOURCES = tests/unit/test_channel.c
test_channel_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS) $(EVENT_CFLAGS)
test_channel_LDADD = $(IPC_LIBS) $(CMOCKA_LIBS)

EXTRA_PROGRAMS += bench_frames
BENCHES += bench_frames
bench_frames_SOURCES = tests/bench/bench_frames.c
bench_frames_LDADD = $(IPC_LIBS)

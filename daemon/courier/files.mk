# courier: the only speaker to mail servers; libcurl in threads, the rest on the loop.
noinst_LIBRARIES += libcourier.a
libcourier_a_SOURCES = \
	%D%/courier.c %D%/courier.h \
	%D%/crew.c %D%/crew.h \
	%D%/mail.c %D%/notifier.h \
	%D%/message.c %D%/message.h \
	%D%/notice.c %D%/notice.h \
	%D%/queue.c %D%/queue.h
libcourier_a_CFLAGS = $(AM_CFLAGS) -pthread $(EVENT_CFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(SODIUM_CFLAGS)
COURIER_LIBS = libcourier.a $(FORMS_LIBS) $(IPC_LIBS) $(CURL_LIBS) $(SODIUM_LIBS) -lpthread

pkglibexec_PROGRAMS += vigie-courier
vigie_courier_SOURCES = %D%/main.c
vigie_courier_LDADD = $(COURIER_LIBS)

# Plays the engine for a real vigie-courier: tests/lab/courier.py.
check_PROGRAMS += courier_driver
courier_driver_SOURCES = tests/lab/courier_driver.c
courier_driver_LDADD = $(IPC_LIBS)
TESTS += tests/lab/courier.py
EXTRA_DIST += tests/lab/courier.py

check_PROGRAMS += test_message test_queue
TESTS += test_message test_queue
test_message_SOURCES = tests/unit/test_message.c
test_message_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_message_LDADD = $(COURIER_LIBS) $(CMOCKA_LIBS)
test_queue_SOURCES = tests/unit/test_queue.c
test_queue_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
test_queue_LDADD = $(COURIER_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += replay_message
TESTS += replay_message
replay_message_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz_message.c
replay_message_LDADD = $(COURIER_LIBS)
if FUZZERS
noinst_PROGRAMS += fuzz_message
fuzz_message_SOURCES = tests/fuzz/fuzz_message.c
fuzz_message_LDADD = $(COURIER_LIBS)
fuzz_message_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_CFLAGS)
endif

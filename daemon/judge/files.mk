# judge: results and time in, states, incidents and notices out; pure.
noinst_LIBRARIES += libjudge.a
libjudge_a_CFLAGS = $(AM_CFLAGS)
libjudge_a_SOURCES = \
	%D%/adopt.c \
	%D%/canary.c \
	%D%/cause.c \
	%D%/check.c \
	%D%/convention.c \
	%D%/device.c \
	%D%/due.c \
	%D%/flapping.c \
	%D%/group.c \
	%D%/hands.c \
	%D%/hold.c \
	%D%/incident.c \
	%D%/inside.h \
	%D%/judge.c %D%/judge.h \
	%D%/link.c \
	%D%/recall.c \
	%D%/route.c \
	%D%/site.c \
	%D%/start.c \
	%D%/view.c \
	%D%/window.c
JUDGE_LIBS = libjudge.a $(MODEL_LIBS)

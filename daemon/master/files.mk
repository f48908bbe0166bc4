# master: vigied, which opens what needs privilege and starts the rest.
sbin_PROGRAMS += vigied
vigied_SOURCES = \
	%D%/account.c \
	%D%/child.c \
	%D%/lock.c \
	%D%/main.c \
	%D%/master.h \
	%D%/options.c \
	%D%/run.c \
	%D%/socket.c
vigied_CFLAGS = $(AM_CFLAGS) $(EVENT_CFLAGS) $(CAPNG_CFLAGS) $(SYSTEMD_CFLAGS)
vigied_LDADD = $(CONF_LIBS) $(IPC_LIBS) $(SYSTEMD_LIBS)

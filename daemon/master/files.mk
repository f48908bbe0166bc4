# master: vigied, which starts and restarts the rest.
sbin_PROGRAMS += vigied
vigied_SOURCES = %D%/main.c

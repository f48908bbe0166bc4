/*
 * run.h - vigie-engine as a program: its start, its peers, its end (see engine.h for its parts).
 */
#ifndef VIGIE_RUN_H
#define VIGIE_RUN_H

#include "ipc/program.h"

/* These are struct program's (ipc/program.h). */
void	*run_start(const struct program_run *run);
void	 run_peer(void *arg, enum program_id who, unsigned instance, int fd);
void	 run_reload(void *arg);
void	 run_stop(void *arg);

#endif

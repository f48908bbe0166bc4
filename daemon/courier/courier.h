/*
 * courier.h - vigie-courier: notices in, attempts at telling, what became of them out.
 *
 * The engine owns the outbox.  It says COURIER_SETUP and then each NOTICE not
 * yet told; the courier answers DELIVERY for each attempt that ended, and goes
 * on while the engine is replaced.  Killed at any moment nothing is lost: the
 * engine asks again, and the same Message-ID lets the receiver see a repeat.
 */
#ifndef VIGIE_COURIER_H
#define VIGIE_COURIER_H

#include <stdint.h>

#include "courier/notifier.h"
#include "ipc/program.h"

struct channel;
struct event_base;

/* These have the shapes of struct program (ipc/program.h); `arg` is what courier_new() returned. */
void		*courier_new(struct event_base *base, const struct notifier_limits *limits);
/* A channel to the engine; takes fd.  Replaces the one before. */
void		 courier_peer(void *arg, enum program_id who, unsigned instance, int fd);
/* NULL while there is none. */
struct channel	*courier_engine(void *arg);
/* waiting, running, sent, later, dead. */
void		 courier_figures(void *arg, struct program_figures *out);
/* Lets what runs end (at most 3.5 s), says so to the engine, and frees. */
void		 courier_stop(void *arg);

#endif

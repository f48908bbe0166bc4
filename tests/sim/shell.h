/*
 * shell.h - what stands around the engine in a simulation, and its lives.
 *
 * The engine is the real one, whole: run.c starts it, peers, results, facts,
 * outbox, hands, reload and all the rest are linked as they are.  What is ours
 * is what touches the machine: the loop's events (loop.h), channels (a message
 * goes from hand to hand instead of through a socket), the journal's threads
 * (disk.h), the control socket's door, the thread that reads a configuration,
 * the log.  So nothing happens that the seed has not decided.
 *
 *    absent -- shell_start --> running -- shell_stop --> absent
 *                                 |
 *                                 +-- dies: at a row of the journal, or between two events --> absent
 *
 * Once it is dead (`shell_is_dead`) what it still does in the same breath goes
 * nowhere: no row, no message.
 */
#ifndef VIGIE_SIM_SHELL_H
#define VIGIE_SIM_SHELL_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc/msg.h"
#include "ipc/program.h"

struct asker;
struct engine;
struct msg_ask;

/* Who sits at the other end of the engine's channels. */
struct shell_calls {
	/* The engine said something to this program; borrowed. */
	void	 (*heard)(enum program_id who, unsigned instance, enum msg_type type, const void *msg);
	/* An answer to a person's question; whole. */
	void	 (*answered)(uint32_t id, unsigned status, const char *body, size_t len);
	/* A channel of the engine has come up (it may be spoken to) or is gone. */
	void	 (*linked)(enum program_id who, unsigned instance, bool is_up);
};

void		 shell_begin(const char *conf_file, const struct shell_calls *calls, bool is_loud);
struct engine	*shell_engine(void);		/* NULL = absent */
bool		 shell_is_dead(void);
/* It runs, and is not stopped by a signal. */
bool		 shell_hears(void);
unsigned	 shell_n_lives(void);

/* False: it refuses to start. */
bool		 shell_start(void);
void		 shell_stop(void);
/* It dies now; shell_bury() (by the main loop, between two events) makes it absent. */
void		 shell_die(void);
void		 shell_bury(void);

/* The master hands over a new channel; the one before, if any, ends. */
void		 shell_link(enum program_id who, unsigned instance);
/* The program's end of the channel is closed. */
void		 shell_unlink(enum program_id who, unsigned instance);
bool		 shell_is_linked(enum program_id who, unsigned instance);
/*
 * Says something to the engine, which hears it at `at_us` or when it next listens,
 * in order.  `block` (NULL = none) is what the message points into; taken.
 */
void		 shell_post(enum program_id who, unsigned instance, enum msg_type type,
		    const union msg *msg, void *block, int64_t at_us);
/* Asks as a person on the control socket would; false when the engine is absent. */
bool		 shell_ask(uint32_t id, const char *name, unsigned role, const char *what,
		    struct msg_pair *args, uint32_t n_args);
/* Another configuration is read; true if it was taken. */
bool		 shell_reload(void);
/* How often the engine dropped a peer: it never should. */
unsigned	 shell_n_dropped(void);

#endif

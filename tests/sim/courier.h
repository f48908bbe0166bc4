/*
 * courier.h - who delivers notices in a simulation, to a mail server that refuses at times.
 */
#ifndef VIGIE_SIM_COURIER_H
#define VIGIE_SIM_COURIER_H

#include <stdbool.h>
#include <stdint.h>

#include "ipc/msg.h"

void		 courier_heard(enum msg_type type, const void *msg);
/* Without a channel its jobs are gone: the engine gives them again. */
void		 courier_linked(bool is_up);
/* The mail server says "later" until then. */
void		 courier_refuse(int64_t until_us);
uint64_t	 courier_sent(void);

#endif

/*
 * people.h - technicians at the console of a simulation, and the public page.
 */
#ifndef VIGIE_SIM_PEOPLE_H
#define VIGIE_SIM_PEOPLE_H

#include <stddef.h>
#include <stdint.h>

#include "ipc/msg.h"
#include "tests/sim/weather.h"

void		 people_begin(void);
void		 people_end(void);
/* Somebody does something now. */
void		 people_fault(const struct fault *f);
/* The engine answers; the page is pushed. */
void		 people_answered(uint32_t id, unsigned status, const char *body, size_t len);
void		 people_heard(enum msg_type type, const void *msg);
/* It is gone: nobody answers any more. */
void		 people_alone(void);

#endif

/*
 * vigie.h - the life of vigie itself in a simulation: starts, deaths, stops, and what its own machine suffers.
 */
#ifndef VIGIE_SIM_VIGIE_H
#define VIGIE_SIM_VIGIE_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/weather.h"

void		 vigie_begin(const char *dir, uint64_t seed, bool is_loud);
/* A fault of its own begins or ends. */
void		 vigie_fault(const struct fault *f);
/* After each event: who died is buried and started again later. */
void		 vigie_look(void);
/* The end of the run: a clean stop. */
void		 vigie_end(void);
void		 vigie_free(void);
/* The configuration has changed (a point was added, removed, renamed). */
void		 vigie_write_conf(void);
const char	*vigie_dir(void);

#endif

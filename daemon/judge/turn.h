/*
 * turn.h - the turns of a window: once, or each week at its local times.
 */
#ifndef VIGIE_TURN_H
#define VIGIE_TURN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/calendar.h"

struct fact_window;
struct zone;

/* The weekly window's turn that begins on this local day, if any; cancelled or not. */
bool	 turn_of_day(const struct zone *z, const struct fact_window *w, int32_t day, struct interval *out);

#endif

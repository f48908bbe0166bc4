/*
 * ask_series.h - questions for numbers and pictures: who may see which object, and of when.
 */
#ifndef VIGIE_ASK_SERIES_H
#define VIGIE_ASK_SERIES_H

#include <stdbool.h>

#include "base/clock.h"

struct asker;
struct engine;
struct msg_ask;

void	 ask_series(struct engine *e, const struct asker *asker, const struct msg_ask *ask);
void	 ask_picture(struct engine *e, const struct asker *asker, const struct msg_ask *ask);

#endif

/*
 * push.h - agents on PCs that call vigie, and the door they call at.
 */
#ifndef VIGIE_SIM_PUSH_H
#define VIGIE_SIM_PUSH_H

#include <stdbool.h>

void		 push_begin(void);
void		 push_end(void);
/* Agents can call from half a second on, or not. */
void		 push_door(bool is_open);

#endif

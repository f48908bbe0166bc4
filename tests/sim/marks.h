/*
 * marks.h - what a set of runs has reached: each kind of trouble of the world, each
 * word of the judge.  A mark that no seed of a large run has set means that
 * something is not being tested, and fails the run.
 */
#ifndef VIGIE_SIM_MARKS_H
#define VIGIE_SIM_MARKS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "model/fact.h"

/* Marks are names; the table of those that must be reached is in marks.c. */
void		 mark(const char *name);
/* What a fact of the engine says. */
void		 mark_fact(const struct fact *fact);

/* One bit a mark, to bring them together from many processes. */
#define MARKS_MAX	192
struct marks { uint64_t count[MARKS_MAX]; };
const struct marks *marks_get(void);
void		 marks_add(struct marks *to, const struct marks *from);
/* Prints those that were not reached; their number. */
unsigned	 marks_missing(const struct marks *m, FILE *out);
void		 marks_print(const struct marks *m, FILE *out);

#endif

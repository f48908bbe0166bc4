/*
 * offline.h - commands that write the journal themselves while no daemon runs.
 *
 * root acts as the owner of the store's folder from then on, so that every file
 * there stays the engine's.  What such a command writes ends with a FACT_BATCH
 * which says that no engine ran: its time is no sign of vigie's life.
 */
#ifndef VIGIE_OFFLINE_H
#define VIGIE_OFFLINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "cli/command.h"
#include "model/fact.h"

struct err;
struct inventory;
struct journal;
struct offline;

/* The configuration without its secrets; NULL after having said all its mistakes. */
struct inventory *offline_inventory(const struct cli *cli);
/* Who runs the command: his Unix name; static. */
const char	*offline_user(void);

/*
 * Opens the journal for writing, with its lock; an ordinary user's folder is made
 * if there is none, as vigied does.  NULL with a sentence.
 */
struct offline	*offline_open(const struct inventory *inv, struct err *err);
struct journal	*offline_journal(struct offline *o);
/* Appends a fact to what offline_commit() makes last; false with a sentence: nothing of it will. */
bool		 offline_add(struct offline *o, const struct fact *fact, struct err *err);
/* All of it, or nothing. */
bool		 offline_commit(struct offline *o, struct err *err);
/* What was not committed is gone; NULL is fine. */
void		 offline_close(struct offline *o);

/* Acts as the owner of that folder if root does; files made there by root would stop the engine. */
bool		 offline_become_owner(const char *dir, struct err *err);
/*
 * The journal to read, for those who may: NULL with a sentence, or without one
 * (err is "") when there is no journal yet.
 */
struct journal	*offline_reader(const struct inventory *inv, struct err *err);

#endif

/*
 * disk.h - the journal's writer and reader without threads, on a disk that can fail.
 *
 * The same promises as writer.h and reader.h, kept by alarms: a group is
 * committed whole, an urgent one soon, the others within a second; what is not
 * committed when the engine dies is gone.  Rows go through the real journal,
 * into a real SQLite file.
 */
#ifndef VIGIE_SIM_DISK_H
#define VIGIE_SIM_DISK_H

#include <stdbool.h>
#include <stdint.h>

void		 disk_begin(const char *dir, uint64_t seed);
/* No room from now on, or room again. */
void		 disk_fill(bool is_full);
bool		 disk_is_full(void);
/* The engine dies when this many rows more have been said; 0 = it does not. */
void		 disk_kill_after(unsigned n_rows);
/* Number of the last row on the disk. */
uint64_t	 disk_synced(void);
/* The number that the next row will get. */
uint64_t	 disk_next(void);
uint64_t	 disk_n_commits(void);
/* Commits what waits at once; false: there is no room. */
bool		 disk_sync(void);

/* For a death: keeps the files as they are at this instant, and puts them back once the corpse has let go. */
void		 disk_snatch(void);
void		 disk_give_back(void);

#endif

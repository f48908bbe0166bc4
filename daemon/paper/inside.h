/*
 * inside.h - what a document is made of; of paper*.c alone.
 */
#ifndef VIGIE_PAPER_INSIDE_H
#define VIGIE_PAPER_INSIDE_H

#include "paper/paper.h"

enum block_kind { BLOCK_HEADING, BLOCK_SAY, BLOCK_NOTE, BLOCK_FACT, BLOCK_TABLE };

struct block {
	enum block_kind	 kind;
	char		*text;		/* heading, paragraph, name of a fact, caption; owned */
	char		*value;		/* of a fact; owned, else NULL */
	char		*columns[PAPER_COLUMNS];	/* of a table; owned */
	size_t		 n_columns;
	char		**cells;	/* owned, row by row */
	size_t		 n_cells, room;
};

struct paper {
	char		*title;		/* owned */
	struct block	*blocks;	/* owned */
	size_t		 n, room;
};

#endif

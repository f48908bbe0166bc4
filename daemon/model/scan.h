/*
 * scan.h - what is wrong with the writing of a configuration file?
 *
 * Walks the tokens before libconfig does, because libconfig stops at the first
 * mistake, names the last line for a string that was never closed, and takes some
 * mistakes for something else: two strings with no comma between them become one,
 * 99999999999 becomes 1215752191, a NUL ends the file.
 *
 * Each mistake is told once, with the path of the setting it is in.  What is wrong
 * is then mended (a missing comma) or blanked, bytes by spaces, so that every line
 * keeps its number and the rest of the file can be read and checked in the same
 * run.  What was blanked is remembered by its path: nobody should complain later
 * that it is missing.
 */
#ifndef VIGIE_SCAN_H
#define VIGIE_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#define SCAN_DEPTH	24	/* brackets within brackets */
#define SCAN_WORD_MAX	4096	/* bytes of one string */
#define SCAN_MAX	500	/* mistakes told of one file */

/* `path` "" where there is none. */
typedef void	 scan_fn(void *arg, int line, const char *path, const char *text);

struct scan_top {		/* a setting of the file itself */
	size_t	 from, to;	/* bytes [from, to) */
	int	 line, last_line;
	size_t	 name_len;	/* at `from` */
};

struct scan {
	/* given */
	char		*text;		/* changed in place, same length */
	size_t		 len;
	bool		 is_secret;	/* never quote what the file says */
	bool (*is_top)(const char *name);    /* known name of a top setting; NULL = none is */
	bool (*is_hidden)(const char *name); /* a key whose value is secret; NULL = none is */
	scan_fn		*fn;
	void		*arg;
	/* found */
	struct scan_top	*tops;
	size_t		 n_tops, tops_room;
	char		**lost;		/* paths of what was blanked */
	size_t		 n_lost, lost_room;
};

/* Once, with all zeros but what is given. */
void		 scan_text(struct scan *s);
/*
 * Blanks the top setting that holds this line, or else the line; its name goes
 * to `name` ("" = none).  False when there was nothing but blanks.
 */
bool		 scan_blank(struct scan *s, int line, char *name, size_t size);
/* Is one of two paths the other, or in it?  "site.pcs" and "site.pcs[2].id". */
bool		 scan_overlap(const char *a, const char *b);
void		 scan_done(struct scan *s);

#endif

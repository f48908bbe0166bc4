/*
 * conf.h - the files that people write become an inventory, or a list of mistakes.
 *
 * vigie.conf, every sites.d/NAME.conf beside it in name order, and secrets.conf
 * for what is written "@secret:NAME".  One table of keys (conf_keys.c) parses,
 * gives defaults, checks, documents (vigie.conf.5 is made from it) and prints.
 * A configuration is taken whole or refused whole: conf_load() reads everything
 * and lists every mistake in one run.  The only files that know libconfig are
 * conf_read.c and its header-free neighbours; nothing of it shows here.
 *
 *     file text --scan.c--> clean text --conf_read.c--> tree --conf_check.c-->
 *     tree that keeps to the table --conf_build*.c--> struct inventory
 *
 * Texts are English: they are read in a terminal and in the log, by whoever
 * writes the files.  No text ever holds a secret's value.
 */
#ifndef VIGIE_CONF_H
#define VIGIE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct err;
struct inventory;

/* One sentence about one place. */
struct mistake {
	char		*file;		/* as a person would name it; owned */
	int		 line;		/* from 1 */
	char		*key;		/* "site.link.router.address"; owned */
	char		*text;		/* a sentence without final stop; owned */
	bool		 is_warning;	/* said, but the configuration is good */
	unsigned	 order;		/* of the file, for sorting */
};

/* All zeros is empty. */
struct mistakes {
	struct mistake	*list;		/* owned; sorted by file and line by conf_load() */
	size_t		 n;		/* warnings included */
	size_t		 n_errors;
	size_t		 room;
};

/* "FILE:LINE: KEY: TEXT\n" for each error, or, with `warnings`, for each warning. */
void		 mistakes_print(const struct mistakes *m, bool warnings, FILE *out);
/* The same of one, without the newline, to be freed by the caller. */
char		*mistake_text(const struct mistake *m);
void		 mistakes_done(struct mistakes *m);

#define CONF_ALLOW_EMPTY	1u	/* no site is no mistake */
#define CONF_KEEP 2u /* keep the tree for conf_print() and conf_report(): costs memory */
#define CONF_NO_SECRETS                                                                            \
	4u /* secrets.conf is not read, its values are "": for programs that tell nobody anything  \
	    */
#define CONF_ONE_FILE	8u	/* sites.d and secrets.conf are not read */

/*
 * Reads `file` (".../vigie.conf") and what belongs to it.  NULL when there is any
 * error; `out` (never NULL, added to) has the errors and the warnings either way.
 * The inventory is the caller's: inventory_free().
 */
struct inventory *conf_load(const char *file, unsigned flags, struct mistakes *out);

/* The same from one text, no other file being read: for tests and the fuzzer. */
struct inventory *conf_load_text(const char *name, const char *text, size_t len, unsigned flags,
		    struct mistakes *out);

/*
 * One text value of vigie.conf by its dotted path ("control.socket") without checking
 * the rest, for the command line, which needs no more: false when the file cannot be
 * read or does not say; `out` then has the key's default, or "".
 */
bool		 conf_peek(const char *file, const char *path, char *out, size_t size);

/*
 * The effective configuration, defaults included, as one text that loads back to
 * the same; secrets as "@secret:NAME".  For inventories of CONF_KEEP.
 */
void		 conf_print(const struct inventory *inv, FILE *out);

/*
 * What `vigied -t` says of a good configuration: warnings, each calendar's next
 * seven intervals, keys that are not used yet, names that do not resolve, what the
 * installation lacks.  For inventories of CONF_KEEP.
 */
void conf_report(const struct inventory *inv, const struct mistakes *warnings, FILE *out);

/*
 * What changed between two generations and waits for a restart: one entry each
 * ("needs a restart", is_warning) is added to `out`; true when there is any.
 */
bool		 conf_restart_needed(const struct inventory *old, const struct inventory *new,
		    struct mistakes *out);

/* The option section of vigie.conf.5, in mdoc. */
void		 conf_document(FILE *out);

/*
 * Would this text do for the setting of that path ("site.opening")?  False with the
 * sentence why not, in the language that lang_set() chose where it has been translated.
 */
bool		 conf_try(const char *path, const char *text, struct err *err);

#endif

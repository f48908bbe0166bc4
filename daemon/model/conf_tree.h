/*
 * conf_tree.h - what the files say, before it means anything.  Inside conf only.
 *
 * The settings of all files as one tree in an arena, with file and line; libconfig's
 * own trees are freed file by file.  The root's children are the top settings of
 * every file in reading order, so that two of one name may stand side by side.
 */
#ifndef VIGIE_CONF_TREE_H
#define VIGIE_CONF_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/arena.h"
#include "model/conf.h"

struct key;

enum node_type { NODE_GROUP, NODE_LIST, NODE_BOOL, NODE_INT, NODE_NUMBER, NODE_TEXT };

struct node {
	const char	*name;		/* "" for the elements of a list */
	const char *text; /* NODE_TEXT: the value, of @secret:NAME what it stands for */
	const char	*secret;	/* NAME of @secret:NAME, else NULL */
	union {
		int64_t n; /* NODE_INT; of a checked text: milliseconds, bits/s, word's position */
		double	 number;	/* NODE_NUMBER; of a checked number always this */
		bool	 is_true;
	};
	const struct key *key;		/* set by conf_check(); NULL = unknown */
	struct node	*parent, *child, *last, *next;
	uint32_t	 line;
	uint16_t	 file;		/* index in conf.files */
	uint8_t		 type;		/* enum node_type */
	bool		 is_bad;	/* told already: take the default and say no more */
	uint32_t	 index;		/* of an element in its list, from 0 */
	uint32_t	 n_children;
};

struct lost {
	uint16_t	 file;
	const char	*path;
};

/* One load under way, or kept. */
struct conf {
	struct arena	 arena;		/* nodes and their strings */
	struct node	*root;
	const char	**files;	/* as shown to people; in the arena */
	bool		*is_open;	/* of each file: everyone can read it */
	size_t		 n_files, files_room;
	uint16_t	 secrets_file;	/* its index, once it was read */
	struct node	*secrets;	/* its settings are the children; NULL = none read */
	bool		 is_secrets_bad;	/* it is there and could not be read */
	unsigned	 flags;
	struct mistakes	*out;		/* borrowed while loading */
	struct lost	*lost;		/* settings that could not be read */
	size_t		 n_lost, lost_room;
	char		 sha256[65];
};

/* Reads vigie.conf, sites.d and secrets.conf into c->root; tells what it could not read. */
void		 conf_read(struct conf *c, const char *file);
/* The same for one text, for tests, the fuzzer and conf_peek(); no other file is read. */
void		 conf_read_text(struct conf *c, const char *name, const char *text, size_t len);
void		 conf_free(struct conf *c);

/* Was a setting given up by the scanner that is `path` in that file, or in or around it? */
bool		 conf_is_lost(const struct conf *c, uint16_t file, const char *path);
bool		 conf_is_lost_anywhere(const struct conf *c, const char *path);

/* "site.link.router.address" of a node; in the caller's buffer. */
#define PATH_SIZE	512
const char	*node_path(const struct node *n, char out[static PATH_SIZE]);
/* Child of that name, NULL = none; the first one. */
struct node	*node_child(const struct node *n, const char *name);
/* A sentence about a node, with its file, line and path. */
void		 conf_error(struct conf *c, struct node *n, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
void		 conf_warn(struct conf *c, struct node *n, const char *fmt, ...)
		    __attribute__((format(printf, 3, 4)));
/* The same for a key that is not there: "PATH.KEY" at the node's line. */
void conf_error_at(struct conf *c, const struct node *n, const char *key, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void conf_warn_at(struct conf *c, const struct node *n, const char *key, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
/* "sites.d/a.conf:3" of a node, for a sentence that names a second place. */
const char	*conf_place(const struct conf *c, const struct node *n, char out[static PATH_SIZE]);

void		 mistakes_add(struct mistakes *m, const char *file, unsigned order, int line,
		    const char *key, bool is_warning, const char *fmt, ...)
		    __attribute__((format(printf, 7, 8)));
void		 mistakes_sort(struct mistakes *m);

#endif

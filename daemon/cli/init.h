/*
 * init.h - the two files of a first configuration: their text, and writing what is new.
 */
#ifndef VIGIE_INIT_H
#define VIGIE_INIT_H

#include <stdbool.h>

#include "base/buf.h"

struct init_wishes {
	char		*name, *site, *opening, *address, *mail;	/* the five answers; owned */
	char		*network_id, *site_id;				/* made from the names */
	const char	*smtp;
	char		*store, *socket;
};

/* vigie.conf and the file of the first point, commented, in the language of the person. */
void	 init_network(struct buf *out, const struct init_wishes *w);
void	 init_site(struct buf *out, const struct init_wishes *w);

/* Makes a folder, fine if it is there (*made tells); false after having said why not. */
bool	 init_dir(const char *path, bool *made);
/* Writes a file that must not be there, readable for the engine's account and nobody else; false (said) otherwise. */
bool	 init_file(const char *path, const struct buf *text);

#endif

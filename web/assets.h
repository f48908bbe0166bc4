/*
 * assets.h - the files of static/, compiled in: nothing is opened to serve a page.
 */
#ifndef VIGIE_ASSETS_H
#define VIGIE_ASSETS_H

struct blob;

/* Once, before anything else here. */
void		 assets_init(void);
void		 assets_done(void);

/* "/static/vigie.0123456789abcdef.css": names its content, so browsers keep it for ever. */
const char	*asset_path(const char *name);

/* By plain or by hashed name; NULL when there is none.  *is_hashed: which it was. */
struct blob	*asset_find(const char *file, const char **type, int *is_hashed);

#endif

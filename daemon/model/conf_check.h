/* conf_check.h - gives each node its key and tells what does not keep to the table.  Inside conf
 * only. */
#ifndef VIGIE_CONF_CHECK_H
#define VIGIE_CONF_CHECK_H

#include "model/conf_tree.h"

/* The whole tree. */
void		 conf_check(struct conf *c);
/* One group by these keys; `is_open`: other names are left alone, with key NULL. */
void conf_check_group(struct conf *c, struct node *group, const struct key *keys, bool is_open);
/* Was this key written, but wrong?  Then nobody needs to hear that it is missing. */
bool		 conf_is_misspelt(const struct node *group, const char *name);
/* A list that is a program and its arguments: the program is named by its path, and is there. */
void		 conf_check_command(struct conf *c, struct node *list);

#endif

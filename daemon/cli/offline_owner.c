/* offline_owner.c - see offline.h: apart, because <grp.h> and the inventory both have a struct group. */
#include <sys/stat.h>

#include <errno.h>
#include <grp.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/lang.h"
#include "cli/offline.h"

bool
offline_become_owner(const char *dir, struct err *err)
{
	struct stat	 st;

	if (stat(dir, &st) == -1 || geteuid() != 0 || st.st_uid == 0)
		return true;	/* journal_open() says what is wrong */
	if (setgroups(0, NULL) == -1 || setegid(st.st_gid) == -1 || seteuid(st.st_uid) == -1)
		return err_set(err, _("%s: cannot act as its owner: %s"), dir, strerror(errno));
	return true;
}

/* lock.c - one vigied for each store; see master.h */
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "master/master.h"

/* Who holds the lock of this inode: /proc/locks, as proc(5) describes it. */
static pid_t
find_holder(const struct stat *st)
{
	FILE	*f = fopen("/proc/locks", "re");
	char	 line[256];
	pid_t	 holder = 0;

	if (f == NULL)
		return 0;
	while (holder == 0 && fgets(line, sizeof(line), f) != NULL) {
		unsigned	 major, minor;
		unsigned long	 inode;
		int		 pid;

		if (sscanf(line, "%*d: FLOCK ADVISORY WRITE %d %x:%x:%lu", &pid, &major, &minor,
		    &inode) == 4 && inode == st->st_ino && makedev(major, minor) == st->st_dev)
			holder = pid;
	}
	fclose(f);
	return holder;
}

int
lock_store(const char *dir, pid_t *holder, struct err *err)
{
	struct stat	 st;
	int		 fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*holder = 0;
	if (fd == -1) {
		err_set(err, "store.dir: cannot open %s: %s%s", dir, strerror(errno), errno == ENOENT ?
		    "; make it: install -d -o _vigie-engine -g _vigie -m 0750" : "");
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	if (fstat(fd, &st) == 0)
		*holder = find_holder(&st);
	if (*holder != 0)
		err_set(err, "already running (pid %d) on %s", (int)*holder, dir);
	else
		err_set(err, "already running on %s", dir);
	close(fd);
	return -1;
}

/* rrdfile.c - see rrdfile.h */
#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rrd.h>

#include "base/mem.h"
#include "series/marker.h"
#include "series/rrdfile.h"

#define STEP_S	60

static const char *const archives[] = {
	"RRA:AVERAGE:0.5:1:14400",
	"RRA:AVERAGE:0.5:5:25920",
	"RRA:MAX:0.5:5:25920",
	"RRA:AVERAGE:0.5:60:43800",
	"RRA:MAX:0.5:60:43800",
};
static const unsigned	 archive_rows[] = { 14400, 25920, 25920, 43800, 43800 };

void
rrdfile_init(void)
{
	unsetenv("RRDCACHED_ADDRESS");
}

uint64_t
rrdfile_size(unsigned n)
{
	return rrdhead_size(n, archive_rows, N_ELEMENTS(archive_rows));
}

/* Librrd's words for what failed. */
static bool
refuse(struct err *err, const char *file)
{
	const char	*text = rrd_test_error() ? rrd_get_error() : "librrd does not say why";

	err_set(err, "%s: %.300s", file, text);
	rrd_clear_error();
	return false;
}

/* As much of the file as its header may take. */
static ssize_t
read_head(int fd, uint8_t bytes[static RRDHEAD_BYTES_MAX])
{
	ssize_t	 n = pread(fd, bytes, 8192, 0);
	size_t	 want = n >= RRDHEAD_STATIC ? rrdhead_length(bytes) : 0;

	return n == -1 || want <= (size_t)n ? n : pread(fd, bytes, want, 0);
}

enum rrdfile_look
rrdfile_look(const char *file, struct rrdhead *out, struct err *err)
{
	static uint8_t	 bytes[RRDHEAD_BYTES_MAX];
	struct stat	 st;
	int		 fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t		 n = -1;

	if (fd == -1 && errno == ENOENT)
		return RRDFILE_NONE;
	if (fd == -1 || fstat(fd, &st) == -1 || (n = read_head(fd, bytes)) == -1) {
		err_set(err, "%s: %s", file, strerror(errno));
		if (fd != -1)
			close(fd);
		return RRDFILE_DENIED;
	}
	close(fd);
	if (!S_ISREG(st.st_mode)) {
		err_set(err, "%s: it is not a file", file);
		return RRDFILE_DENIED;
	}
	if (!rrdhead_read(bytes, (size_t)n, (uint64_t)st.st_size, out, err))
		return RRDFILE_DAMAGED;
	return RRDFILE_GOOD;
}

static void
describe(const struct rrdfile_column *c, char *out, size_t size)
{
	snprintf(out, size, "DS:%s:GAUGE:%u:%s:U", c->name, c->heartbeat_s,
	    metric_is_positive(c->name) ? "0" : "U");
}

/* What is there after librrd said it made it: its columns, or a full disk. */
static int
check_made(const char *file, const struct rrdfile_column *columns, unsigned n, struct err *err)
{
	struct rrdhead	 head;
	unsigned	 n_found = 0;

	if (rrdfile_look(file, &head, err) != RRDFILE_GOOD) {
		err_set(err, "%s: no room on the disk", file);
		return -ENOSPC;
	}
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < head.n_sources; k++)
			n_found += strcmp(columns[i].name, head.sources[k].name) == 0;
	if (n_found == n)
		return 0;
	err_set(err, "%s: no room on the disk", file);
	return -ENOSPC;
}

int
rrdfile_create(const char *file, int64_t last_s, const struct rrdfile_column *columns,
    unsigned n, struct err *err)
{
	char		 specs[RRDHEAD_SOURCES][64];
	const char	*argv[RRDHEAD_SOURCES + N_ELEMENTS(archives)];
	unsigned	 argc = 0;
	int		 rc;

	for (unsigned i = 0; i < n; i++) {
		describe(&columns[i], specs[i], sizeof(specs[i]));
		argv[argc++] = specs[i];
	}
	for (size_t i = 0; i < N_ELEMENTS(archives); i++)
		argv[argc++] = archives[i];
	rrd_clear_error();
	marker_enter(file);
	rc = rrd_create_r(file, STEP_S, (time_t)last_s, (int)argc, argv);
	marker_leave();
	if (rc != 0) {
		rc = errno == ENOSPC || errno == EDQUOT ? -ENOSPC : -EIO;
		refuse(err, file);
		return rc;
	}
	return check_made(file, columns, n, err);
}

int
rrdfile_extend(const char *file, const struct rrdfile_column *columns, unsigned n,
    struct err *err)
{
	char		 specs[RRDHEAD_SOURCES][64];
	char		 name[128], tune[] = "tune";
	char		*argv[RRDHEAD_SOURCES + 2] = { tune, name };
	int		 rc;

	strlcpy(name, file, sizeof(name));
	for (unsigned i = 0; i < n; i++) {
		describe(&columns[i], specs[i], sizeof(specs[i]));
		argv[i + 2] = specs[i];
	}
	rrd_clear_error();
	marker_enter(file);
	rc = rrd_tune((int)n + 2, argv);	/* writes a new file and renames it over the old one */
	marker_leave();
	if (rc != 0) {
		refuse(err, file);
		return -EIO;
	}
	return check_made(file, columns, n, err);
}

int
rrdfile_rewind(const char *file, const struct rrdhead *head, int64_t last_s)
{
	struct stat	 st;
	int		 fd = open(file, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	void		*p = MAP_FAILED;
	int		 rc = 0;

	if (fd == -1 || fstat(fd, &st) == -1 || (p = mmap(NULL, (size_t)st.st_size,
	    PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)) == MAP_FAILED)
		rc = -errno;
	if (fd != -1)
		close(fd);
	if (rc != 0)
		return rc;
	marker_enter(file);
	rrdhead_rewind(p, head, last_s);
	marker_leave();
	munmap(p, (size_t)st.st_size);
	return 0;
}

bool
rrdfile_update(const char *file, const char *names, const char **rows, unsigned n,
    struct err *err)
{
	int	 rc;

	rrd_clear_error();
	marker_enter(file);
	rc = rrd_update_r(file, names, (int)n, rows);
	marker_leave();
	return rc == 0 || refuse(err, file);
}

void
rrdfile_table_done(struct rrdfile_table *t)
{
	free(t->names);
	free(t->values);
	*t = (struct rrdfile_table){ 0 };
}

bool
rrdfile_fetch(const char *file, bool is_max, int64_t from_s, int64_t to_s, int64_t step_s,
    struct rrdfile_table *out, struct err *err)
{
	time_t		 start = (time_t)from_s, end = (time_t)to_s;
	unsigned long	 step = (unsigned long)step_s, n = 0;
	char		**names = NULL;
	rrd_value_t	*values = NULL;
	int		 rc;

	rrd_clear_error();
	marker_enter(file);
	rc = rrd_fetch_r(file, is_max ? "MAX" : "AVERAGE", &start, &end, &step, &n, &names, &values);
	marker_leave();
	if (rc != 0)
		return refuse(err, file);
	*out = (struct rrdfile_table){ .first_s = start + (int64_t)step, .step_s = (int64_t)step,
	    .n_rows = end > start ? (size_t)(end - start) / step : 0, .n_columns = n };
	out->names = xcalloc(n, sizeof(*out->names));
	for (unsigned long i = 0; i < n; i++) {
		strlcpy(out->names[i], names[i], sizeof(out->names[i]));
		rrd_freemem(names[i]);
	}
	rrd_freemem(names);
	out->values = xreallocarray(NULL, out->n_rows * n, sizeof(double));
	memcpy(out->values, values, out->n_rows * n * sizeof(double));
	rrd_freemem(values);
	return true;
}

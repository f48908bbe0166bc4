/*
 * Headers of RRD files.  What passes the check must be what librrd survives: in
 * the replay and under libFuzzer the same bytes are then given to librrd itself,
 * as a file in memory whose rows are zeros.
 */
#include <sys/mman.h>

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <rrd.h>

#include "base/err.h"
#include "series/rrdhead.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
feed_librrd(const uint8_t *data, size_t len, uint64_t size, const struct rrdhead *head)
{
	char		 path[64], row[32];
	const char	*rows[] = { row };
	time_t		 start = head->last_s - 3600, end = head->last_s;
	unsigned long	 step = 60, n;
	char		**names;
	rrd_value_t	*values;
	int		 fd = memfd_create("rrd", 0);

	if (fd == -1 || ftruncate(fd, (off_t)size) == -1 ||
	    pwrite(fd, data, len < size ? len : size, 0) == -1)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	snprintf(row, sizeof(row), "%lld:1", (long long)head->last_s + 60);
	rrd_clear_error();
	if (rrd_fetch_r(path, "AVERAGE", &start, &end, &step, &n, &names, &values) == 0) {
		for (unsigned long i = 0; i < n; i++)
			rrd_freemem(names[i]);
		rrd_freemem(names);
		rrd_freemem(values);
	}
	rrd_clear_error();
	rrd_update_r(path, head->sources[0].name, 1, rows);
	rrd_clear_error();
	close(fd);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct rrdhead	 head;
	struct err		 err;
	uint64_t		 size = 0;

	/* the first eight bytes are the size of the file; the header follows */
	if (len < 8)
		return 0;
	memcpy(&size, data, 8);
	if (rrdhead_read(data + 8, len - 8, size, &head, &err) && size < 16 * 1024 * 1024)
		feed_librrd(data + 8, len - 8, size, &head);
	return 0;
}

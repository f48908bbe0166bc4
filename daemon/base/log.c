/* log.c - see log.h */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"

#define LINES_PER_SECOND	10

static struct {
	const char	*program;
	bool		 to_syslog, is_debug, has_journald;
	/* the flood brake: one for each format string that spoke this second */
	struct {
		const char	*fmt;
		int64_t		 second;
		unsigned	 n, suppressed;
	}		 brakes[64];
} logger = { .program = "vigie" };

void
log_init(const char *program, bool to_syslog, bool is_debug)
{
	logger.program = program;
	logger.to_syslog = to_syslog;
	logger.is_debug = is_debug;
	logger.has_journald = getenv("JOURNAL_STREAM") != NULL;
	if (to_syslog)
		openlog(program, LOG_PID | LOG_NDELAY, LOG_DAEMON);
}

static void
write_line(enum log_level level, char *line)
{
	static const int	 priority[] = { LOG_DEBUG, LOG_INFO, LOG_WARNING };
	char			 out[2100], stamp[WALL_TEXT_SIZE];
	int			 n;
	ssize_t			 unused;

	for (char *p = line; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	if (logger.to_syslog) {
		syslog(priority[level], "%s", line);
		return;
	}
	if (logger.has_journald)
		n = snprintf(out, sizeof(out), "<%d>%s: %s\n", priority[level], logger.program, line);
	else
		n = snprintf(out, sizeof(out), "%s %s: %s%s\n", wall_text(wall_now(), stamp),
		    logger.program, level == LOG_LEVEL_WARN ? "warning: " : "", line);
	unused = write(STDERR_FILENO, out, (size_t)n);
	(void)unused;
}

/* True when this line may be written; says first how many of its kind were not. */
static bool
may_write(enum log_level level, const char *fmt)
{
	int64_t	 second = mono_now().us / SEC_US;
	size_t	 i = ((uintptr_t)fmt >> 3) % (sizeof(logger.brakes) / sizeof(logger.brakes[0]));
	char	 line[80];

	if (logger.brakes[i].fmt != fmt || logger.brakes[i].second != second) {
		unsigned	 suppressed = logger.brakes[i].suppressed;

		logger.brakes[i].fmt = fmt;
		logger.brakes[i].second = second;
		logger.brakes[i].n = logger.brakes[i].suppressed = 0;
		if (suppressed > 0) {
			snprintf(line, sizeof(line), "%u similar lines suppressed", suppressed);
			write_line(level, line);
		}
	}
	if (++logger.brakes[i].n <= LINES_PER_SECOND)
		return true;
	logger.brakes[i].suppressed++;
	return false;
}

void
log_at(enum log_level level, const char *fmt, ...)
{
	char	 line[2000];
	va_list	 ap;

	if ((level == LOG_LEVEL_DEBUG && !logger.is_debug) || !may_write(level, fmt))
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	write_line(level, line);
}

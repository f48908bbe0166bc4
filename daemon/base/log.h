/*
 * log.h - one line per thing worth reading aloud.
 *
 * To stderr (foreground, or started by systemd: then with its <N> priority) or
 * to syslog.  info: a state changed; warn: someone should act; debug: off unless
 * asked.  Control bytes in the text are replaced, so a line is always one line.
 * More than 10 lines a second from one place are counted, not written, and the
 * count is said afterwards.  Libraries' messages come through here too.
 */
#ifndef VIGIE_LOG_H
#define VIGIE_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARN };

/* Before log_init() lines go to stderr.  `program` is borrowed for ever. */
void	 log_init(const char *program, bool to_syslog, bool is_debug);

void	 log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_debug(...)	log_at(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...)	log_at(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warn(...)	log_at(LOG_LEVEL_WARN, __VA_ARGS__)

#endif

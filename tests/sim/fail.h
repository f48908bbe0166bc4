/*
 * fail.h - something does not hold.
 */
#ifndef VIGIE_SIM_FAIL_H
#define VIGIE_SIM_FAIL_H

/* Says it, with the time; the run goes on so that more of it can be seen, and fails. */
void		 fail(const char *rule, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
unsigned	 fail_count(void);

#endif

/* err.c - see err.h */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"

bool
err_set(struct err *err, const char *fmt, ...)
{
	va_list	 ap;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return false;
}

bool
err_prefix(struct err *err, const char *fmt, ...)
{
	struct err	 whole;
	va_list		 ap;
	size_t		 n;

	if (err == NULL)
		return false;
	va_start(ap, fmt);
	vsnprintf(whole.text, sizeof(whole.text), fmt, ap);
	va_end(ap);
	n = strlen(whole.text);
	snprintf(whole.text + n, sizeof(whole.text) - n, ": %.*s",
	    (int)(sizeof(whole.text) - n), err->text);
	*err = whole;
	return false;
}

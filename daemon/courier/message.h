/*
 * message.h - a notice as the bytes of a mail (RFC 5322, 2045 to 2047).  Pure.
 *
 * The result is ASCII, every line ends with CR LF and is at most 78 bytes long
 * (an address stays whole), none begins with a dot or "From ", and the same notice gives the same bytes in
 * each attempt.  What could break out of its header, or out of the SMTP command
 * that will carry it, is refused here: nothing is quoted away or dropped.
 */
#ifndef VIGIE_MESSAGE_H
#define VIGIE_MESSAGE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "courier/notice.h"

/*
 * True for an address that may stand in RCPT TO: local part of RFC 5321's
 * Dot-string, at most 64 bytes; a host name of letters, digits, hyphens and dots,
 * or an address literal; at most 254 bytes.  No quotes, spaces, brackets, no SMTPUTF8.
 */
bool	 message_is_address(const char *s);

/* True for a name that may stand in EHLO: letters, digits, hyphens and dots, or an address literal; 1 to 253 bytes. */
bool	 message_is_host(const char *s);

/* Appends the whole mail to out, with a file if there is one (NULL: none); false (err says which part is bad, out is untouched) when it may not be sent. */
bool	 message_compose(struct buf *out, const struct setup *setup, const struct notice *notice,
	    const struct attachment *attachment, struct err *err);

#endif

/*
 * notice.h - what is to be told, to whom and through which server: plain data.
 *
 * A struct notice and a struct setup own copies of what a message said, because
 * they outlive it: an attempt runs in its own thread while new messages arrive.
 */
#ifndef VIGIE_NOTICE_H
#define VIGIE_NOTICE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "ipc/msg.h"

struct notice {
	uint64_t	 id;		/* the outbox's number */
	char		*channel;	/* "mail" */
	char		*to, *to_name;	/* to_name "" = none */
	char		*subject, *body;	/* UTF-8, lines end with LF */
	char		*message_id;	/* without <> */
	struct wall	 created;
	char		*form, *language;	/* of what goes with it: "pdf"; form "" = nothing */
	struct buf	 document;	/* the report's JSON, of which form, subject and body are made */
	int32_t		 offset_s;	/* of local time to UTC, then; less than a day */
};

struct setup {
	char		*smtp;		/* "smtp://127.0.0.1:25"; "" = no mail server is configured */
	char		*from, *from_name;
	char		*user, *password;	/* "" = no log-in */
	char		*tls;		/* "required", "opportunistic" or "none" */
	char		*hello;		/* name said in EHLO */
	int64_t		 retry_first_ms, retry_for_ms;
};

/* A file that goes with a mail; borrowed. */
struct attachment {
	const char	*name, *type;	/* "sivu-2026-02.pdf", "application/pdf" */
	const void	*bytes;
	size_t		 len;
};

/* Copies; the caller frees with *_free(), which takes NULL. */
struct notice	*notice_new(const struct msg_notice *msg);
void		 notice_free(struct notice *notice);
struct setup	*setup_new(const struct msg_courier_setup *msg);
struct setup	*setup_copy(const struct setup *setup);
void		 setup_free(struct setup *setup);

#endif

/*
 * notifier.h - one way to tell people: mail today, text messages and webhooks later.
 *
 * A notifier makes one attempt and says how it went; when to try again, in which
 * order, and what the engine hears is the queue's and the shell's business.
 * `attempt` runs in a thread of its own and blocks: libcurl's SMTP waits for the
 * answer to the final dot, and for that to QUIT, without giving the loop back,
 * in its multi interface too (7.88: smtp_done(), smtp_disconnect()).
 */
#ifndef VIGIE_NOTIFIER_H
#define VIGIE_NOTIFIER_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/text.h"
#include "courier/notice.h"

/* How long one attempt may take; the same for all attempts of a process. */
struct notifier_limits {
	int64_t		 connect_ms;	/* name, connection, TLS, greeting and log-in together */
	int64_t		 answer_ms;	/* each answer of the server; whole seconds */
	int64_t		 total_ms;
};

struct outcome {
	enum delivery	 how;
	/*
	 * DELIVERY_LATER: the server would not have this message now, but took the
	 * recipient; a later message to him need not wait for it.
	 */
	bool		 is_about_message;
	char		 text[TEXT_MAX + 1];	/* the server's answer, or what failed; clean */
};

struct notifier {
	const char	*channel;	/* what MSG_NOTICE says: "mail" */
	/*
	 * The server that would be asked: attempts with the same one are counted
	 * together.  Appends to out; nothing = attempt() will say what is wrong.
	 */
	void		(*server)(struct buf *out, const struct setup *setup, const struct notice *notice);
	/* Ends soon after *is_stopping becomes true.  No globals, no log: it is one of several at once. */
	void		(*attempt)(const struct setup *setup, const struct notice *notice,
			    const struct notifier_limits *limits, const atomic_bool *is_stopping,
			    struct outcome *out);
};

extern const struct notifier	 notifier_mail;

/* The notifier of a channel, NULL when there is none. */
const struct notifier	*notifier_find(const char *channel);

#endif

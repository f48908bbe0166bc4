/* notice.c - see notice.h */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "courier/notice.h"

struct notice *
notice_new(const struct msg_notice *msg)
{
	struct notice	*n = xmalloc(sizeof(*n));

	*n = (struct notice){
		.id = msg->id,
		.channel = xstrdup(msg->channel),
		.to = xstrdup(msg->to),
		.to_name = xstrdup(msg->to_name),
		.subject = xstrdup(msg->subject),
		.body = xstrdup(msg->body),
		.message_id = xstrdup(msg->message_id),
		.created = { msg->created_ms },
		.form = xstrdup(msg->form),
		.language = xstrdup(msg->language),
		.offset_s = llabs(msg->offset_s) < 86400 ? (int32_t)msg->offset_s : 0,
	};
	return n;
}

void
notice_free(struct notice *n)
{
	if (n == NULL)
		return;
	free(n->channel);
	free(n->to);
	free(n->to_name);
	free(n->subject);
	free(n->body);
	free(n->message_id);
	free(n->form);
	free(n->language);
	buf_done(&n->document);
	free(n);
}

struct setup *
setup_new(const struct msg_courier_setup *msg)
{
	struct setup	*s = xmalloc(sizeof(*s));

	*s = (struct setup){
		.smtp = xstrdup(msg->smtp),
		.from = xstrdup(msg->from),
		.from_name = xstrdup(msg->from_name),
		.user = xstrdup(msg->user),
		.password = xstrdup(msg->password),
		.tls = xstrdup(msg->tls),
		.hello = xstrdup(msg->hello),
		.retry_first_ms = msg->retry_first_s * SEC_MS,
		.retry_for_ms = msg->retry_for_s * SEC_MS,
	};
	return s;
}

struct setup *
setup_copy(const struct setup *from)
{
	struct setup	*s = xmalloc(sizeof(*s));

	*s = (struct setup){
		.smtp = xstrdup(from->smtp),
		.from = xstrdup(from->from),
		.from_name = xstrdup(from->from_name),
		.user = xstrdup(from->user),
		.password = xstrdup(from->password),
		.tls = xstrdup(from->tls),
		.hello = xstrdup(from->hello),
		.retry_first_ms = from->retry_first_ms,
		.retry_for_ms = from->retry_for_ms,
	};
	return s;
}

void
setup_free(struct setup *s)
{
	if (s == NULL)
		return;
	free(s->smtp);
	free(s->from);
	free(s->from_name);
	free(s->user);
	explicit_bzero(s->password, strlen(s->password));
	free(s->password);
	free(s->tls);
	free(s->hello);
	free(s);
}

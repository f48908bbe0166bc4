/* outbox.c - see outbox.h */
#include <sys/queue.h>

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/text.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/outbox.h"
#include "engine/peers.h"
#include "engine/report_text.h"
#include "ipc/channel.h"
#include "judge/letter.h"
#include "model/inventory.h"
#include "model/zone.h"

#define SUBJECT_SIZE	512
#define BODY_SIZE	(32 * 1024)
#define BACKLOG		(4 * 1024 * 1024)	/* bytes given and not yet taken: the rest waits */

/* OUT_FOLDED: never given by itself; delivered with the notice that stands for it. */
/* OUT_FETCHING: what goes with it is read from the journal first. */
enum out_state { OUT_WAITING, OUT_DUE, OUT_FETCHING, OUT_GIVEN, OUT_FOLDED };

struct out {
	TAILQ_ENTRY(out)	 entry;
	enum out_state		 state;
	struct fact_notice	 notice;	/* strings owned */
	struct wall		 created;
	uint32_t		 n_tried;
	uint64_t		 seq;		/* its row */
};

struct outbox {
	struct engine		*engine;
	uint32_t		 n;
	bool			 is_full;
	TAILQ_HEAD(, out)	 list;		/* in order of number */
};

struct outbox *
outbox_new(struct engine *e)
{
	struct outbox	*box = xcalloc(1, sizeof(*box));

	box->engine = e;
	TAILQ_INIT(&box->list);
	return box;
}

static void
out_free(struct outbox *box, struct out *out)
{
	TAILQ_REMOVE(&box->list, out, entry);
	box->n--;
	free((char *)(uintptr_t)out->notice.to.contact);
	free((char *)(uintptr_t)out->notice.to.name);
	free((char *)(uintptr_t)out->notice.to.address);
	free((char *)(uintptr_t)out->notice.to.language);
	free((char *)(uintptr_t)out->notice.site);
	free((char *)(uintptr_t)out->notice.report);
	free((char *)(uintptr_t)out->notice.format);
	free(out->notice.notices);
	free(out->notice.incidents);
	free(out);
}

void
outbox_free(struct outbox *box)
{
	struct out	*out;

	if (box == NULL)
		return;
	while ((out = TAILQ_FIRST(&box->list)) != NULL)
		out_free(box, out);
	free(box);
}

static int64_t *
copy_numbers(const int64_t *list, uint32_t n)
{
	int64_t	*copy = n > 0 ? xreallocarray(NULL, n, sizeof(*copy)) : NULL;

	if (n > 0)
		memcpy(copy, list, n * sizeof(*copy));
	return copy;
}

static struct out *
out_new(struct outbox *box, const struct fact_notice *notice, struct wall created)
{
	struct out	*out = xcalloc(1, sizeof(*out));

	out->notice = *notice;
	out->notice.to.contact = xstrdup(notice->to.contact);
	out->notice.to.name = xstrdup(notice->to.name);
	out->notice.to.address = xstrdup(notice->to.address);
	out->notice.to.language = xstrdup(notice->to.language);
	out->notice.site = xstrdup(notice->site);
	out->notice.report = xstrdup(notice->report);
	out->notice.format = xstrdup(notice->format);
	out->notice.notices = copy_numbers(notice->notices, notice->n_notices);
	out->notice.incidents = copy_numbers(notice->incidents, notice->n_incidents);
	out->created = created;
	TAILQ_INSERT_TAIL(&box->list, out, entry);
	box->n++;
	return out;
}

/* Giving. */

static struct out *
find(struct outbox *box, uint64_t number)
{
	struct out	*out;

	TAILQ_FOREACH(out, &box->list, entry)
		if (out->notice.number == number)
			return out;
	return NULL;
}

/* The part after @ of the sender's address: it makes Message-IDs ours. */
static const char *
domain(const struct engine *e)
{
	static char	 host[256];
	const char	*at = strrchr(e->inv->mail_from, '@');

	if (at != NULL && at[1] != '\0')
		return at + 1;
	if (gethostname(host, sizeof(host) - 1) != 0 || host[0] == '\0')
		strlcpy(host, "localhost", sizeof(host));
	return host;
}

static const char *
one_line(char *out, size_t size, const struct buf *text)
{
	text_clean(out, size, buf_str(text), text->len);
	return out;
}

/* Cuts at BODY_SIZE between lines; the text is ours and valid. */
static void
cut_body(struct buf *body)
{
	if (body->len < BODY_SIZE)
		return;
	body->len = BODY_SIZE;
	while (body->len > 0 && body->s[body->len - 1] != '\n')
		body->len--;
	body->s[body->len] = '\0';
}

static void
give(struct outbox *box, struct out *out, struct channel *ch)
{
	struct engine		*e = box->engine;
	const struct fact_notice *n = &out->notice;
	struct buf		 subject = { 0 }, body = { 0 }, id = { 0 };
	char			 line[SUBJECT_SIZE];

	if (n->kind != NOTICE_REPORT)		/* that one's words come with the report */
		letter_write(e->judge, e->inv, n, e->steady.now, &subject, &body);
	if (n->kind != NOTICE_REPORT && !steady_is_trusted(&e->steady))
		buf_adds(&body, _("\nThe clock of vigie's server is wrong: so are these times.\n"));
	cut_body(&body);
	buf_addf(&id, "vigie.%s.%" PRIu32 ".%" PRId64 "@%s", e->inv->id, n->number,
	    wall_sec(out->created), domain(e));
	channel_send(ch, MSG_NOTICE, &(struct msg_notice){
		.id = n->number,
		.channel = by_word(n->to.by), .to = n->to.address, .to_name = n->to.name,
		.subject = one_line(line, sizeof(line), &subject), .body = buf_str(&body),
		.message_id = buf_str(&id), .created_ms = out->created.ms,
		.offset_s = zone_offset_s(e->inv->zone, out->created),
		.n_tried = out->n_tried, .form = n->format, .language = n->to.language });
	out->state = OUT_GIVEN;
	buf_done(&subject);
	buf_done(&body);
	buf_done(&id);
}

/* The document of a report is there, or will never be. */
static void
on_text(void *arg, uint32_t number, const char *text, const char *why)
{
	struct outbox	*box = arg;
	struct out	*out = find(box, number);
	struct channel	*ch = peers_channel(box->engine->peers, PROGRAM_COURIER, 0);

	if (out == NULL || out->state != OUT_FETCHING)
		return;
	out->state = OUT_DUE;
	if (text == NULL) {
		outbox_delivery(box, &(struct msg_delivery){ .id = number, .outcome = DELIVERY_DEAD,
			.text = why });
	} else if (ch != NULL) {
		channel_attachment(ch, number, text, strlen(text));
		give(box, out, ch);
	}
}

static void
fetch(struct outbox *box, struct out *out)
{
	if (report_text_fetch(box->engine, &out->notice, on_text, box))
		out->state = OUT_FETCHING;	/* else it stays due: the next delivery or sync tries again */
}

static void
give_due(struct outbox *box)
{
	struct channel	*ch = peers_channel(box->engine->peers, PROGRAM_COURIER, 0);
	struct out	*out;

	if (ch == NULL)
		return;
	TAILQ_FOREACH(out, &box->list, entry) {
		if (channel_backlog(ch) > BACKLOG)
			return;
		if (out->state == OUT_DUE && out->notice.kind == NOTICE_REPORT)
			fetch(box, out);
		else if (out->state == OUT_DUE)
			give(box, out, ch);
	}
}

void
outbox_add(struct outbox *box, const struct fact_notice *notice, struct wall created, uint64_t seq)
{
	struct out	*out = out_new(box, notice, created);

	out->state = notice->is_folded ? OUT_FOLDED : box->is_full ? OUT_DUE : OUT_WAITING;
	out->seq = seq;
}

void
outbox_recall(struct outbox *box, const struct fact_notice *notice, struct wall created)
{
	out_new(box, notice, created)->state = notice->is_folded ? OUT_FOLDED : OUT_DUE;
}

void
outbox_recall_tried(struct outbox *box, uint64_t number)
{
	struct out	*out = find(box, number);

	if (out != NULL)
		out->n_tried++;
}

void
outbox_synced(struct outbox *box, uint64_t seq)
{
	struct out	*out;

	TAILQ_FOREACH(out, &box->list, entry)
		if (out->state == OUT_WAITING && out->seq <= seq)
			out->state = OUT_DUE;
	give_due(box);
}

void
outbox_full(struct outbox *box, bool is_full)
{
	box->is_full = is_full;
	if (is_full)
		outbox_synced(box, UINT64_MAX);
}

void
outbox_courier(struct outbox *box, bool is_up)
{
	struct out	*out;

	TAILQ_FOREACH(out, &box->list, entry)
		if (out->state == OUT_GIVEN)
			out->state = OUT_DUE;
	if (is_up)
		give_due(box);
}

static void
say_delivery(struct engine *e, const struct out *out, const struct msg_delivery *d, struct wall now)
{
	char	 object[FACT_ID_SIZE];

	snprintf(object, sizeof(object), "%" PRIu32, out->notice.number);
	facts_take(e->facts, &(struct fact){
		.kind = FACT_DELIVERY, .object = object, .happened = now, .known = now,
		.delivery = { .outcome = d->outcome, .text = d->text,
		    .next = { d->next_ms > 0 ? d->next_ms : 0 } } });
}

/* What a message stood for shares its end. */
static void
deliver_folded(struct outbox *box, const struct out *message, const struct msg_delivery *d,
    struct wall now)
{
	for (uint32_t i = 0; i < message->notice.n_notices; i++) {
		struct out	*out = find(box, (uint64_t)message->notice.notices[i]);

		if (out == NULL || out->state != OUT_FOLDED)
			continue;
		say_delivery(box->engine, out, d, now);
		out_free(box, out);
	}
}

void
outbox_delivery(struct outbox *box, const struct msg_delivery *d)
{
	struct engine	*e = box->engine;
	struct out	*out = find(box, d->id);
	char		 object[FACT_ID_SIZE];
	struct wall	 now;

	if (out == NULL || out->state == OUT_WAITING || out->state == OUT_FOLDED)
		return;		/* of a courier that was replaced: said already */
	engine_now(e);
	now = engine_known(e);
	snprintf(object, sizeof(object), "%" PRIu32, out->notice.number);
	say_delivery(e, out, d, now);
	if (d->outcome == DELIVERY_LATER) {
		out->n_tried++;
		log_info("notice %s to %s: later (%s)", object, out->notice.to.name, d->text);
	} else {
		if (d->outcome == DELIVERY_DEAD)
			log_warn("notice %s to %s could not be delivered: %s", object,
			    out->notice.to.name, d->text);
		deliver_folded(box, out, d, now);
		out_free(box, out);
	}
	engine_done(e);
	give_due(box);
}

uint32_t
outbox_count(const struct outbox *box)
{
	return box->n;
}

struct wall
outbox_oldest(const struct outbox *box)
{
	const struct out	*out = TAILQ_FIRST(&box->list);

	return out != NULL ? out->created : (struct wall){ 0 };
}

uint32_t
outbox_failing(const struct outbox *box, uint32_t n_tried)
{
	const struct out	*out;
	uint32_t		 n = 0;

	TAILQ_FOREACH(out, &box->list, entry)
		n += out->n_tried >= n_tried;
	return n;
}

/* Unit tests of courier/queue.c: order, bounds, back-off, memory.  Time is an argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "courier/queue.h"

#define START_MS	INT64_C(1772533800000)

static struct setup	 setup = { .smtp = "smtp://a", .retry_first_ms = 30 * SEC_MS,
	.retry_for_ms = 24 * HOUR_MS };

/* A server for each channel's first letter of the message's domain: "x@one" goes to "one". */
static void
server_of(struct buf *out, const struct setup *s, const struct notice *n)
{
	(void)s;
	buf_adds(out, strchr(n->to, '@') + 1);
}

static const struct notifier	 fake = { .channel = "mail", .server = server_of };

struct world {
	struct queue	*q;
	struct mono	 now;
};

static struct item *
add(struct world *w, uint64_t id, const char *to)
{
	char			*message_id = xasprintf("%llu@x", (unsigned long long)id);
	struct msg_notice	 msg = { .id = id, .channel = "mail", .to = to, .to_name = "",
	    .subject = "", .body = "", .message_id = message_id, .form = "",
	    .language = "", .created_ms = START_MS };
	struct item		*item;
	bool			 is_new;

	item = queue_add(w->q, notice_new(&msg), &fake, 0, w->now, &is_new);
	free(message_id);
	return item;
}

/* The number of the next notice to try, 0 = none now. */
static uint64_t
take(struct world *w, struct item **out)
{
	int64_t	 wake;

	*out = queue_take(w->q, &setup, w->now, &wake);
	return *out != NULL ? (*out)->notice->id : 0;
}

static void
finish(struct world *w, struct item *item, enum delivery how, bool is_about_message)
{
	queue_finish(w->q, item, &(struct outcome){ how, is_about_message, "450 later" }, &setup, w->now,
	    (struct wall){ START_MS + w->now.us / 1000 }, 500);
}

static void
one_person_is_told_in_order(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*first, *second, *other;

	(void)unused;
	add(&w, 1, "a@one");
	add(&w, 2, "a@one");
	add(&w, 3, "b@one");
	assert_int_equal(take(&w, &first), 1);
	assert_int_equal(take(&w, &other), 3);
	assert_int_equal(take(&w, &second), 0);		/* 2 waits for 1 */
	finish(&w, first, DELIVERY_LATER, false);
	assert_int_equal(take(&w, &second), 0);		/* also while 1 waits */
	w.now.us += 31 * SEC_US;
	assert_int_equal(take(&w, &first), 1);
	finish(&w, first, DELIVERY_SENT, false);
	assert_int_equal(take(&w, &second), 2);
	queue_free(w.q);
}

static void
a_refused_text_steps_aside(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*first, *second;

	(void)unused;
	add(&w, 1, "a@one");
	add(&w, 2, "a@one");
	assert_int_equal(take(&w, &first), 1);
	finish(&w, first, DELIVERY_LATER, true);
	assert_int_equal(take(&w, &second), 2);
	queue_free(w.q);
}

static void
a_new_notice_wakes_its_line(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*item;

	(void)unused;
	add(&w, 1, "a@one");
	assert_int_equal(take(&w, &item), 1);
	finish(&w, item, DELIVERY_LATER, false);
	w.now.us += 5 * SEC_US;
	assert_int_equal(take(&w, &item), 0);
	add(&w, 2, "a@one");
	assert_int_equal(take(&w, &item), 1);
	queue_free(w.q);
}

static void
a_server_is_asked_by_a_few_at_a_time(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*item;
	unsigned	 n = 0;
	char		 to[32];
	int64_t		 wake;

	(void)unused;
	for (uint64_t i = 1; i <= 40; i++) {
		snprintf(to, sizeof(to), "p%d@slow", (int)i);
		add(&w, i, to);
	}
	add(&w, 100, "x@other");
	while (take(&w, &item) != 0)
		n++;
	assert_int_equal(n, QUEUE_PER_SERVER + 1);	/* the other server is free */
	assert_null(queue_take(w.q, &setup, w.now, &wake));
	assert_int_equal(wake, QUEUE_SLOW_US);
	w.now.us += QUEUE_SLOW_US;
	for (n = 0; take(&w, &item) != 0; n++)
		continue;
	assert_int_equal(n, QUEUE_PER_SERVER);		/* slow ones no longer count */
	for (int i = 0; i < 10; i++, w.now.us += QUEUE_SLOW_US)
		while (take(&w, &item) != 0)
			continue;
	assert_int_equal(queue_n_running(w.q), QUEUE_PER_SERVER_MAX + 1);
	queue_free(w.q);
}

static void
waits_double_up_to_half_an_hour(void **unused)
{
	static const int64_t	 wanted_s[] = { 30, 60, 120, 240, 480, 960, 1800, 1800, 1800 };

	(void)unused;
	for (unsigned n = 1; n <= N_ELEMENTS(wanted_s); n++) {
		int64_t	 want = wanted_s[n - 1] * SEC_MS;

		assert_int_equal(queue_backoff_ms(30 * SEC_MS, n, 500), want);
		for (uint32_t chance = 0; chance < 5000; chance += 7) {
			int64_t	 wait = queue_backoff_ms(30 * SEC_MS, n, chance);

			assert_true(wait >= want * 4 / 5 && wait <= want * 6 / 5 && wait <= 30 * MIN_MS);
		}
	}
	assert_true(queue_backoff_ms(30 * SEC_MS, UINT32_MAX, 0) > 0);
}

/* Tries until the end; returns how many attempts, and when the last one ended. */
static unsigned
try_until_dead(struct world *w, struct item *item)
{
	unsigned	 n = 0;
	int64_t		 wake;
	struct item	*next;

	while (item->state != ITEM_DONE) {
		if ((next = queue_take(w->q, &setup, w->now, &wake)) == NULL) {
			w->now.us += wake;
			continue;
		}
		finish(w, next, DELIVERY_LATER, false);
		n++;
	}
	return n;
}

static void
after_a_day_it_is_given_up(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*item = add(&w, 1, "a@one");
	unsigned	 n = try_until_dead(&w, item);

	(void)unused;
	assert_int_equal(item->last.how, DELIVERY_DEAD);
	assert_true(n > 45 && n < 70);
	assert_int_equal(w.now.us, 24 * HOUR_MS * MSEC_US);	/* the last attempt is at the very end */
	queue_free(w.q);
}

static void
an_old_notice_is_tried_once_before_it_is_given_up(void **unused)
{
	struct world	 w = { queue_new(), { 48 * HOUR_MS * MSEC_US } };
	struct item	*item = add(&w, 1, "a@one");

	(void)unused;
	assert_int_equal(try_until_dead(&w, item), 1);
	queue_free(w.q);
}

static void
what_became_of_it_is_remembered(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*item, *again;
	struct msg_notice other = { .id = 1, .channel = "mail", .to = "a@one", .to_name = "", .subject = "",
	    .form = "", .language = "",
	    .body = "", .message_id = "another@x" };
	bool		 is_new;

	(void)unused;
	item = add(&w, 1, "a@one");
	assert_ptr_equal(add(&w, 1, "a@one"), item);	/* asked twice, kept once */
	assert_int_equal(queue_n_waiting(w.q), 1);
	assert_int_equal(take(&w, &item), 1);
	assert_ptr_equal(add(&w, 1, "a@one"), item);	/* also while it runs */
	finish(&w, item, DELIVERY_SENT, false);
	again = add(&w, 1, "a@one");
	assert_int_equal(again->state, ITEM_DONE);
	assert_int_equal(again->last.how, DELIVERY_SENT);
	assert_int_equal(take(&w, &item), 0);
	/* The same number with another Message-ID is another notice. */
	again = queue_add(w.q, notice_new(&other), &fake, 0, w.now, &is_new);
	assert_true(is_new);
	assert_int_equal(again->state, ITEM_WAITING);
	queue_free(w.q);
}

static void
memory_of_what_is_done_is_bounded(void **unused)
{
	struct world	 w = { queue_new(), { 0 } };
	struct item	*item;

	(void)unused;
	for (uint64_t i = 1; i <= QUEUE_REMEMBERED + 10; i++) {
		add(&w, i, "a@one");
		assert_int_equal(take(&w, &item), i);
		finish(&w, item, DELIVERY_SENT, false);
	}
	assert_int_equal(add(&w, 11, "a@one")->state, ITEM_DONE);
	assert_int_equal(add(&w, 10, "a@one")->state, ITEM_WAITING);	/* forgotten */
	queue_free(w.q);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(one_person_is_told_in_order),
		cmocka_unit_test(a_refused_text_steps_aside),
		cmocka_unit_test(a_new_notice_wakes_its_line),
		cmocka_unit_test(a_server_is_asked_by_a_few_at_a_time),
		cmocka_unit_test(waits_double_up_to_half_an_hour),
		cmocka_unit_test(after_a_day_it_is_given_up),
		cmocka_unit_test(an_old_notice_is_tried_once_before_it_is_given_up),
		cmocka_unit_test(what_became_of_it_is_remembered),
		cmocka_unit_test(memory_of_what_is_done_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

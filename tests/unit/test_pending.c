/* Unit tests of poller/pending.c, poller/index.c, poller/outbox.c and poller/hist.c. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "poller/hist.h"
#include "poller/outbox.h"
#include "poller/pending.h"

static const struct sockaddr *
peer(const char *text, uint16_t port)
{
	static struct sockaddr_in6	 room;
	struct sockaddr_in		*in = (struct sockaddr_in *)(void *)&room;

	memset(&room, 0, sizeof(room));
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(port);
	} else {
		assert_int_equal(inet_pton(AF_INET6, text, &room.sin6_addr), 1);
		room.sin6_family = AF_INET6;
		room.sin6_port = htons(port);
	}
	return (const struct sockaddr *)(const void *)&room;
}

static void
an_answer_counts_only_from_whom_was_asked(void **unused)
{
	struct pending	 p;
	uint32_t	 chain = PENDING_NONE, other = PENDING_NONE, id, id6;
	int		 a, b;

	(void)unused;
	pending_init(&p);
	id = pending_add(&p, &a, peer("192.0.2.1", 161), &chain);
	id6 = pending_add(&p, &b, peer("2001:db8::1", 161), &other);
	assert_ptr_equal(pending_find(&p, id, peer("192.0.2.1", 161)), &a);
	assert_null(pending_find(&p, id, peer("192.0.2.2", 161)));
	assert_null(pending_find(&p, id, peer("192.0.2.1", 162)));
	assert_null(pending_find(&p, id, peer("2001:db8::1", 161)));
	assert_null(pending_find(&p, id ^ 1, peer("192.0.2.1", 161)));
	assert_ptr_equal(pending_find(&p, id6, peer("2001:db8::1", 161)), &b);
	pending_forget(&p, &chain);
	assert_null(pending_find(&p, id, peer("192.0.2.1", 161)));
	assert_ptr_equal(pending_find(&p, id6, peer("2001:db8::1", 161)), &b);
	pending_done(&p);
}

static void
ids_of_a_run_are_forgotten_together_and_slots_used_again(void **unused)
{
	struct pending	 p;
	uint32_t	 chains[100], ids[100][3];
	int		 runs[100];

	(void)unused;
	pending_init(&p);
	for (int round = 0; round < 50; round++) {
		for (int i = 0; i < 100; i++) {
			chains[i] = PENDING_NONE;
			for (int k = 0; k < 3; k++) {
				ids[i][k] = pending_add(&p, &runs[i], peer("192.0.2.1", 0), &chains[i]);
				assert_true(ids[i][k] != 0 && ids[i][k] <= INT32_MAX);
			}
		}
		for (int i = 0; i < 100; i++)
			for (int k = 0; k < 3; k++)
				assert_ptr_equal(pending_find(&p, ids[i][k], peer("192.0.2.1", 0)),
				    &runs[i]);
		for (int i = 0; i < 100; i++)
			pending_forget(&p, &chains[i]);
		assert_int_equal(p.by_id.n, 0);
	}
	assert_int_equal(p.n_entries, 300);
	pending_done(&p);
}

static void
ids_cannot_be_guessed_from_the_one_before(void **unused)
{
	struct pending	 p;
	uint32_t	 chain = PENDING_NONE, before = 0;
	unsigned	 n_near = 0;

	(void)unused;
	pending_init(&p);
	for (int i = 0; i < 10000; i++) {
		uint32_t	 id = pending_add(&p, &p, peer("192.0.2.1", 0), &chain);

		n_near += id - before < 100000 || before - id < 100000;
		before = id;
	}
	assert_in_range(n_near, 0, 10);
	pending_done(&p);
}

/* Results on their way. */

static void
add(struct outbox *o, uint32_t slot, const char *text, struct mono now)
{
	struct msg_value	 values[] = { { "rtt_ms", slot }, { "loss_pct", 0 } };
	struct msg_result	 r = { .started_ms = slot, .text = text, .values = values, .n_values = 2 };

	outbox_add(o, (struct outbox_origin){ slot, 1 }, &r, now);
}

static void
batches_leave_when_full_or_old_enough(void **unused)
{
	struct outbox	 o;
	struct batch	*b;
	struct mono	 now = { SEC_US };

	(void)unused;
	outbox_init(&o);
	add(&o, 7, "no reply", now);
	outbox_close(&o, now, false);
	assert_null(outbox_first(&o));
	assert_int_equal(outbox_next(&o).us, now.us + OUTBOX_WAIT_US);
	now.us += OUTBOX_WAIT_US;
	outbox_close(&o, now, false);
	b = outbox_first(&o);
	assert_non_null(b);
	assert_int_equal(b->seq, 1);
	assert_int_equal(b->n_results, 1);
	assert_string_equal(b->results[0].text, "no reply");
	assert_string_equal(b->results[0].values[1].name, "loss_pct");
	assert_true(b->results[0].values[0].value == 7);
	outbox_sent(&o, b, now);
	for (uint32_t i = 0; i < OUTBOX_ENOUGH; i++)
		add(&o, i, i % 2 == 0 ? "" : "x", now);
	outbox_close(&o, now, false);
	b = outbox_first(&o);
	assert_int_equal(b->seq, 2);
	assert_int_equal(b->n_results, OUTBOX_ENOUGH);
	for (uint32_t i = 0; i < OUTBOX_ENOUGH; i++) {
		assert_int_equal(b->origins[i].slot, i);
		assert_string_equal(b->results[i].text, i % 2 == 0 ? "" : "x");
		assert_true(b->results[i].values[0].value == i);
	}
	outbox_done(&o);
}

static void
a_new_engine_gets_the_last_seconds_again_in_order(void **unused)
{
	struct outbox	 o;
	struct batch	*b;
	struct mono	 now = { SEC_US };
	uint64_t	 seq = 0;

	(void)unused;
	outbox_init(&o);
	for (uint32_t i = 0; i < 10; i++) {
		now.us += SEC_US;
		add(&o, i, "", now);
		outbox_close(&o, now, true);
		if (i < 8)
			outbox_sent(&o, outbox_first(&o), now);
	}
	outbox_again(&o);
	assert_int_equal(outbox_first(&o)->seq, 3);	/* sent five seconds before the eighth */
	for (seq = 3; (b = outbox_first(&o)) != NULL; seq++) {
		assert_int_equal(b->seq, seq);
		outbox_sent(&o, b, now);
	}
	assert_int_equal(seq, 11);
	outbox_done(&o);
}

static void
without_an_engine_memory_is_bounded_and_the_oldest_go(void **unused)
{
	struct outbox	 o;
	struct mono	 now = { SEC_US };
	uint64_t	 n = 0, kept = 0;
	struct batch	*b;

	(void)unused;
	outbox_init(&o);
	while (o.n_dropped == 0) {
		for (int i = 0; i < OUTBOX_RESULTS; i++, n++)
			add(&o, (uint32_t)n, "host unreachable (192.0.2.1)", now);
		outbox_close(&o, now, true);
		assert_in_range(o.size_bytes, 0, OUTBOX_BYTES);
	}
	TAILQ_FOREACH(b, &o.waiting, at)
		kept += b->n_results;
	assert_int_equal(kept + o.n_dropped, n);
	assert_in_range(kept, 150000, 400000);		/* more than a minute of 100,000 checks */
	assert_int_equal(outbox_first(&o)->origins[0].slot, o.n_dropped);
	outbox_done(&o);
}

static void
a_quantile_is_right_within_an_eighth(void **unused)
{
	static struct hist	 h;

	(void)unused;
	assert_int_equal(hist_quantile(&h, 99), 0);
	for (int64_t i = 1; i <= 10000; i++)
		hist_add(&h, i);
	assert_in_range(hist_quantile(&h, 50), 5000, 5700);
	assert_in_range(hist_quantile(&h, 99), 9900, 11200);
	hist_add(&h, -5);
	hist_add(&h, INT64_MAX);
	assert_int_equal(hist_quantile(&h, 100), UINT32_MAX);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(an_answer_counts_only_from_whom_was_asked),
		cmocka_unit_test(ids_of_a_run_are_forgotten_together_and_slots_used_again),
		cmocka_unit_test(ids_cannot_be_guessed_from_the_one_before),
		cmocka_unit_test(batches_leave_when_full_or_old_enough),
		cmocka_unit_test(a_new_engine_gets_the_last_seconds_again_in_order),
		cmocka_unit_test(without_an_engine_memory_is_bounded_and_the_oldest_go),
		cmocka_unit_test(a_quantile_is_right_within_an_eighth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

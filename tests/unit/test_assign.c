/* Unit tests of engine/assign.c: handles, pollers, reloads and repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "engine/assign.h"
#include "ipc/msg.h"
#include "model/inventory.h"

#define MAX	16

static struct { unsigned n_assigned, n_unassigned; char names[MAX][64]; } heard;

static void
hear_assign(void *arg, unsigned poller, const struct msg_assign *msg)
{
	(void)arg;
	(void)poller;
	assert_true(heard.n_assigned < MAX);
	strlcpy(heard.names[heard.n_assigned++], msg->name, sizeof(heard.names[0]));
}

static void
hear_unassign(void *arg, unsigned poller, uint32_t handle)
{
	(void)arg;
	(void)poller;
	(void)handle;
	heard.n_unassigned++;
}

static const struct assign_calls	 calls = { hear_assign, hear_unassign };

static struct pair	 community[] = { { "community", "public" } };
static struct pair	 other_community[] = { { "community", "private" } };
static struct device	 devices[] = { { .name = "alb/router" }, { .name = "boffres/router" } };

static struct check	 checks_1[] = {
	{ .name = "canary/192.0.2.1", .probe = "icmp", .address = "192.0.2.1", .device = NONE,
	  .interval_ms = 10000, .timeout_ms = 2000, .fall = 1, .rise = 1 },
	{ .name = "alb/router/icmp", .probe = "icmp", .address = "192.0.2.10", .device = 0,
	  .interval_ms = 20000, .timeout_ms = 2000, .fall = 3, .rise = 2 },
	{ .name = "alb/router/snmp", .probe = "snmp", .address = "192.0.2.10", .device = 0,
	  .interval_ms = 60000, .timeout_ms = 2000, .fall = 3, .rise = 2,
	  .options = community, .n_options = 1 },
	{ .name = "boffres/router/icmp", .probe = "icmp", .address = "192.0.2.30", .device = 1,
	  .interval_ms = 20000, .timeout_ms = 2000, .fall = 3, .rise = 2 },
	{ .name = "boffres/pc/push", .probe = "push", .address = "", .device = 1,
	  .interval_ms = 60000, .timeout_ms = 2000, .fall = 3, .rise = 2 },
};

/* inventory.c's finder needs a whole inventory: here the names are few. */
uint32_t
inventory_check(const struct inventory *inv, const char *name)
{
	for (uint32_t i = 0; i < inv->n_checks; i++)
		if (strcmp(inv->checks[i].name, name) == 0)
			return i;
	return NONE;
}

static struct inventory
inventory_of(struct check *checks, uint32_t n)
{
	return (struct inventory){ .checks = checks, .n_checks = n, .devices = devices,
	    .n_devices = 2, .n_canaries = 1 };
}

static void
every_polled_check_is_told_once_and_push_never(void **unused)
{
	struct inventory	 inv = inventory_of(checks_1, N_ELEMENTS(checks_1));
	struct assign		*a = assign_new(1, &calls, NULL);

	(void)unused;
	memset(&heard, 0, sizeof(heard));
	assign_load(a, &inv);
	assert_int_equal(heard.n_assigned, 4);
	assign_tell(a, 0);
	assert_int_equal(heard.n_assigned, 8);
	for (uint32_t i = 0; i < inv.n_checks; i++)
		assert_int_equal(assign_check(a, 0, assign_handle(a, i)), i);
	assert_int_equal(assign_check(a, 0, 999), NONE);
	assert_int_equal(assign_check(a, 1, assign_handle(a, 1)), NONE);
	assign_free(a);
}

static void
checks_of_a_device_share_a_poller(void **unused)
{
	struct inventory	 inv = inventory_of(checks_1, N_ELEMENTS(checks_1));
	struct assign		*a = assign_new(4, &calls, NULL);

	(void)unused;
	memset(&heard, 0, sizeof(heard));
	assign_load(a, &inv);
	assert_int_equal(assign_poller(a, 1), assign_poller(a, 2));
	assign_free(a);
}

static void
a_reload_touches_only_what_changed(void **unused)
{
	struct check		 checks_2[4];
	struct inventory	 one = inventory_of(checks_1, N_ELEMENTS(checks_1));
	struct inventory	 two;
	struct assign		*a = assign_new(1, &calls, NULL);
	uint32_t		 canary, icmp, snmp;

	(void)unused;
	memset(&heard, 0, sizeof(heard));
	assign_load(a, &one);
	canary = assign_handle(a, 0);
	icmp = assign_handle(a, 1);
	snmp = assign_handle(a, 2);
	/* another order, the snmp check has another secret, boffres is gone, one is new */
	checks_2[0] = checks_1[0];
	checks_2[1] = checks_1[2];
	checks_2[1].options = other_community;
	checks_2[2] = checks_1[1];
	checks_2[3] = checks_1[3];
	checks_2[3].name = "champis/router/icmp";
	two = inventory_of(checks_2, 4);
	memset(&heard, 0, sizeof(heard));
	assign_load(a, &two);
	assert_int_equal(heard.n_assigned, 2);
	assert_string_equal(heard.names[0], "alb/router/snmp");
	assert_string_equal(heard.names[1], "champis/router/icmp");
	assert_int_equal(heard.n_unassigned, 2);	/* the old snmp and boffres; push was never told */
	assert_int_equal(assign_handle(a, 0), canary);
	assert_int_equal(assign_handle(a, 2), icmp);
	assert_int_equal(assign_check(a, 0, icmp), 2);
	assert_int_equal(assign_check(a, 0, snmp), NONE);	/* an answer to the old question */
	assert_int_not_equal(assign_handle(a, 1), snmp);
	assign_free(a);
}

static void
handles_do_not_grow_for_ever(void **unused)
{
	struct check		 checks_2[1] = { checks_1[1] };
	struct inventory	 one = inventory_of(checks_1, 2);
	struct inventory	 two;
	struct assign		*a = assign_new(1, &calls, NULL);

	(void)unused;
	checks_2[0].interval_ms = 30000;
	two = inventory_of(checks_2, 1);
	for (int i = 0; i < 1000; i++) {
		memset(&heard, 0, sizeof(heard));
		assign_load(a, i % 2 == 0 ? &one : &two);
	}
	assert_true(assign_handle(a, 0) < 10);
	assign_free(a);
}

static void
a_batch_counts_once(void **unused)
{
	struct assign	*a = assign_new(2, &calls, NULL);

	(void)unused;
	assert_int_equal(assign_batch(a, 0, 77, 40), BATCH_NEW);	/* the engine was replaced */
	assert_int_equal(assign_batch(a, 0, 77, 40), BATCH_REPEAT);
	assert_int_equal(assign_batch(a, 0, 77, 41), BATCH_NEW);
	assert_int_equal(assign_batch(a, 0, 77, 43), BATCH_GAP);
	assert_int_equal(assign_batch(a, 0, 77, 42), BATCH_REPEAT);
	assert_int_equal(assign_batch(a, 1, 77, 1), BATCH_NEW);		/* another poller */
	assert_int_equal(assign_batch(a, 0, 78, 1), BATCH_NEW);		/* it was replaced */
	assign_free(a);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(every_polled_check_is_told_once_and_push_never),
		cmocka_unit_test(checks_of_a_device_share_a_poller),
		cmocka_unit_test(a_reload_touches_only_what_changed),
		cmocka_unit_test(handles_do_not_grow_for_ever),
		cmocka_unit_test(a_batch_counts_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * bench_judge - how many results a second one core judges, and what a check costs.
 *
 * 5,000 sites of 20 checks, polled in turn; one site in 200 is cut at any time, one PC
 * in 20 is off.  Prints one line: judge rate=... goal>=1500000/s bytes_per_check=...
 */
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "judge/judge.h"
#include "model/calendar.h"
#include "model/zone.h"

#define N_SITES		5000u
#define N_PCS		9u
#define N_ROUNDS	100u
#define START_MS	INT64_C(1772528400000)

static uint64_t	 n_facts;

static void
count_fact(void *arg, const struct fact *fact)
{
	(void)arg;
	(void)fact;
	n_facts++;
}

static void
add_check(struct inventory *inv, uint32_t device, const char *probe, int64_t interval_ms)
{
	struct device	*d = &inv->devices[device];
	struct check	*c = &inv->checks[inv->n_checks++];

	*c = (struct check){ .name = xasprintf("%s/%s", d->name, probe), .id = probe, .probe = probe,
	    .device = device, .site = d->site, .address = "", .is_answer_of_site = true,
	    .interval_ms = interval_ms, .fall = 3, .rise = 2 };
	if (d->n_checks++ == 0)
		d->first_check = inv->n_checks - 1;
}

static uint32_t
add_device(struct inventory *inv, uint32_t site, enum device_kind kind, const char *id)
{
	struct site	*s = &inv->sites[site];

	inv->devices[inv->n_devices] = (struct device){ .name = xasprintf("%s/%s", s->id, id),
	    .id = xstrdup(id), .kind = kind, .site = site, .type = "", .address = "", .mac = "",
	    .is_public = true, .is_maintained = true, .first_check = inv->n_checks };
	s->n_devices++;
	return inv->n_devices++;
}

static void
add_site(struct inventory *inv, const struct calendar *hours)
{
	uint32_t	 i = inv->n_sites++, d;
	struct site	*s = &inv->sites[i];
	char		 id[16];

	*s = (struct site){ .id = xasprintf("s%05u", i), .name = "", .was = "", .base = "",
	    .min_online_pcs = 1, .opening = hours, .backup = NONE, .first_device = inv->n_devices };
	s->router = d = add_device(inv, i, DEVICE_ROUTER, "router");
	add_check(inv, d, "icmp", 60000);
	add_check(inv, d, "snmp", 60000);
	for (uint32_t k = 0; k < N_PCS; k++) {
		snprintf(id, sizeof(id), "pc%u", k);
		d = add_device(inv, i, DEVICE_PC, id);
		add_check(inv, d, "icmp", 60000);
		add_check(inv, d, "snmp", 60000);
	}
	s->link = add_device(inv, i, DEVICE_LINK, "link");
}

static struct inventory *
make_world(void)
{
	struct inventory	*inv = xcalloc(1, sizeof(*inv));
	struct err		 err = { "" };
	const struct calendar	*hours = calendar_parse("Mo-Sa 09:00-12:00,14:00-18:00", "FR", &err);

	inv->zone = zone_load("Europe/Paris", &err);
	inv->settle_ms = 90000;
	inv->sites = xcalloc(N_SITES, sizeof(*inv->sites));
	inv->devices = xcalloc((size_t)N_SITES * (N_PCS + 2), sizeof(*inv->devices));
	inv->checks = xcalloc((size_t)N_SITES * 20, sizeof(*inv->checks));
	for (uint32_t i = 0; i < N_SITES; i++)
		add_site(inv, hours);
	return inv;
}

/* Deterministic: which site is cut in this round, which PC is off. */
static enum judged_status
truth(const struct inventory *inv, uint32_t check, uint32_t round)
{
	const struct check	*c = &inv->checks[check];

	if ((c->site + round / 10) % 200 == 0)
		return JUDGED_FAIL;
	if (inv->devices[c->device].kind == DEVICE_PC && c->device % 20 == 7)
		return JUDGED_FAIL;
	return JUDGED_OK;
}

static double
cpu_s(void)
{
	struct timespec	 t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/*
 * The worst that groups can do: 10,000 points in 2,000 exchanges under 50 backhauls,
 * all cut off within four minutes, and back.  No group: the same points in none.
 */
static struct inventory *
make_groups(uint32_t n_low, uint32_t n_high, uint32_t n_sites, const char *open)
{
	struct inventory	*inv = xcalloc(1, sizeof(*inv));
	struct err		 err = { "" };
	const struct calendar	*hours = calendar_parse(open, "FR", &err);

	inv->zone = zone_load("Europe/Paris", &err);
	inv->settle_ms = 90000;
	inv->n_groups = n_low + n_high;
	inv->groups = xcalloc(inv->n_groups + 1, sizeof(*inv->groups));
	for (uint32_t i = 0; i < inv->n_groups; i++)
		inv->groups[i] = (struct group){ .id = xasprintf("g%05u", i), .name = "", .order = i,
		    .parent = i < n_low ? n_low + i % n_high : NONE };
	inv->sites = xcalloc(n_sites, sizeof(*inv->sites));
	inv->devices = xcalloc((size_t)n_sites * 2, sizeof(*inv->devices));
	inv->checks = xcalloc(n_sites, sizeof(*inv->checks));
	for (uint32_t i = 0; i < n_sites; i++) {
		struct site	*s = &inv->sites[inv->n_sites++];
		uint32_t	 d;

		*s = (struct site){ .id = xasprintf("s%05u", i), .name = "", .was = "", .base = "",
		    .min_online_pcs = 1, .opening = hours, .backup = NONE, .first_device = inv->n_devices,
		    .groups = xcalloc(1, sizeof(uint32_t)), .n_groups = n_low > 0 };
		if (n_low > 0)
			s->groups[0] = i % n_low;
		s->router = d = add_device(inv, i, DEVICE_ROUTER, "router");
		add_check(inv, d, "icmp", 60000);
		s->link = add_device(inv, i, DEVICE_LINK, "link");
	}
	return inv;
}

/* What judging that takes, with so many groups or none, open at that time or not. */
static double
cut_all(uint32_t n_low, uint32_t n_high, uint32_t n_sites, const char *open)
{
	struct inventory	*inv = make_groups(n_low, n_high, n_sites, open);
	struct judge		*j = judge_new(inv, count_fact, NULL);
	struct judged_result	 r = { JUDGED_NO_VALUES };
	double			 t0 = cpu_s();

	n_facts = 0;
	judge_start(j, (struct wall){ 0 }, (struct wall){ START_MS });
	for (uint32_t round = 0; round < 12; round++) {
		for (uint32_t i = 0; i < inv->n_checks; i++) {
			r.check = i;
			r.status = round >= 3 && round < 8 ? JUDGED_FAIL : JUDGED_OK;
			judge_result(j, &r, (struct wall){ START_MS + round * INT64_C(60000) +
			    1 + (int64_t)i * 60000 / inv->n_checks });
		}
	}
	t0 = cpu_s() - t0;
	judge_free(j);
	return t0;
}

static void
bench_groups(void)
{
	double	 closed = cut_all(2000, 50, 10000, "Sa 03:00-04:00");
	double	 alone = cut_all(0, 0, 10000, "24/7"), took = cut_all(2000, 50, 10000, "24/7");

	printf("judge groups=2050 cut=10000 took=%.2fs goal<=1.5 closed=%.2fs goal<=2.5 against_none=%.1f "
	    "facts=%llu\n", took, closed, took / alone, (unsigned long long)n_facts);
}

int
main(void)
{
	struct inventory	*inv = make_world();
	size_t			 before = mallinfo2().uordblks + mallinfo2().hblkhd;
	struct judge		*j = judge_new(inv, count_fact, NULL);
	struct judged_result	 r = { JUDGED_NO_VALUES };
	double			 t0, took;
	size_t			 bytes;

	judge_start(j, (struct wall){ 0 }, (struct wall){ START_MS });
	t0 = cpu_s();
	for (uint32_t round = 0; round < N_ROUNDS; round++) {
		for (uint32_t i = 0; i < inv->n_checks; i++) {
			r.check = i;
			r.status = truth(inv, i, round);
			judge_result(j, &r, (struct wall){ START_MS + round * INT64_C(60000) +
			    1 + (int64_t)i * 60000 / inv->n_checks });
		}
	}
	took = cpu_s() - t0;
	bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
	printf("judge rate=%.0f/s goal>=1500000/s bytes_per_check=%.0f goal<=150 facts=%llu\n",
	    (double)N_ROUNDS * inv->n_checks / took, (double)bytes / inv->n_checks,
	    (unsigned long long)n_facts);
	judge_free(j);
	bench_groups();
	return 0;
}

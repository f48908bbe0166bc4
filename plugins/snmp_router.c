/*
 * snmp_router.c - an interface by its name, its rates, and the line behind it.
 *
 *     [find: walk ifName, ifDescr, ifAlias] -> [look for a DSL line, hourly] -> fetch -> say
 *
 * The interface is known by name, for its number may be another one after a
 * restart: each fetch reads the name back, and a name that is not there any more
 * is looked for again.  Without a name it is where the default route leads.
 *
 * IF-MIB is RFC 2863; lines are those of ADSL-LINE-MIB (RFC 2662: the modem's own
 * unit, ATU-R, measures downstream, the exchange's, ATU-C, upstream) and
 * VDSL2-LINE-MIB (RFC 5650: by band; 1 is upstream, 2 downstream as a whole).
 * Decibels are in tenths.
 */
#include <stdio.h>
#include <string.h>

#include "snmp.h"

#define LOOK_AGAIN_US	(3600 * SEC_US)
#define NOT_MEASURED	2147483646	/* and above: RFC 5650's "unavailable" */

enum router_column { COLUMN_NAME = 1, COLUMN_DESCR, COLUMN_ALIAS, COLUMN_END };

enum router_item {
	ITEM_UPTIME, ITEM_HR_UPTIME, ITEM_ENGINE_TIME, ITEM_NAME, ITEM_OPER, ITEM_HIGH_SPEED,
	ITEM_SPEED, ITEM_DISCONTINUITY, ITEM_HC_IN, ITEM_HC_OUT, ITEM_IN, ITEM_OUT,
	ITEM_LINE_OPER, ITEM_LINE_CHANGE,
	ITEM_ADSL_SNR_DOWN, ITEM_ADSL_SNR_UP, ITEM_ADSL_ATN_DOWN, ITEM_ADSL_ATN_UP,
	ITEM_ADSL_ATTAIN_DOWN, ITEM_ADSL_ATTAIN_UP, ITEM_ADSL_SYNC_DOWN, ITEM_ADSL_SYNC_UP,
	ITEM_VDSL_SNR_DOWN, ITEM_VDSL_SNR_UP, ITEM_VDSL_ATN_DOWN, ITEM_VDSL_ATN_UP,
	ITEM_VDSL_ATTAIN_DOWN, ITEM_VDSL_ATTAIN_UP, ITEM_VDSL_SYNC_DOWN, ITEM_VDSL_SYNC_UP,
	ITEM_N
};

/* What stands after the column's name. */
enum instance { INSTANCE_NONE, INSTANCE_IF, INSTANCE_LINE, INSTANCE_ADSL, INSTANCE_ADSL_DOWN,
	INSTANCE_ADSL_UP, INSTANCE_VDSL, INSTANCE_VDSL_UNIT_1, INSTANCE_VDSL_UNIT_2 };

#define IF(n)		.oid = { 10, { 1, 3, 6, 1, 2, 1, 2, 2, 1, n } }
#define IFX(n)		.oid = { 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, n } }
#define ADSL(table, n)	.oid = { 13, { 1, 3, 6, 1, 2, 1, 10, 94, 1, 1, table, 1, n } }
#define VDSL(group, table, n)	.oid = { 13, { 1, 3, 6, 1, 2, 1, 10, 251, 1, group, table, 1, n } }

static const struct {
	struct snmp_oid	 oid;
	enum instance	 instance;
} items[ITEM_N] = {
	[ITEM_UPTIME] = { .oid = { 9, { 1, 3, 6, 1, 2, 1, 1, 3, 0 } } },
	[ITEM_HR_UPTIME] = { .oid = { 10, { 1, 3, 6, 1, 2, 1, 25, 1, 1, 0 } } },
	[ITEM_ENGINE_TIME] = { .oid = { 11, { 1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0 } } },
	[ITEM_NAME] = { .instance = INSTANCE_IF },		/* one of columns[] */
	[ITEM_OPER] = { IF(8), INSTANCE_IF },
	[ITEM_HIGH_SPEED] = { IFX(15), INSTANCE_IF },		/* Mbit/s */
	[ITEM_SPEED] = { IF(5), INSTANCE_IF },
	[ITEM_DISCONTINUITY] = { IFX(19), INSTANCE_IF },
	[ITEM_HC_IN] = { IFX(6), INSTANCE_IF },
	[ITEM_HC_OUT] = { IFX(10), INSTANCE_IF },
	[ITEM_IN] = { IF(10), INSTANCE_IF },
	[ITEM_OUT] = { IF(16), INSTANCE_IF },
	[ITEM_LINE_OPER] = { IF(8), INSTANCE_LINE },
	[ITEM_LINE_CHANGE] = { IF(9), INSTANCE_LINE },
	[ITEM_ADSL_SNR_DOWN] = { ADSL(3, 4), INSTANCE_ADSL },
	[ITEM_ADSL_SNR_UP] = { ADSL(2, 4), INSTANCE_ADSL },
	[ITEM_ADSL_ATN_DOWN] = { ADSL(3, 5), INSTANCE_ADSL },
	[ITEM_ADSL_ATN_UP] = { ADSL(2, 5), INSTANCE_ADSL },
	[ITEM_ADSL_ATTAIN_DOWN] = { ADSL(2, 8), INSTANCE_ADSL },
	[ITEM_ADSL_ATTAIN_UP] = { ADSL(3, 8), INSTANCE_ADSL },
	[ITEM_ADSL_SYNC_DOWN] = { ADSL(4, 2), INSTANCE_ADSL_DOWN },
	[ITEM_ADSL_SYNC_UP] = { ADSL(5, 2), INSTANCE_ADSL_UP },
	[ITEM_VDSL_SNR_DOWN] = { VDSL(1, 2, 4), INSTANCE_VDSL_UNIT_2 },
	[ITEM_VDSL_SNR_UP] = { VDSL(1, 2, 4), INSTANCE_VDSL_UNIT_1 },
	[ITEM_VDSL_ATN_DOWN] = { VDSL(1, 2, 2), INSTANCE_VDSL_UNIT_2 },
	[ITEM_VDSL_ATN_UP] = { VDSL(1, 2, 2), INSTANCE_VDSL_UNIT_1 },
	[ITEM_VDSL_ATTAIN_DOWN] = { VDSL(1, 1, 20), INSTANCE_VDSL },
	[ITEM_VDSL_ATTAIN_UP] = { VDSL(1, 1, 21), INSTANCE_VDSL },
	[ITEM_VDSL_SYNC_DOWN] = { VDSL(2, 2, 2), INSTANCE_VDSL_UNIT_1 },
	[ITEM_VDSL_SYNC_UP] = { VDSL(2, 2, 2), INSTANCE_VDSL_UNIT_2 },
};

static const struct snmp_oid	 columns[COLUMN_END] = {
	[COLUMN_NAME] = { 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1 } },
	[COLUMN_DESCR] = { 10, { 1, 3, 6, 1, 2, 1, 2, 2, 1, 2 } },
	[COLUMN_ALIAS] = { 11, { 1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18 } },
};

#define BIT(item)	(1u << (item))
#define BITS(a, b)	((1u << ((b) + 1)) - (1u << (a)))	/* both included; b < 31 */

static void	find_column(struct vg_run *run, unsigned column);
static void	find_line(struct vg_run *run);
static void	fetch(struct vg_run *run);

static uint32_t
hash_name(const uint8_t *p, size_t len)
{
	uint32_t	 h = 2166136261u;

	while (len-- > 0)
		h = (h ^ *p++) * 16777619u;
	return h;
}

/* Agents end descriptions with spaces and NULs. */
static size_t
trim(const uint8_t *p, size_t len)
{
	while (len > 0 && (p[len - 1] == '\0' || p[len - 1] == ' '))
		len--;
	return len;
}

/* The interface. */

static void
found(struct vg_run *run, unsigned column, uint32_t index, const struct snmp_var *name)
{
	struct snmp_state	*state = snmp_state(run);
	struct snmp_run		*snmp = vg_run_data(run);

	state->if_index = index;
	state->name_column = (uint8_t)column;
	state->name_hash = hash_name(name->bytes, trim(name->bytes, name->n_bytes));
	snmp->router.column = 0;
	vg_run_step(run, "the interface is number %u", index);
}

/* One name of the column; remembers the first ones for the message of a name that is not there. */
static bool
on_name(struct vg_run *run, const unsigned long *index, size_t n_index, const struct snmp_var *var)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	size_t			 len, used = strlen(snmp->router.seen);

	if (n_index != 1 || var->type != SNMP_TEXT || index[0] == 0 || index[0] > INT32_MAX)
		return true;
	len = trim(var->bytes, var->n_bytes);
	if (len == strlen(conf->interface) && memcmp(var->bytes, conf->interface, len) == 0) {
		found(run, snmp->router.column, (uint32_t)index[0], var);
		return false;
	}
	if (snmp->router.column == COLUMN_NAME && len > 0 && used + len + 3 < sizeof(snmp->router.seen))
		snprintf(snmp->router.seen + used, sizeof(snmp->router.seen) - used, "%s%.*s",
		    used > 0 ? ", " : "", (int)len, (const char *)var->bytes);
	return true;
}

static void
on_column_end(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_state	*state = snmp_state(run);

	if (state->if_index != 0) {
		if (snmp->router.was_index != 0 && snmp->router.was_index != state->if_index)
			snprintf(snmp->note, sizeof(snmp->note),
			    "interface %.32s was number %u and is now %u", conf->interface,
			    snmp->router.was_index, state->if_index);
		find_line(run);
	} else if (snmp->router.column + 1 < COLUMN_END) {
		find_column(run, snmp->router.column + 1u);
	} else {
		snmp_done(run, VG_FAIL, "no interface %s (there are: %s)", conf->interface,
		    snmp->router.seen[0] != '\0' ? snmp->router.seen : "none");
	}
}

static void
find_column(struct vg_run *run, unsigned column)
{
	struct snmp_run	*snmp = vg_run_data(run);

	snmp->router.column = (uint8_t)column;
	snmp_walk(run, &columns[column], on_name, on_column_end);
}

/* Without a name: the default route's interface (RFC 1213 ipRouteIfIndex, RFC 4292), else the first that is up. */

enum { ROUTE_OLD, ROUTE_NEW };

static void
route_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	(void)run;
	/* inetCidrRouteIfIndex, ipv4(1), length 4, 0.0.0.0, prefix 0: the rest of the index differs, hence GETNEXT. */
	*out = item == ROUTE_OLD ? SNMP_OID(1, 3, 6, 1, 2, 1, 4, 21, 1, 2, 0, 0, 0) :
	    SNMP_OID(1, 3, 6, 1, 2, 1, 4, 24, 7, 1, 7, 1, 4, 0, 0, 0, 0, 0);
}

static void
on_route(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	struct snmp_run	*snmp = vg_run_data(run);
	struct snmp_oid	 base;

	route_oid(run, item, &base);
	if (item == ROUTE_OLD)
		base.part[base.n++] = 0;
	if (snmp->router.first_index == 0 && var->type == SNMP_NUMBER && var->number > 0 &&
	    var->number <= INT32_MAX && snmp_var_under(var, &base))
		snmp->router.first_index = (uint32_t)var->number;
}

static bool
on_status(struct vg_run *run, const unsigned long *index, size_t n_index, const struct snmp_var *var)
{
	struct snmp_run	*snmp = vg_run_data(run);

	/* Number 1 is the loopback on most; it is taken only if nothing else is up. */
	if (n_index != 1 || var->number != 1 || index[0] == 0 || index[0] > INT32_MAX)
		return true;
	if (snmp->router.first_index <= 1)
		snmp->router.first_index = (uint32_t)index[0];
	return snmp->router.first_index <= 1;
}

static void
name_of_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	struct snmp_run	*snmp = vg_run_data(run);

	*out = columns[item];
	out->part[out->n++] = snmp->router.first_index;
}

static void
on_own_name(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp_state(run)->if_index == 0 && var->type == SNMP_TEXT && var->n_bytes > 0)
		found(run, item, snmp->router.first_index, var);
}

static void
on_own_names(struct vg_run *run)
{
	if (snmp_state(run)->if_index != 0)
		find_line(run);
	else
		snmp_done(run, VG_FAIL, "the agent names none of its interfaces");
}

static void
ask_own_name(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->router.first_index == 0)
		snmp_done(run, VG_FAIL, "the agent has no interface that is up");
	else
		snmp_fetch(run, SNMP_GET, BIT(COLUMN_NAME) | BIT(COLUMN_DESCR), name_of_oid,
		    on_own_name, on_own_names);
}

static void
on_routes(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp->router.first_index != 0)
		ask_own_name(run);
	else
		snmp_walk(run, &items[ITEM_OPER].oid, on_status, ask_own_name);
}

static void
find_interface(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_state	*state = snmp_state(run);
	struct snmp_run		*snmp = vg_run_data(run);

	snmp->router.was_index = state->if_index;
	state->if_index = 0;
	state->sample.at.us = 0;
	state->absent = 0;
	state->line_looked.us = 0;
	if (conf->interface != NULL)
		find_column(run, COLUMN_NAME);
	else
		snmp_fetch(run, SNMP_GETNEXT, BIT(ROUTE_OLD) | BIT(ROUTE_NEW), route_oid, on_route,
		    on_routes);
}

/* The line. */

static void
line_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	(void)run;
	*out = items[item].oid;
}

static void
on_line(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	struct snmp_state	*state = snmp_state(run);
	uint32_t		 index;

	if (!snmp_var_under(var, &items[item].oid) || var->n_oid <= items[item].oid.n)
		return;
	index = (uint32_t)var->oid[items[item].oid.n];
	if (item == ITEM_ADSL_SNR_DOWN)
		state->adsl_line = index;
	else if (item == ITEM_ADSL_SYNC_DOWN)
		state->adsl_down = index;
	else if (item == ITEM_ADSL_SYNC_UP)
		state->adsl_up = index;
	else
		state->vdsl_line = index;
}

static void
find_line(struct vg_run *run)
{
	struct snmp_state	*state = snmp_state(run);

	if (state->line_looked.us != 0 && mono_sub(vg_now(), state->line_looked) < LOOK_AGAIN_US) {
		fetch(run);
		return;
	}
	state->line_looked = vg_now();
	state->adsl_line = state->adsl_down = state->adsl_up = state->vdsl_line = 0;
	state->absent = 0;
	snmp_fetch(run, SNMP_GETNEXT, BIT(ITEM_ADSL_SNR_DOWN) | BIT(ITEM_ADSL_SYNC_DOWN) |
	    BIT(ITEM_ADSL_SYNC_UP) | BIT(ITEM_VDSL_SNR_DOWN), line_oid, on_line, fetch);
}

/* The fetch. */

static void
item_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	const struct snmp_state	*state = snmp_state(run);
	uint32_t		 line = state->adsl_line != 0 ? state->adsl_line : state->vdsl_line;

	*out = item == ITEM_NAME ? columns[state->name_column] : items[item].oid;
	switch (items[item].instance) {
	case INSTANCE_NONE:
		break;
	case INSTANCE_IF:
		out->part[out->n++] = state->if_index;
		break;
	case INSTANCE_LINE:
		out->part[out->n++] = line;
		break;
	case INSTANCE_ADSL:
		out->part[out->n++] = state->adsl_line;
		break;
	case INSTANCE_ADSL_DOWN:
		out->part[out->n++] = state->adsl_down;
		break;
	case INSTANCE_ADSL_UP:
		out->part[out->n++] = state->adsl_up;
		break;
	case INSTANCE_VDSL:
		out->part[out->n++] = state->vdsl_line;
		break;
	case INSTANCE_VDSL_UNIT_1:
	case INSTANCE_VDSL_UNIT_2:
		out->part[out->n++] = state->vdsl_line;
		out->part[out->n++] = items[item].instance == INSTANCE_VDSL_UNIT_1 ? 1 : 2;
	}
}

/* Items of this agent: 64-bit counters, or the others where it has none. */
static uint32_t
wanted(const struct snmp_conf *conf, const struct snmp_state *state)
{
	uint32_t	 w = BITS(ITEM_UPTIME, ITEM_DISCONTINUITY);

	if (conf->version == SNMP_V1 || state->absent & (BIT(ITEM_HC_IN) | BIT(ITEM_HC_OUT)))
		w |= BIT(ITEM_IN) | BIT(ITEM_OUT);
	else
		w |= BIT(ITEM_HC_IN) | BIT(ITEM_HC_OUT);
	if (state->adsl_line != 0 || state->vdsl_line != 0)
		w |= BIT(ITEM_LINE_OPER) | BIT(ITEM_LINE_CHANGE);
	if (state->adsl_line != 0)
		w |= BITS(ITEM_ADSL_SNR_DOWN, ITEM_ADSL_ATTAIN_UP);
	if (state->adsl_down != 0)
		w |= BIT(ITEM_ADSL_SYNC_DOWN);
	if (state->adsl_up != 0)
		w |= BIT(ITEM_ADSL_SYNC_UP);
	if (state->vdsl_line != 0)
		w |= BITS(ITEM_VDSL_SNR_DOWN, ITEM_VDSL_SYNC_UP);
	return w & ~state->absent;
}

static void
on_item(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_state	*state = snmp_state(run);

	if (item == ITEM_NAME)
		snmp->router.was_renumbered = var->type != SNMP_TEXT ||
		    hash_name(var->bytes, trim(var->bytes, var->n_bytes)) != state->name_hash;
}

/* What is said of it. */

static void
say_decibels(struct vg_run *run, const char *name, unsigned item)
{
	struct snmp_run	*snmp = vg_run_data(run);
	int64_t		 tenths = (int64_t)snmp->fetch.number[item];

	if (snmp_has(snmp, item) && tenths > -1000 && tenths < 1300 && tenths != 1271)
		vg_run_value(run, name, (double)tenths / 10);
}

static void
say_rate(struct vg_run *run, const char *name, unsigned item)
{
	struct snmp_run	*snmp = vg_run_data(run);

	if (snmp_has(snmp, item) && snmp->fetch.number[item] > 0 &&
	    snmp->fetch.number[item] < NOT_MEASURED)
		vg_run_value(run, name, (double)snmp->fetch.number[item]);
}

/* Seconds since the line last came up: its ifLastChange against sysUpTime. */
static void
say_line_uptime(struct vg_run *run)
{
	struct snmp_run	*snmp = vg_run_data(run);
	uint32_t	 change = (uint32_t)snmp->fetch.number[ITEM_LINE_CHANGE];
	uint32_t	 uptime = (uint32_t)snmp->fetch.number[ITEM_UPTIME];

	if (!snmp_has(snmp, ITEM_LINE_CHANGE) || !snmp_has(snmp, ITEM_UPTIME) ||
	    (snmp_has(snmp, ITEM_LINE_OPER) && snmp->fetch.number[ITEM_LINE_OPER] != 1))
		return;
	if (uptime >= change)		/* else one of them wrapped: no telling */
		vg_run_value(run, "line_uptime_s", (double)(uptime - change) / 100);
}

static void
say_line(struct vg_run *run)
{
	const struct snmp_state	*state = snmp_state(run);
	bool			 is_adsl = state->adsl_line != 0;

	if (!is_adsl && state->vdsl_line == 0)
		return;
	say_decibels(run, "snr_down_db", is_adsl ? ITEM_ADSL_SNR_DOWN : ITEM_VDSL_SNR_DOWN);
	say_decibels(run, "snr_up_db", is_adsl ? ITEM_ADSL_SNR_UP : ITEM_VDSL_SNR_UP);
	say_decibels(run, "atn_down_db", is_adsl ? ITEM_ADSL_ATN_DOWN : ITEM_VDSL_ATN_DOWN);
	say_decibels(run, "atn_up_db", is_adsl ? ITEM_ADSL_ATN_UP : ITEM_VDSL_ATN_UP);
	say_rate(run, "attain_down_bps", is_adsl ? ITEM_ADSL_ATTAIN_DOWN : ITEM_VDSL_ATTAIN_DOWN);
	say_rate(run, "attain_up_bps", is_adsl ? ITEM_ADSL_ATTAIN_UP : ITEM_VDSL_ATTAIN_UP);
	say_rate(run, "sync_down_bps", is_adsl ? ITEM_ADSL_SYNC_DOWN : ITEM_VDSL_SYNC_DOWN);
	say_rate(run, "sync_up_bps", is_adsl ? ITEM_ADSL_SYNC_UP : ITEM_VDSL_SYNC_UP);
	say_line_uptime(run);
}

static void
say_traffic(struct vg_run *run)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_state	*state = snmp_state(run);
	const uint64_t		*n = snmp->fetch.number;
	bool			 is_64 = snmp_has(snmp, ITEM_HC_IN) && snmp_has(snmp, ITEM_HC_OUT);
	struct rate_sample	 now = { .at = vg_now(), .is_64 = is_64,
	    .in = n[is_64 ? ITEM_HC_IN : ITEM_IN], .out = n[is_64 ? ITEM_HC_OUT : ITEM_OUT],
	    .if_index = state->if_index, .uptime_ticks = (uint32_t)n[ITEM_UPTIME],
	    .discontinuity = snmp_has(snmp, ITEM_DISCONTINUITY) ?
	    (uint32_t)n[ITEM_DISCONTINUITY] : 0 };
	double			 in_bps, out_bps;

	if (!is_64 && !(snmp_has(snmp, ITEM_IN) && snmp_has(snmp, ITEM_OUT)))
		return;
	if (snmp_has(snmp, ITEM_HIGH_SPEED))
		now.speed_bps = n[ITEM_HIGH_SPEED] * 1000000;
	/* 4294967295 stands for "faster than I can say". */
	if (now.speed_bps == 0 && snmp_has(snmp, ITEM_SPEED) && n[ITEM_SPEED] < UINT32_MAX)
		now.speed_bps = n[ITEM_SPEED];
	if (now.speed_bps > 0)
		vg_run_value(run, "if_speed_bps", (double)now.speed_bps);
	switch (rate_between(&state->sample, &now, &in_bps, &out_bps)) {
	case RATE_GOOD:
		vg_run_value(run, "if_in_bps", in_bps);
		vg_run_value(run, "if_out_bps", out_bps);
		break;
	case RATE_FIRST:
		vg_run_step(run, "first counters: rates come with the next ones");
		break;
	case RATE_RESET:
		vg_run_step(run, "counters were reset: no rate this time");
		break;
	case RATE_IMPOSSIBLE:
		vg_run_step(run, "counters jumped further than the interface is fast: no rate");
	}
	state->sample = now;
}

static void
say_uptime(struct vg_run *run)
{
	struct snmp_run		*snmp = vg_run_data(run);
	unsigned		 item = snmp_has(snmp, ITEM_HR_UPTIME) ? ITEM_HR_UPTIME : ITEM_UPTIME;

	if (snmp_has(snmp, item))
		vg_run_value(run, "uptime_s", uptime_seconds(&snmp_state(run)->uptime,
		    (uint32_t)snmp->fetch.number[item], snmp_has(snmp, ITEM_ENGINE_TIME) ?
		    (int64_t)snmp->fetch.number[ITEM_ENGINE_TIME] : -1, vg_now()));
}

static void
on_fetched(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_state	*state = snmp_state(run);
	uint64_t		 oper = snmp->fetch.number[ITEM_OPER];

	if (!snmp_has(snmp, ITEM_NAME) || snmp->router.was_renumbered) {
		if (snmp->router.was_index != 0) {	/* looked for already */
			snmp_done(run, VG_FAIL, "the interface's number changes while it is asked for");
			return;
		}
		snmp->router.was_renumbered = false;
		vg_run_step(run, "number %u is another interface now: looking for it", state->if_index);
		find_interface(run);
		return;
	}
	if (!(state->absent & BIT(ITEM_HC_IN)) && conf->version != SNMP_V1 &&
	    snmp->fetch.gone & (BIT(ITEM_HC_IN) | BIT(ITEM_HC_OUT))) {
		state->absent |= snmp->fetch.gone | BIT(ITEM_HC_IN) | BIT(ITEM_HC_OUT);
		snmp_fetch(run, SNMP_GET, BIT(ITEM_IN) | BIT(ITEM_OUT), item_oid, on_item, on_fetched);
		return;
	}
	state->absent |= snmp->fetch.gone;
	say_uptime(run);
	say_traffic(run);
	say_line(run);
	if (snmp_has(snmp, ITEM_OPER) && (oper == 2 || oper == 6 || oper == 7))
		snmp_done(run, VG_WARN, "interface %s is down",
		    conf->interface != NULL ? conf->interface : "of the default route");
	else
		snmp_good(run);
}

static void
fetch(struct vg_run *run)
{
	snmp_fetch(run, SNMP_GET, wanted(vg_run_conf(run), snmp_state(run)), item_oid, on_item,
	    on_fetched);
}

void
snmp_router_start(struct vg_run *run)
{
	if (snmp_state(run)->if_index == 0)
		find_interface(run);
	else
		find_line(run);
}

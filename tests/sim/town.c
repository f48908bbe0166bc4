/* town.c - see town.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "tests/sim/dice.h"
#include "tests/sim/loop.h"
#include "tests/sim/town.h"

struct town	 town;

static const char *const	 hours[] = {
	"24/7",
	"Mo-Fr 09:00-12:00,14:00-18:00; PH off",
	"Tu-Sa 09:00-12:00; PH off",
	"Mo-Sa 08:00-20:00",
	"Tu,We 09:00-12:00,14:00-18:00; Th 14:00-18:00; Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off",
	"Mo-Su 22:00-06:00",
	"Mo-Fr 08:30-12:30; Sa,Su 01:00-05:00",
	"Mo-Su 07:00-23:00",
};

static const char *const	 bases[TOWN_BASES] = { "annonay", "privas", "saint-agreve" };

/* Making. */

static struct gear *
add_gear(uint32_t point, enum device_kind kind, const char *id)
{
	struct gear	*g = &town.gears[town.n_gears++];

	*g = (struct gear){ .point = point, .kind = kind };
	snprintf(g->id, sizeof(g->id), "%s", id);
	town.points[point].n_gears++;
	return g;
}

static void
add_pcs(struct dice *d, uint32_t point)
{
	struct point	*p = &town.points[point];
	uint32_t	 n = 1 + roll(d, 3);
	char		 id[16];

	for (uint32_t i = 0; i < n; i++) {
		struct gear	*g;

		snprintf(id, sizeof(id), "pc-%u", i + 1);
		g = add_gear(point, DEVICE_PC, id);
		g->is_public = i == 0 || chance(d, 70);
		g->is_push = !p->has_router ? chance(d, 70) : chance(d, 15);
		g->has_snmp = !g->is_push && chance(d, 40);
		g->has_tcp = !g->is_push && chance(d, 15);
	}
}

static void
make_point(struct dice *d, uint32_t index)
{
	struct point	*p = &town.points[index];
	struct gear	*g;

	*p = (struct point){ .is_there = true, .first_gear = town.n_gears, .min_pcs = 1 };
	snprintf(p->id, sizeof(p->id), "p%03u", index + 1);
	p->has_router = chance(d, 92);
	p->has_backup = p->has_router && chance(d, 20);
	p->has_hop = p->has_router && chance(d, 50);
	p->has_dns = p->has_router && chance(d, 40);
	p->hours = hours[roll(d, N_ELEMENTS(hours))];
	p->base = index < TOWN_BASES ? index : roll(d, TOWN_BASES);
	p->n_animators = roll(d, 3);
	if (p->has_router) {
		g = add_gear(index, DEVICE_ROUTER, "router");
		g->has_snmp = chance(d, 75);
		g->has_tcp = chance(d, 15);
	}
	if (p->has_backup)
		add_gear(index, DEVICE_BACKUP, "backup");
	add_pcs(d, index);
	if (chance(d, 15)) {
		g = add_gear(index, DEVICE_OTHER, "ups");
		g->has_snmp = true;
		g->has_battery = true;
	}
	if (chance(d, 15))
		add_gear(index, DEVICE_VISIO, "visio");
}

/* Exchanges under two backhauls under an operator; power stands across. */
static void
make_knots(struct dice *d, uint32_t n_points)
{
	uint32_t	 n_exchanges = n_points / 5 + 1, n_backhauls = n_points < 8 ? 1 : 2 + n_points / 60;
	uint32_t	 n_power = n_points / 10 + 1, n = 0;

	town.knots = xcalloc(1 + n_backhauls + n_exchanges + n_power, sizeof(*town.knots));
	town.knots[n++] = (struct knot){ "op", KNOT_OPERATOR, -1, 0 };
	for (uint32_t i = 0; i < n_backhauls; i++, n++) {
		town.knots[n] = (struct knot){ "", KNOT_BACKHAUL, chance(d, 70) ? 0 : -1, 0 };
		snprintf(town.knots[n].id, sizeof(town.knots[n].id), "back-%u", i + 1);
	}
	for (uint32_t i = 0; i < n_exchanges; i++, n++) {
		town.knots[n] = (struct knot){ "", KNOT_EXCHANGE,
		    chance(d, 85) ? (int)(1 + roll(d, n_backhauls)) : -1, 0 };
		snprintf(town.knots[n].id, sizeof(town.knots[n].id), "nra-%u", i + 1);
	}
	for (uint32_t i = 0; i < n_power; i++, n++) {
		town.knots[n] = (struct knot){ "", KNOT_POWER, -1, 0 };
		snprintf(town.knots[n].id, sizeof(town.knots[n].id), "edf-%u", i + 1);
	}
	town.n_knots = n;
	for (uint32_t i = 0; i < town.n_points; i++) {
		struct point	*p = &town.points[i];

		if (!p->has_router || chance(d, 10))
			continue;
		p->knots[p->n_knots++] = chance(d, 85) ? 1 + n_backhauls + roll(d, n_exchanges) :
		    1 + roll(d, n_backhauls);
		if (chance(d, 25))
			p->knots[p->n_knots++] = 1 + n_backhauls + n_exchanges + roll(d, n_power);
	}
}

void
town_make(uint64_t seed, uint32_t n_points)
{
	static const unsigned	 paces[][5] = {	/* icmp, pc, snmp, host, canary */
		{ 60, 120, 120, 300, 20 }, { 60, 120, 300, 300, 30 }, { 30, 60, 120, 300, 10 },
		{ 120, 300, 300, 600, 30 }, { 20, 60, 60, 300, 10 },
	};
	struct dice		 d = dice_of(seed, 1);
	bool			 has_animator = false;
	const unsigned		*pace = paces[n_points > 50 ? 0 : n_points == TOWN_LONG_LIFE ? 3 : roll(&d, 10) % N_ELEMENTS(paces)];

	town = (struct town){ .icmp_s = pace[0], .pc_s = pace[1], .snmp_s = pace[2], .host_s = pace[3],
	    .canary_s = pace[4], .settle_s = chance(&d, 30) ? 30 : 90, .n_pollers = 1 + roll(&d, 3),
	    .route_style = roll(&d, 4), .per_hour = seed % 3 == 0 ? 3 : 30 };
	town.n_points = n_points + 2;
	town.points = xcalloc(town.n_points, sizeof(*town.points));
	town.gears = xcalloc((size_t)town.n_points * 8, sizeof(*town.gears));
	for (uint32_t i = 0; i < town.n_points; i++)
		make_point(&d, i);
	for (uint32_t i = 0; i < TOWN_BASES && i < n_points; i++)
		has_animator |= town.points[i].n_animators > 0;
	if (!has_animator)
		town.points[0].n_animators = 1;		/* a route that reaches nobody is refused */
	town.points[n_points].is_there = town.points[n_points + 1].is_there = false;
	make_knots(&d, n_points);
}

void
town_free(void)
{
	free(town.knots);
	free(town.points);
	free(town.gears);
}

/* Writing. */

static void
write_routes(struct buf *b)
{
	buf_adds(b, "contacts = (\n");
	for (unsigned i = 0; i < TOWN_BASES; i++)
		buf_addf(b, "  { id = \"tech-%s\"; mail = \"tech-%s@example.org\"; },\n", bases[i], bases[i]);
	buf_adds(b, "  { id = \"duty\"; mail = \"duty@example.org\"; sms = \"+33600000001\"; language = \"en\"; },\n"
	    "  { id = \"boss\"; mail = \"boss@example.org\"; } );\nroutes = (\n");
	if (town.route_style % 2 == 0)
		for (unsigned i = 0; i < TOWN_BASES; i++)
			buf_addf(b, "  { for = { bases = [ \"%s\" ]; severity = \"%s\"; }; tell = [ \"tech-%s\" ];%s\n"
			    "    escalate = ( { after = \"2h\"; tell = [ \"boss\" ]; } ); },\n", bases[i],
			    i == 0 ? "warn" : "down", bases[i],
			    town.route_style == 2 ? " when = \"working_hours\";" : "");
	if (town.route_style != 0)
		buf_addf(b, "  { for = { severity = \"%s\"; }; tell = [ \"duty\" ]; by = [ \"mail\"%s ]; },\n",
		    town.route_style == 1 ? "digest" : "down", town.route_style == 3 ? ", \"sms\"" : "");
	buf_adds(b, "  { for = { kinds = [ \"no_pc\" ]; severity = \"digest\"; }; tell = [ \"animators\" ]; } );\n");
}

static void
write_gear(struct buf *b, const struct point *p, const struct gear *g, unsigned n)
{
	uint32_t	 i = (uint32_t)(p - town.points);

	if (g->kind == DEVICE_PC)
		buf_addf(b, "    { id = \"%s\"; public = %s; ", g->id, g->is_public ? "true" : "false");
	else if (g->kind == DEVICE_OTHER)
		buf_addf(b, "    { id = \"%s\"; kind = \"ups\"; ", g->id);
	else
		buf_adds(b, "    { ");
	if (g->is_push)
		buf_adds(b, "reach = \"push\"; ");
	else
		buf_addf(b, "address = \"10.%u.%u.%u\"; ", 1 + i / 200, i % 200, n + 10);
	if (g->has_snmp)
		buf_adds(b, "snmp = \"all\"; ");
	buf_adds(b, "}");
}

/* A list of the gears of one kind. */
static void
write_list(struct buf *b, const struct point *p, enum device_kind kind, const char *key)
{
	unsigned	 n = 0;

	for (uint32_t i = 0; i < p->n_gears; i++) {
		const struct gear	*g = &town.gears[p->first_gear + i];

		if (g->kind != kind)
			continue;
		buf_addf(b, n++ == 0 ? "  %s = (\n" : ",\n%.0s", key);
		write_gear(b, p, g, i);
	}
	if (n > 0)
		buf_adds(b, " );\n");
}

static void
write_link(struct buf *b, const struct point *p)
{
	uint32_t	 i = (uint32_t)(p - town.points);

	buf_adds(b, "  link = { kind = \"adsl\"; down = \"8 Mbit/s\"; up = \"1 Mbit/s\"; groups = [");
	for (uint32_t k = 0; k < p->n_knots; k++)
		buf_addf(b, "%s\"%s\"", k > 0 ? ", " : "", town.knots[p->knots[k]].id);
	buf_adds(b, "];\n");
	for (uint32_t k = 0; k < p->n_gears; k++) {
		const struct gear	*g = &town.gears[p->first_gear + k];

		if (g->kind == DEVICE_ROUTER)
			buf_addf(b, "    router = { address = \"10.%u.%u.1\"; %s};\n", 1 + i / 200, i % 200,
			    g->has_snmp ? "snmp = \"all\"; " : "");
		if (g->kind == DEVICE_BACKUP)
			buf_addf(b, "    backup = { kind = \"4g\"; address = \"10.%u.%u.2\"; };\n", 101 + i / 200,
			    i % 200);
	}
	if (p->has_hop)
		buf_addf(b, "    first_hop = \"10.200.%u.%u\";\n", i / 200, i % 200 + 1);
	buf_adds(b, "  };\n");
}

static void
write_checks(struct buf *b, const struct point *p)
{
	unsigned	 n = 0;

	for (uint32_t i = 0; i < p->n_gears; i++) {
		const struct gear	*g = &town.gears[p->first_gear + i];

		if (g->has_tcp)
			buf_addf(b, "%s{ on = \"%s\"; probe = \"tcp\"; port = 3389; interval = \"%us\"; }",
			    n++ == 0 ? "  checks = ( " : ", ", g->id, town.pc_s);
	}
	if (p->has_dns)
		buf_addf(b, "%s{ on = \"link\"; probe = \"dns\"; name = \"caf.fr\"; interval = \"%us\"; }",
		    n++ == 0 ? "  checks = ( " : ", ", town.pc_s);
	if (n > 0)
		buf_adds(b, " );\n");
}

static void
write_point(struct buf *b, const struct point *p)
{
	buf_addf(b, "site = {\n  id = \"%s\"; name = \"Point %s\"; base = \"%s\"; kind = \"ccm\";\n", p->id,
	    p->id, bases[p->base]);
	if (*p->was != '\0')
		buf_addf(b, "  was = \"%s\";\n", p->was);
	if (p->hours != NULL)
		buf_addf(b, "  opening = \"%s\";\n", p->hours);
	if (p->n_animators > 0) {
		buf_adds(b, "  animators = ( ");
		for (uint32_t i = 0; i < p->n_animators; i++)
			buf_addf(b, "%s{ name = \"Host %u\"; mail = \"%.4s-%u@example.org\"; }", i > 0 ? ", " : "",
			    i + 1, p->id, i + 1);
		buf_adds(b, " );\n");
	}
	write_link(b, p);
	write_list(b, p, DEVICE_PC, "pcs");
	write_list(b, p, DEVICE_OTHER, "devices");
	for (uint32_t i = 0; i < p->n_gears; i++)
		if (town.gears[p->first_gear + i].kind == DEVICE_VISIO)
			buf_addf(b, "  visio = { address = \"10.%u.%u.9\"; };\n",
			    1 + (uint32_t)(p - town.points) / 200, (uint32_t)(p - town.points) % 200);
	write_checks(b, p);
	buf_adds(b, "};\n");
}

static void
write_file(const char *file, struct buf *b)
{
	FILE	*f = fopen(file, "we");

	if (f == NULL || fwrite(b->s, 1, b->len, f) != b->len || fclose(f) != 0)
		abort();
	buf_clear(b);
}

/* One file a point, as people have them; those that are gone are gone. */
static void
write_points(const char *dir)
{
	struct buf	 b = { 0 };

	for (uint32_t i = 0; i < town.n_points; i++) {
		char	*file = xasprintf("%s/sites.d/p%03u.conf", dir, i + 1);

		if (town.points[i].is_there) {
			write_point(&b, &town.points[i]);
			write_file(file, &b);
		} else {
			(void)unlink(file);
		}
		free(file);
	}
	buf_done(&b);
}

void
town_write(const char *dir, const char *store_dir)
{
	static const char *const	 kinds[] = { "exchange", "backhaul", "operator", "power" };
	struct buf			 b = { 0 };
	char				*file = xasprintf("%s/vigie.conf", dir);

	buf_addf(&b, "network = { id = \"sim\"; name = \"Simulated\"; timezone = \"Europe/Paris\"; language = \"fr\";\n"
	    "  url = \"https://vigie.example.org\"; phone = \"04 75 00 00 00\"; holidays = \"FR\"; };\n"
	    "convention = { min_online_pcs = 1; working_hours = \"Mo-Fr 08:30-12:00,13:30-17:30; PH off\"; };\n"
	    "canaries = [ \"10.250.0.1\", \"10.250.0.2\", \"10.250.0.3\" ];\n"
	    "defaults = { icmp = \"%us\"; pc = \"%us\"; snmp = \"%us\"; host = \"%us\"; canary = \"%us\"; settle = \"%us\"; };\n",
	    town.icmp_s, town.pc_s, town.snmp_s, town.host_s, town.canary_s, town.settle_s);
	buf_adds(&b, "groups = (\n");
	for (uint32_t i = 0; i < town.n_knots; i++) {
		const struct knot	*k = &town.knots[i];

		buf_addf(&b, "%s  { id = \"%s\"; name = \"%s\"; kind = \"%s\"; ", i > 0 ? ",\n" : "", k->id, k->id,
		    kinds[k->kind]);
		if (k->parent >= 0)
			buf_addf(&b, "parent = \"%s\"; ", town.knots[k->parent].id);
		buf_adds(&b, "}");
	}
	buf_adds(&b, " );\nsnmp = ( { id = \"all\"; version = \"2c\"; community = \"public\"; } );\n");
	write_routes(&b);
	buf_addf(&b, "courier = { per_hour = %u; };\n", town.per_hour);
	buf_addf(&b, "mail = { smtp = \"smtp://127.0.0.1:25\"; from = \"vigie@example.org\"; };\n"
	    "store = { dir = \"%s\"; };\ncontrol = { socket = \"%s/control\"; };\npollers = { local = %u; };\n",
	    store_dir, store_dir, town.n_pollers);
	write_file(file, &b);
	write_points(dir);
	free(file);
	buf_done(&b);
}

/* Finding. */

uint32_t
town_point(const char *id, size_t len)
{
	for (uint32_t i = 0; i < town.n_points; i++)
		if (strncmp(town.points[i].id, id, len) == 0 && town.points[i].id[len] == '\0')
			return i;
	return NONE;
}

uint32_t
town_gear(uint32_t point, const char *id, size_t len)
{
	const struct point	*p = &town.points[point];

	for (uint32_t i = p->first_gear; i < p->first_gear + p->n_gears; i++)
		if (strncmp(town.gears[i].id, id, len) == 0 && town.gears[i].id[len] == '\0')
			return i;
	return NONE;
}

bool
town_knot_is_above(uint32_t high, uint32_t low)
{
	for (int k = town.knots[low].parent; k >= 0; k = town.knots[k].parent)
		if ((uint32_t)k == high)
			return true;
	return false;
}

bool
town_is_in(uint32_t point, uint32_t knot)
{
	const struct point	*p = &town.points[point];

	for (uint32_t i = 0; i < p->n_knots; i++)
		if (p->knots[i] == knot || town_knot_is_above(knot, p->knots[i]))
			return true;
	return false;
}

/* How it is doing. */

bool
town_path(const struct point *p)
{
	return p->no_power == 0 && p->no_line == 0 && p->is_hung == 0;
}

bool
town_linked(const struct point *p)
{
	return town_path(p) || (p->has_backup && p->no_power == 0 && p->no_backup == 0);
}

bool
town_answers(uint32_t point, uint32_t gear, enum probe_kind probe)
{
	const struct point	*p = &town.points[point];
	const struct gear	*g = gear != NONE ? &town.gears[gear] : NULL;

	if (town.no_uplink > 0)
		return false;
	if (probe == PROBE_HOP)
		return p->no_hop == 0;
	if (g == NULL)
		return town_path(p) && p->no_dns == 0;	/* dns through the router */
	if (g->off > 0 || g->mute[probe] > 0)
		return false;
	if (g->kind == DEVICE_BACKUP)
		return p->no_power == 0 && p->no_backup == 0;
	if (probe == PROBE_PUSH)
		return town_linked(p) && p->no_power == 0;
	return town_path(p);
}

bool
town_canary_answers(unsigned canary)
{
	return town.no_uplink == 0 && town.no_canary[canary] == 0;
}

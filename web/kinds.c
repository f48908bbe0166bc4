/* kinds.c - see kinds.h */
#include <stddef.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "kinds.h"
#include "snapshot.h"

static const struct {
	const char	*kind;
	enum state	 state;
	const char	*said, *over, *explained;
} kinds[] = {
	{ "link", STATE_DOWN, N_("Internet access is down"), N_("Internet access works again"),
	    N_("The point is no longer reached through its Internet line.") },
	{ "group", STATE_DOWN, N_("Outage of the whole area"), N_("The area is back"),
	    N_("Several points are cut off at the same time by one cause.") },
	{ "power", STATE_DOWN, N_("Power cut"), N_("Power is back"),
	    N_("The point had no power; its box and its other devices started again afterwards.") },
	{ "desync", STATE_DOWN, N_("The line lost its synchronisation"),
	    N_("The line is synchronised again"),
	    N_("The box stayed on, but the line to the operator broke off.") },
	{ "box", STATE_DOWN, N_("The box hangs"), N_("The box works again"),
	    N_("The power was there, but the box no longer answered until it started again.") },
	{ "dns", STATE_DEGRADED, N_("Internet names are not found"), N_("Internet names are found again"),
	    N_("The line works, but sites do not open because their names are not found.") },
	{ "no_pc", STATE_DEGRADED, N_("No computer answers"), N_("Computers answer again"),
	    N_("The line works, but no computer of the point can be seen.") },
	{ "pc", STATE_DEGRADED, N_("A computer does not answer"), N_("The computer answers again"),
	    N_("One of the point's computers has been off or absent for several opening days.") },
	{ "backup", STATE_DEGRADED, N_("The point works on its backup line"),
	    N_("The point is back on its main line"),
	    N_("The main line is cut; the backup line carries the traffic, perhaps more slowly.") },
	{ "device", STATE_DEGRADED, N_("A device does not answer"), N_("The device answers again"),
	    N_("A device of the point wants attention; Internet access works.") },
	{ "saturated", STATE_DEGRADED, N_("The line is saturated"), N_("The line has room again"),
	    N_("The line works but is full: everything is slow.") },
	{ "flapping", STATE_DEGRADED, N_("The line is unstable"), N_("The line is stable again"),
	    N_("The line is cut and comes back, again and again.") },
	{ "drift", STATE_DEGRADED, N_("The line is getting weaker"), N_("The line is as good as before"),
	    N_("The line works, but less well than in the weeks before.") },
	{ "certificate", STATE_DEGRADED, N_("A certificate expires soon"), N_("The certificate is renewed"),
	    N_("One of the network's own services must renew its certificate; nothing is down.") },
	{ "partner", STATE_DEGRADED, N_("The site of a partner cannot be reached"),
	    N_("The site of the partner can be reached again"),
	    N_("The partner's site does not answer, neither from the point nor from elsewhere.") },
	{ "visio", STATE_DEGRADED, N_("Video appointments are not possible"),
	    N_("Video appointments are possible again"),
	    N_("The point's video device does not answer; Internet access works.") },
	{ "blind", STATE_UNKNOWN, N_("vigie cannot see the network"), N_("vigie sees the network again"),
	    N_("vigie's own access was cut: it cannot say how the points were meanwhile.") },
	{ "vigie", STATE_UNKNOWN, N_("vigie itself has a problem"), N_("vigie works again"),
	    N_("The monitoring itself had a problem; that says nothing about the points.") },
};

static const struct {
	const char	*word, *said, *brief;
} responsibilities[] = {
	{ "operator", N_("The cause lies with the operator."), N_("on the operator's side") },
	{ "power", N_("The cause is the power supply."), N_("power supply") },
	{ "sivu", N_("The cause lies with the network's own equipment."), N_("the network's own equipment") },
	{ "site", N_("The cause lies at the point."), N_("at the point") },
	{ "partner", N_("The cause lies with a partner."), N_("on a partner's side") },
};

/* What vigie writes about its own events; the first row of a type is for any other code. */
static const struct {
	const char	*type, *code, *said;
} events[] = {
	{ "updated", "", N_("The cause is made more precise") },
	{ "updated", "uptime", N_("The cause is told from the equipment, now that it answers again") },
	{ "updated", "first_hop_answers",
	    N_("The operator's equipment answers: the failure is between it and the point") },
	{ "updated", "first_hop_silent",
	    N_("The operator's equipment does not answer either: the failure is beyond the line") },
	{ "updated", "sites", N_("More points are touched") },
	{ "updated", "risen", N_("The outage is wider than it seemed") },
	{ "updated", "change", N_("The line changes again") },
	{ "acknowledged", "", N_("A technician is on it") },
	{ "told", "", N_("The technicians are told") },
	{ "told", "reminder", N_("The technicians are reminded") },
	{ "attached", "", N_("It belongs to a wider outage") },
	{ "attached", "flapping", N_("It is one of the cuts of an unstable line") },
	{ "detached", "", N_("It no longer belongs to the wider outage") },
	{ "detached", "stays_down", N_("The line stays cut: an outage of its own") },
	{ "closed", "", N_("A technician has closed the incident") },
	{ "removed", "", N_("The point is no longer watched") },
};

static size_t
find(const char *kind)
{
	size_t	 i = 0;

	while (i < N_ELEMENTS(kinds) && strcmp(kinds[i].kind, kind) != 0)
		i++;
	return i;
}

const char *
kind_said(const char *kind)
{
	size_t	 i = find(kind);

	return i < N_ELEMENTS(kinds) ? _(kinds[i].said) : _("Something does not work as it should");
}

const char *
kind_over(const char *kind)
{
	size_t	 i = find(kind);

	return i < N_ELEMENTS(kinds) ? _(kinds[i].over) : _("It works again");
}

const char *
kind_explained(const char *kind)
{
	size_t	 i = find(kind);

	return i < N_ELEMENTS(kinds) ? _(kinds[i].explained) : "";
}

int
kind_state(const char *kind)
{
	size_t	 i = find(kind);

	return i < N_ELEMENTS(kinds) ? kinds[i].state : STATE_DEGRADED;
}

const char *
responsibility_said(const char *responsibility)
{
	for (size_t i = 0; i < N_ELEMENTS(responsibilities); i++)
		if (strcmp(responsibilities[i].word, responsibility) == 0)
			return _(responsibilities[i].said);
	return NULL;
}

const char *
responsibility_short(const char *responsibility)
{
	for (size_t i = 0; i < N_ELEMENTS(responsibilities); i++)
		if (strcmp(responsibilities[i].word, responsibility) == 0)
			return _(responsibilities[i].brief);
	return _("cause not known yet");
}

const char *
event_said(const char *kind, const char *type, const char *code)
{
	const char	*said = NULL;

	if (strcmp(type, "restored") == 0)
		return kind_over(kind);
	if (strcmp(type, "opened") == 0)
		return kind_said(kind);
	for (size_t i = 0; i < N_ELEMENTS(events); i++)
		if (strcmp(events[i].type, type) == 0 &&
		    (events[i].code[0] == '\0' || strcmp(events[i].code, code) == 0))
			said = events[i].said;
	return said != NULL ? _(said) : NULL;
}

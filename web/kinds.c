/* kinds.c - see kinds.h */
#include <stddef.h>
#include <string.h>

#include "base/lang.h"
#include "base/mem.h"

#include "kinds.h"
#include "snapshot.h"

#define ADVICE_MAX	5

static const struct {
	const char	*kind, *said;
	enum state	 state;
	const char	*advice[ADVICE_MAX];
} kinds[] = {
	{ "link", N_("Internet access is down"), STATE_DOWN, {
	    N_("Check that there is power: is the box lit?"),
	    N_("If the box is lit, switch it off for 30 seconds, switch it on again and wait "
	    "5 minutes."),
	    N_("If nothing changes, note the time and call: the technicians see it as well.") } },
	{ "group", N_("Outage of the whole area"), STATE_DOWN, {
	    N_("Nothing to do at the point: several points of the area are cut off together."),
	    N_("Restarting the box does not help."),
	    N_("Tell visitors where the nearest other point is; the telephone of partners still works.") } },
	{ "power", N_("Power cut"), STATE_DOWN, {
	    N_("Check the circuit breaker and whether the neighbours have power."),
	    N_("When power is back, the box needs 5 minutes.") } },
	{ "desync", N_("The line lost its synchronisation"), STATE_DOWN, {
	    N_("Check the plug and the filter at the telephone socket."),
	    N_("Unplug the telephone to see whether it disturbs the line."),
	    N_("Do not restart the box more than once.") } },
	{ "box", N_("The box hangs"), STATE_DOWN, {
	    N_("Switch the box off for 30 seconds, switch it on again and wait 5 minutes."),
	    N_("If it happens again, note the time and call.") } },
	{ "dns", N_("Internet names are not found"), STATE_DEGRADED, {
	    N_("Nothing to do at the point: the technicians see it as well."),
	    N_("The telephone of partners still works.") } },
	{ "no_pc", N_("No computer answers"), STATE_DEGRADED, {
	    N_("Switch on a computer and check its network cable."),
	    N_("If the point is closed today, say so: it will not count as an outage.") } },
	{ "pc", N_("A computer does not answer"), STATE_DEGRADED, {
	    N_("Switch it on, check its network cable, try another socket.") } },
	{ "backup", N_("The point works on its backup line"), STATE_DEGRADED, {
	    N_("Nothing to do: the backup line carries the traffic, perhaps more slowly.") } },
	{ "device", N_("A device does not answer"), STATE_DEGRADED, {
	    N_("Nothing to do at the point unless the technicians call.") } },
	{ "saturated", N_("The line is saturated"), STATE_DEGRADED, {
	    N_("Before a video appointment, stop updates and large transfers.") } },
	{ "flapping", N_("The line is unstable"), STATE_DEGRADED, {
	    N_("The line is cut and comes back again and again: the technicians follow it."),
	    N_("Save online forms often; a telephone call to the partner is safer.") } },
	{ "drift", N_("The line is getting weaker"), STATE_DEGRADED, { NULL } },
	{ "certificate", N_("A certificate expires soon"), STATE_DEGRADED, { NULL } },
	{ "partner", N_("The site of a partner cannot be reached"), STATE_DEGRADED, {
	    N_("The partner's site is down everywhere; its telephone still works.") } },
	{ "visio", N_("Video appointments are not possible"), STATE_DEGRADED, {
	    N_("Check camera and microphone, or try another computer.") } },
	{ "blind", N_("vigie cannot see the network"), STATE_UNKNOWN, { NULL } },
	{ "vigie", N_("vigie itself has a problem"), STATE_UNKNOWN, { NULL } },
};

static const struct {
	const char	*word, *said;
} responsibilities[] = {
	{ "operator", N_("The cause lies with the operator.") },
	{ "power", N_("The cause is the power supply.") },
	{ "sivu", N_("The cause lies with the network's own equipment.") },
	{ "site", N_("The cause lies at the point.") },
	{ "partner", N_("The cause lies with a partner.") },
}, events[] = {
	{ "opened", N_("The failure is confirmed") },
	{ "updated", N_("The cause is made more precise") },
	{ "acknowledged", N_("A technician is on it") },
	{ "told", N_("The technicians are told") },
	{ "attached", N_("It belongs to a wider outage") },
	{ "detached", N_("It no longer belongs to the wider outage") },
	{ "restored", N_("It works again") },
	{ "closed", N_("A technician has closed the incident") },
	{ "removed", N_("The point is no longer watched") },
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

int
kind_state(const char *kind)
{
	size_t	 i = find(kind);

	return i < N_ELEMENTS(kinds) ? kinds[i].state : STATE_DEGRADED;
}

const char *
kind_advice(const char *kind, unsigned n)
{
	size_t	 i = find(kind);

	if (i == N_ELEMENTS(kinds) || n >= ADVICE_MAX || kinds[i].advice[n] == NULL)
		return NULL;
	return _(kinds[i].advice[n]);
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
event_said(const char *type)
{
	for (size_t i = 0; i < N_ELEMENTS(events); i++)
		if (strcmp(events[i].word, type) == 0)
			return _(events[i].said);
	return NULL;
}

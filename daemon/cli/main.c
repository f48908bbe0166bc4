/* vigie: the command line.  This table is all there is to say which commands exist; see command.h. */
#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"

#define OPTIONS(...)	(const struct command_option[]){ __VA_ARGS__, { 0 } }

/* Of the three kinds of windows. */
#define WINDOW	OPTIONS({ 'm', "message", "TEXT", N_("why; wanted for maintenance") }, \
	{ 'w', "weekly", "DAYS", N_("every week on these days: Tu, or Mo,Th") })

static const struct command	 commands[] = {
	{ "status", N_("See"), "[SITE]", N_("how the points are now"), 0, 1, true, cmd_status, NULL },
	{ "incidents", N_("See"), "", N_("what was wrong, newest first"), 0, 0, true, cmd_incidents,
	  OPTIONS({ 'o', "open", NULL, N_("only those that last") },
	    { 0, "since", "DATE", N_("only what lasted until after DATE: 2026-03-03, \"2026-03-03 10:30\", 2h, 3d") },
	    { 0, "site", "SITE", N_("only what touched this point") },
	    { 'n', "limit", "N", N_("at most N of them") }) },
	{ "incident", N_("See"), "N", N_("one incident from its first failure to its end"), 1, 1, true,
	  cmd_incident, NULL },
	{ "watch", N_("See"), "", N_("all of it live, on the whole screen; q ends"), 0, 0, false,
	  cmd_watch, NULL },
	{ "graph", N_("See"), "SITE/DEVICE/METRIC", N_("a picture of a measure"), 1, 1, true, cmd_graph,
	  OPTIONS({ 'o', "output", "FILE", N_("where to: FILE.svg or FILE.png") },
	    { 0, "from", "TIME", N_("from then on: \"2026-03-03 10:30\", 2h, 3d ago (24 hours before the end)") },
	    { 0, "to", "TIME", N_("until then, written as for --from (now)") }) },
	{ "ack", N_("Act"), "N|GROUP|all", N_("take open incidents in hand"), 1, 1, true, cmd_ack,
	  OPTIONS({ 'm', "message", "TEXT", N_("what is being done") },
	    { 0, "ticket", "TICKET", N_("the operator's ticket") }) },
	{ "comment", N_("Act"), "N TEXT", N_("write something under an incident"), 2, 2, true, cmd_comment,
	  NULL },
	{ "close", N_("Act"), "N", N_("close an incident by hand"), 1, 1, true, cmd_close,
	  OPTIONS({ 'm', "message", "TEXT", N_("what it was; wanted") },
	    { 0, "responsibility", "R", N_("operator, power, sivu, site, partner or unknown") }) },
	{ "maintenance", N_("Act"), "add SITE|GROUP|all FROM TO | list | cancel ID",
	  N_("planned works: they silence alerts and leave the figures"), 1, 6, true, cmd_windows, WINDOW },
	{ "closure", N_("Act"), "add SITE FROM TO | list | cancel ID",
	  N_("times at which a point is closed against its hours"), 1, 6, true, cmd_windows, WINDOW },
	{ "opening", N_("Act"), "add SITE FROM TO | list | cancel ID",
	  N_("times at which a point is open against its hours"), 1, 6, true, cmd_windows, WINDOW },
	{ "intervention", N_("Act"), "add SITE | list [SITE] | cancel ID",
	  N_("work done on site"), 1, 2, true, cmd_declare,
	  OPTIONS({ 'm', "message", "TEXT", N_("what was done; wanted") },
	    { 0, "start", "TIME", N_("when it began") }, { 0, "end", "TIME", N_("when it ended") },
	    { 0, "equipment", "TEXT", N_("on which equipment") }) },
	{ "visio", N_("Act"), "add SITE | list [SITE] | cancel ID",
	  N_("video meetings held at a point"), 1, 2, true, cmd_declare,
	  OPTIONS({ 'p', "partner", "PARTNER", N_("with which partner") },
	    { 0, "failed", NULL, N_("it did not take place") },
	    { 'm', "message", "TEXT", N_("something to remember") },
	    { 0, "start", "TIME", N_("when it began") }, { 0, "end", "TIME", N_("when it ended") }) },
	{ "training", N_("Act"), "add SITE THEME | list [SITE] | cancel ID",
	  N_("training given at a point"), 1, 3, true, cmd_declare,
	  OPTIONS({ 'm', "message", "TEXT", N_("something to remember") },
	    { 0, "start", "TIME", N_("when it began") }, { 0, "end", "TIME", N_("when it ended") }) },
	{ "check", N_("Try"), "SITE[/DEVICE[/CHECK]]", N_("run checks now, showing each step"), 1, 1, true,
	  cmd_check, NULL },
	{ "replay", N_("Try"), "FILE", N_("what vigie would have judged and told of recorded results"), 1, 1,
	  false, cmd_replay,
	  OPTIONS({ 0, "until", "TIME", N_("time ends then, not with the last line") },
	    { 0, "skip-unknown", NULL, N_("pass over results of checks that the configuration has not") },
	    { 0, "no-canaries", NULL, N_("judge as if there were no canaries: never blind") }) },
	{ "init", N_("Run it"), "", N_("write a first configuration, by questions or options"), 0, 0, true,
	  cmd_init,
	  OPTIONS({ 0, "name", "NAME", N_("of the body that runs the network") },
	    { 0, "site", "NAME", N_("of the first access point") },
	    { 0, "opening", "HOURS", N_("its opening hours, as in \"Mo-Fr 09:00-12:00\"") },
	    { 0, "address", "ADDRESS", N_("of its router") },
	    { 0, "mail", "ADDRESS", N_("of who is told when it is down") },
	    { 0, "smtp", "URL", N_("mail server (smtp://127.0.0.1:25)") },
	    { 0, "store", "DIR", N_("where vigie keeps what it measured") }) },
	{ "reload", N_("Run it"), "", N_("take the configuration as it is written now"), 0, 0, true,
	  cmd_reload, NULL },
	{ "top", N_("Run it"), "", N_("vigie's own programs: memory, lag, queues"), 0, 0, true, cmd_top,
	  NULL },
	{ "import", N_("Keep"), "transitions FILE.csv | events FILE.jsonl",
	  N_("history and declarations from before vigie"), 1, 2, true, cmd_import,
	  OPTIONS({ 'n', "check", NULL, N_("only look for mistakes, import nothing") }) },
	{ "verify", N_("Keep"), "", N_("check the journal against its own rules and its chain"), 0, 0,
	  true, cmd_verify, NULL },
	{ "export", N_("Keep"), "results", N_("what is kept, as lines that can be read back"), 1, 1, false,
	  cmd_export,
	  OPTIONS({ 0, "since", "TIME", N_("only what came to be known from then on: \"2026-03-03 10:30\", 2h, 3d ago") },
	    { 0, "until", "TIME", N_("only what was known until then, written as for --since") },
	    { 0, "site", "SITE", N_("only what bears on this point") },
	    { 'o', "output", "FILE", N_("where to, instead of the terminal") }) },
	{ "backup", N_("Keep"), "DIR", N_("copy journal and configuration to DIR"), 1, 1, true, cmd_backup,
	  NULL },
	{ "repair", N_("Keep"), "", N_("save what is good of a damaged journal in a new file beside it"),
	  0, 0, true, cmd_repair, NULL },
};

int
main(int argc, char **argv)
{
	return command_main(argc, argv, commands, N_ELEMENTS(commands));
}

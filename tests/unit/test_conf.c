/* Unit tests of model/conf*.c: what is said of a configuration, and what becomes of a good one. */
#include <sys/stat.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/conf.h"
#include "model/inventory.h"

/* One line with all that is required; what a story says begins on line 2. */
#define NETWORK		"network = { id = \"n\"; }; store = { dir = \"/s\"; }; control = { socket = \"/c\"; };\n"
#define SITE		"site = { id = \"a\"; name = \"A\"; opening = \"24/7\"; };"
#define IN_SITE(s)	"site = { id = \"a\"; name = \"A\"; opening = \"24/7\";\n" s " };\n"
#define ROUTER		"link = { router = { address = \"192.0.2.1\"; }; };"

static struct inventory *
load(const char *text, struct mistakes *m)
{
	*m = (struct mistakes){ 0 };
	return conf_load_text("x.conf", text, strlen(text), CONF_KEEP, m);
}

/* The mistakes (or the warnings) as one text. */
static char *
said(const char *text, bool warnings)
{
	struct mistakes		 m;
	struct inventory	*inv = load(text, &m);
	char			*out;
	size_t			 len;
	FILE			*f = open_memstream(&out, &len);

	assert_non_null(f);
	assert_int_equal(inv == NULL, m.n_errors > 0);
	mistakes_print(&m, warnings, f);
	fclose(f);
	mistakes_done(&m);
	inventory_free(inv);
	return out;
}

struct story {
	const char	*what, *text, *lines;	/* lines: "LINE: KEY: beginning of the sentence\n"... exactly these */
};

static const char *
next_line(const char *s)
{
	const char	*nl = strchr(s, '\n');

	return nl != NULL ? nl + 1 : s + strlen(s);
}

static void
tell(const struct story *stories, size_t n, bool warnings)
{
	for (size_t i = 0; i < n; i++) {
		char		*text = xasprintf("%s%s%s", NETWORK, stories[i].text,
				    strstr(stories[i].text, "site") == NULL ? "\n" SITE : "");
		char		*out = said(text, warnings), *got = out;
		const char	*want = stories[i].lines;

		for (; *want != '\0'; want = next_line(want), got = (char *)(uintptr_t)next_line(got)) {
			size_t	 len = strcspn(want, "\n");

			if (strncmp(got, "x.conf:", 7) != 0 || strncmp(got + 7, want, len) != 0)
				fail_msg("%s:\nwanted %s\ngot    %s", stories[i].what, want, out);
		}
		if (*got != '\0' && !warnings)
			fail_msg("%s: too much is said: %s", stories[i].what, got);
		free(out);
		free(text);
	}
}

static const struct story	 written[] = {
	{ "a string that is not closed", "mail = {\n from = \"a@example.org;\n smtp = \"smtp://h\";\n};",
	  "3: mail.from: a string opened at line 3 is not closed" },
	{ "a brace that is missing before the next setting", "mail = {\n from = \"a@example.org\";\nweb = { };",
	  "2: mail: \"{\" opened at line 2 is not closed before web" },
	{ "a brace that is missing at the end", "web = {}; # no site\nmail = {\n from = \"a@example.org\";\n",
	  "3: mail: \"{\" opened at line 3 is not closed before the end" },
	{ "a bracket of a list", "groups = (\n { id = \"g\"; },\n { id = \"h\"; };\nweb = {};",
	  "2: groups: \"(\" opened at line 2 is not closed before line 5" },
	{ "a brace in a list", "groups = (\n { id = \"g\";\n,\n { id = \"h\"; } );",
	  "3: groups: \"{\" opened at line 3 is not closed" },
	{ "a comma before the end", "canaries = [ \"192.0.2.1\", ];", "2: canaries: a comma before \"]\"" },
	{ "a comma that is missing", "canaries = [ \"192.0.2.1\" \"192.0.2.2\" ];",
	  "2: canaries: two elements stand here with no comma" },
	{ "yes", "network2 = { a = yes; };", "2: network2: unknown key, did you mean \"network\"\n"
	  "2: network2.a: yes is no value: write true" },
	{ "a duration without quotes", "defaults = { pc = 30s; };", "2: defaults.pc: 30s is no value: write \"30s\"" },
	{ "single quotes", "web = { listen = '127.0.0.1:80'; };",
	  "2: web.listen: '...' is no string: write \"127.0.0.1:80\"" },
	{ "a rate without quotes is one value", "web = { listen = 8 Mbit/s; };",
	  "2: web.listen: 8 Mbit/s is no value: write \"8 Mbit/s\"" },
	{ "a number beyond 32 bits", "defaults = { fall = 99999999999; };",
	  "2: defaults.fall: 99999999999 is beyond what a whole number can hold (32 bits)" },
	{ "a number that begins with 0", "defaults = { fall = 010; };", "2: defaults.fall: 010 begins with 0" },
	{ "a number that is infinite", "convention = { target_pct = 1.0e400; };",
	  "2: convention.target_pct: 1.0e400 is too big" },
	{ "a key twice", "web = { listen = \"127.0.0.1:80\";\n listen = \"127.0.0.1:81\"; };",
	  "3: web.listen: is already set at line 2" },
	{ "no value", "web = { listen = ; };", "2: web.listen: has no value" },
	{ "no equals sign", "web { listen = \"127.0.0.1:80\"; };", "2: web: \"=\" is missing" },
	{ "an include", "@include \"other.conf\"", "2: syntax: @include is not used" },
	{ "a comment without end", "/* web\n", "2: syntax: the comment opened at line 2 is not closed" },
	{ "a missing semicolon is fine", "web = { listen = \"127.0.0.1:80\" } mail = { }", "" },
	{ "five at once", "web = { listen = 'a'; };\nmail = { from = b@c.org; tls = \"no\"; };\ndefaults = { fall = 0; };\n"
	  "canaries = [ \"192.0.2.1\", ];",
	  "2: web.listen: \n3: mail.from: \n3: mail.tls: \"no\" must be one of required\n4: defaults.fall: must be 1 to 100\n"
	  "5: canaries: a comma" },
};

static void
what_is_written_wrong_is_told_with_its_place(void **unused)
{
	(void)unused;
	tell(written, N_ELEMENTS(written), false);
}

static const struct story	 keyed[] = {
	{ "an unknown key", "web = { lisen = \"127.0.0.1:80\"; };", "2: web.lisen: unknown key, did you mean \"listen\"?" },
	{ "two letters swapped", "mial = { };", "2: mial: unknown key, did you mean \"mail\"?" },
	{ "another case", "web = { Listen = \"127.0.0.1:80\"; };",
	  "2: web.Listen: unknown key, did you mean \"listen\"? Capitals count" },
	{ "the right key in the wrong group", "web = { interval = \"30s\"; };",
	  "2: web.interval: unknown key here, it belongs in site.checks[]" },
	{ "a number in quotes", "defaults = { fall = \"3\"; };", "2: defaults.fall: must be a whole number, without quotes: 3" },
	{ "a duration without unit", "defaults = { pc = \"30\"; };", "2: defaults.pc: \"30\" has no unit" },
	{ "a duration as a number", "defaults = { pc = 30; };",
	  "2: defaults.pc: must be a duration with its unit in quotes: \"30s\"" },
	{ "a unit that may be two things", "defaults = { pc = \"5m\"; };", "2: defaults.pc: \"5m\" has the unit m, which may be" },
	{ "no time at all", "defaults = { pc = \"0s\"; };", "2: defaults.pc: \"0s\" must be 100ms or more" },
	{ "a negative one", "defaults = { pc = \"-1s\"; };", "2: defaults.pc: \"-1s\" must not be negative" },
	{ "more than all", "convention = { target_pct = 100.5; };", "2: convention.target_pct: must be 0 to 100" },
	{ "port 0", "web = { listen = \"127.0.0.1:0\"; };", "2: web.listen: \"127.0.0.1:0\" has a wrong port" },
	{ "port 65536", "web = { listen = \"[::1]:65536\"; };", "2: web.listen: \"[::1]:65536\" has a wrong port" },
	{ "no IPv4 address", "canaries = [ \"192.0.2.256\" ];", "2: canaries: \"192.0.2.256\" is no IPv4 address" },
	{ "no IPv6 address", "canaries = [ \"2001:db8:::1\" ];", "2: canaries: \"2001:db8:::1\" is no IPv6 address" },
	{ "a network where an address belongs", "canaries = [ \"192.0.2.0/24\" ];",
	  "2: canaries: \"192.0.2.0/24\" must be one address or name" },
	{ "a network that is none", "web = { proxies = [ \"192.0.2.0/33\" ]; };",
	  "2: web.proxies: \"192.0.2.0/33\" has a wrong length" },
	{ "no URL", "mail = { smtp = \"127.0.0.1\"; };", "2: mail.smtp: \"127.0.0.1\" must be a URL like \"smtp" },
	{ "a URL with a line end", "mail = { smtp = \"smtp://h\\r\\nX\"; };",
	  "2: mail.smtp: \"smtp://h??X\" has a character that no URL has" },
	{ "no mail address", "mail = { from = \"vigie\"; };", "2: mail.from: \"vigie\" must be a mail address" },
	{ "a mail address that is two", "mail = { from = \"c@d.fr>\\r\\nRCPT TO:<evil@x.org\"; };",
	  "2: mail.from: \"c@d.fr>??RCPT TO:<evil@x.org\" must be a mail address" },
	{ "no mobile number", "contacts = ( { id = \"c\"; sms = \"06 00\"; } );",
	  "2: contacts[0].sms: \"06 00\" must be a number in international form" },
	{ "a program without its path", "mirror = { command = [ \"x\" ]; every = \"1s\"; };",
	  "2: mirror.command: \"x\" must be a program by its path\n2: mirror.every: \"1s\" must be 10s or more" },
	{ "a word that is not one of them", "groups = ( { id = \"g\"; kind = \"exchang\"; } );",
	  "2: groups[0].kind: \"exchang\" must be one of exchange backhaul operator power; did you mean \"exchange\"?" },
	{ "an id with capitals", "groups = ( { id = \"NRA\"; } );", "2: groups[0].id: \"NRA\" must be 1 to 32 of the characters" },
	{ "no id", "groups = ( { name = \"x\"; } );", "2: groups[0].id: is missing" },
	{ "a group where a list belongs", "groups = { id = \"g\"; };", "2: groups: must be a list of groups" },
	{ "a text where a list belongs", "canaries = \"192.0.2.1\";", "2: canaries: must be a list [ ... ], like [ \"192.0.2.1\" ]" },
	{ "hours that are none", "convention = { working_hours = \"Mo-Fr 08:30-25:00\"; };",
	  "2: convention.working_hours: \"Mo-Fr 08:30-25:00\" is not understood: column" },
	{ "weekdays in French", "convention = { working_hours = \"Lu-Ve 08:30-12:00\"; };",
	  "2: convention.working_hours: \"Lu-Ve 08:30-12:00\" is not understood: column 1" },
	{ "a control character", "groups = ( { id = \"g\"; name = \"a\\x1bb\"; } );", "2: groups[0].name: " },
};

static void
each_value_is_checked_by_its_type(void **unused)
{
	(void)unused;
	tell(keyed, N_ELEMENTS(keyed), false);
}

static const struct story	 related[] = {
	{ "a group that is not there", "groups = ( { id = \"nra\"; parent = \"colecte\"; }, { id = \"collecte\"; } );",
	  "2: groups[0].parent: there is no group \"colecte\", did you mean \"collecte\"?" },
	{ "parents in a circle", "groups = ( { id = \"c\"; parent = \"x\"; },\n { id = \"x\"; parent = \"y\"; },\n"
	  " { id = \"y\"; parent = \"x\"; } );", "3: groups[1].parent: groups are in one another: x -> y -> x" },
	{ "its own parent", "groups = ( { id = \"a2\"; parent = \"a2\"; } );",
	  "2: groups[0].parent: groups are in one another: a2 -> a2" },
	{ "two of one id", "groups = ( { id = \"g\"; },\n { id = \"g\"; } );",
	  "3: groups[1].id: \"g\" is already the id of a group at x.conf:2" },
	{ "a site and a group of one id", "groups = ( { id = \"g\"; } );\nsite = { id = \"g\"; name = \"G\"; opening = \"24/7\"; };",
	  "3: site.id: \"g\" is already the id of a group at x.conf:2" },
	{ "two sites of one id", "sites = ( { id = \"g\"; name = \"G\"; opening = \"24/7\"; },\n"
	  " { id = \"g\"; name = \"G\"; opening = \"24/7\"; } );",
	  "3: sites[1].id: \"g\" is already the id of a site at x.conf:2" },
	{ "a contact that is not there, told at the list",
	  "contacts = ( { id = \"astreinte\"; mail = \"a@example.org\"; } );\nroutes = ( {\n tell = [ \"astreinte\",\n \"astriente\" ]; } );",
	  "4: routes[0].tell: there is no contact \"astriente\", did you mean \"astreinte\"?" },
	{ "a contact without a channel", "contacts = ( { id = \"c\"; name = \"C\"; } );",
	  "2: contacts[0]: contact \"c\" has no channel" },
	{ "a route that reaches nobody", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  "routes = ( { tell = [ \"c\" ]; by = [ \"sms\" ]; } );", "3: routes[0].tell: reaches nobody" },
	{ "a route that tells nobody", "routes = ( { tell = [ ]; } );", "2: routes[0].tell: must have an element" },
	{ "animators where there are none", "routes = ( { tell = [ \"animators\" ]; } );", "2: routes[0].tell: reaches nobody" },
	{ "a base that no site has", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  "routes = ( { for = { bases = [ \"privas\" ]; }; tell = [ \"c\" ]; } );",
	  "3: routes[0].for.bases: no site has the base \"privas\"" },
	{ "escalations that go backwards", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  "routes = ( { tell = [ \"c\" ]; escalate = ( { after = \"2h\"; tell = [ \"c\" ]; }, { after = \"1h\"; tell = [ \"c\" ]; } ); } );",
	  "3: routes[0].escalate[1].after: is not later" },
	{ "a report to nobody", "reports = ( { period = \"month\"; } );", "2: reports[0].to: is missing" },
	{ "a report to somebody without an address", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; }, { id = \"s\"; sms = \"+33600000000\"; } );\n"
	  "reports = ( { to = [ \"s\" ]; } );", "3: reports[0].to: \"s\" has no mail address" },
	{ "a report to somebody twice", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; }, { id = \"s\"; sms = \"+33600000000\"; } );\n"
	  "reports = ( { to = [ \"c\", \"c\" ]; } );", "3: reports[0].to: \"c\" is named twice" },
	{ "a report about what is not there", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; }, { id = \"s\"; sms = \"+33600000000\"; } );\n"
	  "reports = ( { to = [ \"c\" ]; scope = \"netwrk\"; } );",
	  "3: reports[0].scope: \"netwrk\" is neither network, nor a group, nor a site; did you mean \"network\"?" },
	{ "a report of a period that is none", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; }, { id = \"s\"; sms = \"+33600000000\"; } );\n"
	  "reports = ( { to = [ \"c\" ]; period = \"day\"; } );", "3: reports[0].period: " },
	{ "the same report twice", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; }, { id = \"s\"; sms = \"+33600000000\"; } );\n"
	  "reports = ( { to = [ \"c\" ]; }, { to = [ \"c\" ]; freeze = true; } );",
	  "3: reports[1]: this report is there already" },
	{ "turns that go backwards", "contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  "rota = ( { id = \"r\"; turns = ( { from = \"2026-03-09 08:30\"; who = \"c\"; }, { from = \"2026-03-02 08:30\"; who = \"c\"; } ); } );",
	  "3: rota[0].turns[1].from: is not after" },
	{ "a zone that is none", "snmp = ( { id = \"s\"; version = \"3\"; user = \"u\"; auth_key = \"12345678\"; } );",
	  "2: snmp[0].priv_key: is missing: level authPriv" },
	{ "a secret that is short is not shown", "snmp = ( { id = \"s\"; version = \"3\"; user = \"u\"; level = \"authNoPriv\"; auth_key = \"1234\"; } );",
	  "2: snmp[0].auth_key: is shorter than 8 characters" },
	{ "a secret without secrets.conf", "mail = { user = \"u\"; password = \"@secret:mail\"; };",
	  "2: mail.password: there is no secrets.conf that has \"mail\"" },
	{ "a PC with a word of vigie's own", IN_SITE("pcs = ( { id = \"router\"; address = \"192.0.2.1\"; } );"),
	  "3: site.pcs[0].id: \"router\" is a word of vigie's own" },
	{ "two PCs of one id", IN_SITE("pcs = ( { id = \"p\"; address = \"192.0.2.1\"; },\n { id = \"p\"; address = \"192.0.2.2\"; } );"),
	  "4: site.pcs[1].id: \"p\" is already the id of a device of this site at x.conf:3" },
	{ "a PC without address", IN_SITE("pcs = ( { id = \"p\"; } );"), "3: site.pcs[0].address: is missing" },
	{ "a group of the link", IN_SITE("link = { groups = [ \"nra\" ]; };"), "3: site.link.groups: there is no group \"nra\"" },
	{ "credentials that are not there", IN_SITE("link = { router = { address = \"192.0.2.1\"; snmp = \"r\"; }; };"),
	  "3: site.link.router.snmp: there is no snmp \"r\"" },
	{ "a check on nothing", IN_SITE("checks = ( { on = \"rooter\"; probe = \"tcp\"; port = 0; } );\n" ROUTER),
	  "3: site.checks[0].on: this site has no \"rooter\", did you mean \"router\"?\n3: site.checks[0].port: 0 must be a whole number, 1 to 65535" },
	{ "a probe that is none", IN_SITE("checks = ( { on = \"router\"; probe = \"tpc\"; } );\n" ROUTER),
	  "3: site.checks[0].probe: there is no probe \"tpc\"" },
	{ "an option that is none", IN_SITE("checks = ( { on = \"router\"; probe = \"tcp\"; prot = 25; } );\n" ROUTER),
	  "3: site.checks[0].prot: unknown key of probe tcp, did you mean \"port\"?" },
	{ "a port in quotes", IN_SITE("checks = ( { on = \"router\"; probe = \"tcp\"; port = \"25\"; } );\n" ROUTER),
	  "3: site.checks[0].port: must be a whole number, without quotes" },
	{ "a second check needs an id", IN_SITE("checks = ( { on = \"router\"; probe = \"tcp\"; port = 25; },\n"
	  "{ on = \"router\"; probe = \"tcp\"; port = 80; } );\n" ROUTER),
	  "4: site.checks[1]: \"tcp\" is already a check of this device at x.conf:3" },
	{ "a timeout beyond the interval", IN_SITE("checks = ( { on = \"router\"; probe = \"icmp\"; interval = \"1s\"; timeout = \"2s\"; } );\n" ROUTER),
	  "3: site.checks[0].timeout: is longer than the interval" },
	{ "an interval below what SNMP needs", "defaults = { snmp = \"5s\"; };\nsnmp = ( { id = \"s\"; } );\n"
	  "site = { id = \"a\"; name = \"A\"; opening = \"24/7\"; link = { router = { address = \"192.0.2.1\"; snmp = \"s\"; }; }; };",
	  "2: defaults.snmp: is shorter than timeout x (retries + 1)" },
	{ "a position on no earth", IN_SITE("position = [ 144.0, 4.0 ];"), "3: site.position: must be latitude" },
	{ "a partner that is not there", IN_SITE("referents = ( { partner = \"caf\"; } );"),
	  "3: site.referents[0].partner: there is no partner \"caf\"" },
	{ "what could not be read is not missed", "contacts = ( { id = \"c; mail = \"c@example.org\"; } );\n"
	  "routes = ( { tell = [ \"c\" ]; } );", "2: contacts[0].id: a string opened at line 2" },
};

static void
what_does_not_fit_together_is_told(void **unused)
{
	(void)unused;
	tell(related, N_ELEMENTS(related), false);
}

static const struct story	 warned[] = {
	{ "few hours", "canaries = [ \"192.0.2.1\", \"192.0.2.2\", \"192.0.2.3\" ]; routes = ( { tell = [ \"c\" ]; } ); contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  "site = { id = \"a\"; name = \"A\"; opening = \"Mo 09:00-12:30\";\n pcs = ( { id = \"p\"; address = \"192.0.2.1\"; } ); };",
	  "3: site.opening: is 3 h 30 in a week, fewer than min_weekly_hours (12)" },
	{ "few PCs, and one address twice", "canaries = [ \"192.0.2.1\", \"192.0.2.2\", \"192.0.2.3\" ]; routes = ( { tell = [ \"c\" ]; } ); contacts = ( { id = \"c\"; mail = \"c@example.org\"; } );\n"
	  IN_SITE(ROUTER "\npcs = ( { id = \"p\"; public = false; address = \"192.0.2.1\"; } );"),
	  "3: site: has 0 public PCs, fewer than min_online_pcs (1)\n4: site.link.router.address: 192.0.2.1 is also the address of a/p at x.conf:5" },
};

static void
what_looks_wrong_is_a_warning(void **unused)
{
	(void)unused;
	tell(warned, N_ELEMENTS(warned), true);
}

static void
nothing_required_is_forgotten(void **unused)
{
	char	*out = said("web = { };", false);

	(void)unused;
	assert_string_equal(out, "x.conf:1: control.socket: is missing\nx.conf:1: network.id: is missing\n"
	    "x.conf:1: site: there is no site: write one in sites.d, or start with --allow-empty\n"
	    "x.conf:1: store.dir: is missing\n");
	free(out);
	out = said(NETWORK "site = { };", false);
	assert_string_equal(out, "x.conf:2: site.id: is missing\nx.conf:2: site.name: is missing\nx.conf:2: site.opening: is missing\n");
	free(out);
}

static const char	 whole[] = NETWORK
    "defaults = { icmp = \"10s\"; fall = 4; };\n"
    "canaries = [ \"192.0.2.101\", \"192.0.2.102\", \"2001:db8::1\" ];\n"
    "snmp = ( { id = \"routers\"; community = \"hidden\"; timeout = \"1s\"; retries = 1; } );\n"
    "groups = ( { id = \"z-low\"; parent = \"high\"; kind = \"exchange\"; }, { id = \"high\"; name = \"High\"; kind = \"backhaul\"; } );\n"
    "contacts = ( { id = \"astreinte\"; mail = \"a@example.org\"; } );\n"
    "routes = ( { for = { bases = [ \"privas\" ]; groups = [ \"high\" ]; severity = \"warn\"; }; when = \"working_hours\";\n"
    "  tell = [ \"astreinte\", \"animators\" ]; } );\n"
    "sites = ( { id = \"zed\"; name = \"Z\"; opening = \"24/7\"; pcs = ( { id = \"nat\"; reach = \"push\"; } ); },\n"
    "{ id = \"alb\"; name = \"Alboussière\"; opening = \"Tu 09:00-12:00; PH off\"; base = \"privas\";\n"
    "  position = [ 44.940, 4.735 ]; animators = ( { name = \"An\"; mail = \"an@example.org\"; } );\n"
    "  convention = { min_online_pcs = 2; };\n"
    "  link = { kind = \"adsl\"; operator = \"high\"; groups = [ \"z-low\" ]; down = \"8 Mbit/s\"; up = \"800 kbit/s\"; first_hop = \"192.0.2.9\";\n"
    "    router = { address = \"192.0.2.10\"; snmp = \"routers\"; interface = \"ppp0\"; };\n"
    "    backup = { kind = \"4g\"; address = \"198.51.100.10\"; }; };\n"
    "  pcs = ( { id = \"accueil\"; address = \"192.0.2.11\"; snmp = \"routers\"; } );\n"
    "  devices = ( { id = \"onduleur\"; kind = \"ups\"; address = \"192.0.2.14\"; } );\n"
    "  visio = { address = \"192.0.2.20\"; };\n"
    "  checks = ( { on = \"accueil\"; probe = \"tcp\"; port = 3389; interval = \"2min\"; fall = 5; },\n"
    "    { on = \"router\"; probe = \"icmp\"; echoes = 5; interval = \"30s\"; },\n"
    "    { on = \"link\"; probe = \"dns\"; name = \"caf.fr\"; },\n"
    "    { on = \"router\"; id = \"ntp\"; probe = \"exec\"; command = [ \"/bin/x\", \"%address%\" ]; } ); } );\n";

static const struct check *
check_of(const struct inventory *inv, const char *name)
{
	uint32_t	 i = inventory_check(inv, name);

	if (i == NONE)
		fail_msg("there is no check %s", name);
	return &inv->checks[i];
}

static const char *
option(const struct check *check, const char *name)
{
	for (uint32_t i = 0; i < check->n_options; i++)
		if (strcmp(check->options[i].name, name) == 0)
			return check->options[i].value;
	return "(none)";
}

static void
a_good_one_becomes_an_inventory(void **unused)
{
	struct mistakes		 m;
	struct inventory	*inv = load(whole, &m);
	const struct site	*alb;
	uint32_t		 site;

	(void)unused;
	if (inv == NULL)
		mistakes_print(&m, false, stderr);
	assert_non_null(inv);
	assert_int_equal(inv->n_sites, 2);
	assert_string_equal(inv->sites[0].id, "alb");	/* in order of id */
	assert_int_equal(site = inventory_site(inv, "alb"), 0);
	assert_int_equal(inventory_site(inv, "al"), NONE);
	assert_int_equal(inventory_site(inv, "albo"), NONE);
	alb = &inv->sites[site];
	assert_int_equal(alb->down_bps, 8000000);
	assert_int_equal(alb->up_bps, 800000);
	assert_int_equal(alb->min_online_pcs, 2);
	assert_true(alb->min_weekly_hours == 12);
	assert_true(alb->has_position && alb->lat == 44.940);
	assert_int_equal(alb->n_groups, 1);
	assert_string_equal(alb->operator, "High");	/* the name of that group */
	assert_string_equal(inv->groups[alb->groups[0]].id, "z-low");
	assert_string_equal(inv->groups[inv->groups[alb->groups[0]].parent].id, "high");
	assert_int_equal(inventory_group(inv, "high"), 1);
	assert_string_equal(inv->contacts[alb->animators[0]].mail, "an@example.org");
	assert_int_equal(inv->contacts[alb->animators[0]].site, site);
	assert_string_equal(inv->devices[alb->router].name, "alb/router");
	assert_string_equal(inv->devices[alb->backup].address, "198.51.100.10");
	assert_int_equal(alb->link, alb->first_device + alb->n_devices - 1);
	assert_string_equal(inv->devices[alb->first_device + 2].id, "accueil");
	assert_true(inv->devices[inventory_device(inv, "zed/nat")].is_push);
	assert_int_equal(inv->routes[0].severity, SEVERITY_WARN);
	assert_ptr_equal(inv->routes[0].when, inv->working_hours);
	assert_int_equal(inv->routes[0].n_tell, 2);
	assert_int_equal(inv->routes[0].by, BY_MAIL);
	assert_int_equal(inv->n_canaries, 3);
	assert_int_equal(inventory_check(inv, "canary/2001:db8::1"), 2);
	mistakes_done(&m);
	inventory_free(inv);
}

static void
checks_are_made_without_being_asked_for(void **unused)
{
	static const char *const names[] = { "alb/router/icmp", "alb/router/snmp", "alb/router/ntp", "alb/backup/icmp",
	    "alb/accueil/icmp", "alb/accueil/snmp", "alb/accueil/tcp", "alb/onduleur/icmp", "alb/visio/icmp",
	    "alb/link/first_hop", "alb/link/dns", "zed/nat/push" };
	struct mistakes		 m;
	struct inventory	*inv = load(whole, &m);
	const struct check	*check;

	(void)unused;
	assert_non_null(inv);
	for (size_t i = 0; i < N_ELEMENTS(names); i++)
		check_of(inv, names[i]);
	assert_int_equal(inv->n_checks, N_ELEMENTS(names) + 3);
	check = check_of(inv, "alb/router/icmp");	/* changed by an entry of checks */
	assert_int_equal(check->interval_ms, 30000);
	assert_int_equal(check->fall, 4);
	assert_string_equal(option(check, "echoes"), "5");
	assert_int_equal(check_of(inv, "alb/backup/icmp")->interval_ms, 10000);
	assert_string_equal(option(check_of(inv, "alb/backup/icmp"), "echoes"), "3");
	check = check_of(inv, "alb/router/snmp");
	assert_string_equal(option(check, "community"), "hidden");
	assert_string_equal(option(check, "profile"), "router");
	assert_string_equal(option(check, "interface"), "ppp0");
	assert_string_equal(option(check, "auth_key"), "(none)");
	assert_int_equal(check->timeout_ms, 2000);
	check = check_of(inv, "alb/accueil/snmp");
	assert_int_equal(check->interval_ms, 300000);
	assert_string_equal(option(check, "profile"), "host");
	check = check_of(inv, "alb/accueil/tcp");
	assert_int_equal(check->interval_ms, 120000);
	assert_int_equal(check->fall, 5);
	assert_int_equal(check->rise, 2);
	assert_true(check->is_answer_of_site);
	check = check_of(inv, "alb/link/dns");
	assert_string_equal(check->address, "192.0.2.10");
	assert_false(check->is_answer_of_site);
	assert_false(check_of(inv, "alb/link/first_hop")->is_answer_of_site);
	assert_int_equal(check_of(inv, "canary/192.0.2.101")->interval_ms, 10000);
	mistakes_done(&m);
	inventory_free(inv);
}

static char *
printed(const struct inventory *inv)
{
	char	*out;
	size_t	 len;
	FILE	*f = open_memstream(&out, &len);

	conf_print(inv, f);
	fclose(f);
	return out;
}

static void
what_is_printed_loads_back_to_the_same(void **unused)
{
	static const char	 secret[] = "community = \"hidden\";";
	struct mistakes		 m;
	char			*text = xstrdup(whole), *at = strstr(text, secret), *once, *twice;
	struct inventory	*inv;

	(void)unused;
	memset(at, ' ', strlen(secret));	/* no secrets.conf is read here */
	inv = load(text, &m);
	once = printed(inv);
	inventory_free(inv);
	mistakes_done(&m);
	inv = load(once, &m);
	if (inv == NULL)
		mistakes_print(&m, false, stderr);
	assert_non_null(inv);
	twice = printed(inv);
	assert_int_equal(inv->n_checks, 15);
	assert_string_equal(once, twice);
	inventory_free(inv);
	mistakes_done(&m);
	free(once);
	free(twice);
	free(text);
}

static void
a_secret_is_never_printed(void **unused)
{
	struct mistakes		 m;
	struct inventory	*inv = load(whole, &m);
	char			*text = printed(inv);

	(void)unused;
	assert_null(strstr(text, "hidden"));
	assert_non_null(strstr(text, "community = \"@secret:snmp-0-community\";"));
	free(text);
	inventory_free(inv);
	mistakes_done(&m);
}

static void
what_waits_for_a_restart_is_named(void **unused)
{
	struct mistakes		 m = { 0 }, unused_m;
	struct inventory	*old = load(NETWORK SITE, &unused_m), *new;
	char			*text;

	(void)unused;
	mistakes_done(&unused_m);
	new = load("network = { id = \"n\"; }; control = { socket = \"/c\"; };\nstore = {\n dir = \"/other\"; };\n"
	    "pollers = { local = 2; };\n" SITE, &unused_m);
	mistakes_done(&unused_m);
	assert_true(conf_restart_needed(old, new, &m));
	assert_int_equal(m.n, 2);
	text = mistake_text(&m.list[0]);
	assert_string_equal(text, "x.conf:3: store.dir: needs a restart");
	free(text);
	text = mistake_text(&m.list[1]);
	assert_string_equal(text, "x.conf:4: pollers.local: needs a restart");
	free(text);
	mistakes_done(&m);
	assert_false(conf_restart_needed(old, old, &m));
	inventory_free(old);
	inventory_free(new);
}

static void
put(const char *dir, const char *name, const char *text, mode_t mode)
{
	char	 path[512];
	FILE	*f;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_non_null(f = fopen(path, "w"));
	fputs(text, f);
	fclose(f);
	assert_int_equal(chmod(path, mode), 0);
}

static void
expect_files(const char *dir, const char *lines)
{
	struct mistakes		 m = { 0 };
	char			 path[512], *text = NULL;
	struct buf		 all = { 0 };
	struct inventory	*inv;

	snprintf(path, sizeof(path), "%s/vigie.conf", dir);
	inv = conf_load(path, 0, &m);
	for (size_t i = 0; i < m.n; i++)
		if (!m.list[i].is_warning) {
			text = mistake_text(&m.list[i]);
			buf_addf(&all, "%s\n", text + strlen(dir) + 1);
			free(text);
		}
	assert_string_equal(buf_str(&all), lines);
	buf_done(&all);
	mistakes_done(&m);
	inventory_free(inv);
}

static void
files_are_read_together(void **unused)
{
	char	 dir[] = "/tmp/test_conf.XXXXXX", path[512], socket[128];

	(void)unused;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/sites.d", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	put(dir, "vigie.conf", NETWORK "snmp = ( { id = \"s\"; community = \"@secret:routers\"; } );", 0644);
	put(dir, "sites.d/b.conf", SITE "\n", 0644);
	put(dir, "sites.d/.hidden.conf", "nonsense", 0644);
	put(dir, "sites.d/b.conf.bak", "nonsense", 0644);
	put(dir, "secrets.conf", "routers = \"r\";", 0640);
	expect_files(dir, "");
	put(dir, "secrets.conf", "routers = \"r\";", 0644);
	expect_files(dir, "secrets.conf:1: file: others can read it: chmod o= it\n");
	put(dir, "secrets.conf", "router = topsecret;\nrooters = \"r\";", 0640);
	expect_files(dir, "vigie.conf:2: snmp[0].community: secrets.conf has no \"routers\", did you mean \"rooters\"?\n"
	    "secrets.conf:1: router: a text needs quotes around it\n");
	put(dir, "secrets.conf", "routers = \"r\";", 0640);
	put(dir, "sites.d/c.conf", "\n" SITE, 0644);
	put(dir, "sites.d/d.conf", " \n", 0644);
	snprintf(path, sizeof(path), "sites.d/c.conf:2: site.id: \"a\" is already the id of a site at %s/sites.d/b.conf:1\n"
	    "sites.d/d.conf:1: file: is empty\n", dir);
	expect_files(dir, path);
	put(dir, "sites.d/d.conf", "# a comment is enough\n", 0666);
	put(dir, "sites.d/c.conf", "site = { id = \"c\"; name = \"C\"; opening = \"24/7\"; };", 0644);
	expect_files(dir, "sites.d/d.conf:1: file: everyone can write it: chmod o-w it\n");
	snprintf(path, sizeof(path), "%s/vigie.conf", dir);
	assert_true(conf_peek(path, "control.socket", socket, sizeof(socket)));
	assert_string_equal(socket, "/c");
	assert_false(conf_peek(path, "web.listen", socket, sizeof(socket)));
	assert_string_equal(socket, "127.0.0.1:8080");
	put(dir, "vigie.conf", "", 0644);
	expect_files(dir, "vigie.conf:1: file: is empty\nsites.d/d.conf:1: file: everyone can write it: chmod o-w it\n");
	for (const char *const *f = (const char *const[]){ "vigie.conf", "secrets.conf", "sites.d/b.conf", "sites.d/c.conf",
	    "sites.d/d.conf", "sites.d/.hidden.conf", "sites.d/b.conf.bak", "sites.d", "", NULL }; *f != NULL; f++) {
		snprintf(path, sizeof(path), "%s/%s", dir, *f);
		remove(path);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_is_written_wrong_is_told_with_its_place),
		cmocka_unit_test(each_value_is_checked_by_its_type),
		cmocka_unit_test(what_does_not_fit_together_is_told),
		cmocka_unit_test(what_looks_wrong_is_a_warning),
		cmocka_unit_test(nothing_required_is_forgotten),
		cmocka_unit_test(a_good_one_becomes_an_inventory),
		cmocka_unit_test(checks_are_made_without_being_asked_for),
		cmocka_unit_test(what_is_printed_loads_back_to_the_same),
		cmocka_unit_test(a_secret_is_never_printed),
		cmocka_unit_test(what_waits_for_a_restart_is_named),
		cmocka_unit_test(files_are_read_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

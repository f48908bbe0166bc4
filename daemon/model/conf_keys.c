/* conf_keys.c - see conf_keys.h */
#include <stddef.h>

#include "base/clock.h"
#include "model/conf_keys.h"

#define END	{ .name = NULL }
#define KINDS	"link group power desync box dns no_pc pc backup device saturated flapping drift " \
		"certificate partner visio blind vigie"
#define LINKS	"adsl vdsl sdsl ftth ftto cable 4g 5g satellite radio other"

static const struct key network_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED,
	    .help = "Short name of the network, in file names and messages" },
	{ "name", KEY_TEXT, .help = "Name for people; without it, the id" },
	{ "timezone", KEY_ZONE, .preset = "Europe/Paris",
	    .help = "Zone of every local time in configuration and pages" },
	{ "language", KEY_WORD, .words = "fr en", .preset = "fr",
	    .help = "Language of messages, and of pages whose reader asks for none" },
	{ "url", KEY_URL, .words = "http https",
	    .help = "Where people reach the pages: used in messages and feeds" },
	{ "phone", KEY_PHONE, .help = "Number to call, shown on pages and in messages" },
	{ "holidays", KEY_WORD, .words = "FR none", .preset = "FR",
	    .help = "Public holidays that are computed: FR, the eleven of France" },
	{ "demo", KEY_BOOL, .preset = "false",
	    .help = "Mark every page and message as a demonstration" },
	END
};

#define CONVENTION(n, hours, pct, work, intervene, restore)		\
	{ "min_online_pcs", KEY_INT, .max = 1000, .preset = n,			\
	    .help = "Public PCs that must be up while a point is open" },	\
	{ "min_weekly_hours", KEY_NUMBER, .max = 168, .preset = hours,		\
	    .help = "Hours a point must be open in a week; fewer is a warning" }, \
	{ "target_pct", KEY_NUMBER, .max = 100, .preset = pct,	\
	    .help = "Availability that is promised, in percent" },		\
	{ "working_hours", KEY_HOURS, .preset = work,				\
	    .help = "Hours in which technicians work, as opening hours" },	\
	{ "intervene_within", KEY_DURATION, .min = MIN_MS,		\
	    .preset = intervene,						\
	    .help = "Working time until someone takes it in hand (GTI)" },	\
	{ "restore_within", KEY_DURATION, .min = MIN_MS,		\
	    .preset = restore, .help = "Working time until it works again (GTR)" }

static const struct key convention_keys[] = {
	CONVENTION("1", "12.0", "98.0", "Mo-Fr 08:30-12:00,13:30-17:30; PH off", "4h", "8h"),
	END
};

static const struct key site_convention_keys[] = {
	CONVENTION(NULL, NULL, NULL, NULL, NULL, NULL),
	END
};

static const struct key defaults_keys[] = {
	{ "icmp", KEY_DURATION, .min = 100, .max = DAY_MS, .preset = "20s",
	    .help = "Interval of echo requests to routers, backups and first hops" },
	{ "snmp", KEY_DURATION, .min = 1000, .max = DAY_MS, .preset = "60s",
	    .help = "Interval of SNMP to routers and devices" },
	{ "pc", KEY_DURATION, .min = 100, .max = DAY_MS, .preset = "60s",
	    .help = "Interval of echo requests to PCs, devices and visio, and of every other "
	    "check" },
	{ "host", KEY_DURATION, .min = 1000, .max = DAY_MS, .preset = "5min",
	    .help = "Interval of SNMP to PCs" },
	{ "canary", KEY_DURATION, .min = 100, .max = HOUR_MS, .preset = "10s",
	    .help = "Interval of echo requests to canaries" },
	{ "echoes", KEY_INT, .min = 1, .max = 20, .preset = "3",
	    .help = "Echo requests of one result, sent 200 ms apart; one answer makes it good" },
	{ "fall", KEY_INT, .min = 1, .max = 100, .preset = "3",
	    .help = "Failures in a row that make down" },
	{ "rise", KEY_INT, .min = 1, .max = 100, .preset = "2",
	    .help = "Successes in a row that end it" },
	{ "settle", KEY_DURATION, .max = HOUR_MS, .preset = "90s",
	    .help = "How long a site of a group waits for its neighbours to fail, too, before it "
	    "is told" },
	END
};

static const struct key drift_keys[] = {
	{ "snr_db", KEY_NUMBER, .max = 60, .preset = "3.0",
	    .help = "A day whose median noise margin (dB) is this far under the median of the "
	    "days before is a drift; 0: never" },
	{ "sync_pct", KEY_NUMBER, .max = 100, .preset = "20.0",
	    .help = "The same of the synchronised rate, in percent; 0: never" },
	{ "days", KEY_INT, .min = 7, .max = 90, .preset = "30",
	    .help = "Days whose median a day is measured against; seven must have been measured" },
	{ "back_days", KEY_INT, .min = 1, .max = 30, .preset = "3",
	    .help = "Days in a row less than half as far under it that end a drift" },
	END
};

static const struct key saturated_keys[] = {
	{ "traffic_pct", KEY_NUMBER, .min = 1, .max = 200, .preset = "90.0",
	    .help = "Traffic in percent of the link's up or down: below it a slow link is not "
	    "saturated" },
	{ "times", KEY_NUMBER, .min = 2, .max = 100, .preset = "5.0",
	    .help = "How many times its usual response time it takes, packets being lost" },
	{ "quiet", KEY_DURATION, .min = MIN_MS, .max = DAY_MS, .preset = "10min",
	    .help = "So long without that ends it" },
	END
};

static const struct key group_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "Unique over sites and groups together" },
	{ "name", KEY_TEXT, .help = "Name for people; without it, the id" },
	{ "kind", KEY_WORD, .words = "exchange backhaul operator power", .preset = "exchange",
	    .help = "What its sites share" },
	{ "parent", KEY_ID, .help = "Group that this one is in" },
	END
};

static const struct key snmp_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "What routers, PCs and devices name in their snmp" },
	{ "version", KEY_WORD, .words = "1 2c 3", .preset = "2c",
	    .help = "Version of the protocol" },
	{ "community", KEY_TEXT, KEY_SECRET, .max = 255, .help = "Community of versions 1 and 2c" },
	{ "timeout", KEY_DURATION, .min = 50, .max = MIN_MS, .preset = "2s",
	    .help = "How long one answer is waited for" },
	{ "retries", KEY_INT, .max = 10, .preset = "2",
	    .help = "How often a question is repeated" },
	{ "port", KEY_INT, .min = 1, .max = 65535, .preset = "161",
	    .help = "UDP port of the agents" },
	{ "user", KEY_TEXT, .max = 32, .help = "User of version 3" },
	{ "level", KEY_WORD, .words = "noAuthNoPriv authNoPriv authPriv", .preset = "authPriv",
	    .help = "Security level of version 3" },
	{ "auth", KEY_WORD, .words = "MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512", .preset = "SHA-256",
	    .help = "How version 3 proves who asks" },
	{ "auth_key", KEY_TEXT, KEY_SECRET, .min = 8, .max = 255,
	    .help = "Password for it, 8 characters or more" },
	{ "priv", KEY_WORD, .words = "DES AES AES-192 AES-256", .preset = "AES",
	    .help = "How version 3 encrypts" },
	{ "priv_key", KEY_TEXT, KEY_SECRET, .min = 8, .max = 255,
	    .help = "Password for it, 8 characters or more" },
	{ "context", KEY_TEXT, .max = 255, .help = "Context of version 3" },
	END
};

static const struct key contact_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "What routes and rotas name" },
	{ "name", KEY_TEXT, .help = "Name for people; without it, the id" },
	{ "mail", KEY_MAIL, .help = "Address for messages" },
	{ "sms", KEY_SMS, KEY_LATER, .help = "Mobile number in international form" },
	{ "webhook", KEY_URL, KEY_LATER | KEY_SECRET, .words = "http https",
	    .help = "Address that gets each message as JSON" },
	{ "webhook_key", KEY_TEXT, KEY_LATER | KEY_SECRET, .max = 255,
	    .help = "Key that signs it" },
	{ "language", KEY_WORD, .words = "fr en",
	    .help = "Language of the messages; without it, the network's" },
	END
};

static const struct key for_keys[] = {
	{ "bases", KEY_VALUES, .item = KEY_ID, .help = "Sites of these technicians' bases" },
	{ "sites", KEY_VALUES, .item = KEY_ID, .help = "These sites" },
	{ "groups", KEY_VALUES, .item = KEY_ID, .help = "Sites in or below these groups" },
	{ "kinds", KEY_VALUES, .item = KEY_WORD, .words = KINDS,
	    .help = "These kinds of incident" },
	{ "severity", KEY_WORD, .words = "digest warn down", .preset = "down",
	    .help = "This severity and worse" },
	END
};

static const struct key escalate_keys[] = {
	{ "after", KEY_DURATION, KEY_REQUIRED, .min = MIN_MS, .max = 30 * DAY_MS,
	    .help = "Without anyone's acknowledgement; working time if the route has when" },
	{ "tell", KEY_VALUES, KEY_REQUIRED | KEY_FILLED, .item = KEY_ID,
	    .help = "Contacts, rotas or animators" },
	END
};

static const struct key route_keys[] = {
	{ "for", KEY_GROUP, .keys = for_keys,
	    .help = "Which incidents take this route; all that is given must fit, nothing given "
	    "fits all" },
	{ "when", KEY_HOURS,
	    .help = "working_hours, or opening hours: outside them a notice is held" },
	{ "tell", KEY_VALUES, KEY_REQUIRED | KEY_FILLED, .item = KEY_ID,
	    .help = "Contacts, rotas, or animators: the site's own" },
	{ "by", KEY_VALUES, .item = KEY_WORD, .words = "mail sms webhook", .preset = "mail",
	    .help = "Channels, where the contact has them" },
	{ "escalate", KEY_GROUPS, .keys = escalate_keys,
	    .help = "Who is told when nobody acts" },
	END
};

static const struct key report_keys[] = {
	{ "period", KEY_WORD, .words = "week month quarter year", .preset = "month",
	    .help = "What it is about: the last one that is over" },
	{ "scope", KEY_ID, .preset = "network", .help = "network, a group or a site" },
	{ "to", KEY_VALUES, KEY_REQUIRED | KEY_FILLED, .item = KEY_ID,
	    .help = "Contacts, by mail" },
	{ "format", KEY_WORD, .words = "text html pdf csv xlsx json", .preset = "pdf",
	    .help = "Form of the attachment" },
	{ "freeze", KEY_BOOL, .preset = "false",
	    .help = "Freeze it first, unless it was frozen by hand: what was sent is then shown "
	    "ever after" },
	END
};

static const struct key mail_keys[] = {
	{ "smtp", KEY_URL, .words = "smtp smtps", .preset = "smtp://127.0.0.1:25",
	    .help = "Server that takes the messages" },
	{ "from", KEY_MAIL,
	    .help = "Sender; without it, vigie at the host of network.url or of this machine" },
	{ "user", KEY_TEXT, .max = 255, .help = "Account on that server" },
	{ "password", KEY_TEXT, KEY_SECRET, .max = 255, .help = "Its password" },
	{ "tls", KEY_WORD, .words = "required opportunistic none", .preset = "opportunistic",
	    .help = "Encryption: nothing leaves without it when it is required" },
	END
};

static const struct key sms_keys[] = {
	{ "url", KEY_URL, KEY_LATER, .words = "http https",
	    .help = "Gateway that gets a POST for each message" },
	{ "body", KEY_LINES, KEY_LATER, .max = 2048,
	    .help = "What is posted, with %to% and %text%" },
	{ "authorization", KEY_TEXT, KEY_LATER | KEY_SECRET, .max = 1024,
	    .help = "Value of its Authorization header" },
	{ "per_day", KEY_INT, KEY_LATER, .max = 100000, .preset = "50",
	    .help = "Messages in a day, all contacts together" },
	{ "gammu", KEY_BOOL, KEY_LATER, .preset = "false",
	    .help = "Send through gammu and a modem instead" },
	END
};

static const struct key web_keys[] = {
	{ "listen", KEY_LISTEN, KEY_RESTART, .preset = "127.0.0.1:8080",
	    .help = "Address and port of pages and API" },
	{ "tls_cert", KEY_PATH, KEY_LATER, .help = "Certificate, to serve HTTPS without a proxy" },
	{ "tls_key", KEY_PATH, KEY_LATER, .help = "Its key" },
	{ "proxies", KEY_VALUES, .item = KEY_NET,
	    .help = "Addresses whose X-Forwarded-For and -Proto are believed" },
	END
};

static const struct key store_keys[] = {
	{ "dir", KEY_PATH, KEY_REQUIRED | KEY_RESTART,
	    .help = "Folder of the journal, the series and the results" },
	{ "results", KEY_DURATION, .max = 366.0 * DAY_MS, .preset = "7d",
	    .help = "How long each result is kept, for replay; 0s: none is" },
	{ "results_max", KEY_SIZE, .min = 1 << 20, .max = 1e15, .preset = "2 GiB",
	    .help = "The most that kept results take on the disk; the oldest go first" },
	{ "personal_months", KEY_INT, .min = 1, .max = 12, .preset = "12",
	    .help = "Months after which the journal forgets the states of each PC and the names of "
	    "who did or was told something" },
	{ "flush", KEY_DURATION, .min = 1000, .max = HOUR_MS, .preset = "5min",
	    .help = "How often series files are brought up to date; what someone looks at is so "
	    "at once" },
	END
};

static const struct key control_keys[] = {
	{ "socket", KEY_PATH, KEY_REQUIRED | KEY_RESTART, .max = 107,
	    .help = "Socket of the command line" },
	END
};

static const struct key turn_keys[] = {
	{ "from", KEY_TIME, KEY_REQUIRED,
	    .help = "Local time at which the turn begins; the next turn ends it" },
	{ "who", KEY_ID, KEY_REQUIRED, .help = "A contact" },
	END
};

static const struct key rota_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "Named in tell like a contact" },
	{ "turns", KEY_GROUPS, KEY_REQUIRED | KEY_FILLED, .keys = turn_keys,
	    .help = "In time order" },
	END
};

static const struct key dead_man_keys[] = {
	{ "url", KEY_URL, KEY_LATER | KEY_SECRET, .words = "http https",
	    .help = "Outside service that misses the beat" },
	{ "every", KEY_DURATION, KEY_LATER, .min = 10 * SEC_MS, .max = DAY_MS, .preset = "5min",
	    .help = "Interval of the beats, which stop when the engine does not commit" },
	END
};

static const struct key mirror_keys[] = {
	{ "command", KEY_VALUES, KEY_LATER, .item = KEY_TEXT,
	    .help = "Program and arguments that carry the public pages away; %dir% is their "
	    "folder" },
	{ "every", KEY_DURATION, KEY_LATER, .min = 10 * SEC_MS, .max = DAY_MS, .preset = "1min",
	    .help = "How often" },
	END
};

static const struct key courier_keys[] = {
	{ "retry_first", KEY_DURATION, .min = 1000, .max = HOUR_MS, .preset = "30s",
	    .help = "Time until a message that was not taken is tried again; doubled each time" },
	{ "retry_for", KEY_DURATION, .min = MIN_MS, .max = 30 * DAY_MS, .preset = "24h",
	    .help = "After so long it is given up" },
	{ "per_hour", KEY_INT, .min = 1, .max = 10000, .preset = "30",
	    .help = "Messages to one contact by one channel; what exceeds is folded into one" },
	END
};

static const struct key pollers_keys[] = {
	{ "local", KEY_INT, KEY_RESTART, .min = 1, .max = 16, .preset = "1",
	    .help = "Pollers on this machine" },
	END
};

static const struct key partner_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "What referents name" },
	{ "name", KEY_TEXT, KEY_LATER, .help = "Name for people; without it, the id" },
	{ "url", KEY_URL, KEY_LATER, .words = "http https", .help = "Its service on line" },
	{ "phone", KEY_PHONE, KEY_LATER, .help = "A number that serves when the link is down" },
	{ "state", KEY_TEXT, KEY_LATER,
	    .help = "How far the convention with it is: signed, engaged" },
	END
};

static const struct key animator_keys[] = {
	{ "name", KEY_TEXT, .help = "Name for people" },
	{ "mail", KEY_MAIL, .help = "Address for messages" },
	{ "phone", KEY_PHONE, .help = "Number at which the point is reached" },
	{ "sms", KEY_SMS, KEY_LATER, .help = "Mobile number in international form" },
	{ "language", KEY_WORD, .words = "fr en",
	    .help = "Language of the messages; without it, the network's" },
	END
};

static const struct key referent_keys[] = {
	{ "partner", KEY_ID, KEY_REQUIRED | KEY_LATER, .help = "Whose referent" },
	{ "name", KEY_TEXT, KEY_LATER, .help = "Name for people" },
	{ "phone", KEY_PHONE, KEY_LATER, .help = "Number for animators" },
	{ "mail", KEY_MAIL, KEY_LATER, .help = "Address for animators" },
	{ "checked", KEY_DATE, KEY_LATER, .help = "Day on which this was last verified" },
	END
};

static const struct key router_keys[] = {
	{ "address", KEY_ADDRESS, KEY_REQUIRED, .help = "Its address as seen from here" },
	{ "snmp", KEY_ID, .help = "Credentials; without it, no SNMP" },
	{ "interface", KEY_TEXT, .max = 64, .help = "Its interface to the operator, by name" },
	END
};

static const struct key backup_keys[] = {
	{ "kind", KEY_WORD, KEY_LATER, .words = LINKS, .preset = "4g", .help = "Kind of the second link" },
	{ "address", KEY_ADDRESS, KEY_REQUIRED, .help = "Its address as seen from here" },
	END
};

static const struct key link_keys[] = {
	{ "kind", KEY_WORD, .words = LINKS, .preset = "other", .help = "Kind of the link" },
	{ "operator", KEY_TEXT, .max = 64, .help = "Who runs it: a name, or a group's id, whose name is shown" },
	{ "groups", KEY_VALUES, .item = KEY_ID, .help = "What it shares with other sites" },
	{ "down", KEY_RATE, .help = "Rate towards the site" },
	{ "up", KEY_RATE, .help = "Rate from the site" },
	{ "router", KEY_GROUP, .keys = router_keys,
	    .help = "The box or router: icmp, and snmp where given" },
	{ "first_hop", KEY_ADDRESS,
	    .help = "The operator's gateway: tells line or box from backhaul" },
	{ "backup", KEY_GROUP, .keys = backup_keys, .help = "The second link" },
	END
};

static const struct key pc_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "Unique within the site" },
	{ "address", KEY_ADDRESS, .help = "Needed unless reach is push" },
	{ "reach", KEY_WORD, .words = "pull push", .preset = "pull",
	    .help = "push: it calls vigie, from behind NAT" },
	{ "snmp", KEY_ID, .help = "Credentials; without it, no SNMP" },
	{ "public", KEY_BOOL, .preset = "true", .help = "Counts for the convention" },
	{ "maintained", KEY_BOOL, .preset = "true", .help = "false: shown, counted nowhere" },
	{ "mac", KEY_MAC, KEY_LATER, .help = "Its hardware address" },
	END
};

static const struct key device_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "Unique within the site" },
	{ "kind", KEY_ID, .preset = "other", .help = "What it is: ups, switch, printer" },
	{ "address", KEY_ADDRESS, .help = "Needed unless reach is push" },
	{ "reach", KEY_WORD, .words = "pull push", .preset = "pull",
	    .help = "push: it calls vigie, from behind NAT" },
	{ "snmp", KEY_ID, .help = "Credentials; without it, no SNMP" },
	{ "maintained", KEY_BOOL, .preset = "true", .help = "false: shown, counted nowhere" },
	{ "mac", KEY_MAC, KEY_LATER, .help = "Its hardware address" },
	END
};

static const struct key visio_keys[] = {
	{ "address", KEY_ADDRESS, KEY_REQUIRED, .help = "The station for video appointments" },
	{ "max_latency", KEY_DURATION, KEY_LATER, .min = 1, .max = MIN_MS, .preset = "200ms",
	    .help = "Above it, it is not ready" },
	{ "max_jitter", KEY_DURATION, KEY_LATER, .min = 1, .max = MIN_MS, .preset = "30ms",
	    .help = "Above it, it is not ready" },
	END
};

static const struct key check_keys[] = {
	{ "on", KEY_ID, KEY_REQUIRED,
	    .help = "link, router, backup, visio, or the id of a PC or device" },
	{ "probe", KEY_ID, KEY_REQUIRED,
	    .help = "icmp, snmp, tcp, dns, http, exec or push; its own options stand beside "
	    "these keys" },
	{ "id", KEY_ID,
	    .help = "Needed for a second check of the same probe on the same device; without it "
	    "a check that vigie makes by itself is changed" },
	{ "interval", KEY_DURATION, .min = 100, .max = DAY_MS,
	    .help = "Without it, that of defaults" },
	{ "timeout", KEY_DURATION, .min = 50, .max = HOUR_MS,
	    .help = "Without it, 2 s or the interval, whichever is less" },
	{ "fall", KEY_INT, .min = 1, .max = 100, .help = "Without it, that of defaults" },
	{ "rise", KEY_INT, .min = 1, .max = 100, .help = "Without it, that of defaults" },
	{ "echoes", KEY_INT, .min = 1, .max = 20, .help = "Of icmp; without it, that of defaults" },
	END
};

static const struct key site_keys[] = {
	{ "id", KEY_ID, KEY_REQUIRED, .help = "Unique over sites and groups together" },
	{ "was", KEY_ID, .help = "Its id before it was renamed: the history stays" },
	{ "name", KEY_TEXT, KEY_REQUIRED | KEY_FILLED, .help = "Name for people" },
	{ "kind", KEY_ID, .preset = "other", .help = "ccm, papi, rsp, or a word of your own" },
	{ "labels", KEY_VALUES, KEY_LATER, .item = KEY_ID, .help = "Labels it has: rsp, fs" },
	{ "commune", KEY_TEXT, .help = "Where it is" },
	{ "insee", KEY_COMMUNE, .help = "Code of that commune" },
	{ "position", KEY_VALUES, .item = KEY_NUMBER, .min = 2, .max = 2,
	    .help = "Latitude and longitude in degrees" },
	{ "base", KEY_ID, .help = "The technicians' base that cares for it" },
	{ "serves", KEY_VALUES, KEY_LATER, .item = KEY_COMMUNE,
	    .help = "Codes of the other communes it serves" },
	{ "opening", KEY_HOURS, KEY_REQUIRED,
	    .help = "When it is open, as OpenStreetMap's opening_hours" },
	{ "from", KEY_DATE, .help = "First day on which reports count it" },
	{ "until", KEY_DATE, .help = "Last day on which reports count it" },
	{ "convention", KEY_GROUP, .keys = site_convention_keys,
	    .help = "What differs here from the network's convention" },
	{ "animators", KEY_GROUPS, .keys = animator_keys,
	    .help = "Who is there: told where a route says animators" },
	{ "referents", KEY_GROUPS, .keys = referent_keys,
	    .help = "Whom animators ask at the partners" },
	{ "link", KEY_GROUP, .keys = link_keys, .help = "Its access to the Internet" },
	{ "pcs", KEY_GROUPS, .keys = pc_keys, .help = "Its computers" },
	{ "devices", KEY_GROUPS, .keys = device_keys, .help = "What else is watched there" },
	{ "visio", KEY_GROUP, .keys = visio_keys, .help = "The station for video appointments" },
	{ "checks", KEY_GROUPS, KEY_OPEN, .keys = check_keys,
	    .help = "Checks beyond those that vigie makes by itself" },
	END
};

const struct key	 conf_keys[] = {
	{ "network", KEY_GROUP, KEY_REQUIRED, .keys = network_keys, .help = "Who watches" },
	{ "convention", KEY_GROUP, .keys = convention_keys,
	    .help = "What was promised; a site may override" },
	{ "canaries", KEY_VALUES, .item = KEY_ADDRESS, .max = 100,
	    .help = "Addresses that tell whether vigie sees anything at all: while no majority "
	    "of them answers, time is unknown and nobody is down" },
	{ "defaults", KEY_GROUP, .keys = defaults_keys,
	    .help = "What checks do where nothing else is said" },
	{ "drift", KEY_GROUP, .keys = drift_keys,
	    .help = "From when on a line that grows worse is told in the morning's list" },
	{ "saturated", KEY_GROUP, .keys = saturated_keys,
	    .help = "From when on a link is slow because it is full" },
	{ "groups", KEY_GROUPS, .keys = group_keys,
	    .help = "What sites share: exchange, backhaul, operator, power" },
	{ "snmp", KEY_GROUPS, .keys = snmp_keys, .help = "Credentials by name" },
	{ "contacts", KEY_GROUPS, .keys = contact_keys, .help = "Who can be told" },
	{ "rota", KEY_GROUPS, .keys = rota_keys, .help = "Contacts by dates" },
	{ "routes", KEY_GROUPS, .keys = route_keys,
	    .help = "Who is told what; every route that fits speaks, each contact is told once" },
	{ "reports", KEY_GROUPS, .keys = report_keys,
	    .help = "Reports that are sent by the clock: each once, in the first working hours "
	    "after its period, or when vigie runs again" },
	{ "mail", KEY_GROUP, .keys = mail_keys, .help = "How mail leaves" },
	{ "sms", KEY_GROUP, KEY_LATER, .keys = sms_keys, .help = "How short messages leave" },
	{ "courier", KEY_GROUP, .keys = courier_keys, .help = "How often messages are tried" },
	{ "dead_man", KEY_GROUP, KEY_LATER, .keys = dead_man_keys,
	    .help = "A beat to an outside service, which alarms when it stops" },
	{ "mirror", KEY_GROUP, KEY_LATER, .keys = mirror_keys,
	    .help = "The public pages as files elsewhere, for when our own uplink is down" },
	{ "web", KEY_GROUP, .keys = web_keys, .help = "Pages and API" },
	{ "store", KEY_GROUP, KEY_REQUIRED, .keys = store_keys, .help = "Where things are kept" },
	{ "control", KEY_GROUP, KEY_REQUIRED, .keys = control_keys,
	    .help = "The command line's way in" },
	{ "pollers", KEY_GROUP, .keys = pollers_keys, .help = "Who asks" },
	{ "partners", KEY_GROUPS, KEY_LATER, .keys = partner_keys,
	    .help = "Bodies whose services the points give access to; once, in any file" },
	{ "site", KEY_GROUP, .keys = site_keys,
	    .help = "An access point; one in a file of sites.d" },
	{ "sites", KEY_GROUPS, .keys = site_keys, .help = "Several of them in one file" },
	END
};

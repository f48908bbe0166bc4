/*
 * inventory.h - what vigie knows of the network: one generation of the configuration.
 *
 * Plain data, built once by conf.c, never changed afterwards, freed whole.  A
 * reload builds the next generation beside it.  Sites, devices, checks and
 * groups are arrays; their index is their handle within one generation, their
 * `name` is their identity between generations.  Lists inside are given as
 * (pointer, count).  Every string is owned by the inventory, never NULL unless
 * said ("" = not given).
 */
#ifndef VIGIE_INVENTORY_H
#define VIGIE_INVENTORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

#define NONE		UINT32_MAX	/* no index */
#define ID_MAX		32		/* bytes of an id: [a-z0-9-]{1,32} */

struct calendar;	/* model/calendar.h: opening hours, parsed */
struct zone;		/* model/zone.h: a time zone's transitions */

struct pair { const char *name, *value; };
struct conf_memory;

enum group_kind { GROUP_EXCHANGE, GROUP_BACKHAUL, GROUP_OPERATOR, GROUP_POWER };

struct group {
	const char	*id, *name;
	enum group_kind	 kind;
	uint32_t	 parent;	/* index, NONE = top */
	uint32_t	 order;		/* position in the configuration */
};

struct contact {			/* also each animator of a site: those have .site */
	const char	*id;		/* "" for an animator */
	const char	*name, *mail, *sms, *webhook, *webhook_key;
	const char	*phone;		/* of an animator, for people */
	const char	*language;	/* "fr" or "en" */
	uint32_t	 site;		/* NONE, or whose animator this is */
};

struct rota_turn { struct wall from; uint32_t contact; };
struct rota {
	const char	*id;
	struct rota_turn *turns;	/* in time order */
	uint32_t	 n_turns;
};

enum tell_kind { TELL_CONTACT, TELL_ROTA, TELL_ANIMATORS };
struct tell { enum tell_kind kind; uint32_t index; };	/* index of a contact or rota */

enum severity { SEVERITY_DIGEST, SEVERITY_WARN, SEVERITY_DOWN };

#define BY_MAIL		1u
#define BY_SMS		2u
#define BY_WEBHOOK	4u

struct escalation {
	int64_t		 after_ms;
	struct tell	*tell;
	uint32_t	 n_tell;
};

struct route {
	const char	**bases;	/* each list: empty = any */
	uint32_t	 n_bases;
	uint32_t	*sites;
	uint32_t	 n_sites;
	uint32_t	*groups;
	uint32_t	 n_groups;
	const char	**kinds;	/* kinds of incident, interfaces' words */
	uint32_t	 n_kinds;
	enum severity	 severity;	/* this and worse; default SEVERITY_DOWN */
	const struct calendar *when;	/* NULL = at any hour */
	struct tell	*tell;
	uint32_t	 n_tell;
	unsigned	 by;		/* BY_* bits, default BY_MAIL */
	struct escalation *escalate;
	uint32_t	 n_escalate;
};

/* A report that is sent by the clock. */
struct scheduled {
	const char	*period;	/* "week", "month", "quarter", "year" */
	const char	*scope;		/* "network", or the id of a group or site */
	const char	*format;	/* "pdf" */
	bool		 is_frozen;	/* frozen before it is sent */
	uint32_t	*to;		/* indexes of contacts; each has a mail address */
	uint32_t	 n_to;
};

struct snmp_credential {
	const char	*id;
	struct pair	*options;	/* ready for the snmp plugin: version, community, user... */
	uint32_t	 n_options;
};

enum link_kind { LINK_ADSL, LINK_VDSL, LINK_SDSL, LINK_FTTH, LINK_FTTO, LINK_CABLE, LINK_4G,
	LINK_5G, LINK_SATELLITE, LINK_RADIO, LINK_OTHER };

/* The link's device list order: router, backup, PCs, devices, visio; then the pseudo device SITE/link. */
enum device_kind { DEVICE_ROUTER, DEVICE_BACKUP, DEVICE_PC, DEVICE_OTHER, DEVICE_VISIO, DEVICE_LINK };

struct device {
	const char	*name;		/* "alboussiere/router": identity and RRD name */
	const char	*id;		/* "router", "accueil"; within `name` */
	enum device_kind kind;
	const char	*type;		/* of DEVICE_OTHER: "ups", ... */
	uint32_t	 site;
	const char	*address;	/* "" for push devices and for the pseudo device link */
	bool		 is_public;	/* PCs: counts for the convention */
	bool		 is_maintained;
	bool		 is_push;	/* reach = "push" */
	const char	*mac;
	uint32_t	 first_check, n_checks;	/* in inventory.checks; contiguous */
};

struct check {
	const char	*name;		/* "alboussiere/router/icmp", "canary/192.0.2.1" */
	const char	*id;		/* "icmp"; within `name` */
	const char	*probe;		/* plugin's name, or "push" */
	uint32_t	 device;	/* NONE for a canary */
	uint32_t	 site;		/* NONE for a canary */
	const char	*address;	/* what is probed */
	int64_t		 interval_ms, timeout_ms;
	unsigned	 fall, rise;
	struct pair	*options;	/* for the plugin; values resolved (@secret:), not yet parsed */
	uint32_t	 n_options;
	bool		 is_answer_of_site;	/* its packets go to an address of the site (rule 6) */
};

struct referent { const char *partner, *name, *phone, *mail, *checked; };
struct partner { const char *id, *name, *url, *phone, *state; };

struct site {
	const char	*id, *was, *name, *kind;
	const char	**labels;
	uint32_t	 n_labels;
	const char	*commune, *insee, *base;
	const char	**serves;
	uint32_t	 n_serves;
	bool		 has_position;
	double		 lat, lon;	/* degrees, WGS 84 */
	const char	*opening_text;
	const struct calendar *opening;
	const char	*first_day, *last_day;	/* counted in reports, "2026-03-02"; "" = no bound */
	/* the convention as it holds here */
	uint32_t	 min_online_pcs;
	double		 min_weekly_hours, target_pct;
	const char	*working_hours_text;
	const struct calendar *working_hours;
	int64_t		 intervene_within_ms, restore_within_ms;	/* working time */
	uint32_t	*animators;	/* indexes of contacts */
	uint32_t	 n_animators;
	struct referent	*referents;
	uint32_t	 n_referents;
	enum link_kind	 link_kind;
	const char	*operator;
	uint32_t	*groups;	/* indexes of groups the link is in */
	uint32_t	 n_groups;
	int64_t		 down_bps, up_bps;	/* 0 = not given */
	const char	*first_hop;	/* "" = none; probed by the check SITE/link/first_hop */
	enum link_kind	 backup_kind;	/* of its backup, where it has one */
	const char	*interface;	/* of the router, "" = the busiest */
	double		 visio_max_latency_ms, visio_max_jitter_ms;
	uint32_t	 router, backup;	/* indexes of devices, NONE = none */
	uint32_t	 link;			/* index of the pseudo device */
	uint32_t	 first_device, n_devices;	/* contiguous, the pseudo device last */
	const char	*file;		/* where it was read, for messages */
	int		 line;
};

struct inventory {
	/* network */
	const char	*id, *name, *timezone, *language, *url, *phone, *holidays;
	const struct zone *zone;	/* owned here, like every calendar */
	bool		 is_demo;	/* network.demo = true: pages say « démonstration » */
	/* convention, network-wide; sites carry the effective values */
	const char	*working_hours_text;
	const struct calendar *working_hours;
	int64_t		 intervene_within_ms, restore_within_ms;	/* working time */
	double		 min_weekly_hours, target_pct;
	/* judgement */
	int64_t		 settle_ms;
	double		 drift_snr_db, drift_sync_pct;	/* a day that far under its median is a drift */
	uint32_t	 drift_days, drift_back_days;	/* days of the median; days in a row that end it */
	double		 saturated_traffic_pct;	/* of the link's rate, from which on it may be saturated */
	double		 saturated_times;	/* so much slower than its median */
	int64_t		 saturated_quiet_ms;	/* so long without that ends it */
	/* arrays */
	struct group	*groups;
	uint32_t	 n_groups;
	struct contact	*contacts;
	uint32_t	 n_contacts;
	struct rota	*rotas;
	uint32_t	 n_rotas;
	struct route	*routes;
	uint32_t	 n_routes;
	struct scheduled *reports;	/* of period, scope and format together there is one */
	uint32_t	 n_reports;
	struct partner	*partners;
	uint32_t	 n_partners;
	struct site	*sites;		/* in order of id */
	uint32_t	 n_sites;
	struct device	*devices;
	uint32_t	 n_devices;
	struct check	*checks;	/* canaries first */
	uint32_t	 n_checks;
	uint32_t	 n_canaries;	/* checks[0 .. n_canaries-1] */
	/* services */
	const char	*smtp, *mail_from, *mail_user, *mail_password;
	const char	*mail_tls;	/* "required", "opportunistic" or "none" */
	const char	*sms_url, *sms_body, *sms_authorization;
	uint32_t	 sms_per_day;
	bool		 sms_gammu;
	const char	*web_listen;	/* "127.0.0.1:8080", "[::1]:8080" */
	const char	*web_tls_cert, *web_tls_key;
	const char	**web_proxies;
	uint32_t	 n_web_proxies;
	const char	*store_dir, *control_socket;
	int64_t		 courier_retry_first_ms, courier_retry_for_ms;
	uint32_t	 courier_per_hour;
	int64_t		 series_flush_ms;
	int64_t		 results_keep_ms, results_max_bytes;	/* of recorded results; 0 ms: none are */
	uint32_t	 personal_months;	/* 1 .. 12: then the journal forgets who and which PC */
	const char	*dead_man_url;	/* "" = none */
	int64_t		 dead_man_every_ms;
	const char	**mirror_command;	/* an argument vector; empty = no mirror */
	uint32_t	 n_mirror_command;
	int64_t		 mirror_every_ms;
	uint32_t	 n_pollers;
	char		 sha256[65];	/* of all files' bytes, in hex: which version this is */
	struct conf_memory *memory;	/* conf's: where all of the above lives */
	atomic_uint	 n_held;	/* who holds it beside its owner */
};

/* Index of a named thing, NONE when there is none. */
uint32_t	 inventory_site(const struct inventory *inv, const char *id);
uint32_t	 inventory_device(const struct inventory *inv, const char *name);
uint32_t	 inventory_check(const struct inventory *inv, const char *name);
uint32_t	 inventory_group(const struct inventory *inv, const char *id);
/* Is the site in that group, or in one below it?  No group is called NONE. */
bool		 inventory_is_below(const struct inventory *inv, const struct site *site, uint32_t group);

/*
 * Whoever reads a generation in another thread holds it meanwhile: it is freed
 * with the last who lets go.
 */
struct inventory *inventory_hold(struct inventory *inv);
/* Lets go of it, and frees it whole when nobody holds it any more; NULL is fine. */
void		 inventory_free(struct inventory *inv);

#endif

/*
 * inside.h - what the files of the judge share; nobody else includes it.
 *
 * Times are milliseconds here (int64_t x_ms, 0 = never): judgement compares and
 * adds them all the time.  An index is the inventory's.  `at_ms` is when
 * something happened, j->now_ms when it became known.
 *
 * How a result travels: judge_result (judge.c) -> check_feed (check.c) ->
 * site_judge (site.c), which asks in this order device, link, the devices behind
 * it, convention, the causes (incident.c, cause.c) and what is to be told
 * (hold.c, route.c).  A result that only says again what its check said before,
 * in a site where all is settled (`is_calm`), stops at judge_result.
 */
#ifndef VIGIE_JUDGE_INSIDE_H
#define VIGIE_JUDGE_INSIDE_H

#include <sys/queue.h>

#include "judge/judge.h"

#define NEVER_MS	INT64_MAX

/* Something that is up or down: a device, a link, a convention. */
struct object {
	int64_t		 since_ms;	/* as journalled: whole second */
	int64_t		 exact_ms;	/* when it really was */
	uint32_t	 check;		/* that decided, NONE */
	uint32_t	 count;		/* in a row */
	uint8_t		 state;		/* enum state_word */
	uint8_t		 was:4, what:4;	/* before; enum object_kind */
};

enum object_kind { OBJECT_DEVICE, OBJECT_LINK, OBJECT_CONVENTION };

/* What a rule says an object is, before it is compared with what it was. */
struct verdict {
	enum state_word	 state;
	int64_t		 at_ms;
	uint32_t	 check;		/* NONE */
	unsigned	 count;
};

struct check_live {
	int64_t		 last_ms;	/* start of the latest result */
	int64_t		 valid_ms;	/* of the latest that counts: it speaks for hold_ms from then */
	int64_t		 answer_ms;	/* of the latest ok or warn */
	int64_t		 fail_ms;	/* first failure of the streak; while down, of what brought it down */
	int64_t		 ok_ms;		/* first success of the streak */
	int64_t		 due_ms;	/* armed in the heap, NEVER_MS = not */
	char		*text;		/* of the latest failure; owned, NULL = none */
	uint32_t	 site, device;	/* NONE for a canary */
	uint32_t	 hold_ms;	/* 2.5 x interval */
	uint32_t	 epoch;		/* of the judge when it last spoke: another one voids all above */
	uint32_t	 n_fail, n_ok;	/* in a row */
	uint8_t		 state;		/* STATE_UNKNOWN, _UP, _DOWN */
	uint8_t		 last;		/* enum judged_status */
	bool		 has_answered:1;	/* ever */
	bool		 is_waited:1;	/* rule 12: since the start neither a result nor the end of a holding */
	bool		 is_behind:1;	/* behind the link (rule 5) */
	bool		 is_counted:1;	/* an answer of the site (rule 6) */
	bool		 is_push:1;
	bool		 is_silent:1;	/* a canary (rule 3) */
	bool		 is_router:1;	/* a router's */
};

struct device_live {
	struct object	 o;
	uint32_t	 primary;	/* check, NONE */
	uint32_t	 boot_check;	/* that said: */
	int64_t		 boot_ms, boot_seen_ms;		/* booted then, as an answer said that began then */
	int64_t		 fail_after_ms;	/* first failure after the latest answer of another check than the primary */
	int64_t		 down_from_ms;	/* PCs: first failure since last known up; 0 = none */
	int64_t		 days_due_ms;	/* when the third day of that closes; 0 = not asked yet */
};

TAILQ_HEAD(lives, live);

/* An incident that is remembered. */
struct live {
	struct incident	 i;		/* its strings and lists are owned */
	struct incident_event *events;
	size_t		 n_events, room_events;
	struct told	*told;
	size_t		 n_told, room_told;
	uint32_t	 site, device, check, group;	/* in this inventory, NONE */
	int64_t		 confirmed_ms;	/* exactly */
	int64_t		 free_ms;	/* what held its notice let go then; 0 = nothing ever held it */
	int64_t		 fail_ms;	/* start of the latest failure seen on it */
	int64_t		 last_change_ms;	/* rule 10 */
	int64_t		 again_ms;	/* rule 9: judged anew since its group ended then; 0 = no */
	int64_t		 moved_ms;	/* rule 9: group fell under its quorum then, 0 = no */
	uint32_t	 n_lost;	/* rule 9: lost sites of its group that it speaks for */
	int64_t		 wake_ms;	/* of what has no site: nothing changes for it before */
	bool		 is_held, is_listed;
	bool		 is_wanting;	/* a notice waits only for a failure begun after what held it */
	uint8_t		 hop;		/* rule 8: what first_hop said last */
	TAILQ_ENTRY(live) entry;	/* of its site's or the judge's list, while is_listed */
};

#define LINE_SLOTS	50u		/* half hours of a local day, at most */
#define LINE_DAYS_MAX	90u

/* Tenths of a dB, kbit/s, tenths of a millisecond. */
enum line_metric { LINE_SNR, LINE_SYNC, LINE_RTT, LINE_N };

struct line_metric_live {
	uint32_t	 check;		/* that told the latest, NONE */
	int32_t		 slots[LINE_SLOTS];	/* the first of each half hour of the day, FACT_LINE_NONE */
	int32_t		 days[];	/* medians, oldest first, FACT_LINE_NONE */
};

/* What a link's line is like (line.c), and whether it is full (saturated.c); made with its first value. */
struct line_live {
	struct line_metric_live *metrics[LINE_N];	/* owned, NULL = never told */
	uint32_t	 n_days;	/* of each */
	int32_t		 day, last_day;	/* the one that lasts; the latest with a median */
	int64_t		 from_ms, to_ms;	/* of the one that lasts */
	uint32_t	 n_back;	/* days in a row that a drift was back */
	/* saturated.c */
	uint32_t	 epoch;		/* of the judge: another one voids the rest */
	double		 in_bps, out_bps;	/* the latest traffic; NAN */
	int64_t		 traffic_ms;	/* as told then; 0 = not */
	uint32_t	 traffic_check;
	uint32_t	 n_full;	/* slow results in a row under full traffic */
	int64_t		 full_ms;	/* the first of them */
	int64_t		 calm_ms;	/* the first result since that was not; 0 = none */
	int64_t		 over_ms;	/* it has been so for long enough: from then; 0 = no */
	uint32_t	 full_check;	/* whose they are */
	struct evidence	 why;		/* of the latest slow one, without .check */
};

#define WITHIN_MS	(5 * MIN_MS)	/* rule 9: of each other */

/* A lost site, as a group counts it (lost.c). */
struct lost {
	int64_t		 failed_ms;	/* first failure; judged anew: since then */
	struct live	*live;		/* its open link incident */
	struct live	*speaker;	/* of what groups say: speaks for that one, NULL = it speaks for itself */
	uint32_t	 group;		/* the speaker's, NONE */
	uint32_t	 site;
};

struct site_live {
	struct object	 link, convention;
	char		*convention_name;	/* owned */
	int64_t		 fail_after_ms;	/* first failure after the latest answer of anything but the router */
	int64_t		 due_ms;
	int64_t		 none_for_ms, none_due_ms;	/* of none_ms: when its 30 minutes have passed */
	int64_t		 none_ms;	/* rule 8: link up and all public PCs down since; or mute since; 0 = no */
	int64_t		*changes;	/* rule 10: its link's latest, and those in the hour before it */
	size_t		 n_changes, room_changes;
	struct lives	 lives;		/* unfinished incidents */
	uint32_t	*groups;	/* all groups above it, nearest first; owned */
	uint32_t	 n_groups;
	int64_t		 lost_ms;	/* .failed_ms as entered in them, 0 = it is not */
	int64_t		 held_until_ms;	/* hours or a window hold its notices until then at least */
	struct line_live *line;		/* owned, NULL = none */
	uint32_t	 line_check;	/* that said: */
	int64_t		 line_ms, line_seen_ms;		/* the line synchronised then, as an answer said that began then */
	bool		 on_backup, is_calm;
	bool		 is_member;	/* rule 9: it has a router or a backup */
	bool		 in_works;	/* rule 9: in a maintenance window, as of the last change of any */
	bool		 is_pending, is_waiting;	/* a down waits for the canaries; for the router */
};

struct group_live {
	uint32_t	 n_sites, n_works;	/* members in it or below; those in a maintenance window */
	struct lost	*lost;		/* that count for it, by failed_ms, then site; owned */
	uint32_t	 n_lost, n_alone;	/* n_alone: that nothing speaks for */
	size_t		 room_lost;
	const struct lost *together;	/* of them: those that make it qualify now, while groups are judged; NULL = it does not */
	uint32_t	 n_together;
	uint32_t	 n_kids;	/* groups right below it */
	struct live	*live;		/* its open incident, NULL */
	uint32_t	 n_incidents;	/* at least those that are remembered */
	bool		 is_touched;	/* something of its sites changed since groups were judged */
	bool		 is_moved;	/* its incident opened or ended since then (rule 10) */
};

struct due { int64_t at_ms; uint32_t owner; };

struct digest_mark {
	char		*who;		/* owned */
	int64_t		 at_ms;		/* his latest list; before the first one: known since */
};

struct judge {
	const struct inventory *inv;
	judge_fact_fn	*fn;
	void		*arg;
	int64_t		 now_ms;
	int64_t		 void_ms;	/* results begun before (start, end of blindness) change nothing */
	int64_t		 blind_ms;	/* blind since */
	int64_t		 start_ms;
	int64_t		 push_ms;	/* silence of push devices counts from here at the earliest */
	int64_t		 moved_ms;	/* of what a site's judgement has changed: the latest instant */
	int64_t		 all_due_ms;	/* armed for what has no site */
	int64_t		 windows_ms;	/* rule 9: no window begins or ends before */
	int64_t		 flaps_ms;	/* rule 10: nothing changes for a flapping group before */
	int64_t		 forgot_ms;	/* when old incidents were forgotten last */
	int64_t		 digest_ms;	/* no list is due before; 0 = ask */
	uint64_t	 n_restored;	/* incidents, ever */
	uint32_t	 epoch;
	uint32_t	 n_waited;	/* rule 12 */
	uint32_t	 next_incident, next_notice, next_window;
	bool		 is_running, is_blind, is_door_open, is_gate_open;
	bool		 is_groups_due;	/* some group is touched */
	uint32_t	*touched;	/* groups, each once */
	size_t		 n_touched, room_touched;
	struct check_live *checks;
	struct device_live *devices;
	struct site_live *sites;
	struct group_live *groups;
	struct due	*heap;
	size_t		 n_heap, room_heap;
	uint32_t	*pending;	/* sites that wait for the canaries */
	size_t		 n_pending, room_pending;
	struct live	**remembered;	/* by number */
	size_t		 n_remembered, room_remembered;
	struct lives	 lives;		/* unfinished incidents without a site */
	struct fact_window *windows;
	size_t		 n_windows, room_windows;
	int64_t		*route_open_ms;	/* since when each route may speak; 0 = it may not */
	struct digest_mark *marks;	/* digest.c */
	size_t		 n_marks, room_marks;
	struct recipient *recipients;	/* fold.c */
	size_t		 n_recipients, room_recipients;
};

/* Nothing has voided what it said (blindness, a stop). */
static inline bool
is_current(const struct judge *j, const struct check_live *c)
{
	return c->epoch == j->epoch;
}

static inline bool
is_up(unsigned state)
{
	return state == STATE_UP || state == STATE_DEGRADED;
}

static inline int64_t
floor_second(int64_t ms)
{
	return ms - (ms % SEC_MS + SEC_MS) % SEC_MS;
}

static inline int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static inline int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* due.c: who wants to be called when; owners are checks, then sites, then the rest */
void		 due_check(struct judge *j, uint32_t check, int64_t at_ms);
void		 due_site(struct judge *j, uint32_t site, int64_t at_ms);
void		 due_all(struct judge *j, int64_t at_ms);
void		 due_run(struct judge *j, int64_t now_ms);
int64_t		 due_next(const struct judge *j);
void		 due_forget(struct judge *j);

/* judge.c */
void		 emit(struct judge *j, struct fact *fact);
void		 emit_state(struct judge *j, const struct object *o);
/* The one mutator of objects: true, and said, if the state changed. */
bool		 object_set(struct judge *j, struct object *o, const struct verdict *v);
const char	*object_name(const struct judge *j, const struct object *o);
/* What has no site fell due. */
void		 all_due(struct judge *j);
/* Rule 12: one of those waited for since the start has spoken, or its holding has ended. */
void		 judge_build(struct judge *j, const struct inventory *inv);
void		 judge_demolish(struct judge *j);
void		 judge_pass(struct judge *j, struct wall now);
struct wall	 judge_finish(struct judge *j);
void		 gate_pass(struct judge *j, struct check_live *c);
void		 sites_due_now(struct judge *j);
/* What has no site is looked at again, each of it. */
void		 lives_wake(struct judge *j);

/* check.c */
void		 check_feed(struct judge *j, uint32_t check, enum judged_status status,
		    int64_t started_ms, const char *text);
void		 check_due(struct judge *j, uint32_t check);
/* Moves its state by rule 4. */
void		 check_settle(struct judge *j, uint32_t check);
void		 check_restart(struct check_live *c);
/* Its latest result is an answer begun after `after_ms`, and still speaks. */
bool		 check_keeps(const struct judge *j, const struct check_live *c, int64_t after_ms);

/* canary.c */
void		 canary_feed(struct judge *j, uint32_t check, enum judged_status status, int64_t started_ms);
void		 canary_due(struct judge *j, uint32_t check);
bool		 canary_majority_since(const struct judge *j, int64_t ms);
void		 canary_judge(struct judge *j, int64_t at_ms);
/* Everything is unknown from at_ms on. */
void		 all_unknown(struct judge *j, int64_t at_ms);
/* The incident `blind`, when it has lasted. */
void		 blind_due(struct judge *j);
void		 blind_over(struct judge *j, int64_t at_ms);

/* device.c, link.c, convention.c, site.c */
void		 device_choose_primary(struct judge *j, uint32_t device);
void		 device_judge(struct judge *j, uint32_t device, int64_t at_ms);
void		 link_judge(struct judge *j, uint32_t site, int64_t at_ms);
int64_t		 link_last_answer(const struct judge *j, uint32_t site);
/* The latest answer of anything but the router; of another check than the primary. */
int64_t		 link_other_answer(const struct judge *j, uint32_t site);
int64_t		 device_other_answer(const struct judge *j, uint32_t device, int64_t after_ms);
int64_t		 router_answer(const struct judge *j, const struct site *site);
void		 convention_judge(struct judge *j, uint32_t site, int64_t at_ms);
void		 clocks_judge(struct judge *j, uint32_t site);
int64_t		 clocks_due(struct judge *j, uint32_t site);
void		 site_judge(struct judge *j, uint32_t site, int64_t at_ms);
void		 site_wait_for_canaries(struct judge *j, uint32_t site);

/* incident.c */
struct live	*incident_new(struct judge *j, enum incident_kind kind, uint32_t site, uint32_t group,
		    const char *object, int64_t opened_ms, const struct evidence *why);
/* The same, and says that it opened. */
struct live	*incident_open(struct judge *j, enum incident_kind kind, uint32_t site, uint32_t group,
		    const char *object, int64_t opened_ms, const struct evidence *why);
void		 incident_event(struct judge *j, struct live *l, enum event_type type, int64_t at_ms,
		    const char *by, const char *text, const struct evidence *why);
enum responsibility group_responsibility(const struct judge *j, uint32_t group);
void		 incident_restore(struct judge *j, struct live *l, int64_t at_ms, const char *text);
void		 incident_unlist(struct judge *j, struct live *l);
void		 incident_list(struct judge *j, struct live *l);
struct live	*incident_find(const struct judge *j, uint32_t number);
/* The open one of its first kind on this site and object ("" = any). */
struct live	*incident_on(const struct judge *j, uint32_t site, enum incident_kind kind, const char *object);
void		 incidents_judge(struct judge *j, uint32_t site, int64_t at_ms);
void		 incident_find_object(const struct judge *j, struct live *l);
void		 incident_free(struct live *l);
void		 incident_set(const char **field, const char *value);
void		 incident_add_site(struct live *l, const char *id);
/* What it is about is judged down now. */
bool		 incident_is_down(const struct judge *j, const struct live *l);
void		 incident_saw_failure(struct judge *j, uint32_t check, int64_t started_ms);
void		 incidents_forget_old(struct judge *j);

/* recall.c */
void		 recall_place(struct judge *j, struct live *l);

/* adopt.c: what it is about has left the configuration? then it ends as removed */
bool		 live_has_place(const struct live *l);
void		 live_remove(struct judge *j, struct live *l);

/* rename.c: `name` ("SITE", "SITE/..."), or, in `out`, what it is called now */
const char	*rename_present(const struct judge *j, const char *name, char *out, size_t size);
void		 rename_live(struct live *l, const char *old, const char *new);
void		 rename_recalled(const struct judge *j, struct live *l);
/* Says all of a site again, which had the id `old` until now. */
void		 rename_say(struct judge *j, uint32_t site, const char *old);
#define NAME_ROOM	(3 * ID_MAX + 64)	/* for any object's name */

/* cause.c */
void		 cause_begin(struct judge *j, struct live *l);
void		 cause_judge(struct judge *j, struct live *l);
void		 cause_first_hop(struct judge *j, struct live *l);

/* lost.c: which sites of a group are lost, and does it qualify? */
bool		 group_is_above(const struct judge *j, uint32_t high, uint32_t low);
/* The group's incident that speaks for this one at last, NULL = it speaks for itself. */
struct live	*group_speaker(const struct judge *j, const struct live *l);
/* A site's link incident has changed: its groups count it anew; all sites, when a window begins or ends. */
void		 lost_enter(struct judge *j, uint32_t site);
void		 lost_enter_all(struct judge *j);
/* This group's incident speaks for its children in another place, or no more. */
void		 lost_enter_children(struct judge *j, const struct live *group);
/* Those that make a group without an incident qualify, in order; NULL: it does not. */
const struct lost *lost_together(const struct judge *j, uint32_t group, uint32_t *n);
/* An open group's incident still qualifies, the five minutes apart. */
bool		 lost_still(const struct judge *j, const struct live *l);
/* Of how many sites: those in no maintenance window. */
uint32_t	 lost_of(const struct judge *j, uint32_t group);

/* group.c, flapping.c */
void		 groups_build(struct judge *j);
void		 groups_judge(struct judge *j);
/* Something of this site changed; of all of them. */
void		 groups_touch(struct judge *j, uint32_t site);
void		 groups_touch_all(struct judge *j);
/* An incident on a group that no higher group has absorbed. */
bool		 group_speaks(const struct judge *j, const struct live *l);
void		 groups_pause(struct judge *j, bool is_blind);
int64_t		 groups_due(struct judge *j);
/* The link has just changed. */
void		 flapping_count(struct judge *j, struct site_live *s);
/* It went down with a group: what changed from then on is the group's; `give`: it was counted. */
void		 flapping_forget(struct judge *j, uint32_t site, int64_t from_ms);
void		 flapping_give(struct judge *j, uint32_t site, int64_t from_ms);
void		 flapping_judge(struct judge *j, uint32_t site);
int64_t		 flapping_due(struct judge *j, uint32_t site);
/* The same of a group, whose changes are its incidents' beginnings and ends. */
void		 flapping_judge_group(struct judge *j, uint32_t group);
int64_t		 flapping_due_group(const struct judge *j, const struct live *flapping);
void		 flapping_start(struct judge *j, struct live *l);

/* digest.c: the morning's list */
void		 digest_judge(struct judge *j);
int64_t		 digest_due(const struct judge *j);
void		 digest_recall(struct judge *j, const struct fact *fact);
void		 digest_free(struct judge *j);

/* fold.c: says a notice (its number is given here), or lets it wait for one that stands for several */
void		 notice_say(struct judge *j, struct fact_notice *n, bool may_wait);
void		 fold_judge(struct judge *j);
int64_t		 fold_due(const struct judge *j);
void		 fold_recall(struct judge *j, const struct fact *fact);
void		 fold_start(struct judge *j);
void		 fold_free(struct judge *j);
void		 fold_dump(const struct judge *j, struct buf *out);

/* line.c: what the router tells of its line, and drift */
struct line_live *line_of(struct judge *j, uint32_t site);
void		 line_free(struct line_live *line);
void		 line_keep(struct judge *j, uint32_t site, enum line_metric which, uint32_t check,
		    double value, int64_t started_ms);
/* The usual response time of its router; false if it is not known yet. */
bool		 line_usual_rtt(const struct judge *j, uint32_t site, int32_t *tenths_ms);
void		 line_judge(struct judge *j, uint32_t site);
void		 line_say(struct judge *j, uint32_t site);
int64_t		 line_due(const struct judge *j, uint32_t site);
void		 line_restart(struct judge *j, uint32_t site);
void		 line_recall(struct judge *j, const struct fact *fact);
/* Its site goes: no days any more, in the journal too. */
void		 line_forget(struct judge *j, uint32_t site);
/* Takes it over into another configuration, which may keep more days or fewer; frees `from`. */
void		 line_adopt(struct judge *j, uint32_t site, struct line_live *from);

/* saturated.c: true when the site has to be judged because of this result */
bool		 saturated_keep(struct judge *j, const struct judged_result *r, int64_t started_ms);
void		 saturated_judge(struct judge *j, uint32_t site);
/* While it lasts, what else is not well on site and not told yet is put down to it. */
void		 saturated_take(struct judge *j, uint32_t site);

/* window.c: *until is when the answer may change, NEVER_MS = not foreseen */
bool		 window_maintenance(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms);
bool		 window_open(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms);
/* Open, or opening within 30 minutes. */
bool		 window_may_tell(const struct judge *j, uint32_t site, int64_t t_ms, int64_t *until_ms);
/* When any window begins or ends next. */
int64_t		 window_change(const struct judge *j, int64_t t_ms);
void		 window_free(struct fact_window *w);
void		 window_say(struct judge *j, const struct fact_window *w);
/* When `ms` of opening outside maintenance have passed since from_ms. */
int64_t		 window_after(const struct judge *j, uint32_t site, int64_t from_ms, int64_t ms);
/* When the n-th whole opening day that begins at or after from_ms closes. */
int64_t		 window_days(const struct judge *j, uint32_t site, int64_t from_ms, unsigned n);

/* hold.c, route.c */
void		 hold_judge(struct judge *j, struct live *l);
int64_t		 hold_due(struct judge *j, struct live *l);
bool		 hold_now(struct judge *j, const struct live *l, int64_t *until_ms);
bool		 routes_open(struct judge *j);
int64_t		 routes_due(const struct judge *j);
bool		 route_is_open(const struct judge *j, uint32_t route, int64_t *until_ms);
void		 route_tell(struct judge *j, struct live *l);
void		 route_escalate(struct judge *j, struct live *l);
void		 route_remind(struct judge *j, struct live *l);
bool		 route_matches(const struct judge *j, const struct route *route, const struct live *l);
/* It names him: himself, as the one on duty, or as an animator. */
bool		 route_tells(const struct judge *j, const struct route *route, const struct contact *contact);
void		 route_tell_digest(struct judge *j, const struct contact *contact, unsigned by,
		    int64_t since_ms);
/* Pays what is owed; true when all is paid. */
bool		 route_settle(struct judge *j, struct live *l, enum notice_kind kind);
int64_t		 route_due(struct judge *j, const struct live *l);

#endif

/* life.c - random lives of a judge; see life.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "tests/unit/life.h"

#define N_STEPS	6000

const char	 life_world[] =
    "per_hour 5\ncanaries 3\ncontact tech\ncontact boss sms\n"
    "group top\ngroup x parent top\ngroup y parent top\n"
    "route tech after 900 boss\nroute boss sms when Mo-Fr 08:30-12:00,13:30-17:30\nroute tech warn\n"
    "site a groups x open Mo-Sa 09:00-12:00,14:00-18:00\n router icmp:20 snmp:60\n pc p public icmp:60\n animator ann\n"
    "site b groups x\n router icmp:20\n backup icmp:20\n pc p public icmp:60 tcp:60\n pc q public push push:60\n"
    "site c groups y\n router icmp:20 tcp:60\n pc p public icmp:60\n link dns:60 icmp:20:first_hop\n"
    "site d groups y\n router icmp:20\n device ups icmp:60\n visio icmp:60\n"
    "site e\n pc p public push push:60\n";

static uint64_t	 seed;

uint32_t
life_dice(uint32_t sides)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % sides;
}

/* As the twin calls things. */
static void
twin_line(const struct life *life, const char *line)
{
	char	 words[128];
	char	*at;

	if (life->is_other && strncmp(line, "b/", 2) == 0)
		snprintf(words, sizeof(words), LIFE_OTHER "%s", line + 1);
	else if (life->is_other && (at = strstr(line, " b ")) != NULL)
		snprintf(words, sizeof(words), "%.*s " LIFE_OTHER "%s", (int)(at - line), line, at + 2);
	else
		strlcpy(words, line, sizeof(words));
	play_line((struct play *)(uintptr_t)&life->twin, life->now_ms, words);
}

void
life_both(struct life *life, const char *line)
{
	play_line(&life->lived, life->now_ms, line);
	if (life->has_twin)
		twin_line(life, line);
}

/* What the twin says, in the other's names, without what only tells of a renaming. */
static char *
in_our_names(const char *text)
{
	struct buf	 out = { 0 };
	const char	*end;

	for (; *text != '\0'; text = end) {
		end = text + strcspn(text, "\n");
		end += *end == '\n';
		if (memmem(text, (size_t)(end - text), "\"renamed\"", 9) != NULL)
			continue;
		while (text < end)
			if (strncmp(text, LIFE_OTHER, strlen(LIFE_OTHER)) == 0) {
				buf_addc(&out, 'b');
				text += strlen(LIFE_OTHER);
			} else {
				buf_addc(&out, *text++);
			}
	}
	return buf_take(&out);
}

/* Fails with the first lines that differ. */
static void
same(const char *when, const char *lived, const char *recalled)
{
	size_t	 a, b;

	while (*lived != '\0' && (a = strcspn(lived, "\n")) == (b = strcspn(recalled, "\n")) &&
	    strncmp(lived, recalled, a) == 0) {
		lived += a + 1;
		recalled += b + 1;
	}
	if (strcmp(lived, recalled) != 0)
		fail_msg("%s: who lived says\n%.*s\nwho recalls\n%.*s", when, (int)strcspn(lived, "\n"), lived,
		    (int)strcspn(recalled, "\n"), recalled);
}

static void
same_text(const char *when, const char *lived, const char *twin)
{
	char	*ours = in_our_names(twin);

	same(when, lived, ours == NULL ? "" : ours);
	free(ours);
}

static void
show_state(struct buf *out, const char *name, const struct judge_state *s)
{
	buf_addf(out, "shown %s %s since %lld seen %lld count %u%s %s\n", name, state_word(s->state),
	    (long long)s->since.ms, (long long)s->seen.ms, s->count, s->on_backup ? " on backup" : "", s->text);
}

/* What the pages would show. */
static void
show(const struct life *life, const struct play *p, struct buf *out)
{
	struct judge_check	 c;
	struct judge_site	 site;
	struct judge_state	 s;

	for (uint32_t i = 0; i < p->inv->n_checks; i++) {
		if (strncmp(p->inv->checks[i].name, "aa/", 3) == 0 || strstr(p->inv->checks[i].name, "/aux/") != NULL)
			continue;
		judge_get_check(p->judge, i, &c);
		buf_addf(out, "shown %s %s%s at %lld answer %lld fail %lld %u ok %u%s %s\n", p->inv->checks[i].name,
		    state_word(c.state), c.has_result ? "" : " no result", (long long)c.last_at.ms,
		    (long long)c.last_answer.ms, (long long)c.first_fail.ms, c.n_fail, c.n_ok,
		    c.decides ? " decides" : "", c.has_result && c.last == JUDGED_FAIL ? c.text : "");
	}
	for (uint32_t i = 0; i < p->inv->n_sites; i++) {
		if (strcmp(p->inv->sites[i].id, "aa") == 0)
			continue;
		judge_get_site(p->judge, i, (struct wall){ life->now_ms }, &site);
		buf_addf(out, "shown %s %s since %lld %u of %u\n", p->inv->sites[i].id, state_word(site.state),
		    (long long)site.since.ms, site.n_online, site.n_public);
		show_state(out, p->inv->sites[i].id, &site.link);
		show_state(out, p->inv->sites[i].id, &site.convention);
	}
	for (uint32_t i = 0; i < p->inv->n_devices; i++) {
		if (strncmp(p->inv->devices[i].name, "aa/", 3) == 0 || strstr(p->inv->devices[i].name, "/aux") != NULL)
			continue;
		judge_get_device(p->judge, i, &s);
		show_state(out, p->inv->devices[i].name, &s);
	}
}

void
life_compare(struct life *life, const char *when)
{
	struct buf	 a = { 0 }, b = { 0 };

	if (!life->has_twin)
		return;
	same_text(when, buf_str(&life->lived.out), buf_str(&life->twin.out));
	buf_clear(&life->lived.out);
	buf_clear(&life->twin.out);
	judge_dump(life->lived.judge, &a);
	judge_dump(life->twin.judge, &b);
	show(life, &life->lived, &a);
	show(life, &life->twin, &b);
	same_text(when, buf_str(&a), buf_str(&b));
	buf_done(&a);
	buf_done(&b);
}

static void
stop_and_start(struct life *life)
{
	life_both(life, life_dice(2) ? "stop" : "crash");
	life->now_ms += 1000 + life_dice(400) * 1000;
	life->start(life);
	life_both(life, "start");
	life_compare(life, "after a start");
	if (life_dice(2))
		life->reload(life);
}

static void
poll(struct life *life, uint32_t check)
{
	const struct check	*c = &life->inv->checks[check];
	bool			 fails;
	char			 line[96];

	if (c->site == NONE)
		fails = life->is_blind && check > 0;
	else
		fails = life->is_blind || life->thing_down[check] ||
		    (life->site_down[c->site] && strcmp(c->id, "first_hop") != 0);
	life->next_ms[check] = life->now_ms + c->interval_ms / (fails ? 3 : 1);
	if (life->thing_mute[check] || (fails && strcmp(c->probe, "push") == 0))
		return;
	snprintf(line, sizeof(line), "%s %s", c->name, fails ? "x no_reply" : life_dice(50) == 0 ? "w" : "o");
	if (!fails && strcmp(c->probe, "snmp") == 0)
		strlcat(line, life_dice(2) ? " uptime=120" : " uptime=100000 line=60", sizeof(line));
	if (life_dice(20) == 0) {	/* one that took long to arrive */
		size_t	 len = strlen(line);

		snprintf(line + len, sizeof(line) - len, " started=%g",
		    (double)(life->now_ms - STORY_ZERO_MS) / 1000 - life_dice(60));
	}
	life_both(life, line);
}

static void
declare(struct life *life)
{
	static const char *const	 scopes[] = { "a", "b", "x", "all" };
	char				 line[96];
	double				 now = (double)(life->now_ms - STORY_ZERO_MS) / 1000;

	snprintf(line, sizeof(line), "maintenance %s %g %g", scopes[life_dice(N_ELEMENTS(scopes))], now,
	    now + 600);
	life_both(life, line);
}

static void
fate(struct life *life)
{
	char	 line[64];

	switch (life_dice(60)) {
	case 0: case 1: case 2: case 3: case 4: case 5:
		life->site_down[life_dice(5)] ^= true;
		break;
	case 6: case 7:
		life->thing_down[life_dice(life->inv->n_checks)] ^= true;
		break;
	case 8:
		life->is_blind ^= true;
		break;
	case 9:
		stop_and_start(life);
		break;
	case 10:
		snprintf(line, sizeof(line), "ack %u", 1 + life_dice(20));
		life_both(life, line);
		break;
	case 11:
		declare(life);
		break;
	case 13: case 14: case 15: case 16: case 17: case 18: case 19: case 20:
		life->reload(life);
		break;
	case 21: case 22:
		life->thing_mute[life_dice(life->inv->n_checks)] ^= true;
		break;
	case 12:
		for (int i = 0; i < 8; i++)
			life->site_down[i] = false;
		for (int i = 0; i < 64; i++)
			life->thing_down[i] = life->thing_mute[i] = false;
		life->is_blind = false;
		break;
	default:
		break;
	}
}

void
life_live(struct life *life, uint64_t which)
{
	char	 when[64];

	seed = 88172645463325252u + which * 2654435761u;
	life->now_ms = STORY_ZERO_MS;
	life_both(life, "start");
	for (int step = 0; step < N_STEPS; step++) {
		uint32_t	 next = 0;

		for (uint32_t i = 1; i < life->inv->n_checks; i++)
			if (life->next_ms[i] < life->next_ms[next])
				next = i;
		if (life->next_ms[next] > life->now_ms)
			life->now_ms = life->next_ms[next];
		poll(life, next);
		if (life_dice(20) == 0)
			fate(life);
		snprintf(when, sizeof(when), "seed %u step %d", (unsigned)which, step);
		if (step % 50 == 0)
			life_compare(life, when);
	}
	life_compare(life, when);
}

void
lives_live(unsigned n, void (*one)(uint64_t which))
{
	const char	*only = getenv("SEED"), *many = getenv("SEEDS");

	if (only != NULL) {
		one((uint64_t)atol(only));
		return;
	}
	if (many != NULL)
		n = (unsigned)atoi(many);
	for (unsigned i = 0; i < n; i++)
		one(i);
}

void
reload_stories_hold(const struct reload_story *stories, size_t n)
{
	unsigned	 n_failed = 0;

	for (size_t i = 0; i < n; i++) {
		struct world	*before = world_new(stories[i].before), *after = world_new(stories[i].after);
		struct play	 p = { 0 };

		play_begin(&p, world_inventory(before), "state incident notice");
		play_line(&p, STORY_ZERO_MS, "start");
		play_story(&p, stories[i].first);
		judge_adopt(p.judge, world_inventory(after), (struct wall){ STORY_ZERO_MS +
		    (stories[i].at_s != 0 ? stories[i].at_s : 55) * SEC_MS });
		p.inv = world_inventory(after);
		world_free(before);	/* nothing of it may be used any more */
		play_story(&p, stories[i].then);
		if (strcmp(buf_str(&p.out), stories[i].says) != 0) {
			printf("# \"%s\" does not hold; it says\n%s# instead of\n%s", stories[i].what,
			    buf_str(&p.out), stories[i].says);
			n_failed++;
		}
		play_end(&p);
		world_free(after);
	}
	assert_int_equal(n_failed, 0);
}

/* shell.c - see shell.h: channels, doors and lives */
#include <sys/queue.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "engine/control.h"
#include "engine/engine.h"
#include "engine/reloader.h"
#include "engine/run.h"
#include "ipc/channel.h"
#include "judge/judge.h"
#include "model/conf.h"
#include "tests/sim/disk.h"
#include "tests/sim/loop.h"
#include "tests/sim/shell.h"

#define N_POLLERS	16
#define N_SEATS		(N_POLLERS + PROGRAM_N)
#define FD_BASE		10000	/* descriptors that are none */
#define LATENCY_US	200

/* Something said to the engine, on its way. */
struct letter {
	STAILQ_ENTRY(letter)	 next;
	enum msg_type		 type;
	union msg		 msg;
	void			*block;
	int64_t			 at_us;
};

struct channel {
	STAILQ_HEAD(, letter)	 letters;
	struct alarm		 alarm;
	channel_msg_fn		*on_msg;
	channel_gone_fn		*on_gone;
	void			*arg;
	int			 seat;		/* -1: people's */
	bool			 is_greeted, is_ended;
	struct channel		*next;		/* of those to be freed */
};

struct control { int unused; };
struct reloader { struct engine *engine; };

static struct {
	struct engine		*engine;
	bool			 is_dead, is_loud, was_taken;
	unsigned		 n_lives, n_dropped;
	struct program_run	 run;
	const struct shell_calls *calls;
	struct channel		*seats[N_SEATS];
	struct channel		 people;	/* all of them */
	struct channel		*ended;
	struct control		 control;
	char			*answer;	/* parts of one */
	size_t			 answer_len;
} shell;

/* Log: to stderr when somebody wants to read it. */

void
log_init(const char *program, bool to_syslog, bool is_debug)
{
	(void)program;
	(void)to_syslog;
	(void)is_debug;
}

void
log_at(enum log_level level, const char *fmt, ...)
{
	char	 stamp[WALL_TEXT_SIZE];
	va_list	 ap;

	if (!shell.is_loud || level == LOG_LEVEL_DEBUG)
		return;
	va_start(ap, fmt);
	fprintf(stderr, "%s %s", wall_text_ms(loop_true(), stamp), shell.is_dead ? "(dead) " : "");
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
}

/* Channels. */

static int
seat_of(enum program_id who, unsigned instance)
{
	return who == PROGRAM_POLLER ? (int)instance : N_POLLERS + (int)who;
}

static void
letter_free(struct letter *l)
{
	free(l->block);
	free(l);
}

static void
sweep(void)
{
	struct channel	*ch;

	while ((ch = shell.ended) != NULL) {
		shell.ended = ch->next;
		free(ch);
	}
}

static void
on_mail(void *arg)
{
	struct channel	*ch = arg;
	struct letter	*l = STAILQ_FIRST(&ch->letters);
	int64_t		 wakes_us = loop_engine_wakes_us();

	if (l == NULL)
		return;
	if (wakes_us > loop_now_us()) {
		alarm_set(&ch->alarm, wakes_us);
		return;
	}
	STAILQ_REMOVE_HEAD(&ch->letters, next);
	if (!STAILQ_EMPTY(&ch->letters))
		alarm_set(&ch->alarm, STAILQ_FIRST(&ch->letters)->at_us);
	if (!shell.is_dead)
		ch->on_msg(ch, l->type, &l->msg, ch->arg);
	if (l->type == MSG_HELLO && !ch->is_ended && !shell.is_dead) {
		ch->is_greeted = true;
		shell.calls->linked(ch->seat < N_POLLERS ? PROGRAM_POLLER :
		    (enum program_id)(ch->seat - N_POLLERS),
		    ch->seat < N_POLLERS ? (unsigned)ch->seat : 0, true);
	}
	letter_free(l);
}

static void
post(struct channel *ch, enum msg_type type, const union msg *msg, void *block, int64_t at_us)
{
	struct letter	*l = xcalloc(1, sizeof(*l));
	struct letter	*last = STAILQ_LAST(&ch->letters, letter, next);

	l->type = type;
	if (msg != NULL)
		l->msg = *msg;
	l->block = block;
	l->at_us = at_us;
	if (last != NULL && last->at_us > at_us)
		l->at_us = last->at_us;		/* a stream keeps its order */
	STAILQ_INSERT_TAIL(&ch->letters, l, next);
	if (!alarm_is_set(&ch->alarm))
		alarm_set(&ch->alarm, l->at_us);
}

struct channel *
channel_new(struct event_base *base, int fd, const char *self, channel_msg_fn *on_msg,
    channel_gone_fn *on_gone, void *arg)
{
	struct channel	*ch = xcalloc(1, sizeof(*ch));

	(void)base;
	(void)self;
	STAILQ_INIT(&ch->letters);
	alarm_init(&ch->alarm, on_mail, ch);
	ch->on_msg = on_msg;
	ch->on_gone = on_gone;
	ch->arg = arg;
	ch->seat = fd - FD_BASE;
	shell.seats[ch->seat] = ch;
	post(ch, MSG_HELLO, &(union msg){ .hello = { "peer", MSG_VERSION } }, NULL,
	    loop_now_us() + LATENCY_US);
	return ch;
}

void
channel_free(struct channel *ch)
{
	struct letter	*l;
	bool		 was_greeted;

	if (ch == NULL || ch->is_ended)
		return;
	was_greeted = ch->is_greeted;
	ch->is_ended = true;
	alarm_clear(&ch->alarm);
	while ((l = STAILQ_FIRST(&ch->letters)) != NULL) {
		STAILQ_REMOVE_HEAD(&ch->letters, next);
		letter_free(l);
	}
	if (shell.seats[ch->seat] == ch)
		shell.seats[ch->seat] = NULL;
	ch->next = shell.ended;
	shell.ended = ch;
	if (was_greeted)
		shell.calls->linked(ch->seat < N_POLLERS ? PROGRAM_POLLER :
		    (enum program_id)(ch->seat - N_POLLERS),
		    ch->seat < N_POLLERS ? (unsigned)ch->seat : 0, false);
}

void
channel_send(struct channel *ch, enum msg_type type, const void *msg)
{
	if (shell.is_dead || ch->seat < 0)
		return;
	shell.calls->heard(ch->seat < N_POLLERS ? PROGRAM_POLLER : (enum program_id)(ch->seat - N_POLLERS),
	    ch->seat < N_POLLERS ? (unsigned)ch->seat : 0, type, msg);
}

void
channel_answer(struct channel *ch, uint32_t id, unsigned status, const char *type, const void *body,
    size_t len)
{
	(void)ch;
	(void)type;
	if (!shell.is_dead)
		shell.calls->answered(id, status, body, len);
}

void
channel_snapshot(struct channel *ch, const void *body, size_t len)
{
	channel_send(ch, MSG_SNAPSHOT, &(struct msg_snapshot){ 0, true, { body, len } });
}

void
channel_attachment(struct channel *ch, uint64_t id, const void *body, size_t len)
{
	channel_send(ch, MSG_ATTACHMENT, &(struct msg_attachment){ id, 0, true, { body, len } });
}

size_t
channel_backlog(const struct channel *ch)
{
	(void)ch;
	return 0;
}

void
channel_flush(struct channel *ch, int ms)
{
	(void)ch;
	(void)ms;
}

const char *
channel_peer(const struct channel *ch)
{
	(void)ch;
	return "peer";
}

bool
channel_is_malformed(const struct channel *ch)
{
	(void)ch;
	return false;
}

int
channel_fd(const struct channel *ch)
{
	return FD_BASE + ch->seat;
}

/* The doors: control socket, reloads, the program's frame. */

struct control *
control_new(struct event_base *base, const char *path, control_ask_fn *on_ask,
    control_gone_fn *on_gone, void *arg, struct err *err)
{
	(void)base;
	(void)path;
	(void)on_ask;
	(void)on_gone;
	(void)arg;
	(void)err;
	return &shell.control;
}

void
control_free(struct control *control)
{
	(void)control;
}

unsigned
control_count(const struct control *control)
{
	(void)control;
	return 1;
}

struct reloader *
reloader_new(struct engine *e)
{
	struct reloader	*r = xcalloc(1, sizeof(*r));

	r->engine = e;
	return r;
}

void
reloader_free(struct reloader *r)
{
	free(r);
}

void
reloader_forget(struct reloader *r, const struct channel *ch)
{
	(void)r;
	(void)ch;
}

void
reloader_ask(struct reloader *r, const struct asker *asker)
{
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load(shell.run.conf_file, 0, &mistakes);
	char			*said;

	(void)asker;
	shell.was_taken = reload_take(r->engine, "SIGHUP", inv, &mistakes, &said);
	free(said);
	mistakes_done(&mistakes);
}

const char *
program_name(enum program_id id)
{
	static const char *const	 names[PROGRAM_N] = {
		"vigie-engine", "vigie-poller", "vigie-series", "vigie-courier", "vigie-web"
	};

	return names[id];
}

void
program_exit(int status)
{
	(void)status;
	shell_die();
}

void
program_drop_peer(enum program_id who, unsigned instance)
{
	(void)who;
	(void)instance;
	shell.n_dropped++;
}

void
program_reloaded(bool is_good)
{
	(void)is_good;
}

void
program_stats(struct msg_stats *out)
{
	*out = (struct msg_stats){ .program = "vigie-engine" };
}

/* Lives. */

bool
shell_hears(void)
{
	return shell.engine != NULL && !shell.is_dead && shell.engine->has_begun &&
	    loop_engine_wakes_us() <= loop_now_us();
}

void
shell_begin(const char *conf_file, const struct shell_calls *calls, bool is_loud)
{
	shell.run = (struct program_run){ .base = (struct event_base *)&shell, .conf_file = conf_file };
	shell.calls = calls;
	shell.is_loud = is_loud;
	shell.people.seat = -1;
}

struct engine *
shell_engine(void)
{
	return shell.engine;
}

bool
shell_is_dead(void)
{
	return shell.is_dead;
}

unsigned
shell_n_lives(void)
{
	return shell.n_lives;
}

unsigned
shell_n_dropped(void)
{
	return shell.n_dropped;
}

bool
shell_start(void)
{
	shell.is_dead = false;
	shell.n_lives++;
	shell.engine = run_start(&shell.run);
	return shell.engine != NULL;
}

void
shell_stop(void)
{
	struct engine	*e = shell.engine;

	shell.engine = NULL;	/* for all others it is gone */
	run_stop(e);
	sweep();
}

void
shell_die(void)
{
	shell.is_dead = shell.engine != NULL;
}

void
shell_bury(void)
{
	struct engine	*e = shell.engine;

	sweep();
	if (!shell.is_dead || e == NULL)
		return;
	disk_snatch();
	shell.engine = NULL;
	run_stop(e);
	sweep();
	disk_give_back();
}

/* Peers. */

void
shell_link(enum program_id who, unsigned instance)
{
	if (shell.engine != NULL && !shell.is_dead)
		run_peer(shell.engine, who, instance, FD_BASE + seat_of(who, instance));
}

void
shell_unlink(enum program_id who, unsigned instance)
{
	struct channel	*ch = shell.seats[seat_of(who, instance)];

	if (ch != NULL && !shell.is_dead)
		ch->on_gone(ch, "it has ended", ch->arg);
}

bool
shell_is_linked(enum program_id who, unsigned instance)
{
	const struct channel	*ch = shell.seats[seat_of(who, instance)];

	return ch != NULL && ch->is_greeted;
}

void
shell_post(enum program_id who, unsigned instance, enum msg_type type, const union msg *msg,
    void *block, int64_t at_us)
{
	struct channel	*ch = shell.seats[seat_of(who, instance)];

	if (ch == NULL || !ch->is_greeted)
		free(block);
	else
		post(ch, type, msg, block, at_us);
}

bool
shell_ask(uint32_t id, const char *name, unsigned role, const char *what, struct msg_pair *args,
    uint32_t n_args)
{
	struct asker	 asker = { .ch = &shell.people, .id = id, .role = role, .language = "en" };

	if (!shell_hears())
		return false;
	snprintf(asker.name, sizeof(asker.name), "%s", name);
	ask_take(shell.engine, &asker, &(struct msg_ask){ .id = id, .what = what, .token = "",
	    .language = "en", .args = args, .n_args = n_args });
	return true;
}

bool
shell_reload(void)
{
	shell.was_taken = false;
	if (shell_hears())
		run_reload(shell.engine);
	return shell.was_taken;
}

/* control.c - see control.h */
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/mem.h"
#include "engine/control.h"
#include "ipc/channel.h"

#define NO_GROUP	((gid_t)-1)
#define MAX_GROUPS	256
#define SWEEP_S		1

struct conn {
	TAILQ_ENTRY(conn)	 entry;		/* quietest first */
	struct control		*control;
	struct channel		*ch;
	struct asker		 asker;		/* .id is of the last question */
	struct mono		 heard;		/* last message, or the start */
	bool			 has_asked;
};

struct control {
	struct event_base	*base;
	char			*path;
	int			 fd;
	struct event		*listener, *sweep;
	control_ask_fn		*on_ask;
	control_gone_fn		*on_gone;
	void			*arg;
	gid_t			 technicians, readers;	/* NO_GROUP = the system has none */
	unsigned		 n_conns;
	TAILQ_HEAD(, conn)	 conns;
};

static void
conn_end(struct conn *conn)
{
	struct control	*c = conn->control;

	TAILQ_REMOVE(&c->conns, conn, entry);
	c->n_conns--;
	c->on_gone(c->arg, conn->ch);
	channel_free(conn->ch);
	free(conn);
}

static void
on_channel_gone(struct channel *ch, const char *why, void *arg)
{
	(void)ch;
	(void)why;
	conn_end(arg);
}

static void
on_channel_msg(struct channel *ch, enum msg_type type, const union msg *msg, void *arg)
{
	struct conn	*conn = arg;
	struct control	*c = conn->control;

	conn->heard = mono_now();
	TAILQ_REMOVE(&c->conns, conn, entry);
	TAILQ_INSERT_TAIL(&c->conns, conn, entry);
	if (type == MSG_HELLO)
		return;
	if (type != MSG_ASK || channel_backlog(ch) > CONTROL_BACKLOG) {
		conn_end(conn);
		return;
	}
	conn->has_asked = true;
	conn->asker.id = msg->ask.id;
	strlcpy(conn->asker.language, strncmp(msg->ask.language, "en", 2) == 0 ? "en" : "fr",
	    sizeof(conn->asker.language));
	c->on_ask(c->arg, &conn->asker, &msg->ask);
}

/* Who is at the other end. */

static bool
is_member(int fd, gid_t primary, gid_t wanted)
{
	gid_t		 groups[MAX_GROUPS];
	socklen_t	 len = sizeof(groups);

	if (wanted == NO_GROUP)
		return false;
	if (primary == wanted)
		return true;
	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &len) == -1)
		return false;
	for (size_t i = 0; i < len / sizeof(groups[0]); i++)
		if (groups[i] == wanted)
			return true;
	return false;
}

static enum role
role_of(const struct control *c, int fd, const struct ucred *who)
{
	if (who->uid == 0 || who->uid == geteuid())
		return ROLE_ADMIN;
	if (is_member(fd, who->gid, c->technicians))
		return ROLE_TECHNICIAN;
	if (is_member(fd, who->gid, c->readers))
		return ROLE_READER;
	return ROLE_NONE;
}

static void
name_of(const struct ucred *who, char *out, size_t size)
{
	struct passwd	*pw = getpwuid(who->uid);
	char		*text;

	if (pw != NULL) {
		strlcpy(out, pw->pw_name, size);
		return;
	}
	text = xasprintf("uid %u", (unsigned)who->uid);
	strlcpy(out, text, size);
	free(text);
}

static void
take(struct control *c, int fd)
{
	struct conn	*conn;
	struct ucred	 who;
	socklen_t	 len = sizeof(who);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &len) == -1) {
		close(fd);
		return;
	}
	if (c->n_conns >= CONTROL_MAX)
		conn_end(TAILQ_FIRST(&c->conns));
	conn = xcalloc(1, sizeof(*conn));
	conn->control = c;
	conn->heard = mono_now();
	conn->asker.role = role_of(c, fd, &who);
	name_of(&who, conn->asker.name, sizeof(conn->asker.name));
	conn->ch = channel_new(c->base, fd, "vigie-engine", on_channel_msg, on_channel_gone, conn);
	conn->asker.ch = conn->ch;
	TAILQ_INSERT_TAIL(&c->conns, conn, entry);
	c->n_conns++;
}

static void
on_listener(evutil_socket_t fd, short what, void *arg)
{
	struct control	*c = arg;

	(void)what;
	for (int i = 0; i < 16; i++) {	/* the rest in the next turn */
		int	 conn = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (conn != -1) {
			take(c, conn);
			continue;
		}
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			log_warn("control socket: cannot accept: %s", strerror(errno));
			event_del(c->listener);		/* the sweep opens it again */
		}
		return;
	}
}

static void
on_sweep(evutil_socket_t fd, short what, void *arg)
{
	struct control	*c = arg;
	struct mono	 now = mono_now();
	struct conn	*conn, *next;

	(void)fd;
	(void)what;
	event_add(c->listener, NULL);
	TAILQ_FOREACH_SAFE(conn, &c->conns, entry, next) {
		int64_t	 limit_s = conn->has_asked ? CONTROL_IDLE_S : CONTROL_FIRST_S;

		if (mono_sub(now, conn->heard) > limit_s * SEC_US)
			conn_end(conn);
	}
}

/* The socket. */

/* One entry of the kernel's form of an access list (linux/posix_acl_xattr.h). */
struct acl_entry { uint16_t tag, perm; uint32_t id; };
struct acl { uint32_t version; struct acl_entry e[7]; };

/* Lets both groups connect, whatever group the file is of; where lists are not to be had, the mode stays. */
static void
admit_groups(const struct control *c)
{
	enum { USER_OBJ = 1, GROUP_OBJ = 4, GROUP = 8, MASK = 16, OTHER = 32, RW = 6 };
	struct acl	 acl = { .version = htole32(2) };
	gid_t		 gids[2] = { c->technicians, c->readers };
	size_t		 n = 0;

	if (c->technicians != NO_GROUP && chown(c->path, (uid_t)-1, c->technicians) == 0)
		gids[0] = NO_GROUP;
	if (gids[0] == NO_GROUP && gids[1] == NO_GROUP)
		return;
	if (gids[0] > gids[1])		/* the kernel wants them in order; NO_GROUP is last */
		gids[0] ^= gids[1], gids[1] ^= gids[0], gids[0] ^= gids[1];
	acl.e[n++] = (struct acl_entry){ htole16(USER_OBJ), htole16(RW), 0xffffffff };
	acl.e[n++] = (struct acl_entry){ htole16(GROUP_OBJ), htole16(RW), 0xffffffff };
	for (int i = 0; i < 2; i++)
		if (gids[i] != NO_GROUP)
			acl.e[n++] = (struct acl_entry){ htole16(GROUP), htole16(RW),
			    htole32(gids[i]) };
	acl.e[n++] = (struct acl_entry){ htole16(MASK), htole16(RW), 0xffffffff };
	acl.e[n++] = (struct acl_entry){ htole16(OTHER), 0, 0xffffffff };
	if (setxattr(c->path, "system.posix_acl_access", &acl,
	    sizeof(acl.version) + n * sizeof(acl.e[0]), 0) == -1)
		log_warn("%s: groups vigie and vigie-read cannot both be let in: %s", c->path,
		    strerror(errno));
}

static gid_t
group_id(const char *name)
{
	struct group	*gr = getgrnam(name);

	return gr != NULL ? gr->gr_gid : NO_GROUP;
}

static bool
open_socket(struct control *c, struct err *err)
{
	struct sockaddr_un	 sun = { .sun_family = AF_UNIX };
	struct stat		 st;
	mode_t			 before;
	int			 rc;

	if (strlcpy(sun.sun_path, c->path, sizeof(sun.sun_path)) >= sizeof(sun.sun_path))
		return err_set(err, "%s: longer than a socket's path may be (%zu bytes)", c->path,
		    sizeof(sun.sun_path) - 1);
	if (lstat(c->path, &st) == 0 && !S_ISSOCK(st.st_mode))
		return err_set(err, "%s: there is something that is not a socket", c->path);
	unlink(c->path);	/* of an engine that died: vigied's lock says there is no other */
	if ((c->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) == -1)
		return err_set(err, "%s: %s", c->path, strerror(errno));
	before = umask(0117);
	rc = bind(c->fd, (struct sockaddr *)&sun, sizeof(sun));
	umask(before);
	if (rc == -1 || listen(c->fd, 128) == -1)
		return err_set(err, "%s: %s", c->path, strerror(errno));
	return true;
}

struct control *
control_new(struct event_base *base, const char *path, control_ask_fn *on_ask,
    control_gone_fn *on_gone, void *arg, struct err *err)
{
	struct control		*c = xcalloc(1, sizeof(*c));
	const struct timeval	 sweep = { SWEEP_S, 0 };

	c->base = base;
	c->path = xstrdup(path);
	c->fd = -1;
	c->on_ask = on_ask;
	c->on_gone = on_gone;
	c->arg = arg;
	c->technicians = group_id("vigie");
	c->readers = group_id("vigie-read");
	TAILQ_INIT(&c->conns);
	if (!open_socket(c, err)) {
		control_free(c);
		return NULL;
	}
	admit_groups(c);
	c->listener = event_new(base, c->fd, EV_READ | EV_PERSIST, on_listener, c);
	c->sweep = event_new(base, -1, EV_PERSIST, on_sweep, c);
	if (c->listener == NULL || c->sweep == NULL)
		abort();
	event_add(c->listener, NULL);
	event_add(c->sweep, &sweep);
	return c;
}

void
control_free(struct control *c)
{
	struct conn	*conn;

	if (c == NULL)
		return;
	while ((conn = TAILQ_FIRST(&c->conns)) != NULL) {
		channel_flush(conn->ch, 100);
		conn_end(conn);
	}
	if (c->listener != NULL)
		event_free(c->listener);
	if (c->sweep != NULL)
		event_free(c->sweep);
	if (c->fd != -1) {
		close(c->fd);
		unlink(c->path);
	}
	free(c->path);
	free(c);
}

unsigned
control_count(const struct control *c)
{
	return c->n_conns;
}

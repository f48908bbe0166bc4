/* conf_report.c - what `vigied -t` says of a good configuration; what waits for a restart.  See
 * conf.h. */
#include <sys/socket.h>
#include <sys/stat.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "model/calendar.h"
#include "model/conf_build.h"
#include "model/zone.h"
#include "vigie-plugin.h"

#define N_INTERVALS	7
#define N_NAMES		12	/* shown of those that share hours */
#define RESOLVE_MS	5000	/* spent on names, all together */

static void
print_instant(const struct zone *z, struct wall t, const struct civil *day, FILE *out)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
	struct civil			 v = zone_civil(z, t);
	int				 weekday = (int)(((int64_t)v.day + 3) % 7 + 7) % 7;

	if (day == NULL || day->day != v.day)
		fprintf(out, "%s %04d-%02d-%02d ", days[weekday], v.date.year, v.date.month,
		    v.date.day);
	fprintf(out, "%02d:%02d", v.hour, v.minute);
}

static void
print_calendar(const struct inventory *inv, const struct calendar *cal, const char *name,
    struct wall now, FILE *out)
{
	struct interval	 at;
	int		 n = 0;

	fprintf(out, "%s: %s\n", name, calendar_text(cal));
	for (; n < N_INTERVALS && calendar_next(cal, inv->zone, now, &at); n++, now = at.to) {
		struct civil	 from = zone_civil(inv->zone, at.from);

		fputs("    ", out);
		print_instant(inv->zone, at.from, NULL, out);
		fputs(" - ", out);
		if (at.to.ms == WALL_NEVER.ms) {
			fputs("always\n", out);
			return;
		}
		print_instant(inv->zone, at.to, &from, out);
		fputc('\n', out);
	}
	if (n == 0)
		fputs("    never open within two years\n", out);
}

static int
by_calendar(const void *a, const void *b)
{
	const struct site *x = *(const struct site *const *)a, *y = *(const struct site *const *)b;
	int			 d = strcmp(x->opening_text, y->opening_text);

	return d != 0 ? d : strcmp(x->id, y->id);
}

/* Sites with equal hours share their lines. */
static void
print_openings(const struct inventory *inv, struct wall now, FILE *out)
{
	const struct site	**list = xcalloc(inv->n_sites, sizeof(struct site *));
	struct buf		  names = { 0 };

	for (uint32_t i = 0; i < inv->n_sites; i++)
		list[i] = &inv->sites[i];
	qsort(list, inv->n_sites, sizeof(struct site *), by_calendar);
	for (uint32_t i = 0, k; i < inv->n_sites; i = k) {
		buf_clear(&names);
		buf_adds(&names, "opening of ");
		for (k = i; k < inv->n_sites && list[k]->opening == list[i]->opening; k++)
			if (k - i < N_NAMES)
				buf_addf(&names, "%s%s", k > i ? ", " : "", list[k]->id);
		if (k - i > N_NAMES)
			buf_addf(&names, " and %u more", k - i - N_NAMES);
		print_calendar(inv, list[i]->opening, buf_str(&names), now, out);
	}
	buf_done(&names);
	free(list);
}

static void
print_calendars(const struct inventory *inv, FILE *out)
{
	struct wall	 now = wall_now();
	char		 name[160];

	fprintf(
	    out, "calendars, next %d intervals, local time (%s):\n", N_INTERVALS, inv->timezone);
	print_calendar(inv, inv->working_hours, "convention.working_hours", now, out);
	for (uint32_t i = 0; i < inv->n_sites; i++)
		if (inv->sites[i].working_hours != inv->working_hours) {
			snprintf(name, sizeof(name), "working hours at %s", inv->sites[i].id);
			print_calendar(inv, inv->sites[i].working_hours, name, now, out);
		}
	for (uint32_t i = 0; i < inv->n_routes; i++)
		if (inv->routes[i].when != NULL && inv->routes[i].when != inv->working_hours) {
			snprintf(name, sizeof(name), "routes[%u].when", i);
			print_calendar(inv, inv->routes[i].when, name, now, out);
		}
	print_openings(inv, now, out);
}

struct later {			/* paths already named */
	struct buf	 seen;
	FILE		*out;
	const struct conf *c;
};

static void
name_later(struct later *l, const struct node *n, const char *more)
{
	char path[PATH_SIZE], line[PATH_SIZE + 64] = "\n", place[PATH_SIZE], *general = line + 1;
	size_t	 len = 0;

	node_path(n, path);
	for (const char *p = path; *p != '\0'; p++) {	/* pcs[3].mac is pcs[].mac */
		general[len++] = *p;
		if (*p == '[')
			p += strcspn(p, "]") - 1;
	}
	general[len] = '\0';
	if (strncmp(general, "sites[].", 8) == 0)
		memmove(general + 4, general + 7, len - 6);
	strlcat(line, more, sizeof(line));
	strlcat(line, "\n", sizeof(line));
	if (strstr(buf_str(&l->seen), line) != NULL)
		return;
	if (l->seen.len == 0)
		fputs("not used yet by this version:\n", l->out);
	buf_adds(&l->seen, line);
	line[strlen(line) - 1] = '\0';
	fprintf(l->out, "    %s: %s: not used yet\n", conf_place(l->c, n, place), general);
}

static void
find_later(struct later *l, const struct node *group)
{
	bool	 is_later;

	for (const struct node *n = group->child; n != NULL; n = n->next) {
		char	 word[64] = "";

		if (n->key != NULL && (n->key->flags & KEY_LATER) != 0 &&
		    n->parent->type == NODE_GROUP) {
			name_later(l, n, "");
			continue;
		}
		if (n->key != NULL && n->type == NODE_TEXT && strcmp(n->name, "probe") == 0) {
			probe_find(n->text, &is_later);
			snprintf(word, sizeof(word), " = \"%s\"", n->text);
			if (is_later)
				name_later(l, n, word);
		} else if (n->key != NULL && n->type == NODE_TEXT &&
		    strcmp(n->name, "reach") == 0 && strcmp(n->text, "push") == 0)
			name_later(l, n, " = \"push\"");
		else if (n->child != NULL)
			find_later(l, n);
	}
}

static bool
can_open(int family, int type, int protocol)
{
	int	 fd = socket(family, type | SOCK_CLOEXEC, protocol);

	if (fd != -1)
		close(fd);
	return fd != -1;
}

static void
print_lack(FILE *out, bool *is_first, const char *text, const char *mend)
{
	if (*is_first)
		fputs("this installation lacks:\n", out);
	*is_first = false;
	fprintf(out, "    %s%s%s\n", text, *mend != '\0' ? ": " : "", mend);
}

static void
check_folder(const char *path, const char *why, const char *mode, FILE *out, bool *is_first)
{
	struct stat	 st;
	char		 text[512], mend[512];

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return;
	snprintf(text, sizeof(text), "the folder %s (%s)", path, why);
	snprintf(mend, sizeof(mend), "install -d -m %s%s %s", mode, geteuid() == 0 ?
	    " -o _vigie-engine -g _vigie" : "", path);
	print_lack(out, is_first, text, mend);
}

static void
print_lacks(const struct inventory *inv, FILE *out)
{
	bool	 is_first = true;
	char	*folder = xstrdup(inv->control_socket), *slash = strrchr(folder, '/');

	if (!can_open(AF_INET, SOCK_RAW, IPPROTO_ICMP) &&
	    !can_open(AF_INET, SOCK_DGRAM, IPPROTO_ICMP))
		print_lack(out, &is_first,
		    "the right to send echo requests (neither raw nor ping sockets)",
		    "as root, type  sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"");
	if (geteuid() == 0 && getpwnam("_vigie-engine") == NULL)
		print_lack(out, &is_first, "vigie's accounts",
		    "systemd-sysusers vigie.sysusers, or start vigied with -u");
	check_folder(inv->store_dir, "store.dir", "0750", out, &is_first);
	if (slash != NULL && slash != folder) {
		*slash = '\0';
		/* in the store's folder it is named already; vigied makes both 0750 there */
		if (strcmp(folder, inv->store_dir) != 0)
			check_folder(folder, "of control.socket", "0755", out,
			    &is_first);
	}
	free(folder);
}

/* Names are for the poller to resolve; here it is only said which do not. */
static void
print_names(const struct inventory *inv, FILE *out)
{
	struct mono	 began = mono_now();
	unsigned char	 addr[16];
	const char	*last = "";

	for (uint32_t i = 0; i < inv->n_devices; i++) {
		const char		*name = inv->devices[i].address;
		struct addrinfo		 hints = { .ai_socktype = SOCK_DGRAM }, *list;
		int			 rc;

		if (*name == '\0' || strchr(name, ':') != NULL ||
		    inet_pton(AF_INET, name, addr) == 1 || strcmp(name, last) == 0)
			continue;
		if (mono_sub(mono_now(), began) > RESOLVE_MS * MSEC_US) {
			fputs(
			    "warning: resolving names takes long, the rest of them was not tried\n",
			    out);
			return;
		}
		last = name;
		if ((rc = getaddrinfo(name, NULL, &hints, &list)) == 0)
			freeaddrinfo(list);
		else
			fprintf(out, "warning: %s: the name %s does not resolve now (%s)\n",
			    inv->devices[i].name, name, gai_strerror(rc));
	}
}

void
conf_report(const struct inventory *inv, const struct mistakes *warnings, FILE *out)
{
	struct later	 later = { .out = out, .c = inv->memory->kept };

	for (size_t i = 0; warnings != NULL && i < warnings->n; i++)
		if (warnings->list[i].is_warning)
			fprintf(out, "warning: %s:%d: %s: %s\n", warnings->list[i].file,
			    warnings->list[i].line, warnings->list[i].key, warnings->list[i].text);
	print_names(inv, out);
	print_calendars(inv, out);
	if (later.c != NULL)
		find_later(&later, later.c->root);
	buf_done(&later.seen);
	print_lacks(inv, out);
	fprintf(out, "good: %u sites, %u devices, %u checks, %u canaries\n", inv->n_sites,
	    inv->n_devices - inv->n_sites, inv->n_checks, inv->n_canaries);
}

static void
restart(const struct inventory *new, enum restart what, const char *key, struct mistakes *out)
{
	const struct conf_place	*place = &new->memory->restarts[what];

	mistakes_add(out, place->file, (unsigned)what, place->line, key, true, "needs a restart");
}

bool
conf_restart_needed(const struct inventory *old, const struct inventory *new, struct mistakes *out)
{
	size_t	 before = out->n;

	if (strcmp(old->store_dir, new->store_dir) != 0)
		restart(new, RESTART_STORE, "store.dir", out);
	if (strcmp(old->control_socket, new->control_socket) != 0)
		restart(new, RESTART_CONTROL, "control.socket", out);
	if (strcmp(old->web_listen, new->web_listen) != 0)
		restart(new, RESTART_WEB, "web.listen", out);
	if (old->n_pollers != new->n_pollers)
		restart(new, RESTART_POLLERS, "pollers.local", out);
	return out->n > before;
}

bool
conf_peek(const char *file, const char *path, char *out, size_t size)
{
	struct conf		*c = xcalloc(1, sizeof(*c));
	struct mistakes		 unused = { 0 };
	const struct node	*n;
	const struct key	*key = NULL, *keys = conf_keys;
	char			 copy[128], *p = copy, *name;
	bool			 is_given;

	c->flags = CONF_NO_SECRETS | CONF_ONE_FILE;
	c->out = &unused;
	conf_read(c, file);
	n = c->root;
	strlcpy(copy, path, sizeof(copy));
	while ((name = strsep(&p, ".")) != NULL) {
		n = n != NULL ? node_child(n, name) : NULL;
		key = key_find(keys, name);
		keys = key != NULL ? key->keys : NULL;
	}
	is_given = n != NULL && n->type == NODE_TEXT;
	strlcpy(out, is_given ? n->text : key != NULL && key->preset != NULL ? key->preset : "", size);
	mistakes_done(&unused);
	conf_free(c);
	return is_given;
}

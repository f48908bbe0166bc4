/*
 * cmd_init.c - vigie init: a first configuration, by five questions or options.
 *
 * Writes vigie.conf and sites.d/ONE.conf where -c says, both commented, both
 * new: what is there is never touched.  What was written is loaded with the same
 * eyes as `vigied -t`; if it does not pass it is taken away again.
 */
#include <sys/stat.h>

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/init.h"
#include "model/conf.h"
#include "model/inventory.h"

/* Questions. */

/* One line from the terminal, without spaces around it; NULL at the end of input. */
static char *
read_line(void)
{
	char	*line = NULL, *start;
	size_t	 room = 0;
	ssize_t	 n = getline(&line, &room, stdin);

	if (n == -1) {
		free(line);
		return NULL;
	}
	while (n > 0 && isspace((unsigned char)line[n - 1]))
		line[--n] = '\0';
	start = line + strspn(line, " \t");
	memmove(line, start, strlen(start) + 1);
	return line;
}

struct question {
	const char	*option, *key;	/* of the command line; of the configuration: what may be written there */
	const char	*text, *hint;	/* hint: how it is written; NULL = plain */
	const char	*other;		/* what an empty answer means; NULL = it is asked again */
};

/* Would the configuration take it?  Says why not, and how it is written. */
static bool
is_good(const struct question *q, const char *answer, const char *before)
{
	struct err	 err = { "" };

	if (conf_try(q->key, answer, &err))
		return true;
	cli_refuse(_("%s\"%.200s\": %s"), before, answer, err.text);
	if (q->hint != NULL)
		fprintf(stderr, "  %s\n", _(q->hint));
	return false;
}

static char *
ask_person(const struct question *q)
{
	char	*line;

	if (q->hint != NULL)
		fprintf(stderr, "  %s\n", _(q->hint));
	do {
		fprintf(stderr, q->other != NULL ? "%s [%s] " : "%s ", _(q->text), q->other);
		line = read_line();
		if (line != NULL && line[0] == '\0' && q->other != NULL) {
			free(line);
			line = xstrdup(q->other);
		}
		if (line != NULL && line[0] != '\0' && is_good(q, line, ""))
			return line;
		if (line == NULL)
			fputc('\n', stderr);
		free(line);
	} while (!feof(stdin));
	return NULL;
}

/* The option's value, or the person's answer, or `other` for an empty one; NULL = not to be had (said). */
static char *
ask(const struct cli *cli, const struct question *q, int *rc)
{
	const char	*value = cli_option(cli, q->option);
	char		*before;
	bool		 is_taken;

	*rc = CLI_USAGE;
	if (value == NULL && isatty(STDIN_FILENO))
		return ask_person(q);
	if (value == NULL && q->other == NULL) {
		cli_usage(cli, _("--%s is missing (and there is no terminal to ask on)"), q->option);
		return NULL;
	}
	if (value == NULL)
		value = q->other;
	before = xasprintf("--%s ", q->option);
	is_taken = is_good(q, value, before);
	free(before);
	*rc = CLI_REFUSED;
	return is_taken ? xstrdup(value) : NULL;
}

/* "Centre multimédia d'Alboussière" -> "centre-multimedia-d-alboussiere": [a-z0-9-]{1,32}. */
static char *
id_of(const char *name)
{
	static const struct { const char *from, *to; } plain[] = {
		{ "à", "a" }, { "â", "a" }, { "ä", "a" }, { "ç", "c" }, { "é", "e" }, { "è", "e" },
		{ "ê", "e" }, { "ë", "e" }, { "î", "i" }, { "ï", "i" }, { "ô", "o" }, { "ö", "o" },
		{ "ù", "u" }, { "û", "u" }, { "ü", "u" }, { "œ", "oe" }, { "æ", "ae" }, { "É", "e" },
		{ "È", "e" }, { "Ê", "e" }, { "À", "a" }, { "Ç", "c" }, { "Î", "i" }, { "Ô", "o" },
	};
	struct buf	 out = { 0 };
	const char	*p = name;
	size_t		 i;

	while (*p != '\0') {
		for (i = 0; i < N_ELEMENTS(plain); i++)
			if (strncmp(p, plain[i].from, strlen(plain[i].from)) == 0)
				break;
		if (i < N_ELEMENTS(plain)) {
			buf_adds(&out, plain[i].to);
			p += strlen(plain[i].from);
			continue;
		}
		if (isascii((unsigned char)*p) && isalnum((unsigned char)*p))
			buf_addc(&out, (char)tolower((unsigned char)*p));
		else if (out.len > 0 && out.s[out.len - 1] != '-')
			buf_addc(&out, '-');
		p++;
	}
	if (out.len > ID_MAX)
		out.len = ID_MAX;
	while (out.len > 0 && out.s[out.len - 1] == '-')
		out.len--;
	if (out.len == 0)
		buf_adds(&out, "un");
	out.s[out.len] = '\0';
	return buf_take(&out);
}

/* The folder of the configuration, absolute. */
static char *
folder(const char *conf_file)
{
	char	*copy = xstrdup(conf_file), *dir = dirname(copy);
	char	*here = dir[0] == '/' ? NULL : getcwd(NULL, 0);
	char	*full = here != NULL ? xasprintf("%s/%s", here, dir) : xstrdup(dir);

	free(here);
	free(copy);
	return full;
}

static const struct question	 questions[] = {
	{ "name", "network.name", N_("1. Who runs the network (as pages will say it)?"), NULL, NULL },
	{ "site", "site.name", N_("2. The first access point's name?"), NULL, NULL },
	{ "opening", "site.opening", N_("3. When is it open?"),
	  N_("Days are Mo Tu We Th Fr Sa Su, PH the public holidays; for example: "
	  "Tu,Th 09:00-12:00,14:00-18:00; Sa 09:00-12:00; PH off  (24/7: always)"),
	  "Mo-Fr 09:00-12:00,14:00-18:00" },
	{ "address", "site.link.router.address", N_("4. Its router's address?"), NULL, NULL },
	{ "mail", "contacts.mail", N_("5. Who gets a mail when it is down?"), NULL, NULL },
};

static bool
ask_all(const struct cli *cli, struct init_wishes *w, int *rc)
{
	char		**answers[] = { &w->name, &w->site, &w->opening, &w->address, &w->mail };
	const char	*store = cli_option(cli, "store"), *smtp = cli_option(cli, "smtp");
	char		*dir = folder(cli->conf_file);
	bool		 is_system = strcmp(dir, VIGIE_CONFDIR) == 0;

	w->smtp = smtp != NULL ? smtp : "smtp://127.0.0.1:25";
	w->store = store != NULL ? xstrdup(store) : is_system ? xstrdup(VIGIE_STATEDIR) :
	    xasprintf("%s/store", dir);
	w->socket = cli->socket != NULL ? xstrdup(cli->socket) : is_system ?
	    xstrdup(VIGIE_RUNDIR "/control") : xasprintf("%s/control", w->store);
	free(dir);
	for (size_t i = 0; i < N_ELEMENTS(questions); i++)
		if ((*answers[i] = ask(cli, &questions[i], rc)) == NULL)
			return false;
	w->network_id = id_of(w->name);
	w->site_id = id_of(w->site);
	return true;
}

static void
wishes_done(struct init_wishes *w)
{
	free(w->name);
	free(w->site);
	free(w->opening);
	free(w->address);
	free(w->mail);
	free(w->network_id);
	free(w->site_id);
	free(w->store);
	free(w->socket);
}

/* True when what was written loads; else says why and removes it. */
static bool
check_written(const char *conf_file, const char *site_file)
{
	struct mistakes		 m = { 0 };
	struct inventory	*inv = conf_load(conf_file, 0, &m);

	if (inv == NULL) {
		mistakes_print(&m, false, stderr);
		cli_refuse(_("this would be no good configuration; nothing was written"));
		unlink(conf_file);
		unlink(site_file);
	}
	mistakes_done(&m);
	inventory_free(inv);
	return inv != NULL;
}

static int
write_all(const struct cli *cli, const struct init_wishes *w)
{
	char		*copy = xstrdup(cli->conf_file), *dir = dirname(copy);
	char		*sites = xasprintf("%s/sites.d", dir);
	char		*site_file = xasprintf("%s/%s.conf", sites, w->site_id);
	struct buf	 network = { 0 }, site = { 0 };
	bool		 made_dir = false, made_sites = false;
	int		 rc = CLI_REFUSED;

	init_network(&network, w);
	init_site(&site, w);
	if (access(cli->conf_file, F_OK) == 0)
		cli_refuse("%s: %s", cli->conf_file, _("exists; it is not touched"));
	else if (init_dir(dir, &made_dir) && init_dir(sites, &made_sites) && init_file(site_file, &site)) {
		if (!init_file(cli->conf_file, &network))
			unlink(site_file);
		else if (check_written(cli->conf_file, site_file))
			rc = CLI_DONE;
	}
	if (rc != CLI_DONE && made_sites)
		rmdir(sites);
	if (rc != CLI_DONE && made_dir)
		rmdir(dir);
	if (rc == CLI_DONE && cli->is_json) {
		json_t	*json = json_pack("{s:[s,s]}", "files", cli->conf_file, site_file);
		char	*text = json_dumps(json, JSON_COMPACT);

		puts(text != NULL ? text : "");
		free(text);
		json_decref(json);
	} else if (rc == CLI_DONE)
		printf(_("Written:\n  %1$s\n  %2$s\n"
		    "Next: read them, then \"vigied -t -c %1$s\", then \"vigied -c %1$s\".\n"),
		    cli->conf_file, site_file);
	buf_done(&network);
	buf_done(&site);
	free(site_file);
	free(sites);
	free(copy);
	return rc;
}

int
cmd_init(struct cli *cli, int argc, char **argv)
{
	struct init_wishes w = { 0 };
	int		 rc = CLI_USAGE;

	(void)argc;
	(void)argv;
	if (access(cli->conf_file, F_OK) == 0)
		return cli_refuse("%s: %s", cli->conf_file, _("exists; it is not touched"));
	if (ask_all(cli, &w, &rc))
		rc = write_all(cli, &w);
	wishes_done(&w);
	return rc;
}

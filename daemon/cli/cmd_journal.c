/*
 * cmd_journal.c - vigie verify, backup, repair: the journal itself, daemon or not.
 *
 * They read store.dir directly: a snapshot, which holds up nobody.  Who may not
 * read it (it belongs to the engine's account) asks the daemon to verify instead.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/say.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/conf.h"
#include "model/field.h"

/* store.dir; false after having said why not. */
static bool
store_dir(const struct cli *cli, char *out, size_t size)
{
	if (conf_peek(cli->conf_file, "store.dir", out, size) && out[0] != '\0')
		return true;
	if (access(cli->conf_file, R_OK) == -1)
		cli_refuse("%s: %s", cli->conf_file, strerror(errno));
	else
		cli_refuse(_("%s does not say where the journal is (store.dir)"), cli->conf_file);
	return false;
}

static char *
hash_text(const unsigned char hash[static 32])
{
	struct buf	 out = { 0 };

	for (int i = 0; i < 32; i++)
		buf_addf(&out, "%02x", hash[i]);
	return buf_take(&out);
}

/* What was found, in words or as JSON. */
static void
show_report(const struct cli *cli, const struct journal_report *r, bool is_good, const char *fault,
    const char *where)
{
	char	*hash = hash_text(r->hash), *text;
	json_t	*json;

	if (!cli->is_json) {
		if (is_good)
			printf(_("The journal is whole: %llu rows, %llu to %llu, chain good (%.16s…).\n"),
			    (unsigned long long)r->n_rows, (unsigned long long)r->first,
			    (unsigned long long)r->last, hash);
		if (is_good && where != NULL)
			printf(_("Copied to %s.\n"), where);
		free(hash);
		return;
	}
	/* The engine's answer to `verify`, and where the copy is. */
	json = json_pack("{s:b, s:I, s:I, s:I, s:o, s:s, s:s, s:s*}", "good", is_good,
	    "rows", (json_int_t)r->n_rows, "first", (json_int_t)r->first,
	    "last", (json_int_t)r->last, "first_bad",
	    r->first_bad != 0 ? json_integer((json_int_t)r->first_bad) : json_null(),
	    "hash", hash, "text", fault, "copy", where);
	if ((text = json_dumps(json, JSON_COMPACT)) != NULL)
		puts(text);
	free(text);
	json_decref(json);
	free(hash);
}

/* The daemon verifies for those who may not read the store. */
static int
verify_by_daemon(const struct cli *cli)
{
	json_t	*json;
	int	 rc = cli_ask_json(cli, "verify", NULL, 0, true, &json);
	bool	 is_good = field_true(json, "good");

	if (rc == CLI_DONE && !is_good) {
		cli_refuse("%s", field_str(json, "text"));
		rc = CLI_NOT_WELL;
	} else if (rc == CLI_DONE && !cli->is_json)
		printf(_("The journal is whole: %llu rows, chain good.\n"),
		    (unsigned long long)field_num(json, "rows"));
	json_decref(json);
	return rc;
}

int
cmd_verify(struct cli *cli, int argc, char **argv)
{
	struct journal_report	 report = { 0 };
	struct err		 err = { "" };
	char			 dir[PATH_MAX], *file;
	bool			 is_good, is_known;

	(void)argc;
	(void)argv;
	is_known = conf_peek(cli->conf_file, "store.dir", dir, sizeof(dir)) && dir[0] != '\0';
	file = xasprintf("%s/%s", dir, JOURNAL_FILE);
	if (!is_known || (access(file, R_OK) == -1 && errno == EACCES)) {
		free(file);
		return verify_by_daemon(cli);
	}
	free(file);
	is_good = journal_verify_dir(dir, &report, &err);
	show_report(cli, &report, is_good, is_good ? "" : err.text, NULL);
	if (is_good)
		return CLI_DONE;
	cli_refuse("%s", err.text);
	return CLI_NOT_WELL;
}

/* Copying the configuration. */

static bool
copy_file(const char *from, const char *dir, struct err *err)
{
	char		 data[64 * 1024];
	char		*name = xstrdup(from);
	char		*to = xasprintf("%s/%s", dir, basename(name));
	int		 in = open(from, O_RDONLY | O_CLOEXEC);
	int		 out = in == -1 ? -1 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t		 n = 0;
	bool		 is_good = out != -1;

	while (is_good && (n = read(in, data, sizeof(data))) > 0)
		is_good = write(out, data, (size_t)n) == n;
	is_good = is_good && n == 0 && fsync(out) == 0;
	if (!is_good)
		err_set(err, "%s: %s", in == -1 ? from : to, strerror(errno));
	if (in != -1)
		close(in);
	if (out != -1)
		close(out);
	free(to);
	free(name);
	return is_good;
}

/* vigie.conf, secrets.conf and sites.d beside it. */
static bool
copy_configuration(const char *conf_file, const char *to, struct err *err)
{
	char	*name = xstrdup(conf_file), *dir = dirname(name);
	char	*sites = xasprintf("%s/sites.d", to), *secrets = xasprintf("%s/secrets.conf", dir);
	char	*pattern = xasprintf("%s/sites.d/*.conf", dir);
	glob_t	 found = { 0 };
	bool	 is_good = copy_file(conf_file, to, err) &&
	    (access(secrets, F_OK) == -1 || copy_file(secrets, to, err));

	if (is_good && mkdir(sites, 0700) == -1)
		is_good = err_set(err, "%s: %s", sites, strerror(errno));
	if (is_good && glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; is_good && i < found.gl_pathc; i++)
			is_good = copy_file(found.gl_pathv[i], sites, err);
	globfree(&found);
	free(pattern);
	free(secrets);
	free(sites);
	free(name);
	return is_good;
}

int
cmd_backup(struct cli *cli, int argc, char **argv)
{
	struct journal_report	 report = { 0 };
	struct err		 err = { "" };
	struct journal		*j;
	char			 dir[PATH_MAX], *conf_dir;
	bool			 is_good;

	(void)argc;
	if (!store_dir(cli, dir, sizeof(dir)))
		return CLI_REFUSED;
	if ((j = journal_open_reader(dir, &err)) == NULL)
		return cli_refuse("%s", err.text);
	is_good = journal_backup(j, argv[0], &report, &err);
	journal_close(j);
	if (is_good) {
		conf_dir = xasprintf("%s/conf", argv[0]);
		if (mkdir(conf_dir, 0700) == -1)
			is_good = err_set(&err, "%s: %s", conf_dir, strerror(errno));
		else
			is_good = copy_configuration(cli->conf_file, conf_dir, &err);
		free(conf_dir);
	}
	if (!is_good)
		return cli_refuse("%s", err.text);
	show_report(cli, &report, true, "", argv[0]);
	return CLI_DONE;
}

int
cmd_repair(struct cli *cli, int argc, char **argv)
{
	struct journal_report	 report = { 0 };
	struct err		 err = { "" };
	char			 dir[PATH_MAX], *to;

	(void)argc;
	(void)argv;
	if (!store_dir(cli, dir, sizeof(dir)))
		return CLI_REFUSED;
	if (journal_verify_dir(dir, &report, &err))
		return cli_refuse(_("nothing to repair: %llu rows, chain good"),
		    (unsigned long long)report.n_rows);
	if (!cli->is_json)
		printf("%s\n", err.text);
	if (!journal_repair(dir, recall_about, NULL, &report, &err))
		return cli_refuse("%s", err.text);
	to = xasprintf("%s/" JOURNAL_FILE ".repaired", dir);
	show_report(cli, &report, true, "", to);
	free(to);
	if (!cli->is_json)
		printf(_("The damaged journal is as it was. To go on with the copy: stop vigied, put %s,\n"
		    "%s-wal and %s-shm aside, give the copy that name, start vigied --accept-loss.\n"),
		    JOURNAL_FILE, JOURNAL_FILE, JOURNAL_FILE);
	return CLI_DONE;
}

/*
 * cmd_import.c - vigie import: history and declarations from files.
 *
 * A running daemon is handed the file and journals it itself; without one the
 * journal is written here.  Either way a file comes in whole or not at all.
 */
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/offline.h"
#include "cli/say.h"
#include "journal/journal.h"
#include "model/inventory.h"
#include "report/import.h"

#define PIECE		(256 * 1024)
#define VALUE_MAX	60000		/* bytes of one argument */
#define PATIENCE_S	120
#define PROGRESS_US	(200 * MSEC_US)

struct bringing {
	struct cli	*cli;
	enum import_kind kind;
	const char	*file;
	int		 fd;
	off_t		 size, done;	/* size 0 = not known */
	bool		 is_check;	/* only look */
	bool		 is_terminal;
	struct mono	 shown;
	struct offline	*offline;	/* to write... */
	struct journal	*reader;	/* ...or only to look */
	struct err	 err;
};

/* Progress, on a terminal only. */

static void
show_progress(struct bringing *b, unsigned long long n_lines)
{
	struct mono	 now = mono_now();

	if (!b->is_terminal || mono_sub(now, b->shown) < PROGRESS_US)
		return;
	b->shown = now;
	fputc('\r', stderr);
	if (b->size > 0)
		fprintf(stderr, _("%llu lines, %d %%"), n_lines, (int)(b->done * 100 / b->size));
	else
		fprintf(stderr, _("%llu lines"), n_lines);
	fflush(stderr);
}

static void
hide_progress(const struct bringing *b)
{
	if (b->shown.us != 0)
		fputs("\r\033[K", stderr);
}

static ssize_t
read_piece(struct bringing *b, char *piece)
{
	ssize_t	 n;

	do
		n = read(b->fd, piece, PIECE);
	while (n == -1 && errno == EINTR);
	if (n > 0)
		b->done += n;
	return n;
}

/* What came of it. */

static void
say_mistake(const struct bringing *b, uint64_t line, const char *text)
{
	struct buf	 clean = { 0 };

	say_text(&clean, text);
	fprintf(stderr, "%s:%llu: %s\n", b->file, (unsigned long long)line, buf_str(&clean));
	buf_done(&clean);
}

static int
refuse(const struct bringing *b, unsigned long long n_shown, unsigned long long n)
{
	if (n > n_shown)
		fprintf(stderr, _("… and %llu more mistakes\n"), n - n_shown);
	return cli_refuse(ngettext("%s: %llu mistake, nothing was imported",
	    "%s: %llu mistakes, nothing was imported", n), b->file, n);
}

static int
say_done(const struct bringing *b, unsigned long long n_lines, unsigned long long n_new,
    unsigned long long n_known)
{
	const char	*form;
	json_t		*json;
	char		*text;

	if (b->cli->is_json) {
		json = json_pack("{s:b, s:I, s:I, s:I}", "imported", !b->is_check && n_new > 0,
		    "lines", (json_int_t)n_lines, "new", (json_int_t)n_new, "known", (json_int_t)n_known);
		text = json_dumps(json, JSON_COMPACT);
		puts(text);
		free(text);
		json_decref(json);
		return CLI_DONE;
	}
	if (b->kind == IMPORT_TRANSITIONS)
		form = b->is_check ? ngettext("%llu transition would be imported",
		    "%llu transitions would be imported", n_new) :
		    ngettext("%llu transition imported", "%llu transitions imported", n_new);
	else
		form = b->is_check ? ngettext("%llu event would be imported",
		    "%llu events would be imported", n_new) :
		    ngettext("%llu event imported", "%llu events imported", n_new);
	printf(form, n_new);
	if (n_known > 0)
		printf(ngettext(", %llu was there already", ", %llu were there already", n_known),
		    n_known);
	puts(".");
	return CLI_DONE;
}

/* Without a daemon. */

static bool
take_fact(void *arg, const struct fact *fact)
{
	struct bringing	*b = arg;

	return b->is_check || offline_add(b->offline, fact, &b->err);
}

static int
finish(struct bringing *b, struct import *im, ssize_t last)
{
	const struct import_mistake	*m;
	size_t				 n;
	bool				 is_good = import_end(im);

	hide_progress(b);
	m = import_mistakes(im, &n);
	for (size_t i = 0; i < n; i++)
		say_mistake(b, m[i].line, m[i].text);
	if (n > 0)
		return refuse(b, n, import_n_mistakes(im));
	if (last == -1)
		return cli_refuse("%s: %s", b->file, strerror(errno));
	if (!is_good || (!b->is_check && import_n_new(im) > 0 && !offline_commit(b->offline, &b->err)))
		return cli_refuse("%s", b->err.text);
	return say_done(b, import_lines(im), import_n_new(im), import_n_known(im));
}

/* The journal to look into; false with a sentence in .err. */
static bool
open_journal(struct bringing *b, const struct inventory *inv, struct journal **journal)
{
	if (b->is_check) {
		b->reader = *journal = offline_reader(inv, &b->err);
		return b->reader != NULL || b->err.text[0] == '\0';
	}
	b->offline = offline_open(inv, &b->err);
	*journal = b->offline != NULL ? offline_journal(b->offline) : NULL;
	return b->offline != NULL;
}

static int
bring_here(struct bringing *b)
{
	struct inventory	*inv = offline_inventory(b->cli);
	struct import_wish	 wish = { .kind = b->kind, .inv = inv, .now = wall_now(),
				    .by = offline_user() };
	struct import		*im = NULL;
	char			*piece = xmalloc(PIECE);
	ssize_t			 n;
	int			 code = CLI_REFUSED;

	if (inv != NULL && open_journal(b, inv, &wish.journal))
		im = import_new(&wish, take_fact, b, &b->err);
	if (im != NULL) {
		while ((n = read_piece(b, piece)) > 0) {
			import_feed(im, piece, (size_t)n);
			show_progress(b, import_lines(im));
		}
		code = finish(b, im, n);
	} else if (inv != NULL) {
		cli_refuse("%s", b->err.text);
	}
	import_free(im);
	offline_close(b->offline);
	journal_close(b->reader);
	inventory_free(inv);
	free(piece);
	return code;
}

int
cmd_import(struct cli *cli, int argc, char **argv)
{
	struct bringing	 b = { .cli = cli, .file = argv[1], .is_check = cli_option(cli, "check") != NULL,
			    .is_terminal = isatty(STDERR_FILENO) };
	struct stat	 st;
	int		 code;

	if (strcmp(argv[0], "events") == 0)
		b.kind = IMPORT_EVENTS;
	else if (strcmp(argv[0], "transitions") != 0)
		return cli_usage(cli, _("\"%s\" cannot be imported: transitions or events"), argv[0]);
	if (argc < 2)
		return cli_usage(cli, _("%s is missing"), "FILE");
	b.fd = strcmp(b.file, "-") == 0 ? STDIN_FILENO : open(b.file, O_RDONLY | O_CLOEXEC);
	if (b.fd == -1 || fstat(b.fd, &st) == -1)
		return cli_refuse("%s: %s", b.file, strerror(errno));
	b.size = S_ISREG(st.st_mode) ? st.st_size : 0;
	code = bring_here(&b);
	close(b.fd);
	return code;
}

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
#include "model/field.h"
#include "model/inventory.h"
#include "report/import.h"
#include "report/lines.h"

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

/* By the daemon. */

static void
ignore_line(void *arg, uint64_t number, const char *text, size_t len)
{
	(void)arg;
	(void)number;
	(void)text;
	(void)len;
}

struct broken { const struct bringing *b; unsigned long long n; };

static void
say_broken(void *arg, uint64_t number, const char *why)
{
	struct broken	*broken = arg;

	if (broken->n++ < IMPORT_MISTAKES_MAX)
		say_mistake(broken->b, number, why);
}

/* The whole file as lines of text; false with what is wrong said. */
static bool
read_text(struct bringing *b, struct buf *text)
{
	struct broken	 broken = { .b = b };
	struct lines	 lines;
	char		*piece = xmalloc(PIECE);
	size_t		 n_lines = 0;
	ssize_t		 n;

	lines_init(&lines, ignore_line, say_broken, &broken);
	while ((n = read_piece(b, piece)) > 0 && text->len <= IMPORT_ENGINE_BYTES) {
		buf_add(text, piece, (size_t)n);
		lines_feed(&lines, piece, (size_t)n);
	}
	n_lines = lines.number;
	lines_end(&lines);
	free(piece);
	if (n == -1)
		cli_refuse("%s: %s", b->file, strerror(errno));
	else if (text->len > IMPORT_ENGINE_BYTES || n_lines > IMPORT_ENGINE_LINES)
		cli_refuse(_("while vigie runs a file has at most %d lines and %d MiB: stop vigied, "
		    "import, start it again"), IMPORT_ENGINE_LINES, IMPORT_ENGINE_BYTES >> 20);
	else if (broken.n > 0)
		refuse(b, broken.n < IMPORT_MISTAKES_MAX ? broken.n : IMPORT_MISTAKES_MAX, broken.n);
	else
		return true;
	return false;
}

/* How much of a text goes with one question: whole lines, which are never that long. */
static size_t
piece_len(const char *text, size_t len)
{
	const char	*end = len > VALUE_MAX ? memrchr(text, '\n', VALUE_MAX) : NULL;

	return len <= VALUE_MAX ? len : end != NULL ? (size_t)(end - text) + 1 : VALUE_MAX;
}

/* Sends it; the last answer is in *out. */
static bool
send_text(struct bringing *b, struct client *client, const struct buf *text, struct answer *out)
{
	size_t		 done = 0, len;
	unsigned	 part = 0;
	bool		 is_good;

	do {
		char	*value, number[FACT_ID_SIZE];

		len = piece_len(buf_str(text) + done, text->len - done);
		value = xstrndup(buf_str(text) + done, len);
		done += len;
		snprintf(number, sizeof(number), "%u", part++);
		is_good = client_ask(client, "import", (struct msg_pair[]){
		    { "kind", b->kind == IMPORT_EVENTS ? "events" : "transitions" },
		    { "part", number }, { "last", done == text->len ? "1" : "" },
		    { "check", b->is_check ? "1" : "" }, { "text", value } }, 5, PATIENCE_S, NULL, NULL,
		    out, &b->err);
		free(value);
		if (is_good && out->status < 400 && done < text->len)
			answer_done(out);
	} while (is_good && out->status < 400 && done < text->len);
	return is_good;
}

static int
say_answer(struct bringing *b, const struct answer *a)
{
	json_t		*json = json_loadb(buf_str(&a->body), a->body.len, 0, NULL), *m;
	json_t		*mistakes = json_object_get(json, "mistakes");
	size_t		 i;
	int		 code;

	json_array_foreach(mistakes, i, m)
		say_mistake(b, (uint64_t)field_num(m, "line"), field_str(m, "text"));
	if (json_array_size(mistakes) > 0)
		code = refuse(b, json_array_size(mistakes), (unsigned long long)field_num(json, "n_mistakes"));
	else if (a->status >= 400)
		code = cli_problem(b->cli, a);
	else
		code = say_done(b, (unsigned long long)field_num(json, "lines"),
		    (unsigned long long)field_num(json, "new"), (unsigned long long)field_num(json, "known"));
	json_decref(json);
	return code;
}

static int
bring_there(struct bringing *b, struct client *client)
{
	struct buf	 text = { 0 };
	struct answer	 answer = { 0 };
	int		 code = CLI_REFUSED;

	if (read_text(b, &text) && !send_text(b, client, &text, &answer)) {
		cli_refuse("%s", b->err.text);
		code = CLI_UNREACHABLE;
	} else if (answer.type != NULL) {
		code = say_answer(b, &answer);
	}
	answer_done(&answer);
	buf_done(&text);
	return code;
}

int
cmd_import(struct cli *cli, int argc, char **argv)
{
	struct bringing	 b = { .cli = cli, .file = argv[1], .is_check = cli_option(cli, "check") != NULL,
			    .is_terminal = isatty(STDERR_FILENO) };
	struct client	*client;
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
	if ((client = client_connect(cli, &code, &b.err)) != NULL)
		code = bring_there(&b, client);
	else
		code = code == CLI_UNREACHABLE ? bring_here(&b) : cli_refuse("%s", b.err.text);
	client_close(client);
	close(b.fd);
	return code;
}

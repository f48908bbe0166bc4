/* cmd_check.c - vigie check, reload, graph, top: asks the engine for something and shows what comes */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/say.h"
#include "cli/when.h"
#include "model/field.h"
#include "model/words.h"

/* check */

static void
show_step(void *arg, uint32_t at_us, const char *text)
{
	const struct cli	*cli = arg;
	struct buf		 line = { 0 };

	if (cli->is_json)
		return;
	say_style(&line, cli, "2");
	buf_adds(&line, "  ");
	say_figure(&line, (double)at_us / (double)SEC_US, 3);
	buf_adds(&line, " s  ");
	say_plain(&line, cli);
	say_text(&line, text);
	puts(buf_str(&line));
	fflush(stdout);
	buf_done(&line);
}

static void
show_result(const struct cli *cli, const json_t *result)
{
	static const struct { const char *status, *word, *state, *shape; } words[] = {
		{ "ok", N_("good"), "up", "●" }, { "warn", N_("good, with a warning"), "degraded", "▲" },
		{ "fail", N_("bad"), "down", "■" }, { "error", N_("could not be tried"), "unknown", "◌" },
	};
	struct buf	 line = { 0 };
	const char	*name;
	json_t		*value;

	for (size_t i = 0; i < N_ELEMENTS(words); i++)
		if (strcmp(words[i].status, field_str(result, "status")) == 0) {
			say_style(&line, cli, say_color(words[i].state));
			buf_addf(&line, "%s %s", words[i].shape, _(words[i].word));
			say_plain(&line, cli);
		}
	buf_adds(&line, "  ");
	say_text(&line, field_str(result, "name"));
	if (field_str(result, "text")[0] != '\0') {
		buf_adds(&line, _(": "));
		say_text(&line, words_answer(field_str(result, "text")));
	}
	json_object_foreach(json_object_get(result, "values"), name, value) {
		buf_adds(&line, "  ");
		say_text(&line, name);
		buf_addc(&line, ' ');
		say_number(&line, json_number_value(value));
	}
	puts(buf_str(&line));
	buf_done(&line);
}

int
cmd_check(struct cli *cli, int argc, char **argv)
{
	struct msg_pair	 name = { "name", argv[0] };
	struct answer	 a;
	json_t		*json, *one;
	size_t		 i;
	int		 rc = cli_ask(cli, "check", &name, 1, show_step, cli, &a);

	(void)argc;
	if (rc != CLI_DONE)
		return rc;
	json = json_loadb(buf_str(&a.body), a.body.len, 0, NULL);
	if (cli->is_json)
		puts(buf_str(&a.body));
	else
		json_array_foreach(json_object_get(json, "checks"), i, one)
			show_result(cli, one);
	json_decref(json);
	answer_done(&a);
	return CLI_DONE;
}

/* reload */

/* A text of several lines, each cleaned. */
static void
add_lines(struct buf *out, const char *text)
{
	while (*text != '\0') {
		size_t	 len = strcspn(text, "\n");
		char	*line = xstrndup(text, len);

		if (len > 0) {
			say_text(out, line);
			buf_addc(out, '\n');
		}
		free(line);
		text += len + (text[len] == '\n');
	}
}

int
cmd_reload(struct cli *cli, int argc, char **argv)
{
	struct buf	 out = { 0 };
	json_t		*json, *one;
	size_t		 i;
	int		 rc;

	(void)argc;
	(void)argv;
	cli->is_verbatim = true;	/* a refusal is the list of mistakes, as `vigied -t` has it */
	rc = cli_ask_json(cli, "reload", NULL, 0, false, &json);
	if (rc == CLI_REFUSED && !cli->is_json)
		printf("%s\n", _("Nothing was changed: vigie goes on with the configuration it had."));
	if (rc != CLI_DONE || cli->is_json)
		return rc;
	buf_addf(&out, "%s\n", _("The configuration was taken."));
	add_lines(&out, field_str(json, "text"));
	json_array_foreach(field_get(json, "restart_needed"), i, one) {
		say_text(&out, json_is_string(one) ? json_string_value(one) : "");
		buf_addc(&out, '\n');
	}
	fputs(buf_str(&out), stdout);
	buf_done(&out);
	json_decref(json);
	return CLI_DONE;
}

/* graph */

/* Writes all of it or leaves no file; "-" is stdout. */
static int
write_file(const char *path, const struct buf *body)
{
	char	*temp;
	int	 fd;
	bool	 is_good;

	if (strcmp(path, "-") == 0)
		return fwrite(body->s, 1, body->len, stdout) == body->len ? CLI_DONE :
		    cli_refuse(_("cannot write the picture: %m"));
	temp = xasprintf("%s.XXXXXX", path);
	if ((fd = mkostemp(temp, O_CLOEXEC)) == -1) {
		cli_refuse("%s: %m", path);
		free(temp);
		return CLI_REFUSED;
	}
	is_good = write(fd, body->s, body->len) == (ssize_t)body->len && fchmod(fd, 0644) == 0 &&
	    rename(temp, path) == 0;
	if (!is_good) {
		cli_refuse("%s: %m", path);
		unlink(temp);
	}
	close(fd);
	free(temp);
	return is_good ? CLI_DONE : CLI_REFUSED;
}

static const char *
format_of(const char *path)
{
	const char	*dot = strrchr(path, '.');

	if (dot != NULL && strcmp(dot, ".svg") == 0)
		return "svg";
	if (dot != NULL && strcmp(dot, ".png") == 0)
		return "png";
	return strcmp(path, "-") == 0 ? "svg" : NULL;
}

int
cmd_graph(struct cli *cli, int argc, char **argv)
{
	const char	*path = cli_option(cli, "output"), *format = NULL;
	char		*object = xstrdup(argv[0]), *metric = strrchr(object, '/');
	char		 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE];
	struct msg_pair	 args[6];
	struct answer	 a;
	uint32_t	 n = 0;
	int		 rc;

	(void)argc;
	if (metric == NULL || strchr(object, '/') == metric) {
		rc = cli_usage(cli, _("%s is not SITE/DEVICE/METRIC"), argv[0]);
		goto out;
	}
	*metric++ = '\0';
	if (!cli->is_json && (path == NULL || (format = format_of(path)) == NULL)) {
		rc = cli_usage(cli, _("-o FILE.svg or -o FILE.png is missing"));
		goto out;
	}
	args[n++] = (struct msg_pair){ "object", object };
	args[n++] = (struct msg_pair){ "metric", metric };
	rc = CLI_REFUSED;
	if (cli_option(cli, "from") != NULL) {
		if (!when_option(cli, "from", from))
			goto out;
		args[n++] = (struct msg_pair){ "from", from };
	}
	if (cli_option(cli, "to") != NULL) {
		if (!when_option(cli, "to", to))
			goto out;
		args[n++] = (struct msg_pair){ "to", to };
	}
	if (!cli->is_json) {
		args[n++] = (struct msg_pair){ "format", format };
		args[n++] = (struct msg_pair){ "lang", lang_get() };
	}
	rc = cli_ask(cli, cli->is_json ? "series" : "picture", args, n, NULL, NULL, &a);
	if (rc == CLI_DONE && cli->is_json)
		puts(buf_str(&a.body));
	else if (rc == CLI_DONE)
		rc = write_file(path, &a.body);
	answer_done(&a);
out:
	free(object);
	return rc;
}

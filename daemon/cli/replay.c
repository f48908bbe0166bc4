/* replay.c - `vigie replay`: recorded results through the judge; see replay.h */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/replay.h"
#include "judge/judge.h"
#include "model/conf.h"
#include "model/inventory.h"
#include "model/zone.h"

#define FIRST_S		INT64_C(946684800)	/* 2000: before, and from 2100 on, a clock was wrong */
#define END_S		INT64_C(4102444800)
#define MAX_WORDS	32

struct replay {
	const struct inventory	*inv;
	struct judge		*judge;
	struct replay_say	 say;
	struct wall		 now;
	bool			 has_begun, is_running;
};

static bool
find_status(const char *word, enum judged_status *out)
{
	static const char *const	 words[] = { "ok", "warn", "fail", "error" };

	for (unsigned i = 0; word != NULL && i < N_ELEMENTS(words); i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (enum judged_status)i;
			return true;
		}
	}
	return false;
}

bool
replay_value(struct replay_line *line, const char *name, double value)
{
	double	*to = judged_value(&line->result, name);

	if (to == NULL)
		return true;
	if (!isnan(*to))
		return false;
	*to = value;
	return true;
}

static void
take_values(json_t *from, struct replay_line *line)
{
	const char	*name;
	json_t		*v;

	json_object_foreach(from, name, v)
		if (json_is_number(v))
			replay_value(line, name, json_number_value(v));
}

static bool
play_result(struct replay *p, struct replay_line *line, struct err *err)
{
	struct judged_result	*r = &line->result;

	r->check = inventory_check(p->inv, line->check);
	if (r->check == NONE)
		return err_set(err, "this configuration has no check \"%.100s\"", line->check);
	if (!find_status(line->status, &r->status))
		return err_set(err, line->status == NULL ? "a result wants a \"status\"" :
		    "\"%.40s\" is no status: ok, warn, fail or error", line->status);
	r->text = line->text;
	judge_result(p->judge, r, p->now);
	return true;
}

static char *
text_of(json_t *json, const char *name)
{
	return (char *)(uintptr_t)json_string_value(json_object_get(json, name));
}

static bool
play_tree(struct replay *p, json_t *json, struct err *err)
{
	struct replay_line	 line = { .check = text_of(json, "check"), .status = text_of(json, "status"),
				    .text = text_of(json, "text"), .result = { JUDGED_NO_VALUES } };

	take_values(json, &line);
	take_values(json_object_get(json, "values"), &line);
	return play_result(p, &line, err);
}

static bool
play_deed(struct replay *p, json_t *list, struct err *err)
{
	const char	*argv[MAX_WORDS];
	size_t		 argc = json_array_size(list);

	if (!json_is_array(list) || argc == 0 || argc > MAX_WORDS)
		return err_set(err, "\"do\" wants the list of a command's words");
	for (size_t i = 0; i < argc; i++)
		if ((argv[i] = json_string_value(json_array_get(list, i))) == NULL)
			return err_set(err, "\"do\" wants a list of words, nothing else");
	return replay_do(p->judge, p->inv, argv, argc, p->now, err);
}

static bool
play_vigie(struct replay *p, const char *what, struct wall sign, struct err *err)
{
	if (strcmp(what, "stop") == 0) {
		if (!p->is_running)
			return err_set(err, "vigie does not run: it cannot stop");
		judge_stop(p->judge, p->now);
	} else if (strcmp(what, "start") == 0) {
		judge_start(p->judge, sign, p->now);
	} else {
		return err_set(err, "\"%.40s\": vigie can \"stop\" and \"start\"", what);
	}
	p->is_running = *what == 's' && what[2] == 'a';
	return true;
}

/* Time never goes back. */
static bool
take_time(struct replay *p, double s, struct wall *t, struct err *err)
{
	if (!(s >= (double)FIRST_S && s < (double)END_S))
		return err_set(err, "%.0f is no time between 2000 and 2100", s);
	t->ms = (int64_t)llround(s * 1000);
	if (p->has_begun && t->ms < p->now.ms)
		return err_set(err, "time goes back by %g s", (double)(p->now.ms - t->ms) / 1000);
	return true;
}

/* The first line begins time; unless it says so itself, vigie starts with it. */
static void
begin(struct replay *p, struct wall t, bool starts)
{
	p->now = t;
	if (!p->has_begun && starts) {
		judge_start(p->judge, (struct wall){ 0 }, t);
		p->is_running = true;
	}
	p->has_begun = true;
}

/* One line; *is_over when it lies after `until`. */
static bool
play_line(struct replay *p, json_t *json, struct wall until, bool *is_over, struct err *err)
{
	const char	*check = json_string_value(json_object_get(json, "check"));
	const char	*vigie = json_string_value(json_object_get(json, "vigie"));
	json_t		*deed = json_object_get(json, "do");
	json_t		*time = json_object_get(json, "t");
	struct wall	 t = { 0 }, sign = p->has_begun ? p->now : (struct wall){ 0 };

	if (!json_is_object(json))
		return err_set(err, "a line wants one JSON object");
	if (!json_is_number(time))
		return err_set(err, "a line wants a time: \"t\", in seconds since 1970");
	if (!take_time(p, json_number_value(time), &t, err))
		return false;
	if ((*is_over = t.ms > until.ms))
		return true;
	if ((check != NULL) + (vigie != NULL) + (deed != NULL) != 1)
		return err_set(err, "a line wants one of \"check\", \"do\" and \"vigie\"");
	begin(p, t, vigie == NULL);
	if (check != NULL)
		return play_tree(p, json, err);
	return vigie != NULL ? play_vigie(p, vigie, sign, err) : play_deed(p, deed, err);
}

/* Each object of one line of text. */
static bool
play_text(struct replay *p, const char *text, size_t len, struct wall until, bool *is_over,
    struct err *err)
{
	while (len > 0 && !*is_over) {
		json_error_t	 why;
		json_t		*json;
		bool		 good;
		size_t		 skip = strspn(text, " \t\r\n");

		text += skip;
		len -= skip;
		if (len == 0)
			break;
		json = json_loadb(text, len, JSON_DISABLE_EOF_CHECK | JSON_REJECT_DUPLICATES, &why);
		if (json == NULL)
			return err_set(err, "not JSON: %s", why.text);
		text += why.position;
		len -= (size_t)why.position;
		good = play_line(p, json, until, is_over, err);
		json_decref(json);
		if (!good)
			return false;
	}
	return true;
}

/* The ordinary line at once; any other from a copy, by jansson. */
static bool
play_raw(struct replay *p, char *text, size_t len, struct buf *copy, struct wall until, bool *is_over,
    struct err *err)
{
	struct replay_line	 line;
	struct wall		 t = { 0 };

	if (memchr(text, '\0', len) != NULL)
		return err_set(err, "a NUL byte");
	buf_clear(copy);
	buf_add(copy, text, len);
	if (!replay_scan(text, &line))
		return play_text(p, buf_str(copy), len, until, is_over, err);
	if (!take_time(p, line.t, &t, err))
		return false;
	if ((*is_over = t.ms > until.ms))
		return true;
	begin(p, t, true);
	return play_result(p, &line, err);
}

static bool
read_all(struct replay *p, FILE *in, struct wall until, struct err *err)
{
	char	*line = NULL;
	size_t	 room = 0, number = 0;
	ssize_t	 len;
	bool	 good = true, is_over = false;
	struct buf copy = { 0 };

	while (good && !is_over && (len = getline(&line, &room, in)) != -1) {
		number++;
		good = play_raw(p, line, (size_t)len, &copy, until, &is_over, err);
		if (!good)
			err_prefix(err, "%zu", number);
	}
	if (good && ferror(in))
		good = err_set(err, "%s", strerror(errno));
	free(line);
	buf_done(&copy);
	return good;
}

bool
replay_run(const struct inventory *inv, FILE *in, struct wall until, struct buf *out, struct err *err)
{
	struct replay	 p = { .inv = inv, .say = { .inv = inv, .out = out, .at_ms = INT64_MIN } };
	bool		 good;

	p.judge = judge_new(inv, replay_fact, &p.say);
	p.say.judge = p.judge;
	lang_set(inv->language);
	good = read_all(&p, in, until, err);
	if (good && until.ms != WALL_NEVER.ms && p.is_running)
		judge_tick(p.judge, until);
	replay_flush(&p.say);
	free(p.say.lines);
	judge_free(p.judge);
	return good;
}

static struct inventory *
load(const struct cli *cli)
{
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load(cli->conf_file, CONF_NO_SECRETS, &mistakes);

	if (inv == NULL)
		mistakes_print(&mistakes, false, stderr);
	mistakes_done(&mistakes);
	return inv;
}

int
cmd_replay(struct cli *cli, int argc, char **argv)
{
	struct inventory	*inv;
	struct wall		 until = WALL_NEVER;
	struct buf		 out = { 0 };
	struct err		 err = { 0 };
	const char		*text = cli_option(cli, "until");
	FILE			*in;
	int			 code = CLI_DONE;

	(void)argc;
	in = strcmp(argv[0], "-") == 0 ? stdin : fopen(argv[0], "r");
	if (in == NULL)
		return cli_refuse("%s: %s", argv[0], strerror(errno));
	if ((inv = load(cli)) == NULL) {
		code = cli_refuse(_("%s cannot be used"), cli->conf_file);
	} else if (text != NULL && !zone_read(inv->zone, text, ZONE_FIRST, &until, NULL, &err)) {
		code = cli_refuse("--until: %s", err.text);
	} else if (!replay_run(inv, in, until, &out, &err)) {
		code = cli_refuse("%s:%s", argv[0], err.text);
	} else if (out.len > 0 && (fwrite(out.s, 1, out.len, stdout) != out.len || fflush(stdout) != 0)) {
		code = cli_refuse(_("the output cannot be written: %s"), strerror(errno));
	}
	buf_done(&out);
	inventory_free(inv);
	if (in != stdin)
		fclose(in);
	return code;
}

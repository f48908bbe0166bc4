/* replay.c - `vigie replay`: recorded results through the judge; see replay.h */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/offline.h"
#include "cli/replay.h"
#include "judge/judge.h"
#include "model/inventory.h"
#include "model/zone.h"
#include "report/period.h"

#define FIRST_S		INT64_C(946684800)	/* 2000: before, and from 2100 on, a clock was wrong */
#define END_S		INT64_C(4102444800)
#define MAX_WORDS	32

/* A window's number in the recording, and here. */
struct renumbered { uint32_t theirs, ours; };

struct replay {
	const struct inventory	*inv;
	const struct replay_wish *wish;
	struct replay_notes	*notes;
	struct renumbered	*windows;
	size_t			 n_windows, room_windows;
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
unknown_check(struct replay *p, const struct replay_line *line, struct err *err)
{
	if (!p->wish->skips_unknown)
		return err_set(err, "this configuration has no check \"%.100s\" (--skip-unknown passes over it)",
		    line->check);
	if (p->notes->n_unknown++ == 0)
		snprintf(p->notes->unknown, sizeof(p->notes->unknown), "%s", line->check);
	return true;
}

/* When it began: with t, or as the line says, but never after. */
static bool
take_started(const struct replay *p, const struct replay_line *line, struct wall *out, struct err *err)
{
	*out = (struct wall){ 0 };
	if (isnan(line->started))
		return true;
	if (!(line->started >= (double)FIRST_S && line->started < (double)END_S))
		return err_set(err, "\"started\": %.0f is no time between 2000 and 2100", line->started);
	out->ms = (int64_t)llround(line->started * 1000);
	return out->ms <= p->now.ms || err_set(err, "\"started\" is after \"t\"");
}

static bool
play_result(struct replay *p, struct replay_line *line, struct err *err)
{
	struct judged_result	*r = &line->result;

	if (p->wish->no_canaries && strncmp(line->check, "canary/", 7) == 0)
		return true;
	r->check = inventory_check(p->inv, line->check);
	if (r->check == NONE)
		return unknown_check(p, line, err);
	if (!find_status(line->status, &r->status))
		return err_set(err, line->status == NULL ? "a result wants a \"status\"" :
		    "\"%.40s\" is no status: ok, warn, fail or error", line->status);
	if (!take_started(p, line, &r->started, err))
		return false;
	r->text = line->text;
	p->notes->has_canary = p->notes->has_canary || r->check < p->inv->n_canaries;
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
				    .text = text_of(json, "text"), .started = NAN,
				    .result = { JUDGED_NO_VALUES } };
	json_t			*started = json_object_get(json, "started");

	if (started != NULL && !json_is_number(started))
		return err_set(err, "\"started\" wants a time in seconds since 1970");
	if (started != NULL)
		line.started = json_number_value(started);
	take_values(json, &line);
	take_values(json_object_get(json, "values"), &line);
	return play_result(p, &line, err);
}

/* An incident of the recording, as this replay knows it: the same one, or what is open in its place; 0 = none. */
static uint32_t
find_incident(const struct replay *p, json_t *of)
{
	const char		*kind = text_of(of, "kind"), *scope = text_of(of, "scope");
	const char		*object = text_of(of, "object"), *opened = text_of(of, "opened");
	struct judge_incident	 in;
	struct wall		 t = { 0 };
	uint32_t		 number = 0;

	if (kind == NULL || scope == NULL || object == NULL || opened == NULL || !wall_parse(opened, &t))
		return 0;
	for (size_t i = 0; judge_get_incident(p->judge, i, &in); i++) {
		if (strcmp(in.incident->scope, scope) != 0 || strcmp(in.incident->object, object) != 0 ||
		    strcmp(incident_kind_word(in.incident->kind_first), kind) != 0)
			continue;
		if (in.incident->opened.ms == t.ms)
			return in.incident->number;
		if (number == 0 && in.incident->restored.ms == 0)
			number = in.incident->number;
	}
	return number;
}

static uint32_t
find_window(const struct replay *p, uint32_t theirs)
{
	for (size_t i = 0; i < p->n_windows; i++)
		if (p->windows[i].theirs == theirs)
			return p->windows[i].ours;
	return 0;
}

/*
 * What vigie recorded says by `of` what its numbers meant.  argv's number is replaced by
 * ours; false: this replay has no such thing.
 */
static bool
translate(const struct replay *p, json_t *of, const char **argv, size_t argc, char digits[static 24])
{
	bool		 is_window = json_object_get(of, "window") != NULL;
	size_t		 at = is_window ? 2 : 1;
	uint32_t	 ours;

	if (is_window && argc > 1 && strcmp(argv[1], "add") == 0)
		return true;
	ours = is_window ? find_window(p, (uint32_t)json_integer_value(json_object_get(of, "window"))) :
	    find_incident(p, of);
	if (ours == 0 || argc <= at)
		return false;
	snprintf(digits, 24, "%u", (unsigned)ours);
	argv[at] = digits;
	return true;
}

/* Deeds of a recording never end the replay: under other rules there may be nothing to do them to. */
static bool
play_recorded_deed(struct replay *p, json_t *of, const char **argv, size_t argc)
{
	struct err	 ignored;
	char		 digits[24];
	uint32_t	 ours = 0, theirs = (uint32_t)json_integer_value(json_object_get(of, "window"));

	if (!translate(p, of, argv, argc, digits) ||
	    !replay_do(p->judge, p->inv, argv, argc, p->now, &ours, &ignored)) {
		p->notes->n_deeds++;
		return true;
	}
	if (ours != 0 && find_window(p, theirs) == 0) {
		p->windows = grow(p->windows, p->n_windows, &p->room_windows, sizeof(*p->windows));
		p->windows[p->n_windows++] = (struct renumbered){ theirs, ours };
	}
	return true;
}

static bool
play_deed(struct replay *p, json_t *list, json_t *of, struct err *err)
{
	const char	*argv[MAX_WORDS];
	size_t		 argc = json_array_size(list);

	if (!json_is_array(list) || argc == 0 || argc > MAX_WORDS)
		return err_set(err, "\"do\" wants the list of a command's words");
	for (size_t i = 0; i < argc; i++)
		if ((argv[i] = json_string_value(json_array_get(list, i))) == NULL)
			return err_set(err, "\"do\" wants a list of words, nothing else");
	if (json_is_object(of))
		return play_recorded_deed(p, of, argv, argc);
	return replay_do(p->judge, p->inv, argv, argc, p->now, NULL, err);
}

static bool
play_start(struct replay *p, json_t *json, struct wall sign, struct err *err)
{
	json_t	*last = json_object_get(json, "last_sign");

	if (last != NULL && !(json_number_value(last) >= (double)FIRST_S &&
	    json_number_value(last) < (double)END_S))
		return err_set(err, "\"last_sign\" is no time between 2000 and 2100");
	if (last != NULL)
		sign.ms = (int64_t)llround(json_number_value(last) * 1000);
	judge_start(p->judge, sign, p->now);
	p->is_running = true;
	return true;
}

/* vigie's own life. */
static bool
play_vigie(struct replay *p, const char *what, json_t *json, struct wall sign, struct err *err)
{
	const char	*code = text_of(json, "code"), *text = text_of(json, "text");

	if (strcmp(what, "start") == 0)
		return play_start(p, json, sign, err);
	if (strcmp(what, "stop") == 0) {
		if (!p->is_running)
			return err_set(err, "vigie does not run: it cannot stop");
		judge_stop(p->judge, p->now);
		p->is_running = false;
	} else if (strcmp(what, "door-open") == 0 || strcmp(what, "door-closed") == 0) {
		judge_push_door(p->judge, strcmp(what, "door-open") == 0, p->now);
	} else if ((strcmp(what, "trouble") == 0 || strcmp(what, "well") == 0) && code != NULL) {
		judge_vigie(p->judge, code, *what == 't', text != NULL ? text : "", p->now);
	} else if (strcmp(what, "reload") == 0) {
		p->notes->n_reloads++;
	} else if (strcmp(what, "gap") == 0) {
		p->notes->n_gaps++;
	} else {
		return err_set(err, "\"%.40s\": vigie can \"stop\" and \"start\"", what);
	}
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
	begin(p, t, vigie == NULL || (strcmp(vigie, "start") != 0 && strcmp(vigie, "stop") != 0));
	if (check != NULL)
		return play_tree(p, json, err);
	return vigie != NULL ? play_vigie(p, vigie, json, sign, err) :
	    play_deed(p, deed, json_object_get(json, "of"), err);
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
replay_run(const struct inventory *inv, FILE *in, const struct replay_wish *wish, struct buf *out,
    struct replay_notes *notes, struct err *err)
{
	struct replay	 p = { .inv = inv, .wish = wish, .notes = notes,
			    .say = { .inv = inv, .out = out, .at_ms = INT64_MIN } };
	struct replay_kept kept = { 0 };
	bool		 good;

	if (wish->report != NULL)
		p.say.kept = &kept;
	*notes = (struct replay_notes){ 0 };
	p.judge = judge_new(inv, replay_fact, &p.say);
	p.say.judge = p.judge;
	lang_set(inv->language);
	good = read_all(&p, in, wish->until, err);
	if (good && wish->until.ms != WALL_NEVER.ms && p.is_running)
		judge_tick(p.judge, wish->until);
	replay_flush(&p.say);
	if (good && wish->report != NULL)
		good = replay_report(&kept, inv, wish->report,
		    wish->until.ms != WALL_NEVER.ms ? wish->until : p.now, out, err);
	replay_kept_done(&kept);
	free(p.say.lines);
	free(p.windows);
	judge_free(p.judge);
	return good;
}

static bool
play(struct inventory *inv, FILE *in, const struct replay_wish *wish, struct buf *out,
    struct replay_notes *notes, struct err *err)
{
	if (wish->no_canaries)
		inv->n_canaries = 0;	/* without canaries vigie is never blind by the network */
	return replay_run(inv, in, wish, out, notes, err);
}

/* What was not replayed as it was, on stderr: the lines themselves stay the same. */
static void
say_notes(const char *file, const struct inventory *inv, const struct replay_wish *wish,
    const struct replay_notes *n)
{
	if (inv->n_canaries > 0 && !n->has_canary && !wish->no_canaries)
		fprintf(stderr, _("vigie: %s has no result of a canary, and the configuration has %u: vigie is blind from "
		    "the end of their first holding on; --no-canaries judges without them\n"), file,
		    (unsigned)inv->n_canaries);
	if (n->n_unknown > 0)
		fprintf(stderr, ngettext("vigie: %llu result of a check that this configuration has not was passed over "
		    "(%s)\n", "vigie: %llu results of checks that this configuration has not were passed over (the "
		    "first: %s)\n", (unsigned long)n->n_unknown), (unsigned long long)n->n_unknown, n->unknown);
	if (n->n_deeds > 0)
		fprintf(stderr, ngettext("vigie: %llu thing was done to an incident or a window that this replay has "
		    "not\n", "vigie: %llu things were done to incidents or windows that this replay has not\n",
		    (unsigned long)n->n_deeds), (unsigned long long)n->n_deeds);
	if (n->n_reloads > 0)
		fprintf(stderr, ngettext("vigie: the configuration changed %llu time meanwhile: all is judged by the one of "
		    "now\n", "vigie: the configuration changed %llu times meanwhile: all is judged by the one of now\n",
		    (unsigned long)n->n_reloads), (unsigned long long)n->n_reloads);
	if (n->n_gaps > 0)
		fprintf(stderr, ngettext("vigie: results are missing in %llu place: there was no room for them\n",
		    "vigie: results are missing in %llu places: there was no room for them\n",
		    (unsigned long)n->n_gaps), (unsigned long long)n->n_gaps);
}

int
cmd_replay(struct cli *cli, int argc, char **argv)
{
	struct inventory	*inv;
	struct replay_wish	 wish = { .until = WALL_NEVER,
				    .skips_unknown = cli_option(cli, "skip-unknown") != NULL,
				    .no_canaries = cli_option(cli, "no-canaries") != NULL };
	struct replay_notes	 notes = { 0 };
	struct buf		 out = { 0 };
	struct err		 err = { 0 };
	const char		*text = cli_option(cli, "until"), *report = cli_option(cli, "report");
	const char		*language = lang_get();
	struct period		 period;
	FILE			*in;
	int			 code = CLI_DONE;

	(void)argc;
	if (report != NULL && !period_parse(report, &period, &err))
		return cli_refuse("--report: %s", err.text);
	if (report != NULL)
		wish.report = &period;
	in = strcmp(argv[0], "-") == 0 ? stdin : fopen(argv[0], "r");
	if (in == NULL)
		return cli_refuse("%s: %s", argv[0], strerror(errno));
	if ((inv = offline_inventory(cli)) == NULL) {
		code = CLI_REFUSED;
	} else if (text != NULL && !zone_read(inv->zone, text, ZONE_FIRST, &wish.until, NULL, &err)) {
		code = cli_refuse("--until: %s", err.text);
	} else if (!play(inv, in, &wish, &out, &notes, &err)) {
		code = cli_refuse("%s:%s", argv[0], err.text);
	} else if (out.len > 0 && (fwrite(out.s, 1, out.len, stdout) != out.len || fflush(stdout) != 0)) {
		code = cli_refuse(_("the output cannot be written: %s"), strerror(errno));
	} else {
		lang_set(language);
		say_notes(argv[0], inv, &wish, &notes);
	}
	buf_done(&out);
	inventory_free(inv);
	if (in != stdin)
		fclose(in);
	return code;
}

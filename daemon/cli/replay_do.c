/* replay_do.c - what people did, as they would have typed it; see replay.h */
#include <stdlib.h>
#include <string.h>

#include "cli/replay.h"
#include "judge/judge.h"
#include "model/typed.h"

#define MAX_WORDS	8

/* A command taken apart: its words, and its options. */
struct deed {
	const char	*words[MAX_WORDS];
	size_t		 n_words;
	const char	*text, *as, *ticket, *weekly, *responsibility;
};

static bool
take_apart(struct deed *d, const char *const *argv, size_t argc, struct err *err)
{
	struct { const char *name, *alias, **to; } options[] = {
		{ "-m", "--message", &d->text }, { "--as", "--as", &d->as },
		{ "--ticket", "--ticket", &d->ticket }, { "--weekly", "--weekly", &d->weekly },
		{ "--responsibility", "--responsibility", &d->responsibility },
	};

	*d = (struct deed){ .text = "", .as = "replay", .ticket = "", .weekly = "", .responsibility = "" };
	for (size_t i = 0; i < argc; i++) {
		size_t	 k = 0;

		while (k < sizeof(options) / sizeof(options[0]) && strcmp(argv[i], options[k].name) != 0 &&
		    strcmp(argv[i], options[k].alias) != 0)
			k++;
		if (k < sizeof(options) / sizeof(options[0])) {
			if (++i == argc)
				return err_set(err, "%s wants a value", argv[i - 1]);
			*options[k].to = argv[i];
		} else if (argv[i][0] == '-') {
			return err_set(err, "\"%s\" is not an option of \"%s\"", argv[i], argv[0]);
		} else if (d->n_words == MAX_WORDS) {
			return err_set(err, "\"%s\" has too many words", argv[0]);
		} else {
			d->words[d->n_words++] = argv[i];
		}
	}
	return d->n_words > 0 || err_set(err, "\"do\" is empty");
}

static bool
do_window(struct judge *judge, const struct inventory *inv, const struct deed *d, enum window_kind kind,
    struct wall now, uint32_t *number, struct err *err)
{
	struct typed_window	 in = { .kind = kind, .weekly = d->weekly, .by = d->as, .text = d->text };
	struct fact_window	 w;

	if (d->n_words == 3 && strcmp(d->words[1], "cancel") == 0)
		return judge_window_cancel(judge, (uint32_t)strtoul(d->words[2], NULL, 10), d->as, now, err);
	if (d->n_words != 5 || strcmp(d->words[1], "add") != 0)
		return err_set(err, "it is \"%s add SCOPE FROM TO\" or \"%s cancel ID\"", d->words[0], d->words[0]);
	in.scope = d->words[2];
	in.from = d->words[3];
	in.to = d->words[4];
	return typed_window(inv->zone, &in, &w, NULL, err) && judge_window(judge, &w, now, number, err);
}

static bool
do_one(struct judge *judge, const struct deed *d, uint32_t number, struct wall now, struct err *err)
{
	enum responsibility	 who = RESPONSIBILITY_N;

	if (strcmp(d->words[0], "ack") == 0)
		return judge_ack(judge, number, d->as, d->text, d->ticket, now, err);
	if (strcmp(d->words[0], "comment") == 0)
		return judge_comment(judge, number, d->as, d->n_words > 2 ? d->words[2] : d->text, now, err);
	if (*d->responsibility != '\0' && !responsibility_find(d->responsibility, &who))
		return err_set(err, "\"%s\" is no responsibility", d->responsibility);
	return judge_close(judge, number, d->as, d->text, who, now, err);
}

/* N, the id of a site or group with something open, or "all" that is open. */
static bool
do_incidents(struct judge *judge, const struct deed *d, struct wall now, struct err *err)
{
	uint32_t	*numbers;
	size_t		 n;
	bool		 is_good = true;

	if (d->n_words < 2)
		return err_set(err, "\"%s\" wants an incident", d->words[0]);
	if (strspn(d->words[1], "0123456789") == strlen(d->words[1]))
		return do_one(judge, d, (uint32_t)strtoul(d->words[1], NULL, 10), now, err);
	numbers = judge_named(judge, d->words[1], &n);
	if (n == 0)
		is_good = err_set(err, "nothing is open for \"%s\"", d->words[1]);
	for (size_t i = 0; is_good && i < n; i++)
		is_good = do_one(judge, d, numbers[i], now, err);
	free(numbers);
	return is_good;
}

bool
replay_do(struct judge *judge, const struct inventory *inv, const char *const *argv, size_t argc,
    struct wall now, uint32_t *window, struct err *err)
{
	struct deed		 d;
	enum window_kind	 kind;

	if (!take_apart(&d, argv, argc, err))
		return false;
	if (window_find(d.words[0], &kind))
		return do_window(judge, inv, &d, kind, now, window, err);
	if (strcmp(d.words[0], "ack") == 0 || strcmp(d.words[0], "comment") == 0 ||
	    strcmp(d.words[0], "close") == 0)
		return do_incidents(judge, &d, now, err);
	return err_set(err, "\"%s\" cannot be done in a replay", d.words[0]);
}

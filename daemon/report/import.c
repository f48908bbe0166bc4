/* import.c - see import.h */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "journal/journal.h"
#include "model/inventory.h"
#include "model/near.h"
#include "report/events.h"
#include "report/import.h"
#include "report/known.h"
#include "report/transitions.h"

#define FUTURE_MS	DAY_MS		/* clocks differ; more than that is a mistake */
#define NEAR_MAX	2000		/* names looked at for "did you mean" */

struct import {
	struct import_wish	 wish;
	import_fact_fn		*fn;
	void			*arg;
	struct known		*known;
	struct transitions	*transitions;
	struct events		*events;
	crypto_hash_sha256_state sha;
	int64_t			*last_s;	/* of each line in the file; INT64_MIN = none yet */
	char			 object[256];	/* the name looked up last */
	uint32_t		 index;
	uint64_t		 n_lines, n_new, n_known, n_mistakes;
	struct import_mistake	*mistakes;
	size_t			 n_kept, room;
	bool			 is_refused;	/* by whoever takes the facts */
};

static void
on_mistake(void *arg, uint64_t line, const char *why)
{
	struct import	*im = arg;

	im->n_lines = line;
	im->n_mistakes++;
	if (im->n_kept == IMPORT_MISTAKES_MAX)
		return;
	im->mistakes = grow(im->mistakes, im->n_kept, &im->room, sizeof(*im->mistakes));
	im->mistakes[im->n_kept++] = (struct import_mistake){ line, xstrdup(why) };
}

static void
mistake(struct import *im, uint64_t line, const struct err *err)
{
	on_mistake(im, line, err->text);
}

static void
give(struct import *im, const struct fact *fact)
{
	im->n_new++;
	if (im->n_mistakes == 0 && !im->is_refused)
		im->is_refused = !im->fn(im->arg, fact);
}

/* Transitions. */

static bool
refuse_object(const struct import *im, const char *name, struct err *err)
{
	const struct inventory	*inv = im->wish.inv;
	const char		*near = NULL;
	unsigned		 best = UINT_MAX;
	char			 clean[LINES_SHOWN];

	for (uint32_t i = 0; i < inv->n_devices && i < NEAR_MAX; i++)
		near_keep(name, inv->devices[i].name, &near, &best);
	if (near != NULL && near_is_close(name, best))
		return err_set(err, _("this configuration has no line \"%s\", did you mean \"%s\"?"),
		    lines_shown(name, clean), near);
	return err_set(err, _("this configuration has no line \"%s\" (SITE/link, SITE/convention or a device)"),
	    lines_shown(name, clean));
}

/* Files say much of one line in a row. */
static uint32_t
line_index(struct import *im, const char *name)
{
	if (strcmp(im->object, name) != 0) {
		im->index = known_line(im->wish.inv, name);
		strlcpy(im->object, im->index != NONE ? name : "", sizeof(im->object));
	}
	return im->index;
}

static bool
check_time(struct import *im, const struct transition *t, uint32_t line, struct err *err)
{
	int64_t		 own_ms = known_own_ms(im->known, line);
	char		 text[WALL_TEXT_SIZE];
	struct fact_transition is;

	if (t->at.ms > im->wish.now.ms + FUTURE_MS)
		return err_set(err, _("%s lies in the future"), wall_text(t->at, text));
	if (wall_sec(t->at) == im->last_s[line])
		return err_set(err, _("the same line at the same time as before: %s"), wall_text(t->at, text));
	if (wall_sec(t->at) < im->last_s[line])
		return err_set(err, _("time goes back: this line was at %s already"),
		    wall_text((struct wall){ im->last_s[line] * SEC_MS }, text));
	if (t->at.ms >= own_ms)
		return err_set(err, _("vigie watches this line itself since %s: only what lies before can be imported"),
		    wall_text((struct wall){ own_ms }, text));
	if (known_transition(im->known, line, t->at, &is) && (is.state != t->is.state ||
	    is.responsibility != t->is.responsibility))
		return err_set(err, _("this instant was imported before, as %s%s%s"), state_word(is.state),
		    is.state == STATE_DOWN ? "," : "",
		    is.state == STATE_DOWN ? responsibility_word(is.responsibility) : "");
	return true;
}

static void
on_transition(void *arg, uint64_t number, const struct transition *t)
{
	struct import	*im = arg;
	struct err	 err = { "" };
	uint32_t	 line = line_index(im, t->object);
	bool		 is_good;

	im->n_lines = number;
	is_good = line != NONE ? check_time(im, t, line, &err) : refuse_object(im, t->object, &err);
	if (line != NONE && wall_sec(t->at) > im->last_s[line])
		im->last_s[line] = wall_sec(t->at);
	if (!is_good)
		mistake(im, number, &err);
	else if (known_transition(im->known, line, t->at, NULL))
		im->n_known++;
	else
		give(im, &(struct fact){ .kind = FACT_TRANSITION, .object = t->object,
		    .happened = t->at, .known = im->wish.now, .transition = t->is });
}

/* Events. */

static bool
check_scope(const struct import *im, const struct fact *fact, struct err *err)
{
	const struct inventory	*inv = im->wish.inv;
	bool		 is_wide = fact->kind == FACT_WINDOW && fact->window.kind == WINDOW_MAINTENANCE;
	const char	*scope = fact->kind == FACT_WINDOW ? fact->window.scope : fact->declaration.site;
	const char	*near;
	char		 clean[LINES_SHOWN];

	if (inventory_site(inv, scope) != NONE ||
	    (is_wide && (strcmp(scope, "all") == 0 || inventory_group(inv, scope) != NONE)))
		return true;
	if ((near = near_site(inv, scope)) != NULL)
		return err_set(err, _("there is no site \"%s\", did you mean \"%s\"?"), lines_shown(scope, clean), near);
	return is_wide ? err_set(err, _("\"%s\" is neither a site, nor a group, nor \"all\""),
	    lines_shown(scope, clean)) : err_set(err, _("there is no site \"%s\""), lines_shown(scope, clean));
}

static void
on_event(void *arg, uint64_t number, const struct fact *event)
{
	struct import	*im = arg;
	struct fact	 fact = *event;
	struct err	 err = { "" };
	char		 text[FACT_ID_SIZE], at[WALL_TEXT_SIZE];
	struct wall	 recorded = fact.kind == FACT_WINDOW ? fact.window.recorded :
				    fact.declaration.recorded;

	im->n_lines = number;
	if (!check_scope(im, &fact, &err) || (recorded.ms > im->wish.now.ms + FUTURE_MS &&
	    !err_set(&err, _("recorded: %s lies in the future"), wall_text(recorded, at)))) {
		mistake(im, number, &err);
		return;
	}
	if (!known_add_event(im->known, &fact)) {
		im->n_known++;
		return;
	}
	if (fact.kind == FACT_WINDOW) {
		fact.window.number = known_next_window(im->known);
		fact.window.by = *fact.window.by == '\0' ? im->wish.by : fact.window.by;
		fact.happened = recorded;
	} else {
		fact.declaration.number = known_next_declaration(im->known);
		fact.declaration.by = *fact.declaration.by == '\0' ? im->wish.by : fact.declaration.by;
		fact.happened = fact.declaration.start.ms != 0 ? fact.declaration.start : recorded;
	}
	snprintf(text, sizeof(text), "%u", fact.kind == FACT_WINDOW ? fact.window.number :
	    fact.declaration.number);
	fact.object = text;
	fact.known = im->wish.now;
	give(im, &fact);
}

/* Life. */

struct import *
import_new(const struct import_wish *wish, import_fact_fn *fn, void *arg, struct err *err)
{
	struct import	*im = xcalloc(1, sizeof(*im));
	uint32_t	 n = known_n_lines(wish->inv);

	im->wish = *wish;
	im->fn = fn;
	im->arg = arg;
	im->index = NONE;
	if ((im->known = known_read(wish->inv, wish->journal, wish->kind == IMPORT_TRANSITIONS, err)) == NULL) {
		import_free(im);
		return NULL;
	}
	if (im->wish.now.ms < known_last(im->known).ms)
		im->wish.now = known_last(im->known);	/* what is known never goes back */
	crypto_hash_sha256_init(&im->sha);
	if (wish->kind == IMPORT_EVENTS) {
		im->events = events_new(on_event, on_mistake, im);
		return im;
	}
	im->last_s = xcalloc(n + 1, sizeof(*im->last_s));
	for (uint32_t i = 0; i < n; i++)
		im->last_s[i] = INT64_MIN;
	im->transitions = transitions_new(on_transition, on_mistake, im);
	return im;
}

void
import_feed(struct import *im, const char *data, size_t len)
{
	crypto_hash_sha256_update(&im->sha, (const unsigned char *)data, len);
	if (im->events != NULL)
		events_feed(im->events, data, len);
	else
		transitions_feed(im->transitions, data, len);
}

/* What closes the rows of this file. */
static void
give_batch(struct import *im)
{
	unsigned char	 hash[crypto_hash_sha256_BYTES];
	char		 hex[sizeof(hash) * 2 + 1];
	struct fact	 fact = { .kind = FACT_BATCH, .happened = im->wish.now, .known = im->wish.now,
			    .object = im->wish.kind == IMPORT_EVENTS ? "events" : "transitions" };

	crypto_hash_sha256_final(&im->sha, hash);
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	fact.batch = (struct fact_batch){ .by = im->wish.by, .sha256 = hex,
	    .n_rows = (int64_t)im->n_new };
	im->is_refused = !im->fn(im->arg, &fact);
}

bool
import_end(struct import *im)
{
	im->n_lines = im->events != NULL ? events_end(im->events) : transitions_end(im->transitions);
	im->events = NULL;
	im->transitions = NULL;
	if (im->n_mistakes == 0 && !im->is_refused && im->n_new > 0)
		give_batch(im);
	return im->n_mistakes == 0 && !im->is_refused;
}

void
import_free(struct import *im)
{
	if (im == NULL)
		return;
	if (im->events != NULL)
		events_end(im->events);
	if (im->transitions != NULL)
		transitions_end(im->transitions);
	known_free(im->known);
	for (size_t i = 0; i < im->n_kept; i++)
		free(im->mistakes[i].text);
	free(im->mistakes);
	free(im->last_s);
	free(im);
}

uint64_t
import_lines(const struct import *im)
{
	return im->n_lines;
}

uint64_t
import_n_new(const struct import *im)
{
	return im->n_new;
}

uint64_t
import_n_known(const struct import *im)
{
	return im->n_known;
}

uint64_t
import_n_mistakes(const struct import *im)
{
	return im->n_mistakes;
}

const struct import_mistake *
import_mistakes(const struct import *im, size_t *n)
{
	*n = im->n_kept;
	return im->mistakes;
}

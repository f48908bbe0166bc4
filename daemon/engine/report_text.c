/* report_text.c - see report_text.h */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/facts.h"
#include "engine/report_text.h"
#include "model/inventory.h"
#include "report/frozen.h"

/* Of the reader's thread between work and done. */
struct fetching {
	struct inventory	*inv;		/* held */
	char			*period, *scope, *language;
	uint32_t		 number, version;
	struct wall		 now;
	report_text_fn		*fn;
	void			*arg;
	struct buf		 text;
	bool			 is_good;
	struct err		 err;
};

static void
fetching_free(struct fetching *f)
{
	inventory_free(f->inv);
	free(f->period);
	free(f->scope);
	free(f->language);
	buf_done(&f->text);
	free(f);
}

static bool
read_frozen(struct fetching *f, struct journal *j)
{
	struct frozen_list	 list;
	const struct frozen	*it, *before;
	json_t			*doc = NULL;
	char			*text;

	if (!frozen_read(j, f->period, f->scope, &list, &f->err))
		return false;
	if ((it = frozen_version(&list, f->version)) != NULL) {
		before = f->version > 1 ? frozen_version(&list, f->version - 1) : NULL;
		doc = frozen_document(it, before, false);
	}
	if (doc != NULL) {
		text = json_dumps(doc, JSON_COMPACT | JSON_SORT_KEYS);
		buf_adds(&f->text, text);
		free(text);
	}
	json_decref(doc);
	frozen_list_done(&list);
	return f->text.len > 0 || err_set(&f->err, _("the report %s/%s was never frozen"), f->period, f->scope);
}

static void
work(void *arg, struct journal *j)
{
	struct fetching		*f = arg;
	struct report_wish	 wish = { .inv = f->inv, .journal = j, .scope = f->scope, .now = f->now,
				    .is_running = true };

	lang_set(f->language);
	f->is_good = f->version != 0 ? read_frozen(f, j) :
	    period_parse(f->period, &wish.period, &f->err) && report_make(&wish, &f->text, &f->err);
}

static void
done(void *arg, bool is_done)
{
	struct fetching	*f = arg;

	if (is_done)
		f->fn(f->arg, f->number, f->is_good ? buf_str(&f->text) : NULL, f->err.text);
	fetching_free(f);
}

bool
report_text_fetch(struct engine *e, const struct fact_notice *n, report_text_fn *fn, void *arg)
{
	const char	*slash = strrchr(n->report, '/');
	struct fetching	*f = xcalloc(1, sizeof(*f));

	f->inv = inventory_hold(e->inv);
	f->period = slash != NULL ? xstrndup(n->report, (size_t)(slash - n->report)) : xstrdup(n->report);
	f->scope = xstrdup(slash != NULL ? slash + 1 : "network");
	f->language = xstrdup(n->to.language);
	f->number = n->number;
	f->version = n->version;
	f->now = e->steady.now;
	f->fn = fn;
	f->arg = arg;
	if (facts_ask(e->facts, work, done, f))
		return true;
	fetching_free(f);
	return false;
}

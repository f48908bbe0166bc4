/*
 * count_tool.c - reports of invented lives: one a line in, one a line out.
 *
 * A line is {"conf":TEXT,"scope","period","now":T,"running":bool,
 * "facts":[{"kind","object","happened","known","content":{...}}...]}; the answer is
 * the report in its full form.  So thousands of lives are counted in one process
 * and compared with a second count, which knows nothing of this one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/conf.h"
#include "model/fact.h"
#include "model/inventory.h"
#include "report/gather.h"
#include "report/report.h"

static void
die(unsigned long line, const char *why)
{
	fprintf(stderr, "count_tool: line %lu: %s\n", line, why);
	exit(1);
}

static const char *
text_of(const json_t *json, const char *name)
{
	const char	*text = json_string_value(json_object_get(json, name));

	return text != NULL ? text : "";
}

static struct wall
time_of(const json_t *json, const char *name)
{
	struct wall	 t = { 0 };

	(void)wall_parse(text_of(json, name), &t);
	return t;
}

static struct fact *
fact_of(const json_t *json, struct err *err)
{
	char		*content = json_dumps(json_object_get(json, "content"), JSON_COMPACT);
	enum fact_kind	 kind;
	struct fact	*fact = NULL;

	if (fact_kind_find(text_of(json, "kind"), &kind))
		fact = fact_decode(kind, text_of(json, "object"), time_of(json, "happened"),
		    time_of(json, "known"), content, strlen(content), err);
	else
		err_set(err, "no such kind of fact");
	free(content);
	return fact;
}

static void
count(unsigned long line, const json_t *life)
{
	const char		*conf = text_of(life, "conf");
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load_text("life", conf, strlen(conf), 0, &mistakes);
	struct report_wish	 wish = { .inv = inv, .scope = text_of(life, "scope"), .is_full = true,
				    .now = time_of(life, "now"), .is_running = true };
	struct err		 err = { "" };
	struct buf		 out = { 0 };
	struct gathered		*g;
	json_t			*fact_json;
	size_t			 i;

	if (inv == NULL) {
		mistakes_print(&mistakes, false, stderr);
		die(line, "no configuration");
	}
	mistakes_done(&mistakes);
	if (!period_parse(text_of(life, "period"), &wish.period, &err) ||
	    !report_scope(inv, wish.scope, &err))
		die(line, err.text);
	g = gathered_new(&wish);
	json_array_foreach(json_object_get(life, "facts"), i, fact_json) {
		struct fact	*fact = fact_of(fact_json, &err);

		if (fact == NULL)
			die(line, err.text);
		gather_fact(g, fact);
		fact_free(fact);
	}
	if (!gather_end(g, json_object_get(life, "alive") == NULL ? INT64_MAX :
	    wall_sec(time_of(life, "alive")), &err))
		die(line, err.text);
	report_write(&wish, g, &out);
	puts(buf_str(&out));
	fflush(stdout);
	buf_done(&out);
	gathered_free(g);
	inventory_free(inv);
}

int
main(void)
{
	char		*text = NULL;
	size_t		 size = 0;
	unsigned long	 line = 0;
	json_error_t	 error;

	while (getline(&text, &size, stdin) > 0) {
		json_t	*life = json_loads(text, 0, &error);

		if (life == NULL)
			die(++line, error.text);
		count(++line, life);
		json_decref(life);
	}
	free(text);
	return 0;
}

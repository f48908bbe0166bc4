/* evidence.c - see evidence.h */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/client.h"
#include "cli/evidence.h"
#include "cli/say.h"
#include "cli/when.h"
#include "model/conf.h"
#include "model/field.h"
#include "paper/evidence.h"
#include "paper/paper.h"

#define PATIENCE_S	20
#define STEP		"60"
#define HTML_END	".html"

static bool
ends_in_html(const char *path)
{
	size_t	 n = strlen(path), k = strlen(HTML_END);

	return n > k && strcmp(path + n - k, HTML_END) == 0;
}

/* Whom the document speaks for, as the configuration says it. */
static const char *
network(const struct cli *cli)
{
	static char	 name[256];

	if (!conf_peek(cli->conf_file, "network.name", name, sizeof(name)) || name[0] == '\0')
		strlcpy(name, "vigie", sizeof(name));
	return name;
}

/* A file that only its owner and group may read: addresses stand in it. */
static int
write_file(const char *path, const struct buf *out)
{
	int	 fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	bool	 is_good = fd != -1 && write(fd, out->s, out->len) == (ssize_t)out->len;
	int	 why = errno;

	if (fd != -1 && close(fd) == -1 && is_good) {
		is_good = false;
		why = errno;
	}
	return is_good ? CLI_DONE : cli_refuse("%s: %s", path, strerror(why));
}

/* HTML into FILE.html, else text. */
static int
deliver(const struct cli *cli, const struct paper *paper)
{
	const char	*path = cli_option(cli, "output");
	bool		 is_file = path != NULL && strcmp(path, "-") != 0;
	struct buf	 out = { 0 };
	int		 rc = CLI_DONE;

	if (is_file && ends_in_html(path))
		paper_html(paper, lang_get(), &out);
	else
		paper_text(paper, &out);
	if (is_file)
		rc = write_file(path, &out);
	else
		fputs(buf_str(&out), stdout);
	buf_done(&out);
	return rc;
}

/* A series that the box has; NULL where there is none. */
static json_t *
ask_series(struct client *client, const char *object, const char *metric, const char *from,
    const char *to)
{
	struct msg_pair	 args[] = { { "object", object }, { "metric", metric }, { "from", from },
			    { "to", to }, { "step", STEP } };
	struct answer	 a = { 0 };
	struct err	 err;
	json_t		*json = NULL;

	if (client_ask(client, "series", args, N_ELEMENTS(args), PATIENCE_S, NULL, NULL, &a, &err) &&
	    a.status == 200)
		json = json_loadb(buf_str(&a.body), a.body.len, 0, NULL);
	answer_done(&a);
	return json;
}

int
evidence_show(struct cli *cli, const json_t *story)
{
	const char	*site = field_str(story, "line.site");
	char		*object = xasprintf("%s/router", site);
	char		 from_text[WALL_TEXT_SIZE], to_text[WALL_TEXT_SIZE];
	json_t		*series[EVIDENCE_METRICS] = { NULL };
	struct wall	 from, to, now = wall_now();
	struct client	*client = NULL;
	struct paper	*paper;
	struct err	 err;
	int		 rc;

	evidence_span(story, now, &from, &to);
	wall_text(from, from_text);
	wall_text(to, to_text);
	if (*site != '\0')
		client = client_connect(cli, &rc, &err);
	for (size_t i = 0; client != NULL && i < EVIDENCE_METRICS; i++)
		series[i] = ask_series(client, object, evidence_metrics[i], from_text, to_text);
	if (client != NULL)
		client_close(client);
	paper = evidence_paper(story, (const json_t *const *)series, network(cli), say_zone(cli), now);
	rc = deliver(cli, paper);
	paper_free(paper);
	for (size_t i = 0; i < EVIDENCE_METRICS; i++)
		json_decref(series[i]);
	free(object);
	return rc;
}

int
evidence_outages(struct cli *cli)
{
	char		 from[WALL_TEXT_SIZE], to[WALL_TEXT_SIZE];
	struct msg_pair	 args[3];
	uint32_t	 n = 0;
	struct paper	*paper;
	json_t		*outages;
	int		 rc;

	if (cli_option(cli, "site") == NULL || cli_option(cli, "since") == NULL)
		return cli_usage(cli, _("--document wants --site and --since"));
	if (!when_option(cli, "since", from) ||
	    (cli_option(cli, "until") != NULL && !when_option(cli, "until", to)))
		return CLI_REFUSED;
	args[n++] = (struct msg_pair){ "site", cli_option(cli, "site") };
	args[n++] = (struct msg_pair){ "from", from };
	if (cli_option(cli, "until") != NULL)
		args[n++] = (struct msg_pair){ "to", to };
	if ((rc = cli_ask_json(cli, "outages", args, n, false, &outages)) != CLI_DONE || cli->is_json)
		return rc;
	paper = evidence_history(outages, network(cli), say_zone(cli), wall_now());
	rc = deliver(cli, paper);
	paper_free(paper);
	json_decref(outages);
	return rc;
}

/* cmd_export.c - vigie export: what is kept, as lines; see export.h */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lang.h"
#include "base/mem.h"
#include "cli/export.h"
#include "cli/when.h"

static const struct {
	const char	*name;
	int		(*run)(struct cli *cli, const struct export *what);
} things[] = {
	{ "results", export_results },
	{ "transitions", export_history_transitions },
	{ "events", export_history_events },
};

static bool
take_time(const struct cli *cli, const char *option, struct wall *t)
{
	char	 text[WALL_TEXT_SIZE];

	return cli_option(cli, option) == NULL ||
	    (when_option(cli, option, text) && wall_parse(text, t));
}

/* A file that only its owner and group may read: there are names in it. */
static FILE *
open_output(const char *path)
{
	int	 fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	FILE	*f = fd == -1 ? NULL : fdopen(fd, "w");

	if (fd != -1 && f == NULL)
		close(fd);
	return f;
}

int
cmd_export(struct cli *cli, int argc, char **argv)
{
	struct export	 what = { .until = WALL_NEVER, .site = "", .out = stdout };
	const char	*path = cli_option(cli, "output");
	size_t		 i = 0;
	int		 code;

	(void)argc;
	while (i < N_ELEMENTS(things) && strcmp(things[i].name, argv[0]) != 0)
		i++;
	if (i == N_ELEMENTS(things))
		return cli_usage(cli, _("\"%s\" cannot be exported"), argv[0]);
	if (cli_option(cli, "site") != NULL)
		what.site = cli_option(cli, "site");
	if (!take_time(cli, "since", &what.since) || !take_time(cli, "until", &what.until))
		return CLI_USAGE;
	if (path != NULL && strcmp(path, "-") != 0 && (what.out = open_output(path)) == NULL)
		return cli_refuse("%s: %s", path, strerror(errno));
	code = things[i].run(cli, &what);
	if (what.out != stdout && fclose(what.out) != 0 && code == CLI_DONE)
		code = cli_refuse("%s: %s", path, strerror(errno));
	return code;
}

/* command.c - see command.h */
#include <assert.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/command.h"
#include "model/near.h"

enum { OPT_JSON = 256, OPT_HELP, OPT_VERSION, OPT_OWN };	/* OPT_OWN + i: the command's i-th */

#define N_COMMON	6
static const struct option	 common[N_COMMON] = {
	{ "config", required_argument, NULL, 'c' },
	{ "socket", required_argument, NULL, 's' },
	{ "build", required_argument, NULL, 'b' },
	{ "json", no_argument, NULL, OPT_JSON },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
};

const char *
cli_option(const struct cli *cli, const char *name)
{
	const struct command_option	*o = cli->command->options;

	for (size_t i = 0; o != NULL && o[i].name != NULL; i++)
		if (strcmp(o[i].name, name) == 0)
			return cli->values[i];
	return NULL;
}

int
cli_refuse(const char *fmt, ...)
{
	va_list	 ap;

	fflush(stdout);
	fputs(_("vigie: "), stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return CLI_REFUSED;
}

int
cli_usage(const struct cli *cli, const char *fmt, ...)
{
	va_list	 ap;

	fputs(_("vigie: "), stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, _("\nTry: vigie %s --help\n"), cli->command->name);
	return CLI_USAGE;
}

/* Help. */

static void
show_all(const struct command *table, size_t n, FILE *out)
{
	const char	*group = "";

	fputs(_("usage: vigie [-c FILE] COMMAND [ARGUMENTS]\n\n"
	    "Asks vigied, the network's lookout.  Each command knows --help.\n"), out);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(group, table[i].group) != 0)
			fprintf(out, "\n%s\n", _(table[i].group));
		group = table[i].group;
		fprintf(out, "  %-12s %s\n", table[i].name, _(table[i].help));
	}
	fprintf(out, "\n-c FILE  %s (" VIGIE_CONFDIR "/vigie.conf)\n--json   %s\n\n",
	    _("another configuration"), _("the answer as a program wants it"));
	fputs(_("Exit status: 0 done, 1 not well, 2 usage, 3 vigied does not answer, 4 refused.\n"), out);
}

static void
show_one(const struct command *c, FILE *out)
{
	fprintf(out, _("usage: vigie %s"), c->name);
	for (const struct command_option *o = c->options; o != NULL && o->name != NULL; o++)
		fprintf(out, o->arg != NULL ? " [--%s %s]" : " [--%s]", o->name, o->arg);
	fprintf(out, "%s%s%s\n\n%s\n\n", c->has_json ? " [--json]" : "", c->args[0] != '\0' ? " " : "",
	    c->args, _(c->help));
	for (const struct command_option *o = c->options; o != NULL && o->name != NULL; o++) {
		char	*text = xasprintf("--%s%s%s", o->name, o->arg != NULL ? " " : "",
		    o->arg != NULL ? o->arg : "");

		if (o->letter != 0)
			fprintf(out, "  -%c, %-20s %s\n", o->letter, text, _(o->help));
		else
			fprintf(out, "      %-20s %s\n", text, _(o->help));
		free(text);
	}
	if (c->has_json)
		fprintf(out, "      %-20s %s\n", "--json", _("the answer as a program wants it"));
}

size_t
command_nearest(const struct command *table, size_t n, const char *word)
{
	unsigned	 best = 3, d;
	size_t		 at = n;

	for (size_t i = 0; i < n; i++) {
		d = strncmp(table[i].name, word, strlen(word)) == 0 ? 1 : near_edits(word, table[i].name);
		if (d < best && d < strlen(table[i].name)) {
			best = d;
			at = i;
		}
	}
	return at;
}

static const struct command *
find(const struct command *table, size_t n, const char *word)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		if (strcmp(table[i].name, word) == 0)
			return &table[i];
	fprintf(stderr, _("vigie: there is no command \"%s\""), word);
	if ((i = command_nearest(table, n, word)) < n)
		fprintf(stderr, _(", did you mean \"%s\"?"), table[i].name);
	fputs(_("\nTry: vigie --help\n"), stderr);
	return NULL;
}

/* Options. */

/* What getopt_long() refused with `c`, '?' or ':'; in its own words it is English and without our name. */
static void
refuse_option(int c, char *const *argv)
{
	const char	*word = optind > 0 && argv[optind - 1] != NULL ? argv[optind - 1] : "";
	char		 letter[] = { '-', (char)optopt, '\0' };
	bool		 is_letter = optopt > 0 && optopt < OPT_JSON && strncmp(word, "--", 2) != 0;

	if (is_letter)
		word = letter;
	if (c == ':') {
		cli_refuse(_("option %s wants a value"), word);
	} else if (optopt != 0 && !is_letter) {
		cli_refuse(_("option %.*s takes no value"), (int)strcspn(word, "="), word);
	} else {
		cli_refuse(_("there is no option %s"), word);
	}
}

/* One of those that stand before or after the command. */
static bool
take_common(struct cli *cli, int c)
{
	switch (c) {
	case 'c':
		cli->conf_file = optarg;
		return true;
	case 's':
		cli->socket = optarg;
		return true;
	case 'b':	/* a build tree: only its translations */
		lang_init(optarg);
		return true;
	case OPT_JSON:
		cli->is_json = true;
		return true;
	default:
		return false;
	}
}

static bool
take_value(struct cli *cli, int c)
{
	const struct command_option	*o = cli->command->options;

	for (size_t i = 0; o != NULL && o[i].name != NULL; i++)
		if (c == OPT_OWN + (int)i || (o[i].letter != 0 && c == o[i].letter)) {
			cli->values[i] = optarg != NULL ? optarg : "";
			return true;
		}
	return false;
}

/* The options after the command's name; false when they are wrong (said) or --help was shown (*shown). */
static bool
take_own(struct cli *cli, int argc, char **argv, bool *shown)
{
	const struct command_option	*o = cli->command->options;
	struct option			 longs[N_COMMON + CLI_MAX_OPTIONS + 1] = { { 0 } };
	struct buf			 letters = { 0 };
	size_t				 n = 0;
	bool				 is_good = true;
	int				 c;

	buf_adds(&letters, ":c:s:b:");
	for (; o != NULL && o[n].name != NULL; n++) {
		assert(n < CLI_MAX_OPTIONS);
		longs[n] = (struct option){ o[n].name,
		    o[n].arg != NULL ? required_argument : no_argument, NULL, OPT_OWN + (int)n };
		if (o[n].letter != 0)
			buf_addf(&letters, "%c%s", o[n].letter, o[n].arg != NULL ? ":" : "");
	}
	memcpy(longs + n, common, sizeof(common));	/* a command's own --version goes first */
	optind = 0;
	opterr = 0;
	while (is_good && !*shown && (c = getopt_long(argc, argv, buf_str(&letters), longs, NULL)) != -1) {
		*shown = c == OPT_HELP;
		is_good = *shown || take_common(cli, c) || take_value(cli, c);
		if (!is_good)
			refuse_option(c, argv);
	}
	buf_done(&letters);
	if (!is_good)
		fprintf(stderr, _("Try: vigie %s --help\n"), cli->command->name);
	return is_good && !*shown;
}

static int
run(struct cli *cli, int argc, char **argv)
{
	const struct command	*cmd = cli->command;
	bool			 shown = false;
	int			 status;

	if (!take_own(cli, argc, argv, &shown)) {
		if (shown)
			show_one(cmd, stdout);
		return shown ? CLI_DONE : CLI_USAGE;
	}
	argc -= optind;
	argv += optind;
	if (cli->is_json && !cmd->has_json)
		return cli_usage(cli, _("--json makes no sense here"));
	if (argc < (int)cmd->min_args)
		return cli_usage(cli, _("%s is missing"), cmd->args);
	if (argc > (int)cmd->max_args)
		return cli_usage(cli, _("too many arguments: %s"), argv[cmd->max_args]);
	status = cmd->run(cli, argc, argv);
	if (fflush(stdout) != 0 && status == CLI_DONE)
		return cli_refuse(_("cannot write the answer: %m"));
	return status;
}

const char *
cli_language(void)
{
	static const char *const	 names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char			*value = NULL;

	for (size_t i = 0; i < N_ELEMENTS(names) && (value == NULL || value[0] == '\0'); i++)
		value = getenv(names[i]);
	if (value == NULL || (value[0] != '\0' && value[1] != '\0' && strchr("_.@", value[2]) == NULL))
		return NULL;
	return strncmp(value, "fr", 2) == 0 ? "fr" : strncmp(value, "en", 2) == 0 ? "en" : NULL;
}

/* `vigie help`, `vigie help COMMAND` and `vigie --help`. */
static int
help(const struct command *table, size_t n, const char *word)
{
	const struct command	*c = NULL;

	if (word != NULL && (c = find(table, n, word)) == NULL)
		return CLI_USAGE;
	if (c != NULL)
		show_one(c, stdout);
	else
		show_all(table, n, stdout);
	return CLI_DONE;
}

int
command_main(int argc, char **argv, const struct command *table, size_t n)
{
	struct option	 longs[N_COMMON + 1] = { { 0 } };
	struct cli	 cli = { .conf_file = VIGIE_CONFDIR "/vigie.conf" };
	int		 c;

	lang_init(NULL);
	lang_set(cli_language() != NULL ? cli_language() : "en");
	cli.is_color = isatty(STDOUT_FILENO) && getenv("NO_COLOR") == NULL;
	memcpy(longs, common, sizeof(common));
	opterr = 0;
	while ((c = getopt_long(argc, argv, "+:c:s:b:h", longs, NULL)) != -1) {
		if (c == OPT_HELP || c == 'h')
			return help(table, n, NULL);
		if (c == OPT_VERSION) {
			puts("vigie " PACKAGE_VERSION);
			return CLI_DONE;
		}
		if (!take_common(&cli, c)) {
			refuse_option(c, argv);
			fputs(_("Try: vigie --help\n"), stderr);
			return CLI_USAGE;
		}
	}
	if (optind == argc) {
		show_all(table, n, stderr);
		return CLI_USAGE;
	}
	if (strcmp(argv[optind], "help") == 0)
		return help(table, n, argv[optind + 1]);
	if ((cli.command = find(table, n, argv[optind])) == NULL)
		return CLI_USAGE;
	return run(&cli, argc - optind, argv + optind);
}

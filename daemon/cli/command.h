/*
 * command.h - the commands of `vigie`: one table that parses, documents and dispatches.
 *
 * A command is a row: name, arguments, options, help, function.  --help, usage
 * errors, "did you mean" and the manual's test come from the rows.  Exit codes
 * are the interface's: see enum cli_exit.
 */
#ifndef VIGIE_COMMAND_H
#define VIGIE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum cli_exit {
	CLI_DONE = 0,
	CLI_NOT_WELL = 1,	/* `status` and `verify`: done, and the answer is bad */
	CLI_USAGE = 2,
	CLI_UNREACHABLE = 3,	/* no daemon answers */
	CLI_REFUSED = 4,	/* bad input, no right, not now; the reason was said on stderr */
};

#define CLI_MAX_OPTIONS	12

struct command_option {
	char		 letter;	/* 0 = long form only */
	const char	*name;		/* "since" */
	const char	*arg;		/* "DATE"; NULL = a flag */
	const char	*help;
};

struct cli;

struct command {
	const char	*name;
	const char	*group;		/* heading in the list of commands */
	const char	*args;		/* "[SITE]", as in the manual; "" = none */
	const char	*help;		/* one line */
	unsigned	 min_args, max_args;
	bool		 has_json;
	int		(*run)(struct cli *cli, int argc, char **argv);	/* arguments only; an enum cli_exit */
	const struct command_option *options;	/* its own; ends with name NULL; NULL = none */
};

/* What every command works with. */
struct cli {
	const struct command	*command;
	const char		*conf_file;	/* -c */
	const char		*socket;	/* -s; NULL = the configuration's */
	bool			 is_json;
	bool			 is_verbatim;	/* a refusal is shown as it came, without "vigie: " */
	bool			 is_color;	/* stdout is a terminal and nobody said NO_COLOR */
	const char		*values[CLI_MAX_OPTIONS];	/* of command->options, in order; flags "" */
};

/* "fr" or "en" as the environment says, in the order of locale(7); NULL when it names neither. */
const char	*cli_language(void);
/* The value of an option of the running command, "" of a flag; NULL when it was not given. */
const char	*cli_option(const struct cli *cli, const char *name);

/* "vigie: sentence" on stderr; returns CLI_REFUSED. */
int		 cli_refuse(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same about how the command was called; returns CLI_USAGE. */
int		 cli_usage(const struct cli *cli, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Everything main() does: language, options, the command; the exit code. */
int		 command_main(int argc, char **argv, const struct command *table, size_t n);

/* Index of the row whose name is nearest to `word`, n when none is near; for "did you mean". */
size_t		 command_nearest(const struct command *table, size_t n, const char *word);

/* The commands, one a file cmd_*.c or two. */
int		 cmd_status(struct cli *cli, int argc, char **argv);
int		 cmd_incidents(struct cli *cli, int argc, char **argv);
int		 cmd_incident(struct cli *cli, int argc, char **argv);
int		 cmd_ack(struct cli *cli, int argc, char **argv);
int		 cmd_comment(struct cli *cli, int argc, char **argv);
int		 cmd_close(struct cli *cli, int argc, char **argv);
int		 cmd_windows(struct cli *cli, int argc, char **argv);
int		 cmd_declare(struct cli *cli, int argc, char **argv);
int		 cmd_check(struct cli *cli, int argc, char **argv);
int		 cmd_export(struct cli *cli, int argc, char **argv);
int		 cmd_graph(struct cli *cli, int argc, char **argv);
int		 cmd_reload(struct cli *cli, int argc, char **argv);
int		 cmd_verify(struct cli *cli, int argc, char **argv);
int		 cmd_backup(struct cli *cli, int argc, char **argv);
int		 cmd_repair(struct cli *cli, int argc, char **argv);
int		 cmd_watch(struct cli *cli, int argc, char **argv);
int		 cmd_top(struct cli *cli, int argc, char **argv);
int		 cmd_replay(struct cli *cli, int argc, char **argv);
int		 cmd_import(struct cli *cli, int argc, char **argv);
int		 cmd_report(struct cli *cli, int argc, char **argv);
int		 cmd_reports(struct cli *cli, int argc, char **argv);
int		 cmd_init(struct cli *cli, int argc, char **argv);

#endif

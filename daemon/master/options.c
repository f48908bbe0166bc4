/* options.c - the command line of vigied, and what -t and -p show; see master.h */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "master/master.h"
#include "model/conf.h"
#include "model/inventory.h"

enum { OPT_ALLOW_EMPTY = 256, OPT_ACCEPT_LOSS, OPT_HELP, OPT_VERSION };

static const struct option	 longs[] = {
	{ "allow-empty", no_argument, NULL, OPT_ALLOW_EMPTY },
	{ "accept-loss", no_argument, NULL, OPT_ACCEPT_LOSS },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static void
usage(FILE *out)
{
	fputs("usage: vigied [-dfpt] [-b DIR] [-c FILE] [-u USER] [--allow-empty] [--accept-loss]\n"
	    "\n"
	    "  -f             stay in the foreground, log on stderr (without it: log to syslog)\n"
	    "  -c FILE        the configuration (default " VIGIE_CONFDIR "/vigie.conf)\n"
	    "  -u USER        run every program as USER (default: an account each, when root)\n"
	    "  -t             check the configuration and exit: 0 good, 1 with every mistake\n"
	    "  -p             print the effective configuration and exit\n"
	    "  -d             log more\n"
	    "  -b DIR         run the programs of this build tree instead of the installed ones\n"
	    "  --allow-empty  start without a single site\n"
	    "  --accept-loss  start with a journal older than its mark (after a restore)\n"
	    "\n"
	    "vigied(8) tells more; vigie(1) is the command line.\n", out);
}

/* An absolute path: children start in "/". */
static const char *
absolute(const char *path)
{
	char	*real = realpath(path, NULL);

	return real != NULL ? real : xstrdup(path);
}

int
options_read(struct options *o, int argc, char **argv)
{
	int	 c;

	o->conf_file = VIGIE_CONFDIR "/vigie.conf";
	while ((c = getopt_long(argc, argv, "b:c:dfptu:", longs, NULL)) != -1)
		switch (c) {
		case 'b':
			o->build_dir = absolute(optarg);
			break;
		case 'c':
			o->conf_file = absolute(optarg);
			break;
		case 'd':
			o->is_debug = true;
			break;
		case 'f':
			o->is_foreground = true;
			break;
		case 'p':
			o->is_print = true;
			break;
		case 't':
			o->is_test = true;
			break;
		case 'u':
			o->user = optarg;
			break;
		case OPT_ALLOW_EMPTY:
			o->allow_empty = true;
			break;
		case OPT_ACCEPT_LOSS:
			o->accept_loss = true;
			break;
		case OPT_HELP:
			usage(stdout);
			return EXIT_SUCCESS;
		case OPT_VERSION:
			puts("vigie " PACKAGE_VERSION);
			return EXIT_SUCCESS;
		default:
			usage(stderr);
			return 2;
		}
	if (optind < argc) {
		usage(stderr);
		return 2;
	}
	log_init("vigied", !o->is_foreground, o->is_debug);
	return OPTIONS_GO;
}

struct inventory *
options_load(const struct options *o)
{
	bool			 is_shown = o->is_test || o->is_print;
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load(o->conf_file, (o->allow_empty ? CONF_ALLOW_EMPTY : 0) |
	    (is_shown ? CONF_KEEP : 0), &mistakes);

	if (inv == NULL)
		mistakes_print(&mistakes, false, stderr);
	else if (o->is_test)
		conf_report(inv, &mistakes, stdout);
	mistakes_done(&mistakes);
	return inv;
}

int
options_show(const struct options *o, struct inventory *inv)
{
	if (o->is_print)
		conf_print(inv, stdout);
	inventory_free(inv);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

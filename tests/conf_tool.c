/*
 * conf_tool.c - what vigied -t and -p say, without the daemon.
 *
 *	vigie-conf -t|-p [-e] FILE	check, or print; -e: no site is no mistake
 *	vigie-conf -d			the settings' part of vigie.conf(5)
 *	vigie-conf -k			every key there is, by its path, with its type
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/conf.h"
#include "model/conf_keys.h"
#include "model/inventory.h"

static void
list_keys(const struct key *keys, const char *path)
{
	for (; keys->name != NULL; keys++) {
		char	*below = xasprintf("%s%s%s", path, *path != '\0' ? "." : "", keys->name);

		printf("%s\n", below);
		if (keys->keys != NULL)
			list_keys(keys->keys, below);
		free(below);
	}
}

static int
load(const char *file, unsigned flags, bool print)
{
	struct mistakes		 m = { 0 };
	struct inventory	*inv = conf_load(file, flags | CONF_KEEP, &m);

	if (inv == NULL)
		mistakes_print(&m, false, stderr);
	else if (print)
		conf_print(inv, stdout);
	else
		conf_report(inv, &m, stdout);
	mistakes_done(&m);
	inventory_free(inv);
	return inv == NULL;
}

int
main(int argc, char **argv)
{
	unsigned	 flags = 0;
	bool		 print = false;
	int		 c;

	while ((c = getopt(argc, argv, "tpedk")) != -1)
		switch (c) {
		case 'd':
			conf_document(stdout);
			return 0;
		case 'k':
			list_keys(conf_keys, "");
			return 0;
		case 'e':
			flags |= CONF_ALLOW_EMPTY;
			break;
		case 'p':
			print = true;
			break;
		case 't':
			break;
		default:
			return 2;
		}
	return optind + 1 == argc ? load(argv[optind], flags, print) : 2;
}

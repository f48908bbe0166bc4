/*
 * export.h - `vigie export WHAT`: one function for each thing that can be had.
 *
 * All of them write lines to `out`, oldest first, without a daemon too; what they
 * have to say besides goes to stderr.  They return an enum cli_exit.
 */
#ifndef VIGIE_EXPORT_H
#define VIGIE_EXPORT_H

#include <stdio.h>

#include "base/clock.h"
#include "cli/command.h"

struct export {
	struct wall	 since, until;	/* both included; 0 and WALL_NEVER = not given */
	const char	*site;		/* "" = all */
	FILE		*out;
};

int	 export_results(struct cli *cli, const struct export *what);
int	 export_history_transitions(struct cli *cli, const struct export *what);
int	 export_history_events(struct cli *cli, const struct export *what);

#endif

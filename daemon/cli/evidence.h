/*
 * evidence.h - documents of an incident and of a line, on the terminal or in a file.
 */
#ifndef VIGIE_CLI_EVIDENCE_H
#define VIGIE_CLI_EVIDENCE_H

#include <jansson.h>

#include "cli/command.h"

/* The document for the operator of one incident, whose story is given; an enum cli_exit. */
int	 evidence_show(struct cli *cli, const json_t *story);
/* `incidents --document`: the outages of the line of --site from --since to --until. */
int	 evidence_outages(struct cli *cli);

#endif

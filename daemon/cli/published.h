/*
 * published.h - what was frozen, asked of the daemon, or of the journal when none runs.
 */
#ifndef VIGIE_PUBLISHED_H
#define VIGIE_PUBLISHED_H

#include <stdint.h>

#include <jansson.h>

#include "cli/command.h"
#include "ipc/msg.h"

struct period;

/*
 * `reports`, `report_frozen` or `report_verify` of engine/ask_frozen.h, answered as there.
 * CLI_DONE with *out, which the caller frees; otherwise the reason was said.
 */
int	 published_ask(const struct cli *cli, const char *what, const struct msg_pair *args, uint32_t n,
	    json_t **out);
/* Freezes; CLI_DONE with the row of `reports` that it has become. */
int	 published_freeze(const struct cli *cli, const char *scope, const struct period *period,
	    const char *reason, json_t **out);

#endif

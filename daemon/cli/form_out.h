/*
 * form_out.h - a report leaves the command line in the form that was asked for.
 */
#ifndef VIGIE_FORM_OUT_H
#define VIGIE_FORM_OUT_H

#include <stdbool.h>

#include <jansson.h>

#include "base/buf.h"
#include "cli/command.h"

/* --format is good, and what it makes may be written where --output says; false after having said why not. */
bool	 form_out_check(const struct cli *cli, int *code);
/*
 * Writes the document as --format says (text; JSON with --json) to --output, or to
 * stdout, where no PDF or XLSX goes if that is a terminal.  An enum cli_exit.
 */
int	 form_out(const struct cli *cli, const json_t *document);
/* The same of bytes that are made already. */
int	 form_out_bytes(const struct cli *cli, const struct buf *bytes);

#endif

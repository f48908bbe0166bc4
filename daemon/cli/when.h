/*
 * when.h - times that a person types.
 */
#ifndef VIGIE_WHEN_H
#define VIGIE_WHEN_H

#include "base/clock.h"
#include "cli/command.h"

/*
 * The time of an option as RFC 3339 in UTC: local "2026-03-02 08:30", "2026-03-02"
 * (its start), RFC 3339, or so long ago: "2h", "90min", "7d".  False after
 * having said what is wrong.
 */
bool	 when_option(const struct cli *cli, const char *option, char out[static WALL_TEXT_SIZE]);

#endif

/*
 * web.h - vigie-web: the only reader of bytes from browsers.
 *
 * A renderer without authority: it shows the last public snapshot that the engine
 * pushed, and asks the engine for the rest.  Its crash costs the pages only.
 */
#ifndef VIGIE_WEB_H
#define VIGIE_WEB_H

#include "ipc/program.h"

extern const struct program	 web_program;

#endif

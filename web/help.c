/* help.c - see help.h */
#include <string.h>

#include "base/mem.h"

#include "help.h"

static const struct {
	const char	*kind, *code;
} shared[] = {
	{ "link", "link" }, { "group", "group" }, { "power", "power" }, { "desync", "desync" },
	{ "box", "box" }, { "dns", "dns" }, { "no_pc", "no_pc" }, { "pc", "pc" },
	{ "backup", "backup" }, { "device", "device" }, { "saturated", "saturated" },
	{ "flapping", "flapping" }, { "drift", "desync" }, { "certificate", "device" },
	{ "partner", "partner" }, { "visio", "visio" }, { "blind", "vigie" }, { "vigie", "vigie" },
};

const char *
help_code(const char *kind)
{
	for (size_t i = 0; i < N_ELEMENTS(shared); i++)
		if (strcmp(shared[i].kind, kind) == 0)
			return shared[i].code;
	return NULL;
}

const struct help_sheet *
help_find(const char *kind, const char *lang)
{
	const char	*code = help_code(kind);

	for (const struct help_sheet *s = help_sheets; code != NULL && s->code != NULL; s++)
		if (strcmp(s->code, code) == 0 && strcmp(s->lang, lang) == 0)
			return s;
	return NULL;
}

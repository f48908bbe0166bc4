/* paper.c - see paper.h */
#include "base/lang.h"
#include "forms/paper.h"

const char *
paper_ink_said(enum paper_ink ink)
{
	static const char *const words[PAPER_INKS] = {
	    [PAPER_UP] = N_("Working"),
	    [PAPER_DOWN] = N_("Down"),
	    [PAPER_UNKNOWN] = N_("Not measured"),
	    [PAPER_MAINTENANCE] = N_("Announced maintenance"),
	};

	return _(words[ink]);
}

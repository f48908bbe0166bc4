/*
 * holidays.h - the eleven legal holidays of France (Code du travail, L3133-1).
 *
 * Computed, for any year: eight fixed dates, and Easter Monday, Ascension Day
 * and Whit Monday from Easter.  The two more of Alsace-Moselle are not in it.
 */
#ifndef VIGIE_HOLIDAYS_H
#define VIGIE_HOLIDAYS_H

#include <stdint.h>

/* Easter Sunday of a year of the Gregorian calendar, as a day of civil.h. */
int32_t		 holidays_easter(int year);
/* "Ascension Day" when `day` is one, else NULL; a msgid for gettext, static. */
const char	*holidays_fr_name(int32_t day);

#endif

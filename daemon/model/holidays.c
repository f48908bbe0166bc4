/* holidays.c - see holidays.h. */
#include <stddef.h>

#include "base/lang.h"
#include "model/civil.h"
#include "model/holidays.h"

/* The anonymous Gregorian computus (Meeus, Jones, Butcher). */
int32_t
holidays_easter(int year)
{
	int	 a = year % 19, b = year / 100, c = year % 100;
	int	 h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
	int	 l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
	int	 n = h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114;

	return civil_day(year, n / 31, n % 31 + 1);
}

/* Fixed dates have a month; the others count days from Easter Sunday. */
static const struct {
	int		 month, day;
	const char	*name;
} holidays[] = {
	{ 1, 1, N_("New Year's Day") },
	{ 0, 1, N_("Easter Monday") },
	{ 5, 1, N_("Labour Day") },
	{ 5, 8, N_("Victory Day") },
	{ 0, 39, N_("Ascension Day") },
	{ 0, 50, N_("Whit Monday") },
	{ 7, 14, N_("Bastille Day") },
	{ 8, 15, N_("Assumption Day") },
	{ 11, 1, N_("All Saints' Day") },
	{ 11, 11, N_("Armistice Day") },
	{ 12, 25, N_("Christmas Day") },
	{ 0, 0, NULL }
};

/* Those that move lie between 23 March and 14 June: nobody asks for Easter on other days. */
const char *
holidays_fr_name(int32_t day)
{
	struct date	 d = civil_date(day);
	int32_t		 after_easter = d.month >= 3 && d.month <= 6 ? day - holidays_easter(d.year) : 0;

	for (int i = 0; holidays[i].name != NULL; i++)
		if (holidays[i].month == 0 ? holidays[i].day == after_easter :
		    holidays[i].month == d.month && holidays[i].day == d.day)
			return holidays[i].name;
	return NULL;
}

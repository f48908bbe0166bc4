/* Unit test of model/calendar.c: a year asked minute by minute.  It takes seconds, so it is alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "model/calendar.h"
#include "paris.h"

static struct calendar *
parse(const char *text)
{
	struct err	 err;
	struct calendar	*cal = calendar_parse(text, "FR", &err);

	if (cal == NULL)
		fail_msg("%s: %s", text, err.text);
	return cal;
}

static void
intervals_instants_and_sums_agree(void **unused)
{
	static const char *const texts[] = { ALB, FEL, SIVU, "Fr,Sa 22:00-02:00; PH off", "Su 01:00-02:30,02:45-05:00",
		"24/7; Mo[1] 08:00-10:00 off", "Mo-Su 23:30-00:30; Oct off", "Su 02:00-03:00" };
	struct calendar	*cal;
	struct interval	 iv;
	struct wall	 t, from = in_paris("2026-01-01"), to = in_paris("2027-01-01");
	int64_t		 by_interval, by_minute;

	(void)unused;
	for (size_t i = 0; i < N_ELEMENTS(texts); i++) {
		cal = parse(texts[i]);
		by_interval = by_minute = 0;
		for (t = from; calendar_next(cal, paris, t, &iv) && iv.from.ms < to.ms; t = iv.to)
			by_interval += (iv.to.ms < to.ms ? iv.to.ms : to.ms) - iv.from.ms;
		for (t = from; t.ms < to.ms; t.ms += MIN_MS)
			by_minute += calendar_is_open(cal, paris, t) ? MIN_MS : 0;
		if (by_interval != by_minute || by_interval != calendar_open_ms(cal, paris, from, to))
			fail_msg("%s: %lld %lld %lld", texts[i], (long long)by_interval, (long long)by_minute,
			    (long long)calendar_open_ms(cal, paris, from, to));
		calendar_free(cal);
	}
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(intervals_instants_and_sums_agree),
	};

	return cmocka_run_group_tests(tests, load_paris, drop_paris);
}

/* vigie-courier: the only speaker to mail servers.  See courier.h. */
#include "courier/courier.h"

static void *
start(const struct program_run *run)
{
	static const struct notifier_limits	 limits = {
		.connect_ms = MIN_MS, .answer_ms = 2 * MIN_MS, .total_ms = 5 * MIN_MS
	};

	return courier_new(run->base, &limits);
}

int
main(int argc, char **argv)
{
	static const struct program	 courier = {
		.name = "vigie-courier",
		.start = start,
		.peer = courier_peer,
		.stop = courier_stop,
		.engine = courier_engine,
		.figures = courier_figures,
	};

	return program_main(argc, argv, &courier);
}

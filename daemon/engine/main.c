/* vigie-engine: inventory, judgement, incidents, journal, outbox; the only authority. */
#include "engine/run.h"
#include "ipc/program.h"

int
main(int argc, char **argv)
{
	static const struct program	 engine = {
		.name = "vigie-engine",
		.start = run_start,
		.peer = run_peer,
		.reload = run_reload,
		.stop = run_stop,
	};

	return program_main(argc, argv, &engine);
}

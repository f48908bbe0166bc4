/* main.c - vigie-series: keeps what was measured and draws it. */
#include "ipc/program.h"
#include "series/series.h"

int
main(int argc, char **argv)
{
	return program_main(argc, argv, &series_program);
}

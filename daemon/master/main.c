/* vigied: reads its options and the configuration, then runs the family (run.c). */
#include <stdlib.h>

#include "master/master.h"

int
main(int argc, char **argv)
{
	static struct options	 options;	/* keeps its paths until the end */
	struct inventory	*inv;
	int			 status = options_read(&options, argc, argv);

	if (status != OPTIONS_GO)
		return status;
	if ((inv = options_load(&options)) == NULL)
		return EXIT_FAILURE;
	if (options.is_test || options.is_print)
		return options_show(&options, inv);
	return master_run(&options, inv);
}

/* vigie-web: pages and API; see web.h. */
#include "web.h"

int
main(int argc, char **argv)
{
	return program_main(argc, argv, &web_program);
}

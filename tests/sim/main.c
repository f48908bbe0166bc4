/*
 * sim - the whole engine in a made-up département under made-up weather.
 *
 *    sim --seed N [--days D] [--points P] [-v]
 *    sim --seeds A..B [-j JOBS] [--days D] [--points P]
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/many.h"
#include "tests/sim/run.h"

static int
usage(void)
{
	fputs("usage: sim --seed N | --seeds A..B [-j JOBS] [--days D] [--points P] [-v] [--tap]\n"
	    "  days and points are the seed's choice when they are not given\n", stderr);
	return 2;
}

int
main(int argc, char **argv)
{
	static const struct option	 options[] = {
		{ "seed", required_argument, NULL, 's' }, { "seeds", required_argument, NULL, 'S' },
		{ "days", required_argument, NULL, 'd' }, { "points", required_argument, NULL, 'p' },
		{ "until", required_argument, NULL, 'u' }, { "without", required_argument, NULL, 'w' },
		{ "tap", no_argument, NULL, 't' }, { "marks", no_argument, NULL, 'm' },
		{ "more", no_argument, NULL, 'T' }, { "no-shrink", no_argument, NULL, 'n' }, { NULL, 0, NULL, 0 },
	};
	struct many	 m = { .jobs = 1 };
	char		*end;
	int		 c;

	while ((c = getopt_long(argc, argv, "s:S:d:p:j:u:w:vtmnT", options, NULL)) != -1) {
		switch (c) {
		case 's':
			m.first = m.last = strtoull(optarg, NULL, 10);
			m.is_one = true;
			break;
		case 'S':
			m.first = strtoull(optarg, &end, 10);
			if (strncmp(end, "..", 2) != 0)
				return usage();
			m.last = strtoull(end + 2, NULL, 10);
			break;
		case 'd':
			m.days = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'p':
			m.points = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'j':
			m.jobs = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'u':
			m.until_s = strtoll(optarg, NULL, 10);
			break;
		case 'w':
			m.without = optarg;
			break;
		case 'v':
			m.is_loud = true;
			break;
		case 't':
			m.is_tap = true;
			break;
		case 'T':
			m.has_more = true;
			break;
		case 'n':
			m.is_plain = true;
			break;
		case 'm':
			m.wants_marks = true;
			break;
		default:
			return usage();
		}
	}
	if (optind != argc || (m.first == 0 && m.last == 0 && !m.is_one) || m.jobs == 0)
		return usage();
	return m.is_one ? many_one(&m) : many_run(&m);
}

/*
 * replay.c - runs a fuzz target over its corpus, without libFuzzer.
 *
 * Linked with one fuzz_NAME.c; each file of the folder named by the program's
 * name (tests/fuzz/corpus/NAME) is one TAP case: a crash or a sanitizer report ends the
 * program, which the harness counts as a failure.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int
is_file(const struct dirent *e)
{
	return e->d_name[0] != '.';
}

static void
feed(const char *path)
{
	static uint8_t	 data[4 * 1024 * 1024];
	FILE		*f = fopen(path, "rb");
	uint8_t		*copy;
	size_t		 n;

	if (f == NULL)
		return;
	n = fread(data, 1, sizeof(data), f);
	fclose(f);
	copy = malloc(n ? n : 1);	/* exactly n bytes, so that a read past the end is seen */
	if (copy == NULL)
		abort();
	memcpy(copy, data, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

int
main(int argc, char **argv)
{
	const char	*top = getenv("top_srcdir"), *name = strrchr(argv[0], '/');
	struct dirent	**files;
	char		 dir[4096], path[8192];
	int		 n;

	(void)argc;
	name = name != NULL ? name + 1 : argv[0];
	if (strncmp(name, "lt-", 3) == 0)
		name += 3;
	if (strncmp(name, "replay_", 7) == 0)
		name += 7;
	snprintf(dir, sizeof(dir), "%s/tests/fuzz/corpus/%s", top != NULL ? top : ".", name);
	n = scandir(dir, &files, is_file, alphasort);
	if (n <= 0) {
		printf("1..1\nnot ok 1 - no corpus in %s\n", dir);
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, files[i]->d_name);
		feed(path);
		printf("ok %d - %s survives %s\n", i + 1, name, files[i]->d_name);
		fflush(stdout);
		free(files[i]);
	}
	free(files);
	return 0;
}

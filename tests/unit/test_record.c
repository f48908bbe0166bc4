/* Unit tests of daemon/record: what the judge was fed, kept for some days. */
#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "record/record.h"

#define T0	INT64_C(1772524800000)	/* 2026-03-03 08:00:00 UTC */
#define MANY	((struct record_limits){ .keep_ms = 7 * DAY_MS, .max_bytes = 1 << 30 })

/* A store of its own, and a recorder on it. */
struct bench {
	char		 dir[64];
	struct recorder	*r;
	unsigned	 n_heads;
};

static void
say_head(void *arg)
{
	struct bench	*b = arg;
	char		 json[64];

	snprintf(json, sizeof(json), "\"head\":%u", ++b->n_heads);
	recorder_line(b->r, RECORD_LINE_STANDING, (struct wall){ 0 }, "", json);
}

static void
begin(struct bench *b, struct record_limits limits)
{
	*b = (struct bench){ .dir = "/tmp/vigie-record-XXXXXX" };
	assert_non_null(mkdtemp(b->dir));
	b->r = recorder_new(b->dir, &limits, say_head, b);
	recorder_renumber(b->r, 1000);
}

static void
end_recorder(struct bench *b)
{
	recorder_free(b->r);
	b->r = NULL;
}

/* Another life of the engine on the same store. */
static void
again(struct bench *b)
{
	end_recorder(b);
	b->r = recorder_new(b->dir, &MANY, say_head, b);
	recorder_renumber(b->r, 1000);
}

static void
finish(struct bench *b)
{
	char	 dir[96];

	end_recorder(b);
	snprintf(dir, sizeof(dir), "%s/" RECORD_DIR, b->dir);
	for (DIR *d = opendir(dir); d != NULL; closedir(d), d = NULL) {
		struct dirent	*e;

		while ((e = readdir(d)) != NULL)
			unlinkat(dirfd(d), e->d_name, 0);
	}
	rmdir(dir);
	rmdir(b->dir);
}

static void
feed(struct bench *b, uint32_t check, int64_t ms, unsigned status, const char *text)
{
	char	 name[32];

	snprintf(name, sizeof(name), "point-%u/router/icmp", (unsigned)check);
	recorder_result(b->r, check, &(struct record_entry){ .check = name, .known = { T0 + ms },
	    .started = { T0 + ms - 7 }, .status = status, .text = text });
}

/* All of a time as text, one entry a line. */
static char *
read_all(const struct bench *b, int64_t since, int64_t until, struct shelf_damage *damage)
{
	struct err		 err = { "" };
	struct shelf_damage	 ignored;
	struct shelf		*s = shelf_open(b->dir, (struct wall){ since }, (struct wall){ until }, &err);
	struct record_entry	 e;
	struct buf		 out = { 0 };

	assert_non_null(s);
	while (shelf_next(s, &e, &err)) {
		buf_addf(&out, "%lld", (long long)(e.known.ms - T0));
		if (e.kind == RECORD_RESULT)
			buf_addf(&out, " %s %u %lld %s", e.check, e.status,
			    (long long)(e.known.ms - e.started.ms), e.text);
		else
			buf_addf(&out, " %s[%s]%s", e.kind == RECORD_LINE_STANDING ? "standing " : "", e.scope,
			    e.json);
		for (uint32_t i = 0; i < e.n_values; i++)
			buf_addf(&out, " %s=%.17g", e.values[i].name, e.values[i].value);
		buf_addc(&out, '\n');
	}
	assert_string_equal(err.text, "");
	shelf_damage(s, damage != NULL ? damage : &ignored);
	shelf_close(s);
	return out.len > 0 ? buf_take(&out) : xstrdup("");
}

static void
expect(const struct bench *b, int64_t since, int64_t until, const char *wanted)
{
	struct shelf_damage	 damage;
	char			*got = read_all(b, since, until, &damage);

	assert_string_equal(got, wanted);
	assert_int_equal(damage.n_bytes + damage.n_entries + damage.n_back, 0);
	free(got);
}

/* The files, by name; the caller frees the names. */
static int
names(const struct bench *b, char *out[static 64])
{
	char	 dir[96];
	struct dirent **list;
	int	 n, k = 0;

	snprintf(dir, sizeof(dir), "%s/" RECORD_DIR, b->dir);
	if ((n = scandir(dir, &list, NULL, alphasort)) == -1)
		return 0;
	for (int i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.' && k < 64)
			out[k++] = xasprintf("%s/%s", dir, list[i]->d_name);
		free(list[i]);
	}
	free(list);
	return k;
}

static int
n_files(const struct bench *b)
{
	char	*list[64];
	int	 n = names(b, list);

	for (int i = 0; i < n; i++)
		free(list[i]);
	return n;
}

static void
what_was_recorded_is_read_back_to_the_millisecond(void **unused)
{
	static const double	 odd[] = { 0, -0.0, 5.9, -3, 86400, 9007199254740992.0, 1e300, 0.1 };
	struct record_entry	 e = { .check = "b/router/snmp", .known = { T0 + 2001 },
				    .started = { T0 + 1 }, .status = 1, .text = "ça va" };
	struct bench		 b;

	(void)unused;
	begin(&b, MANY);
	feed(&b, 0, 0, 0, "");
	feed(&b, 1, 0, 2, "no reply");
	recorder_flush(b.r, (struct wall){ T0 + 1000 });
	for (uint32_t i = 0; i < N_ELEMENTS(odd); i++)
		e.values[e.n_values++] = (struct record_value){ i, i % 2 != 0 ? "odd" : "even", odd[i] };
	recorder_result(b.r, 7, &e);
	recorder_line(b.r, RECORD_LINE_NEWS, (struct wall){ T0 + 3000 }, "b", "\"do\":[\"ack\"]");
	feed(&b, 0, 3500, 3, "");
	feed(&b, 9, 2500, 0, "");		/* time stands still rather than going back */
	end_recorder(&b);
	expect(&b, 0, INT64_MAX, "0 standing []\"head\":1\n"
	    "0 point-0/router/icmp 0 7 \n"
	    "0 point-1/router/icmp 2 7 no reply\n"
	    "2001 b/router/snmp 1 2000 ça va even=0 odd=-0 even=5.9000000000000004 odd=-3 even=86400 "
	    "odd=9007199254740992 even=1.0000000000000001e+300 odd=0.10000000000000001\n"
	    "3000 [b]\"do\":[\"ack\"]\n"
	    "3500 point-0/router/icmp 3 7 \n"
	    "3500 point-9/router/icmp 0 1007 \n");
	expect(&b, T0 + 2001, T0 + 3000, "2001 standing []\"head\":1\n"
	    "2001 b/router/snmp 1 2000 ça va even=0 odd=-0 even=5.9000000000000004 odd=-3 even=86400 "
	    "odd=9007199254740992 even=1.0000000000000001e+300 odd=0.10000000000000001\n"
	    "3000 [b]\"do\":[\"ack\"]\n");
	expect(&b, T0 + 4000, INT64_MAX, "");
	finish(&b);
}

static void
who_begins_in_the_middle_hears_what_holds_already(void **unused)
{
	struct bench	 b;

	(void)unused;
	begin(&b, MANY);
	recorder_line(b.r, RECORD_LINE_LASTING, (struct wall){ T0 }, "all", "\"window\":1");
	recorder_line(b.r, RECORD_LINE_NEWS, (struct wall){ T0 }, "all", "\"ack\":1");
	feed(&b, 0, 1000, 0, "");
	feed(&b, 0, HOUR_MS, 0, "");	/* another file: its head says all again */
	recorder_line(b.r, RECORD_LINE_LASTING, (struct wall){ T0 + HOUR_MS + 1 }, "", "\"window\":2");
	feed(&b, 0, HOUR_MS + 1000, 0, "");
	end_recorder(&b);
	assert_int_equal(n_files(&b), 2);
	expect(&b, T0 + 1000, T0 + HOUR_MS, "1000 standing []\"head\":1\n1000 standing [all]\"window\":1\n"
	    "1000 point-0/router/icmp 0 7 \n3600000 point-0/router/icmp 0 7 \n");
	expect(&b, T0 + HOUR_MS + 2, INT64_MAX, "3601000 standing []\"head\":2\n"
	    "3601000 standing []\"window\":2\n3601000 point-0/router/icmp 0 7 \n");
	expect(&b, T0 + HOUR_MS / 2, INT64_MAX, "3600000 standing []\"head\":2\n"
	    "3600000 point-0/router/icmp 0 7 \n3600001 []\"window\":2\n3601000 point-0/router/icmp 0 7 \n");
	finish(&b);
}

static void
each_life_has_a_file_of_its_own(void **unused)
{
	struct bench	 b;

	(void)unused;
	begin(&b, MANY);
	feed(&b, 3, 0, 0, "");
	again(&b);
	feed(&b, 4, 100, 0, "");
	again(&b);
	feed(&b, 3, 200, 2, "");
	end_recorder(&b);
	assert_int_equal(n_files(&b), 3);
	expect(&b, 0, INT64_MAX, "0 standing []\"head\":1\n0 point-3/router/icmp 0 7 \n"
	    "100 point-4/router/icmp 0 7 \n200 point-3/router/icmp 2 7 \n");
	finish(&b);
}

static void
another_configuration_gives_checks_other_numbers(void **unused)
{
	struct bench	 b;

	(void)unused;
	begin(&b, MANY);
	feed(&b, 1, 0, 0, "");
	recorder_renumber(b.r, 2);
	recorder_result(b.r, 1, &(struct record_entry){ .check = "other", .known = { T0 },
	    .started = { T0 }, .text = "" });
	recorder_result(b.r, 2, &(struct record_entry){ .check = "there is none", .known = { T0 },
	    .started = { T0 }, .text = "" });
	end_recorder(&b);
	expect(&b, 0, INT64_MAX, "0 standing []\"head\":1\n0 point-1/router/icmp 0 7 \n0 other 0 0 \n");
	finish(&b);
}

/* The bytes of the only file. */
static char *
only_file(const struct bench *b, struct buf *data)
{
	char	*list[64];
	FILE	*f;
	char	 part[4096];
	size_t	 n;

	assert_int_equal(names(b, list), 1);
	f = fopen(list[0], "r");
	assert_non_null(f);
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(data, part, n);
	fclose(f);
	return list[0];
}

static void
write_file(const char *path, const char *data, size_t len)
{
	FILE	*f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(data, 1, len, f), len);
	fclose(f);
}

/* Ten blocks of one result each. */
static void
ten_blocks(struct bench *b)
{
	begin(b, MANY);
	for (int i = 0; i < 10; i++) {
		feed(b, (uint32_t)i % 3, i * 1000, 0, "");
		recorder_flush(b->r, (struct wall){ T0 + i * 1000 });
	}
	end_recorder(b);
}

static size_t
n_lines(const char *text)
{
	size_t	 n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
a_file_cut_anywhere_gives_what_is_whole_before_the_cut(void **unused)
{
	struct bench		 b;
	struct buf		 data = { 0 };
	struct shelf_damage	 damage;
	char			*path, *whole, *part;
	size_t			 n_before = 0;

	(void)unused;
	ten_blocks(&b);
	path = only_file(&b, &data);
	whole = read_all(&b, 0, INT64_MAX, NULL);
	assert_int_equal(n_lines(whole), 11);
	for (size_t len = 0; len <= data.len; len++) {
		write_file(path, data.s, len);
		part = read_all(&b, 0, INT64_MAX, &damage);
		assert_memory_equal(part, whole, strlen(part));
		assert_true(n_lines(part) >= n_before);
		n_before = n_lines(part);
		free(part);
	}
	assert_int_equal(n_before, 11);
	assert_int_equal(damage.n_bytes, 0);
	free(whole);
	free(path);
	buf_done(&data);
	finish(&b);
}

static void
a_byte_that_is_wrong_costs_its_block_and_is_counted(void **unused)
{
	struct bench		 b;
	struct buf		 data = { 0 };
	struct shelf_damage	 damage;
	char			*path, *got;

	(void)unused;
	ten_blocks(&b);
	path = only_file(&b, &data);
	for (size_t i = RECORD_MAGIC_SIZE; i < data.len; i++) {
		data.s[i] ^= 0x40;
		write_file(path, data.s, data.len);
		data.s[i] ^= 0x40;
		got = read_all(&b, 0, INT64_MAX, &damage);
		assert_true(damage.n_bytes > 0);
		assert_string_equal(damage.file, strrchr(path, '/') + 1);
		/* one entry; the first block has two; three blocks define a name that others use */
		assert_true(n_lines(got) + damage.n_entries == 10 || n_lines(got) + damage.n_entries == 9);
		assert_true(damage.n_entries <= 3);
		free(got);
	}
	free(path);
	buf_done(&data);
	finish(&b);
}

static void
what_is_older_than_its_days_goes(void **unused)
{
	struct bench	 b;

	(void)unused;
	begin(&b, (struct record_limits){ .keep_ms = 10 * HOUR_MS, .max_bytes = 1 << 30 });
	for (int i = 0; i < 24; i++)
		feed(&b, 0, i * HOUR_MS, 0, "");
	end_recorder(&b);
	assert_int_equal(n_files(&b), 11);	/* ten hours, and the one that begins */
	b.r = recorder_new(b.dir, &(struct record_limits){ .keep_ms = 0 }, say_head, &b);
	recorder_renumber(b.r, 1000);
	feed(&b, 0, 25 * HOUR_MS, 0, "");
	recorder_flush(b.r, (struct wall){ T0 + 25 * HOUR_MS });
	end_recorder(&b);
	assert_int_equal(n_files(&b), 0);	/* nothing is wanted, nothing is kept */
	finish(&b);
}

static void
the_bytes_are_bounded_and_the_oldest_go_first(void **unused)
{
	struct bench		 b;
	struct record_figures	 figures;
	char			*list[64], *got;
	uint64_t		 bytes = 0;
	int			 n;

	(void)unused;
	begin(&b, (struct record_limits){ .keep_ms = 7 * DAY_MS, .max_bytes = 1 << 20 });
	for (int i = 0; i < 400000; i++) {
		feed(&b, (uint32_t)i % 997, i * 10, 0, "");
		if (i % 1000 == 999) {
			recorder_flush(b.r, (struct wall){ T0 + i * 10 });
			if (i % 20000 == 19999)
				usleep(20000);	/* the thread keeps up: nothing is dropped in this test */
		}
	}
	recorder_figures(b.r, &figures);
	assert_int_equal(figures.n_dropped, 0);
	end_recorder(&b);
	n = names(&b, list);
	for (int i = 0; i < n; i++) {
		struct stat	 st;

		assert_int_equal(stat(list[i], &st), 0);
		assert_int_equal(st.st_mode & 07777, 0640);
		bytes += (uint64_t)st.st_size;
		free(list[i]);
	}
	assert_true(n >= 2 && bytes > (1 << 19) && bytes <= 1 << 20);
	got = read_all(&b, T0 + 3999000, INT64_MAX, NULL);
	assert_int_equal(n_lines(got), 100 + 1);	/* the newest are all there, and what holds */
	free(got);
	finish(&b);
}

static void
what_cannot_be_written_is_dropped_said_and_marked_as_a_gap(void **unused)
{
	struct bench		 b;
	struct record_figures	 figures;
	char			 path[96], *got;

	(void)unused;
	begin(&b, MANY);
	snprintf(path, sizeof(path), "%s/" RECORD_DIR, b.dir);
	write_file(path, "", 0);		/* in the way of the folder */
	feed(&b, 0, 0, 0, "");
	recorder_flush(b.r, (struct wall){ T0 });
	for (int i = 0; i < 500; i++) {
		recorder_figures(b.r, &figures);
		if (figures.is_full)
			break;
		usleep(10000);
	}
	assert_true(figures.is_full);
	assert_non_null(strstr(figures.why.text, RECORD_DIR));
	recorder_flush(b.r, (struct wall){ T0 + 1000 });
	feed(&b, 1, 2000, 0, "");
	recorder_flush(b.r, (struct wall){ T0 + 2000 });
	assert_int_equal(unlink(path), 0);
	feed(&b, 2, 9000, 0, "");		/* too early for another attempt */
	recorder_flush(b.r, (struct wall){ T0 + 9000 });
	feed(&b, 3, 11000, 0, "");
	end_recorder(&b);
	got = read_all(&b, 0, INT64_MAX, NULL);
	assert_string_equal(got, "11000 standing []\"head\":2\n11000 []\"vigie\":\"gap\",\"lines\":2\n"
	    "11000 point-3/router/icmp 0 7 \n");
	free(got);
	finish(&b);
}

int
main(void)
{
	const struct CMUnitTest	 tests[] = {
		cmocka_unit_test(what_was_recorded_is_read_back_to_the_millisecond),
		cmocka_unit_test(who_begins_in_the_middle_hears_what_holds_already),
		cmocka_unit_test(each_life_has_a_file_of_its_own),
		cmocka_unit_test(another_configuration_gives_checks_other_numbers),
		cmocka_unit_test(a_file_cut_anywhere_gives_what_is_whole_before_the_cut),
		cmocka_unit_test(a_byte_that_is_wrong_costs_its_block_and_is_counted),
		cmocka_unit_test(what_is_older_than_its_days_goes),
		cmocka_unit_test(the_bytes_are_bounded_and_the_oldest_go_first),
		cmocka_unit_test(what_cannot_be_written_is_dropped_said_and_marked_as_a_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

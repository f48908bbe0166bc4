/* disk.c - see disk.h */
#include <sys/queue.h>

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "journal/reader.h"
#include "journal/writer.h"
#include "tests/sim/disk.h"
#include "tests/sim/loop.h"
#include "tests/sim/shell.h"

#define WRITER_FD	20000
#define READER_FD	20001
#define URGENT_US	4000		/* a sync takes so long */
#define RETRY_US	SEC_US

struct item {
	STAILQ_ENTRY(item)	 next;
	uint64_t		 empties;	/* a row to be emptied, and nothing else; 0 = none */
	struct journal_row	 row;
	struct journal_about	 about;
};
STAILQ_HEAD(items, item);

struct writer {
	const struct writer_calls *calls;
	void			*arg;
	struct journal		*j;
	struct items		 group, queue;
	struct alarm		 alarm;
	uint64_t		 next_seq;
	uint64_t		 synced, told_synced;
	bool			 is_full, told_full;
	struct writer_figures	 figures;
};

struct ask {
	STAILQ_ENTRY(ask)	 next;
	reader_work_fn		*work;
	reader_done_fn		*done;
	void			*arg;
};

struct reader {
	char			*dir;
	STAILQ_HEAD(, ask)	 asks;
};

static struct {
	char		*dir;
	unsigned char	 salt[32];
	bool		 is_full;
	unsigned	 n_left;	/* rows to the engine's death */
	uint64_t	 synced, next, n_commits;
	struct writer	*writer;
} disk;

struct journal	*__real_journal_open(const struct journal_options *options,
		    struct journal_found *found, struct err *err);
struct journal	*__wrap_journal_open(const struct journal_options *options,
		    struct journal_found *found, struct err *err);

/* Salts come from the seed: the same life writes the same bytes. */
struct journal *
__wrap_journal_open(const struct journal_options *options, struct journal_found *found,
    struct err *err)
{
	struct journal_options	 salted = *options;

	salted.salt_seed = disk.salt;
	return __real_journal_open(&salted, found, err);
}

void
disk_begin(const char *dir, uint64_t seed)
{
	disk.dir = xstrdup(dir);
	for (size_t i = 0; i < sizeof(disk.salt); i++)
		disk.salt[i] = (unsigned char)(seed >> (i % 8 * 8));
}

void
disk_fill(bool is_full)
{
	disk.is_full = is_full;
}

bool
disk_is_full(void)
{
	return disk.is_full;
}

void
disk_kill_after(unsigned n_rows)
{
	disk.n_left = n_rows;
}

uint64_t
disk_synced(void)
{
	return disk.synced;
}

uint64_t
disk_next(void)
{
	return disk.next;
}

uint64_t
disk_n_commits(void)
{
	return disk.n_commits;
}

/* The writer. */

static void
items_free(struct items *items)
{
	struct item	*it;

	while ((it = STAILQ_FIRST(items)) != NULL) {
		STAILQ_REMOVE_HEAD(items, next);
		free(it);
	}
}

static void
note_full(struct writer *w, bool is_full)
{
	if (w->is_full == is_full)
		return;
	w->is_full = is_full;
	loop_readable(WRITER_FD);
}

static void
commit(struct writer *w)
{
	struct err	 err = { "" };
	struct item	*it;
	uint64_t	 seq;

	STAILQ_FOREACH(it, &w->queue, next) {
		if (it->empties != 0) {
			if (journal_empty(w->j, it->empties, &err) != JOURNAL_OK)
				break;
			continue;
		}
		if (journal_append(w->j, &it->row, &it->about, &seq, &err) != JOURNAL_OK)
			break;
		assert(seq == it->row.seq);
	}
	if (it != NULL || journal_commit(w->j, &err) != JOURNAL_OK ||
	    journal_checkpoint(w->j, false, &err) != JOURNAL_OK) {
		fprintf(stderr, "sim: the journal on %s: %s\n", disk.dir, err.text);
		abort();
	}
	items_free(&w->queue);
	w->synced = disk.synced = journal_last(w->j);
	w->figures.n_commits++;
	disk.n_commits++;
	loop_readable(WRITER_FD);
}

static void
on_time(void *arg)
{
	struct writer	*w = arg;

	if (loop_engine_wakes_us() > loop_now_us()) {
		alarm_set(&w->alarm, loop_engine_wakes_us());
		return;
	}
	if (shell_is_dead())
		return;
	if (disk.is_full) {
		note_full(w, true);
		alarm_set(&w->alarm, loop_now_us() + RETRY_US);
		return;
	}
	if (!STAILQ_EMPTY(&w->queue))
		commit(w);
	note_full(w, false);
}

bool
disk_sync(void)
{
	if (disk.is_full || disk.writer == NULL)
		return false;
	if (!STAILQ_EMPTY(&disk.writer->queue))
		commit(disk.writer);
	return true;
}

struct writer *
writer_start(struct journal *j, const struct writer_calls *calls, void *arg, struct err *err)
{
	struct writer	*w = xcalloc(1, sizeof(*w));

	(void)err;
	w->calls = calls;
	w->arg = arg;
	w->j = j;
	STAILQ_INIT(&w->group);
	STAILQ_INIT(&w->queue);
	alarm_init(&w->alarm, on_time, w);
	w->synced = w->told_synced = disk.synced = journal_last(j);
	w->next_seq = disk.next = w->synced + 1;
	disk.writer = w;
	return w;
}

bool
writer_stop(struct writer *w, int64_t wait_ms)
{
	(void)wait_ms;
	writer_end(w, true);
	alarm_clear(&w->alarm);
	if (!shell_is_dead() && !disk.is_full && !STAILQ_EMPTY(&w->queue))
		commit(w);
	if (!shell_is_dead())
		writer_dispatch(w);
	items_free(&w->queue);
	items_free(&w->group);
	journal_close(w->j);
	disk.writer = NULL;
	free(w);
	return true;
}

static char *
put_text(char **p, const char *s)
{
	size_t	 size = strlen(s) + 1;
	char	*at = *p;

	memcpy(at, s, size);
	*p += size;
	return at;
}

static struct item *
item_new(const struct journal_row *row, const struct journal_about *about)
{
	size_t		 size = sizeof(struct item) + about->n_sites * sizeof(char *) + strlen(row->kind) +
			    strlen(row->object) + row->content_len + 8;
	const char	**sites;
	struct item	*it;
	char		*p;

	size += about->scope != NULL ? strlen(about->scope) + 1 : 0;
	for (uint32_t i = 0; i < about->n_sites; i++)
		size += strlen(about->sites[i]) + 1;
	it = xmalloc(size);
	it->empties = 0;
	it->row = *row;
	it->about = *about;
	sites = (const char **)(it + 1);
	p = (char *)(sites + about->n_sites);
	for (uint32_t i = 0; i < about->n_sites; i++)
		sites[i] = put_text(&p, about->sites[i]);
	it->about.sites = sites;
	it->about.scope = about->scope != NULL ? put_text(&p, about->scope) : NULL;
	it->row.kind = put_text(&p, row->kind);
	it->row.object = put_text(&p, row->object);
	memcpy(p, row->content, row->content_len);
	it->row.content = p;
	return it;
}

bool
writer_empty(struct writer *w, uint64_t seq)
{
	struct item	*it = xcalloc(1, sizeof(*it));

	it->empties = seq;
	STAILQ_INSERT_TAIL(&w->group, it, next);
	return true;
}

uint64_t
writer_put(struct writer *w, const struct journal_row *row, const struct journal_about *about)
{
	struct item	*it;

	if (shell_is_dead())
		return w->next_seq;
	it = item_new(row, about);
	it->row.seq = w->next_seq++;
	disk.next = w->next_seq;
	STAILQ_INSERT_TAIL(&w->group, it, next);
	w->figures.put = it->row.seq;
	if (disk.n_left > 0 && --disk.n_left == 0)
		shell_die();
	return it->row.seq;
}

void
writer_end(struct writer *w, bool is_urgent)
{
	int64_t	 at_us = loop_now_us() + (is_urgent ? URGENT_US : WRITER_PERIOD_MS * MSEC_US);

	if (STAILQ_EMPTY(&w->group) || shell_is_dead())
		return;
	STAILQ_CONCAT(&w->queue, &w->group);
	if (!alarm_is_set(&w->alarm) || (w->alarm.at_us > at_us && !w->is_full))
		alarm_set(&w->alarm, at_us);
}

int
writer_fd(const struct writer *w)
{
	(void)w;
	return WRITER_FD;
}

void
writer_dispatch(struct writer *w)
{
	if (w->synced != w->told_synced) {
		w->told_synced = w->synced;
		w->calls->synced(w->arg, w->synced);
	}
	if (w->is_full != w->told_full) {
		w->told_full = w->is_full;
		w->calls->full(w->arg, w->is_full, "no room on the disk");
	}
}

uint64_t
writer_synced(const struct writer *w)
{
	return w->told_synced;
}

void
writer_figures(struct writer *w, struct writer_figures *out)
{
	*out = w->figures;
	out->synced = w->synced;
	out->is_full = w->is_full;
}

/* The reader: work is done when its answer is fetched. */

struct reader *
reader_start(const char *dir, struct err *err)
{
	struct reader	*r = xcalloc(1, sizeof(*r));

	(void)err;
	r->dir = xstrdup(dir);
	STAILQ_INIT(&r->asks);
	return r;
}

void
reader_stop(struct reader *r)
{
	struct ask	*a;

	while ((a = STAILQ_FIRST(&r->asks)) != NULL) {
		STAILQ_REMOVE_HEAD(&r->asks, next);
		a->done(a->arg, false);
		free(a);
	}
	free(r->dir);
	free(r);
}

bool
reader_ask(struct reader *r, reader_work_fn *work, reader_done_fn *done, void *arg)
{
	struct ask	*a = xcalloc(1, sizeof(*a));

	*a = (struct ask){ .work = work, .done = done, .arg = arg };
	STAILQ_INSERT_TAIL(&r->asks, a, next);
	loop_readable(READER_FD);
	return true;
}

int
reader_fd(const struct reader *r)
{
	(void)r;
	return READER_FD;
}

void
reader_dispatch(struct reader *r)
{
	struct err	 err = { "" };
	struct journal	*j;
	struct ask	*a;

	while ((a = STAILQ_FIRST(&r->asks)) != NULL) {
		STAILQ_REMOVE_HEAD(&r->asks, next);
		if ((j = journal_open_reader(r->dir, &err)) == NULL) {
			fprintf(stderr, "sim: reading the journal on %s: %s\n", disk.dir, err.text);
			abort();
		}
		a->work(a->arg, j);
		journal_close(j);
		a->done(a->arg, true);
		free(a);
	}
}

/* A death leaves the files as they are; closing them would tidy up. */

static const char *const	 files[] = { JOURNAL_FILE, JOURNAL_FILE "-wal", JOURNAL_MARK };

static void
copy(const char *from, const char *to)
{
	char	 block[65536];
	ssize_t	 n;
	int	 in = open(from, O_RDONLY | O_CLOEXEC), out;

	if (in == -1)
		return;
	out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	while ((n = read(in, block, sizeof(block))) > 0)
		if (write(out, block, (size_t)n) != n)
			abort();
	close(in);
	close(out);
}

void
disk_snatch(void)
{
	for (size_t i = 0; i < N_ELEMENTS(files); i++) {
		char	*from = xasprintf("%s/%s", disk.dir, files[i]);
		char	*to = xasprintf("%s/%s.snatched", disk.dir, files[i]);

		copy(from, to);
		free(from);
		free(to);
	}
}

void
disk_give_back(void)
{
	char	*shm = xasprintf("%s/%s-shm", disk.dir, JOURNAL_FILE);

	(void)unlink(shm);
	for (size_t i = 0; i < N_ELEMENTS(files); i++) {
		char	*to = xasprintf("%s/%s", disk.dir, files[i]);
		char	*from = xasprintf("%s/%s.snatched", disk.dir, files[i]);

		(void)unlink(to);
		(void)rename(from, to);
		free(from);
		free(to);
	}
	free(shm);
	disk.n_left = 0;
}

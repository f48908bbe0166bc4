/* offline.c - see offline.h */
#include <sys/stat.h>

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lang.h"
#include "base/mem.h"
#include "cli/offline.h"
#include "journal/journal.h"
#include "journal/recall.h"
#include "model/conf.h"
#include "model/inventory.h"

struct offline {
	struct journal	*journal;
	struct buf	 content;
	struct wall	 sign;		/* vigie's last sign of life, 0 = it never ran */
};

struct inventory *
offline_inventory(const struct cli *cli)
{
	struct mistakes		 mistakes = { 0 };
	struct inventory	*inv = conf_load(cli->conf_file, CONF_NO_SECRETS, &mistakes);

	if (inv == NULL) {
		mistakes_print(&mistakes, false, stderr);
		cli_refuse(_("%s cannot be used"), cli->conf_file);
	}
	mistakes_done(&mistakes);
	return inv;
}

const char *
offline_user(void)
{
	static char	 name[32];
	struct passwd	*pw = getpwuid(getuid());

	if (name[0] == '\0' && pw != NULL)
		strlcpy(name, pw->pw_name, sizeof(name));
	else if (name[0] == '\0')
		snprintf(name, sizeof(name), "uid %u", (unsigned)getuid());
	return name;
}

struct offline *
offline_open(const struct inventory *inv, struct err *err)
{
	struct journal_options	 options = { .dir = inv->store_dir };
	struct offline		*o = xcalloc(1, sizeof(*o));
	struct journal_found	 found;
	uint64_t		 last;

	if (geteuid() != 0)
		(void)mkdir(inv->store_dir, 0750);
	if (offline_become_owner(inv->store_dir, err))
		o->journal = journal_open(&options, &found, err);
	if (o->journal == NULL) {
		offline_close(o);
		return NULL;
	}
	last = journal_last(o->journal);
	if (last > 0 && !journal_read(o->journal, last, last, NULL, recall_sign, &o->sign, err)) {
		offline_close(o);
		return NULL;
	}
	return o;
}

struct journal *
offline_journal(struct offline *o)
{
	return o->journal;
}

bool
offline_add(struct offline *o, const struct fact *fact, struct err *err)
{
	struct fact		 copy = *fact;
	struct journal_row	 row;
	struct journal_about	 about;
	uint64_t		 seq;

	if (fact->kind == FACT_BATCH) {
		copy.batch.is_offline = true;
		copy.batch.last_sign = o->sign;
	}
	recall_row(&copy, &o->content, &row, &about);
	return journal_append(o->journal, &row, &about, &seq, err) == JOURNAL_OK;
}

bool
offline_commit(struct offline *o, struct err *err)
{
	return journal_commit(o->journal, err) == JOURNAL_OK;
}

void
offline_close(struct offline *o)
{
	if (o == NULL)
		return;
	journal_close(o->journal);
	buf_done(&o->content);
	free(o);
}

struct journal *
offline_reader(const struct inventory *inv, struct err *err)
{
	char	*file = xasprintf("%s/" JOURNAL_FILE, inv->store_dir);
	bool	 is_none = access(file, F_OK) == -1 && errno == ENOENT;

	free(file);
	err->text[0] = '\0';
	return is_none ? NULL : journal_open_reader(inv->store_dir, err);
}

/*
 * journals.h - a journal in a folder of its own, for the tests of daemon/journal.
 *
 * The folder is made before each test and removed after it; what is done here must go well.
 */
#ifndef VIGIE_TEST_JOURNALS_H
#define VIGIE_TEST_JOURNALS_H

#include "journal/journal.h"

extern char	 dir[64];

/* For cmocka_unit_test_setup_teardown(); whatever a journal, its copy in "copy" and "x" leave is removed. */
int		 make_dir(void **unused);
int		 remove_dir(void **unused);
void		 path_of(char *out, size_t size, const char *name);

struct journal	*open_good(struct journal_found *found);
void		 commit(struct journal *j);
/* The state of an object; in the next commit. */
void		 append(struct journal *j, const char *object, const char *content, int64_t at);
/* A journal of n rows, ended well or (is_cut) as if the program had died. */
void		 make_journal(int n, bool is_cut);
bool		 verify(struct journal_report *report, struct err *err);

#endif

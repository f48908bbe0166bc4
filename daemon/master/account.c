/* account.c - whose rights each program gets; see master.h */
#include <sys/prctl.h>

#include <cap-ng.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "master/master.h"

static const char *const	 names[PROGRAM_N] = {
	"_vigie-engine", "_vigie-poller", "_vigie-series", "_vigie-courier", "_vigie-web"
};

bool
account_of(enum program_id id, const char *user, struct account *out, struct err *err)
{
	const char		*name = user != NULL ? user : names[id];
	const struct passwd	*pw;

	*out = (struct account){ 0 };
	if (geteuid() != 0)
		return user == NULL || ((pw = getpwnam(user)) != NULL && pw->pw_uid == geteuid()) ||
		    err_set(err, "only root can run vigie as another user (-u %s)", user);
	errno = 0;
	if ((pw = getpwnam(name)) == NULL)
		return err_set(err, "there is no account %s: make vigie's accounts with "
		    "`systemd-sysusers vigie.sysusers`, or name one with -u", name);
	out->is_switched = true;
	out->uid = pw->pw_uid;
	out->gid = pw->pw_gid;
	out->n_groups = (int)(sizeof(out->groups) / sizeof(out->groups[0]));
	if (getgrouplist(name, pw->pw_gid, out->groups, &out->n_groups) == -1)
		return err_set(err, "the account %s is in too many groups", name);
	return true;
}

bool
account_become(const struct account *account)
{
	if (!account->is_switched)
		return true;
	/* While the right to do so is still here: no file capability gives anything back later. */
	capng_clear(CAPNG_SELECT_BOUNDS);
	if (geteuid() == 0 && capng_apply(CAPNG_SELECT_BOUNDS) != 0)
		return false;
	return setgroups((size_t)account->n_groups, account->groups) == 0 &&
	    setresgid(account->gid, account->gid, account->gid) == 0 &&
	    setresuid(account->uid, account->uid, account->uid) == 0;
}

void
account_shed_privilege(void)
{
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (geteuid() != 0)
		return;
	capng_clear(CAPNG_SELECT_BOTH);
	capng_updatev(CAPNG_ADD, CAPNG_EFFECTIVE | CAPNG_PERMITTED | CAPNG_BOUNDING_SET,
	    CAP_SETUID, CAP_SETGID, CAP_KILL, CAP_NET_RAW, CAP_NET_ADMIN,
	    CAP_NET_BIND_SERVICE, CAP_SETPCAP, -1);
	if (capng_apply(CAPNG_SELECT_BOTH) != 0)
		log_warn("cannot give up the capabilities that are not needed");
}

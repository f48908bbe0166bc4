/* marker.c - see marker.h */
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "series/marker.h"

#define FILE_NAME	"working.on"
#define MAGIC		UINT64_C(0x3165697669676956)
#define PAGE		4096
#define CPU_S		10
#define STRIKES		3
#define BOOT_ID_SIZE	37

struct page {
	uint64_t	 magic;
	char		 file[80];	/* "" = between calls */
	char		 suspect[80];	/* file of the last death without a signal */
	int32_t		 signal;
	uint32_t	 strikes;	/* how often in a row it was the suspect */
	char		 boot_id[BOOT_ID_SIZE];
	int64_t		 offset_s, high_s;
};

static struct page	 spare;		/* serves while the file cannot be had */
static struct page	*page = &spare;

static const int	 deadly[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGPROF };

static void
on_deadly(int sig)
{
	if (page->file[0] != '\0')
		page->signal = sig;
	raise(sig);	/* SA_RESETHAND: the default action ends us */
}

static void
catch_deadly(void)
{
	static char		 room[64 * 1024];
	stack_t			 stack = { .ss_sp = room, .ss_size = sizeof(room) };
	struct sigaction	 sa = { .sa_handler = on_deadly,
	    .sa_flags = (int)(SA_RESETHAND | SA_ONSTACK | SA_NODEFER) };

	sigaltstack(&stack, NULL);
	for (size_t i = 0; i < N_ELEMENTS(deadly); i++)
		sigaction(deadly[i], &sa, NULL);
}

static void
read_boot_id(char out[static BOOT_ID_SIZE])
{
	int	 fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
	ssize_t	 n;

	out[0] = '\0';
	if (fd == -1)
		return;
	if ((n = read(fd, out, BOOT_ID_SIZE - 1)) < 0)
		n = 0;
	out[n] = '\0';
	close(fd);
}

/* Who is to blame for the end of the last life. */
static void
judge_past(struct marker_past *past)
{
	char	 boot_id[BOOT_ID_SIZE];
	bool	 is_guilty;

	page->file[sizeof(page->file) - 1] = page->suspect[sizeof(page->suspect) - 1] = '\0';
	if (page->file[0] == '\0' || strcmp(page->file, page->suspect) != 0)
		page->strikes = 0;
	strlcpy(page->suspect, page->file, sizeof(page->suspect));
	if (page->file[0] != '\0')
		page->strikes++;
	is_guilty = page->signal != 0 || page->strikes >= STRIKES;
	*past = (struct marker_past){ .signal = page->signal,
	    .offset_s = page->offset_s, .high_s = page->high_s };
	if (is_guilty) {
		strlcpy(past->file, page->file, sizeof(past->file));
		page->strikes = 0;
		page->suspect[0] = '\0';
	}
	read_boot_id(boot_id);
	past->is_same_boot = boot_id[0] != '\0' &&
	    strncmp(boot_id, page->boot_id, sizeof(boot_id)) == 0;
	strlcpy(page->boot_id, boot_id, sizeof(page->boot_id));
	page->signal = 0;
	page->file[0] = '\0';
}

bool
marker_open(struct marker_past *past, struct err *err)
{
	struct stat	 st;
	int		 fd;
	void		*p;

	*past = (struct marker_past){ 0 };
	catch_deadly();
	fd = open(FILE_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return err_set(err, "%s: %s", FILE_NAME, strerror(errno));
	/* allocated, not sparse: a write to the page never meets a full disk */
	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (st.st_size < PAGE && posix_fallocate(fd, 0, PAGE) != 0)) {
		close(fd);
		return err_set(err, "%s: no room or not a file", FILE_NAME);
	}
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (p == MAP_FAILED)
		return err_set(err, "%s: %s", FILE_NAME, strerror(errno));
	page = p;
	if (page->magic != MAGIC) {
		memset(page, 0, sizeof(*page));
		page->magic = MAGIC;
	}
	judge_past(past);
	return true;
}

void
marker_close(void)
{
	if (page != &spare)
		munmap(page, PAGE);
	page = &spare;
}

/* Processor time, so that a hanging disk blames no file. */
static void
set_limit(time_t seconds)
{
	struct itimerval	 it = { .it_value = { seconds, 0 } };

	setitimer(ITIMER_PROF, &it, NULL);
}

void
marker_enter(const char *file)
{
	set_limit(CPU_S);
	strlcpy(page->file, file, sizeof(page->file));
}

void
marker_leave(void)
{
	page->file[0] = '\0';
	set_limit(0);
}

void
marker_clock(int64_t offset_s, int64_t high_s)
{
	page->offset_s = offset_s;
	page->high_s = high_s;
}

/*
 * nohost.c - for programs that read the probes' tables and run none.
 *
 * conf and the engine link the plugins for their option and metric tables; the
 * host's functions must then exist and are never called.
 */
#include <stdlib.h>

#include "vigie-plugin.h"

const void	*vg_run_conf(const struct vg_run *run) { (void)run; abort(); }
void		*vg_run_data(struct vg_run *run) { (void)run; abort(); }
void		*vg_run_state(struct vg_run *run) { (void)run; abort(); }
const char	*vg_intern(const char *text, size_t len) { (void)text; (void)len; abort(); }
struct vg_shared *vg_run_shared(struct vg_run *run) { (void)run; abort(); }
void		 vg_run_step(struct vg_run *run, const char *fmt, ...) { (void)run; (void)fmt; abort(); }
int64_t		 vg_run_left_us(const struct vg_run *run) { (void)run; abort(); }
struct mono	 vg_now(void) { abort(); }
void		 vg_pending_forget(struct vg_run *run) { (void)run; abort(); }
void		 vg_count_stray(void) { abort(); }
void		 vg_count_malformed(void) { abort(); }
int		 vg_shared_icmp_socket(int family) { (void)family; abort(); }

const struct sockaddr *
vg_run_addr(const struct vg_run *run, uint16_t port, socklen_t *len)
{
	(void)run;
	(void)port;
	(void)len;
	abort();
}

void
vg_run_value(struct vg_run *run, const char *name, double value)
{
	(void)run;
	(void)name;
	(void)value;
	abort();
}

void
vg_run_done(struct vg_run *run, struct vg_outcome outcome)
{
	(void)run;
	(void)outcome;
	abort();
}

void
vg_io_watch(struct vg_run *run, int fd, unsigned what, vg_io_fn *fn)
{
	(void)run;
	(void)fd;
	(void)what;
	(void)fn;
	abort();
}

void
vg_run_timer(struct vg_run *run, int64_t after_us, vg_timer_fn *fn)
{
	(void)run;
	(void)after_us;
	(void)fn;
	abort();
}

uint32_t
vg_pending_add(struct vg_run *run, const struct sockaddr *peer)
{
	(void)run;
	(void)peer;
	abort();
}

struct vg_run *
vg_pending_find(uint32_t id, const struct sockaddr *peer)
{
	(void)id;
	(void)peer;
	abort();
}

void
vg_shared_watch(struct vg_shared *shared, int fd, vg_shared_io_fn *fn)
{
	(void)shared;
	(void)fd;
	(void)fn;
	abort();
}

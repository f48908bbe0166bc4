/*
 * link.h - between the host and the engine's channel.
 *
 * Survives the engine: while there is none, results gather; when a new one
 * comes, nothing is sent until it has assigned its checks (two seconds of
 * silence end that), for results are attributed by its handles.
 */
#ifndef VIGIE_LINK_H
#define VIGIE_LINK_H

struct event_base;
struct channel;
struct host;
struct link;

struct link	*link_new(struct event_base *base, unsigned instance);
void		 link_free(struct link *l);
/* A channel to the engine; takes fd and drops the one before. */
void		 link_engine(struct link *l, int fd);
struct channel	*link_channel(const struct link *l);
struct host	*link_host(struct link *l);

#endif

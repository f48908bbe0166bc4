/* samples.c - see samples.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/samples.h"
#include "ipc/channel.h"

#define MAX_NAMES	1024
#define NAME_MAX_BYTES	19	/* a metric's name, interfaces */
#define SEND_VALUES	8192	/* in one message: at most 64 + 9 + 2 bytes each */
#define SEND_SAMPLES	4096

struct sample {
	const char	*object;	/* borrowed */
	int64_t		 at_s;
	uint32_t	 n_values;	/* the next so many of .values */
};

struct samples {
	struct sample	*samples;
	size_t		 n_samples, samples_room;
	struct msg_value *values;
	size_t		 n_values, values_room;
	char		**names;	/* hash table, open addressing */
	size_t		 n_names;
	uint64_t	 n_dropped, n_sent;
};

struct samples *
samples_new(void)
{
	struct samples	*s = xcalloc(1, sizeof(*s));

	s->names = xcalloc(MAX_NAMES * 2, sizeof(*s->names));
	return s;
}

void
samples_free(struct samples *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < MAX_NAMES * 2; i++)
		free(s->names[i]);
	free(s->names);
	free(s->samples);
	free(s->values);
	free(s);
}

/* FNV-1a, as text_hash(), bounded. */
static size_t
slot_of(const char *name)
{
	uint32_t	 h = 2166136261u;

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return h & (MAX_NAMES * 2 - 1);
}

const char *
samples_name(struct samples *s, const char *name)
{
	size_t	 i = slot_of(name);

	for (; s->names[i] != NULL; i = (i + 1) & (MAX_NAMES * 2 - 1))
		if (strcmp(s->names[i], name) == 0)
			return s->names[i];
	if (s->n_names >= MAX_NAMES)
		return "";
	s->n_names++;
	return s->names[i] = xstrdup(name);
}

/* Room for what comes: the oldest go. */
static void
drop_oldest(struct samples *s)
{
	size_t	 n_samples = 0, n_values = 0;

	while (n_values < SAMPLES_MAX / 4 && n_samples < s->n_samples)
		n_values += s->samples[n_samples++].n_values;
	memmove(s->samples, s->samples + n_samples,
	    (s->n_samples - n_samples) * sizeof(s->samples[0]));
	memmove(s->values, s->values + n_values, (s->n_values - n_values) * sizeof(s->values[0]));
	s->n_samples -= n_samples;
	s->n_values -= n_values;
	s->n_dropped += n_values;
}

void
samples_add(struct samples *s, const char *object, const char *prefix, struct wall at,
    const struct msg_value *values, uint32_t n_values)
{
	uint32_t	 n = 0;

	if (s->n_values + n_values > SAMPLES_MAX)
		drop_oldest(s);
	for (uint32_t i = 0; i < n_values; i++) {
		char		 name[NAME_MAX_BYTES + 1];
		const char	*known;

		if (prefix != NULL)
			snprintf(name, sizeof(name), "%s_%s", prefix, values[i].name);
		else
			strlcpy(name, values[i].name, sizeof(name));
		if (*(known = samples_name(s, name)) == '\0')
			continue;
		s->values = grow(s->values, s->n_values, &s->values_room, sizeof(s->values[0]));
		s->values[s->n_values++] = (struct msg_value){ known, values[i].value };
		n++;
	}
	if (n == 0)
		return;
	s->samples = grow(s->samples, s->n_samples, &s->samples_room, sizeof(s->samples[0]));
	s->samples[s->n_samples++] = (struct sample){ object, wall_sec(at), n };
}

void
samples_send(struct samples *s, struct channel *ch)
{
	struct msg_sample	*out;
	size_t			 i = 0, v = 0;

	if (ch == NULL || s->n_samples == 0 || channel_backlog(ch) > SAMPLES_BACKLOG)
		return;
	out = xcalloc(s->n_samples < SEND_SAMPLES ? s->n_samples : SEND_SAMPLES, sizeof(*out));
	while (i < s->n_samples) {
		uint32_t	 n = 0;
		size_t		 first = v;

		while (i < s->n_samples && n < SEND_SAMPLES && v - first < SEND_VALUES) {
			out[n++] = (struct msg_sample){ s->samples[i].object, s->samples[i].at_s,
			    s->values + v, s->samples[i].n_values };
			v += s->samples[i++].n_values;
		}
		channel_send(ch, MSG_SAMPLES, &(struct msg_samples){ out, n });
	}
	free(out);
	s->n_sent += s->n_values;
	s->n_samples = 0;
	s->n_values = 0;
}

void
samples_forget(struct samples *s)
{
	s->n_dropped += s->n_values;
	s->n_samples = 0;
	s->n_values = 0;
}

uint64_t
samples_dropped(const struct samples *s)
{
	return s->n_dropped;
}

uint64_t
samples_sent(const struct samples *s)
{
	return s->n_sent;
}

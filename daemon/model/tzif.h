/*
 * tzif.h - a time zone file as one table (used by zone.c alone).
 *
 * Reads the bytes of a TZif file (RFC 8536) of version 2 or later, whose bytes
 * are not trusted, and writes its closing rule out as changes for every year up
 * to CIVIL_YEAR_MAX.
 */
#ifndef VIGIE_TZIF_H
#define VIGIE_TZIF_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/zone.h"

#define TZIF_KINDS_MAX	258	/* 256 of the file (its index is a byte) and 2 of the rule */

/* A stretch of time in which clocks differ from UTC by one amount. */
struct tzif_kind {
	int32_t	 offset_s;
	char	 abbreviation[12];
};

struct tzif_change {
	int64_t	 at;		/* seconds since 1970 UTC */
	uint16_t kind;		/* what holds from then on */
};

struct zone {
	char			 name[ZONE_NAME_MAX + 1];
	struct tzif_change	*changes;	/* owned; in order of time */
	size_t			 n_changes, room;
	size_t			 n_kinds;	/* kinds[0] holds before the first change */
	struct tzif_kind	 kinds[TZIF_KINDS_MAX];
};

/* Owned by the caller (zone_free()); NULL with a sentence when the bytes are not such a file. */
struct zone	*tzif_parse(const char *name, const void *data, size_t len, struct err *err);

#endif

/*
 * conf_keys.h - every setting there is, in one table.  Inside conf only.
 *
 * A row says what a setting is called, of what kind it is, its bounds, what holds
 * without it, and one sentence for the manual.  conf_check.c checks by it,
 * conf_print.c prints by it, conf_doc.c writes the manual from it.  To add a
 * setting: a row here, and the line in conf_build*.c that carries it into the
 * inventory.
 */
#ifndef VIGIE_CONF_KEYS_H
#define VIGIE_CONF_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum key_type {
	KEY_GROUP,		/* { name = value; ... } */
	KEY_GROUPS,		/* ( { ... }, { ... } ) */
	KEY_VALUES,		/* [ value, value ] of .item */
	/* numbers */
	KEY_BOOL,
	KEY_INT,		/* min .. max */
	KEY_NUMBER,		/* min .. max */
	/* texts */
	KEY_TEXT,		/* a line, at most .max bytes */
	KEY_LINES,		/* may have line ends */
	KEY_ID,			/* [a-z0-9-]{1,32}; a reference, too */
	KEY_WORD,		/* one of .words; parsed: its position */
	KEY_DURATION,		/* parsed: ms; min .. max */
	KEY_RATE,		/* "8 Mbit/s"; parsed: bits/s */
	KEY_SIZE,		/* "2 GiB"; parsed: bytes; min .. max */
	KEY_ADDRESS,		/* IPv4, IPv6 or a name */
	KEY_LISTEN,		/* "127.0.0.1:8080", "[::1]:8080" */
	KEY_NET,		/* an address, or one with /bits */
	KEY_URL,		/* of a scheme in .words */
	KEY_MAIL,
	KEY_PHONE,		/* for people: digits, spaces, + . - ( ) */
	KEY_SMS,		/* +33600000000 */
	KEY_DATE,		/* 2026-01-15 */
	KEY_TIME,		/* 2026-03-02 08:30, local, or RFC 3339 */
	KEY_HOURS,		/* opening_hours; parsed by who builds */
	KEY_PATH,		/* absolute */
	KEY_MAC,
	KEY_COMMUNE,		/* code of a commune: 07007, 2A004 */
	KEY_ZONE		/* Europe/Paris */
};

#define KEY_REQUIRED	1u
#define KEY_LATER	2u	/* checked, and used by nothing in this version */
#define KEY_RESTART	4u	/* a reload does not change it */
#define KEY_SECRET	8u	/* never shown */
#define KEY_OPEN	16u	/* of a group: other names are somebody else's business */
#define KEY_FILLED	32u	/* a list must have an element, a text a byte */

struct key {
	const char	*name;
	enum key_type	 type;
	unsigned	 flags;
	double min, max; /* of numbers; of texts bytes, of lists elements; 0, 0 = the usual */
	const char	*words;		/* separated by spaces */
	const char	*preset;	/* what holds without it, as text; NULL = nothing */
	const char	*help;		/* one sentence, English, without final stop */
	enum key_type	 item;		/* of KEY_VALUES */
	const struct key *keys;		/* of KEY_GROUP and KEY_GROUPS; ends with a NULL name */
};

extern const struct key	 conf_keys[];	/* of the files themselves */

const struct key *key_find(const struct key *keys, const char *name);
bool		 key_is_top(const char *name);
/* Is any key of that name a secret? */
bool		 key_is_secret(const char *name);
/* How a type is called in the manual and in sentences: "a duration". */
const char	*key_type_name(enum key_type type);

/* The nearest name among keys; NULL when there are none. */
const char	*key_nearest(const struct key *keys, const char *word);
/* Where else that very name belongs: "site.link.router"; false = nowhere. */
bool		 key_elsewhere(const char *name, char *out, size_t size);
/* The nearest name of all, with the group it belongs in. */
const char	*key_nearest_elsewhere(const char *word, unsigned *best, char where[static 256]);

/* One word of a list separated by spaces: its position, -1 = none. */
int		 word_find(const char *words, const char *word);
/* The word at a position, in out, which is returned. */
const char	*word_at(const char *words, int position, char *out, size_t size);

/* "5min": milliseconds in the biggest unit that divides them. */
const char	*duration_text(double ms, char out[static 32]);

/* A parsed value. */
union value {
	int64_t	 n;
	double	 number;
};

/* Reads a text by its key's type; false with a sentence that does not repeat the text. */
bool value_parse(const struct key *key, enum key_type type, const char *text, union value *out,
    const char **why);

#endif

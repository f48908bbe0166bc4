/*
 * conf_type.c - is this text a duration, an address, a mail?  See conf_keys.h.
 *
 * What passes here goes into mail headers, URLs, packets and file names: no text
 * keeps a control character, and an address keeps nothing that could be taken for
 * anything else.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "model/conf_keys.h"
#include "model/inventory.h"
#include "model/near.h"

#define DIGITS		"0123456789"
#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define TEXT_USUAL	255

typedef bool parse_fn(const struct key *key, const char *text, union value *out, const char **why);

static bool
only(const char *text, const char *allowed)
{
	return text[strspn(text, allowed)] == '\0';
}

/* A sentence with figures, good until the next one. */
static const char *why_text(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static const char *
why_text(const char *fmt, ...)
{
	static _Thread_local char	 text[300];
	va_list				 ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return text;
}

static bool
parse_lines(const struct key *key, const char *text, union value *out, const char **why)
{
	size_t	 len = strlen(text), max = key->max > 0 ? (size_t)key->max : TEXT_USUAL;

	(void)out;
	for (const char *p = text; *p != '\0'; p++)
		if (((unsigned char)*p < ' ' && *p != '\n' && *p != '\t') || *p == 0x7f) {
			*why = "has a control character in it";
			return false;
		}
	*why = len > max ? why_text("is longer than %zu bytes", max) :
	    len < (size_t)key->min ? why_text("is shorter than %zu characters", (size_t)key->min) :
	    len == 0 && (key->flags & KEY_FILLED) != 0 ? "must not be empty" : NULL;
	return *why == NULL;
}

static bool
parse_text(const struct key *key, const char *text, union value *out, const char **why)
{
	if (strpbrk(text, "\n\t") != NULL) {
		*why = "must be one line, without tabs";
		return false;
	}
	return parse_lines(key, text, out, why);
}

static bool
parse_id(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	(void)out;
	*why = "must be 1 to 32 of the characters a-z 0-9 and -";
	return *text != '\0' && strlen(text) <= ID_MAX &&
	    only(text, DIGITS "abcdefghijklmnopqrstuvwxyz-");
}

static bool
parse_word(const struct key *key, const char *text, union value *out, const char **why)
{
	int		 position = word_find(key->words, text);
	const char	*near = NULL;
	unsigned	 best = UINT32_MAX;
	char		 words[512], *p = words, *word;

	if (position != -1) {
		out->n = position;
		return true;
	}
	strlcpy(words, key->words, sizeof(words));
	while ((word = strsep(&p, " ")) != NULL)
		near_keep(text, word, &near, &best);
	*why = *text != '\0' && near_is_close(text, best)
	    ? why_text("must be one of %s; did you mean \"%s\"?", key->words, near)
	    : why_text("must be one of %s", key->words);
	return false;
}

const char *
duration_text(double ms, char out[static 32])
{
	static const struct { double ms; const char *unit; } units[] = {
		{ DAY_MS, "d" }, { HOUR_MS, "h" }, { MIN_MS, "min" }, { SEC_MS, "s" }, { 1, "ms" },
	};
	size_t	 i = 0;

	while (i + 1 < N_ELEMENTS(units) && (ms < units[i].ms ||
	    (double)(int64_t)(ms / units[i].ms) * units[i].ms < ms))
		i++;
	snprintf(out, 32, "%.0f%s", ms / units[i].ms, units[i].unit);
	return out;
}

static bool
parse_duration(const struct key *key, const char *text, union value *out, const char **why)
{
	int64_t	 ms;
	char	 bound[32];

	if (!duration_parse(text, &ms, why))
		return false;
	if ((double)ms < key->min) {
		*why = why_text("must be %s or more", duration_text(key->min, bound));
		return false;
	}
	if (key->max > 0 && (double)ms > key->max) {
		*why = why_text("must be %s or less", duration_text(key->max, bound));
		return false;
	}
	out->n = ms;
	return true;
}

/* Rates of links: decimal, as operators write them. */
static bool
parse_rate(const struct key *key, const char *text, union value *out, const char **why)
{
	static const struct { const char *unit; double bps; } units[] = {
		{ "bit/s", 1 }, { "kbit/s", 1e3 }, { "Mbit/s", 1e6 }, { "Gbit/s", 1e9 },
	};
	char	*end;
	double	 value;

	(void)key;
	if (*text < '0' || *text > '9' || strpbrk(text, "xXeE") != NULL) {
		*why = "must be a rate like \"8 Mbit/s\" or \"800 kbit/s\"";
		return false;
	}
	value = strtod(text, &end);
	while (*end == ' ')
		end++;
	*why = *end == '\0' ? "has no unit: write bit/s, kbit/s, Mbit/s or Gbit/s after the number"
	    : *end == ','
	    ? "has a comma: write a point"
	    : "has an unknown unit: write bit/s, kbit/s, Mbit/s or Gbit/s after the number";
	for (size_t i = 0; i < N_ELEMENTS(units); i++) {
		if (strcmp(end, units[i].unit) != 0)
			continue;
		value *= units[i].bps;
		*why = value < 1 ? "must be more than 0" : "is more than any link has";
		out->n = value < 1e13 ? (int64_t)value : 0;
		return value >= 1 && value < 1e13;
	}
	return false;
}

/* Room on a disk: as disks are sold, or in powers of two. */
static bool
parse_size(const struct key *key, const char *text, union value *out, const char **why)
{
	static const struct { const char *unit; double bytes; } units[] = {
		{ "MB", 1e6 }, { "GB", 1e9 }, { "TB", 1e12 },
		{ "MiB", 0x1p20 }, { "GiB", 0x1p30 }, { "TiB", 0x1p40 },
	};
	char	*end;
	double	 value;

	*why = "must be a size like \"2 GiB\" or \"500 MB\"";
	if (*text < '0' || *text > '9' || strpbrk(text, "xXeE") != NULL)
		return false;
	value = strtod(text, &end);
	while (*end == ' ')
		end++;
	if (*end == ',')
		*why = "has a comma: write a point";
	else
		*why = *end == '\0' ? "has no unit: write MB, GB, MiB or GiB after the number" :
		    "has an unknown unit: write MB, GB, MiB or GiB after the number";
	for (size_t i = 0; i < N_ELEMENTS(units); i++) {
		if (strcmp(end, units[i].unit) != 0)
			continue;
		value *= units[i].bytes;
		*why = value < key->min ? "is too small" : "is more than any disk has";
		out->n = value < 1e18 ? (int64_t)value : 0;
		return value >= key->min && value <= key->max;
	}
	return false;
}

/* A name of a host: labels of letters, digits and -, the last one not all digits. */
static bool
is_host(const char *text, size_t len)
{
	size_t	 label = 0;
	bool	 has_letter = false;

	if (len == 0 || len > 253)
		return false;
	for (size_t i = 0; i < len; i++) {
		char	 c = text[i];

		if (c == '.') {
			if (label == 0 || text[i - 1] == '-' || i + 1 == len)
				return false;
			label = 0;
			has_letter = false;
			continue;
		}
		if (!isalnum((unsigned char)c) && c != '_' && !(c == '-' && label > 0))
			return false;
		has_letter = has_letter || isalpha((unsigned char)c);
		if (++label > 63)
			return false;
	}
	return has_letter && text[len - 1] != '-';
}

/* Numbers that no device can have. */
static const char *
not_a_device(int family, const void *addr)
{
	const struct in6_addr	*a6 = addr;
	uint32_t		 a4 = 0;

	if (family == AF_INET6)
		return IN6_IS_ADDR_UNSPECIFIED(a6) || IN6_IS_ADDR_MULTICAST(a6) ?
		    "is an address that no device has" : NULL;
	memcpy(&a4, addr, sizeof(a4));
	a4 = ntohl(a4);
	return a4 >> 24 == 0 || a4 >> 28 == 0xe || a4 == 0xffffffff
	    ? "is an address that no device has"
	    : NULL;
}

static bool
parse_address(const struct key *key, const char *text, union value *out, const char **why)
{
	unsigned char	 addr[16];
	char		 bare[80];
	const char	*last = strrchr(text, '.');

	(void)key;
	(void)out;
	strlcpy(bare, text, sizeof(bare));
	bare[strcspn(bare, "%")] = '\0';	/* fe80::1%eth0 */
	if (inet_pton(AF_INET, text, addr) == 1)
		return (*why = not_a_device(AF_INET, addr)) == NULL;
	if (strchr(text, ':') != NULL && inet_pton(AF_INET6, bare, addr) == 1)
		return (*why = not_a_device(AF_INET6, addr)) == NULL;
	if (is_host(text, strlen(text)))
		return true;
	*why = strchr(text, '/') != NULL ? "must be one address or name, not a network or a URL" :
	    strchr(text, ':') != NULL ? "is no IPv6 address" :
	    last != NULL && only(last + 1, DIGITS) ? "is no IPv4 address" :
	    "must be an IPv4 or IPv6 address or the name of a host";
	return false;
}

static bool
parse_net(const struct key *key, const char *text, union value *out, const char **why)
{
	const char	*slash = strchr(text, '/'), *range;
	unsigned char	 addr[16];
	char		 bare[INET6_ADDRSTRLEN];
	int		 bits;

	(void)key;
	(void)out;
	*why = "must be an address, or a network like \"192.0.2.0/24\"";
	strlcpy(bare, text, sizeof(bare));
	bare[strcspn(bare, "/")] = '\0';
	bits = inet_pton(AF_INET, bare, addr) == 1 ? 32
	    : inet_pton(AF_INET6, bare, addr) == 1 ? 128
	    : 0;
	if (bits == 0 || slash == NULL)
		return bits != 0;
	strtonum(slash + 1, 0, bits, &range);
	*why = why_text("has a wrong length: /0 to /%d", bits);
	return range == NULL && only(slash + 1, DIGITS);
}

static bool
parse_port(const char *text, const char **why)
{
	const char	*range;

	strtonum(text, 1, 65535, &range);
	if (range == NULL && only(text, DIGITS))
		return true;
	*why = "has a wrong port: 1 to 65535";
	return false;
}

static bool
parse_listen(const struct key *key, const char *text, union value *out, const char **why)
{
	unsigned char	 addr[16];
	char		 host[INET6_ADDRSTRLEN];
	const char	*colon = strrchr(text, ':');
	size_t		 len = colon != NULL ? (size_t)(colon - text) : 0;
	bool		 is_6 = len > 2 && text[0] == '[' && text[len - 1] == ']';

	(void)key;
	(void)out;
	*why = "must be an address and a port, like \"127.0.0.1:8080\" or \"[::1]:8080\"";
	if (is_6) {
		text++;
		len -= 2;
	}
	if (len == 0 || len >= sizeof(host))
		return false;
	memcpy(host, text, len);
	host[len] = '\0';
	return inet_pton(is_6 ? AF_INET6 : AF_INET, host, addr) == 1 && parse_port(colon + 1, why);
}

/* A host of a URL: a name, an IPv4 address, or an IPv6 one in brackets; with its port. */
static bool
is_authority(const char *s, size_t len, const char **why)
{
	unsigned char	 addr[16];
	char		 host[256];
	char		*colon;

	if (len == 0 || len >= sizeof(host))
		return false;
	memcpy(host, s, len);
	host[len] = '\0';
	if (strchr(host, '@') != NULL) {
		*why = "must have no user in it";
		return false;
	}
	if (host[0] == '[') {
		char	*end = strchr(host, ']');

		if (end == NULL || (end[1] != '\0' && (end[1] != ':' || !parse_port(end + 2, why))))
			return false;
		*end = '\0';
		return inet_pton(AF_INET6, host + 1, addr) == 1;
	}
	if ((colon = strchr(host, ':')) != NULL) {
		if (!parse_port(colon + 1, why))
			return false;
		*colon = '\0';
	}
	return inet_pton(AF_INET, host, addr) == 1 || is_host(host, strlen(host));
}

static bool
parse_url(const struct key *key, const char *text, union value *out, const char **why)
{
	const char	*colon = strstr(text, "://");
	const char	*words = key->words != NULL ? key->words : "http https";
	char		 scheme[16] = "", first[16];

	(void)out;
	*why = why_text("must be a URL like \"%s://host\"",
	    word_at(words, word_at(words, 1, first, 16)[0] != '\0', first, sizeof(first)));
	if (colon == NULL || (size_t)(colon - text) >= sizeof(scheme))
		return false;
	memcpy(scheme, text, (size_t)(colon - text));
	if (word_find(words, scheme) == -1)
		return false;
	for (const char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f ||
		    strchr("\"<>\\^`{|}", *p) != NULL) {
			*why = "has a character that no URL has: write it as %XX";
			return false;
		}
	if (strlen(text) > 2000) {
		*why = "is longer than 2000 bytes";
		return false;
	}
	return is_authority(colon + 3, strcspn(colon + 3, "/?#"), why);
}

static bool
parse_mail(const struct key *key, const char *text, union value *out, const char **why)
{
	const char	*at = strrchr(text, '@');
	size_t		 len = at != NULL ? (size_t)(at - text) : 0;

	(void)key;
	(void)out;
	*why = "must be a mail address like \"name@example.org\"";
	if (len == 0 || len > 64 || strlen(text) > 254 || text[0] == '.' || at[-1] == '.' ||
	    strspn(text, LETTERS DIGITS ".!#$%&'*+-/=?^_`{|}~") != len)
		return false;
	for (size_t i = 1; i < len; i++)
		if (text[i] == '.' && text[i - 1] == '.')
			return false;
	return is_host(at + 1, strlen(at + 1));
}

static size_t
count_digits(const char *text)
{
	size_t	 n = 0;

	for (; *text != '\0'; text++)
		n += isdigit((unsigned char)*text) != 0;
	return n;
}

static bool
parse_phone(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	(void)out;
	*why = "must be a telephone number: 2 to 15 digits, with spaces, + . - ( ) between them";
	return only(text, DIGITS " +.-()") && count_digits(text) >= 2 && count_digits(text) <= 15 &&
	    strlen(text) <= 40 && strchr(text + 1, '+') == NULL;
}

static bool
parse_sms(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	(void)out;
	*why = "must be a number in international form, like \"+33600000000\"";
	return text[0] == '+' && text[1] != '0' && only(text + 1, DIGITS) && strlen(text) >= 8 &&
	    strlen(text) <= 16;
}

static bool
parse_date(const struct key *key, const char *text, union value *out, const char **why)
{
	struct wall	 t;
	char		 whole[32];

	(void)key;
	*why = "must be a date like \"2026-01-15\"";
	if (strlen(text) != 10)
		return false;
	snprintf(whole, sizeof(whole), "%sT00:00:00Z", text);
	if (!wall_parse(whole, &t))
		return false;
	out->n = t.ms;
	return true;
}

static bool
parse_path(const struct key *key, const char *text, union value *out, const char **why)
{
	if (text[0] != '/') {
		*why = "must be an absolute path, beginning with /";
		return false;
	}
	if (key->max > 0 && strlen(text) > (size_t)key->max) {
		*why = why_text(
		    "is longer than %.0f bytes, which is all that the system allows", key->max);
		return false;
	}
	return parse_text(key, text, out, why);
}

static bool
parse_mac(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	(void)out;
	*why = "must be a hardware address like \"02:00:00:00:00:11\"";
	if (strlen(text) != 17)
		return false;
	for (int i = 0; i < 17; i++)
		if (i % 3 == 2 ? text[i] != ':' && text[i] != '-'
		    : !isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

static bool
parse_commune(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	(void)out;
	*why = "must be the INSEE code of a commune, like \"07007\" or \"2A004\"";
	return strlen(text) == 5 && isdigit((unsigned char)text[0]) &&
	    (isdigit((unsigned char)text[1]) || text[1] == 'A' || text[1] == 'B') &&
	    only(text + 2, DIGITS);
}

static bool
parse_number(const struct key *key, const char *text, union value *out, const char **why)
{
	char	*end;

	out->number = strtod(text, &end);
	*why = "must be a number";
	if (end == text || *end != '\0')
		return false;
	if (key->type == KEY_INT)
		out->n = (int64_t)out->number;
	return true;
}

static bool
parse_bool(const struct key *key, const char *text, union value *out, const char **why)
{
	(void)key;
	*why = "must be true or false";
	out->n = strcmp(text, "true") == 0;
	return out->n || strcmp(text, "false") == 0;
}

static const struct {
	const char	*name;
	parse_fn	*parse;		/* NULL: of what has elements, or checked elsewhere */
} types[] = {
	[KEY_GROUP] = { "a group { ... }", NULL },
	[KEY_GROUPS] = { "a list of groups ( { ... }, ... )", NULL },
	[KEY_VALUES] = { "a list [ ... ]", NULL },
	[KEY_BOOL] = { "true or false", parse_bool },
	[KEY_INT] = { "a whole number", parse_number },
	[KEY_NUMBER] = { "a number", parse_number },
	[KEY_TEXT] = { "a text", parse_text },
	[KEY_LINES] = { "a text", parse_lines },
	[KEY_ID] = { "an id", parse_id },
	[KEY_WORD] = { "a word", parse_word },
	[KEY_DURATION] = { "a duration", parse_duration },
	[KEY_RATE] = { "a rate", parse_rate },
	[KEY_SIZE] = { "a size", parse_size },
	[KEY_ADDRESS] = { "an address", parse_address },
	[KEY_LISTEN] = { "an address and port", parse_listen },
	[KEY_NET] = { "an address or network", parse_net },
	[KEY_URL] = { "a URL", parse_url },
	[KEY_MAIL] = { "a mail address", parse_mail },
	[KEY_PHONE] = { "a telephone number", parse_phone },
	[KEY_SMS] = { "a mobile number", parse_sms },
	[KEY_DATE] = { "a date", parse_date },
	[KEY_TIME] = { "a local time", parse_text },
	[KEY_HOURS] = { "opening hours", parse_text },
	[KEY_PATH] = { "an absolute path", parse_path },
	[KEY_MAC] = { "a hardware address", parse_mac },
	[KEY_COMMUNE] = { "a commune's code", parse_commune },
	[KEY_ZONE] = { "a time zone", parse_text },
};

const char *
key_type_name(enum key_type type)
{
	return types[type].name;
}

bool
value_parse(
    const struct key *key, enum key_type type, const char *text, union value *out, const char **why)
{
	return types[type].parse != NULL && types[type].parse(key, text, out, why);
}

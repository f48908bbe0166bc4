/* text.c - see text.h */
#include <string.h>
#include <wchar.h>

#include "base/text.h"

/* Length of the UTF-8 character at p (RFC 3629 section 4), 0 when it is none; its code point in *cp. */
static size_t
character(const unsigned char *p, size_t len, uint32_t *cp)
{
	static const uint32_t	 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t			 n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
	    p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;

	if (n == 0 || n > len)
		return 0;
	*cp = n == 1 ? p[0] : p[0] & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
	}
	if (*cp < least[n] || *cp > 0x10ffff || (*cp >= 0xd800 && *cp <= 0xdfff))
		return 0;
	return n;
}

static bool
is_harmless(uint32_t cp)
{
	return cp >= 0x20 && !(cp >= 0x7f && cp <= 0x9f) && cp != 0x2028 && cp != 0x2029 &&
	    !(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2066 && cp <= 0x2069) &&
	    cp != 0xfeff && cp != 0x200e && cp != 0x200f;
}

size_t
text_clean(char *out, size_t size, const void *in, size_t len)
{
	const unsigned char	*p = in;
	size_t			 used = 0;

	while (len > 0) {
		uint32_t	 cp = 0;
		size_t		 n = character(p, len, &cp);
		bool		 is_good = n > 0 && is_harmless(cp);
		size_t		 wide = is_good ? n : 1;

		if (used + wide >= size)
			break;
		memcpy(out + used, is_good ? (const void *)p : "?", wide);
		used += wide;
		p += n > 0 ? n : 1;
		len -= n > 0 ? n : 1;
	}
	out[used] = '\0';
	return used;
}

bool
text_is_utf8(const void *in, size_t len)
{
	const unsigned char	*p = in;
	uint32_t		 cp;

	while (len > 0) {
		size_t	 n = character(p, len, &cp);

		if (n == 0 || cp == 0)
			return false;
		p += n;
		len -= n;
	}
	return true;
}

size_t
text_step(const char *s, size_t len, unsigned *columns)
{
	mbstate_t	 state = { 0 };
	wchar_t		 wc;
	size_t		 n = mbrtowc(&wc, s, len, &state);
	int		 w;

	*columns = 1;
	if (n == (size_t)-1 || n == (size_t)-2 || n == 0)
		return 1;
	w = wcwidth(wc);
	*columns = w > 0 ? (unsigned)w : 0;
	return n;
}

unsigned
text_width(const char *s, size_t len)
{
	unsigned	 total = 0, columns;

	for (size_t i = 0; i < len; total += columns)
		i += text_step(s + i, len - i, &columns);
	return total;
}

size_t
text_nbsp(const char *s)
{
	return strncmp(s, "\xc2\xa0", 2) == 0 ? 2 : strncmp(s, "\xe2\x80\xaf", 3) == 0 ? 3 : 0;
}

uint64_t
text_hash(const char *s)
{
	uint64_t	 h = UINT64_C(0xcbf29ce484222325);

	for (; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
	return h;
}

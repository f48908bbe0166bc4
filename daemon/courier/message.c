/* message.c - see message.h */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sodium.h>

#include "base/text.h"
#include "courier/message.h"

#define LINE_MAX_QP	75	/* quoted-printable: 76 with the "=" (RFC 2045 6.7) */
#define WORD_MAX	75	/* an encoded word, delimiters included (RFC 2047 2) */

static bool
is_of(const char *s, size_t len, const char *others)
{
	for (size_t i = 0; i < len; i++)
		if (!isascii((unsigned char)s[i]) ||
		    (!isalnum((unsigned char)s[i]) && strchr(others, s[i]) == NULL))
			return false;
	return len > 0;
}

/* No part between dots is empty. */
static bool
is_dotted(const char *s, size_t len)
{
	return len > 0 && s[0] != '.' && s[len - 1] != '.' && memmem(s, len, "..", 2) == NULL;
}

bool
message_is_host(const char *s)
{
	size_t	 len = strlen(s);

	if (len > 2 && s[0] == '[' && s[len - 1] == ']')
		return len <= 60 && is_of(s + 1, len - 2, ".:");
	return len <= 253 && is_of(s, len, "-.") && is_dotted(s, len) && s[0] != '-';
}

bool
message_is_address(const char *s)
{
	const char	*at = strrchr(s, '@');
	size_t		 local = at != NULL ? (size_t)(at - s) : 0;

	return at != NULL && local <= 64 && strlen(s) <= 254 &&
	    is_of(s, local, "!#$%&'*+/=?^_`{|}~.-") && is_dotted(s, local) &&
	    message_is_host(at + 1);
}

/* What stands between < and > in Message-ID: RFC 5322's id-left "@" id-right, dot-atoms only. */
static bool
is_message_id(const char *s)
{
	return strlen(s) <= 200 && message_is_address(s);
}

/* No control character may stand in a header. */
static bool
is_header_text(const char *s)
{
	if (!text_is_utf8(s, strlen(s)))
		return false;
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

/* Headers. */

/* Bytes of the UTF-8 character at s, which is valid. */
static size_t
char_len(const char *s)
{
	unsigned char	 c = (unsigned char)*s;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* One byte in the Q encoding of RFC 2047, with the few letters that are safe in a phrase too. */
static void
add_q(struct buf *out, unsigned char c)
{
	if (c == ' ')
		buf_addc(out, '_');
	else if (isascii(c) && (isalnum(c) || strchr("!*+-/", c) != NULL))
		buf_addc(out, (char)c);
	else
		buf_addf(out, "=%02X", c);
}

/* Text as encoded words, one a line; a character is never split between two. */
static void
add_words(struct buf *out, const char *text)
{
	static const char	 start[] = "=?UTF-8?Q?";
	struct buf		 word = { 0 }, one = { 0 };

	buf_adds(&word, start);
	for (size_t n; *text != '\0'; text += n) {
		n = char_len(text);
		buf_clear(&one);
		for (size_t i = 0; i < n; i++)
			add_q(&one, (unsigned char)text[i]);
		if (word.len + one.len + 2 > WORD_MAX - 12) {	/* room for the header's name */
			buf_addf(out, "%s?=\r\n ", buf_str(&word));
			buf_clear(&word);
			buf_adds(&word, start);
		}
		buf_adds(&word, buf_str(&one));
	}
	buf_addf(out, "%s?=", buf_str(&word));
	buf_done(&word);
	buf_done(&one);
}

/* Short plain ASCII stays readable; all else becomes encoded words. */
static void
add_text(struct buf *out, const char *text, const char *plain)
{
	if (strlen(text) <= 60 && is_of(text, strlen(text), plain) && text[0] != ' ')
		buf_adds(out, text);
	else
		add_words(out, text);
}

static void
add_mailbox(struct buf *out, const char *header, const char *name, const char *address)
{
	buf_addf(out, "%s: ", header);
	if (name[0] != '\0') {
		add_text(out, name, " !#$%&'*+-/^_`{|}~");
		buf_adds(out, strlen(name) + strlen(address) > 60 ? "\r\n " : " ");
	}
	buf_addf(out, "<%s>\r\n", address);
}

/* In local time, as who reads it lives by, with its offset (RFC 5322 3.3). */
static void
add_date(struct buf *out, struct wall at, int32_t offset_s)
{
	int		 minutes = abs(offset_s) / 60;
	time_t		 sec = (time_t)wall_sec(at) + (offset_s < 0 ? -minutes : minutes) * 60;
	struct tm	 tm;
	char		 text[64] = "";

	if (gmtime_r(&sec, &tm) != NULL)	/* the locale is C.UTF-8: English names */
		strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S", &tm);
	buf_addf(out, "Date: %s %c%02d%02d\r\n", text, offset_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

/* The body. */

struct qp {
	struct buf	*out;
	size_t		 column;	/* bytes in the current line */
};

/* Adds one byte, plain or encoded; `whole` bytes from here on belong on one line. */
static void
qp_byte(struct qp *qp, unsigned char c, bool is_last, size_t whole)
{
	bool	 is_plain = (c > 0x20 && c < 0x7f && c != '=') ||
	    ((c == ' ' || c == '\t') && !is_last);

	if (!is_plain && whole < 3)
		whole = 3;
	if (qp->column + whole > LINE_MAX_QP) {
		buf_adds(qp->out, "=\r\n");
		qp->column = 0;
	}
	/* A line may begin neither with a dot (SMTP) nor with "From " (mbox). */
	if (is_plain && (qp->column > 0 || (c != '.' && c != 'F'))) {
		buf_addc(qp->out, (char)c);
		qp->column++;
	} else {
		buf_addf(qp->out, "=%02X", c);
		qp->column += 3;
	}
}

static void
add_body_line(struct buf *out, const char *line, size_t len)
{
	struct qp	 qp = { out, 0 };

	for (size_t i = 0, n; i < len; i += n) {
		unsigned char	 c = (unsigned char)line[i];

		n = char_len(line + i);
		if (n == 1)
			qp_byte(&qp, c, i + 1 == len, 1);
		else	/* a character's bytes stay on one line, for those who read the source */
			for (size_t k = 0; k < n; k++)
				qp_byte(&qp, (unsigned char)line[i + k], false, (n - k) * 3);
	}
	buf_adds(out, "\r\n");
}

/* LF, CR LF and a lone CR all end a line; the last line is ended if it was not. */
static void
add_body(struct buf *out, const char *body)
{
	while (*body != '\0') {
		size_t	 len = strcspn(body, "\r\n");

		add_body_line(out, body, len);
		body += len;
		if (body[0] == '\r' && body[1] == '\n')
			body++;
		if (*body != '\0')
			body++;
	}
}

/* With a file. */

/* Stands neither in quoted-printable nor in base64: "=" is encoded in the one, "_" unknown to the other. */
#define BOUNDARY	"=_vigie"
#define BASE64_BYTES	57	/* of a line of 76 */

static void
add_text_part(struct buf *out, const char *body)
{
	buf_adds(out, "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	add_body(out, body);
}

static void
add_file(struct buf *out, const struct attachment *a)
{
	char	 line[sodium_base64_ENCODED_LEN(BASE64_BYTES, sodium_base64_VARIANT_ORIGINAL)];

	buf_addf(out, "\r\n--" BOUNDARY "\r\nContent-Type: %s;\r\n name=\"%s\"\r\n", a->type, a->name);
	buf_addf(out, "Content-Disposition: attachment;\r\n filename=\"%s\"\r\n", a->name);
	buf_adds(out, "Content-Transfer-Encoding: base64\r\n\r\n");
	for (size_t i = 0; i < a->len; i += BASE64_BYTES) {
		size_t	 n = a->len - i < BASE64_BYTES ? a->len - i : BASE64_BYTES;

		sodium_bin2base64(line, sizeof(line), (const unsigned char *)a->bytes + i, n,
		    sodium_base64_VARIANT_ORIGINAL);
		buf_addf(out, "%s\r\n", line);
	}
	buf_adds(out, "--" BOUNDARY "--\r\n");
}

/* The names are ours: what is in them is letters, digits and a few signs. */
static bool
is_file_good(const struct attachment *a)
{
	return strlen(a->name) <= 60 && is_of(a->name, strlen(a->name), "-_.") &&
	    strlen(a->type) <= 60 && is_of(a->type, strlen(a->type), "-_./;= +");
}

bool
message_compose(struct buf *out, const struct setup *setup, const struct notice *n,
    const struct attachment *attachment, struct err *err)
{
	if (!message_is_address(n->to))
		return err_set(err, "the recipient is not an address that may be sent to");
	if (!message_is_address(setup->from))
		return err_set(err, "mail.from is not an address that may be sent from");
	if (!is_message_id(n->message_id))
		return err_set(err, "the Message-ID is malformed");
	if (!is_header_text(n->to_name) || !is_header_text(setup->from_name))
		return err_set(err, "a name has control characters in it");
	if (!is_header_text(n->subject))
		return err_set(err, "the subject has control characters in it");
	if (!text_is_utf8(n->body, strlen(n->body)))
		return err_set(err, "the text is not UTF-8");
	if (attachment != NULL && !is_file_good(attachment))
		return err_set(err, "the file's name or type has what may not stand there");
	add_date(out, n->created, n->offset_s);
	add_mailbox(out, "From", setup->from_name, setup->from);
	add_mailbox(out, "To", n->to_name, n->to);
	buf_adds(out, "Subject: ");
	add_text(out, n->subject, " !\"#$%&'()*+,-./:;<>@[]^_`{|}~");
	buf_addf(out, "\r\nMessage-ID: <%s>\r\n", n->message_id);
	buf_addf(out, "X-Vigie-Notice: %llu\r\n", (unsigned long long)n->id);
	buf_adds(out, "Auto-Submitted: auto-generated\r\n"
	    "X-Auto-Response-Suppress: All\r\n"
	    "MIME-Version: 1.0\r\n");
	if (attachment != NULL)
		buf_adds(out, "Content-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\r\n\r\n"
		    "--" BOUNDARY "\r\n");
	add_text_part(out, n->body);
	if (attachment != NULL)
		add_file(out, attachment);
	return true;
}

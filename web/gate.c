/* gate.c - see gate.h.  RFC 9112 section 2 to 6, the strict reading of each choice. */
#include <string.h>

#include "gate.h"

enum {
	AT_METHOD, AT_TARGET, AT_VERSION, AT_LINE_LF,
	AT_FIELD_START, AT_NAME, AT_VALUE_START, AT_VALUE, AT_VALUE_LF, AT_END_LF,
	AT_BODY, AT_FAULT
};

#define API	"/api/"

enum { FIELD_OTHER, FIELD_HOST, FIELD_LENGTH, FIELD_CODING };

static enum gate_verdict
fault(struct gate *g, unsigned status, const char *why)
{
	g->state = AT_FAULT;
	g->status = status;
	g->why = why;
	return GATE_FAULT;
}

/* RFC 9110 5.6.2: what names of methods and fields are made of. */
static bool
is_token(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void
keep(struct gate *g, uint8_t c)
{
	if (g->n_token < sizeof(g->token) - 1)
		g->token[g->n_token] = (char)c;
	g->n_token++;
}

/* Ends the token; true when it is exactly `word`. */
static bool
token_is(struct gate *g, const char *word)
{
	if (g->n_token >= sizeof(g->token))
		return false;
	g->token[g->n_token] = '\0';
	return strcmp(g->token, word) == 0;
}

static enum gate_verdict
in_method(struct gate *g, uint8_t c)
{
	if (c != ' ') {
		if (!is_token(c))
			return fault(g, 400, "method");
		keep(g, c);
		return GATE_MORE;
	}
	if (g->n_token == 0)
		return fault(g, 400, "method");
	if (token_is(g, "GET"))
		g->method = GATE_GET;
	else if (token_is(g, "HEAD"))
		g->method = GATE_HEAD_METHOD;
	else if (token_is(g, "POST"))
		g->method = GATE_POST;
	else
		g->method = GATE_UNKNOWN;
	g->state = AT_TARGET;
	g->n_token = 0;
	return GATE_MORE;
}

/* Only the origin form: a path.  What the path means is url.c's business. */
static enum gate_verdict
in_target(struct gate *g, uint8_t c)
{
	if (c == ' ' && g->n_token > 0) {
		g->state = AT_VERSION;
		g->n_token = 0;
		return GATE_MORE;
	}
	if (c <= ' ' || c >= 0x7f || strchr("#\"<>\\^`{|}", c) != NULL)
		return fault(g, 400, "byte in target");
	if (g->n_token == 0 && c != '/')
		return fault(g, 400, "target is not a path");
	if (g->n_token == 0)
		g->n_api = 0;
	if (g->n_api == g->n_token && g->n_api < strlen(API) && API[g->n_api] == c)
		g->n_api++;
	g->is_api = g->n_api == strlen(API);
	g->n_token++;
	return GATE_MORE;
}

static enum gate_verdict
in_version(struct gate *g, uint8_t c)
{
	if (c != '\r') {
		if (c <= ' ' || c >= 0x7f || g->n_token > 8)
			return fault(g, 400, "version");
		keep(g, c);
		return GATE_MORE;
	}
	if (!token_is(g, "HTTP/1.1") && !token_is(g, "HTTP/1.0"))
		return fault(g, strncmp(g->token, "HTTP/", 5) == 0 ? 505 : 400, "version");
	g->version_minor = g->token[7] == '1' ? 1 : 0;
	g->state = AT_LINE_LF;
	return GATE_MORE;
}

static enum gate_verdict
in_field_start(struct gate *g, uint8_t c)
{
	if (c == '\r') {
		g->state = AT_END_LF;
		return GATE_MORE;
	}
	if (c == ' ' || c == '\t')
		return fault(g, 400, "folded line");
	if (!is_token(c))
		return fault(g, 400, "field name");
	if (++g->n_fields > GATE_FIELDS_MAX)
		return fault(g, 431, "too many fields");
	g->n_token = 0;
	g->state = AT_NAME;
	keep(g, c >= 'A' && c <= 'Z' ? c + 32 : c);
	return GATE_MORE;
}

static enum gate_verdict
in_name(struct gate *g, uint8_t c)
{
	if (c != ':') {
		if (!is_token(c))
			return fault(g, 400, "field name");
		keep(g, c >= 'A' && c <= 'Z' ? c + 32 : c);
		return GATE_MORE;
	}
	g->field = FIELD_OTHER;
	if (token_is(g, "host")) {
		g->field = FIELD_HOST;
		if (++g->n_hosts > 1)
			return fault(g, 400, "second Host");
	} else if (token_is(g, "content-length")) {
		g->field = FIELD_LENGTH;
		if (++g->n_lengths > 1)
			return fault(g, 400, "second Content-Length");
		g->length = 0;
	} else if (token_is(g, "transfer-encoding")) {
		return fault(g, 400, "Transfer-Encoding");
	}
	g->n_value = 0;
	g->is_trailing = false;
	g->state = AT_VALUE_START;
	return GATE_MORE;
}

/* The value's own rule, where it decides how the message is cut or whom it is for. */
static enum gate_verdict
in_known_value(struct gate *g, uint8_t c)
{
	if (g->field == FIELD_HOST) {
		bool	 is_good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr(".-_:[]", c) != NULL;

		if (!is_good || g->n_value > 255)
			return fault(g, 400, "Host");
	} else if (g->field == FIELD_LENGTH) {
		if (c < '0' || c > '9' || g->n_value > 19)
			return fault(g, 400, "Content-Length");
		if (g->length <= GATE_BODY_MAX)		/* larger is large enough */
			g->length = g->length * 10 + (c - '0');
	}
	return GATE_MORE;
}

static enum gate_verdict
in_value(struct gate *g, uint8_t c)
{
	if (c == '\r') {
		if (g->n_value == 0 && g->field != FIELD_OTHER)
			return fault(g, 400, "empty Host or Content-Length");
		g->state = AT_VALUE_LF;
		return GATE_MORE;
	}
	if (c == ' ' || c == '\t') {
		g->is_trailing = g->n_value > 0;
		return GATE_MORE;
	}
	if (c < ' ' || c == 0x7f)
		return fault(g, 400, "control byte in a field");
	if (g->is_trailing && g->field != FIELD_OTHER)
		return fault(g, 400, "space inside Host or Content-Length");
	g->is_trailing = false;
	g->state = AT_VALUE;
	g->n_value++;
	return in_known_value(g, c);
}

static enum gate_verdict
in_end(struct gate *g)
{
	if (g->n_hosts == 0 && g->version_minor == 1)
		return fault(g, 400, "no Host");
	if (g->n_lengths > 0 && g->length > GATE_BODY_MAX)
		return fault(g, 413, "body too large");
	if (g->method == GATE_UNKNOWN)
		return fault(g, 405, "unknown method");
	if (g->method != GATE_POST && g->length > 0)	/* evhttp would read it as the next request */
		return fault(g, 400, "body where none belongs");
	if (g->method == GATE_POST && g->n_lengths == 0)
		return fault(g, 411, "no Content-Length");
	g->body_left = g->length;
	g->state = g->length > 0 ? AT_BODY : AT_METHOD;
	g->n_head = g->n_line = g->n_fields = g->n_hosts = g->n_lengths = g->n_token = 0;
	g->length = 0;
	return GATE_HEAD;
}

static enum gate_verdict
expect_lf(struct gate *g, uint8_t c)
{
	if (c != '\n')
		return fault(g, 400, "bare CR");
	if (g->state == AT_END_LF)
		return in_end(g);
	g->state = AT_FIELD_START;
	return GATE_MORE;
}

static enum gate_verdict
in_head(struct gate *g, uint8_t c)
{
	if (g->n_head++ >= GATE_HEAD_MAX)
		return fault(g, 431, "head too large");
	if (g->state <= AT_VERSION && g->n_line++ >= GATE_LINE_MAX)
		return fault(g, 414, "request line too long");
	switch (g->state) {
	case AT_METHOD:
		return in_method(g, c);
	case AT_TARGET:
		return in_target(g, c);
	case AT_VERSION:
		return in_version(g, c);
	case AT_FIELD_START:
		return in_field_start(g, c);
	case AT_NAME:
		return in_name(g, c);
	case AT_VALUE_START:
	case AT_VALUE:
		return in_value(g, c);
	default:
		return expect_lf(g, c);
	}
}

enum gate_verdict
gate_feed(struct gate *g, const void *bytes, size_t len, size_t *used)
{
	const uint8_t		*p = bytes;
	enum gate_verdict	 verdict = GATE_MORE;

	*used = 0;
	if (g->state == AT_FAULT)
		return GATE_FAULT;
	if (g->state == AT_BODY) {
		*used = len < g->body_left ? len : (size_t)g->body_left;
		g->body_left -= *used;
		if (g->body_left == 0)
			g->state = AT_METHOD;
		return GATE_BODY;
	}
	while (*used < len && verdict == GATE_MORE)
		verdict = in_head(g, p[(*used)++]);
	return verdict;
}

bool
gate_is_busy(const struct gate *g)
{
	return g->n_head > 0 || g->state == AT_BODY;
}

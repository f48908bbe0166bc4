/*
 * mail.c - notifier "mail": one message by SMTP, through libcurl.
 *
 * libcurl keeps the dialogue; what it would not tell apart is listened to here:
 * how far the dialogue came and what the server answered since we last spoke.
 * A 5xx is final only where it speaks about this mail (MAIL, RCPT, DATA, the
 * final dot).  At the greeting, EHLO, STARTTLS or AUTH it is about the server
 * or our configuration, which may change: later.
 *
 * TLS.  required: STARTTLS and a certificate that is good, or not a word of the
 * mail.  opportunistic: encrypted where offered, whoever answers.  none: as it
 * says.  A password is never sent where it could be read: with one,
 * opportunistic means required, unless the server is this machine.
 */
#include <sys/socket.h>

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "courier/message.h"
#include "courier/notifier.h"
#include "forms/form.h"

enum stage { STAGE_START, STAGE_HELLO, STAGE_TLS, STAGE_AUTH, STAGE_MAIL, STAGE_RCPT, STAGE_DATA,
	STAGE_BODY };

struct talk {
	enum stage		 stage;
	int			 code;		/* of the answer to what we said last; 0 = none yet */
	struct buf		 answer;
	bool			 has_left;	/* QUIT was said */
	const char		*left;		/* of the message */
	size_t			 n_left;
	int			 fd;
	const atomic_bool	*is_stopping;
	char			 error[CURL_ERROR_SIZE];
};

/* Listening. */

static void
we_said(struct talk *t, const char *line, size_t len)
{
	static const struct { const char *start; enum stage stage; } commands[] = {
		{ "EHLO ", STAGE_HELLO }, { "HELO ", STAGE_HELLO }, { "STARTTLS\r\n", STAGE_TLS },
		{ "AUTH ", STAGE_AUTH }, { "MAIL FROM:", STAGE_MAIL }, { "RCPT TO:", STAGE_RCPT },
		{ "DATA\r\n", STAGE_DATA },
	};

	for (size_t i = 0; i < N_ELEMENTS(commands); i++)
		if (len >= strlen(commands[i].start) &&
		    memcmp(line, commands[i].start, strlen(commands[i].start)) == 0)
			t->stage = commands[i].stage;
	/* The mail is delivered or refused: libcurl need not wait for the answer to a farewell. */
	if (len >= 4 && memcmp(line, "QUIT", 4) == 0) {
		t->has_left = true;	/* what it answers all the same is not about the mail */
		shutdown(t->fd, SHUT_RD);
		return;
	}
	t->code = 0;
	buf_clear(&t->answer);
}

/* "550-5.1.1 no such" and "550 user" become "550 5.1.1 no such user". */
static void
server_said(struct talk *t, const char *line, size_t len)
{
	size_t	 skip = 0;

	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	if (len < 3 || t->answer.len > TEXT_MAX || t->has_left)
		return;
	if (t->answer.len > 0) {
		skip = len > 4 ? 4 : 3;
		buf_addc(&t->answer, ' ');
		buf_add(&t->answer, line + skip, len - skip);
	} else {
		buf_add(&t->answer, line, 3);
		if (len > 4) {
			buf_addc(&t->answer, ' ');
			buf_add(&t->answer, line + 4, len - 4);
		}
	}
	if (line[0] >= '2' && line[0] <= '5' && isdigit((unsigned char)line[1]) &&
	    isdigit((unsigned char)line[2]))
		t->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static int
listen_in(CURL *curl, curl_infotype type, char *data, size_t len, void *arg)
{
	struct talk	*t = arg;

	(void)curl;
	if (type == CURLINFO_HEADER_IN)
		server_said(t, data, len);
	else if (type == CURLINFO_HEADER_OUT)
		we_said(t, data, len);
	else if (type == CURLINFO_DATA_OUT && t->stage != STAGE_BODY) {
		t->stage = STAGE_BODY;
		t->code = 0;
		buf_clear(&t->answer);
	}
	return 0;
}

static size_t
give_body(char *out, size_t size, size_t n, void *arg)
{
	struct talk	*t = arg;
	size_t		 len = size * n < t->n_left ? size * n : t->n_left;

	memcpy(out, t->left, len);
	t->left += len;
	t->n_left -= len;
	return len;
}

static int
progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct talk	*t = arg;

	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return atomic_load(t->is_stopping) ? 1 : 0;
}

static curl_socket_t
open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct talk	*t = arg;

	(void)purpose;
	t->fd = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	return t->fd;
}

/* The server. */

static bool
is_loopback(CURLU *url)
{
	char	*host = NULL;
	bool	 is = false;

	if (curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		is = strcmp(host, "localhost") == 0 || strncmp(host, "127.", 4) == 0 ||
		    strcmp(host, "[::1]") == 0;
	curl_free(host);
	return is;
}

static bool
has_part(CURLU *url, CURLUPart part)
{
	char	*text = NULL;
	bool	 has = curl_url_get(url, part, &text, 0) == CURLUE_OK;

	curl_free(text);
	return has;
}

/* The URL with the name for EHLO as its path, which is where libcurl looks for it; NULL and *err set when it is bad. */
static CURLU *
server_url(const struct setup *setup, struct err *err)
{
	CURLU	*url = curl_url();
	char	 host[HOST_NAME_MAX + 1] = "";
	char	*path;

	if (url == NULL)
		abort();
	if (setup->smtp[0] == '\0') {
		err_set(err, "no mail server is configured (mail.smtp)");
		goto bad;
	}
	if ((strncmp(setup->smtp, "smtp://", 7) != 0 && strncmp(setup->smtp, "smtps://", 8) != 0) ||
	    curl_url_set(url, CURLUPART_URL, setup->smtp, 0) != CURLUE_OK ||
	    has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_QUERY) ||
	    has_part(url, CURLUPART_FRAGMENT)) {
		err_set(err, "mail.smtp is not smtp://HOST[:PORT] or smtps://HOST[:PORT]");
		goto bad;
	}
	if (setup->hello[0] == '\0')
		gethostname(host, sizeof(host) - 1);
	path = xasprintf("/%s", message_is_host(setup->hello) ? setup->hello :
	    message_is_host(host) ? host : "localhost");
	curl_url_set(url, CURLUPART_PATH, path, 0);
	free(path);
	return url;
bad:
	curl_url_cleanup(url);
	return NULL;
}

static void
mail_server(struct buf *out, const struct setup *setup, const struct notice *n)
{
	(void)n;
	buf_adds(out, setup->smtp);
}

/* One transfer. */

static bool
is_tls_required(const struct setup *setup, CURLU *url)
{
	return strcmp(setup->tls, "none") != 0 && (strcmp(setup->tls, "opportunistic") != 0 ||
	    (setup->user[0] != '\0' && !is_loopback(url)));
}

static void
set_tls(CURL *curl, const struct setup *setup, CURLU *url)
{
	bool	 is_required = is_tls_required(setup, url);
	bool	 is_smtps = strncmp(setup->smtp, "smtps:", 6) == 0;
	bool	 is_checked = is_required || (is_smtps && !is_loopback(url));

	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(is_required || is_smtps ? CURLUSESSL_ALL :
	    strcmp(setup->tls, "none") == 0 ? CURLUSESSL_NONE : CURLUSESSL_TRY));
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, is_checked ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, is_checked ? 2L : 0L);
}

static void
set_all(CURL *curl, const struct setup *setup, const struct notifier_limits *limits,
    struct talk *t, CURLU *url, struct curl_slist *to)
{
	curl_easy_setopt(curl, CURLOPT_CURLU, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);	/* a resolver that hangs holds nobody up */
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)limits->connect_ms);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)limits->total_ms);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)(limits->answer_ms / SEC_MS));
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, setup->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	if (setup->user[0] != '\0') {
		curl_easy_setopt(curl, CURLOPT_USERNAME, setup->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, setup->password);
	}
	set_tls(curl, setup, url);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)t->n_left);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
	curl_easy_setopt(curl, CURLOPT_READDATA, t);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, listen_in);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->error);
}

static void __attribute__((format(printf, 3, 4)))
say(struct outcome *out, enum delivery how, const char *fmt, ...)
{
	struct buf	 text = { 0 };
	va_list		 ap;

	va_start(ap, fmt);
	buf_addv(&text, fmt, ap);
	va_end(ap);
	out->how = how;
	text_clean(out->text, sizeof(out->text), buf_str(&text), text.len);
	buf_done(&text);
}

/* These speak of our log-in or of TLS, not of the mail. */
static bool
is_about_us(int code)
{
	return code == 530 || code == 534 || code == 535 || code == 538;
}

static const char *
stage_name(enum stage stage)
{
	static const char *const	 names[] = {
		[STAGE_START] = "connection", [STAGE_HELLO] = "EHLO", [STAGE_TLS] = "STARTTLS",
		[STAGE_AUTH] = "log-in", [STAGE_MAIL] = "MAIL FROM", [STAGE_RCPT] = "RCPT TO",
		[STAGE_DATA] = "DATA", [STAGE_BODY] = "text",
	};

	return names[stage];
}

static void
judge(CURLcode rc, const struct talk *t, bool is_tls_needed, struct outcome *out)
{
	const char	*error = t->error[0] != '\0' ? t->error : curl_easy_strerror(rc);

	out->is_about_message = false;
	if (rc == CURLE_OK)
		say(out, DELIVERY_SENT, "%s", buf_str(&t->answer));
	else if (rc == CURLE_ABORTED_BY_CALLBACK)
		say(out, DELIVERY_LATER, "stopped before the server had answered");
	else if (rc == CURLE_OPERATION_TIMEDOUT && t->stage != STAGE_BODY)
		say(out, DELIVERY_LATER, "no answer in time (%s)", stage_name(t->stage));
	else if (rc == CURLE_USE_SSL_FAILED)
		say(out, DELIVERY_LATER, "TLS required, but the server does not offer it");
	else if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CONNECT_ERROR)
		say(out, DELIVERY_LATER, "%s%s", is_tls_needed ? "TLS required: " : "", error);
	else if (t->code >= 500 && t->stage >= STAGE_MAIL && !is_about_us(t->code))
		say(out, DELIVERY_DEAD, "%s", buf_str(&t->answer));
	else if (t->code >= 400) {
		out->is_about_message = t->stage == STAGE_BODY;
		say(out, DELIVERY_LATER, "%s", buf_str(&t->answer));
	} else if (t->stage == STAGE_BODY)
		say(out, DELIVERY_LATER, "no answer after the text was sent, it may arrive twice: %s",
		    error);
	else
		say(out, DELIVERY_LATER, "%s", error);
}

static void
transfer(const struct setup *setup, const struct notice *n, const struct notifier_limits *limits,
    struct talk *t, CURLU *url, struct outcome *out)
{
	CURL			*curl = curl_easy_init();
	struct curl_slist	*to = curl_slist_append(NULL, n->to);

	if (curl == NULL || to == NULL)
		abort();
	set_all(curl, setup, limits, t, url, to);
	judge(curl_easy_perform(curl), t, is_tls_required(setup, url), out);
	curl_slist_free_all(to);
	curl_easy_cleanup(curl);
}

/* What a report's mail says and has with it. */
struct made {
	struct buf	 subject, body, file;
	char		 name[FORM_NAME_SIZE];
	struct attachment attachment;
};

static bool
make_report(const struct notice *n, struct made *made, struct err *err)
{
	json_t		*report = json_loadb(buf_str(&n->document), n->document.len, 0, NULL);
	enum form	 form;
	bool		 is_good = false;

	if (report == NULL || !form_find(n->form, &form))
		err_set(err, "the report that goes with it did not come");
	else
		is_good = form_make(form, report, n->language, &made->file, err) &&
		    form_letter(report, n->language, &made->subject, &made->body, err);
	if (is_good) {
		form_file_name(form, report, made->name);
		made->attachment = (struct attachment){ made->name, form_type(form), made->file.s,
		    made->file.len };
	}
	json_decref(report);
	return is_good;
}

static void
made_done(struct made *made)
{
	buf_done(&made->subject);
	buf_done(&made->body);
	buf_done(&made->file);
}

/* The whole mail; `how` when it cannot be made. */
static bool
make_message(struct buf *out, const struct setup *setup, const struct notice *n, enum delivery *how,
    struct err *err)
{
	struct made	 made = { 0 };
	struct notice	 whole = *n;
	bool		 is_good;

	*how = DELIVERY_DEAD;
	if (n->form[0] == '\0')
		return message_compose(out, setup, n, NULL, err);
	*how = DELIVERY_LATER;		/* a font that is missing may be installed */
	is_good = make_report(n, &made, err);
	if (is_good) {
		*how = DELIVERY_DEAD;
		whole.subject = (char *)(uintptr_t)buf_str(&made.subject);
		whole.body = (char *)(uintptr_t)buf_str(&made.body);
		is_good = message_compose(out, setup, &whole, &made.attachment, err);
	}
	made_done(&made);
	return is_good;
}

static void
mail_attempt(const struct setup *setup, const struct notice *n,
    const struct notifier_limits *limits, const atomic_bool *is_stopping, struct outcome *out)
{
	struct buf	 message = { 0 };
	struct err	 err = { "" };
	struct talk	 t = { .fd = -1, .is_stopping = is_stopping };
	enum delivery	 how;
	CURLU		*url = server_url(setup, &err);

	if (url == NULL)
		say(out, DELIVERY_LATER, "%s", err.text);
	else if (!message_is_address(setup->from))
		say(out, DELIVERY_LATER, "mail.from is not an address that may be sent from");
	else if (!make_message(&message, setup, n, &how, &err))
		say(out, how, "%s", err.text);
	else {
		t.left = message.s;
		t.n_left = message.len;
		transfer(setup, n, limits, &t, url, out);
	}
	curl_url_cleanup(url);
	buf_done(&message);
	buf_done(&t.answer);
}

const struct notifier	 notifier_mail = {
	.channel = "mail",
	.server = mail_server,
	.attempt = mail_attempt,
};

const struct notifier *
notifier_find(const char *channel)
{
	static const struct notifier *const	 all[] = { &notifier_mail };

	for (size_t i = 0; i < N_ELEMENTS(all); i++)
		if (strcmp(all[i]->channel, channel) == 0)
			return all[i];
	return NULL;
}

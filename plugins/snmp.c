/*
 * snmp - what a router, a modem or a computer says of itself.
 *
 * Versions 1, 2c and 3 (authPriv).  The profile says what is asked: `system` the
 * uptime, `router` an interface by name and the line behind it, `host` the
 * resources of a computer; `values` adds any number by its object identifier.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "snmp.h"

#define OFF(field)	.off = offsetof(struct snmp_conf, field)

static const struct vg_option snmp_options[] = {
	{ .name = "version", .type = VG_OPT_ENUM, .words = "1 2c 3", .preset = "2c", OFF(version),
	  .help = "Version of the protocol." },
	{ .name = "community", .type = VG_OPT_STRING, .preset = "public", .is_secret = true,
	  OFF(community), .help = "Community of versions 1 and 2c." },
	{ .name = "user", .type = VG_OPT_STRING, .min = 1, .max = 32, OFF(user),
	  .help = "User of version 3." },
	{ .name = "level", .type = VG_OPT_ENUM, .words = "noAuthNoPriv authNoPriv authPriv",
	  .preset = "authPriv", OFF(level), .help = "Security level of version 3." },
	{ .name = "auth", .type = VG_OPT_ENUM, .words = "MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512",
	  .preset = "SHA-256", OFF(auth), .help = "How version 3 proves who asks." },
	{ .name = "auth_key", .type = VG_OPT_STRING, .min = 8, .max = 256, .is_secret = true,
	  OFF(auth_key), .help = "Password for it, 8 characters or more." },
	{ .name = "priv", .type = VG_OPT_ENUM, .words = "DES AES AES-192 AES-256", .preset = "AES",
	  OFF(priv), .help = "How version 3 encrypts." },
	{ .name = "priv_key", .type = VG_OPT_STRING, .min = 8, .max = 256, .is_secret = true,
	  OFF(priv_key), .help = "Password for it, 8 characters or more." },
	{ .name = "context", .type = VG_OPT_STRING, .max = 32, OFF(context),
	  .help = "Context of version 3." },
	{ .name = "timeout", .type = VG_OPT_DURATION, .min = 50, .max = 60 * SEC_MS, .preset = "2s",
	  OFF(timeout_ms), .help = "How long one answer is waited for, if the check's own time allows." },
	{ .name = "retries", .type = VG_OPT_U32, .min = 0, .max = 10, .preset = "2", OFF(retries),
	  .help = "How often a question is repeated." },
	{ .name = "port", .type = VG_OPT_U16, .min = 1, .max = 65535, .preset = "161", OFF(port),
	  .help = "UDP port of the agent." },
	{ .name = "profile", .type = VG_OPT_ENUM, .words = "system router host", .preset = "system",
	  OFF(profile), .help = "What is asked: uptime only, a router's interface and line, "
	  "or the resources of a computer." },
	{ .name = "interface", .type = VG_OPT_STRING, .min = 1, .max = 64, OFF(interface),
	  .help = "The router's interface towards the operator, by name, description or alias." },
	{ .name = "values", .type = VG_OPT_STRING, .max = 4096, OFF(values),
	  .help = "Other values to read, as name=OID separated by spaces." },
	{ .type = VG_OPT_END }
};

/* Ends. */

/* What was allocated for one run must not outlive it, whichever way it ends. */
static void
release(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_run		*snmp = vg_run_data(run);

	if (conf->profile != SNMP_PROFILE_HOST)
		return;
	free(snmp->host.rows);
	snmp->host.rows = NULL;
}

void
snmp_done(struct vg_run *run, enum vg_status status, const char *fmt, ...)
{
	char	 text[256];
	va_list	 ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (text[0] != '\0')
		vg_run_step(run, "%s", text);
	release(run);
	vg_run_done(run, (struct vg_outcome){ status, text });
}

static void
finish(struct vg_run *run)
{
	struct snmp_run			*snmp = vg_run_data(run);
	const struct snmp_engine	*engine = snmp_state(run)->engine;

	if (snmp->note[0] == '\0' && engine != NULL && engine->has_twin)
		snprintf(snmp->note, sizeof(snmp->note), "same engine id as %s", engine->twin);
	snmp_done(run, VG_OK, "%s", snmp->note);
}

/* The option `values`. */

static bool
parse_oid(const char *text, size_t len, struct snmp_oid *oid)
{
	uint64_t	 part = 0;
	bool		 has_digit = false;

	oid->n = 0;
	for (size_t i = text[0] == '.' ? 1 : 0; i <= len; i++) {
		if (i < len && text[i] >= '0' && text[i] <= '9') {
			part = part * 10 + (uint64_t)(text[i] - '0');
			has_digit = true;
			if (part > UINT32_MAX)
				return false;
		} else if ((i == len || text[i] == '.') && has_digit && oid->n < SNMP_OID_MAX) {
			oid->part[oid->n++] = (uint32_t)part;
			part = 0;
			has_digit = false;
		} else {
			return false;
		}
	}
	return oid->n >= 2 && oid->part[0] <= 2 && oid->part[1] < 40;
}

bool
snmp_value_at(const char *values, unsigned k, const char **name, size_t *name_len,
    struct snmp_oid *oid)
{
	const char	*p = values;

	oid->n = 0;
	*name_len = 0;
	for (unsigned i = 0; p != NULL; i++) {
		size_t	 len, head;

		p += strspn(p, " ");
		if (*p == '\0')
			return false;
		len = strcspn(p, " ");
		head = strcspn(p, "=");
		if (i == k) {
			*name = p;
			*name_len = head < len ? head : 0;
			if (head >= len || !parse_oid(p + head + 1, len - head - 1, oid))
				oid->n = 0;
			return true;
		}
		p += len;
	}
	return false;
}

static void
values_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	*out = snmp_state(run)->values[item].oid;
}

static void
values_var(struct vg_run *run, unsigned item, const struct snmp_var *var)
{
	char	 text[32], *end;
	double	 v = (double)(int64_t)var->number;

	if (var->type == SNMP_TEXT) {		/* agents give decimals as text */
		if (var->n_bytes == 0 || var->n_bytes >= sizeof(text))
			return;
		memcpy(text, var->bytes, var->n_bytes);
		text[var->n_bytes] = '\0';
		v = strtod(text, &end);
		if (end == text)
			return;
	} else if (var->type != SNMP_NUMBER) {
		return;
	}
	vg_run_value(run, snmp_state(run)->values[item].name, v);
}

static bool
is_metric(const char *name, size_t len)
{
	if (len < 1 || len > 19)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(name[i] == '_' || (name[i] >= 'a' && name[i] <= 'z') ||
		    (name[i] >= '0' && name[i] <= '9')))
			return false;
	return true;
}

/* Once for each check; false: they are wrong, and that was said. */
static bool
parse_values(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	struct snmp_state	*state = snmp_state(run);
	struct snmp_value	 v;
	const char		*name;
	size_t			 len;
	unsigned		 n = 0;

	if (state->values != NULL)
		return true;
	if ((state->values = calloc(SNMP_ITEMS, sizeof(v))) == NULL)
		abort();
	for (; snmp_value_at(conf->values, n, &name, &len, &v.oid); n++) {
		v.name = is_metric(name, len) ? vg_intern(name, len) : NULL;
		if (n == SNMP_ITEMS || v.oid.n == 0 || v.name == NULL) {
			free(state->values);
			state->values = NULL;
			snmp_done(run, VG_ERROR, n == SNMP_ITEMS ? "values: more than 32" :
			    "values: not name=1.3.6.1...: %.40s", name);
			return false;
		}
		state->values[n] = v;
	}
	state->n_values = n;
	state->values = realloc(state->values, (n > 0 ? n : 1) * sizeof(v));
	return true;
}

void
snmp_good(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);
	unsigned		 n;

	if (conf->values != NULL && !parse_values(run))
		return;
	n = snmp_state(run)->n_values;
	if (n == 0)
		finish(run);
	else
		snmp_fetch(run, SNMP_GET, n == SNMP_ITEMS ? UINT32_MAX : (1u << n) - 1, values_oid,
		    values_var, finish);
}

/* The profile `system`. */

enum { SYSTEM_UPTIME, SYSTEM_HR_UPTIME, SYSTEM_ENGINE_TIME };

static void
system_oid(struct vg_run *run, unsigned item, struct snmp_oid *out)
{
	(void)run;
	*out = item == SYSTEM_UPTIME ? SNMP_OID(1, 3, 6, 1, 2, 1, 1, 3, 0) :
	    item == SYSTEM_HR_UPTIME ? SNMP_OID(1, 3, 6, 1, 2, 1, 25, 1, 1, 0) :
	    SNMP_OID(1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0);
}

static void
system_fetched(struct vg_run *run)
{
	struct snmp_run		*snmp = vg_run_data(run);
	struct snmp_state	*state = snmp_state(run);
	unsigned		 item = snmp_has(snmp, SYSTEM_HR_UPTIME) ? SYSTEM_HR_UPTIME :
	    SYSTEM_UPTIME;

	state->absent |= snmp->fetch.gone;
	if (snmp_has(snmp, item))
		vg_run_value(run, "uptime_s", uptime_seconds(&state->uptime,
		    (uint32_t)snmp->fetch.number[item], snmp_has(snmp, SYSTEM_ENGINE_TIME) ?
		    (int64_t)snmp->fetch.number[SYSTEM_ENGINE_TIME] : -1, vg_now()));
	snmp_good(run);
}

/* The probe. */

static int
snmp_start(struct vg_run *run)
{
	const struct snmp_conf	*conf = vg_run_conf(run);

	if (conf->version == SNMP_V3 && (conf->user == NULL ||
	    (conf->level >= SNMP_AUTH && conf->auth_key == NULL) ||
	    (conf->level == SNMP_PRIV && conf->priv_key == NULL))) {
		snmp_done(run, VG_ERROR, "version 3 needs a user%s", conf->user == NULL ? "" :
		    conf->level == SNMP_PRIV ? ", auth_key and priv_key" : " and auth_key");
		return 0;
	}
	switch (conf->profile) {
	case SNMP_PROFILE_ROUTER:
		snmp_router_start(run);
		break;
	case SNMP_PROFILE_HOST:
		snmp_host_start(run);
		break;
	default:
		if (conf->values != NULL)	/* what is asked for, and nothing else */
			snmp_good(run);
		else
			snmp_fetch(run, SNMP_GET, 7 & ~snmp_state(run)->absent, system_oid, NULL,
			    system_fetched);
	}
	return 0;
}

static void
snmp_drop(void *data)
{
	struct snmp_state	*state = data;

	free(state->values);
	if (state->engine != NULL) {
		snmp_engine_forget(state->engine);
		explicit_bzero(state->engine, sizeof(*state->engine));
		free(state->engine);
	}
}

VG_PLUGIN(snmp) = {
	.abi = VG_ABI,
	.name = "snmp",
	.help = "Ask a device by SNMP what it knows of itself.",
	.options = snmp_options,
	.metrics = "snmp_ms:ms uptime_s:s if_in_bps:bit/s if_out_bps:bit/s if_speed_bps:bit/s line_uptime_s:s snr_down_db:dB snr_up_db:dB "
	    "atn_down_db:dB atn_up_db:dB sync_down_bps:bit/s sync_up_bps:bit/s "
	    "attain_down_bps:bit/s attain_up_bps:bit/s cpu_pct:% mem_pct:% swap_pct:% disk_pct:% "
	    "processes:1 users:1",
	.conf_size = sizeof(struct snmp_conf),
	.run_size = sizeof(struct snmp_run),
	.state_size = sizeof(struct snmp_state),
	.flags = VG_WANTS_ADDRESS,
	.shared_size = sizeof(struct snmp_shared),
	.open = snmp_ask_open,
	.close = snmp_ask_close,
	.start = snmp_start,
	.cancel = release,
	.drop = snmp_drop,
	.deadline = snmp_ask_deadline,
};

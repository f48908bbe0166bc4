/*
 * snmp - what a router, a modem or a PC says of itself.
 */
#include "snmp.h"

#define OFF(field)	.off = offsetof(struct snmp_conf, field)

static const struct vg_option snmp_options[] = {
	{ .name = "version", .type = VG_OPT_ENUM, .words = "1 2c 3", .preset = "2c", OFF(version),
	  .help = "Version of the protocol." },
	{ .name = "community", .type = VG_OPT_STRING, .preset = "public", .is_secret = true,
	  OFF(community), .help = "Community of versions 1 and 2c." },
	{ .name = "user", .type = VG_OPT_STRING, OFF(user), .help = "User of version 3." },
	{ .name = "level", .type = VG_OPT_ENUM, .words = "noAuthNoPriv authNoPriv authPriv",
	  .preset = "authPriv", OFF(level), .help = "Security level of version 3." },
	{ .name = "auth", .type = VG_OPT_ENUM, .words = "MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512",
	  .preset = "SHA-256", OFF(auth), .help = "How version 3 proves who asks." },
	{ .name = "auth_key", .type = VG_OPT_STRING, .is_secret = true, OFF(auth_key),
	  .help = "Password for it, 8 characters or more." },
	{ .name = "priv", .type = VG_OPT_ENUM, .words = "DES AES AES-192 AES-256", .preset = "AES",
	  OFF(priv), .help = "How version 3 encrypts." },
	{ .name = "priv_key", .type = VG_OPT_STRING, .is_secret = true, OFF(priv_key),
	  .help = "Password for it, 8 characters or more." },
	{ .name = "context", .type = VG_OPT_STRING, OFF(context), .help = "Context of version 3." },
	{ .name = "timeout", .type = VG_OPT_DURATION, .min = 50, .max = 60 * SEC_MS, .preset = "2s",
	  OFF(timeout_ms), .help = "How long one answer is waited for, if the check's own time allows." },
	{ .name = "retries", .type = VG_OPT_U32, .min = 0, .max = 10, .preset = "2", OFF(retries),
	  .help = "How often a question is repeated." },
	{ .name = "port", .type = VG_OPT_U16, .min = 1, .max = 65535, .preset = "161", OFF(port),
	  .help = "UDP port of the agent." },
	{ .name = "profile", .type = VG_OPT_ENUM, .words = "system router host", .preset = "system",
	  OFF(profile), .help = "What is asked: uptime only, a router's interface and line, "
	  "or the resources of a computer." },
	{ .name = "interface", .type = VG_OPT_STRING, OFF(interface),
	  .help = "The router's interface towards the operator, by name, description or alias." },
	{ .name = "values", .type = VG_OPT_STRING, OFF(values),
	  .help = "Other values to read, as name=OID separated by spaces." },
	{ .type = VG_OPT_END }
};

VG_PLUGIN(snmp) = {
	.abi = VG_ABI,
	.name = "snmp",
	.help = "Ask a device by SNMP what it knows of itself.",
	.options = snmp_options,
	.metrics = "uptime_s:s rtt_ms:ms",
	.conf_size = sizeof(struct snmp_conf),
	.flags = VG_WANTS_ADDRESS,
};

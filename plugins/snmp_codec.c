/*
 * snmp_codec.c - questions and answers as bytes, by net-snmp.
 *
 * net-snmp is used as a codec only: snmp_build() and snmp_parse() on sockets of
 * our own.  init_snmp() is never called, so no file is read and none is made
 * (it would read ~/.snmp and create /var/lib/snmp/cert_indexes).
 */
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/callback.h>

#include <string.h>

#include "snmp.h"

static const long	 wire_version[] = { SNMP_VERSION_1, SNMP_VERSION_2c, SNMP_VERSION_3 };
static const int	 wire_command[] = { SNMP_MSG_GET, SNMP_MSG_GETNEXT, SNMP_MSG_GETBULK };
static const int	 wire_level[] = { SNMP_SEC_LEVEL_NOAUTH, SNMP_SEC_LEVEL_AUTHNOPRIV,
	SNMP_SEC_LEVEL_AUTHPRIV };

void
snmp_codec_init(void)
{
	static bool	 is_done;		/* net-snmp's own state is global, so is this */
	struct usmUser	*user;

	if (is_done)
		return;
	is_done = true;
	netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
	netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_REVERSE_ENCODE, 1);
	netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "vigie");
	init_usm();
	/* What init_snmp() would call once it has read its files: seeds the salts of encryption. */
	snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, NULL);
	while ((user = usm_get_userList()) != NULL) {
		usm_remove_user(user);
		usm_free_user(user);
	}
	setup_engineID(NULL, "vigie");		/* timeliness is judged only by who has one */
}

/* What the library asks of a session: the same for all but for who asks. */
static netsnmp_session
session_for(const struct snmp_conf *conf, struct snmp_engine *engine)
{
	netsnmp_session	 s = { 0 };

	s.version = wire_version[conf->version];
	s.rcvMsgMaxSize = SNMP_IN_MAX;
	s.sndMsgMaxSize = SNMP_IN_MAX;
	if (conf->version != SNMP_V3)
		return s;
	s.securityModel = SNMP_SEC_MODEL_USM;
	s.securityLevel = wire_level[conf->level];
	s.securityName = (char *)(uintptr_t)conf->user;
	s.securityNameLen = strlen(conf->user);
	s.securityEngineID = engine->id;
	s.securityEngineIDLen = engine->id_len;
	s.contextName = (char *)(uintptr_t)(conf->context != NULL ? conf->context : "");
	s.contextNameLen = strlen(s.contextName);
	s.isAuthoritative = SNMP_SESS_NONAUTHORITATIVE;
	return s;
}

static bool
fill(netsnmp_pdu *pdu, const struct snmp_question *q)
{
	oid	 name[SNMP_OID_MAX];

	for (unsigned i = 0; i < q->n_oids; i++) {
		for (unsigned k = 0; k < q->oids[i].n; k++)
			name[k] = q->oids[i].part[k];
		if (snmp_add_null_var(pdu, name, q->oids[i].n) == NULL)
			return false;
	}
	return true;
}

size_t
snmp_encode(const struct snmp_conf *conf, struct snmp_engine *engine, const struct snmp_question *q,
    uint8_t out[static SNMP_OUT_MAX])
{
	netsnmp_session	 s = session_for(conf, engine);
	netsnmp_pdu	*pdu = snmp_pdu_create(wire_command[q->command]);
	u_char		*room = malloc(SNMP_OUT_MAX);
	size_t		 size = SNMP_OUT_MAX, used = 0;
	int		 rc = -1;

	if (pdu == NULL || room == NULL)
		abort();
	pdu->version = s.version;
	pdu->reqid = pdu->msgid = q->id;
	if (q->command == SNMP_GETBULK) {
		pdu->non_repeaters = 0;
		pdu->max_repetitions = q->max_repetitions;
	}
	if (conf->version == SNMP_V3) {
		pdu->securityModel = SNMP_SEC_MODEL_USM;
		pdu->securityLevel = s.securityLevel;
		pdu->securityName = strdup(conf->user);
		pdu->securityNameLen = s.securityNameLen;
		pdu->flags |= UCD_MSG_FLAG_EXPECT_RESPONSE;	/* sets the reportable flag */
		snmp_engine_enter(conf, engine);
	} else {
		s.community = (u_char *)(uintptr_t)conf->community;
		s.community_len = strlen(conf->community);
	}
	if (fill(pdu, q))
		rc = snmp_build(&room, &size, &used, &s, pdu);
	if (conf->version == SNMP_V3)
		snmp_engine_leave();
	snmp_free_pdu(pdu);
	if (rc == 0 && used <= SNMP_OUT_MAX)
		memcpy(out, room + size - used, used);
	free(room);
	return rc == 0 && used <= SNMP_OUT_MAX ? used : 0;
}

/* RFC 3414 section 4: a request of nobody, for nothing, to an engine without a name. */
size_t
snmp_encode_discovery(uint32_t id, uint8_t out[static SNMP_OUT_MAX])
{
	static const uint8_t	 packet[] = {
		0x30, 0x3e, 0x02, 0x01, 0x03,
		0x30, 0x11, 0x02, 0x04, 0, 0, 0, 0, 0x02, 0x03, 0x00, 0x40, 0x00,
		0x04, 0x01, 0x04, 0x02, 0x01, 0x03,
		0x04, 0x10, 0x30, 0x0e, 0x04, 0x00, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00,
		0x04, 0x00, 0x04, 0x00, 0x04, 0x00,
		0x30, 0x14, 0x04, 0x00, 0x04, 0x00,
		0xa0, 0x0e, 0x02, 0x04, 0, 0, 0, 0, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00, 0x30, 0x00
	};

	memcpy(out, packet, sizeof(packet));
	for (int i = 0; i < 4; i++)
		out[9 + i] = out[52 + i] = (uint8_t)(id >> (24 - 8 * i));
	return sizeof(packet);
}

/* In. */

static void
take_value(const netsnmp_variable_list *v, struct snmp_var *out)
{
	switch (v->type) {
	case ASN_INTEGER:
		out->type = SNMP_NUMBER;
		out->number = (uint64_t)(int64_t)*v->val.integer;
		break;
	case ASN_COUNTER:
	case ASN_GAUGE:
	case ASN_TIMETICKS:
	case ASN_UINTEGER:
		out->type = SNMP_NUMBER;
		out->number = (uint32_t)*v->val.integer;
		break;
	case ASN_COUNTER64:
		out->type = SNMP_NUMBER;
		out->number = (uint64_t)(uint32_t)v->val.counter64->high << 32 |
		    (uint32_t)v->val.counter64->low;
		break;
	case ASN_OCTET_STR:
		out->type = SNMP_TEXT;
		out->bytes = v->val.string;
		out->n_bytes = v->val_len;
		break;
	case ASN_OBJECT_ID:
		out->type = SNMP_NAME;
		out->name = v->val.objid;
		out->n_name = v->val_len / sizeof(oid);
		break;
	default:			/* noSuchObject, noSuchInstance, endOfMibView, what we never ask for */
		out->type = SNMP_NOTHING;
	}
}

static void
take_variables(netsnmp_pdu *pdu, struct snmp_answer *out)
{
	const netsnmp_variable_list	*v = pdu->variables;

	for (; v != NULL && out->n_vars < SNMP_VARS_MAX; v = v->next_variable) {
		struct snmp_var	*var = &out->vars[out->n_vars++];

		*var = (struct snmp_var){ .oid = v->name, .n_oid = v->name_length };
		take_value(v, var);
	}
	out->error = (int)pdu->errstat;
	out->error_index = (unsigned)pdu->errindex;
	out->pdu = pdu;
}

/* What version 3 promises about an answer, beyond that it could be read. */
static enum snmp_verdict
judge_v3(const struct snmp_conf *conf, const struct snmp_engine *engine, const netsnmp_pdu *pdu,
    const struct snmp_head *head)
{
	if (pdu->command == SNMP_MSG_REPORT)
		return head->flags & SNMP_FLAG_AUTH ? SNMP_GOOD : SNMP_FORGED;
	if (pdu->command != SNMP_MSG_RESPONSE || (uint32_t)pdu->reqid != head->id)
		return SNMP_BAD;
	if (pdu->securityLevel < wire_level[conf->level] ||
	    pdu->securityEngineIDLen != engine->id_len ||
	    memcmp(pdu->securityEngineID, engine->id, engine->id_len) != 0 ||
	    pdu->securityNameLen != strlen(conf->user) ||
	    memcmp(pdu->securityName, conf->user, pdu->securityNameLen) != 0)
		return SNMP_FORGED;
	return SNMP_GOOD;
}

static enum snmp_verdict
verdict_of(int error)
{
	switch (error) {
	case SNMPERR_USM_AUTHENTICATIONFAILURE:
	case SNMPERR_USM_UNKNOWNSECURITYNAME:
	case SNMPERR_USM_UNKNOWNENGINEID:
	case SNMPERR_USM_UNSUPPORTEDSECURITYLEVEL:
		return SNMP_FORGED;
	case SNMPERR_USM_NOTINTIMEWINDOW:
		return SNMP_BACKWARDS;
	case SNMPERR_USM_DECRYPTIONERROR:
		return SNMP_SECRET;
	default:
		return SNMP_BAD;
	}
}

enum snmp_verdict
snmp_decode(const struct snmp_conf *conf, struct snmp_engine *engine, const uint8_t *data,
    size_t len, const struct snmp_head *head, struct snmp_answer *out)
{
	netsnmp_session		 s = session_for(conf, engine);
	netsnmp_pdu		*pdu = snmp_pdu_create(SNMP_MSG_RESPONSE);
	enum snmp_verdict	 verdict = SNMP_GOOD;

	if (pdu == NULL)
		abort();
	out->n_vars = 0;
	out->pdu = NULL;
	if (conf->version == SNMP_V3)
		snmp_engine_enter(conf, engine);
	if (snmp_parse(NULL, &s, pdu, (u_char *)(uintptr_t)data, len) != 0)
		verdict = verdict_of(s.s_snmp_errno);
	else if (conf->version == SNMP_V3)
		verdict = judge_v3(conf, engine, pdu, head);
	if (conf->version == SNMP_V3)
		snmp_engine_leave();
	if (verdict != SNMP_GOOD) {
		snmp_free_pdu(pdu);
		return verdict;
	}
	if (head->flags & SNMP_FLAG_AUTH) {	/* the library has checked them */
		engine->boots = head->boots;
		engine->time = head->time;
		engine->at = vg_now();
	}
	take_variables(pdu, out);
	return verdict;
}

void
snmp_answer_done(struct snmp_answer *answer)
{
	if (answer->pdu != NULL)
		snmp_free_pdu(answer->pdu);
	answer->pdu = NULL;
}

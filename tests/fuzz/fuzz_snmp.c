/*
 * Any bytes as a datagram from an agent: the strict walk first; what passes it
 * goes through net-snmp as an answer of version 1, 2c or 3 and is used as the
 * probe uses it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "snmp.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static volatile uint64_t	 sink;

static void
use(const struct snmp_answer *answer)
{
	const struct snmp_oid	 base = { 2, { 1, 3 } };

	for (unsigned i = 0; i < answer->n_vars; i++) {
		const struct snmp_var	*v = &answer->vars[i];

		sink += snmp_var_under(v, &base) + v->number;
		for (size_t k = 0; v->type == SNMP_TEXT && k < v->n_bytes; k++)
			sink += v->bytes[k];
		for (size_t k = 0; v->type == SNMP_NAME && k < v->n_name; k++)
			sink += v->name[k];
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const struct snmp_conf	 plain = { .version = SNMP_V2C, .community = "public" },
	    first = { .version = SNMP_V1, .community = "public" },
	    third = { .version = SNMP_V3, .user = "vigie", .level = SNMP_NOAUTH };
	static const uint8_t		 id[] = { 0x80, 0, 0x1f, 0x88, 4, 'e', 'n', 'g' };
	static struct snmp_engine	 engine;
	static struct snmp_answer	 answer;
	struct snmp_head		 head;
	const struct snmp_conf		*conf;
	uint8_t				*copy = malloc(len + 1);
	uint32_t			 n;

	if (copy == NULL)
		abort();
	memcpy(copy, data, len);
	snmp_codec_init();
	snmp_scan_id(copy, len, &n);
	if (snmp_scan(copy, len, &head)) {
		if (!snmp_scan_id(copy, len, &n) || n != head.id)
			abort();
		engine = (struct snmp_engine){ .id_len = sizeof(id) };
		memcpy(engine.id, id, sizeof(id));
		conf = head.version == 3 ? &third : head.version == 1 ? &plain : &first;
		if (snmp_decode(conf, &engine, copy, len, &head, &answer) == SNMP_GOOD) {
			if (answer.n_vars > SNMP_VARS_MAX)
				abort();
			use(&answer);
			snmp_answer_done(&answer);
		}
	}
	free(copy);
	return 0;
}

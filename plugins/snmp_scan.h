/*
 * snmp_scan.h - is this an SNMP message at all, and whose answer is it?
 *
 * Every datagram is walked here before net-snmp sees a byte of it: definite
 * lengths that fit, known types, numbers that fit theirs, object identifiers of
 * at most 128 parts, nothing left over.  What does not pass is malformed.  Pure.
 */
#ifndef VIGIE_SNMP_SCAN_H
#define VIGIE_SNMP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SNMP_TAG_RESPONSE	0xa2
#define SNMP_TAG_REPORT		0xa8
#define SNMP_FLAG_AUTH		1u	/* RFC 3412 6.4 */
#define SNMP_FLAG_PRIV		2u
#define SNMP_VARS_MAX		128	/* variables of one answer */

/* What a REPORT complains of: usmStats.N (RFC 3414). */
enum snmp_report {
	SNMP_REPORT_NONE, SNMP_REPORT_LEVEL, SNMP_REPORT_WINDOW, SNMP_REPORT_USER,
	SNMP_REPORT_ENGINE, SNMP_REPORT_DIGEST, SNMP_REPORT_DECRYPT, SNMP_REPORT_OTHER
};

struct snmp_head {
	int		 version;	/* as on the wire: 0, 1 or 3 */
	uint32_t	 id;		/* request-id, or msgID of version 3 */
	uint8_t		 pdu;		/* its tag; 0 = encrypted */
	unsigned	 n_vars;
	enum snmp_report report;
	const uint8_t	*community;	/* of versions 1 and 2c, into the datagram */
	size_t		 community_len;
	uint8_t		 flags;		/* of version 3, and so on */
	uint32_t	 request;	/* its request-id, when not encrypted */
	const uint8_t	*engine;	/* msgAuthoritativeEngineID */
	size_t		 engine_len;	/* at most 32 */
	uint32_t	 boots, time;
};

/* false: malformed. */
bool		 snmp_scan(const uint8_t *data, size_t len, struct snmp_head *head);

/* The id alone, of a message that may be cut off (quoted by an ICMP error, too long, damaged). */
bool		 snmp_scan_id(const uint8_t *data, size_t len, uint32_t *id);

#endif

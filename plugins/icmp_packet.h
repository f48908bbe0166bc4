/*
 * icmp_packet.h - echo requests out, what comes back in; pure.
 *
 * RFC 792, RFC 4443.  The 32-bit id of an echo is its identifier and sequence
 * number, and stands once more at the start of the payload: the kernel of a ping
 * socket puts an identifier of its own over ours, and a router may quote eight
 * bytes only.
 */
#ifndef VIGIE_ICMP_PACKET_H
#define VIGIE_ICMP_PACKET_H

#include <netinet/in.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ICMP_HEAD	8		/* bytes before the payload */
#define ICMP_PACKET_MAX	1600

enum icmp_kind { ICMP_OTHER, ICMP_ANSWER, ICMP_REFUSAL };

struct icmp_note {			/* what one packet says */
	enum icmp_kind	 kind;
	uint32_t	 id;		/* identifier << 16 | sequence */
	uint32_t	 inner_id;	/* from the payload, when is_ours */
	bool		 is_ours;	/* the payload carries our mark */
	uint8_t		 type, code;	/* of a refusal */
	union {				/* of a refusal: whom the quoted request was for */
		struct in_addr	 in;
		struct in6_addr	 in6;
	} target;
};

/* Writes a request with `size` bytes of payload (>= 16); returns its length. */
size_t		 icmp_build(int family, uint32_t id, size_t size, uint8_t out[static ICMP_PACKET_MAX]);

/*
 * Reads a packet of a raw socket (IPv4: with its IP header), a ping socket (never
 * with one).  false: cut short or inconsistent.
 */
bool		 icmp_read4(const uint8_t *p, size_t len, bool has_ip, struct icmp_note *note);
bool		 icmp_read6(const uint8_t *p, size_t len, struct icmp_note *note);
/* Reads our own request as an error queue quotes it. */
bool		 icmp_read_quoted(int family, const uint8_t *p, size_t len, struct icmp_note *note);

/* "host unreachable"; static storage. */
const char	*icmp_text(int family, uint8_t type, uint8_t code);

#endif

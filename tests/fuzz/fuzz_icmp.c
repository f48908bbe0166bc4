/* Any bytes as a packet of any of our sockets: read, or refused, and nothing of it is believed that is not there. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "icmp_packet.h"

int	 LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct icmp_note	 note;
	uint8_t			*copy;
	int			 family;

	if (len < 1)
		return 0;
	copy = malloc(len);		/* exact: the sanitizer sees one byte too many */
	if (copy == NULL)
		abort();
	memcpy(copy, data + 1, len - 1);
	family = data[0] & 2 ? AF_INET6 : AF_INET;
	if (data[0] & 4)
		icmp_read_quoted(family, copy, len - 1, &note);
	else if (family == AF_INET)
		icmp_read4(copy, len - 1, data[0] & 1, &note);
	else
		icmp_read6(copy, len - 1, &note);
	if (note.kind != ICMP_OTHER && len - 1 < ICMP_HEAD)
		abort();
	if (note.kind == ICMP_REFUSAL && icmp_text(family, note.type, note.code)[0] == '\0')
		abort();
	free(copy);
	return 0;
}

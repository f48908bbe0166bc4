/* crc32.c - see crc32.h */
#include <pthread.h>

#include "base/crc32.h"

static uint32_t		 table[256];
static pthread_once_t	 once = PTHREAD_ONCE_INIT;

static void
make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int k = 0; k < 8; k++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320u : 0);
	}
}

uint32_t
crc32_of(const void *data, size_t len)
{
	const uint8_t	*p = data;
	uint32_t	 crc = UINT32_MAX;

	pthread_once(&once, make_table);
	while (len-- > 0)
		crc = crc >> 8 ^ table[(crc ^ *p++) & 0xff];
	return ~crc;
}

void
put_u32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> 8 * i);
}

uint32_t
get_u32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

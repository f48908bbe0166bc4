/*
 * crc32.h - the check sum of IEEE 802.3, as of zip: finds torn and rotten records.
 * Not for secrets, not against forgers.
 */
#ifndef VIGIE_CRC32_H
#define VIGIE_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t	 crc32_of(const void *data, size_t len);

/* Four bytes, the lowest first, as all of vigie's own files have them. */
void		 put_u32(uint8_t *p, uint32_t v);
uint32_t	 get_u32(const uint8_t *p);

#endif

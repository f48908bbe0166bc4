/*
 * asker.h - who asks, and where the answer goes.
 */
#ifndef VIGIE_ASKER_H
#define VIGIE_ASKER_H

#include <stdint.h>

struct channel;

/* What a person may do; each includes those before it, ROLE_ANIMATOR only for his own sites. */
enum role { ROLE_NONE, ROLE_PUBLIC, ROLE_READER, ROLE_ANIMATOR, ROLE_TECHNICIAN, ROLE_MANAGER,
	ROLE_ADMIN };

struct asker {
	struct channel	*ch;		/* borrowed until its `gone` */
	uint32_t	 id;		/* echoed in the answer */
	enum role	 role;
	char		 language[8];	/* "fr" or "en" */
	char		 name[32];	/* Unix name, for `by`; "" = public */
};

#endif

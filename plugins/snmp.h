/*
 * snmp.h - the parts of the snmp probe, for one another.
 *
 * snmp.c holds the probe, its options and its requests; snmp_codec.c is the only
 * file that knows net-snmp; snmp_usm.c keeps users and engines of version 3;
 * snmp_router.c and snmp_host.c say what is asked and what it means.
 */
#ifndef VIGIE_SNMP_H
#define VIGIE_SNMP_H

#include "vigie-plugin.h"

enum snmp_version { SNMP_V1, SNMP_V2C, SNMP_V3 };
enum snmp_level { SNMP_NOAUTH, SNMP_AUTH, SNMP_PRIV };
enum snmp_profile { SNMP_PROFILE_SYSTEM, SNMP_PROFILE_ROUTER, SNMP_PROFILE_HOST };

struct snmp_conf {		/* filled by the host from snmp_options[] */
	int		 version;	/* enum snmp_version */
	const char	*community;
	const char	*user;
	int		 level;		/* enum snmp_level */
	int		 auth, priv;	/* position in the words of the option */
	const char	*auth_key, *priv_key, *context;
	int64_t		 timeout_ms;	/* for one answer */
	uint32_t	 retries;
	uint16_t	 port;
	int		 profile;	/* enum snmp_profile */
	const char	*interface;	/* ifName, ifDescr or ifAlias; NULL = the first that is up and no loopback */
	const char	*values;	/* "temp_c=1.3.6.1.4.1.9999.1.0 ..." */
};

#endif

# plugins: the probes; a new one is one file here and one line in table.c.
noinst_LIBRARIES += libplugins.a libnohost.a
libplugins_a_SOURCES = \
	%D%/vigie-plugin.h \
	%D%/table.c \
	%D%/icmp.c %D%/icmp_packet.c %D%/icmp_packet.h \
	%D%/option.c \
	%D%/snmp.c %D%/snmp.h \
	%D%/snmp_ask.c %D%/snmp_codec.c %D%/snmp_fetch.c %D%/snmp_host.c \
	%D%/snmp_rate.c %D%/snmp_rate.h %D%/snmp_router.c \
	%D%/snmp_scan.c %D%/snmp_scan.h %D%/snmp_usm.c \
	%D%/tcp.c
libplugins_a_CFLAGS = $(AM_CFLAGS) $(NETSNMP_CFLAGS)
# For who runs probes (with the host), and for who only reads their tables.
PLUGIN_LIBS = libplugins.a $(NETSNMP_LIBS)
libnohost_a_SOURCES = %D%/nohost.c
PLUGIN_TABLE_LIBS = libplugins.a libnohost.a $(NETSNMP_LIBS)

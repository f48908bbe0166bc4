/* icmp - a target is up when it answers an echo request. */
#include "vigie-plugin.h"

struct icmp_conf {
	uint32_t	 echoes;
	int64_t		 gap_ms;
	uint32_t	 size_bytes;
};

static const struct vg_option icmp_options[] = {
	{ .name = "echoes", .type = VG_OPT_U32, .min = 1, .max = 20, .preset = "3",
	  .off = offsetof(struct icmp_conf, echoes),
	  .help = "Echo requests of one result, which is good when one of them is answered." },
	{ .name = "gap", .type = VG_OPT_DURATION, .min = 10, .max = 10 * SEC_MS, .preset = "200ms",
	  .off = offsetof(struct icmp_conf, gap_ms), .help = "Time between two of them." },
	{ .name = "size", .type = VG_OPT_U32, .min = 16, .max = 1472, .preset = "56",
	  .off = offsetof(struct icmp_conf, size_bytes), .help = "Bytes of payload." },
	{ .type = VG_OPT_END }
};

VG_PLUGIN(icmp) = {
	.abi = VG_ABI,
	.name = "icmp",
	.help = "Send ICMP echo requests (ping), IPv4 or IPv6.",
	.options = icmp_options,
	.metrics = "rtt_min_ms:ms rtt_med_ms:ms rtt_max_ms:ms loss_pct:%",
	.conf_size = sizeof(struct icmp_conf),
	.flags = VG_WANTS_ADDRESS | VG_WANTS_ICMP4,
};

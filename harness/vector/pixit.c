/* SPDX-License-Identifier: Apache-2.0 */
/* Values of the PIXIT: their defaults, and what can be tested at all. */
#include <stdio.h>

#include "base/vtime.h"
#include "vector/vector.h"

struct vector_pixit vector_pixit_defaults(void)
{
	/* H: twice T308 (the longest time that clearing a call takes) and a refresh period. lifetime_max: what
	 * RFC 2205 3.7 asks for at least, (K + 0.5) * 1.5 * R = 157.5 s, and some room above it. */
	return (struct vector_pixit){
	    .H = VT_S(90),
	    .tau = 0,
	    .retry = VT_S(60),
	    .reestablish = VT_S(30),
	    .be_idle = VT_S(1200),
	    .refresh = VT_S(30),
	    .lifetime_k = 3,
	    .lifetime_max = VT_S(180),
	    .tolerance = VT_S(2),
	    .link_cell_bps = 149760000,
	};
}

#define HOURS(n) (VT_S(3600) * (n))

/* Outside of these a run would be over before anything can be seen, or would never be over. */
bool vector_pixit_ok(const struct vector_pixit *p, char *why, size_t len)
{
	const struct {
		const char *name;
		vtime value, least, most;
		const char *range;
	} times[] = {
	    {"H", p->H, VT_S(1), HOURS(24), "1s to 24h"},
	    {"tau", p->tau, 0, HOURS(24), "0s to 24h"},
	    {"retry", p->retry, VT_S(1), HOURS(24), "1s to 24h"},
	    {"reestablish", p->reestablish, 0, HOURS(24), "0s to 24h"},
	    {"be-idle", p->be_idle > 0 ? p->be_idle : VT_S(1), VT_S(1), HOURS(100), "1s to 100h, or 0s for never"},
	    {"refresh", p->refresh, VT_S(1), HOURS(24), "1s to 24h"},
	    {"lifetime-max", p->lifetime_max, VT_S(1), HOURS(100), "1s to 100h"},
	    {"tolerance", p->tolerance, 0, HOURS(1), "0s to 1h"},
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		if (times[i].value >= times[i].least && times[i].value <= times[i].most)
			continue;
		snprintf(why, len, "%s is not in %s", times[i].name, times[i].range);
		return false;
	}
	if (p->lifetime_k < 1 || p->lifetime_k > 100)
		snprintf(why, len, "lifetime-k is not in 1 to 100");
	else if (p->link_cell_bps < 1000000 || p->link_cell_bps > UINT64_C(100000000000))
		snprintf(why, len, "link-rate is not in 1Mbps to 100000Mbps");
	else
		return true;
	return false;
}

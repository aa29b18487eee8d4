/* SPDX-License-Identifier: Apache-2.0 */
#include "ipoatm/encap.h"

/* What stands before a packet, by encapsulation; the RFC 2022 header of packets to groups will be a further row. */
static const struct {
	enum encap encap;
	size_t len;
	void (*encode)(uint8_t *out, uint16_t ethertype);
} prefixes[] = {
    {ENCAP_LLC, LLC_SNAP_LEN, llc_snap_encode}, /* RFC 2684 5 */
    {ENCAP_VCMUX, 0, NULL},                     /* RFC 2684 6.1 */
};

size_t encap_prefix(enum encap e, uint16_t ethertype, uint8_t out[ENCAP_PREFIX_MAX])
{
	size_t row = 0;
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
		if (prefixes[i].encap == e)
			row = i;
	}
	if (prefixes[row].encode)
		prefixes[row].encode(out, ethertype);
	return prefixes[row].len;
}

uint16_t encap_strip(enum encap e, const uint8_t *sdu, size_t sdu_len, const uint8_t **packet, size_t *len)
{
	uint16_t ethertype = 0;
	size_t hdr = 0;
	if (llc_classify(sdu, sdu_len, &ethertype, &hdr) != e)
		return 0;
	/* Under VC multiplexing the call was set up for IPv4 alone (RFC 2684 6.1). */
	if (e == ENCAP_VCMUX && ethertype != ETHERTYPE_IPV4)
		return 0;
	*packet = sdu + hdr;
	*len = sdu_len - hdr;
	return ethertype;
}

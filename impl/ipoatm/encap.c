/* SPDX-License-Identifier: Apache-2.0 */
#include "ipoatm/encap.h"

size_t encap_prefix(enum encap e, uint16_t ethertype, uint8_t out[LLC_SNAP_LEN])
{
	if (e == ENCAP_VCMUX)
		return 0;
	llc_snap_encode(out, ethertype);
	return LLC_SNAP_LEN;
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

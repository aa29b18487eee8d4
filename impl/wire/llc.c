/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/llc.h"

#include <stdbool.h>
#include <string.h>

static const uint8_t snap_llc[3] = {0xaa, 0xaa, 0x03};
static const uint8_t nlpid_llc[3] = {0xfe, 0xfe, 0x03};
static const uint8_t oui_ethertype[3] = {0x00, 0x00, 0x00};
static const uint8_t oui_iana[3] = {0x00, 0x00, 0x5e};

/* RFC 2022 4.3, 5.5: PIDs under the IANA OUI, and what follows the SNAP header. */
static const struct {
	uint16_t pid;
	uint8_t hdr_len;      /* octets before the packet */
	uint8_t ethertype_at; /* where its EtherType stands, 0 none */
} mars_pids[] = {
    {0x0001, 12, 10}, /* data, type 1: pkt$cmi, pkt$pro */
    {0x0003, 8, 0},   /* control */
    {0x0004, 20, 16}, /* data, type 2: source, pkt$pro, padding */
};

const char *encap_name(enum encap e)
{
	static const char *const names[] = {
	    [ENCAP_NONE] = "none",           [ENCAP_LLC] = "llc",
	    [ENCAP_VCMUX] = "vcmux",         [ENCAP_LLC_MARS] = "llc-mars",
	    [ENCAP_LLC_OTHER] = "llc-other",
	};
	return (unsigned)e < sizeof(names) / sizeof(names[0]) ? names[e] : "?";
}

void llc_snap_encode(uint8_t out[LLC_SNAP_LEN], uint16_t ethertype)
{
	memcpy(out, snap_llc, 3);
	memcpy(out + 3, oui_ethertype, 3);
	out[6] = (uint8_t)(ethertype >> 8);
	out[7] = (uint8_t)ethertype;
}

static uint16_t u16_at(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static enum encap classify_iana(const uint8_t *sdu, size_t len, uint16_t *ethertype, size_t *hdr_len)
{
	uint16_t pid = u16_at(sdu + 6);
	for (size_t i = 0; i < sizeof(mars_pids) / sizeof(mars_pids[0]); i++) {
		if (mars_pids[i].pid != pid)
			continue;
		if (len < mars_pids[i].hdr_len)
			return ENCAP_NONE;
		*hdr_len = mars_pids[i].hdr_len;
		*ethertype = mars_pids[i].ethertype_at ? u16_at(sdu + mars_pids[i].ethertype_at) : 0;
		return ENCAP_LLC_MARS;
	}
	return ENCAP_LLC_OTHER;
}

enum encap llc_classify(const uint8_t *sdu, size_t len, uint16_t *ethertype, size_t *hdr_len)
{
	*ethertype = 0;
	*hdr_len = 0;
	if (len == 0)
		return ENCAP_NONE;
	/* RFC 2684 6.1: nothing precedes the packet, so its own version field tells. No
	 * LLC of section 5 begins with these values. An IPv4 header has 5 words or more. */
	if (sdu[0] >= 0x45 && sdu[0] <= 0x4f) {
		*ethertype = ETHERTYPE_IPV4;
		return ENCAP_VCMUX;
	}
	if (sdu[0] >> 4 == 6) {
		*ethertype = ETHERTYPE_IPV6;
		return ENCAP_VCMUX;
	}
	if (len >= 3 && memcmp(sdu, nlpid_llc, 3) == 0)
		return ENCAP_LLC_OTHER;
	if (len < LLC_SNAP_LEN || memcmp(sdu, snap_llc, 3) != 0)
		return ENCAP_NONE;
	if (memcmp(sdu + 3, oui_iana, 3) == 0)
		return classify_iana(sdu, len, ethertype, hdr_len);
	if (memcmp(sdu + 3, oui_ethertype, 3) != 0)
		return ENCAP_LLC_OTHER;
	*ethertype = u16_at(sdu + 6);
	*hdr_len = LLC_SNAP_LEN;
	return ENCAP_LLC;
}

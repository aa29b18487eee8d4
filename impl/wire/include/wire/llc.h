/* SPDX-License-Identifier: Apache-2.0 */
/* LLC/SNAP and VC multiplexing (RFC 2684, RFC 1483): what stands before a packet in an AAL5 SDU. */
#ifndef WIRE_LLC_H
#define WIRE_LLC_H

#include <stddef.h>
#include <stdint.h>

#define LLC_SNAP_LEN   8
#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_ARP  0x0806
#define ETHERTYPE_IPV6 0x86dd

/* Kinds of AAL5 SDU as a receiver tells them apart. */
enum encap {
	ENCAP_NONE = 0, /* not recognised */
	ENCAP_LLC,      /* LLC/SNAP routed, RFC 2684 5 */
	ENCAP_VCMUX,    /* VC multiplexing, RFC 2684 6.1: the packet alone */
	ENCAP_LLC_MARS, /* LLC/SNAP with an RFC 2022 header */
	ENCAP_LLC_OTHER /* LLC that is none of these: bridged, NLPID, ... */
};
const char *encap_name(enum encap e); /* "none", "llc", "vcmux", "llc-mars", "llc-other" */

/* Write AA-AA-03-00-00-00 and the EtherType. */
void llc_snap_encode(uint8_t out[LLC_SNAP_LEN], uint16_t ethertype);
/* Classify an SDU by its first octets: ENCAP_LLC sets *ethertype and *hdr_len = 8;
 * ENCAP_VCMUX (first octet 45h..4Fh or 6xh) sets *ethertype and *hdr_len = 0;
 * ENCAP_LLC_MARS sets *hdr_len to what stands before the packet or the control
 * message (12, 20 or 8) and *ethertype to pkt$pro, 0 for control. Else both are 0. */
enum encap llc_classify(const uint8_t *sdu, size_t len, uint16_t *ethertype, size_t *hdr_len);

#endif

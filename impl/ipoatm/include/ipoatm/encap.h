/* SPDX-License-Identifier: Apache-2.0 */
/* Encapsulation of routed packets in AAL5 SDUs (RFC 2684), as agreed for a VC. */
#ifndef IPOATM_ENCAP_H
#define IPOATM_ENCAP_H

#include <stddef.h>
#include <stdint.h>

#include "wire/llc.h"

#define ENCAP_PREFIX_MAX LLC_SNAP_LEN /* the longest there is */

/* What to put before a packet on a VC of this encapsulation (LLC for one that is not known): its length in octets
 * is returned, the octets are written to out. */
size_t encap_prefix(enum encap e, uint16_t ethertype, uint8_t out[ENCAP_PREFIX_MAX]);

/* The packet inside an SDU that came in on a VC of this encapsulation: sets *packet and
 * *len and returns the EtherType; 0 if the SDU is not in the agreed form or not known
 * (dropped without consequence for the VC, RFC 2684 5). */
uint16_t encap_strip(enum encap e, const uint8_t *sdu, size_t sdu_len, const uint8_t **packet, size_t *len);

#endif

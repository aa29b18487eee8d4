/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Payload of the numbered packets of a test flow, the first octets of a UDP
 * datagram. Testers write it, the trace reads it: that is how a packet is known
 * again at every next hop, whatever headers it has by then. All numbers in
 * network order.
 *
 *   octet  0  magic "ISAT"
 *          4  version of this layout, 1; three octets of zero
 *          8  number of the test flow, 1..
 *         12  sequence number, 1..
 *         16  virtual time when it was handed over, ns, 64 bits
 *         24  length of the whole payload in octets
 *         28  FNV-1a of octets 0..27
 *         32  filling up to the length: octet i is (sequence number + i) mod 256
 */
#ifndef TRACE_PROBE_PACKET_H
#define TRACE_PROBE_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

#define PROBE_PACKET_LEN 32
#define PROBE_PACKET_MAX 65507 /* what UDP over IPv4 can carry */

struct probe_packet {
	uint32_t flow, seq;
	vtime sent;
	uint32_t len; /* of the payload, PROBE_PACKET_LEN..PROBE_PACKET_MAX */
};

/* Write p->len octets; asserts that p->len and p->sent are in range. */
void probe_packet_encode(uint8_t *out, const struct probe_packet *p);
/* False if the octets are not a whole numbered packet: other magic or version,
 * check, number 0, or a length that differs from len. Only the first PROBE_PACKET_LEN
 * octets are read. */
bool probe_packet_decode(const uint8_t *octets, size_t len, struct probe_packet *p);
/* Do the octets begin as one, whole or not? */
bool probe_packet_like(const uint8_t *octets, size_t len);
/* Is the filling what encode wrote? */
bool probe_packet_filling_ok(const uint8_t *octets, size_t len);

#endif

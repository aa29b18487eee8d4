/* SPDX-License-Identifier: Apache-2.0 */
/* IPv4 and UDP headers (RFC 791, RFC 768), router alert (RFC 2113), checksums (RFC 1071). */
#ifndef WIRE_IP_H
#define WIRE_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/fields.h"
#include "wire/outcome.h"

#define IPPROTO_RSVP_ 46
#define IPPROTO_UDP_ 17
#define IPPROTO_ICMP_ 1

struct ip4_hdr {
	uint8_t tos, ttl, protocol;
	uint16_t id, frag; /* frag: flags and offset as on the wire */
	uint32_t src, dst; /* host order numbers */
	bool router_alert;
	uint8_t hdr_len;    /* octets, out of decode */
	uint16_t total_len; /* out of decode; encode computes it */
};

/* Internet checksum of the octets, in the form that is stored in the header. */
uint16_t inet_checksum(const uint8_t *p, size_t n);

/* Append header (20 or, with router alert, 24 octets) and payload. */
void ip4_encode(struct wr *w, const struct ip4_hdr *h, const uint8_t *payload, size_t len);
/* Payload = octets + h->hdr_len, total_len - hdr_len octets. Checks version, lengths, header checksum. */
struct wire_outcome ip4_decode(const uint8_t *octets, size_t len, struct ip4_hdr *h);

struct udp_hdr {
	uint16_t src_port, dst_port, len;
};
/* Append a UDP datagram with its checksum over the pseudo-header. */
void udp_encode(struct wr *w, uint32_t src, uint32_t dst, const struct udp_hdr *h, const uint8_t *payload, size_t len);
struct wire_outcome udp_decode(const uint8_t *octets, size_t len, struct udp_hdr *h);

#define IP4_TEXT 16
void ip4_text(uint32_t a, char out[IP4_TEXT]);
bool ip4_parse(const char *text, uint32_t *a);

extern const struct field_def ip_field_defs[];
extern const size_t ip_n_field_defs;
/* Fields of an IPv4 packet: ip.*, and udp.* where it holds UDP. */
void ip_fields(const uint8_t *octets, size_t len, struct field_sink *sink);

#endif

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
#define IPPROTO_UDP_  17
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

/* Append header (20 or, with router alert, 24 octets) and payload. hdr_len and total_len are
 * not read. A packet above 65535 octets is not written: w->failed is set. */
void ip4_encode(struct wr *w, const struct ip4_hdr *h, const uint8_t *payload, size_t len);
/* Payload = octets + h->hdr_len, total_len - hdr_len octets. Checks version, lengths, header
 * checksum and the framing of the options; octets after total_len are allowed (padding of a link).
 * *h is complete only if the outcome is WIRE_OK. */
struct wire_outcome ip4_decode(const uint8_t *octets, size_t len, struct ip4_hdr *h);

struct udp_hdr {
	uint16_t src_port, dst_port, len;
};
/* Append a UDP datagram with its checksum over the pseudo-header; h->len is not read. A
 * datagram above 65535 octets is not written: w->failed is set. */
void udp_encode(struct wr *w, uint32_t src, uint32_t dst, const struct udp_hdr *h, const uint8_t *payload, size_t len);
/* Data = octets + 8, h->len - 8 octets. Checks the lengths; the checksum needs the IP
 * addresses and is left to udp_checksum_ok. */
struct wire_outcome udp_decode(const uint8_t *octets, size_t len, struct udp_hdr *h);
/* True if the checksum of the datagram (len = udp_hdr.len octets) is right or absent (0). */
bool udp_checksum_ok(uint32_t src, uint32_t dst, const uint8_t *octets, size_t len);

#define IP4_TEXT 16
void ip4_text(uint32_t a, char out[IP4_TEXT]);
/* Dotted quad of four decimal numbers 0..255 without leading zeros or blanks; false for all else. */
bool ip4_parse(const char *text, uint32_t *a);

extern const struct field_def ip_field_defs[];
extern const size_t ip_n_field_defs;
/* Fields of an IPv4 packet, in this order: ip.src ip.dst ip.protocol ip.ttl ip.tos ip.router-alert
 * (0 or 1) ip.length; then, where it holds the head of a UDP datagram, udp.src-port udp.dst-port
 * udp.length. Nothing if the packet cannot be decoded. */
void ip_fields(const uint8_t *octets, size_t len, struct field_sink *sink);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets of the testers: IPv4, UDP and LLC/SNAP headers by libnet, RSVP bodies by a
 * small writer of the testers' own. Nothing here uses the codecs of impl/wire, so
 * a mistake there cannot hide behind the same mistake here.
 */
#ifndef TESTER_PACKET_H
#define TESTER_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Builds packets; one at a time. */
struct packets;
struct packets *packets_create(void); /* NULL if memory runs out */
void packets_free(struct packets *p);
/* Has a packet not been made because memory ran out? A case that misses one proves nothing. */
bool packets_failed(const struct packets *p);

struct packet_hdr {
	uint32_t src, dst; /* host order */
	uint8_t ttl, tos;
	bool router_alert;
};

/* An IPv4 packet with a UDP datagram. Valid until the next call on p. NULL if memory runs out, or if the payload
 * is longer than 65507 octets. */
const uint8_t *packet_udp(struct packets *p, const struct packet_hdr *h, uint16_t src_port, uint16_t dst_port,
			  const uint8_t *payload, size_t len, size_t *packet_len);
/* An IPv4 packet with any protocol. */
const uint8_t *packet_ip(struct packets *p, const struct packet_hdr *h, uint8_t protocol, const uint8_t *payload,
			 size_t len, size_t *packet_len);
/* AA-AA-03-00-00-00, EtherType, payload. */
const uint8_t *packet_llc(struct packets *p, uint16_t ethertype, const uint8_t *payload, size_t len, size_t *frame_len);

/* RSVP messages of Controlled Load flows over IPv4 (RFC 2205, RFC 2210). */
enum rsvp_kind { RSVP_BODY_PATH, RSVP_BODY_RESV, RSVP_BODY_PATHTEAR, RSVP_BODY_RESVTEAR, RSVP_BODY_RESVCONF };
enum body_style { BODY_FF, BODY_SE, BODY_WF };
#define RSVP_BODY_SENDERS 8 /* that one reservation can name */
struct rsvp_body {
	enum rsvp_kind kind;
	uint8_t ttl;
	uint32_t session; /* destination address */
	uint8_t protocol;
	uint16_t port;
	uint32_t hop, lih; /* of RSVP_HOP */
	uint32_t refresh_ms;
	enum body_style style;
	uint32_t sender; /* SENDER_TEMPLATE, FILTER_SPEC; of no meaning under WF */
	uint16_t sender_port;
	size_t n_more; /* further FILTER_SPECs, of SE */
	struct {
		uint32_t sender;
		uint16_t port;
	} more[RSVP_BODY_SENDERS - 1];
	float r, b, p; /* TSpec */
	uint32_t m, M;
	bool has_confirm; /* RESV_CONFIRM */
	uint32_t confirm;
	uint32_t error_node; /* ResvConf */
};
#define RSVP_BODY_MAX 384
/* Write the message, length and checksum included; its length. */
size_t rsvp_body_write(const struct rsvp_body *m, uint8_t out[RSVP_BODY_MAX]);

#endif

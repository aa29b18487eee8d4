/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames by libnet. Its blocks are built from the innermost outwards: options
 * built after their header would silently stand before it.
 */
#include "tester/packet.h"

#include <libnet.h>
#include <stdlib.h>

#define ROUTER_ALERT_LEN 4
#define UDP_MAX          (65535 - LIBNET_IPV4_H - LIBNET_UDP_H)

struct packets {
	libnet_t *l;
	uint8_t *octets; /* of the last packet */
	uint16_t id;     /* IPv4 identification, counted up */
	bool failed;
};

struct packets *packets_create(void)
{
	char err[LIBNET_ERRBUF_SIZE];
	struct packets *p = calloc(1, sizeof(*p));

	if (p != NULL && (p->l = libnet_init(LIBNET_NONE, NULL, err)) == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

bool packets_failed(const struct packets *p)
{
	return p->failed;
}

void packets_free(struct packets *p)
{
	if (p == NULL)
		return;
	libnet_destroy(p->l);
	free(p->octets);
	free(p);
}

/* The packet of what was built, and a clean context for the next. What fits and was not built found no memory. */
static const uint8_t *take(struct packets *p, bool fits, bool built, size_t *len)
{
	uint32_t n = 0;

	free(p->octets);
	p->octets = NULL;
	if (built && libnet_pblock_coalesce(p->l, &p->octets, &n) == -1)
		p->octets = NULL;
	libnet_clear_packet(p->l);
	p->failed = p->failed || (fits && p->octets == NULL);
	*len = n;
	return p->octets;
}

static bool build_ip(struct packets *p, const struct packet_hdr *h, uint8_t protocol, const uint8_t *payload,
		     size_t len, size_t inner)
{
	/* RFC 2113: option 148, length 4, value 0: every router looks at the packet. */
	static const uint8_t router_alert[ROUTER_ALERT_LEN] = {0x94, 0x04, 0x00, 0x00};
	size_t hdr = LIBNET_IPV4_H + (h->router_alert ? ROUTER_ALERT_LEN : 0);

	if (payload != NULL && h->router_alert) {
		/* With options between header and payload, the payload needs a block of its own. */
		if (libnet_build_data(payload, (uint32_t)len, p->l, 0) == -1)
			return false;
	}
	if (h->router_alert && libnet_build_ipv4_options(router_alert, ROUTER_ALERT_LEN, p->l, 0) == -1)
		return false;
	bool direct = payload != NULL && !h->router_alert;
	return libnet_build_ipv4((uint16_t)(hdr + len + inner), h->tos, ++p->id, 0, h->ttl, protocol, 0, htonl(h->src),
				 htonl(h->dst), direct ? payload : NULL, direct ? (uint32_t)len : 0, p->l, 0) != -1;
}

const uint8_t *packet_udp(struct packets *p, const struct packet_hdr *h, uint16_t src_port, uint16_t dst_port,
			  const uint8_t *payload, size_t len, size_t *packet_len)
{
	bool fits = len <= UDP_MAX;
	bool built = fits && libnet_build_udp(src_port, dst_port, (uint16_t)(LIBNET_UDP_H + len), 0, payload,
					      (uint32_t)len, p->l, 0) != -1;

	return take(p, fits, built && build_ip(p, h, IPPROTO_UDP, NULL, 0, LIBNET_UDP_H + len), packet_len);
}

const uint8_t *packet_ip(struct packets *p, const struct packet_hdr *h, uint8_t protocol, const uint8_t *payload,
			 size_t len, size_t *packet_len)
{
	bool fits = len <= 65535 - LIBNET_IPV4_H - ROUTER_ALERT_LEN;

	return take(p, fits, fits && build_ip(p, h, protocol, payload, len, 0), packet_len);
}

const uint8_t *packet_llc(struct packets *p, uint16_t ethertype, const uint8_t *payload, size_t len, size_t *frame_len)
{
	uint8_t oui[3] = {0, 0, 0};
	/* libnet frees the last packet only after it has copied this payload: it may be that packet. */
	bool built = libnet_build_802_2snap(0xaa, 0xaa, 0x03, oui, ethertype, payload, (uint32_t)len, p->l, 0) != -1;

	return take(p, true, built, frame_len);
}

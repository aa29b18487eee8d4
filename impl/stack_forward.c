/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IPv4: routes, the way of a packet through the node (RFC 1812 5), and over which VC
 * it leaves: that of its reservation, else the best-effort VC to the next hop. RSVP
 * messages are taken out for the engine and always leave on the best-effort VC.
 * Nothing is fragmented: what exceeds the MTU of the ATM side is dropped.
 */
#include "stack_priv.h"

#include <string.h>

#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/rsvp.h"

/* Own address of an interface; a host's application has that of the host. */
static bool is_own(const struct stack *s, uint32_t a)
{
	return a == s->config.atm_ip.address || (s->config.ip_ip.address && a == s->config.ip_ip.address);
}

static bool connected(const struct stack *s, uint32_t a, int *iface)
{
	const struct stack_config *c = &s->config;
	if (ip_prefix_covers(&c->atm_ip, a))
		*iface = IFACE_ATM;
	else if (c->ip_ip.address && ip_prefix_covers(&c->ip_ip, a))
		*iface = IFACE_SIDE;
	else
		return false;
	return true;
}

bool stack_route(const struct stack *s, uint32_t dst, struct hop *hop)
{
	*hop = (struct hop){.next_hop = dst};
	if (stack_is_multicast(dst)) {
		hop->iface = IFACE_ATM;
		return true;
	}
	if (is_own(s, dst)) {
		hop->own = true;
		hop->iface = IFACE_SIDE;
		return true;
	}
	if (connected(s, dst, &hop->iface))
		return true;
	const struct stack_route *best = NULL;
	for (int i = 0; i < s->config.n_routes; i++) {
		const struct stack_route *r = &s->config.routes[i];
		if (ip_prefix_covers(&r->prefix, dst) && (!best || r->prefix.len > best->prefix.len))
			best = r;
	}
	if (!best || is_own(s, best->via) || !connected(s, best->via, &hop->iface))
		return false;
	hop->next_hop = best->via;
	return true;
}

static bool joined(const struct stack *s, uint32_t group)
{
	for (size_t i = 0; i < s->n_joined; i++) {
		if (s->joined[i] == group)
			return true;
	}
	return false;
}

/* Between the two sides of an edge whatever is sent to a group is passed on: who listens behind its IP side
 * is the business of that side. A host's application hears the groups that it has joined. */
uint8_t stack_group_route(const struct stack *s, uint32_t group, int in)
{
	if (in != IFACE_ATM)
		return 1u << IFACE_ATM;
	return !stack_is_host(&s->config) || joined(s, group) ? 1u << IFACE_SIDE : 0;
}

static void to_atm(struct stack *s, uint32_t next_hop, const uint8_t *packet, size_t len, bool rsvp)
{
	struct atm_addr atm;
	if (len > s->config.mtu)
		return;
	if (stack_is_multicast(next_hop)) {
		vcm_send_group(s->vcm, s->now, next_hop, packet, len, rsvp);
		return;
	}
	if (!rsvp && vcm_send_reserved(s->vcm, s->now, packet, len))
		return;
	if (!arp_lookup(s->arp, next_hop, &atm)) {
		arp_queue(s->arp, s->now, next_hop, packet, len, rsvp);
		return;
	}
	if (!rsvp && vcm_send_backward(s->vcm, s->now, &atm, packet, len))
		return;
	vcm_send_be(s->vcm, s->now, &atm, ETHERTYPE_IPV4, packet, len, rsvp);
}

void stack_ip_out(struct stack *s, const struct hop *hop, const uint8_t *packet, size_t len, bool rsvp)
{
	if (hop->own)
		stack_ip_in(s, IFACE_SIDE, packet, len);
	else if (hop->iface == IFACE_ATM)
		to_atm(s, hop->next_hop, packet, len, rsvp);
	else if (!stack_is_host(&s->config))
		stack_put(s, s->now, STACK_IP, packet, len);
}

/* TTL down by one, checksum to match (RFC 1141). */
static void age(uint8_t *packet)
{
	packet[8]--;
	uint32_t sum = ((uint32_t)packet[10] << 8 | packet[11]) + 0x100;
	sum = (sum & 0xffff) + (sum >> 16);
	packet[10] = (uint8_t)(sum >> 8);
	packet[11] = (uint8_t)sum;
}

static void forward(struct stack *s, int in, const struct ip4_hdr *h, const uint8_t *packet)
{
	struct hop hop;
	if (stack_is_host(&s->config) || h->ttl <= 1 || !stack_route(s, h->dst, &hop))
		return;
	if (stack_is_multicast(h->dst))
		hop.iface = stack_group_route(s, h->dst, in) & 1u << IFACE_ATM ? IFACE_ATM : IFACE_SIDE;
	wr_reset(&s->packet);
	wr_octets(&s->packet, packet, h->total_len);
	if (s->packet.failed)
		return;
	age(s->packet.p);
	stack_ip_out(s, &hop, s->packet.p, h->total_len, false);
}

static void deliver(struct stack *s, const struct ip4_hdr *h, const uint8_t *packet)
{
	const uint8_t *udp = packet + h->hdr_len;
	size_t len = (size_t)h->total_len - h->hdr_len;
	/* Fragments are not put together: no application here sends any. */
	if (h->protocol != IPPROTO_UDP_ || (h->frag & 0x3fff) || !stack_is_host(&s->config))
		return;
	stack_upcall_data(s, h->src, h->dst, udp, len);
}

void stack_ip_in(struct stack *s, int iface, const uint8_t *packet, size_t len)
{
	struct ip4_hdr h;
	if (ip4_decode(packet, len, &h).code != WIRE_OK)
		return;
	if (h.protocol == IPPROTO_RSVP_ && (h.router_alert || is_own(s, h.dst))) {
		s->rsvp_trigger = h.total_len > h.hdr_len + 1u ? packet[h.hdr_len + 1] : 0;
		rsvp_engine_packet(s->rsvp, s->now, iface, packet, h.total_len);
		return;
	}
	if (is_own(s, h.dst) || (stack_is_multicast(h.dst) && joined(s, h.dst)))
		deliver(s, &h, packet);
	else
		forward(s, iface, &h, packet);
}

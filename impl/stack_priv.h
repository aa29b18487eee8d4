/* SPDX-License-Identifier: Apache-2.0 */
/* The stack as its files see it. */
#ifndef STACK_PRIV_H
#define STACK_PRIV_H

#include "base/buf.h"
#include "base/defect.h"
#include "flow/flow.h"
#include "ipoatm/arp.h"
#include "rsvp/engine.h"
#include "stack.h"
#include "uni/uni.h"
#include "vcm/vcm.h"

#include "stack_config.h"

#define IFACE_ATM  0 /* index in rsvp_config */
#define IFACE_SIDE 1 /* the IP side of an edge, the application of a host */

/* Trigger of the RSVP engine that is a request of the user, not a message. */
#define TRIGGER_REQUEST 0xff

/* One output; its octets stand in stack.text at 'at'. */
struct item {
	vtime time;
	enum stack_port port;
	size_t at, len;
};

struct stack {
	struct stack_config config;
	vtime now;
	struct flow *flow;
	struct flow_vc *signalling;
	struct uni *uni;
	struct arp *arp;
	struct rsvp_engine *rsvp;
	struct vcm *vcm;
	/* Outputs: items[first..n), emptied as a whole when all are drained. */
	struct item *items;
	size_t first, n, cap;
	struct wr text;
	struct wr packet; /* one under construction */
	uint32_t *joined; /* groups that the application of a host belongs to */
	size_t n_joined;
	uint8_t rsvp_trigger; /* message type that the RSVP engine works on, 0 = a timer (for defects) */
};

/* Where a packet goes. */
struct hop {
	int iface;
	bool own;          /* to this node itself */
	uint32_t next_hop; /* IP address on that interface's link */
};

/* stack_out.c: outputs */
void stack_put(struct stack *s, vtime time, enum stack_port port, const uint8_t *octets, size_t len);

/* stack.c */
/* ip is a member of the group behind the ATM network, or no longer. */
void stack_member(struct stack *s, uint32_t group, uint32_t ip, bool in);
/* Everything that is to be done now, in a fixed order. */
void stack_run(struct stack *s);

/* stack_forward.c: IP */
bool stack_route(const struct stack *s, uint32_t dst, struct hop *hop);
/* Interfaces, one bit each, by which a packet to the group leaves that came in by 'in'. */
uint8_t stack_group_route(const struct stack *s, uint32_t group, int in);
/* A packet that came in on an interface. */
void stack_ip_in(struct stack *s, int iface, const uint8_t *packet, size_t len);
/* A packet of our own, or one to be forwarded whose header is already in order. */
void stack_ip_out(struct stack *s, const struct hop *hop, const uint8_t *packet, size_t len, bool rsvp);

/* stack_control.c: requests of the user that are not the RSVP engine's; the upcall of a datagram. */
void stack_upcall_data(struct stack *s, uint32_t src, uint32_t dst, const uint8_t *udp, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One router between two links, fed with messages made field by field. Interface 0 (10.0.0.1) leads to
 * previous hops 10.0.0.2 and 10.0.0.3, interface 1 (10.1.0.1) to next hops 10.1.0.2 and 10.1.0.3, interface 2
 * (10.2.0.1) to a further one. Outputs are collected.
 */
#ifndef RSVP_TEST_ROUTER_H
#define RSVP_TEST_ROUTER_H

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "rsvp/engine.h"
#include "wire/ip.h"

#define ADDR(b, d) (10u << 24 | (uint32_t)(b) << 16 | (uint32_t)(d))
#define U1         ADDR(0, 2)
#define U2         ADDR(0, 3)
#define D1         ADDR(1, 2)
#define D2         ADDR(1, 3)
#define D3         ADDR(2, 2)
#define S1         ADDR(0, 10)
#define S2         ADDR(0, 11)
#define DST        ADDR(1, 20)
#define PORT       5000

struct sent {
	int iface;
	uint32_t next_hop;
	struct ip4_hdr ip;
	struct rsvp_msg m;
};

struct router {
	struct rsvp_engine *e;
	vtime now;
	bool grant, wait;
	int adds, mods, dels;
	struct rsvp_tc_spec spec;
	struct sent sent[32];
	int n_sent;
	int down;          /* interface towards DST */
	uint8_t group_out; /* interfaces by which packets to any group leave */
};

static bool router_route(void *ctx, uint32_t dst, int *iface, uint32_t *next_hop)
{
	struct router *r = ctx;
	uint32_t net = dst >> 16 & 0xff;
	*next_hop = 0;
	if (dst >> 24 != 10 || net > 2)
		return false;
	*iface = dst == DST ? r->down : (int)net;
	return true;
}

static uint8_t router_group_route(void *ctx, uint32_t group, int in)
{
	const struct router *r = ctx;
	return r->group_out;
}

static inline void router_init(struct router *r)
{
	memset(r, 0, sizeof(*r));
	r->grant = true;
	r->down = 1;
	struct rsvp_config c = {
	    .n_ifaces = 3, .route = router_route, .group_route = router_group_route, .route_ctx = r};
	for (int i = 0; i < 3; i++)
		c.ifaces[i] =
		    (struct rsvp_iface){.address = ADDR(i, 1), .mtu = 9180, .bandwidth = 16887708, .latency = 250};
	r->e = rsvp_engine_create(&c, 1);
	ck_assert_ptr_nonnull(r->e);
}

static inline void router_free(struct router *r)
{
	rsvp_engine_free(r->e);
}

static inline void collect(struct router *r)
{
	struct rsvp_out o;
	while (rsvp_engine_drain(r->e, &o)) {
		switch (o.kind) {
		case RSVP_OUT_PACKET: {
			ck_assert_int_lt(r->n_sent, 32);
			struct sent *s = &r->sent[r->n_sent++];
			s->iface = o.iface;
			s->next_hop = o.next_hop;
			ck_assert_int_eq(ip4_decode(o.octets, o.len, &s->ip).code, WIRE_OK);
			rsvp_decode(o.octets + s->ip.hdr_len, (size_t)(s->ip.total_len - s->ip.hdr_len), &s->m);
			break;
		}
		case RSVP_OUT_TC_ADD:
		case RSVP_OUT_TC_MOD:
			r->adds += o.kind == RSVP_OUT_TC_ADD;
			r->mods += o.kind == RSVP_OUT_TC_MOD;
			r->spec = *o.tc;
			if (!r->wait)
				rsvp_engine_tc_result(r->e, r->now, r->spec.id, r->grant, 1, 2);
			break;
		case RSVP_OUT_TC_DEL:
			r->dels++;
			break;
		case RSVP_OUT_UPCALL:
			ck_abort_msg("a router makes no upcalls");
		}
	}
}

/* Begin to watch anew. */
static inline void forget(struct router *r)
{
	r->n_sent = r->adds = r->mods = r->dels = 0;
}

static inline void run_to(struct router *r, vtime t)
{
	while (rsvp_engine_next(r->e) <= t) {
		r->now = rsvp_engine_next(r->e);
		rsvp_engine_time(r->e, r->now);
		collect(r);
	}
	r->now = t;
}

static inline void feed_octets(struct router *r, int iface, const struct ip4_hdr *ip, const uint8_t *body, size_t len)
{
	struct wr w = {0};
	ip4_encode(&w, ip, body, len);
	rsvp_engine_packet(r->e, r->now, iface, w.p, w.len);
	wr_free(&w);
	collect(r);
}

static inline void feed(struct router *r, int iface, const struct ip4_hdr *ip, const struct rsvp_msg *m)
{
	struct wr w = {0};
	rsvp_encode(&w, m);
	feed_octets(r, iface, ip, w.p, w.len);
	wr_free(&w);
}

static inline struct rsvp_filter filter(uint32_t src, uint16_t port)
{
	return (struct rsvp_filter){.src = ip_addr_v4(src), .port = port};
}

/* nB: flowspecs that are totally ordered. */
static inline struct tspec tspec_of(int n)
{
	return (struct tspec){10000.0f * (float)n, 2000, 200000, 64, 1500};
}

static struct rsvp_msg scratch;

static inline struct rsvp_msg *msg(enum rsvp_type type, uint16_t port, uint32_t hop, uint32_t lih)
{
	struct rsvp_msg *m = &scratch;
	memset(m, 0, sizeof(*m));
	m->type = type;
	m->ttl = 60;
	m->has_session = true;
	m->session = (struct rsvp_session){.dst = ip_addr_v4(DST), .protocol = 17, .port = port};
	m->has_hop = true;
	m->hop = (struct rsvp_hop){.addr = ip_addr_v4(hop), .lih = lih};
	m->has_time = true;
	m->refresh_ms = 30000;
	return m;
}

static inline struct rsvp_msg *path_msg(uint32_t src, uint16_t port, uint32_t phop, int n)
{
	struct rsvp_msg *m = msg(RSVP_PATH, PORT, phop, 7);
	m->has_sender = m->has_tspec = true;
	m->sender = filter(src, port);
	m->tspec = tspec_of(n);
	return m;
}

static inline void feed_down(struct router *r, const struct rsvp_msg *m)
{
	struct ip4_hdr ip = {.ttl = m->ttl,
			     .protocol = IPPROTO_RSVP_,
			     .src = ip_addr_to_v4(&m->sender.src),
			     .dst = ip_addr_to_v4(&m->session.dst),
			     .router_alert = true};
	feed(r, 0, &ip, m);
}

static inline void path(struct router *r, uint32_t src, uint16_t port, uint32_t phop, int n)
{
	feed_down(r, path_msg(src, port, phop, n));
}

static inline struct rsvp_msg *resv_msg(enum rsvp_type type, enum rsvp_style style, uint32_t nhop)
{
	struct rsvp_msg *m = msg(type, PORT, nhop, (nhop >> 16 & 0xff) + 1);
	m->has_style = true;
	m->style = style;
	return m;
}

static inline struct rsvp_flow_descriptor *flow(struct rsvp_msg *m, int n)
{
	struct rsvp_flow_descriptor *d = &m->flows[m->n_flows++];
	d->has_flowspec = n > 0;
	d->flowspec = (struct flowspec){.service = INTSERV_CLS, .t = tspec_of(n)};
	return d;
}

static inline struct rsvp_msg *with(struct rsvp_msg *m, uint32_t src, uint16_t port)
{
	struct rsvp_flow_descriptor *d = &m->flows[m->n_flows - 1];
	d->filters[d->n_filters++] = filter(src, port);
	return m;
}

static inline void feed_up(struct router *r, const struct rsvp_msg *m)
{
	int iface = (int)(ip_addr_to_v4(&m->hop.addr) >> 16 & 0xff);
	struct ip4_hdr ip = {
	    .ttl = m->ttl, .protocol = IPPROTO_RSVP_, .src = ip_addr_to_v4(&m->hop.addr), .dst = ADDR(iface, 1)};
	feed(r, iface, &ip, m);
}

/* FF of one sender from one next hop. */
static inline void resv(struct router *r, uint32_t nhop, uint32_t src, uint16_t port, int n)
{
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, nhop);
	flow(m, n);
	feed_up(r, with(m, src, port));
}

static inline const struct sent *only(struct router *r, enum rsvp_type type)
{
	ck_assert_int_eq(r->n_sent, 1);
	ck_assert_int_eq(r->sent[0].m.type, type);
	return &r->sent[0];
}

static inline int sent_of(const struct router *r, enum rsvp_type type)
{
	int n = 0;
	for (int i = 0; i < r->n_sent; i++)
		n += r->sent[i].m.type == type;
	return n;
}

static inline const struct sent *last_of(const struct router *r, enum rsvp_type type)
{
	for (int i = r->n_sent; i > 0; i--) {
		if (r->sent[i - 1].m.type == type)
			return &r->sent[i - 1];
	}
	ck_abort_msg("no %s left", rsvp_type_name(type));
	return NULL;
}

static inline float rate(const struct sent *s)
{
	return s->m.flows[0].flowspec.t.r / 10000;
}

#endif

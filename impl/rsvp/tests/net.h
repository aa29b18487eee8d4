/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Engines wired back to back in virtual time: S (host) - A (router) - B (router) - R (host).
 * Packets arrive at once and in order; each can be lost by a filter. Traffic control of each node answers
 * at once as told, or leaves the answer to the test. All messages are logged.
 */
#ifndef RSVP_TEST_NET_H
#define RSVP_TEST_NET_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rsvp/engine.h"
#include "wire/ip.h"

enum { S, A, B, R, N_NODES };
enum { UP, DOWN }; /* interfaces of a router: towards S, towards R */

#define ADDR(b, d) (10u << 24 | (uint32_t)(b) << 16 | (uint32_t)(d))
#define S_ADDR     ADDR(0, 2)
#define A_UP       ADDR(0, 1)
#define A_DOWN     ADDR(1, 1)
#define B_UP       ADDR(1, 2)
#define B_DOWN     ADDR(2, 1)
#define R_ADDR     ADDR(2, 2)

#define SESSION "10.2.0.2/17/5000"
#define SENDER  "10.0.0.2/4000"

enum tc_mode { TC_GRANT, TC_REFUSE, TC_WAIT };

struct message {
	int from, to; /* nodes */
	vtime at;
	struct ip4_hdr ip;
	struct rsvp_msg m;
};

struct net {
	struct rsvp_engine *e[N_NODES];
	vtime now;
	enum tc_mode tc[N_NODES];
	struct rsvp_tc_spec spec[N_NODES]; /* latest ADD or MOD */
	int adds[N_NODES], mods[N_NODES], dels[N_NODES];
	bool (*lose)(struct net *n, const struct message *m);
	struct message *log;
	size_t n_log, cap_log;
	char up[N_NODES][64][256]; /* upcalls */
	int n_up[N_NODES];
};

static bool net_route(void *ctx, uint32_t dst, int *iface, uint32_t *next_hop)
{
	int node = (int)(intptr_t)ctx, subnet = (int)(dst >> 16 & 0xff);
	if (dst >> 24 != 10 || subnet > 2)
		return false;
	*next_hop = 0;
	switch (node) {
	case S:
		*iface = 0;
		*next_hop = subnet == 0 ? 0 : A_UP;
		break;
	case A:
		*iface = subnet == 0 ? UP : DOWN;
		*next_hop = subnet == 2 ? B_UP : 0;
		break;
	case B:
		*iface = subnet == 2 ? DOWN : UP;
		*next_hop = subnet == 0 ? A_DOWN : 0;
		break;
	default:
		*iface = 0;
		*next_hop = subnet == 2 ? 0 : B_DOWN;
		break;
	}
	return true;
}

static inline struct rsvp_config net_config(int node)
{
	static const uint32_t addrs[N_NODES][2] = {{S_ADDR, 0}, {A_UP, A_DOWN}, {B_UP, B_DOWN}, {R_ADDR, 0}};
	struct rsvp_config c = {.n_ifaces = 2, .route = net_route, .route_ctx = (void *)(intptr_t)node};
	for (int i = 0; i < 2; i++) {
		c.ifaces[i] = (struct rsvp_iface){.address = addrs[node][i],
						  .mtu = 9180,
						  .local = addrs[node][i] == 0,
						  .bandwidth = 16887708,
						  .latency = 10};
	}
	return c;
}

static inline void net_init(struct net *n)
{
	memset(n, 0, sizeof(*n));
	for (int i = 0; i < N_NODES; i++) {
		struct rsvp_config c = net_config(i);
		n->e[i] = rsvp_engine_create(&c, (uint64_t)i);
		ck_assert_ptr_nonnull(n->e[i]);
	}
}

static inline void net_free(struct net *n)
{
	for (int i = 0; i < N_NODES; i++)
		rsvp_engine_free(n->e[i]);
	free(n->log);
}

/* Node and interface that an address on a link belongs to. */
static inline int owner(uint32_t addr, int *iface)
{
	static const struct {
		uint32_t addr;
		int node, iface;
	} t[] = {{S_ADDR, S, 0}, {A_UP, A, UP}, {A_DOWN, A, DOWN}, {B_UP, B, UP}, {B_DOWN, B, DOWN}, {R_ADDR, R, 0}};
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		if (t[i].addr == addr) {
			*iface = t[i].iface;
			return t[i].node;
		}
	}
	return -1;
}

static inline void answer(struct net *n, int node, const struct rsvp_tc_spec *t)
{
	n->spec[node] = *t;
	if (n->tc[node] != TC_WAIT)
		rsvp_engine_tc_result(n->e[node], n->now, t->id, n->tc[node] == TC_GRANT, 1, 2);
}

static inline void deliver(struct net *n, int from, const struct rsvp_out *o)
{
	int iface, to = owner(o->next_hop, &iface);
	ck_assert_int_ge(to, 0);
	if (n->n_log == n->cap_log) {
		n->cap_log = n->cap_log ? n->cap_log * 2 : 64;
		n->log = realloc(n->log, n->cap_log * sizeof(*n->log));
		ck_assert_ptr_nonnull(n->log);
	}
	struct message *m = &n->log[n->n_log];
	*m = (struct message){.from = from, .to = to, .at = n->now};
	ck_assert_int_eq(ip4_decode(o->octets, o->len, &m->ip).code, WIRE_OK);
	ck_assert_int_eq(rsvp_decode(o->octets + m->ip.hdr_len, (size_t)(m->ip.total_len - m->ip.hdr_len), &m->m).code,
			 WIRE_OK);
	/* RFC 2205 3.8: whatever leaves says its TTL. */
	ck_assert_uint_eq(m->m.ttl, m->ip.ttl);
	if (n->lose && n->lose(n, m))
		return;
	n->n_log++;
	uint8_t *copy = malloc(o->len);
	memcpy(copy, o->octets, o->len);
	rsvp_engine_packet(n->e[to], n->now, iface, copy, o->len);
	free(copy);
}

/* Carry everything that is waiting to its end. */
static inline void pump(struct net *n)
{
	for (bool busy = true; busy;) {
		busy = false;
		for (int i = 0; i < N_NODES; i++) {
			struct rsvp_out o;
			while (rsvp_engine_drain(n->e[i], &o)) {
				busy = true;
				switch (o.kind) {
				case RSVP_OUT_PACKET:
					deliver(n, i, &o);
					break;
				case RSVP_OUT_TC_ADD:
					n->adds[i]++;
					answer(n, i, o.tc);
					break;
				case RSVP_OUT_TC_MOD:
					n->mods[i]++;
					answer(n, i, o.tc);
					break;
				case RSVP_OUT_TC_DEL:
					n->dels[i]++;
					break;
				case RSVP_OUT_UPCALL:
					ck_assert_int_lt(n->n_up[i], 64);
					snprintf(n->up[i][n->n_up[i]++], 256, "%.*s", (int)o.len,
						 (const char *)o.octets);
					break;
				}
			}
		}
	}
}

/* Let time pass to t, inclusive. */
static inline void run_to(struct net *n, vtime t)
{
	for (;;) {
		vtime next = VTIME_NEVER;
		for (int i = 0; i < N_NODES; i++)
			next = vtime_min(next, rsvp_engine_next(n->e[i]));
		if (next > t)
			break;
		n->now = next > n->now ? next : n->now;
		for (int i = 0; i < N_NODES; i++)
			rsvp_engine_time(n->e[i], n->now);
		pump(n);
	}
	n->now = t;
	for (int i = 0; i < N_NODES; i++)
		rsvp_engine_time(n->e[i], n->now);
	pump(n);
}

static inline void ask(struct net *n, int node, const char *line)
{
	char err[200] = "";
	ck_assert_msg(rsvp_engine_request(n->e[node], n->now, line, err, sizeof(err)), "%s: %s", line, err);
	pump(n);
}

/* Forget what was logged. */
static inline void clear(struct net *n)
{
	n->n_log = 0;
	memset(n->n_up, 0, sizeof(n->n_up));
	memset(n->adds, 0, sizeof(n->adds));
	memset(n->mods, 0, sizeof(n->mods));
	memset(n->dels, 0, sizeof(n->dels));
}

/* Messages of the type that reached 'to'; -1 any node. */
static inline int count(const struct net *n, enum rsvp_type type, int to)
{
	int c = 0;
	for (size_t i = 0; i < n->n_log; i++)
		c += n->log[i].m.type == type && (to < 0 || n->log[i].to == to);
	return c;
}

static inline const struct message *last(const struct net *n, enum rsvp_type type, int to)
{
	for (size_t i = n->n_log; i > 0; i--) {
		if (n->log[i - 1].m.type == type && (to < 0 || n->log[i - 1].to == to))
			return &n->log[i - 1];
	}
	ck_abort_msg("no %s arrived", rsvp_type_name(type));
	return NULL;
}

static inline void assert_upcall(const struct net *n, int node, int i, const char *text)
{
	ck_assert_int_lt(i, n->n_up[node]);
	ck_assert_str_eq(n->up[node][i], text);
}

/* TSPECs that are ordered: Q(1) < Q(2) < ... */
#define Q1 "r=10000 b=2000 p=20000 m=64 M=1500"
#define Q2 "r=20000 b=2000 p=40000 m=64 M=1500"
#define Q3 "r=30000 b=2000 p=60000 m=64 M=1500"

#define RESERVE(q) "reserve " SESSION " style=FF " SENDER " service=CL " q

#endif

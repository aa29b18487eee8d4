/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network in miniature for tests of multicast: it answers the calls and parties of a
 * vcm, refuses or holds those that it is told to, and counts the copies of a packet that
 * reach each edge E1, E2, ... What the vcm asks of it is kept as text:
 *
 *   S3q:E2  SETUP of call 3, a QoS VC, to E2       S1b:E1  the same, best effort
 *   A3:E1   ADD PARTY      D3:E1  DROP PARTY       R3      RELEASE
 */
#ifndef MC_NET_H
#define MC_NET_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vcm/vcm.h"
#include "wire/cell.h"
#include "wire/ip.h"

#define GROUP   0xef010101u
#define EDGES   80
#define CALLS   400
#define EDGE(i) (0x0a000001u + (uint32_t)(i)) /* E1 is 10.0.0.2 */

enum fate { ANSWER, REFUSE, HOLD };

struct net_call {
	struct q2931_msg setup;
	bool qos, active, gone;
	bool vcmux;               /* was agreed with the first party */
	uint8_t party[EDGES + 1]; /* endpoint reference + 1 of the edge, 0: none */
	bool in[EDGES + 1];
	uint16_t next_endpoint;
};

struct request {
	char kind; /* S A D R */
	uni_call call;
	int edge;
	uint16_t endpoint;
};

static struct net_call net_calls[CALLS];
static uni_call net_n;
static struct request requests[1000];
static size_t n_requests;
static enum fate fate_of[2][EDGES + 1]; /* [QoS][edge] */
static bool llc_only[EDGES + 1];        /* edges that take no VC multiplexing */
static char said[40000];
static struct vcm *v;
static struct flow *f;
static vtime now;
static int outcome[1000]; /* of a reservation: 0 none yet, 1 granted, -1 refused, -2 lost */
static unsigned grew, copies[EDGES + 1];
static bool left_on[CALLS]; /* calls that the last packet left by */
static char left_by[100];   /* the same as text: "2 3 " */

static inline struct atm_addr edge_atm(int e)
{
	return (struct atm_addr){{0x47, (uint8_t)e}};
}

static inline int edge_of(const struct atm_addr *a)
{
	return a->octets[1];
}

static inline void __attribute__((format(printf, 1, 2))) say(const char *format, ...)
{
	size_t n = strlen(said);
	va_list ap;
	va_start(ap, format);
	vsnprintf(said + n, sizeof said - n, format, ap);
	va_end(ap);
}

static inline void ask(char kind, uni_call call, int edge, uint16_t endpoint)
{
	ck_assert_uint_lt(n_requests, 1000);
	requests[n_requests++] = (struct request){kind, call, edge, endpoint};
}

static inline uni_call op_setup(void *ctx, vtime t, const struct q2931_msg *setup)
{
	ck_assert_uint_lt(net_n + 1, CALLS);
	struct net_call *c = &net_calls[++net_n];
	int e = edge_of(&setup->called.aesa);
	*c = (struct net_call){.setup = *setup, .qos = !setup->traffic.best_effort, .next_endpoint = 1};
	c->party[e] = 1;
	say("S%u%c:E%d ", net_n, c->qos ? 'q' : 'b', e);
	if (setup->bearer.configuration == 1) {
		ck_assert(setup->endpoint_ref.present && setup->endpoint_ref.value == 0);
		ck_assert_uint_eq(c->qos ? setup->traffic.value[TD_BWD_PCR01] : 0, 0); /* BACKWARD-4 */
	}
	ask('S', net_n, e, 0);
	return net_n;
}

static inline uint16_t op_add_party(void *ctx, vtime t, uni_call call, const struct q2931_msg *party)
{
	struct net_call *c = &net_calls[call];
	int e = edge_of(&party->called.aesa);
	ck_assert(c->active && !c->gone && !c->party[e]);
	ck_assert(party->aal.present && !party->traffic.present); /* UNI-5 */
	ck_assert_int_eq(party->blli.n, 1);
	ck_assert_int_eq(party->blli.b[0].has_l2, !c->vcmux);
	uint16_t endpoint = c->next_endpoint++;
	c->party[e] = (uint8_t)(endpoint + 1);
	say("A%u:E%d ", call, e);
	ask('A', call, e, endpoint);
	return endpoint;
}

static inline int edge_at(const struct net_call *c, uint16_t endpoint)
{
	for (int e = 1; e <= EDGES; e++) {
		if (c->party[e] == endpoint + 1)
			return e;
	}
	return 0;
}

static inline void op_drop_party(void *ctx, vtime t, uni_call call, uint16_t party, uint8_t cause)
{
	int e = edge_at(&net_calls[call], party);
	ck_assert_int_ne(e, 0);
	say("D%u:E%d ", call, e);
	ask('D', call, e, party);
}

static inline void op_release(void *ctx, vtime t, uni_call call, uint8_t cause, const uint8_t *diag, size_t n)
{
	ck_assert(!net_calls[call].gone);
	say("R%u ", call);
	ask('R', call, 0, 0);
}

static inline void op_answer_party(void *ctx, vtime t, uni_call call, uint16_t party, uint8_t cause)
{
	say(cause ? "no%u:%u " : "yes%u:%u ", call, party);
}

static inline void op_proceeding(void *ctx, vtime t, uni_call call)
{
}

static inline void op_accept(void *ctx, vtime t, uni_call call, const struct q2931_msg *connect)
{
	say("C%u ", call);
}

static inline void primitive(enum uni_out_kind kind, uni_call call, uint16_t party, const struct q2931_msg *msg,
			     uint8_t cause)
{
	vcm_uni(
	    v, now,
	    &(struct uni_out){
		.kind = kind, .call = call, .party = party, .msg = msg, .cause = cause, .vci = (uint16_t)(100 + call)});
}

static inline void call_gone(uni_call call, enum uni_out_kind kind, uint8_t cause)
{
	net_calls[call].gone = true;
	net_calls[call].active = false;
	memset(net_calls[call].in, 0, sizeof net_calls[call].in);
	primitive(kind, call, 0, NULL, cause);
}

/* A leaf is cleared by the network. */
static inline void lose_leaf(uni_call call, int e)
{
	struct net_call *c = &net_calls[call];
	uint16_t endpoint = (uint16_t)(c->party[e] - 1);
	c->party[e] = 0;
	c->in[e] = false;
	primitive(UNI_DROP_PARTY_IND, call, endpoint, NULL, 41);
}

static inline void answer(const struct request *r, enum fate fate)
{
	struct net_call *c = &net_calls[r->call];
	if (c->gone)
		return;
	if (r->kind == 'R') {
		call_gone(r->call, UNI_RELEASE_CONF, 0);
	} else if (r->kind == 'S' && fate == REFUSE) {
		call_gone(r->call, UNI_RELEASE_IND, 37);
	} else if (r->kind == 'S') {
		struct q2931_msg m = {.type = Q2931_CONNECT, .aal = c->setup.aal};
		/* The first that is offered, or the first that it can do (RFC 1755 app. D.4). */
		int chosen = llc_only[r->edge] && !c->setup.blli.b[0].has_l2;
		ck_assert_int_lt(chosen, c->setup.blli.n);
		m.blli.n = 1;
		m.blli.b[0] = c->setup.blli.b[chosen];
		c->vcmux = !m.blli.b[0].has_l2;
		c->active = true;
		c->in[r->edge] = true;
		primitive(UNI_SETUP_CONF, r->call, 0, &m, 0);
	} else if (r->kind == 'A' && (fate == REFUSE || (llc_only[r->edge] && c->vcmux))) {
		c->party[r->edge] = 0;
		primitive(UNI_PARTY_REJECT_IND, r->call, r->endpoint, NULL, fate == REFUSE ? 37 : 88);
	} else if (r->kind == 'A') {
		c->in[r->edge] = true;
		primitive(UNI_ADD_PARTY_CONF, r->call, r->endpoint, NULL, 0);
	} else if (r->kind == 'D') {
		c->party[r->edge] = 0;
		c->in[r->edge] = false;
		primitive(UNI_DROP_PARTY_CONF, r->call, r->endpoint, NULL, 0);
	}
}

static inline void answers_up(void)
{
	struct vcm_out o;
	while (vcm_drain(v, &o)) {
		struct atm_addr a = edge_atm((int)(o.ip - EDGE(0)));
		if (o.kind == VCM_OUT_TC_RESULT)
			outcome[o.tc] = o.ok ? 1 : -1;
		else if (o.kind == VCM_OUT_TC_LOST)
			outcome[o.tc] = -2;
		else if (o.kind == VCM_OUT_RESOLVE)
			vcm_resolved(v, now, o.ip, true, &a);
		else if (o.kind == VCM_OUT_GREW)
			grew++;
	}
}

/* Let the network answer all that it does not hold. */
static inline void net(void)
{
	answers_up();
	if (vcm_next(v) <= now)
		vcm_time(v, now);
	answers_up();
	for (size_t i = 0; i < n_requests;) {
		struct request r = requests[i];
		bool qos = net_calls[r.call].qos;
		enum fate fate = r.kind == 'S' || r.kind == 'A' ? fate_of[qos][r.edge] : ANSWER;
		if (fate == HOLD && !net_calls[r.call].gone) {
			i++;
			continue;
		}
		memmove(&requests[i], &requests[i + 1], (n_requests - i - 1) * sizeof requests[0]);
		n_requests--;
		answer(&r, fate);
		answers_up();
		i = 0;
	}
}

static inline void run_to(vtime t)
{
	net();
	while (vcm_next(v) <= t) {
		now = vcm_next(v);
		vcm_time(v, now);
		net();
	}
	now = t;
}

static inline struct vcm_config net_config(void)
{
	return (struct vcm_config){.version = UNI_31,
				   .line_cells = 353207,
				   .mtu = 9180,
				   .be_idle = VT_S(1200),
				   .retry = VT_S(60),
				   .reestablish = VT_S(30),
				   .admission_limit = UINT64_MAX};
}

static inline void begin(struct vcm_config c)
{
	struct vcm_ops ops = {.setup = op_setup,
			      .proceeding = op_proceeding,
			      .accept = op_accept,
			      .release = op_release,
			      .add_party = op_add_party,
			      .drop_party = op_drop_party,
			      .answer_party = op_answer_party};
	memset(net_calls, 0, sizeof net_calls);
	memset(fate_of, 0, sizeof fate_of);
	memset(llc_only, 0, sizeof llc_only);
	memset(outcome, 0, sizeof outcome);
	net_n = 0;
	n_requests = 0;
	said[0] = '\0';
	grew = 0;
	now = VT_S(1);
	f = flow_create(149760000);
	v = vcm_create(&c, &ops, f);
	ck_assert_ptr_nonnull(v);
}

static inline void end(void)
{
	vcm_free(v);
	flow_free(f);
}

static inline void expect(const char *text)
{
	ck_assert_str_eq(said, text);
	said[0] = '\0';
}

static inline void hear_nothing(void)
{
	expect("");
}

/* ---- packets ---- */

static inline void count_cell(const uint8_t cell[53])
{
	struct cell_hdr h;
	ck_assert(cell_hdr_decode(cell, &h));
	if (!(h.pti & PTI_LAST))
		return;
	for (int e = 1; e <= EDGES; e++)
		copies[e] += net_calls[h.vci - 100].in[e];
	left_on[h.vci - 100] = true;
}

static inline void drain_cells(void)
{
	uint8_t cell[53];
	vtime t;
	while (flow_next(f, now) != VTIME_NEVER) {
		now = flow_next(f, now);
		while (flow_cell_out(f, now, &t, cell))
			count_cell(cell);
	}
	vcm_sent(v, now);
}

/* Copies of one packet of the sender 10.1.0.n to the group's port, as E1, E2, ... get them: "101" with 3 edges. */
static inline const char *packet(int sender, uint16_t port, int edges, bool rsvp)
{
	static char text[EDGES + 1];
	uint8_t octets[20] = {0};
	struct wr udp = {0}, ip = {0};
	uint32_t src = 0x0a010000u + (uint32_t)sender;
	memset(copies, 0, sizeof copies);
	memset(left_on, 0, sizeof left_on);
	left_by[0] = '\0';
	udp_encode(&udp, src, GROUP, &(struct udp_hdr){.src_port = 4000, .dst_port = port}, octets, sizeof octets);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = src, .dst = GROUP}, udp.p, udp.len);
	vcm_send_group(v, now, GROUP, ip.p, ip.len, rsvp);
	wr_free(&udp);
	wr_free(&ip);
	net();
	drain_cells();
	net();
	for (unsigned call = 1; call <= net_n; call++) {
		size_t n = strlen(left_by);
		if (left_on[call])
			snprintf(left_by + n, sizeof left_by - n, "%u ", call);
	}
	for (int e = 1; e <= edges; e++)
		text[e - 1] = (char)('0' + copies[e]);
	text[edges] = '\0';
	return text;
}

/* ---- RSVP ---- */

static inline void reserve_by(enum rsvp_out_kind kind, rsvp_tc id, int edge, enum rsvp_style style, int n_senders,
			      const int *senders, float r)
{
	struct rsvp_tc_spec s = {.id = id, .iface = 0, .next_hop = EDGE(edge), .style = style, .n_filters = n_senders};
	s.session.dst = ip_addr_v4(GROUP);
	s.session.protocol = 17;
	s.session.port = 5000;
	for (int i = 0; i < n_senders; i++)
		s.filters[i] = (struct rsvp_filter){ip_addr_v4(0x0a010000u + (uint32_t)senders[i]), 4000};
	/* Larger in every parameter, M too: the larger request must not lose its packet size by merging. */
	s.flowspec = (struct flowspec){.service = INTSERV_CLS,
				       .t = {.r = r, .b = r / 5, .p = 2 * r, .m = 64, .M = (uint32_t)(r / 25)}};
	if (kind != RSVP_OUT_TC_DEL)
		outcome[id] = 0;
	vcm_tc(v, now, kind, &s);
}

#endif

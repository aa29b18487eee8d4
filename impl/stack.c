/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of the stack and the way between them. Every input is handed to one
 * part; what the parts put out is then carried to the others until nothing is left
 * to do, in one fixed order, so that the same inputs give the same outputs.
 *
 *   cells <-> flow <-> call control (uni)        VCI 5
 *                  <-> vcm <-> arp, IP           all others
 *   IP side, user <-> IP <-> rsvp <-> vcm
 */
#include "stack_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "wire/cell.h"
#include "wire/llc.h"
#include "wire/rsvp.h"

#define SIGNALLING_VCI 5
#define SIGNALLING_SDU 4200 /* the longest SSCOP PDU: 4096 octets and its trailer, UNI 3.1 5.2 */

/* ---- what the parts ask of each other ---- */

static uni_call op_setup(void *ctx, vtime now, const struct q2931_msg *setup)
{
	struct stack *s = ctx;
	return uni_setup_req(s->uni, now, setup);
}

static void op_proceeding(void *ctx, vtime now, uni_call call)
{
	struct stack *s = ctx;
	uni_proceeding_req(s->uni, now, call);
}

static void op_accept(void *ctx, vtime now, uni_call call, const struct q2931_msg *connect)
{
	struct stack *s = ctx;
	uni_setup_resp(s->uni, now, call, connect);
}

static void op_release(void *ctx, vtime now, uni_call call, uint8_t cause, const uint8_t *diag, size_t n_diag)
{
	struct stack *s = ctx;
	uni_release_req(s->uni, now, call, cause, diag, n_diag);
}

static void op_enquire(void *ctx, vtime now, uni_call call)
{
	struct stack *s = ctx;
	uni_status_enquiry_req(s->uni, now, call);
}

static uint16_t op_add_party(void *ctx, vtime now, uni_call call, const struct q2931_msg *party)
{
	struct stack *s = ctx;
	return uni_add_party_req(s->uni, now, call, party);
}

static void op_drop_party(void *ctx, vtime now, uni_call call, uint16_t party, uint8_t cause)
{
	struct stack *s = ctx;
	uni_drop_party_req(s->uni, now, call, party, cause);
}

static void op_answer_party(void *ctx, vtime now, uni_call call, uint16_t party, uint8_t cause)
{
	struct stack *s = ctx;
	if (cause)
		uni_add_party_reject(s->uni, now, call, party, cause);
	else
		uni_add_party_resp(s->uni, now, call, party);
}

static uint8_t rsvp_group_route(void *ctx, uint32_t group, int in)
{
	return stack_group_route(ctx, group, in);
}

static bool rsvp_route(void *ctx, uint32_t dst, int *iface, uint32_t *next_hop)
{
	struct hop hop;
	if (!stack_route(ctx, dst, &hop))
		return false;
	*iface = hop.iface;
	*next_hop = hop.next_hop == dst ? 0 : hop.next_hop;
	return true;
}

static bool be_open(void *ctx, const struct atm_addr *atm)
{
	const struct stack *s = ctx;
	return vcm_be_open(s->vcm, atm);
}

void stack_member(struct stack *s, uint32_t group, uint32_t ip, bool in)
{
	/* This node itself is not behind its own ATM interface. */
	if (ip && ip != s->config.atm_ip.address)
		vcm_member(s->vcm, s->now, group, ip, in);
}

/* ---- creation ---- */

static bool create_parts(struct stack *s, uint64_t seed)
{
	const struct stack_config *c = &s->config;
	s->flow = flow_create(c->cell_bps);
	if (!s->flow)
		return false;
	s->signalling = flow_vc_open(s->flow, 0, SIGNALLING_VCI, FLOW_SIGNALLING, NULL, SIGNALLING_SDU, NULL);
	struct uni_config uni = {.version = c->version, .address = c->address};
	uni.first_call_ref = 1;
	if (VARIANT(variant_call_references))
		uni.first_call_ref = 0x12345;
	if (VARIANT(variant_ie_order))
		uni.ie_order = 7;
	s->uni = uni_create(&uni);
	struct arp_config arp = {
	    .ip = c->atm_ip.address, .atm = c->address, .server = c->arp_server, .vc_open = be_open, .ctx = s};
	s->arp = arp_create(&arp);
	struct rsvp_config rsvp = {
	    .n_ifaces = 2,
	    .ifaces = {{.address = c->atm_ip.address, .mtu = c->mtu},
		       {.address = stack_is_host(c) ? c->atm_ip.address : c->ip_ip.address,
			.mtu = c->mtu,
			.local = stack_is_host(c)}},
	    .refresh = c->refresh,
	    .k = c->k,
	    .jitter = !VARIANT(variant_no_refresh_jitter),
	    .route = rsvp_route,
	    .group_route = rsvp_group_route,
	    .route_ctx = s,
	};
	s->rsvp = rsvp_engine_create(&rsvp, seed);
	struct vcm_config vcm = {
	    .version = c->version,
	    .line_cells = c->cell_bps / 424,
	    .mtu = c->mtu,
	    .vcmux = c->vcmux,
	    .be_idle = c->be_idle,
	    .tau = c->tau,
	    .retry = c->retry,
	    .reestablish = c->reestablish,
	    .backward = c->backward,
	    .admission_limit = c->admission_limit,
	    .atm_iface = IFACE_ATM,
	};
	struct vcm_ops ops = {s,          op_setup,     op_proceeding, op_accept,      op_release,
			      op_enquire, op_add_party, op_drop_party, op_answer_party};
	s->vcm = vcm_create(&vcm, &ops, s->flow);
	for (int i = 0; s->vcm && i < c->n_members; i++)
		stack_member(s, c->members[i].group, c->members[i].ip, true);
	return s->signalling && s->uni && s->arp && s->rsvp && s->vcm;
}

struct stack *stack_create(const char *const *config, size_t n, uint64_t seed, char *err, size_t err_len)
{
	struct stack *s = calloc(1, sizeof *s);
	if (!s) {
		snprintf(err, err_len, "out of memory");
		return NULL;
	}
	stack_config_defaults(&s->config);
	for (size_t i = 0; i < n; i++) {
		if (!stack_config_line(&s->config, config[i], err, err_len)) {
			free(s);
			return NULL;
		}
	}
	if (!stack_config_complete(&s->config, err, err_len)) {
		free(s);
		return NULL;
	}
	if (!create_parts(s, seed)) {
		snprintf(err, err_len, "out of memory");
		stack_free(s);
		return NULL;
	}
	return s;
}

void stack_free(struct stack *s)
{
	if (!s)
		return;
	vcm_free(s->vcm);
	if (s->rsvp)
		rsvp_engine_free(s->rsvp);
	arp_free(s->arp);
	if (s->uni)
		uni_free(s->uni);
	flow_free(s->flow);
	free(s->joined);
	free(s->items);
	wr_free(&s->text);
	wr_free(&s->packet);
	free(s);
}

/* ---- from part to part ---- */

static bool drain_uni(struct stack *s)
{
	struct uni_out out;
	bool any = false;
	while (uni_drain(s->uni, &out)) {
		any = true;
		if (out.kind == UNI_FRAME)
			flow_send(s->flow, s->signalling, NULL, 0, out.octets, out.len, 0, false);
		else
			vcm_uni(s->vcm, s->now, &out);
	}
	return any;
}

/* Is the end of this reservation kept from VC management (wrongly)? */
static bool end_withheld(const struct stack *s)
{
	return (DEFECT(teardown_kept_after_resv_tear) && s->rsvp_trigger == RSVP_RESVTEAR) ||
	       (DEFECT(teardown_kept_after_path_tear) && s->rsvp_trigger == RSVP_PATHTEAR) ||
	       (DEFECT(teardown_kept_after_timeout) && s->rsvp_trigger == 0);
}

/* The end-point for a reservation. One whose next RSVP node is not on the ATM network came past a router that knows
 * no RSVP: QoS VCs go to that router only if a user allows it (RFC 2380 3.2), and not to where the Resv came
 * from, which may have taken another way. */
static uint32_t end_point(const struct stack *s, const struct rsvp_tc_spec *spec)
{
	struct hop hop;
	if (ip_prefix_covers(&s->config.atm_ip, spec->next_hop) || spec->iface != IFACE_ATM)
		return spec->next_hop;
	if (DEFECT(endpoint_guessed) && s->config.n_routes > 0)
		return s->config.routes[0].via;
	bool allowed = s->config.endpoint_override || DEFECT(endpoint_non_rsvp_called);
	return allowed && stack_route(s, spec->next_hop, &hop) && hop.iface == IFACE_ATM ? hop.next_hop
											 : spec->next_hop;
}

static void traffic_control(struct stack *s, const struct rsvp_out *out)
{
	struct rsvp_tc_spec spec = *out->tc;
	spec.next_hop = end_point(s, out->tc);
	vcm_tc(s->vcm, s->now, out->kind, &spec);
}

static bool drain_rsvp(struct stack *s)
{
	struct rsvp_out out;
	bool any = false;
	while (rsvp_engine_drain(s->rsvp, &out)) {
		any = true;
		switch (out.kind) {
		case RSVP_OUT_PACKET:
			stack_ip_out(s, &(struct hop){.iface = out.iface, .next_hop = out.next_hop}, out.octets,
				     out.len, true);
			break;
		case RSVP_OUT_TC_DEL:
			if (end_withheld(s))
				break;
			__attribute__((fallthrough));
		case RSVP_OUT_TC_ADD:
		case RSVP_OUT_TC_MOD:
			traffic_control(s, &out);
			break;
		case RSVP_OUT_UPCALL:
			stack_put(s, s->now, STACK_CONTROL, out.octets, out.len);
			break;
		}
	}
	return any;
}

static bool drain_vcm(struct stack *s)
{
	struct vcm_out out;
	bool any = false;
	while (vcm_drain(s->vcm, &out)) {
		any = true;
		switch (out.kind) {
		case VCM_OUT_TC_RESULT:
			rsvp_engine_tc_result(s->rsvp, s->now, out.tc, out.ok, out.code, out.value);
			break;
		case VCM_OUT_TC_LOST:
			rsvp_engine_tc_lost(s->rsvp, s->now, out.tc, out.code, out.value);
			break;
		case VCM_OUT_RESOLVE:
			/* The address server knows those on its own network. */
			if (ip_prefix_covers(&s->config.atm_ip, out.ip))
				arp_resolve(s->arp, s->now, out.ip);
			else
				vcm_resolved(s->vcm, s->now, out.ip, false, NULL);
			break;
		case VCM_OUT_FORGET:
			arp_forget(s->arp, &out.atm);
			break;
		case VCM_OUT_GREW:
			rsvp_engine_route_changed(s->rsvp, s->now, out.ip);
			break;
		}
	}
	return any;
}

static bool drain_arp(struct stack *s)
{
	struct arp_out out;
	bool any = false;
	while (arp_drain(s->arp, &out)) {
		any = true;
		switch (out.kind) {
		case ARP_OUT_TO:
			vcm_send_be(s->vcm, s->now, &out.atm, ETHERTYPE_ARP, out.octets, out.len, true);
			break;
		case ARP_OUT_ON_VC:
			vcm_send_on(s->vcm, s->now, out.vc, ETHERTYPE_ARP, out.octets, out.len);
			break;
		case ARP_OUT_PACKET:
			vcm_send_be(s->vcm, s->now, &out.atm, ETHERTYPE_IPV4, out.octets, out.len, out.control);
			break;
		case ARP_OUT_RESOLVED:
		case ARP_OUT_UNRESOLVED:
			vcm_resolved(s->vcm, s->now, out.ip, out.kind == ARP_OUT_RESOLVED, &out.atm);
			break;
		case ARP_OUT_CLOSE:
			vcm_be_close(s->vcm, s->now, &out.atm);
			break;
		}
	}
	return any;
}

static bool drain_flow(struct stack *s)
{
	vtime start;
	uint8_t cell[CELL_LEN];
	bool any = false;
	while (flow_cell_out(s->flow, s->now, &start, cell)) {
		any = true;
		stack_put(s, start, STACK_ATM, cell, sizeof cell);
	}
	if (any)
		vcm_sent(s->vcm, s->now);
	return any;
}

void stack_run(struct stack *s)
{
	bool any;
	do {
		any = drain_uni(s);
		any = drain_rsvp(s) || any;
		any = drain_vcm(s) || any;
		any = drain_arp(s) || any;
		/* Cells last: what is due now competes for the next slots by its class. */
		if (!any)
			any = drain_flow(s);
	} while (any);
}

/* ---- inputs ---- */

static void set_now(struct stack *s, vtime now)
{
	if (now > s->now)
		s->now = now;
}

void stack_start(struct stack *s, vtime now)
{
	set_now(s, now);
	uni_start(s->uni, s->now);
	arp_start(s->arp, s->now);
	stack_run(s);
}

static void sdu_in(struct stack *s, struct flow_vc *vc, const uint8_t *sdu, size_t len)
{
	if (vc == s->signalling) {
		uni_frame(s->uni, s->now, sdu, len);
		return;
	}
	const uint8_t *packet;
	size_t n;
	uni_call call;
	switch (vcm_received(s->vcm, s->now, flow_vc_owner(vc), sdu, len, &packet, &n, &call)) {
	case ETHERTYPE_IPV4:
		stack_ip_in(s, IFACE_ATM, packet, n);
		break;
	case ETHERTYPE_ARP:
		arp_packet(s->arp, s->now, call, packet, n);
		break;
	default:
		break;
	}
}

void stack_cell(struct stack *s, vtime now, const uint8_t cell[53])
{
	const uint8_t *sdu;
	size_t len;
	set_now(s, now);
	s->rsvp_trigger = 0;
	struct flow_vc *vc = flow_cell_in(s->flow, cell, &sdu, &len);
	if (!vc)
		return;
	sdu_in(s, vc, sdu, len);
	stack_run(s);
}

void stack_ip(struct stack *s, vtime now, const uint8_t *packet, size_t len)
{
	set_now(s, now);
	s->rsvp_trigger = 0;
	if (!stack_is_host(&s->config))
		stack_ip_in(s, IFACE_SIDE, packet, len);
	stack_run(s);
}

static vtime timers_next(const struct stack *s)
{
	vtime t = uni_next(s->uni);
	t = vtime_min(t, rsvp_engine_next(s->rsvp));
	t = vtime_min(t, arp_next(s->arp));
	return vtime_min(t, vcm_next(s->vcm));
}

static void timers_run(struct stack *s)
{
	uni_time(s->uni, s->now);
	stack_run(s);
	rsvp_engine_time(s->rsvp, s->now);
	stack_run(s);
	arp_time(s->arp, s->now);
	vcm_time(s->vcm, s->now);
	stack_run(s);
}

void stack_time(struct stack *s, vtime now)
{
	/* One deadline after the other, so that each is handled at its own time. */
	for (;;) {
		vtime timers = timers_next(s), next = vtime_min(timers, flow_next(s->flow, s->now));
		if (next > now)
			break;
		set_now(s, next);
		s->rsvp_trigger = 0;
		if (timers <= next)
			timers_run(s);
		else
			stack_run(s);
	}
	set_now(s, now);
}

vtime stack_next(const struct stack *s)
{
	return vtime_min(timers_next(s), flow_next(s->flow, s->now));
}

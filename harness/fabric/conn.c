/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connections: what the switch does with the calls of its network sides. A SETUP of a
 * user opens one; it is routed by the called address without its selector, given a VPCI/VCI at
 * both UNIs, admitted, and offered to the called user. It is closed as soon as
 * anybody clears it; it lives on until both users have let go of it.
 */
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"

#define LOCATION_PRIVATE_LOCAL 1 /* private network serving the local user (Q.850 2.1.2) */

enum {
	CAUSE_UNALLOCATED = 1,
	CAUSE_NO_ROUTE = 3,
	CAUSE_RATE_UNAVAILABLE = 37,
	CAUSE_NO_VC = 45,
	CAUSE_NO_RESOURCE = 47,
};

struct conn *conn_live(const struct fabric *f, uint32_t id)
{
	return id >= 1 && id <= f->n_conns ? f->conns[id - 1].live : NULL;
}

uint32_t port_conn_of_call(const struct port *p, net_call call)
{
	const uint64_t *id = map_get(&p->calls, call);
	return id ? (uint32_t)*id : 0;
}

struct conn *conn_of_call(const struct port *p, net_call call)
{
	struct conn *c = conn_live(p->f, port_conn_of_call(p, call));
	return c ? c : p->setup_conn;
}

struct fabric_conn_info *conn_info(const struct conn *c)
{
	return &c->calling.port->f->conns[c->id - 1].info;
}

static void forget(struct conn *c, struct fabric *f)
{
	if (c->event)
		engine_cancel(f->engine, c->event);
	f->conns[c->id - 1].live = NULL;
	if (c->setup)
		p2mp_free(c);
	free(c->held);
	free(c);
}

void conns_free(struct fabric *f)
{
	for (uint32_t i = 0; i < f->n_conns; i++) {
		if (f->conns[i].live)
			forget(f->conns[i].live, f);
		free(f->conns[i].parties);
	}
	free(f->conns);
}

static struct conn *conn_new(struct port *p, net_call call, const struct q2931_msg *setup, vtime now)
{
	struct fabric *f = p->f;
	if (f->n_conns == f->cap_conns) {
		uint32_t cap = f->cap_conns ? f->cap_conns * 2 : 8;
		struct conn_record *conns = realloc(f->conns, cap * sizeof(*conns));
		if (!conns)
			return NULL;
		f->conns = conns;
		f->cap_conns = cap;
	}
	struct conn *c = calloc(1, sizeof(*c));
	uint32_t id = f->n_conns + 1;
	if (!c || !map_put(&p->calls, call, id)) {
		free(c);
		return NULL;
	}
	f->conns[f->n_conns++] = (struct conn_record){
	    .info = {.conn = id,
		     .calling_port = p->number,
		     .called_port = -1,
		     .best_effort = setup->traffic.best_effort,
		     .opened = now,
		     .active_at = VTIME_NEVER,
		     .closed_at = VTIME_NEVER},
	    .live = c,
	};
	c->id = id;
	c->calling = (struct leg){.port = p, .call = call, .alive = true};
	c->address = setup->called.aesa;
	return c;
}

/* ---- clearing ---- */

void conn_release_leg(const struct leg *leg, enum uni_version from, const struct ie_cause *cause, vtime now)
{
	if (!leg->alive)
		return;
	struct ie_cause to_user = *cause;
	to_user.present = true;
	interwork_cause(&to_user, from, leg->port->config.version);
	net_uni_release_req(leg->port->uni, now, leg->call, &to_user);
	port_touch(leg->port);
}

void conn_clear(struct conn *c, enum uni_version from, const struct ie_cause *cause, vtime now)
{
	struct fabric *f = c->calling.port->f;
	struct fabric_conn_info *info = conn_info(c);
	if (info->closed)
		return;
	info->closed = true;
	info->closed_at = now;
	if (c->event)
		engine_cancel(f->engine, c->event);
	c->event = 0;
	cac_free(c);
	if (c->calling.vci)
		vc_through(c->calling.port, c->calling.vci, false, now);
	if (c->called.vci)
		vc_through(c->called.port, c->called.vci, false, now);
	if (c->setup)
		p2mp_clear(c, from, cause, now);
	tap_note(f, FABRIC_CONN_CLOSED, now, c->id, info->calling_port, info->called_port, "cause %u", cause->value);
	conn_release_leg(&c->calling, from, cause, now);
	conn_release_leg(&c->called, from, cause, now);
}

struct ie_cause conn_cause(uint8_t cause, const uint8_t *diag, uint8_t n_diag)
{
	struct ie_cause ie = {.present = true, .location = LOCATION_PRIVATE_LOCAL, .value = cause, .n_diag = n_diag};
	if (n_diag)
		memcpy(ie.diag, diag, n_diag);
	return ie;
}

/* As conn_clear, with a cause of the network itself. */
static void clear_by_network(struct conn *c, uint8_t cause, const uint8_t *diag, uint8_t n_diag, vtime now)
{
	struct ie_cause ie = conn_cause(cause, diag, n_diag);
	conn_clear(c, CONN_OWN, &ie, now);
}

void conn_maybe_over(struct conn *c)
{
	if (c->calling.alive || c->called.alive || c->twigs)
		return;
	if (c->called.vci) /* taken for a call that could not be offered */
		vc_release(c->called.port, c->called.vci);
	forget(c, c->calling.port->f);
}

static void leg_over(struct conn *c, struct leg *leg)
{
	leg->alive = false;
	if (leg->vci)
		vc_release(leg->port, leg->vci);
	leg->vci = 0;
	conn_maybe_over(c);
}

bool conn_release(struct fabric *f, uint32_t id, uint8_t cause, vtime now)
{
	struct conn *c = conn_live(f, id);
	if (!c || conn_info(c)->closed)
		return false;
	clear_by_network(c, cause, NULL, 0, now);
	ports_pump(f, now);
	return true;
}

/* ---- set-up ---- */

/* The port that answers to the address; else NULL and the cause. */
struct port *conn_route(const struct fabric *f, const struct ie_number *called, uint8_t *cause)
{
	bool prefix_known = false;
	for (int i = 0; i < f->n_ports; i++) {
		const uint8_t *own = f->ports[i]->config.address.octets;
		if (memcmp(own, called->aesa.octets, 19) == 0 && called->plan == 2)
			return f->ports[i];
		prefix_known |= memcmp(own, called->aesa.octets, 13) == 0;
	}
	*cause = prefix_known && called->plan == 2 ? CAUSE_UNALLOCATED : CAUSE_NO_ROUTE;
	return NULL;
}

static bool assign_vcs(struct conn *c, struct fabric *f)
{
	struct fabric_conn_info *info = conn_info(c);
	info->calling_vci = c->calling.vci = vc_assign(c->calling.port, c->id);
	if (!c->called.port)
		return c->calling.vci != 0;
	info->called_vci = c->called.vci = vc_assign(c->called.port, c->id);
	return c->calling.vci && c->called.vci &&
	       vc_add_branch(c->calling.port, c->calling.vci, c->called.port, c->called.vci, 0) &&
	       vc_add_branch(c->called.port, c->called.vci, c->calling.port, c->calling.vci, 0);
}

void conn_proceeding(struct conn *c, vtime now)
{
	if (c->proceeding_sent)
		return;
	c->proceeding_sent = true;
	net_uni_proceeding_req(c->calling.port->uni, now, c->calling.call, NULL);
	port_touch(c->calling.port);
}

/* Route, admit and offer the call. Cause 0, or why not. */
static uint8_t offer(struct conn *c, struct fabric *f, const struct q2931_msg *setup, uint8_t diag[2], uint8_t *n_diag,
		     vtime now)
{
	uint8_t cause = 0;
	struct port *from = c->calling.port;
	struct port *to = conn_route(f, &setup->called, &cause);
	if (!to)
		return cause;
	c->called.port = to;
	conn_info(c)->called_port = to->number;
	struct q2931_msg out = *setup;
	cause = interwork_msg(&out, from->config.version, to->config.version);
	if (cause)
		return cause;
	c->need = cac_need(&setup->traffic);
	if (!cac_admit(c, diag, n_diag)) {
		tap_note(f, FABRIC_CAC_REFUSED, now, c->id, from->number, to->number,
			 "forward %llu backward %llu cells/s", (unsigned long long)c->need.fwd,
			 (unsigned long long)c->need.bwd);
		return CAUSE_RATE_UNAVAILABLE;
	}
	if (!assign_vcs(c, f))
		return CAUSE_NO_VC;
	net_uni_assign(from->uni, c->calling.call, 0, c->calling.vci);
	if (from->config.proceeding_first)
		conn_proceeding(c, now);
	out.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = c->called.vci};
	to->setup_conn = c;
	c->called.call = net_uni_setup_req(to->uni, now, &out);
	to->setup_conn = NULL;
	port_touch(to);
	if (!c->called.call || !map_put(&to->calls, c->called.call, c->id))
		return CAUSE_NO_RESOURCE;
	c->called.alive = true;
	return 0;
}

static void refuse_now(void *ctx, vtime now)
{
	struct conn *c = ctx;
	struct fabric *f = c->calling.port->f;
	c->event = 0;
	clear_by_network(c, c->cause, NULL, 0, now);
	ports_pump(f, now);
}

/* A scripted refusal, at once or some time after CALL PROCEEDING. */
static void refuse(struct conn *c, struct fabric *f, const struct fabric_fault *fault, vtime now)
{
	c->cause = fault->cause;
	if (fault->span > 0 && assign_vcs(c, f)) {
		net_uni_assign(c->calling.port->uni, c->calling.call, 0, c->calling.vci);
		conn_proceeding(c, now);
		c->event = engine_at(f->engine, vtime_add(now, fault->span), refuse_now, c);
		if (c->event)
			return;
	}
	/* a script names the cause that the caller is to see */
	struct ie_cause ie = {.location = LOCATION_PRIVATE_LOCAL, .value = fault->cause};
	conn_clear(c, c->calling.port->config.version, &ie, now);
}

static void setup_ind(struct port *p, vtime now, net_call call, const struct q2931_msg *setup)
{
	struct fabric *f = p->f;
	struct conn *c = conn_new(p, call, setup, now);
	if (!c) {
		struct ie_cause none = {
		    .present = true, .location = LOCATION_PRIVATE_LOCAL, .value = CAUSE_NO_RESOURCE};
		net_uni_release_req(p->uni, now, call, &none);
		return;
	}
	uint8_t cause = 0, diag[2] = {0}, n_diag = 0;
	struct port *called = conn_route(f, &setup->called, &cause);
	tap_note(f, FABRIC_CONN_OPEN, now, c->id, p->number, called ? called->number : -1, "%s",
		 setup->traffic.best_effort ? "best effort" : "reserved");
	if (setup->bearer.configuration != 0) {
		c->setup = malloc(sizeof(*c->setup));
		if (c->setup) {
			*c->setup = *setup;
			p2mp_setup(c, now);
		} else {
			clear_by_network(c, CAUSE_NO_RESOURCE, NULL, 0, now);
		}
		return;
	}
	struct fault *fault = fault_on_message(f, 1u << FAULT_REFUSE, p, true, setup, c);
	if (!fault && called)
		fault = fault_on_message(f, 1u << FAULT_REFUSE, called, false, setup, c);
	if (fault) {
		conn_info(c)->called_port = called ? called->number : -1;
		refuse(c, f, &fault->what, now);
		return;
	}
	cause = offer(c, f, setup, diag, &n_diag, now);
	if (cause)
		clear_by_network(c, cause, diag, n_diag, now);
}

/* ---- answer ---- */

/* CONNECT reaches the caller: the VC is switched through. */
static void connect_caller(struct conn *c, const struct q2931_msg *msg, vtime now)
{
	struct fabric *f = c->calling.port->f;
	struct fabric_conn_info *info = conn_info(c);
	vc_through(c->calling.port, c->calling.vci, true, now);
	vc_through(c->called.port, c->called.vci, true, now);
	info->active = true;
	info->active_at = now;
	f->calls++;
	net_uni_connect_req(c->calling.port->uni, now, c->calling.call, msg);
	port_touch(c->calling.port);
}

static void connect_held(void *ctx, vtime now)
{
	struct conn *c = ctx;
	c->event = 0;
	connect_caller(c, c->held, now);
	ports_pump(c->calling.port->f, now);
}

static void connect_ind(struct conn *c, const struct q2931_msg *msg, vtime now)
{
	struct fabric *f = c->calling.port->f;
	struct q2931_msg out = *msg;
	out.conn_id.present = false;
	out.endpoint_ref.present = false;
	interwork_msg(&out, c->called.port->config.version, c->calling.port->config.version);
	struct fault *hold = fault_on_message(f, 1u << FAULT_HOLD, c->called.port, true, msg, c);
	if (!hold)
		hold = fault_on_message(f, 1u << FAULT_HOLD, c->calling.port, false, msg, c);
	if (hold) {
		conn_proceeding(c, now);
		c->held = malloc(sizeof(*c->held));
		if (c->held) {
			*c->held = out;
			c->event = engine_at(f->engine, vtime_add(now, hold->what.span), connect_held, c);
			if (c->event)
				return;
		}
	}
	connect_caller(c, &out, now);
}

static void alerting_ind(struct conn *c, const struct q2931_msg *msg, vtime now)
{
	struct port *from = c->called.port, *to = c->calling.port;
	if (to->config.version != UNI_40) { /* there is no ALERTING before UNI 4.0 */
		conn_proceeding(c, now);
		return;
	}
	struct q2931_msg out = *msg;
	out.conn_id.present = false;
	out.endpoint_ref.present = false;
	interwork_msg(&out, from->config.version, to->config.version);
	c->proceeding_sent = true; /* not after this */
	net_uni_alerting_req(to->uni, now, c->calling.call, &out);
	port_touch(to);
}

static void release_ind(struct conn *c, struct leg *leg, const struct net_uni_out *out, vtime now)
{
	/* While RELEASE awaits its answer the user still has the VC; a confirmation follows. */
	leg->alive = out->clearing;
	conn_clear(c, leg->port->config.version, &out->cause, now);
	if (!out->clearing)
		leg_over(c, leg);
}

void conn_output(struct port *p, vtime now, const struct net_uni_out *out)
{
	struct fabric *f = p->f;
	if (out->kind == NET_LINK_UP || out->kind == NET_LINK_DOWN) {
		tap_note(f, FABRIC_LINK, now, 0, p->number, -1, "%s: signalling link %s", p->name,
			 out->kind == NET_LINK_UP ? "up" : "down");
		return;
	}
	if (out->kind == NET_SETUP_IND) {
		setup_ind(p, now, out->call, out->msg);
		return;
	}
	struct conn *c = conn_live(f, port_conn_of_call(p, out->call));
	if (!c)
		return;
	bool root = c->calling.port == p && c->calling.call == out->call;
	struct leg *leg = root ? &c->calling : &c->called;
	bool open = !conn_info(c)->closed;
	if (c->setup && (!root || (out->kind != NET_RELEASE_IND && out->kind != NET_RELEASE_CONF))) {
		p2mp_output(c, p, root, out, now);
		return;
	}
	switch (out->kind) {
	case NET_PROCEEDING_IND:
		if (open)
			conn_proceeding(c, now);
		break;
	case NET_ALERTING_IND:
		if (open)
			alerting_ind(c, out->msg, now);
		break;
	case NET_CONNECT_IND:
		if (open)
			connect_ind(c, out->msg, now);
		break;
	case NET_RELEASE_IND:
		release_ind(c, leg, out, now);
		break;
	case NET_RELEASE_CONF:
		leg_over(c, leg);
		break;
	default: /* COMPLETE and STATUS concern this UNI only */
		break;
	}
}

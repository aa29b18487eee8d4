/* SPDX-License-Identifier: Apache-2.0 */
/* Stimuli, data streams, faults, behaviour of the testers. */
#include <stdio.h>
#include <string.h>

#include "compile.h"
#include "fabric/fabric.h"
#include "tester/packet.h"
#include "trace/probe_packet.h"
#include "wire/llc.h"
#include "wire/rsvp.h"

/* UDP payload of a data packet unless a vector says otherwise: 128 octets of IP packet, between m and M of every
 * spec, at 10 ms below the smallest token rate. */
#define DEFAULT_LENGTH 100

static bool compile_path(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	return attr_flow(c, n, true, &s->flow) && attr_spec(c, n, "tspec", true, &s->spec);
}

static bool compile_flow(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	return attr_flow(c, n, true, &s->flow);
}

/* The receivers that a step is about: of a flow to a group they are named. */
static bool receivers(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const struct topo_flow *f = &c->p->topology->flows[s->flow];

	if (f->group >= 0)
		return attr_hosts(c, n, "node", true, &s->hosts);
	return vattr(n, "node") == NULL || bad(c, n, "node stands only with flows to a group");
}

static bool compile_resv_tear(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	return attr_flow(c, n, true, &s->flow) && receivers(c, n, s);
}

/* Further flows of the session that a shared reservation is for. */
static bool compile_with(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const struct topology *t = c->p->topology;
	const struct topo_flow *f = &t->flows[s->flow];
	const char **words, *with = attr(c, n, "with");
	size_t count = with != NULL ? vwords(c->a, with, &words) : 0;

	if (with != NULL && s->reserve.style != BODY_SE)
		return bad(c, n, "with stands only with style='SE'");
	if (count > MAX_WITH)
		return bad(c, n, "with: more than %d", MAX_WITH);
	for (size_t i = 0; i < count; i++) {
		int flow = topology_flow(t, words[i]);
		const struct topo_flow *o = flow >= 0 ? &t->flows[flow] : NULL;
		if (o == NULL || flow == s->flow || o->group != f->group || o->to != f->to || o->port != f->port)
			return bad(c, n, "with: '%s' is no other flow of the session of %s", words[i], f->name);
		s->reserve.with[s->reserve.n_with++] = flow;
	}
	return true;
}

static bool compile_reserve(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int confirm = attr_word(c, n, "confirm", "no yes", 0);

	s->reserve.confirm = confirm == 1;
	s->reserve.style = attr_word(c, n, "style", "FF SE WF", BODY_FF);
	return confirm >= 0 && s->reserve.style >= 0 && attr_flow(c, n, true, &s->flow) &&
	       attr_spec(c, n, "spec", true, &s->spec) && receivers(c, n, s) && compile_with(c, n, s);
}

static bool compile_refresh(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int of = attr_word(c, n, "of", "resv path", 0);
	uint64_t times;

	if (of < 0 || !attr_flow(c, n, true, &s->flow) || !attr_count(c, n, "times", 1, 1000, &times))
		return false;
	s->refresh.of_path = of == 1;
	s->times = (uint32_t)times;
	const struct topo_flow *f = &c->p->topology->flows[s->flow];
	if (of == 0 && !receivers(c, n, s))
		return false;
	if (of == 1 && vattr(n, "node") != NULL)
		return bad(c, n, "node stands only with of='resv'");
	bool own = s->hosts.n == 0 && c->p->topology->ends[of == 1 ? f->from : f->to].behind == c->p->iut;
	for (size_t i = 0; i < s->hosts.n; i++)
		own = own || s->hosts.v[i] == c->p->iut;
	if (c->p->role->host && own)
		return bad(c, n, "%s of=%s: in the role %s the IUT refreshes that itself", n->name,
			   of == 1 ? "path" : "resv", c->p->role->name);
	return true;
}

static bool compile_on(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const char **words, *on = vattr(n, "on");
	size_t count = on != NULL ? vwords(c->a, on, &words) : 0;

	if (count > MAX_ON)
		return bad(c, n, "on: more than %d", MAX_ON);
	for (size_t i = 0; i < count; i++) {
		int var = words[i][0] == '$' ? variable_find(c, words[i] + 1) : ANY;
		if (var == ANY || !c->conn_var[var])
			return bad(c, n, "on='%s': no await or expect before this names that connection (as=...)",
				   words[i]);
		s->data.on[s->data.n_on++] = var;
	}
	return true;
}

static bool compile_data(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	uint64_t length;

	if (!attr_flow(c, n, true, &s->flow) || !attr_time(c, n, "every", 0, &s->span) ||
	    !attr_times(c, n, "count", s->span > 0 ? ALL_TIMES : 1, &s->times) ||
	    !attr_count(c, n, "length", DEFAULT_LENGTH, PROBE_PACKET_MAX, &length) || !compile_on(c, n, s))
		return false;
	s->data.length = (uint32_t)length;
	if (length < PROBE_PACKET_LEN)
		return bad(c, n, "length: a numbered packet takes at least %d octets", PROBE_PACKET_LEN);
	if (vattr(n, "every") != NULL && s->span < VT_US(1))
		return bad(c, n, "every: less than 1us between packets");
	return s->span > 0 || (s->times != ALL_TIMES && s->times <= 10000) ||
	       bad(c, n, "more than 10000 packets at once: say every=");
}

static bool fault_message(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const char *message = attr(c, n, "message");
	bool refuse = s->fault.kind == FAULT_REFUSE;

	s->fault.message = Q2931_SETUP;
	if (message == NULL)
		return refuse || bad(c, n, "message is needed");
	if (!q2931_type_by_name(message, &s->fault.message))
		return bad(c, n, "message='%s' is no signalling message", message);
	return !refuse || s->fault.message == Q2931_SETUP || s->fault.message == Q2931_ADD_PARTY ||
	       bad(c, n, "only SETUP and ADD PARTY can be refused");
}

static bool compile_cause(struct compiler *c, const struct vnode *n, struct vstep *s, uint64_t absent)
{
	uint64_t cause;

	if (!attr_count(c, n, "cause", absent, 127, &cause))
		return false;
	s->cause = (uint8_t)cause;
	return cause > 0 || bad(c, n, "cause='0' is none");
}

static bool compile_fault(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	static const enum fabric_fault_kind kinds[] = {FAULT_REFUSE,        FAULT_HOLD,       FAULT_DROP,
						       FAULT_DUPLICATE,     FAULT_DROP_FRAME, FAULT_DELAY_FRAME,
						       FAULT_CORRUPT_FRAME, FAULT_CUT_LINK};
	int kind =
	    attr_word(c, n, "do", "refuse hold drop duplicate drop-frames delay-frames corrupt-frames cut-link", 0);
	int of = attr_word(c, n, "of", "all qos be", 0);
	const char *rsvp = attr(c, n, "rsvp");
	enum rsvp_type type;
	uint64_t skip;

	if (kind < 0 || of < 0 || !attr_node(c, n, "iut", &s->node) || !attr_flow(c, n, false, &s->flow) ||
	    !attr_conn(c, n, "conn", &s->conn_var) || !compile_cause(c, n, s, 47) ||
	    !attr_times(c, n, "times", ALL_TIMES, &s->times) || !attr_count(c, n, "skip", 0, 1000000, &skip) ||
	    !attr_time(c, n, "for", -1, &s->span) || !attr_time(c, n, "after", 0, &s->delay))
		return false;
	if (!attr_host(c, n, "party", false, &s->party))
		return false;
	s->fault.kind = (int)kinds[kind];
	s->fault.rsvp = ANY;
	s->vc = (enum vc_kind)of;
	s->skip = (uint32_t)skip;
	s->dir = attr_word(c, n, "dir", "in out", ANY);
	if (s->dir == -2)
		return false;
	if (rsvp != NULL && !rsvp_type_by_name(rsvp, &type))
		return bad(c, n, "rsvp='%s' is no RSVP message", rsvp);
	if (rsvp != NULL)
		s->fault.rsvp = (int)type;
	bool signalling = kind <= 3, frames = kind >= 4 && kind <= 6, spanned = kind == 1 || kind == 5;
	if (signalling && !fault_message(c, n, s))
		return false;
	if (spanned && s->span < 0)
		return bad(c, n, "for is needed: how long");
	if (!spanned && kind != 7 && s->span >= 0)
		return bad(c, n, "for stands only with hold, delay-frames and cut-link");
	if (kind != 0 && vattr(n, "after") != NULL)
		return bad(c, n, "after stands only with refuse");
	if (!frames && (s->conn_var != ANY || s->flow != ANY || rsvp != NULL))
		return bad(c, n, "conn, flow and rsvp stand only with faults of frames");
	if (!signalling && (vattr(n, "message") != NULL || vattr(n, "of") != NULL || s->party != ANY))
		return bad(c, n, "message, of and party stand only with faults of signalling");
	return true;
}

static bool compile_heal(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	s->name = vattr(n, "fault");
	for (size_t i = 0; i + 1 < c->p->n_steps; i++) {
		const struct vstep *f = &c->p->steps[i];
		if (f->op == V_FAULT && f->name != NULL && strcmp(f->name, s->name) == 0)
			return true;
	}
	return bad(c, n, "no fault of the name '%s' stands before this", s->name);
}

static bool compile_release(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int by = attr_word(c, n, "by", "network peer", 0);
	int vc = attr_word(c, n, "vc", "any qos be", VC_ANY);

	s->release.by_peer = by == 1;
	s->vc = (enum vc_kind)vc;
	if (by < 0 || vc < 0 || !attr_conn(c, n, "conn", &s->conn_var) || !attr_flow(c, n, false, &s->flow) ||
	    !compile_cause(c, n, s, by == 1 ? 16 : 41) || !attr_host(c, n, "node", true, &s->party))
		return false;
	return s->party == ANY || by == 1 || bad(c, n, "node stands only with by='peer'");
}

static bool compile_leaf(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int by = s->op == V_DROP_LEAF ? attr_word(c, n, "by", "network peer", 1) : 1;

	s->release.by_peer = by == 1;
	return by >= 0 && attr_conn(c, n, "conn", &s->conn_var) && compile_cause(c, n, s, by == 1 ? 16 : 41) &&
	       attr_host(c, n, "party", false, &s->party);
}

static bool compile_membership(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	return attr_group(c, n, &s->group) && attr_hosts(c, n, "node", true, &s->hosts);
}

/* The testers that a step is about: one or several by name, or the host that is not the IUT. */
static bool testers(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const char *node = attr(c, n, "node");

	if (node == NULL || strcmp(node, "peer") == 0) {
		int *one = arena_alloc(c->a, sizeof(*one));
		if (one == NULL || !attr_node(c, n, "peer", &s->node))
			return one == NULL ? bad(c, n, "out of memory") : false;
		*one = topology_host(c->p->topology, s->node);
		s->hosts = (struct vhosts){1, one, false};
	} else if (!attr_hosts(c, n, "node", true, &s->hosts)) {
		return false;
	}
	for (size_t i = 0; i < s->hosts.n; i++) {
		const char *name = c->p->topology->hosts[s->hosts.v[i]].name;
		s->node = name;
		if (s->hosts.v[i] == c->p->iut)
			return bad(c, n, "node='%s' is played by the IUT, not by a tester", name);
	}
	return true;
}

/* A size, or "none". */
static bool peer_backward(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const char *value = attr(c, n, "backward");

	s->peer.backward = PEER_NO_BACKWARD;
	return (value != NULL && strcmp(value, "none") == 0) || attr_spec(c, n, "backward", false, &s->peer.backward);
}

static bool peer_upstream(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	if (!attr_host(c, n, "upstream", true, &s->peer.upstream))
		return false;
	for (size_t i = 0; i < s->hosts.n && s->peer.upstream != ANY; i++) {
		const struct topo_host *h = &c->p->topology->hosts[s->hosts.v[i]];
		if (h->rsvp_node < 0)
			return bad(c, n, "upstream: there is no RSVP node of its own behind %s", h->name);
	}
	return true;
}

static bool compile_peer(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	static const int accepts[] = {ENCAP_NONE, ENCAP_LLC, ENCAP_VCMUX};
	int of = attr_word(c, n, "of", "all qos be", 0);
	int encap = attr_word(c, n, "accepts", "any llc vcmux", ANY);
	int break_first = attr_word(c, n, "replace", "make-first break-first", ANY);

	s->vc = (enum vc_kind)of;
	s->peer.calls = attr_word(c, n, "calls", "accept refuse ignore", ANY);
	s->peer.accepts = encap >= 0 ? accepts[encap] : encap;
	s->peer.answer = attr_word(c, n, "answer", "none first second third chosen", ANY);
	s->peer.qos_vc = attr_word(c, n, "qos-vc", "never on-resv", ANY);
	s->peer.cbr = attr_word(c, n, "category", "vbr cbr", ANY);
	s->peer.break_first = break_first;
	s->peer.offer = attr(c, n, "offer");
	s->peer.connect_after_given = vattr(n, "after") != NULL;
	if (of < 0 || encap == -2 || break_first == -2 || s->peer.calls == -2 || s->peer.answer == -2 ||
	    s->peer.qos_vc == -2 || s->peer.cbr == -2 || !peer_backward(c, n, s))
		return false;
	if (!compile_cause(c, n, s, 17) || !attr_times(c, n, "times", ALL_TIMES, &s->times) ||
	    !attr_time(c, n, "after", 0, &s->delay) || !attr_time(c, n, "release-delay", -1, &s->peer.release_delay) ||
	    !attr_time(c, n, "stays", -1, &s->peer.stays))
		return false;
	return testers(c, n, s) && peer_upstream(c, n, s);
}

static bool compile_open(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int vc = attr_word(c, n, "vc", "any qos be", VC_ANY);
	int cbr = attr_word(c, n, "category", "vbr cbr", 0);

	s->vc = (enum vc_kind)vc;
	s->open.cbr = cbr == 1;
	s->open.offer = attr(c, n, "offer");
	struct vhosts one;
	if (vc < 0 || cbr < 0 || !testers(c, n, s) || !attr_flow(c, n, vc == VC_QOS, &s->flow) ||
	    !attr_spec(c, n, "spec", vc == VC_QOS, &s->spec))
		return false;
	one = s->hosts;
	if (one.n != 1)
		return bad(c, n, "node takes one host");
	if (!attr_hosts(c, n, "to", false, &s->hosts))
		return false;
	if (s->hosts.given && s->hosts.n == 0)
		return bad(c, n, "to: a call goes to somebody");
	for (size_t i = 0; i < s->hosts.n; i++) {
		if (s->hosts.v[i] == one.v[0])
			return bad(c, n, "to: '%s' calls itself", s->node);
	}
	bool group = s->flow != ANY && c->p->topology->flows[s->flow].group >= 0;
	return !group || s->hosts.given || bad(c, n, "to is needed: the leaves of a flow to a group");
}

bool compile_action(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	static bool (*const compile[])(struct compiler *, const struct vnode *, struct vstep *) = {
	    [V_PATH] = compile_path,           [V_PATH_TEAR] = compile_flow,  [V_RESERVE] = compile_reserve,
	    [V_RESV_TEAR] = compile_resv_tear, [V_REFRESH] = compile_refresh, [V_SILENCE] = compile_refresh,
	    [V_RESUME] = compile_refresh,      [V_DATA] = compile_data,       [V_STOP] = compile_flow,
	    [V_FAULT] = compile_fault,         [V_HEAL] = compile_heal,       [V_RELEASE] = compile_release,
	    [V_PEER] = compile_peer,           [V_OPEN] = compile_open,       [V_ADD_LEAF] = compile_leaf,
	    [V_DROP_LEAF] = compile_leaf,      [V_JOIN] = compile_membership, [V_LEAVE] = compile_membership,
	};

	return compile[s->op](c, n, s);
}

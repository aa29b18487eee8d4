/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One leaf of a point-to-multipoint connection, from its offer to its end. The first leaf at a UNI is
 * offered with SETUP, which makes a twig: a call and a VC of that UNI. Further ones there join it
 * with ADD PARTY once that call is active, and wait until then (Q.2971 9.2.3).
 */
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"

enum { CAUSE_RATE_UNAVAILABLE = 37, CAUSE_NO_VC = 45, CAUSE_NO_RESOURCE = 47 };

struct fabric_party_info *leaf_info(const struct leaf *l)
{
	return &l->conn->calling.port->f->conns[l->conn->id - 1].parties[l->index];
}

struct leaf *leaf_by_root_ref(const struct conn *c, uint16_t ref)
{
	struct leaf *l = c->leaves;
	while (l && l->root_ref != ref)
		l = l->next;
	return l;
}

struct leaf *leaf_by_ref(const struct twig *t, const struct conn *c, uint16_t ref)
{
	struct leaf *l = c->leaves;
	while (l && (l->twig != t || l->state == LEAF_WAITING || l->leaf_ref != ref))
		l = l->next;
	return l;
}

struct leaf *leaf_new(struct conn *c, uint16_t root_ref, const struct q2931_msg *asked, vtime now)
{
	struct conn_record *r = &c->calling.port->f->conns[c->id - 1];
	if (r->n_parties == r->cap_parties) {
		uint32_t cap = r->cap_parties ? r->cap_parties * 2 : 4;
		struct fabric_party_info *parties = realloc(r->parties, cap * sizeof(*parties));
		if (!parties)
			return NULL;
		r->parties = parties;
		r->cap_parties = cap;
	}
	struct leaf *l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	r->parties[r->n_parties] = (struct fabric_party_info){
	    .party = root_ref,
	    .called = asked->called.aesa,
	    .port = -1,
	    .opened = now,
	    .active_at = VTIME_NEVER,
	    .gone_at = VTIME_NEVER,
	};
	*l = (struct leaf){.index = r->n_parties++, .conn = c, .root_ref = root_ref};
	struct leaf **end = &c->leaves;
	while (*end)
		end = &(*end)->next;
	*end = l;
	return l;
}

/* ---- offer ---- */

/* What the leaf is told: the call as the root set it up, with what belongs to this party. */
static uint8_t compose(const struct conn *c, const struct q2931_msg *asked, const struct port *to,
		       struct q2931_msg *out)
{
	*out = *c->setup;
	if (asked != c->setup) {
		out->called = asked->called;
		out->called_sub = asked->called_sub;
		out->transit_net = asked->transit_net;
		out->sending_complete = asked->sending_complete;
		out->transit_delay = asked->transit_delay;
		out->leaf_seq = asked->leaf_seq;
		out->notification = asked->notification;
		out->user_user = asked->user_user;
		if (asked->calling.present) {
			out->calling = asked->calling;
			out->calling_sub = asked->calling_sub;
		}
		if (asked->aal.present)
			out->aal = asked->aal;
		if (asked->bhli.present)
			out->bhli = asked->bhli;
		if (asked->blli.n > 0)
			out->blli = asked->blli;
	}
	return interwork_msg(out, c->calling.port->config.version, to->config.version);
}

static void unlink_twig(struct conn *c, const struct twig *t)
{
	struct twig **at = &c->twigs;
	while (*at != t)
		at = &(*at)->next;
	*at = t->next;
}

void twig_over(struct conn *c, struct twig *t)
{
	cac_free_branch(c, t);
	if (t->leg.vci)
		vc_release(t->leg.port, t->leg.vci);
	unlink_twig(c, t);
	free(t);
}

static struct twig *twig_at(const struct conn *c, const struct port *p)
{
	struct twig *t = c->twigs;
	while (t && (t->leg.port != p || !t->leg.alive || t->leaving))
		t = t->next;
	return t;
}

static struct twig *twig_new(struct conn *c, struct port *to)
{
	struct twig *t = calloc(1, sizeof(*t));
	if (!t)
		return NULL;
	t->leg.port = to;
	struct twig **end = &c->twigs;
	while (*end)
		end = &(*end)->next;
	*end = t;
	return t;
}

static void joined(struct leaf *l, struct twig *t, uint16_t ref)
{
	struct fabric_party_info *info = leaf_info(l);
	l->twig = t;
	l->leaf_ref = ref;
	l->state = LEAF_OFFERED;
	t->n_joined++;
	info->vci = t->leg.vci;
	info->leaf_party = ref;
}

/* SETUP: a call and a VC at a UNI where the connection is not yet, or no more. */
static uint8_t sprout(struct leaf *l, struct port *to, struct q2931_msg *out, uint8_t diag[2], uint8_t *n_diag,
		      vtime now)
{
	struct conn *c = l->conn;
	struct port *root = c->calling.port;
	struct twig *t = twig_new(c, to);
	if (!t)
		return CAUSE_NO_RESOURCE;
	if (!cac_admit_branch(c, t, diag, n_diag)) {
		twig_over(c, t);
		tap_note(root->f, FABRIC_CAC_REFUSED, now, c->id, root->number, to->number, "forward %llu cells/s",
			 (unsigned long long)c->need.fwd);
		return CAUSE_RATE_UNAVAILABLE;
	}
	t->leg.vci = vc_assign(to, c->id);
	if (!t->leg.vci) {
		twig_over(c, t);
		return CAUSE_NO_VC;
	}
	if (root->config.proceeding_first)
		conn_proceeding(c, now);
	out->type = Q2931_SETUP;
	out->conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = t->leg.vci};
	out->endpoint_ref = (struct ie_endpoint_ref){.present = true};
	to->setup_conn = c;
	t->leg.call = net_uni_setup_req(to->uni, now, out);
	to->setup_conn = NULL;
	port_touch(to);
	if (!t->leg.call || !map_put(&to->calls, t->leg.call, c->id)) {
		twig_over(c, t);
		return CAUSE_NO_RESOURCE;
	}
	t->leg.alive = true;
	joined(l, t, 0);
	if (l->index == 0)
		conn_info(c)->called_vci = t->leg.vci;
	return 0;
}

/* ADD PARTY on the call that is there. */
static uint8_t join(struct leaf *l, struct twig *t, const struct q2931_msg *out, vtime now)
{
	uint16_t ref = net_uni_add_party_req(t->leg.port->uni, now, t->leg.call, out);
	port_touch(t->leg.port);
	if (!ref)
		return CAUSE_NO_RESOURCE;
	joined(l, t, ref);
	return 0;
}

static uint8_t wait_for(struct leaf *l, struct twig *t, const struct q2931_msg *asked)
{
	l->msg = malloc(sizeof(*l->msg));
	if (!l->msg)
		return CAUSE_NO_RESOURCE;
	*l->msg = *asked;
	l->twig = t;
	return 0;
}

uint8_t leaf_offer(struct leaf *l, const struct q2931_msg *asked, uint8_t diag[2], uint8_t *n_diag, vtime now)
{
	struct conn *c = l->conn;
	struct q2931_msg out;
	uint8_t cause = 0;
	struct port *to = conn_route(c->calling.port->f, &asked->called, &cause);
	if (!to)
		return cause;
	leaf_info(l)->port = to->number;
	struct twig *t = twig_at(c, to);
	if (t && !t->answered)
		return wait_for(l, t, asked);
	cause = compose(c, asked, to, &out);
	if (cause)
		return cause;
	if (!t)
		return sprout(l, to, &out, diag, n_diag, now);
	out.opaque_len = 0; /* elements of the SETUP */
	return join(l, t, &out, now);
}

void twig_offer_waiting(struct conn *c, struct twig *t, vtime now)
{
	for (struct leaf *l = c->leaves, *next; l; l = next) {
		next = l->next;
		if (l->state != LEAF_WAITING || l->twig != t || !l->msg)
			continue;
		uint8_t diag[2], n_diag = 0;
		struct q2931_msg *asked = l->msg;
		l->msg = NULL;
		l->twig = NULL;
		uint8_t cause = leaf_offer(l, asked, diag, &n_diag, now);
		free(asked);
		if (!cause)
			continue;
		struct ie_cause ie = conn_cause(cause, diag, n_diag);
		leaf_end(l, CONN_OWN, &ie, true, false, now);
		if (conn_info(c)->closed)
			return;
	}
}

/* ---- answer ---- */

void leaf_answer(struct leaf *l, const struct q2931_msg *msg, vtime now)
{
	struct conn *c = l->conn;
	struct port *root = c->calling.port;
	struct twig *t = l->twig;
	struct fabric_conn_info *conn = conn_info(c);
	struct fabric_party_info *info = leaf_info(l);
	enum uni_version from = t->leg.port->config.version;
	struct q2931_msg out;

	if (t->n_active == 0 && !vc_add_branch(root, c->calling.vci, t->leg.port, t->leg.vci, now)) {
		struct ie_cause none = conn_cause(CAUSE_NO_RESOURCE, NULL, 0);
		leaf_end(l, CONN_OWN, &none, true, true, now);
		return;
	}
	t->n_active++;
	l->state = LEAF_ACTIVE;
	info->state = FABRIC_PARTY_ACTIVE;
	info->active_at = now;
	tap_note(root->f, FABRIC_LEAF_ACTIVE, now, c->id, root->number, t->leg.port->number, "party %u", l->root_ref);
	if (conn->active) {
		interwork_party_answer(&out, msg, from, root->config.version);
		net_uni_add_party_resp(root->uni, now, c->calling.call, l->root_ref, &out);
	} else {
		/* The first answer is that of the call, whoever gave it. */
		vc_through(root, c->calling.vci, true, now);
		conn->active = true;
		conn->active_at = now;
		root->f->calls++;
		out = *msg;
		interwork_msg(&out, from, root->config.version);
		out.conn_id.present = false;
		out.endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = true, .value = l->root_ref};
		net_uni_connect_req(root->uni, now, c->calling.call, &out);
	}
	port_touch(root);
}

/* ---- end ---- */

static void unlink_leaf(const struct leaf *l)
{
	struct leaf **at = &l->conn->leaves;
	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
}

void leaf_detach(struct leaf *l, enum uni_version from, const struct ie_cause *cause, bool tell_leaf, vtime now)
{
	struct conn *c = l->conn;
	struct port *root = c->calling.port;
	struct twig *t = l->twig;
	struct fabric_party_info *info = leaf_info(l);
	info->state = FABRIC_PARTY_GONE;
	info->cause = cause->value;
	info->gone_at = now;
	if (l->event)
		engine_cancel(root->f->engine, l->event);
	unlink_leaf(l);
	if (l->state == LEAF_ACTIVE && --t->n_active == 0)
		vc_remove_branch(root, c->calling.vci, t->leg.port, t->leg.vci);
	tap_note(root->f, FABRIC_LEAF_GONE, now, c->id, root->number, info->port, "party %u cause %u", l->root_ref,
		 cause->value);
	if (l->state != LEAF_WAITING) {
		if (tell_leaf && t->leg.alive && !t->leaving) {
			struct ie_cause to_user = *cause;
			interwork_cause(&to_user, from, t->leg.port->config.version);
			net_uni_drop_party_req(t->leg.port->uni, now, t->leg.call, l->leaf_ref, &to_user);
			port_touch(t->leg.port);
		}
		if (--t->n_joined == 0) { /* without a party no call: RELEASE is under way, from here or from there */
			t->leaving = true;
			cac_free_branch(c, t);
		}
	}
	free(l->msg);
	free(l);
}

void leaf_end(struct leaf *l, enum uni_version from, const struct ie_cause *cause, bool tell_root, bool tell_leaf,
	      vtime now)
{
	struct conn *c = l->conn;
	struct port *root = c->calling.port;
	struct twig *t = l->twig;
	bool was_active = l->state == LEAF_ACTIVE;
	uint16_t ref = l->root_ref;
	leaf_detach(l, from, cause, tell_leaf, now);
	if (!c->leaves) {
		conn_clear(c, from, cause, now);
		return;
	}
	if (tell_root) {
		struct ie_cause to_root = *cause;
		interwork_cause(&to_root, from, root->config.version);
		if (was_active)
			net_uni_drop_party_req(root->uni, now, c->calling.call, ref, &to_root);
		else
			net_uni_add_party_reject(root->uni, now, c->calling.call, ref, &to_root);
		port_touch(root);
	}
	if (t && t->leaving)
		twig_offer_waiting(c, t, now);
}

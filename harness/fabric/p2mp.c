/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Point to multipoint: the root's requests and the answers of its leaves, on a tree of one switch. The
 * root has one call and one VC; each UNI with leaves has one call and one VC, to which the cells of the
 * root's are copied while at least one leaf there is active. Nothing flows back. Messages about
 * a party go from one UNI to the other under the endpoint references of each.
 */
#include <stdlib.h>
#include <string.h>

#include "fabric_priv.h"

enum { CAUSE_NO_VC = 45, CAUSE_NO_RESOURCE = 47, CAUSE_TOO_MANY_PENDING = 92 };

static struct fabric *fabric_of(const struct conn *c)
{
	return c->calling.port->f;
}

const struct atm_addr *p2mp_address(const struct conn *c, const struct port *p, const struct q2931_msg *m)
{
	const struct conn_record *r = &fabric_of(c)->conns[c->id - 1];
	/* The newest first, also those that are gone: acknowledgements come after the end. */
	for (uint32_t i = r->n_parties; i-- > 0;) {
		const struct fabric_party_info *x = &r->parties[i];
		bool at_root = p == c->calling.port;
		if (at_root && (!m->endpoint_ref.present || m->endpoint_ref.value == x->party))
			return &x->called;
		if (x->port == p->number && (!m->endpoint_ref.present || m->endpoint_ref.value == x->leaf_party))
			return &x->called;
	}
	return NULL;
}

void p2mp_free(struct conn *c)
{
	while (c->leaves) {
		struct leaf *l = c->leaves;
		c->leaves = l->next;
		if (l->event)
			engine_cancel(fabric_of(c)->engine, l->event);
		free(l->msg);
		free(l);
	}
	while (c->twigs) {
		struct twig *t = c->twigs;
		c->twigs = t->next;
		free(t);
	}
	free(c->setup);
}

void p2mp_clear(struct conn *c, enum uni_version from, const struct ie_cause *cause, vtime now)
{
	while (c->leaves)
		leaf_detach(c->leaves, from, cause, false, now);
	for (struct twig *t = c->twigs; t; t = t->next)
		conn_release_leg(&t->leg, from, cause, now);
}

/* ---- joining ---- */

static void refuse_now(void *ctx, vtime now)
{
	struct leaf *l = ctx;
	struct fabric *f = fabric_of(l->conn);
	struct ie_cause cause = conn_cause(l->cause, NULL, 0);
	l->event = 0;
	leaf_end(l, l->conn->calling.port->config.version, &cause, true, false, now);
	ports_pump(f, now);
}

/* A scripted refusal of this leaf, matched at the root's UNI or where the leaf would be offered. */
static struct fault *scripted_refusal(struct leaf *l, const struct q2931_msg *asked)
{
	struct conn *c = l->conn;
	uint8_t cause;
	struct fault *x = fault_on_message(fabric_of(c), 1u << FAULT_REFUSE, c->calling.port, true, asked, c);
	const struct port *to = conn_route(fabric_of(c), &asked->called, &cause);
	if (x || !to)
		return x;
	leaf_info(l)->port = to->number;
	struct q2931_msg offered = *asked;
	offered.type = Q2931_SETUP;
	for (const struct twig *t = c->twigs; t; t = t->next)
		if (t->leg.port == to && t->leg.alive && !t->leaving)
			offered.type = Q2931_ADD_PARTY;
	return fault_on_message(fabric_of(c), 1u << FAULT_REFUSE, to, false, &offered, c);
}

/* Offer a new leaf, unless a script has it refused. */
static void begin(struct leaf *l, const struct q2931_msg *asked, vtime now)
{
	struct conn *c = l->conn;
	uint8_t diag[2], n_diag = 0;
	struct fault *refusal = scripted_refusal(l, asked);
	if (refusal && refusal->what.span > 0) {
		conn_proceeding(c, now);
		l->cause = refusal->what.cause;
		l->event = engine_at(fabric_of(c)->engine, vtime_add(now, refusal->what.span), refuse_now, l);
		if (l->event)
			return;
	}
	if (refusal) { /* a script names the cause that the root is to see */
		struct ie_cause cause = conn_cause(refusal->what.cause, NULL, 0);
		leaf_end(l, c->calling.port->config.version, &cause, true, false, now);
		return;
	}
	uint8_t cause = leaf_offer(l, asked, diag, &n_diag, now);
	if (cause) {
		struct ie_cause ie = conn_cause(cause, diag, n_diag);
		leaf_end(l, CONN_OWN, &ie, true, false, now);
	}
}

void p2mp_setup(struct conn *c, vtime now)
{
	struct port *root = c->calling.port;
	struct fabric_conn_info *info = conn_info(c);
	info->p2mp = true;
	c->need = cac_need(&c->setup->traffic);
	c->need.bwd = 0;
	info->calling_vci = c->calling.vci = vc_assign(root, c->id);
	if (c->calling.vci)
		net_uni_assign(root->uni, c->calling.call, 0, c->calling.vci);
	struct leaf *l = c->calling.vci ? leaf_new(c, c->setup->endpoint_ref.value, c->setup, now) : NULL;
	if (!l) {
		struct ie_cause none = conn_cause(c->calling.vci ? CAUSE_NO_RESOURCE : CAUSE_NO_VC, NULL, 0);
		conn_clear(c, CONN_OWN, &none, now);
		return;
	}
	uint8_t cause;
	const struct port *to = conn_route(fabric_of(c), &c->setup->called, &cause);
	info->called_port = to ? to->number : -1;
	begin(l, c->setup, now);
}

static uint32_t pending(const struct conn *c)
{
	uint32_t n = 0;
	for (const struct leaf *l = c->leaves; l; l = l->next)
		n += l->state != LEAF_ACTIVE;
	return n;
}

static void add_party(struct conn *c, const struct q2931_msg *m, vtime now)
{
	struct port *root = c->calling.port;
	uint32_t most = root->config.max_pending_parties;
	bool too_many = most && pending(c) >= most;
	struct leaf *l = leaf_new(c, m->endpoint_ref.value, m, now);
	if (l && !too_many) {
		begin(l, m, now);
		return;
	}
	struct ie_cause cause = conn_cause(too_many ? CAUSE_TOO_MANY_PENDING : CAUSE_NO_RESOURCE, NULL, 0);
	if (l) {
		leaf_end(l, CONN_OWN, &cause, true, false, now);
		return;
	}
	net_uni_add_party_reject(root->uni, now, c->calling.call, m->endpoint_ref.value, &cause);
	port_touch(root);
}

/* ---- answers ---- */

static void answer_held(void *ctx, vtime now)
{
	struct leaf *l = ctx;
	struct fabric *f = fabric_of(l->conn);
	struct q2931_msg *msg = l->msg;
	l->event = 0;
	l->msg = NULL;
	leaf_answer(l, msg, now);
	free(msg);
	ports_pump(f, now);
}

static struct fault *scripted_hold(const struct leaf *l, const struct q2931_msg *msg)
{
	struct conn *c = l->conn;
	struct fault *x = fault_on_message(fabric_of(c), 1u << FAULT_HOLD, l->twig->leg.port, true, msg, c);
	if (x)
		return x;
	struct q2931_msg at_root = *msg;
	at_root.type = conn_info(c)->active ? Q2931_ADD_PARTY_ACK : Q2931_CONNECT;
	at_root.endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = true, .value = l->root_ref};
	return fault_on_message(fabric_of(c), 1u << FAULT_HOLD, c->calling.port, false, &at_root, c);
}

static void answered(struct leaf *l, const struct q2931_msg *msg, vtime now)
{
	struct conn *c = l->conn;
	l->state = LEAF_ANSWERED;
	struct fault *hold = scripted_hold(l, msg);
	if (hold) {
		conn_proceeding(c, now);
		l->msg = malloc(sizeof(*l->msg));
		if (l->msg) {
			*l->msg = *msg;
			l->event = engine_at(fabric_of(c)->engine, vtime_add(now, hold->what.span), answer_held, l);
			if (l->event)
				return;
		}
	}
	leaf_answer(l, msg, now);
}

static void alerting(struct leaf *l, const struct q2931_msg *msg, vtime now)
{
	struct conn *c = l->conn;
	struct port *root = c->calling.port;
	if (root->config.version != UNI_40) { /* there is no ALERTING before UNI 4.0 */
		conn_proceeding(c, now);
		return;
	}
	int state = net_uni_call_state(root->uni, c->calling.call);
	struct q2931_msg out = *msg;
	interwork_msg(&out, l->twig->leg.port->config.version, UNI_40);
	out.conn_id.present = false;
	if (state == 4 || state == 10) {
		net_uni_party_alerting_req(root->uni, now, c->calling.call, l->root_ref, &out);
	} else {
		out.endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = true, .value = l->root_ref};
		c->proceeding_sent = true; /* not after this */
		net_uni_alerting_req(root->uni, now, c->calling.call, &out);
	}
	port_touch(root);
}

/* ---- outputs of the network sides ---- */

static void root_output(struct conn *c, const struct net_uni_out *out, vtime now)
{
	struct leaf *l = leaf_by_root_ref(c, out->party);
	if (out->kind == NET_ADD_PARTY_IND)
		add_party(c, out->msg, now);
	else if (out->kind == NET_DROP_PARTY_IND && l)
		leaf_end(l, c->calling.port->config.version, &out->cause, false, true, now);
}

/* The call at a leaf's UNI is over, or about to be: so are all leaves there. */
static void twig_released(struct conn *c, struct twig *t, const struct net_uni_out *out, vtime now)
{
	t->leg.alive = out->clearing;
	t->leaving = true;
	for (;;) {
		struct leaf *l = c->leaves;
		while (l && (l->twig != t || l->state == LEAF_WAITING))
			l = l->next;
		if (!l)
			break;
		leaf_end(l, t->leg.port->config.version, &out->cause, true, false, now);
	}
	if (!out->clearing) {
		twig_over(c, t);
		conn_maybe_over(c);
	}
}

static void leaf_output(struct conn *c, struct twig *t, const struct net_uni_out *out, vtime now)
{
	struct leaf *l = leaf_by_ref(t, c, out->party);
	enum uni_version from = t->leg.port->config.version;
	switch (out->kind) {
	case NET_RELEASE_IND:
		twig_released(c, t, out, now);
		return;
	case NET_RELEASE_CONF:
		twig_over(c, t);
		conn_maybe_over(c);
		return;
	case NET_CONNECT_IND:
		t->answered = true;
		break;
	default:
		break;
	}
	if (!l)
		return;
	switch (out->kind) {
	case NET_PROCEEDING_IND:
		conn_proceeding(c, now);
		break;
	case NET_ALERTING_IND:
	case NET_PARTY_ALERTING_IND:
		alerting(l, out->msg, now);
		break;
	case NET_CONNECT_IND:
	case NET_ADD_PARTY_CONF:
		answered(l, out->msg, now);
		if (out->kind == NET_CONNECT_IND && !conn_info(c)->closed)
			twig_offer_waiting(c, t, now);
		break;
	case NET_PARTY_REJECT_IND:
	case NET_DROP_PARTY_IND:
		leaf_end(l, from, &out->cause, true, false, now);
		break;
	default: /* COMPLETE, STATUS and confirmations concern this UNI only */
		break;
	}
}

void p2mp_output(struct conn *c, struct port *p, bool root, const struct net_uni_out *out, vtime now)
{
	if (root) {
		if (!conn_info(c)->closed)
			root_output(c, out, now);
		return;
	}
	struct twig *t = c->twigs;
	while (t && (t->leg.port != p || t->leg.call != out->call))
		t = t->next;
	if (t)
		leaf_output(c, t, out, now);
}

bool p2mp_drop(struct fabric *f, uint32_t conn, const struct atm_addr *called, uint8_t cause, vtime now)
{
	struct conn *c = conn_live(f, conn);
	for (struct leaf *l = c ? c->leaves : NULL; l; l = l->next) {
		if (memcmp(leaf_info(l)->called.octets, called->octets, 19) != 0)
			continue;
		struct ie_cause ie = conn_cause(cause, NULL, 0);
		leaf_end(l, CONN_OWN, &ie, true, true, now);
		ports_pump(f, now);
		return true;
	}
	return false;
}

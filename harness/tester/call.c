/* SPDX-License-Identifier: Apache-2.0 */
/* Calls of a tester host: the list of them, answers by policy, what signalling reports. */
#include <stdlib.h>
#include <string.h>

#include "host_priv.h"

#define CAUSE_INCOMPATIBLE 88

struct call *call_new(struct host *h, enum call_use use, bool outgoing)
{
	struct call *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->h = h;
	c->use = use;
	c->outgoing = outgoing;
	c->encap = ENCAP_LLC;
	c->flow = HOST_NO_FLOW;
	c->queue_tail = &c->queue;
	c->next = h->calls;
	h->calls = c;
	return c;
}

void call_free(struct call *c)
{
	for (struct call **p = &c->h->calls; *p != NULL; p = &(*p)->next) {
		if (*p == c) {
			*p = c->next;
			break;
		}
	}
	engine_cancel(c->h->c.engine, c->timer);
	while (c->queue != NULL) {
		struct queued *q = c->queue;
		c->queue = q->next;
		free(q);
	}
	free(c->setup);
	free(c->leaves);
	free(c);
}

struct call *call_by_id(struct host *h, uni_call id)
{
	for (struct call *c = h->calls; c != NULL; c = c->next) {
		if (c->id == id)
			return c;
	}
	return NULL;
}

struct call *call_by_vc(struct host *h, uint8_t vpi, uint16_t vci)
{
	for (struct call *c = h->calls; c != NULL; c = c->next) {
		if (c->vci == vci && c->vpi == vpi && vci != 0)
			return c;
	}
	return NULL;
}

/* The one that has stood longest, so that further ones stay as they are unless they are named. What is point to
 * multipoint leads to others, too, or nowhere. */
struct call *call_to(struct host *h, enum call_use use, const struct atm_addr *peer)
{
	struct call *pending = NULL, *active = NULL;

	for (struct call *c = h->calls; c != NULL; c = c->next) {
		/* The selector is not part of who a party is. */
		if (c->use != use || c->releasing || c->p2mp || memcmp(&c->peer, peer, sizeof(*peer) - 1) != 0)
			continue;
		if (c->active)
			active = c;
		else if (c->outgoing)
			pending = c;
	}
	return active != NULL ? active : pending;
}

struct call *call_open(struct host *h, vtime now, enum call_use use, const struct atm_addr *peer,
		       const struct q2931_msg *setup)
{
	struct call *c = call_new(h, use, true);

	if (c == NULL)
		return NULL;
	c->peer = *peer;
	c->offered = setup->blli;
	c->id = uni_setup_req(h->uni, now, setup);
	if (c->id == 0) {
		call_free(c);
		return NULL;
	}
	uni_call id = c->id;
	host_pump(h, now);
	return call_by_id(h, id);
}

void call_release(struct call *c, vtime now, uint8_t cause)
{
	struct host *h = c->h;

	if (c->releasing)
		return;
	c->releasing = true;
	engine_cancel(h->c.engine, c->timer);
	c->timer = 0;
	uni_release_req(h->uni, now, c->id, cause, NULL, 0);
	host_pump(h, now);
}

void call_enqueue(struct call *c, const uint8_t *packet, size_t len)
{
	struct queued *q = c->queued < QUEUE_MAX ? malloc(sizeof(*q) + len) : NULL;

	if (q == NULL)
		return;
	q->next = NULL;
	q->len = len;
	memcpy(q->octets, packet, len);
	*c->queue_tail = q;
	c->queue_tail = &q->next;
	c->queued++;
}

void call_flush(struct call *c, vtime now)
{
	while (c->queue != NULL) {
		struct queued *q = c->queue;
		c->queue = q->next;
		host_put(c->h, now, c, q->octets, q->len);
		free(q);
	}
	c->queue_tail = &c->queue;
	c->queued = 0;
}

static bool acceptable(enum host_accepts accepts, enum encap e)
{
	if (e != ENCAP_LLC && e != ENCAP_VCMUX)
		return false;
	return accepts == ACCEPTS_ANY || (accepts == ACCEPTS_LLC) == (e == ENCAP_LLC);
}

/* The first B-LLI offered that the policy accepts; -1 if none was offered at all, -2 if none will do. */
static int choose(const struct host_policy *p, const struct ie_bllis *offered)
{
	for (int i = 0; i < offered->n; i++) {
		if (acceptable(p->accepts, setup_encap(&offered->b[i])))
			return i;
	}
	return offered->n == 0 ? -1 : -2;
}

/* RFC 1755 appendix A, D.4: CONNECT has the AAL parameters and the chosen B-LLI. */
static void accept_call(struct call *c, vtime now)
{
	const struct host_policy *p = &c->h->policy[c->use != USE_QOS];
	struct q2931_msg connect;
	int i = c->chosen;

	memset(&connect, 0, sizeof(connect));
	connect.version = c->h->c.uni;
	connect.aal = c->aal;
	if (p->answer >= ANSWER_FIRST && p->answer <= ANSWER_THIRD)
		i = (int)p->answer - ANSWER_FIRST < c->offered.n ? (int)p->answer - ANSWER_FIRST : c->offered.n - 1;
	if (p->answer != ANSWER_NONE && i >= 0) {
		connect.blli.n = 1;
		connect.blli.b[0] = c->offered.b[i];
	}
	/* Without a B-LLI in CONNECT the first one offered holds. */
	i = p->answer == ANSWER_NONE && c->offered.n > 0 ? 0 : i;
	c->encap = i >= 0 ? setup_encap(&c->offered.b[i]) : ENCAP_LLC;
	uni_setup_resp(c->h->uni, now, c->id, &connect);
}

static void answer(void *ctx, vtime now)
{
	struct call *c = ctx;
	struct host *h = c->h;

	c->timer = 0;
	if (c->cause != 0) {
		c->releasing = true;
		uni_release_req(h->uni, now, c->id, c->cause, NULL, 0);
	} else {
		accept_call(c, now);
	}
	host_pump(h, now);
}

static void incoming(struct host *h, vtime now, const struct uni_out *o)
{
	const struct q2931_msg *m = o->msg;
	struct host_policy *p = &h->policy[m->traffic.best_effort];
	struct call *c = call_new(h, m->traffic.best_effort ? USE_BE : USE_QOS, false);

	if (c == NULL) {
		uni_release_req(h->uni, now, o->call, 47, NULL, 0);
		return;
	}
	c->id = o->call;
	c->vpi = (uint8_t)o->vpi;
	c->vci = o->vci;
	c->offered = m->blli;
	c->aal = m->aal;
	c->p2mp = m->bearer.configuration != 0;
	if (m->calling.present)
		c->peer = m->calling.aesa;
	c->chosen = choose(p, &m->blli);
	enum host_action action = p->action;
	c->cause = action == CALLS_REFUSE ? p->cause : c->chosen == -2 ? CAUSE_INCOMPATIBLE : 0;
	if (action != CALLS_ACCEPT && p->times > 0 && --p->times == 0)
		p->action = CALLS_ACCEPT;
	if (action == CALLS_IGNORE)
		return;
	if (p->after > 0) {
		uni_proceeding_req(h->uni, now, c->id);
		c->timer = engine_at(h->c.engine, vtime_add(now, p->after), answer, c);
	} else {
		answer(c, now);
	}
}

static void became_active(struct call *c, vtime now, const struct uni_out *o)
{
	c->active = true;
	c->vpi = (uint8_t)o->vpi;
	c->vci = o->vci;
	if (c->outgoing) {
		const struct ie_bllis *agreed = o->msg != NULL && o->msg->blli.n > 0 ? &o->msg->blli : &c->offered;
		c->encap = agreed->n > 0 ? setup_encap(&agreed->b[0]) : ENCAP_LLC;
	}
	if (c->setup != NULL) {
		mtree_active(c, now);
		return;
	}
	call_flush(c, now);
	if (c->outgoing && c->use == USE_QOS)
		flow_call_active(c, now);
	const struct host_policy *p = &c->h->policy[c->use != USE_QOS];
	if (!c->outgoing && p->stays > 0)
		call_release_after(c, now, p->stays);
}

/* Another party behind the same UNI: as calls are answered. */
static void add_party(struct call *c, vtime now, uint16_t party)
{
	const struct host_policy *p = &c->h->policy[c->use != USE_QOS];

	if (p->action == CALLS_ACCEPT)
		uni_add_party_resp(c->h->uni, now, c->id, party);
	else if (p->action == CALLS_REFUSE)
		uni_add_party_reject(c->h->uni, now, c->id, party, p->cause);
}

void call_signal(struct host *h, vtime now, const struct uni_out *o)
{
	struct call *c = call_by_id(h, o->call);

	switch (o->kind) {
	case UNI_SETUP_IND:
		incoming(h, now, o);
		break;
	case UNI_SETUP_CONF:
	case UNI_COMPLETE_IND:
		if (c != NULL)
			became_active(c, now, o);
		break;
	case UNI_RELEASE_IND:
	case UNI_RELEASE_CONF:
		if (c != NULL) {
			if (c->use == USE_ARP)
				host_arp_lost(h, now);
			flow_call_gone(c);
			mgroup_call_gone(c, now);
		}
		break;
	case UNI_ADD_PARTY_IND:
		if (c != NULL)
			add_party(c, now, o->party);
		break;
	case UNI_ADD_PARTY_CONF:
	case UNI_PARTY_REJECT_IND:
	case UNI_DROP_PARTY_IND:
	case UNI_DROP_PARTY_CONF:
		if (c != NULL && c->setup != NULL)
			mtree_signal(c, now, o);
		break;
	default:
		break;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ENDPOINT-11 to -14: reservations from behind a router that knows no RSVP (RFC 2380 3.2). Who such a router
 * is stands in the trace as a fact of the network. For multicast no QoS VC is opened to it, unless a user allows it,
 * nor to anybody else for that reservation; for unicast it is the end-point, and a QoS VC may or may not be opened to
 * it.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "trace/parties.h"

/* The first reservation of a session from a node behind a plain router; NULL if there is none. */
static const struct mresv *from_behind(const struct model *m, const struct msession *s, const struct mplain **plain)
{
	for (size_t i = 0; i < s->n_hops; i++) {
		*plain = model_plain_router(m, s->hops[i].address);
		for (size_t k = 0; *plain != NULL && k < s->hops[i].n_resv; k++) {
			if (s->hops[i].resv[k].kind == RESV_NEW)
				return &s->hops[i].resv[k];
		}
	}
	return NULL;
}

static bool long_ago(const struct model *m, const struct mresv *q)
{
	return m->end - q->time >= m->params->H;
}

/* The first party of this address that the IUT asked onto a QoS VC for multicast; the request for it into *event. */
static bool called_for_group(const struct model *m, const char *atm, uint32_t *event)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		for (size_t i = 0; c->by_iut && !c->best_effort && c->p2mp && i < c->n_parties; i++) {
			*event = c->parties[i]->asked;
			if (party_same_address(c->parties[i]->address, atm))
				return true;
		}
	}
	return false;
}

/* The first packet of a session to this node, sent after t on a best-effort VC that has it as a leaf or as its end. */
static const struct trace_event *best_effort_to(const struct model *m, const struct msession *s, const char *atm,
						vtime t)
{
	for (size_t i = 0; i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		int call = e->time > t ? model_call_of_conn(m, e->conn) : NO_CALL;
		const struct mcall *c = call != NO_CALL ? &m->calls[call] : NULL;
		if (c != NULL && c->best_effort &&
		    (c->p2mp ? model_leaf(c, atm, e->time) : party_same_address(c->peer, atm)))
			return e;
	}
	return NULL;
}

/* ENDPOINT-11 */
static void none_to_plain_routers(const struct model *m, struct check_run *r)
{
	uint32_t asked = 0;

	for (const struct mplain *p = m->plain; p < m->plain + m->n_plain && !m->params->endpoint_override; p++) {
		if (called_for_group(m, p->atm, &asked))
			check_fail(
			    r, EVENTS(asked),
			    "expected: QoS VCs to nodes with RSVP alone; seen: %s is called, a router without it",
			    p->ip);
	}
	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		const struct mplain *p = NULL;
		const struct mresv *q = s->multicast && !m->params->endpoint_override ? from_behind(m, s, &p) : NULL;
		const struct trace_event *e =
		    q != NULL && long_ago(m, q) ? best_effort_to(m, s, p->atm, q->time) : NULL;
		if (e != NULL && !called_for_group(m, p->atm, &asked))
			check_pass(
			    r, EVENTS(q->event, e->id),
			    "no QoS VC to %s for the reservation of %s behind it, and data went there best effort",
			    p->ip, p->hop);
	}
}

/* ENDPOINT-12: is the option used? Without it the router is not called. */
static void override(const struct model *m, struct check_run *r)
{
	uint32_t asked = 0;

	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		const struct mplain *p = NULL;
		const struct mresv *q = s->multicast ? from_behind(m, s, &p) : NULL;
		bool called = q != NULL && called_for_group(m, p->atm, &asked);
		if (called && m->params->endpoint_override)
			check_pass(r, EVENTS(q->event, asked), "with the override a QoS call goes to the router %s",
				   p->ip);
		else if (called)
			check_fail(r, EVENTS(q->event, asked),
				   "expected: no QoS call to the router %s without the override; seen: one", p->ip);
		else if (q != NULL && long_ago(m, q) && !m->params->endpoint_override)
			check_pass(r, EVENTS(q->event), "without the override no QoS call goes to the router %s",
				   p->ip);
	}
}

/* ENDPOINT-13 */
static void next_hop_router(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		const struct mplain *p = NULL;
		const struct mresv *q = !s->multicast ? from_behind(m, s, &p) : NULL;
		uint32_t right = 0;
		if (q == NULL)
			continue;
		for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
			if (!c->by_iut || c->best_effort || c->session != (int)n || c->t_setup < q->time)
				continue;
			if (!party_same_address(c->peer, p->atm))
				check_fail(
				    r, EVENTS(q->event, c->setup),
				    "expected: VCs of the session go to the IP next hop, %s; seen: a QoS call to "
				    "%s",
				    p->ip, c->peer);
			else
				right = c->setup;
		}
		for (size_t i = 0; i < s->n_sent; i++) {
			const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
			int call = e->time > q->time ? model_call_of_conn(m, e->conn) : NO_CALL;
			if (call == NO_CALL)
				continue;
			if (!party_same_address(m->calls[call].peer, p->atm))
				check_fail(
				    r, EVENTS(q->event, e->id),
				    "expected: data of the session goes to the IP next hop, %s; seen: packet %u on a "
				    "VC to %s",
				    p->ip, (unsigned)e->data.seq, m->calls[call].peer);
			else
				right = right != 0 ? right : e->id;
		}
		if (right != 0 && long_ago(m, q))
			check_pass(r, EVENTS(q->event, right), "the session had VCs to its IP next hop, %s, alone",
				   p->ip);
	}
}

/* Has a node with this address asked for the session itself, before t? */
static bool reserved(const struct model *m, const struct msession *s, const char *atm, vtime t)
{
	for (size_t i = 0; i < m->n_members; i++) {
		if (!party_same_address(m->members[i].atm, atm))
			continue;
		for (size_t h = 0; h < s->n_hops; h++) {
			if (strcmp(s->hops[h].address, m->members[i].ip) == 0 && s->hops[h].n_resv > 0 &&
			    s->hops[h].resv[0].time <= t)
				return true;
		}
	}
	return false;
}

/* ENDPOINT-14. The override names an end-point. */
static void nobody_guessed(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions && !m->params->endpoint_override; n++) {
		const struct msession *s = &m->sessions[n];
		const struct mplain *p = NULL;
		const struct mresv *q = s->multicast ? from_behind(m, s, &p) : NULL;
		bool guessed = false;
		if (q == NULL)
			continue;
		for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
			for (size_t i = 0; i < c->n_parties; i++) {
				const struct party *x = c->parties[i];
				if (!c->by_iut || c->best_effort || c->session != (int)n || x->t_asked < q->time ||
				    reserved(m, s, x->address, x->t_asked))
					continue;
				guessed = true;
				check_fail(
				    r, EVENTS(q->event, x->asked),
				    "expected: no QoS call for a reservation from %s, which is no node of the ATM "
				    "network; seen: one to %s, which has not reserved",
				    p->hop, x->address);
			}
		}
		const struct trace_event *e = best_effort_to(m, s, p->atm, q->time);
		if (!guessed && e != NULL && long_ago(m, q))
			check_pass(r, EVENTS(q->event, e->id),
				   "nobody was called for the reservation from %s, and data went on best effort",
				   p->hop);
	}
}

const struct check checks_endpoints[] = {
    {"ENDPOINT-11", none_to_plain_routers, "ingress host-sender"},
    {"ENDPOINT-12", override, "ingress host-sender"},
    {"ENDPOINT-13", next_hop_router, "ingress host-sender"},
    {"ENDPOINT-14", nobody_guessed, "ingress host-sender"},
    {NULL, NULL, NULL},
};

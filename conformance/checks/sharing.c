/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAPPING-3, -4, -5 and -7: how many VCs the reservations of all sessions have, one receiver or a group, and which of
 * them share one. A reservation is what one sender of a session has under a distinct style, and what its senders
 * have together under a shared one (RFC 2205 1.3).
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

static bool same_session(const struct msession *a, const struct msession *b)
{
	return a->port == b->port && strcmp(a->dst, b->dst) == 0;
}

static bool same_reservation(const struct msession *a, const struct msession *b)
{
	return a->leader == b->leader;
}

static bool qos_of_iut(const struct mcall *c)
{
	return c->by_iut && !c->best_effort && c->t_open != TIME_NEVER;
}

typedef bool (*same_fn)(const struct msession *a, const struct msession *b);

/* Two flows that are not the same and have both run on this call; false if there are none. */
static bool mixed(const struct model *m, size_t call, same_fn same, size_t *a, size_t *b)
{
	for (*a = 0; *a < m->n_sessions; ++*a) {
		for (*b = *a + 1; *b < m->n_sessions; ++*b) {
			if (model_sent(m, call, *a)[0] != 0 && model_sent(m, call, *b)[0] != 0 &&
			    !same(&m->sessions[*a], &m->sessions[*b]))
				return true;
		}
	}
	return false;
}

/* A packet of the session that this call is for; 0 if it carried none. */
static uint32_t own_data(const struct model *m, size_t call)
{
	const struct mcall *c = &m->calls[call];

	for (size_t s = 0; c->session != NO_SESSION && s < m->n_sessions; s++) {
		if (m->sessions[s].leader == c->session && model_sent(m, call, s)[0] != 0)
			return model_sent(m, call, s)[0];
	}
	return 0;
}

/* Two QoS VCs that were open at one time, each for a flow that is not the other's, with data of it on each. */
static bool apart(const struct model *m, same_fn same, size_t *a, size_t *b)
{
	for (*a = 0; *a < m->n_calls; ++*a) {
		const struct mcall *x = &m->calls[*a];
		for (*b = *a + 1; qos_of_iut(x) && own_data(m, *a) != 0 && *b < m->n_calls; ++*b) {
			const struct mcall *y = &m->calls[*b];
			if (qos_of_iut(y) && own_data(m, *b) != 0 && y->t_open < x->t_end && x->t_open < y->t_end &&
			    !same(&m->sessions[x->session], &m->sessions[y->session]))
				return true;
		}
	}
	return false;
}

/* False if a VC carried two that are not the same; says so. */
static bool unmixed(const struct model *m, struct check_run *r, same_fn same, const char *what)
{
	size_t a, b;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!qos_of_iut(c) || !mixed(m, i, same, &a, &b))
			continue;
		check_fail(
		    r, EVENTS(c->setup, model_sent(m, i, a)[0], model_sent(m, i, b)[0]),
		    "expected: %s on VCs of their own; seen: data of %s/%u from %s/%u and of %s/%u from %s/%u on "
		    "one QoS VC",
		    what, m->sessions[a].dst, (unsigned)m->sessions[a].port, m->sessions[a].src,
		    (unsigned)m->sessions[a].src_port, m->sessions[b].dst, (unsigned)m->sessions[b].port,
		    m->sessions[b].src, (unsigned)m->sessions[b].src_port);
		return false;
	}
	return true;
}

static void say_apart(const struct model *m, struct check_run *r, same_fn same, const char *what)
{
	size_t a, b;

	if (apart(m, same, &a, &b))
		check_pass(r, EVENTS(m->calls[a].setup, own_data(m, a), m->calls[b].setup, own_data(m, b)),
			   "two QoS VCs stood at one time for two %s, and each carried data of its own alone", what);
}

/* ---- MAPPING-3: a VC for each reservation ---- */

/* First request of a session, if the IUT kept to it for H without an error; NULL if it did not. */
static const struct mresv *accepted(const struct model *m, const struct msession *s, vtime *since)
{
	const struct mresv *q = s->n_resv > 0 ? &s->resv[0] : NULL;

	if (q == NULL || s->n_err > 0)
		return NULL;
	*since = later(q->time, m->params->H);
	bool stands =
	    *since < m->end && torn_after(s, q->time) > *since && resv_lives(m, s, *since) && path_lives(m, s, *since);
	return stands ? q : NULL;
}

/* Did every QoS call of the IUT carry data, and none of this session's? A call without data may be the session's. */
static bool on_no_call(const struct model *m, size_t session)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->by_iut && !c->best_effort && (c->session == (int)session || own_data(m, i) == 0))
			return false;
	}
	return true;
}

/* A QoS VC that stood at time t for another reservation, to a node that this one came from; NO_CALL. */
static int neighbour(const struct model *m, const struct msession *s, vtime t)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t h = 0; qos_of_iut(c) && model_call_open(c, t) && h < s->n_hops; h++) {
			bool there =
			    c->p2mp ? model_leaf(c, s->hops[h].atm, t) : party_same_address(c->peer, s->hops[h].atm);
			if (there && c->session != NO_SESSION && !same_reservation(s, &m->sessions[c->session]))
				return (int)i;
		}
	}
	return NO_CALL;
}

/* A reservation that was taken although no VC was ever asked for it, beside one that has a VC to the same node. */
static bool each_has_one(const struct model *m, struct check_run *r)
{
	vtime since;

	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		const struct mresv *q = s->leader == (int)n ? accepted(m, s, &since) : NULL;
		int beside = q != NULL && on_no_call(m, n) ? neighbour(m, s, since) : NO_CALL;
		if (beside == NO_CALL)
			continue;
		check_fail(r, EVENTS(m->calls[beside].setup, q->event),
			   "expected: a QoS VC for each reservation; seen: none for %s/%u from %s/%u within %.0f s, no "
			   "error, and another reservation's VC to the same node",
			   s->dst, (unsigned)s->port, s->src, (unsigned)s->src_port, seconds(m->params->H));
		return false;
	}
	return true;
}

static void vc_for_each_reservation(const struct model *m, struct check_run *r)
{
	if (unmixed(m, r, same_reservation, "reservations") && each_has_one(m, r))
		say_apart(m, r, same_reservation, "reservations");
}

/* MAPPING-4 */
static void sessions_apart(const struct model *m, struct check_run *r)
{
	if (unmixed(m, r, same_session, "sessions"))
		say_apart(m, r, same_session, "sessions");
}

/* ---- MAPPING-5, MAPPING-7: VCs for one reservation ---- */

static size_t reservations(const struct model *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_sessions; i++)
		n += m->sessions[i].n_resv > 0;
	return n;
}

/* Next hops whose reservations stand at time t; *differ: not all of one size. */
static size_t hops_at(const struct model *m, const struct msession *s, vtime t, bool *differ)
{
	const struct mresv *first = NULL;
	vtime life = (vtime)m->params->lifetime_k * m->params->refresh;
	size_t n = 0;

	*differ = false;
	for (size_t h = 0; h < s->n_hops; h++) {
		const struct mresv *q = model_hop_resv_at(&s->hops[h], t);
		if (q == NULL || t - q->time > life)
			continue;
		*differ = *differ || (first != NULL && first->spec.r != q->spec.r);
		first = first != NULL ? first : q;
		n++;
	}
	return n;
}

/* Another QoS VC of the same reservation that stood beside this one for longer than H: no replacement takes that long.
 * Which reservation a VC is for shows in its data, or follows from there being no other. */
static const struct mcall *beside(const struct model *m, const struct mcall *c)
{
	bool only = reservations(m) == 1;

	for (const struct mcall *o = c + 1; o < m->calls + m->n_calls; o++) {
		vtime from = o->t_open > c->t_open ? o->t_open : c->t_open,
		      to = c->t_end < o->t_end ? c->t_end : o->t_end;
		bool known =
		    only || (own_data(m, (size_t)(c - m->calls)) != 0 && own_data(m, (size_t)(o - m->calls)) != 0);
		to = to < m->end ? to : m->end;
		/* It may have several where another model is in use (RFC 2382 4.2.1). */
		if (m->params->other_model && m->sessions[c->session].multicast)
			continue;
		if (qos_of_iut(o) && o->session == c->session && known && from < to && to - from > m->params->H)
			return o;
	}
	return NULL;
}

static void one_vc_each(const struct model *m, struct check_run *r)
{
	vtime from, to;
	bool differ;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct mcall *o = qos_of_iut(c) && c->session != NO_SESSION ? beside(m, c) : NULL;
		if (o != NULL)
			check_fail(
			    r, EVENTS(c->setup, c->connect, o->setup, o->connect),
			    "expected: one QoS VC for a reservation; seen: two, side by side for more than %.0f s",
			    seconds(m->params->H));
		else if (settled(m, c, &from, &to) && hops_at(m, &m->sessions[c->session], from, &differ) > 1 && differ)
			check_pass(
			    r, EVENTS(c->setup, c->connect),
			    "next hops asked for different sizes, and one QoS VC stood alone for the reservation from "
			    "%.3f s to %.3f s",
			    seconds(from), seconds(to));
	}
}

/* MAPPING-7: a reservation of a group has one VC or several; all of that is allowed, but not to have none. */
static void one_or_several(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		uint32_t proof[2] = {0, 0};
		size_t open = 0, called = 0;
		bool differ;
		vtime since;
		const struct mresv *q = s->multicast && s->leader == (int)n ? accepted(m, s, &since) : NULL;
		if (q == NULL || hops_at(m, s, since, &differ) < 2 || !differ)
			continue;
		for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
			called += c->by_iut && !c->best_effort;
			if (qos_of_iut(c) && c->session == (int)n && model_call_open(c, since)) {
				proof[open > 0] = c->setup;
				open++;
			}
		}
		if (open > 0)
			check_pass(
			    r, EVENTS(q->event, proof[0], proof[1]),
			    "next hops asked for different sizes; the reservation has %zu QoS VC(s) %.0f s later", open,
			    seconds(m->params->H));
		else if (called == 0)
			check_fail(
			    r, EVENTS(q->event),
			    "expected: one QoS VC or several for the reservation; seen: none was called for, and no "
			    "error within %.0f s",
			    seconds(m->params->H));
	}
}

#define SENDING "ingress host-sender"

const struct check checks_sharing[] = {
    {"MAPPING-3", vc_for_each_reservation, SENDING},
    {"MAPPING-4", sessions_apart, SENDING},
    {"MAPPING-5", one_vc_each, SENDING},
    {"MAPPING-7", one_or_several, SENDING},
    {NULL, NULL, NULL},
};

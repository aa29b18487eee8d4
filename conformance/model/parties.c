/* SPDX-License-Identifier: Apache-2.0 */
/* Parties of the calls at the IUT's UNI, which next hop is which of them, and who is in a group. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

static bool parties_of_calls(struct model *m)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		struct mcall *call = NULL;
		if (x->node != m->iut)
			continue;
		/* By the connection; one that the network never took up by its SETUP. */
		for (size_t c = 0; c < m->n_calls && call == NULL; c++) {
			if (m->calls[c].setup == x->asked || (x->conn != 0 && m->calls[c].conn == x->conn))
				call = &m->calls[c];
		}
		if (call == NULL)
			continue;
		const struct party **p =
		    model_push((void **)&call->parties, &call->n_parties, sizeof(const struct party *));
		if (p == NULL)
			return false;
		*p = x;
	}
	return true;
}

const struct mplain *model_plain_router(const struct model *m, const char *hop)
{
	for (size_t i = 0; i < m->n_plain; i++) {
		if (strcmp(m->plain[i].hop, hop) == 0)
			return &m->plain[i];
	}
	return NULL;
}

/* A next hop is the node at the other end of the VC that its Resv came on, else the member of that address. One behind
 * a router without RSVP is no node of the ATM network. */
static void addresses_of_hops(struct model *m)
{
	for (size_t s = 0; s < m->n_sessions; s++) {
		for (size_t h = 0; h < m->sessions[s].n_hops; h++) {
			struct mhop *hop = &m->sessions[s].hops[h];
			if (model_plain_router(m, hop->address) != NULL)
				continue;
			for (size_t i = 0; i < hop->n_resv && hop->atm[0] == '\0'; i++) {
				const struct trace_event *e = trace_by_id(m->trace, hop->resv[i].event);
				int call = e != NULL ? model_call_of_conn(m, e->conn) : NO_CALL;
				if (call != NO_CALL && (!m->calls[call].p2mp || !m->calls[call].by_iut))
					snprintf(hop->atm, sizeof(hop->atm), "%s", m->calls[call].peer);
			}
			for (size_t i = 0; i < m->n_members && hop->atm[0] == '\0'; i++) {
				if (strcmp(m->members[i].ip, hop->address) == 0)
					snprintf(hop->atm, sizeof(hop->atm), "%s", m->members[i].atm);
			}
		}
	}
}

/* "member group=... node=... ip=... atm=... state=in|out" */
static bool add_member(struct model *m, const struct trace_event *e)
{
	struct mmember one = {.from = e->time, .to = TIME_NEVER};

	if (!trace_text(m->trace, e, "group", one.group, sizeof(one.group)) ||
	    !trace_text(m->trace, e, "atm", one.atm, sizeof(one.atm)) ||
	    !trace_text(m->trace, e, "ip", one.ip, sizeof(one.ip)))
		return true;
	trace_text(m->trace, e, "node", one.node, sizeof(one.node));
	for (size_t i = m->n_members; i-- > 0;) {
		struct mmember *x = &m->members[i];
		if (strcmp(x->group, one.group) != 0 || strcmp(x->atm, one.atm) != 0 || x->to != TIME_NEVER)
			continue;
		if (trace_has(m->trace, e, "state", "in"))
			return true;
		x->to = e->time;
	}
	if (!trace_has(m->trace, e, "state", "in"))
		return true;
	struct mmember *x = model_push((void **)&m->members, &m->n_members, sizeof(*x));
	if (x != NULL)
		*x = one;
	return x != NULL;
}

/* Parties of a call that follow one another no further apart than this belong together. */
#define FOLLOWS ((vtime)1000000000)

/* Was a party of this address refused on the call before? It is then tried again, while the others stand. */
static bool refused_before(const struct mcall *c, size_t party)
{
	for (size_t i = 0; i < party; i++) {
		if (c->parties[i]->refused && party_same_address(c->parties[i]->address, c->parties[party]->address))
			return true;
	}
	return false;
}

/* Did the party reserve when all others that the call was set up for were in, at time t? It then joins a VC that
 * stands. */
static bool asked_later(const struct model *m, const struct mcall *c, const struct party *x, vtime t)
{
	const struct mhop *h = c->session != NO_SESSION ? model_hop_of(&m->sessions[c->session], x->address) : NULL;
	vtime since = TIME_NEVER;

	for (size_t i = 0; h != NULL && i < h->n_resv && h->resv[i].time <= x->t_asked; i++) {
		if (h->resv[i].kind == RESV_TEAR)
			since = TIME_NEVER;
		else if (since == TIME_NEVER)
			since = h->resv[i].time;
	}
	return since != TIME_NEVER && since >= t;
}

/* The parties that a call was set up for: those asked in one upon the other, before any data left on it. Whether one
 * that was refused and is tried again is waited for is left open. */
static void find_standing(const struct model *m, struct mcall *c)
{
	bool refused = false;
	vtime t = c->t_open, decided = t;

	c->t_stands = c->t_open;
	if (!c->p2mp || !c->by_iut || c->t_open == TIME_NEVER)
		return;
	for (size_t i = 0; i < c->n_parties; i++) {
		const struct party *x = c->parties[i];
		vtime over = x->t_in < x->t_out ? x->t_in : x->t_out;
		if (x->t_asked > decided + FOLLOWS || x->t_asked > c->t_first_data_out ||
		    (i > 0 && asked_later(m, c, x, t)))
			continue;
		decided = over > decided ? over : decided;
		if (refused && refused_before(c, i))
			continue;
		refused = refused || x->refused;
		t = over > t ? over : t;
	}
	/* One of them was refused, and the whole was given up for it. */
	bool given_up = refused && c->ended_by_iut && c->data_out == 0 && c->t_end - decided <= FOLLOWS;
	c->t_stands = t < c->t_end && !given_up ? t : TIME_NEVER;
}

/* "plain-router node=... ip=... atm=... hop=..." */
static bool add_plain_router(struct model *m, const struct trace_event *e)
{
	struct mplain one = {0};

	if (!trace_text(m->trace, e, "atm", one.atm, sizeof(one.atm)) ||
	    !trace_text(m->trace, e, "ip", one.ip, sizeof(one.ip)) ||
	    !trace_text(m->trace, e, "hop", one.hop, sizeof(one.hop)))
		return true;
	trace_text(m->trace, e, "node", one.node, sizeof(one.node));
	struct mplain *x = model_push((void **)&m->plain, &m->n_plain, sizeof(*x));
	if (x != NULL)
		*x = one;
	return x != NULL;
}

static bool add_link(struct model *m, vtime t)
{
	vtime *at = model_push((void **)&m->links, &m->n_links, sizeof(*at));

	if (at != NULL)
		*at = t;
	return at != NULL;
}

bool build_parties(struct model *m)
{
	bool ok = true;

	m->parties = parties_create(m->trace);
	if (m->parties == NULL || !parties_of_calls(m))
		return false;
	for (size_t i = 0; ok && i < trace_n(m->trace); i++) {
		const struct trace_event *e = trace_at(m->trace, i);
		if (e->kind != TRACE_NET)
			continue;
		if (strcmp(e->name, "member") == 0)
			ok = add_member(m, e);
		else if (strcmp(e->name, "plain-router") == 0)
			ok = add_plain_router(m, e);
		else if (strcmp(e->name, "link") == 0)
			ok = add_link(m, e->time);
	}
	addresses_of_hops(m);
	for (size_t i = 0; i < m->n_calls; i++)
		find_standing(m, &m->calls[i]);
	return ok;
}

const struct mresv *model_hop_resv_at(const struct mhop *h, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < h->n_resv && h->resv[i].time < t; i++)
		found = h->resv[i].kind == RESV_TEAR ? NULL : &h->resv[i];
	return found;
}

enum cover model_cover(const struct model *m, size_t i, vtime t)
{
	const struct msession *leader = &m->sessions[m->sessions[i].leader];
	enum cover found = COVER_NO;

	if (i >= MODEL_SENDERS)
		return COVER_UNKNOWN;
	for (size_t h = 0; h < leader->n_hops && found != COVER_YES; h++) {
		const struct mresv *q = model_hop_resv_at(&leader->hops[h], t);
		if (q == NULL || !(q->wildcard || q->senders >> i & 1) || t - q->time > m->params->lifetime_max)
			continue;
		found = t - q->time < (vtime)m->params->lifetime_k * m->params->refresh ? COVER_YES : COVER_UNKNOWN;
	}
	return found;
}

const struct mhop *model_hop_of(const struct msession *s, const char *atm)
{
	for (size_t i = 0; i < s->n_hops; i++) {
		if (party_same_address(s->hops[i].atm, atm))
			return &s->hops[i];
	}
	return NULL;
}

bool model_is_member(const struct model *m, const char *group, const char *atm, vtime t)
{
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *x = &m->members[i];
		if (strcmp(x->group, group) == 0 && party_same_address(x->atm, atm) && x->from <= t && t < x->to)
			return true;
	}
	return false;
}

const struct party *model_party(const struct mcall *c, const char *atm, vtime t)
{
	for (size_t i = c->n_parties; i-- > 0;) {
		if (c->parties[i]->t_asked <= t && party_same_address(c->parties[i]->address, atm))
			return c->parties[i];
	}
	return NULL;
}

bool model_leaf(const struct mcall *c, const char *atm, vtime t)
{
	const struct party *x = model_party(c, atm, t);

	return x != NULL && party_in(x, t);
}

size_t model_leaves(const struct mcall *c, vtime t, const struct party **out, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_parties; i++) {
		if (!party_in(c->parties[i], t))
			continue;
		if (n < max)
			out[n] = c->parties[i];
		n++;
	}
	return n;
}

bool model_filling(const struct mcall *c, vtime t)
{
	for (size_t i = 0; i < c->n_parties; i++) {
		const struct party *x = c->parties[i];
		if (x->t_asked <= t && t < x->t_in && t < x->t_out)
			return true;
	}
	return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/loss.h"

#include "checks/rsvp_cause.h"

static bool serves(const struct model *m, const struct loss *l, const struct mcall *c)
{
	return !c->best_effort && c->by_iut && session_of_call(m, c) == l->session;
}

static bool other_stands(const struct model *m, const struct loss *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o == l->call || !serves(m, l, o) || !model_call_open(o, l->time))
			continue;
		if (l->leaf == NULL || model_leaf(o, l->leaf->address, l->time))
			return true;
	}
	return false;
}

static void count(struct loss *l, uint32_t asked, vtime t_asked, uint32_t in, vtime t_in, uint32_t over)
{
	struct loss_try one = {asked, over, t_asked};

	if (l->attempts++ == 0)
		l->first = one;
	l->last = one;
	if (in != 0 && l->restored == 0) {
		l->restored = in;
		l->t_restored = t_in;
	}
	l->refused += in == 0 && over != 0;
}

static void follow_calls(const struct model *m, struct loss *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		/* A call that was under way when the VC was lost is an attempt too. */
		bool later = o->t_setup >= l->time || (o->t_open > l->time && o->t_end > l->time);
		if (o != l->call && serves(m, l, o) && later && o->t_setup <= l->horizon)
			count(l, o->setup, o->t_setup, o->connect, o->t_open, o->end);
	}
}

static void follow_leaf(const struct model *m, struct loss *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		for (size_t k = 0; serves(m, l, o) && k < o->n_parties; k++) {
			const struct party *x = o->parties[k];
			if (x->t_asked >= l->time && x->t_asked <= l->horizon &&
			    party_same_address(x->address, l->leaf->address))
				count(l, x->asked, x->t_asked, x->in, x->t_in, x->out);
		}
	}
}

static void note_told(const struct model *m, struct loss *l, uint32_t error)
{
	vtime t = error != 0 ? time_of(m, error) : TIME_NEVER;

	if (error != 0 && t < l->t_first_error) {
		l->first_error = error;
		l->t_first_error = t;
	}
	if (error == 0 || (l->t_told != TIME_NEVER && t >= l->t_told)) {
		l->told = error;
		l->t_told = t;
	}
}

/* Of a group everybody is concerned who was on the VC, and has not given up the reservation since. */
static void follow_errors(const struct model *m, struct loss *l)
{
	const struct msession *s = l->session;

	l->t_first_error = TIME_NEVER;
	l->t_told = 0;
	for (size_t h = 0; s->multicast && h < s->n_hops; h++) {
		const struct mhop *hop = &s->hops[h];
		bool concerned = l->leaf != NULL
				     ? hop == l->hop
				     : hop_lives(m, hop, l->time) && model_leaf(l->call, hop->atm, l->time - 1);
		if (concerned && hop_torn_after(hop, l->time) > l->horizon && l->t_told != TIME_NEVER)
			note_told(m, l, error_to(m, s, hop, l->time, l->horizon));
	}
	if (l->t_told == 0)
		note_told(m, l, error_to(m, s, NULL, l->time, l->horizon));
}

/* Fill in where path and reservation stand and nothing else serves. */
static bool in_reservation(const struct model *m, struct loss *l)
{
	const struct msession *s = l->session;
	bool stands = l->hop != NULL ? hop_lives(m, l->hop, l->time) : resv_lives(m, s, l->time);

	if (!stands || !path_lives(m, s, l->time) || other_stands(m, l))
		return false;
	vtime torn = torn_after(s, l->time), hop = l->hop != NULL ? hop_torn_after(l->hop, l->time) : TIME_NEVER;
	torn = hop < torn ? hop : torn;
	l->horizon = torn < m->end ? torn : m->end;
	l->t_restored = TIME_NEVER;
	if (l->leaf == NULL)
		follow_calls(m, l);
	else
		follow_leaf(m, l);
	follow_errors(m, l);
	return true;
}

static bool whole(const struct model *m, const struct mcall *c, struct loss *l)
{
	if (c->t_open == TIME_NEVER || c->end == 0 || c->ended_by_iut)
		return false;
	l->event = c->end;
	l->time = c->t_end;
	l->cause = c->cause;
	return in_reservation(m, l);
}

static bool leaf(const struct model *m, const struct mcall *c, const struct party *x, struct loss *l)
{
	/* Leaves that go with the whole VC are gone in the network a moment before the root hears of it. */
	bool alone = c->ended_by_iut || c->t_end - x->t_out > SECONDS(1);

	l->hop = model_hop_of(l->session, x->address);
	if (x->t_in == PARTY_NEVER || x->out == 0 || x->out_by_node || !alone || l->hop == NULL)
		return false;
	l->leaf = x;
	l->event = x->out;
	l->time = x->t_out;
	l->cause = x->cause;
	return in_reservation(m, l);
}

bool loss_next(const struct model *m, struct loss *l)
{
	size_t call = l->at_call, party = l->at_party;

	for (; call < m->n_calls; call++, party = 0) {
		const struct mcall *c = &m->calls[call];
		const struct msession *s = session_of_call(m, c);
		size_t parties = c->p2mp ? c->n_parties : 0;
		if (s == NULL || c->best_effort || !c->by_iut)
			continue;
		/* Number 0 is the VC as a whole. */
		while (party <= parties) {
			size_t n = party++;
			*l = (struct loss){.session = s, .call = c, .at_call = call, .at_party = party};
			if (n == 0 ? whole(m, c, l) : leaf(m, c, c->parties[n - 1], l))
				return true;
		}
	}
	return false;
}

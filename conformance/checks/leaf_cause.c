/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/leaf_cause.h"

bool leaf_next(const struct model *m, struct leaf *l)
{
	size_t call = l->at_call, party = l->at_party;

	for (; call < m->n_calls; call++, party = 0) {
		const struct mcall *c = &m->calls[call];
		const struct msession *s = session_of_call(m, c);
		while (s != NULL && !c->best_effort && c->by_iut && c->p2mp && party < c->n_parties) {
			const struct party *x = c->parties[party++];
			*l = (struct leaf){c, x, s, model_hop_of(s, x->address), call, party};
			if (x->t_in != PARTY_NEVER && l->hop != NULL)
				return true;
		}
	}
	return false;
}

bool leaf_dropped(const struct leaf *l)
{
	return l->party->out != 0 && l->party->out_by_node && l->party->t_out < l->call->t_end;
}

static bool on_another(const struct model *m, const struct leaf *l)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != l->call && !o->best_effort && o->session == l->call->session &&
		    model_leaf(o, l->party->address, l->party->t_out))
			return true;
	}
	return false;
}

static bool changed(const struct leaf *l)
{
	for (size_t i = 0; i < l->hop->n_resv; i++) {
		const struct mresv *q = &l->hop->resv[i];
		if (q->time > l->party->t_asked && q->time <= l->party->t_out && q->kind != RESV_REFRESH)
			return true;
	}
	return false;
}

/* The way to it that carries RSVP was lost before: its place on the best-effort VC of the group, or a VC of its own. */
static bool control_gone(const struct model *m, const struct leaf *l)
{
	vtime to = l->party->t_out, from = to - m->params->reestablish - m->params->H;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		bool lost = o->best_effort && o->end != 0 && !o->ended_by_iut && o->t_end >= from && o->t_end <= to;
		if (lost && (o->p2mp || party_same_address(o->peer, l->party->address)))
			return true;
		for (size_t k = 0; o->best_effort && k < o->n_parties; k++) {
			const struct party *x = o->parties[k];
			if (party_same_address(x->address, l->party->address) && x->out != 0 && !x->out_by_node &&
			    x->t_out >= from && x->t_out <= to)
				return true;
		}
	}
	return false;
}

enum end_why leaf_why(const struct model *m, const struct leaf *l)
{
	vtime t = l->party->t_out;

	if (!leaf_dropped(l))
		return END_NOT;
	vtime torn = torn_after(l->session, l->party->t_asked), hop = hop_torn_after(l->hop, l->party->t_asked);
	if (torn <= t || hop <= t)
		return END_TORN;
	if (!hop_lives(m, l->hop, t) || !path_lives(m, l->session, t))
		return END_TIMED_OUT;
	if (!model_is_member(m, l->session->dst, l->party->address, t))
		return END_LEFT;
	if (on_another(m, l))
		return END_REPLACED;
	if (changed(l))
		return END_CHANGED;
	if (error_to(m, l->session, l->hop, t - m->params->H, t + SECONDS(1)) != 0)
		return END_REFUSED;
	return control_gone(m, l) ? END_CONTROL_GONE : END_UNEXPLAINED;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A next hop that asks for more than the QoS VC holds which serves others: the larger VC
 * comes first, it begins with the new hop, and its failure touches nobody else (NEWHOP,
 * DYNQOS-5; RFC 2380 3.1, RFC 2382 4.2.7). And the other failure: somebody who is on the
 * VC cannot be moved up (LIMHET-7; RFC 2382 4.2.3.2).
 *
 * Judged where one request alone explains what follows: no call is under way when it
 * comes, and what others ask for afterwards ends the window.
 */
#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

/* A new next hop whose request the QoS VC that stands is too small for. */
struct newcomer {
	const struct msession *s;
	const struct mhop *hop;
	const struct mresv *q;
	const struct mcall *vc;   /* that stands, with other leaves */
	const struct mcall *call; /* QoS call that follows, NULL if none does */
	vtime until;              /* next request that changes something, or the end of the case */
};

static bool call_pending(const struct model *m, int session, const struct mcall *but, vtime t)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (c != but && c->by_iut && !c->best_effort && c->session == session && c->t_setup <= t &&
		    t < c->t_end)
			return true;
	}
	return false;
}

/* Has the call a leaf at time t that is not this host? */
static bool has_others(const struct mcall *c, const char *atm, vtime t)
{
	for (size_t i = 0; i < c->n_parties; i++) {
		if (party_in(c->parties[i], t) && !party_same_address(c->parties[i]->address, atm))
			return true;
	}
	return false;
}

static bool holds(enum fit fit)
{
	return fit == FIT_SAME || fit == FIT_TOO_LARGE;
}

static bool newcomer_of(const struct model *m, int session, const struct mhop *h, const struct mresv *q,
			struct newcomer *x)
{
	const struct msession *s = &m->sessions[session];
	int vc = standing_call(m, session, q->time);

	if (q->kind != RESV_NEW || h->atm[0] == '\0' || vc == NO_CALL || !m->calls[vc].p2mp)
		return false;
	const struct mcall *c = &m->calls[vc];
	if (fit_of(m, c, &q->spec) != FIT_TOO_SMALL || call_pending(m, session, c, q->time) ||
	    reaches(c, h->atm, q->time) || !has_others(c, h->atm, q->time))
		return false;
	const struct mresv *next = hops_change(s, q->time, m->end);
	vtime until = next != NULL ? next->time : m->end;
	int call = next_call(m, session, q->time, until);
	*x = (struct newcomer){s, h, q, c, call == NO_CALL ? NULL : &m->calls[call], until};
	return !link_changed(m, q->time, until);
}

typedef void (*newcomer_fn)(const struct model *m, struct check_run *r, const struct newcomer *x);

static void each_newcomer(const struct model *m, struct check_run *r, newcomer_fn fn)
{
	struct newcomer x;

	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t h = 0; s->multicast && s->n_hops > 1 && h < s->n_hops; h++) {
			for (size_t i = 0; i < s->hops[h].n_resv; i++) {
				if (newcomer_of(m, (int)n, &s->hops[h], &s->hops[h].resv[i], &x))
					fn(m, r, &x);
			}
		}
	}
}

/* ADD PARTY for the new hop on the smaller VC, before a larger one is called for. */
static const struct party *added_to_old(const struct newcomer *x)
{
	vtime to = x->call != NULL ? x->call->t_setup : x->until;
	const struct party *p = model_party(x->vc, x->hop->atm, to);

	return p != NULL && p->t_asked >= x->q->time ? p : NULL;
}

static void change_first(const struct model *m, struct check_run *r, const struct newcomer *x)
{
	const struct party *p = added_to_old(x);

	if (p != NULL)
		check_fail(r, EVENTS(x->q->event, p->asked),
			   "expected a larger VC first; seen: %s is asked at %.3f s onto the VC that is too small for "
			   "its request",
			   x->hop->atm, seconds(p->t_asked));
	else if (x->call != NULL && holds(fit_of(m, x->call, &x->q->spec)))
		check_pass(r, EVENTS(x->q->event, x->call->setup),
			   "a larger VC is called for %.3f s after the request, and %s is not added to the smaller one",
			   seconds(x->call->t_setup - x->q->time), x->hop->atm);
}

static void new_hop_first(const struct model *m, struct check_run *r, const struct newcomer *x)
{
	if (x->call == NULL || !holds(fit_of(m, x->call, &x->q->spec)))
		return;
	if (party_same_address(x->call->peer, x->hop->atm))
		check_pass(r, EVENTS(x->q->event, x->call->setup), "the SETUP of the larger VC goes to the new hop %s",
			   x->hop->atm);
	else
		check_fail(r, EVENTS(x->q->event, x->call->setup),
			   "expected the SETUP of the larger VC to go to the new hop %s; seen: to %s", x->hop->atm,
			   x->call->peer);
}

/* DYNQOS-5 */
static void larger_vc(const struct model *m, struct check_run *r, const struct newcomer *x)
{
	vtime due = later(x->q->time, m->params->H + m->params->tau);

	int call = NO_CALL;

	/* Within tau older requests may have their turn before. */
	for (vtime from = x->q->time; (call = next_call(m, x->vc->session, from, x->until)) != NO_CALL;) {
		if (m->params->tau == 0 || holds(fit_of(m, &m->calls[call], &x->q->spec)))
			break;
		from = m->calls[call].t_setup + 1;
		due = later(from, m->params->H + m->params->tau);
	}
	if (call != NO_CALL && holds(fit_of(m, &m->calls[call], &x->q->spec)))
		check_pass(r, EVENTS(x->q->event, m->calls[call].setup),
			   "a VC of the size that the new hop asks for is called for %.3f s after its request",
			   seconds(m->calls[call].t_setup - x->q->time));
	else if (call != NO_CALL)
		check_fail(r, EVENTS(x->q->event, x->call->setup),
			   "expected a VC for the larger request of %s; seen: a SETUP that is too small for it",
			   x->hop->atm);
	else if (due <= x->until && hop_error(m, x->s, x->hop, x->q->time, due) == NULL &&
		 still_wanted(m, x->s, x->hop, x->q->time, due) && model_is_member(m, x->s->dst, x->hop->atm, due))
		check_fail(r, EVENTS(x->q->event),
			   "expected a VC for the larger request of %s, or an error; seen neither in %.0f s",
			   x->hop->atm, seconds(due - x->q->time));
}

/* Somebody who is on the smaller VC and is asked onto another, or dropped from that one, in [from, to]: the event; 0 if
 * there is none. */
static uint32_t touched(const struct model *m, const struct newcomer *x, vtime from, vtime to)
{
	for (size_t i = 0; i < x->vc->n_parties; i++) {
		const struct party *old = x->vc->parties[i];
		if (!party_in(old, x->q->time))
			continue;
		if (old->out_by_node && old->t_out >= from && old->t_out <= to)
			return old->out;
		for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
			for (size_t k = 0; !c->best_effort && c->by_iut && c != x->vc && k < c->n_parties; k++) {
				const struct party *p = c->parties[k];
				if (c->session == x->vc->session && p->t_asked >= from && p->t_asked <= to &&
				    party_same_address(p->address, old->address))
					return p->asked;
			}
		}
	}
	return 0;
}

static void others_left_alone(const struct model *m, struct check_run *r, const struct newcomer *x)
{
	const struct mcall *c = x->call;

	if (c == NULL || !c->refused || c->ended_by_iut || !party_same_address(c->peer, x->hop->atm) ||
	    !holds(fit_of(m, c, &x->q->spec)))
		return;
	vtime due = later(c->t_end, m->params->H), to = due < x->until ? due : x->until;
	uint32_t other = touched(m, x, c->t_setup, to);
	const struct trace_event *error = hop_error(m, x->s, x->hop, c->t_end, to);
	if (other != 0)
		check_fail(r, EVENTS(c->setup, c->end, other),
			   "expected no signalling about the others when the new hop %s cannot have its VC; seen at "
			   "%.3f s, %.3f s after the refusal",
			   x->hop->atm, seconds(time_of(m, other)), seconds(time_of(m, other) - c->t_end));
	else if (error != NULL)
		check_pass(r, EVENTS(c->setup, c->end, error->id),
			   "the call to the new hop %s was refused, it was told, and nobody else was called or dropped",
			   x->hop->atm);
	else if (due <= x->until)
		check_fail(r, EVENTS(c->setup, c->end),
			   "expected a ResvErr to the new hop %s, whose call was refused; seen none in %.0f s",
			   x->hop->atm, seconds(m->params->H));
}

/* ---- LIMHET-7 ---- */

/* A leaf of a QoS VC that could not be moved to the one that was to replace it. */
struct stuck {
	const struct msession *s;
	const struct mcall *old, *new;
	const struct party *on_old, *refused; /* the leaf on either */
	const struct mhop *hop, *asker;       /* that leaf's, and one whose request the old VC is too small for */
};

/* The next hop whose request calls for more than the VC holds, at time t; NULL if none does or it is this host. */
static const struct mhop *asks_for_more(const struct model *m, const struct msession *s, const struct mcall *vc,
					const char *but, vtime t)
{
	const struct mhop *found = NULL;

	for (const struct mhop *h = s->hops; h < s->hops + s->n_hops; h++) {
		const struct mresv *q = model_hop_resv_at(h, t + 1);
		if (q == NULL || holds(fit_of(m, vc, &q->spec)))
			continue;
		if (party_same_address(h->atm, but))
			return NULL;
		found = h;
	}
	return found;
}

static bool stuck_of(const struct model *m, const struct mreplacement *x, const struct party *refused, struct stuck *k)
{
	const struct msession *s = &m->sessions[x->session];
	const struct mcall *old = &m->calls[x->old_call], *new = &m->calls[x->new_call];
	const struct party *before;

	if (!refused->refused || refused->out_by_node)
		return false;
	before = model_party(old, refused->address, refused->t_asked);
	if (before == NULL || !party_in(before, refused->t_out) || !model_call_open(old, refused->t_out))
		return false;
	*k = (struct stuck){s,
			    old,
			    new,
			    before,
			    refused,
			    model_hop_of(s, refused->address),
			    asks_for_more(m, s, old, refused->address, new->t_setup)};
	return k->hop != NULL && k->asker != NULL &&
	       stands_at(m, s->dst, refused->address, refused->t_asked) == STANDS &&
	       hops_change(s, new->t_setup, refused->t_out) == NULL;
}

static void judge_stuck(const struct model *m, struct check_run *r, const struct stuck *k)
{
	vtime from = k->refused->t_out, due = later(from, m->params->H);
	const struct mresv *next = hops_change(k->s, from, due);
	vtime to = next != NULL ? next->time : due < m->end ? due : m->end;
	const struct trace_event *wrong = hop_error(m, k->s, k->hop, from, to);
	const struct trace_event *error = hop_error(m, k->s, k->asker, k->new->t_setup, to);

	if (link_changed(m, k->new->t_setup, to))
		return;
	if (k->on_old->out_by_node && k->on_old->t_out <= to)
		check_fail(
		    r, EVENTS(k->refused->asked, k->refused->out, k->on_old->out),
		    "expected %s to stay on its VC, since it cannot be moved to a larger one; seen: it is off at "
		    "%.3f s",
		    k->refused->address, seconds(k->on_old->t_out));
	else if (wrong != NULL)
		check_fail(r, EVENTS(k->refused->out, wrong->id),
			   "expected the larger request alone to fail; seen: a ResvErr to %s, which cannot be moved",
			   k->hop->address);
	else if (error != NULL)
		check_pass(r, EVENTS(k->refused->asked, k->refused->out, error->id),
			   "%s could not be moved to a larger VC: the larger request of %s failed, and it kept its VC",
			   k->hop->address, k->asker->address);
	else if (next == NULL && due <= m->end)
		check_fail(r, EVENTS(k->refused->asked, k->refused->out),
			   "expected the larger request of %s to fail, since %s cannot be moved; seen no ResvErr in "
			   "%.0f s",
			   k->asker->address, k->hop->address, seconds(m->params->H));
}

static void cannot_move_up(const struct model *m, struct check_run *r)
{
	struct stuck k;

	for (const struct mreplacement *x = m->replacements; x < m->replacements + m->n_replacements; x++) {
		const struct mcall *new = &m->calls[x->new_call];
		for (size_t i = 0; new->by_iut &&new->p2mp &&i < new->n_parties; i++) {
			if (stuck_of(m, x, new->parties[i], &k))
				judge_stuck(m, r, &k);
		}
	}
}

static void newhop_change_first(const struct model *m, struct check_run *r)
{
	each_newcomer(m, r, change_first);
}

static void newhop_first_leaf(const struct model *m, struct check_run *r)
{
	each_newcomer(m, r, new_hop_first);
}

static void newhop_minimal(const struct model *m, struct check_run *r)
{
	each_newcomer(m, r, others_left_alone);
}

static void newcomer_gets_vc(const struct model *m, struct check_run *r)
{
	each_newcomer(m, r, larger_vc);
}

#define SENDING "ingress host-sender"

const struct check checks_newhop[] = {
    {"NEWHOP-1", newhop_change_first, SENDING}, {"NEWHOP-2", newhop_first_leaf, SENDING},
    {"NEWHOP-3", newhop_minimal, SENDING},      {"DYNQOS-5", newcomer_gets_vc, SENDING},
    {"LIMHET-7", cannot_move_up, SENDING},      {0},
};

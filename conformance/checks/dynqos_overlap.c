/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes that meet one another: one at a time, the unfinished one is given up for the
 * newest, and a limit on their number delays but does not refuse (RFC 2380 2.4,
 * DYNQOS-19 to -22).
 */
#include "dynqos.h"

#define SECOND ((vtime)1000000000)
/* A change so short before the end of a set-up cannot stop it any more. */
#define CROSSING (SECOND / 10)
/* DYNQOS-22: so many changes within so much time are many. */
#define BURST_SPAN (10 * SECOND)
#define BURST      3

/* In a model that gives next hops VCs of their own: are the two calls for two that have never shared one? */
static bool for_others(const struct model *m, const struct mcall *a, const struct mcall *b)
{
	if (!m->params->other_model || !m->sessions[a->session].multicast || party_same_address(a->peer, b->peer))
		return false;
	for (const struct mcall *o = m->calls; o < m->calls + m->n_calls; o++) {
		if (serves(o, a->session) && model_leaf(o, a->peer, b->t_setup) && model_leaf(o, b->peer, b->t_setup))
			return false;
	}
	return true;
}

static int call_in_setup(const struct model *m, size_t i)
{
	const struct mcall *c = &m->calls[i];

	for (size_t k = 0; k < i; k++) {
		const struct mcall *p = &m->calls[k];
		if (!p->best_effort && p->by_iut && p->session == c->session && p->t_setup <= c->t_setup &&
		    c->t_setup < setup_over(m, p) && !(c->session != NO_SESSION && for_others(m, p, c)))
			return (int)k;
	}
	return NO_CALL;
}

void dynqos_one_at_a_time(const struct model *m, struct check_run *r)
{
	bool breach = false;

	/* With several sessions it is not sure whose call it was that never carried data. */
	if (!m->sender_side || m->n_sessions != 1)
		return;
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		int p = c->by_iut && !c->best_effort ? call_in_setup(m, i) : NO_CALL;
		if (p == NO_CALL)
			continue;
		breach = true;
		check_fail(
		    r, EVENTS(m->calls[p].setup, c->setup),
		    "expected one change at a time; SETUP at %.3f s while the call of %.3f s was still being set up",
		    seconds(c->t_setup), seconds(m->calls[p].t_setup));
	}
	for (struct change c = {0}; !breach && change_next(m, &c);) {
		if (c.pending != NO_CALL && c.vc != NO_CALL)
			check_pass(
			    r, EVENTS(m->calls[c.pending].setup, c.q->event),
			    "a change was asked for at %.3f s, while the call of %.3f s was being set up; never two at "
			    "a time",
			    seconds(c.q->time), seconds(m->calls[c.pending].t_setup));
	}
}

/* The next change that came while the replacement for another one was being set up, and not for the IUT
 * itself to refuse. */
static bool next_overtaken(const struct model *m, struct change *c)
{
	while (m->sender_side && change_next(m, c)) {
		if (c->vc == NO_CALL || c->pending == NO_CALL)
			continue;
		const struct mcall *p = &m->calls[c->pending];
		bool crossed = !(p->end != 0 && p->ended_by_iut) && setup_over(m, p) - c->q->time <= CROSSING;
		if (fit_of(m, p, &c->q->spec) != FIT_SAME && !crossed &&
		    error_in(m, c->session, c->q->time, c->until) == NULL)
			return true;
	}
	return false;
}

void dynqos_pending_released(const struct model *m, struct check_run *r)
{
	for (struct change c = {0}; next_overtaken(m, &c);) {
		const struct mcall *p = &m->calls[c.pending];
		vtime due = later(c.q->time, m->params->H);
		if (p->data_out > 0)
			check_fail(
			    r, EVENTS(p->setup, c.q->event, p->connect, p->first_data_out),
			    "expected the call of %.3f s to be given up for the change at %.3f s, it was completed and "
			    "carried data",
			    seconds(p->t_setup), seconds(c.q->time));
		else if (p->end != 0 && p->ended_by_iut && p->t_end <= due)
			check_pass(
			    r, EVENTS(p->setup, c.q->event, p->end),
			    "the call of %.3f s was released at %.3f s for the change at %.3f s, and carried no data",
			    seconds(p->t_setup), seconds(p->t_end), seconds(c.q->time));
		else if (p->t_end > due && due <= m->end && (p->proceeding != 0 || p->connect != 0))
			check_fail(
			    r, EVENTS(p->setup, c.q->event, p->connect),
			    "expected a release of the call of %.3f s within %.0f s of the change at %.3f s, seen none",
			    seconds(p->t_setup), seconds(m->params->H), seconds(c.q->time));
	}
}

/* Data of the overtaken value must not follow it. That it stays on the old VC is judged for each call. */
static bool data_stayed(const struct model *m, struct check_run *r, const struct change *c, vtime to)
{
	const struct trace_event *e = sent_on(m, c->session, c->pending, c->q->time, to);

	if (e != NULL)
		check_fail(
		    r, EVENTS(c->q->event, e->id),
		    "expected data on the old VC until a VC for the newest request stands (%.3f s), packet %u left on "
		    "the one that was overtaken at %.3f s",
		    seconds(to), e->data.seq, seconds(e->time));
	return e == NULL;
}

void dynqos_restarted(const struct model *m, struct check_run *r)
{
	for (struct change c = {0}; next_overtaken(m, &c);) {
		vtime due = later(c.q->time, m->params->tau + m->params->H);
		vtime to = c.until < due ? c.until : due;
		if (c.fit == FIT_SAME) {
			/* Back to what the old VC was made for: it simply stays. */
			if (c.until >= due && data_stayed(m, r, &c, to))
				check_pass(r, EVENTS(c.q->event),
					   "back to the size of the VC that stands: that was kept");
			continue;
		}
		int call = next_call(m, c.session, c.q->time, to);
		if (call == NO_CALL) {
			if (c.until >= due && !other_reason(m, c.session, c.q->time, due))
				check_fail(r, EVENTS(m->calls[c.pending].setup, c.q->event),
					   "expected a new SETUP for the change at %.3f s within %.0f s, seen none",
					   seconds(c.q->time), seconds(due - c.q->time));
			continue;
		}
		const struct mcall *n = &m->calls[call];
		if (!meant_for(m, n, &c.q->spec)) {
			if (!(m->params->tau > 0))
				check_fail(r, EVENTS(c.q->event, n->setup),
					   "expected a SETUP for the newest request (r=%.0f), the one at %.3f s has "
					   "another size",
					   c.q->spec.r, seconds(n->t_setup));
			continue;
		}
		vtime over = setup_over(m, n);
		if (data_stayed(m, r, &c, over < to ? over : to))
			check_pass(r, EVENTS(m->calls[c.pending].setup, c.q->event, n->setup),
				   "the change at %.3f s during set-up was followed by a SETUP of its size at %.3f s",
				   seconds(c.q->time), seconds(n->t_setup));
	}
}

static size_t changes_within(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];
	size_t n = 0;

	for (size_t i = s->n_resv; i-- > 0 && s->resv[i].time >= from;)
		n += alters(&s->resv[i]) && s->resv[i].time <= to;
	return n;
}

void dynqos_limit(const struct model *m, struct check_run *r)
{
	/* With tau the limit is judged by its own rows. */
	for (struct change c = {0}; m->sender_side && m->params->tau == 0 && change_next(m, &c);) {
		vtime from = c.q->time - BURST_SPAN, due = later(c.q->time, m->params->H);
		if (c.vc == NO_CALL || changes_within(m, c.session, from, c.q->time) < BURST)
			continue;
		const struct trace_event *e = error_in(m, c.session, c.q->time, c.until < due ? c.until : due);
		if (e != NULL && !refused_in(m, c.session, from, e->time)) {
			check_fail(r, EVENTS(c.q->event, e->id),
				   "expected changes beyond a limit to be delayed; the one at %.3f s was answered with "
				   "ResvErr at "
				   "%.3f s without an attempt",
				   seconds(c.q->time), seconds(e->time));
			continue;
		}
		int call = standing_call(m, c.session, due - 1);
		if (e == NULL && c.until >= due && call != NO_CALL && meant_for(m, &m->calls[call], &c.q->spec))
			check_pass(r, EVENTS(c.q->event, m->calls[call].setup),
				   "%zu changes within 10 s, none answered with an error, the last one carried out",
				   changes_within(m, c.session, from, c.q->time));
	}
}

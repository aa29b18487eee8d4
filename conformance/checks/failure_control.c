/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CONTROLFAIL: the VC that carries RSVP is released abnormally (RFC 2380 2.1). If it cannot
 * be had again, the QoS VCs that belong to it go, and no others; if it can, they stay.
 *
 * Such a VC is one without QoS on which RSVP went both or either way, to one neighbour or
 * to a group; it is lost to a neighbour if no other one to that neighbour stands. A
 * clearing in good order by the other side may be meant, and is no such failure.
 */
#include <string.h>

#include "checks/failure.h"
#include "checks/rsvp_cause.h"

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

/* One neighbour that was cut off. */
struct cut {
	const struct mcall *call;  /* the VC with RSVP */
	const struct party *party; /* the neighbour's place on it; NULL if it is point to point */
	const char *address;
	uint32_t event;
	vtime time;
	bool whole;             /* the VC as a whole was lost, not one leaf of it */
	uint32_t tried, failed; /* the last attempt to reach it again, and its end */
	size_t refused;
	uint32_t restored;
	vtime t_restored;
	size_t at_call, at_party; /* where to go on */
};

static bool carries_rsvp(const struct mcall *c)
{
	return c->best_effort && c->rsvp_out + c->rsvp_in > 0;
}

/* Does another VC without QoS lead from the IUT to this neighbour at time t, as a group's or its own? */
static bool other_way(const struct model *m, const struct cut *x)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o == x->call || !carries_rsvp(o) || !model_call_open(o, x->time))
			continue;
		/* What the group is to hear can go over a VC of the group alone. */
		bool leads = x->call->p2mp ? o->by_iut && o->p2mp && model_leaf(o, x->address, x->time)
					   : !o->p2mp && party_same_address(o->peer, x->address);
		if (leads)
			return true;
	}
	return false;
}

static void follow(const struct model *m, struct cut *x)
{
	x->t_restored = TIME_NEVER;
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (!o->best_effort || o->p2mp != x->call->p2mp)
			continue;
		for (size_t k = 0; o->p2mp && k < o->n_parties; k++) {
			const struct party *y = o->parties[k];
			if (y->t_asked < x->time || !party_same_address(y->address, x->address))
				continue;
			x->tried = y->asked;
			x->failed = y->refused ? y->out : 0;
			x->refused += y->refused;
			if (y->in != 0 && y->t_in < x->t_restored) {
				x->restored = y->in;
				x->t_restored = y->t_in;
			}
		}
		if (o->p2mp || o->t_setup < x->time || !party_same_address(o->peer, x->address))
			continue;
		x->tried = o->setup;
		x->failed = o->refused ? o->end : 0;
		x->refused += o->refused;
		if (o->t_open < x->t_restored) {
			x->restored = o->connect;
			x->t_restored = o->t_open;
		}
	}
}

static bool abnormal(uint8_t cause)
{
	return cause != 0 && cause != 16 && cause != 31;
}

/* Is the neighbour in question cut off by the end of this VC, or of its place on it? */
static bool cut_off(const struct model *m, struct cut *x)
{
	const struct mcall *c = x->call;
	const struct party *y = x->party;
	bool lost = c->end != 0 && !c->ended_by_iut && abnormal(c->cause);

	if (y == NULL) {
		x->address = c->peer;
		x->event = c->end;
		x->time = c->t_end;
		x->whole = true;
		if (!lost || c->t_open == TIME_NEVER)
			return false;
	} else {
		x->address = y->address;
		x->event = y->out;
		x->time = y->t_out;
		/* Leaves that go with the whole VC are gone in the network a moment before the root hears of it. */
		x->whole = lost && c->t_end - y->t_out <= SECONDS(1);
		if (y->t_in == PARTY_NEVER || y->out == 0 || y->out_by_node || !(x->whole || abnormal(y->cause)))
			return false;
	}
	if (other_way(m, x))
		return false;
	follow(m, x);
	return true;
}

static bool cut_next(const struct model *m, struct cut *x)
{
	size_t call = x->at_call, party = x->at_party;

	for (; call < m->n_calls; call++, party = 0) {
		const struct mcall *c = &m->calls[call];
		size_t n = c->p2mp ? c->n_parties : 1;
		while (carries_rsvp(c) && (!c->p2mp || c->by_iut) && party < n) {
			const struct party *y = c->p2mp ? c->parties[party] : NULL;
			*x = (struct cut){.call = c, .party = y, .at_call = call, .at_party = ++party};
			if (cut_off(m, x))
				return true;
		}
	}
	return false;
}

/* A QoS VC of the IUT, or a leaf of one, that stood when somebody was cut off. */
struct served {
	const struct mcall *call;
	uint32_t end;
	vtime t_end;
	bool by_iut, unexplained;
	const char *address;
	size_t at_call, at_party;
};

/* Do path and reservation of what is served stand until 'to', and is there no other QoS VC for it then? */
static bool needed(const struct model *m, const struct served *s, vtime from, vtime to)
{
	const struct mcall *c = s->call;
	const struct msession *session = session_of_call(m, c);
	const struct mhop *hop = session->multicast ? model_hop_of(session, s->address) : NULL;

	if (torn_after(session, from) <= to || !resv_lives(m, session, to) || !path_lives(m, session, to))
		return false;
	if (hop != NULL && (hop_torn_after(hop, from) <= to || !hop_lives(m, hop, to)))
		return false;
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != c && !o->best_effort && o->session == c->session && model_call_open(o, to))
			return false;
	}
	return true;
}

static bool served_next(const struct model *m, const struct cut *x, struct served *s)
{
	size_t call = s->at_call, party = s->at_party;

	for (; call < m->n_calls; call++, party = 0) {
		const struct mcall *c = &m->calls[call];
		size_t n = c->p2mp ? c->n_parties : 1;
		while (!c->best_effort && c->by_iut && session_of_call(m, c) != NULL && party < n) {
			const struct party *y = c->p2mp ? c->parties[party] : NULL;
			*s = (struct served){.call = c, .at_call = call, .at_party = ++party};
			s->end = y != NULL ? y->out : c->end;
			s->t_end = y != NULL ? y->t_out : c->t_end;
			s->by_iut = y != NULL ? y->out_by_node : c->ended_by_iut;
			s->address = y != NULL ? y->address : c->peer;
			bool stood = y != NULL ? party_in(y, x->time) : model_call_open(c, x->time);
			/* What it serves is announced and asked for the same way: to a group, or to one. */
			if (!stood || c->p2mp != x->call->p2mp)
				continue;
			s->unexplained = s->end != 0 && s->by_iut && needed(m, s, x->time, s->t_end);
			return true;
		}
	}
	return false;
}

static vtime given_up(const struct model *m, const struct cut *x)
{
	return x->time + m->params->reestablish + m->params->H;
}

void failure_control_lost(const struct model *m, struct check_run *r)
{
	for (struct cut x = {0}; m->sender_side && cut_next(m, &x);) {
		vtime limit = given_up(m, &x);
		if (x.refused == 0 || x.t_restored <= limit)
			continue;
		for (struct served s = {0}; served_next(m, &x, &s);) {
			if (!party_same_address(s.address, x.address))
				continue;
			if (s.unexplained && s.t_end <= limit)
				check_pass(r, EVENTS(x.event, x.failed, s.end),
					   "the QoS VC was given up %.3f s after the VC with RSVP was lost for good",
					   seconds(s.t_end - x.time));
			else if (x.whole && s.t_end > limit && m->end >= limit && needed(m, &s, x.time, limit))
				check_fail(
				    r, EVENTS(x.event, x.failed, s.call->setup),
				    "expected: the QoS VC goes within %.0f s of the loss of the VC with RSVP, which "
				    "could not be had again; seen: it stays",
				    seconds(limit - x.time));
		}
	}
}

/* Was this neighbour cut off as well before t? */
static bool cut_too(const struct model *m, const char *address, vtime t)
{
	for (struct cut x = {0}; cut_next(m, &x);) {
		if (x.time <= t && party_same_address(x.address, address))
			return true;
	}
	return false;
}

void failure_only_associated(const struct model *m, struct check_run *r)
{
	for (struct cut x = {0}; m->sender_side && cut_next(m, &x);) {
		vtime limit = given_up(m, &x), to = limit < m->end ? limit : m->end;
		if (x.refused == 0 || x.t_restored <= limit)
			continue;
		for (struct served s = {0}; served_next(m, &x, &s);) {
			if (party_same_address(s.address, x.address) || cut_too(m, s.address, to))
				continue;
			if (s.unexplained && s.t_end <= limit)
				check_fail(
				    r, EVENTS(x.event, s.call->setup, s.end),
				    "expected: only the QoS VCs that belong to the lost VC with RSVP go; seen: one "
				    "whose RSVP runs elsewhere is given up %.3f s after it",
				    seconds(s.t_end - x.time));
			else if (s.t_end > limit && m->end >= limit)
				check_pass(
				    r, EVENTS(x.event, s.call->setup),
				    "QoS to a neighbour whose RSVP runs elsewhere stayed for the %.0f s after the loss",
				    seconds(limit - x.time));
		}
	}
}

void failure_control_restored(const struct model *m, struct check_run *r)
{
	for (struct cut x = {0}; m->sender_side && cut_next(m, &x);) {
		vtime limit = x.t_restored == TIME_NEVER ? TIME_NEVER : x.t_restored + m->params->H;
		if (x.t_restored > x.time + m->params->reestablish)
			continue;
		for (struct served s = {0}; served_next(m, &x, &s);) {
			if (!party_same_address(s.address, x.address))
				continue;
			if (s.unexplained && s.t_end <= limit)
				check_fail(
				    r, EVENTS(x.event, x.restored, s.end),
				    "expected: the QoS VC stays, since the VC with RSVP came back %.3f s after its "
				    "loss; seen: it is given up %.3f s after it",
				    seconds(x.t_restored - x.time), seconds(s.t_end - x.time));
			else if (s.t_end > limit && m->end >= limit)
				check_pass(r, EVENTS(x.event, x.tried, x.restored),
					   "the VC with RSVP came back %.3f s after its loss, and the QoS VC stayed",
					   seconds(x.t_restored - x.time));
		}
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PARTY-3 to -5: changes of a group's membership become parties of the VC that serves its
 * members, one by one (RFC 2382 2.1.1.3, 4.2.3). What a receiver with a reservation
 * makes of its membership is a matter of other rows.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

/* A point-to-multipoint best-effort VC of the IUT that carries the session: it carried the newest packet that left
 * before t, and is open. NO_CALL if there is none. */
static int serving_vc(const struct model *m, const struct msession *s, vtime t)
{
	int found = NO_CALL;

	for (size_t i = 0; i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		int call = model_call_of_conn(m, e->conn);
		if (e->first >= t)
			break;
		if (call != NO_CALL && m->calls[call].best_effort)
			found = call;
	}
	return found != NO_CALL && m->calls[found].p2mp && m->calls[found].by_iut &&
		       model_call_open(&m->calls[found], t)
		   ? found
		   : NO_CALL;
}

/* When the next change for this member comes: of its membership, or a request of its own; TIME_NEVER if none. */
static vtime next_change(const struct model *m, const struct msession *s, const struct mmember *x, vtime t)
{
	const struct mhop *h = model_hop_of(&m->sessions[s->leader], x->atm);
	vtime next = x->to > t ? x->to : TIME_NEVER;

	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *y = &m->members[i];
		if (y->from > t && y->from < next && strcmp(y->group, x->group) == 0 &&
		    party_same_address(y->atm, x->atm))
			next = y->from;
	}
	for (size_t i = 0; h != NULL && i < h->n_resv; i++) {
		if (h->resv[i].time > t && h->resv[i].time < next)
			next = h->resv[i].time;
	}
	return next;
}

/* First packet of the session that left at or after 'from' and before 'to' and reached the host; NULL if none. */
static const struct trace_event *reached(const struct model *m, const struct msession *s, const char *atm, vtime from,
					 vtime to)
{
	for (size_t i = 0; i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		int call = model_call_of_conn(m, e->conn);
		if (e->first >= from && e->first < to && call != NO_CALL && reaches(&m->calls[call], atm, e->first))
			return e;
	}
	return NULL;
}

/* The same of a packet that left at all. */
static const struct trace_event *sent_in(const struct model *m, const struct msession *s, vtime from, vtime to)
{
	for (size_t i = 0; i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		if (e->first >= from && e->first < to)
			return e;
	}
	return NULL;
}

/* First party of this address that the IUT asked in on any call in [from, to]; NULL if none. */
static const struct party *asked_in(const struct model *m, const char *atm, vtime from, vtime to)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		if (x->node == m->iut && x->by_node && x->t_asked >= from && x->t_asked <= to &&
		    party_same_address(x->address, atm))
			return x;
	}
	return NULL;
}

typedef void (*member_fn)(const struct model *m, struct check_run *r, const struct msession *s,
			  const struct mmember *x);

static void each_member(const struct model *m, struct check_run *r, member_fn fn)
{
	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		for (const struct mmember *x = m->members; x < m->members + m->n_members; x++) {
			if (s->n_sent > 0 && strcmp(x->group, s->dst) == 0)
				fn(m, r, s, x);
		}
	}
}

/* PARTY-3: who joins while a VC serves the members without reservation is added to it. */
static void joins(const struct model *m, struct check_run *r, const struct msession *s, const struct mmember *x)
{
	vtime t = x->from, due = later(t, m->params->H), next = next_change(m, s, x, t);
	int vc = serving_vc(m, s, t);

	if (vc == NO_CALL || reaches(&m->calls[vc], x->atm, t) || stands_at(m, s->dst, x->atm, t) != STANDS_NOT ||
	    link_changed(m, t, due))
		return;
	const struct party *asked = asked_in(m, x->atm, t, due < next ? due : next);
	if (asked == NULL) {
		/* Whether it was needed shows when data goes on. */
		const struct trace_event *e = sent_in(m, s, due, next);
		if (e != NULL)
			check_fail(
			    r, EVENTS(m->calls[vc].setup, e->id),
			    "expected ADD PARTY within %.0f s of the join of %s at %.3f s; seen none, while data "
			    "goes on at %.3f s",
			    seconds(m->params->H), x->atm, seconds(t), seconds(e->time));
		return;
	}
	int call = model_call_of_conn(m, asked->conn);
	bool added = asked->endpoint != 0 && call != NO_CALL && m->calls[call].best_effort;
	const struct trace_event *e = added ? reached(m, s, x->atm, asked->t_in, TIME_NEVER) : NULL;
	if (e != NULL)
		check_pass(r, EVENTS(asked->asked, asked->in, e->id),
			   "%s joined at %.3f s, ADD PARTY followed after %.3f s, and data went to it", x->atm,
			   seconds(t), seconds(asked->t_asked - t));
}

/* PARTY-4: who leaves is dropped from it. */
static void leaves(const struct model *m, struct check_run *r, const struct msession *s, const struct mmember *x)
{
	vtime t = x->to, due = later(t, m->params->H);
	int vc = t == TIME_NEVER ? NO_CALL : serving_vc(m, s, t);
	const struct party *p = vc == NO_CALL ? NULL : model_party(&m->calls[vc], x->atm, t);

	if (p == NULL || !party_in(p, t) || link_changed(m, t, due))
		return;
	vtime next = next_change(m, s, x, t);
	const struct trace_event *still = reached(m, s, x->atm, due, next);
	if (still != NULL)
		check_fail(r, EVENTS(p->asked, still->id),
			   "expected %s off the VC within %.0f s of its leave at %.3f s; seen: a packet goes to it at "
			   "%.3f s",
			   x->atm, seconds(m->params->H), seconds(t), seconds(still->time));
	else if (p->out_by_node && p->t_out <= due && p->t_out <= next &&
		 strcmp(trace_by_id(m->trace, p->out)->name, "DROP PARTY") == 0 &&
		 sent_in(m, s, p->t_out, TIME_NEVER) != NULL)
		check_pass(r, EVENTS(p->asked, p->out, sent_in(m, s, p->t_out, TIME_NEVER)->id),
			   "%s left at %.3f s, was dropped %.3f s later, and data went on to the others", x->atm,
			   seconds(t), seconds(p->t_out - t));
}

/* ---- PARTY-5 ---- */

/* Where a frame of a VC of the IUT comes out, it was asked for and accepted: the party at that node's own UNI. */
static const struct party *party_at_leaf(const struct model *m, const struct trace_event *e)
{
	for (size_t i = parties_n(m->parties); i-- > 0;) {
		const struct party *x = parties_at(m->parties, i);
		if (x->node == e->node && !x->by_node && x->conn == e->conn && x->t_asked <= e->time)
			return x;
	}
	return NULL;
}

/* Nodes whose newest party is kept at hand; in larger groups those with the same rest are looked up in turn. */
#define NEWEST 128

/* The network delivers to those alone that have answered; else it is at fault, and not the IUT. */
static void delivered_to_parties(const struct model *m, struct check_run *r)
{
	const struct party *newest[NEWEST] = {0};

	for (size_t i = 0; i < trace_n(m->trace); i++) {
		const struct trace_event *e = trace_at(m->trace, i);
		if (e->kind != TRACE_DATA || e->pco != PCO_ATM || e->dir != TRACE_IN || e->node == m->iut)
			continue;
		int call = model_call_of_conn(m, e->conn);
		if (call == NO_CALL || !m->calls[call].by_iut || !m->calls[call].p2mp)
			continue;
		const struct party **memo = &newest[e->node % NEWEST], *last = *memo;
		if (last == NULL || last->node != e->node || last->conn != e->conn || !party_in(last, e->time))
			last = *memo = party_at_leaf(m, e);
		if (last == NULL || e->first < last->t_in)
			check_error(
			    r, EVENTS(m->calls[call].setup, e->id),
			    "the network delivered a packet of a point-to-multipoint VC at %s, which had not been "
			    "added to it",
			    trace_node_name(m->trace, e->node));
	}
}

/* A member that comes to a VC that stands is asked in before anything reaches it, and is asked in at all. */
static void added_explicitly(const struct model *m, struct check_run *r, const struct msession *s,
			     const struct mmember *x)
{
	vtime from = x->from, due = later(from, m->params->H), to = x->to;
	int vc = NO_CALL;
	const struct trace_event *without = NULL;

	/* The first packet that left on a VC to several while it was a member and no party. */
	for (size_t i = 0; i < s->n_sent && without == NULL; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		vc = model_call_of_conn(m, e->conn);
		if (e->first >= from && e->first < to && vc != NO_CALL && m->calls[vc].by_iut && m->calls[vc].p2mp &&
		    !reaches(&m->calls[vc], x->atm, e->first))
			without = e;
	}
	if (without == NULL)
		return;
	const struct party *p = asked_in(m, x->atm, 0, TIME_NEVER);
	const struct trace_event *e = sent_in(m, s, later(without->first, m->params->H), to);
	if (p == NULL && e != NULL && e->first >= due && !link_changed(m, from, e->first))
		check_fail(
		    r, EVENTS(without->id, e->id),
		    "expected every further end-point to be added to the VC; seen: data for %s since %.3f s, and "
		    "no SETUP or ADD PARTY for member %s",
		    s->dst, seconds(without->time), x->atm);
	const struct party *in = model_party(&m->calls[vc], x->atm, to);
	const struct trace_event *with =
	    in == NULL || in->in == 0 || in->t_in < without->first ? NULL : reached(m, s, x->atm, in->t_in, to);
	if (with != NULL)
		check_pass(r, EVENTS(without->id, in->asked, in->in, with->id),
			   "member %s was reached by data of the VC when it had been added at %.3f s, and not before",
			   x->atm, seconds(in->t_in));
}

static void join_adds(const struct model *m, struct check_run *r)
{
	each_member(m, r, joins);
}

static void leave_drops(const struct model *m, struct check_run *r)
{
	each_member(m, r, leaves);
}

static void no_delivery_by_membership(const struct model *m, struct check_run *r)
{
	delivered_to_parties(m, r);
	each_member(m, r, added_explicitly);
}

#define SENDING "ingress host-sender"

const struct check checks_membership[] = {
    {"PARTY-3", join_adds, SENDING},
    {"PARTY-4", leave_drops, SENDING},
    {"PARTY-5", no_delivery_by_membership, SENDING},
    {0},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parties of a point-to-multipoint QoS VC: one service class for all (UNI-5), a party for
 * each further next hop of the same size, and none any more when it gives up (PARTY-1, -2;
 * RFC 2382 2.1.1.3).
 */
#include <stdio.h>
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

/* ---- UNI-5 ---- */

/* Identifiers of elements that tell a service class: traffic descriptor, bearer capability, QoS parameter, and those
 * of UNI 4.0. ADD PARTY has none of them (UNI 3.1 5.4.6, Q.2971 8.2.1). */
static const char *const class_elements[] = {"59", "5e", "5c", "ec"};

struct descriptor {
	char text[600];
	size_t n;
};

static void describe(void *ctx, const char *name, const char *text, const char *unit)
{
	struct descriptor *d = ctx;

	(void)unit;
	if (strncmp(name, "traffic.", 8) != 0 || d->n >= sizeof(d->text))
		return;
	d->n += (size_t)snprintf(d->text + d->n, sizeof(d->text) - d->n, "%s=%s ", name + 8, text);
}

#define LOOKED_AT 256 /* parties of one call */

/* The SETUP by which a leaf was offered the connection, at its own UNI; NULL if it is not in the trace. */
static const struct trace_event *offered_to(const struct model *m, const struct party *at_root)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		if (!x->by_node && x->conn == at_root->conn && x->t_asked >= at_root->t_asked &&
		    party_same_address(x->address, at_root->address))
			return trace_by_id(m->trace, x->asked);
	}
	return NULL;
}

static bool names_class(const struct model *m, const struct trace_event *e)
{
	for (size_t i = 0; i < sizeof(class_elements) / sizeof(*class_elements); i++) {
		if (trace_has(m->trace, e, "ie-bad", class_elements[i]) ||
		    trace_has(m->trace, e, "ie", class_elements[i]))
			return true;
	}
	return false;
}

static void one_class(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		struct descriptor of_call = {.n = 0};
		const struct trace_event *last = NULL;
		size_t same = 0;
		if (!c->by_iut || !c->p2mp || c->best_effort)
			continue;
		trace_fields(m->trace, trace_by_id(m->trace, c->setup), describe, &of_call);
		for (size_t i = 0; i < c->n_parties && i < LOOKED_AT; i++) {
			const struct party *x = c->parties[i];
			const struct trace_event *asked = trace_by_id(m->trace, x->asked), *offer = offered_to(m, x);
			struct descriptor of_leaf = {.n = 0};
			if (i > 0 && names_class(m, asked))
				check_fail(r, EVENTS(c->setup, x->asked),
					   "expected ADD PARTY without a service class, which SETUP has set for all; "
					   "seen: one with a descriptor at %.3f s",
					   seconds(x->t_asked));
			if (offer == NULL || x->in == 0)
				continue;
			trace_fields(m->trace, offer, describe, &of_leaf);
			if (strcmp(of_leaf.text, of_call.text) == 0) {
				same++;
				last = offer;
			} else {
				check_error(r, EVENTS(c->setup, offer->id),
					    "the network offered a leaf another traffic descriptor than that of the "
					    "call: %s",
					    of_leaf.text);
			}
		}
		if (same >= 2)
			check_pass(r, EVENTS(c->setup, c->parties[1]->asked, last->id),
				   "%zu leaves were offered the descriptor of the SETUP", same);
	}
}

/* ---- PARTY-1, -2 ---- */

static bool has_other_leaf(const struct mcall *c, const char *atm, vtime t)
{
	for (size_t i = 0; i < c->n_parties; i++) {
		if (party_in(c->parties[i], t) && !party_same_address(c->parties[i]->address, atm))
			return true;
	}
	return false;
}

/* A request of a next hop, and the point-to-multipoint QoS VC that stands for others when it comes. */
struct asked {
	const struct msession *s;
	int session;
	const struct mhop *hop;
	const struct mresv *q;
	const struct mcall *vc;
	vtime due; /* by which something must have come of it. Within tau it may have to wait (no document rules it out)
		    */
};

static bool call_to(const struct model *m, const struct asked *x, const struct mcall *c)
{
	return c->by_iut && !c->best_effort && c->session == x->session && c->t_setup >= x->q->time &&
	       c->t_setup <= x->due && party_same_address(c->peer, x->hop->atm);
}

/* Is another QoS call of the session under way when the request comes? Then it may go there. */
static bool under_way(const struct model *m, const struct asked *x)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (c != x->vc && c->by_iut && !c->best_effort && c->session == x->session &&
		    c->t_setup <= x->q->time && x->q->time < c->t_end)
			return true;
	}
	return false;
}

/* PARTY-1: of the size that the VC has. */
static void further_hop(const struct model *m, struct check_run *r, const struct asked *x)
{
	vtime t = x->q->time;
	const struct party *p = model_party(x->vc, x->hop->atm, x->due);

	if (x->q->kind != RESV_NEW || fit_of(m, x->vc, &x->q->spec) != FIT_SAME || under_way(m, x) ||
	    reaches(x->vc, x->hop->atm, t) || link_changed(m, t, x->due))
		return;
	if (p != NULL && p->t_asked >= t) {
		check_pass(
		    r, EVENTS(x->q->event, p->asked, p->in),
		    "the Resv of a further next hop for the size of the QoS VC leads to ADD PARTY for it, %.3f s "
		    "later",
		    seconds(p->t_asked - t));
		return;
	}
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (call_to(m, x, c) && m->params->other_model)
			return;
		if (call_to(m, x, c) && hops_change(x->s, t, c->t_setup) == NULL &&
		    model_call_open(x->vc, c->t_setup)) {
			check_fail(
			    r, EVENTS(x->vc->setup, x->q->event, c->setup),
			    "expected ADD PARTY for %s on the QoS VC of that size; seen: another QoS call to it at "
			    "%.3f s",
			    x->hop->atm, seconds(c->t_setup));
			return;
		}
	}
	if (x->due <= m->end && hops_change(x->s, t, x->due) == NULL && model_call_open(x->vc, x->due) &&
	    hop_error(m, x->s, x->hop, t, x->due) == NULL && still_wanted(m, x->s, x->hop, t, x->due) &&
	    model_is_member(m, x->s->dst, x->hop->atm, x->due))
		check_fail(
		    r, EVENTS(x->vc->setup, x->q->event),
		    "expected ADD PARTY for %s on the QoS VC of the size that it asks for; seen nothing in %.0f s",
		    x->hop->atm, seconds(x->due - t));
}

/* Does a leaf other than this host have a reservation at time t? */
static bool others_stand(const struct model *m, const struct asked *x, vtime t)
{
	for (size_t i = 0; i < x->vc->n_parties; i++) {
		const char *atm = x->vc->parties[i]->address;
		if (x->vc->parties[i]->t_in <= t && !party_same_address(atm, x->hop->atm) &&
		    stands_at(m, x->s->dst, atm, t) == STANDS)
			return true;
	}
	return false;
}

/* PARTY-2 */
static void gives_up(const struct model *m, struct check_run *r, const struct asked *x)
{
	vtime t = x->q->time, again = TIME_NEVER;
	const struct party *p = model_party(x->vc, x->hop->atm, t);

	if (x->q->kind != RESV_TEAR || p == NULL || !party_in(p, t) || link_changed(m, t, x->due) ||
	    !others_stand(m, x, t))
		return;
	for (size_t i = 0; i < x->hop->n_resv; i++) {
		if (x->hop->resv[i].time > t && x->hop->resv[i].time < again)
			again = x->hop->resv[i].time;
	}
	if (p->t_out <= x->due && p->t_out < again && p->out_by_node) {
		bool whole = p->out == x->vc->end;
		if (!whole)
			check_pass(
			    r, EVENTS(x->q->event, p->out),
			    "%s gave up its reservation and was dropped from the QoS VC %.3f s later; the VC stands",
			    p->address, seconds(p->t_out - t));
		else if (standing_call(m, x->session, p->t_out) == NO_CALL && others_stand(m, x, p->t_out) &&
			 hops_change(x->s, t, p->t_out) == NULL)
			check_fail(
			    r, EVENTS(x->q->event, p->out),
			    "expected DROP PARTY for %s, which gave up its reservation; seen: the whole VC released, "
			    "on which others have one",
			    p->address);
	} else if (m->params->other_model && model_is_member(m, x->s->dst, p->address, x->due)) {
		return; /* as one without a reservation it may be on the QoS VC (RFC 2382 4.2.3.3) */
	} else if (x->due <= m->end && again > x->due && party_in(p, x->due) && model_call_open(x->vc, x->due)) {
		check_fail(
		    r, EVENTS(x->q->event, p->in),
		    "expected %s off the QoS VC, since it gave up its reservation; seen: it is still a leaf %.0f s "
		    "later",
		    p->address, seconds(x->due - t));
	}
}

typedef void (*asked_fn)(const struct model *m, struct check_run *r, const struct asked *x);

static void each_asked(const struct model *m, struct check_run *r, asked_fn fn)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (const struct mhop *h = s->hops; s->multicast && h < s->hops + s->n_hops; h++) {
			for (size_t i = 0; h->atm[0] != '\0' && i < h->n_resv; i++) {
				const struct mresv *q = &h->resv[i];
				int vc = q->kind == RESV_REFRESH ? NO_CALL : standing_call(m, (int)n, q->time);
				struct asked x = {.s = s, .session = (int)n, .hop = h, .q = q};
				if (vc == NO_CALL || !m->calls[vc].p2mp ||
				    !has_other_leaf(&m->calls[vc], h->atm, q->time))
					continue;
				x.vc = &m->calls[vc];
				x.due = later(q->time, m->params->H + m->params->tau);
				fn(m, r, &x);
			}
		}
	}
}

static void further_hop_added(const struct model *m, struct check_run *r)
{
	each_asked(m, r, further_hop);
}

static void hop_dropped(const struct model *m, struct check_run *r)
{
	each_asked(m, r, gives_up);
}

#define SENDING "ingress host-sender"

const struct check checks_parties[] = {
    {"UNI-5", one_class, SENDING},
    {"PARTY-1", further_hop_added, SENDING},
    {"PARTY-2", hop_dropped, SENDING},
    {0},
};

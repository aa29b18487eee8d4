/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAPPING-9 and -10: what the style of a reservation says about VCs (RFC 2205 1.3). Under WF and SE the senders of a
 * session use one reservation, under SE those that are named; under FF each sender has its own.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* ---- MAPPING-9: shared styles ---- */

/* What was seen of the senders of one session while one QoS VC stood for it. */
struct senders {
	size_t covered;     /* that had data on it */
	uint32_t on[2];     /* a packet of the first and of the last of them */
	uint32_t aside;     /* a packet of a sender that is not covered, elsewhere */
	const char *breach; /* in words */
	uint32_t wrong;     /* the packet that shows it */
	const struct msession *whose;
};

/* A sender counts as covered, or not, when it has been so for H: a change takes its time. */
static enum cover settled_cover(const struct model *m, size_t i, vtime t)
{
	enum cover now = model_cover(m, i, t), then = model_cover(m, i, t - m->params->H);

	return now == then ? now : COVER_UNKNOWN;
}

static void look_at_sender(const struct model *m, int call, size_t i, vtime from, vtime to, bool conforms,
			   struct senders *found)
{
	const struct msession *s = &m->sessions[i];
	uint32_t own = 0;

	for (size_t k = 0; k < s->n_sent && found->breach == NULL; k++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[k]);
		if (e->first < from || e->first >= to)
			continue;
		bool on = model_call_of_conn(m, e->conn) == call;
		enum cover cover = settled_cover(m, i, e->first);
		if (cover == COVER_YES && on)
			own = e->id;
		else if (cover == COVER_NO && !on)
			found->aside = e->id;
		else if (cover == COVER_NO && on)
			found->breach = "a sender that it does not cover is on its QoS VC";
		else if (cover == COVER_YES && conforms && !copied_to(m, s, k, call))
			found->breach = "a sender that it covers is not on its QoS VC";
		found->wrong = e->id;
		found->whose = s;
	}
	if (own != 0)
		found->on[found->covered++ > 0] = own;
}

/* Two VCs for one shared reservation, side by side, each with data of one sender that is not the other's. */
static const struct mcall *split(const struct model *m, size_t call, uint32_t proof[2])
{
	const struct mcall *c = &m->calls[call];

	for (size_t o = call + 1; o < m->n_calls; o++) {
		const struct mcall *other = &m->calls[o];
		vtime from = other->t_open, to = c->t_end < other->t_end ? c->t_end : other->t_end;
		size_t here = 0, there = 0, both = 0;
		to = to < m->end ? to : m->end;
		if (!serves(other, c->session) || from == TIME_NEVER || to < from || to - from <= m->params->H)
			continue;
		for (size_t i = 0; i < m->n_sessions; i++) {
			uint32_t a = model_sent(m, call, i)[0], b = model_sent(m, o, i)[0];
			here += a != 0;
			there += b != 0;
			both += a != 0 && b != 0;
			proof[0] = a != 0 ? a : proof[0];
			proof[1] = b != 0 ? b : proof[1];
		}
		if (here == 1 && there == 1 && both == 0)
			return other;
	}
	return NULL;
}

static void shared_by_senders(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_calls; n++) {
		const struct mcall *c = &m->calls[n];
		vtime from, to;
		uint32_t proof[2] = {0, 0};
		struct senders found = {0};
		if (c->session == NO_SESSION || !m->sessions[c->session].shared || !serves(c, c->session))
			continue;
		if (c->t_open != TIME_NEVER && split(m, n, proof) != NULL)
			check_fail(
			    r, EVENTS(c->setup, proof[0], proof[1]),
			    "expected: one QoS VC for all senders that share the reservation; seen: one for each");
		if (!settled(m, c, &from, &to))
			continue;
		bool conforms = conforming(m, c->session);
		for (size_t i = 0; i < m->n_sessions; i++) {
			if (m->sessions[i].leader == c->session)
				look_at_sender(m, (int)n, i, from, to, conforms, &found);
		}
		if (found.breach != NULL)
			check_fail(
			    r, EVENTS(c->setup, found.wrong),
			    "expected: the senders that share the reservation on its VC, and no others; seen: %s "
			    "(%s/%u, packet %u)",
			    found.breach, found.whose->src, (unsigned)found.whose->src_port,
			    (unsigned)trace_by_id(m->trace, found.wrong)->data.seq);
		else if (found.covered > 1 || (found.covered > 0 && found.aside != 0))
			check_pass(r, EVENTS(c->setup, found.on[0], found.on[1] != 0 ? found.on[1] : found.aside),
				   "one QoS VC carried data of %zu sender(s) that share the reservation%s",
				   found.covered, found.aside != 0 ? ", and of one that does not none" : "");
	}
}

/* ---- MAPPING-10: distinct style ---- */

/* Another sender of the same session, with a reservation of its own at time t. */
static bool distinct(const struct model *m, size_t a, size_t b, vtime t)
{
	const struct msession *x = &m->sessions[a], *y = &m->sessions[b];

	return a != b && x->port == y->port && strcmp(x->dst, y->dst) == 0 && !x->shared && !y->shared &&
	       resv_lives(m, x, t) && resv_lives(m, y, t);
}

/* The VC has the size of what was asked for its session alone. */
static bool own_size(const struct model *m, const struct mcall *c, vtime t)
{
	const struct mresv *q = model_resv_at(&m->sessions[c->session], t);

	return q != NULL && fit_of(m, c, &q->spec) == FIT_SAME;
}

static void used_by_one(const struct model *m, struct check_run *r, size_t call)
{
	const struct mcall *c = &m->calls[call];

	for (size_t a = 0; a < m->n_sessions; a++) {
		for (size_t b = a + 1; b < m->n_sessions; b++) {
			const uint32_t *x = model_sent(m, call, a), *y = model_sent(m, call, b);
			if (x[0] != 0 && y[0] != 0 && distinct(m, a, b, time_of(m, x[1] < y[1] ? x[1] : y[1])))
				check_fail(
				    r, EVENTS(c->setup, x[0], y[0]),
				    "expected: each sender on the VC of its own reservation; seen: data of %s/%u "
				    "and of %s/%u on one",
				    m->sessions[a].src, (unsigned)m->sessions[a].src_port, m->sessions[b].src,
				    (unsigned)m->sessions[b].src_port);
		}
	}
}

static void one_for_each_sender(const struct model *m, struct check_run *r)
{
	vtime from, to, from2, to2;

	for (size_t n = 0; n < m->n_calls; n++) {
		const struct mcall *c = &m->calls[n];
		if (!c->by_iut || c->best_effort)
			continue;
		used_by_one(m, r, n);
		if (!settled(m, c, &from, &to))
			continue;
		for (size_t o = n + 1; o < m->n_calls; o++) {
			const struct mcall *x = &m->calls[o];
			if (!settled(m, x, &from2, &to2) || from >= to2 || from2 >= to)
				continue;
			vtime t = from > from2 ? from : from2;
			uint32_t a = model_sent(m, n, (size_t)c->session)[0],
				 b = model_sent(m, o, (size_t)x->session)[0];
			if (a != 0 && b != 0 && distinct(m, (size_t)c->session, (size_t)x->session, t) &&
			    own_size(m, c, t) && own_size(m, x, t))
				check_pass(r, EVENTS(c->setup, a, x->setup, b),
					   "two senders of the session had a QoS VC each, of the size of its own "
					   "reservation, and sent on that");
		}
	}
}

#define SENDING "ingress host-sender"

const struct check checks_styles[] = {
    {"MAPPING-9", shared_by_senders, SENDING},
    {"MAPPING-10", one_for_each_sender, SENDING},
    {NULL, NULL, NULL},
};

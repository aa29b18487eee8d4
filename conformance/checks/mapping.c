/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAPPING and SCOPE-3: which VC a unicast reservation has, what runs on it, and that a refresh
 * changes nothing (RFC 2382 4.2, 4.2.1). Multicast sessions have rows of their own.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

static bool serves(const struct mcall *c, int session)
{
	return c->by_iut && !c->best_effort && c->session == session;
}

/* While one QoS VC alone serves its session, set up and settled: H after CONNECT, to a second before its end, the
 * next call for the session, a tear or the end of the case. False if there is no such time. */
static bool settled(const struct model *m, const struct mcall *c, vtime *from, vtime *to)
{
	if (!c->by_iut || c->best_effort || c->session == NO_SESSION || c->t_open == TIME_NEVER ||
	    m->sessions[c->session].multicast)
		return false;
	vtime end = c->t_end < m->end ? c->t_end : m->end;
	vtime torn = torn_after(&m->sessions[c->session], c->t_setup);
	end = torn < end ? torn : end;
	for (const struct mcall *o = m->calls; o < m->calls + m->n_calls; o++) {
		bool before = o->t_setup < c->t_setup;
		if (o == c || !serves(o, c->session))
			continue;
		if (before && (o->t_end == TIME_NEVER || o->t_end > c->t_open))
			return false;
		if (!before && o->t_setup < end)
			end = o->t_setup;
	}
	*from = later(c->t_open, m->params->H);
	*to = end - SECONDS(1);
	return *from < *to;
}

/* First packet to the session's address, but of another flow without a VC of its own there, that the IUT sent in
 * [from, to) on this call (on) or elsewhere. */
static const struct trace_event *foreign(const struct model *m, const struct mcall *c, bool on, vtime from, vtime to)
{
	const struct trace_event *e;
	enum { UNKNOWN, SAME, OTHER } address[32] = {UNKNOWN}; /* of a flow, by its number: the text is slow to get */
	char dst[20];

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && e->time < to;) {
		if (e->kind != TRACE_DATA || e->pco != PCO_ATM || e->dir != TRACE_OUT || e->time < from ||
		    (e->conn == c->conn) != on || e->data.flow == m->sessions[c->session].flow)
			continue;
		size_t flow = e->data.flow % 32;
		if (address[flow] == UNKNOWN)
			address[flow] = trace_text(m->trace, e, "ip.dst", dst, sizeof(dst)) &&
						strcmp(dst, m->sessions[c->session].dst) == 0
					    ? SAME
					    : OTHER;
		int session = model_session_of(m, e);
		/* Another reservation may share a VC with this one, if the two are aggregated. */
		if (address[flow] == SAME && (session == NO_SESSION || m->sessions[session].n_resv == 0 ||
					      standing_call(m, session, e->time) != NO_CALL))
			return e;
	}
	return NULL;
}

/* MAPPING-2: reserved data leaves the shared VC; the rest stays on it. */
static void data_is_moved(const struct model *m, struct check_run *r)
{
	vtime from, to;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!settled(m, c, &from, &to) || !conforming(m, c->session))
			continue;
		const struct trace_event *stray = strayed(m, c->session, (int)i, from, to);
		const struct trace_event *on = sent_on(m, c->session, (int)i, from, to);
		const struct trace_event *guest = foreign(m, c, true, from, to);
		const struct trace_event *rest = foreign(m, c, false, from, to);
		if (stray != NULL)
			check_fail(
			    r, EVENTS(c->connect, stray->id),
			    "expected: reserved data on the QoS VC that stands for it; seen: packet %u on another "
			    "VC %.3f s after the CONNECT",
			    (unsigned)stray->data.seq, seconds(stray->time - c->t_open));
		else if (guest != NULL)
			check_fail(
			    r, EVENTS(c->connect, guest->id),
			    "expected: data without a reservation on the best-effort VC; seen: packet %u of it on the "
			    "QoS VC",
			    (unsigned)guest->data.seq);
		else if (on != NULL && rest != NULL)
			check_pass(r, EVENTS(c->connect, on->id, rest->id),
				   "reserved data ran on its QoS VC alone, other data to the same address elsewhere");
	}
}

/* Requests of the session before t, not counting refreshes; the last one into *last. */
static size_t asked(const struct msession *s, vtime t, const struct mresv **last)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_resv && s->resv[i].time <= t; i++) {
		if (s->resv[i].kind == RESV_REFRESH)
			continue;
		*last = &s->resv[i];
		n++;
	}
	return n;
}

/* Refreshes of the reservation after t while nothing else happened to it; the time of the last into *until. */
static size_t refreshes(const struct msession *s, vtime t, vtime *until)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n_resv; i++) {
		if (s->resv[i].time <= t)
			continue;
		if (s->resv[i].kind != RESV_REFRESH)
			break;
		*until = s->resv[i].time;
		n++;
	}
	return n;
}

/* MAPPING-6: a reservation that never changed has one QoS call, however often it is refreshed. A VC that was refused or
 * lost may be followed by another. */
static void one_call_each(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct mresv *q = NULL;
		vtime until = 0;
		bool second = false;
		if (!c->by_iut || c->best_effort || c->session == NO_SESSION || c->t_open == TIME_NEVER)
			continue;
		const struct msession *s = &m->sessions[c->session];
		if (s->multicast || asked(s, c->t_setup, &q) != 1 || q->kind != RESV_NEW)
			continue;
		for (const struct mcall *o = c + 1; o < m->calls + m->n_calls && o->t_setup < c->t_end; o++) {
			if (!serves(o, c->session) || asked(s, o->t_setup, &q) != 1)
				continue;
			second = true;
			check_fail(
			    r, EVENTS(q->event, c->setup, o->setup),
			    "expected: one QoS VC for the reservation; seen: a second QoS SETUP %.3f s after the "
			    "first, which stands, and no change in between",
			    seconds(o->t_setup - c->t_setup));
		}
		if (!second && refreshes(s, c->t_setup, &until) >= 3 && until < c->t_end)
			check_pass(r, EVENTS(q->event, c->setup),
				   "one QoS VC, and no other call through %.0f s of refreshes",
				   seconds(until - c->t_setup));
	}
}

/* MAPPING-8: a VC of one reservation carries nothing else. */
static void no_foreign_data(const struct model *m, struct check_run *r)
{
	vtime from, to;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!settled(m, c, &from, &to))
			continue;
		const struct trace_event *guest = foreign(m, c, true, c->t_open, to);
		const struct trace_event *rest = foreign(m, c, false, from, to);
		const struct trace_event *own = sent_on(m, c->session, (int)i, from, to);
		if (guest != NULL)
			check_fail(r, EVENTS(c->setup, guest->id),
				   "expected: only data of the reservation on its VC; seen: packet %u of flow %u on it",
				   (unsigned)guest->data.seq, (unsigned)guest->data.flow);
		else if (rest != NULL && own != NULL)
			check_pass(r, EVENTS(c->setup, own->id, rest->id),
				   "the VC carried its reservation alone, while other data went to the same address");
	}
}

/* SCOPE-3: a Resv that asks for what stands leads to no call. */
static void refresh_does_nothing(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 1; i < s->n_resv && m->sender_side && !s->multicast; i++) {
			const struct mresv *q = &s->resv[i];
			vtime next = i + 1 < s->n_resv ? s->resv[i + 1].time : m->end;
			vtime until = later(q->time, m->params->H) < next ? later(q->time, m->params->H) : next;
			int vc = standing_call(m, (int)n, q->time);
			int call = next_call(m, (int)n, q->time, until);
			if (q->kind != RESV_REFRESH || vc == NO_CALL || m->calls[vc].t_end < until ||
			    fit_of(m, &m->calls[vc], &q->spec) != FIT_SAME)
				continue;
			/* Only a call that was asked for by nothing else: the VC stands, and fits. */
			if (call != NO_CALL && fit_of(m, &m->calls[call], &q->spec) == FIT_SAME)
				check_fail(
				    r, EVENTS(m->calls[vc].connect, q->event, m->calls[call].setup),
				    "expected: no call for a Resv that asks for what stands; seen: a QoS SETUP of the "
				    "same size %.3f s after it",
				    seconds(m->calls[call].t_setup - q->time));
			else if (call == NO_CALL && s->resv[i - 1].kind == RESV_REFRESH &&
				 q->time - s->resv[i - 1].time < SECONDS(1))
				check_pass(r, EVENTS(m->calls[vc].connect, q->event),
					   "the VC stayed, and no call followed a Resv that asked for the same again");
		}
	}
}

const struct check checks_mapping[] = {
    {"MAPPING-2", data_is_moved, "ingress host-sender"},
    {"MAPPING-6", one_call_each, "ingress host-sender"},
    {"MAPPING-8", no_foreign_data, "ingress host-sender"},
    {"SCOPE-3", refresh_does_nothing, "ingress host-sender"},
    {NULL, NULL, NULL},
};

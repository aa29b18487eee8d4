/* SPDX-License-Identifier: Apache-2.0 */
/*
 * MAPPING-1, -2, -6, -8 and SCOPE-3: RSVP and data are on VCs; which VC a unicast reservation has,
 * what runs on it, and that a refresh changes nothing (RFC 2382 4.2, 4.2.1). What several
 * reservations share, and groups, are in sharing.c and styles.c.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* Settled, and for a single receiver. */
static bool alone(const struct model *m, const struct mcall *c, vtime *from, vtime *to)
{
	return settled(m, c, from, to) && !m->sessions[c->session].multicast;
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
		/* Senders that share the reservation are not foreign. Another reservation may share a VC with this
		 * one, if the two are aggregated. */
		if (session != NO_SESSION && m->sessions[session].leader == m->sessions[c->session].leader)
			continue;
		if (address[flow] == SAME && (session == NO_SESSION || m->sessions[session].n_resv == 0 ||
					      standing_call(m, session, e->time) != NO_CALL))
			return e;
	}
	return NULL;
}

/* ---- MAPPING-1: RSVP and reserved data are on some VC ---- */

/* Up to time t nothing went wrong in the network that could keep a message from a VC: no fault, no link that went
 * down, no best-effort call that was refused or cleared by others. */
static bool undisturbed(const struct model *m, vtime t)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (c->best_effort && c->t_end <= t && !c->ended_by_iut)
			return false;
	}
	for (size_t i = 0; i < trace_n(m->trace); i++) {
		const struct trace_event *e = trace_at(m->trace, i);
		if (e->time > t)
			break;
		if (e->kind == TRACE_NET && (strcmp(e->name, "fault") == 0 || strcmp(e->name, "link") == 0))
			return false;
	}
	return true;
}

/* A group without a member on the ATM side is sent to nobody. */
static bool has_receivers(const struct model *m, const struct msession *s, vtime from, vtime to)
{
	for (const struct mmember *x = m->members; x < m->members + m->n_members; x++) {
		if (strcmp(x->group, s->dst) == 0 && x->from <= from && to < x->to)
			return true;
	}
	return !s->multicast;
}

/* The first Path that the IUT sent in [from, to]; NULL. */
static const struct mresv *path_out(const struct msession *s, vtime from, vtime to)
{
	for (size_t i = 0; i < s->n_path_down; i++) {
		const struct mresv *p = &s->path_down[i];
		if (p->kind != RESV_TEAR && p->time >= from && p->time <= to)
			return p;
	}
	return NULL;
}

/* A Path that came and was neither torn nor let go within H: the IUT's own comes out in that time. */
static const struct mresv *path_unmapped(const struct model *m, const struct msession *s)
{
	for (size_t i = 0; i < s->n_path; i++) {
		const struct mresv *p = &s->path[i];
		vtime until = later(p->time, m->params->H);
		if (p->kind == RESV_TEAR || until >= m->end || !path_lives(m, s, until) ||
		    torn_after(s, p->time) <= until)
			continue;
		if (has_receivers(m, s, p->time, until) && path_out(s, p->time, until) == NULL && undisturbed(m, until))
			return p;
	}
	return NULL;
}

/* So many packets of a settled reservation, none of them lost, show that its data is mapped. */
#define ENOUGH_DATA 50

static void is_mapped(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions && m->sender_side; n++) {
		const struct mresv *p = path_unmapped(m, &m->sessions[n]);
		if (p != NULL)
			check_fail(
			    r, EVENTS(p->event),
			    "expected: the Path on a VC; seen: none left within %.0f s, though nothing stood in the "
			    "way",
			    seconds(m->params->H));
	}
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		vtime from, to;
		if (!settled(m, c, &from, &to) || !conforming(m, c->session) || !undisturbed(m, to))
			continue;
		const struct trace_event *e = lost(m, c->session, from, to);
		const struct mresv *p = path_out(&m->sessions[c->session], 0, to);
		if (e != NULL)
			check_fail(
			    r, EVENTS(c->connect, e->id),
			    "expected: reserved data on a VC; seen: packet %u, which came %.3f s after the CONNECT, "
			    "on none",
			    (unsigned)e->data.seq, seconds(e->time - c->t_open));
		else if (p != NULL && given_in(m, c->session, from, to) >= ENOUGH_DATA)
			check_pass(r, EVENTS(p->event, c->connect),
				   "RSVP left on a VC, and so did all %zu packets of the reservation",
				   given_in(m, c->session, from, to));
	}
}

/* MAPPING-2: reserved data leaves the shared VC; the rest stays on it. */
static void data_is_moved(const struct model *m, struct check_run *r)
{
	vtime from, to;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!alone(m, c, &from, &to) || !conforming(m, c->session))
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
		if (!alone(m, c, &from, &to))
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
    {"MAPPING-1", is_mapped, "ingress host-sender"},          {"MAPPING-2", data_is_moved, "ingress host-sender"},
    {"MAPPING-6", one_call_each, "ingress host-sender"},      {"MAPPING-8", no_foreign_data, "ingress host-sender"},
    {"SCOPE-3", refresh_does_nothing, "ingress host-sender"}, {NULL, NULL, NULL},
};

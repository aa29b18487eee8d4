/* SPDX-License-Identifier: Apache-2.0 */
/*
 * INIT: who opens the QoS VCs and when, and what the called side takes (RFC 2380 2.2).
 * The sub-net sender opens, changes and releases them; the sub-net receiver accepts any
 * number, in any order.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/check.h"
#include "checks/leaf_cause.h"

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

static const struct mcall *first_qos_call(const struct model *m, const struct msession *s, bool by_iut, vtime from)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!c->best_effort && c->by_iut == by_iut && session_of_call(m, c) == s && c->t_setup >= from)
			return c;
	}
	return NULL;
}

static uint32_t error_between(const struct model *m, const struct msession *s, vtime from, vtime to)
{
	for (size_t i = 0; i < s->n_err; i++) {
		vtime t = time_of(m, s->err[i]);
		if (t >= from && t <= to)
			return s->err[i];
	}
	return 0;
}

/* The party of a QoS call of the session that this next hop is or was asked to be, from some moment on; NULL if none.
 */
static const struct party *asked_in(const struct model *m, const struct msession *s, const struct mhop *h, vtime from)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; !c->best_effort && c->by_iut && session_of_call(m, c) == s && k < c->n_parties;
		     k++) {
			const struct party *x = c->parties[k];
			if (party_same_address(x->address, h->atm) && x->t_out > from)
				return x;
		}
	}
	return NULL;
}

/* Of a group each next hop that reserves is called, or asked onto a VC of the session, or told that it cannot be. */
static void each_next_hop(const struct model *m, struct check_run *r, const struct msession *s)
{
	for (size_t n = 0; s->multicast && n < s->n_hops; n++) {
		const struct mhop *h = &s->hops[n];
		for (size_t i = 0; i < h->n_resv; i++) {
			const struct mresv *resv = &h->resv[i];
			const struct mcall *first = first_qos_call(m, s, true, 0);
			/* One that comes while a VC stands for others may have to wait for tau, and for what waits
			 * before it. */
			vtime limit = resv->time + m->params->H +
				      (first != NULL && first->t_setup <= resv->time ? m->params->tau : 0);
			if (resv->kind != RESV_NEW || h->atm[0] == '\0' || !path_lives(m, s, resv->time) ||
			    !model_is_member(m, s->dst, h->atm, resv->time) ||
			    !model_is_member(m, s->dst, h->atm, limit))
				continue;
			const struct party *x = asked_in(m, s, h, resv->time);
			if (x != NULL && x->t_asked <= limit)
				check_pass(r, EVENTS(resv->event, x->asked),
					   "the sub-net sender asked the next hop onto a QoS VC %.3f s after its Resv",
					   seconds(x->t_asked - resv->time));
			else if (m->end >= limit && torn_after(s, resv->time) > limit &&
				 hop_torn_after(h, resv->time) > limit && error_to(m, s, h, resv->time, limit) == 0)
				check_fail(
				    r, EVENTS(resv->event),
				    "expected: the next hop %s is asked onto a QoS VC within %.0f s of its Resv, or "
				    "gets a ResvErr; seen: neither",
				    h->address, seconds(m->params->H));
		}
	}
}

/* INIT-1: a new reservation leads to a QoS SETUP of the sender, or to an error. */
static void sender_opens(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		each_next_hop(m, r, s);
		for (size_t i = 0; i < s->n_resv; i++) {
			const struct mresv *resv = &s->resv[i];
			vtime limit = resv->time + m->params->H;
			if (resv->kind != RESV_NEW || !path_lives(m, s, resv->time))
				continue;
			const struct mcall *c = first_qos_call(m, s, true, resv->time);
			if (c != NULL && c->t_setup <= limit)
				check_pass(r, EVENTS(resv->event, c->setup),
					   "the sub-net sender sent a QoS SETUP %.3f s after the Resv",
					   seconds(c->t_setup - resv->time));
			else if (m->end >= limit && torn_after(s, resv->time) > limit &&
				 error_between(m, s, resv->time, limit) == 0)
				check_fail(r, EVENTS(resv->event),
					   "expected: a QoS SETUP of the sub-net sender within %.0f s of the Resv, or "
					   "ResvErr; "
					   "seen: neither",
					   seconds(m->params->H));
		}
	}
}

/* INIT-2, looked at where the other side leaves the VC to whoever would open it. */
static void receiver_opens_none(const struct model *m, struct check_run *r)
{
	bool provoked = false, called = false;
	uint32_t proof = 0;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!c->best_effort && c->by_iut)
			check_fail(r, EVENTS(c->setup),
				   "expected: no QoS SETUP from the sub-net receiver; seen: one, %.3f s into the case",
				   seconds(c->t_setup));
		called = called || (!c->best_effort && !c->by_iut);
	}
	const struct trace_event *e;
	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		if (e->kind == TRACE_SIG && e->dir == TRACE_OUT && strcmp(e->name, "LEAF SETUP REQUEST") == 0)
			check_fail(r, EVENTS(e->id),
				   "expected: the sub-net receiver does not join a QoS VC by itself; seen: LEAF SETUP "
				   "REQUEST %.3f s into the case",
				   seconds(e->time));
	}
	for (size_t n = 0; n < m->n_sessions && !called; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 0; i < s->n_resv; i++) {
			const struct mresv *resv = &s->resv[i];
			if (resv->kind == RESV_NEW && m->end - resv->time >= m->params->H + 3 * m->params->refresh &&
			    resv_lives(m, s, m->end)) {
				provoked = true;
				proof = resv->event;
			}
		}
	}
	if (provoked)
		check_pass(r, EVENTS(proof),
			   "the receiver waited for the sender's call through %.0f s and three refreshes",
			   seconds(m->params->H));
}

static bool seq_delivered(const struct model *m, const struct msession *s, uint32_t seq)
{
	for (size_t i = 0; i < s->n_sent; i++) {
		if (trace_by_id(m->trace, s->sent[i])->data.seq == seq)
			return true;
	}
	return false;
}

/* Of the packets that came in on a call: how many were there, how many did not go on; the first that did not. What
 * came in within the last second of the case may still be under way. */
struct fate {
	size_t came, kept;
	uint32_t first_kept, first_passed;
};
static struct fate fate_of(const struct model *m, const struct mcall *c)
{
	const struct trace_event *e;
	struct fate f = {0};

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && c->data_in > 0;) {
		if (e->kind != TRACE_DATA || e->pco != PCO_ATM || e->dir != TRACE_IN || e->conn != c->conn ||
		    e->time > m->end - SECONDS(1))
			continue;
		int s = model_session_of(m, e);
		if (s == NO_SESSION)
			continue;
		f.came++;
		if (seq_delivered(m, &m->sessions[s], e->data.seq))
			f.first_passed = f.first_passed == 0 ? e->id : f.first_passed;
		else if (f.kept++ == 0)
			f.first_kept = e->id;
	}
	return f;
}

/* Incoming QoS calls that overlap with this one, or with its session: several VCs from one sender. */
static bool one_of_several(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != c && !o->best_effort && !o->by_iut && strcmp(o->peer, c->peer) == 0)
			return true;
	}
	return false;
}

/* INIT-3. A refusal tells of encapsulation (ENCAP-2) if one alone was offered, and of parallel VCs (INIT-10) if
 * others stand. */
static void receiver_accepts(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->by_iut || one_of_several(m, c))
			continue;
		if (c->refused && c->ended_by_iut && c->n_blli > 1)
			check_fail(
			    r, EVENTS(c->setup, c->end),
			    "expected: CONNECT to a QoS SETUP that offers LLC and VC multiplexing; seen: the receiver "
			    "refuses it (cause %u)",
			    c->cause);
		if (c->t_open == TIME_NEVER)
			continue;
		struct fate f = fate_of(m, c);
		if (f.came > 0 && f.kept == f.came)
			check_fail(r, EVENTS(c->setup, c->connect, f.first_kept),
				   "expected: data of an accepted QoS VC is forwarded; seen: none of %zu packets",
				   f.came);
		else if (f.came > 0)
			check_pass(r, EVENTS(c->setup, c->connect, f.first_passed),
				   "the QoS call was accepted and %zu of %zu packets on it went on", f.came - f.kept,
				   f.came);
	}
}

/* INIT-5: it is the Resv that decides; a Path alone opens no VC. */
static void on_resv_only(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		bool reserved = false;
		if (c->best_effort || !c->by_iut)
			continue;
		for (size_t n = 0; n < m->n_sessions; n++)
			reserved = reserved || (m->sessions[n].n_resv > 0 && m->sessions[n].resv[0].time <= c->t_setup);
		if (!reserved)
			check_fail(r, EVENTS(c->setup),
				   "expected: no QoS SETUP before a Resv; seen: one, and no Resv has come yet");
	}
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		if (s->n_path == 0 || s->n_resv == 0 || s->resv[0].time - s->path[0].time < 3 * m->params->refresh)
			continue;
		const struct mcall *c = first_qos_call(m, s, true, 0);
		if (c != NULL && c->t_setup >= s->resv[0].time)
			check_pass(r, EVENTS(s->path[0].event, s->resv[0].event, c->setup),
				   "no QoS SETUP for %.0f s of Path alone, one %.3f s after the Resv",
				   seconds(s->resv[0].time - s->path[0].time), seconds(c->t_setup - s->resv[0].time));
	}
}

static bool tears_unasked(const struct model *m, const struct msession *s, uint32_t *event)
{
	for (size_t i = 0; i < s->n_resv_up; i++) {
		const struct mresv *up = &s->resv_up[i];
		if (up->kind == RESV_TEAR && path_lives(m, s, up->time) && resv_lives(m, s, up->time)) {
			*event = up->event;
			return true;
		}
	}
	return false;
}

/* INIT-7: whatever the sender does with its QoS VCs, the receiver takes it. */
static void any_technique(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct msession *s = session_of_call(m, c);
		uint32_t tear = 0;
		if (c->best_effort || c->by_iut || c->t_open == TIME_NEVER || !one_of_several(m, c))
			continue;
		struct fate f = fate_of(m, c);
		bool released =
		    c->end != 0 && c->ended_by_iut && (end_why(m, c) == END_REPLACED || end_why(m, c) == END_CHANGED);
		if (released)
			check_fail(
			    r, EVENTS(c->setup, c->end),
			    "expected: the receiver leaves the number and order of QoS VCs to the sender; seen: it "
			    "releases one, since %s",
			    end_words(end_why(m, c)));
		else if (s != NULL && tears_unasked(m, s, &tear))
			check_fail(r, EVENTS(c->setup, tear),
				   "expected: the reservation stands however the sender uses QoS VCs; seen: ResvTear");
		else if (f.kept > 0)
			check_fail(r, EVENTS(c->setup, c->connect, f.first_kept),
				   "expected: data of every QoS VC goes on; seen: %zu of %zu packets that came on one "
				   "of several "
				   "VCs do not",
				   f.kept, f.came);
		else if (f.came > 0)
			check_pass(r, EVENTS(c->setup, c->connect, f.first_passed),
				   "all %zu packets on one of several QoS VCs went on", f.came);
	}
}

/* INIT-8: while the first QoS VC of a session is being set up. */
static void data_meanwhile(const struct model *m, struct check_run *r)
{
	const struct trace_event *e;

	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		const struct mcall *c = first_qos_call(m, s, true, 0);
		if (c == NULL || c->t_open == TIME_NEVER || c->t_open - c->t_setup < SECONDS(1))
			continue;
		size_t given = 0, sent = 0;
		uint32_t first = 0, early = 0;
		for (size_t i = 0; i < s->n_given; i++) {
			e = trace_by_id(m->trace, s->given[i]);
			given += e->time > c->t_setup && e->time < c->t_open;
		}
		for (size_t i = 0; i < s->n_sent; i++) {
			e = trace_by_id(m->trace, s->sent[i]);
			if (e->time <= c->t_setup || e->time >= c->t_open)
				continue;
			bool stands = !e->dropped && e->conn != c->conn;
			early = early == 0 && !stands ? e->id : early;
			first = first == 0 && stands ? e->id : first;
			sent += stands;
		}
		if (early != 0)
			check_fail(
			    r, EVENTS(c->setup, early, c->connect),
			    "expected: data on VCs that stand; seen: a data frame on the QoS VC %.3f s before CONNECT",
			    seconds(c->t_open - time_of(m, early)));
		else if (given > 0 && sent > 0)
			check_pass(r, EVENTS(c->setup, first, c->connect),
				   "%zu of %zu packets went over VCs that stood, while the QoS VC was being set up",
				   sent, given);
		else if (given > 0)
			check_inconclusive(
			    r, EVENTS(c->setup, c->connect),
			    "the option is not used: none of %zu packets left while the QoS VC was being set up",
			    given);
	}
}

/* INIT-9. At the receiver: it gives up its reservation, and the VC is still the sender's to release. */
static void sender_releases(const struct model *m, struct check_run *r)
{
	for (struct leaf l = {0}; m->sender_side && leaf_next(m, &l);) {
		enum end_why why = leaf_why(m, &l);
		if (why != END_NOT && why != END_UNEXPLAINED)
			check_pass(r, EVENTS(l.party->asked, l.party->out),
				   "the sender dropped a leaf of its QoS VC itself, since %s", end_words(why));
	}
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct msession *s = session_of_call(m, c);
		if (c->best_effort || c->t_open == TIME_NEVER || s == NULL)
			continue;
		if (m->sender_side) {
			if (c->by_iut && c->ended_by_iut && end_why(m, c) != END_UNEXPLAINED)
				check_pass(r, EVENTS(c->setup, c->end),
					   "the sender released its QoS VC itself, since %s", end_words(end_why(m, c)));
			continue;
		}
		if (c->by_iut)
			continue;
		/* The last tear while the VC was open. */
		const struct mresv *tear = NULL;
		for (size_t k = 0; k < s->n_resv; k++) {
			if (s->resv[k].kind == RESV_TEAR && model_call_open(c, s->resv[k].time))
				tear = &s->resv[k];
		}
		vtime end = c->t_end < m->end ? c->t_end : m->end;
		if (tear == NULL)
			continue;
		if (c->end != 0 && c->ended_by_iut && path_lives(m, s, c->t_end))
			check_fail(
			    r, EVENTS(c->setup, tear->event, c->end),
			    "expected: the sender releases the QoS VC after the reservation is given up; seen: the "
			    "receiver releases it after %.3f s, while path state lives",
			    seconds(c->t_end - tear->time));
		else if (!c->ended_by_iut && end - tear->time >= SECONDS(5))
			check_pass(
			    r, EVENTS(c->setup, tear->event, c->end),
			    "the receiver left the QoS VC to the sender for %.1f s after the reservation was given up",
			    seconds(end - tear->time));
	}
}

/* INIT-10: calls of the other side beside each other. */
static void parallel_calls(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct mcall *older = NULL;
		size_t open = 0;
		if (c->by_iut)
			continue;
		for (size_t k = 0; k < i; k++) {
			const struct mcall *o = &m->calls[k];
			if (o->by_iut || strcmp(o->peer, c->peer) != 0 || !model_call_open(o, c->t_setup))
				continue;
			open += !o->best_effort;
			older = o;
			bool closed = c->t_open != TIME_NEVER && o->ended_by_iut && o->t_end >= c->t_setup &&
				      o->t_end <= c->t_open + SECONDS(5);
			if (closed && silence_at_end(m, o) < SECONDS(5))
				check_fail(
				    r, EVENTS(o->setup, c->setup, o->end),
				    "expected: an older VC stays beside a newer one; seen: the IUT releases it %.3f s "
				    "after the newer SETUP",
				    seconds(o->t_end - c->t_setup));
		}
		if (older == NULL)
			continue;
		if (c->refused && c->ended_by_iut && open > 0)
			check_fail(r, EVENTS(older->setup, c->setup, c->end),
				   "expected: a further VC from the same caller is accepted; seen: refused (cause %u) "
				   "while %zu QoS "
				   "VCs stand",
				   c->cause, open);
		else if (c->t_open != TIME_NEVER && open > 0)
			check_pass(r, EVENTS(older->setup, c->setup, c->connect),
				   "%zu QoS VCs stand and another is accepted", open);
	}
}

const struct check checks_initiation[] = {
    {"INIT-1", sender_opens, "ingress host-sender"},
    {"INIT-2", receiver_opens_none, "egress host-receiver"},
    {"INIT-3", receiver_accepts, "egress host-receiver"},
    {"INIT-5", on_resv_only, "ingress host-sender"},
    {"INIT-7", any_technique, "egress host-receiver"},
    {"INIT-8", data_meanwhile, "ingress host-sender"},
    {"INIT-9", sender_releases, "ingress egress host-sender host-receiver"},
    {"INIT-10", parallel_calls, "ingress egress host-sender host-receiver"},
    {NULL, NULL, NULL},
};

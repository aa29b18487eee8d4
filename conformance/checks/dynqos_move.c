/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While a replacement is being set up the old VC stays, untouched, and carries the
 * data; when the new one stands data moves, and only then the old one is closed
 * (RFC 2380 2.4, DYNQOS-7 to -12).
 */
#include "dynqos.h"
#include "receivers.h"

#include <string.h>

/* A change after which the old VC was closed before any call was made for it. */
static void kept_until_call(const struct model *m, struct check_run *r)
{
	for (struct change c = {0}; m->sender_side && change_next(m, &c);) {
		if (c.vc == NO_CALL || c.fit == FIT_SAME)
			continue;
		const struct mcall *vc = &m->calls[c.vc];
		int call = next_call(m, c.session, c.q->time, TIME_NEVER);
		vtime over = call == NO_CALL ? later(c.q->time, m->params->H) : m->calls[call].t_setup;
		if (c.until < over)
			over = c.until;
		if (vc->ended_by_iut && vc->t_end > c.q->time && vc->t_end < over &&
		    standing_call(m, c.session, vc->t_end) == NO_CALL &&
		    !other_reason(m, c.session, c.q->time, vc->t_end))
			check_fail(
			    r, EVENTS(c.q->event, vc->end),
			    "the old VC was released at %.3f s, before a new one stood for the request of %.3f s",
			    seconds(vc->t_end), seconds(c.q->time));
	}
}

void dynqos_old_kept(const struct model *m, struct check_run *r)
{
	struct attempt a;

	kept_until_call(m, r);
	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		if (old->t_end >= a.at && a.outcome != OUTCOME_UNKNOWN)
			check_pass(
			    r, EVENTS(new->setup, new->connect),
			    "the old VC stayed from SETUP of the new one at %.3f s until %.3f s, when that was over",
			    seconds(new->t_setup), seconds(a.at));
		else if (old->ended_by_iut && old->t_end < a.at && standing_call(m, a.session, old->t_end) == NO_CALL &&
			 !other_reason(m, a.session, new->t_setup, old->t_end))
			check_fail(
			    r, EVENTS(new->setup, old->end, new->connect),
			    "expected the old VC to stay until the new one stands; it was released at %.3f s, the new "
			    "one was in set-up from %.3f s",
			    seconds(old->t_end), seconds(new->t_setup));
	}
}

/* Index of the first event at or after a time. */
static size_t event_from(const struct model *m, vtime t)
{
	size_t low = 0, high = trace_n(m->trace);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (trace_at(m->trace, middle)->time < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Messages that change nothing, or not of the IUT's own will: the end of its own set-up, a question about the state of
 * the call (Q.2931 5.6.11) and the answer to one, and its release, which is a matter of its own. */
static bool leaves_unmodified(const char *name)
{
	static const char *const names[] = {"CONNECT ACKNOWLEDGE", "STATUS ENQUIRY",        "STATUS", "RELEASE",
					    "RELEASE COMPLETE",    "DROP PARTY ACKNOWLEDGE"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		if (strcmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

void dynqos_old_unmodified(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		const struct trace_event *e;
		bool touched = false;
		for (size_t k = event_from(m, new->t_setup); (e = model_next(m, &k)) != NULL && e->time < a.at;) {
			if (e->kind != TRACE_SIG || e->bad || e->dir != TRACE_OUT || e->conn == 0 ||
			    e->conn != old->conn || leaves_unmodified(e->name))
				continue;
			touched = true;
			if (!other_reason(m, a.session, new->t_setup, e->time))
				check_fail(r, EVENTS(new->setup, e->id),
					   "expected the old VC unmodified while its replacement is set up, seen %s at "
					   "%.3f s",
					   e->name, seconds(e->time));
		}
		if (!touched && a.outcome != OUTCOME_UNKNOWN)
			check_pass(
			    r, EVENTS(new->setup, new->connect),
			    "nothing modified the old VC from %.3f s to %.3f s, while its replacement was set up",
			    seconds(new->t_setup), seconds(a.at));
	}
}

/* Does a packet that is not on the old VC say that it was taken off too early? It may be on a VC that
 * an earlier replacement is about to close. */
static bool too_early(const struct model *m, const struct attempt *a, const struct trace_event *e)
{
	int call = model_call_of_conn(m, e->conn);

	return call == NO_CALL || call == a->call || m->calls[call].best_effort;
}

void dynqos_data_on_old(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		vtime from = new->t_setup, to = a.at < old->t_end ? a.at : old->t_end;
		const struct trace_event *e = sent_on(m, a.session, a.call, 0, new->t_stands);
		if (e != NULL) {
			check_fail(r, EVENTS(new->setup, e->id, new->connect),
				   "data left on the new VC at %.3f s, before it stood", seconds(e->time));
			continue;
		}
		bool judged = conforming(m, a.session);
		e = judged ? strayed(m, a.session, a.old, from, to) : NULL;
		if (e != NULL && too_early(m, &a, e)) {
			check_fail(
			    r, EVENTS(new->setup, e->id, new->connect),
			    "expected data on the old VC until the new one stands (%.3f s to %.3f s), packet %u left "
			    "elsewhere at %.3f s",
			    seconds(from), seconds(to), e->data.seq, seconds(e->time));
			continue;
		}
		e = judged ? lost(m, a.session, from, to) : NULL;
		if (e != NULL) {
			check_fail(r, EVENTS(new->setup, e->id),
				   "packet %u, given at %.3f s while the replacement was set up, never left",
				   e->data.seq, seconds(e->time));
			continue;
		}
		e = sent_on(m, a.session, a.old, from, to);
		if (e != NULL && a.outcome != OUTCOME_UNKNOWN)
			check_pass(
			    r, EVENTS(new->setup, e->id, new->connect),
			    "%zu packets came from %.3f s to %.3f s, while the replacement was set up; they left on "
			    "the old VC",
			    given_in(m, a.session, from, to), seconds(from), seconds(to));
	}
}

/* Until when is the call of an attempt the one that data belongs on? */
static vtime reign(const struct model *m, const struct attempt *a)
{
	vtime end = m->calls[a->call].t_end < m->end ? m->calls[a->call].t_end : m->end;

	for (size_t i = (size_t)a->call + 1; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->session == a->session && !c->best_effort && c->t_stands < end)
			end = c->t_stands;
	}
	return end;
}

void dynqos_data_moved(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *new = &m->calls[a.call];
		if (a.outcome != OUTCOME_OPEN)
			continue;
		vtime due = later(new->t_stands, m->params->H), to = reign(m, &a);
		const struct trace_event *first = sent_on(m, a.session, a.call, new->t_stands, to);
		const struct trace_event *late =
		    conforming(m, a.session) && due < to ? strayed(m, a.session, a.call, due, to) : NULL;
		if (late != NULL && !other_reason(m, a.session, new->t_stands, late->time))
			check_fail(r, EVENTS(new->setup, new->connect, late->id),
				   "expected all data on the new VC within %.0f s of CONNECT at %.3f s, packet %u left "
				   "elsewhere at %.3f s",
				   seconds(m->params->H), seconds(new->t_stands), late->data.seq, seconds(late->time));
		else if (first != NULL)
			check_pass(r, EVENTS(new->setup, new->connect, first->id),
				   "the new VC stood at %.3f s, data left on it from %.3f s", seconds(new->t_stands),
				   seconds(first->time));
	}
}

void dynqos_closed_after_move(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		if (a.outcome != OUTCOME_OPEN || !old->ended_by_iut || old->t_end < new->t_stands)
			continue;
		vtime to = reign(m, &a);
		const struct trace_event *first = sent_on(m, a.session, a.call, new->t_stands, to);
		if (first != NULL && first->first <= old->t_end) {
			check_pass(r, EVENTS(new->connect, first->id, old->end),
				   "data left on the new VC from %.3f s, the old one was released at %.3f s",
				   seconds(first->time), seconds(old->t_end));
			continue;
		}
		/* No packet shows the move before the release; one that then goes elsewhere, or nowhere, shows
		 * that data had not moved. */
		vtime until = first != NULL ? first->first : to;
		bool judged = conforming(m, a.session) && !other_reason(m, a.session, new->t_stands, old->t_end);
		const struct trace_event *e = judged ? strayed(m, a.session, a.call, old->t_end, until) : NULL;
		if (judged && e == NULL)
			e = lost(m, a.session, old->t_end, until);
		if (e != NULL)
			check_fail(
			    r, EVENTS(new->connect, old->end, e->id),
			    "expected the old VC to be closed after data has moved; it was released at %.3f s, and "
			    "packet %u at %.3f s did not leave on the new VC",
			    seconds(old->t_end), e->data.seq, seconds(e->time));
	}
}

/* In a model that gives next hops VCs of their own: is nobody on both, and whoever is on the old one has reserved? */
static bool needed_by_others(const struct model *m, const struct attempt *a, vtime t)
{
	const struct mcall *old = &m->calls[a->old], *new = &m->calls[a->call];
	const char *group = m->sessions[a->session].dst;

	for (size_t i = 0; i < old->n_parties; i++) {
		const char *atm = old->parties[i]->address;
		if (party_in(old->parties[i], t) &&
		    (model_leaf(new, atm, t) || stands_at(m, group, atm, t) == STANDS_NOT))
			return false;
	}
	return m->params->other_model && m->sessions[a->session].multicast;
}

void dynqos_old_closed(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		if (a.outcome != OUTCOME_OPEN)
			continue;
		vtime due = later(new->t_stands, m->params->H);
		if (old->t_end <= due && old->ended_by_iut)
			check_pass(r, EVENTS(new->connect, old->end),
				   "the new VC stood at %.3f s, the old one was released at %.3f s",
				   seconds(new->t_stands), seconds(old->t_end));
		else if (old->t_end > due && due <= m->end && new->t_end > due && !needed_by_others(m, &a, due))
			check_fail(
			    r, EVENTS(new->connect, old->setup),
			    "expected the old VC to be released within %.0f s of CONNECT of the new one at %.3f s, "
			    "seen no RELEASE",
			    seconds(m->params->H), seconds(new->t_stands));
	}
}

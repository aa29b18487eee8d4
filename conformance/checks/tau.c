/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The least time tau between changes of a VC's QoS (RFC 2382 4.2.7, called T there).
 * Judged only where the case has a tau. Where it starts is left open: at the change, or
 * at the end of its five steps; whether a change that failed starts it is open as well. So
 * nothing is too early that is tau after the earliest start, or too late before tau after the
 * latest one.
 */
#include "dynqos.h"

/* The last replacement of the session's VC before some moment. */
struct last_change {
	bool any;
	const struct mcall *call, *old;
	vtime setup;  /* when it began */
	vtime open;   /* when it took effect: the earliest "time t of the change" */
	vtime latest; /* the end of its last step, or of an attempt after it that failed */
};

static struct last_change last_before(const struct model *m, int session, vtime t)
{
	struct last_change l = {0};
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		if (a.session != session || a.at > t)
			continue;
		if (a.outcome == OUTCOME_FAILED && l.any && a.at > l.latest)
			l.latest = a.at;
		if (a.outcome != OUTCOME_OPEN)
			continue;
		const struct mcall *old = &m->calls[a.old], *call = &m->calls[a.call];
		l = (struct last_change){true, call, old, call->t_setup, call->t_stands, call->t_stands};
		if (old->t_end != TIME_NEVER && old->t_end > l.latest)
			l.latest = old->t_end;
		if (old->release_complete != 0 && trace_by_id(m->trace, old->release_complete)->time > l.latest)
			l.latest = trace_by_id(m->trace, old->release_complete)->time;
	}
	return l;
}

/* A change that came while the timer of the last one ran, by every reading of its start. */
struct queued {
	struct change c;
	struct last_change last;
	size_t nth;  /* 0: the first that waits */
	vtime limit; /* latest moment at which its turn is to come */
};

static bool in_interval(const struct model *m, const struct change *c, const struct last_change *l)
{
	return l->any && c->vc != NO_CALL && c->pending == NO_CALL && c->q->time >= l->open &&
	       c->q->time < l->setup + m->params->tau - m->params->tolerance;
}

/* Start with a zeroed one. */
static bool next_queued(const struct model *m, struct queued *q)
{
	while (m->sender_side && m->params->tau > 0 && change_next(m, &q->c)) {
		struct last_change l = last_before(m, q->c.session, q->c.q->time);
		if (!in_interval(m, &q->c, &l))
			continue;
		q->nth = q->last.any && q->last.call == l.call ? q->nth + 1 : 0;
		q->last = l;
		q->limit = later(l.latest, m->params->tau + m->params->tolerance);
		return true;
	}
	return false;
}

static vtime least(vtime a, vtime b)
{
	return a < b ? a : b;
}

/* First call for this size in [from, to); NO_CALL. */
static int call_of_size(const struct model *m, int session, const struct mspec *spec, vtime from, vtime to)
{
	for (int i = next_call(m, session, from, to); i != NO_CALL;) {
		const struct mcall *c = &m->calls[i];
		if (meant_for(m, c, spec))
			return i;
		i = next_call(m, session, c->t_setup + 1, to);
	}
	return NO_CALL;
}

/* ---- spacing ---- */

/* Attempts that follow a replacement and were asked for while its timer ran. */
static bool next_spaced(const struct model *m, size_t *i, struct attempt *a, struct last_change *l)
{
	while (m->params->tau > 0 && attempt_at(m, (*i)++, a)) {
		*l = last_before(m, a->session, m->calls[a->call].t_setup);
		if (l->any && a->q != NULL && a->q->time >= l->open &&
		    a->q->time < l->setup + m->params->tau - m->params->tolerance)
			return true;
	}
	return false;
}

static void follows_setting(const struct model *m, struct check_run *r)
{
	struct attempt a;
	struct last_change l;

	for (size_t i = 0; next_spaced(m, &i, &a, &l);) {
		const struct mcall *c = &m->calls[a.call];
		vtime low = l.setup + m->params->tau - m->params->tolerance;
		vtime high = l.latest + m->params->tau + m->params->tolerance;
		/* Refused, and tried again later. */
		if (error_in(m, a.session, a.q->time, c->t_setup) != NULL)
			continue;
		if (c->t_setup >= low && c->t_setup <= high)
			check_pass(r, EVENTS(l.call->setup, l.old->end, c->setup),
				   "configured %.0f s between changes, seen %.3f s from SETUP to SETUP",
				   seconds(m->params->tau), seconds(c->t_setup - l.setup));
		else
			check_fail(r, EVENTS(l.call->setup, l.old->end, c->setup),
				   "expected the next change %.3f s to %.3f s (tau = %.0f s after the last), seen its "
				   "SETUP at "
				   "%.3f s",
				   seconds(low), seconds(high), seconds(m->params->tau), seconds(c->t_setup));
	}
}

static void not_within(const struct model *m, struct check_run *r)
{
	struct attempt a;
	struct last_change l;

	for (size_t i = 0; next_spaced(m, &i, &a, &l);) {
		const struct mcall *c = &m->calls[a.call];
		vtime low = l.setup + m->params->tau - m->params->tolerance;
		if (c->t_setup < low)
			check_fail(r, EVENTS(l.call->setup, a.q->event, c->setup),
				   "expected no SETUP for a change before %.3f s (tau = %.0f s), seen one at %.3f s",
				   seconds(low), seconds(m->params->tau), seconds(c->t_setup));
		else
			check_pass(
			    r, EVENTS(l.call->setup, a.q->event, c->setup),
			    "a change asked for at %.3f s, within tau = %.0f s of the one of %.3f s, began at %.3f s",
			    seconds(a.q->time), seconds(m->params->tau), seconds(l.setup), seconds(c->t_setup));
	}
}

/* The timer starts when the old VC is gone: spacing that begins with the set-up is too short by the
 * time that the set-up took. */
static void from_the_end(const struct model *m, struct check_run *r)
{
	struct attempt a;
	struct last_change l;

	for (size_t i = 0; next_spaced(m, &i, &a, &l);) {
		const struct mcall *c = &m->calls[a.call];
		vtime span = m->params->tau - m->params->tolerance;
		/* Less than tau from any start is a matter of TAU-2; a quick set-up tells nothing. */
		if (c->t_setup - l.setup < span || l.open - l.setup <= 2 * m->params->tolerance)
			continue;
		if (c->t_setup - l.open < span)
			check_fail(
			    r, EVENTS(l.call->setup, l.call->connect, l.old->end, c->setup),
			    "expected %.0f s from the change (CONNECT %.3f s, old VC released %.3f s), seen a SETUP at "
			    "%.3f s: %.3f s after the SETUP before it",
			    seconds(m->params->tau), seconds(l.open), seconds(l.old->t_end), seconds(c->t_setup),
			    seconds(c->t_setup - l.setup));
		else
			check_pass(
			    r, EVENTS(l.call->setup, l.call->connect, l.old->end, c->setup),
			    "the set-up took %.3f s; the next SETUP came %.3f s after CONNECT and %.3f s after the "
			    "release of the old VC",
			    seconds(l.open - l.setup), seconds(c->t_setup - l.open),
			    seconds(c->t_setup - l.old->t_end));
	}
}

/* ---- the queue ---- */

static void queued(const struct model *m, struct check_run *r)
{
	for (struct queued q = {0}; next_queued(m, &q);) {
		/* Requests may be carried out one after another: each waits for those before it. */
		vtime due = later(q.limit, (vtime)q.nth * (m->params->tau + m->params->tolerance) + m->params->H);
		vtime to = least(due, q.c.until), asked = q.c.q->time;
		if (q.c.fit == FIT_SAME)
			continue;
		const struct trace_event *e = error_in(m, q.c.session, asked, to);
		int call = call_of_size(m, q.c.session, &q.c.q->spec, asked, to);
		if (e != NULL && !refused_in(m, q.c.session, asked, e->time) &&
		    !other_reason(m, q.c.session, asked, e->time))
			check_fail(r, EVENTS(q.last.call->setup, q.c.q->event, e->id),
				   "expected the change at %.3f s, within tau, to be queued, seen ResvErr at %.3f s",
				   seconds(asked), seconds(e->time));
		else if (call != NO_CALL)
			check_pass(r, EVENTS(q.last.call->setup, q.c.q->event, m->calls[call].setup),
				   "the change at %.3f s, within tau, was not refused and took effect at %.3f s",
				   seconds(asked), seconds(m->calls[call].t_setup));
		else if (e == NULL && q.c.until >= due && !other_reason(m, q.c.session, asked, due))
			check_fail(
			    r, EVENTS(q.last.call->setup, q.c.q->event),
			    "expected the change at %.3f s, within tau, to take effect by %.3f s, seen no SETUP for it",
			    seconds(asked), seconds(due));
	}
}

/* Of several requests in an interval the last one counts, whatever becomes of the others. */
static void redundant(const struct model *m, struct check_run *r)
{
	for (struct queued q = {0}; next_queued(m, &q);) {
		vtime due = later(q.limit, (vtime)q.nth * (m->params->tau + m->params->tolerance));
		vtime to = least(due, q.c.until), asked = q.c.q->time;
		if (q.nth == 0 || q.c.fit == FIT_SAME || q.c.until < q.limit)
			continue;
		int first = next_call(m, q.c.session, asked, to);
		int call = call_of_size(m, q.c.session, &q.c.q->spec, asked, to);
		if (call != NO_CALL)
			check_pass(r, EVENTS(q.last.call->setup, q.c.q->event, m->calls[call].setup),
				   "%zu changes within tau; %s", q.nth + 1,
				   call == first ? "only the last shows up as a SETUP"
						 : "carried out one after another");
		else if (first != NO_CALL && q.c.until >= due && error_in(m, q.c.session, asked, due) == NULL &&
			 !other_reason(m, q.c.session, asked, due))
			check_fail(r, EVENTS(q.last.call->setup, q.c.q->event, m->calls[first].setup),
				   "expected the last of %zu changes within tau (r=%.0f at %.3f s) to be carried out, "
				   "seen only "
				   "an earlier one: it was not redundant",
				   q.nth + 1, q.c.q->spec.r, seconds(asked));
	}
}

static void executed(const struct model *m, struct check_run *r)
{
	for (struct queued q = {0}; next_queued(m, &q);) {
		vtime to = least(q.limit, q.c.until), asked = q.c.q->time;
		int call = next_call(m, q.c.session, asked, to);
		if (q.c.until < q.limit)
			continue;
		if (q.c.fit == FIT_SAME) {
			/* Requests that cancel out leave nothing to be done. */
			vtime end = least(later(q.limit, m->params->H), q.c.until);
			call = next_call(m, q.c.session, asked, end);
			if (call != NO_CALL && !other_reason(m, q.c.session, asked, m->calls[call].t_setup))
				check_fail(r, EVENTS(q.last.call->setup, q.c.q->event, m->calls[call].setup),
					   "expected no SETUP, for the request at %.3f s took the change back; seen "
					   "one at %.3f s",
					   seconds(asked), seconds(m->calls[call].t_setup));
			else if (call == NO_CALL && q.nth > 0)
				check_pass(r, EVENTS(q.last.call->setup, q.c.q->event),
					   "the changes within tau cancelled out, and no SETUP came until %.3f s",
					   seconds(end));
		} else if (call != NO_CALL) {
			check_pass(
			    r, EVENTS(q.last.call->setup, q.c.q->event, m->calls[call].setup),
			    "what waited was carried out at %.3f s, tau = %.0f s and the tolerance allow until %.3f s",
			    seconds(m->calls[call].t_setup), seconds(m->params->tau), seconds(q.limit));
		} else if (error_in(m, q.c.session, asked, to) == NULL && !other_reason(m, q.c.session, asked, to)) {
			check_fail(
			    r, EVENTS(q.last.call->setup, q.c.q->event),
			    "expected the change that waited since %.3f s to be carried out by %.3f s, seen no SETUP",
			    seconds(asked), seconds(q.limit));
		}
	}
}

/* ---- the steps ---- */

/* Has nothing happened to the session's VCs for so long that no timer can run? */
static bool idle(const struct model *m, int session, vtime t)
{
	vtime since = t - m->params->tau - m->params->tolerance;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const vtime times[] = {c->t_setup, c->t_stands, c->t_end};
		for (size_t k = 0; k < 3 && c->session == session && !c->best_effort; k++) {
			if (times[k] > since && times[k] <= t)
				return false;
		}
	}
	return true;
}

/* Another session whose timer runs at t by every reading of its start; its last change. */
static struct last_change other_running(const struct model *m, int session, vtime t)
{
	for (size_t s = 0; s < m->n_sessions; s++) {
		struct last_change l = last_before(m, (int)s, t);
		if ((int)s != session && l.any && t > l.latest && t < l.setup + m->params->tau - m->params->tolerance)
			return l;
	}
	return (struct last_change){0};
}

/* A change while no timer runs begins at once. (While another VC's does: TAU-10.) */
static void at_once(const struct model *m, struct check_run *r, const struct change *c)
{
	vtime due = later(c->q->time, m->params->tolerance);
	vtime end = later(c->q->time, m->params->tau + m->params->H);
	int call = next_call(m, c->session, c->q->time, least(end, c->until));

	if (call == NO_CALL || c->until < due)
		return;
	vtime t = m->calls[call].t_setup;
	if (t <= due)
		check_pass(r, EVENTS(c->q->event, m->calls[call].setup),
			   "a change at %.3f s, while no timer ran, began at %.3f s", seconds(c->q->time), seconds(t));
	else if (!other_reason(m, c->session, c->q->time, t))
		check_fail(r, EVENTS(c->q->event, m->calls[call].setup),
			   "expected the change at %.3f s to begin at once, for no timer ran; seen its SETUP at %.3f s",
			   seconds(c->q->time), seconds(t));
}

static void waits_then_sets_up(const struct model *m, struct check_run *r)
{
	if (m->params->tau == 0)
		return;
	for (struct change c = {0}; m->sender_side && change_next(m, &c);) {
		if (c.vc != NO_CALL && c.pending == NO_CALL && c.fit != FIT_SAME && idle(m, c.session, c.q->time) &&
		    !other_running(m, c.session, c.q->time).any)
			at_once(m, r, &c);
	}
	not_within(m, r);
}

static void set_up_then_remapped(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; m->params->tau > 0 && attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *new = &m->calls[a.call];
		if (a.outcome != OUTCOME_OPEN)
			continue;
		vtime to = least(new->t_stands, old->t_end);
		const struct trace_event *early = sent_on(m, a.session, a.call, 0, new->t_stands);
		const struct trace_event *off =
		    conforming(m, a.session) ? strayed(m, a.session, a.old, new->t_setup, to) : NULL;
		int on = off == NULL ? NO_CALL : model_call_of_conn(m, off->conn);
		if (early == NULL && off != NULL && (on == NO_CALL || m->calls[on].best_effort))
			early = off;
		const struct trace_event *first = sent_on(m, a.session, a.call, new->t_stands, TIME_NEVER);
		if (early != NULL)
			check_fail(
			    r, EVENTS(new->setup, early->id, new->connect),
			    "expected data to be remapped after the new VC is established (%.3f s), packet %u left "
			    "elsewhere than on the old VC at %.3f s",
			    seconds(new->t_stands), early->data.seq, seconds(early->time));
		else if (first != NULL)
			check_pass(r, EVENTS(new->setup, new->connect, first->id),
				   "the new VC was established at %.3f s, data left on it from %.3f s",
				   seconds(new->t_stands), seconds(first->time));
	}
}

static void remapped_then_torn_down(const struct model *m, struct check_run *r)
{
	if (m->params->tau > 0)
		dynqos_closed_after_move(m, r);
}

/* ---- one VC's timer, another's change ---- */

static void others_not_held_up(const struct model *m, struct check_run *r)
{
	for (struct change c = {0}; m->params->tau > 0 && m->sender_side && change_next(m, &c);) {
		struct last_change l = other_running(m, c.session, c.q->time);
		vtime due = later(c.q->time, m->params->tolerance);
		vtime end = later(c.q->time, m->params->tau + m->params->H);
		if (!l.any || c.vc == NO_CALL || c.pending != NO_CALL || c.fit == FIT_SAME ||
		    !idle(m, c.session, c.q->time))
			continue;
		int call = next_call(m, c.session, c.q->time, least(end, c.until));
		if (call == NO_CALL)
			continue;
		vtime t = m->calls[call].t_setup;
		if (t <= due)
			check_pass(r, EVENTS(l.call->setup, c.q->event, m->calls[call].setup),
				   "a VC was changed at %.3f s; the change of another VC, asked for at %.3f s, began "
				   "at %.3f s",
				   seconds(l.open), seconds(c.q->time), seconds(t));
		else if (t <= l.latest + m->params->tau + m->params->tolerance &&
			 !other_reason(m, c.session, c.q->time, t))
			check_fail(
			    r, EVENTS(l.call->setup, c.q->event, m->calls[call].setup),
			    "expected the change asked for at %.3f s to begin at once, for only another VC's timer ran "
			    "(since %.3f s); seen its SETUP at %.3f s",
			    seconds(c.q->time), seconds(l.open), seconds(t));
	}
}

#define SENDING "ingress host-sender"

const struct check checks_tau[] = {
    {"TAU-1", follows_setting, SENDING},
    {"TAU-2", not_within, SENDING},
    {"TAU-3", queued, SENDING},
    {"TAU-4", redundant, SENDING},
    {"TAU-5", executed, SENDING},
    {"TAU-6", waits_then_sets_up, SENDING},
    {"TAU-7", set_up_then_remapped, SENDING},
    {"TAU-8", remapped_then_torn_down, SENDING},
    {"TAU-9", from_the_end, SENDING},
    {"TAU-10", others_not_held_up, SENDING},
    {0},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TEARDOWN: when a VC may be released, and when it must be. An IUT may give up a QoS
 * VC for what RSVP says and for nothing else; silence is no reason. What silence
 * proves: a VC that stayed open through 20 minutes of it (the time of RFC 1755 3.4), or
 * through twice the configured time, has no inactivity timer of that length.
 */
#include "checks/check.h"
#include "checks/loss.h"
#include "checks/rsvp_cause.h"

/* A release that follows the last frame sooner than this is not taken for the end of an inactivity time. */
#define LEAST_IDLE SECONDS(5)

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

/* Did the IUT end this QoS VC without an RSVP cause? */
static bool unprovoked_end(const struct model *m, const struct mcall *c)
{
	return !c->best_effort && end_why(m, c) == END_UNEXPLAINED;
}

static void only_for_rsvp(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		enum end_why why = end_why(m, c);
		if (c->best_effort || c->t_open == TIME_NEVER || why == END_NO_SESSION)
			continue;
		if (why == END_UNEXPLAINED) {
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: the QoS VC stays until RSVP gives it up; seen: the IUT releases it %.3f s after "
			    "it opened (cause %u) though path and reservation stand",
			    seconds(c->t_end - c->t_open), c->cause);
		} else if (why != END_NOT && why != END_OTHERS) {
			check_pass(r, EVENTS(c->setup, c->end), "the IUT released the QoS VC because %s",
				   end_words(why));
		} else if (c->longest_silence >= RFC1755_IDLE && session_of_call(m, c) != NULL) {
			check_pass(r, EVENTS(c->setup, c->connect), "the QoS VC stayed open through %.0f s of silence",
				   seconds(c->longest_silence));
		}
	}
}

/* TEARDOWN-2 and -3: the side that opened the VC, and the side that was called. */
static void not_for_silence(const struct model *m, struct check_run *r, bool initiator)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || c->by_iut != initiator || session_of_call(m, c) == NULL)
			continue;
		if (unprovoked_end(m, c) && silence_at_end(m, c) >= LEAST_IDLE)
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: a silent QoS VC stays while RSVP refreshes its state; seen: the %s releases it "
			    "after %.3f s without a frame",
			    initiator ? "initiator" : "called side", seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= RFC1755_IDLE &&
			 !(c->end != 0 && c->ended_by_iut && unprovoked_end(m, c)))
			check_pass(r, EVENTS(c->setup, c->connect), "the QoS VC outlived %.0f s of silence",
				   seconds(c->longest_silence));
	}
}

static void initiator_idle(const struct model *m, struct check_run *r)
{
	not_for_silence(m, r, true);
}

static void receiver_idle(const struct model *m, struct check_run *r)
{
	not_for_silence(m, r, false);
}

static void timer_infinite(const struct model *m, struct check_run *r)
{
	vtime set = m->params->be_idle;

	for (size_t i = 0; set > 0 && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort || !c->by_iut || session_of_call(m, c) == NULL)
			continue;
		if (unprovoked_end(m, c) && silence_at_end(m, c) >= set - m->params->tolerance)
			check_fail(r, EVENTS(c->setup, c->connect, c->end),
				   "expected: the inactivity timer of %.0f s does not hold for VCs opened for RSVP; "
				   "seen: release "
				   "after %.3f s without a frame",
				   seconds(set), seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= 2 * set && !unprovoked_end(m, c))
			check_pass(r, EVENTS(c->setup, c->connect),
				   "the QoS VC outlived %.0f s of silence with an inactivity timer of %.0f s",
				   seconds(c->longest_silence), seconds(set));
	}
}

/* TEARDOWN-5. A QoS VC that is released with an RSVP cause was not released for silence. */
static void received_idle(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		enum end_why why = end_why(m, c);
		if (c->by_iut || c->t_open == TIME_NEVER)
			continue;
		bool idle = c->end != 0 && c->ended_by_iut && silence_at_end(m, c) >= LEAST_IDLE;
		if (idle && (c->best_effort || why == END_UNEXPLAINED || why == END_NO_SESSION) &&
		    !address_disowned(m, c))
			check_fail(
			    r, EVENTS(c->setup, c->connect, c->end),
			    "expected: the called side clears no %s VC for silence; seen: it releases one after %.3f s "
			    "without a frame",
			    c->best_effort ? "best-effort" : "QoS", seconds(silence_at_end(m, c)));
		else if (c->longest_silence >= RFC1755_IDLE)
			check_pass(r, EVENTS(c->setup, c->connect), "a received %s VC outlived %.0f s of silence",
				   c->best_effort ? "best-effort" : "QoS", seconds(c->longest_silence));
	}
}

/* Another best-effort VC to the same place makes this one superfluous; a loss just before makes it suspect. */
static bool other_reason(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		bool lost =
		    o->end != 0 && !o->ended_by_iut && o->t_end <= c->t_end && o->t_end >= c->t_end - m->params->H;
		if (o != c && ((o->best_effort && model_call_open(o, c->t_end)) || lost))
			return true;
	}
	return false;
}

/* TEARDOWN-7: allowed, so only its use is looked at. Whether RSVP refreshes further apart than the timer keep the
 * VC in use is left open by the documents: every silence as long as the timer will do. */
static void best_effort_idle(const struct model *m, struct check_run *r)
{
	vtime set = m->params->be_idle;

	for (size_t i = 0; set > 0 && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!c->best_effort || !c->by_iut || c->t_open == TIME_NEVER)
			continue;
		bool released = c->end != 0 && c->ended_by_iut;
		vtime silence = silence_at_end(m, c), age = (released ? c->t_end : m->end) - c->t_open;
		if (released && silence >= set - m->params->tolerance)
			check_pass(
			    r, EVENTS(c->setup, c->end),
			    "the owner released its best-effort VC after %.3f s of silence, with the timer at %.0f s",
			    seconds(silence), seconds(set));
		else if (released && age >= set - m->params->tolerance && !other_reason(m, c) &&
			 !address_disowned(m, c))
			check_fail(r, EVENTS(c->setup, c->end),
				   "expected: a best-effort VC in use stays; seen: its owner releases it %.3f s after "
				   "its last "
				   "frame, with the inactivity timer at %.0f s",
				   seconds(silence), seconds(set));
		else if (!released && c->t_last_frame - c->t_open > set + m->params->tolerance)
			check_pass(r, EVENTS(c->setup, c->connect),
				   "a best-effort VC in use stayed for %.0f s, with the inactivity timer at %.0f s",
				   seconds(c->t_last_frame - c->t_open), seconds(set));
	}
}

/* A tear of a session's reservation (or path) at time t, with the other state in place: its QoS VCs must be closed
 * within H, unless the reservation is made again meanwhile. */
static void closed_after(const struct model *m, struct check_run *r, const struct msession *s, const struct mresv *tear,
			 const char *what)
{
	vtime limit = tear->time + m->params->H;

	for (size_t i = 0; i < s->n_resv; i++) {
		if (s->resv[i].kind != RESV_TEAR && s->resv[i].time > tear->time && s->resv[i].time <= limit)
			return;
	}
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (session_of_call(m, c) != s || !c->by_iut || !model_call_open(c, tear->time))
			continue;
		if (c->t_end <= limit && c->ended_by_iut)
			check_pass(r, EVENTS(c->setup, tear->event, c->end),
				   "the QoS VC was released %.3f s after the %s", seconds(c->t_end - tear->time), what);
		else if (c->t_end > limit && m->end >= limit)
			check_fail(r, EVENTS(c->setup, tear->event, c->end),
				   "expected: RELEASE within %.0f s of the %s; seen: the QoS VC is still open",
				   seconds(m->params->H), what);
	}
}

static void after_resv_tear(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 0; i < s->n_resv; i++) {
			if (s->resv[i].kind == RESV_TEAR && path_lives(m, s, s->resv[i].time))
				closed_after(m, r, s, &s->resv[i], "ResvTear");
		}
	}
}

static void after_path_tear(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		for (size_t i = 0; i < s->n_path; i++) {
			if (s->path[i].kind == RESV_TEAR && resv_lives(m, s, s->path[i].time))
				closed_after(m, r, s, &s->path[i], "PathTear");
		}
	}
}

/* The newest refresh in a list of messages not later than t; NULL if the state was torn, or asked for on the
 * control port, where nothing times out. */
static const struct mresv *last_refresh(const struct model *m, const struct mresv *list, size_t n, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < n && list[i].time <= t; i++)
		found = &list[i];
	if (found == NULL || found->kind == RESV_TEAR || trace_by_id(m->trace, found->event)->kind == TRACE_CONTROL)
		return NULL;
	return found;
}

static void timeout_of(const struct model *m, struct check_run *r, const struct mcall *c, const struct mresv *last,
		       const char *what)
{
	vtime least = lifetime_min(m), most = m->params->lifetime_max + m->params->H;
	vtime until = c->end != 0 ? c->t_end : m->end, span = until - last->time;

	/* The longest time between two refreshes that come (RFC 2205 3.7). */
	if (span <= m->params->refresh * 3 / 2 + m->params->tolerance)
		return;
	if (span > most)
		check_fail(r, EVENTS(c->setup, last->event, c->end),
			   "expected: the QoS VC ends at most %.0f s after the last %s; seen: it is open after %.0f s",
			   seconds(most), what, seconds(span));
	else if (c->end == 0 || !c->ended_by_iut)
		return;
	else if (span >= least - m->params->tolerance)
		check_pass(r, EVENTS(c->setup, last->event, c->end),
			   "the QoS VC was released %.1f s after the last %s, between %.1f and %.1f s", seconds(span),
			   what, seconds(least), seconds(most));
	else if (unprovoked_end(m, c))
		check_fail(r, EVENTS(c->setup, last->event, c->end),
			   "expected: state lives at least %.1f s without a refresh; seen: the QoS VC is released %.1f "
			   "s after "
			   "the last %s",
			   seconds(least), seconds(span), what);
}

static void state_timeout(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		const struct msession *s = session_of_call(m, c);
		if (s == NULL || !c->by_iut || c->t_open == TIME_NEVER || (c->end != 0 && !c->ended_by_iut))
			continue;
		vtime until = c->end != 0 ? c->t_end : m->end;
		const struct mresv *resv = last_refresh(m, s->resv, s->n_resv, until);
		const struct mresv *path = last_refresh(m, s->path, s->n_path, until);
		bool resv_stands = model_resv_at(s, until + 1) != NULL;
		bool path_stands = s->n_path > 0 && s->path[s->n_path - 1].kind != RESV_TEAR;
		if (resv != NULL && path_stands)
			timeout_of(m, r, c, resv, "Resv");
		if (path != NULL && resv_stands)
			timeout_of(m, r, c, path, "Path");
	}
}

/* TEARDOWN-11: the VC is gone for good, for the network takes no other. While the IUT goes on trying, it has not
 * given the VC up. */
static void told_of_failure(const struct model *m, struct check_run *r)
{
	struct loss l;

	for (size_t i = 0; i < m->n_calls; i++) {
		if (!loss_of(m, &m->calls[i], &l) || l.restored != NULL || l.refused == 0)
			continue;
		vtime limit = l.time + m->params->reestablish + m->params->H;
		if (l.error != 0)
			check_pass(r, EVENTS(l.call->end, l.last_try->end, l.error),
				   "ResvErr tells the receiver of the lost VC, %.3f s after the loss",
				   seconds(l.t_error - l.time));
		else if (l.horizon < limit)
			continue;
		else if (l.last_try->t_setup > l.horizon - m->params->H)
			check_inconclusive(r, EVENTS(l.call->end, l.last_try->setup),
					   "the IUT is still trying to set the VC up again");
		else
			check_fail(r, EVENTS(l.call->end, l.last_try->end),
				   "expected: ResvErr, since the QoS VC is lost for good; seen: no error and no "
				   "further SETUP in "
				   "the %.0f s after the loss",
				   seconds(l.horizon - l.time));
	}
}

static void told_of_release(const struct model *m, struct check_run *r)
{
	struct loss l;

	for (size_t i = 0; i < m->n_calls; i++) {
		if (!loss_of(m, &m->calls[i], &l))
			continue;
		vtime limit = l.time + m->params->H;
		if (l.first_try != NULL && l.first_try->t_setup <= limit)
			check_pass(r, EVENTS(l.call->end, l.first_try->setup),
				   "a new SETUP shows that RSVP knows of the release (cause %u)", l.call->cause);
		else if (l.error != 0 && l.t_error <= limit)
			check_pass(r, EVENTS(l.call->end, l.error),
				   "ResvErr shows that RSVP knows of the release (cause %u)", l.call->cause);
		else if (l.horizon >= limit)
			check_fail(r, EVENTS(l.call->setup, l.call->end),
				   "expected: a new SETUP or ResvErr within %.0f s of a release (cause %u) that RSVP "
				   "did not order; "
				   "seen: neither",
				   seconds(m->params->H), l.call->cause);
	}
}

const struct check checks_teardown[] = {
    {"TEARDOWN-1", only_for_rsvp, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-2", initiator_idle, "ingress host-sender"},
    {"TEARDOWN-3", receiver_idle, "egress host-receiver"},
    {"TEARDOWN-4", timer_infinite, "ingress host-sender"},
    {"TEARDOWN-5", received_idle, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-7", best_effort_idle, "ingress egress host-sender host-receiver"},
    {"TEARDOWN-8", after_resv_tear, "ingress host-sender"},
    {"TEARDOWN-9", after_path_tear, "ingress host-sender"},
    {"TEARDOWN-10", state_timeout, "ingress host-sender"},
    {"TEARDOWN-11", told_of_failure, "ingress host-sender"},
    {"TEARDOWN-12", told_of_release, "ingress host-sender"},
    {NULL, NULL, NULL},
};

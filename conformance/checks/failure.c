/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DATAFAIL: the data VC fails in mid-reservation (RFC 2380 2.1). First another one is
 * tried, then RSVP is told as of a failed allocation; the control path goes on. What
 * counts as such a failure is any release that the IUT did not order. The error code
 * is left open by the documents: every error of the reservation is accepted.
 */
#include "checks/check.h"
#include "checks/loss.h"
#include "checks/rsvp_cause.h"

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

/* Time by which an IUT has given up, by what it declares. */
static vtime given_up(const struct model *m, const struct loss *l)
{
	return l->time + m->params->reestablish + m->params->H;
}

static void like_failed_allocation(const struct model *m, struct check_run *r)
{
	struct loss l;

	for (size_t i = 0; i < m->n_calls; i++) {
		if (!loss_of(m, &m->calls[i], &l) || l.restored != NULL || l.refused == 0)
			continue;
		if (l.error != 0 && l.t_error <= given_up(m, &l))
			check_pass(r, EVENTS(l.call->end, l.last_try->end, l.error),
				   "ResvErr %.3f s after the loss, %zu attempts having failed",
				   seconds(l.t_error - l.time), l.refused);
		else if (l.horizon >= given_up(m, &l))
			check_fail(
			    r, EVENTS(l.call->end, l.first_try->end, l.error),
			    "expected: the loss is reported as a failed allocation, ResvErr within %.0f s; seen: %zu "
			    "attempts, all refused, and no ResvErr",
			    seconds(given_up(m, &l) - l.time), l.attempts);
	}
}

static void tried_again(const struct model *m, struct check_run *r)
{
	struct loss l;

	for (size_t i = 0; i < m->n_calls; i++) {
		if (!loss_of(m, &m->calls[i], &l))
			continue;
		if (l.error != 0 && (l.first_try == NULL || l.first_try->t_setup > l.t_error))
			check_fail(
			    r, EVENTS(l.call->end, l.error),
			    "expected: an attempt to set the QoS VC up again before RSVP is told; seen: ResvErr %.3f s "
			    "after the loss without any SETUP",
			    seconds(l.t_error - l.time));
		else if (l.restored != NULL && l.error != 0 && l.t_error <= l.restored->t_open + m->params->tolerance)
			check_fail(r, EVENTS(l.call->end, l.restored->connect, l.error),
				   "expected: no ResvErr when the QoS VC could be set up again; seen: one %.3f s after "
				   "the loss",
				   seconds(l.t_error - l.time));
		else if (l.first_try != NULL)
			check_pass(
			    r, EVENTS(l.call->end, l.first_try->setup, l.restored != NULL ? l.restored->connect : 0),
			    "a new SETUP %.3f s after the loss%s", seconds(l.first_try->t_setup - l.time),
			    l.restored != NULL ? "; the VC was restored" : "");
	}
}

/* A best-effort VC that the IUT ended in the span, though it was in use or has no inactivity timer. */
static const struct mcall *control_ended(const struct model *m, const struct loss *l, vtime until)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		bool idle = m->params->be_idle > 0 && silence_at_end(m, c) >= m->params->be_idle - m->params->tolerance;
		if (c->best_effort && c->t_open != TIME_NEVER && c->end != 0 && c->ended_by_iut && !idle &&
		    c->t_end >= l->time && c->t_end <= until && !address_disowned(m, c))
			return c;
	}
	return NULL;
}

static size_t sent_between(const struct mresv *list, size_t n, vtime from, vtime to)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++)
		found += list[i].kind != RESV_TEAR && list[i].time > from && list[i].time <= to;
	return found;
}

/* Does the IUT send this kind of refresh at all? On a control port there are none. */
static bool refreshes(const struct model *m, const struct mresv *list, size_t n)
{
	return n > 0 && trace_by_id(m->trace, list[0].event)->kind != TRACE_CONTROL;
}

static void control_path_stays(const struct model *m, struct check_run *r)
{
	struct loss l;

	for (size_t i = 0; i < m->n_calls; i++) {
		if (!loss_of(m, &m->calls[i], &l))
			continue;
		const struct msession *s = l.session;
		vtime watch = l.time + 5 * m->params->refresh;
		vtime until = l.horizon < watch ? l.horizon : watch;
		const struct mcall *be = control_ended(m, &l, until);
		if (be != NULL)
			check_fail(r, EVENTS(l.call->end, be->end),
				   "expected: the best-effort VC outlives the loss of the QoS VC; seen: the IUT "
				   "releases it %.3f "
				   "s later",
				   seconds(be->t_end - l.time));
		if (until < watch || !path_lives(m, s, until) || be != NULL)
			continue;
		size_t paths = sent_between(s->path_down, s->n_path_down, l.time, until);
		size_t resvs = sent_between(s->resv_up, s->n_resv_up, l.time, until);
		/* Without the VC the reservation may have been removed, and its refreshes with it. */
		bool resv_due = l.restored != NULL && refreshes(m, s->resv_up, s->n_resv_up) && resv_lives(m, s, until);
		if (paths == 0 || (resv_due && resvs == 0))
			check_fail(r, EVENTS(l.call->end),
				   "expected: refreshes go on after the loss of the QoS VC; seen: %zu Path and %zu "
				   "Resv in %.0f s",
				   paths, resvs, seconds(until - l.time));
		else
			check_pass(r, EVENTS(l.call->end),
				   "the best-effort VC stayed, with %zu Path and %zu Resv in the %.0f s after the loss",
				   paths, resvs, seconds(until - l.time));
	}
}

const struct check checks_failure[] = {
    {"DATAFAIL-1", like_failed_allocation, "ingress host-sender"},
    {"DATAFAIL-2", tried_again, "ingress host-sender"},
    {"DATAFAIL-3", control_path_stays, "ingress host-sender"},
    {NULL, NULL, NULL},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DATAFAIL: the data VC fails in mid-reservation (RFC 2380 2.1). First another one is
 * tried, then RSVP is told as of a failed allocation; the control path goes on. What
 * counts as such a failure is any release that the IUT did not order. The error code
 * is left open by the documents: every error of the reservation is accepted.
 */
#include "checks/failure.h"
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
	for (struct loss l = {0}; loss_next(m, &l);) {
		if (l.restored != 0 || l.refused == 0)
			continue;
		if (l.told != 0 && l.t_told <= given_up(m, &l))
			check_pass(r, EVENTS(l.event, l.last.over, l.told),
				   "ResvErr %.3f s after the loss of the %s, %zu attempts having failed",
				   seconds(l.t_told - l.time), loss_word(&l), l.refused);
		else if (l.horizon >= given_up(m, &l))
			check_fail(r, EVENTS(l.event, l.first.over, l.told),
				   "expected: the loss of the %s is reported as a failed allocation, ResvErr within "
				   "%.0f s to whoever had it; seen: %zu attempts, all refused, and not all have a "
				   "ResvErr by then",
				   loss_word(&l), seconds(given_up(m, &l) - l.time), l.attempts);
	}
}

static void tried_again(const struct model *m, struct check_run *r)
{
	for (struct loss l = {0}; loss_next(m, &l);) {
		if (l.first_error != 0 && (l.attempts == 0 || l.first.t_asked > l.t_first_error))
			check_fail(r, EVENTS(l.event, l.first_error),
				   "expected: an attempt to have the %s back before RSVP is told; seen: ResvErr %.3f s "
				   "after the loss without any",
				   loss_word(&l), seconds(l.t_first_error - l.time));
		else if (l.restored != 0 && l.first_error != 0 &&
			 l.t_first_error <= l.t_restored + m->params->tolerance)
			check_fail(
			    r, EVENTS(l.event, l.restored, l.first_error),
			    "expected: no ResvErr when the %s could be had again; seen: one %.3f s after the loss",
			    loss_word(&l), seconds(l.t_first_error - l.time));
		else if (l.attempts > 0)
			check_pass(r, EVENTS(l.event, l.first.asked, l.restored),
				   "a new attempt %.3f s after the loss of the %s%s", seconds(l.first.t_asked - l.time),
				   loss_word(&l), l.restored != 0 ? "; it was restored" : "");
	}
}

/* A best-effort VC with RSVP on it that the IUT ended in the span, though it was in use or has no inactivity timer. One
 * that never carried RSVP, as the VC for a group's members without reservation, is no control VC. */
static const struct mcall *control_ended(const struct model *m, const struct loss *l, vtime until)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		bool idle = m->params->be_idle > 0 && silence_at_end(m, c) >= m->params->be_idle - m->params->tolerance;
		bool control = c->best_effort && c->rsvp_out + c->rsvp_in > 0;
		if (control && c->t_open != TIME_NEVER && c->end != 0 && c->ended_by_iut && !idle &&
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

/* The leaf's place on a best-effort VC with RSVP that the IUT dropped it from in the span; NULL if it did not. */
static const struct party *control_dropped(const struct model *m, const struct loss *l, vtime until)
{
	for (size_t i = 0; l->leaf != NULL && i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->best_effort && c->rsvp_out > 0 && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			if (party_same_address(x->address, l->leaf->address) && x->t_in != PARTY_NEVER &&
			    x->out_by_node && x->out != c->end && x->t_out >= l->time && x->t_out <= until)
				return x;
		}
	}
	return NULL;
}

static void control_path_stays(const struct model *m, struct check_run *r)
{
	for (struct loss l = {0}; loss_next(m, &l);) {
		const struct msession *s = l.session;
		vtime watch = l.time + 5 * m->params->refresh;
		vtime until = l.horizon < watch ? l.horizon : watch;
		const struct mcall *be = control_ended(m, &l, until);
		const struct party *off = control_dropped(m, &l, until);
		if (be != NULL || off != NULL)
			check_fail(
			    r, EVENTS(l.event, be != NULL ? be->end : off->out),
			    "expected: the best-effort VC outlives the loss of the %s; seen: the IUT releases it "
			    "%.3f s later",
			    loss_word(&l), seconds((be != NULL ? be->t_end : off->t_out) - l.time));
		if (until < watch || !path_lives(m, s, until) || be != NULL || off != NULL)
			continue;
		size_t paths = sent_between(s->path_down, s->n_path_down, l.time, until);
		size_t resvs = sent_between(s->resv_up, s->n_resv_up, l.time, until);
		/* Without the VC the reservation may have been removed, and its refreshes with it. */
		bool resv_due = l.restored != 0 && refreshes(m, s->resv_up, s->n_resv_up) && resv_lives(m, s, until);
		if (paths == 0 || (resv_due && resvs == 0))
			check_fail(r, EVENTS(l.event),
				   "expected: refreshes go on after the loss of the %s; seen: %zu Path and %zu Resv in "
				   "%.0f s",
				   loss_word(&l), paths, resvs, seconds(until - l.time));
		else
			check_pass(r, EVENTS(l.event),
				   "the best-effort VC stayed, with %zu Path and %zu Resv in the %.0f s after the loss",
				   paths, resvs, seconds(until - l.time));
	}
}

const struct check checks_failure[] = {
    {"DATAFAIL-1", like_failed_allocation, "ingress host-sender"},
    {"DATAFAIL-2", tried_again, "ingress host-sender"},
    {"DATAFAIL-3", control_path_stays, "ingress host-sender"},
    {"CONTROLFAIL-1", failure_control_lost, "ingress host-sender"},
    {"CONTROLFAIL-2", failure_only_associated, "ingress host-sender"},
    {"CONTROLFAIL-3", failure_control_restored, "ingress host-sender"},
    {NULL, NULL, NULL},
};

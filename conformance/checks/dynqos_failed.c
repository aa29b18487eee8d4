/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A replacement that could not be set up: the old VC goes on; a larger reservation is
 * answered with an error, a smaller one counts as granted and the set-up is tried again
 * later (RFC 2380 2.4; RFC 2205 2.5, 3.1.8, 3.11.2; DYNQOS-13 to -18).
 */
#include "checks/rsvp_cause.h"
#include "dynqos.h"

#define MILLISECOND ((vtime)1000000)

#include <string.h>

/* The next attempt that failed; its request, and when that was superseded or the case ended. */
static bool next_failed(const struct model *m, size_t *i, struct attempt *a, vtime *until)
{
	while (attempt_at(m, (*i)++, a)) {
		if (a->outcome != OUTCOME_FAILED || a->q == NULL)
			continue;
		const struct msession *s = &m->sessions[a->session];
		*until = m->end;
		for (size_t k = s->n_resv; k-- > 0 && s->resv[k].time > a->q->time;) {
			if (s->resv[k].kind != RESV_REFRESH)
				*until = s->resv[k].time;
		}
		return true;
	}
	return false;
}

static vtime least(vtime a, vtime b)
{
	return a < b ? a : b;
}

void dynqos_old_used_on(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *old = &m->calls[a.old], *call = &m->calls[a.call];
		if (a.outcome != OUTCOME_FAILED)
			continue;
		/* Until another call takes its place. */
		vtime to = m->end;
		for (size_t k = (size_t)a.call + 1; k < m->n_calls; k++) {
			if (m->calls[k].session == a.session && !m->calls[k].best_effort)
				to = least(to, m->calls[k].t_stands);
		}
		if (old->ended_by_iut && old->t_end >= a.at && old->t_end < to &&
		    !other_reason(m, a.session, call->t_setup, old->t_end)) {
			check_fail(
			    r, EVENTS(call->setup, call->end, old->end),
			    "expected the old VC to be used on after the replacement failed at %.3f s, it was released "
			    "at %.3f s",
			    seconds(a.at), seconds(old->t_end));
			continue;
		}
		to = least(to, old->t_end);
		/* When the IUT gave up a call that nobody answered is known to within this. */
		vtime from = call->end != 0 ? a.at : a.at + 200 * MILLISECOND;
		bool judged = conforming(m, a.session);
		const struct trace_event *e = judged ? strayed(m, a.session, a.old, from, to) : NULL;
		if (judged && e == NULL)
			e = lost(m, a.session, from, to);
		if (e != NULL && other_reason(m, a.session, call->t_setup, e->time))
			continue;
		if (e != NULL) {
			check_fail(r, EVENTS(call->setup, call->end, e->id),
				   "expected data on the old VC after the replacement failed at %.3f s, packet %u at "
				   "%.3f s did "
				   "not leave on it",
				   seconds(a.at), e->data.seq, seconds(e->time));
			continue;
		}
		e = sent_on(m, a.session, a.old, a.at, to);
		if (e != NULL)
			check_pass(r, EVENTS(call->setup, call->end, e->id),
				   "the replacement failed at %.3f s, %zu packets given after that left on the old VC",
				   seconds(a.at), given_in(m, a.session, a.at, to));
	}
}

/* RFC 2205 appendix B. The documents name no code; those that mean want of resources pass. */
static bool means_resources(uint64_t code)
{
	return code == 1 || code == 21 || code == 22;
}

/* The next hop whose request it was; NULL where there is but one, or a user. */
static const struct mhop *asking(const struct model *m, const struct attempt *a)
{
	const struct msession *s = &m->sessions[a->session];

	return s->multicast && a->q->hop >= 0 ? &s->hops[a->q->hop] : NULL;
}

/* First ResvErr to whoever asked, in [from, to]; NULL if there is none. */
static const struct trace_event *error_to_asking(const struct model *m, const struct attempt *a, vtime from, vtime to)
{
	return trace_by_id(m->trace, error_to(m, &m->sessions[a->session], asking(m, a), from, to));
}

void dynqos_increase_error(const struct model *m, struct check_run *r)
{
	struct attempt a;
	vtime until;

	for (size_t i = 0; next_failed(m, &i, &a, &until);) {
		const struct mcall *call = &m->calls[a.call];
		vtime due = later(a.at, m->params->H);
		if (a.fit != FIT_TOO_SMALL)
			continue;
		const struct trace_event *e = error_to_asking(m, &a, call->t_setup, least(due, until));
		uint64_t code = 0;
		if (e != NULL && trace_u64(m->trace, e, "error.code", &code) && means_resources(code))
			check_pass(r, EVENTS(a.q->event, call->setup, call->end, e->id),
				   "the replacement for a larger reservation failed at %.3f s, ResvErr with code %llu "
				   "at %.3f s",
				   seconds(a.at), (unsigned long long)code, seconds(e->time));
		else if (e != NULL)
			check_fail(
			    r, EVENTS(a.q->event, call->setup, call->end, e->id),
			    "expected ResvErr code 1 (admission control failure), 21 or 22, seen code %llu at %.3f s",
			    (unsigned long long)code, seconds(e->time));
		else if (until >= due && !other_reason(m, a.session, a.q->time, due))
			check_fail(
			    r, EVENTS(a.q->event, call->setup, call->end),
			    "expected a ResvErr within %.0f s after the replacement for a larger reservation failed at "
			    "%.3f s, seen none",
			    seconds(m->params->H), seconds(a.at));
	}
}

static bool same_flowspec(const struct model *m, const struct trace_event *e, const struct mspec *spec)
{
	double v[5] = {0};
	static const char *const names[5] = {"flowspec.r", "flowspec.b", "flowspec.p", "flowspec.m", "flowspec.M"};

	for (int i = 0; i < 5; i++) {
		if (!trace_f64(m->trace, e, names[i], &v[i]))
			return false;
	}
	return v[0] == spec->r && v[1] == spec->b && v[2] == spec->p && v[3] == (double)spec->m &&
	       v[4] == (double)spec->M;
}

/* After the error the next hop returns to what the old VC was made for: is that accepted? */
static void old_value_accepted(const struct model *m, struct check_run *r, const struct attempt *a,
			       const struct trace_event *error)
{
	const struct msession *s = &m->sessions[a->session];
	const struct mcall *old = &m->calls[a->old];
	const struct mresv *back = NULL;
	vtime to = m->end;
	size_t refreshes = 0;

	for (size_t i = 0; i < s->n_resv; i++) {
		const struct mresv *q = &s->resv[i];
		if (q->time <= error->time || q->time >= to)
			continue;
		if (q->kind == RESV_TEAR || fit_of(m, old, &q->spec) != FIT_SAME) {
			if (back != NULL)
				to = q->time;
			continue;
		}
		back = back == NULL ? q : back;
		refreshes++;
	}
	for (size_t i = 0; i < s->n_resv_up; i++) {
		if (s->resv_up[i].kind == RESV_TEAR && s->resv_up[i].time > error->time && s->resv_up[i].time < to &&
		    !other_reason(m, a->session, a->q->time, s->resv_up[i].time))
			check_fail(r, EVENTS(error->id, s->resv_up[i].event),
				   "expected the reservation in place to be kept, it was torn upstream at %.3f s",
				   seconds(s->resv_up[i].time));
	}
	if (back == NULL)
		return;
	const struct trace_event *again = error_in(m, a->session, back->time, to);
	if (again != NULL)
		check_fail(r, EVENTS(error->id, back->event, again->id),
			   "expected the old value to be accepted at %.3f s, seen ResvErr at %.3f s",
			   seconds(back->time), seconds(again->time));
	else if (refreshes > 1)
		check_pass(
		    r, EVENTS(a->q->event, error->id, back->event),
		    "ResvErr with InPlace and the rejected flowspec; the old value was accepted %zu times after it",
		    refreshes);
}

/* Of a group each next hop has a reservation of its own: does one stand for the hop that asked for the change? */
static bool stood(const struct msession *s, const struct mresv *q)
{
	return q->hop < 0 || model_hop_resv_at(&s->hops[q->hop], q->time) != NULL;
}

/* What whoever asked had asked for itself: of a group not what all next hops together need. */
static const struct mspec *own_spec(const struct model *m, const struct attempt *a)
{
	const struct mhop *hop = asking(m, a);
	const struct mresv *own = hop != NULL ? model_hop_resv_at(hop, a->q->time + 1) : NULL;

	return own != NULL ? &own->spec : &a->q->spec;
}

/* RFC 2205 3.1.8: an error goes to the next hop that the erroneous request came from. One that had asked for no more
 * than the old VC holds has not caused it. */
static bool others_spared(const struct model *m, struct check_run *r, const struct attempt *a, vtime to)
{
	const struct msession *s = &m->sessions[a->session];
	const struct mcall *old = &m->calls[a->old], *call = &m->calls[a->call];

	for (size_t i = 0; s->multicast && i < s->n_hops; i++) {
		const struct mhop *hop = &s->hops[i];
		uint32_t error = hop == asking(m, a) ? 0 : error_to(m, s, hop, call->t_setup, to);
		const struct mresv *own = error != 0 ? model_hop_resv_at(hop, time_of(m, error)) : NULL;
		enum fit fit = own != NULL ? fit_of(m, old, &own->spec) : FIT_MIXED;
		if ((fit != FIT_SAME && fit != FIT_TOO_LARGE) ||
		    other_reason(m, a->session, call->t_setup, time_of(m, error)))
			continue;
		check_fail(
		    r, EVENTS(a->q->event, call->setup, error),
		    "expected the error at the next hop that asked for more; %s, which the old VC serves as before, "
		    "got a ResvErr at %.3f s",
		    hop->address, seconds(time_of(m, error)));
		return false;
	}
	return true;
}

void dynqos_in_place(const struct model *m, struct check_run *r)
{
	struct attempt a;
	vtime until;

	for (size_t i = 0; next_failed(m, &i, &a, &until);) {
		if (a.fit != FIT_TOO_SMALL || !stood(&m->sessions[a.session], a.q))
			continue;
		const struct trace_event *e = error_to_asking(m, &a, m->calls[a.call].t_setup, until);
		uint64_t in_place = 0;
		if (!others_spared(m, r, &a, least(until, later(a.at, m->params->tolerance))) || e == NULL)
			continue;
		if (!trace_u64(m->trace, e, "error.inplace", &in_place) || in_place == 0)
			check_fail(r, EVENTS(a.q->event, e->id),
				   "expected the InPlace flag in the ResvErr at %.3f s, it is clear though a "
				   "reservation stands",
				   seconds(e->time));
		else if (!same_flowspec(m, e, own_spec(m, &a)))
			check_fail(
			    r, EVENTS(a.q->event, e->id),
			    "expected the rejected flowspec (r=%.0f p=%.0f) in the ResvErr at %.3f s, it has another",
			    own_spec(m, &a)->r, own_spec(m, &a)->p, seconds(e->time));
		else
			old_value_accepted(m, r, &a, e);
	}
}

/* First confirmation from t on, NULL if none. */
static const struct trace_event *confirmed(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];

	for (size_t i = 0; i < s->n_conf; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->conf[i]);
		if (e->time >= from && e->time <= to)
			return e;
	}
	return NULL;
}

void dynqos_decrease_granted(const struct model *m, struct check_run *r)
{
	struct attempt a;
	vtime until;

	for (size_t i = 0; next_failed(m, &i, &a, &until);) {
		const struct mcall *call = &m->calls[a.call];
		vtime due = later(a.at, m->params->H), to = later(due, 3 * m->params->refresh);
		if (a.fit != FIT_TOO_LARGE)
			continue;
		const struct trace_event *e = error_in(m, a.session, call->t_setup, least(to, until));
		const struct trace_event *conf = confirmed(m, a.session, a.q->time, least(due, until));
		if (e != NULL && !other_reason(m, a.session, a.q->time, e->time))
			check_fail(
			    r, EVENTS(a.q->event, call->setup, call->end, e->id),
			    "expected no error when the replacement for a smaller reservation fails (%.3f s), seen "
			    "ResvErr at %.3f s",
			    seconds(a.at), seconds(e->time));
		else if (e == NULL && a.q->confirm && conf == NULL && until >= due)
			check_fail(r, EVENTS(a.q->event, call->setup, call->end),
				   "expected the ResvConf that was asked for at %.3f s within %.0f s of the failed "
				   "replacement, "
				   "seen none",
				   seconds(a.q->time), seconds(m->params->H));
		else if (e == NULL && until >= to)
			check_pass(
			    r, EVENTS(a.q->event, call->setup, call->end, conf == NULL ? 0 : conf->id),
			    "the replacement for a smaller reservation failed at %.3f s, no ResvErr until %.3f s%s",
			    seconds(a.at), seconds(to), conf == NULL ? "" : ", ResvConf given");
	}
}

void dynqos_decrease_upstream(const struct model *m, struct check_run *r)
{
	struct attempt a;
	vtime until;

	for (size_t i = 0; next_failed(m, &i, &a, &until);) {
		const struct msession *s = &m->sessions[a.session];
		const struct mspec *want = &a.q->spec;
		vtime due = later(a.at, m->params->H);
		uint32_t event = 0;
		if (a.fit != FIT_TOO_LARGE)
			continue;
		for (size_t k = 0; k < s->n_resv_up && event == 0; k++) {
			const struct mresv *up = &s->resv_up[k];
			if (up->kind != RESV_TEAR && up->time >= a.q->time && up->time <= least(due, until) &&
			    up->spec.r == want->r && up->spec.b == want->b && up->spec.p == want->p)
				event = up->event;
		}
		if (event != 0)
			check_pass(r, EVENTS(a.q->event, m->calls[a.call].setup, m->calls[a.call].end, event),
				   "the Resv upstream carries the smaller value (r=%.0f) though the VC is still the "
				   "larger one",
				   want->r);
		else if (until >= due && error_in(m, a.session, a.q->time, due) == NULL &&
			 !other_reason(m, a.session, a.q->time, due))
			check_fail(r, EVENTS(a.q->event, m->calls[a.call].setup, m->calls[a.call].end),
				   "expected a Resv upstream with the smaller value (r=%.0f) within %.0f s of %.3f s, "
				   "seen none",
				   want->r, seconds(m->params->H), seconds(a.at));
	}
}

void dynqos_retried(const struct model *m, struct check_run *r)
{
	struct attempt a;
	vtime until;

	for (size_t i = 0; next_failed(m, &i, &a, &until);) {
		vtime due = later(a.at, 3 * m->params->retry + m->params->tolerance);
		if (a.fit != FIT_TOO_LARGE)
			continue;
		int again = next_call(m, a.session, a.at, least(due, until));
		if (again != NO_CALL && meant_for(m, &m->calls[again], &a.q->spec))
			check_pass(r, EVENTS(m->calls[a.call].setup, m->calls[a.call].end, m->calls[again].setup),
				   "the replacement of the too large VC failed at %.3f s and was tried again at %.3f s",
				   seconds(a.at), seconds(m->calls[again].t_setup));
		else if (again == NO_CALL && until >= due && m->calls[a.old].t_end > due &&
			 error_in(m, a.session, a.q->time, due) == NULL && !other_reason(m, a.session, a.q->time, due))
			check_fail(r, EVENTS(m->calls[a.call].setup, m->calls[a.call].end),
				   "expected another SETUP for the smaller reservation within 3 times the retry time "
				   "(%.0f s) after %.3f s, seen none",
				   seconds(m->params->retry), seconds(a.at));
	}
}

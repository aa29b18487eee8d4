/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/rsvp_cause.h"

#include <string.h>

/* Causes of clearing in good order: normal call clearing, normal unspecified. */
#define CAUSE_NORMAL             16
#define CAUSE_NORMAL_UNSPECIFIED 31

vtime lifetime_min(const struct model *m)
{
	return (2 * (vtime)m->params->lifetime_k + 1) * 3 * m->params->refresh / 4;
}

vtime time_of(const struct model *m, uint32_t event)
{
	const struct trace_event *e = trace_by_id(m->trace, event);

	return e != NULL ? e->time : TIME_NEVER;
}

/* The newest entry not later than t. */
static const struct mresv *newest(const struct mresv *list, size_t n, vtime t)
{
	const struct mresv *found = NULL;

	for (size_t i = 0; i < n && list[i].time <= t; i++)
		found = &list[i];
	return found;
}

/* What is asked for on the control port stands until it is taken back; messages must be refreshed. */
static bool soft(const struct model *m, const struct mresv *r)
{
	return trace_by_id(m->trace, r->event)->kind != TRACE_CONTROL;
}

static bool timed_out(const struct model *m, const struct mresv *r, vtime t)
{
	return soft(m, r) && t - r->time >= lifetime_min(m) - m->params->tolerance;
}

static bool lives(const struct model *m, const struct mresv *list, size_t n, vtime t)
{
	const struct mresv *r = newest(list, n, t);

	return r != NULL && r->kind != RESV_TEAR && !timed_out(m, r, t);
}

bool path_lives(const struct model *m, const struct msession *s, vtime t)
{
	return lives(m, s->path, s->n_path, t);
}

bool resv_lives(const struct model *m, const struct msession *s, vtime t)
{
	return lives(m, s->resv, s->n_resv, t);
}

bool hop_lives(const struct model *m, const struct mhop *h, vtime t)
{
	return lives(m, h->resv, h->n_resv, t);
}

const struct msession *session_of_call(const struct model *m, const struct mcall *c)
{
	return c->session == NO_SESSION ? NULL : &m->sessions[c->session];
}

vtime silence_at_end(const struct model *m, const struct mcall *c)
{
	vtime end = c->t_end < m->end ? c->t_end : m->end;

	return c->t_open == TIME_NEVER ? 0 : end - c->t_last_frame;
}

bool address_disowned(const struct model *m, const struct mcall *c)
{
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && e->time <= c->t_end;) {
		if (e->kind == TRACE_ARP && e->dir == TRACE_IN && e->time >= c->t_end - SECONDS(2) &&
		    strcmp(e->name, "ATMARP_NAK") == 0)
			return true;
	}
	return false;
}

static vtime tear_in(const struct mresv *list, size_t n, vtime t)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].time > t && list[i].kind == RESV_TEAR)
			return list[i].time;
	}
	return TIME_NEVER;
}

vtime torn_after(const struct msession *s, vtime t)
{
	vtime resv = tear_in(s->resv, s->n_resv, t), path = tear_in(s->path, s->n_path, t);

	return resv < path ? resv : path;
}

vtime hop_torn_after(const struct mhop *h, vtime t)
{
	return tear_in(h->resv, h->n_resv, t);
}

uint32_t error_to(const struct model *m, const struct msession *s, const struct mhop *h, vtime from, vtime to)
{
	for (size_t i = 0; i < s->n_err; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->err[i]);
		if (e->time >= from && e->time <= to && (h == NULL || trace_has(m->trace, e, "ip.dst", h->address)))
			return e->id;
	}
	return 0;
}

static bool torn(const struct mresv *r)
{
	return r != NULL && r->kind == RESV_TEAR;
}

static bool replaced(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o != c && !o->best_effort && o->session == c->session && o->by_iut == c->by_iut &&
		    model_call_open(o, c->t_end))
			return true;
	}
	return false;
}

static bool same_spec(const struct mspec *a, const struct mspec *b)
{
	return a->r == b->r && a->b == b->b && a->p == b->p && a->m == b->m && a->M == b->M;
}

static bool changed(const struct msession *s, const struct mcall *c)
{
	const struct mresv *then = newest(s->resv, s->n_resv, c->t_setup), *now = newest(s->resv, s->n_resv, c->t_end);

	return then != NULL && now != NULL && !same_spec(&then->spec, &now->spec);
}

static bool just_refused(const struct model *m, const struct msession *s, const struct mcall *c)
{
	for (size_t i = 0; i < s->n_err; i++) {
		vtime t = time_of(m, s->err[i]);
		if (t >= c->t_setup && t >= c->t_end - m->params->H && t <= c->t_end + SECONDS(1))
			return true;
	}
	return false;
}

/* The best-effort path carries RSVP: when it cannot be restored, the QoS VCs have to go (RFC 2380 2.1). */
static bool control_gone(const struct model *m, const struct mcall *c)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *o = &m->calls[i];
		if (o->best_effort && o->end != 0 && !o->ended_by_iut && o->t_end <= c->t_end &&
		    o->t_end >= c->t_end - m->params->reestablish - m->params->H)
			return true;
	}
	return false;
}

uint32_t form_refused(const struct model *m, int session, vtime from, vtime to)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		for (size_t i = 0; !c->best_effort && c->session == session && i < c->n_parties; i++) {
			const struct party *x = c->parties[i];
			if (x->refused && !x->out_by_node && x->cause == CAUSE_INCOMPATIBLE && x->t_out >= from &&
			    x->t_out <= to)
				return x->out;
		}
	}
	return 0;
}

/* Why a point-to-multipoint VC went with its last leaves, whatever others ask for that are not on it: none of them is a
 * member any more whose reservation lives. END_UNEXPLAINED if one is. */
static enum end_why leaves_gone(const struct model *m, const struct msession *s, const struct mcall *c)
{
	enum end_why why = END_UNEXPLAINED;

	for (size_t i = 0; c->p2mp && c->by_iut && i < c->n_parties; i++) {
		const struct party *x = c->parties[i];
		const struct mhop *h = model_hop_of(s, x->address);
		if (h == NULL || x->t_in == PARTY_NEVER || x->t_out < c->t_end)
			continue;
		bool member = model_is_member(m, s->dst, x->address, c->t_end);
		if (member && hop_lives(m, h, c->t_end))
			return END_UNEXPLAINED;
		why = !member ? END_LEFT : torn(newest(h->resv, h->n_resv, c->t_end)) ? END_TORN : END_TIMED_OUT;
	}
	return why;
}

static bool unusable(const struct mcall *c)
{
	return c->cause != CAUSE_NORMAL && c->cause != CAUSE_NORMAL_UNSPECIFIED && c->t_end - c->t_open <= SECONDS(1);
}

enum end_why end_why(const struct model *m, const struct mcall *c)
{
	const struct msession *s = session_of_call(m, c);

	if (c->end == 0 || c->t_open == TIME_NEVER)
		return END_NOT;
	if (!c->ended_by_iut)
		return END_OTHERS;
	if (s == NULL || s->n_resv == 0)
		return END_NO_SESSION;
	const struct mresv *resv = newest(s->resv, s->n_resv, c->t_end), *path = newest(s->path, s->n_path, c->t_end);
	if (resv == NULL || newest(s->resv, s->n_resv, c->t_setup) == NULL)
		return END_NO_SESSION;
	bool gave_up = !m->sender_side && torn(newest(s->resv_up, s->n_resv_up, c->t_end));
	if (torn(resv) || torn(path) || gave_up)
		return END_TORN;
	if (timed_out(m, resv, c->t_end) || (path != NULL && timed_out(m, path, c->t_end)))
		return END_TIMED_OUT;
	if (replaced(m, c))
		return END_REPLACED;
	if (changed(s, c))
		return END_CHANGED;
	if (just_refused(m, s, c))
		return END_REFUSED;
	if (control_gone(m, c))
		return END_CONTROL_GONE;
	if (c->p2mp && form_refused(m, c->session, c->t_open, c->t_end) != 0)
		return END_FORM;
	return unusable(c) ? END_UNUSABLE : leaves_gone(m, s, c);
}

const char *end_words(enum end_why why)
{
	static const char *const words[] = {
	    [END_NOT] = "it has not ended",
	    [END_NO_SESSION] = "no reservation is known that it served",
	    [END_OTHERS] = "the network or the other side released it",
	    [END_TORN] = "the reservation or the path was torn down",
	    [END_TIMED_OUT] = "the reservation or the path timed out",
	    [END_REPLACED] = "another VC took its place",
	    [END_CHANGED] = "the reservation had changed",
	    [END_REFUSED] = "the reservation was refused with an error",
	    [END_CONTROL_GONE] = "the best-effort path had been lost",
	    [END_FORM] = "a further leaf could not take its encapsulation",
	    [END_UNUSABLE] = "the answer to its SETUP could not be used",
	    [END_LEFT] = "its receiver has left the group",
	    [END_UNEXPLAINED] = "of nothing that RSVP said",
	};
	return words[why];
}

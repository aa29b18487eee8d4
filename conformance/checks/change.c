/* SPDX-License-Identifier: Apache-2.0 */
#include "change.h"
#include "rsvp_cause.h"

#include <stdlib.h>
#include <string.h>

#define SECOND ((vtime)1000000000)
/* Q.2931 7.1: T303 runs twice, 4 s each time; it starts a moment before the SETUP has passed the wire. */
#define T303_TWICE (8 * SECOND - SECOND / 10)
/* A request on its way into the IUT while the IUT already sends what an older one asked for. */
#define CROSSING (SECOND / 10)

/* ---- how VCs and reservations stand to each other ---- */

/* One rate or size against its range; absent (0) says nothing. */
static void compare(uint64_t is, uint64_t min, uint64_t max, bool *small, bool *large)
{
	if (is == 0)
		return;
	*small = *small || is < min;
	*large = *large || is > max;
}

enum fit fit_of(const struct model *m, const struct mcall *c, const struct mspec *spec)
{
	struct mdescriptor bare, llc;
	bool small = false, large = false;

	/* The least that VC multiplexing needs, the most that LLC does: the form is chosen after the SETUP. */
	model_descriptor(m, spec, 0, &bare);
	model_descriptor(m, spec, 8, &llc);
	compare(c->fwd_pcr01, bare.pcr_min, llc.pcr_max, &small, &large);
	compare(c->fwd_scr0, bare.scr_min, llc.scr_max, &small, &large);
	compare(c->fwd_mbs0, bare.mbs_min, llc.mbs_max, &small, &large);
	return small && large ? FIT_MIXED : small ? FIT_TOO_SMALL : large ? FIT_TOO_LARGE : FIT_SAME;
}

bool meant_for(const struct model *m, const struct mcall *c, const struct mspec *spec)
{
	const struct msession *s = &m->sessions[c->session];

	if (fit_of(m, c, spec) == FIT_SAME)
		return true;
	for (size_t i = 0; i < s->n_resv; i++) {
		if (s->resv[i].kind != RESV_TEAR && fit_of(m, c, &s->resv[i].spec) == FIT_SAME)
			return false;
	}
	return true;
}

bool serves(const struct mcall *c, int session)
{
	return c->by_iut && !c->best_effort && c->session == session;
}

int standing_call(const struct model *m, int session, vtime t)
{
	int found = NO_CALL;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (serves(c, session) && model_call_open(c, t) && c->t_stands <= t &&
		    (found == NO_CALL || c->t_stands >= m->calls[found].t_stands))
			found = (int)i;
	}
	return found;
}

bool settled(const struct model *m, const struct mcall *c, vtime *from, vtime *to)
{
	if (!c->by_iut || c->best_effort || c->session == NO_SESSION || c->t_open == TIME_NEVER)
		return false;
	vtime end = c->t_end < m->end ? c->t_end : m->end;
	vtime torn_at = torn_after(&m->sessions[c->session], c->t_setup);
	end = torn_at < end ? torn_at : end;
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
	*to = end - SECOND;
	return *from < *to;
}

vtime setup_over(const struct model *m, const struct mcall *c)
{
	if (c->t_open != TIME_NEVER)
		return c->t_stands < c->t_end ? c->t_stands : c->t_end;
	if (c->t_end == TIME_NEVER && c->proceeding == 0)
		return c->t_setup + T303_TWICE;
	return c->t_end;
}

static int pending_call(const struct model *m, int session, vtime t)
{
	for (size_t i = m->n_calls; i-- > 0;) {
		const struct mcall *c = &m->calls[i];
		if (serves(c, session) && c->t_setup <= t && t < setup_over(m, c))
			return (int)i;
	}
	return NO_CALL;
}

int next_call(const struct model *m, int session, vtime from, vtime to)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (serves(c, session) && c->t_setup >= from && c->t_setup < to)
			return (int)i;
	}
	return NO_CALL;
}

/* ---- changes ---- */

static enum fit order(const struct mspec *was, const struct mspec *is)
{
	bool up = is->r > was->r || is->b > was->b || is->p > was->p || is->M > was->M;
	bool down = is->r < was->r || is->b < was->b || is->p < was->p || is->M < was->M;

	return up && down ? FIT_MIXED : up ? FIT_TOO_SMALL : down ? FIT_TOO_LARGE : FIT_SAME;
}

static const struct mresv *request_for(const struct model *m, const struct mcall *call);

/* How the VC stands to a reservation. One whose size fits no reservation is taken for what it was made for: the
 * wrong size is a matter of its own. */
static enum fit stands_to(const struct model *m, const struct mcall *vc, const struct mspec *spec)
{
	const struct mresv *for_q = request_for(m, vc);

	return for_q == NULL || !meant_for(m, vc, spec) || fit_of(m, vc, spec) == FIT_SAME ? fit_of(m, vc, spec)
											   : order(&for_q->spec, spec);
}

static void fill(const struct model *m, struct change *c)
{
	const struct msession *s = &m->sessions[c->session];

	c->q = &s->resv[c->index];
	c->vc = standing_call(m, c->session, c->q->time);
	c->pending = pending_call(m, c->session, c->q->time);
	c->fit = c->vc == NO_CALL ? FIT_MIXED : stands_to(m, &m->calls[c->vc], &c->q->spec);
	c->next = NULL;
	c->until = m->end;
	for (size_t i = c->index + 1; i < s->n_resv && c->next == NULL; i++) {
		if (s->resv[i].kind != RESV_REFRESH)
			c->next = &s->resv[i];
	}
	if (c->next != NULL)
		c->until = c->next->time;
}

bool change_next(const struct model *m, struct change *c)
{
	size_t i = c->q == NULL ? 0 : c->index + 1;

	for (int s = c->session; (size_t)s < m->n_sessions; s++, i = 0) {
		for (; i < m->sessions[s].n_resv; i++) {
			if (!alters(&m->sessions[s].resv[i]))
				continue;
			c->session = s;
			c->index = i;
			fill(m, c);
			return true;
		}
	}
	return false;
}

/* ---- attempts to replace ---- */

/* Number of requests that came at or before t. */
static size_t requests_until(const struct msession *s, vtime t)
{
	size_t low = 0, high = s->n_resv;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->resv[middle].time <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* With tau, requests that wait may be carried out one after another: the last that fits is taken. */
static const struct mresv *request_for(const struct model *m, const struct mcall *call)
{
	const struct msession *s = &m->sessions[call->session];
	const struct mresv *newest = NULL;

	for (size_t i = requests_until(s, call->t_setup); i-- > 0 && s->resv[i].kind != RESV_TEAR;) {
		const struct mresv *q = &s->resv[i];
		if (q->kind == RESV_REFRESH)
			continue;
		newest = newest != NULL ? newest : q;
		if (m->params->tau == 0 && call->t_setup - newest->time > CROSSING)
			break;
		if (fit_of(m, call, &q->spec) == FIT_SAME)
			return q;
	}
	return newest;
}

/* A change or a tear that came while the call was being set up. */
static bool changed_meanwhile(const struct model *m, const struct mcall *call, vtime to)
{
	const struct msession *s = &m->sessions[call->session];

	for (size_t i = 0; i < s->n_resv; i++) {
		const struct mresv *q = &s->resv[i];
		if (q->kind != RESV_REFRESH && q->time > call->t_setup - CROSSING && q->time <= to &&
		    !(q->kind != RESV_TEAR && q->time <= call->t_setup && fit_of(m, call, &q->spec) == FIT_SAME))
			return true;
	}
	return false;
}

static enum outcome outcome_of(const struct model *m, const struct mcall *c, vtime *at)
{
	*at = setup_over(m, c);
	if (c->t_stands != TIME_NEVER && c->t_stands < c->t_end)
		return OUTCOME_OPEN;
	if (*at > m->end)
		return OUTCOME_UNKNOWN;
	if (c->end == 0)
		return changed_meanwhile(m, c, *at) ? OUTCOME_ABANDONED : OUTCOME_FAILED;
	return c->ended_by_iut && changed_meanwhile(m, c, c->t_end) ? OUTCOME_ABANDONED : OUTCOME_FAILED;
}

bool attempt_at(const struct model *m, size_t i, struct attempt *a)
{
	if (!m->sender_side || i >= m->n_replacements)
		return false;
	const struct mreplacement *r = &m->replacements[i];
	const struct mcall *c = &m->calls[r->new_call];
	*a = (struct attempt){.session = r->session, .old = r->old_call, .call = r->new_call};
	a->q = request_for(m, c);
	a->fit = a->q == NULL ? FIT_MIXED : stands_to(m, &m->calls[r->old_call], &a->q->spec);
	a->outcome = outcome_of(m, c, &a->at);
	return true;
}

bool refused_in(const struct model *m, int session, vtime from, vtime to)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		if (a.session == session && a.outcome == OUTCOME_FAILED && a.at >= from && a.at <= to)
			return true;
	}
	return false;
}

/* ---- reasons of another kind ---- */

/* Soft state that was last refreshed longer ago than (K + 0.5) * 1.5 * R has timed out (RFC 2205 3.7); from
 * K * R on a stranger may have let it go, for its own R counts. */
static bool silent(const struct model *m, const struct mresv *list, size_t n, vtime from, vtime to)
{
	vtime life = (vtime)m->params->lifetime_k * m->params->refresh, last = 0;

	for (size_t i = 0; i < n && list[i].time <= to; i++) {
		if (list[i].time > from && list[i].time - last > life)
			return true;
		last = list[i].time;
	}
	return to - last > life;
}

static bool torn(const struct mresv *list, size_t n, vtime from, vtime to)
{
	for (size_t i = 0; i < n && list[i].time <= to; i++) {
		if (list[i].kind == RESV_TEAR && list[i].time >= from)
			return true;
	}
	return false;
}

bool other_reason(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];
	bool host = strcmp(m->params->role, "host-sender") == 0;

	/* A user's request at the control port stands until it is taken back. */
	if (torn(s->resv, s->n_resv, from, to) || torn(s->path, s->n_path, from, to) ||
	    silent(m, s->resv, s->n_resv, from, to) || (!host && silent(m, s->path, s->n_path, from, to)))
		return true;
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (c->best_effort && c->t_open != TIME_NEVER && !c->ended_by_iut && c->t_end >= from && c->t_end <= to)
			return true;
	}
	for (size_t i = 0; i < trace_n(m->trace); i++) {
		const struct trace_event *e = trace_at(m->trace, i);
		if (e->time > to)
			break;
		if (e->time >= from && e->kind == TRACE_NET && strcmp(e->name, "link") == 0)
			return true;
	}
	return false;
}

/* ---- data ---- */

/* A sender to a group may copy a packet onto a VC for those without reservation as well (RFC 2382 4.2.3.2): the copies
 * of one packet stand close together. Is there one on this call, or, of a copy for those without reservation, on any
 * QoS VC? */
#define NEIGHBOURS 8
bool copied_to(const struct model *m, const struct msession *s, size_t i, int call)
{
	const struct trace_event *own = trace_by_id(m->trace, s->sent[i]);
	int at = model_call_of_conn(m, own->conn);
	bool beside = at != NO_CALL && m->calls[at].best_effort;

	for (size_t k = i < NEIGHBOURS ? 0 : i - NEIGHBOURS; s->multicast && k < s->n_sent && k <= i + NEIGHBOURS;
	     k++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[k]);
		int on = e->data.seq == own->data.seq ? model_call_of_conn(m, e->conn) : NO_CALL;
		if (on != NO_CALL && (on == call || (beside && !m->calls[on].best_effort)))
			return true;
	}
	return false;
}

/* Number of packets of a list whose events are earlier than t. */
static size_t packets_before(const struct model *m, const uint32_t *list, size_t n, vtime t)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (trace_by_id(m->trace, list[middle])->time < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct trace_event *find_sent(const struct model *m, int session, int call, bool on, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];

	const uint32_t *own = on ? model_sent(m, (size_t)call, (size_t)session) : NULL;
	vtime start = from;

	if (own != NULL && own[0] == 0)
		return NULL;
	if (own != NULL && time_of(m, own[0]) > start)
		start = time_of(m, own[0]);
	for (size_t i = packets_before(m, s->sent, s->n_sent, start); i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		if (e->first >= to || (own != NULL && e->id > own[1]))
			break;
		/* A copy of what left at the very end may still be on its way. */
		if (!on && s->multicast && e->first + SECOND >= m->end)
			break;
		if (e->first >= from && (model_call_of_conn(m, e->conn) == call) == on &&
		    (on || !copied_to(m, s, i, call)))
			return e;
	}
	return NULL;
}

const struct trace_event *strayed(const struct model *m, int session, int call, vtime from, vtime to)
{
	return find_sent(m, session, call, false, from, to);
}

const struct trace_event *sent_on(const struct model *m, int session, int call, vtime from, vtime to)
{
	return find_sent(m, session, call, true, from, to);
}

const struct trace_event *lost(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];

	for (size_t i = packets_before(m, s->given, s->n_given, from); i < s->n_given; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->given[i]);
		/* What came in at the very end may still be on its way out. */
		if (e->time >= to || e->time + SECOND >= m->end)
			break;
		if (bsearch(&e->data.seq, s->sent_numbers, s->n_sent, sizeof(*s->sent_numbers), model_by_number) ==
		    NULL)
			return e;
	}
	return NULL;
}

size_t given_in(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];
	size_t before = packets_before(m, s->given, s->n_given, from),
	       until = packets_before(m, s->given, s->n_given, to);

	return until > before ? until - before : 0;
}

const struct trace_event *error_in(const struct model *m, int session, vtime from, vtime to)
{
	const struct msession *s = &m->sessions[session];

	for (size_t i = 0; i < s->n_err; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->err[i]);
		if (e->time >= from && e->time <= to)
			return e;
	}
	return NULL;
}

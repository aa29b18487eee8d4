/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BESTEFF-8: what exceeds a reservation is not dropped at an edge while nothing is congested (RFC 2382 2.1.3.1);
 * controlled load makes best effort of it. No trace of these networks shows congestion: their links are never full.
 */
#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* So many excess packets, none of them lost, show what becomes of them. */
#define ENOUGH 20

/* Nothing was lost in [from, to), while more came than the reservation holds. */
static void kept(const struct model *m, struct check_run *r, int session, const struct mresv *q, vtime from, vtime to)
{
	size_t n = exceeding(m, session, &q->spec, from, to);

	if (n == SIZE_MAX || n < ENOUGH)
		return;
	const struct trace_event *e = lost(m, session, from, to);
	if (e != NULL)
		check_fail(
		    r, EVENTS(q->event, e->id),
		    "expected: what exceeds the reservation is passed on; seen: %zu packets exceeded it, and packet "
		    "%u, which came at %.3f s, was dropped",
		    n, (unsigned)e->data.seq, seconds(e->time));
	else
		check_pass(r, EVENTS(q->event),
			   "%zu packets between %.3f s and %.3f s exceeded the reservation, and none was dropped", n,
			   seconds(from), seconds(to));
}

/* At the sub-net sender: while a QoS VC stands. What the peak rate cannot carry has to wait, and may find no room. */
static void by_sender(const struct model *m, struct check_run *r)
{
	vtime from, to;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (!settled(m, c, &from, &to))
			continue;
		const struct mresv *q = model_resv_at(&m->sessions[c->session], from);
		if (q == NULL)
			continue;
		struct mspec peak = {.r = q->spec.p, .b = q->spec.b, .m = q->spec.m};
		if (exceeding(m, c->session, &peak, from, to) == 0)
			kept(m, r, c->session, q, from, to);
	}
}

/* At the sub-net receiver: from a second after its only request, while the reservation lives. */
static void by_receiver(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		const struct mresv *q = s->n_resv > 0 ? &s->resv[0] : NULL;
		size_t i = 1;
		while (i < s->n_resv && s->resv[i].kind == RESV_REFRESH)
			i++;
		if (q == NULL || s->leader != (int)n)
			continue;
		vtime to = i < s->n_resv ? s->resv[i].time : m->end, torn = torn_after(s, q->time);
		to = (torn < to ? torn : to) - SECONDS(1);
		if (to > q->time && resv_lives(m, s, to) && path_lives(m, s, to))
			kept(m, r, (int)n, q, later(q->time, SECONDS(1)), to);
	}
}

static void excess_is_kept(const struct model *m, struct check_run *r)
{
	if (m->sender_side)
		by_sender(m, r);
	else
		by_receiver(m, r);
}

const struct check checks_excess[] = {
    {"BESTEFF-8", excess_is_kept, "ingress host-sender egress host-receiver"},
    {NULL, NULL, NULL},
};

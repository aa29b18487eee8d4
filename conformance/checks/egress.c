/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LIMHET-8: what the sub-net receiver passes on is what was asked of it, whatever the size
 * of the VC that the sender has chosen for all (SUP01 3.1.2). A sender's TSpec may make it less, nothing makes it more.
 */
#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

static bool exceeds(const struct mspec *is, const struct mspec *asked)
{
	return is->r > asked->r || is->b > asked->b || is->p > asked->p || is->M > asked->M;
}

/* A QoS VC to the IUT for this session that is open at time t and larger than the reservation; NULL if none. */
static const struct mcall *larger_vc(const struct model *m, int session, const struct mspec *spec, vtime t)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		if (!c->best_effort && !c->by_iut && c->session == session && model_call_open(c, t) &&
		    fit_of(m, c, spec) == FIT_TOO_LARGE)
			return c;
	}
	return NULL;
}

static void asked_and_no_more(const struct model *m, struct check_run *r)
{
	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		for (size_t i = 0; i < s->n_resv_up; i++) {
			const struct mresv *up = &s->resv_up[i];
			const struct mresv *asked = model_resv_at(s, up->time);
			const struct mresv *before = model_resv_at(s, up->time - CROSSING);
			const struct mcall *vc;
			if (up->kind == RESV_TEAR || asked == NULL)
				continue;
			vc = larger_vc(m, s->leader, &asked->spec, up->time);
			if (exceeds(&up->spec, &asked->spec) && (before == NULL || exceeds(&up->spec, &before->spec)))
				check_fail(
				    r, EVENTS(asked->event, up->event),
				    "expected %.0f octets/s and no more, as asked for; seen: a Resv upstream for "
				    "%.0f octets/s at %.3f s",
				    asked->spec.r, up->spec.r, seconds(up->time));
			else if (vc != NULL && up->time - vc->t_open >= SECONDS(1))
				check_pass(
				    r, EVENTS(asked->event, vc->setup, up->event),
				    "the VC is larger than what was asked for, and the Resv of %.3f s still asks "
				    "for %.0f octets/s",
				    seconds(up->time), up->spec.r);
		}
	}
}

const struct check checks_egress[] = {
    {"LIMHET-8", asked_and_no_more, "egress host-receiver"},
    {0},
};

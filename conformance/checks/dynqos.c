/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dynamic QoS (RFC 2380 2.4, RFC 2382 4.2.7): a changed reservation is served by a
 * new VC that takes the place of the old one. Here: that it is tried, and its size.
 */
#include "dynqos.h"

/* A change for which the VC that stands does not fit: is a new call made? */
static void attempted(const struct model *m, struct check_run *r, enum fit fit)
{
	const char *word = fit == FIT_TOO_LARGE ? "smaller" : "larger";

	for (struct change c = {0}; m->sender_side && change_next(m, &c);) {
		vtime deadline = later(c.q->time, m->params->tau + m->params->H);
		bool of_kind = fit == FIT_TOO_LARGE ? c.fit == fit : c.fit == FIT_TOO_SMALL || c.fit == FIT_MIXED;
		if (c.vc == NO_CALL || c.pending != NO_CALL || !of_kind)
			continue;
		int call = next_call(m, c.session, c.q->time, c.until < deadline ? c.until : deadline);
		if (call != NO_CALL) {
			if (meant_for(m, &m->calls[call], &c.q->spec))
				check_pass(
				    r, EVENTS(c.q->event, m->calls[call].setup),
				    "a %s reservation was asked for at %.3f s, and a call of that size was made at "
				    "%.3f s",
				    word, seconds(c.q->time), seconds(m->calls[call].t_setup));
			continue;
		}
		/* Refused for a reason of the IUT's own, taken back, or not long enough ago to say. What waits for tau
		 * is judged by the rows of tau. */
		if (c.until < deadline || m->params->tau > 0 || m->calls[c.vc].t_end <= deadline ||
		    error_in(m, c.session, c.q->time, deadline) != NULL ||
		    other_reason(m, c.session, c.q->time, deadline))
			continue;
		check_fail(r, EVENTS(c.q->event),
			   "expected a SETUP within %.0f s of the request for a %s reservation at %.3f s, seen none",
			   seconds(m->params->tau + m->params->H), word, seconds(c.q->time));
	}
}

static void increase(const struct model *m, struct check_run *r)
{
	attempted(m, r, FIT_TOO_SMALL);
}

static void decrease(const struct model *m, struct check_run *r)
{
	attempted(m, r, FIT_TOO_LARGE);
}

static void size(const struct model *m, struct check_run *r)
{
	struct attempt a;

	for (size_t i = 0; attempt_at(m, i, &a); i++) {
		const struct mcall *c = &m->calls[a.call];
		struct mdescriptor bare, llc;
		if (a.q == NULL)
			continue;
		model_descriptor(m, &a.q->spec, 0, &bare);
		model_descriptor(m, &a.q->spec, 8, &llc);
		if (fit_of(m, c, &a.q->spec) == FIT_SAME)
			check_pass(r, EVENTS(a.q->event, c->setup),
				   "the SETUP at %.3f s has the size of the newest reservation: PCR %llu in %llu..%llu "
				   "cells/s",
				   seconds(c->t_setup), (unsigned long long)c->fwd_pcr01,
				   (unsigned long long)bare.pcr_min, (unsigned long long)llc.pcr_max);
		else
			check_fail(r, EVENTS(a.q->event, c->setup),
				   "expected PCR %llu..%llu, SCR %llu..%llu cells/s, MBS %llu..%llu cells for the "
				   "reservation; the SETUP at %.3f s has %llu, %llu, %llu",
				   (unsigned long long)bare.pcr_min, (unsigned long long)llc.pcr_max,
				   (unsigned long long)bare.scr_min, (unsigned long long)llc.scr_max,
				   (unsigned long long)bare.mbs_min, (unsigned long long)llc.mbs_max,
				   seconds(c->t_setup), (unsigned long long)c->fwd_pcr01,
				   (unsigned long long)c->fwd_scr0, (unsigned long long)c->fwd_mbs0);
	}
}

#define SENDING "ingress host-sender"

const struct check checks_dynqos[] = {
    {"DYNQOS-1", increase, SENDING},
    {"DYNQOS-2", decrease, SENDING},
    {"DYNQOS-6", size, SENDING},
    {"DYNQOS-7", dynqos_old_kept, SENDING},
    {"DYNQOS-8", dynqos_old_unmodified, SENDING},
    {"DYNQOS-9", dynqos_data_on_old, SENDING},
    {"DYNQOS-10", dynqos_data_moved, SENDING},
    {"DYNQOS-11", dynqos_closed_after_move, SENDING},
    {"DYNQOS-12", dynqos_old_closed, SENDING},
    {"DYNQOS-13", dynqos_old_used_on, SENDING},
    {"DYNQOS-14", dynqos_increase_error, SENDING},
    {"DYNQOS-15", dynqos_in_place, SENDING},
    {"DYNQOS-16", dynqos_decrease_granted, SENDING},
    {"DYNQOS-17", dynqos_decrease_upstream, "ingress"},
    {"DYNQOS-18", dynqos_retried, SENDING},
    {"DYNQOS-19", dynqos_one_at_a_time, SENDING},
    {"DYNQOS-20", dynqos_pending_released, SENDING},
    {"DYNQOS-21", dynqos_restarted, SENDING},
    {"DYNQOS-22", dynqos_limit, SENDING},
    {0},
};

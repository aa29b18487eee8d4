/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BACKWARD: data from the called side of a QoS VC (RFC 2380 2.2; draft-ietf-issll-atm-imp-guide-00 3.2
 * forbids it). The caller alone can ask for a rate for it; who sends keeps to that rate, cell by
 * cell, and there is no way back on a point-to-multipoint VC.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/gcra.h"
#include "checks/rsvp_cause.h"
#include "trace/parties.h"

static bool rate_asked(const struct mcall *c)
{
	return c->bwd.pcr01 > 0 || c->bwd.pcr0 > 0;
}

/* A QoS VC that the other side opened, and that stood. */
static bool called(const struct mcall *c, bool p2mp)
{
	return !c->by_iut && !c->best_effort && c->p2mp == p2mp && c->t_open != TIME_NEVER;
}

/* A frame that the IUT sent on the VC of a call. */
static bool sent_back(const struct mcall *c, const struct trace_event *e)
{
	return e->pco == PCO_ATM && e->dir == TRACE_OUT && e->conn == c->conn && e->kind != TRACE_SIG &&
	       e->kind != TRACE_SAAL;
}

static const struct trace_event *first_back(const struct model *m, const struct mcall *c)
{
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		if (sent_back(c, e))
			return e;
	}
	return NULL;
}

/* First data that the IUT sent to the caller over another VC while this one stood: what it could have sent back
 * on it. NULL if there is none. */
static const struct trace_event *elsewhere(const struct model *m, const struct mcall *c)
{
	const struct trace_event *e;
	bool any = false;

	for (const struct mcall *o = m->calls; o < m->calls + m->n_calls; o++)
		any = any || (o != c && o->data_out > 0 && party_same_address(o->peer, c->peer));
	for (size_t i = 0; any && (e = model_next(m, &i)) != NULL;) {
		int o = e->kind == TRACE_DATA && e->pco == PCO_ATM && e->dir == TRACE_OUT
			    ? model_call_of_conn(m, e->conn)
			    : NO_CALL;
		if (o != NO_CALL && &m->calls[o] != c && model_call_open(c, e->time) &&
		    party_same_address(m->calls[o].peer, c->peer))
			return e;
	}
	return NULL;
}

/* BACKWARD-1: no data, whatever rate was asked for. */
static void no_data_back(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (!called(c, false))
			continue;
		const struct trace_event *other = rate_asked(c) ? elsewhere(m, c) : NULL;
		if (c->data_out > 0)
			check_fail(r, EVENTS(c->setup, c->first_data_out),
				   "expected: no data from the called side of a QoS VC; seen: %zu frames", c->data_out);
		else if (other != NULL)
			check_pass(r, EVENTS(c->setup, other->id),
				   "data for the caller went elsewhere, while a QoS VC with a backward rate stood");
	}
}

/* Did a data packet that came in on a call go on, to the IP side or to the user? */
static bool passed_on(const struct model *m, const struct trace_event *in)
{
	const struct trace_event *e;

	for (size_t i = in->id; (e = model_next(m, &i)) != NULL;) {
		if (e->pco != PCO_ATM && e->dir == TRACE_OUT && e->data.flow == in->data.flow &&
		    e->data.seq == in->data.seq)
			return true;
	}
	return false;
}

/* BACKWARD-2. At the called side: is the option used? At the owner of the VC, which asked for a rate: what comes goes
 * on. */
static void data_back(const struct model *m, struct check_run *r)
{
	const struct trace_event *e, *first = NULL, *fate = NULL;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (called(c, false) && rate_asked(c) && c->data_out > 0)
			check_pass(r, EVENTS(c->setup, c->first_data_out), "data was sent backward on a QoS VC");
		if (!c->by_iut || c->best_effort || c->p2mp || !rate_asked(c) || c->data_in == 0)
			continue;
		for (size_t i = 0; fate == NULL && (e = model_next(m, &i)) != NULL;) {
			if (e->kind != TRACE_DATA || e->dir != TRACE_IN || e->conn != c->conn ||
			    e->time > m->end - SECONDS(1))
				continue;
			first = first != NULL ? first : e;
			fate = passed_on(m, e) ? e : NULL;
		}
		if (first == NULL)
			continue;
		if (fate == NULL)
			check_fail(
			    r, EVENTS(c->setup, first->id),
			    "expected: data that comes back on a QoS VC with a backward rate goes on; seen: none does");
		else if (c->ended_by_iut && end_why(m, c) == END_UNEXPLAINED)
			check_fail(r, EVENTS(c->setup, first->id, c->end),
				   "expected: the QoS VC stays; seen: it is released %.3f s after data came back on it",
				   seconds(c->t_end - first->time));
		else
			check_pass(r, EVENTS(c->setup, fate->id), "data that came back on the QoS VC was passed on");
	}
}

/* Would the packets that went back have broken the contract, had they been sent as they were handed over? */
static bool excess_offered(const struct model *m, const struct mcall *c)
{
	const struct trace_event *e;
	struct contract k;
	uint64_t bps = m->params->link_cell_bps;

	contract_init(&k, &c->bwd, bps);
	for (size_t i = 0; bps > 0 && (e = model_next(m, &i)) != NULL;) {
		if (e->kind != TRACE_DATA || !sent_back(c, e))
			continue;
		for (uint32_t n = 0; n < e->cells; n++) {
			if (!contract_cell(&k, e->data.sent + (vtime)((__int128)n * 424 * SECONDS(1) / bps), false))
				return true;
		}
	}
	return false;
}

static bool owns_no_cells(const struct model *m)
{
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		if (e->kind == TRACE_IUT && strcmp(e->name, "frames") == 0)
			return true;
	}
	return false;
}

/* The first frame with a cell beyond the contract. */
static const struct trace_event *beyond(const struct model *m, const struct mcall *c, uint32_t *cell)
{
	const struct trace_event *e;
	struct contract k;

	contract_init(&k, &c->bwd, m->params->link_cell_bps);
	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		for (*cell = 0; sent_back(c, e) && *cell < e->cells; ++*cell) {
			struct trace_cell x = trace_cell(e, *cell);
			if (!contract_cell(&k, x.time, x.clp))
				return e;
		}
	}
	return NULL;
}

/* BACKWARD-3: cell by cell within what the SETUP asked for; nothing if it asked for nothing. */
static void within_the_rate(const struct model *m, struct check_run *r)
{
	uint32_t cell = 0;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (!called(c, false))
			continue;
		const struct trace_event *back = first_back(m, c), *excess;
		if (!rate_asked(c)) {
			const struct trace_event *other = back == NULL ? elsewhere(m, c) : NULL;
			if (back != NULL)
				check_fail(
				    r, EVENTS(c->setup, back->id),
				    "expected: nothing on a QoS VC with backward PCR 0; seen: a frame of %u cells",
				    (unsigned)back->cells);
			else if (other != NULL)
				check_pass(r, EVENTS(c->setup, other->id),
					   "data for the caller went elsewhere than on a QoS VC with backward PCR 0");
		} else if (back != NULL && owns_no_cells(m)) {
			check_inconclusive(
			    r, EVENTS(back->id),
			    "the implementation hands over frames: when their cells leave is not its doing");
		} else if ((excess = beyond(m, c, &cell)) != NULL) {
			check_fail(
			    r, EVENTS(c->setup, excess->id),
			    "expected: cells within the backward rates (PCR %llu, SCR %llu cells/s); seen: cell %u of "
			    "%u of a frame comes too early",
			    (unsigned long long)(c->bwd.pcr01 > 0 ? c->bwd.pcr01 : c->bwd.pcr0),
			    (unsigned long long)(c->bwd.scr0 > 0 ? c->bwd.scr0 : c->bwd.scr01), (unsigned)cell + 1,
			    (unsigned)excess->cells);
		} else if (back != NULL && excess_offered(m, c)) {
			check_pass(r, EVENTS(c->setup, back->id),
				   "every cell was within the backward rates, though more was to be sent");
		}
	}
}

/* BACKWARD-4 */
static void one_way_trees(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (c->by_iut && !c->best_effort && c->p2mp) {
			if (rate_asked(c))
				check_fail(
				    r, EVENTS(c->setup),
				    "expected: backward PCR 0 in the SETUP of a point-to-multipoint VC; seen: %llu",
				    (unsigned long long)(c->bwd.pcr01 > 0 ? c->bwd.pcr01 : c->bwd.pcr0));
			else
				check_pass(r, EVENTS(c->setup), "a point-to-multipoint SETUP asks for no way back");
		}
		if (!called(c, true))
			continue;
		const struct trace_event *back = first_back(m, c);
		const struct trace_event *other = back == NULL ? elsewhere(m, c) : NULL;
		if (back != NULL)
			check_fail(
			    r, EVENTS(c->setup, back->id),
			    "expected: nothing from a leaf on a point-to-multipoint VC; seen: a frame of %u cells",
			    (unsigned)back->cells);
		else if (other != NULL)
			check_pass(r, EVENTS(c->setup, other->id),
				   "data for the root went elsewhere than on its point-to-multipoint VC");
	}
}

static bool refuses_setting(const struct model *m, uint32_t *event)
{
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL;) {
		if (e->kind == TRACE_IUT && strcmp(e->name, "refused-key") == 0 &&
		    trace_has(m->trace, e, "key", "backward")) {
			*event = e->id;
			return true;
		}
	}
	return false;
}

/* BACKWARD-5: a backward rate if and only if the VCs are to be used backward. */
static void rate_as_configured(const struct model *m, struct check_run *r)
{
	uint32_t refused = 0;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (!c->by_iut || c->best_effort || c->p2mp)
			continue;
		if (rate_asked(c) == m->params->backward)
			check_pass(r, EVENTS(c->setup), "backward use is configured %s, and the SETUP asks for %s rate",
				   m->params->backward ? "on" : "off", m->params->backward ? "a" : "no");
		else if (m->params->backward && refuses_setting(m, &refused))
			check_inconclusive(r, EVENTS(refused, c->setup), "the setting 'backward' is not known");
		else
			check_fail(
			    r, EVENTS(c->setup),
			    "expected: %s backward rate in the QoS SETUP, backward use being configured %s; seen: "
			    "PCR %llu cells/s",
			    m->params->backward ? "a" : "no", m->params->backward ? "on" : "off",
			    (unsigned long long)(c->bwd.pcr01 > 0 ? c->bwd.pcr01 : c->bwd.pcr0));
	}
}

const struct check checks_backward[] = {
    {"BACKWARD-1", no_data_back, "egress host-receiver"},
    {"BACKWARD-2", data_back, "ingress egress host-sender host-receiver"},
    {"BACKWARD-3", within_the_rate, "egress host-receiver"},
    {"BACKWARD-4", one_way_trees, "ingress egress host-sender host-receiver"},
    {"BACKWARD-5", rate_as_configured, "ingress host-sender"},
    {NULL, NULL, NULL},
};

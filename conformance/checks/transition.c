/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSITION: how data of a group moves from one VC to another (RFC 2380 3.4, RFC 2382
 * 4.2.6). A new VC carries nothing until all its parties are in; a receiver that joins a
 * QoS VC is added there before it is dropped from the best-effort one. What receivers get
 * meanwhile is looked at in switch.c.
 */
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/opening.h"
#include "checks/rsvp_cause.h"

/* Packets of the flow that left on other VCs in a span; the first of them. */
static size_t sent_elsewhere(const struct model *m, const struct opening *o, vtime from, vtime to, uint32_t *first)
{
	const struct trace_event *e;
	size_t n = 0;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && e->time < to;) {
		if (e->kind == TRACE_DATA && e->pco == PCO_ATM && e->dir == TRACE_OUT && e->first > from &&
		    e->conn != o->call->conn && e->data.flow == o->data->data.flow && n++ == 0)
			*first = e->id;
	}
	return n;
}

static void wait_for_parties(const struct model *m, struct check_run *r, bool replacement)
{
	struct opening o;

	for (size_t i = 0; i < m->n_calls; i++) {
		uint32_t meanwhile = 0;
		if (!opening_of(m, &m->calls[i], &o) || (o.old != NULL) != replacement)
			continue;
		vtime to = o.complete < m->end ? o.complete : m->end;
		size_t n = sent_elsewhere(m, &o, o.call->t_open, to, &meanwhile);
		if (o.data->first < o.complete)
			check_fail(r, EVENTS(o.call->setup, o.data->id, o.last->asked, o.last->in),
				   "expected no data on the new VC before its %zu parties are in; seen the first "
				   "packet %.3f s before the last of them",
				   o.parties, seconds(to - o.data->first));
		else if (o.unknown)
			check_inconclusive(r, EVENTS(o.call->setup, o.data->id),
					   "a party was asked in after data left on the new VC, and had reserved after "
					   "its SETUP: whether it belonged to it from the beginning cannot be seen");
		else if (n > 0)
			check_pass(r, EVENTS(o.call->setup, meanwhile, o.last->in, o.data->id),
				   "%zu packets came while %zu parties were being added; none left on the new VC "
				   "before the last was in at %.3f s",
				   n, o.parties, seconds(o.complete));
	}
}

static void first_waits(const struct model *m, struct check_run *r)
{
	wait_for_parties(m, r, false);
}

static void replacement_waits(const struct model *m, struct check_run *r)
{
	wait_for_parties(m, r, true);
}

static bool also_elsewhere(const struct model *m, const struct trace_event *data)
{
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && e->time < data->time + SECONDS(1);) {
		if (e->kind == TRACE_DATA && e->pco == PCO_ATM && e->dir == TRACE_OUT && e->conn != data->conn &&
		    e->data.flow == data->data.flow && e->data.seq == data->data.seq)
			return true;
	}
	return false;
}

/* TRANSITION-4: on the old VC alone, or on both. */
static void never_new_alone(const struct model *m, struct check_run *r)
{
	struct opening o;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct trace_event *e, *alone = NULL;
		uint32_t meanwhile = 0;
		if (!opening_of(m, &m->calls[i], &o))
			continue;
		vtime to = o.complete < m->end ? o.complete : m->end;
		size_t n = sent_elsewhere(m, &o, o.call->t_open, to, &meanwhile);
		for (size_t k = 0; alone == NULL && (e = model_next(m, &k)) != NULL && e->first < to;) {
			if (e->kind == TRACE_DATA && e->dir == TRACE_OUT && e->pco == PCO_ATM &&
			    e->conn == o.call->conn && !also_elsewhere(m, e))
				alone = e;
		}
		if (alone != NULL)
			check_fail(r, EVENTS(o.call->setup, alone->id, o.last->in),
				   "expected the old VC alone, or both, until the new one is complete at %.3f s; "
				   "packet %u left on the new one alone at %.3f s",
				   seconds(to), alone->data.seq, seconds(alone->time));
		else if (n > 0)
			check_pass(r, EVENTS(o.call->setup, meanwhile, o.last->in),
				   "%zu packets left on the old VC until the new one was complete at %.3f s", n,
				   seconds(to));
	}
}

/* A packet of the flow of the QoS VC that x is on, which left on the other VC in a span: NULL if there is none. */
static const struct trace_event *left_on(const struct model *m, const struct party *x, const struct party *y,
					 vtime from, vtime to)
{
	const struct mcall *qos = &m->calls[model_call_of_conn(m, x->conn)];
	uint32_t flow = trace_by_id(m->trace, qos->first_data_out)->data.flow;
	const struct trace_event *e;

	for (size_t i = 0; (e = model_next(m, &i)) != NULL && e->time <= to;) {
		if (e->kind == TRACE_DATA && e->pco == PCO_ATM && e->dir == TRACE_OUT && e->conn == y->conn &&
		    e->data.flow == flow && e->first > from)
			return e;
	}
	return NULL;
}

static bool dropped_alone(const struct model *m, const struct party *y)
{
	return y->out != 0 && y->out_by_node && strcmp(trace_by_id(m->trace, y->out)->name, "DROP PARTY") == 0;
}

static vtime over_both(const struct party *x, const struct party *y, vtime end)
{
	vtime to = x->t_out < y->t_out ? x->t_out : y->t_out;

	return to < end ? to : end;
}

static void moved_off(const struct model *m, struct check_run *r, const struct party *x, const struct party *y)
{
	vtime due = x->t_in == PARTY_NEVER ? m->end : x->t_in + m->params->H;

	if (x->t_in == PARTY_NEVER || x->refused)
		return;
	if (dropped_alone(m, y) && left_on(m, x, y, x->t_asked, x->t_in) != NULL && y->t_out > x->t_in &&
	    y->t_out <= due && party_in(x, y->t_out))
		check_pass(r, EVENTS(x->asked, x->in, y->out),
			   "the party came onto the QoS VC at %.3f s, and left the best-effort one %.3f s later",
			   seconds(x->t_in), seconds(y->t_out - x->t_in));
	else if (due < m->end && party_in(x, due) && party_in(y, due)) {
		/* A best-effort VC that other data goes over may keep it: it is this flow's if this flow goes over it.
		 */
		vtime to = over_both(x, y, m->end);
		const struct trace_event *e = left_on(m, x, y, due, to);
		if (e != NULL)
			check_fail(
			    r, EVENTS(x->asked, x->in, y->in, e->id),
			    "expected the party off the best-effort VC within %.0f s of its coming onto the QoS VC "
			    "at %.3f s; it is on both, and a packet went there at %.3f s",
			    seconds(m->params->H), seconds(x->t_in), seconds(e->time));
	}
}

static void add_then_drop(const struct model *m, struct check_run *r, const struct party *x, const struct party *y)
{
	int session =
	    model_session_of(m, trace_by_id(m->trace, m->calls[model_call_of_conn(m, x->conn)].first_data_out));

	/* Whoever leaves the group is not moved. */
	if (!dropped_alone(m, y) || y->t_out < x->t_asked || session == NO_SESSION ||
	    !model_is_member(m, m->sessions[session].dst, x->address, y->t_out))
		return;
	if (y->t_out < party_over(x))
		check_fail(r, EVENTS(x->asked, y->out, x->in),
			   "expected DROP PARTY after ADD PARTY ACKNOWLEDGE; seen: dropped from the best-effort VC at "
			   "%.3f s, %.3f s after it was asked onto the QoS VC and not in",
			   seconds(y->t_out), seconds(y->t_out - x->t_asked));
	else if (!x->refused && x->t_in - x->t_asked >= SECONDS(1) && party_in(x, y->t_out))
		check_pass(r, EVENTS(x->asked, x->in, y->out),
			   "the add took %.3f s, and the drop was begun %.3f s after it", seconds(x->t_in - x->t_asked),
			   seconds(y->t_out - x->t_in));
}

static void ends_on_qos(const struct model *m, struct check_run *r)
{
	each_moved(m, r, moved_off, SIZE_MAX);
}

static void added_first(const struct model *m, struct check_run *r)
{
	each_moved(m, r, add_then_drop, SIZE_MAX);
}

#define SENDING "ingress host-sender"

const struct check checks_transition[] = {
    {"TRANSITION-1", first_waits, SENDING},     {"TRANSITION-2", replacement_waits, SENDING},
    {"TRANSITION-4", never_new_alone, SENDING}, {"TRANSITION-6", ends_on_qos, SENDING},
    {"TRANSITION-7", added_first, SENDING},     {0},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRANSITION: how data of a group moves from one VC to another (RFC 2380 3.4, RFC 2382
 * 4.2.6). A new VC carries nothing until all its parties are in; a receiver that joins a
 * QoS VC is added there before it is dropped from the best-effort one.
 *
 * Who belongs to a new VC from the beginning follows from the wire: whoever was asked in
 * before data left on it, whoever had reserved before its SETUP, and, where it takes the
 * place of another, whoever was on that one. Only of those that came in later
 * and reserved after the SETUP nobody outside can say whether the IUT knew of them.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/check.h"
#include "checks/rsvp_cause.h"
#include "trace/parties.h"

static double seconds(vtime t)
{
	return (double)t / 1e9;
}

/* A QoS VC to several parties on which data left: the VC before it, and when it was complete. */
struct opening {
	const struct mcall *call, *old; /* old: NULL for the first of its flow */
	const struct trace_event *data; /* first data frame on it */
	vtime complete;                 /* when the last of its first parties was in, or was refused */
	const struct party *last;       /* that one */
	size_t parties;
	bool unknown; /* a party was asked in after the data, and may have been known before */
};

static bool of_iut(const struct model *m, const struct party *x, const struct mcall *c)
{
	return x->node == m->iut && x->by_node && x->conn != 0 && x->conn == c->conn;
}

static bool same_flow(const struct model *m, const struct mcall *c, uint32_t flow)
{
	return c->first_data_out != 0 && trace_by_id(m->trace, c->first_data_out)->data.flow == flow;
}

static const struct mcall *call_before(const struct model *m, const struct mcall *c, uint32_t flow)
{
	const struct mcall *old = NULL;

	for (const struct mcall *o = m->calls; o < c; o++) {
		if (!o->best_effort && o->by_iut && model_call_open(o, c->t_setup) && same_flow(m, o, flow))
			old = o;
	}
	return old;
}

/* When did the node of this address ask for the session that the packet belongs to? The first Resv that stands at the
 * limit; TIME_NEVER if none does. */
static vtime reserved_at(const struct model *m, const char *address, const struct trace_event *data, vtime limit)
{
	int session = model_session_of(m, data);
	const struct mhop *hop =
	    session == NO_SESSION ? NULL : model_hop_of(&m->sessions[m->sessions[session].leader], address);
	vtime since = TIME_NEVER;

	for (size_t i = 0; hop != NULL && i < hop->n_resv && hop->resv[i].time <= limit; i++) {
		if (hop->resv[i].kind == RESV_TEAR)
			since = TIME_NEVER;
		else if (since == TIME_NEVER)
			since = hop->resv[i].time;
	}
	return since;
}

static vtime over_at(const struct party *x)
{
	return x->t_in < x->t_out ? x->t_in : x->t_out;
}

/* Was the address a party of the VC once before? It then comes back, which is another matter. */
static bool comes_back(const struct model *m, const struct parties *all, const struct mcall *c, const struct party *x)
{
	for (size_t i = 0; i < parties_n(all); i++) {
		const struct party *y = parties_at(all, i);
		if (y != x && of_iut(m, y, c) && y->t_asked < x->t_asked && party_same_address(x->address, y->address))
			return true;
	}
	return false;
}

/* Is a party that was asked in after the first data one that had to be waited for? */
static bool was_due(const struct model *m, const struct parties *all, struct opening *o, const struct party *x)
{
	if (comes_back(m, all, o->call, x))
		return false;
	vtime since = reserved_at(m, x->address, o->data, o->data->first);
	for (size_t i = 0; o->old != NULL && i < parties_n(all); i++) {
		const struct party *before = parties_at(all, i);
		if (of_iut(m, before, o->old) && party_same_address(before->address, x->address) &&
		    party_in(before, o->call->t_setup))
			return true;
	}
	if (since < o->call->t_setup)
		return true;
	/* Who reserved when all the others were in came later. */
	o->unknown = o->unknown || (since != TIME_NEVER && !(o->last != NULL && since > o->complete));
	return false;
}

static bool opening_of(const struct model *m, const struct parties *all, const struct mcall *c, struct opening *o)
{
	bool multipoint = false;

	*o = (struct opening){.call = c};
	if (c->best_effort || !c->by_iut || c->conn == 0 || c->first_data_out == 0)
		return false;
	o->data = trace_by_id(m->trace, c->first_data_out);
	o->old = call_before(m, c, o->data->data.flow);
	for (size_t i = 0; i < parties_n(all); i++) {
		const struct party *x = parties_at(all, i);
		if (!of_iut(m, x, c))
			continue;
		multipoint = multipoint || x->multipoint;
		/* One that comes when the VC has long been complete joins it, whether it has carried data yet or not.
		 */
		bool late = x->t_asked > o->data->first || (o->last != NULL && x->t_asked > o->complete + SECONDS(1));
		if (late && !was_due(m, all, o, x))
			continue;
		o->parties++;
		if (o->last == NULL || over_at(x) > o->complete) {
			o->complete = over_at(x);
			o->last = x;
		}
	}
	return multipoint && o->last != NULL;
}

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
	const struct parties *all = m->parties;
	struct opening o;

	for (size_t i = 0; i < m->n_calls; i++) {
		uint32_t meanwhile = 0;
		if (!opening_of(m, all, &m->calls[i], &o) || (o.old != NULL) != replacement)
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
	const struct parties *all = m->parties;
	struct opening o;

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct trace_event *e, *alone = NULL;
		uint32_t meanwhile = 0;
		if (!opening_of(m, all, &m->calls[i], &o))
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

typedef void (*moved_fn)(const struct model *m, struct check_run *r, const struct party *x, const struct party *y);

/* The parties of the IUT's best-effort VCs; malloc'ed. */
static const struct party **best_effort_parties(const struct model *m, size_t *n)
{
	const struct parties *all = m->parties;
	const struct party **be = calloc(parties_n(all) + 1, sizeof(const struct party *));

	*n = 0;
	for (size_t i = 0; be != NULL && i < parties_n(all); i++) {
		const struct party *y = parties_at(all, i);
		if (y->node == m->iut && y->by_node && y->best_effort)
			be[(*n)++] = y;
	}
	return be;
}

/* Each party x of a QoS VC that was on a best-effort VC of the same flow (y) when it was asked in. */
static void each_moved(const struct model *m, struct check_run *r, moved_fn fn)
{
	const struct parties *all = m->parties;
	size_t n_be;
	const struct party **be = best_effort_parties(m, &n_be);

	for (size_t i = 0; i < parties_n(all) && n_be > 0; i++) {
		const struct party *x = parties_at(all, i);
		int qos = x->node == m->iut && x->by_node && x->multipoint && !x->best_effort && x->endpoint != 0
			      ? model_call_of_conn(m, x->conn)
			      : NO_CALL;
		if (qos == NO_CALL || m->calls[qos].first_data_out == 0 || m->calls[qos].t_first_data_out > x->t_asked)
			continue;
		uint32_t flow = trace_by_id(m->trace, m->calls[qos].first_data_out)->data.flow;
		for (size_t k = 0; k < n_be; k++) {
			const struct party *y = be[k];
			int call = party_in(y, x->t_asked) ? model_call_of_conn(m, y->conn) : NO_CALL;
			if (call != NO_CALL && same_flow(m, &m->calls[call], flow) &&
			    party_same_address(x->address, y->address))
				fn(m, r, x, y);
		}
	}
	free(be);
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
	if (!dropped_alone(m, y) || y->t_out < x->t_asked)
		return;
	if (y->t_out < over_at(x))
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
	each_moved(m, r, moved_off);
}

static void added_first(const struct model *m, struct check_run *r)
{
	each_moved(m, r, add_then_drop);
}

#define SENDING "ingress host-sender"

const struct check checks_transition[] = {
    {"TRANSITION-1", first_waits, SENDING},     {"TRANSITION-2", replacement_waits, SENDING},
    {"TRANSITION-4", never_new_alone, SENDING}, {"TRANSITION-6", ends_on_qos, SENDING},
    {"TRANSITION-7", added_first, SENDING},     {0},
};

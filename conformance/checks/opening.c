/* SPDX-License-Identifier: Apache-2.0 */
#include "checks/opening.h"

#include <stdlib.h>
#include <string.h>

#include "checks/rsvp_cause.h"
#include "trace/parties.h"

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

vtime party_over(const struct party *x)
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
	o->unknown = o->unknown || (since != TIME_NEVER && !(o->last != NULL && since >= o->complete));
	return false;
}

bool opening_of(const struct model *m, const struct mcall *c, struct opening *o)
{
	const struct parties *all = m->parties;
	bool multipoint = false, refused = false;

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
		/* One that comes when the VC has long been complete joins it, whether it has carried data yet or not;
		 * so does one that reserves when all others are in. */
		bool late = x->t_asked > o->data->first || (o->last != NULL && x->t_asked > o->complete + SECONDS(1));
		vtime since = late || o->last == NULL ? TIME_NEVER : reserved_at(m, x->address, o->data, x->t_asked);
		late = late || (since != TIME_NEVER && since >= o->complete);
		if (((late || refused) && comes_back(m, all, c, x)) || (late && !was_due(m, all, o, x)))
			continue;
		refused = refused || x->refused;
		o->parties++;
		if (o->last == NULL || party_over(x) > o->complete) {
			o->complete = party_over(x);
			o->last = x;
		}
	}
	return multipoint && o->last != NULL;
}

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

void each_moved(const struct model *m, struct check_run *r, moved_fn fn, size_t max)
{
	const struct parties *all = m->parties;
	size_t n_be;
	const struct party **be = best_effort_parties(m, &n_be);

	for (size_t i = 0; i < parties_n(all) && n_be > 0 && max > 0; i++) {
		const struct party *x = parties_at(all, i);
		int qos = x->node == m->iut && x->by_node && x->multipoint && !x->best_effort && x->endpoint != 0
			      ? model_call_of_conn(m, x->conn)
			      : NO_CALL;
		if (qos == NO_CALL || m->calls[qos].first_data_out == 0 || m->calls[qos].t_first_data_out > x->t_asked)
			continue;
		uint32_t flow = trace_by_id(m->trace, m->calls[qos].first_data_out)->data.flow;
		for (size_t k = 0; k < n_be && max > 0; k++) {
			const struct party *y = be[k];
			int call = party_in(y, x->t_asked) ? model_call_of_conn(m, y->conn) : NO_CALL;
			if (call != NO_CALL && same_flow(m, &m->calls[call], flow) &&
			    party_same_address(x->address, y->address)) {
				fn(m, r, x, y);
				max--;
			}
		}
	}
	free(be);
}

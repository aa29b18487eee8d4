/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parties of point-to-multipoint calls: found by endpoint reference, their timers, and how
 * the call carries them along. What happens to one of them is in the table of cc_party_fsm.c; events
 * reach it through the table of the call, which says in which call states they may come.
 */

/* Endpoint references count up: a multiplication spreads them well. */
#define HASH_FUNCTION(keyptr, keylen, hashv) ((hashv) = *(const uint32_t *)(keyptr)*2654435761u)
#define HASH_NONFATAL_OOM                    1

#include "uni/cc.h"

#include <stdlib.h>

#define LAST_REF 32767u /* 15 bits (Q.2971 8.2.1) */

struct cc_party *cc_party_find(const struct cc_call *call, uint32_t ref)
{
	struct cc_party *p;
	HASH_FIND(hh, call->parties, &ref, sizeof(ref), p);
	return p;
}

struct cc_party *cc_party_new(struct cc_call *call, uint32_t ref)
{
	struct cc *cc = call->cc;
	struct cc_party *p = cc->spare_party;
	if (cc->n_parties >= CC_MAX_PARTIES)
		return NULL;
	if (p)
		cc->spare_party = p->next_spare;
	else if (!(p = malloc(sizeof(*p))))
		return NULL;
	*p = (struct cc_party){.call = call, .ref = ref, .timer = -1, .deadline = VTIME_NEVER};
	HASH_ADD(hh, call->parties, ref, sizeof(p->ref), p);
	if (p->hh.tbl) {
		cc->n_parties++;
		return p;
	}
	p->next_spare = cc->spare_party;
	cc->spare_party = p;
	return NULL;
}

static void party_free(struct cc_party *p)
{
	struct cc *cc = p->call->cc;
	cc_party_stop_timer(p);
	cc->n_parties--;
	HASH_DELETE(hh, p->call->parties, p);
	p->next_spare = cc->spare_party;
	cc->spare_party = p;
}

void cc_parties_free(struct cc_call *call)
{
	struct cc_party *p, *next;
	HASH_ITER(hh, call->parties, p, next)
	party_free(p);
	call->n_parties = 0;
}

static bool takes(const struct cc_call *call, enum cc_event ev)
{
	return call->cc->side->fsm->rows[call->state * CC_EV_COUNT + ev].action == cc_act_party;
}

uint16_t cc_party_add(struct cc_call *call)
{
	if (!call->p2mp || !call->ours || !takes(call, CC_EV_ADD_PARTY_REQ))
		return 0;
	for (uint32_t i = 0; i < LAST_REF; i++) {
		call->last_party = (uint16_t)(call->last_party < LAST_REF ? call->last_party + 1 : 1);
		if (!cc_party_find(call, call->last_party))
			return cc_party_new(call, call->last_party) ? call->last_party : 0;
	}
	return 0;
}

bool cc_party_is_last(const struct cc_call *call, uint16_t ref)
{
	const struct cc_party *p = cc_party_find(call, ref);
	return p && p->state != CP_DROP_INITIATED && call->n_parties == 1;
}

/* ---- events ---- */

static const int8_t party_events[CC_EV_COUNT] = {
#define SAME(id) [CC_EV_##id] = CP_EV_##id
    SAME(ADD_PARTY),
    SAME(ADD_PARTY_ACK),
    SAME(ADD_PARTY_REJECT),
    SAME(DROP_PARTY),
    SAME(DROP_PARTY_ACK),
    SAME(PARTY_ALERTING),
    SAME(ADD_PARTY_REQ),
    SAME(ADD_PARTY_RESP),
    SAME(PARTY_ALERTING_REQ),
    SAME(REJECT_PARTY_REQ),
    SAME(DROP_PARTY_REQ),
    SAME(T397),
    SAME(T398),
    SAME(T399),
    SAME(PARTY_LOST),
#undef SAME
};

bool cc_party_expects(const struct cc_party *p, enum cc_event ev)
{
	return cp_fsm.rows[p->state * CP_EV_COUNT + party_events[ev]].action != NULL;
}

void cc_party_step(struct cc_party *p, enum cp_event ev, const struct cc_arg *arg)
{
	struct cc *cc = p->call->cc;
	if (cc->party_coverage)
		cc->party_coverage[p->state * CP_EV_COUNT + ev]++;
	fsm_step(&cp_fsm, &p->state, ev, p, arg);
	if (p->state == CP_NULL)
		party_free(p);
}

/* Row of the call's table for all events of parties; parties that are gone take none. */
int cc_act_party(void *self, const void *arg)
{
	const struct cc_arg *a = arg;
	struct cc_party *p = cc_party_find(self, a->party);
	if (p)
		cc_party_step(p, (enum cp_event)party_events[a->event], a);
	return FSM_SAME;
}

void cc_party_request(struct cc_call *call, const struct cc_arg *arg)
{
	if (takes(call, arg->event) && cc_party_find(call, arg->party))
		cc_step(call, arg);
}

/* The party of the SETUP begins with the call and is as far as it, until the call is active; every call state in
 * which RELEASE is under way has no parties any more (Q.2971 9.3). */
void cc_parties_follow(struct cc_call *c, int from, const struct q2931_msg *m)
{
	enum { NOTHING = -1, BEGIN = CP_EV_COUNT };
	static const int follow[CC_N_STATES] = {
	    [0] = CP_EV_CALL_CLEARED,
	    [1] = BEGIN,
	    [2] = NOTHING,
	    [3] = NOTHING,
	    [4] = CP_EV_CALL_ALERTING,
	    [5] = NOTHING,
	    [6] = BEGIN,
	    [7] = CP_EV_CALL_ALERTING,
	    [8] = CP_EV_CALL_CONNECTED,
	    [9] = NOTHING,
	    [10] = CP_EV_CALL_CONNECTED,
	    [11] = CP_EV_CALL_CLEARED,
	    [12] = CP_EV_CALL_CLEARED,
	};
	struct cc_arg none = {0};
	struct cc_party *p = NULL, *next;
	int ev = follow[c->state];
	if (c->state == from || ev == NOTHING)
		return;
	if (ev == CP_EV_CALL_CLEARED) {
		HASH_ITER(hh, c->parties, p, next)
		cc_party_step(p, CP_EV_CALL_CLEARED, &none);
		return;
	}
	if (ev == BEGIN) {
		p = cc_party_new(c, c->endpoint.value);
		ev = c->ours ? CP_EV_SETUP_SENT : CP_EV_SETUP_RECEIVED;
	} else if (m && m->endpoint_ref.present) {
		/* While the call is alerting, another party may be the first to answer. */
		p = cc_party_find(c, m->endpoint_ref.value);
	}
	if (!p)
		p = cc_party_find(c, c->endpoint.value);
	if (p)
		cc_party_step(p, (enum cp_event)ev, &none);
}

/* ---- timers ---- */

void cc_party_stop_timer(struct cc_party *p)
{
	struct cc_call *c = p->call;
	if (p->timer < 0)
		return;
	*(p->earlier ? &p->earlier->later : &c->waiting[p->timer]) = p->later;
	*(p->later ? &p->later->earlier : &c->waiting_end[p->timer]) = p->earlier;
	p->earlier = p->later = NULL;
	p->timer = -1;
	p->deadline = VTIME_NEVER;
}

void cc_party_start_timer(struct cc_party *p, enum cc_timer t)
{
	struct cc_call *c = p->call;
	cc_party_stop_timer(p);
	p->timer = t - CT_397;
	p->deadline = vtime_add(c->cc->now, cc_span(c->cc, t));
	p->earlier = c->waiting_end[p->timer];
	*(p->earlier ? &p->earlier->later : &c->waiting[p->timer]) = p;
	c->waiting_end[p->timer] = p;
}

static struct cc_party *first_waiting(const struct cc_call *c)
{
	struct cc_party *first = NULL;
	for (int i = 0; i < CT_PARTY_COUNT; i++) {
		struct cc_party *p = c->waiting[i];
		if (p && (!first || p->deadline < first->deadline))
			first = p;
	}
	return first;
}

vtime cc_parties_next(const struct cc_call *call)
{
	const struct cc_party *p = first_waiting(call);
	return p ? p->deadline : VTIME_NEVER;
}

struct cc_party *cc_parties_due(struct cc_call *call, enum cc_event *ev)
{
	static const enum cc_event events[CT_PARTY_COUNT] = {CC_EV_T397, CC_EV_T398, CC_EV_T399};
	struct cc_party *p = first_waiting(call);
	*ev = events[p->timer];
	cc_party_stop_timer(p);
	return p;
}

/* ---- outputs ---- */

void cc_put_party(struct cc_party *p, enum cc_out_kind kind, const struct ie_cause *cause, bool by_timer)
{
	struct cc *cc = p->call->cc;
	size_t n = cc->queue.n;
	cc_put(cc, kind, p->call);
	if (cc->queue.n == n)
		return;
	struct cc_out *o = cc_last(cc);
	o->party = (uint16_t)p->ref;
	o->by_timer = by_timer;
	if (cause) {
		o->cause = *cause;
		o->cause.present = true;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timers of the calls: each call has its own few, and a heap orders the calls by their
 * earliest deadline (equal deadlines by handle, so that the order never depends on
 * the heap's history).
 */
#include <assert.h>
#include <stdlib.h>

#include "uni/cc.h"

const struct timer_def cc_timer_defs[CT_COUNT] = {
    [CT_301] = {"T301", VT_S(180), "UNI 4.0 signalling 2.0"}, [CT_303] = {"T303", VT_S(4), "UNI 3.1 5.5.1, table 5-20"},
    [CT_308] = {"T308", VT_S(30), "UNI 3.1 table 5-20"},      [CT_310] = {"T310", VT_S(10), "UNI 3.1 table 5-20"},
    [CT_313] = {"T313", VT_S(4), "UNI 3.1 table 5-20"},       [CT_322] = {"T322", VT_S(4), "UNI 3.1 table 5-20"},
    [CT_309] = {"T309", VT_S(10), "UNI 3.1 table 5-20"},      [CT_316] = {"T316", VT_S(120), "UNI 3.1 table 5-20"},
    [CT_397] = {"T397", VT_S(180), "UNI 4.0 signalling 6.0"}, [CT_398] = {"T398", VT_S(4), "UNI 3.1 table 5-21"},
    [CT_399] = {"T399", VT_S(14), "UNI 3.1 table 5-21"},
};
/* The user side of UNI 4.0 waits 30..120 s for the answer to its call. */
#define T310_USER_40 VT_S(30)
#define T399_USER_40 VT_S(34)

vtime cc_span(const struct cc *cc, enum cc_timer t)
{
	if (cc->config.span[t])
		return cc->config.span[t];
	if (t == CT_310 && !cc->side->network && cc->config.version >= UNI_40)
		return T310_USER_40;
	if (t == CT_399 && !cc->side->network && cc->config.version >= UNI_40)
		return T399_USER_40;
	return cc_timer_defs[t].span;
}

void cc_start_timer(struct cc_call *call, enum cc_timer t)
{
	timers_start(&call->timers, t, call->cc->now, cc_span(call->cc, t));
}

void cc_stop_timers(struct cc_call *call)
{
	timers_stop_all(&call->timers);
}

static vtime next_of(const struct cc_call *c)
{
	vtime own = timers_next(&c->timers);
	return c->p2mp ? vtime_min(own, cc_parties_next(c)) : own;
}

static bool before(const struct cc_call *a, const struct cc_call *b)
{
	vtime ta = next_of(a), tb = next_of(b);
	return ta < tb || (ta == tb && a->handle < b->handle);
}

static void place(struct cc *cc, size_t i, struct cc_call *c)
{
	cc->heap[i] = c;
	c->heap_at = i + 1;
}

static void sift(struct cc *cc, size_t i)
{
	struct cc_call *c = cc->heap[i];
	while (i > 0 && before(c, cc->heap[(i - 1) / 2])) {
		place(cc, i, cc->heap[(i - 1) / 2]);
		i = (i - 1) / 2;
	}
	for (;;) {
		size_t k = 2 * i + 1;
		if (k >= cc->heap_n)
			break;
		if (k + 1 < cc->heap_n && before(cc->heap[k + 1], cc->heap[k]))
			k++;
		if (!before(cc->heap[k], c))
			break;
		place(cc, i, cc->heap[k]);
		i = k;
	}
	place(cc, i, c);
}

void cc_timers_changed(struct cc_call *call)
{
	struct cc *cc = call->cc;
	bool runs = next_of(call) != VTIME_NEVER;
	if (!call->heap_at) {
		if (!runs)
			return;
		if (cc->heap_n == cc->heap_cap) {
			size_t cap = cc->heap_cap ? cc->heap_cap * 2 : 64;
			struct cc_call **heap = realloc(cc->heap, cap * sizeof(*heap));
			if (!heap)
				return; /* its timers do not expire; the peer's do */
			cc->heap = heap;
			cc->heap_cap = cap;
		}
		cc->heap_n++;
		place(cc, cc->heap_n - 1, call);
		sift(cc, cc->heap_n - 1);
		return;
	}
	size_t i = call->heap_at - 1;
	if (runs) {
		sift(cc, i);
		return;
	}
	call->heap_at = 0;
	struct cc_call *last = cc->heap[--cc->heap_n];
	if (last != call) {
		place(cc, i, last);
		sift(cc, i);
	}
}

vtime cc_timers_next(const struct cc *cc)
{
	return cc->heap_n ? next_of(cc->heap[0]) : VTIME_NEVER;
}

bool cc_timers_run(struct cc *cc)
{
	static const enum cc_event events[CT_CALL_COUNT] = {
	    [CT_301] = CC_EV_T301, [CT_303] = CC_EV_T303, [CT_308] = CC_EV_T308,
	    [CT_310] = CC_EV_T310, [CT_313] = CC_EV_T313, [CT_322] = CC_EV_T322};
	if (cc_timers_next(cc) > cc->now)
		return false;
	struct cc_call *call = cc->heap[0];
	/* Equal deadlines: the call's own timers, then those of its parties. */
	vtime own = timers_next(&call->timers);
	struct cc_arg arg = {0};
	if (own <= cc->now && (!call->p2mp || own <= cc_parties_next(call))) {
		int t = timers_due(&call->timers, cc->now);
		assert(t >= 0);
		arg.event = events[t];
	} else {
		struct cc_party *party = cc_parties_due(call, &arg.event);
		arg.party = (uint16_t)party->ref;
	}
	cc_step(call, &arg);
	return true;
}

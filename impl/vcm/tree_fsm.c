/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a leaf as a table, with its actions; see tree.h. */
#include "tree.h"

#include <string.h>

#define EMPTYING_MAX VT_S(1) /* a leaf is not kept longer than this for frames that still wait */

static const char *const state_names[LEAF_STATES] = {"OUT", "WAITING",  "CALLING",  "ADDING", "UNWANTED",
						     "IN",  "EMPTYING", "DROPPING", "BACK",   "REFUSED"};
static const char *const event_names[L_EVENTS] = {"WANT", "UNWANT", "CALLED",  "UP",  "YES",
						  "NO",   "EMPTY",  "DROPPED", "LOST"};

/* ---- actions ---- */

static int act_add(void *self, const void *arg)
{
	struct leaf *l = self;
	struct tree *t = l->t;
	struct vcm *v = t->v;
	/* All leaves share the VC and so what was agreed with the first (RFC 2022 5.1.1): one B-LLI, its AAL
	 * parameters. */
	struct q2931_msg party = {.version = v->config.version, .type = Q2931_ADD_PARTY, .aal = t->vc->aal};
	party.called = (struct ie_number){.present = true, .type = 0, .plan = 2, .aesa = l->atm};
	if (t->vc->offered.n > 0) {
		party.blli.n = 1;
		party.blli.b[0] = t->vc->agreed;
	}
	if (DEFECT(uni_descriptor_per_party) && t->qos) {
		/* Wrongly: an ATM traffic descriptor, 10000 cells/s forward for this party alone. */
		static const uint8_t own[] = {0x59, 0x80, 0, 4, 0x84, 0, 0x27, 0x10};
		party.n_raw = sizeof own;
		memcpy(party.raw, own, sizeof own);
	}
	l->endpoint = v->ops.add_party(v->ops.ctx, t->now, t->vc->call, &party);
	return l->endpoint ? LEAF_ADDING : LEAF_REFUSED;
}

static int act_join(void *self, const void *arg)
{
	struct leaf *l = self;
	bool wait = VARIANT(variant_parties_one_by_one) && !tree_complete(l->t);
	return tree_active(l->t) && !wait ? act_add(self, arg) : LEAF_WAITING;
}

static int act_drop(void *self, const void *arg)
{
	struct leaf *l = self;
	struct tree *t = l->t;
	struct vcm *v = t->v;
	v->ops.drop_party(v->ops.ctx, t->now, t->vc->call, l->endpoint, CAUSE_NORMAL);
	return LEAF_DROPPING;
}

static int act_leave(void *self, const void *arg)
{
	struct leaf *l = self;
	struct tree *t = l->t;
	if (!t->vc->link || flow_vc_queued(t->vc->link) == 0)
		return act_drop(self, arg);
	l->frames_until = flow_vc_sent(t->vc->link) + flow_vc_queued(t->vc->link);
	if (!t->emptying) {
		t->emptying = true;
		t->next_emptying = t->v->trees_emptying;
		t->v->trees_emptying = t;
	}
	if (!tq_running(&t->timer))
		tq_start(&t->v->timers, &t->timer, vtime_add(t->now, EMPTYING_MAX));
	return LEAF_EMPTYING;
}

/* clang-format off */
#define ON(state, event) [(state) * L_EVENTS + (event)]
#define BY FSM_BY_ACTION

static const struct fsm_row rows[LEAF_STATES * L_EVENTS] = {
	ON(LEAF_OUT, L_WANT)           = {act_join, BY, "RFC 2382 4.2.3: end-points are added explicitly"},
	ON(LEAF_OUT, L_UNWANT)         = {fsm_ignore, FSM_SAME, "no leaf"},

	ON(LEAF_WAITING, L_CALLED)     = {fsm_ignore, LEAF_CALLING, "UNI 3.1 5.6.1: the first leaf comes with the SETUP"},
	ON(LEAF_WAITING, L_UP)         = {act_add, BY, "UNI 3.1 5.6.2: parties are added to an active call"},
	ON(LEAF_WAITING, L_UNWANT)     = {fsm_ignore, LEAF_OUT, "nobody was told"},
	ON(LEAF_WAITING, L_WANT)       = {fsm_ignore, FSM_SAME, "on its way"},

	ON(LEAF_CALLING, L_YES)        = {fsm_ignore, LEAF_IN, "CONNECT"},
	ON(LEAF_CALLING, L_NO)         = {fsm_ignore, LEAF_REFUSED, "the call has failed"},
	ON(LEAF_CALLING, L_UNWANT)     = {fsm_ignore, LEAF_UNWANTED, "dropped when answered"},
	ON(LEAF_CALLING, L_WANT)       = {fsm_ignore, FSM_SAME, "on its way"},

	ON(LEAF_ADDING, L_YES)         = {fsm_ignore, LEAF_IN, "ADD PARTY ACKNOWLEDGE"},
	ON(LEAF_ADDING, L_NO)          = {fsm_ignore, LEAF_REFUSED, "ADD PARTY REJECT, or no answer"},
	ON(LEAF_ADDING, L_UNWANT)      = {fsm_ignore, LEAF_UNWANTED, "dropped when answered"},
	ON(LEAF_ADDING, L_WANT)        = {fsm_ignore, FSM_SAME, "on its way"},
	ON(LEAF_ADDING, L_LOST)        = {fsm_ignore, LEAF_REFUSED, "DROP PARTY before the answer"},

	ON(LEAF_UNWANTED, L_YES)       = {act_drop, BY, "UNI 3.1 5.6.3"},
	ON(LEAF_UNWANTED, L_NO)        = {fsm_ignore, LEAF_OUT, "all the better"},
	ON(LEAF_UNWANTED, L_LOST)      = {fsm_ignore, LEAF_OUT, "all the better"},
	ON(LEAF_UNWANTED, L_UNWANT)    = {fsm_ignore, FSM_SAME, "on its way out"},
	ON(LEAF_UNWANTED, L_WANT)      = {fsm_ignore, LEAF_ADDING, "wanted after all; the answer is the same"},

	ON(LEAF_IN, L_UNWANT)          = {act_leave, BY, "UNI 3.1 5.6.3"},
	ON(LEAF_IN, L_WANT)            = {fsm_ignore, FSM_SAME, "it is a leaf"},
	ON(LEAF_IN, L_LOST)            = {fsm_ignore, LEAF_OUT, "DROP PARTY"},

	ON(LEAF_EMPTYING, L_EMPTY)     = {act_drop, BY, "UNI 3.1 5.6.3"},
	ON(LEAF_EMPTYING, L_WANT)      = {fsm_ignore, LEAF_IN, "stays"},
	ON(LEAF_EMPTYING, L_UNWANT)    = {fsm_ignore, FSM_SAME, "on its way out"},
	ON(LEAF_EMPTYING, L_LOST)      = {fsm_ignore, LEAF_OUT, "DROP PARTY"},

	ON(LEAF_DROPPING, L_DROPPED)   = {fsm_ignore, LEAF_OUT, "DROP PARTY ACKNOWLEDGE"},
	ON(LEAF_DROPPING, L_LOST)      = {fsm_ignore, LEAF_OUT, "DROP PARTY of both sides"},
	ON(LEAF_DROPPING, L_WANT)      = {fsm_ignore, LEAF_BACK, "added again when it is out"},
	ON(LEAF_DROPPING, L_UNWANT)    = {fsm_ignore, FSM_SAME, "on its way out"},

	ON(LEAF_BACK, L_DROPPED)       = {act_join, BY, "UNI 3.1 5.6.2"},
	ON(LEAF_BACK, L_LOST)          = {act_join, BY, "UNI 3.1 5.6.2"},
	ON(LEAF_BACK, L_UNWANT)        = {fsm_ignore, LEAF_DROPPING, "taken back"},
	ON(LEAF_BACK, L_WANT)          = {fsm_ignore, FSM_SAME, "on its way"},

	ON(LEAF_REFUSED, L_WANT)       = {act_join, BY, "tried again"},
	ON(LEAF_REFUSED, L_UNWANT)     = {fsm_ignore, LEAF_OUT, "given up"},
};
/* clang-format on */

/* A party primitive that crossed one of ours: call control has settled it. */
static int unforeseen(void *self, int state, int event, const void *arg)
{
	return FSM_SAME;
}

const struct fsm_def leaf_machine = {
    .name = "leaf",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = LEAF_STATES,
    .n_events = L_EVENTS,
    .rows = rows,
    .unforeseen = unforeseen,
};

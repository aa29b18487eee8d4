/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leaf sets of a flow's VCs, after every event: what reservations and membership ask for
 * against what is there. Nothing is dropped from one VC before it has been added to the
 * other (RFC 2380 3.1, 3.4), and the VC that is being replaced is not touched (RFC 2380 2.4).
 */
#include "intserv/mapping.h"
#include "intserv/tspec_ops.h"

#include "mc.h"

#define JOIN_AGAIN VT_S(30) /* until members that the best-effort VC could not take are tried again */

void mc_set_hops(const struct mc_flow *f)
{
	for (struct hop *h = f->g->hops; h; h = h->hh.next)
		h->res = NULL;
	for (struct mc_res *r = f->res; r; r = r->next)
		r->hop->res = r;
}

/* The VC whose leaf set may change. */
static struct tree *open_tree(const struct mc_flow *f)
{
	switch ((enum mc_state)f->state) {
	case M_SETTING_UP:
	case M_REPLACING:
	case M_RESTORING:
		return f->pending;
	case M_STANDING:
	case M_MOVING:
	case M_CLOSING:
	case M_WAITING_TAU:
	case M_TOO_LARGE:
		return f->qos;
	case M_IDLE:
	case M_ABANDONING:
	case M_BETWEEN_TRIES:
	case M_GONE:
	case M_STATES:
		break;
	}
	return NULL;
}

/* Will the best-effort side serve this member, once the QoS VC has let go of it? */
static bool safe_on_be(const struct mc_flow *f, const struct hop *h)
{
	if (!h->member || DEFECT(besteff_cut_off_at_release))
		return true;
	int leaf = tree_leaf(f->be, &h->atm);
	return leaf == LEAF_IN || leaf == LEAF_REFUSED;
}

static bool may_join(const struct mc_flow *f, const struct tree *t, const struct hop *h)
{
	const struct flowspec *size = t == f->pending ? &f->calling_for : &f->carried;
	if (!h->res)
		return true;
	if (tq_running(&h->res->again))
		return false;
	if (mc_excluded(h, t))
		return false;
	if (t == f->qos && (DEFECT(dynqos_newcomer_on_small_vc) || DEFECT(newhop_added_to_old)))
		return true;
	return flowspec_fits(&h->res->wanted, size);
}

static void tend_qos(struct mc_flow *f, struct tree *t)
{
	struct hop *h, *next;
	HASH_ITER(hh, f->g->hops, h, next)
	{
		if (!hop_known(h))
			continue;
		int leaf = tree_leaf(t, &h->atm);
		/* The user of the tree may free it when it is told. */
		if (open_tree(f) != t)
			return;
		if (mc_on_qos(f, h)) {
			bool gone =
			    leaf == LEAF_OUT || leaf == LEAF_UNWANTED || leaf == LEAF_EMPTYING || leaf == LEAF_DROPPING;
			if (gone && may_join(f, t, h) && !(DEFECT(party_join_unsignalled) && t == f->qos))
				tree_add(t, f->now, &h->atm);
		} else if (leaf != LEAF_OUT && (t == f->pending || safe_on_be(f, h)) &&
			   !DEFECT(party_kept_after_tear)) {
			tree_drop(t, f->now, &h->atm);
		}
	}
}

/* Does the member hang on the best-effort VC, now or after the move that is to come? */
static bool needs_be(const struct mc_flow *f, const struct hop *h, bool soon)
{
	bool on_qos = mc_on_qos(f, h);
	if (DEFECT(transition_not_dropped) && f->on_trees && tree_leaf(f->be, &h->atm) == LEAF_IN)
		return true;
	int leaf = tree_leaf(f->qos, &h->atm);
	bool now = on_qos && leaf == LEAF_IN;
	if (DEFECT(transition_dropped_first))
		now = on_qos && (leaf == LEAF_IN || leaf == LEAF_ADDING);
	return (f->on_trees && !now) || (soon && !(on_qos && tree_has(f->pending, &h->atm)));
}

static bool make_be(struct mc_flow *f)
{
	struct q2931_msg setup = {0};
	const struct vcm_config *c = &f->v->config;
	mapping_be_setup(c->version, true, c->line_cells, c->mtu, &setup);
	f->be = tree_new(f->v, false, &setup, f, mc_told);
	if (f->be)
		f->be->stubborn = f->be->for_rsvp = true;
	return f->be;
}

static void tend_be(struct mc_flow *f)
{
	bool soon = f->pending && tree_complete(f->pending);
	if (!f->on_trees && !soon) {
		tree_free(f->be, f->now, true);
		f->be = NULL;
		return;
	}
	struct hop *h, *next;
	HASH_ITER(hh, f->g->hops, h, next)
	{
		if (!hop_known(h))
			continue;
		if (!h->member || !needs_be(f, h, soon)) {
			if (f->be)
				tree_drop(f->be, f->now, &h->atm);
			continue;
		}
		if (DEFECT(besteff_late_join_ignored) && f->on_trees && !h->res)
			continue;
		if (!f->be && !make_be(f))
			return;
		int leaf = tree_leaf(f->be, &h->atm);
		if (leaf != LEAF_IN && leaf != LEAF_REFUSED)
			tree_add(f->be, f->now, &h->atm);
	}
}

static void count_stragglers(struct mc_flow *f)
{
	f->stragglers = 0;
	for (const struct leaf *l = f->be ? f->be->leaves : NULL; l; l = l->hh.next)
		f->stragglers += l->state == LEAF_REFUSED;
	if (f->stragglers && !tq_running(&f->timers[MT_JOIN]))
		mc_start(f, MT_JOIN, JOIN_AGAIN);
}

/* What is on the VC and fits it is granted. */
static void answer(struct mc_flow *f)
{
	for (struct mc_res *r = f->res; r && f->qos && f->on_trees; r = r->next) {
		bool in = tree_has(f->qos, &r->hop->atm) || DEFECT(party_join_unsignalled);
		/* Wrongly not before it is known whether a smaller VC can be had. */
		if (f->pending && (DEFECT(dynqos_failed_decrease_refused) || DEFECT(dynqos_failed_decrease_hidden)))
			continue;
		if (r->answer_due && in &&
		    (flowspec_fits(&r->wanted, &f->carried) || DEFECT(dynqos_newcomer_on_small_vc)))
			mc_answer(r, true);
	}
}

void mc_tend(struct mc_flow *f)
{
	struct tree *t = open_tree(f);
	if (t)
		tend_qos(f, t);
	tend_be(f);
	/* A leaf that has just become safe on the best-effort VC may go. */
	if (open_tree(f) && open_tree(f) == t)
		tend_qos(f, t);
	count_stragglers(f);
	answer(f);
}

bool mc_ready(const struct mc_flow *f)
{
	bool waiting = f->state == M_SETTING_UP || f->state == M_REPLACING || f->state == M_RESTORING;
	if (!waiting || !tree_active(f->pending))
		return false;
	if (f->qos ? DEFECT(transition_replacement_early) : DEFECT(transition_first_early))
		return true;
	if (!tree_complete(f->pending))
		return false;
	/* Members that are on their way to the best-effort VC would miss packets. */
	for (const struct hop *h = f->g->hops; h; h = h->hh.next) {
		if (!h->member || !hop_known(h) || !needs_be(f, h, true))
			continue;
		int leaf = tree_leaf(f->be, &h->atm);
		if (leaf != LEAF_IN && leaf != LEAF_REFUSED)
			return false;
	}
	return true;
}

int mc_act_join_again(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct hop *h, *next;
	HASH_ITER(hh, f->g->hops, h, next)
	{
		if (hop_known(h) && tree_leaf(f->be, &h->atm) == LEAF_REFUSED)
			tree_add(f->be, f->now, &h->atm);
	}
	return FSM_SAME;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Actions of a multicast flow's machine (mc.h): setting up its QoS VC, replacing it, spacing the changes, loss. */
#include "intserv/mapping.h"
#include "intserv/tspec_ops.h"

#include "mc.h"
#include "res_map.h"

#define MOVE_MAX    VT_S(1) /* the old VC goes after this time even if no data shows the move */
#define TRY_SPACING VT_S(5) /* between attempts to restore a VC */

/* No reservation is to be served: back to the VC of the group. */
static int idle(struct mc_flow *f)
{
	f->on_trees = false;
	mc_unlist_moving(f);
	for (int t = 0; t < MT_TIMERS; t++)
		mc_stop(f, t);
	struct tree *trees[] = {f->pending, f->old, f->qos, f->be};
	f->pending = f->old = f->qos = f->be = NULL;
	for (size_t i = 0; i < sizeof trees / sizeof trees[0]; i++)
		tree_free(trees[i], f->now, true);
	return f->res ? M_IDLE : M_GONE;
}

/* Forget a VC without releasing it (wrongly). */
static void leak(struct tree **t, vtime now)
{
	if ((*t)->vc)
		(*t)->vc->tree = NULL;
	(*t)->vc = NULL;
	tree_free(*t, now, true);
	*t = NULL;
}

static void drop_old(struct mc_flow *f)
{
	struct tree *old = f->old;
	f->old = NULL;
	tree_free(old, f->now, true);
}

static void start_tau(struct mc_flow *f)
{
	vtime tau = f->v->config.tau;
	if (tau == 0 || DEFECT(tau_not_started))
		return;
	if (DEFECT(tau_halved))
		tau /= 2;
	if (DEFECT(tau_setting_ignored))
		tau = VT_S(7);
	if (DEFECT(tau_shared))
		f->v->tau_until = vtime_add(f->now, tau);
	mc_start(f, MT_TAU, tau);
}

static int calm(const struct mc_flow *f)
{
	return tq_running(&f->timers[MT_TAU]) ? M_WAITING_TAU : M_STANDING;
}

/* Set up 'pending' with this size; the other leaves follow when it is active (mc_tend.c). */
static bool call(struct mc_flow *f, const struct flowspec *size)
{
	struct vcm *v = f->v;
	const struct hop *first = mc_first_leaf(f, size);
	bool vcmux = v->config.vcmux && !mc_llc_only(f);
	struct mapping_input in = {
	    .version = v->config.version,
	    .p2mp = true,
	    .flowspec = *size,
	    .line_cells = v->config.line_cells,
	    .offer_llc = true,
	    .offer_vcmux = vcmux,
	    .prefer_vcmux = vcmux,
	};
	if (DEFECT(dynqos_wrong_size) && f->qos) {
		in.flowspec.t.r *= 1.5f;
		in.flowspec.t.p *= 1.5f;
	}
	if (DEFECT(encap_vcmux_not_offered))
		in.offer_vcmux = in.prefer_vcmux = false;
	struct q2931_msg setup = {0};
	if (!first || !mapping_qos_setup(&in, &setup))
		return false;
	if (DEFECT(backward_rate_to_leaves))
		setup.traffic.value[TD_BWD_PCR01] = setup.traffic.value[TD_FWD_PCR01];
	f->pending = tree_new(v, true, &setup, f, mc_told);
	if (!f->pending)
		return false;
	f->calling_for = *size;
	struct atm_addr party = first->atm;
	for (const struct hop *h = f->g->hops; h && DEFECT(endpoint_wrong_party); h = h->hh.next) {
		if (hop_known(h) && !h->res)
			party = h->atm;
	}
	tree_add(f->pending, f->now, &party);
	return true;
}

/* ---- the first VC ---- */

int mc_act_change_idle(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	if (!mc_size(f, &size))
		return f->res ? M_IDLE : M_GONE;
	bool unserved = DEFECT(mapping_group_unserved) || DEFECT(init_no_qos_setup);
	for (struct mc_res *r = f->res; r && unserved; r = r->next) {
		if (r->answer_due)
			mc_answer(r, true);
	}
	if (unserved)
		return M_IDLE;
	if (call(f, &size))
		return M_SETTING_UP;
	mc_remove_all(f, f->now, true);
	return idle(f);
}

int mc_act_first_ready(void *self, const void *arg)
{
	struct mc_flow *f = self;
	f->qos = f->pending;
	f->pending = NULL;
	f->carried = f->calling_for;
	f->on_trees = true;
	f->switched_at = f->now;
	f->overdue = false;
	mc_stop(f, MT_GIVE_UP);
	return mc_act_settle(f, arg);
}

int mc_act_first_refused(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct mc_res *r = mc_res_at(f, &f->refused_leaf);
	if (r)
		mc_deny(r, f->now);
	else
		mc_remove_all(f, f->now, true);
	return mc_act_settle(f, arg);
}

/* ---- replacement ---- */

static int begin_replacement(struct mc_flow *f, const struct flowspec *size)
{
	mc_stop(f, MT_RETRY);
	if (DEFECT(tau_from_setup))
		start_tau(f);
	if (!call(f, size))
		return mc_act_replacement_failed(f, NULL);
	if (DEFECT(variant_status_enquiry) && tree_active(f->qos))
		f->v->ops.enquire(f->v->ops.ctx, f->now, f->qos->vc->call);
	if (DEFECT(dynqos_old_call_touched) && tree_active(f->qos) && HASH_COUNT(f->qos->leaves) > 1)
		tree_drop(f->qos, f->now, &f->qos->leaves->atm);
	if (DEFECT(dynqos_old_released_early) && f->qos)
		tree_close(f->qos, f->now, true);
	return M_REPLACING;
}

/* Wrongly, a new next hop is to be added to the VC that stands before that is replaced. */
static bool added_first(const struct mc_flow *f)
{
	for (const struct mc_res *r = f->res; r && DEFECT(newhop_added_to_old); r = r->next) {
		if (tree_leaf(f->qos, &r->hop->atm) == LEAF_OUT)
			return true;
	}
	return false;
}

static bool any_waits(const struct mc_flow *f)
{
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (r->answer_due)
			return true;
	}
	return false;
}

static bool changed_since_move(const struct mc_flow *f)
{
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (r->changed_at > f->switched_at)
			return true;
	}
	return false;
}

/* Wrongly, what is asked for and not yet carried out is taken for done, or refused, or forgotten. */
static int pass_over(struct mc_flow *f, bool ok, bool tell)
{
	for (struct mc_res *r = f->res, *next; r; r = next) {
		next = r->next;
		if (tell && r->answer_due) {
			if (ok)
				mc_answer(r, true);
			else
				mc_deny(r, f->now);
			continue;
		}
		r->wanted = r->accepted;
		r->answer_due = false;
	}
	return calm(f);
}

/* Wrong decisions about a change of the VC that stands: is it passed over, what is the next state? */
static bool wrongly_settled(struct mc_flow *f, const struct flowspec *size, int *next)
{
	bool same = flowspec_same(size, &f->carried), larger = !flowspec_fits(size, &f->carried);
	bool waiting = f->state == M_WAITING_TAU;
	struct tq_timer *tau = &f->timers[MT_TAU];
	if (DEFECT(tau_cancelled_executed) && same && waiting && !tq_running(tau) && changed_since_move(f)) {
		*next = begin_replacement(f, size);
		return true;
	}
	if (DEFECT(tau_shared) && !same && f->v->tau_until > f->now && !tq_running(tau))
		tq_start(&f->v->timers, tau, f->v->tau_until);
	if (DEFECT(tau_waits_when_idle) && !same && f->v->config.tau && f->state == M_STANDING)
		start_tau(f);
	*next = calm(f);
	if (DEFECT(tau_queued_refused) && waiting && larger && any_waits(f) && tq_running(tau)) {
		*next = pass_over(f, false, true);
		return true;
	}
	if (DEFECT(tau_queued_forgotten) && waiting && !same && !tq_running(tau)) {
		*next = pass_over(f, true, true);
		return true;
	}
	return DEFECT(dynqos_decrease_ignored) && !same && !larger;
}

static bool wrong_form(const struct mc_flow *f)
{
	return mc_llc_only(f) && tree_multiplexed(f->qos);
}

/* The QoS VC that stands will do: it has this size, and an encapsulation that all can take. */
static bool suits(const struct mc_flow *f, const struct flowspec *size)
{
	return flowspec_same(size, &f->carried) && !wrong_form(f);
}

/* With no call under way: what is to be done next? */
int mc_act_settle(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	int next;
	if (!mc_size(f, &size))
		return idle(f);
	if (!f->qos)
		return mc_act_change_idle(f, arg);
	if (wrongly_settled(f, &size, &next))
		return next;
	if (suits(f, &size)) {
		mc_stop(f, MT_RETRY);
		return calm(f);
	}
	bool ignored = (DEFECT(dynqos_newcomer_on_small_vc) || DEFECT(dynqos_increase_ignored)) &&
		       !flowspec_fits(&size, &f->carried);
	/* One thing at a time: parties on their way first, so that the VC can be left alone afterwards. */
	if (ignored || added_first(f) || tree_busy(f->qos) || tree_busy(f->be) || tq_running(&f->timers[MT_TAU]))
		return calm(f);
	return begin_replacement(f, &size);
}

/* A change that must wait, unless nothing is left to be done. */
int mc_act_look_late(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	return mc_size(f, &size) ? FSM_SAME : idle(f);
}

/* Another size is needed than that of the call under way: it is released and the newest starts again (RFC 2380 2.4). */
int mc_act_change_pending(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	if (!mc_size(f, &size))
		return idle(f);
	if (flowspec_same(&size, &f->calling_for) || DEFECT(dynqos_pending_kept) || !f->pending)
		return FSM_SAME;
	if (DEFECT(dynqos_parallel_changes) && f->qos) {
		leak(&f->pending, f->now);
		return begin_replacement(f, &size);
	}
	tree_close(f->pending, f->now, false);
	return M_ABANDONING;
}

/* The call under way agreed on an encapsulation that a next hop cannot take: it is released, and LLC alone is offered
 * (RFC 2380 2.5). */
int mc_act_other_form(void *self, const void *arg)
{
	struct mc_flow *f = self;
	if (!f->pending)
		return FSM_SAME;
	tree_close(f->pending, f->now, false);
	return M_ABANDONING;
}

int mc_act_resume(void *self, const void *arg)
{
	struct mc_flow *f = self;
	if (!f->qos && tq_running(&f->timers[MT_GIVE_UP]))
		return mc_act_try(f, arg);
	if (DEFECT(dynqos_newest_forgotten) && f->qos)
		return pass_over(f, false, false);
	return mc_act_settle(f, arg);
}

int mc_act_move(void *self, const void *arg)
{
	struct mc_flow *f = self;
	drop_old(f);
	f->old = f->qos;
	f->qos = f->pending;
	f->pending = NULL;
	f->carried = f->calling_for;
	f->on_trees = true;
	f->switched_at = f->now;
	f->sent_at_move = flow_vc_sent(f->qos->vc->link);
	f->next_moving = f->v->mc_moving;
	f->v->mc_moving = f;
	mc_start(f, MT_MOVE, MOVE_MAX);
	if (DEFECT(dynqos_old_released_before_move) || DEFECT(tau_old_torn_before_remap))
		drop_old(f);
	return M_MOVING;
}

/* The VC that stands is used on. Requests beyond its size are refused; where it is larger than needed, the
 * replacement is tried again later (RFC 2380 2.4). */
int mc_act_replacement_failed(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	for (struct mc_res *r = f->res, *next; r; r = next) {
		next = r->next;
		if (flowspec_fits(&r->wanted, &f->carried) && !mc_excluded(r->hop, f->qos)) {
			if ((r->answer_due && DEFECT(dynqos_failed_decrease_refused)) ||
			    DEFECT(dynqos_group_all_refused))
				mc_deny(r, f->now);
			else if (DEFECT(dynqos_failed_decrease_hidden))
				r->answer_due = false;
			continue;
		}
		if (DEFECT(dynqos_failed_increase_accepted)) {
			mc_answer(r, true);
			continue;
		}
		if (DEFECT(dynqos_removed_on_failure))
			r->answer_due = false;
		mc_deny(r, f->now);
	}
	if (DEFECT(dynqos_old_dropped_on_failure) && f->qos)
		tree_close(f->qos, f->now, true);
	if (!mc_size(f, &size))
		return idle(f);
	if (DEFECT(newhop_others_called) && flowspec_same(&size, &f->carried)) {
		struct flowspec failed = f->calling_for;
		return call(f, &failed) ? M_REPLACING : calm(f);
	}
	if (flowspec_same(&size, &f->carried) || DEFECT(dynqos_no_retry))
		return calm(f);
	f->failed_for = size;
	mc_start(f, MT_RETRY, f->v->config.retry);
	return M_TOO_LARGE;
}

int mc_act_too_large(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	if (!mc_size(f, &size))
		return idle(f);
	return flowspec_same(&size, &f->failed_for) && f->qos && !wrong_form(f) ? FSM_SAME : mc_act_settle(f, arg);
}

int mc_act_replace_again(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	return mc_size(f, &size) ? begin_replacement(f, &size) : idle(f);
}

int mc_act_close_old(void *self, const void *arg)
{
	struct mc_flow *f = self;
	mc_unlist_moving(f);
	mc_stop(f, MT_MOVE);
	if (!f->old) {
		start_tau(f);
		return mc_act_settle(f, arg);
	}
	if (DEFECT(dynqos_old_leaked)) {
		leak(&f->old, f->now);
		return mc_act_settle(f, arg);
	}
	if (DEFECT(dynqos_data_left_on_old))
		return mc_act_settle(f, arg);
	tree_close(f->old, f->now, true);
	if (!DEFECT(tau_from_setup))
		start_tau(f);
	return M_CLOSING;
}

int mc_act_closed(void *self, const void *arg)
{
	struct mc_flow *f = self;
	if (f->state == M_MOVING) {
		mc_unlist_moving(f);
		mc_stop(f, MT_MOVE);
		start_tau(f);
	}
	return mc_act_settle(f, arg);
}

/* ---- loss of the VC in use (RFC 2380 2.1) ---- */

/* All go over the VC of the group until a new QoS VC stands. */
static void without_vc(struct mc_flow *f)
{
	f->on_trees = false;
	f->overdue = false;
	mc_start(f, MT_GIVE_UP, f->v->config.reestablish);
}

int mc_act_lost(void *self, const void *arg)
{
	struct mc_flow *f = self;
	mc_unlist_moving(f);
	mc_stop(f, MT_MOVE);
	mc_stop(f, MT_RETRY);
	drop_old(f);
	if (DEFECT(datafail_no_attempt))
		return mc_act_give_up(f, arg);
	if (DEFECT(datafail_control_released) && f->g->tree)
		tree_close(f->g->tree, f->now, true);
	without_vc(f);
	return mc_act_try(f, arg);
}

int mc_act_lost_in_change(void *self, const void *arg)
{
	without_vc(self);
	return M_RESTORING;
}

int mc_act_try(void *self, const void *arg)
{
	struct mc_flow *f = self;
	struct flowspec size;
	if (!mc_size(f, &size))
		return idle(f);
	if (call(f, &size))
		return M_RESTORING;
	mc_start(f, MT_TRY, TRY_SPACING);
	return M_BETWEEN_TRIES;
}

int mc_act_try_failed(void *self, const void *arg)
{
	struct mc_flow *f = self;
	/* What RSVP still waits for is refused; what it had before is tried next. */
	for (struct mc_res *r = f->res, *next; r; r = next) {
		next = r->next;
		if (r->answer_due)
			mc_deny(r, f->now);
	}
	if (f->overdue)
		return mc_act_give_up(f, arg);
	if (!f->res)
		return idle(f);
	mc_start(f, MT_TRY, TRY_SPACING);
	return M_BETWEEN_TRIES;
}

int mc_act_overdue(void *self, const void *arg)
{
	struct mc_flow *f = self;
	f->overdue = !DEFECT(datafail_never_given_up);
	return FSM_SAME;
}

int mc_act_give_up(void *self, const void *arg)
{
	struct mc_flow *f = self;
	mc_remove_all(f, f->now, true);
	return idle(f);
}

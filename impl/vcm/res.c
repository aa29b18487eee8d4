/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions of a reservation's machine (res.h): setting up its VC, replacing it,
 * spacing the changes, restoring it, giving it up.
 *
 * Where the documents leave a choice: the first set-up does not start tau; tau starts
 * when the release of the old VC is sent; a refused change does not start it; a change
 * that goes back to the size of the standing VC needs no new VC; "larger" is judged against the VC that
 * stands, and what is not comparable counts as larger.
 */
#include "res.h"

#include <stdlib.h>

#include "intserv/mapping.h"
#include "intserv/tspec_ops.h"

#include "be.h"
#include "res_map.h"

/* RFC 2205 appendix B: admission control failure, requested bandwidth unavailable. */
#define ERR_ADMISSION 1
#define ERR_BANDWIDTH 2

#define TRY_SPACING  VT_S(5) /* between attempts to restore a VC */
#define MOVE_MAX     VT_S(1) /* the old VC goes after this time even if no data shows the move */
#define EXCESS_QUEUE 64      /* frames: excess does not queue beyond this on a QoS VC (RFC 2381 3.2) */

/* ---- answers to RSVP ---- */

static void answer(struct res *r, bool ok)
{
	if (ok) {
		r->accepted = r->wanted;
		r->established = true;
		flow_bucket_change(&r->bucket, &r->accepted.t);
		r->v->granted += res_rate(&r->accepted) - r->granted;
		r->granted = res_rate(&r->accepted);
	}
	if (!r->answer_due)
		return;
	r->answer_due = false;
	vcm_put(r->v, (struct vcm_out){.kind = VCM_OUT_TC_RESULT,
				       .tc = r->id,
				       .ok = ok,
				       .code = ok ? 0 : ERR_ADMISSION,
				       .value = ok ? 0 : ERR_BANDWIDTH});
}

static void tell_lost(struct res *r)
{
	if (DEFECT(teardown_silent_loss))
		return;
	vcm_put(r->v,
		(struct vcm_out){.kind = VCM_OUT_TC_LOST, .tc = r->id, .code = ERR_ADMISSION, .value = ERR_BANDWIDTH});
}

/* ---- timers ---- */

static void start(struct res *r, enum res_timer t, vtime span)
{
	tq_start(&r->v->timers, &r->timers[t], vtime_add(r->now, span));
}

static void stop(struct res *r, enum res_timer t)
{
	tq_stop(&r->v->timers, &r->timers[t]);
}

static bool running(const struct res *r, enum res_timer t)
{
	return tq_running(&r->timers[t]);
}

static void start_tau(struct res *r)
{
	vtime tau = r->v->config.tau;
	if (tau == 0)
		return;
	if (DEFECT(tau_halved))
		tau /= 2;
	if (DEFECT(tau_setting_ignored))
		tau = VT_S(7);
	if (DEFECT(tau_shared))
		r->v->tau_until = vtime_add(r->now, tau);
	start(r, T_TAU, tau);
}

/* ---- calls ---- */

static bool call(struct res *r, const struct flowspec *f)
{
	struct vcm *v = r->v;
	struct mapping_input in = {
	    .version = v->config.version,
	    .flowspec = *f,
	    .line_cells = v->config.line_cells,
	    .offer_llc = true,
	    .offer_vcmux = v->config.vcmux,
	    .prefer_vcmux = v->config.vcmux,
	    .backward = v->config.backward,
	    .backward_tspec = f->t,
	};
	if (DEFECT(dynqos_wrong_size) && r->vc) {
		in.flowspec.t.r *= 1.5f;
		in.flowspec.t.p *= 1.5f;
	}
	if (DEFECT(encap_llc_not_offered)) {
		in.offer_llc = false;
		in.offer_vcmux = in.prefer_vcmux = true;
	}
	if (DEFECT(encap_vcmux_not_offered))
		in.offer_vcmux = in.prefer_vcmux = false;
	struct q2931_msg setup = {0};
	if (!mapping_qos_setup(&in, &setup))
		return false;
	r->pending = svc_call(v, r->now, true, &r->atm, &setup);
	if (!r->pending)
		return false;
	r->pending->res = r;
	r->calling_for = *f;
	return true;
}

static void let_go(struct vc **vc, vtime now, bool when_empty)
{
	if (!*vc)
		return;
	(*vc)->res = NULL;
	if (when_empty)
		svc_release_when_empty(*vc, now);
	else
		svc_release(*vc, now);
	*vc = NULL;
}

/* ---- the first VC ---- */

int res_act_add(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(init_no_qos_setup)) {
		answer(r, true);
		return R_LOCAL;
	}
	vcm_put(r->v, (struct vcm_out){.kind = VCM_OUT_RESOLVE, .ip = r->next_hop});
	return R_RESOLVING;
}

int res_act_address(void *self, const void *arg)
{
	struct res *r = self;
	if (call(r, &r->wanted))
		return R_SETTING_UP;
	answer(r, false);
	return R_GONE;
}

int res_act_refuse(void *self, const void *arg)
{
	answer(self, false);
	return R_GONE;
}

int res_act_local(void *self, const void *arg)
{
	answer(self, true);
	return R_LOCAL;
}

int res_act_first_up(void *self, const void *arg)
{
	struct res *r = self;
	r->vc = r->pending;
	r->pending = NULL;
	r->carried = r->calling_for;
	if (!DEFECT(dynqos_data_left_on_best_effort))
		r->data = r->vc;
	answer(r, true);
	return res_act_settle(r, arg);
}

/* ---- replacement ---- */

static int begin_replacement(struct res *r)
{
	stop(r, T_RETRY);
	if (DEFECT(dynqos_old_released_early))
		let_go(&r->vc, r->now, true);
	if (DEFECT(dynqos_old_released_early) || DEFECT(dynqos_data_off_old_early) ||
	    DEFECT(tau_remapped_before_connect))
		r->data = NULL;
	if (DEFECT(tau_from_setup))
		start_tau(r);
	if (!call(r, &r->wanted))
		return res_act_replacement_failed(r, NULL);
	if (DEFECT(dynqos_old_call_touched) && r->vc)
		r->v->ops.enquire(r->v->ops.ctx, r->now, r->vc->call);
	return R_REPLACING;
}

/* With a VC and no call under way: what is to be done next? */
int res_act_settle(void *self, const void *arg)
{
	struct res *r = self;
	bool same = flowspec_same(&r->wanted, &r->carried);
	if (DEFECT(tau_shared) && r->v->tau_until > r->now && !same) {
		tq_start(&r->v->timers, &r->timers[T_TAU], r->v->tau_until);
		return R_WAITING_TAU;
	}
	if (DEFECT(tau_waits_when_idle) && !same && r->v->config.tau && r->state == R_STANDING)
		start_tau(r);
	if (DEFECT(tau_cancelled_executed) && same && r->answer_due && r->state == R_WAITING_TAU) {
		stop(r, T_TAU);
		return begin_replacement(r);
	}
	if (same) {
		stop(r, T_RETRY);
		answer(r, true);
		return running(r, T_TAU) ? R_WAITING_TAU : R_STANDING;
	}
	if (running(r, T_TAU))
		return R_WAITING_TAU;
	enum order order = flowspec_order(&r->wanted, &r->carried);
	bool ignored = (DEFECT(dynqos_increase_ignored) && order != ORDER_LESS) ||
		       (DEFECT(dynqos_decrease_ignored) && order == ORDER_LESS) ||
		       (DEFECT(tau_queued_forgotten) && r->state == R_WAITING_TAU);
	if (ignored) {
		answer(r, true);
		return R_STANDING;
	}
	return begin_replacement(r);
}

/* A change that must wait. One that takes back what waited is done at once. */
int res_act_hold_change(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(tau_queued_refused) && r->state == R_WAITING_TAU) {
		r->wanted = r->accepted;
		answer(r, false);
		return FSM_SAME;
	}
	if (flowspec_same(&r->wanted, &r->carried) && !DEFECT(tau_cancelled_executed))
		answer(r, true);
	return FSM_SAME;
}

int res_act_replace_again(void *self, const void *arg)
{
	return begin_replacement(self);
}

/* The reservation changed while a call for it is under way: that call is released and
 * the newest request starts again when it is gone (RFC 2380 2.4). */
int res_act_abandon(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(dynqos_pending_kept))
		return r->state;
	if (DEFECT(dynqos_parallel_changes)) {
		r->pending->res = NULL;
		r->pending = NULL;
		return begin_replacement(r);
	}
	svc_release(r->pending, r->now);
	if (r->vc && flowspec_same(&r->wanted, &r->carried))
		answer(r, true);
	return R_ABANDONING;
}

int res_act_resume(void *self, const void *arg)
{
	struct res *r = self;
	r->pending = NULL;
	if (DEFECT(dynqos_newest_forgotten) && r->vc) {
		r->wanted = r->accepted;
		r->answer_due = false;
		return R_STANDING;
	}
	if (r->vc)
		return res_act_settle(r, arg);
	if (r->established)
		return res_act_try(r, arg);
	return res_act_address(r, arg);
}

static void list_moving(struct res *r)
{
	r->next_moving = r->v->moving;
	r->v->moving = r;
}

static void unlist_moving(struct res *r)
{
	struct res **at = &r->v->moving;
	while (*at && *at != r)
		at = &(*at)->next_moving;
	if (*at)
		*at = r->next_moving;
}

/* The replacement stands: data moves to it; the old VC stays until the move is done. */
int res_act_move(void *self, const void *arg)
{
	struct res *r = self;
	r->old = r->vc;
	r->vc = r->pending;
	r->pending = NULL;
	r->carried = r->calling_for;
	bool data_stays = DEFECT(dynqos_data_left_on_old);
	if (r->old && (DEFECT(dynqos_old_released_before_move) || DEFECT(tau_old_torn_before_remap))) {
		svc_release(r->old, r->now);
		r->data = NULL;
		data_stays = true;
	}
	r->data = data_stays ? r->data : r->vc;
	if (DEFECT(dynqos_pending_kept) && !flowspec_same(&r->wanted, &r->carried)) {
		let_go(&r->old, r->now, true);
		return begin_replacement(r);
	}
	answer(r, true);
	r->sent_at_move = flow_vc_sent(r->vc->link);
	list_moving(r);
	start(r, T_MOVE, MOVE_MAX);
	return R_MOVING;
}

/* The replacement was refused: the old VC stays in use. That is a refusal to RSVP if the VC is too small for the
 * new request, and success if it is large enough; then it is tried again later (RFC 2380 2.4). */
int res_act_replacement_failed(void *self, const void *arg)
{
	struct res *r = self;
	r->pending = NULL;
	enum order order = flowspec_order(&r->wanted, &r->carried);
	bool enough = order == ORDER_LESS || order == ORDER_EQUAL;
	if (DEFECT(dynqos_failed_increase_accepted) || (DEFECT(dynqos_failed_decrease_refused) && enough)) {
		answer(r, !enough);
		return R_STANDING;
	}
	if (DEFECT(dynqos_old_dropped_on_failure)) {
		let_go(&r->vc, r->now, true);
		r->data = NULL;
	}
	if (enough && DEFECT(dynqos_failed_decrease_hidden)) {
		r->answer_due = false;
	} else if (enough) {
		answer(r, true);
	} else {
		if (DEFECT(dynqos_removed_on_failure)) {
			tell_lost(r);
			return R_GONE;
		}
		answer(r, false);
		r->wanted = r->accepted;
	}
	if (flowspec_same(&r->wanted, &r->carried) || DEFECT(dynqos_no_retry))
		return R_STANDING;
	start(r, T_RETRY, r->v->config.retry);
	return R_TOO_LARGE;
}

int res_act_close_old(void *self, const void *arg)
{
	struct res *r = self;
	unlist_moving(r);
	stop(r, T_MOVE);
	r->data = DEFECT(dynqos_data_left_on_old) ? r->data : r->vc;
	if (!r->old)
		return res_act_settle(r, arg);
	if (DEFECT(dynqos_old_leaked) || DEFECT(dynqos_data_left_on_old)) {
		r->old->res = NULL;
		r->old = NULL;
		return res_act_settle(r, arg);
	}
	/* The old VC keeps pointing here, so that the end of its release is seen. */
	svc_release_when_empty(r->old, r->now);
	if (!DEFECT(tau_from_setup) && !DEFECT(tau_not_started))
		start_tau(r);
	return R_CLOSING;
}

int res_act_old_lost(void *self, const void *arg)
{
	struct res *r = self;
	unlist_moving(r);
	stop(r, T_MOVE);
	r->data = r->vc;
	start_tau(r);
	return res_act_settle(r, arg);
}

/* ---- loss and restoration ---- */

/* Start over with what RSVP has been granted; data goes best effort meanwhile. */
int res_act_lost(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	if (r->old) {
		r->old->res = NULL;
		r->old = NULL;
	}
	stop(r, T_RETRY);
	if (DEFECT(datafail_no_attempt)) {
		tell_lost(r);
		return R_GONE;
	}
	if (DEFECT(datafail_control_released))
		vcm_be_close(r->v, r->now, &r->atm);
	r->overdue = false;
	start(r, T_GIVE_UP, r->v->config.reestablish);
	return res_act_try(r, arg);
}

int res_act_lost_in_change(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	r->overdue = false;
	start(r, T_GIVE_UP, r->v->config.reestablish);
	return R_REESTABLISHING;
}

int res_act_lost_in_abandon(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	r->overdue = false;
	start(r, T_GIVE_UP, r->v->config.reestablish);
	return R_ABANDONING;
}

int res_act_lost_after_move(void *self, const void *arg)
{
	struct res *r = self;
	unlist_moving(r);
	stop(r, T_MOVE);
	let_go(&r->old, r->now, false);
	return res_act_lost(r, arg);
}

int res_act_try(void *self, const void *arg)
{
	struct res *r = self;
	if (call(r, &r->accepted))
		return R_REESTABLISHING;
	start(r, T_TRY, TRY_SPACING);
	return R_BETWEEN_TRIES;
}

int res_act_back_up(void *self, const void *arg)
{
	struct res *r = self;
	r->vc = r->pending;
	r->pending = NULL;
	r->carried = r->calling_for;
	r->data = r->vc;
	stop(r, T_GIVE_UP);
	return res_act_settle(r, arg);
}

int res_act_try_failed(void *self, const void *arg)
{
	struct res *r = self;
	r->pending = NULL;
	/* It was the call for a change that RSVP still waits for: what it had before is tried next. */
	if (!flowspec_same(&r->calling_for, &r->accepted)) {
		r->wanted = r->accepted;
		answer(r, false);
		return r->overdue ? res_act_give_up(r, arg) : res_act_try(r, arg);
	}
	if (r->overdue)
		return res_act_give_up(r, arg);
	start(r, T_TRY, TRY_SPACING);
	return R_BETWEEN_TRIES;
}

int res_act_overdue(void *self, const void *arg)
{
	struct res *r = self;
	r->overdue = !DEFECT(datafail_never_given_up);
	return FSM_SAME;
}

int res_act_give_up(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(datafail_never_given_up)) {
		start(r, T_TRY, TRY_SPACING);
		return R_BETWEEN_TRIES;
	}
	tell_lost(r);
	return R_GONE;
}

int res_act_change_late(void *self, const void *arg)
{
	struct res *r = self;
	if (flowspec_same(&r->wanted, &r->accepted))
		answer(r, true);
	return FSM_SAME;
}

/* ---- events ---- */

static void timer_event(struct tq_timer *t, vtime now)
{
	struct res *r = t->owner;
	res_event(r, now, E_T_TAU + (int)(t - r->timers));
}

void res_event(struct res *r, vtime now, int event)
{
	r->now = now;
	fsm_step(&res_machine, &r->state, event, r, NULL);
	if (r->state == R_GONE)
		res_destroy(r, now);
}

void res_init(struct res *r)
{
	for (int i = 0; i < T_TIMERS; i++)
		vcm_timer_init(&r->timers[i], r, timer_event);
}

void res_destroy(struct res *r, vtime now)
{
	struct vcm *v = r->v;
	unlist_moving(r);
	for (int i = 0; i < T_TIMERS; i++)
		stop(r, i);
	res_unmap(r);
	let_go(&r->pending, now, false);
	let_go(&r->old, now, true);
	let_go(&r->vc, now, true);
	v->granted -= r->granted;
	HASH_DEL(v->reservations, r);
	free(r);
}

void res_connected(struct vc *vc, vtime now)
{
	res_event(vc->res, now, E_CONNECTED);
}

void res_refused(struct vc *vc, vtime now, uint8_t cause)
{
	struct res *r = vc->res;
	vc->res = NULL;
	r->pending = NULL;
	res_event(r, now, E_REFUSED);
}

void res_vc_freed(struct vc *vc)
{
	for (struct res *r = vc->v->reservations; r; r = r->hh.next) {
		if (r->data == vc)
			r->data = NULL;
	}
}

/* Is this end of a VC, that nobody here ordered, kept from RSVP (wrongly)? */
static bool unnoticed(uint8_t cause)
{
	return DEFECT(teardown_normal_release_unnoticed) && (cause == CAUSE_NORMAL || cause == CAUSE_NORMAL_30);
}

void res_lost(struct vc *vc, vtime now, uint8_t cause)
{
	struct res *r = vc->res;
	vc->res = NULL;
	if (r->old == vc) {
		r->old = NULL;
		res_event(r, now, E_OLD_LOST);
		return;
	}
	if (r->vc != vc)
		return;
	r->vc = NULL;
	if (unnoticed(cause)) {
		r->data = NULL;
		return;
	}
	res_event(r, now, E_LOST);
}

void res_released(struct res *r, vtime now, struct vc *vc)
{
	vc->res = NULL;
	if (r->pending == vc) {
		r->pending = NULL;
		res_event(r, now, E_ABANDONED);
	} else if (r->old == vc) {
		r->old = NULL;
		res_event(r, now, E_OLD_CLOSED);
	} else if (r->vc == vc) {
		r->vc = NULL;
		r->data = NULL;
	}
}

void res_moved(struct vcm *v, vtime now)
{
	for (struct res *r = v->moving, *next; r; r = next) {
		next = r->next_moving;
		/* The first packet has left on the new VC and the last on the old. */
		bool empty = !r->old || !r->old->link || flow_vc_queued(r->old->link) == 0;
		if (r->vc && r->vc->link && flow_vc_sent(r->vc->link) > r->sent_at_move && empty &&
		    !VARIANT(variant_old_vc_lingers))
			res_event(r, now, E_MOVED);
	}
}

bool vcm_send_reserved(struct vcm *v, vtime now, const uint8_t *packet, size_t len)
{
	struct res *r = flow_classify(v->flows, packet, len);
	if (!r)
		return false;
	if (DEFECT(init_data_dropped_in_setup) && r->state == R_SETTING_UP)
		return true;
	struct vc *vc = r->data;
	if (!vc || !vc->link)
		return false;
	/* What exceeds the reservation is not dropped but tagged, all cells of the packet
	 * alike, on the same VC, which keeps the order (RFC 2381 2.2, 3.2). Without tagging,
	 * or when too much of it waits already, it goes best effort. */
	bool excess = !flow_bucket_take(&r->bucket, now, len);
	if (excess && DEFECT(besteff_excess_dropped))
		return true;
	if (excess && (!vc->tagging || VARIANT(variant_excess_best_effort) || flow_vc_queued(vc->link) >= EXCESS_QUEUE))
		return false;
	return svc_send(vc, now, ETHERTYPE_IPV4, packet, len, excess, false);
}

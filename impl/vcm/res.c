/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions of a reservation's machine (res.h): setting up its VC, replacing it,
 * spacing the changes.
 *
 * Where the documents leave a choice: the first set-up does not start tau; tau starts
 * when the release of the old VC is sent; a refused change does not start it; a change
 * that goes back to the size of the standing VC needs no new VC; "larger" is judged
 * against the VC that stands, and what is not comparable counts as larger.
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

#define MOVE_MAX VT_S(1) /* the old VC goes after this time even if no data shows the move */

/* ---- answers to RSVP ---- */

void res_answer(struct res *r, bool ok)
{
	if (ok) {
		r->accepted = r->wanted;
		r->sender = r->spec.sender;
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

void res_tell_lost(struct res *r)
{
	if (DEFECT(teardown_silent_loss))
		return;
	vcm_put(r->v,
		(struct vcm_out){.kind = VCM_OUT_TC_LOST, .tc = r->id, .code = ERR_ADMISSION, .value = ERR_BANDWIDTH});
}

/* ---- timers ---- */

void res_start(struct res *r, enum res_timer t, vtime span)
{
	if (DEFECT(datafail_never_given_up) && t == T_GIVE_UP)
		return;
	tq_start(&r->v->timers, &r->timers[t], vtime_add(r->now, span));
}

void res_stop(struct res *r, enum res_timer t)
{
	tq_stop(&r->v->timers, &r->timers[t]);
}

bool res_running(const struct res *r, enum res_timer t)
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
	res_start(r, T_TAU, tau);
}

/* ---- calls ---- */

bool res_call(struct res *r, const struct flowspec *f)
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
	if (DEFECT(backward_not_signalled))
		in.backward = false;
	if (DEFECT(backward_signalled_unasked))
		in.backward = true;
	if (DEFECT(dynqos_wrong_size) && r->vc) {
		in.flowspec.t.r *= 1.5f;
		in.flowspec.t.p *= 1.5f;
	}
	if (DEFECT(encap_llc_not_offered) && v->config.vcmux) {
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

void res_let_go(struct vc **vc, vtime now, bool when_empty)
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

struct res *res_neighbour(const struct res *r)
{
	for (struct res *o = r->v->reservations; o; o = o->hh.next) {
		if (o != r && o->data && atm_addr_equal(&o->atm, &r->atm))
			return o;
	}
	return NULL;
}

int res_act_add(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(init_no_qos_setup)) {
		res_answer(r, true);
		return R_LOCAL;
	}
	vcm_put(r->v, (struct vcm_out){.kind = VCM_OUT_RESOLVE, .ip = r->next_hop});
	return R_RESOLVING;
}

int res_act_address(void *self, const void *arg)
{
	struct res *r = self;
	if (DEFECT(mapping_shared_vc) && res_neighbour(r)) {
		res_answer(r, true);
		return R_LOCAL;
	}
	if (res_call(r, &r->wanted))
		return R_SETTING_UP;
	res_answer(r, false);
	return R_GONE;
}

int res_act_refuse(void *self, const void *arg)
{
	res_answer(self, false);
	return R_GONE;
}

int res_act_local(void *self, const void *arg)
{
	res_answer(self, true);
	return R_LOCAL;
}

int res_act_first_up(void *self, const void *arg)
{
	struct res *r = self;
	r->vc = r->pending;
	r->pending = NULL;
	r->carried = r->calling_for;
	if (DEFECT(mapping_spare_vc) && res_call(r, &r->carried)) {
		r->pending->res = NULL;
		r->old = r->pending;
		r->pending = NULL;
	}
	r->data = r->vc;
	res_answer(r, true);
	return res_act_settle(r, arg);
}

/* ---- replacement ---- */

static int begin_replacement(struct res *r)
{
	res_stop(r, T_RETRY);
	if (DEFECT(mapping_spare_vc))
		res_let_go(&r->old, r->now, false);
	if (DEFECT(dynqos_old_released_early))
		res_let_go(&r->vc, r->now, true);
	if (DEFECT(dynqos_old_released_early) || DEFECT(dynqos_data_off_old_early) ||
	    DEFECT(tau_remapped_before_connect))
		r->data = NULL;
	if (DEFECT(tau_from_setup))
		start_tau(r);
	if (!res_call(r, &r->wanted))
		return res_act_replacement_failed(r, NULL);
	if (DEFECT(variant_status_enquiry) && r->vc)
		r->v->ops.enquire(r->v->ops.ctx, r->now, r->vc->call);
	return R_REPLACING;
}

/* With a VC and no call under way: what is to be done next? */
int res_act_settle(void *self, const void *arg)
{
	struct res *r = self;
	bool same =
	    flowspec_same(&r->wanted, &r->carried) && !(DEFECT(scope_refresh_is_change) && r->state == R_STANDING);
	if (DEFECT(tau_shared) && r->v->tau_until > r->now && !same) {
		tq_start(&r->v->timers, &r->timers[T_TAU], r->v->tau_until);
		return R_WAITING_TAU;
	}
	if (DEFECT(tau_waits_when_idle) && !same && r->v->config.tau && r->state == R_STANDING)
		start_tau(r);
	if (DEFECT(tau_cancelled_executed) && same && r->answer_due && r->state == R_WAITING_TAU) {
		res_stop(r, T_TAU);
		return begin_replacement(r);
	}
	if (same) {
		res_stop(r, T_RETRY);
		res_answer(r, true);
		return res_running(r, T_TAU) ? R_WAITING_TAU : R_STANDING;
	}
	if (res_running(r, T_TAU))
		return R_WAITING_TAU;
	enum order order = flowspec_order(&r->wanted, &r->carried);
	bool ignored = (DEFECT(dynqos_increase_ignored) && order != ORDER_LESS) ||
		       (DEFECT(dynqos_decrease_ignored) && order == ORDER_LESS) ||
		       (DEFECT(tau_queued_forgotten) && r->state == R_WAITING_TAU);
	if (ignored) {
		res_answer(r, true);
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
		res_answer(r, false);
		return FSM_SAME;
	}
	if (flowspec_same(&r->wanted, &r->carried) && !DEFECT(tau_cancelled_executed))
		res_answer(r, true);
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
		res_answer(r, true);
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

void res_unlist_moving(struct res *r)
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
		res_let_go(&r->old, r->now, false);
		r->data = NULL;
		data_stays = true;
	}
	r->data = data_stays ? r->data : r->vc;
	if (DEFECT(dynqos_pending_kept) && !flowspec_same(&r->wanted, &r->carried)) {
		res_let_go(&r->old, r->now, true);
		return begin_replacement(r);
	}
	res_answer(r, true);
	r->sent_at_move = flow_vc_sent(r->vc->link);
	list_moving(r);
	res_start(r, T_MOVE, MOVE_MAX);
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
	if ((DEFECT(dynqos_failed_increase_accepted) && !enough) ||
	    (DEFECT(dynqos_failed_decrease_refused) && enough)) {
		res_answer(r, !enough);
		return R_STANDING;
	}
	if (DEFECT(dynqos_data_off_old_early) || DEFECT(tau_remapped_before_connect))
		r->data = r->vc;
	if (DEFECT(dynqos_old_dropped_on_failure)) {
		res_let_go(&r->vc, r->now, true);
		r->data = NULL;
	}
	if (enough && DEFECT(dynqos_failed_decrease_hidden)) {
		r->answer_due = false;
	} else if (enough) {
		res_answer(r, true);
	} else {
		if (DEFECT(dynqos_removed_on_failure)) {
			res_tell_lost(r);
			return R_GONE;
		}
		res_answer(r, false);
		r->wanted = r->accepted;
	}
	if (flowspec_same(&r->wanted, &r->carried) || DEFECT(dynqos_no_retry))
		return R_STANDING;
	res_start(r, T_RETRY, r->v->config.retry);
	return R_TOO_LARGE;
}

int res_act_close_old(void *self, const void *arg)
{
	struct res *r = self;
	res_unlist_moving(r);
	res_stop(r, T_MOVE);
	r->data = DEFECT(dynqos_data_left_on_old) ? r->data : r->vc;
	if (!r->old) {
		start_tau(r);
		return res_act_settle(r, arg);
	}
	if (DEFECT(dynqos_old_leaked) || DEFECT(dynqos_data_left_on_old)) {
		r->old->res = NULL;
		r->old = NULL;
		start_tau(r);
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
	res_unlist_moving(r);
	res_stop(r, T_MOVE);
	r->data = r->vc;
	start_tau(r);
	return res_act_settle(r, arg);
}

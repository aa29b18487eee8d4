/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions of a reservation's machine: loss of the VC in use and its restoration (RFC
 * 2380 2.1). The first attempt comes at once, others follow; when the time is over
 * RSVP is told. An attempt that is under way then is still waited for.
 */
#include "res.h"

#include "res_map.h"

#define TRY_SPACING VT_S(5) /* between attempts to restore a VC */

/* Start over with what RSVP has been granted; data goes best effort meanwhile. */
int res_act_lost(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	if (r->old) {
		r->old->res = NULL;
		r->old = NULL;
	}
	res_stop(r, T_RETRY);
	if (DEFECT(datafail_no_attempt)) {
		res_tell_lost(r);
		return R_GONE;
	}
	if (DEFECT(datafail_control_released))
		vcm_be_close(r->v, r->now, &r->atm);
	r->overdue = false;
	res_start(r, T_GIVE_UP, r->v->config.reestablish);
	return res_act_try(r, arg);
}

int res_act_lost_in_change(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	r->overdue = false;
	res_start(r, T_GIVE_UP, r->v->config.reestablish);
	return R_REESTABLISHING;
}

int res_act_lost_in_abandon(void *self, const void *arg)
{
	struct res *r = self;
	r->data = NULL;
	r->overdue = false;
	res_start(r, T_GIVE_UP, r->v->config.reestablish);
	return R_ABANDONING;
}

int res_act_lost_after_move(void *self, const void *arg)
{
	struct res *r = self;
	res_unlist_moving(r);
	res_stop(r, T_MOVE);
	res_let_go(&r->old, r->now, false);
	return res_act_lost(r, arg);
}

int res_act_try(void *self, const void *arg)
{
	struct res *r = self;
	if (res_call(r, &r->accepted))
		return R_REESTABLISHING;
	res_start(r, T_TRY, TRY_SPACING);
	return R_BETWEEN_TRIES;
}

int res_act_back_up(void *self, const void *arg)
{
	struct res *r = self;
	r->vc = r->pending;
	r->pending = NULL;
	r->carried = r->calling_for;
	r->data = r->vc;
	res_stop(r, T_GIVE_UP);
	return res_act_settle(r, arg);
}

int res_act_try_failed(void *self, const void *arg)
{
	struct res *r = self;
	r->pending = NULL;
	/* It was the call for a change that RSVP still waits for: what it had before is tried next. */
	if (!flowspec_same(&r->calling_for, &r->accepted)) {
		r->wanted = r->accepted;
		res_answer(r, false);
		return r->overdue ? res_act_give_up(r, arg) : res_act_try(r, arg);
	}
	if (r->overdue)
		return res_act_give_up(r, arg);
	res_start(r, T_TRY, TRY_SPACING);
	return R_BETWEEN_TRIES;
}

int res_act_overdue(void *self, const void *arg)
{
	struct res *r = self;
	r->overdue = true;
	return FSM_SAME;
}

int res_act_give_up(void *self, const void *arg)
{
	struct res *r = self;
	res_tell_lost(r);
	return R_GONE;
}

int res_act_change_late(void *self, const void *arg)
{
	struct res *r = self;
	if (flowspec_same(&r->wanted, &r->accepted))
		res_answer(r, true);
	return FSM_SAME;
}

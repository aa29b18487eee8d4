/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions that the tables of both sides use: clearing, STATUS, loss of the link, timers. A call is
 * 'self'; the next state stands in the row unless the action returns it.
 */
#include "uni/cc.h"

enum {
	CAUSE_NO_USER_RESPONDING = 18,
	CAUSE_NO_ANSWER = 19,
	CAUSE_DESTINATION_OUT_OF_ORDER = 27,
	CAUSE_RESPONSE_TO_ENQUIRY = 30,
	CAUSE_NORMAL_UNSPECIFIED = 31,
	CAUSE_TEMPORARY_FAILURE = 41,
	CAUSE_WRONG_STATE = 101,
	CAUSE_TIMER = 102,
};

static struct ie_cause plain(const struct cc_call *c, uint8_t value)
{
	return cc_cause(c->cc, value, NULL, 0);
}

void cc_keep_conn(struct cc_call *call, const struct q2931_msg *m)
{
	if (!m->conn_id.present)
		return;
	call->has_conn = true;
	call->vpci = m->conn_id.vpci;
	call->vci = m->conn_id.vci;
}

void cc_keep_endpoint(struct cc_call *call, const struct q2931_msg *m)
{
	call->has_endpoint = m->endpoint_ref.present;
	call->endpoint = m->endpoint_ref;
	call->p2mp = call->has_endpoint && m->bearer.configuration == 1;
}

int cc_act_no_effect(void *self, const void *arg)
{
	return FSM_SAME;
}

int cc_act_setup_req(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct cc *cc = c->cc;
	const struct q2931_msg *m = cc_compose(c, Q2931_SETUP, ((const struct cc_arg *)arg)->msg);
	cc_keep_endpoint(c, m);
	if (cc->side->network)
		cc_keep_conn(c, m);
	q2931_encode_ordered(&c->setup, m, cc->config.ie_order);
	if (cc->link == CC_LINK_UP) {
		cc_send_setup(c);
	} else {
		c->setup_pending = true;
		cc_need_link(cc);
	}
	return FSM_SAME;
}

int cc_act_link_up_setup(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (c->setup_pending)
		cc_send_setup(c);
	return FSM_SAME;
}

/* First RELEASE of this side; the caller tells its own user, if it is to know. */
static int begin_release(struct cc_call *c, const struct ie_cause *cause)
{
	cc_stop_timers(c);
	c->cause = *cause;
	c->tries = 1;
	cc_start_timer(c, CT_308);
	cc_send_release(c, cause, NULL);
	return c->cc->side->release_sent;
}

int cc_act_release_req(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (c->setup_pending) { /* the peer has never heard of it */
		cc_put(c->cc, CC_OUT_RELEASE_CONF, c);
		return CC_NULL;
	}
	return begin_release(c, ((const struct cc_arg *)arg)->cause);
}

/* Instead of the first answer to SETUP. */
int cc_act_reject_req(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_send_release_complete(c, ((const struct cc_arg *)arg)->cause);
	cc_put(c->cc, CC_OUT_RELEASE_CONF, c);
	return FSM_SAME;
}

int cc_act_clear(void *self, const void *arg)
{
	struct cc_call *c = self;
	const struct cc_arg *a = arg;
	cc_put_release(c, a->cause, a->by_timer, true);
	return begin_release(c, a->cause);
}

/* The same before the first answer; in state null the user has not heard of the peer's call. */
int cc_act_clear_unanswered(void *self, const void *arg)
{
	struct cc_call *c = self;
	const struct ie_cause *cause = ((const struct cc_arg *)arg)->cause;
	if (c->state != CC_NULL || c->ours)
		cc_put_release(c, cause, false, false);
	cc_send_release_complete(c, cause);
	return FSM_SAME;
}

static struct ie_cause cause_of(const struct cc_call *c, const struct q2931_msg *m)
{
	return m && m->cause.present ? m->cause : plain(c, CAUSE_NORMAL_UNSPECIFIED);
}

/* RELEASE: the VC is freed and the user told, then RELEASE COMPLETE follows. */
int cc_act_release_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = cause_of(c, ((const struct cc_arg *)arg)->msg);
	cc_stop_timers(c);
	cc_put_release(c, &cause, false, false);
	c->post = CC_EV_RELEASE_RESP;
	return FSM_SAME;
}

int cc_act_release_resp(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_send_release_complete(c, c->cause.present ? &c->cause : NULL);
	return FSM_SAME;
}

int cc_act_release_complete(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = cause_of(c, ((const struct cc_arg *)arg)->msg);
	cc_put_release(c, &cause, false, false);
	return FSM_SAME;
}

static void confirm(struct cc_call *c)
{
	if (!c->indicated || c->cc->side->confirm_indicated)
		cc_put(c->cc, CC_OUT_RELEASE_CONF, c);
}

int cc_act_release_confirmed(void *self, const void *arg)
{
	confirm(self);
	return FSM_SAME;
}

/* Both sides sent RELEASE: neither answers. */
int cc_act_release_collision(void *self, const void *arg)
{
	confirm(self);
	return FSM_SAME;
}

int cc_act_status(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct cc *cc = c->cc;
	const struct q2931_msg *m = ((const struct cc_arg *)arg)->msg;
	int reported = m->call_state.value;
	if (reported == CC_NULL) {
		if (c->state == cc->side->release_sent)
			confirm(c);
		else
			cc_put_release(c, &m->cause, false, false);
		return CC_NULL;
	}
	if (c->state == cc->side->release_sent)
		return FSM_SAME;
	if (m->cause.value == CAUSE_RESPONSE_TO_ENQUIRY && timers_running(&c->timers, CT_322))
		timers_stop(&c->timers, CT_322);
	if (reported >= CC_N_STATES || !(cc->side->compatible[c->state] & 1u << reported)) {
		struct ie_cause cause = plain(c, CAUSE_WRONG_STATE);
		cc_put_release(c, &cause, false, true);
		return begin_release(c, &cause);
	}
	cc_put(cc, CC_OUT_STATUS_IND, c);
	return FSM_SAME;
}

int cc_act_status_enquiry(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = plain(c, CAUSE_RESPONSE_TO_ENQUIRY);
	cc_send_status(c, &cause, &((const struct cc_arg *)arg)->msg->endpoint_ref);
	return FSM_SAME;
}

int cc_act_restart(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = plain(c, CAUSE_TEMPORARY_FAILURE);
	cc_put_release(c, &cause, false, false);
	return FSM_SAME;
}

int cc_act_restart_released(void *self, const void *arg)
{
	confirm(self);
	return FSM_SAME;
}

static void enquire(struct cc_call *c)
{
	c->enquiries++;
	cc_start_timer(c, CT_322);
	struct q2931_msg *m = cc_compose(c, Q2931_STATUS_ENQUIRY, NULL);
	cc_send(c, m);
}

int cc_act_link_up_active(void *self, const void *arg)
{
	struct cc_call *c = self;
	c->enquiries = 0;
	enquire(c);
	return FSM_SAME;
}

int cc_act_t322(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (c->enquiries < 2) {
		enquire(c);
		return FSM_SAME;
	}
	struct ie_cause cause = plain(c, CAUSE_TEMPORARY_FAILURE);
	cc_put_release(c, &cause, true, true);
	return begin_release(c, &cause);
}

int cc_act_link_lost(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = plain(c, CAUSE_TEMPORARY_FAILURE);
	cc_put_release(c, &cause, false, false);
	return FSM_SAME;
}

int cc_act_link_lost_released(void *self, const void *arg)
{
	confirm(self);
	return FSM_SAME;
}

/* T309 ran out: the link did not come back. */
int cc_act_link_failed(void *self, const void *arg)
{
	struct cc_call *c = self;
	struct ie_cause cause = plain(c, CAUSE_DESTINATION_OUT_OF_ORDER);
	cc_put_release(c, &cause, true, false);
	return FSM_SAME;
}

void cc_clear_by_timer(struct cc_call *c, uint8_t value, const char *timer)
{
	struct ie_cause cause = cc_cause(c->cc, value, (const uint8_t *)timer, timer ? 3 : 0);
	cc_put_release(c, &cause, true, true);
	begin_release(c, &cause);
}

int cc_act_t301(void *self, const void *arg)
{
	cc_clear_by_timer(self, CAUSE_NO_ANSWER, NULL);
	return FSM_SAME;
}

int cc_act_t303(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (c->tries < 2) {
		cc_send_setup(c);
		return FSM_SAME;
	}
	struct ie_cause cause = plain(c, CAUSE_NO_USER_RESPONDING);
	cc_put_release(c, &cause, true, false);
	return CC_NULL;
}

int cc_act_t308(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (c->tries < 2) {
		struct ie_cause second = cc_cause(c->cc, CAUSE_TIMER, (const uint8_t *)"308", 3);
		c->tries++;
		cc_start_timer(c, CT_308);
		cc_send_release(c, &c->cause, &second);
		return FSM_SAME;
	}
	confirm(c);
	return CC_NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The machine of one party as data: table [party state][event] of Q.2971 9.2..9.4 as profiled by UNI
 * 3.1 5.6 and UNI 4.0. It holds both halves: states 1 and 4 are those of the side that adds the
 * party (the root, or the network towards a leaf), 6 and 7 those of the other. State 12 (drop party
 * received) is left within the event that enters it. A message whose cell is empty is
 * unexpected and answered with STATUS 101 (cc_rx.c).
 *
 * Whatever takes away the last party that is active or being set up releases the call in its place
 * (Q.2971 9.2.4): actions ask for that with 'post'; requests are turned into Release.request before they come here.
 */
#include "uni/cc.h"

enum { CAUSE_NO_USER_RESPONDING = 18, CAUSE_NORMAL_UNSPECIFIED = 31, CAUSE_TIMER = 102 };

const char *const cp_event_names[CP_EV_COUNT] = {
#define X(id, text) text,
    CP_EVENTS(X)
#undef X
};

static const struct cc_arg *arg_of(const void *arg)
{
	return arg;
}

static void send(struct cc_party *p, enum q2931_type type, const struct q2931_msg *ies, const struct ie_cause *cause)
{
	cc_send_party(p->call, p->ref, type, ies, cause);
}

/* Cause of a message about a party; one that is missing or cannot be read counts as 31 (Q.2971 9.5.7). */
static struct ie_cause cause_in(const struct cc_party *p, const struct cc_arg *a)
{
	if (a->msg && a->msg->cause.present)
		return a->msg->cause;
	return cc_cause(p->call->cc, CAUSE_NORMAL_UNSPECIFIED, NULL, 0);
}

/* The party's end, not asked for by this side. True if the call is to be released in its place. */
static bool end(struct cc_party *p, const struct ie_cause *cause, bool by_timer)
{
	struct cc_call *c = p->call;
	cc_party_stop_timer(p);
	if (c->n_parties == 1) {
		c->post = CC_EV_CLEAR;
		c->post_cause = *cause;
		c->post_by_timer = by_timer;
		return true;
	}
	bool setting_up = p->state == 1 || p->state == 4;
	cc_put_party(p, setting_up ? CC_OUT_PARTY_REJECT_IND : CC_OUT_DROP_PARTY_IND, cause, by_timer);
	p->indicated = true;
	return false;
}

static int act_add_req(void *self, const void *arg)
{
	struct cc_party *p = self;
	cc_party_start_timer(p, CT_399);
	send(p, Q2931_ADD_PARTY, arg_of(arg)->msg, NULL);
	return FSM_SAME;
}

static int act_add_ind(void *self, const void *arg)
{
	cc_put_party(self, CC_OUT_ADD_PARTY_IND, NULL, false);
	return FSM_SAME;
}

static int act_alerting_ind(void *self, const void *arg)
{
	cc_party_start_timer(self, CT_397);
	cc_put_party(self, CC_OUT_PARTY_ALERTING_IND, NULL, false);
	return FSM_SAME;
}

static int act_add_conf(void *self, const void *arg)
{
	cc_party_stop_timer(self);
	cc_put_party(self, CC_OUT_ADD_PARTY_CONF, NULL, false);
	return FSM_SAME;
}

static int act_alerting_req(void *self, const void *arg)
{
	send(self, Q2931_PARTY_ALERTING, arg_of(arg)->msg, NULL);
	return FSM_SAME;
}

static int act_add_resp(void *self, const void *arg)
{
	send(self, Q2931_ADD_PARTY_ACK, arg_of(arg)->msg, NULL);
	return FSM_SAME;
}

/* Refusal of a party that the peer adds. */
static int act_reject_req(void *self, const void *arg)
{
	send(self, Q2931_ADD_PARTY_REJECT, NULL, arg_of(arg)->cause);
	cc_put_party(self, CC_OUT_DROP_PARTY_CONF, NULL, false);
	return FSM_SAME;
}

static int act_drop_req(void *self, const void *arg)
{
	cc_party_start_timer(self, CT_398);
	send(self, Q2931_DROP_PARTY, NULL, arg_of(arg)->cause);
	return FSM_SAME;
}

/* ADD PARTY REJECT; or what tells that the peer knows the party no more. */
static int act_ended(void *self, const void *arg)
{
	struct ie_cause cause = cause_in(self, arg);
	end(self, &cause, false);
	return FSM_SAME;
}

/* DROP PARTY; the acknowledgement repeats its cause, or says what was wrong with that. */
static int act_dropped(void *self, const void *arg)
{
	struct cc_party *p = self;
	struct ie_cause cause = cause_in(p, arg);
	if (!end(p, &cause, false))
		send(p, Q2931_DROP_PARTY_ACK, NULL, arg_of(arg)->cause ? arg_of(arg)->cause : &cause);
	return FSM_SAME;
}

static int by_timer(struct cc_party *p, uint8_t value, const char *timer)
{
	struct ie_cause cause = cc_cause(p->call->cc, value, (const uint8_t *)timer, timer ? 3 : 0);
	if (end(p, &cause, true))
		return FSM_SAME;
	cc_party_start_timer(p, CT_398);
	send(p, Q2931_DROP_PARTY, NULL, &cause);
	return FSM_SAME;
}

static int act_t399(void *self, const void *arg)
{
	const struct cc_party *p = self;
	return p->call->cc->side->network ? by_timer(self, CAUSE_NO_USER_RESPONDING, NULL)
					  : by_timer(self, CAUSE_TIMER, "399");
}

static int act_t397(void *self, const void *arg)
{
	return by_timer(self, CAUSE_TIMER, "397");
}

/* A drop that this side began is done. */
static int act_drop_conf(void *self, const void *arg)
{
	struct cc_party *p = self;
	cc_party_stop_timer(p);
	if (!p->indicated)
		cc_put_party(p, CC_OUT_DROP_PARTY_CONF, NULL, false);
	return FSM_SAME;
}

static int act_t398(void *self, const void *arg)
{
	struct cc_party *p = self;
	struct ie_cause cause = cc_cause(p->call->cc, CAUSE_TIMER, (const uint8_t *)"398", 3);
	send(p, Q2931_DROP_PARTY_ACK, NULL, &cause);
	return act_drop_conf(p, arg);
}

/* The call alerts: T301 does not run for it, T397 does for its party (Q.2971 9.2.1). */
static int act_call_alerting(void *self, const void *arg)
{
	cc_party_start_timer(self, CT_397);
	return FSM_SAME;
}

static int act_stop(void *self, const void *arg)
{
	cc_party_stop_timer(self);
	return FSM_SAME;
}

/* Requests that come too late or too early have no effect. */
static int act_no_effect(void *self, const void *arg)
{
	return FSM_SAME;
}

#define ROW(ev, act, to, cl) [CP_EV_##ev] = {act, to, cl}

/* clang-format off: one row of the table on each line */
/* Parties that count: active or being set up. */
#define LIVE                                                                                                           \
	ROW(DROP_PARTY, act_dropped, 0, "Q.2971 9.2.4"), ROW(DROP_PARTY_ACK, act_ended, 0, "Q.2971 9.5.4"),            \
	    ROW(PARTY_LOST, act_ended, 0, "Q.2971 9.5.12"), ROW(CALL_CLEARED, act_stop, 0, "Q.2971 9.3")

/* Of the side that added the party: it has nothing to answer. */
#define NO_ANSWER                                                                                                      \
	ROW(PARTY_ALERTING_REQ, act_no_effect, FSM_SAME, "Q.2971 9.2.3"),                                              \
	    ROW(ADD_PARTY_RESP, act_no_effect, FSM_SAME, "Q.2971 9.2.3"),                                              \
	    ROW(REJECT_PARTY_REQ, act_no_effect, FSM_SAME, "Q.2971 9.2.3")

static const struct fsm_row rows[CP_N_STATES][CP_EV_COUNT] =
    {
	[0] =
	    {
		ROW(ADD_PARTY_REQ, act_add_req, 1, "Q.2971 9.2.2"),
		ROW(ADD_PARTY, act_add_ind, 6, "Q.2971 9.2.3"),
		ROW(SETUP_SENT, fsm_ignore, 1, "Q.2971 9.2.1"),
		ROW(SETUP_RECEIVED, fsm_ignore, 6, "Q.2971 9.2.1"),
	    },
	[1] =
	    {
		LIVE,
		NO_ANSWER,
		ROW(PARTY_ALERTING, act_alerting_ind, 4, "Q.2971 9.2.2"),
		ROW(ADD_PARTY_ACK, act_add_conf, 10, "Q.2971 9.2.2"),
		ROW(ADD_PARTY_REJECT, act_ended, 0, "Q.2971 9.2.2"),
		ROW(DROP_PARTY_REQ, act_drop_req, 11, "Q.2971 9.2.4"),
		ROW(CALL_ALERTING, act_call_alerting, 4, "Q.2971 9.2.1"),
		ROW(CALL_CONNECTED, act_stop, 10, "Q.2971 9.2.1"),
		ROW(T399, act_t399, 11, "Q.2971 9.2.2"),
	    },
	[4] =
	    {
		LIVE,
		NO_ANSWER,
		ROW(ADD_PARTY_ACK, act_add_conf, 10, "Q.2971 9.2.2"),
		ROW(ADD_PARTY_REJECT, act_ended, 0, "Q.2971 9.2.2"),
		ROW(DROP_PARTY_REQ, act_drop_req, 11, "Q.2971 9.2.4"),
		ROW(CALL_CONNECTED, act_stop, 10, "Q.2971 9.2.1"),
		ROW(T397, act_t397, 11, "Q.2971 9.2.2"),
	    },
	[6] =
	    {
		LIVE,
		ROW(PARTY_ALERTING_REQ, act_alerting_req, 7, "Q.2971 9.2.3"),
		ROW(ADD_PARTY_RESP, act_add_resp, 10, "Q.2971 9.2.3"),
		ROW(REJECT_PARTY_REQ, act_reject_req, 0, "Q.2971 9.2.3"),
		ROW(DROP_PARTY_REQ, act_reject_req, 0, "Q.2971 9.2.3"),
		ROW(CALL_ALERTING, fsm_ignore, 7, "Q.2971 9.2.1"),
		ROW(CALL_CONNECTED, fsm_ignore, 10, "Q.2971 9.2.1"),
	    },
	[7] =
	    {
		LIVE,
		ROW(PARTY_ALERTING_REQ, act_no_effect, FSM_SAME, "Q.2971 9.2.3"),
		ROW(ADD_PARTY_RESP, act_add_resp, 10, "Q.2971 9.2.3"),
		ROW(REJECT_PARTY_REQ, act_reject_req, 0, "Q.2971 9.2.3"),
		ROW(DROP_PARTY_REQ, act_reject_req, 0, "Q.2971 9.2.3"),
		ROW(CALL_CONNECTED, fsm_ignore, 10, "Q.2971 9.2.1"),
	    },
	[10] =
	    {
		LIVE,
		NO_ANSWER,
		ROW(DROP_PARTY_REQ, act_drop_req, 11, "Q.2971 9.2.4"),
		/* U8, then U10 */
		ROW(CALL_CONNECTED, fsm_ignore, FSM_SAME, "Q.2971 9.2.1"),
	    },
	/* What comes before the acknowledgement was under way. */
	[11] =
	    {
		NO_ANSWER,
		ROW(ADD_PARTY_ACK, fsm_ignore, FSM_SAME, "Q.2971 9.2.4"),
		ROW(ADD_PARTY_REJECT, fsm_ignore, FSM_SAME, "Q.2971 9.2.4"),
		ROW(PARTY_ALERTING, fsm_ignore, FSM_SAME, "Q.2971 9.2.4"),
		ROW(DROP_PARTY, act_drop_conf, 0, "Q.2971 9.2.4.3"),
		ROW(DROP_PARTY_ACK, act_drop_conf, 0, "Q.2971 9.2.4"),
		ROW(PARTY_LOST, act_drop_conf, 0, "Q.2971 9.5.12"),
		ROW(DROP_PARTY_REQ, act_no_effect, FSM_SAME, "Q.2971 9.2.4"),
		ROW(CALL_CONNECTED, fsm_ignore, FSM_SAME, "Q.2971 9.2.1"),
		ROW(CALL_CLEARED, act_stop, 0, "Q.2971 9.3"),
		ROW(T398, act_t398, 0, "Q.2971 9.2.4"),
	    },
};
/* clang-format on */

static const char *const state_names[CP_N_STATES] = {
    [0] = "null",
    [1] = "add party initiated",
    [2] = "",
    [3] = "",
    [4] = "alerting delivered",
    [5] = "",
    [6] = "add party received",
    [7] = "alerting received",
    [8] = "",
    [9] = "",
    [10] = "active",
    [11] = "drop party initiated",
};

static int unforeseen(void *self, int state, int event, const void *arg)
{
	((struct cc_party *)self)->call->cc->unforeseen++;
	return FSM_SAME;
}

static bool counts(int state)
{
	return state != CP_NULL && state != CP_DROP_INITIATED;
}

static void changed(void *self, int from, int to)
{
	struct cc_call *c = ((struct cc_party *)self)->call;
	if (counts(to) && !counts(from))
		c->n_parties++;
	else if (counts(from) && !counts(to))
		c->n_parties--;
}

const struct fsm_def cp_fsm = {
    .name = "Q.2971 party",
    .state_names = state_names,
    .event_names = cp_event_names,
    .n_states = CP_N_STATES,
    .n_events = CP_EV_COUNT,
    .rows = &rows[0][0],
    .unforeseen = unforeseen,
    .changed = changed,
};

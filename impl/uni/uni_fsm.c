/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user side as data: table [call state][event] of Q.2931 5.1..5.4 as profiled by UNI 3.1 5.5
 * and UNI 4.0. A message whose cell is empty is unexpected in that state and answered with STATUS
 * 101 (cc_rx.c); requests and timers that have no cell cannot happen there. ALERTING is
 * known to the codec from UNI 4.0 on only. States 2 and 5 (overlap) do not exist.
 */
#include "uni_priv.h"

enum { CAUSE_TIMER = 102 };

static const struct q2931_msg *msg_of(const void *arg)
{
	return ((const struct cc_arg *)arg)->msg;
}

static int act_setup_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_keep_conn(c, msg_of(arg));
	cc_keep_endpoint(c, msg_of(arg));
	cc_put(c->cc, CC_OUT_SETUP_IND, c);
	return FSM_SAME;
}

static int act_proceeding_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	cc_start_timer(c, CT_310);
	cc_keep_conn(c, msg_of(arg));
	cc_put(c->cc, CC_OUT_PROCEEDING_IND, c);
	return FSM_SAME;
}

static int act_alerting_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	if (!c->has_endpoint) /* T301 does not run for point to multipoint (Q.2971 9.2.1) */
		cc_start_timer(c, CT_301);
	cc_keep_conn(c, msg_of(arg));
	cc_put(c->cc, CC_OUT_ALERTING_IND, c);
	return FSM_SAME;
}

static int act_connect(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	cc_keep_conn(c, msg_of(arg));
	cc_send(c, cc_compose(c, Q2931_CONNECT_ACK, NULL));
	cc_put(c->cc, CC_OUT_CONNECT_IND, c);
	return FSM_SAME;
}

static int answer(struct cc_call *c, enum q2931_type type, const struct q2931_msg *ies)
{
	struct q2931_msg *m = cc_compose(c, type, ies);
	cc_add_endpoint(c, m);
	cc_send(c, m);
	return FSM_SAME;
}

static int act_proceeding_req(void *self, const void *arg)
{
	return answer(self, Q2931_CALL_PROCEEDING, msg_of(arg));
}

static int act_alerting_req(void *self, const void *arg)
{
	return answer(self, Q2931_ALERTING, msg_of(arg));
}

static int act_setup_resp(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_start_timer(c, CT_313);
	return answer(c, Q2931_CONNECT, msg_of(arg));
}

static int act_complete_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	cc_put(c->cc, CC_OUT_COMPLETE_IND, c);
	return FSM_SAME;
}

static int act_t310(void *self, const void *arg)
{
	cc_clear_by_timer(self, CAUSE_TIMER, "310");
	return FSM_SAME;
}

static int act_t313(void *self, const void *arg)
{
	cc_clear_by_timer(self, CAUSE_TIMER, "313");
	return FSM_SAME;
}

#define A(name)              cc_act_##name
#define ROW(ev, act, to, cl) [CC_EV_##ev] = {act, to, cl}

/* clang-format off: one row of the table on each line */
/* Every state but null, 11 and 12. */
#define ALIVE                                                                                                          \
	ROW(RELEASE, A(release_ind), 12, "Q.2931 5.4.4"),                                                              \
	    ROW(RELEASE_COMPLETE, A(release_complete), 0, "Q.2931 5.4.3"),                                             \
	    ROW(STATUS, A(status), FSM_BY_ACTION, "Q.2931 5.6.12"),                                                    \
	    ROW(STATUS_ENQUIRY, A(status_enquiry), FSM_SAME, "Q.2931 5.6.11"),                                         \
	    ROW(NOTIFY, fsm_ignore, FSM_SAME, "Q.2931 5.9"), ROW(RESTART, A(restart), 0, "Q.2931 5.5.2")

/* Not yet active: the call does not outlive the link. */
#define PENDING ALIVE, ROW(LINK_DOWN, A(link_lost), 0, "Q.2931 5.6.10")

/* Requests that come too late or too early have no effect. */
#define NO_ANSWER                                                                                                      \
	ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.2"),                                                     \
	    ROW(ALERTING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.2"),                                                   \
	    ROW(SETUP_RESP, A(no_effect), FSM_SAME, "Q.2931 5.2")

#define NO_ENQUIRY ROW(LINK_UP, A(no_effect), FSM_SAME, "Q.2931 5.6.9")
#define NO_T309    ROW(T309, A(no_effect), FSM_SAME, "Q.2931 5.6.10")

#define RELEASABLE                                                                                                     \
	ROW(RELEASE_REQ, A(release_req), FSM_BY_ACTION, "Q.2931 5.4.3"), ROW(CLEAR, A(clear), 11, "Q.2931 5.6.8")

static const struct fsm_row rows[CC_N_STATES][CC_EV_COUNT] =
    {
	[0] =
	    {
		ROW(SETUP, act_setup_ind, 6, "Q.2931 5.2.1"),
		ROW(SETUP_REQ, A(setup_req), 1, "Q.2931 5.1.1"),
		ROW(CLEAR, A(clear_unanswered), FSM_SAME, "Q.2931 5.6.7.1"),
	    },
	[1] =
	    {
		PENDING,
		NO_ANSWER,
		NO_T309,
		RELEASABLE,
		ROW(CALL_PROCEEDING, act_proceeding_ind, 3, "Q.2931 5.1.5"),
		ROW(ALERTING, act_alerting_ind, 4, "Q.2931 5.1.6"),
		ROW(CONNECT, act_connect, 10, "Q.2931 5.1.7"),
		ROW(LINK_UP, A(link_up_setup), FSM_SAME, "Q.2931 5.1.1"),
		ROW(T303, A(t303), FSM_BY_ACTION, "Q.2931 5.1.1"),
	    },
	[3] =
	    {
		PENDING,
		NO_ANSWER,
		NO_ENQUIRY,
		NO_T309,
		RELEASABLE,
		ROW(ALERTING, act_alerting_ind, 4, "Q.2931 5.1.6"),
		ROW(CONNECT, act_connect, 10, "Q.2931 5.1.7"),
		ROW(T310, act_t310, 11, "Q.2931 5.1.5"),
	    },
	[4] =
	    {
		PENDING,
		CC_PARTY_ROWS,
		NO_ANSWER,
		NO_ENQUIRY,
		NO_T309,
		RELEASABLE,
		ROW(CONNECT, act_connect, 10, "Q.2931 5.1.7"),
		ROW(T301, A(t301), 11, "UNI 4.0 5.1.6"),
	    },
	[6] =
	    {
		PENDING,
		NO_ENQUIRY,
		NO_T309,
		ROW(PROCEEDING_REQ, act_proceeding_req, 9, "Q.2931 5.2.5.1"),
		ROW(ALERTING_REQ, act_alerting_req, 7, "Q.2931 5.2.5.2"),
		ROW(SETUP_RESP, act_setup_resp, 8, "Q.2931 5.2.6"),
		ROW(RELEASE_REQ, A(reject_req), 0, "Q.2931 5.2.5.3"),
		ROW(CLEAR, A(clear_unanswered), 0, "Q.2931 5.6.8"),
	    },
	[7] =
	    {
		PENDING,
		CC_PARTY_ROWS,
		NO_ENQUIRY,
		NO_T309,
		RELEASABLE,
		ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.2.5"),
		ROW(ALERTING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.2.5"),
		ROW(SETUP_RESP, act_setup_resp, 8, "Q.2931 5.2.6"),
	    },
	[8] =
	    {
		PENDING,
		CC_PARTY_ROWS,
		NO_ANSWER,
		NO_ENQUIRY,
		NO_T309,
		RELEASABLE,
		ROW(CONNECT_ACK, act_complete_ind, 10, "Q.2931 5.2.7"),
		ROW(T313, act_t313, 11, "Q.2931 5.2.6"),
	    },
	[9] =
	    {
		PENDING,
		NO_ENQUIRY,
		NO_T309,
		RELEASABLE,
		ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.2.5"),
		ROW(ALERTING_REQ, act_alerting_req, 7, "Q.2931 5.2.5.2"),
		ROW(SETUP_RESP, act_setup_resp, 8, "Q.2931 5.2.6"),
	    },
	[10] =
	    {
		ALIVE,
		CC_PARTY_ROWS,
		NO_ANSWER,
		RELEASABLE,
		ROW(LINK_UP, A(link_up_active), FSM_SAME, "Q.2931 5.6.9"),
		ROW(LINK_DOWN, A(no_effect), FSM_SAME, "Q.2931 5.6.10"),
		ROW(T309, A(link_failed), 0, "Q.2931 5.6.10"),
		ROW(T322, A(t322), FSM_BY_ACTION, "Q.2931 5.6.11"),
	    },
	[11] =
	    {
		CC_LATE_PARTY_ROWS,
		NO_ANSWER,
		NO_ENQUIRY,
		NO_T309,
		ROW(RELEASE, A(release_collision), 0, "Q.2931 5.4.5"),
		ROW(RELEASE_COMPLETE, A(release_confirmed), 0, "Q.2931 5.4.3"),
		ROW(STATUS, A(status), FSM_BY_ACTION, "Q.2931 5.6.12"),
		ROW(STATUS_ENQUIRY, A(status_enquiry), FSM_SAME, "Q.2931 5.6.11"),
		ROW(NOTIFY, fsm_ignore, FSM_SAME, "Q.2931 5.9"),
		ROW(RELEASE_REQ, A(no_effect), FSM_SAME, "Q.2931 5.4.3"),
		ROW(CLEAR, A(no_effect), FSM_SAME, "Q.2931 5.4.3"),
		ROW(RESTART, A(restart_released), 0, "Q.2931 5.5.2"),
		ROW(LINK_DOWN, A(link_lost_released), 0, "Q.2931 5.6.10"),
		ROW(T308, A(t308), FSM_BY_ACTION, "Q.2931 5.4.3"),
	    },
	/* Left at once: the VC is free when the user is told, so Release.response follows by itself. */
	[12] =
	    {
		ROW(RELEASE_RESP, A(release_resp), 0, "Q.2931 5.4.4"),
	    },
};
/* clang-format on */

static const char *const state_names[CC_N_STATES] = {
    "U0 null",
    "U1 call initiated",
    "",
    "U3 outgoing call proceeding",
    "U4 call delivered",
    "",
    "U6 call present",
    "U7 call received",
    "U8 connect request",
    "U9 incoming call proceeding",
    "U10 active",
    "U11 release request",
    "U12 release indication",
};

static const struct fsm_def user_fsm = {
    .name = "Q.2931 user side",
    .state_names = state_names,
    .event_names = cc_event_names,
    .n_states = CC_N_STATES,
    .n_events = CC_EV_COUNT,
    .rows = &rows[0][0],
    .unforeseen = cc_unforeseen,
};

#define B        CC_BIT
#define CLEARING (B(11) | B(12))

/* States that the network may report in STATUS: those that messages still under way explain. */
const struct cc_side uni_side = {
    .name = "user",
    .network = false,
    .fsm = &user_fsm,
    .compatible =
	{
	    [1] = CLEARING | B(1) | B(3) | B(4) | B(10),
	    [3] = CLEARING | B(3) | B(4) | B(10),
	    [4] = CLEARING | B(4) | B(10),
	    [6] = CLEARING | B(6),
	    [7] = CLEARING | B(6) | B(9) | B(7),
	    [8] = CLEARING | B(6) | B(9) | B(7) | B(8) | B(10),
	    [9] = CLEARING | B(6) | B(9),
	    [10] = CLEARING | B(10),
	},
    .release_sent = 11,
    .location = 0, /* user */
    .confirm_indicated = false,
};

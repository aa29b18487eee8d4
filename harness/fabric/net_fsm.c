/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network side of a UNI as data: table [call state][event] of Q.2931 5.1..5.4 and UNI 3.1 5.5,
 * the mirror of the user's. N8 is passed within the event that accepts CONNECT: the network
 * acknowledges without waiting for the caller. A message whose cell is empty is unexpected
 * and answered with STATUS 101.
 */
#include "net_priv.h"

enum { CAUSE_NO_USER_RESPONDING = 18 };

static const struct q2931_msg *msg_of(const void *arg)
{
	return ((const struct cc_arg *)arg)->msg;
}

static int act_setup_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_keep_endpoint(c, msg_of(arg));
	cc_put(c->cc, CC_OUT_SETUP_IND, c);
	return FSM_SAME;
}

void net_complete_answer(struct cc_call *c, struct q2931_msg *m)
{
	/* The first answer carries the VC, whichever message it is (UNI 3.1 5.5.1.2). */
	if (!c->answered && c->has_conn)
		m->conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vpci = c->vpci, .vci = c->vci};
	cc_add_endpoint(c, m);
}

static int answer(struct cc_call *c, enum q2931_type type, const struct q2931_msg *ies)
{
	struct q2931_msg *m = cc_compose(c, type, ies);
	net_complete_answer(c, m);
	c->answered = true;
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

static int act_connect_req(void *self, const void *arg)
{
	return answer(self, Q2931_CONNECT, msg_of(arg));
}

static int act_proceeding_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	cc_start_timer(c, CT_310);
	cc_put(c->cc, CC_OUT_PROCEEDING_IND, c);
	return FSM_SAME;
}

static int act_alerting_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	if (!c->has_endpoint) /* T301 does not run for point to multipoint (Q.2971 9.2.1) */
		cc_start_timer(c, CT_301);
	cc_put(c->cc, CC_OUT_ALERTING_IND, c);
	return FSM_SAME;
}

static int act_connect_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	cc_stop_timers(c);
	cc_send(c, cc_compose(c, Q2931_CONNECT_ACK, NULL));
	cc_put(c->cc, CC_OUT_CONNECT_IND, c);
	return FSM_SAME;
}

static int act_complete_ind(void *self, const void *arg)
{
	struct cc_call *c = self;
	if (!c->ours)
		cc_put(c->cc, CC_OUT_COMPLETE_IND, c);
	return FSM_SAME;
}

static int act_t310(void *self, const void *arg)
{
	cc_clear_by_timer(self, CAUSE_NO_USER_RESPONDING, NULL);
	return FSM_SAME;
}

#define A(name)              cc_act_##name
#define ROW(ev, act, to, cl) [CC_EV_##ev] = {act, to, cl}

/* One row of the table on each line. */
/* clang-format off */
/* Every state but null, 11 and 12. */
#define ALIVE \
	ROW(RELEASE, A(release_ind), 11, "Q.2931 5.4.3"), \
	ROW(RELEASE_COMPLETE, A(release_complete), 0, "Q.2931 5.4.4"), \
	ROW(STATUS, A(status), FSM_BY_ACTION, "Q.2931 5.6.12"), \
	ROW(STATUS_ENQUIRY, A(status_enquiry), FSM_SAME, "Q.2931 5.6.11"), \
	ROW(NOTIFY, fsm_ignore, FSM_SAME, "Q.2931 5.9"), \
	ROW(RESTART, A(restart), 0, "Q.2931 5.5.2")

#define PENDING \
	ALIVE, \
	ROW(LINK_DOWN, A(link_lost), 0, "Q.2931 5.6.10")

/* Requests that come too late or too early have no effect. */
#define NO_ANSWER \
	ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.1"), \
	ROW(ALERTING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.1"), \
	ROW(SETUP_RESP, A(no_effect), FSM_SAME, "Q.2931 5.1")

#define NO_ENQUIRY ROW(LINK_UP, A(no_effect), FSM_SAME, "Q.2931 5.6.9")
#define NO_T309    ROW(T309, A(no_effect), FSM_SAME, "Q.2931 5.6.10")

#define RELEASABLE \
	ROW(RELEASE_REQ, A(release_req), FSM_BY_ACTION, "Q.2931 5.4.4"), \
	ROW(CLEAR, A(clear), 12, "Q.2931 5.6.8")

static const struct fsm_row rows[CC_N_STATES][CC_EV_COUNT] = {
    [0] = {
	ROW(SETUP, act_setup_ind, 1, "Q.2931 5.1.1"),
	ROW(SETUP_REQ, A(setup_req), 6, "Q.2931 5.2.1"),
	ROW(CLEAR, A(clear_unanswered), FSM_SAME, "Q.2931 5.6.7.1"),
    },
    [1] = {
	PENDING, NO_ENQUIRY, NO_T309,
	ROW(PROCEEDING_REQ, act_proceeding_req, 3, "Q.2931 5.1.5"),
	ROW(ALERTING_REQ, act_alerting_req, 4, "Q.2931 5.1.6"),
	ROW(SETUP_RESP, act_connect_req, 10, "Q.2931 5.1.7"),
	ROW(RELEASE_REQ, A(reject_req), 0, "Q.2931 5.1.4"),
	ROW(CLEAR, A(clear_unanswered), 0, "Q.2931 5.6.8"),
    },
    [3] = {
	PENDING, NO_ENQUIRY, NO_T309, RELEASABLE,
	ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.1.5"),
	ROW(ALERTING_REQ, act_alerting_req, 4, "Q.2931 5.1.6"),
	ROW(SETUP_RESP, act_connect_req, 10, "Q.2931 5.1.7"),
    },
    [4] = {
	CC_PARTY_ROWS, PENDING, NO_ENQUIRY, NO_T309, RELEASABLE,
	ROW(PROCEEDING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.1.5"),
	ROW(ALERTING_REQ, A(no_effect), FSM_SAME, "Q.2931 5.1.6"),
	ROW(SETUP_RESP, act_connect_req, 10, "Q.2931 5.1.7"),
    },
    [6] = {
	PENDING, NO_ANSWER, NO_T309, RELEASABLE,
	ROW(CALL_PROCEEDING, act_proceeding_ind, 9, "Q.2931 5.2.5.1"),
	ROW(ALERTING, act_alerting_ind, 7, "Q.2931 5.2.5.2"),
	ROW(CONNECT, act_connect_ind, 10, "Q.2931 5.2.7"),
	ROW(LINK_UP, A(link_up_setup), FSM_SAME, "Q.2931 5.2.1"),
	ROW(T303, A(t303), FSM_BY_ACTION, "Q.2931 5.2.1"),
    },
    [7] = {
	CC_PARTY_ROWS, PENDING, NO_ANSWER, NO_ENQUIRY, NO_T309, RELEASABLE,
	ROW(CONNECT, act_connect_ind, 10, "Q.2931 5.2.7"),
	ROW(T301, A(t301), 12, "UNI 4.0 5.2.5"),
    },
    [9] = {
	PENDING, NO_ANSWER, NO_ENQUIRY, NO_T309, RELEASABLE,
	ROW(ALERTING, act_alerting_ind, 7, "Q.2931 5.2.5.2"),
	ROW(CONNECT, act_connect_ind, 10, "Q.2931 5.2.7"),
	ROW(T310, act_t310, 12, "Q.2931 5.2.5.4"),
    },
    [10] = {
	CC_PARTY_ROWS, ALIVE, NO_ANSWER, RELEASABLE,
	ROW(CONNECT_ACK, act_complete_ind, FSM_SAME, "Q.2931 5.1.7"),
	ROW(LINK_UP, A(link_up_active), FSM_SAME, "Q.2931 5.6.9"),
	ROW(LINK_DOWN, A(no_effect), FSM_SAME, "Q.2931 5.6.10"),
	ROW(T309, A(link_failed), 0, "Q.2931 5.6.10"),
	ROW(T322, A(t322), FSM_BY_ACTION, "Q.2931 5.6.11"),
    },
    /* Left at once: the VC is freed before RELEASE COMPLETE answers. */
    [11] = {
	ROW(RELEASE_RESP, A(release_resp), 0, "Q.2931 5.4.3"),
    },
    [12] = {
	CC_LATE_PARTY_ROWS, NO_ANSWER, NO_ENQUIRY, NO_T309,
	ROW(RELEASE, A(release_collision), 0, "Q.2931 5.4.5"),
	ROW(RELEASE_COMPLETE, A(release_confirmed), 0, "Q.2931 5.4.4"),
	ROW(STATUS, A(status), FSM_BY_ACTION, "Q.2931 5.6.12"),
	ROW(STATUS_ENQUIRY, A(status_enquiry), FSM_SAME, "Q.2931 5.6.11"),
	ROW(NOTIFY, fsm_ignore, FSM_SAME, "Q.2931 5.9"),
	ROW(RELEASE_REQ, A(no_effect), FSM_SAME, "Q.2931 5.4.4"),
	ROW(CLEAR, A(no_effect), FSM_SAME, "Q.2931 5.4.4"),
	ROW(RESTART, A(restart_released), 0, "Q.2931 5.5.2"),
	ROW(LINK_DOWN, A(link_lost_released), 0, "Q.2931 5.6.10"),
	ROW(T308, A(t308), FSM_BY_ACTION, "Q.2931 5.4.4"),
    },
};
/* clang-format on */

static const char *const state_names[CC_N_STATES] = {
    "N0 null",
    "N1 call initiated",
    "",
    "N3 outgoing call proceeding",
    "N4 call delivered",
    "",
    "N6 call present",
    "N7 call received",
    "N8 connect request",
    "N9 incoming call proceeding",
    "N10 active",
    "N11 release request",
    "N12 release indication",
};

static const struct fsm_def network_fsm = {
    .name = "Q.2931 network side",
    .state_names = state_names,
    .event_names = cc_event_names,
    .n_states = CC_N_STATES,
    .n_events = CC_EV_COUNT,
    .rows = &rows[0][0],
    .unforeseen = cc_unforeseen,
};

/* Requests that may send one message, and in which case they do. */
enum q2931_type net_message_of(const struct cc_call *call, enum cc_event request)
{
	const fsm_action act = rows[call->state][request].action;
	if (act == cc_act_setup_req)
		return Q2931_SETUP;
	if (act == act_proceeding_req)
		return Q2931_CALL_PROCEEDING;
	if (act == act_alerting_req)
		return Q2931_ALERTING;
	if (act == act_connect_req)
		return Q2931_CONNECT;
	if (act == cc_act_release_req && !call->setup_pending)
		return Q2931_RELEASE;
	if (act == cc_act_reject_req)
		return Q2931_RELEASE_COMPLETE;
	return (enum q2931_type)0;
}

#define B        CC_BIT
#define CLEARING (B(11) | B(12))

/* States that the user may report in STATUS: those that messages still under way explain. */
const struct cc_side net_side = {
    .name = "network",
    .network = true,
    .fsm = &network_fsm,
    .compatible =
	{
	    [1] = CLEARING | B(1),
	    [3] = CLEARING | B(1) | B(3),
	    [4] = CLEARING | B(1) | B(3) | B(4),
	    [6] = CLEARING | B(6) | B(7) | B(8) | B(9),
	    [7] = CLEARING | B(7) | B(8),
	    [9] = CLEARING | B(7) | B(8) | B(9),
	    [10] = CLEARING | B(1) | B(3) | B(4) | B(8) | B(10),
	},
    .release_sent = 12,
    .location = 2, /* public network serving the local user */
    .confirm_indicated = true,
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user side's table cell by cell (UNI 4.0, which has all states): each message, request,
 * timer and link event in each call state, compared with a table written down here from
 * Q.2931; '>n' is the next state if it differs.
 */
#include "../../base/tests/run_suite.h"
#include "world.h"

static const int states[] = {1, 3, 4, 6, 7, 8, 9, 10, 11};
#define N_STATES (sizeof(states) / sizeof(states[0]))

struct row {
	int state;
	const char *want;
};

static void check_cell(struct world *w, uni_call c, int state, const char *what, const char *want)
{
	world_drain(w);
	int to = uni_call_state(w->u, c);
	if (to != state) {
		char word[8];
		snprintf(word, sizeof(word), ">%d", to);
		world_say(w, word);
	}
	if (!*w->seen)
		world_say(w, "-");
	ck_assert_msg(strcmp(w->seen, want) == 0, "state %d, %s: got '%s', expected '%s'", state, what, w->seen, want);
}

/* By message type: what happens in the states of 'states', in that order. */
static const struct {
	enum q2931_type type;
	const char *want[N_STATES];
} messages[] = {
    /*                       1, 3, 4, 6, 7, 8, 9, 10, 11 */
    {Q2931_SETUP, {"-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    {Q2931_CALL_PROCEEDING,
     {"[proceeding] >3", "STATUS 101 s3", "STATUS 101 s4", "STATUS 101 s6", "STATUS 101 s7", "STATUS 101 s8",
      "STATUS 101 s9", "STATUS 101 s10", "STATUS 101 s11"}},
    {Q2931_ALERTING,
     {"[alerting] >4", "[alerting] >4", "STATUS 101 s4", "STATUS 101 s6", "STATUS 101 s7", "STATUS 101 s8",
      "STATUS 101 s9", "STATUS 101 s10", "STATUS 101 s11"}},
    {Q2931_CONNECT,
     {"[setup.conf] CONNECT ACKNOWLEDGE >10", "[setup.conf] CONNECT ACKNOWLEDGE >10",
      "[setup.conf] CONNECT ACKNOWLEDGE >10", "STATUS 101 s6", "STATUS 101 s7", "STATUS 101 s8", "STATUS 101 s9",
      "STATUS 101 s10", "STATUS 101 s11"}},
    {Q2931_CONNECT_ACK,
     {"STATUS 101 s1", "STATUS 101 s3", "STATUS 101 s4", "STATUS 101 s6", "STATUS 101 s7", "[complete] >10",
      "STATUS 101 s9", "STATUS 101 s10", "STATUS 101 s11"}},
    {Q2931_RELEASE,
     {"[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0", "[release.conf] >0"}},
    {Q2931_RELEASE_COMPLETE,
     {"[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0",
      "[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0", "[release.conf] >0"}},
    {Q2931_STATUS_ENQUIRY,
     {"STATUS 30 s1", "STATUS 30 s3", "STATUS 30 s4", "STATUS 30 s6", "STATUS 30 s7", "STATUS 30 s8", "STATUS 30 s9",
      "STATUS 30 s10", "STATUS 30 s11"}},
    {Q2931_NOTIFY, {"-", "-", "-", "-", "-", "-", "-", "-", "-"}},
    /* reports state 10 */
    {Q2931_STATUS,
     {"[status.ind]", "[status.ind]", "[status.ind]", "[release.ind 101] RELEASE 101 >11",
      "[release.ind 101] RELEASE 101 >11", "[status.ind]", "[release.ind 101] RELEASE 101 >11", "[status.ind]", "-"}},
};

START_TEST(every_message)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		for (size_t k = 0; k < N_STATES; k++) {
			struct world w;
			uint32_t ref;
			bool users;
			world_init(&w, UNI_40);
			uni_call c = world_call_in(&w, states[k], &ref, &users);
			struct q2931_msg m = network_says(&w, messages[i].type, ref, users);
			if (m.type == Q2931_CONNECT || m.type == Q2931_ALERTING)
				m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
			world_message(&w, &m);
			check_cell(&w, c, states[k], q2931_type_name(messages[i].type), messages[i].want[k]);
			world_free(&w);
		}
	}
}
END_TEST

enum request { PROCEEDING, ALERTING, ACCEPT, RELEASE, RESTART_VC, LINK_LOST, LINK_AGAIN };
static const struct {
	enum request request;
	const char *name;
	const char *want[N_STATES];
} requests[] = {
    /*                       1, 3, 4, 6, 7, 8, 9, 10, 11 */
    {PROCEEDING, "Proceeding.request", {"-", "-", "-", "CALL PROCEEDING >9", "-", "-", "-", "-", "-"}},
    {ALERTING, "Alerting.request", {"-", "-", "-", "ALERTING >7", "-", "-", "ALERTING >7", "-", "-"}},
    {ACCEPT, "Setup.response", {"-", "-", "-", "CONNECT >8", "CONNECT >8", "-", "CONNECT >8", "-", "-"}},
    {RELEASE,
     "Release.request",
     {"RELEASE 21 >11", "RELEASE 21 >11", "RELEASE 21 >11", "[release.conf] RELEASE COMPLETE 21 >0", "RELEASE 21 >11",
      "RELEASE 21 >11", "RELEASE 21 >11", "RELEASE 21 >11", "-"}},
    {RESTART_VC,
     "restart",
     {"[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.conf] RESTART ACKNOWLEDGE >0"}},
    {LINK_LOST,
     "AAL-RELEASE.indication",
     {"[link.down] [release.ind 41] [link.up] >0", "[link.down] [release.ind 41] [link.up] >0",
      "[link.down] [release.ind 41] [link.up] >0", "[link.down] [release.ind 41] [link.up] >0",
      "[link.down] [release.ind 41] [link.up] >0", "[link.down] [release.ind 41] [link.up] >0",
      "[link.down] [release.ind 41] [link.up] >0", "[link.down] [link.up] STATUS ENQUIRY",
      "[link.down] [release.conf] [link.up] >0"}},
    {LINK_AGAIN,
     "AAL-ESTABLISH.indication",
     {"[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up]",
      "[link.up] STATUS ENQUIRY", "[link.up]"}},
};

static void request(struct world *w, enum request r, uni_call c)
{
	struct q2931_msg m = {.version = w->version, .type = Q2931_RESTART, .restart = {true, 2}};
	switch (r) {
	case PROCEEDING:
		uni_proceeding_req(w->u, w->now, c);
		break;
	case ALERTING:
		uni_alerting_req(w->u, w->now, c);
		break;
	case ACCEPT:
		uni_setup_resp(w->u, w->now, c, NULL);
		break;
	case RELEASE:
		uni_release_req(w->u, w->now, c, 21, NULL, 0);
		break;
	case RESTART_VC:
		world_message(w, &m);
		break;
	case LINK_LOST: /* the network's SAAL ends; the user side begins anew at once */
		saal_release_req(w->peer, w->now);
		break;
	case LINK_AGAIN: /* the network's SAAL resynchronises */
		saal_establish_req(w->peer, w->now);
		break;
	}
}

START_TEST(every_request)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		for (size_t k = 0; k < N_STATES; k++) {
			struct world w;
			uint32_t ref;
			bool users;
			world_init(&w, UNI_40);
			uni_call c = world_call_in(&w, states[k], &ref, &users);
			request(&w, requests[i].request, c);
			check_cell(&w, c, states[k], requests[i].name, requests[i].want[k]);
			world_free(&w);
		}
	}
}
END_TEST

/* Timers run out with nobody answering: at which time, and what they do. */
static const struct {
	int state;
	vtime at;
	const char *want;
} timers[] = {
    {1, VT_S(4), "SETUP"},
    {3, VT_S(30), "[release.ind 102 timer] RELEASE 102 >11"}, /* T310 of UNI 4.0 */
    {4, VT_S(180), "[release.ind 19 timer] RELEASE 19 >11"},
    {8, VT_S(4), "[release.ind 102 timer] RELEASE 102 >11"},
    {11, VT_S(30), "RELEASE 16 102"},
};

START_TEST(every_timer)
{
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++) {
		struct world w;
		uint32_t ref;
		bool users;
		world_init(&w, UNI_40);
		world_run(&w, VT_S(1));
		*w.seen = 0;
		uni_call c = world_call_in(&w, timers[i].state, &ref, &users);
		world_run(&w, VT_S(1) + timers[i].at - 1);
		ck_assert_str_eq(w.seen, "");
		world_run(&w, VT_S(1) + timers[i].at);
		check_cell(&w, c, timers[i].state, "timer", timers[i].want);
		world_free(&w);
	}
}
END_TEST

/* STATUS with each state that exists: which ones fit and which ones clear the call. */
START_TEST(status_compatibility)
{
	/* by own state, the reported ones that fit; 11 and 12 always do */
	static const struct {
		int state;
		const char *fit;
	} fits[] = {{1, "1 3 4 10"}, {3, "3 4 10"},     {4, "4 10"}, {6, "6"},
		    {7, "6 7 9"},    {8, "6 7 8 9 10"}, {9, "6 9"},  {10, "10"}};
	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		for (int reported = 0; reported < 64; reported++) {
			struct world w;
			uint32_t ref;
			bool users;
			char word[8], padded[32];
			world_init(&w, UNI_40);
			uni_call c = world_call_in(&w, fits[i].state, &ref, &users);
			struct q2931_msg m = network_says(&w, Q2931_STATUS, ref, users);
			m.call_state.value = (uint8_t)reported;
			m.cause.value = 30;
			world_message(&w, &m);
			snprintf(padded, sizeof(padded), " %s ", fits[i].fit);
			snprintf(word, sizeof(word), " %d ", reported);
			const char *want = reported == 0 ? "[release.ind 30] >0"
					   : reported == 11 || reported == 12 || strstr(padded, word)
					       ? "[status.ind]"
					       : "[release.ind 101] RELEASE 101 >11";
			check_cell(&w, c, fits[i].state, word, want);
			world_free(&w);
		}
	}
}
END_TEST

START_TEST(release_states_ignore_status)
{
	for (int reported = 0; reported <= 12; reported++) {
		struct world w;
		uint32_t ref;
		bool users;
		world_init(&w, UNI_40);
		uni_call c = world_call_in(&w, 11, &ref, &users);
		struct q2931_msg m = network_says(&w, Q2931_STATUS, ref, users);
		m.call_state.value = (uint8_t)reported;
		world_message(&w, &m);
		check_cell(&w, c, 11, "STATUS", reported ? "-" : "[release.conf] >0");
		world_free(&w);
	}
}
END_TEST

/* Runs last: the tests above have been in every cell that a call can come to. */
START_TEST(coverage)
{
	/* Reached in other programs of this folder: events whose stimulus is an error or a lost link, and those
	 * of parties, which have a table of their own. */
	static const enum cc_event elsewhere[] = {CC_EV_CLEAR, CC_EV_T309, CC_EV_T322, CC_EV_LINK_DOWN};
	for (int state = 0; state < CC_N_STATES; state++) {
		for (int ev = 0; ev < CC_EV_COUNT; ev++) {
			bool skip = false;
			for (size_t i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++)
				skip |= elsewhere[i] == (enum cc_event)ev;
			skip |= uni_side.fsm->rows[state * CC_EV_COUNT + ev].action == cc_act_party;
			skip |= ev >= CC_EV_ADD_PARTY && ev <= CC_EV_PARTY_LOST;
			if (skip || !uni_side.fsm->rows[state * CC_EV_COUNT + ev].action)
				continue;
			ck_assert_msg(world_coverage[state * CC_EV_COUNT + ev] > 0, "%s, %s: never reached",
				      uni_side.fsm->state_names[state], cc_event_names[ev]);
		}
	}
}
END_TEST

RUN_SUITE("uni states", every_message, every_request, every_timer, status_compatibility, release_states_ignore_status,
	  coverage)

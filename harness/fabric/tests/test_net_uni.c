/* SPDX-License-Identifier: Apache-2.0 */
/* The network side of a UNI: its table cell by cell, timers, hooks, and a thousand calls with our user side. */
#include "../../../impl/base/tests/run_suite.h"
#include "net_world.h"

static const int states[] = {1, 3, 4, 6, 7, 9, 10, 12};
#define N_STATES (sizeof(states) / sizeof(states[0]))

static const struct ie_cause cause_37 = {.location = 2, .value = 37};

/* A call in a state; the user chose its reference in 1, 3, 4 and 10. Returns the flag that
 * the user's messages carry. */
static net_call call_in(struct net_world *w, int state, uint32_t *ref, bool *flag)
{
	*flag = !(state == 1 || state == 3 || state == 4 || state == 10);
	if (!*flag) {
		*ref = 5;
		user_says(w, Q2931_SETUP, 5, false);
		net_uni_assign(w->n, w->call, 0, 40);
		if (state == 3)
			net_uni_proceeding_req(w->n, w->now, w->call, NULL);
		if (state == 4)
			net_uni_alerting_req(w->n, w->now, w->call, NULL);
		if (state == 10)
			net_uni_connect_req(w->n, w->now, w->call, NULL);
	} else {
		struct q2931_msg m = net_setup(w->version, true);
		w->call = net_uni_setup_req(w->n, w->now, &m);
		net_drain(w);
		*ref = w->msg.call_ref;
		if (state == 7)
			user_says(w, Q2931_ALERTING, *ref, true);
		if (state == 9)
			user_says(w, Q2931_CALL_PROCEEDING, *ref, true);
		if (state == 12)
			net_uni_release_req(w->n, w->now, w->call, &cause_37);
	}
	net_drain(w);
	*w->seen = 0;
	ck_assert_int_eq(net_uni_call_state(w->n, w->call), state);
	return w->call;
}

static void check_cell(struct net_world *w, net_call c, int state, const char *what, const char *want)
{
	net_drain(w);
	int to = net_uni_call_state(w->n, c);
	if (to != state) {
		char word[8];
		snprintf(word, sizeof(word), ">%d", to);
		net_say(w, word);
	}
	if (!*w->seen)
		net_say(w, "-");
	ck_assert_msg(strcmp(w->seen, want) == 0, "state %d, %s: got '%s', expected '%s'", state, what, w->seen, want);
}

#define ST(n) "STATUS 101 s" #n
static const struct {
	enum q2931_type type;
	const char *want[N_STATES];
} messages[] = {
    /*            1, 3, 4, 6, 7, 9, 10, 12 */
    {Q2931_SETUP, {"-", "-", "-", ST(6), ST(7), ST(9), "-", ST(12)}}, /* flag 1 where the network chose */
    {Q2931_CALL_PROCEEDING, {ST(1), ST(3), ST(4), "[proceeding] >9", ST(7), ST(9), ST(10), ST(12)}},
    {Q2931_ALERTING, {ST(1), ST(3), ST(4), "[alerting] >7", ST(7), "[alerting] >7", ST(10), ST(12)}},
    {Q2931_CONNECT,
     {ST(1), ST(3), ST(4), "[connect.ind] CONNECT ACKNOWLEDGE >10", "[connect.ind] CONNECT ACKNOWLEDGE >10",
      "[connect.ind] CONNECT ACKNOWLEDGE >10", ST(10), ST(12)}},
    {Q2931_CONNECT_ACK, {ST(1), ST(3), ST(4), ST(6), ST(7), ST(9), "[complete]", ST(12)}},
    {Q2931_RELEASE,
     {"[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.ind 16] RELEASE COMPLETE >0",
      "[release.ind 16] RELEASE COMPLETE >0", "[release.conf] >0"}},
    {Q2931_RELEASE_COMPLETE,
     {"[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0", "[release.ind 31] >0",
      "[release.ind 31] >0", "[release.ind 31] >0", "[release.conf] >0"}},
    {Q2931_STATUS_ENQUIRY,
     {"STATUS 30 s1", "STATUS 30 s3", "STATUS 30 s4", "STATUS 30 s6", "STATUS 30 s7", "STATUS 30 s9", "STATUS 30 s10",
      "STATUS 30 s12"}},
    {Q2931_NOTIFY, {"-", "-", "-", "-", "-", "-", "-", "-"}},
    /* reports state 10 */
    {Q2931_STATUS,
     {"[release.ind 101 clearing] RELEASE 101 >12", "[release.ind 101 clearing] RELEASE 101 >12",
      "[release.ind 101 clearing] RELEASE 101 >12", "[release.ind 101 clearing] RELEASE 101 >12",
      "[release.ind 101 clearing] RELEASE 101 >12", "[release.ind 101 clearing] RELEASE 101 >12", "[status.ind]", "-"}},
};

START_TEST(every_message)
{
	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		for (size_t k = 0; k < N_STATES; k++) {
			struct net_world w;
			uint32_t ref;
			bool flag;
			net_init(&w, UNI_40, true);
			net_call c = call_in(&w, states[k], &ref, &flag);
			user_says(&w, messages[i].type, ref, flag);
			const char *want = messages[i].want[k];
			/* A SETUP never comes for a reference of the network's own: ignored as well. */
			if (messages[i].type == Q2931_SETUP)
				want = "-";
			check_cell(&w, c, states[k], q2931_type_name(messages[i].type), want);
			net_free(&w);
		}
	}
}
END_TEST

enum request { PROCEEDING, ALERTING, CONNECT, RELEASE, RESTARTED, LINK_LOST, LINK_AGAIN };
static const struct {
	enum request request;
	const char *want[N_STATES];
} requests[] = {
    /*            1, 3, 4, 6, 7, 9, 10, 12 */
    {PROCEEDING, {"CALL PROCEEDING >3", "-", "-", "-", "-", "-", "-", "-"}},
    {ALERTING, {"ALERTING >4", "ALERTING >4", "-", "-", "-", "-", "-", "-"}},
    {CONNECT, {"CONNECT >10", "CONNECT >10", "CONNECT >10", "-", "-", "-", "-", "-"}},
    {RELEASE,
     {"[release.conf] RELEASE COMPLETE 37 >0", "RELEASE 37 >12", "RELEASE 37 >12", "RELEASE 37 >12", "RELEASE 37 >12",
      "RELEASE 37 >12", "RELEASE 37 >12", "-"}},
    {RESTARTED,
     {"[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.ind 41] RESTART ACKNOWLEDGE >0",
      "[release.ind 41] RESTART ACKNOWLEDGE >0", "[release.conf] RESTART ACKNOWLEDGE >0"}},
    {LINK_LOST,
     {"[link.down] [release.ind 41] >0", "[link.down] [release.ind 41] >0", "[link.down] [release.ind 41] >0",
      "[link.down] [release.ind 41] >0", "[link.down] [release.ind 41] >0", "[link.down] [release.ind 41] >0",
      "[link.down] [link.up] STATUS ENQUIRY", "[link.down] [release.conf] >0"}},
    {LINK_AGAIN,
     {"[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up]", "[link.up] STATUS ENQUIRY",
      "[link.up]"}},
};

START_TEST(every_request)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		for (size_t k = 0; k < N_STATES; k++) {
			struct net_world w;
			uint32_t ref;
			bool flag;
			char what[16];
			net_init(&w, UNI_40, true);
			net_call c = call_in(&w, states[k], &ref, &flag);
			switch (requests[i].request) {
			case PROCEEDING:
				net_uni_proceeding_req(w.n, w.now, c, NULL);
				break;
			case ALERTING:
				net_uni_alerting_req(w.n, w.now, c, NULL);
				break;
			case CONNECT:
				net_uni_connect_req(w.n, w.now, c, NULL);
				break;
			case RELEASE:
				net_uni_release_req(w.n, w.now, c, &cause_37);
				break;
			case RESTARTED:
				user_says(&w, Q2931_RESTART, 0, false);
				break;
			case LINK_LOST: /* only an active call makes the network side begin anew */
				saal_release_req(w.peer, w.now);
				break;
			case LINK_AGAIN:
				saal_establish_req(w.peer, w.now);
				break;
			}
			snprintf(what, sizeof(what), "request %d", (int)requests[i].request);
			check_cell(&w, c, states[k], what, requests[i].want[k]);
			net_free(&w);
		}
	}
}
END_TEST

static void at(struct net_world *w, vtime t, const char *want)
{
	net_run(w, t - 1);
	EXPECT(w, "");
	net_run(w, t);
	EXPECT(w, want);
}

START_TEST(timers)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	/* T303: SETUP twice, then the call is over. */
	net_init(&w, UNI_31, true);
	call_in(&w, 6, &ref, &flag);
	at(&w, VT_S(5), "SETUP");
	at(&w, VT_S(9), "[release.ind 18 timer]");
	ck_assert_uint_eq(net_uni_n_calls(w.n), 0);
	/* T310 and then T308 twice: the VC is free only after that. */
	call_in(&w, 9, &ref, &flag);
	at(&w, VT_S(19), "[release.ind 18 timer clearing] RELEASE 18");
	at(&w, VT_S(49), "RELEASE 18 102");
	at(&w, VT_S(79), "[release.conf]");
	/* T322 after a resynchronisation that nobody explains. */
	call_in(&w, 10, &ref, &flag);
	saal_establish_req(w.peer, w.now);
	EXPECT(&w, "[link.up] STATUS ENQUIRY");
	at(&w, VT_S(83), "STATUS ENQUIRY");
	at(&w, VT_S(87), "[release.ind 41 timer clearing] RELEASE 41");
	user_says(&w, Q2931_RELEASE_COMPLETE, ref, flag);
	EXPECT(&w, "[release.conf]");
	net_free(&w);
	/* T301 */
	net_init(&w, UNI_40, true);
	call_in(&w, 7, &ref, &flag);
	at(&w, VT_S(181), "[release.ind 19 timer clearing] RELEASE 19");
	net_free(&w);
}
END_TEST

START_TEST(t309)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	call_in(&w, 10, &ref, &flag);
	w.deaf = true;
	while (!strstr(w.seen, "[link.down]"))
		net_run(&w, w.now + VT_MS(1));
	*w.seen = 0;
	net_run(&w, w.now + VT_S(10) - VT_MS(1));
	EXPECT(&w, "");
	net_run(&w, w.now + VT_MS(1));
	EXPECT(&w, "[release.ind 27 timer]");
	ck_assert(!net_uni_link_up(w.n));
	net_free(&w);
}
END_TEST

/* What stands in the messages: VC in the first answer only, endpoint reference in each. */
START_TEST(contents)
{
	struct net_world w;
	net_init(&w, UNI_31, true);
	user_says(&w, Q2931_SETUP, 5, false);
	EXPECT(&w, "[setup.ind]");
	ck_assert_uint_eq(w.ind.aal.fwd_sdu, 9188);
	net_call c = w.call;
	net_uni_assign(w.n, c, 0, 33);
	net_uni_proceeding_req(w.n, w.now, c, NULL);
	net_drain(&w);
	ck_assert(w.msg.conn_id.present && w.msg.call_ref_flag);
	ck_assert_uint_eq(w.msg.conn_id.vci, 33);
	ck_assert_uint_eq(w.msg.conn_id.vp_assoc, 1);
	struct q2931_msg ies = {0};
	ies.blli.n = 1;
	ies.blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = 12};
	net_uni_connect_req(w.n, w.now, c, &ies);
	net_drain(&w);
	ck_assert(!w.msg.conn_id.present);
	ck_assert_uint_eq(w.msg.blli.b[0].l2, 12);
	EXPECT(&w, "CALL PROCEEDING CONNECT");

	/* CONNECT first: then it carries the VC. A root gets its endpoint reference back. */
	struct q2931_msg m = net_setup(UNI_31, false);
	m.call_ref = 6;
	m.bearer.configuration = 1;
	m.endpoint_ref = (struct ie_endpoint_ref){.present = true};
	struct wr o = {0};
	q2931_encode(&o, &m);
	saal_data_req(w.peer, w.now, o.p, o.len);
	wr_free(&o);
	EXPECT(&w, "[setup.ind]");
	net_uni_assign(w.n, w.call, 0, 34);
	net_uni_connect_req(w.n, w.now, w.call, NULL);
	EXPECT(&w, "CONNECT");
	ck_assert_uint_eq(w.msg.conn_id.vci, 34);
	ck_assert(w.msg.endpoint_ref.present && w.msg.endpoint_ref.flag);

	/* A release tells location and diagnostics as given. */
	struct ie_cause cause = {.location = 5, .value = 37, .diag = {0x84}, .n_diag = 1};
	net_uni_release_req(w.n, w.now, w.call, &cause);
	EXPECT(&w, "RELEASE 37");
	ck_assert_uint_eq(w.msg.cause.location, 5);
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x84);
	/* and so does the one that comes from the user */
	user_says(&w, Q2931_RELEASE, 5, false);
	ck_assert_uint_eq(w.last.cause.location, 0);
	ck_assert_uint_eq(w.last.cause.value, 16);
	net_free(&w);
}
END_TEST

START_TEST(call_by_ref)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	net_call from_user = call_in(&w, 10, &ref, &flag);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, true, ref, false), from_user);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, false, ref, true), from_user);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, true, ref, true), 0);
	uint32_t to_ref;
	net_call to_user = call_in(&w, 9, &to_ref, &flag);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, false, to_ref, false), to_user);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, true, to_ref, true), to_user);
	/* Over, and still known; until the reference is used again. */
	user_says(&w, Q2931_RELEASE, ref, false);
	ck_assert_int_eq(net_uni_call_state(w.n, from_user), 0);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, true, ref, false), from_user);
	user_says(&w, Q2931_SETUP, ref, false);
	ck_assert_uint_ne(net_uni_call_by_ref(w.n, true, ref, false), from_user);
	/* Not for ever: 128 further calls push it out. */
	net_uni_release_req(w.n, w.now, w.call, &cause_37);
	net_drain(&w);
	*w.seen = 0;
	for (uint32_t i = 100; i < 227; i++) {
		user_says(&w, Q2931_SETUP, i, false);
		net_uni_release_req(w.n, w.now, w.call, &cause_37);
		EXPECT(&w, "[setup.ind] [release.conf] RELEASE COMPLETE 37");
	}
	ck_assert_uint_ne(net_uni_call_by_ref(w.n, true, ref, false), 0);
	user_says(&w, Q2931_SETUP, 2000, false);
	net_uni_release_req(w.n, w.now, w.call, &cause_37);
	ck_assert_uint_eq(net_uni_call_by_ref(w.n, true, ref, false), 0);
	ck_assert_uint_ne(net_uni_call_by_ref(w.n, true, 100, false), 0);
	net_free(&w);
}
END_TEST

static void fault(struct net_world *w, enum q2931_type type, bool to_network, enum net_uni_fate fate, vtime until)
{
	w->fault.type = type;
	w->fault.to_network = to_network;
	w->fault.verdict = (struct net_uni_verdict){.fate = fate, .until = until};
	w->fault.count = 1;
}

START_TEST(dropped)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	/* SETUP to the user: T303 sends it again. */
	fault(&w, Q2931_SETUP, false, NET_DROP, 0);
	struct q2931_msg m = net_setup(UNI_31, true);
	net_uni_setup_req(w.n, w.now, &m);
	EXPECT(&w, "");
	at(&w, VT_S(5), "SETUP");
	ck_assert_uint_eq(w.asked[0], 2);
	user_says(&w, Q2931_RELEASE_COMPLETE, w.msg.call_ref, true);
	EXPECT(&w, "[release.ind 31]");
	/* From the user: as if it had never come. */
	fault(&w, Q2931_SETUP, true, NET_DROP, 0);
	user_says(&w, Q2931_SETUP, 5, false);
	EXPECT(&w, "");
	user_says(&w, Q2931_SETUP, 5, false);
	EXPECT(&w, "[setup.ind]");
	net_uni_release_req(w.n, w.now, w.call, &cause_37);
	*w.seen = 0;
	/* CONNECT to the user: the state moves. */
	net_call c = call_in(&w, 3, &ref, &flag);
	fault(&w, Q2931_CONNECT, false, NET_DROP, 0);
	net_uni_connect_req(w.n, w.now, c, NULL);
	EXPECT(&w, "");
	ck_assert_int_eq(net_uni_call_state(w.n, c), 10);
	/* RELEASE COMPLETE, which no request sends */
	fault(&w, Q2931_RELEASE_COMPLETE, false, NET_DROP, 0);
	user_says(&w, Q2931_RELEASE, ref, flag);
	EXPECT(&w, "[release.ind 16]");
	net_free(&w);
}
END_TEST

START_TEST(doubled)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	net_call c = call_in(&w, 3, &ref, &flag);
	fault(&w, Q2931_CONNECT, false, NET_DUPLICATE, 0);
	net_uni_connect_req(w.n, w.now, c, NULL);
	EXPECT(&w, "CONNECT CONNECT");
	fault(&w, Q2931_STATUS_ENQUIRY, true, NET_DUPLICATE, 0);
	user_says(&w, Q2931_STATUS_ENQUIRY, ref, flag);
	EXPECT(&w, "STATUS 30 s10 STATUS 30 s10");
	fault(&w, Q2931_RELEASE, true, NET_DUPLICATE, 0);
	user_says(&w, Q2931_RELEASE, ref, flag);
	EXPECT(&w, "[release.ind 16] RELEASE COMPLETE RELEASE COMPLETE 81");
	net_free(&w);
}
END_TEST

/* A held request changes nothing until its time: state and timers move when the message goes. */
START_TEST(held_requests)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	net_call c = call_in(&w, 3, &ref, &flag);
	fault(&w, Q2931_CONNECT, false, NET_HOLD, VT_S(6));
	net_uni_connect_req(w.n, w.now, c, NULL);
	ck_assert_int_eq(net_uni_next(w.n) <= VT_S(6), 1);
	at(&w, VT_S(6), "CONNECT");
	ck_assert_int_eq(net_uni_call_state(w.n, c), 10);
	fault(&w, Q2931_RELEASE, false, NET_HOLD, VT_S(9));
	net_uni_release_req(w.n, w.now, c, &cause_37);
	ck_assert_int_eq(net_uni_call_state(w.n, c), 10);
	at(&w, VT_S(9), "RELEASE 37");
	user_says(&w, Q2931_RELEASE_COMPLETE, ref, flag);
	EXPECT(&w, "[release.conf]");
	/* SETUP: T303 counts from when it goes out. */
	fault(&w, Q2931_SETUP, false, NET_HOLD, VT_S(19));
	struct q2931_msg m = net_setup(UNI_31, true);
	c = net_uni_setup_req(w.n, w.now, &m);
	ck_assert_int_eq(net_uni_call_state(w.n, c), 0);
	at(&w, VT_S(19), "SETUP");
	at(&w, VT_S(23), "SETUP");
	net_free(&w);
}
END_TEST

/* The call ends before: what was held is forgotten. */
START_TEST(held_and_cleared)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	net_call c = call_in(&w, 3, &ref, &flag);
	fault(&w, Q2931_CONNECT, false, NET_HOLD, VT_S(6));
	net_uni_connect_req(w.n, w.now, c, NULL);
	user_says(&w, Q2931_RELEASE, ref, flag);
	EXPECT(&w, "[release.ind 16] RELEASE COMPLETE");
	c = call_in(&w, 3, &ref, &flag);
	fault(&w, Q2931_CONNECT, false, NET_HOLD, VT_S(6));
	net_uni_connect_req(w.n, w.now, c, NULL);
	net_uni_release_req(w.n, w.now, c, &cause_37);
	EXPECT(&w, "RELEASE 37");
	net_run(&w, VT_S(10));
	EXPECT(&w, "");
	/* A SETUP that never went out needs no RELEASE. */
	fault(&w, Q2931_SETUP, false, NET_HOLD, VT_S(15));
	struct q2931_msg m = net_setup(UNI_31, true);
	c = net_uni_setup_req(w.n, w.now, &m);
	ck_assert_uint_ne(c, 0);
	net_uni_release_req(w.n, w.now, c, &cause_37);
	EXPECT(&w, "[release.conf]");
	net_run(&w, VT_S(20));
	EXPECT(&w, "");
	net_free(&w);
}
END_TEST

START_TEST(held_messages)
{
	struct net_world w;
	uint32_t ref;
	bool flag;
	net_init(&w, UNI_31, true);
	net_call c = call_in(&w, 9, &ref, &flag);
	/* from the user: seen late */
	fault(&w, Q2931_CONNECT, true, NET_HOLD, VT_S(3));
	user_says(&w, Q2931_CONNECT, ref, flag);
	ck_assert_int_eq(net_uni_call_state(w.n, c), 9);
	at(&w, VT_S(3), "[connect.ind] CONNECT ACKNOWLEDGE");
	/* an answer that no request sends: goes out late */
	fault(&w, Q2931_RELEASE_COMPLETE, false, NET_HOLD, VT_S(5));
	user_says(&w, Q2931_RELEASE, ref, flag);
	EXPECT(&w, "[release.ind 16]");
	at(&w, VT_S(5), "RELEASE COMPLETE");
	net_free(&w);
}
END_TEST

START_TEST(restart_request)
{
	struct net_world w;
	net_init(&w, UNI_31, false);
	struct q2931_msg m = net_setup(UNI_31, true);
	for (int i = 0; i < 3; i++)
		net_uni_setup_req(w.n, w.now, &m);
	EXPECT(&w, "user:setup.ind user:setup.ind user:setup.ind");
	net_uni_restart_req(w.n, w.now);
	EXPECT(&w,
	       "[release.ind 41] [release.ind 41] [release.ind 41] user:release.ind user:release.ind user:release.ind");
	ck_assert_uint_eq(net_uni_n_calls(w.n) + uni_n_calls(w.u), 0);
	net_run(&w, VT_S(400));
	EXPECT(&w, "");
	net_free(&w);
}
END_TEST

/* The user begins again with N(SQ) 1, which the network takes for a repetition of the first BGN; the first
 * STAT reveals it, SSCOP recovers, and STATUS ENQUIRY finds out that the call is forgotten. */
START_TEST(user_restarted)
{
	struct net_world w;
	net_init(&w, UNI_31, false);
	struct q2931_msg m = net_setup(UNI_31, false);
	uni_setup_req(w.u, w.now, &m);
	EXPECT(&w, "[setup.ind]");
	net_uni_assign(w.n, w.call, 0, 40);
	net_uni_connect_req(w.n, w.now, w.call, NULL);
	EXPECT(&w, "user:setup.conf [complete]");
	uni_free(w.u);
	w.u = uni_create(&(struct uni_config){.version = UNI_31});
	uni_start(w.u, w.now);
	net_run(&w, w.now + VT_S(2));
	EXPECT(&w, "user:up [link.up] user:up [release.ind 30]");
	net_free(&w);
}
END_TEST

/* A thousand calls each way, in all versions; half released by each side, some refused. */
START_TEST(thousand_calls)
{
	static const enum uni_version versions[] = {UNI_30, UNI_31, UNI_40};
	enum { N = 1000 };
	static net_call net[N];
	static uni_call user[N];
	for (int v = 0; v < 3; v++) {
		struct net_world w;
		net_init(&w, versions[v], false);
		struct q2931_msg to_user = net_setup(versions[v], true), to_net = net_setup(versions[v], false);
		for (int i = 0; i < N; i++) {
			bool up = i & 1;
			to_user.conn_id.vci = (uint16_t)(100 + i);
			if (up) {
				user[i] = uni_setup_req(w.u, w.now, &to_net);
				EXPECT(&w, "[setup.ind]");
				net[i] = w.call;
				net_uni_assign(w.n, w.call, 0, (uint16_t)(5000 + i));
				net_uni_proceeding_req(w.n, w.now, w.call, NULL);
				net_uni_connect_req(w.n, w.now, w.call, NULL);
				EXPECT(&w, "user:proceeding user:setup.conf [complete]");
			} else {
				net[i] = net_uni_setup_req(w.n, w.now, &to_user);
				EXPECT(&w, "user:setup.ind");
				user[i] = w.user_call;
				uni_setup_resp(w.u, w.now, w.user_call, NULL);
				EXPECT(&w, "[connect.ind] user:complete");
			}
		}
		ck_assert_uint_eq(net_uni_n_calls(w.n), N);
		ck_assert_uint_eq(uni_n_calls(w.u), N);
		for (int i = N - 1; i >= 0; i--) {
			ck_assert_int_eq(net_uni_call_state(w.n, net[i]), 10);
			ck_assert_int_eq(uni_call_state(w.u, user[i]), 10);
			if (i % 3 == 0) {
				uni_release_req(w.u, w.now, user[i], 16, NULL, 0);
				EXPECT(&w, "[release.ind 16] user:release.conf");
			} else {
				net_uni_release_req(w.n, w.now, net[i], &cause_37);
				EXPECT(&w, "user:release.ind [release.conf]");
			}
		}
		ck_assert_uint_eq(net_uni_n_calls(w.n) + uni_n_calls(w.u), 0);
		net_run(&w, VT_S(200));
		EXPECT(&w, "");
		ck_assert(net_uni_link_up(w.n));
		net_free(&w);
	}
}
END_TEST

RUN_SUITE("network side of a UNI", every_message, every_request, timers, t309, contents, call_by_ref, dropped, doubled,
	  held_requests, held_and_cleared, held_messages, restart_request, user_restarted, thousand_calls)

/* SPDX-License-Identifier: Apache-2.0 */
/* Timers of the user side with their exact times and repetitions, the link's loss and return. */
#include "../../base/tests/run_suite.h"
#include "world.h"

/* Nothing happens before t, and exactly this at t. */
static void at(struct world *w, vtime t, const char *want)
{
	world_run(w, t - 1);
	EXPECT(w, "");
	world_run(w, t);
	EXPECT(w, want);
}

static void init(struct world *w, enum uni_version version)
{
	world_init(w, version);
	world_run(w, VT_S(1));
	EXPECT(w, "");
}

START_TEST(t303)
{
	struct world w;
	init(&w, UNI_31);
	uni_call c = world_call(&w);
	struct q2931_msg first = w.msg;
	EXPECT(&w, "SETUP");
	at(&w, VT_S(5), "SETUP");
	ck_assert_mem_eq(&first, &w.msg, sizeof(first));
	at(&w, VT_S(9), "[release.ind 18 timer]");
	ck_assert_uint_eq(w.call, c);
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	/* An answer that comes now belongs to no call. */
	world_say_plain(&w, Q2931_CALL_PROCEEDING, first.call_ref, true);
	EXPECT(&w, "RELEASE COMPLETE 81");
	world_free(&w);
}
END_TEST

START_TEST(t303_second_setup_answered)
{
	struct world w;
	init(&w, UNI_31);
	world_call(&w);
	EXPECT(&w, "SETUP");
	at(&w, VT_S(5), "SETUP");
	world_run(&w, VT_S(9) - 1);
	world_say_plain(&w, Q2931_CALL_PROCEEDING, w.msg.call_ref, true);
	EXPECT(&w, "[proceeding]");
	ck_assert_uint_eq(w.vci, 40);
	at(&w, VT_S(19) - 1, "[release.ind 102 timer] RELEASE 102");
	ck_assert_uint_eq(w.msg.cause.n_diag, 3);
	ck_assert_mem_eq(w.msg.cause.diag, "310", 3);
	/* The answer to our RELEASE tells the user nothing new. */
	world_say_plain(&w, Q2931_RELEASE_COMPLETE, w.msg.call_ref, true);
	EXPECT(&w, "");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	world_free(&w);
}
END_TEST

START_TEST(t310_by_version)
{
	static const struct {
		enum uni_version version;
		vtime span;
	} cases[] = {{UNI_30, VT_S(10)}, {UNI_31, VT_S(10)}, {UNI_40, VT_S(30)}};
	for (int i = 0; i < 3; i++) {
		struct world w;
		init(&w, cases[i].version);
		world_call(&w);
		EXPECT(&w, "SETUP");
		world_say_plain(&w, Q2931_CALL_PROCEEDING, w.msg.call_ref, true);
		EXPECT(&w, "[proceeding]");
		at(&w, VT_S(1) + cases[i].span, "[release.ind 102 timer] RELEASE 102");
		world_free(&w);
	}
}
END_TEST

START_TEST(t313)
{
	struct world w;
	init(&w, UNI_31);
	world_say_plain(&w, Q2931_SETUP, 5, false);
	EXPECT(&w, "[setup.ind]");
	uni_setup_resp(w.u, w.now, w.call, NULL);
	EXPECT(&w, "CONNECT");
	at(&w, VT_S(5), "[release.ind 102 timer] RELEASE 102");
	ck_assert_mem_eq(w.msg.cause.diag, "313", 3);
	world_free(&w);
}
END_TEST

START_TEST(t308)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	uni_call c = world_call_in(&w, 10, &ref, &users);
	uni_release_req(w.u, w.now, c, 16, NULL, 0);
	EXPECT(&w, "RELEASE 16");
	at(&w, VT_S(31), "RELEASE 16 102");
	ck_assert_mem_eq(w.msg.cause2.diag, "308", 3);
	at(&w, VT_S(61), "[release.conf]");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	world_free(&w);
}
END_TEST

/* An incoming call has no timer of ours until we answer. */
START_TEST(incoming_call_waits)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	world_call_in(&w, 6, &ref, &users);
	world_run(&w, VT_S(3600));
	EXPECT(&w, "");
	world_free(&w);
}
END_TEST

START_TEST(spans_from_the_configuration)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31, .t303 = VT_MS(300), .t310 = VT_S(2), .t308 = VT_S(1)});
	uni_start(w.u, 0);
	EXPECT(&w, "[link.up]");
	uni_call c = world_call(&w);
	EXPECT(&w, "SETUP");
	at(&w, VT_MS(300), "SETUP");
	world_say_plain(&w, Q2931_CALL_PROCEEDING, w.msg.call_ref, true);
	EXPECT(&w, "[proceeding]");
	at(&w, VT_MS(2300), "[release.ind 102 timer] RELEASE 102");
	at(&w, VT_MS(3300), "RELEASE 102 102");
	at(&w, VT_MS(4300), "");
	ck_assert_int_eq(uni_call_state(w.u, c), 0);
	world_free(&w);
}
END_TEST

/* The link dies without a word: NO-RESPONSE finds out; active calls wait for T309, others go. */
static void lose_link(struct world *w)
{
	w->deaf = true;
	vtime limit = w->now + VT_S(30);
	while (!strstr(w->seen, "[link.down]") && w->now < limit)
		world_run(w, w->now + VT_MS(10));
}

START_TEST(t309_expires)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	uni_call active = world_call_in(&w, 10, &ref, &users);
	world_call(&w);
	EXPECT(&w, "SETUP");
	world_say_plain(&w, Q2931_CALL_PROCEEDING, w.msg.call_ref, true);
	EXPECT(&w, "[proceeding]");
	lose_link(&w);
	EXPECT(&w, "[link.down] [release.ind 41]");
	ck_assert_int_eq(uni_call_state(w.u, active), 10);
	ck_assert_uint_eq(uni_n_calls(w.u), 1);
	vtime down = w.now;
	world_run(&w, down + VT_S(10) - VT_MS(11));
	EXPECT(&w, "");
	world_run(&w, down + VT_S(10));
	EXPECT(&w, "[release.ind 27 timer]");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	world_free(&w);
}
END_TEST

START_TEST(link_returns_in_time)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	uni_call active = world_call_in(&w, 10, &ref, &users);
	lose_link(&w);
	EXPECT(&w, "[link.down]");
	w.deaf = false;
	world_run(&w, w.now + VT_S(2));
	EXPECT(&w, "[link.up] STATUS ENQUIRY");
	struct q2931_msg m = network_says(&w, Q2931_STATUS, ref, users);
	m.cause.value = 30;
	world_message(&w, &m);
	EXPECT(&w, "[status.ind]");
	world_run(&w, w.now + VT_S(60)); /* neither T309 nor T322 */
	EXPECT(&w, "");
	ck_assert_int_eq(uni_call_state(w.u, active), 10);
	world_free(&w);
}
END_TEST

START_TEST(t322)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	world_call_in(&w, 10, &ref, &users);
	saal_establish_req(w.peer, w.now); /* resynchronisation: messages may be lost */
	EXPECT(&w, "[link.up] STATUS ENQUIRY");
	/* Another STATUS is no answer. */
	struct q2931_msg m = network_says(&w, Q2931_STATUS, ref, users);
	m.cause.value = 97;
	world_message(&w, &m);
	EXPECT(&w, "[status.ind]");
	at(&w, VT_S(5), "STATUS ENQUIRY");
	at(&w, VT_S(9), "[release.ind 41 timer] RELEASE 41");
	world_free(&w);
}
END_TEST

/* The answer to STATUS ENQUIRY says that the network knows nothing of the call. */
START_TEST(enquiry_reveals_a_lost_call)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	world_call_in(&w, 10, &ref, &users);
	saal_establish_req(w.peer, w.now);
	EXPECT(&w, "[link.up] STATUS ENQUIRY");
	struct q2931_msg m = network_says(&w, Q2931_STATUS, ref, users);
	m.cause.value = 30;
	m.call_state.value = 0;
	world_message(&w, &m);
	EXPECT(&w, "[release.ind 30]");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	world_free(&w);
}
END_TEST

START_TEST(t316)
{
	struct world w;
	uint32_t ref;
	bool users;
	init(&w, UNI_31);
	world_call_in(&w, 10, &ref, &users);
	uni_restart_req(w.u, w.now);
	EXPECT(&w, "[release.ind 41] RESTART");
	ck_assert_uint_eq(w.msg.call_ref, 0);
	ck_assert_uint_eq(w.msg.restart.value, 2);
	at(&w, VT_S(121), "RESTART");
	at(&w, VT_S(241), "");
	world_run(&w, VT_S(1000));
	EXPECT(&w, "");
	/* Answered: silence. Asked again while it runs: no second RESTART. */
	uni_restart_req(w.u, w.now);
	uni_restart_req(w.u, w.now);
	EXPECT(&w, "RESTART");
	struct q2931_msg m = {
	    .version = UNI_31, .type = Q2931_RESTART_ACK, .call_ref_flag = true, .restart = {true, 2}};
	world_message(&w, &m);
	world_run(&w, VT_S(2000));
	EXPECT(&w, "");
	/* An acknowledgement that nobody asked for. */
	world_message(&w, &m);
	EXPECT(&w, "STATUS 101 s0");
	world_free(&w);
}
END_TEST

/* A call before the link is up: the SETUP follows, and T303 counts from there. */
START_TEST(setup_brings_the_link_up)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31});
	w.deaf = true;
	uni_call c = world_call(&w);
	EXPECT(&w, "");
	ck_assert_int_eq(uni_call_state(w.u, c), 1);
	world_run(&w, VT_S(2) + VT_MS(500));
	w.deaf = false;
	world_run(&w, VT_S(3));
	EXPECT(&w, "[link.up] SETUP");
	at(&w, VT_S(7), "SETUP");
	world_free(&w);
}
END_TEST

START_TEST(setup_without_a_link_fails)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31});
	w.deaf = true;
	world_call(&w);
	at(&w, VT_S(4), "[release.ind 41]");
	ck_assert_int_eq(uni_next(w.u), VTIME_NEVER); /* nobody asked to keep trying */
	world_free(&w);
}
END_TEST

START_TEST(release_before_the_link_is_up)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31});
	w.deaf = true;
	uni_call c = world_call(&w);
	uni_release_req(w.u, 0, c, 16, NULL, 0);
	EXPECT(&w, "[release.conf]");
	w.deaf = false;
	world_run(&w, VT_S(5));
	EXPECT(&w, "[link.up]");
	world_free(&w);
}
END_TEST

/* Started once, the user side keeps trying. */
START_TEST(start_keeps_trying)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31});
	w.deaf = true;
	uni_start(w.u, 0);
	world_run(&w, VT_S(21));
	EXPECT(&w, "");
	w.deaf = false;
	world_run(&w, VT_S(22));
	EXPECT(&w, "[link.up]");
	world_free(&w);
}
END_TEST

/* Many calls whose timers end at the same time: in order of creation. */
START_TEST(ties)
{
	struct world w;
	uni_call calls[50];
	init(&w, UNI_31);
	for (int i = 0; i < 50; i++)
		calls[i] = world_call(&w);
	world_run(&w, VT_S(9) - 1);
	uni_time(w.u, VT_S(9));
	struct uni_out o;
	int n = 0;
	while (uni_drain(w.u, &o)) {
		if (o.kind == UNI_RELEASE_IND)
			ck_assert_uint_eq(o.call, calls[n++]);
	}
	ck_assert_int_eq(n, 50);
	world_free(&w);
}
END_TEST

RUN_SUITE("uni timers", t303, t303_second_setup_answered, t310_by_version, t313, t308, incoming_call_waits,
	  spans_from_the_configuration, t309_expires, link_returns_in_time, t322, enquiry_reveals_a_lost_call, t316,
	  setup_brings_the_link_up, setup_without_a_link_fails, release_before_the_link_is_up, start_keeps_trying, ties)

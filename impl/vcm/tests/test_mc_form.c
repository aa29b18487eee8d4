/* SPDX-License-Identifier: Apache-2.0 */
/* Encapsulation of QoS VCs to a group (RFC 2380 2.5): one for all leaves, and LLC if one of them takes nothing else. */
#include "mc_net.h"

static const float Q1 = 25000, Q2 = 50000;

static void wf(enum rsvp_out_kind kind, rsvp_tc id, int edge, float r)
{
	reserve_by(kind, id, edge, RSVP_WF, 0, NULL, r);
}

/* Three members on their best-effort VC (call 1); E2 takes LLC alone, the root prefers VC multiplexing. */
static void setting(vtime tau)
{
	struct vcm_config c = net_config();
	c.vcmux = true;
	c.tau = tau;
	begin(c);
	llc_only[2] = true;
	for (int e = 1; e <= 3; e++)
		vcm_member(v, now, GROUP, EDGE(e), true);
	packet(1, 5000, 3, true);
	said[0] = '\0';
}

static int offers(uni_call call)
{
	return net_calls[call].setup.blli.n;
}

static void all_served(void)
{
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	run_to(now + VT_S(5));
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
}

/* It comes to a VC that stands: that is replaced, the newcomer first, and the old one serves until then. */
START_TEST(comes_later)
{
	setting(0);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	expect("S2q:E1 S3b:E2 A3:E3 ");
	ck_assert(offers(2) == 2 && net_calls[2].vcmux);
	fate_of[1][1] = HOLD;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	expect("A2:E2 S4q:E2 A4:E1 ");
	ck_assert(offers(4) == 1 && !net_calls[4].vcmux && net_calls[2].in[1]);
	ck_assert_int_eq(outcome[2], 0);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	fate_of[1][1] = ANSWER;
	net();
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_int_eq(outcome[2], 1);
	all_served();
	ck_assert(net_calls[2].gone && net_calls[4].in[1] && net_calls[4].in[2]);
	/* Once it is gone VC multiplexing is offered again, with the next VC that is needed. */
	said[0] = '\0';
	wf(RSVP_OUT_TC_DEL, 2, 2, Q1);
	run_to(now + VT_S(5));
	expect("A3:E2 D4:E2 ");
	wf(RSVP_OUT_TC_MOD, 1, 1, Q2);
	run_to(now + VT_S(5));
	ck_assert(offers(5) == 2 && net_calls[5].vcmux);
	all_served();
	end();
}
END_TEST

/* It asks while the first VC is being set up, as another leaf or as the first. */
START_TEST(comes_in_set_up)
{
	setting(0);
	int first = _i == 0 ? 1 : 2;
	wf(RSVP_OUT_TC_ADD, (rsvp_tc)first, first, Q1);
	wf(RSVP_OUT_TC_ADD, (rsvp_tc)(3 - first), 3 - first, Q1);
	net();
	expect(_i == 0 ? "S2q:E1 A2:E2 R2 S3q:E1 A3:E2 S4b:E3 " : "S2q:E2 A2:E1 S3b:E3 ");
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_int_eq(outcome[2], 1);
	all_served();
	end();
}
END_TEST

/* It had the choice as the first leaf; the next VC has another first leaf, who agrees to VC multiplexing. */
START_TEST(replaced_by_another)
{
	setting(0);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	expect("S2q:E2 A2:E1 S3b:E3 ");
	wf(RSVP_OUT_TC_MOD, 1, 1, Q2);
	net();
	expect("S4q:E1 A4:E2 R4 S5q:E1 A5:E2 ");
	ck_assert(net_calls[2].in[2] && offers(5) == 1);
	all_served();
	ck_assert_int_eq(outcome[1], 1);
	ck_assert(net_calls[2].gone && net_calls[5].in[1] && net_calls[5].in[2]);
	end();
}
END_TEST

/* The VC with LLC cannot be had: the newcomer is refused, the others keep what they have, and nothing is tried again.
 */
START_TEST(cannot_be_had)
{
	setting(0);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	said[0] = '\0';
	fate_of[1][1] = REFUSE;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	ck_assert_int_eq(outcome[2], -1);
	ck_assert_int_eq(outcome[1], 1);
	ck_assert(net_calls[2].in[1] && !net_calls[2].gone);
	run_to(now + VT_S(300));
	expect("A2:E2 S4q:E2 A4:E1 R4 ");
	all_served();
	end();
}
END_TEST

/* A VC has just been replaced: the next one waits for tau (RFC 2382 4.2.7). */
START_TEST(waits_for_tau)
{
	setting(VT_S(20));
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	wf(RSVP_OUT_TC_MOD, 1, 1, Q2);
	run_to(now + VT_S(2));
	said[0] = '\0';
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	run_to(now + VT_S(10));
	expect("A4:E2 ");
	ck_assert_int_eq(outcome[2], 0);
	run_to(now + VT_S(20));
	ck_assert_int_eq(outcome[2], 1);
	all_served();
	end();
}
END_TEST

/* The VC was lost, and it asks while that is being set up again. */
START_TEST(comes_in_restoring)
{
	setting(0);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	fate_of[1][1] = HOLD;
	call_gone(2, UNI_RELEASE_IND, 41);
	net();
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	fate_of[1][1] = ANSWER;
	run_to(now + VT_S(10));
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_int_eq(outcome[2], 1);
	all_served();
	end();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vcm/encapsulation of groups");
	TCase *t = tcase_create("form");
	tcase_add_test(t, comes_later);
	tcase_add_loop_test(t, comes_in_set_up, 0, 2);
	tcase_add_test(t, replaced_by_another);
	tcase_add_test(t, cannot_be_had);
	tcase_add_test(t, waits_for_tau);
	tcase_add_test(t, comes_in_restoring);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

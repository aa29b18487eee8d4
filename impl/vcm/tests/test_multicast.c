/* SPDX-License-Identifier: Apache-2.0 */
/* Limited heterogeneity (RFC 2382 4.2.3.2): who is a leaf of which VC after each event, and who gets how many copies.
 */
#include "mc_net.h"

static const float Q1 = 25000, Q2 = 50000, Q3 = 100000;
static const int S1[] = {1};

static void wf(enum rsvp_out_kind kind, rsvp_tc id, int edge, float r)
{
	reserve_by(kind, id, edge, RSVP_WF, 0, NULL, r);
}

/* A group with n members and its best-effort VC (call 1). */
static void group_up(struct vcm_config c, int n)
{
	begin(c);
	for (int e = 1; e <= n; e++)
		vcm_member(v, now, GROUP, EDGE(e), true);
	hear_nothing();
	packet(1, 5000, n, true);
	said[0] = '\0';
}

static uint32_t scr(uni_call call)
{
	return net_calls[call].setup.traffic.value[TD_FWD_SCR0];
}

START_TEST(group_vc)
{
	begin(net_config());
	vcm_member(v, now, GROUP, EDGE(1), true);
	vcm_member(v, now, GROUP, EDGE(2), true);
	hear_nothing();
	ck_assert_str_eq(packet(1, 5000, 3, true), "110");
	expect("S1b:E1 A1:E2 ");
	ck_assert_int_eq(net_calls[1].setup.bearer.configuration, 1);
	/* PARTY-3, PARTY-4 */
	vcm_member(v, now, GROUP, EDGE(3), true);
	net();
	expect("A1:E3 ");
	ck_assert_uint_eq(grew, 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	vcm_member(v, now, GROUP, EDGE(1), false);
	net();
	expect("D1:E1 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "011");
	vcm_member(v, now, GROUP, EDGE(2), false);
	vcm_member(v, now, GROUP, EDGE(3), false);
	net();
	expect("D1:E2 R1 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "000");
	vcm_member(v, now, GROUP, EDGE(2), true);
	run_to(now + VT_S(2));
	ck_assert_str_eq(packet(1, 5000, 3, false), "010");
	end();
}
END_TEST

/* TRANSITION-1, -3, -5, LIMHET-1 to -4, COPY-1, CONTROL-7, -8: first QoS VC with two leaves, a slow one among them */
START_TEST(first_vc)
{
	group_up(net_config(), 3);
	fate_of[1][2] = HOLD;
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	expect("S2q:E1 A2:E2 ");
	ck_assert_int_eq(outcome[1], 0);
	fate_of[1][2] = ANSWER;
	net();
	expect("S3b:E3 ");
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_int_eq(outcome[2], 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	ck_assert_str_eq(packet(1, 5009, 3, false), "111"); /* unreserved: the VC of the group */
	ck_assert_str_eq(packet(1, 5000, 3, true), "111");  /* RSVP */
	ck_assert(net_calls[2].in[1] && net_calls[2].in[2] && !net_calls[2].in[3]);
	ck_assert(!net_calls[3].in[1] && !net_calls[3].in[2] && net_calls[3].in[3]);
	/* TEARDOWN-4: the VC that was opened because of RSVP is not timed out. */
	run_to(now + VT_S(2000));
	ck_assert(net_calls[1].gone && !net_calls[2].gone && !net_calls[3].gone);
	end();
}
END_TEST

/* TRANSITION-6, -7, -9: add first, drop when that is done */
START_TEST(joins_existing)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	expect("S2q:E1 S3b:E2 A3:E3 ");
	fate_of[1][2] = HOLD;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	expect("A2:E2 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	fate_of[1][2] = _i ? REFUSE : ANSWER;
	net();
	expect(_i ? "" : "D3:E2 ");
	ck_assert_int_eq(outcome[2], _i ? -1 : 1);
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	if (!_i) {
		/* PARTY-2, BESTEFF-3: back to best effort, again add first. */
		fate_of[0][2] = HOLD;
		wf(RSVP_OUT_TC_DEL, 2, 2, Q1);
		net();
		expect("A3:E2 ");
		ck_assert_str_eq(packet(1, 5000, 3, false), "111");
		fate_of[0][2] = ANSWER;
		net();
		expect("D2:E2 ");
		ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	}
	/* The last one: all back to the VC of the group. */
	wf(RSVP_OUT_TC_DEL, 1, 1, Q1);
	net();
	expect("R2 R3 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	ck_assert_ptr_null(vcm_res_state(v, 1));
	end();
}
END_TEST

/* The queue of the best-effort VC leaves before a leaf is dropped from it. */
START_TEST(drop_waits_for_queue)
{
	group_up(net_config(), 2);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	vcm_member(v, now, GROUP, EDGE(3), true);
	net();
	said[0] = '\0';
	uint8_t octets[20] = {0};
	struct wr udp = {0}, ip = {0};
	udp_encode(&udp, 0x0a010001, GROUP, &(struct udp_hdr){.src_port = 4000, .dst_port = 5000}, octets, 20);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = 0x0a010001, .dst = GROUP}, udp.p, udp.len);
	for (int i = 0; i < 5; i++)
		vcm_send_group(v, now, GROUP, ip.p, ip.len, false);
	wr_free(&udp);
	wr_free(&ip);
	memset(copies, 0, sizeof copies);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	expect("A2:E2 ");
	drain_cells();
	net();
	expect("D3:E2 ");
	ck_assert_uint_eq(copies[2], 5 + 5); /* both VCs, for the packets that were queued when it joined */
	ck_assert_uint_eq(copies[3], 5);
	end();
}
END_TEST

/* TRANSITION-2, DYNQOS-1, -5 to -12, NEWHOP-1, -2, LIMHET-5: a new, larger next hop */
START_TEST(larger_newcomer)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 3, 3, Q1);
	net();
	expect("S2q:E1 A2:E3 S3b:E2 ");
	fate_of[1][3] = HOLD;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q2);
	net();
	expect("S4q:E2 A4:E1 A4:E3 ");
	ck_assert_uint_gt(scr(4), scr(2));
	ck_assert_uint_eq(net_calls[4].setup.aal.fwd_sdu, 2000 + 8);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	fate_of[1][3] = ANSWER;
	net();
	expect("R3 ");
	ck_assert_int_eq(outcome[2], 1);
	ck_assert(net_calls[2].in[1]);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	expect("R2 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	ck_assert_str_eq(vcm_res_state(v, 2), "STANDING");
	end();
}
END_TEST

/* NEWHOP-3, DYNQOS-13, -14: the new next hop is refused; nobody else hears of it */
START_TEST(newcomer_refused)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 3, 3, Q1);
	net();
	said[0] = '\0';
	fate_of[1][2] = REFUSE;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q2);
	net();
	expect("S4q:E2 ");
	ck_assert_int_eq(outcome[2], -1);
	ck_assert_str_eq(vcm_res_state(v, 1), "STANDING");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	run_to(now + VT_S(300));
	hear_nothing();
	end();
}
END_TEST

/* LIMHET-7: one that is there already cannot be moved up */
START_TEST(other_refused)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	said[0] = '\0';
	fate_of[1][1] = REFUSE;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q2);
	net();
	expect("S4q:E2 A4:E1 R4 ");
	ck_assert_int_eq(outcome[2], -1);
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	ck_assert(net_calls[2].in[1]);
	hear_nothing();
	end();
}
END_TEST

/* The largest leaves, is off its VC, and that is replaced by a smaller one; a refusal is tried again later (DYNQOS-16,
 * -18). */
START_TEST(largest_leaves)
{
	group_up(net_config(), 2);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q2);
	net();
	/* The first call is given up for the larger size. */
	expect("S2q:E1 R2 S3q:E2 A3:E1 ");
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	fate_of[1][1] = _i ? REFUSE : ANSWER;
	wf(RSVP_OUT_TC_DEL, 2, 2, Q2);
	net();
	if (_i) {
		expect("S4q:E1 S5b:E2 D3:E2 ");
		ck_assert_str_eq(vcm_res_state(v, 1), "TOO_LARGE");
		ck_assert_str_eq(packet(1, 5000, 2, false), "11");
		fate_of[1][1] = ANSWER;
		run_to(now + VT_S(59));
		hear_nothing();
		run_to(now + VT_S(3));
		expect("S6q:E1 R3 ");
	} else {
		expect("S4q:E1 S5b:E2 ");
		ck_assert_str_eq(packet(1, 5000, 2, false), "11");
		expect("R3 ");
	}
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	ck_assert_str_eq(vcm_res_state(v, 1), "STANDING");
	end();
}
END_TEST

/* DYNQOS-19 to -21: yet another size while a replacement is under way */
START_TEST(changes_cross)
{
	group_up(net_config(), 2);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	said[0] = '\0';
	fate_of[1][2] = HOLD;
	wf(RSVP_OUT_TC_ADD, 2, 2, Q2);
	net();
	expect("S4q:E2 ");
	wf(RSVP_OUT_TC_MOD, 2, 2, Q3);
	net();
	expect("R4 S5q:E2 ");
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	/* Taken back: the newcomer is gone again. */
	wf(RSVP_OUT_TC_DEL, 2, 2, Q3);
	net();
	expect("R5 ");
	ck_assert_str_eq(vcm_res_state(v, 1), "STANDING");
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	end();
}
END_TEST

/* TAU-2, -5; parties come and go meanwhile */
START_TEST(tau)
{
	struct vcm_config c = net_config();
	c.tau = VT_S(60);
	group_up(c, 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	wf(RSVP_OUT_TC_MOD, 1, 1, Q2);
	net();
	packet(1, 5000, 3, false);
	vtime changed = now;
	ck_assert_str_eq(vcm_res_state(v, 1), "WAITING_TAU");
	said[0] = '\0';
	wf(RSVP_OUT_TC_ADD, 2, 2, Q3);
	wf(RSVP_OUT_TC_ADD, 3, 3, Q1);
	net();
	expect("A4:E3 D3:E3 ");
	ck_assert_int_eq(outcome[3], 1);
	ck_assert_int_eq(outcome[2], 0);
	run_to(changed + VT_S(59));
	hear_nothing();
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	run_to(changed + VT_S(61));
	expect("S5q:E2 A5:E1 A5:E3 R3 R4 ");
	ck_assert_int_eq(outcome[2], 1);
	end();
}
END_TEST

/* Best-effort members beside reserved ones: late joins, and one that the best-effort VC cannot take (BESTEFF-3, -6) */
START_TEST(members_beside)
{
	group_up(net_config(), 2);
	fate_of[0][2] = REFUSE;
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	expect("S2q:E1 S3b:E2 ");
	/* It gets copies of its own. */
	fate_of[0][2] = ANSWER;
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	expect("S4b:E2 ");
	ck_assert_int_eq(net_calls[4].setup.bearer.configuration, 0);
	run_to(now + VT_S(31));
	expect("S5b:E2 ");
	ck_assert_str_eq(packet(1, 5000, 2, false), "11");
	vcm_member(v, now, GROUP, EDGE(3), true);
	net();
	expect("A1:E3 A5:E3 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	vcm_member(v, now, GROUP, EDGE(2), false);
	net();
	expect("D1:E2 D5:E2 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "101");
	/* A reserving one leaves the group: no leaf any more. */
	vcm_member(v, now, GROUP, EDGE(1), false);
	net();
	ck_assert_str_eq(packet(1, 5000, 3, false), "001");
	vcm_member(v, now, GROUP, EDGE(1), true);
	net();
	ck_assert_str_eq(packet(1, 5000, 3, false), "101");
	end();
}
END_TEST

/* Which calls a packet of this sender leaves by. */
static const char *calls_of(int sender)
{
	packet(sender, 5000, 2, false);
	return left_by;
}

/* MAPPING-9, -10 */
START_TEST(styles)
{
	static const int both[] = {1, 2}, two[] = {2};
	group_up(net_config(), 2);
	reserve_by(RSVP_OUT_TC_ADD, 1, 1, RSVP_SE, 1, S1, Q1);
	net();
	expect("S2q:E1 S3b:E2 ");
	ck_assert_str_eq(calls_of(1), "2 3 ");
	ck_assert_str_eq(calls_of(2), "1 ");
	/* The list grows, without any signalling; what another next hop names counts for all (RFC 2205 2.2). */
	reserve_by(RSVP_OUT_TC_MOD, 1, 1, RSVP_SE, 2, both, Q1);
	net();
	hear_nothing();
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_str_eq(calls_of(2), "2 3 ");
	reserve_by(RSVP_OUT_TC_MOD, 1, 1, RSVP_SE, 1, S1, Q1);
	reserve_by(RSVP_OUT_TC_ADD, 2, 2, RSVP_SE, 1, two, Q1);
	net();
	expect("A2:E2 R3 ");
	ck_assert_str_eq(calls_of(1), "2 ");
	ck_assert_str_eq(calls_of(2), "2 ");
	end();

	group_up(net_config(), 2);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	ck_assert_str_eq(calls_of(1), "2 3 ");
	ck_assert_str_eq(calls_of(7), "2 3 ");
	end();

	/* FF: each sender has a flow and a VC of its own size. */
	group_up(net_config(), 2);
	reserve_by(RSVP_OUT_TC_ADD, 1, 1, RSVP_FF, 1, S1, Q1);
	reserve_by(RSVP_OUT_TC_ADD, 2, 1, RSVP_FF, 1, two, Q2);
	net();
	expect("S2q:E1 S3q:E1 S4b:E2 S5b:E2 ");
	ck_assert_uint_lt(scr(2), scr(3));
	ck_assert_str_eq(calls_of(1), "2 4 ");
	ck_assert_str_eq(calls_of(2), "3 5 ");
	ck_assert_str_eq(calls_of(3), "1 ");
	end();
}
END_TEST

/* DATAFAIL-1, -2, -3: the whole VC */
START_TEST(vc_lost)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	expect("S2q:E1 A2:E2 S3b:E3 ");
	if (_i)
		fate_of[1][1] = fate_of[1][2] = REFUSE;
	call_gone(2, UNI_RELEASE_IND, 41);
	net();
	if (!_i) {
		expect("S4q:E1 R3 A4:E2 S5b:E3 ");
		ck_assert_str_eq(packet(1, 5000, 3, false), "111");
		ck_assert_str_eq(left_by, "4 5 ");
	} else {
		ck_assert_str_eq(packet(1, 5000, 3, false), "111");
		ck_assert_str_eq(left_by, "1 ");
		run_to(now + VT_S(29));
		ck_assert_int_eq(outcome[1], 1);
		run_to(now + VT_S(6));
		ck_assert_int_eq(outcome[1], -2);
		ck_assert_int_eq(outcome[2], -2);
		ck_assert_ptr_null(vcm_res_state(v, 1));
	}
	ck_assert(!net_calls[1].gone);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	end();
}
END_TEST

/* The same for one leaf: best effort meanwhile, added again. */
START_TEST(leaf_lost)
{
	group_up(net_config(), 3);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 2, 2, Q1);
	net();
	said[0] = '\0';
	if (_i)
		fate_of[1][2] = REFUSE;
	lose_leaf(2, 2);
	net();
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	if (!_i) {
		ck_assert(net_calls[2].in[2] && !net_calls[3].in[2]);
		run_to(now + VT_S(100));
		ck_assert_int_eq(outcome[2], 1);
	} else {
		ck_assert(net_calls[3].in[2]);
		run_to(now + VT_S(29));
		ck_assert_int_eq(outcome[2], 1);
		run_to(now + VT_S(2));
		ck_assert_int_eq(outcome[2], -2);
	}
	ck_assert_int_eq(outcome[1], 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	end();
}
END_TEST

/* CONTROLFAIL-1, -3: the VC of the group */
START_TEST(group_vc_lost)
{
	group_up(net_config(), 2);
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	expect("S2q:E1 S3b:E2 ");
	if (_i)
		fate_of[0][1] = fate_of[0][2] = REFUSE;
	call_gone(1, UNI_RELEASE_IND, 41);
	net();
	run_to(now + VT_S(29));
	ck_assert(!net_calls[2].gone);
	run_to(now + VT_S(10));
	if (_i) {
		ck_assert_int_eq(outcome[1], -2);
		ck_assert(net_calls[2].gone && net_calls[3].gone);
	} else {
		expect("S4b:E1 A4:E2 ");
		ck_assert_int_eq(outcome[1], 1);
		ck_assert(!net_calls[2].gone);
	}
	end();
}
END_TEST

/* Nobody can be had as first leaf, then another one can. */
START_TEST(first_leaf_refused)
{
	group_up(net_config(), 3);
	fate_of[1][1] = REFUSE;
	wf(RSVP_OUT_TC_ADD, 1, 1, Q1);
	net();
	ck_assert_int_eq(outcome[1], -1);
	expect("S2q:E1 ");
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	fate_of[1][1] = HOLD;
	wf(RSVP_OUT_TC_ADD, 2, 1, Q1);
	wf(RSVP_OUT_TC_ADD, 3, 2, Q1);
	net();
	fate_of[1][1] = REFUSE;
	net();
	expect("S3q:E1 S4q:E2 S5b:E1 A5:E3 ");
	ck_assert_int_eq(outcome[2], -1);
	ck_assert_int_eq(outcome[3], 1);
	ck_assert_str_eq(packet(1, 5000, 3, false), "111");
	end();
}
END_TEST

/* As a leaf: an incoming call, a further party on it (INIT-4). */
START_TEST(as_leaf)
{
	begin(net_config());
	struct q2931_msg setup = {.version = UNI_31, .type = Q2931_SETUP, .aal = {.present = true, .type = 5}};
	setup.bearer = (struct ie_bearer){.present = true, .class_ = 16, .configuration = 1};
	setup.blli.n = 1;
	setup.blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = 0x0c};
	setup.endpoint_ref.present = true;
	primitive(UNI_SETUP_IND, 9, 0, &setup, 0);
	expect("C9 ");
	primitive(UNI_COMPLETE_IND, 9, 0, NULL, 0);
	primitive(UNI_ADD_PARTY_IND, 9, 4, NULL, 0);
	expect("yes9:4 ");
	primitive(UNI_DROP_PARTY_IND, 9, 4, NULL, 16);
	hear_nothing();
	end();
}
END_TEST

/* Random reservations, changes, refusals, joins and leaves of many edges: whenever all is quiet each member has one
 * copy. */
START_TEST(many_edges)
{
	enum { N = 64 };
	uint32_t x = 12345u + (uint32_t)_i;
	rsvp_tc id_of[N + 1] = {0}, next_id = 1;
	bool member[N + 1];
	struct vcm_config c = net_config();
	c.tau = _i % 2 ? VT_S(20) : 0;
	c.vcmux = _i % 4 > 1;
	group_up(c, N);
	for (int e = 8; e <= N && c.vcmux; e += 8)
		llc_only[e] = true;
	for (int e = 1; e <= N; e++)
		member[e] = true;
	for (int round = 0; round < 150; round++) {
		x = x * 1664525u + 1013904223u;
		int e = 1 + (int)((x >> 8) % N), what = (int)(x >> 20) % 8;
		float q = 10000.0f * (float)(1 + (x >> 24) % 4);
		fate_of[1][e] = (x >> 27) % 5 == 0 ? REFUSE : (x >> 27) % 5 == 1 ? HOLD : ANSWER;
		fate_of[0][e] = (x >> 17) % 9 == 0 ? REFUSE : (x >> 17) % 9 == 1 ? HOLD : ANSWER;
		if (id_of[e] && outcome[id_of[e]] < 0 && !vcm_res_state(v, id_of[e]))
			id_of[e] = 0;
		if (what < 4 && !id_of[e]) {
			id_of[e] = next_id++;
			wf(RSVP_OUT_TC_ADD, id_of[e], e, q);
		} else if (what < 4) {
			wf(RSVP_OUT_TC_MOD, id_of[e], e, q);
		} else if (what < 6 && id_of[e]) {
			wf(RSVP_OUT_TC_DEL, id_of[e], e, q);
			id_of[e] = 0;
		} else if (what == 6) {
			member[e] = !member[e];
			vcm_member(v, now, GROUP, EDGE(e), member[e]);
		} else if (id_of[e] && (x >> 12) % 4 == 0) {
			for (uni_call call = 1; call <= net_n; call++) {
				struct net_call *n = &net_calls[call];
				if (n->active && n->in[e] && n->setup.bearer.configuration == 1 && (x >> 14) % 8 == 0)
					call_gone(call, UNI_RELEASE_IND, 41);
				else if (n->qos && n->active && n->in[e])
					lose_leaf(call, e);
			}
		}
		if (round % 3 == 0)
			net();
		if (round % 7 == 0)
			packet(1, 5000, N, round % 2);
		if (round % 10 != 0)
			continue;
		memset(fate_of, 0, sizeof fate_of);
		packet(1, 5000, N, false);
		run_to(now + VT_S(200));
		packet(1, 5000, N, false);
		run_to(now + VT_S(2));
		/* Calls are not numbered anew. */
		ck_assert_uint_lt(net_n, CALLS - 20);
		const char *got = packet(1, 5000, N, false);
		unsigned qos = 0;
		for (uni_call call = 1; call <= net_n; call++)
			qos += net_calls[call].qos && !net_calls[call].gone;
		ck_assert_uint_le(qos, 1);
		for (int i = 1; i <= N; i++)
			ck_assert_msg(got[i - 1] == (member[i] ? '1' : '0'), "round %d, E%d: %s", round, i, got);
		for (int i = 1; i <= N; i++) {
			if (id_of[i] && vcm_res_state(v, id_of[i]))
				ck_assert_int_ne(outcome[id_of[i]], 0);
		}
		said[0] = '\0';
	}
	end();
}
END_TEST

static Suite *suite(void)
{
	Suite *s = suite_create("vcm/multicast");
	TCase *t = tcase_create("limited heterogeneity");
	tcase_add_test(t, group_vc);
	tcase_add_test(t, first_vc);
	tcase_add_loop_test(t, joins_existing, 0, 2);
	tcase_add_test(t, drop_waits_for_queue);
	tcase_add_test(t, larger_newcomer);
	tcase_add_test(t, newcomer_refused);
	tcase_add_test(t, other_refused);
	tcase_add_loop_test(t, largest_leaves, 0, 2);
	tcase_add_test(t, changes_cross);
	tcase_add_test(t, tau);
	tcase_add_test(t, members_beside);
	tcase_add_test(t, styles);
	tcase_add_loop_test(t, vc_lost, 0, 2);
	tcase_add_loop_test(t, leaf_lost, 0, 2);
	tcase_add_loop_test(t, group_vc_lost, 0, 2);
	tcase_add_test(t, first_leaf_refused);
	tcase_add_test(t, as_leaf);
	tcase_add_loop_test(t, many_edges, 0, 40);
	suite_add_tcase(s, t);
	return s;
}

int main(void)
{
	SRunner *r = srunner_create(suite());
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

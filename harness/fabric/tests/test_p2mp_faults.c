/* SPDX-License-Identifier: Apache-2.0 */
/* Scripted faults by party, drops by the network, and 64 leaves that come and go in random order with data flowing. */
#include "../../../impl/base/tests/run_suite.h"
#include "p2mp_world.h"

static int fault(struct p2mp_world *w, enum fabric_fault_kind kind, enum q2931_type message, int to, uint8_t cause,
		 vtime span)
{
	struct fabric_fault x = {
	    .kind = kind, .port = -1, .direction = -1, .message = message, .cause = cause, .span = span, .count = 1};
	if (to >= 0) {
		x.match.by_called = true;
		x.match.called = p2mp_addr(to + 1);
	}
	return fabric_fault_add(w->f, &x);
}

static struct p2mp_world *with_first_party(enum uni_version version, int leaves)
{
	struct p2mp_world *w = p2mp_open(version, leaves);
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	*w->said = *w->notes = 0;
	return w;
}

START_TEST(refuse)
{
	/* whatever message the script names: the root's ADD PARTY, the leaf's SETUP, any */
	static const enum q2931_type messages[] = {Q2931_ADD_PARTY, Q2931_SETUP, (enum q2931_type)0};
	for (int i = 0; i < 3; i++) {
		struct p2mp_world *w = with_first_party(UNI_31, 3);
		int f = fault(w, FAULT_REFUSE, messages[i], 2, 37, 0);
		p2mp_add(w, 3);
		p2mp_add(w, 2);
		p2mp_run(w, VT_MS(50));
		ck_assert_uint_eq(w->hosts[0].cause, 37);
		ck_assert_int_eq(uni_party_state(w->hosts[0].uni, w->hosts[0].call, 1), 10);
		ck_assert_int_eq(uni_party_state(w->hosts[0].uni, w->hosts[0].call, 2), 0);
		ck_assert_uint_eq(uni_n_calls(w->hosts[2].uni), 0);
		ck_assert_uint_eq(fabric_fault_hits(w->f, f), 1);
		ck_assert_uint_eq(p2mp_party(w, 1, 2).cause, 37);
		p2mp_add(w, 2);
		p2mp_run(w, VT_MS(50));
		ck_assert_int_eq(uni_party_state(w->hosts[0].uni, w->hosts[0].call, 3), 10);
		p2mp_close(w);
	}
}
END_TEST

START_TEST(refuse_later)
{
	struct p2mp_world *w = with_first_party(UNI_31, 2);
	fault(w, FAULT_REFUSE, (enum q2931_type)0, 2, 17, VT_S(3));
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(2999));
	SAID_IS(w, "0>ADD PARTY p1");
	p2mp_run(w, VT_MS(2));
	SAID_IS(w, "0<ADD PARTY REJECT 17 p1");
	/* dropped by the root before it is refused: nothing more comes of it */
	fault(w, FAULT_REFUSE, (enum q2931_type)0, 2, 17, VT_S(3));
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(1));
	p2mp_drop(w, 2, 16);
	p2mp_run(w, VT_S(10));
	SAID_IS(w, "0>ADD PARTY p2 0>DROP PARTY 16 p2 0<DROP PARTY ACKNOWLEDGE 16 p2");
	/* the first leaf, and with it the call */
	fault(w, FAULT_REFUSE, Q2931_SETUP, 2, 17, VT_S(3));
	p2mp_call(w, 2);
	p2mp_run(w, VT_S(2));
	SAID_IS(w, "0>SETUP p0 0<CALL PROCEEDING p0");
	p2mp_run(w, VT_S(2));
	SAID_IS(w, "0<RELEASE 17 0>RELEASE COMPLETE");
	p2mp_close(w);
}
END_TEST

START_TEST(hold_answer)
{
	/* named as the root sees it, as the leaf says it, or not at all */
	static const enum q2931_type messages[] = {Q2931_ADD_PARTY_ACK, Q2931_CONNECT};
	for (int i = 0; i < 2; i++) {
		struct p2mp_world *w = with_first_party(UNI_31, 3);
		struct p2mp_host *h = w->hosts;
		fault(w, FAULT_HOLD, messages[i], 2, 0, VT_S(5));
		p2mp_add(w, 2);
		p2mp_add(w, 3);
		p2mp_run(w, VT_S(4));
		ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 1);
		ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 2), 10);
		ck_assert_int_eq(uni_call_state(h[2].uni, h[2].call), 10);
		p2mp_packet(w, 1, 100);
		p2mp_run(w, VT_S(2));
		ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 10);
		p2mp_packet(w, 2, 100);
		p2mp_run(w, VT_S(1));
		/* no data before the root knows */
		ck_assert(h[2].got[1] == 0 && h[2].got[2] == 1 && h[3].got[1] == 1 && h[3].got[2] == 1);
		p2mp_close(w);
	}
	/* past the root's T399: it drops the party, and the leaf goes */
	struct p2mp_world *w = with_first_party(UNI_31, 2);
	fault(w, FAULT_HOLD, Q2931_ADD_PARTY_ACK, 2, 0, VT_S(20));
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(30));
	SAID_IS(w, "0>ADD PARTY p1 2<SETUP p0 2>CONNECT p0 2<CONNECT ACKNOWLEDGE 0>DROP PARTY 102 p1 "
		   "0<DROP PARTY ACKNOWLEDGE 102 p1 2<RELEASE 102 2>RELEASE COMPLETE");
	p2mp_close(w);
	/* the CONNECT of the first leaf */
	w = p2mp_open(UNI_31, 1);
	fault(w, FAULT_HOLD, Q2931_CONNECT, 1, 0, VT_S(5));
	p2mp_call(w, 1);
	p2mp_run(w, VT_S(4));
	ck_assert_int_eq(uni_call_state(w->hosts[0].uni, w->hosts[0].call), 3);
	p2mp_run(w, VT_S(2));
	ck_assert_int_eq(uni_call_state(w->hosts[0].uni, w->hosts[0].call), 10);
	p2mp_close(w);
}
END_TEST

START_TEST(lose_answers)
{
	/* ADD PARTY ACKNOWLEDGE of one party, not of the other */
	struct p2mp_world *w = with_first_party(UNI_31, 3);
	struct p2mp_host *h = w->hosts;
	int f = fault(w, FAULT_DROP, Q2931_ADD_PARTY_ACK, 3, 0, 0);
	p2mp_add(w, 2);
	p2mp_add(w, 3);
	p2mp_run(w, VT_S(1));
	ck_assert_uint_eq(fabric_fault_hits(w->f, f), 1);
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 10);
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 2), 1);
	*w->said = 0;
	p2mp_run(w, VT_S(14));
	SAID_IS(w, "0>DROP PARTY 102 p2 0<DROP PARTY ACKNOWLEDGE 102 p2 3<RELEASE 102 3>RELEASE COMPLETE");

	/* DROP PARTY ACKNOWLEDGE to the root: its T398 ends it */
	f = fault(w, FAULT_DROP, Q2931_DROP_PARTY_ACK, 2, 0, 0);
	p2mp_drop(w, 1, 16);
	p2mp_run(w, VT_S(3));
	SAID_IS(w, "0>DROP PARTY 16 p1 2<RELEASE 16 2>RELEASE COMPLETE");
	ck_assert_uint_eq(fabric_fault_hits(w->f, f), 1);
	p2mp_run(w, VT_S(2));
	SAID_IS(w, "0>DROP PARTY ACKNOWLEDGE 102 p1");
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 0);

	/* that of a leaf's user: the network's T398 */
	p2mp_add(w, 1);
	p2mp_run(w, VT_S(1));
	*w->said = 0;
	fault(w, FAULT_DROP, Q2931_DROP_PARTY_ACK, 1, 0, 0);
	struct atm_addr first = p2mp_addr(2);
	ck_assert(fabric_drop_party(w->f, 1, &first, 38));
	p2mp_run(w, VT_S(5));
	SAID_IS(w,
		"1<DROP PARTY 38 p0 0<DROP PARTY 38 p0 1>DROP PARTY ACKNOWLEDGE 38 p0 0>DROP PARTY ACKNOWLEDGE 38 p0 "
		"1<DROP PARTY ACKNOWLEDGE 102 p0");
	p2mp_close(w);
}
END_TEST

START_TEST(doubled_messages)
{
	struct p2mp_world *w = with_first_party(UNI_31, 2);
	struct p2mp_host *h = w->hosts;
	fault(w, FAULT_DUPLICATE, Q2931_ADD_PARTY_ACK, 2, 0, 0);
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(1));
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 10);
	*w->said = 0;
	fault(w, FAULT_DUPLICATE, Q2931_DROP_PARTY, -1, 0, 0);
	p2mp_drop(w, 1, 16);
	p2mp_run(w, VT_S(1));
	SAID_IS(w, "0>DROP PARTY 16 p1 0<DROP PARTY ACKNOWLEDGE 16 p1 2<RELEASE 16 0<DROP PARTY ACKNOWLEDGE 89 p1 "
		   "2>RELEASE COMPLETE");
	ck_assert_int_eq(uni_call_state(h[0].uni, h[0].call), 10);
	p2mp_close(w);
}
END_TEST

START_TEST(drop_by_the_network)
{
	struct p2mp_world *w = with_first_party(UNI_31, 3);
	struct atm_addr a = p2mp_addr(3), nobody = p2mp_addr(4);
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	*w->said = *w->notes = 0;
	a.octets[19] = 0x55; /* the selector does not count */
	ck_assert(!fabric_drop_party(w->f, 1, &nobody, 38));
	ck_assert(!fabric_drop_party(w->f, 2, &a, 38));
	ck_assert(fabric_drop_party(w->f, 1, &a, 38));
	ck_assert(!fabric_drop_party(w->f, 1, &a, 38));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "2<RELEASE 38 0<DROP PARTY 38 p1 2>RELEASE COMPLETE 0>DROP PARTY ACKNOWLEDGE 38 p1");
	NOTED_IS(w, "gone party 1 cause 38 to 2");
	/* both sides at once */
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	p2mp_drop(w, 2, 16);
	ck_assert(fabric_drop_party(w->f, 1, &a, 38));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>DROP PARTY 16 p2 2<RELEASE 38 0<DROP PARTY 38 p2 2>RELEASE COMPLETE");
	/* one that is being set up is refused */
	w->hosts[3].silent = true;
	p2mp_add(w, 3);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	ck_assert(fabric_drop_party(w->f, 1, &nobody, 38));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "3<RELEASE 38 0<ADD PARTY REJECT 38 p3 3>RELEASE COMPLETE");
	/* the last one releases */
	a = p2mp_addr(2);
	ck_assert(fabric_drop_party(w->f, 1, &a, 38));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "1<RELEASE 38 0<RELEASE 38 1>RELEASE COMPLETE 0>RELEASE COMPLETE");
	p2mp_close(w);
}
END_TEST

/* A leaf that answers while the root drops it. */
START_TEST(crossing)
{
	struct p2mp_world *w = with_first_party(UNI_31, 2);
	struct p2mp_host *h = w->hosts;
	p2mp_add(w, 2);
	p2mp_drop(w, 1, 16);
	p2mp_run(w, VT_S(40));
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 1), 0);
	ck_assert_uint_eq(uni_n_calls(h[2].uni), 0);
	ck_assert_int_eq(uni_call_state(h[0].uni, h[0].call), 10);
	/* the leaf releases while the root drops it */
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(1));
	*w->said = 0;
	p2mp_drop(w, 2, 16);
	uni_release_req(h[2].uni, engine_now(w->e), h[2].call, 31, NULL, 0);
	p2mp_drain(&h[2], engine_now(w->e));
	p2mp_run(w, VT_S(40));
	SAID_IS(w, "0>DROP PARTY 16 p2 2>RELEASE 31 0<DROP PARTY ACKNOWLEDGE 16 p2 2<RELEASE 16");
	ck_assert_uint_eq(uni_n_calls(h[2].uni), 0);
	/* and is added anew while its old call is being cleared */
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(1));
	p2mp_drop(w, 3, 16);
	p2mp_run(w, VT_US(60));
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(1));
	ck_assert_int_eq(uni_party_state(h[0].uni, h[0].call, 4), 10);
	p2mp_packet(w, 1, 100);
	p2mp_run(w, VT_S(1));
	ck_assert_uint_eq(h[2].got[1], 1);
	p2mp_close(w);
}
END_TEST

/* ---- many ---- */

#define LEAVES 64
#define ROUNDS 600

/* Each leaf gets every packet that the root sent while it was active exactly once, and none that was sent before or
 * after; what is in between (one way there and back) may go either way, but never twice. */
static void check_packets(struct p2mp_world *w, const vtime *sent, unsigned n_sent)
{
	struct fabric_party_info info;
	unsigned delivered = 0;
	for (int h = 1; h <= LEAVES; h++) {
		for (unsigned k = 0; k < n_sent; k++) {
			int want = 0; /* 1 must, -1 may */
			struct atm_addr a = p2mp_addr(h + 1);
			for (uint32_t i = 0; fabric_party(w->f, 1, i, &info); i++) {
				if (!atm_addr_equal(&info.called, &a) || info.active_at == VTIME_NEVER)
					continue;
				/* a packet reaches the switch within 100 us of being sent */
				vtime end = info.gone_at == VTIME_NEVER ? INT64_MAX : info.gone_at;
				if (sent[k] >= info.active_at && sent[k] + VT_US(100) < end)
					want = 1;
				else if (sent[k] + VT_US(100) >= info.active_at && sent[k] <= end && !want)
					want = -1;
			}
			int got = w->hosts[h].got[k];
			ck_assert_msg(got <= 1 && (want < 0 || got == want),
				      "leaf %d got packet %u %d times, expected %d", h, k, got, want);
			delivered += (unsigned)got;
		}
	}
	ck_assert_uint_gt(delivered, n_sent * 10);
}

static void come_and_go(enum uni_version version, uint64_t seed)
{
	struct p2mp_world *w = p2mp_open(version, LEAVES);
	struct p2mp_host *root = &w->hosts[0];
	static vtime sent[ROUNDS];
	uint16_t party[LEAVES + 1] = {0};
	bool in[LEAVES + 1] = {0};
	struct rng rng;
	rng_seed(&rng, seed);
	w->quiet = true;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	w->conn = 1;
	uint16_t vci = root->vci;
	in[1] = true;
	for (unsigned k = 0; k < ROUNDS; k++) {
		int n = 2 + (int)rng_below(&rng, LEAVES - 1);
		int what = (int)rng_below(&rng, 10);
		if (uni_party_state(root->uni, root->call, party[n]) == 0 || !party[n])
			in[n] = false;
		w->hosts[n].refuse = what == 9 ? 17 : 0;
		if (!in[n]) {
			party[n] = p2mp_add(w, n);
			in[n] = party[n] != 0;
		} else if (what < 4) {
			p2mp_drop(w, party[n], 16);
			in[n] = false;
			party[n] = 0;
		} else if (what == 5) {
			uni_release_req(w->hosts[n].uni, engine_now(w->e), w->hosts[n].call, 31, NULL, 0);
			p2mp_drain(&w->hosts[n], engine_now(w->e));
		} else if (what == 6) {
			struct atm_addr a = p2mp_addr(n + 1);
			fabric_drop_party(w->f, 1, &a, 38);
		}
		ck_assert_uint_eq(root->vci, vci);
		sent[k] = engine_now(w->e);
		p2mp_packet(w, k, 100 + (size_t)rng_below(&rng, 1000));
		p2mp_run(w, VT_US(10) + (vtime)rng_below(&rng, VT_MS(1)));
	}
	p2mp_run(w, VT_S(60));
	ck_assert_int_eq(uni_call_state(root->uni, root->call), 10);
	check_packets(w, sent, ROUNDS);
	/* the two ends and the switch agree on who is in */
	unsigned active = 0;
	uint64_t reserved = 0, all = fabric_free_rate(w->f, 0, false); /* of an idle link */
	for (int n = 1; n <= LEAVES; n++) {
		bool is = p2mp_party(w, 1, n).state == FABRIC_PARTY_ACTIVE;
		ck_assert_int_eq(is, uni_n_calls(w->hosts[n].uni) == 1);
		active += is;
		reserved += all - fabric_free_rate(w->f, n, false);
	}
	ck_assert_uint_eq(active, uni_n_parties(root->uni, root->call));
	ck_assert_uint_eq(reserved, active * 5000ull);
	uni_release_req(root->uni, engine_now(w->e), root->call, 16, NULL, 0);
	p2mp_drain(root, engine_now(w->e));
	p2mp_run(w, VT_S(1));
	for (int n = 0; n <= LEAVES; n++)
		ck_assert_uint_eq(uni_n_calls(w->hosts[n].uni), 0);
	p2mp_close(w);
}

START_TEST(many_leaves)
{
	come_and_go(UNI_30, 1);
	come_and_go(UNI_31, 2);
	come_and_go(UNI_40, 3);
}
END_TEST

RUN_SUITE("point to multipoint, faults", refuse, refuse_later, hold_answer, lose_answers, doubled_messages,
	  drop_by_the_network, crossing, many_leaves)

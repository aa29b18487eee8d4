/* SPDX-License-Identifier: Apache-2.0 */
/* A reservation from end to end over two routers: set up, refreshed, changed, refused, lost, torn down. */
#include "net.h"

static void established(struct net *n)
{
	net_init(n);
	ask(n, S, "sender " SESSION " " SENDER " " Q3);
	ask(n, R, RESERVE(Q1));
}

START_TEST(path_goes_down_and_resv_up)
{
	struct net n;
	net_init(&n);
	ask(&n, S, "sender " SESSION " " SENDER " " Q2);
	ck_assert_int_eq(count(&n, RSVP_PATH, -1), 3);
	assert_upcall(&n, R, 0, "path " SESSION " " SENDER " " Q2);
	const struct message *p = last(&n, RSVP_PATH, R);
	/* Looks as if it came from the sender; the PHOP is the last router. */
	ck_assert_uint_eq(p->ip.src, S_ADDR);
	ck_assert_uint_eq(p->ip.dst, R_ADDR);
	ck_assert(p->ip.router_alert);
	ck_assert_uint_eq(p->ip.ttl, 62);
	ck_assert_uint_eq(ip_addr_to_v4(&p->m.hop.addr), B_DOWN);
	ck_assert_uint_eq(p->m.refresh_ms, 30000);
	ck_assert(p->m.adspec.present);
	ck_assert_uint_eq(p->m.adspec.hops, 2);
	ck_assert_uint_eq(p->m.adspec.latency, 30);
	ck_assert_uint_eq(p->m.adspec.mtu, 9180);
	ck_assert(!p->m.adspec.global_break);

	ask(&n, R, "reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=yes");
	ck_assert_int_eq(count(&n, RSVP_RESV, B), 1);
	ck_assert_int_eq(count(&n, RSVP_RESV, A), 1);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 1);
	const struct message *r = last(&n, RSVP_RESV, S);
	ck_assert_uint_eq(r->ip.src, A_UP);
	ck_assert_uint_eq(r->ip.dst, S_ADDR);
	ck_assert_uint_eq(ip_addr_to_v4(&r->m.hop.addr), A_UP);
	ck_assert_uint_eq(r->m.hop.lih, last(&n, RSVP_PATH, A)->m.hop.lih);
	ck_assert(r->m.has_confirm);
	assert_upcall(&n, S, 0, "resv " SESSION " style=FF " SENDER " service=CL " Q1);
	/* Resources were asked for on the downstream side of each node, with the sender's TSpec. */
	ck_assert_int_eq(n.adds[S] + n.adds[A] + n.adds[B], 3);
	ck_assert_int_eq(n.adds[R], 0);
	ck_assert_int_eq(n.spec[A].iface, DOWN);
	ck_assert_uint_eq(n.spec[A].next_hop, B_UP);
	ck_assert(n.spec[A].has_sender);
	ck_assert_float_eq(n.spec[A].sender.r, 20000);
	ck_assert_float_eq(n.spec[A].flowspec.t.r, 10000);
	ck_assert_int_eq(n.spec[A].n_filters, 1);
	/* The sending host confirms. */
	ck_assert_int_eq(count(&n, RSVP_RESVCONF, R), 1);
	const struct message *c = last(&n, RSVP_RESVCONF, R);
	ck_assert_uint_eq(c->ip.dst, R_ADDR);
	ck_assert(c->ip.router_alert);
	ck_assert_uint_eq(c->m.error.code, 0);
	ck_assert_int_eq(n.n_up[R], 2);
	assert_upcall(&n, R, 1, "resv-confirm " SESSION " " SENDER " node=10.0.0.2");
	net_free(&n);
}
END_TEST

START_TEST(refreshes_change_nothing)
{
	struct net n;
	established(&n);
	clear(&n);
	run_to(&n, VT_S(3600));
	/* 120 periods, no jitter: one Path and one Resv for each hop and period. */
	for (int i = A; i <= R; i++)
		ck_assert_int_eq(count(&n, RSVP_PATH, i), 120);
	for (int i = S; i <= B; i++)
		ck_assert_int_eq(count(&n, RSVP_RESV, i), 120);
	ck_assert_uint_eq(n.n_log, 720);
	for (int i = 0; i < N_NODES; i++) {
		ck_assert_int_eq(n.n_up[i], 0);
		ck_assert_int_eq(n.adds[i] + n.mods[i] + n.dels[i], 0);
	}
	net_free(&n);
}
END_TEST

START_TEST(jitter_stays_in_its_bounds)
{
	struct net n;
	net_init(&n);
	rsvp_engine_free(n.e[S]);
	struct rsvp_config c = net_config(S);
	c.jitter = true;
	n.e[S] = rsvp_engine_create(&c, 42);
	ask(&n, S, "sender " SESSION " " SENDER " " Q3);
	run_to(&n, VT_S(30) * 400);
	vtime least = VTIME_NEVER, most = 0, before = -1;
	int gaps = 0;
	for (size_t i = 0; i < n.n_log; i++) {
		if (n.log[i].to != A || n.log[i].m.type != RSVP_PATH)
			continue;
		if (before >= 0) {
			vtime gap = n.log[i].at - before;
			least = vtime_min(least, gap);
			most = gap > most ? gap : most;
			gaps++;
		}
		before = n.log[i].at;
	}
	ck_assert_int_gt(gaps, 300);
	ck_assert(least >= VT_S(15) && least < VT_S(18));
	ck_assert(most <= VT_S(45) && most > VT_S(42));
	net_free(&n);
}
END_TEST

static bool lose_to_a(struct net *n, const struct message *m)
{
	return m->to == A && m->m.type == RSVP_PATH;
}

static bool lose_resv_to_a(struct net *n, const struct message *m)
{
	return m->to == A && m->m.type == RSVP_RESV;
}

START_TEST(path_ends_with_its_lifetime)
{
	struct net n;
	established(&n);
	run_to(&n, VT_S(60));
	n.lose = lose_to_a;
	/* (3 + 0.5) * 1.5 * 30 s after the last refresh. */
	clear(&n);
	run_to(&n, VT_S(60) + VT_MS(157500) - 1);
	ck_assert_int_eq(count(&n, RSVP_PATHTEAR, -1), 0);
	ck_assert_int_eq(n.dels[A], 0);
	run_to(&n, VT_S(60) + VT_MS(157500));
	ck_assert_int_eq(count(&n, RSVP_PATHTEAR, B), 1);
	ck_assert_int_eq(count(&n, RSVP_PATHTEAR, R), 1);
	ck_assert_uint_eq(last(&n, RSVP_PATHTEAR, R)->ip.src, S_ADDR);
	ck_assert(last(&n, RSVP_PATHTEAR, R)->ip.router_alert);
	assert_upcall(&n, R, 0, "path-tear " SESSION " " SENDER);
	/* Reservations of the torn sender go; neither ResvErr nor ResvTear comes of it. */
	ck_assert_int_eq(n.dels[A] + n.dels[B], 2);
	ck_assert_int_eq(count(&n, RSVP_RESVERR, -1) + count(&n, RSVP_RESVTEAR, -1), 0);
	/* The application's reservation holds again when the sender is back. */
	n.lose = NULL;
	clear(&n);
	run_to(&n, n.now + VT_S(30));
	ck_assert_int_eq(n.adds[A] + n.adds[B], 2);
	net_free(&n);
}
END_TEST

START_TEST(two_lost_refreshes_of_three_do_no_harm)
{
	struct net n;
	established(&n);
	for (int i = 0; i < 10; i++) {
		n.lose = lose_to_a;
		run_to(&n, n.now + VT_S(60));
		n.lose = NULL;
		run_to(&n, n.now + VT_S(30));
	}
	ck_assert_int_eq(count(&n, RSVP_PATHTEAR, -1), 0);
	net_free(&n);
}
END_TEST

START_TEST(reservation_ends_with_its_lifetime)
{
	struct net n;
	established(&n);
	run_to(&n, VT_S(60));
	n.lose = lose_resv_to_a;
	clear(&n);
	run_to(&n, VT_S(60) + VT_MS(157500) - 1);
	ck_assert_int_eq(n.dels[A], 0);
	run_to(&n, VT_S(60) + VT_MS(157500));
	ck_assert_int_eq(n.dels[A], 1);
	ck_assert_int_eq(n.dels[B], 0);
	/* A new teardown starts where state has died. */
	ck_assert_int_eq(count(&n, RSVP_RESVTEAR, S), 1);
	ck_assert_int_eq(n.dels[S], 1);
	assert_upcall(&n, S, 0, "resv-tear " SESSION " style=FF " SENDER);
	/* Path state lives on, and the next Resv that arrives starts over. */
	n.lose = NULL;
	run_to(&n, n.now + VT_S(30));
	ck_assert_int_eq(n.adds[A], 1);
	net_free(&n);
}
END_TEST

START_TEST(release_and_unsender)
{
	struct net n;
	established(&n);
	clear(&n);
	ask(&n, R, "release " SESSION " style=FF " SENDER);
	for (int i = S; i <= B; i++) {
		ck_assert_int_eq(count(&n, RSVP_RESVTEAR, i), 1);
		ck_assert_int_eq(n.dels[i], 1);
	}
	assert_upcall(&n, S, 0, "resv-tear " SESSION " style=FF " SENDER);
	clear(&n);
	ask(&n, S, "unsender " SESSION " " SENDER);
	ck_assert_int_eq(count(&n, RSVP_PATHTEAR, -1), 3);
	assert_upcall(&n, R, 0, "path-tear " SESSION " " SENDER);
	clear(&n);
	run_to(&n, n.now + VT_S(600));
	ck_assert_uint_eq(n.n_log, 0);
	for (int i = 0; i < N_NODES; i++)
		ck_assert_int_eq(rsvp_engine_next(n.e[i]), VTIME_NEVER);
	net_free(&n);
}
END_TEST

START_TEST(changes_replace)
{
	struct net n;
	established(&n);
	clear(&n);
	ask(&n, R, RESERVE(Q2));
	for (int i = S; i <= B; i++) {
		ck_assert_int_eq(n.mods[i], 1);
		ck_assert_float_eq(n.spec[i].flowspec.t.r, 20000);
	}
	assert_upcall(&n, S, 0, "resv " SESSION " style=FF " SENDER " service=CL " Q2);
	ask(&n, R, RESERVE(Q1));
	assert_upcall(&n, S, 1, "resv " SESSION " style=FF " SENDER " service=CL " Q1);
	ck_assert_int_eq(count(&n, RSVP_RESVERR, -1), 0);
	/* The sender's TSpec: traffic control hears of it, the reservation upstream stays. */
	clear(&n);
	ask(&n, S, "sender " SESSION " " SENDER " " Q2);
	assert_upcall(&n, R, 0, "path " SESSION " " SENDER " " Q2);
	for (int i = S; i <= B; i++) {
		ck_assert_int_eq(n.mods[i], 1);
		ck_assert_float_eq(n.spec[i].sender.r, 20000);
		ck_assert_float_eq(n.spec[i].flowspec.t.r, 10000);
	}
	ck_assert_int_eq(count(&n, RSVP_RESV, -1), 0);
	net_free(&n);
}
END_TEST

START_TEST(upstream_waits_for_traffic_control)
{
	struct net n;
	net_init(&n);
	n.tc[A] = TC_WAIT;
	ask(&n, S, "sender " SESSION " " SENDER " " Q3);
	ask(&n, R, "reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=yes");
	run_to(&n, VT_S(5));
	ck_assert_int_eq(count(&n, RSVP_RESV, A), 1);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 0);
	ck_assert_int_eq(count(&n, RSVP_RESVCONF, -1), 0);
	rsvp_engine_tc_result(n.e[A], n.now, n.spec[A].id, true, 0, 0);
	pump(&n);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 1);
	ck_assert(last(&n, RSVP_RESV, S)->m.has_confirm);
	ck_assert_int_eq(count(&n, RSVP_RESVCONF, R), 1);
	/* A change, changed again before the answer: one MOD each, the answer is for the latest. */
	clear(&n);
	ask(&n, R, RESERVE(Q2));
	ask(&n, R, RESERVE(Q3));
	ck_assert_int_eq(n.mods[A], 2);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 0);
	rsvp_engine_tc_result(n.e[A], n.now, n.spec[A].id, true, 0, 0);
	pump(&n);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 1);
	ck_assert_float_eq(last(&n, RSVP_RESV, S)->m.flows[0].flowspec.t.r, 30000);
	/* No confirmation was asked for these, and the first goes only once. */
	ck_assert(!last(&n, RSVP_RESV, S)->m.has_confirm);
	net_free(&n);
}
END_TEST

START_TEST(refused_increase_leaves_the_old_one)
{
	struct net n;
	established(&n);
	clear(&n);
	n.tc[A] = TC_REFUSE;
	ask(&n, R, RESERVE(Q2));
	ck_assert_int_eq(n.mods[A], 1);
	const struct message *m = last(&n, RSVP_RESVERR, B);
	ck_assert_uint_eq(m->m.error.code, 1);
	ck_assert_uint_eq(m->m.error.value, 2);
	ck_assert_uint_eq(m->m.error.flags, RSVP_ERR_INPLACE);
	ck_assert_uint_eq(ip_addr_to_v4(&m->m.error.node), A_DOWN);
	ck_assert_float_eq(m->m.flows[0].flowspec.t.r, 20000);
	ck_assert_uint_eq(m->ip.dst, B_UP);
	assert_upcall(&n, R, 0, "resv-error " SESSION " " SENDER " code=1 value=2 flags=1 node=10.1.0.1");
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 0);
	ck_assert_int_eq(n.dels[A], 0);

	/* Its refreshes neither hurt what is in place nor make new attempts before the blockade time (3 R) is over. */
	clear(&n);
	run_to(&n, n.now + VT_S(85));
	ck_assert_int_eq(n.mods[A], 0);
	ck_assert_int_gt(count(&n, RSVP_RESV, A), 1);
	ck_assert_float_eq(last(&n, RSVP_RESV, S)->m.flows[0].flowspec.t.r, 10000);
	run_to(&n, n.now + VT_S(1200));
	ck_assert_int_eq(n.dels[A], 0);
	/* Then it is tried about every 3 R. */
	ck_assert_int_ge(n.mods[A], 8);
	ck_assert_int_le(n.mods[A], 15);
	ck_assert_int_eq(count(&n, RSVP_RESVERR, B), n.mods[A]);

	/* Back to the old value: refreshes of it are accepted. */
	clear(&n);
	ask(&n, R, RESERVE(Q1));
	run_to(&n, n.now + VT_S(600));
	ck_assert_int_eq(n.mods[A] + n.adds[A] + n.dels[A], 0);
	ck_assert_int_eq(count(&n, RSVP_RESVERR, -1), 0);
	/* And the larger one again is a new request, tried at once. */
	n.tc[A] = TC_GRANT;
	ask(&n, R, RESERVE(Q2));
	ck_assert_int_eq(n.mods[A], 1);
	ck_assert_float_eq(last(&n, RSVP_RESV, S)->m.flows[0].flowspec.t.r, 20000);
	net_free(&n);
}
END_TEST

START_TEST(refused_first_reservation_leaves_nothing)
{
	struct net n;
	net_init(&n);
	n.tc[A] = TC_REFUSE;
	ask(&n, S, "sender " SESSION " " SENDER " " Q3);
	ask(&n, R, "reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=yes");
	ck_assert_uint_eq(last(&n, RSVP_RESVERR, B)->m.error.flags, 0);
	assert_upcall(&n, R, 1, "resv-error " SESSION " " SENDER " code=1 value=2 flags=0 node=10.1.0.1");
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 0);
	ck_assert_int_eq(n.dels[A], 0);
	clear(&n);
	run_to(&n, VT_S(89));
	ck_assert_int_eq(n.adds[A], 0);
	n.tc[A] = TC_GRANT;
	run_to(&n, VT_S(100));
	ck_assert_int_eq(n.adds[A], 1);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 1);
	/* The refused request's confirmation is gone for good. */
	ck_assert_int_eq(count(&n, RSVP_RESVCONF, -1), 0);
	net_free(&n);
}
END_TEST

START_TEST(release_ends_the_wait_after_a_refusal)
{
	struct net n;
	net_init(&n);
	n.tc[A] = TC_REFUSE;
	ask(&n, S, "sender " SESSION " " SENDER " " Q3);
	ask(&n, R, RESERVE(Q1));
	n.tc[A] = TC_GRANT;
	ask(&n, R, "release " SESSION " style=FF " SENDER);
	clear(&n);
	ask(&n, R, RESERVE(Q1));
	ck_assert_int_eq(n.adds[A], 1);
	net_free(&n);
}
END_TEST

START_TEST(lost_resources)
{
	struct net n;
	established(&n);
	clear(&n);
	rsvp_engine_tc_lost(n.e[A], n.now, n.spec[A].id, 1, 2);
	pump(&n);
	ck_assert_uint_eq(last(&n, RSVP_RESVERR, B)->m.error.flags, 0);
	assert_upcall(&n, R, 0, "resv-error " SESSION " " SENDER " code=1 value=2 flags=0 node=10.1.0.1");
	ck_assert_int_eq(count(&n, RSVP_RESVTEAR, S), 1);
	ck_assert_int_eq(n.dels[A], 0);
	/* The receiver goes on asking, and gets it again after the blockade time. */
	clear(&n);
	run_to(&n, VT_S(121));
	ck_assert_int_eq(n.adds[A], 1);
	net_free(&n);
}
END_TEST

START_TEST(answers_to_ids_that_are_gone)
{
	struct net n;
	established(&n);
	rsvp_tc id = n.spec[A].id;
	ask(&n, R, "release " SESSION " style=FF " SENDER);
	clear(&n);
	rsvp_engine_tc_result(n.e[A], n.now, id, true, 0, 0);
	rsvp_engine_tc_lost(n.e[A], n.now, id, 1, 2);
	rsvp_engine_tc_result(n.e[A], n.now, 0, false, 1, 2);
	pump(&n);
	ck_assert_uint_eq(n.n_log, 0);
	/* A second answer to one request says nothing either. */
	ask(&n, R, RESERVE(Q1));
	ck_assert_uint_ne(n.spec[A].id, id);
	clear(&n);
	rsvp_engine_tc_result(n.e[A], n.now, n.spec[A].id, false, 1, 2);
	pump(&n);
	ck_assert_uint_eq(n.n_log, 0);
	net_free(&n);
}
END_TEST

START_TEST(guilt_is_told_to_the_application_only)
{
	struct net n;
	established(&n);
	clear(&n);
	/* A request larger than this receiver's failed somewhere. */
	struct rsvp_msg m = {.type = RSVP_RESVERR,
			     .ttl = 255,
			     .has_session = true,
			     .session = {.dst = ip_addr_v4(R_ADDR), .protocol = 17, .port = 5000},
			     .has_hop = true,
			     .hop = {.addr = ip_addr_v4(B_DOWN)},
			     .has_error = true,
			     .error = {.node = ip_addr_v4(A_DOWN), .code = 1, .value = 2},
			     .has_style = true,
			     .style = RSVP_FF,
			     .n_flows = 1};
	m.flows[0].has_flowspec = true;
	m.flows[0].flowspec = (struct flowspec){.service = INTSERV_CLS, .t = {20000, 2000, 40000, 64, 1500}};
	m.flows[0].n_filters = 1;
	m.flows[0].filters[0] = (struct rsvp_filter){.src = ip_addr_v4(S_ADDR), .port = 4000};
	struct ip4_hdr ip = {.ttl = 255, .protocol = IPPROTO_RSVP_, .src = B_DOWN, .dst = R_ADDR};
	for (int inplace = 0; inplace < 2; inplace++) {
		struct wr body = {0}, packet = {0};
		m.error.flags = inplace ? RSVP_ERR_INPLACE : 0;
		rsvp_encode(&body, &m);
		ip4_encode(&packet, &ip, body.p, body.len);
		rsvp_engine_packet(n.e[R], n.now, 0, packet.p, packet.len);
		pump(&n);
		wr_free(&body);
		wr_free(&packet);
	}
	/* With InPlace it concerns those alone who asked for so much. */
	ck_assert_int_eq(n.n_up[R], 1);
	assert_upcall(&n, R, 0, "resv-error " SESSION " " SENDER " code=1 value=2 flags=2 node=10.1.0.1");
	/* The receiver's reservation goes on. */
	run_to(&n, VT_S(300));
	ck_assert_int_eq(count(&n, RSVP_RESV, B), 10);
	net_free(&n);
}
END_TEST

START_TEST(reserve_before_path)
{
	struct net n;
	net_init(&n);
	ask(&n, R, "reserve " SESSION " style=FF " SENDER " service=CL " Q1 " confirm=yes");
	ck_assert_uint_eq(n.n_log, 0);
	ask(&n, S, "sender " SESSION " " SENDER " " Q3);
	ck_assert_int_eq(count(&n, RSVP_RESV, S), 1);
	ck_assert_int_eq(count(&n, RSVP_RESVCONF, R), 1);
	net_free(&n);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("exchange");
	TCase *t = tcase_create("exchange");
	tcase_add_test(t, path_goes_down_and_resv_up);
	tcase_add_test(t, refreshes_change_nothing);
	tcase_add_test(t, jitter_stays_in_its_bounds);
	tcase_add_test(t, path_ends_with_its_lifetime);
	tcase_add_test(t, two_lost_refreshes_of_three_do_no_harm);
	tcase_add_test(t, reservation_ends_with_its_lifetime);
	tcase_add_test(t, release_and_unsender);
	tcase_add_test(t, changes_replace);
	tcase_add_test(t, upstream_waits_for_traffic_control);
	tcase_add_test(t, refused_increase_leaves_the_old_one);
	tcase_add_test(t, refused_first_reservation_leaves_nothing);
	tcase_add_test(t, release_ends_the_wait_after_a_refusal);
	tcase_add_test(t, lost_resources);
	tcase_add_test(t, answers_to_ids_that_are_gone);
	tcase_add_test(t, guilt_is_told_to_the_application_only);
	tcase_add_test(t, reserve_before_path);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Several next hops, senders and styles at one router: merging upstream, confirmations, blockade, soft state. */
#include "router.h"

static void resv_confirm(struct router *r, uint32_t nhop, int n)
{
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, nhop);
	m->has_confirm = true;
	m->confirm = ip_addr_v4(nhop + 100);
	flow(m, n);
	feed_up(r, with(m, S1, 4000));
}

static void tear(struct router *r, uint32_t nhop)
{
	struct rsvp_msg *m = resv_msg(RSVP_RESVTEAR, RSVP_FF, nhop);
	flow(m, 0);
	feed_up(r, with(m, S1, 4000));
}

static void resverr(struct router *r, int n, uint8_t flags)
{
	struct rsvp_msg *m = resv_msg(RSVP_RESVERR, RSVP_FF, U1);
	m->has_error = true;
	m->error = (struct rsvp_error){.node = ip_addr_v4(U1), .flags = flags, .code = 1, .value = 2};
	flow(m, n);
	feed_up(r, with(m, S1, 4000));
}

START_TEST(path_at_the_router)
{
	struct router r;
	router_init(&r);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 4);
	m->session.flags = 1;
	m->adspec = (struct adspec){.present = true,
				    .hops = 254,
				    .bandwidth = 1e12f,
				    .latency = 0xfffffffe,
				    .mtu = 65535,
				    .gs = {.present = true, .empty = true},
				    .cls = {.present = true, .override = {.has_mtu = true, .mtu = 65535}}};
	feed_down(&r, m);
	const struct sent *s = only(&r, RSVP_PATH);
	ck_assert_int_eq(s->iface, 1);
	ck_assert_uint_eq(s->next_hop, DST);
	ck_assert_uint_eq(s->ip.src, S1);
	ck_assert_uint_eq(s->ip.ttl, 59);
	ck_assert_uint_eq(s->m.hop.lih, 2);
	/* This node polices, so nobody behind it has to. */
	ck_assert_uint_eq(s->m.session.flags, 0);
	const struct adspec *a = &s->m.adspec;
	ck_assert(!a->global_break);
	ck_assert_uint_eq(a->hops, 255);
	ck_assert_float_eq(a->bandwidth, 16887708);
	ck_assert_uint_eq(a->latency, UINT32_MAX);
	ck_assert_uint_eq(a->mtu, 9180);
	/* Guaranteed is not offered here; Controlled Load is. */
	ck_assert(a->gs.present && a->gs.break_bit && a->gs.empty);
	ck_assert(a->cls.present && !a->cls.break_bit);
	ck_assert_uint_eq(a->cls.override.mtu, 9180);
	ck_assert(!a->cls.override.has_bandwidth);

	/* A hop without RSVP lies before it: the TTL has fallen more than Send_TTL says. Forgotten with the next Path.
	 */
	forget(&r);
	m->adspec.bandwidth = 0;
	struct ip4_hdr ip = {.ttl = 50, .protocol = IPPROTO_RSVP_, .src = S1, .dst = DST, .router_alert = true};
	feed(&r, 0, &ip, m);
	a = &only(&r, RSVP_PATH)->m.adspec;
	ck_assert(a->global_break);
	ck_assert_float_eq(a->bandwidth, 0);
	forget(&r);
	feed_down(&r, m);
	run_to(&r, VT_S(30));
	ck_assert(!only(&r, RSVP_PATH)->m.adspec.global_break);

	/* TTL 1 does not go on, but makes state. */
	router_free(&r);
	router_init(&r);
	m = path_msg(S1, 4000, U1, 4);
	m->ttl = 1;
	feed_down(&r, m);
	ck_assert_int_eq(r.n_sent, 0);
	resv(&r, D1, S1, 4000, 1);
	ck_assert_int_eq(sent_of(&r, RSVP_RESV), 1);
	router_free(&r);
}
END_TEST

START_TEST(path_changes)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	for (int i = 0; i < 10; i++)
		path(&r, S1, 4000, U1, 4);
	ck_assert_int_eq(r.n_sent, 1);
	resv(&r, D1, S1, 4000, 1);
	forget(&r);
	path(&r, S1, 4000, U1, 5);
	ck_assert_int_eq(sent_of(&r, RSVP_PATH), 1);
	ck_assert_int_eq(r.mods, 1);
	ck_assert_float_eq(r.spec.sender.r, 50000);
	/* Another previous hop: the Resv goes there at once, with the LIH that it gave. */
	forget(&r);
	path(&r, S1, 4000, U2, 5);
	ck_assert_uint_eq(last_of(&r, RSVP_RESV)->ip.dst, U2);
	/* A tear of the old one changes nothing. */
	forget(&r);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 5);
	m->type = RSVP_PATHTEAR;
	feed_down(&r, m);
	ck_assert_int_eq(r.n_sent + r.dels, 0);
	/* Only the LIH changes. */
	m = path_msg(S1, 4000, U2, 5);
	m->hop.lih = 100;
	feed_down(&r, m);
	ck_assert_uint_eq(last_of(&r, RSVP_RESV)->m.hop.lih, 100);
	/* The route leads back: the Path goes nowhere. */
	forget(&r);
	r.down = 0;
	path(&r, S2, 4000, U2, 1);
	ck_assert_int_eq(r.n_sent, 0);
	r.down = 1;
	/* The route moves: the reservation on the old interface no longer counts. */
	forget(&r);
	r.down = 2;
	feed_down(&r, m);
	run_to(&r, r.now + VT_S(30));
	ck_assert_int_eq(last_of(&r, RSVP_PATH)->iface, 2);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVTEAR), 1);
	router_free(&r);
}
END_TEST

START_TEST(requests_merge_upstream)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 2);
	rsvp_tc first = r.spec.id;
	forget(&r);
	/* A smaller one: its own unit below, nothing new above. */
	resv(&r, D2, S1, 4000, 1);
	ck_assert_int_eq(r.adds, 1);
	ck_assert_uint_ne(r.spec.id, first);
	ck_assert_uint_eq(r.spec.next_hop, D2);
	ck_assert_int_eq(r.n_sent, 0);
	resv(&r, D2, S1, 4000, 3);
	ck_assert_float_eq(rate(only(&r, RSVP_RESV)), 3);
	/* The largest goes: the rest, at once, and no tear. */
	forget(&r);
	tear(&r, D2);
	ck_assert_float_eq(rate(only(&r, RSVP_RESV)), 2);
	ck_assert_int_eq(r.dels, 1);
	forget(&r);
	tear(&r, D2);
	ck_assert_int_eq(r.n_sent, 0);
	tear(&r, D1);
	ck_assert_uint_eq(only(&r, RSVP_RESVTEAR)->m.hop.lih, 7);
	/* Not ordered: the union. */
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 2)->flowspec.t.b = 1000;
	feed_up(&r, with(m, S1, 4000));
	m = resv_msg(RSVP_RESV, RSVP_FF, D2);
	flow(m, 1)->flowspec.t.M = 1000;
	feed_up(&r, with(m, S1, 4000));
	const struct tspec *t = &last_of(&r, RSVP_RESV)->m.flows[0].flowspec.t;
	ck_assert_float_eq(t->r, 20000);
	ck_assert_float_eq(t->b, 2000);
	ck_assert_uint_eq(t->M, 1000);
	router_free(&r);
}
END_TEST

START_TEST(a_refused_request_may_come_back)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 1);
	r.grant = false;
	resv(&r, D1, S1, 4000, 2);
	forget(&r);
	/* Its refreshes are not tried, another request is, and then it is a new request itself. */
	resv(&r, D1, S1, 4000, 2);
	ck_assert_int_eq(r.mods + r.n_sent, 0);
	resv(&r, D1, S1, 4000, 1);
	ck_assert_int_eq(r.mods + r.n_sent, 0);
	r.grant = true;
	resv(&r, D1, S1, 4000, 2);
	ck_assert_int_eq(r.mods, 1);
	ck_assert_float_eq(rate(only(&r, RSVP_RESV)), 2);
	router_free(&r);
}
END_TEST

START_TEST(errors_do_not_turn_round)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 1);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESVERR, RSVP_FF, D2);
	m->has_error = true;
	m->error = (struct rsvp_error){.node = ip_addr_v4(D2), .code = 2};
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	ck_assert_int_eq(r.n_sent, 0);
	router_free(&r);
}
END_TEST

START_TEST(tears_that_miss)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 2);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESVTEAR, RSVP_FF, D1);
	flow(m, 0);
	feed_up(&r, with(m, S1, 4001));
	m = resv_msg(RSVP_RESVTEAR, RSVP_SE, D1);
	flow(m, 0);
	feed_up(&r, with(m, S1, 4000));
	m = resv_msg(RSVP_RESVTEAR, RSVP_WF, D1);
	feed_up(&r, m);
	m = resv_msg(RSVP_RESVTEAR, RSVP_FF, D1);
	m->hop.lih = 3;
	flow(m, 0);
	feed_up(&r, with(m, S1, 4000));
	tear(&r, D2);
	ck_assert_int_eq(r.n_sent + r.dels, 0);
	router_free(&r);
}
END_TEST

START_TEST(senders_are_packed_side_by_side)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	path(&r, S1, 4001, U1, 4);
	path(&r, S2, 4000, U2, 4);
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 1);
	with(m, S1, 4000);
	flow(m, 2);
	with(m, S1, 4001);
	flow(m, 3);
	with(m, S2, 4000);
	feed_up(&r, m);
	ck_assert_int_eq(r.adds, 3);
	forget(&r);
	run_to(&r, VT_S(30));
	ck_assert_int_eq(sent_of(&r, RSVP_RESV), 2);
	for (int i = 0; i < r.n_sent; i++) {
		const struct sent *s = &r.sent[i];
		if (s->m.type == RSVP_RESV)
			ck_assert_uint_eq(s->m.n_flows, s->ip.dst == U1 ? 2 : 1);
	}
	router_free(&r);
}
END_TEST

START_TEST(confirmations)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv_confirm(&r, D1, 2);
	/* The largest: onward, once. */
	ck_assert(last_of(&r, RSVP_RESV)->m.has_confirm);
	ck_assert_uint_eq(ip_addr_to_v4(&last_of(&r, RSVP_RESV)->m.confirm), D1 + 100);
	forget(&r);
	resv(&r, D1, S1, 4000, 2);
	run_to(&r, VT_S(30));
	ck_assert(!last_of(&r, RSVP_RESV)->m.has_confirm);
	/* Not larger than what is there: answered here. */
	for (int n = 1; n <= 2; n++) {
		forget(&r);
		resv_confirm(&r, D2, n);
		const struct sent *s = only(&r, RSVP_RESVCONF);
		ck_assert_uint_eq(s->ip.dst, D2 + 100);
		ck_assert(s->ip.router_alert);
		ck_assert_uint_eq(ip_addr_to_v4(&s->m.error.node), ADDR(1, 1));
		ck_assert_uint_eq(s->m.error.code, 0);
		ck_assert_float_eq(rate(s), (float)n);
	}
	forget(&r);
	resv_confirm(&r, D2, 3);
	ck_assert(only(&r, RSVP_RESV)->m.has_confirm);
	/* Refused: neither now nor later. */
	forget(&r);
	r.grant = false;
	resv_confirm(&r, D2, 4);
	ck_assert_uint_eq(only(&r, RSVP_RESVERR)->m.error.flags, RSVP_ERR_INPLACE);
	r.grant = true;
	run_to(&r, VT_S(60));
	ck_assert(!last_of(&r, RSVP_RESV)->m.has_confirm);
	router_free(&r);
}
END_TEST

START_TEST(blockade)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 4);
	resv(&r, D2, S1, 4000, 2);
	forget(&r);
	/* 4 fails upstream: 2 goes at once; only the guilty one hears of it while the old one stands. */
	resverr(&r, 4, RSVP_ERR_INPLACE);
	ck_assert_float_eq(rate(last_of(&r, RSVP_RESV)), 2);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVERR), 1);
	ck_assert_uint_eq(last_of(&r, RSVP_RESVERR)->ip.dst, D1);
	ck_assert_uint_eq(last_of(&r, RSVP_RESVERR)->m.error.flags, RSVP_ERR_INPLACE);
	ck_assert_int_eq(r.dels, 0);
	/* A confirmation for what is blockaded is dropped. */
	forget(&r);
	resv_confirm(&r, D1, 4);
	ck_assert_int_eq(r.n_sent, 0);
	/* Kb * R later all are merged again. */
	run_to(&r, VT_S(89));
	resv(&r, D1, S1, 4000, 4);
	resv(&r, D2, S1, 4000, 2);
	path(&r, S1, 4000, U1, 4);
	ck_assert_float_eq(rate(last_of(&r, RSVP_RESV)), 2);
	run_to(&r, VT_S(121));
	ck_assert_float_eq(rate(last_of(&r, RSVP_RESV)), 4);
	/* Without InPlace everybody is told. */
	forget(&r);
	resverr(&r, 4, 0);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVERR), 2);
	/* All blockaded: nothing at once, then the smallest is tried. */
	forget(&r);
	resverr(&r, 1, RSVP_ERR_INPLACE);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVERR), 2);
	ck_assert_int_eq(sent_of(&r, RSVP_RESV), 0);
	run_to(&r, VT_S(151));
	ck_assert_float_eq(rate(last_of(&r, RSVP_RESV)), 2);
	/* Other codes make no blockade. */
	router_free(&r);
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 4);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESVERR, RSVP_FF, U1);
	m->has_error = true;
	m->error = (struct rsvp_error){.node = ip_addr_v4(U1), .code = 12};
	flow(m, 4);
	feed_up(&r, with(m, S1, 4000));
	resv_confirm(&r, D1, 4);
	ck_assert_int_eq(sent_of(&r, RSVP_RESV), 1);
	router_free(&r);
}
END_TEST

static void resv_se(struct router *r, uint32_t nhop, int n, uint32_t a, uint32_t b)
{
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_SE, nhop);
	flow(m, n);
	with(m, a, 4000);
	if (b)
		with(m, b, 4000);
	feed_up(r, m);
}

START_TEST(shared_explicit)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 1);
	path(&r, S2, 4000, U1, 2);
	forget(&r);
	/* Filters of unknown senders are left out; an error follows only if no sender is known. */
	resv_se(&r, D1, 3, S1, ADDR(0, 99));
	ck_assert_int_eq(r.spec.n_filters, 1);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVERR), 0);
	ck_assert_uint_eq(only(&r, RSVP_RESV)->m.flows[0].n_filters, 1);
	forget(&r);
	resv_se(&r, D1, 3, ADDR(0, 98), ADDR(0, 99));
	ck_assert_uint_eq(only(&r, RSVP_RESVERR)->m.error.code, 4);
	/* A further filter is added at once; the senders' TSpecs add up. */
	forget(&r);
	resv_se(&r, D1, 3, S1, S2);
	ck_assert_int_eq(r.mods, 1);
	ck_assert_int_eq(r.spec.n_filters, 2);
	ck_assert_float_eq(r.spec.sender.r, 30000);
	ck_assert_uint_eq(only(&r, RSVP_RESV)->m.flows[0].n_filters, 2);
	/* One that is no longer named lives until its own lifetime ends. */
	for (int i = 1; i <= 6; i++) {
		run_to(&r, VT_S(30) * i - 1);
		forget(&r);
		path(&r, S1, 4000, U1, 1);
		path(&r, S2, 4000, U1, 2);
		resv_se(&r, D1, 3, S1, 0);
		if (i == 5)
			ck_assert_int_eq(r.spec.n_filters, 2);
	}
	ck_assert_int_eq(r.spec.n_filters, 1);
	ck_assert_int_eq(r.dels, 0);
	/* Torn by filter. */
	resv_se(&r, D1, 3, S1, S2);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESVTEAR, RSVP_SE, D1);
	flow(m, 0);
	feed_up(&r, with(m, S1, 4000));
	ck_assert_int_eq(r.mods, 1);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVTEAR), 1);
	feed_up(&r, (m->flows[0].filters[0] = filter(S2, 4000), m));
	ck_assert_int_eq(r.dels, 1);
	router_free(&r);
}
END_TEST

START_TEST(wildcard)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 1);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_WF, D1);
	flow(m, 3);
	feed_up(&r, m);
	ck_assert_int_eq(r.spec.n_filters, 0);
	ck_assert_uint_eq(only(&r, RSVP_RESV)->m.flows[0].n_filters, 0);
	/* It extends to a sender that comes later, at another previous hop. */
	forget(&r);
	path(&r, S2, 4000, U2, 2);
	ck_assert_uint_eq(last_of(&r, RSVP_RESV)->ip.dst, U2);
	ck_assert_int_eq(r.mods, 1);
	ck_assert_float_eq(r.spec.sender.r, 30000);
	/* It goes with the last sender, not before. */
	forget(&r);
	m = path_msg(S1, 4000, U1, 1);
	m->type = RSVP_PATHTEAR;
	feed_down(&r, m);
	ck_assert_int_eq(r.dels, 0);
	m = path_msg(S2, 4000, U2, 1);
	m->type = RSVP_PATHTEAR;
	feed_down(&r, m);
	ck_assert_int_eq(r.dels, 1);
	ck_assert_int_eq(sent_of(&r, RSVP_RESV) + sent_of(&r, RSVP_RESVTEAR) + sent_of(&r, RSVP_RESVERR), 0);
	router_free(&r);
}
END_TEST

START_TEST(lifetime_follows_time_values)
{
	struct router r;
	router_init(&r);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 1);
	feed_down(&r, m);
	m->refresh_ms = 2000;
	feed_down(&r, m);
	forget(&r);
	run_to(&r, VT_MS(10500) - 1);
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 0);
	run_to(&r, VT_MS(10500));
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 1);
	/* Extremes. */
	m->refresh_ms = 0;
	feed_down(&r, m);
	run_to(&r, r.now + VT_S(100));
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 1);
	m->refresh_ms = UINT32_MAX;
	feed_down(&r, m);
	forget(&r);
	run_to(&r, r.now + VT_S(600));
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 0);
	m->refresh_ms = 1;
	feed_down(&r, m);
	run_to(&r, r.now + VT_S(1));
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 1);
	ck_assert_int_eq(rsvp_engine_next(r.e), VTIME_NEVER);
	router_free(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("merging");
	TCase *t = tcase_create("merging");
	tcase_add_test(t, path_at_the_router);
	tcase_add_test(t, path_changes);
	tcase_add_test(t, requests_merge_upstream);
	tcase_add_test(t, a_refused_request_may_come_back);
	tcase_add_test(t, errors_do_not_turn_round);
	tcase_add_test(t, tears_that_miss);
	tcase_add_test(t, senders_are_packed_side_by_side);
	tcase_add_test(t, confirmations);
	tcase_add_test(t, blockade);
	tcase_add_test(t, shared_explicit);
	tcase_add_test(t, wildcard);
	tcase_add_test(t, lifetime_follows_time_values);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

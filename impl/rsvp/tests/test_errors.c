/* SPDX-License-Identifier: Apache-2.0 */
/* Messages that cannot be obeyed: answered as RFC 2205 Appendix B says, or dropped in silence. */
#include "router.h"

static void assert_error(const struct sent *s, uint8_t code, uint16_t value)
{
	ck_assert_uint_eq(s->m.error.code, code);
	ck_assert_uint_eq(s->m.error.value, value);
	ck_assert_uint_eq(s->m.error.flags, 0);
}

START_TEST(no_path_no_sender)
{
	struct router r;
	router_init(&r);
	resv(&r, D1, S1, 4000, 1);
	const struct sent *s = only(&r, RSVP_RESVERR);
	assert_error(s, 3, 0);
	ck_assert_uint_eq(s->ip.dst, D1);
	ck_assert_uint_eq(s->ip.src, ADDR(1, 1));
	ck_assert_uint_eq(ip_addr_to_v4(&s->m.error.node), ADDR(1, 1));
	ck_assert_uint_eq(ip_addr_to_v4(&s->m.hop.addr), ADDR(1, 1));
	ck_assert_int_eq(s->m.style, RSVP_FF);
	ck_assert_uint_eq(s->m.flows[0].n_filters, 1);
	path(&r, S1, 4000, U1, 4);
	forget(&r);
	/* Each FF descriptor stands for itself: two unknown senders, one good one. */
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 2);
	with(m, S2, 4000);
	flow(m, 0);
	with(m, S1, 4000);
	flow(m, 3);
	with(m, S1, 4001);
	feed_up(&r, m);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVERR), 2);
	assert_error(&r.sent[0], 4, 0);
	ck_assert_float_eq(rate(&r.sent[0]), 2);
	ck_assert_uint_eq(r.sent[0].m.n_flows, 1);
	assert_error(last_of(&r, RSVP_RESVERR), 4, 0);
	ck_assert_int_eq(r.adds, 1);
	/* The flowspec before it holds for a descriptor without. */
	ck_assert_float_eq(r.spec.flowspec.t.r, 20000);
	/* A port of 0 is no wildcard. */
	forget(&r);
	resv(&r, D1, S1, 0, 1);
	assert_error(only(&r, RSVP_RESVERR), 4, 0);
	router_free(&r);
}
END_TEST

START_TEST(styles_do_not_mix)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 1);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_WF, D2);
	flow(m, 1);
	feed_up(&r, m);
	assert_error(only(&r, RSVP_RESVERR), 5, RSVP_FF);
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_SE, D2);
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	assert_error(only(&r, RSVP_RESVERR), 5, RSVP_FF);
	ck_assert_int_eq(r.adds + r.mods + r.dels, 0);
	/* When the style in place is torn another may come. */
	m = resv_msg(RSVP_RESVTEAR, RSVP_FF, D1);
	flow(m, 0);
	feed_up(&r, with(m, S1, 4000));
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_WF, D2);
	flow(m, 1);
	feed_up(&r, m);
	ck_assert_int_eq(r.adds, 1);
	ck_assert_int_eq(only(&r, RSVP_RESV)->m.style, RSVP_WF);
	forget(&r);
	m = resv_msg(RSVP_RESV, 0, D2);
	m->style_raw = 8;
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	assert_error(only(&r, RSVP_RESVERR), 6, 0);
	router_free(&r);
}
END_TEST

START_TEST(ports)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	forget(&r);
	struct rsvp_msg *m = path_msg(S1, 0, U1, 4);
	m->session.port = 0;
	feed_down(&r, m);
	assert_error(only(&r, RSVP_PATHERR), 7, 0);
	ck_assert_uint_eq(r.sent[0].ip.dst, U1);
	/* A Resv that would need such a session. */
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	m->session.port = 0;
	flow(m, 1);
	feed_up(&r, with(m, S1, 0));
	assert_error(only(&r, RSVP_RESVERR), 7, 0);
	/* One host with and without source port. */
	forget(&r);
	path(&r, S1, 0, U1, 4);
	assert_error(only(&r, RSVP_PATHERR), 8, 0);
	/* A source port where the session has none is only logged. */
	forget(&r);
	m = path_msg(S1, 4000, U1, 4);
	m->session.port = 0;
	m->session.protocol = 50;
	feed_down(&r, m);
	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	m->session.port = 0;
	m->session.protocol = 50;
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	ck_assert_int_eq(r.n_sent, 0);
	/* The older session goes on. */
	resv(&r, D1, S1, 4000, 1);
	ck_assert_int_eq(sent_of(&r, RSVP_RESV), 1);
	/* When it is gone the other form may come. */
	m = path_msg(S1, 4000, U1, 4);
	m->type = RSVP_PATHTEAR;
	feed_down(&r, m);
	forget(&r);
	m = path_msg(S1, 0, U1, 4);
	m->session.port = 0;
	feed_down(&r, m);
	ck_assert_int_eq(only(&r, RSVP_PATH)->m.session.port, 0);
	router_free(&r);
}
END_TEST

START_TEST(bad_values)
{
	struct router r;
	router_init(&r);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 4);
	m->tspec.r = -1;
	feed_down(&r, m);
	assert_error(only(&r, RSVP_PATHERR), 21, 4);
	/* The sender descriptor is copied as it came. */
	ck_assert_float_eq(r.sent[0].m.tspec.r, -1);
	ck_assert_uint_eq(r.sent[0].m.sender.port, 4000);
	path(&r, S1, 4000, U1, 4);
	forget(&r);

	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 1)->flowspec.t.m = 0;
	feed_up(&r, with(m, S1, 4000));
	assert_error(only(&r, RSVP_RESVERR), 21, 3);
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 1)->flowspec.t.M = 9181;
	feed_up(&r, with(m, S1, 4000));
	assert_error(only(&r, RSVP_RESVERR), 1, 3);
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	struct flowspec *f = &flow(m, 1)->flowspec;
	f->service = INTSERV_GS;
	f->R = f->t.r;
	feed_up(&r, with(m, S1, 4000));
	assert_error(only(&r, RSVP_RESVERR), 21, 2);
	ck_assert_int_eq(r.adds, 0);
	router_free(&r);
}
END_TEST

START_TEST(unknown_objects)
{
	static const uint8_t refused[8] = {0, 8, 0x7d, 1, 1, 2, 3, 4}, kept[8] = {0, 8, 252, 1, 5, 6, 7, 8};
	struct router r;
	router_init(&r);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 4);
	memcpy(m->opaque, refused, 8);
	m->opaque_len = 8;
	feed_down(&r, m);
	assert_error(only(&r, RSVP_PATHERR), 13, 0x7d01);
	forget(&r);
	/* Kept with the state, in this Path and in every refresh. */
	m = path_msg(S1, 4000, U1, 4);
	memcpy(m->opaque, kept, 8);
	m->opaque_len = 8;
	feed_down(&r, m);
	run_to(&r, VT_S(60));
	ck_assert_int_eq(sent_of(&r, RSVP_PATH), 3);
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(r.sent[i].m.opaque_len, 8);
		ck_assert_mem_eq(r.sent[i].m.opaque, kept, 8);
	}
	/* Of several Resv: the union. */
	m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	memcpy(m->opaque, kept, 8);
	m->opaque_len = 8;
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	forget(&r);
	m = resv_msg(RSVP_RESV, RSVP_FF, D2);
	memcpy(m->opaque, kept, 8);
	memcpy(m->opaque + 8, kept, 8);
	m->opaque[15] = 9;
	m->opaque_len = 16;
	flow(m, 2);
	feed_up(&r, with(m, S1, 4000));
	ck_assert_uint_eq(only(&r, RSVP_RESV)->m.opaque_len, 16);
	router_free(&r);
}
END_TEST

START_TEST(hops_that_cannot_be)
{
	static const uint32_t hops[] = {0, 0xe0000001, 0xffffffff, ADDR(0, 1), ADDR(1, 1)};
	struct router r;
	router_init(&r);
	for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++)
		path(&r, S1, 4000, hops[i], 4);
	ck_assert_int_eq(r.n_sent, 0);
	path(&r, S1, 4000, U1, 4);
	forget(&r);
	for (size_t i = 0; i < sizeof(hops) / sizeof(hops[0]); i++) {
		struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
		m->hop.addr = ip_addr_v4(hops[i]);
		flow(m, 1);
		with(m, S1, 4000);
		struct ip4_hdr ip = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = D1, .dst = ADDR(1, 1)};
		feed(&r, 1, &ip, m);
	}
	/* An LIH that was never given out. */
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	m->hop.lih = 0xdead;
	flow(m, 1);
	feed_up(&r, with(m, S1, 4000));
	ck_assert_int_eq(r.n_sent + r.adds, 0);
	/* LIH 0: the interface that the Resv was sent to. */
	m->hop.lih = 0;
	feed_up(&r, m);
	ck_assert_int_eq(r.adds, 1);
	ck_assert_int_eq(r.spec.iface, 1);
	router_free(&r);
}
END_TEST

START_TEST(zero_addresses)
{
	struct router r;
	router_init(&r);
	path(&r, 0, 4000, U1, 4);
	struct rsvp_msg *m = path_msg(S1, 4000, U1, 4);
	m->session.dst = ip_addr_v4(0);
	feed_down(&r, m);
	m = path_msg(S1, 4000, U1, 4);
	m->session.protocol = 0;
	feed_down(&r, m);
	ck_assert_int_eq(r.n_sent, 0);
	ck_assert_int_eq(rsvp_engine_next(r.e), VTIME_NEVER);
	router_free(&r);
}
END_TEST

START_TEST(errors_travel_and_change_nothing)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	resv(&r, D1, S1, 4000, 1);
	forget(&r);
	struct rsvp_msg *m = msg(RSVP_PATHERR, PORT, D1, 0);
	m->has_error = m->has_sender = m->has_tspec = true;
	m->error = (struct rsvp_error){.node = ip_addr_v4(D1), .code = 24, .value = 0xc001};
	m->sender = filter(S1, 4000);
	m->tspec = tspec_of(4);
	struct ip4_hdr ip = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = D1, .dst = ADDR(1, 1)};
	feed(&r, 1, &ip, m);
	const struct sent *s = only(&r, RSVP_PATHERR);
	ck_assert_uint_eq(s->ip.dst, U1);
	ck_assert_uint_eq(s->m.error.code, 24);
	ck_assert_uint_eq(s->m.error.value, 0xc001);
	ck_assert_uint_eq(ip_addr_to_v4(&s->m.error.node), D1);
	/* Unknown sender: dropped. */
	forget(&r);
	m->sender = filter(S2, 4000);
	feed(&r, 1, &ip, m);
	ck_assert_int_eq(r.n_sent, 0);
	/* ResvErr without path state, or for another sender. */
	m = resv_msg(RSVP_RESVERR, RSVP_FF, U1);
	m->has_error = true;
	m->error = (struct rsvp_error){.node = ip_addr_v4(U1), .code = 2, .value = 4};
	flow(m, 1);
	with(m, S2, 4000);
	feed_up(&r, m);
	m->session.port = PORT + 1;
	feed_up(&r, m);
	ck_assert_int_eq(r.n_sent, 0);
	m->session.port = PORT;
	m->flows[0].filters[0] = filter(S1, 4000);
	feed_up(&r, m);
	s = only(&r, RSVP_RESVERR);
	ck_assert_uint_eq(s->ip.dst, D1);
	assert_error(s, 2, 4);
	ck_assert_uint_eq(ip_addr_to_v4(&s->m.hop.addr), ADDR(1, 1));
	router_free(&r);
}
END_TEST

START_TEST(confirmation_passes)
{
	struct router r;
	router_init(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESVCONF, RSVP_FF, D1);
	m->has_error = m->has_confirm = true;
	m->error.node = ip_addr_v4(S1);
	m->confirm = ip_addr_v4(ADDR(1, 30));
	flow(m, 1);
	with(m, S1, 4000);
	struct ip4_hdr ip = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = S1, .dst = ADDR(1, 30), .router_alert = true};
	feed(&r, 0, &ip, m);
	const struct sent *s = only(&r, RSVP_RESVCONF);
	ck_assert_int_eq(s->iface, 1);
	ck_assert_uint_eq(s->ip.ttl, 59);
	ck_assert_uint_eq(s->m.ttl, 59);
	ck_assert_uint_eq(s->ip.src, S1);
	ck_assert(s->ip.router_alert);
	/* Sent to somebody else than it speaks of. */
	forget(&r);
	ip.dst = ADDR(1, 31);
	feed(&r, 0, &ip, m);
	ip.dst = ADDR(1, 30);
	ip.ttl = 1;
	feed(&r, 0, &ip, m);
	ck_assert_int_eq(r.n_sent, 0);
	router_free(&r);
}
END_TEST

START_TEST(for_other_nodes)
{
	struct router r;
	router_init(&r);
	path(&r, S1, 4000, U1, 4);
	forget(&r);
	struct rsvp_msg *m = resv_msg(RSVP_RESV, RSVP_FF, D1);
	flow(m, 1);
	with(m, S1, 4000);
	struct ip4_hdr ip = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = D1, .dst = U2};
	feed(&r, 1, &ip, m);
	const struct sent *s = only(&r, RSVP_RESV);
	/* A packet like any other: only its TTL has changed. */
	ck_assert_uint_eq(s->next_hop, U2);
	ck_assert_uint_eq(s->ip.ttl, 59);
	ck_assert_uint_eq(s->m.ttl, 60);
	ck_assert_int_eq(r.adds, 0);
	router_free(&r);
}
END_TEST

START_TEST(forms_that_are_dropped)
{
	struct router r;
	router_init(&r);
	struct wr w = {0};
	rsvp_encode(&w, path_msg(S1, 4000, U1, 4));
	struct ip4_hdr ip = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = S1, .dst = DST, .router_alert = true};
	for (size_t n = 0; n < w.len; n++)
		feed_octets(&r, 0, &ip, w.p, n);
	ip.frag = 0x2000;
	feed_octets(&r, 0, &ip, w.p, w.len);
	ip.frag = 0;
	ip.protocol = 17;
	feed_octets(&r, 0, &ip, w.p, w.len);
	ip.protocol = IPPROTO_RSVP_;
	feed_octets(&r, 9, &ip, w.p, w.len);
	w.p[9]++;
	feed_octets(&r, 0, &ip, w.p, w.len);
	ck_assert_int_eq(r.n_sent, 0);
	w.p[9]--;
	feed_octets(&r, 0, &ip, w.p, w.len);
	ck_assert_int_eq(r.n_sent, 1);
	wr_free(&w);
	router_free(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("errors");
	TCase *t = tcase_create("errors");
	tcase_add_test(t, no_path_no_sender);
	tcase_add_test(t, styles_do_not_mix);
	tcase_add_test(t, ports);
	tcase_add_test(t, bad_values);
	tcase_add_test(t, unknown_objects);
	tcase_add_test(t, hops_that_cannot_be);
	tcase_add_test(t, zero_addresses);
	tcase_add_test(t, errors_travel_and_change_nothing);
	tcase_add_test(t, confirmation_passes);
	tcase_add_test(t, for_other_nodes);
	tcase_add_test(t, forms_that_are_dropped);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

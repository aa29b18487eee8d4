/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of a group (RFC 2205 3.1.3, 3.6, 3.11.2): Path by several interfaces, one reservation for each next hop. */
#include "router.h"

#define G 0xef010101u

static struct rsvp_msg *to_group(struct rsvp_msg *m)
{
	m->session.dst = ip_addr_v4(G);
	return m;
}

static void group_path(struct router *r, uint32_t src, int n)
{
	feed_down(r, to_group(path_msg(src, 4000, U1, n)));
}

static void wf(struct router *r, enum rsvp_type type, uint32_t nhop, int n)
{
	struct rsvp_msg *m = to_group(resv_msg(type, RSVP_WF, nhop));
	if (n)
		flow(m, n);
	feed_up(r, m);
}

START_TEST(path_by_all_interfaces)
{
	struct router r;
	router_init(&r);
	r.group_out = 7; /* never back by the one that it came by */
	group_path(&r, S1, 4);
	ck_assert_int_eq(sent_of(&r, RSVP_PATH), 2);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(r.sent[i].iface, i + 1);
		ck_assert_uint_eq(r.sent[i].next_hop, G);
		ck_assert_uint_eq(r.sent[i].ip.dst, G);
		ck_assert_uint_eq(r.sent[i].m.hop.lih, (uint32_t)i + 2);
	}
	forget(&r);
	struct rsvp_msg *m = to_group(path_msg(S1, 4000, U1, 0));
	m->type = RSVP_PATHTEAR;
	m->has_tspec = false;
	feed_down(&r, m);
	ck_assert_int_eq(sent_of(&r, RSVP_PATHTEAR), 2);
	router_free(&r);
}
END_TEST

/* A further member: Path again after W, not at once and not only with the next refresh. */
START_TEST(local_repair)
{
	struct router r;
	router_init(&r);
	r.group_out = 2;
	group_path(&r, S1, 4);
	forget(&r);
	rsvp_engine_route_changed(r.e, r.now, G);
	collect(&r);
	ck_assert_int_eq(r.n_sent, 0);
	run_to(&r, VT_MS(1999));
	ck_assert_int_eq(r.n_sent, 0);
	run_to(&r, VT_S(2));
	ck_assert_int_eq(only(&r, RSVP_PATH)->iface, 1);
	/* A further interface gets it at once. */
	forget(&r);
	r.group_out = 6;
	rsvp_engine_route_changed(r.e, r.now, G);
	collect(&r);
	ck_assert_int_eq(sent_of(&r, RSVP_PATH), 2);
	forget(&r);
	rsvp_engine_route_changed(r.e, r.now, G + 1);
	collect(&r);
	ck_assert_int_eq(r.n_sent, 0);
	router_free(&r);
}
END_TEST

/* Next hops on one interface are reservations of their own; upstream hears the largest; a refusal is one next hop's. */
START_TEST(next_hops_of_one_interface)
{
	struct router r;
	router_init(&r);
	r.group_out = 2;
	group_path(&r, S1, 8);
	forget(&r);
	wf(&r, RSVP_RESV, D1, 1);
	wf(&r, RSVP_RESV, D2, 3);
	ck_assert_int_eq(r.adds, 2);
	ck_assert_uint_eq(r.spec.next_hop, D2);
	ck_assert_uint_eq(ip_addr_to_v4(&r.spec.session.dst), G);
	ck_assert_float_eq(rate(last_of(&r, RSVP_RESV)), 3);
	forget(&r);
	r.grant = false;
	wf(&r, RSVP_RESV, D1, 5);
	ck_assert_uint_eq(only(&r, RSVP_RESVERR)->ip.dst, D1);
	ck_assert_uint_eq(r.sent[0].m.error.flags, RSVP_ERR_INPLACE);
	forget(&r);
	r.grant = true;
	wf(&r, RSVP_RESVTEAR, D2, 0);
	ck_assert_int_eq(r.dels, 1);
	ck_assert_float_eq(rate(only(&r, RSVP_RESV)), 1);
	forget(&r);
	wf(&r, RSVP_RESVTEAR, D1, 0);
	ck_assert_int_eq(sent_of(&r, RSVP_RESVTEAR), 1);
	router_free(&r);
}
END_TEST

/* DYNQOS-4: what traffic control knows of the senders grows with a further one under WF. */
START_TEST(further_sender)
{
	struct router r;
	router_init(&r);
	r.group_out = 2;
	group_path(&r, S1, 2);
	wf(&r, RSVP_RESV, D1, 2);
	ck_assert_float_eq(r.spec.sender.r, 20000);
	forget(&r);
	group_path(&r, S2, 5);
	ck_assert_int_eq(r.mods, 1);
	ck_assert_float_eq(r.spec.sender.r, 70000);
	ck_assert_float_eq(r.spec.flowspec.t.r, 20000);
	wf(&r, RSVP_RESV, D1, 7);
	ck_assert_int_eq(r.mods, 2);
	ck_assert_float_eq(r.spec.flowspec.t.r, 70000);
	router_free(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("rsvp multicast");
	TCase *t = tcase_create("multicast");
	tcase_add_test(t, path_by_all_interfaces);
	tcase_add_test(t, local_repair);
	tcase_add_test(t, next_hops_of_one_interface);
	tcase_add_test(t, further_sender);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

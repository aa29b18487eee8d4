/* SPDX-License-Identifier: Apache-2.0 */
/* Calls through the fabric: routing, identifiers, admission, release, UNI versions, determinism. */
#include "world.h"

static struct world w;

START_TEST(call_and_release)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, VT_US(10));
	struct host *b = host_add(&w, UNI_31, false, VT_US(10));
	struct pair p = connect_pair(&w, 0, 1);
	ck_assert(p.a->proceeding);
	ck_assert_int_lt(p.a->proceeding_at, p.a->connected_at);
	ck_assert_uint_eq(p.b->setup.conn_id.vci, 32);
	ck_assert_uint_eq(p.b->setup.called.aesa.octets[19], 0x77);
	ck_assert(atm_addr_equal(&p.b->setup.calling.aesa, &a->config.address));
	ck_assert_uint_eq(p.b->setup.aal.fwd_sdu, 9188);
	ck_assert_uint_eq(p.b->setup.blli.n, 1);
	struct fabric_conn_info info;
	ck_assert(fabric_conn(w.f, 1, &info));
	ck_assert(!fabric_conn(w.f, 0, &info) && !fabric_conn(w.f, 2, &info));
	ck_assert(info.active && !info.closed && info.best_effort);
	ck_assert_int_eq(info.calling_port, 0);
	ck_assert_int_eq(info.called_port, 1);
	ck_assert_uint_eq(info.calling_vci, 32);
	ck_assert_int_lt(info.opened, info.active_at);
	host_release(b, p.b, 17);
	run_for(&w, VT_MS(10));
	ck_assert(p.a->over && p.b->over);
	ck_assert_uint_eq(p.a->cause, 17);
	ck_assert(fabric_conn(w.f, 1, &info) && info.closed);
	ck_assert_uint_eq(info.calling_vci, 32);
	ck_assert(world_noted(&w, FABRIC_CONN_CLOSED, "cause 17"));
	ck_assert_uint_eq(fabric_conn_of_vc(w.f, 0, 0, 32), 0);
	/* the VCI is used again, the connection id is not */
	struct pair q = connect_pair(&w, 0, 1);
	ck_assert_uint_eq(q.a->vci, 32);
	ck_assert_uint_eq(q.conn, 2);
	/* lowest free: the first goes, the third takes its place */
	struct pair r = connect_pair(&w, 0, 1);
	ck_assert_uint_eq(r.a->vci, 33);
	host_release(a, q.a, 16);
	run_for(&w, VT_MS(10));
	struct pair s = connect_pair(&w, 0, 1);
	ck_assert_uint_eq(s.a->vci, 32);
	ck_assert_uint_eq(s.b->vci, 32);
	ck_assert_uint_eq(fabric_calls(w.f), 4);
	ck_assert_uint_eq(fabric_n_conns(w.f), 4);
	/* each message of each call has been seen with its connection */
	ck_assert_uint_ge(w.signalling_conns, 4 * 7);
	world_close(&w);
}
END_TEST

/* More VCs than one word of the VCI table holds, and than there are VCIs. */
START_TEST(many_vcs)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, false, 0);
	host_add(&w, UNI_31, false, 0);
	struct host_call *calls[100];
	struct q2931_msg setup = setup_to(UNI_31, 1, true, 0, 0);
	for (int i = 0; i < 100; i++) {
		calls[i] = host_call(a, &setup);
		run_for(&w, VT_MS(5));
		ck_assert(calls[i]->connected);
		ck_assert_uint_eq(calls[i]->vci, 32 + i);
	}
	host_release(a, calls[90], 16);
	host_release(a, calls[5], 16);
	run_for(&w, VT_MS(5));
	struct host_call *again = host_call(a, &setup);
	run_for(&w, VT_MS(5));
	ck_assert_uint_eq(again->vci, 32 + 5);
	again = host_call(a, &setup);
	run_for(&w, VT_MS(5));
	ck_assert_uint_eq(again->vci, 32 + 90);
	world_close(&w);
	world_open(&w, 1);
	struct fabric_port_config config = fabric_port_defaults();
	host_add(&w, UNI_31, false, 0);
	host_add(&w, UNI_31, false, 0);
	config.address = world_addr(2);
	config.first_vci = 65535;
	ck_assert_int_eq(fabric_add_port(w.f, &config, NULL), 2);
	setup = setup_to(UNI_31, 2, true, 0, 0);
	struct host_call *last = host_call(&w.hosts[0], &setup), *none = host_call(&w.hosts[1], &setup);
	run_for(&w, VT_MS(5));
	ck_assert(last->proceeding && none->over);
	ck_assert_uint_eq(none->cause, 45);
	world_close(&w);
}
END_TEST

START_TEST(no_such_address)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, VT_US(10));
	struct q2931_msg setup = setup_to(UNI_31, 9, true, 0, 0);
	struct host_call *c = host_call(a, &setup);
	run_for(&w, VT_MS(10));
	ck_assert(c->over && !c->proceeding);
	ck_assert_uint_eq(c->cause, 1); /* the network is known, the end is not */
	setup.called.aesa.octets[3] = 0x99;
	c = host_call(a, &setup);
	run_for(&w, VT_MS(10));
	ck_assert_uint_eq(c->cause, 3);
	struct fabric_conn_info info;
	ck_assert(fabric_conn(w.f, 2, &info) && info.closed && !info.active);
	ck_assert_int_eq(info.called_port, -1);
	/* an address can be taken once; the selector does not make it another one */
	struct fabric_port_config config = a->config;
	config.address.octets[19] = 1;
	ck_assert_int_eq(fabric_add_port(w.f, &config, NULL), -1);
	world_close(&w);
}
END_TEST

START_TEST(called_user_refuses)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, false, 0);
	struct host *b = host_add(&w, UNI_31, false, 0);
	b->refuse = 88;
	struct q2931_msg setup = setup_to(UNI_31, 1, true, 0, 0);
	struct host_call *c = host_call(a, &setup);
	run_for(&w, VT_MS(10));
	ck_assert(c->over && c->proceeding && !c->connected);
	ck_assert_uint_eq(c->cause, 88);
	b->refuse = 0;
	ck_assert_uint_eq(connect_pair(&w, 0, 1).a->vci, 32);
	world_close(&w);
}
END_TEST

/* Rates are counted for each direction of each link, and given back. */
START_TEST(admission)
{
	const uint64_t all = STM1 / 424;
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, VT_US(10));
	host_add(&w, UNI_31, true, VT_US(10));
	struct host *c = host_add(&w, UNI_30, true, VT_US(10));
	ck_assert_uint_eq(fabric_free_rate(w.f, 0, true), all);
	struct q2931_msg setup = setup_to(UNI_31, 1, false, 200000, 1000);
	struct host_call *first = host_call(a, &setup);
	run_for(&w, VT_MS(10));
	ck_assert(first->connected);
	ck_assert_uint_eq(fabric_free_rate(w.f, 0, true), all - 200000);
	ck_assert_uint_eq(fabric_free_rate(w.f, 1, false), all - 200000);
	ck_assert_uint_eq(fabric_free_rate(w.f, 0, false), all - 1000);
	ck_assert_uint_eq(fabric_free_rate(w.f, 1, true), all - 1000);
	struct host_call *second = host_call(a, &setup);
	run_for(&w, VT_MS(10));
	ck_assert(second->over && !second->proceeding);
	ck_assert_uint_eq(second->cause, 37);
	ck_assert_uint_eq(second->answer.cause.n_diag, 1);
	ck_assert_uint_eq(second->answer.cause.diag[0], 0x88); /* forward SCR, CLP 0 */
	ck_assert_int_eq(w.note[w.n_notes - 2].kind, FABRIC_CAC_REFUSED);
	/* the caller's link alone is short, then the called one's alone */
	host_add(&w, UNI_31, true, VT_US(10));
	struct q2931_msg elsewhere = setup_to(UNI_31, 3, false, 200000, 0);
	second = host_call(a, &elsewhere);
	run_for(&w, VT_MS(10));
	ck_assert_uint_eq(second->cause, 37);
	elsewhere = setup_to(UNI_31, 0, false, (uint32_t)all, 0);
	second = host_call(&w.hosts[3], &elsewhere);
	run_for(&w, VT_MS(10));
	ck_assert_uint_eq(second->cause, 37);
	/* a call over another link to the same port, as UNI 3.0 says it; peak rate where no other is given */
	struct q2931_msg peak = setup_to(UNI_30, 1, false, 0, 0);
	peak.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	peak.traffic.value[TD_FWD_PCR01] = (uint32_t)(all - 200000 + 1);
	peak.traffic.value[TD_BWD_PCR01] = (uint32_t)all;
	struct host_call *third = host_call(c, &peak);
	run_for(&w, VT_MS(10));
	ck_assert(third->over);
	ck_assert_uint_eq(third->cause, 51);
	ck_assert_uint_eq(third->answer.cause.n_diag, 2);
	ck_assert_uint_eq(third->answer.cause.diag[0], 0x84);
	ck_assert_uint_eq(third->answer.cause.diag[1], 0x85);
	peak.traffic.value[TD_FWD_PCR01]--;
	peak.traffic.value[TD_BWD_PCR01] = 0;
	third = host_call(c, &peak);
	run_for(&w, VT_MS(10));
	ck_assert(third->connected);
	ck_assert_uint_eq(fabric_free_rate(w.f, 1, false), 0);
	/* best effort always finds room */
	connect_pair(&w, 0, 1);
	host_release(a, first, 16);
	host_release(c, third, 31);
	run_for(&w, VT_MS(10));
	for (int i = 0; i < 3; i++) {
		ck_assert_uint_eq(fabric_free_rate(w.f, i, true), all);
		ck_assert_uint_eq(fabric_free_rate(w.f, i, false), all);
	}
	world_close(&w);
}
END_TEST

START_TEST(release_by_network)
{
	world_open(&w, 1);
	host_add(&w, UNI_31, true, VT_US(10));
	host_add(&w, UNI_30, false, VT_US(10));
	struct pair p = connect_pair(&w, 0, 1);
	ck_assert(!fabric_release(w.f, 7, 38));
	ck_assert(fabric_release(w.f, p.conn, 37));
	ck_assert(!fabric_release(w.f, p.conn, 37));
	run_for(&w, VT_MS(10));
	ck_assert(p.a->over && p.b->over);
	ck_assert_uint_eq(p.a->cause, 37);
	ck_assert_uint_eq(p.b->cause, 51); /* the same, in the words of UNI 3.0 */
	ck_assert_uint_eq(fabric_conn_of_vc(w.f, 0, 0, 32), 0);
	world_close(&w);
}
END_TEST

/* A silent called user: the network gives up after T303 twice, and says so. */
START_TEST(silent_user)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, 0);
	host_add(&w, UNI_31, true, 0)->silent = true;
	struct q2931_msg setup = setup_to(UNI_31, 1, true, 0, 0);
	struct host_call *c = host_call(a, &setup);
	run_for(&w, VT_S(12));
	ck_assert(c->over);
	ck_assert(c->cause == 18 || c->cause == 102);
	ck_assert_uint_eq(fabric_conn_of_vc(w.f, 0, 0, 32), 0);
	world_close(&w);
}
END_TEST

START_TEST(versions_meet)
{
	static const enum uni_version v[] = {UNI_30, UNI_31, UNI_40};
	for (int i = 0; i < 9; i++) {
		world_open(&w, 1);
		struct host *a = host_add(&w, v[i / 3], true, 0);
		host_add(&w, v[i % 3], true, 0);
		struct q2931_msg setup = setup_to(v[i / 3], 1, false, 5000, 0);
		if (a->config.version == UNI_30)
			setup.aal.has_mode = true, setup.aal.mode = 1;
		if (a->config.version == UNI_40)
			setup.bearer.octet_5a = 19; /* rtVBR with CLR on 0+1 */
		struct host_call *c = host_call(a, &setup);
		run_for(&w, VT_MS(20));
		ck_assert(c->connected);
		const struct q2931_msg *seen = &w.hosts[1].calls[0].setup;
		ck_assert_uint_eq(seen->n_bad, 0);
		ck_assert_uint_eq(seen->traffic.value[TD_FWD_SCR0], 5000);
		ck_assert_uint_eq(seen->bearer.octet_5a, a->config.version != UNI_40 ? 10
							 : v[i % 3] == UNI_40        ? 19
										     : 9);
		ck_assert(seen->qos.present && seen->qos.fwd == 3);
		uint32_t crc = host_send_cells(a, c->vci, 7, 9, 1);
		run_for(&w, VT_MS(20));
		ck_assert_int_eq(w.hosts[1].n_got, 1);
		ck_assert_uint_eq(w.hosts[1].got[0].crc, crc);
		host_release(a, c, v[i / 3] == UNI_30 ? 31 : 16);
		run_for(&w, VT_MS(20));
		ck_assert_uint_eq(w.hosts[1].calls[0].cause, v[i % 3] == UNI_30 ? 31 : 16);
		world_close(&w);
	}
	/* ABR cannot be said in UNI 3.1 */
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_40, true, 0);
	host_add(&w, UNI_31, true, 0);
	struct q2931_msg setup = setup_to(UNI_40, 1, false, 5000, 0);
	setup.bearer.octet_5a = 12;
	struct host_call *c = host_call(a, &setup);
	run_for(&w, VT_MS(20));
	ck_assert(c->over);
	ck_assert_uint_eq(c->cause, 65);
	world_close(&w);
}
END_TEST

/* One scenario with everything in it, for its log. */
static char *scenario(uint64_t seed)
{
	world_open(&w, seed);
	struct host *a = host_add(&w, UNI_31, true, VT_US(10));
	struct host *b = host_add(&w, UNI_40, false, VT_US(12));
	struct host *c = host_add(&w, UNI_30, true, VT_US(500));
	struct fabric_fault corrupt = {.kind = FAULT_CORRUPT_FRAME, .port = -1, .direction = -1, .skip = 3, .count = 2};
	fabric_fault_add(w.f, &corrupt);
	struct pair p = connect_pair(&w, 0, 1), q = connect_pair(&w, 1, 2), r = connect_pair(&w, 2, 0);
	for (int i = 0; i < 10; i++) {
		host_send_cells(a, p.a->vci, 20, (uint8_t)i, 3);
		host_send_cells(b, q.a->vci, 30, (uint8_t)i, 1);
		host_send_cells(c, r.a->vci, 10, (uint8_t)i, 5);
		host_send_cells(b, p.b->vci, 30, (uint8_t)i, 1);
		run_for(&w, VT_MS(1));
	}
	host_release(a, p.a, 16);
	fabric_release(w.f, q.conn, 41);
	run_for(&w, VT_S(60));
	char *log = w.log;
	w.log = NULL;
	world_close(&w);
	return log;
}

START_TEST(same_again)
{
	char *first = scenario(5), *second = scenario(5), *other = scenario(6);
	ck_assert_int_gt(strlen(first), 5000);
	ck_assert_str_eq(first, second);
	ck_assert_str_ne(first, other); /* the seed decides which octet is damaged */
	free(first);
	free(second);
	free(other);
}
END_TEST

TEST_MAIN("calls", call_and_release, many_vcs, no_such_address, called_user_refuses, admission, release_by_network,
	  silent_user, versions_meet, same_again)

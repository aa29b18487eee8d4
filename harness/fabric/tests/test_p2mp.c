/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Point to multipoint through the switch: what each UNI sees, golden octets on the wire, who gets
 * which packet, admission of branches, two UNI versions in one call.
 */
#include "../../../impl/base/tests/run_suite.h"
#include "p2mp_world.h"

static const char s31mp[] =
    "090300000205 80007A 58800009 058C23E481 00008400 5980001A 84004E20 85000000 88001388 89000000 A0000180 A1000000 "
    "BF03"
    "5E800003 108881 5F800004 CC6B6680 5CE00002 0303 70800015 82 4700918100000000000001000102000000000200"
    "6C800016 0281 4700918100000000000001000102000000000100 54800003 000000";

/* Golden octets are compared without blanks; several runs of hexadecimal digits may stand for one message. */
static void check_octets(const uint8_t *octets, size_t len, const char *hex, const char *name)
{
	size_t n = 0;
	int half = -1;
	for (const char *p = hex; *p; p++) {
		if (*p == ' ')
			continue;
		int v = *p <= '9' ? *p - '0' : *p - 'A' + 10;
		if (half < 0) {
			half = v;
			continue;
		}
		ck_assert_msg(n < len && octets[n] == (half << 4 | v), "%s: octet %zu is %02X, expected %X%X", name, n,
			      n < len ? octets[n] : 0, half, v);
		n++;
		half = -1;
	}
	ck_assert_msg(n == len, "%s: %zu octets, expected %zu", name, len, n);
}

START_TEST(join_and_leave)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 3);
	struct p2mp_host *h = w->hosts;
	p2mp_call(w, 1);
	w->conn = 1;
	p2mp_run(w, VT_MS(100));
	SAID_IS(w, "0>SETUP p0 0<CALL PROCEEDING p0 1<SETUP p0 1>CONNECT p0 1<CONNECT ACKNOWLEDGE 0<CONNECT p0 "
		   "0>CONNECT ACKNOWLEDGE");
	NOTED_IS(w, "open reserved to 1 leaf party 0 to 1");
	ck_assert_uint_eq(p2mp_add(w, 2), 1);
	ck_assert_uint_eq(p2mp_add(w, 3), 2);
	p2mp_run(w, VT_MS(100));
	SAID_IS(w, "0>ADD PARTY p1 0>ADD PARTY p2 2<SETUP p0 3<SETUP p0 2>CONNECT p0 3>CONNECT p0 "
		   "2<CONNECT ACKNOWLEDGE 0<ADD PARTY ACKNOWLEDGE p1 3<CONNECT ACKNOWLEDGE 0<ADD PARTY ACKNOWLEDGE p2");
	NOTED_IS(w, "leaf party 1 to 2 leaf party 2 to 3");
	p2mp_packet(w, 1, 1500);
	p2mp_run(w, VT_MS(10));
	for (int i = 1; i <= 3; i++)
		ck_assert_uint_eq(h[i].got[1], 1);
	/* the leaves have calls of their own, and the root's elements */
	ck_assert_uint_eq(h[3].setup.traffic.value[TD_FWD_SCR0], 5000);
	ck_assert(h[3].setup.endpoint_ref.value == 0 && h[3].setup.bearer.configuration == 1);
	ck_assert_mem_eq(h[3].setup.called.aesa.octets, p2mp_addr(4).octets, 20);
	ck_assert_uint_eq(fabric_n_conns(w->f), 1);
	ck_assert_uint_eq(fabric_conn_of_vc(w->f, 3, 0, h[3].vci), 1);
	/* nothing goes back */
	const uint8_t sdu[40] = {0, 9};
	ck_assert(fabric_send_frame(w->f, 3, engine_now(w->e), 0, h[3].vci, 0, sdu, sizeof(sdu), 0));
	/* the root drops one, another leaves, and the last one is released */
	p2mp_drop(w, 1, 16);
	p2mp_run(w, VT_MS(10));
	SAID_IS(w, "0>DROP PARTY 16 p1 0<DROP PARTY ACKNOWLEDGE 16 p1 2<RELEASE 16 2>RELEASE COMPLETE");
	NOTED_IS(w, "gone party 1 cause 16 to 2");
	ck_assert_uint_eq(h[0].got[9], 0);
	uni_drop_party_req(h[1].uni, engine_now(w->e), h[1].call, 0, 31);
	p2mp_drain(&h[1], engine_now(w->e));
	p2mp_run(w, VT_MS(10));
	SAID_IS(w, "1>RELEASE 31 1<RELEASE COMPLETE 0<DROP PARTY 31 p0 0>DROP PARTY ACKNOWLEDGE 31 p0");
	NOTED_IS(w, "gone party 0 cause 31 to 1");
	p2mp_packet(w, 2, 1500);
	p2mp_run(w, VT_MS(10));
	ck_assert_uint_eq(h[1].got[2] + h[2].got[2], 0);
	ck_assert_uint_eq(h[3].got[2], 1);
	p2mp_drop(w, 2, 16);
	p2mp_run(w, VT_MS(100));
	SAID_IS(w, "0>RELEASE 16 0<RELEASE COMPLETE 3<RELEASE 16 3>RELEASE COMPLETE");
	NOTED_IS(w, "gone party 2 cause 16 to 3 closed cause 16 to 1");
	struct fabric_conn_info info;
	ck_assert(fabric_conn(w->f, 1, &info));
	ck_assert(info.p2mp && info.closed && info.active && info.called_port == 1);
	ck_assert_uint_eq(fabric_n_parties(w->f, 1), 3);
	for (int i = 1; i <= 3; i++) {
		struct fabric_party_info p = p2mp_party(w, 1, i);
		ck_assert_int_eq(p.state, FABRIC_PARTY_GONE);
		ck_assert_int_eq(p.port, i);
		ck_assert(p.opened < p.active_at && p.active_at < p.gone_at);
	}
	p2mp_close(w);
}
END_TEST

/* Runs until the root's UNI has seen a message of this type. */
static void run_to(struct p2mp_world *w, enum q2931_type type)
{
	for (int i = 0; i < 100000 && w->last.type != type; i++)
		p2mp_run(w, VT_US(1));
	ck_assert_int_eq(w->last.type, type);
}

/* Messages of the switch with the values of the golden ones are the golden ones. */
START_TEST(goldens)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 2);
	p2mp_call(w, 1);
	run_to(w, Q2931_SETUP);
	check_octets(w->octets, w->len, s31mp, "S31mp");
	p2mp_run(w, VT_MS(10));
	ck_assert_uint_eq(p2mp_add(w, 2), 1);
	run_to(w, Q2931_ADD_PARTY);
	check_octets(w->octets, w->len,
		     "090300000280 80004F 58800009 058C23E48100008400 5F800004CC6B6680 70800015 82"
		     "4700918100000000000001000102000000000300 6C800016 02814700918100000000000001000102000000000100"
		     "54800003000001",
		     "ADDP");
	p2mp_run(w, VT_MS(10));
	check_octets(w->octets, w->len, "090380000281 800007 54800003008001", "ADDPA");
	p2mp_drop(w, 1, 16);
	run_to(w, Q2931_DROP_PARTY);
	check_octets(w->octets, w->len, "090300000283 80000D 0880000280 90 54800003000001", "DROPP");
	p2mp_run(w, VT_MS(10));
	check_octets(w->octets, w->len, "090380000284 80000D 0880000280 90 54800003008001", "DROPPA");
	p2mp_close(w);
}
END_TEST

/* The same with CONNECT as first answer, and with UNI 4.0. */
START_TEST(goldens_of_answers)
{
	static const enum uni_version both[] = {UNI_31, UNI_40};
	for (int i = 0; i < 2; i++) {
		struct p2mp_world *w = p2mp_open(both[i], 0);
		fabric_free(w->f);
		uni_free(w->hosts[0].uni);
		w->n_hosts = 0;
		struct fabric_tap tap = {w, p2mp_frame_seen, p2mp_note};
		w->f = fabric_create(w->e, &tap, 1);
		w->proceeding_last = true;
		w->first_vci = 41;
		for (int k = 0; k < 3; k++)
			p2mp_add_host(w, both[i], 0);
		w->hosts[1].silent = true;
		p2mp_call(w, 1);
		run_to(w, Q2931_SETUP);
		if (both[i] == UNI_40)
			check_octets(
			    w->octets, w->len,
			    "090300000205 800083 58800009 058C23E481 00008400 5980001A 84004E20 85000000 88001388"
			    "89000000 A0000180 A1000000 BFC3 5E800003 108A81 5F800004 CC6B6680 ECE00005 00A208A3FF"
			    "5CE00002 0303 70800015 82 4700918100000000000001000102000000000200 6C800016 0281"
			    "4700918100000000000001000102000000000100 54800003 000000",
			    "S40mp");
		p2mp_run(w, VT_MS(10));
		struct q2931_msg answer = {.aal = w->hosts[1].setup.aal, .blli = w->hosts[1].setup.blli};
		uni_setup_resp(w->hosts[1].uni, engine_now(w->e), w->hosts[1].call, &answer);
		p2mp_drain(&w->hosts[1], engine_now(w->e));
		run_to(w, Q2931_CONNECT);
		check_octets(w->octets, w->len,
			     "090380000207 800025 58800009 058C23E481 00008400 5F800004 CC6B6680 5A800005 8800000029"
			     "54800003 008000",
			     "CONNmp");
		p2mp_run(w, VT_MS(10));
		if (both[i] == UNI_40) {
			w->hosts[2].alerts = w->hosts[2].silent = true;
			p2mp_add(w, 2);
			run_to(w, Q2931_PARTY_ALERTING);
			check_octets(w->octets, w->len, "090380000285 800007 54800003 008001", "PALERT");
		}
		p2mp_close(w);
	}
}
END_TEST

/* Two parties behind one UNI: one call, one VC, one copy of each packet. */
START_TEST(two_parties_behind_one_uni)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 1);
	struct p2mp_host *h = w->hosts;
	p2mp_call(w, 1);
	w->conn = 1;
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	p2mp_add(w, 1);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p1 1<ADD PARTY p1 1>ADD PARTY ACKNOWLEDGE p1 0<ADD PARTY ACKNOWLEDGE p1");
	ck_assert(!h[1].setup.traffic.present && !h[1].setup.bearer.present && h[1].setup.aal.present);
	p2mp_packet(w, 1, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert_uint_eq(h[1].got[1], 1);
	p2mp_drop(w, 0, 16);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w,
		"0>DROP PARTY 16 p0 0<DROP PARTY ACKNOWLEDGE 16 p0 1<DROP PARTY 16 p0 1>DROP PARTY ACKNOWLEDGE 16 p0");
	p2mp_packet(w, 2, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert_uint_eq(h[1].got[2], 1);
	/* the leaf leaves with its last party */
	uni_drop_party_req(h[1].uni, engine_now(w->e), h[1].call, 1, 16);
	p2mp_drain(&h[1], engine_now(w->e));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "1>RELEASE 16 1<RELEASE COMPLETE 0<RELEASE 16 0>RELEASE COMPLETE");
	ck_assert(h[0].over && h[1].over);
	p2mp_close(w);
}
END_TEST

/* While the call at a UNI is not answered, further parties there wait; if it never is, they get one of their own. */
START_TEST(parties_wait_for_the_call)
{
	for (int refused = 0; refused < 2; refused++) {
		struct p2mp_world *w = p2mp_open(UNI_31, 2);
		struct p2mp_host *h = w->hosts;
		p2mp_call(w, 1);
		p2mp_run(w, VT_MS(50));
		*w->said = 0;
		h[2].silent = true;
		p2mp_add(w, 2);
		p2mp_add(w, 2);
		p2mp_run(w, VT_MS(50));
		SAID_IS(w, "0>ADD PARTY p1 0>ADD PARTY p2 2<SETUP p0");
		h[2].silent = false;
		if (refused)
			uni_release_req(h[2].uni, engine_now(w->e), h[2].call, 17, NULL, 0);
		else
			uni_setup_resp(h[2].uni, engine_now(w->e), h[2].call, NULL);
		p2mp_drain(&h[2], engine_now(w->e));
		p2mp_run(w, VT_MS(50));
		if (refused)
			SAID_IS(w, "2>RELEASE COMPLETE 17 0<ADD PARTY REJECT 17 p1 2<SETUP p0 2>CONNECT p0 "
				   "2<CONNECT ACKNOWLEDGE 0<ADD PARTY ACKNOWLEDGE p2");
		else
			SAID_IS(w, "2>CONNECT p0 2<CONNECT ACKNOWLEDGE 0<ADD PARTY ACKNOWLEDGE p1 2<ADD PARTY p1 "
				   "2>ADD PARTY ACKNOWLEDGE p1 0<ADD PARTY ACKNOWLEDGE p2");
		p2mp_packet(w, 1, 100);
		p2mp_run(w, VT_MS(50));
		ck_assert_uint_eq(h[2].got[1], 1);
		p2mp_close(w);
	}
}
END_TEST

START_TEST(refusals_by_leaves)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 2);
	struct p2mp_host *h = w->hosts;
	h[1].refuse = 17;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>SETUP p0 0<CALL PROCEEDING p0 1<SETUP p0 1>RELEASE COMPLETE 17 0<RELEASE 17 0>RELEASE COMPLETE");
	h[1].refuse = 0;
	h[2].refuse = 21;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p1 2<SETUP p0 2>RELEASE COMPLETE 21 0<ADD PARTY REJECT 21 p1");
	ck_assert_uint_eq(h[0].cause, 21);
	/* a refusal of the only one that is left releases the call */
	h[2].refuse = 0;
	h[2].silent = true;
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	p2mp_drop(w, 0, 16);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	uni_release_req(h[2].uni, engine_now(w->e), h[2].call, 17, NULL, 0);
	p2mp_drain(&h[2], engine_now(w->e));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "2>RELEASE COMPLETE 17 0<RELEASE 17 0>RELEASE COMPLETE");
	/* nobody there */
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	p2mp_add(w, 9);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p1 0<ADD PARTY REJECT 1 p1");
	p2mp_close(w);
}
END_TEST

/* A leaf that says nothing: T303 twice, then the root hears of it, before its own T399. */
START_TEST(silent_leaf)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 2);
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	w->hosts[2].silent = true;
	p2mp_add(w, 2);
	p2mp_run(w, VT_S(7) + VT_MS(999));
	SAID_IS(w, "0>ADD PARTY p1 2<SETUP p0 2<SETUP p0");
	p2mp_run(w, VT_MS(2));
	SAID_IS(w, "0<ADD PARTY REJECT 18 p1");
	p2mp_close(w);
}
END_TEST

/* The network's own T399, towards a leaf that has the call: DROP PARTY, cause 18 to the root; T398 if that is silent
 * too. */
START_TEST(silent_party_behind_a_call)
{
	struct p2mp_world *w = p2mp_open(UNI_40, 2);
	struct p2mp_host *h = w->hosts;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	h[1].silent = true;
	p2mp_add(w, 1);
	p2mp_run(w, VT_S(14) - VT_MS(1));
	SAID_IS(w, "0>ADD PARTY p1 1<ADD PARTY p1");
	p2mp_run(w, VT_MS(2));
	SAID_IS(w, "1<DROP PARTY 18 p1 0<ADD PARTY REJECT 18 p1 1>DROP PARTY ACKNOWLEDGE 18 p1");
	p2mp_close(w);
}
END_TEST

START_TEST(admission)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 0);
	w->rate = 2544000; /* 6000 cells/s */
	p2mp_add_host(w, UNI_31, 0);
	p2mp_add_host(w, UNI_31, 0);
	w->rate = 0;
	p2mp_add_host(w, UNI_31, 0);
	uint64_t up = fabric_free_rate(w->f, 0, true), down[4];
	for (int i = 0; i < 4; i++)
		down[i] = fabric_free_rate(w->f, i, false);
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	p2mp_add(w, 2);
	p2mp_add(w, 1);
	p2mp_run(w, VT_MS(50));
	/* once at the root, once at each UNI with leaves, nothing in the other direction */
	ck_assert_uint_eq(fabric_free_rate(w->f, 0, true), up - 5000);
	ck_assert_uint_eq(fabric_free_rate(w->f, 1, false), down[1] - 5000);
	ck_assert_uint_eq(fabric_free_rate(w->f, 2, false), down[2] - 5000);
	ck_assert_uint_eq(fabric_free_rate(w->f, 3, false), down[3]);
	ck_assert_uint_eq(fabric_free_rate(w->f, 1, true), down[1]);
	ck_assert_uint_eq(fabric_free_rate(w->f, 0, false), down[0]);
	/* a second call of the root finds no room behind H2 */
	uni_call first = w->hosts[0].call;
	p2mp_call(w, 3);
	p2mp_run(w, VT_MS(50));
	*w->said = 0;
	*w->notes = 0;
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p1 0<ADD PARTY REJECT 37 p1");
	NOTED_IS(w, "cac forward 5000 cells/s to 2 gone party 1 cause 37 to 2");
	ck_assert(w->last.cause.n_diag == 1 && w->last.cause.diag[0] == 0x88);
	uni_release_req(w->hosts[0].uni, engine_now(w->e), first, 16, NULL, 0);
	uni_release_req(w->hosts[0].uni, engine_now(w->e), w->hosts[0].call, 16, NULL, 0);
	p2mp_drain(&w->hosts[0], engine_now(w->e));
	p2mp_run(w, VT_MS(50));
	ck_assert_uint_eq(fabric_free_rate(w->f, 0, true), up);
	for (int i = 0; i < 4; i++)
		ck_assert_uint_eq(fabric_free_rate(w->f, i, false), down[i]);
	p2mp_close(w);
}
END_TEST

START_TEST(limit_of_pending)
{
	static const struct {
		enum uni_version version;
		uint8_t cause;
	} rows[] = {{UNI_31, 92}, {UNI_40, 32}};
	for (int i = 0; i < 2; i++) {
		struct p2mp_world *w = p2mp_open(rows[i].version, 0);
		fabric_free(w->f);
		struct fabric_tap tap = {w, p2mp_frame_seen, p2mp_note};
		w->f = fabric_create(w->e, &tap, 1);
		struct p2mp_host *h = &w->hosts[0];
		h->config.max_pending_parties = 2;
		h->config.name = "root";
		ck_assert_int_eq(
		    fabric_add_port(w->f, &h->config, &(struct fabric_end){.ctx = h, .frame = p2mp_arrived}), 0);
		for (int k = 0; k < 4; k++)
			p2mp_add_host(w, rows[i].version, 0);
		p2mp_call(w, 1);
		p2mp_run(w, VT_MS(50));
		*w->said = 0;
		for (int k = 2; k <= 4; k++)
			p2mp_add(w, k);
		p2mp_run(w, VT_US(200));
		ck_assert_uint_eq(h->cause, rows[i].cause);
		p2mp_run(w, VT_MS(50));
		ck_assert_int_eq(uni_party_state(h->uni, h->call, 1), 10);
		ck_assert_int_eq(uni_party_state(h->uni, h->call, 2), 10);
		ck_assert_int_eq(uni_party_state(h->uni, h->call, 3), 0);
		p2mp_close(w);
	}
}
END_TEST

/* One call over UNIs of all versions: each side gets its own octets. */
START_TEST(versions)
{
	static const enum uni_version each[] = {UNI_30, UNI_31, UNI_40};
	for (int r = 0; r < 3; r++) {
		struct p2mp_world *w = p2mp_open(each[r], 0);
		struct p2mp_host *h = w->hosts;
		for (int i = 0; i < 3; i++)
			p2mp_add_host(w, each[i], 0);
		p2mp_call(w, 1);
		p2mp_run(w, VT_MS(50));
		p2mp_add(w, 2);
		p2mp_add(w, 3);
		p2mp_run(w, VT_MS(50));
		p2mp_packet(w, 7, 1000);
		p2mp_run(w, VT_MS(50));
		for (int i = 1; i <= 3; i++) {
			const struct q2931_msg *m = &h[i].setup;
			bool v40 = each[i - 1] == UNI_40;
			ck_assert_uint_eq(h[i].got[7], 1);
			ck_assert_int_eq(uni_call_state(h[i].uni, h[i].call), 10);
			ck_assert_uint_eq(m->bearer.octet_5a, v40 || each[r] == UNI_40 ? 10 : 8);
			ck_assert(!m->ext_qos.present || (v40 && each[r] == UNI_40));
			ck_assert(!m->traffic.fd_fwd || (v40 && each[r] == UNI_40));
			ck_assert(m->traffic.tag_fwd);
			ck_assert_uint_eq(m->qos.fwd, 3);
			ck_assert_uint_eq(m->aal.bwd_sdu, each[i - 1] == UNI_30 && each[r] != UNI_30);
		}
		/* a cause that the versions code differently */
		uni_release_req(h[2].uni, engine_now(w->e), h[2].call, 16, NULL, 0);
		p2mp_drain(&h[2], engine_now(w->e));
		p2mp_run(w, VT_MS(50));
		ck_assert_uint_eq(h[0].cause, each[r] == UNI_30 ? 31 : 16);
		p2mp_close(w);
	}
}
END_TEST

/* UNI 4.0: ALERTING and PARTY ALERTING pass, a party that is added while the call alerts may answer first. */
START_TEST(alerting)
{
	struct p2mp_world *w = p2mp_open(UNI_40, 2);
	struct p2mp_host *h = w->hosts;
	h[1].alerts = h[2].alerts = h[1].silent = true;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>SETUP p0 0<CALL PROCEEDING p0 1<SETUP p0 1>ALERTING p0 0<ALERTING p0");
	ck_assert_uint_eq(p2mp_add(w, 2), 1);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p1 2<SETUP p0 2>ALERTING p0 2>CONNECT p0 0<PARTY ALERTING p1 "
		   "2<CONNECT ACKNOWLEDGE 0<CONNECT p1 0>CONNECT ACKNOWLEDGE");
	p2mp_packet(w, 1, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert(h[1].got[1] == 0 && h[2].got[1] == 1);
	uni_setup_resp(h[1].uni, engine_now(w->e), h[1].call, NULL);
	p2mp_drain(&h[1], engine_now(w->e));
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "1>CONNECT p0 1<CONNECT ACKNOWLEDGE 0<ADD PARTY ACKNOWLEDGE p0");
	/* and one behind a call that is there */
	p2mp_add(w, 2);
	p2mp_run(w, VT_MS(50));
	SAID_IS(w, "0>ADD PARTY p2 2<ADD PARTY p1 2>PARTY ALERTING p1 2>ADD PARTY ACKNOWLEDGE p1 0<PARTY ALERTING p2 "
		   "0<ADD PARTY ACKNOWLEDGE p2");
	p2mp_packet(w, 2, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert(h[1].got[2] == 1 && h[2].got[2] == 1);
	p2mp_close(w);
}
END_TEST

/* Best effort, and a leaf on the root's own UNI. */
START_TEST(root_as_leaf)
{
	struct p2mp_world *w = p2mp_open(UNI_31, 1);
	struct p2mp_host *h = w->hosts;
	p2mp_call(w, 1);
	p2mp_run(w, VT_MS(50));
	uni_call call = h[0].call;
	uint16_t vci = h[0].vci;
	p2mp_add(w, 0);
	p2mp_run(w, VT_MS(50));
	h[0].vci = vci;
	p2mp_packet(w, 1, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert(h[0].got[1] == 1 && h[1].got[1] == 1);
	h[0].call = call;
	p2mp_drop(w, 1, 16);
	p2mp_run(w, VT_MS(50));
	p2mp_packet(w, 2, 100);
	p2mp_run(w, VT_MS(50));
	ck_assert(h[0].got[2] == 0 && h[1].got[2] == 1);
	p2mp_close(w);
}
END_TEST

START_TEST(release_by_root_and_network)
{
	for (int how = 0; how < 3; how++) {
		struct p2mp_world *w = p2mp_open(UNI_31, 3);
		struct p2mp_host *h = w->hosts;
		p2mp_call(w, 1);
		p2mp_run(w, VT_MS(50));
		p2mp_add(w, 2);
		p2mp_run(w, VT_MS(50));
		h[3].silent = true; /* a party that is being set up goes with the others */
		p2mp_add(w, 3);
		p2mp_run(w, VT_MS(50));
		*w->said = 0;
		if (how == 0)
			uni_release_req(h[0].uni, engine_now(w->e), h[0].call, 16, NULL, 0);
		else if (how == 1)
			ck_assert(fabric_release(w->f, 1, 38));
		else
			uni_restart_req(h[0].uni, engine_now(w->e));
		p2mp_drain(&h[0], engine_now(w->e));
		p2mp_run(w, VT_MS(50));
		for (int i = 0; i <= 3; i++) {
			ck_assert_uint_eq(uni_n_calls(h[i].uni), 0);
			ck_assert_uint_eq(fabric_conn_of_vc(w->f, i, 0, h[i].vci), 0);
		}
		for (int i = 1; i <= 3; i++)
			ck_assert_int_eq(p2mp_party(w, 1, i).state, FABRIC_PARTY_GONE);
		ck_assert(!fabric_release(w->f, 1, 38));
		p2mp_close(w);
	}
}
END_TEST

RUN_SUITE("point to multipoint", join_and_leave, goldens, goldens_of_answers, two_parties_behind_one_uni,
	  parties_wait_for_the_call, refusals_by_leaves, silent_leaf, silent_party_behind_a_call, admission,
	  limit_of_pending, versions, alerting, root_as_leaf, release_by_root_and_network)

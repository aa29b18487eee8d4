/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VC management between a scripted RSVP engine and a scripted call control: the
 * first VC, its replacement, refusals, changes that cross, tau, loss, control path.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "intserv/mapping.h"
#include "vcm/vcm.h"
#include "wire/cell.h"
#include "wire/ip.h"

#define HOP       0x0a000002
#define MAX_CALLS 128

static const struct atm_addr peer = {{0x47, 2}}, other = {{0x47, 3}};

/* What call control was asked for. */
struct call {
	struct q2931_msg setup;
	bool released, accepted;
	uint8_t cause;
	uint16_t vci;
};
static struct call calls[MAX_CALLS];
static uni_call n_calls; /* calls[1..n_calls] */
static struct vcm *v;
static struct flow *f;
static vtime now;

static uni_call op_setup(void *ctx, vtime t, const struct q2931_msg *setup)
{
	n_calls++;
	calls[n_calls] = (struct call){.setup = *setup, .vci = (uint16_t)(100 + n_calls)};
	return n_calls;
}

static void op_proceeding(void *ctx, vtime t, uni_call call)
{
}

static struct q2931_msg last_connect;
static void op_accept(void *ctx, vtime t, uni_call call, const struct q2931_msg *connect)
{
	calls[call].accepted = true;
	last_connect = *connect;
}

static void op_release(void *ctx, vtime t, uni_call call, uint8_t cause, const uint8_t *diag, size_t n_diag)
{
	ck_assert(!calls[call].released);
	calls[call].released = true;
	calls[call].cause = cause;
}

static void op_enquire(void *ctx, vtime t, uni_call call)
{
}

static struct vcm_config config(void)
{
	return (struct vcm_config){.version = UNI_31,
				   .line_cells = 353207,
				   .mtu = 9180,
				   .be_idle = VT_S(1200),
				   .retry = VT_S(60),
				   .reestablish = VT_S(30),
				   .admission_limit = UINT64_MAX};
}

static void begin(struct vcm_config c)
{
	struct vcm_ops ops = {.setup = op_setup,
			      .proceeding = op_proceeding,
			      .accept = op_accept,
			      .release = op_release,
			      .enquire = op_enquire};
	memset(calls, 0, sizeof calls);
	n_calls = 0;
	now = VT_S(1);
	f = flow_create(149760000);
	v = vcm_create(&c, &ops, f);
	ck_assert_ptr_nonnull(v);
}

static void end(void)
{
	vcm_free(v);
	flow_free(f);
}

static void run_to(vtime t)
{
	while (vcm_next(v) <= t) {
		now = vcm_next(v);
		vcm_time(v, now);
	}
	now = t;
}

/* ---- the other side of each call ---- */

static void primitive(enum uni_out_kind kind, uni_call call, const struct q2931_msg *msg, uint8_t cause)
{
	vcm_uni(v, now,
		&(struct uni_out){.kind = kind, .call = call, .msg = msg, .cause = cause, .vci = calls[call].vci});
}

static void connect_with(uni_call call, int blli)
{
	struct q2931_msg m = {.type = Q2931_CONNECT, .aal = calls[call].setup.aal};
	if (blli >= 0) {
		m.blli.n = 1;
		m.blli.b[0] = calls[call].setup.blli.b[blli];
	}
	primitive(UNI_SETUP_CONF, call, &m, 0);
}

static void connect(uni_call call)
{
	connect_with(call, 0);
}

static void refuse(uni_call call)
{
	primitive(UNI_RELEASE_IND, call, NULL, 37);
}

static void lose(uni_call call, uint8_t cause)
{
	primitive(UNI_RELEASE_IND, call, NULL, cause);
}

static void confirm_release(uni_call call)
{
	ck_assert(calls[call].released);
	primitive(UNI_RELEASE_CONF, call, NULL, 0);
}

static uint32_t scr(uni_call call)
{
	return calls[call].setup.traffic.value[TD_FWD_SCR0];
}

/* ---- RSVP ---- */

static struct rsvp_tc_spec spec_of(rsvp_tc id, float r)
{
	struct rsvp_tc_spec s = {.id = id, .iface = 0, .next_hop = HOP, .style = RSVP_FF, .n_filters = 1};
	s.session.dst = ip_addr_v4(HOP);
	s.session.protocol = 17;
	s.session.port = (uint16_t)(5000 + id);
	s.filters[0].src = ip_addr_v4(0x0a010001);
	s.filters[0].port = 4000;
	s.flowspec =
	    (struct flowspec){.service = INTSERV_CLS, .t = {.r = r, .b = 4000, .p = 1000000, .m = 64, .M = 1500}};
	return s;
}

static void tc(enum rsvp_out_kind kind, rsvp_tc id, float r)
{
	struct rsvp_tc_spec s = spec_of(id, r);
	vcm_tc(v, now, kind, &s);
}

static void expect_resolve(void)
{
	struct vcm_out o;
	ck_assert(vcm_drain(v, &o));
	ck_assert_int_eq(o.kind, VCM_OUT_RESOLVE);
	vcm_resolved(v, now, o.ip, true, &peer);
}

static void expect_result(rsvp_tc id, bool ok)
{
	struct vcm_out o;
	ck_assert(vcm_drain(v, &o));
	ck_assert_int_eq(o.kind, VCM_OUT_TC_RESULT);
	ck_assert_uint_eq(o.tc, id);
	ck_assert_int_eq(o.ok, ok);
	ck_assert_uint_eq(o.code, ok ? 0 : 1);
	ck_assert_uint_eq(o.value, ok ? 0 : 2);
}

static void expect_lost(rsvp_tc id)
{
	struct vcm_out o;
	ck_assert(vcm_drain(v, &o));
	ck_assert_int_eq(o.kind, VCM_OUT_TC_LOST);
	ck_assert_uint_eq(o.tc, id);
	ck_assert_uint_eq(o.code, 1);
}

static void expect_nothing(void)
{
	struct vcm_out o;
	ck_assert(!vcm_drain(v, &o));
}

static void expect_state(rsvp_tc id, const char *state)
{
	const char *s = vcm_res_state(v, id);
	ck_assert_ptr_nonnull(s);
	ck_assert_str_eq(s, state);
}

/* ---- data ---- */

/* VCI on which a packet of the reservation leaves; 0 = it is left to best effort. */
static uint16_t data_on(rsvp_tc id)
{
	uint8_t octets[20] = {0}, cell[53];
	struct wr udp = {0}, ip = {0};
	vtime t;
	struct cell_hdr h = {0};
	udp_encode(&udp, 0x0a010001, HOP, &(struct udp_hdr){.src_port = 4000, .dst_port = (uint16_t)(5000 + id)},
		   octets, 20);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = 0x0a010001, .dst = HOP}, udp.p, udp.len);
	bool reserved = vcm_send_reserved(v, now, ip.p, ip.len);
	wr_free(&udp);
	wr_free(&ip);
	if (!reserved)
		return 0;
	while (flow_next(f, now) != VTIME_NEVER) {
		now = flow_next(f, now);
		while (flow_cell_out(f, now, &t, cell))
			ck_assert(cell_hdr_decode(cell, &h));
	}
	vcm_sent(v, now);
	return h.vci;
}

/* A reservation with its VC; its call. */
static uni_call standing(rsvp_tc id, float r)
{
	tc(RSVP_OUT_TC_ADD, id, r);
	expect_resolve();
	connect(n_calls);
	expect_result(id, true);
	expect_nothing();
	expect_state(id, "STANDING");
	return n_calls;
}

static const float Q1 = 10000, Q2 = 20000, Q3 = 30000;

/* INIT-1, MAPPING-2, TEARDOWN-8 */
START_TEST(one_reservation)
{
	begin(config());
	tc(RSVP_OUT_TC_ADD, 1, Q1);
	ck_assert_uint_eq(n_calls, 0);
	expect_resolve();
	ck_assert_uint_eq(n_calls, 1);
	ck_assert(!calls[1].setup.traffic.best_effort);
	ck_assert(atm_addr_equal(&calls[1].setup.called.aesa, &peer));
	ck_assert_uint_eq(data_on(1), 0); /* INIT-8: best effort meanwhile */
	expect_nothing();
	connect(1);
	expect_result(1, true);
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	ck_assert_uint_eq(data_on(2), 0);
	run_to(VT_S(90000)); /* TEARDOWN-1, -2: a day and an hour of silence */
	ck_assert(!calls[1].released);
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	tc(RSVP_OUT_TC_DEL, 1, Q1);
	ck_assert(calls[1].released);
	ck_assert_uint_eq(calls[1].cause, 16);
	ck_assert_uint_eq(data_on(1), 0);
	confirm_release(1);
	expect_nothing();
	end();
}
END_TEST

START_TEST(refused_reservation)
{
	begin(config());
	tc(RSVP_OUT_TC_ADD, 1, Q1);
	expect_resolve();
	refuse(1);
	expect_result(1, false);
	ck_assert_ptr_null(vcm_res_state(v, 1));
	tc(RSVP_OUT_TC_ADD, 2, Q1);
	struct vcm_out o;
	ck_assert(vcm_drain(v, &o));
	vcm_resolved(v, now, HOP, false, NULL);
	expect_result(2, false);
	ck_assert_uint_eq(n_calls, 1);
	end();
}
END_TEST

/* DYNQOS-6 to -12, up and down */
START_TEST(replacement)
{
	begin(config());
	uni_call old = standing(1, _i ? Q2 : Q1);
	tc(RSVP_OUT_TC_MOD, 1, _i ? Q1 : Q2);
	uni_call new = old + 1;
	ck_assert_uint_eq(n_calls, new);
	ck_assert(_i ? scr(new) < scr(old) : scr(new) > scr(old));
	expect_nothing();
	ck_assert_uint_eq(data_on(1), calls[old].vci);
	ck_assert(!calls[old].released);
	connect(new);
	expect_result(1, true);
	ck_assert(!calls[old].released);
	ck_assert_uint_eq(data_on(1), calls[new].vci);
	ck_assert(calls[old].released);
	expect_state(1, "CLOSING");
	confirm_release(old);
	expect_state(1, "STANDING");
	ck_assert_uint_eq(n_calls, new);
	end();
}
END_TEST

/* Without data the old VC goes all the same. */
START_TEST(replacement_without_data)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	connect(2);
	expect_result(1, true);
	ck_assert(!calls[1].released);
	run_to(now + VT_S(1));
	ck_assert(calls[1].released);
	end();
}
END_TEST

/* DYNQOS-13, -14 */
START_TEST(failed_increase)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	refuse(2);
	expect_result(1, false);
	expect_state(1, "STANDING");
	ck_assert(!calls[1].released);
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	run_to(now + VT_S(600));
	ck_assert_uint_eq(n_calls, 2);
	tc(RSVP_OUT_TC_MOD, 1, Q1); /* what stands already */
	expect_result(1, true);
	ck_assert_uint_eq(n_calls, 2);
	end();
}
END_TEST

/* DYNQOS-16, -18 */
START_TEST(failed_decrease)
{
	begin(config());
	standing(1, Q2);
	tc(RSVP_OUT_TC_MOD, 1, Q1);
	refuse(2);
	expect_result(1, true);
	expect_state(1, "TOO_LARGE");
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	run_to(now + VT_S(59));
	ck_assert_uint_eq(n_calls, 2);
	run_to(now + VT_S(1));
	ck_assert_uint_eq(n_calls, 3);
	ck_assert_uint_eq(scr(3), scr(2));
	refuse(3);
	expect_nothing();
	run_to(now + VT_S(60));
	ck_assert_uint_eq(n_calls, 4);
	connect(4);
	expect_nothing();
	ck_assert_uint_eq(data_on(1), calls[4].vci);
	ck_assert(calls[1].released);
	confirm_release(1);
	expect_state(1, "STANDING");
	run_to(now + VT_S(600));
	ck_assert_uint_eq(n_calls, 4);
	end();
}
END_TEST

/* Too large, then a refused increase beyond the VC, then back up to the size of the VC. */
START_TEST(too_large_and_changed)
{
	begin(config());
	standing(1, Q2);
	tc(RSVP_OUT_TC_MOD, 1, Q1);
	refuse(2);
	expect_result(1, true);
	tc(RSVP_OUT_TC_MOD, 1, Q3);
	refuse(3);
	expect_result(1, false);
	expect_state(1, "TOO_LARGE");
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	expect_result(1, true);
	expect_state(1, "STANDING");
	run_to(now + VT_S(600));
	ck_assert_uint_eq(n_calls, 3);
	end();
}
END_TEST

/* DYNQOS-19, -20, -21 */
START_TEST(changed_while_replacing)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	tc(RSVP_OUT_TC_MOD, 1, Q3);
	ck_assert(calls[2].released);
	ck_assert_uint_eq(n_calls, 2); /* one at a time */
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	confirm_release(2);
	ck_assert_uint_eq(n_calls, 3);
	ck_assert_uint_gt(scr(3), scr(2));
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	expect_nothing();
	connect(3);
	expect_result(1, true);
	expect_nothing();
	ck_assert_uint_eq(data_on(1), calls[3].vci);
	ck_assert(calls[1].released);
	end();
}
END_TEST

START_TEST(changed_back_while_replacing)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	tc(RSVP_OUT_TC_MOD, 1, Q3);
	tc(RSVP_OUT_TC_MOD, 1, Q1);
	confirm_release(2);
	expect_result(1, true);
	expect_nothing();
	expect_state(1, "STANDING");
	ck_assert_uint_eq(n_calls, 2);
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	end();
}
END_TEST

START_TEST(changed_while_first_is_set_up)
{
	begin(config());
	tc(RSVP_OUT_TC_ADD, 1, Q1);
	expect_resolve();
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	ck_assert(calls[1].released);
	confirm_release(1);
	ck_assert_uint_eq(n_calls, 2);
	connect(2);
	expect_result(1, true);
	expect_state(1, "STANDING");
	end();
}
END_TEST

/* A change during the move waits for its end. */
START_TEST(changed_while_moving)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	connect(2);
	expect_result(1, true);
	tc(RSVP_OUT_TC_MOD, 1, Q3);
	ck_assert_uint_eq(n_calls, 2);
	data_on(1);
	ck_assert(calls[1].released);
	ck_assert_uint_eq(n_calls, 2);
	confirm_release(1);
	ck_assert_uint_eq(n_calls, 3);
	connect(3);
	expect_result(1, true);
	end();
}
END_TEST

START_TEST(deleted_while_replacing)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	tc(RSVP_OUT_TC_DEL, 1, Q2);
	ck_assert(calls[1].released && calls[2].released);
	confirm_release(2);
	confirm_release(1);
	expect_nothing();
	end();
}
END_TEST

/* DYNQOS-12: twenty changes leave one VC. */
START_TEST(twenty_changes)
{
	begin(config());
	standing(1, Q1);
	for (uni_call i = 2; i <= 21; i++) {
		tc(RSVP_OUT_TC_MOD, 1, i % 2 ? Q1 : Q2);
		connect(i);
		expect_result(1, true);
		ck_assert_uint_eq(data_on(1), calls[i].vci);
		confirm_release(i - 1);
	}
	int open = 0;
	for (uni_call i = 1; i <= n_calls; i++)
		open += !calls[i].released;
	ck_assert_int_eq(open, 1);
	end();
}
END_TEST

/* TAU-2 to -6, -9 */
START_TEST(tau_spaces_changes)
{
	struct vcm_config c = config();
	c.tau = VT_S(60);
	begin(c);
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2); /* at once: no timer runs */
	ck_assert_uint_eq(n_calls, 2);
	run_to(now + VT_S(8));
	connect(2);
	expect_result(1, true);
	data_on(1);
	ck_assert(calls[1].released);
	vtime start = now;
	confirm_release(1);
	expect_state(1, "WAITING_TAU");
	run_to(start + VT_S(5));
	tc(RSVP_OUT_TC_MOD, 1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q3);
	expect_nothing(); /* queued: neither refused nor granted */
	run_to(start + VT_S(60) - 1);
	ck_assert_uint_eq(n_calls, 2);
	run_to(start + VT_S(60));
	ck_assert_uint_eq(n_calls, 3);
	ck_assert_uint_gt(scr(3), scr(2));
	connect(3);
	expect_result(1, true);
	expect_nothing();
	end();
}
END_TEST

START_TEST(tau_changes_cancel_out)
{
	struct vcm_config c = config();
	c.tau = VT_S(60);
	begin(c);
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	connect(2);
	expect_result(1, true);
	data_on(1);
	confirm_release(1);
	tc(RSVP_OUT_TC_MOD, 1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	expect_result(1, true);
	run_to(now + VT_S(300));
	ck_assert_uint_eq(n_calls, 2);
	expect_state(1, "STANDING");
	end();
}
END_TEST

/* TAU-10 */
START_TEST(tau_is_per_vc)
{
	struct vcm_config c = config();
	c.tau = VT_S(60);
	begin(c);
	standing(1, Q1);
	standing(2, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	connect(3);
	expect_result(1, true);
	data_on(1);
	confirm_release(1);
	tc(RSVP_OUT_TC_MOD, 2, Q2);
	ck_assert_uint_eq(n_calls, 4);
	end();
}
END_TEST

/* DATAFAIL-2, TEARDOWN-12: whatever the cause */
START_TEST(lost_vc_is_restored)
{
	static const uint8_t causes[] = {16, 31, 41, 27};
	begin(config());
	standing(1, Q1);
	lose(1, causes[_i]);
	ck_assert_uint_eq(n_calls, 2);
	ck_assert_uint_eq(scr(2), scr(1));
	ck_assert_uint_eq(data_on(1), 0);
	connect(2);
	expect_nothing();
	ck_assert_uint_eq(data_on(1), calls[2].vci);
	run_to(now + VT_S(600));
	expect_state(1, "STANDING");
	end();
}
END_TEST

/* DATAFAIL-1, TEARDOWN-11 */
START_TEST(lost_vc_is_given_up)
{
	begin(config());
	standing(1, Q1);
	vtime start = now;
	lose(1, 41);
	while (vcm_res_state(v, 1)) {
		if (!calls[n_calls].released && calls[n_calls].cause == 0) {
			calls[n_calls].cause = 37;
			refuse(n_calls);
		}
		run_to(vcm_next(v));
	}
	ck_assert_int_eq(now, start + VT_S(30));
	ck_assert_uint_ge(n_calls, 3);
	expect_lost(1);
	expect_nothing();
	tc(RSVP_OUT_TC_DEL, 1, Q1); /* no longer known */
	end();
}
END_TEST

/* The time ends while the first attempt is under way: its outcome counts. */
START_TEST(restoring_outlasts_the_limit)
{
	struct vcm_config c = config();
	c.reestablish = VT_S(1);
	begin(c);
	standing(1, Q1);
	lose(1, 41);
	run_to(now + VT_S(3));
	expect_nothing();
	if (_i) {
		connect(2);
		expect_nothing();
		expect_state(1, "STANDING");
	} else {
		refuse(2);
		expect_lost(1);
	}
	end();
}
END_TEST

/* The old VC goes while its replacement is being set up. */
START_TEST(lost_while_replacing)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	lose(1, 41);
	ck_assert_uint_eq(data_on(1), 0);
	if (_i) {
		connect(2);
		expect_result(1, true);
		ck_assert_uint_eq(data_on(1), calls[2].vci);
	} else {
		refuse(2); /* Q2 is refused; Q1 is restored */
		expect_result(1, false);
		ck_assert_uint_eq(n_calls, 3);
		ck_assert_uint_eq(scr(3), scr(1));
		connect(3);
		expect_nothing();
	}
	expect_state(1, "STANDING");
	end();
}
END_TEST

START_TEST(lost_after_the_move)
{
	begin(config());
	standing(1, Q1);
	tc(RSVP_OUT_TC_MOD, 1, Q2);
	connect(2);
	expect_result(1, true);
	lose(2, 41);
	ck_assert(calls[1].released);
	ck_assert_uint_eq(n_calls, 3);
	ck_assert_uint_eq(scr(3), scr(2));
	connect(3);
	confirm_release(1);
	expect_nothing();
	expect_state(1, "STANDING");
	end();
}
END_TEST

START_TEST(admission_limit)
{
	struct vcm_config c = config();
	c.admission_limit = 30000;
	begin(c);
	standing(1, Q2);
	tc(RSVP_OUT_TC_ADD, 2, Q2);
	expect_result(2, false);
	tc(RSVP_OUT_TC_MOD, 1, 40000);
	expect_result(1, false);
	ck_assert_uint_eq(data_on(1), calls[1].vci);
	tc(RSVP_OUT_TC_DEL, 1, Q2);
	tc(RSVP_OUT_TC_ADD, 3, Q3);
	expect_resolve();
	ck_assert_uint_eq(n_calls, 2);
	end();
}
END_TEST

/* ---- best effort ---- */

static const uint8_t packet[60] = {0x45};

/* VCI on which a packet to the peer leaves, 0 if it waits. */
static uint16_t be_on(void)
{
	uint8_t cell[53];
	vtime t;
	struct cell_hdr h = {0};
	vcm_send_be(v, now, &peer, ETHERTYPE_IPV4, packet, sizeof packet, false);
	while (flow_cell_out(f, now, &t, cell))
		ck_assert(cell_hdr_decode(cell, &h));
	now += VT_MS(1);
	return h.vci;
}

static uni_call incoming(bool best_effort, const struct atm_addr *from, bool p2mp)
{
	struct q2931_msg m = {0};
	if (best_effort)
		mapping_be_setup(UNI_31, p2mp, 353207, 9180, &m);
	else
		mapping_qos_setup(&(struct mapping_input){.version = UNI_31,
							  .p2mp = p2mp,
							  .line_cells = 353207,
							  .flowspec = spec_of(1, Q1).flowspec,
							  .offer_llc = true},
				  &m);
	m.calling = (struct ie_number){.present = true, .plan = 2, .aesa = *from};
	n_calls++;
	calls[n_calls].vci = (uint16_t)(100 + n_calls);
	primitive(UNI_SETUP_IND, n_calls, &m, 0);
	return n_calls;
}

START_TEST(best_effort_on_demand)
{
	begin(config());
	ck_assert_uint_eq(be_on(), 0);
	ck_assert_uint_eq(be_on(), 0);
	ck_assert_uint_eq(n_calls, 1);
	ck_assert(calls[1].setup.traffic.best_effort);
	connect(1);
	ck_assert_uint_eq(be_on(), calls[1].vci);
	ck_assert(vcm_be_open(v, &peer));
	/* TEARDOWN-7: idle, then released by us, and again on demand. */
	run_to(now + VT_S(1199));
	ck_assert(!calls[1].released);
	be_on();
	run_to(now + VT_S(1199));
	ck_assert(!calls[1].released);
	run_to(now + VT_S(2));
	ck_assert(calls[1].released);
	confirm_release(1);
	ck_assert_uint_eq(be_on(), 0);
	ck_assert_uint_eq(n_calls, 2);
	end();
}
END_TEST

/* TEARDOWN-3, -5: nothing received is ever timed out; an incoming VC serves our packets. */
START_TEST(incoming_calls_stay)
{
	begin(config());
	uni_call be = incoming(true, &peer, false), qos = incoming(false, &peer, false);
	uni_call leaf = incoming(false, &peer, true), third = incoming(false, &peer, false);
	for (uni_call i = be; i <= third; i++) {
		ck_assert(calls[i].accepted);
		primitive(UNI_COMPLETE_IND, i, NULL, 0);
	}
	ck_assert_uint_eq(last_connect.blli.n, 1);
	ck_assert(last_connect.aal.present);
	ck_assert_uint_eq(be_on(), calls[be].vci);
	ck_assert_uint_eq(n_calls, third);
	run_to(VT_S(90000));
	for (uni_call i = be; i <= third; i++)
		ck_assert(!calls[i].released);
	lose(qos, 16);
	lose(leaf, 16);
	ck_assert_uint_eq(n_calls, third); /* INIT-2, -9: not ours to restore */
	end();
}
END_TEST

/* RFC 1755 3.3: both calls stand, and what waited goes out once. */
START_TEST(crossing_calls)
{
	begin(config());
	be_on();
	uni_call theirs = incoming(true, &peer, false);
	primitive(UNI_COMPLETE_IND, theirs, NULL, 0);
	ck_assert_uint_eq(be_on(), calls[theirs].vci);
	connect(1);
	ck_assert(!calls[1].released && !calls[theirs].released);
	lose(theirs, 16);
	ck_assert_uint_eq(be_on(), calls[1].vci);
	end();
}
END_TEST

START_TEST(refused_best_effort_is_not_called_for_each_packet)
{
	begin(config());
	be_on();
	refuse(1);
	for (int i = 0; i < 100; i++)
		be_on();
	ck_assert_uint_eq(n_calls, 1);
	run_to(now + VT_S(1));
	ck_assert_uint_eq(n_calls, 2);
	end();
}
END_TEST

/* CONTROLFAIL-1, -2, -3 */
START_TEST(control_path_lost)
{
	begin(config());
	be_on();
	connect(1);
	uni_call qos = standing(1, Q1);
	lose(1, 41);
	struct vcm_out o;
	ck_assert(vcm_drain(v, &o));
	ck_assert_int_eq(o.kind, VCM_OUT_FORGET);
	expect_resolve();
	ck_assert_uint_eq(n_calls, qos + 1);
	ck_assert(!calls[qos].released);
	if (_i) {
		connect(n_calls);
		run_to(now + VT_S(600));
		ck_assert(!calls[qos].released);
		ck_assert_uint_eq(data_on(1), calls[qos].vci);
	} else {
		vtime start = now;
		while (!calls[qos].released) {
			if (calls[n_calls].cause == 0) {
				calls[n_calls].cause = 37;
				refuse(n_calls);
			}
			run_to(vcm_next(v));
			if (vcm_res_state(v, 1) && vcm_drain(v, &o) && o.kind == VCM_OUT_RESOLVE)
				vcm_resolved(v, now, o.ip, true, &peer);
		}
		ck_assert_int_eq(now, start + VT_S(30));
		expect_lost(1);
	}
	end();
}
END_TEST

/* ---- encapsulation ---- */

/* ENCAP-3, -4: the form follows the B-LLI returned, the first offered if there is none. */
START_TEST(encapsulation_follows_the_answer)
{
	static const struct {
		int returned;
		bool llc;
	} cases[] = {{0, false}, {1, true}, {-1, false}};
	struct vcm_config c = config();
	c.vcmux = true;
	begin(c);
	tc(RSVP_OUT_TC_ADD, 1, Q1);
	expect_resolve();
	ck_assert_uint_eq(calls[1].setup.blli.n, 2);
	ck_assert_int_eq(mapping_blli_encap(&calls[1].setup.blli.b[0]), ENCAP_VCMUX);
	connect_with(1, cases[_i].returned);
	expect_result(1, true);
	struct wr udp = {0}, ip = {0};
	uint8_t cell[53];
	vtime t;
	udp_encode(&udp, 0x0a010001, HOP, &(struct udp_hdr){.src_port = 4000, .dst_port = 5001}, packet, 10);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = 0x0a010001, .dst = HOP}, udp.p, udp.len);
	ck_assert(vcm_send_reserved(v, now, ip.p, ip.len));
	ck_assert(flow_cell_out(f, now, &t, cell));
	ck_assert_uint_eq(cell[5], cases[_i].llc ? 0xaa : 0x45);
	wr_free(&udp);
	wr_free(&ip);
	end();
}
END_TEST

/* RFC 2225 7.2 c): CONNECT without AAL parameters clears the call. */
START_TEST(connect_must_have_aal_parameters)
{
	begin(config());
	tc(RSVP_OUT_TC_ADD, 1, Q1);
	expect_resolve();
	struct q2931_msg m = {.type = Q2931_CONNECT};
	primitive(UNI_SETUP_CONF, 1, &m, 0);
	ck_assert(calls[1].released);
	ck_assert_uint_eq(calls[1].cause, 78);
	expect_result(1, false);
	confirm_release(1);
	end();
}
END_TEST

/* BESTEFF-8: excess goes tagged on the same VC. */
START_TEST(excess_is_tagged)
{
	begin(config());
	standing(1, Q1);
	int tagged = 0;
	struct wr udp = {0}, ip = {0};
	udp_encode(&udp, 0x0a010001, HOP, &(struct udp_hdr){.src_port = 4000, .dst_port = 5001},
		   calls[0].setup.user_user.octets, 100);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = 0x0a010001, .dst = HOP}, udp.p, udp.len);
	for (int i = 0; i < 50; i++) {
		uint8_t cell[53];
		vtime t;
		struct cell_hdr h, first = {0};
		ck_assert(vcm_send_reserved(v, now, ip.p, ip.len));
		for (int n = 0; flow_next(f, now) != VTIME_NEVER;) {
			now = flow_next(f, now);
			while (flow_cell_out(f, now, &t, cell)) {
				cell_hdr_decode(cell, &h);
				if (n++ == 0)
					first = h;
				ck_assert_uint_eq(h.clp, first.clp); /* TAG-10: all cells of a packet alike */
			}
		}
		tagged += first.clp;
	}
	ck_assert_int_gt(tagged, 10);
	ck_assert_int_lt(tagged, 40);
	wr_free(&udp);
	wr_free(&ip);
	end();
}
END_TEST

START_TEST(others_are_not_concerned)
{
	begin(config());
	standing(1, Q1);
	struct vcm_out o;
	/* A best-effort VC to somebody else fails: no QoS VC is touched. */
	vcm_send_be(v, now, &other, ETHERTYPE_IPV4, packet, sizeof packet, false);
	connect(2);
	lose(2, 41);
	ck_assert(vcm_drain(v, &o));
	ck_assert_int_eq(o.kind, VCM_OUT_FORGET);
	run_to(now + VT_S(600));
	ck_assert(!calls[1].released);
	expect_nothing();
	end();
}
END_TEST

int main(void)
{
	Suite *s = suite_create("vcm");
	TCase *t = tcase_create("vcm");
	tcase_add_test(t, one_reservation);
	tcase_add_test(t, refused_reservation);
	tcase_add_loop_test(t, replacement, 0, 2);
	tcase_add_test(t, replacement_without_data);
	tcase_add_test(t, failed_increase);
	tcase_add_test(t, failed_decrease);
	tcase_add_test(t, too_large_and_changed);
	tcase_add_test(t, changed_while_replacing);
	tcase_add_test(t, changed_back_while_replacing);
	tcase_add_test(t, changed_while_first_is_set_up);
	tcase_add_test(t, changed_while_moving);
	tcase_add_test(t, deleted_while_replacing);
	tcase_add_test(t, twenty_changes);
	tcase_add_test(t, tau_spaces_changes);
	tcase_add_test(t, tau_changes_cancel_out);
	tcase_add_test(t, tau_is_per_vc);
	tcase_add_loop_test(t, lost_vc_is_restored, 0, 4);
	tcase_add_test(t, lost_vc_is_given_up);
	tcase_add_loop_test(t, restoring_outlasts_the_limit, 0, 2);
	tcase_add_loop_test(t, lost_while_replacing, 0, 2);
	tcase_add_test(t, lost_after_the_move);
	tcase_add_test(t, admission_limit);
	tcase_add_test(t, best_effort_on_demand);
	tcase_add_test(t, incoming_calls_stay);
	tcase_add_test(t, crossing_calls);
	tcase_add_test(t, refused_best_effort_is_not_called_for_each_packet);
	tcase_add_loop_test(t, control_path_lost, 0, 2);
	tcase_add_loop_test(t, encapsulation_follows_the_answer, 0, 3);
	tcase_add_test(t, connect_must_have_aal_parameters);
	tcase_add_test(t, excess_is_tagged);
	tcase_add_test(t, others_are_not_concerned);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

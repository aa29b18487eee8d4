/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An edge device against a network in miniature: one link, SSCOP, a switch that
 * answers every SETUP with CONNECT, and on each VC somebody who answers ATMARP.
 * What is looked at is the way of packets between the IP side and the ATM side.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/flow.h"
#include "saal/saal.h"
#include "stack.h"
#include "wire/atmarp.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/q2931.h"

#define BPS 149760000u

static const char *const config[] = {
    "role=ingress",
    "uni-version=3.1",
    "atm-address=47000500000000000000000000000000000001aa",
    "link-cell-bps=149760000",
    "atm-ip=10.0.0.1/24",
    "ip-ip=10.1.0.1/24",
    "route=10.2.0.0/24 via 10.0.0.2",
    "arp-server=470005000000000000000000000000000000ffaa",
};

static const struct atm_addr far = {{0x47, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0xaa}};

/* The network side. */
static struct stack *s;
static struct flow *link;
static struct flow_vc *signalling;
static struct saal *saal;
static vtime now, last_cell;
static int n_setups;
static struct atm_addr called[8];
/* The last IP packet seen on each side. */
static uint8_t to_atm[2000], to_ip[2000];
static size_t to_atm_len, to_ip_len;
static struct flow_vc *to_atm_vc, *vcs[8];

static void answer(const struct q2931_msg *m)
{
	struct q2931_msg r = {.version = UNI_31, .call_ref = m->call_ref, .call_ref_flag = true};
	if (m->type == Q2931_SETUP) {
		ck_assert_int_lt(n_setups, 8);
		uint16_t vci = (uint16_t)(40 + n_setups);
		called[n_setups] = m->called.aesa;
		vcs[n_setups++] = flow_vc_open(link, 0, vci, FLOW_BE, NULL, 9188, NULL);
		r.type = Q2931_CONNECT;
		r.aal = m->aal;
		r.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = vci};
	} else if (m->type == Q2931_RELEASE) {
		r.type = Q2931_RELEASE_COMPLETE;
	} else {
		return;
	}
	struct wr w = {0};
	q2931_encode(&w, &r);
	ck_assert(saal_data_req(saal, now, w.p, w.len));
	wr_free(&w);
}

static void answer_arp(struct flow_vc *vc, const uint8_t *octets, size_t len)
{
	struct atmarp m;
	ck_assert_int_eq(atmarp_decode(octets, len, &m).code, WIRE_OK);
	if (m.op != ATMARP_REQUEST)
		return;
	struct atmarp r = {.op = ATMARP_REPLY,
			   .has_src_ip = true,
			   .src_ip = m.tgt_ip,
			   .has_src_atm = true,
			   .src_atm = m.tgt_ip == m.src_ip ? m.src_atm : far,
			   .has_tgt_ip = true,
			   .tgt_ip = m.src_ip,
			   .has_tgt_atm = true,
			   .tgt_atm = m.src_atm};
	struct wr w = {0};
	uint8_t llc[8];
	llc_snap_encode(llc, ETHERTYPE_ARP);
	atmarp_encode(&w, &r);
	ck_assert(flow_send(link, vc, llc, 8, w.p, w.len, 0, false));
	wr_free(&w);
}

static void from_stack(const struct stack_output *o)
{
	const uint8_t *sdu;
	size_t len, hdr;
	uint16_t ethertype;
	if (o->port == STACK_IP) {
		ck_assert_uint_le(o->len, sizeof to_ip);
		memcpy(to_ip, o->octets, to_ip_len = o->len);
		return;
	}
	ck_assert_int_eq(o->port, STACK_ATM);
	ck_assert_int_gt(o->time, last_cell);
	ck_assert_int_eq(slot_time(slot_at(o->time, BPS), BPS), o->time);
	last_cell = o->time;
	struct flow_vc *vc = flow_cell_in(link, o->octets, &sdu, &len);
	if (!vc)
		return;
	if (vc == signalling) {
		saal_pdu(saal, now, sdu, len);
		return;
	}
	ck_assert_int_eq(llc_classify(sdu, len, &ethertype, &hdr), ENCAP_LLC);
	if (ethertype == ETHERTYPE_ARP) {
		answer_arp(vc, sdu + hdr, len - hdr);
		return;
	}
	to_atm_vc = vc;
	memcpy(to_atm, sdu + hdr, to_atm_len = len - hdr);
}

/* Carry everything to and fro until time t. */
static void run_to(vtime t)
{
	for (;;) {
		struct stack_output o;
		struct saal_out p;
		uint8_t cell[53];
		vtime start;
		bool any = false;
		while (stack_drain(s, &o)) {
			any = true;
			from_stack(&o);
		}
		while (saal_drain(saal, &p)) {
			any = true;
			struct q2931_msg m;
			if (p.kind == SAAL_PDU)
				flow_send(link, signalling, NULL, 0, p.octets, p.len, 0, false);
			else if (p.kind == SAAL_DATA_IND && q2931_decode(p.octets, p.len, UNI_31, &m).code == WIRE_OK)
				answer(&m);
		}
		while (flow_cell_out(link, now, &start, cell)) {
			any = true;
			stack_cell(s, now, cell);
		}
		if (any)
			continue;
		vtime next = vtime_min(vtime_min(stack_next(s), saal_next(saal)), flow_next(link, now));
		if (next > t)
			break;
		now = next;
		stack_time(s, now);
		saal_time(saal, now);
	}
	now = t;
}

static void setup(void)
{
	char err[80];
	s = stack_create(config, sizeof config / sizeof config[0], 1, err, sizeof err);
	ck_assert_msg(s != NULL, "%s", err);
	link = flow_create(BPS);
	signalling = flow_vc_open(link, 0, 5, FLOW_SIGNALLING, NULL, 4200, NULL);
	saal = saal_create(&(struct saal_config){0});
	now = 0;
	last_cell = -1;
	n_setups = 0;
	to_atm_len = to_ip_len = 0;
	stack_start(s, 0);
	run_to(VT_S(1));
}

static void teardown(void)
{
	stack_free(s);
	saal_free(saal);
	flow_free(link);
}

static struct wr packet_of(uint32_t dst, uint8_t ttl, size_t len)
{
	static const uint8_t zeros[20000];
	struct wr udp = {0}, ip = {0};
	udp_encode(&udp, 0x0a010002, dst, &(struct udp_hdr){.src_port = 1, .dst_port = 2}, zeros, len - 28);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = ttl, .protocol = 17, .src = 0x0a010002, .dst = dst}, udp.p, udp.len);
	wr_free(&udp);
	return ip;
}

static void offer(uint32_t dst, uint8_t ttl, size_t len)
{
	struct wr p = packet_of(dst, ttl, len);
	stack_ip(s, now, p.p, p.len);
	wr_free(&p);
	run_to(now + VT_MS(10));
}

START_TEST(registers_with_the_server)
{
	ck_assert_int_eq(n_setups, 1);
	struct atm_addr server;
	atm_addr_parse("470005000000000000000000000000000000ffaa", &server);
	ck_assert(atm_addr_equal(&called[0], &server));
}
END_TEST

/* Resolved, called, sent; TTL down by one and the checksum right for it. */
START_TEST(forwards_to_the_next_hop)
{
	offer(0x0a020002, 9, 100);
	ck_assert_int_eq(n_setups, 2);
	ck_assert(atm_addr_equal(&called[1], &far));
	ck_assert_uint_eq(to_atm_len, 100);
	ck_assert_ptr_eq(to_atm_vc, vcs[1]);
	struct ip4_hdr h;
	ck_assert_int_eq(ip4_decode(to_atm, to_atm_len, &h).code, WIRE_OK);
	ck_assert_uint_eq(h.ttl, 8);
	ck_assert_uint_eq(h.dst, 0x0a020002);
	for (int ttl = 255; ttl > 1; ttl -= 23) {
		offer(0x0a020003, (uint8_t)ttl, 60);
		ck_assert_int_eq(ip4_decode(to_atm, to_atm_len, &h).code, WIRE_OK);
		ck_assert_uint_eq(h.ttl, ttl - 1);
	}
	ck_assert_int_eq(n_setups, 2);
}
END_TEST

START_TEST(what_is_not_forwarded)
{
	static const uint8_t garbage[40] = {0x45, 0, 0, 40, 0, 0, 0, 0, 9, 17};
	offer(0x0a020002, 1, 100);                 /* TTL over */
	offer(0xc0a80001, 9, 100);                 /* no route */
	offer(0x0a000001, 9, 100);                 /* to the edge itself */
	offer(0x0a020002, 9, 9181);                /* beyond the MTU */
	stack_ip(s, now, garbage, sizeof garbage); /* bad checksum */
	run_to(now + VT_S(1));
	ck_assert_uint_eq(to_atm_len, 0);
	ck_assert_uint_eq(to_ip_len, 0);
	ck_assert_int_eq(n_setups, 1);
}
END_TEST

/* The other way, on the VC that the edge has opened. */
START_TEST(forwards_to_the_ip_side)
{
	offer(0x0a020002, 9, 100);
	struct wr p = packet_of(0x0a010007, 5, 300);
	uint8_t llc[8];
	llc_snap_encode(llc, ETHERTYPE_IPV4);
	ck_assert(flow_send(link, vcs[1], llc, 8, p.p, p.len, 0, false));
	run_to(now + VT_MS(10));
	ck_assert_uint_eq(to_ip_len, 300);
	ck_assert_uint_eq(to_ip[8], 4);
	/* Without its LLC header it is not in the form agreed for this VC. */
	to_ip_len = 0;
	ck_assert(flow_send(link, vcs[1], NULL, 0, p.p, p.len, 0, false));
	run_to(now + VT_MS(10));
	ck_assert_uint_eq(to_ip_len, 0);
	wr_free(&p);
}
END_TEST

/* Between two hosts of the IP side nothing crosses the ATM link. */
START_TEST(stays_on_the_ip_side)
{
	offer(0x0a010009, 9, 64);
	ck_assert_uint_eq(to_ip_len, 64);
	ck_assert_uint_eq(to_atm_len, 0);
}
END_TEST

/* TEARDOWN-7: our own best-effort VC goes after 20 idle minutes; the server's, kept in use, stays. */
START_TEST(idle_best_effort_vc)
{
	offer(0x0a020002, 9, 100);
	run_to(now + VT_S(1300));
	offer(0x0a020002, 9, 100);
	ck_assert_int_eq(n_setups, 3);
	ck_assert(atm_addr_equal(&called[2], &far));
	ck_assert_ptr_eq(to_atm_vc, vcs[2]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("stack");
	TCase *t = tcase_create("edge");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, registers_with_the_server);
	tcase_add_test(t, forwards_to_the_next_hop);
	tcase_add_test(t, what_is_not_forwarded);
	tcase_add_test(t, forwards_to_the_ip_side);
	tcase_add_test(t, stays_on_the_ip_side);
	tcase_add_test(t, idle_best_effort_vc);
	suite_add_tcase(suite, t);
	SRunner *r = srunner_create(suite);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

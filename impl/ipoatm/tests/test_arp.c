/* SPDX-License-Identifier: Apache-2.0 */
/* The ATMARP client, driven by hand: what it asks, answers, forgets, and when. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ipoatm/arp.h"
#include "ipoatm/encap.h"
#include "wire/atmarp.h"

#define ME   0x0a000001
#define PEER 0x0a000002

static const struct atm_addr me = {{1}}, server = {{2}}, peer = {{3}};
static bool open_vc;
static struct arp *a;

static bool vc_open(void *ctx, const struct atm_addr *atm)
{
	return open_vc;
}

static void setup(void)
{
	open_vc = false;
	a = arp_create(&(struct arp_config){.ip = ME, .atm = me, .server = server, .vc_open = vc_open});
}

static void teardown(void)
{
	struct arp_out o;
	while (arp_drain(a, &o))
		;
	arp_free(a);
}

static struct arp_out next(enum arp_out_kind kind)
{
	struct arp_out o;
	ck_assert(arp_drain(a, &o));
	ck_assert_int_eq(o.kind, kind);
	return o;
}

static void nothing(void)
{
	struct arp_out o;
	ck_assert(!arp_drain(a, &o));
}

static struct atmarp decoded(const struct arp_out *o)
{
	struct atmarp m;
	ck_assert_int_eq(atmarp_decode(o->octets, o->len, &m).code, WIRE_OK);
	return m;
}

static void expect_request(uint32_t ip)
{
	struct arp_out o = next(ARP_OUT_TO);
	struct atmarp m = decoded(&o);
	ck_assert(atm_addr_equal(&o.atm, &server));
	ck_assert_int_eq(m.op, ATMARP_REQUEST);
	ck_assert_uint_eq(m.tgt_ip, ip);
	ck_assert_uint_eq(m.src_ip, ME);
	ck_assert(!m.has_tgt_atm);
}

static void receive(vtime now, const struct atmarp *m)
{
	struct wr w = {0};
	atmarp_encode(&w, m);
	arp_packet(a, now, 77, w.p, w.len);
	wr_free(&w);
}

static void reply(vtime now, uint32_t ip, const struct atm_addr *atm, enum atmarp_op op)
{
	receive(now, &(struct atmarp){.op = op,
				      .has_src_ip = true,
				      .src_ip = ip,
				      .has_src_atm = true,
				      .src_atm = *atm,
				      .has_tgt_ip = true,
				      .tgt_ip = ME,
				      .has_tgt_atm = true,
				      .tgt_atm = me});
}

static void nak(vtime now, uint32_t ip)
{
	receive(now, &(struct atmarp){.op = ATMARP_NAK,
				      .has_src_ip = true,
				      .src_ip = ME,
				      .has_src_atm = true,
				      .src_atm = me,
				      .has_tgt_ip = true,
				      .tgt_ip = ip});
}

static void run_to(vtime t)
{
	while (arp_next(a) <= t)
		arp_time(a, arp_next(a));
	arp_time(a, t);
}

/* ATMARP-9, -10, -12: registered at the start, repeated until answered, refreshed within 15 minutes. */
START_TEST(registration)
{
	arp_start(a, 0);
	expect_request(ME);
	run_to(VT_S(5));
	expect_request(ME);
	reply(VT_S(6), ME, &peer, ATMARP_REPLY); /* not our ATM address: no registration */
	run_to(VT_S(10));
	expect_request(ME);
	reply(VT_S(11), ME, &me, ATMARP_REPLY);
	run_to(VT_S(11 + 839));
	next(ARP_OUT_RESOLVED);
	nothing();
	run_to(VT_S(11 + 900));
	expect_request(ME);
}
END_TEST

START_TEST(packets_wait_for_the_address)
{
	uint8_t p[100] = {0x45};
	struct atm_addr atm;
	for (int i = 0; i < 100; i++)
		arp_queue(a, 0, PEER, p, sizeof p, i == 0);
	expect_request(PEER);
	nothing();
	ck_assert(!arp_lookup(a, PEER, &atm));
	reply(VT_MS(1), PEER, &peer, ATMARP_REPLY);
	for (int i = 0; i < 64; i++) {
		struct arp_out o = next(ARP_OUT_PACKET);
		ck_assert(atm_addr_equal(&o.atm, &peer));
		ck_assert_uint_eq(o.len, sizeof p);
		ck_assert_int_eq(o.control, i == 0);
	}
	next(ARP_OUT_RESOLVED);
	nothing();
	ck_assert(arp_lookup(a, PEER, &atm));
	ck_assert(atm_addr_equal(&atm, &peer));
}
END_TEST

/* ATMARP-47: NAK ends the attempt, and no packet asks again at once. */
START_TEST(nak_is_remembered)
{
	uint8_t p[20] = {0x45};
	arp_resolve(a, 0, PEER);
	expect_request(PEER);
	nak(VT_MS(1), PEER);
	next(ARP_OUT_UNRESOLVED);
	for (int i = 0; i < 100; i++)
		arp_queue(a, VT_S(1), PEER, p, sizeof p, false);
	nothing();
	run_to(VT_S(12));
	arp_queue(a, VT_S(12), PEER, p, sizeof p, false);
	expect_request(PEER);
}
END_TEST

START_TEST(silence_is_a_failure)
{
	arp_resolve(a, 0, PEER);
	for (int i = 0; i < 4; i++) {
		run_to(VT_S(5 * i));
		expect_request(PEER);
		nothing();
	}
	run_to(VT_S(20));
	next(ARP_OUT_UNRESOLVED);
}
END_TEST

/* ATMARP-19, -20: without a VC the entry goes after 15 minutes; nobody is asked. */
START_TEST(entry_ages)
{
	struct atm_addr atm;
	arp_resolve(a, 0, PEER);
	expect_request(PEER);
	reply(0, PEER, &peer, ATMARP_REPLY);
	next(ARP_OUT_RESOLVED);
	run_to(VT_S(899));
	ck_assert(arp_lookup(a, PEER, &atm));
	run_to(VT_S(900));
	ck_assert(!arp_lookup(a, PEER, &atm));
	nothing();
}
END_TEST

/* ATMARP-22, -24: with a VC the server is asked before the entry ages, and traffic goes on. */
START_TEST(entry_is_revalidated)
{
	struct atm_addr atm;
	open_vc = true;
	arp_resolve(a, 0, PEER);
	expect_request(PEER);
	reply(0, PEER, &peer, ATMARP_REPLY);
	next(ARP_OUT_RESOLVED);
	run_to(VT_S(840));
	expect_request(PEER);
	ck_assert(arp_lookup(a, PEER, &atm));
	reply(VT_S(841), PEER, &peer, ATMARP_REPLY);
	nothing();
	run_to(VT_S(1600));
	ck_assert(arp_lookup(a, PEER, &atm));
	run_to(VT_S(841 + 840));
	expect_request(PEER);
	nak(VT_S(1690), PEER); /* ATMARP-25 */
	struct arp_out o = next(ARP_OUT_CLOSE);
	ck_assert(atm_addr_equal(&o.atm, &peer));
	ck_assert(!arp_lookup(a, PEER, &atm));
}
END_TEST

/* ATMARP-21, -26, -27: server silent: InATMARP on the SVC itself, then closed. */
START_TEST(silent_server_then_silent_peer)
{
	struct atm_addr atm;
	open_vc = true;
	arp_resolve(a, 0, PEER);
	expect_request(PEER);
	reply(0, PEER, &peer, ATMARP_REPLY);
	next(ARP_OUT_RESOLVED);
	for (int i = 0; i < 4; i++) {
		run_to(VT_S(840 + 5 * i));
		expect_request(PEER);
	}
	for (int i = 0; i < 2; i++) {
		run_to(VT_S(860 + 5 * i));
		struct arp_out o = next(ARP_OUT_TO);
		struct atmarp m = decoded(&o);
		ck_assert(atm_addr_equal(&o.atm, &peer));
		ck_assert_int_eq(m.op, INATMARP_REQUEST);
		ck_assert(m.has_src_atm && m.has_tgt_atm && m.has_src_ip); /* ATMARP-42 */
	}
	if (_i == 0) { /* the peer answers */
		reply(VT_S(866), PEER, &peer, INATMARP_REPLY);
		ck_assert(arp_lookup(a, PEER, &atm));
	} else {
		run_to(VT_S(870));
		next(ARP_OUT_CLOSE);
		ck_assert(!arp_lookup(a, PEER, &atm));
	}
	nothing();
}
END_TEST

/* ATMARP-29 */
START_TEST(failed_vc_removes_the_entry)
{
	struct atm_addr atm;
	arp_resolve(a, 0, PEER);
	expect_request(PEER);
	reply(0, PEER, &peer, ATMARP_REPLY);
	next(ARP_OUT_RESOLVED);
	arp_forget(a, &peer);
	ck_assert(!arp_lookup(a, PEER, &atm));
	arp_resolve(a, VT_S(1), PEER);
	expect_request(PEER);
}
END_TEST

/* ATMARP-14, -46: requests are answered on the VC on which they came. */
START_TEST(requests_are_answered)
{
	struct atmarp req = {.op = ATMARP_REQUEST,
			     .has_src_ip = true,
			     .src_ip = PEER,
			     .has_src_atm = true,
			     .src_atm = peer,
			     .has_tgt_ip = true,
			     .tgt_ip = ME};
	receive(0, &req);
	struct arp_out o = next(ARP_OUT_ON_VC);
	struct atmarp m = decoded(&o);
	ck_assert_uint_eq(o.vc, 77);
	ck_assert_int_eq(m.op, ATMARP_REPLY);
	ck_assert(atm_addr_equal(&m.src_atm, &me) && atm_addr_equal(&m.tgt_atm, &peer));
	req.tgt_ip = PEER + 1; /* somebody else's */
	receive(0, &req);
	nothing();
	req.op = INATMARP_REQUEST;
	req.has_tgt_ip = false;
	receive(0, &req);
	o = next(ARP_OUT_ON_VC);
	ck_assert_int_eq(decoded(&o).op, INATMARP_REPLY);
	arp_packet(a, 0, 77, (const uint8_t *)"x", 1); /* no answer, no crash */
	nothing();
}
END_TEST

START_TEST(encapsulation)
{
	uint8_t prefix[8], sdu[40] = {0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45};
	const uint8_t *p;
	size_t n;
	ck_assert_uint_eq(encap_prefix(ENCAP_LLC, ETHERTYPE_IPV4, prefix), 8);
	ck_assert_mem_eq(prefix, sdu, 8);
	ck_assert_uint_eq(encap_prefix(ENCAP_VCMUX, ETHERTYPE_IPV4, prefix), 0);
	ck_assert_uint_eq(encap_strip(ENCAP_LLC, sdu, sizeof sdu, &p, &n), ETHERTYPE_IPV4);
	ck_assert_ptr_eq(p, sdu + 8);
	ck_assert_uint_eq(n, sizeof sdu - 8);
	/* Not in the form agreed for the VC. */
	ck_assert_uint_eq(encap_strip(ENCAP_VCMUX, sdu, sizeof sdu, &p, &n), 0);
	ck_assert_uint_eq(encap_strip(ENCAP_LLC, sdu + 8, sizeof sdu - 8, &p, &n), 0);
	ck_assert_uint_eq(encap_strip(ENCAP_VCMUX, sdu + 8, sizeof sdu - 8, &p, &n), ETHERTYPE_IPV4);
	for (size_t len = 0; len < 8; len++)
		ck_assert_uint_eq(encap_strip(ENCAP_LLC, sdu, len, &p, &n), 0);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ipoatm");
	TCase *t = tcase_create("arp");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, registration);
	tcase_add_test(t, packets_wait_for_the_address);
	tcase_add_test(t, nak_is_remembered);
	tcase_add_test(t, silence_is_a_failure);
	tcase_add_test(t, entry_ages);
	tcase_add_test(t, entry_is_revalidated);
	tcase_add_loop_test(t, silent_server_then_silent_peer, 0, 2);
	tcase_add_test(t, failed_vc_removes_the_entry);
	tcase_add_test(t, requests_are_answered);
	tcase_add_test(t, encapsulation);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* The packet ledger and numbered packets. Nodes: S hands over to I on IP, I sends to E1 on ATM. */
#include "sample.h"

#include "trace/ledger.h"

#define S 0
#define I 1
#define E 2

static const struct ledger_point in_i = {I, PCO_IP, TRACE_IN}, out_i = {I, PCO_ATM, TRACE_OUT},
				 in_e = {E, PCO_ATM, TRACE_IN};

static void handed(struct trace *t, vtime time, uint32_t flow, uint32_t seq)
{
	struct wr ip = numbered(flow, seq, time, 64);
	trace_add_ip(t, I, TRACE_IN, time, ip.p, ip.len);
	wr_free(&ip);
}

/* Out of I at time + 1, into E at time + 2. */
static void passed(struct trace *t, vtime time, uint32_t conn, uint32_t flow, uint32_t seq)
{
	add_numbered(t, I, TRACE_OUT, time + 1, conn, true, flow, seq, time);
	add_numbered(t, E, TRACE_IN, time + 2, conn, true, flow, seq, time);
}

START_TEST(accounts)
{
	struct trace *t = sample_nodes();
	for (uint32_t seq = 1; seq <= 10; seq++)
		handed(t, 100 * seq, 1, seq);
	handed(t, 5000, 2, 1);
	passed(t, 2000, 1, 1, 1);
	passed(t, 2010, 1, 1, 2);
	passed(t, 2020, 1, 1, 3);
	passed(t, 2025, 2, 1, 3); /* a second copy on another VC */
	passed(t, 2030, 2, 1, 5); /* 5 overtakes 4 on a new VC */
	passed(t, 2040, 1, 1, 4);
	passed(t, 2050, 2, 1, 8); /* 8 before 7 on the same VC, 6 is lost */
	passed(t, 2060, 2, 1, 7);
	add_numbered(t, I, TRACE_OUT, 2070, 2, true, 1, 9, 900); /* 9 leaves, and is not seen at E */
	struct ledger *l = ledger_create(t);
	ck_assert_ptr_nonnull(l);

	ck_assert_uint_eq(ledger_n_flows(l), 2);
	ck_assert_uint_eq(ledger_flow(l, 0), 1);
	ck_assert_uint_eq(ledger_flow(l, 1), 2);
	ck_assert_uint_eq(ledger_n_packets(l, 1), 10);
	ck_assert_uint_eq(ledger_n_packets(l, 7), 0);
	ck_assert_ptr_null(ledger_packet_at(l, 1, 10));
	ck_assert_ptr_null(ledger_packet(l, 1, 11));
	const struct ledger_packet *p = ledger_packet_at(l, 1, 3);
	ck_assert_uint_eq(p->seq, 4);
	ck_assert_int_eq(p->sent, 400);
	ck_assert_int_eq(ledger_copy(l, p->first)->pco, PCO_IP);

	ck_assert_uint_eq(ledger_copies(l, 1, 1, in_e), 1);
	ck_assert_uint_eq(ledger_copies(l, 1, 3, in_e), 2);
	ck_assert_uint_eq(ledger_copies(l, 1, 6, in_e), 0);
	ck_assert_uint_eq(ledger_copies(l, 1, 6, in_i), 1);
	ck_assert_uint_eq(ledger_copies(l, 1, 9, out_i), 1);
	ck_assert_uint_eq(ledger_conn_of(l, 1, 5, in_e), 2);
	ck_assert_uint_eq(ledger_conn_of(l, 1, 6, in_e), 0);
	ck_assert_int_eq(ledger_first(l, 1, 3, in_e)->time, 2022);
	ck_assert_int_eq(ledger_first(l, 1, 3, in_e)->encap, ENCAP_LLC);

	struct ledger_audit a;
	ck_assert(ledger_audit(l, 1, in_e, 0, 10000, &a));
	ck_assert_uint_eq(a.sent, 10);
	ck_assert_uint_eq(a.arrived, 7);
	ck_assert_uint_eq(a.copies, 8);
	ck_assert_uint_eq(a.n_lost, 3);
	ck_assert(a.lost[0] == 6 && a.lost[1] == 9 && a.lost[2] == 10);
	ck_assert_uint_eq(a.n_duplicated, 1);
	ck_assert_uint_eq(a.duplicated[0], 3);
	ck_assert_uint_eq(a.n_misordered, 2);
	ck_assert_uint_eq(trace_by_id(t, a.misordered[0])->data.seq, 4);
	ck_assert_uint_eq(trace_by_id(t, a.misordered[1])->data.seq, 7);
	ck_assert_uint_eq(a.n_misordered_vc, 1);
	ck_assert_uint_eq(trace_by_id(t, a.misordered_vc[0])->data.seq, 7);
	ledger_audit_free(&a);
	/* Only what was handed over in a window. */
	ck_assert(ledger_audit(l, 1, in_e, 100, 500, &a));
	ck_assert_uint_eq(a.sent, 5);
	ck_assert_uint_eq(a.n_lost, 0);
	ledger_audit_free(&a);
	ck_assert(ledger_audit(l, 99, in_e, 0, 10000, &a));
	ck_assert_uint_eq(a.sent, 0);
	ledger_audit_free(&a);

	vtime start;
	ck_assert_int_eq(ledger_longest_gap(l, 1, in_e, 2000, 2100, &start), 38);
	ck_assert_int_eq(start, 2062);
	ck_assert_int_eq(ledger_longest_gap(l, 1, in_e, 2000, 2060, &start), 10);
	ck_assert_int_eq(ledger_longest_gap(l, 9, in_e, 2000, 2060, NULL), 60);
	ledger_free(l);
	trace_free(t);
}
END_TEST

/* Lost by a fault: seen where it was sent, not where it was going. */
START_TEST(lost_on_the_way)
{
	struct trace *t = sample_nodes();
	struct wr ip = numbered(1, 1, 5, 64);
	struct trace_frame_in f = {.node = I,
				   .dir = TRACE_OUT,
				   .first = 10,
				   .time = 20,
				   .vci = 40,
				   .conn = 3,
				   .cells = 2,
				   .ok = true,
				   .dropped = true,
				   .sdu = ip.p,
				   .len = ip.len};
	trace_add_frame(t, &f);
	f.node = E;
	f.dir = TRACE_IN;
	trace_add_frame(t, &f);
	struct ledger *l = ledger_create(t);
	ck_assert_uint_eq(ledger_copies(l, 1, 1, out_i), 1);
	ck_assert(ledger_first(l, 1, 1, out_i)->dropped);
	ck_assert_uint_eq(ledger_copies(l, 1, 1, in_e), 0);
	ck_assert_uint_eq(ledger_n_sightings(l, 1), 1);
	ck_assert_int_eq(ledger_sighting(l, 1, 0)->time, 20);
	ledger_free(l);
	wr_free(&ip);
	trace_free(t);
}
END_TEST

/* A packet in the hands of the user of a host. */
START_TEST(control)
{
	struct trace *t = sample_nodes();
	uint8_t payload[32];
	struct probe_packet p = {.flow = 1, .seq = 2, .sent = 3, .len = 32};
	char line[200] = "send 10.2.0.2/17/5000 10.1.0.1/6000 ";
	probe_packet_encode(payload, &p);
	for (int i = 0; i < 32; i++)
		sprintf(line + strlen(line), "%02x", payload[i]);
	trace_add_control(t, I, TRACE_IN, 3, line);
	struct ledger *l = ledger_create(t);
	ck_assert_uint_eq(ledger_copies(l, 1, 2, (struct ledger_point){I, PCO_CONTROL, TRACE_IN}), 1);
	ledger_free(l);
	trace_free(t);
}
END_TEST

/* Many packets, far apart in number: nothing is sized by a number from outside. */
START_TEST(large)
{
	struct trace *t = sample_nodes();
	for (uint32_t k = 1; k <= 30000; k++)
		add_numbered(t, E, TRACE_IN, 2000 + k, 1, false, k % 3 ? 1 : 0xfffffff0u + k % 7, k * 140000u, k);
	struct ledger *l = ledger_create(t);
	size_t n = 0;
	for (size_t i = 0; i < ledger_n_flows(l); i++)
		n += ledger_n_packets(l, ledger_flow(l, i));
	ck_assert_uint_eq(n, 30000);
	ck_assert_uint_eq(ledger_copies(l, 1, 140000u * 29999u, in_e), 1);
	ledger_free(l);
	trace_free(t);
}
END_TEST

START_TEST(packets)
{
	uint8_t octets[200];
	struct probe_packet p = {.flow = 0xfffffffe, .seq = 0x80000001, .sent = INT64_MAX, .len = 200}, q;
	probe_packet_encode(octets, &p);
	static const uint8_t head[] = {'I', 'S', 'A',  'T',  1,    0,    0,    0,    0xff, 0xff, 0xff, 0xfe, 0x80, 0,
				       0,   1,   0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0,    0,    0,    200};
	ck_assert_mem_eq(octets, head, sizeof(head));
	ck_assert(probe_packet_decode(octets, 200, &q));
	ck_assert(q.flow == p.flow && q.seq == p.seq && q.sent == p.sent && q.len == p.len);
	ck_assert(probe_packet_filling_ok(octets, 200));
	for (size_t n = 0; n < 200; n++)
		require(!probe_packet_decode(octets, n, &q));
	for (size_t i = 0; i < PROBE_PACKET_LEN; i++) {
		for (int b = 0; b < 8; b++) {
			octets[i] ^= (uint8_t)(1 << b);
			require(!probe_packet_decode(octets, 200, &q));
			octets[i] ^= (uint8_t)(1 << b);
		}
	}
	octets[150] ^= 4;
	ck_assert(probe_packet_decode(octets, 200, &q) && !probe_packet_filling_ok(octets, 200));
	p.flow = 0;
	p.len = 32;
	probe_packet_encode(octets, &p);
	ck_assert(!probe_packet_decode(octets, 32, &q));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("ledger");
	TCase *c = tcase_create("ledger");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, accounts);
	tcase_add_test(c, lost_on_the_way);
	tcase_add_test(c, control);
	tcase_add_test(c, large);
	tcase_add_test(c, packets);
	suite_add_tcase(s, c);
	return run_suite(s);
}

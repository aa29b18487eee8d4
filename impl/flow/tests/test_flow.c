/* SPDX-License-Identifier: Apache-2.0 */
/* The access link: slots, priorities, pacing, reassembly; the token bucket; the classifier. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "flow/bucket.h"
#include "flow/classify.h"
#include "flow/flow.h"
#include "wire/cell.h"
#include "wire/ip.h"

#define BPS 149760000u

static const uint8_t body[2000] = {1, 2, 3};

static struct flow_vc *open_vc(struct flow *f, uint16_t vci, enum flow_class klass, struct flow_contract c)
{
	struct flow_vc *vc = flow_vc_open(f, 0, vci, klass, &c, 9188, NULL);
	ck_assert_ptr_nonnull(vc);
	return vc;
}

static uint16_t vci_of(const uint8_t cell[53])
{
	struct cell_hdr h;
	ck_assert(cell_hdr_decode(cell, &h));
	return h.vci;
}

/* Every cell starts on the slot grid, in order, never before now, one for each slot. */
START_TEST(cells_stand_on_the_slot_grid)
{
	struct flow *f = flow_create(BPS);
	struct flow_vc *vc = open_vc(f, 33, FLOW_BE, (struct flow_contract){0});
	ck_assert(flow_send(f, vc, NULL, 0, body, 1500, 0, false));
	vtime now = 12345, t, last = -1;
	uint8_t cell[53];
	size_t n = 0;
	while (flow_cell_out(f, now, &t, cell)) {
		uint64_t slot = slot_at(t, BPS);
		ck_assert_int_eq(slot_time(slot, BPS), t);
		ck_assert_int_ge(t, now);
		if (last >= 0)
			ck_assert_uint_eq(slot, slot_at(last, BPS) + 1);
		last = t;
		n++;
	}
	ck_assert_uint_eq(n, aal5_cells(1500));
	ck_assert_uint_eq(flow_vc_sent(vc), 1);
	ck_assert_uint_eq(flow_vc_queued(vc), 0);
	ck_assert_int_eq(flow_next(f, now), VTIME_NEVER);
	flow_free(f);
}
END_TEST

/* What goes out comes in again, on another link, octet for octet. */
START_TEST(frames_survive)
{
	struct flow *a = flow_create(BPS), *b = flow_create(BPS);
	struct flow_vc *out = open_vc(a, 40, FLOW_BE, (struct flow_contract){0});
	struct flow_vc *in = open_vc(b, 40, FLOW_BE, (struct flow_contract){0});
	for (size_t len = 1; len <= 200; len++) {
		uint8_t prefix[8] = {0xaa, 0xaa, 3, 0, 0, 0, 8, 0}, cell[53];
		const uint8_t *sdu = NULL;
		size_t n = 0;
		vtime t;
		struct flow_vc *got = NULL;
		ck_assert(flow_send(a, out, prefix, 8, body, len, 0, false));
		while (flow_cell_out(a, VT_S((vtime)len), &t, cell))
			got = flow_cell_in(b, cell, &sdu, &n);
		ck_assert_ptr_eq(got, in);
		ck_assert_uint_eq(n, len + 8);
		ck_assert_mem_eq(sdu, prefix, 8);
		ck_assert_mem_eq(sdu + 8, body, len);
	}
	flow_free(a);
	flow_free(b);
}
END_TEST

START_TEST(signalling_before_qos_before_best_effort)
{
	struct flow *f = flow_create(BPS);
	struct flow_vc *be = open_vc(f, 35, FLOW_BE, (struct flow_contract){0});
	struct flow_vc *qos = open_vc(f, 34, FLOW_QOS, (struct flow_contract){0});
	struct flow_vc *sig = open_vc(f, 5, FLOW_SIGNALLING, (struct flow_contract){0});
	flow_send(f, be, NULL, 0, body, 40, 0, false);
	flow_send(f, qos, NULL, 0, body, 40, 0, false);
	flow_send(f, sig, NULL, 0, body, 40, 0, false);
	static const uint16_t order[] = {5, 34, 35};
	for (int i = 0; i < 3; i++) {
		vtime t;
		uint8_t cell[53];
		ck_assert(flow_cell_out(f, 0, &t, cell));
		ck_assert_uint_eq(vci_of(cell), order[i]);
	}
	flow_free(f);
}
END_TEST

/* An urgent frame overtakes those that wait, not the one that has begun. */
START_TEST(urgent_frames)
{
	struct flow *f = flow_create(BPS);
	struct flow_vc *vc = open_vc(f, 33, FLOW_BE, (struct flow_contract){0});
	uint8_t mark[40] = {7}, cell[53];
	vtime t;
	flow_send(f, vc, NULL, 0, body, 60, 0, false);
	flow_send(f, vc, NULL, 0, body, 40, 0, false);
	ck_assert(flow_cell_out(f, 0, &t, cell));
	flow_send(f, vc, NULL, 0, mark, sizeof mark, 0, true);
	ck_assert(flow_cell_out(f, 0, &t, cell));
	ck_assert_uint_ne(cell[5], 7);
	ck_assert(flow_cell_out(f, 0, &t, cell));
	ck_assert_uint_eq(cell[5], 7);
	flow_free(f);
}
END_TEST

/* The sent cells pass a policer with the same contract and no tolerance beyond MBS (I.371). */
START_TEST(paced_cells_conform)
{
	static const struct flow_contract contracts[] = {{.pcr = 10000},
							 {.pcr = 7408, .scr = 371, .mbs = 90},
							 {.pcr = 353000, .scr = 1, .mbs = 2},
							 {.pcr = 1000, .scr = 999, .mbs = 1}};
	const struct flow_contract c = contracts[_i];
	struct flow *f = flow_create(BPS);
	struct flow_vc *vc = open_vc(f, 33, FLOW_QOS, c);
	for (int i = 0; i < 6; i++)
		flow_send(f, vc, NULL, 0, body, 500, 0, false);
	double tp = 1e9 / c.pcr, ts = c.scr ? 1e9 / c.scr : 0, tat_p = 0, tat_s = 0;
	double tolerance = c.scr ? (c.mbs - 1) * (ts - tp) : 0;
	unsigned n = 0;
	vtime now = 0;
	while (flow_vc_queued(vc)) {
		vtime t, next = flow_next(f, now);
		uint8_t cell[53];
		ck_assert_int_ne(next, VTIME_NEVER);
		ck_assert(next > now || n == 0);
		now = next;
		while (flow_cell_out(f, now, &t, cell)) {
			double at = (double)t;
			ck_assert_double_ge(at + 1e-3, tat_p);
			tat_p = (at > tat_p ? at : tat_p) + tp;
			if (c.scr) {
				ck_assert_double_ge(at + 1e-3, tat_s - tolerance);
				tat_s = (at > tat_s ? at : tat_s) + ts;
			}
			n++;
		}
	}
	ck_assert_uint_eq(n, 6 * aal5_cells(500));
	flow_free(f);
}
END_TEST

/* While a paced VC waits, best effort uses the slots between. */
START_TEST(idle_slots_are_used)
{
	struct flow *f = flow_create(BPS);
	struct flow_vc *qos = open_vc(f, 34, FLOW_QOS, (struct flow_contract){.pcr = 100000});
	struct flow_vc *be = open_vc(f, 35, FLOW_BE, (struct flow_contract){0});
	flow_send(f, qos, NULL, 0, body, 400, 0, false);
	flow_send(f, be, NULL, 0, body, 400, 0, false);
	vtime t;
	uint8_t cell[53];
	ck_assert(flow_cell_out(f, 0, &t, cell));
	ck_assert_uint_eq(vci_of(cell), 34);
	ck_assert(flow_cell_out(f, 0, &t, cell));
	ck_assert_uint_eq(vci_of(cell), 35);
	flow_free(f);
}
END_TEST

START_TEST(damaged_and_foreign_cells_are_dropped)
{
	struct flow *f = flow_create(BPS);
	struct flow_vc *vc = open_vc(f, 33, FLOW_BE, (struct flow_contract){0});
	ck_assert_ptr_null(flow_vc_open(f, 0, 33, FLOW_BE, NULL, 100, NULL));
	vtime t;
	uint8_t cell[53];
	const uint8_t *sdu;
	size_t len;
	flow_send(f, vc, NULL, 0, body, 30, 0, false);
	ck_assert(flow_cell_out(f, 0, &t, cell));
	uint8_t bad[53];
	for (int i = 0; i < 53; i++) {
		memcpy(bad, cell, 53);
		bad[i] ^= 0x10;
		ck_assert_ptr_null(flow_cell_in(f, bad, &sdu, &len));
	}
	ck_assert_ptr_eq(flow_cell_in(f, cell, &sdu, &len), vc);
	flow_vc_close(f, vc);
	ck_assert_ptr_null(flow_cell_in(f, cell, &sdu, &len));
	flow_free(f);
}
END_TEST

START_TEST(bucket_keeps_the_rate)
{
	struct flow_bucket b;
	struct tspec t = {.r = 1000, .b = 500, .p = 1e9f, .m = 100, .M = 400};
	flow_bucket_init(&b, &t);
	ck_assert(!flow_bucket_take(&b, 0, 401)); /* above M */
	ck_assert(flow_bucket_take(&b, 0, 400));
	ck_assert(!flow_bucket_take(&b, 0, 101));
	ck_assert(flow_bucket_take(&b, 0, 1)); /* counts as m = 100 */
	ck_assert(!flow_bucket_take(&b, 0, 1));
	ck_assert(!flow_bucket_take(&b, VT_MS(99), 50));
	ck_assert(flow_bucket_take(&b, VT_MS(100), 50));
	/* A day later it is full, not fuller. */
	ck_assert(flow_bucket_take(&b, VT_S(86400), 400));
	ck_assert(flow_bucket_take(&b, VT_S(86400), 100));
	ck_assert(!flow_bucket_take(&b, VT_S(86400), 1));
}
END_TEST

static size_t datagram(uint8_t *to, uint32_t src, uint16_t sport, uint16_t dport, uint16_t frag)
{
	struct wr udp = {0}, ip = {0};
	udp_encode(&udp, src, 0x0a000002, &(struct udp_hdr){.src_port = sport, .dst_port = dport}, body, 10);
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 9, .protocol = 17, .src = src, .dst = 0x0a000002, .frag = frag}, udp.p,
		   udp.len);
	size_t n = ip.len;
	memcpy(to, ip.p, n);
	wr_free(&udp);
	wr_free(&ip);
	return n;
}

START_TEST(classifier_finds_the_reservation)
{
	struct flow_classifier *c = flow_classifier_create();
	int ff, wf;
	uint8_t p[100];
	struct flow_key one = {.dst = 0x0a000002, .src = 0x0a000001, .dport = 5000, .sport = 4000, .protocol = 17};
	struct flow_key any = {.dst = 0x0a000002, .dport = 6000, .protocol = 17};
	ck_assert(flow_classifier_add(c, &one, &ff));
	ck_assert(!flow_classifier_add(c, &one, &wf));
	ck_assert(flow_classifier_add(c, &any, &wf));
	ck_assert_ptr_eq(flow_classify(c, p, datagram(p, 0x0a000001, 4000, 5000, 0)), &ff);
	ck_assert_ptr_null(flow_classify(c, p, datagram(p, 0x0a000001, 4001, 5000, 0)));
	ck_assert_ptr_null(flow_classify(c, p, datagram(p, 0x0a000001, 4000, 5000, 0x2000)));
	ck_assert_ptr_eq(flow_classify(c, p, datagram(p, 0x0a000009, 1, 6000, 0)), &wf);
	for (size_t len = 0; len < 24; len++)
		ck_assert_ptr_null(flow_classify(c, p, len));
	flow_classifier_remove(c, &one, &wf);
	ck_assert_ptr_eq(flow_classify(c, p, datagram(p, 0x0a000001, 4000, 5000, 0)), &ff);
	flow_classifier_remove(c, &one, &ff);
	ck_assert_ptr_null(flow_classify(c, p, datagram(p, 0x0a000001, 4000, 5000, 0)));
	flow_classifier_free(c);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("flow");
	TCase *t = tcase_create("flow");
	tcase_add_test(t, cells_stand_on_the_slot_grid);
	tcase_add_test(t, frames_survive);
	tcase_add_test(t, signalling_before_qos_before_best_effort);
	tcase_add_test(t, urgent_frames);
	tcase_add_loop_test(t, paced_cells_conform, 0, 4);
	tcase_add_test(t, idle_slots_are_used);
	tcase_add_test(t, damaged_and_foreign_cells_are_dropped);
	tcase_add_test(t, bucket_keeps_the_rate);
	tcase_add_test(t, classifier_finds_the_reservation);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Octets to cells: known values computed by closed formulas in exact arithmetic and, apart from
 * that, by building padded PDUs octet by octet (RFC 2381 4.1).
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "intserv/mapping.h"

START_TEST(cells_of_one_packet)
{
	static const struct {
		uint32_t octets, hdr, cells;
	} t[] = {
	    {1, 8, 1},      {20, 8, 1},       {32, 8, 1},       {33, 8, 2},    {40, 0, 1},    {41, 0, 2},
	    {42, 0, 2},     {48, 0, 2},       {48, 8, 2},       {80, 8, 2},    {81, 8, 3},    {89, 0, 3},
	    {40, 12, 2},    {576, 8, 13},     {1500, 8, 32},    {1500, 0, 32}, {4352, 8, 91}, {9180, 8, 192},
	    {9188, 8, 192}, {65527, 8, 1366}, {65535, 0, 1366},
	};
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++)
		ck_assert_uint_eq(mapping_packet_cells(t[i].octets, t[i].hdr), t[i].cells);
}
END_TEST

/* x in octets/s, the exact worst case of any mix of packets of m to M octets, and the bounds that a signalled rate lies
 * between: least overhead of any mix, and x/48 (1 + (55 + H)/m). */
static const struct {
	float x;
	uint32_t m, M, hdr, least, worst, bound;
} rates[] = {
    {125000, 64, 1500, 8, 2633, 4630, 5168},      {125000, 64, 1500, 0, 2619, 4214, 4843},
    {125000, 40, 40, 0, 3125, 3125, 6185},        {125000, 1000, 1000, 8, 2750, 2750, 2769},
    {1250000, 576, 9180, 8, 26088, 28736, 28890}, {8000, 160, 160, 8, 200, 200, 233},
    {16000, 200, 200, 8, 400, 400, 439},          {187500, 1500, 1500, 8, 4000, 4000, 4071},
    {125000, 1, 1500, 8, 2633, 125000, 166667},   {1000000, 9180, 9180, 8, 20916, 20916, 20977},
};

START_TEST(rates_hold_any_mix_of_packets)
{
	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		uint32_t got = mapping_rate(rates[i].x, rates[i].m, rates[i].M, rates[i].hdr);
		ck_assert_uint_eq(got, rates[i].worst);
		ck_assert_uint_ge(got, rates[i].least);
		ck_assert_uint_le(got, rates[i].bound);
	}
}
END_TEST

START_TEST(worst_size_is_found_without_trying_all)
{
	/* Against the search over every packet size. */
	for (uint32_t m = 1; m < 400; m += 7) {
		for (uint32_t hdr = 0; hdr <= 8; hdr += 8) {
			uint32_t M = m + m % 5 * 40;
			double worst = 0;
			for (uint32_t b = m; b <= M; b++)
				worst = fmax(worst, 90000.0 * mapping_packet_cells(b, hdr) / b);
			ck_assert_uint_eq(mapping_rate(90000, m, M, hdr), (uint32_t)ceil(worst));
		}
	}
}
END_TEST

START_TEST(bursts)
{
	static const struct {
		float b;
		uint32_t m, M, exact, envelope, bound;
	} t[] = {
	    {1500, 64, 1500, 54, 56, 63},    {3000, 64, 1500, 111, 112, 125},   {10000, 1000, 1000, 220, 220, 222},
	    {8000, 160, 160, 200, 200, 233}, {9180, 9180, 9180, 192, 192, 193}, {4500, 1500, 1500, 96, 96, 98},
	};
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		uint32_t got = mapping_burst(t[i].b, t[i].m, t[i].M, 8);
		ck_assert_uint_eq(got, t[i].envelope);
		ck_assert_uint_ge(got, t[i].exact);
		ck_assert_uint_le(got, t[i].bound);
	}
}
END_TEST

START_TEST(burst_tolerance)
{
	static const struct {
		uint32_t pcr, scr, mbs;
		double us;
	} t[] = {
	    {10000, 1000, 10, 8100},
	    {353207, 4630, 112, 23659.8188},
	    {4000, 2667, 64, 7872.0472},
	    {353207, 1000, 384, 381915.6500},
	};
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		uint64_t ns = mapping_burst_tolerance(t[i].pcr, t[i].scr, t[i].mbs);
		ck_assert(fabs((double)ns / 1000 - t[i].us) < 0.001);
		ck_assert_uint_eq(mapping_burst_of_tolerance(t[i].pcr, t[i].scr, ns), t[i].mbs);
	}
	ck_assert_uint_eq(mapping_burst_tolerance(5000, 5000, 20), 0);
	ck_assert_uint_eq(mapping_burst_of_tolerance(5000, 5000, 0), 0);
}
END_TEST

START_TEST(path_bandwidth)
{
	ck_assert_float_eq(mapping_path_bandwidth(353207, 9180, 8), 16887709.0f);
	ck_assert_float_eq(mapping_path_bandwidth(353207, 1500, 8), 16556578.0f);
	ck_assert_float_eq(mapping_path_bandwidth(96000, 9180, 8), 4590000.0f);
	ck_assert_float_eq(mapping_path_bandwidth(353207, 40, 8), 7064140.0f);
	ck_assert_float_eq(mapping_path_bandwidth(353207, 0, 8), 0.0f);
}
END_TEST

START_TEST(odd_values)
{
	ck_assert_uint_eq(mapping_rate(INFINITY, 64, 1500, 8), 0xffffff);
	ck_assert_uint_eq(mapping_rate(40e12f, 64, 1500, 8), 0xffffff);
	ck_assert_uint_eq(mapping_rate(NAN, 64, 1500, 8), 0);
	ck_assert_uint_eq(mapping_rate(-1, 64, 1500, 8), 0);
	/* m 0 counts as 1, M below m as m. */
	ck_assert_uint_eq(mapping_rate(125000, 0, 1500, 8), 125000);
	ck_assert_uint_eq(mapping_rate(125000, 1000, 0, 8), 2750);
	ck_assert_uint_eq(mapping_rate(48, UINT32_MAX, UINT32_MAX, 8), 2);
	/* No upper limit of the size: the tooth above m counts even if m is the only size in use. */
	ck_assert_uint_eq(mapping_cells_per_second(187500, 1500, 8), 4069);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("cells");
	TCase *t = tcase_create("cells");
	tcase_add_test(t, cells_of_one_packet);
	tcase_add_test(t, rates_hold_any_mix_of_packets);
	tcase_add_test(t, worst_size_is_found_without_trying_all);
	tcase_add_test(t, bursts);
	tcase_add_test(t, burst_tolerance);
	tcase_add_test(t, path_bandwidth);
	tcase_add_test(t, odd_values);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

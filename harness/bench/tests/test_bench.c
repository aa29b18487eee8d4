/* SPDX-License-Identifier: Apache-2.0 */
/* The figures can be taken and the table is fit to be read; how large they are is nobody's business here. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"

static char text[512];

static const char *printed(const struct bench_figure *g)
{
	FILE *f = fmemopen(text, sizeof(text), "w");

	ck_assert_ptr_nonnull(f);
	if (g != NULL)
		bench_print(f, g);
	else
		bench_head(f);
	fclose(f);
	ck_assert_uint_lt(strcspn(text, "\n"), 80);
	return text;
}

static const char *grown(const struct bench_growth *g)
{
	FILE *f = fmemopen(text, sizeof(text), "w");

	ck_assert_ptr_nonnull(f);
	if (g != NULL)
		bench_growth_print(f, g);
	else
		bench_growth_head(f);
	fclose(f);
	ck_assert_uint_lt(strcspn(text, "\n"), 80);
	return text;
}

START_TEST(numbers)
{
	static const struct {
		double value;
		const char *text;
	} rows[] = {{0.345, "0.34 x"},  {12.3, "12.3 x"}, {9999, "9999 x"},    {20000, "20.0 kx"},
		    {100000, "100 kx"}, {1e6, "1.0 Mx"},  {173.2e6, "173 Mx"}, {30.5e9, "30.5 Gx"}};
	char out[32];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		bench_number(rows[i].value, "x", out, sizeof(out));
		ck_assert_str_eq(out, rows[i].text);
	}
}
END_TEST

START_TEST(table)
{
	struct bench_figure g = {
	    .name = "cells", .measured = 1e6, .unit = "/s", .sense = BENCH_AT_LEAST, .budget = 2e6};

	printed(NULL);
	ck_assert_str_eq(printed(&g),
			 "cells                                               1.0 M/s  >= 2.0 M/s   0.50*\n");
	g.sense = BENCH_AT_MOST;
	ck_assert_str_eq(printed(&g),
			 "cells                                               1.0 M/s  <= 2.0 M/s   0.50\n");
	g.measured = 0; /* could not be measured */
	g.sense = BENCH_AT_LEAST;
	ck_assert_ptr_nonnull(strstr(printed(&g), " failed "));
	g.sense = BENCH_NONE;
	ck_assert_ptr_nonnull(strstr(printed(&g), " failed "));
	g = (struct bench_figure){.name = "a name that is much longer than the column that there is for names",
				  .measured = 999.4e6,
				  .unit = "B/s",
				  .sense = BENCH_AT_LEAST,
				  .budget = 999.4e6};
	printed(&g);
	grown(NULL);
	struct bench_growth growth = {"a cell-hop", {1000, 3000, 10000}, {1e-9, 2e-6, 3e-3}};
	ck_assert_str_eq(grown(&growth),
			 "a cell-hop                          1000   1.0 ns  2.00 us  3.00 ms 3000000.00\n");
	growth.seconds[2] = 0;
	ck_assert_ptr_nonnull(strstr(grown(&growth), "failed"));
}
END_TEST

static uint64_t busy(void *ctx)
{
	volatile double x = 0;

	for (int i = 0; i < 100000; i++)
		x += 1.0 / (i + 1);
	++*(unsigned *)ctx;
	return x > 0 ? 10 : 0;
}

static uint64_t broken(void *ctx)
{
	(void)ctx;
	return 0;
}

START_TEST(rates)
{
	unsigned runs = 0;

	ck_assert(bench_rate(0, busy, &runs) > 0);
	ck_assert_uint_ge(runs, 1);
	ck_assert(bench_rate(0.1, broken, NULL) <= 0);
}
END_TEST

START_TEST(figures)
{
	struct bench_aal5 aal5;
	struct bench_rsvp rsvp;

	ck_assert(bench_aal5(0, &aal5));
	ck_assert(aal5.plain > 0 && aal5.segmented > 0 && aal5.whole > 0 && aal5.by_cells > 0);
	ck_assert(bench_fabric(0, false, 1) > 0);
	ck_assert(bench_fabric(0, false, 100) > 0);
	ck_assert(bench_fabric(0, true, 1) > 0);
	ck_assert(bench_fabric(0, true, 100) > 0);
	ck_assert(bench_calls(0, 0) > 0);
	ck_assert(bench_calls(0, 100) > 0);
	ck_assert(bench_rsvp(0, 1000, &rsvp));
	ck_assert(rsvp.refreshes > 0);
	/* Path and reservation of a session take some hundred octets at least. */
#ifndef __SANITIZE_ADDRESS__ /* whose allocator does not count as the C library's does */
	ck_assert(rsvp.memory > 200 * 1000.0);
#endif
	ck_assert(rsvp.memory < 200e6);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("bench");
	TCase *t = tcase_create("bench");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, numbers);
	tcase_add_test(t, table);
	tcase_add_test(t, rates);
	tcase_add_test(t, figures);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

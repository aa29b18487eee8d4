/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <check.h>
#include <stdlib.h>

#include "base/rng.h"

#define STM1 149760000u

START_TEST(slot_at_agrees_with_vtime)
{
	static const uint64_t rates[] = {STM1, 599040000u, 25600000u, 1920000u, 424000000000u};
	struct rng r;
	rng_seed(&r, 7);
	for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
		struct link l;
		link_init(&l, rates[k], 0);
		vtime t = 0;
		for (int i = 0; i < 20000; i++) {
			t += (vtime)rng_below(&r, i % 100 ? 10000 : VT_S(100));
			ck_assert_uint_eq(link_slot_at(&l, t), slot_at(t, rates[k]));
			uint64_t n = link_slot_at(&l, t);
			ck_assert_uint_eq(link_slot_at(&l, slot_time(n, rates[k])), n);
		}
		ck_assert_uint_eq(link_slot_at(&l, 0), 0); /* backwards as well */
		link_free(&l);
	}
}
END_TEST

/* The step to the next link against the definition: first slot not before the arrival. */
START_TEST(step_is_exact)
{
	static const uint64_t rates[] = {STM1, 599040000u, 25600000u};
	static const vtime delays[] = {0, 1, 2831, 2832, 10000, VT_MS(5)};
	for (int a = 0; a < 3; a++)
		for (int b = 0; b < 3; b++)
			for (int d = 0; d < 6; d++) {
				struct link in, out;
				link_init(&in, rates[a], delays[d]);
				link_init(&out, rates[b], 0);
				struct link_step step = link_step(&in, 7, &out);
				for (uint64_t k = 0; k < 3000; k += 7) {
					uint64_t slot = link_step_slot(&step, k);
					/* arrival and slot start as fractions of ns over the product of both rates */
					unsigned __int128 unit = (unsigned __int128)424 * 1000000000u;
					unsigned __int128 arrival =
					    (k + 1) * unit * rates[b] +
					    (unsigned __int128)(delays[d] + 7) * rates[a] * rates[b];
					ck_assert(slot * unit * rates[a] >= arrival);
					ck_assert(slot == 0 || (slot - 1) * unit * rates[a] < arrival);
				}
			}
}
END_TEST

START_TEST(earliest_free_slot)
{
	struct link l;
	link_init(&l, STM1, 0);
	ck_assert(link_advance(&l, 0));
	ck_assert_uint_eq(link_take(&l, 10), 10);
	ck_assert_uint_eq(link_take(&l, 12), 12);
	ck_assert_uint_eq(link_take(&l, 10), 11); /* the gap that a paced train left */
	ck_assert_uint_eq(link_take(&l, 10), 13);
	for (uint64_t i = 64; i < 192; i++)
		ck_assert_uint_eq(link_take(&l, 64), i);
	ck_assert_uint_eq(link_take(&l, 63), 63);
	ck_assert_uint_eq(link_take(&l, 63), 192); /* over whole words */
	link_untake(&l, 100);
	ck_assert_uint_eq(link_take(&l, 63), 100);
	link_free(&l);
}
END_TEST

START_TEST(window_moves)
{
	struct link l;
	link_init(&l, STM1, 0);
	ck_assert(link_advance(&l, 0));
	for (uint64_t i = 0; i < 2 * LINK_HISTORY; i++)
		ck_assert_uint_eq(link_take(&l, 0), i);
	uint64_t n = 3 * LINK_HISTORY;
	ck_assert(link_advance(&l, slot_time(n, STM1)));
	/* what was taken within the window is still known, what came before is not asked about */
	uint64_t base = n / 64 * 64 - LINK_HISTORY;
	ck_assert_uint_eq(l.base, base);
	ck_assert_uint_eq(link_take(&l, base), base);
	ck_assert_uint_eq(link_take(&l, base), base + 1);
	ck_assert_uint_eq(link_take(&l, base - 1), base - 1);
	ck_assert_uint_eq(link_take(&l, base - 1), base - 1);
	/* far away, nothing is left of the past */
	ck_assert(link_advance(&l, VT_S(3600)));
	uint64_t far = slot_at(VT_S(3600), STM1);
	ck_assert_uint_eq(link_take(&l, far), far);
	ck_assert_uint_eq(link_take(&l, far), far + 1);
	ck_assert_uint_eq(link_take(&l, far - 5000), far - 5000);
	link_free(&l);
}
END_TEST

/* However far the window moves and wherever it stands in the ring, a slot is free again when it is gone. */
START_TEST(window_forgets)
{
	struct link l;
	struct rng r;
	rng_seed(&r, 5);
	link_init(&l, STM1, 0);
	for (uint64_t here = 0, i = 0; i < 300; i++) {
		here += rng_below(&r, 3 * LINK_HISTORY);
		ck_assert(link_advance(&l, slot_time(here, STM1)));
		/* All that the ring holds ahead of the window is free, and then taken. */
		uint64_t wrong = 0;
		for (uint64_t k = here; k < l.base + l.size; k++)
			wrong += link_take(&l, k) != k;
		ck_assert_uint_eq(wrong, 0);
		here = l.base + l.size + LINK_HISTORY;
	}
	link_free(&l);
}
END_TEST

START_TEST(queue_is_bounded)
{
	struct link l;
	link_init(&l, STM1, 0);
	uint64_t here = slot_at(VT_S(1), STM1), taken = 0;
	ck_assert(link_advance(&l, VT_S(1)));
	while (link_take(&l, here) != LINK_NO_SLOT)
		taken++;
	ck_assert_uint_ge(taken, LINK_QUEUE);
	ck_assert_uint_le(taken, 2 * LINK_QUEUE);
	ck_assert(link_advance(&l, VT_S(2)));
	ck_assert_uint_eq(link_take(&l, slot_at(VT_S(2), STM1)), slot_at(VT_S(2), STM1));
	link_free(&l);
}
END_TEST

/* Random takes against a plain array. */
START_TEST(against_model)
{
	static bool busy[200000];
	struct link l;
	struct rng r;
	rng_seed(&r, 3);
	link_init(&l, STM1, 0);
	uint64_t here = 0;
	for (int i = 0; i < 60000; i++) {
		here += rng_below(&r, 3);
		ck_assert(link_advance(&l, slot_time(here, STM1)));
		uint64_t want = here + rng_below(&r, 40);
		want -= want > 100 ? rng_below(&r, 100) : 0;
		uint64_t expect = want;
		while (busy[expect])
			expect++;
		busy[expect] = true;
		ck_assert_uint_eq(link_take(&l, want), expect);
	}
	link_free(&l);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("link");
	TCase *t = tcase_create("link");
	tcase_add_test(t, slot_at_agrees_with_vtime);
	tcase_add_test(t, step_is_exact);
	tcase_add_test(t, earliest_free_slot);
	tcase_add_test(t, window_moves);
	tcase_add_test(t, window_forgets);
	tcase_add_test(t, queue_is_bounded);
	tcase_add_test(t, against_model);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

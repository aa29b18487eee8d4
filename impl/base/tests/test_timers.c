/* SPDX-License-Identifier: Apache-2.0 */
#include "base/timers.h"
#include "run_suite.h"

START_TEST(none_runs_at_first)
{
	struct timers t;
	timers_init(&t, TIMERS_MAX);
	ck_assert_int_eq(timers_next(&t), VTIME_NEVER);
	ck_assert_int_eq(timers_due(&t, VTIME_NEVER), -1);
	for (int i = 0; i < TIMERS_MAX; i++)
		ck_assert(!timers_running(&t, i));
}
END_TEST

START_TEST(fires_at_its_deadline_once)
{
	struct timers t;
	timers_init(&t, 2);
	timers_start(&t, 1, VT_S(1), VT_MS(750));
	ck_assert(timers_running(&t, 1));
	ck_assert_int_eq(timers_next(&t), VT_MS(1750));
	ck_assert_int_eq(timers_due(&t, VT_MS(1750) - 1), -1);
	ck_assert_int_eq(timers_due(&t, VT_MS(1750)), 1);
	ck_assert_int_eq(timers_due(&t, VT_S(100)), -1);
	ck_assert(!timers_running(&t, 1));
}
END_TEST

/* Ties fire by number, whatever the order of starting; earlier ones always first. */
START_TEST(ties_fire_by_number)
{
	struct timers t;
	timers_init(&t, 5);
	timers_start(&t, 4, 0, 10);
	timers_start(&t, 2, 5, 5);
	timers_start(&t, 0, 0, 20);
	timers_start(&t, 3, 10, 0);
	timers_start(&t, 1, 2, 7);
	static const int expected[] = {1, 2, 3, 4, 0, -1};
	for (size_t i = 0; i < 6; i++)
		ck_assert_int_eq(timers_due(&t, 20), expected[i]);
}
END_TEST

START_TEST(restart_and_stop)
{
	struct timers t;
	timers_init(&t, 3);
	timers_start(&t, 0, 0, 10);
	timers_start(&t, 0, 5, 10);
	ck_assert_int_eq(timers_next(&t), 15);
	timers_start(&t, 2, 0, 3);
	timers_stop(&t, 2);
	ck_assert_int_eq(timers_next(&t), 15);
	timers_stop_all(&t);
	ck_assert_int_eq(timers_next(&t), VTIME_NEVER);
}
END_TEST

START_TEST(spans_saturate)
{
	struct timers t;
	timers_init(&t, 1);
	timers_start(&t, 0, VTIME_NEVER - 5, VT_S(1));
	ck_assert(!timers_running(&t, 0));
	ck_assert_int_eq(vtime_add(VTIME_NEVER - 5, 5), VTIME_NEVER);
	ck_assert_int_eq(vtime_add(VTIME_NEVER, VTIME_NEVER), VTIME_NEVER);
	ck_assert_int_eq(vtime_add(1, 2), 3);
}
END_TEST

RUN_SUITE("timers", none_runs_at_first, fires_at_its_deadline_once, ties_fire_by_number, restart_and_stop,
	  spans_saturate)

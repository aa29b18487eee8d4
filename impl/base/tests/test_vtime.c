/* SPDX-License-Identifier: Apache-2.0 */
/* Cell slots against link rates: DS1, E1, 25.6 Mbit/s, DS3, STM-1, STM-4, odd and extreme ones. */
#include "base/vtime.h"
#include "run_suite.h"

static const uint64_t rates[] = {1,        424,       1000,      64000,      1536000,    1920000,       25600000,
				 40704000, 149760000, 149760001, 599040000u, 999999937u, 424000000000u, 1000000000000u};
#define N_RATES (sizeof(rates) / sizeof(rates[0]))

START_TEST(known_slots)
{
	ck_assert_int_eq(slot_time(0, 149760000), 0);
	ck_assert_int_eq(slot_time(1, 149760000), 2831);  /* 2831.1966 */
	ck_assert_int_eq(slot_time(2, 149760000), 5662);  /* 5662.3932 */
	ck_assert_int_eq(slot_time(4, 149760000), 11324); /* 11324.7863: not 4 times 2831.2 */
	ck_assert_int_eq(slot_time(1, 1536000), 276041);  /* 276041.667 */
	ck_assert_int_eq(slot_time(2, 25600000), 33125);  /* 16562.5 each */
	ck_assert_int_eq(slot_time(353207, 149760000), 999998450);
}
END_TEST

/* slot_at is the first slot at or after a time, also one nanosecond to either side. */
START_TEST(slot_at_inverts_slot_time)
{
	static const uint64_t counts[] = {0, 1, 2, 3, 7, 100, 353207, 1412830, 30517132800u};
	for (size_t i = 0; i < N_RATES; i++) {
		for (size_t k = 0; k < sizeof(counts) / sizeof(counts[0]); k++) {
			uint64_t n = counts[k];
			if (rates[i] < 1000 && n > 1000000) /* later than 64 bits of nanoseconds */
				continue;
			vtime t = slot_time(n, rates[i]);
			for (vtime d = -1; d <= 1; d++) {
				if (t + d < 0)
					continue;
				uint64_t s = slot_at(t + d, rates[i]);
				ck_assert_int_ge(slot_time(s, rates[i]), t + d);
				if (s > 0)
					ck_assert_int_lt(slot_time(s - 1, rates[i]), t + d);
			}
		}
	}
}
END_TEST

START_TEST(slots_do_not_drift_in_24_hours)
{
	const vtime day = VT_S(86400);
	/* rate * 86400 s / 424 bits: whole numbers of cells where the rate allows. */
	ck_assert_int_eq(slot_time(1920000ull * 86400 / 424 * 53 / 53, 1920000) / VT_S(1), 86399);
	ck_assert_int_eq(slot_time(149760000ull * 86400 / 424 + 1, 149760000) / VT_S(1), 86400);
	for (size_t i = 2; i < N_RATES; i++) {
		uint64_t n = slot_at(day, rates[i]);
		/* The n-th slot by long division, from the other end: n * 424 bits at the rate. */
		unsigned __int128 bits = (unsigned __int128)n * 424;
		uint64_t seconds = (uint64_t)(bits / rates[i]);
		uint64_t rest = (uint64_t)(bits % rates[i]);
		vtime exact = VT_S((vtime)seconds) + (vtime)((unsigned __int128)rest * 1000000000u / rates[i]);
		ck_assert_int_eq(slot_time(n, rates[i]), exact);
		ck_assert_int_ge(slot_time(n, rates[i]), day);
		ck_assert_int_lt(slot_time(n - 1, rates[i]), day);
	}
}
END_TEST

RUN_SUITE("vtime", known_slots, slot_at_inverts_slot_time, slots_do_not_drift_in_24_hours)

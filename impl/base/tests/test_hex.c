/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "run_suite.h"

/* Every octet, against printf. */
START_TEST(there_and_back)
{
	uint8_t octets[256], back[256];
	char text[513] = "", expected[513] = "";
	for (int i = 0; i < 256; i++) {
		octets[i] = (uint8_t)(i * 7 + 3);
		snprintf(expected + 2 * i, 3, "%02x", octets[i]);
	}
	hex_put(text, octets, 256);
	ck_assert_str_eq(text, expected);
	ck_assert_uint_eq(hex_get(back, text, 256), 256);
	ck_assert_mem_eq(back, octets, 256);
	/* In place, as records are read. */
	ck_assert_uint_eq(hex_get((uint8_t *)text, text, 256), 256);
	ck_assert_mem_eq(text, octets, 256);
}
END_TEST

START_TEST(only_lower_case_digits)
{
	uint8_t out[2];
	for (int c = 1; c < 256; c++) {
		bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
		char high[5] = {'0', '1', (char)c, '0', 0}, low[5] = {'0', '1', '0', (char)c, 0};
		ck_assert_uint_eq(hex_get(out, high, 2), digit ? 2 : 1);
		ck_assert_uint_eq(hex_get(out, low, 2), digit ? 2 : 1);
	}
	ck_assert_uint_eq(hex_get(out, "", 0), 0);
	ck_assert_uint_eq(hex_get(out, "0", 1), 0); /* the NUL is no digit */
}
END_TEST

RUN_SUITE("hex", there_and_back, only_lower_case_digits)

/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/buf.h"
#include "run_suite.h"

static const uint8_t sample[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a};

START_TEST(reads_are_network_order)
{
	struct rd r;
	rd_init(&r, sample, sizeof(sample));
	ck_assert_uint_eq(rd_u8(&r), 0x01);
	ck_assert_uint_eq(rd_u16(&r), 0x0203);
	ck_assert_uint_eq(rd_u24(&r), 0x040506);
	ck_assert_uint_eq(rd_pos(&r), 6);
	ck_assert_uint_eq(rd_u32(&r), 0x0708090a);
	ck_assert_uint_eq(rd_left(&r), 0);
	ck_assert(!r.short_read);
}
END_TEST

/* Every width, with every number of octets from 0 to one more than it needs. */
START_TEST(reads_stop_at_the_end)
{
	for (size_t width = 1; width <= 4; width++) {
		for (size_t n = 0; n <= width + 1; n++) {
			uint8_t *exact = malloc(n + 1); /* so that a sanitizer sees one octet too far */
			memcpy(exact + 1, sample, n);
			struct rd r;
			rd_init(&r, exact + 1, n);
			uint32_t v = width == 1   ? rd_u8(&r)
				     : width == 2 ? rd_u16(&r)
				     : width == 3 ? rd_u24(&r)
						  : rd_u32(&r);
			ck_assert_int_eq(r.short_read, n < width);
			ck_assert_uint_eq(rd_left(&r), n < width ? 0 : n - width);
			if (n < width)
				ck_assert_uint_eq(v, 0);
			free(exact);
		}
	}
}
END_TEST

START_TEST(short_read_stays)
{
	struct rd r;
	rd_init(&r, sample, 2);
	rd_u32(&r);
	ck_assert_ptr_null(rd_octets(&r, 1));
	ck_assert_ptr_nonnull(rd_octets(&r, 0));
	ck_assert(r.short_read);
	rd_init(&r, NULL, 0);
	ck_assert_uint_eq(rd_u8(&r), 0);
	ck_assert(r.short_read);
	rd_init(&r, sample, sizeof(sample));
	ck_assert_ptr_null(rd_octets(&r, SIZE_MAX));
}
END_TEST

START_TEST(sub_cursor_is_bounded_and_absolute)
{
	struct rd r;
	rd_init(&r, sample, sizeof(sample));
	rd_u8(&r);
	struct rd sub = rd_sub(&r, 3);
	ck_assert_uint_eq(rd_pos(&sub), 1);
	ck_assert_uint_eq(rd_left(&sub), 3);
	ck_assert_uint_eq(rd_u24(&sub), 0x020304);
	ck_assert_uint_eq(rd_u8(&sub), 0);
	ck_assert(sub.short_read);
	ck_assert(!r.short_read);
	ck_assert_uint_eq(rd_u8(&r), 0x05);
	sub = rd_sub(&r, 6);
	ck_assert(sub.short_read && r.short_read);
	ck_assert_uint_eq(rd_left(&sub), 0);
	ck_assert_uint_eq(rd_left(&r), 0);
}
END_TEST

START_TEST(writes_read_back)
{
	struct wr w = {0};
	wr_u8(&w, 0xfe);
	wr_u16(&w, 0xfedc);
	wr_u24(&w, 0xfedcba);
	wr_u32(&w, 0xfedcba98);
	wr_f32(&w, -12.5f);
	wr_octets(&w, "ab", 2);
	wr_octets(&w, NULL, 0);
	wr_zeros(&w, 1000);
	ck_assert_uint_eq(w.len, 16 + 1000);
	struct rd r;
	rd_init(&r, w.p, w.len);
	ck_assert_uint_eq(rd_u8(&r), 0xfe);
	ck_assert_uint_eq(rd_u16(&r), 0xfedc);
	ck_assert_uint_eq(rd_u24(&r), 0xfedcba);
	ck_assert_uint_eq(rd_u32(&r), 0xfedcba98);
	ck_assert_float_eq(rd_f32(&r), -12.5f);
	ck_assert_mem_eq(rd_octets(&r, 2), "ab", 2);
	ck_assert_uint_eq(rd_left(&r), 1000);
	wr_reset(&w);
	ck_assert_uint_eq(w.len, 0);
	wr_free(&w);
	ck_assert_ptr_null(w.p);
}
END_TEST

START_TEST(block_lengths_are_filled_in)
{
	struct wr w = {0};
	wr_u8(&w, 0xaa);
	size_t outer = wr_open_u16(&w);
	wr_u8(&w, 1);
	size_t inner = wr_open_u16(&w);
	wr_u16(&w, 0x2222);
	wr_close_u16(&w, inner, 0);
	wr_close_u16(&w, outer, 4);
	static const uint8_t expected[] = {0xaa, 0, 9, 1, 0, 2, 0x22, 0x22};
	ck_assert_uint_eq(w.len, sizeof(expected));
	ck_assert_mem_eq(w.p, expected, sizeof(expected));
	wr_patch_u8(&w, 0, 0xbb);
	ck_assert_uint_eq(w.p[0], 0xbb);
	wr_free(&w);
}
END_TEST

START_TEST(no_memory_is_a_flag)
{
	struct wr w = {0};
	wr_u8(&w, 1);
	wr_octets(&w, sample, SIZE_MAX - 16); /* refused before anything is read */
	ck_assert(w.failed);
	size_t len = w.len;
	wr_u32(&w, 7);
	wr_patch_u16(&w, 0, 7);
	wr_close_u16(&w, 0, 0);
	ck_assert_uint_eq(w.len, len);
	wr_reset(&w);
	wr_u8(&w, 2);
	ck_assert(!w.failed);
	ck_assert_uint_eq(w.len, 1);
	wr_free(&w);
}
END_TEST

RUN_SUITE("buf", reads_are_network_order, reads_stop_at_the_end, short_read_stays, sub_cursor_is_bounded_and_absolute,
	  writes_read_back, block_lengths_are_filled_in, no_memory_is_a_flag)

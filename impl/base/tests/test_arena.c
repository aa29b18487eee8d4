/* SPDX-License-Identifier: Apache-2.0 */
#include <stdalign.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "run_suite.h"

START_TEST(blocks_are_zeroed_aligned_and_apart)
{
	struct arena a;
	arena_init(&a, "case");
	unsigned char *blocks[300];
	size_t octets = 0;
	for (size_t i = 0; i < 300; i++) {
		blocks[i] = arena_alloc(&a, i);
		ck_assert_ptr_nonnull(blocks[i]);
		ck_assert_uint_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_eq(blocks[i][k], 0);
		memset(blocks[i], (int)i, i);
		octets += i;
	}
	for (size_t i = 0; i < 300; i++) {
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_eq(blocks[i][k], (unsigned char)i);
	}
	ck_assert_uint_eq(a.live, 300);
	ck_assert_uint_eq(a.octets, octets);
	arena_free(&a);
	ck_assert_uint_eq(a.live, 0);
	ck_assert_uint_eq(a.octets, 0);
	ck_assert_str_eq(a.name, "case");
}
END_TEST

START_TEST(large_blocks_do_not_waste_the_small_chunk)
{
	struct arena a;
	arena_init(&a, "connection");
	char *small = arena_strdup(&a, "one");
	char *large = arena_alloc(&a, 100000);
	char *after = arena_copy(&a, "two", 4);
	memset(large, 'x', 100000);
	ck_assert_str_eq(small, "one");
	ck_assert_str_eq(after, "two");
	ck_assert_int_lt(after - small, 64); /* still from the first chunk */
	arena_free(&a);
	ck_assert_str_eq(arena_strdup(&a, "again"), "again");
	arena_free(&a);
	arena_free(&a);
}
END_TEST

START_TEST(impossible_sizes_are_refused)
{
	struct arena a;
	arena_init(&a, "case");
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX));
	ck_assert_ptr_null(arena_alloc(&a, SIZE_MAX - 64));
	ck_assert_uint_eq(a.live, 0);
	arena_free(&a);
}
END_TEST

RUN_SUITE("arena", blocks_are_zeroed_aligned_and_apart, large_blocks_do_not_waste_the_small_chunk,
	  impossible_sizes_are_refused)

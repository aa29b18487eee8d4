/* SPDX-License-Identifier: Apache-2.0 */
#include <check.h>
#include <stdlib.h>

#include "base/map.h"
#include "base/rng.h"

START_TEST(test_empty)
{
	struct map m = {0};

	ck_assert_ptr_null(map_get(&m, 0));
	map_remove(&m, 0);
	map_free(&m);
}
END_TEST

/* Random additions, changes and removals against a plain array. */
START_TEST(test_against_array)
{
	enum { KEYS = 3000 };
	static uint64_t value[KEYS];
	static bool there[KEYS];
	struct map m = {0};
	struct rng r;
	size_t n = 0;

	rng_seed(&r, 7);
	for (int i = 0; i < 200000; i++) {
		uint64_t k = rng_below(&r, KEYS), v = rng_u64(&r);
		if (rng_below(&r, 3) > 0) {
			ck_assert(map_put(&m, k << 20, v));
			n += !there[k];
			there[k] = true;
			value[k] = v;
		} else {
			map_remove(&m, k << 20);
			n -= there[k];
			there[k] = false;
		}
		k = rng_below(&r, KEYS);
		uint64_t *found = map_get(&m, k << 20);
		ck_assert(there[k] ? found != NULL && *found == value[k] : found == NULL);
		ck_assert_uint_eq(m.n, n);
	}
	map_free(&m);
	ck_assert_ptr_null(map_get(&m, 1));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("map");
	TCase *c = tcase_create("map");

	tcase_add_test(c, test_empty);
	tcase_add_test(c, test_against_array);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* main() of a libcheck program of one test case: RUN_SUITE("name", test, test, ...). */
#ifndef BASE_TESTS_RUN_SUITE_H
#define BASE_TESTS_RUN_SUITE_H

#include <check.h>
#include <stdlib.h>

#define RUN_SUITE(name, ...)                                                                                           \
	int main(void)                                                                                                 \
	{                                                                                                              \
		const TTest *const tests[] = {__VA_ARGS__};                                                            \
		Suite *s = suite_create(name);                                                                         \
		TCase *c = tcase_create(name);                                                                         \
		suite_add_tcase(s, c);                                                                                 \
		for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)                                          \
			tcase_add_test(c, tests[i]);                                                                   \
		SRunner *r = srunner_create(s);                                                                        \
		srunner_run_all(r, CK_ENV);                                                                            \
		int failed = srunner_ntests_failed(r);                                                                 \
		srunner_free(r);                                                                                       \
		return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                                           \
	}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Limits from words: what is taken, what is refused, and that a refusal changes nothing. */
#include <check.h>
#include <string.h>

#include "iut/iut.h"

START_TEST(taken)
{
	struct iut_limits l = iut_limits_default();
	char err[200] = "";
	static const char *const words[] = {"answer=1500ms", "end=3s",      "output=2MiB",   "case-output=3GiB",
					    "records=17",    "wakes=18",    "memory=512KiB", "cpu=2min",
					    "case=90s",      "processes=19"};
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		ck_assert_msg(iut_limits_set(&l, words[i], err, sizeof(err)), "%s", err);
	ck_assert_uint_eq(l.answer_ms, 1500);
	ck_assert_uint_eq(l.end_ms, 3000);
	ck_assert_uint_eq(l.advance_octets, 2 << 20);
	ck_assert_uint_eq(l.case_octets, (uint64_t)3 << 30);
	ck_assert_uint_eq(l.case_records, 17);
	ck_assert_uint_eq(l.idle_wakes, 18);
	ck_assert_uint_eq(l.memory_octets, 512 << 10);
	ck_assert_uint_eq(l.cpu_s, 120);
	ck_assert_uint_eq(l.case_ms, 90000);
	ck_assert_uint_eq(l.processes, 19);
}
END_TEST

START_TEST(refused)
{
	static const struct {
		const char *words, *why;
	} bad[] = {{"patience=3s", "is no limit"},
		   {"", "is no limit"},
		   {"answer", "not like answer=10s"},
		   {"answer=", "not like"},
		   {"answer=3", "not like"},
		   {"answer=0s", "not like"},
		   {"answer=-1s", "not like"},
		   {"answer=3 s", "not like"},
		   {"answer=2days", "not like"},
		   {"memory=4GB", "not like memory=4GiB"},
		   {"records=1KiB", "not like"},
		   {"answer=99999999999999999999s", "not like"},
		   {"memory=99999999999999GiB", "not like"}};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct iut_limits l = iut_limits_default(), same = l;
		char err[200] = "";
		ck_assert_msg(!iut_limits_set(&l, bad[i].words, err, sizeof(err)), "%s", bad[i].words);
		ck_assert_msg(strstr(err, bad[i].why), "%s", err);
		ck_assert_mem_eq(&l.answer_ms, &same.answer_ms, sizeof(l.answer_ms));
		ck_assert_uint_eq(l.case_records, same.case_records);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("limits");
	TCase *t = tcase_create("limits");
	tcase_add_test(t, taken);
	tcase_add_test(t, refused);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

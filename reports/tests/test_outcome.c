/* SPDX-License-Identifier: Apache-2.0 */
/* What a report comes to: each exit code, and which of several reasons counts. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

static const struct report_case passed = {.id = "a", .verdict = VERDICT_PASS},
				open = {.id = "b", .verdict = VERDICT_INCONCLUSIVE},
				broken = {.id = "c", .verdict = VERDICT_ERROR, .error = "x", .blame = "iut"},
				ours = {.id = "d", .verdict = VERDICT_ERROR, .error = "x", .blame = "harness"};
static const struct report_param difference = {"roles egress", "declared, but never shown"};

static int code_of(const struct report *r)
{
	struct report_outcome o = report_outcome(r);

	ck_assert_ptr_nonnull(o.words);
	return o.code;
}

START_TEST(codes)
{
	struct report r = {.iut_spec = "child:x", .probe = "passed", .planned = 1, .n_cases = 1, .cases = &passed};

	ck_assert_int_eq(code_of(&r), 0);
	r.cases = &open;
	ck_assert_int_eq(code_of(&r), 4);
	r.cases = &broken;
	ck_assert_int_eq(code_of(&r), 6);
	r.cases = &ours;
	ck_assert_int_eq(code_of(&r), 3);
	r.cases = &passed;
	r.probe = "failed: accepted everything";
	ck_assert_int_eq(code_of(&r), 6);
	/* The built-in dummies fail the probe on purpose. */
	r.iut_spec = "mute";
	ck_assert_int_eq(code_of(&r), 0);
}
END_TEST

START_TEST(vacuity)
{
	struct report r = {.iut_spec = "child:x", .probe = "passed"};

	/* Nothing was to run, nothing has. */
	ck_assert_int_eq(code_of(&r), 4);
	/* More was to run than has, and nobody stopped it. */
	r.planned = 2;
	r.n_cases = 1;
	r.cases = &passed;
	ck_assert_int_eq(code_of(&r), 4);
	ck_assert_str_eq(report_outcome(&r).words, "The counts do not add up");
	r.incomplete = true;
	ck_assert_int_eq(code_of(&r), 0);
	r.incomplete = false;
	r.planned = 0;
	ck_assert_int_eq(code_of(&r), 4);
}
END_TEST

START_TEST(statement)
{
	struct report r = {.iut_spec = "child:x",
			   .probe = "passed",
			   .planned = 1,
			   .n_cases = 1,
			   .cases = &passed,
			   .n_statement = 1,
			   .statement = &difference};

	ck_assert_int_eq(code_of(&r), 1);
	ck_assert_str_eq(report_outcome(&r).words, "Not what its PICS says");
	/* An implementation that decided nothing has shown nothing either: that comes first. */
	r.cases = &open;
	ck_assert_int_eq(code_of(&r), 4);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("outcome");
	TCase *t = tcase_create("outcome");
	tcase_add_test(t, codes);
	tcase_add_test(t, vacuity);
	tcase_add_test(t, statement);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

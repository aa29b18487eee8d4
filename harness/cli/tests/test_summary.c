/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says at its end where no run can come to by itself: cases that were planned and are gone. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "run_report.h"
#include "suite.h"

static struct suite suite;
static struct planned *cases;
static size_t n_cases;

static void setup(void)
{
	setenv("ISATM_DATA", SOURCE_DIR, 1);
	ck_assert(suite_load(&suite));
	struct pics *pics = pics_everything();
	struct selection sel = {.profile = profiles_find(suite.profiles, "issll-1998"), .pics = pics};
	ck_assert_ptr_nonnull(sel.profile);
	cases = suite_plan(&suite, &sel, &n_cases);
	pics_free(pics);
	ck_assert_ptr_nonnull(cases);
}

static void teardown(void)
{
	free(cases);
	suite_free(&suite);
}

/* The summary of a run of the first cases of the plan; 'lost' of them came to no verdict, the others pass. */
static int summary(size_t n, size_t lost, const char *stopped, char **text)
{
	struct case_result *results = calloc(n, sizeof(*results));
	struct pics *pics = pics_everything();
	struct selection sel = {.profile = profiles_find(suite.profiles, "issll-1998"), .pics = pics};
	struct vector_pixit pixit = vector_pixit_defaults();
	struct iut_hello hello = {.name = "box", .version = "1"};
	struct run_outcome outcome = {
	    .suite = &suite,
	    .selection = &sel,
	    .pixit = &pixit,
	    .command = "run",
	    .iut_spec = "reference",
	    .probe = "passed",
	    .hello = &hello,
	    .reproducible = true,
	    .stopped = stopped,
	    .started = "",
	    .cases = cases,
	    .results = results,
	    .n = n,
	};
	struct report_paths paths = {0};
	struct requirement_sum sum = {0};
	size_t len;

	ck_assert_ptr_nonnull(results);
	for (size_t i = 0; i < n; i++) {
		cases[i].choice = CHOSEN;
		results[i].verdict = i < lost ? VERDICT_NONE : VERDICT_PASS;
	}
	ck_assert(suite_sum(&suite, &sel, cases, n, results, &sum));
	struct run_report *r = run_report_make(&outcome, &sum);
	ck_assert_ptr_nonnull(r);
	FILE *f = open_memstream(text, &len);
	ck_assert_ptr_nonnull(f);
	run_report_summary(r, &paths, f, false);
	fclose(f);
	int code = run_report_code(r);
	run_report_free(r);
	requirement_sum_free(&sum);
	pics_free(pics);
	free(results);
	return code;
}

START_TEST(vanished_cases)
{
	char *text;

	ck_assert_int_eq(summary(4, 0, NULL, &text), 0);
	ck_assert_msg(strstr(text, "No breach found") == text && strstr(text, "were planned") == NULL, "%s", text);
	free(text);
	ck_assert_int_eq(summary(4, 1, NULL, &text), 4);
	ck_assert_msg(strstr(text, "The counts do not add up (exit 4") == text, "%s", text);
	ck_assert_msg(strstr(text, "\n4 cases were planned, 3 are here\n") != NULL, "%s", text);
	free(text);
	/* Whoever stops a run knows that it is not all there. */
	ck_assert_int_eq(summary(4, 1, "SIGINT", &text), 0);
	ck_assert_msg(strstr(text, "incomplete: SIGINT") != NULL && strstr(text, "were planned") == NULL, "%s", text);
	free(text);
	ck_assert_int_eq(summary(4, 4, "SIGINT", &text), 4);
	ck_assert_msg(strstr(text, "Nothing was decided") == text, "%s", text);
	free(text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("summary");
	TCase *tc = tcase_create("summary");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, vanished_cases);
	suite_add_tcase(s, tc);
	SRunner *sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	int failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

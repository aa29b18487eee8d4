/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts join and only get worse; what was covered and not provoked is inconclusive; expectations stand beside
 * checks. */
#include "scene_stream.h"

static const struct finding *find(const struct case_verdict *v, const char *requirement, const char *source)
{
	for (size_t i = 0; i < v->n; i++) {
		if (strcmp(v->findings[i].requirement, requirement) == 0 &&
		    (source == NULL || strcmp(v->findings[i].source, source) == 0))
			return &v->findings[i];
	}
	return NULL;
}

START_TEST(join)
{
	static const enum verdict order[] = {VERDICT_NONE, VERDICT_PASS, VERDICT_INCONCLUSIVE, VERDICT_FAIL,
					     VERDICT_ERROR};
	for (size_t a = 0; a < 5; a++) {
		for (size_t b = 0; b < 5; b++)
			ck_assert_int_eq(verdict_join(order[a], order[b]), order[a > b ? a : b]);
	}
	ck_assert_str_eq(verdict_name(VERDICT_PASS), "pass");
	ck_assert_str_eq(verdict_name(VERDICT_ERROR), "error");
}
END_TEST

START_TEST(unprovoked)
{
	static const char *const covers[] = {"TEARDOWN-8", "TEARDOWN-9", "NO-SUCH"};
	struct trace *t = scene_trace(
	    "ingress", "1..91<path 1..91>path 1..91<resv 1.1>setup.1 1.2<connect.1 92<resvtear 93>release.1 200<end");
	struct judge_input in = {.trace = t, .params = scene_params("ingress"), .n_covers = 3, .covers = covers};
	struct case_verdict v;

	ck_assert(judge_case(&in, &v));
	ck_assert_int_eq(find(&v, "TEARDOWN-8", NULL)->verdict, VERDICT_PASS);
	ck_assert_int_eq(find(&v, "TEARDOWN-9", NULL)->verdict, VERDICT_INCONCLUSIVE);
	ck_assert_int_eq(find(&v, "NO-SUCH", NULL)->verdict, VERDICT_INCONCLUSIVE);
	ck_assert_int_eq(v.verdict, VERDICT_INCONCLUSIVE);
	ck_assert_ptr_null(find(&v, "TEARDOWN-12", NULL));
	case_verdict_free(&v);
	trace_free(t);
}
END_TEST

START_TEST(expectations)
{
	static const char *const covers[] = {"TEARDOWN-9"};
	const struct finding said[] = {
	    {.requirement = "TEARDOWN-8", .verdict = VERDICT_FAIL, .source = "expectation", .reason = "not in time"},
	    {.requirement = "TEARDOWN-9", .verdict = VERDICT_PASS, .source = "expectation"},
	};
	struct trace *t = scene_trace(
	    "ingress", "1..91<path 1..91>path 1..91<resv 1.1>setup.1 1.2<connect.1 92<resvtear 93>release.1 200<end");
	struct judge_input in = {.trace = t,
				 .params = scene_params("ingress"),
				 .n_covers = 1,
				 .covers = covers,
				 .n_expectations = 2,
				 .expectations = said};
	struct case_verdict v;

	ck_assert(judge_case(&in, &v));
	/* Both stand, and the worse decides. */
	ck_assert_int_eq(find(&v, "TEARDOWN-8", "check")->verdict, VERDICT_PASS);
	ck_assert_int_eq(find(&v, "TEARDOWN-8", "expectation")->verdict, VERDICT_FAIL);
	ck_assert_int_eq(v.verdict, VERDICT_FAIL);
	/* An expectation is enough for what the vector covers. */
	ck_assert_ptr_null(find(&v, "TEARDOWN-9", "check"));
	case_verdict_free(&v);
	trace_free(t);
}
END_TEST

/* BESTEFF-5: where a member has no data for want of a best-effort VC, no expectation about that fails. */
START_TEST(no_best_effort_vc)
{
	static const struct finding said[] = {
	    {.requirement = "BESTEFF-1", .verdict = VERDICT_FAIL, .source = "expectation", .reason = "2 packets lost"},
	    {.requirement = "BESTEFF-3", .verdict = VERDICT_FAIL, .source = "expectation"},
	    {.requirement = "BESTEFF-4", .verdict = VERDICT_FAIL, .source = "expectation"},
	    {.requirement = "COPY-1", .verdict = VERDICT_FAIL, .source = "expectation"},
	};
	bool denied = _i == 1;
	char words[400];
	snprintf(words, sizeof(words),
		 "0<group 0>in.1 0>in.2 1>betree.1.1 1<connect.1 1>add.1.2 1<ack.1.2 2..300<path 3<ip.900 3>data.1.900 "
		 "4..300<resv.1.1 4>tree.2.1 5<connect.2 %s 6>release.1 7<complete.1 each.100.2 250<end",
		 denied ? "5>betree.3.2 5<complete.3.47" : "");
	char *scene = scene_stream(words);
	struct trace *t = scene_trace("ingress", scene);
	struct judge_input in = {
	    .trace = t, .params = scene_params("ingress"), .n_expectations = 4, .expectations = said};
	struct case_verdict v;

	ck_assert(judge_case(&in, &v));
	for (size_t i = 0; i < 3; i++)
		ck_assert_int_eq(find(&v, said[i].requirement, "expectation")->verdict,
				 denied ? VERDICT_INCONCLUSIVE : VERDICT_FAIL);
	const struct finding *f = find(&v, "BESTEFF-1", "expectation");
	ck_assert(!denied || (strstr(f->reason, "no best-effort VC could be had") != NULL &&
			      strstr(f->reason, "2 packets lost") != NULL));
	ck_assert(!denied || strcmp(trace_by_id(t, f->events[0])->name, "RELEASE COMPLETE") == 0);
	ck_assert_int_eq(find(&v, "COPY-1", "expectation")->verdict, VERDICT_FAIL);
	case_verdict_free(&v);
	trace_free(t);
	free(scene);
}
END_TEST

START_TEST(worst_of_a_check)
{
	/* Two tears: one is followed by a release, the other is not. */
	struct trace *t = scene_trace(
	    "ingress", "1..91<path 1..91>path 1..91<resv 1.1>setup.1 1.2<connect.1 92<resvtear 93>release.1 "
		       "200..300<path 200..300<resv 200.1>setup.2 200.2<connect.2 301<resvtear 500<end");
	struct judge_input in = {.trace = t, .params = scene_params("ingress")};
	struct case_verdict v;

	ck_assert(judge_case(&in, &v));
	const struct finding *f = find(&v, "TEARDOWN-8", NULL);
	ck_assert_int_eq(f->verdict, VERDICT_FAIL);
	ck_assert_uint_eq(f->n_events, 2);
	ck_assert_str_eq(trace_by_id(t, f->events[1])->name, "ResvTear");
	ck_assert_int_eq(trace_by_id(t, f->events[1])->time, 301 * SECOND);
	ck_assert_ptr_nonnull(strstr(f->reason, "still open"));
	case_verdict_free(&v);
	trace_free(t);
}
END_TEST

START_TEST(roles)
{
	/* What the sender's side is judged by does not judge a receiver; a case without IUT is judged by none. */
	const char *words = "1..91<path 1..91<resv 1.1>setup.1 1.2<connect.1 92<resvtear 93>release.1 200<end";
	struct trace *t = scene_trace("ingress", words);
	struct judge_input in = {.trace = t, .params = scene_params("egress")};
	struct case_verdict v;

	ck_assert(judge_case(&in, &v));
	ck_assert_ptr_null(find(&v, "TEARDOWN-8", NULL));
	case_verdict_free(&v);
	trace_free(t);
	t = trace_create();
	trace_add_node(t, "I", false, 31);
	in.trace = t;
	ck_assert(judge_case(&in, &v));
	ck_assert_uint_eq(v.n, 0);
	ck_assert_int_eq(v.verdict, VERDICT_NONE);
	case_verdict_free(&v);
	trace_free(t);
	ck_assert(judge_has_check("TEARDOWN-12") && judge_has_check("ENCAP-8") && !judge_has_check("TEARDOWN-6"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("judge");
	TCase *tc = tcase_create("judge");
	tcase_add_test(tc, join);
	tcase_add_test(tc, unprovoked);
	tcase_add_test(tc, expectations);
	tcase_add_loop_test(tc, no_best_effort_vc, 0, 2);
	tcase_add_test(tc, worst_of_a_check);
	tcase_add_test(tc, roles);
	suite_add_tcase(suite, tc);
	SRunner *r = srunner_create(suite);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

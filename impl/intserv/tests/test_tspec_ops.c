/* SPDX-License-Identifier: Apache-2.0 */
/* Arithmetic on TSpecs and flowspecs (RFC 2211 8, RFC 2212 Ordering and Merging). */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "intserv/tspec_ops.h"

static struct flowspec cl(float r, float b, float p, uint32_t m, uint32_t M)
{
	return (struct flowspec){.service = INTSERV_CLS, .t = {r, b, p, m, M}};
}

static void assert_tspec(const struct tspec *t, float r, float b, float p, uint32_t m, uint32_t M)
{
	ck_assert_float_eq(t->r, r);
	ck_assert_float_eq(t->b, b);
	ck_assert(t->p == p);
	ck_assert_uint_eq(t->m, m);
	ck_assert_uint_eq(t->M, M);
}

START_TEST(validity)
{
	const struct tspec good = {125000, 16000, 250000, 64, 1500};
	static const float bad_rates[] = {0, -0.0f, -1, 0.5f, NAN, INFINITY, -INFINITY, 41e12f};
	ck_assert(tspec_valid(&good));
	for (size_t i = 0; i < sizeof(bad_rates) / sizeof(bad_rates[0]); i++) {
		struct tspec t = good;
		t.r = bad_rates[i];
		ck_assert(!tspec_valid(&t));
		t = good;
		t.b = bad_rates[i];
		ck_assert(!tspec_valid(&t));
		t = good;
		t.p = bad_rates[i];
		ck_assert(tspec_valid(&t) == (bad_rates[i] == INFINITY));
	}
	struct tspec t = good;
	t.m = 0;
	ck_assert(!tspec_valid(&t));
	t.m = 1501;
	ck_assert(!tspec_valid(&t));
	t.m = 1500;
	ck_assert(tspec_valid(&t));
	t.b = 251e9f;
	ck_assert(!tspec_valid(&t));
}
END_TEST

START_TEST(validity_of_services)
{
	struct flowspec f = cl(125000, 16000, 62500, 64, 1500);
	/* Controlled Load does not ask for p >= r. */
	ck_assert(flowspec_valid(&f));
	f.service = INTSERV_GS;
	f.R = 125000;
	ck_assert(!flowspec_valid(&f));
	f.t.p = INFINITY;
	ck_assert(flowspec_valid(&f));
	f.R = 124999;
	ck_assert(!flowspec_valid(&f));
	f.R = NAN;
	ck_assert(!flowspec_valid(&f));
	f.service = INTSERV_GENERAL;
	ck_assert(!flowspec_valid(&f));
}
END_TEST

START_TEST(order)
{
	struct flowspec a = cl(2000, 1000, INFINITY, 64, 1500), b = a;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_EQUAL);
	b.t.r = 1000;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_GREATER);
	ck_assert_int_eq(flowspec_order(&b, &a), ORDER_LESS);
	b.t.b = 2000;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_NONE);
	/* A smaller minimum policed unit is the greater demand. */
	b = a;
	b.t.m = 40;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_LESS);
	b = a;
	b.t.p = 4000;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_GREATER);
	b = a;
	b.service = INTSERV_GS;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_NONE);
	a.service = INTSERV_GS;
	a.R = b.R = 2000;
	a.S = 5;
	b.S = 9;
	ck_assert_int_eq(flowspec_order(&a, &b), ORDER_GREATER);
}
END_TEST

START_TEST(merging)
{
	struct flowspec a = cl(2000, 1000, 4000, 64, 1500), b = cl(1000, 2000, INFINITY, 40, 9180), out;
	ck_assert(flowspec_lub(&a, &b, &out));
	/* All grow but M: no sender may send what one receiver's path does not carry. */
	assert_tspec(&out.t, 2000, 2000, INFINITY, 40, 1500);
	ck_assert(flowspec_glb(&a, &b, &out));
	assert_tspec(&out.t, 1000, 1000, 4000, 64, 1500);
	ck_assert_int_ne(flowspec_order(&out, &a), ORDER_GREATER);

	/* m never passes M. */
	struct flowspec c = cl(1, 1, 1, 1000, 1500), d = cl(1, 1, 1, 40, 500);
	ck_assert(flowspec_glb(&c, &d, &out));
	ck_assert_uint_eq(out.t.m, 500);

	b.service = INTSERV_GS;
	ck_assert(!flowspec_lub(&a, &b, &out));
	ck_assert(!flowspec_glb(&a, &b, &out));

	a.service = INTSERV_GS;
	a.R = 3000;
	a.S = 100;
	b.R = 2500;
	b.S = 50;
	ck_assert(flowspec_lub(&a, &b, &out));
	ck_assert_float_eq(out.R, 3000);
	ck_assert_uint_eq(out.S, 50);
	/* In place. */
	ck_assert(flowspec_lub(&a, &b, &a));
	ck_assert(flowspec_equal(&a, &out));
}
END_TEST

START_TEST(sum_and_minimum)
{
	struct tspec a = {2000, 1000, 4000, 64, 1500}, b = {1000, 2000, INFINITY, 40, 9180}, out;
	tspec_sum(&a, &b, &out);
	assert_tspec(&out, 3000, 3000, INFINITY, 40, 9180);
	/* Not ordered: the deeper bucket and everything else small. */
	tspec_min(&a, &b, &out);
	assert_tspec(&out, 1000, 2000, 4000, 40, 1500);
	/* Ordered: the smaller one as a whole. */
	b = (struct tspec){3000, 3000, INFINITY, 40, 9180};
	tspec_min(&a, &b, &out);
	ck_assert(tspec_equal(&out, &a));
	tspec_min(&b, &a, &out);
	ck_assert(tspec_equal(&out, &a));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("tspec_ops");
	TCase *t = tcase_create("tspec_ops");
	tcase_add_test(t, validity);
	tcase_add_test(t, validity_of_services);
	tcase_add_test(t, order);
	tcase_add_test(t, merging);
	tcase_add_test(t, sum_and_minimum);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What the model makes of a trace: calls, sessions, reservations, replacements, silences. */
#include "scene.h"

static struct trace *trace;
static struct model *model;
static struct judge_params params;

static void look_at(const char *role, const char *words)
{
	trace = scene_trace(role, words);
	params = scene_params(role);
	model = model_build(trace, &params);
	ck_assert_ptr_nonnull(model);
}

static void done(void)
{
	model_free(model);
	trace_free(trace);
}

static void ck_time(vtime t, double seconds)
{
	ck_assert_int_eq(t, (vtime)(seconds * 1e6 + 0.5) * 1000);
}

START_TEST(call_life)
{
	look_at("ingress", "1>setup.1.v,l.2 1.1<proceeding.1 1.5<connect.1.l 9>release.1.31 9.1<complete.1.16 20<end");
	ck_assert_uint_eq(model->n_calls, 1);
	const struct mcall *c = &model->calls[0];
	ck_assert(c->by_iut && !c->best_effort && !c->refused && c->ended_by_iut);
	ck_time(c->t_setup, 1);
	ck_time(c->t_open, 1.5);
	ck_time(c->t_end, 9);
	ck_assert(c->setup && c->proceeding && c->connect && c->release && c->release_complete);
	ck_assert_uint_eq(c->end, c->release);
	ck_assert_uint_eq(c->cause, 31);
	ck_assert_uint_eq(c->fwd_pcr01, 3102);
	ck_assert_uint_eq(c->fwd_sdu, 1008);
	ck_assert_int_eq(c->n_blli, 2);
	ck_assert_str_eq(c->blli[0], "6b6680");
	ck_assert_str_eq(c->blli[1], "cc");
	ck_assert_str_eq(c->blli_chosen, "cc");
	ck_assert(!model_call_open(c, c->t_open - 1) && model_call_open(c, c->t_open) && !model_call_open(c, c->t_end));
	ck_assert_int_eq(model_call_of_conn(model, 1), 0);
	ck_assert_int_eq(model_call_of_conn(model, 2), NO_CALL);
	ck_assert_int_eq(model_call_of_conn(model, 0), NO_CALL);
	ck_time(model->end, 20);
	done();
}
END_TEST

START_TEST(calls_of_both_sides)
{
	/* The same call reference at both sides is two calls. */
	look_at("ingress",
		"1>be.1 1.1<connect.1 2<setup.2 2.1>connect.2 3>setup.3 3.1<complete.3.47 4<release.2.41 5<end");
	ck_assert_uint_eq(model->n_calls, 3);
	ck_assert(model->calls[0].by_iut && model->calls[0].best_effort && model->calls[0].end == 0);
	ck_assert_int_eq(model->calls[0].t_end, TIME_NEVER);
	ck_assert(!model->calls[1].by_iut && !model->calls[1].ended_by_iut && model->calls[1].cause == 41);
	ck_assert(model->calls[2].refused && !model->calls[2].ended_by_iut && model->calls[2].cause == 47);
	ck_assert_int_eq(model->calls[2].t_open, TIME_NEVER);
	done();
}
END_TEST

START_TEST(reservations)
{
	look_at("ingress",
		"1<path 2<resv 3<resv 4<resv.2 5<resv 6<resvlost.3 7<resvtear 8<resv.2 9>err 10>resv.2 11>path 20<end");
	ck_assert_uint_eq(model->n_sessions, 1);
	const struct msession *s = &model->sessions[0];
	ck_assert_str_eq(s->dst, "10.2.0.2");
	ck_assert_str_eq(s->src, "10.1.0.1");
	ck_assert_uint_eq(s->port, 5000);
	ck_assert_uint_eq(s->src_port, 4000);
	static const enum mresv_kind kinds[] = {RESV_NEW, RESV_REFRESH, RESV_UP, RESV_DOWN, RESV_TEAR, RESV_NEW};
	ck_assert_uint_eq(s->n_resv, 6);
	for (size_t i = 0; i < s->n_resv; i++)
		ck_assert_int_eq(s->resv[i].kind, kinds[i]);
	ck_assert(s->resv[2].before.r == 25000 && s->resv[2].spec.r == 50000 && s->resv[2].spec.M == 1000);
	ck_assert_uint_eq(s->n_resv_up, 1);
	ck_assert_uint_eq(s->n_path, 1);
	ck_assert_uint_eq(s->n_path_down, 1);
	ck_assert_uint_eq(s->n_err, 1);
	ck_assert_ptr_null(model_resv_at(s, 2 * SECOND));
	ck_assert_ptr_eq(model_resv_at(s, 2 * SECOND + 1), &s->resv[0]);
	ck_assert_ptr_null(model_resv_at(s, 8 * SECOND));
	ck_assert_ptr_eq(model_resv_at(s, TIME_NEVER), &s->resv[5]);
	done();
}
END_TEST

START_TEST(receiver_side)
{
	look_at("egress",
		"1<path 1.1>path 2<resv 2.1>resv 3<err 4>err 5>conf 6<setup.1 6.1>connect.1 7<data.1.1 7.1>ip.1 "
		"8<end");
	const struct msession *s = &model->sessions[0];
	ck_assert(!model->sender_side);
	ck_assert_uint_eq(s->n_path, 1);
	ck_assert_uint_eq(s->n_path_down, 1);
	ck_assert_uint_eq(s->n_resv, 1);
	ck_assert_uint_eq(s->n_resv_up, 1);
	ck_assert_uint_eq(s->n_err, 1);
	ck_assert_uint_eq(s->n_conf, 1);
	ck_assert_uint_eq(s->n_given, 1);
	ck_assert_uint_eq(s->n_sent, 1);
	ck_assert_uint_eq(model->calls[0].data_in, 1);
	ck_assert_int_eq(model->calls[0].session, 0);
	done();
}
END_TEST

START_TEST(data_and_silence)
{
	look_at("ingress",
		"0>be.9 0.1<connect.9 1<path 1<resv 1.1>setup.1 2<connect.1 2.5<ip.1 3>data.1.1 5>data.1.2.v "
		"15>frame.1 16>data.9.3 20<release.1.41 100<end");
	const struct mcall *be = &model->calls[0], *c = &model->calls[1];
	ck_assert_uint_eq(c->data_out, 2);
	ck_assert_uint_eq(c->out.data[FORM_LLC], 1);
	ck_assert_uint_eq(c->out.data[FORM_VCMUX], 1);
	ck_assert_uint_eq(c->out.other, 1);
	ck_assert_uint_eq(c->first_data_out, c->out.first_data[FORM_LLC]);
	ck_assert_uint_eq(c->last_data_out, c->out.first_data[FORM_VCMUX]);
	ck_time(c->t_first_data_out, 3);
	ck_time(c->t_last_data_out, 5);
	ck_time(c->t_last_frame, 15);
	ck_time(c->longest_silence, 10);
	/* Open to the end: the last silence counts as far as the case goes; RSVP breaks it. */
	ck_assert_uint_eq(be->rsvp_in, 1);
	ck_time(be->longest_silence, 84);
	ck_time(be->t_last_frame, 16);
	ck_assert_uint_eq(model->sessions[0].n_given, 1);
	ck_assert_uint_eq(model->sessions[0].n_sent, 3);
	done();
}
END_TEST

START_TEST(replacements)
{
	look_at("ingress", "1<path 1<resv 1.1>setup.1 2<connect.1 10<resv.2 10.1>setup.2.l.2 11<connect.2 12>release.1 "
			   "20<resv 20.1>setup.3 20.2<complete.3.47 30>release.2 40>setup.4 40.1<connect.4 50<end");
	ck_assert_uint_eq(model->n_calls, 4);
	ck_assert_uint_eq(model->n_replacements, 2);
	ck_assert_int_eq(model->replacements[0].old_call, 0);
	ck_assert_int_eq(model->replacements[0].new_call, 1);
	ck_assert_int_eq(model->replacements[1].old_call, 1);
	ck_assert_int_eq(model->replacements[1].new_call, 2);
	done();
}
END_TEST

START_TEST(descriptor)
{
	struct mspec spec = {.r = 48000, .b = 4800, .p = 96000, .m = 40, .M = 1000};
	struct mdescriptor d;

	look_at("ingress", "1<end");
	model_descriptor(model, &spec, 8, &d);
	/* No mix of packets needs less than its best one, and the formula of the documents bounds it from above. */
	ck_assert(d.scr_min >= 1000 && d.scr_min < d.scr_max && d.scr_max <= 2600);
	ck_assert(d.pcr_min >= 2 * d.scr_min - 1 && d.pcr_max <= 2 * d.scr_max);
	ck_assert(d.mbs_min >= 100 && d.mbs_min < d.mbs_max);
	/* Far below the line: 400000 octets/s. */
	spec.p = 400000;
	model_descriptor(model, &spec, 8, &d);
	ck_assert(d.pcr_min >= 8334 && d.pcr_max <= 21500);
	spec.p = 1e12;
	model_descriptor(model, &spec, 8, &d);
	ck_assert_uint_eq(d.pcr_max, 149760000 / 424);
	done();
}
END_TEST

START_TEST(names_of_ends)
{
	/* Who is no member keeps its address; the selector says nothing. */
	char text[] = "471001000000000000000000000000000000000f and 4710020000000000000000000000000000000000, deaf; "
		      "4710010000000000000000000000000000000000";

	look_at("ingress", "0.5<in.1 1<end");
	model_name_ends(model, text);
	ck_assert_str_eq(text, "E1 and 4710020000000000000000000000000000000000, deaf; E1");
	done();
}
END_TEST

START_TEST(nothing)
{
	/* A trace without IUT, and one without events. */
	struct trace *t = trace_create();
	params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	ck_assert_ptr_nonnull(m);
	ck_assert_int_eq(m->iut, -1);
	ck_assert_uint_eq(m->n_calls + m->n_sessions, 0);
	model_free(m);
	trace_free(t);
	model_free(NULL);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("model");
	TCase *tc = tcase_create("model");
	tcase_add_test(tc, call_life);
	tcase_add_test(tc, calls_of_both_sides);
	tcase_add_test(tc, reservations);
	tcase_add_test(tc, receiver_side);
	tcase_add_test(tc, data_and_silence);
	tcase_add_test(tc, replacements);
	tcase_add_test(tc, descriptor);
	tcase_add_test(tc, names_of_ends);
	tcase_add_test(tc, nothing);
	suite_add_tcase(suite, tc);
	SRunner *r = srunner_create(suite);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

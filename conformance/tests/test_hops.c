/* SPDX-License-Identifier: Apache-2.0 */
/* What the model makes of several next hops and senders: requests merged, and each by itself. */
#include "scene.h"

/* The requests of the session, merged: kind (n new, r refresh, u up, d down, o other, t tear), size Q, time. */
static const struct {
	const char *words, *merged, *first_hop;
} scenes[] = {
    /* One next hop: nothing is merged. */
    {"1>path 2<resv.1 32<resv.1 40<resv.2 50<resvtear.2", "n1@2 r1@32 u2@40 t2@50", "n1@2 r1@32 u2@40 t2@50"},
    /* The second one asks for the same, for more, for less again. */
    {"1>path 2<resv.1.1 3<resv.1.2 4<resv.2.2 5<resv.1.2", "n1@2 r1@3 u2@4 d1@5", "n1@2"},
    /* A smaller request beside a larger one changes nothing. */
    {"1>path 2<resv.2.1 3<resv.1.2 4<resvtear.1.2", "n2@2 r2@3 r2@4", "n2@2"},
    /* The larger one goes; then the last. */
    {"1>path 2<resv.1.1 3<resv.2.2 4<resvtear.2.2 5<resvtear.1.1", "n1@2 u2@3 d1@4 t1@5", "n1@2 t1@5"},
    /* State that is not refreshed lives (K + 0.5) * 1.5 * R = 157.5 s. */
    {"1>path 2..392<resv.1.1 3<resv.2.2 400<end",
     "n1@2 u2@3 r2@32 r2@62 r2@92 r2@122 r2@152 d1@160.5 r1@182 r1@212 r1@242 r1@272 r1@302 r1@332 r1@362 r1@392",
     "n1@2 r1@32 r1@62 r1@92 r1@122 r1@152 r1@182 r1@212 r1@242 r1@272 r1@302 r1@332 r1@362 r1@392"},
};

static void requests(const struct mresv *r, size_t n, char *text, size_t len)
{
	static const char kinds[] = {[RESV_NEW] = 'n',  [RESV_REFRESH] = 'r',      [RESV_UP] = 'u',
				     [RESV_DOWN] = 'd', [RESV_OTHER_CHANGE] = 'o', [RESV_TEAR] = 't'};
	size_t at = 0;

	text[0] = '\0';
	for (size_t i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, len - at, "%s%c%.0f@%g", i > 0 ? " " : "", kinds[r[i].kind],
				       r[i].spec.r / 25000, (double)r[i].time / 1e9);
}

START_TEST(merged)
{
	struct trace *t = scene_trace("ingress", scenes[_i].words);
	struct judge_params params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	char text[1000];

	ck_assert_uint_eq(m->n_sessions, 1);
	const struct msession *s = &m->sessions[0];
	requests(s->resv, s->n_resv, text, sizeof(text));
	ck_assert_str_eq(text, scenes[_i].merged);
	requests(s->hops[0].resv, s->hops[0].n_resv, text, sizeof(text));
	ck_assert_str_eq(text, scenes[_i].first_hop);
	model_free(m);
	trace_free(t);
}
END_TEST

START_TEST(hops)
{
	struct trace *t = scene_trace("ingress", "1>path 2<resv.1.1 3<resv.2.2 9<resvtear.1.1");
	struct judge_params params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	const struct msession *s = &m->sessions[0];

	ck_assert(!s->multicast && !s->shared && s->leader == 0);
	ck_assert_uint_eq(s->n_hops, 2);
	ck_assert_str_eq(s->hops[0].address, "10.0.0.1");
	ck_assert_str_eq(s->hops[1].address, "10.0.0.2");
	ck_assert_ptr_null(model_hop_resv_at(&s->hops[1], 3 * SECOND));
	ck_assert(model_hop_resv_at(&s->hops[1], 4 * SECOND)->spec.r == 50000);
	ck_assert_ptr_null(model_hop_resv_at(&s->hops[0], 10 * SECOND));
	ck_assert_int_eq(s->resv[1].hop, 1);
	model_free(m);
	trace_free(t);
}
END_TEST

/* What senders share stands at the first of them, and so does the VC. */
START_TEST(shared)
{
	static const char *const styles[] = {"se", "wf"};
	char words[200];
	snprintf(words, sizeof(words),
		 "1<path 1<path.1.4001 2<resv.1.1.%s 3<resv.1.2.%s 3>setup.1 3.1<connect.1 4<resvtear.1.2.%s",
		 styles[_i], styles[_i], styles[_i]);
	struct trace *t = scene_trace("ingress", words);
	struct judge_params params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	char text[200];

	ck_assert_uint_eq(m->n_sessions, 2);
	ck_assert(m->sessions[0].shared && m->sessions[1].shared);
	ck_assert(m->sessions[0].leader == 0 && m->sessions[1].leader == 0);
	requests(m->sessions[0].resv, m->sessions[0].n_resv, text, sizeof(text));
	ck_assert_str_eq(text, "n1@2 r1@3 r1@4");
	ck_assert_uint_eq(m->sessions[1].n_resv, 0);
	ck_assert_int_eq(m->calls[0].session, 0);
	model_free(m);
	trace_free(t);
}
END_TEST

/* The call's parties, and members of groups from the facts of the case. */
START_TEST(parties_and_members)
{
	struct trace *t = scene_trace("ingress", "1>setup.1 2<connect.1 9>release.1 9.1<complete.1");
	trace_add_text(t, TRACE_NET, 0, PCO_NONE, TRACE_OUT, 10 * SECOND, "member",
		       "group=239.1.1.1 node=E1 ip=10.0.0.2 atm=4701 state=in", 0);
	trace_add_text(t, TRACE_NET, 0, PCO_NONE, TRACE_OUT, 12 * SECOND, "member",
		       "group=239.1.1.1 node=E1 ip=10.0.0.2 atm=4701 state=out", 0);
	trace_add_text(t, TRACE_NET, 0, PCO_NONE, TRACE_OUT, 14 * SECOND, "member",
		       "group=239.1.1.1 node=E1 ip=10.0.0.2 atm=4701 state=in", 0);
	struct judge_params params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	const struct mcall *c = &m->calls[0];
	const struct party *in[2];

	ck_assert(!c->p2mp);
	ck_assert_uint_eq(c->n_parties, 1);
	ck_assert(model_filling(c, SECOND) && !model_filling(c, 2 * SECOND));
	ck_assert_uint_eq(model_leaves(c, SECOND, in, 2), 0);
	ck_assert_uint_eq(model_leaves(c, 2 * SECOND, in, 2), 1);
	ck_assert_ptr_eq(in[0], c->parties[0]);
	ck_assert(model_leaf(c, c->peer, 8 * SECOND) && !model_leaf(c, c->peer, 9 * SECOND));
	ck_assert(!model_leaf(c, "4709", 8 * SECOND));
	ck_assert(!model_is_member(m, "239.1.1.1", "4701", 9 * SECOND));
	ck_assert(model_is_member(m, "239.1.1.1", "4701", 11 * SECOND));
	ck_assert(!model_is_member(m, "239.1.1.1", "4701", 13 * SECOND));
	ck_assert(model_is_member(m, "239.1.1.1", "4701", 15 * SECOND));
	ck_assert(!model_is_member(m, "239.1.1.2", "4701", 15 * SECOND));
	model_free(m);
	trace_free(t);
}
END_TEST

/* The same of a group: parties of a tree, next hops by the members' addresses. */
START_TEST(tree_and_group)
{
	struct trace *t = scene_trace("ingress", "0>group 0>in.1 0>in.2 1>path 2<resv.1.1 3>tree.1.1.2 4<connect.1 "
						 "5>add.1.2 6<ack.1.2 7>data.1.1 8>drop.1.0 8.1<dropped.1.0 9>out.2");
	struct judge_params params = scene_params("ingress");
	struct model *m = model_build(t, &params);
	const struct mcall *c = &m->calls[0];
	const struct msession *s = &m->sessions[0];

	ck_assert(c->p2mp && !c->best_effort && c->fwd_pcr01 == 3102);
	ck_assert_uint_eq(c->n_parties, 2);
	ck_assert(s->multicast && s->n_sent == 1);
	ck_assert_str_eq(s->hops[0].atm, m->members[0].atm);
	ck_assert(party_same_address(c->parties[1]->address, m->members[1].atm));
	ck_assert(model_leaf(c, m->members[0].atm, 7 * SECOND) && !model_leaf(c, m->members[0].atm, 8 * SECOND));
	ck_assert(!model_leaf(c, m->members[1].atm, 5 * SECOND) && model_leaf(c, m->members[1].atm, 9 * SECOND));
	ck_assert(model_is_member(m, s->dst, c->parties[1]->address, 8 * SECOND));
	ck_assert(!model_is_member(m, s->dst, c->parties[1]->address, 9 * SECOND));
	model_free(m);
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("conformance/hops");
	TCase *t = tcase_create("hops");

	tcase_add_loop_test(t, merged, 0, (int)(sizeof(scenes) / sizeof(*scenes)));
	tcase_add_test(t, hops);
	tcase_add_loop_test(t, shared, 0, 2);
	tcase_add_test(t, parties_and_members);
	tcase_add_test(t, tree_and_group);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

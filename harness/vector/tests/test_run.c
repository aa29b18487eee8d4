/* SPDX-License-Identifier: Apache-2.0 */
/* Whole cases: testers alone, the reference, IUTs that must earn no pass, sameness of two runs. */
#include "iut/iut.h"
#include "scratch.h"

#define MAX_X 512

static struct vector_set *tree(void)
{
	char err[4000];
	struct vector_set *set = vector_set_load(SOURCE_DIR "/vectors", err, sizeof(err));

	ck_assert_msg(set != NULL, "%s", err);
	return set;
}

static void show(const struct vcase *c, const struct vexpectation *x)
{
	ck_abort_msg("%s, line %d: %s", c->id, x->line, x->text);
}

/* Every expectation of every case of a vector passes, also from the trace as it is kept. */
static void all_pass(const struct vector *v, struct iut_factory *factory)
{
	struct vector_pixit pixit = vector_pixit_defaults();
	size_t n = vector_expand(v, NULL, 0);
	struct vcase *cases = calloc(n, sizeof(*cases));
	struct vexpectation *x = calloc(MAX_X, sizeof(*x));

	vector_expand(v, cases, n);
	for (size_t i = 0; i < n; i++) {
		struct vrun run;
		const char *idle = vcase_param(&cases[i], "idle");
		if (idle != NULL && strcmp(idle, "24h") == 0)
			continue;
		vcase_run(&cases[i], factory, &pixit, 1, NULL, NULL, &run);
		ck_assert_msg(!run.harness_error && !run.iut_fault, "%s: %s", cases[i].id, run.text);
		ck_assert_ptr_nonnull(run.trace);
		size_t results = vcase_judge(&cases[i], run.trace, &pixit, x, MAX_X);
		ck_assert(results > 0 && results <= MAX_X);
		for (size_t k = 0; k < results; k++) {
			if (x[k].verdict != VV_PASS)
				show(&cases[i], &x[k]);
		}
		trace_free(run.trace);
	}
	free(x);
	free(cases);
}

static const struct {
	const char *file, *id;
} innocent[] = {
    {SOURCE_DIR "/harness/vector/tests/vectors/pair.xml", "harness/tester-pair"},
    {SOURCE_DIR "/harness/vector/tests/vectors/group.xml", "harness/tester-group"},
};

START_TEST(testers_alone)
{
	struct vector_set *set = tree();
	char err[2000];

	ck_assert_msg(vector_set_add(set, innocent[_i].file, err, sizeof(err)), "%s", err);
	all_pass(vector_by_id(set, innocent[_i].id), NULL);
	vector_set_free(set);
}
END_TEST

static const char *const first_vectors[] = {
    "init/first-reservation",      "init/accept-p2p",        "teardown/initiator-idle-qos",
    "dynqos/upgrade-connect-held", "dynqos/upgrade-refused", "encapsulation/llc-only-peer",
};

START_TEST(reference_passes)
{
	char err[400];
	struct vector_set *set = tree();
	struct iut_factory *f = iut_factory_create("reference", err, sizeof(err));

	ck_assert_msg(f != NULL, "%s", err);
	all_pass(vector_by_id(set, first_vectors[_i]), f);
	iut_factory_free(f);
	vector_set_free(set);
}
END_TEST

/* The testers can stand on both sides of any vector. */
START_TEST(any_vector_without_iut)
{
	struct vector_set *set = tree();
	struct vector_pixit pixit = vector_pixit_defaults();
	struct vcase c;
	struct vrun run;

	vector_expand(vector_by_id(set, "init/first-reservation"), &c, 1);
	vcase_run(&c, NULL, &pixit, 1, NULL, NULL, &run);
	ck_assert(!run.harness_error && !run.iut_fault && run.trace != NULL);
	for (size_t i = 0; i < trace_n_nodes(run.trace); i++)
		ck_assert(!trace_node_is_iut(run.trace, (uint16_t)i));
	trace_free(run.trace);
	vector_set_free(set);
}
END_TEST

static const char *const dummies[] = {"mute", "refuse-all", "echo"};

/* No vector of the tree gives an IUT of no use a pass for any requirement. */
START_TEST(dummies_earn_nothing)
{
	char err[400];
	struct vector_set *set = tree();
	struct iut_factory *f = iut_factory_create(dummies[_i], err, sizeof(err));
	struct vector_pixit pixit = vector_pixit_defaults();
	struct vexpectation *x = calloc(MAX_X, sizeof(*x));

	ck_assert_msg(f != NULL, "%s", err);
	for (size_t i = 0; i < vector_set_n(set); i++) {
		struct vcase c;
		struct vrun run;
		bool bad = false;
		if (vector_expand(vector_at(set, i), &c, 1) == 0 || strcmp(c.role, "none") == 0)
			continue;
		vcase_run(&c, f, &pixit, 1, NULL, NULL, &run);
		ck_assert_msg(!run.harness_error, "%s: %s", c.id, run.text);
		size_t n = run.trace != NULL ? vcase_judge(&c, run.trace, &pixit, x, MAX_X) : 0;
		for (size_t k = 0; k < n && k < MAX_X; k++)
			bad = bad || x[k].verdict != VV_PASS;
		ck_assert_msg(bad || run.iut_fault, "%s passes %s", dummies[_i], c.id);
		trace_free(run.trace);
	}
	free(x);
	iut_factory_free(f);
	vector_set_free(set);
}
END_TEST

static char *trace_of(const struct vcase *c, struct iut_factory *f, uint64_t seed, size_t *len)
{
	struct vector_pixit pixit = vector_pixit_defaults();
	struct vrun run;
	char *text = NULL;

	vcase_run(c, f, &pixit, seed, NULL, NULL, &run);
	FILE *m = open_memstream(&text, len);
	ck_assert(trace_save(run.trace, m));
	fclose(m);
	trace_free(run.trace);
	return text;
}

START_TEST(same_seed_same_trace)
{
	char err[400];
	struct vector_set *set = tree();
	struct iut_factory *f = iut_factory_create("reference", err, sizeof(err));
	struct vcase c;
	size_t a_len, b_len, other_len;

	vector_expand(vector_by_id(set, "init/first-reservation"), &c, 1);
	char *a = trace_of(&c, f, 7, &a_len), *b = trace_of(&c, f, 7, &b_len), *other = trace_of(&c, f, 8, &other_len);
	ck_assert_uint_eq(a_len, b_len);
	ck_assert_mem_eq(a, b, a_len);
	ck_assert(other_len != a_len || memcmp(a, other, a_len) != 0);
	free(a);
	free(b);
	free(other);
	iut_factory_free(f);
	vector_set_free(set);
}
END_TEST

/* The steps that no vector of the tree needs yet do what vector.md says; testers alone, so that a failure is ours. */
static const struct {
	const char *name, *script;
} tries[] = {
    {"refused by the network, then healed",
     "<fault do='refuse' of='qos' cause='37' name='full'/><path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>\n"
     "<expect message='RELEASE COMPLETE' node='I' dir='in'><field name='cause.value' is='37'/></expect>\n"
     "<heal fault='full'/><refresh flow='A' of='resv'/><expect message='CONNECT' vc='qos' node='I' dir='in'/>"},
    {"refused by the peer, once",
     "<peer node='E1' calls='refuse' of='qos' cause='17' times='1'/><path flow='A' tspec='Q4'/>"
     "<reserve flow='A' spec='Q1'/>\n<expect message='RELEASE COMPLETE' node='E1' dir='out'><field name='cause.value' "
     "is='17'/></expect>\n<await message='RELEASE' node='I' dir='in'/><refresh flow='A' of='resv'/><expect "
     "message='CONNECT' vc='qos' node='I' dir='in'/>"},
    {"slow peer", "<peer node='E1' of='qos' after='3s'/><path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>\n"
		  "<expect message='CALL PROCEEDING' vc='qos' node='E1' dir='out'/>\n"
		  "<expect message='CONNECT' vc='qos' node='E1' dir='out' not-before='2900ms' within='4s'/>"},
    {"peer that ignores",
     "<peer node='E1' calls='ignore' of='qos'/><path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>\n"
     "<expect message='SETUP' vc='qos' node='E1' dir='in'/><never message='CONNECT' vc='qos'/><wait>20s</wait>"},
    {"VC multiplexing by the second offer",
     "<peer node='I' offer='llc vcmux'/><peer node='E1' answer='second'/><path flow='A' tspec='Q4'/>"
     "<reserve flow='A' spec='Q1'/>\n<await message='CONNECT' vc='qos' node='I' dir='in' as='q'/>"
     "<data flow='A' every='10ms' count='10'/>\n"
     "<expect message='data' flow='A' encap='vcmux' conn='$q' node='E1' dir='in' times='10'/>"},
    {"accepts VC multiplexing only",
     "<peer node='E1' accepts='vcmux' of='qos'/><path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>\n"
     "<expect message='RELEASE COMPLETE' node='E1' dir='out'><field name='cause.value' is='88'/></expect>"},
    {"released by the network and by the peer",
     "<path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>"
     "<await message='CONNECT ACKNOWLEDGE' vc='qos' node='I' dir='out' as='q'/><wait>1s</wait>"
     "<release vc='qos' flow='A' by='network' cause='41'/>\n<all><expect message='RELEASE' conn='$q' node='I' dir='in'>"
     "<field name='cause.value' is='41'/></expect><expect message='RELEASE' conn='$q' node='E1' dir='in'/></all>\n"
     "<await message='CONNECT ACKNOWLEDGE' vc='be' node='I' dir='out' within='100s' after='start' as='b'/>"
     "<release vc='be' by='peer'/>\n<expect message='RELEASE' vc='be' conn='$b' node='I' dir='out'/>"},
    {"two VCs of a session, opened by hand",
     "<peer node='I' qos-vc='never'/><path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/>"
     "<await message='Resv' node='I' dir='in'/><open node='I' vc='qos' flow='A' spec='Q1' category='cbr'/>\n"
     "<await message='SETUP' vc='qos' node='I' dir='out' as='a'><field name='bearer.traffic-type' is='CBR'/></await>"
     "<open node='I' vc='qos' flow='A' spec='Q2'/>\n"
     "<await message='CONNECT' vc='qos' conn='not $a' node='I' dir='in' as='b'/><connections node='I' vc='qos' "
     "is='2'/>\n"
     "<data flow='A' on='$a'/><expect message='data' flow='A' conn='$a' node='E1' dir='in'/><data flow='A' on='$b'/>\n"
     "<expect message='data' flow='A' conn='$b' node='E1' dir='in'/>"},
    {"silence and resumption",
     "<path flow='A' tspec='Q4'/><await message='Path' node='E1' dir='in'/><silence flow='A' of='path'/>"
     "<never message='Path' node='E1' dir='in' until='again'/>\n<wait>100s</wait><mark name='again'/>"
     "<resume flow='A' of='path'/><expect message='Path' node='E1' dir='in' within='1s'/>\n"
     "<expect message='Path' node='E1' dir='in' within='31s' not-before='29s'/>"},
    {"frames lost by filter",
     "<path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/><await message='Resv' node='I' dir='in'/>"
     "<fault do='drop-frames' rsvp='Resv' node='I' name='deaf'/><never message='Resv' node='I' dir='in' "
     "until='healed'/>\n"
     "<wait>100s</wait><mark name='healed'/><heal fault='deaf'/><expect message='Resv' node='I' dir='in' "
     "within='31s'/>"},
    {"link cut for a while",
     "<path flow='U' tspec='Q4'/><await message='Path' node='E1' dir='in'/><fault do='cut-link' node='E1' for='2s'/>"
     "<data flow='U' every='100ms'/>\n<never message='data' node='E1' dir='in' during='1900ms'/>"
     "<expect message='data' node='E1' dir='in' not-before='1900ms' within='3s'/>"},
    {"backward and unreserved data",
     "<path flow='A' tspec='Q4'/><await message='Path' node='E1' dir='in'/><data flow='U' count='3'/>\n"
     "<expect message='data' flow='U' vc='be' node='E1' dir='in' times='3'/><data flow='BACK' count='3'/>\n"
     "<expect message='data' flow='BACK' vc='be' node='I' dir='in' times='3'/>"},
    {"twenty changes",
     "<path flow='A' tspec='Q4'/><await message='Path' node='E1' dir='in'/>\n<repeat times='10'>"
     "<reserve flow='A' spec='Q1'/><await message='CONNECT' vc='qos' node='I' dir='in'/><wait>1s</wait>"
     "<reserve flow='A' spec='Q2'/><await message='CONNECT' vc='qos' node='I' dir='in'/><wait>1s</wait></repeat>\n"
     "<connections node='I' vc='qos' is='1'/>"},
    {"three repetitions back to back",
     "<path flow='A' tspec='Q4'/><reserve flow='A' spec='Q1'/><await message='Resv' node='I' dir='in'/>"
     "<refresh flow='A' of='resv' times='3'/>\n<expect message='Resv' node='I' dir='in' times='3' within='1s'/>"},
};

START_TEST(steps)
{
	struct scratch s;
	char text[4000], script[3500], err[2000];

	scratch_open(&s);
	snprintf(script, sizeof(script), "<mark name='start'/>%s", tries[_i].script);
	scratch_vector(text, sizeof(text), "<role>none</role><topology>T1</topology>", script);
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	all_pass(vector_by_id(set, "test/scratch"), NULL);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

/* What a step cannot do stops the script, and says so. */
START_TEST(impossible_step)
{
	struct scratch s;
	char text[4000], err[2000];
	struct vcase c;
	struct vrun run;
	struct vexpectation x[4];
	struct vector_pixit pixit = vector_pixit_defaults();

	scratch_open(&s);
	scratch_vector(text, sizeof(text), "<role>none</role><topology>T1</topology>",
		       "<release vc='qos' by='network'/><expect message='RELEASE'/>");
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	vector_expand(vector_by_id(set, "test/scratch"), &c, 1);
	vcase_run(&c, NULL, &pixit, 1, NULL, NULL, &run);
	ck_assert_ptr_nonnull(strstr(run.text, "v.xml:4: release: there is no such VC"));
	ck_assert_uint_eq(vcase_judge(&c, run.trace, &pixit, x, 4), 1);
	ck_assert_int_eq(x[0].verdict, VV_INCONCLUSIVE);
	trace_free(run.trace);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof(*(a))))

int main(void)
{
	Suite *s = suite_create("vector/run");
	TCase *t = tcase_create("run");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, testers_alone, 0, N(innocent));
	tcase_add_loop_test(t, steps, 0, N(tries));
	tcase_add_test(t, impossible_step);
	tcase_add_loop_test(t, reference_passes, 0, N(first_vectors));
	tcase_add_test(t, any_vector_without_iut);
	tcase_add_loop_test(t, dummies_earn_nothing, 0, N(dummies));
	tcase_add_test(t, same_seed_same_trace);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

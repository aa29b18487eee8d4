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

static void try_script(const char *head, const char *steps)
{
	struct scratch s;
	char text[4000], script[3500], err[2000];

	scratch_open(&s);
	snprintf(script, sizeof(script), "<mark name='start'/>%s", steps);
	scratch_vector(text, sizeof(text), head, script);
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	all_pass(vector_by_id(set, "test/scratch"), NULL);
	vector_set_free(set);
	scratch_close(&s);
}

START_TEST(steps)
{
	try_script("<role>none</role><topology>T1</topology>", tries[_i].script);
}
END_TEST

#define GROUP_HEAD "<role>none</role><topology>T2</topology><matrix><uni>3.1 4.0</uni></matrix>"
#define PATHS                                                                                                          \
	"<path flow='G' tspec='Q4'/><await message='Path' flow='G' node='E1' dir='in'/>"                               \
	"<await message='Path' flow='G' node='E3' dir='in' after='start'/>"

/* The same for groups. */
static const struct {
	const char *name, *script;
} group_tries[] = {
    {"only ADD PARTY is refused, once", PATHS
     "<fault do='refuse' message='ADD PARTY' party='E2' of='qos' cause='37' times='1' node='I'/>"
     "<reserve node='E1 E2' flow='G' spec='Q1'/>\n"
     "<expect message='ADD PARTY REJECT' party='E2' node='I' dir='in'><field name='cause.value' is='37'/></expect>"
     "<wait>1s</wait><leaves vc='qos' node='I' is='E1'/><leaves vc='be' node='I' has='E2'/>"},
    {"a slow leaf holds the first data back", PATHS
     "<peer node='E2' of='qos' after='3s'/><data flow='G' every='10ms'/><mark name='asked'/>"
     "<reserve node='E1 E2' flow='G' spec='Q1'/>\n"
     "<expect message='SETUP' vc='qos' party='E1' node='I' dir='out' as='q'/>"
     "<never message='data' conn='$q' node='I' dir='out' until='in'/>"
     "<expect message='ADD PARTY ACKNOWLEDGE' party='E2' node='I' dir='in' not-before='2900ms'/><mark name='in'/>\n"
     "<expect message='data' conn='$q' node='E2' dir='in'/><stop flow='G'/><wait>100ms</wait>"
     "<delivery flow='G' node='E1..E3' after='asked' lost='0' copies='1' gap='20ms' min='200'/>"},
    {"a leaf that refuses", PATHS "<peer node='E2' calls='refuse' of='qos' cause='17'/><reserve node='E1 E2' flow='G' "
				  "spec='Q1'/>\n<expect message='ADD PARTY REJECT' party='E2' node='I' dir='in'/>"
				  "<wait>1s</wait><leaves vc='qos' node='I' is='E1'/>"},
    {"a leaf that stays for a while",
     PATHS "<peer node='E2' of='qos' stays='5s'/><reserve node='E1 E2' flow='G' spec='Q1'/>\n"
	   "<expect message='DROP PARTY' party='E2' node='I' dir='in' not-before='4s'/>"},
    {"silence of one receiver",
     PATHS "<reserve node='E1..E3' flow='G' spec='Q1'/><wait>1s</wait><silence node='E2 E3' flow='G' of='resv'/>"
	   "<expect message='Resv' node='E1' dir='out' within='31s'/>\n<never message='Resv' node='E2' dir='out'/>"
	   "<never message='Resv' node='E3' dir='out'/><wait>100s</wait>"},
    {"shared explicit", PATHS
     "<path flow='G2' tspec='Q4'/><wait>1s</wait><reserve node='E1 E2' flow='G' spec='Q1' style='SE' with='G2'/>\n"
     "<expect message='Resv' flow='G2' node='I' dir='in'><field name='style' is='SE'/></expect>"
     "<expect message='CONNECT' vc='qos' node='I' dir='in' as='q'/><wait>1s</wait>"
     "<data flow='G' count='1'/><data flow='G2' count='1'/>\n"
     "<all><expect message='data' flow='G' conn='$q' node='E2' dir='in'/>"
     "<expect message='data' flow='G2' conn='$q' node='E2' dir='in'/></all><connections vc='qos' node='I' is='1'/>"
     "<resv-tear node='E1 E2' flow='G'/><expect message='RELEASE' conn='$q' node='I' dir='out'/>"},
    {"fixed filters: a VC for each sender",
     PATHS "<path flow='G2' tspec='Q4'/><wait>1s</wait><reserve node='E1' flow='G' spec='Q1'/><reserve node='E1' "
	   "flow='G2' spec='Q2'/><wait>1s</wait>\n<await message='CONNECT' vc='qos' node='I' dir='in' after='start'/>"
	   "<connections vc='qos' node='I' is='2'/>"},
    {"wildcard", PATHS
     "<path flow='G2' tspec='Q4'/><wait>1s</wait><reserve node='E3' flow='G' spec='Q1' style='WF' confirm='yes'/>\n"
     "<expect message='CONNECT' vc='qos' node='I' dir='in' as='q'/><expect message='ResvConf' node='E3' dir='in'/>"
     "<data flow='G2' count='2'/><expect message='data' flow='G2' conn='$q' node='E3' dir='in' times='2'/>"},
    {"a tree by hand, with copies on two VCs", PATHS
     "<peer node='I' qos-vc='never'/><open vc='qos' node='I' flow='G' spec='Q2' to='E3 E1'/>\n"
     "<await message='CONNECT' vc='qos' node='I' dir='in' as='q'/><open vc='be' node='I' to='E2 E1'/>"
     "<await message='ADD PARTY ACKNOWLEDGE' conn='not $q' party='E1' node='I' dir='in' as='b'/><wait>1s</wait>\n"
     "<add-leaf conn='$q' party='E2'/><expect message='ADD PARTY ACKNOWLEDGE' conn='$q' party='E2' node='I' dir='in'/>"
     "<data flow='G' every='1ms' count='50' on='$q $b'/><wait>1s</wait>\n"
     "<leaves conn='$q' node='I' is='E1..E3'/><leaves conn='$b' node='I' is='E1 E2'/>"
     "<delivery flow='G' node='E3' copies='1'/><delivery flow='G' node='E1 E2' copies='2'/>"
     "<drop-leaf conn='$b' party='E2'/><expect message='DROP PARTY ACKNOWLEDGE' conn='$b' party='E2' node='I' "
     "dir='in'/>"
     "<drop-leaf conn='$q' party='E1' by='network' cause='41'/>"
     "<expect message='DROP PARTY' conn='$q' party='E1' node='I' dir='in'><field name='cause.value' "
     "is='41'/></expect>"},
};

START_TEST(group_steps)
{
	try_script(GROUP_HEAD, group_tries[_i].script);
}
END_TEST

/* What does not hold is seen, and said. */
#define TWO_VCS                                                                                                        \
	PATHS "<peer node='I' qos-vc='never'/><mark name='asked'/><open vc='qos' node='I' flow='G' spec='Q1' to='E1 "  \
	      "E2'/>"                                                                                                  \
	      "<await message='ADD PARTY ACKNOWLEDGE' vc='qos' node='I' dir='in' as='q'/><open vc='be' node='I' "      \
	      "to='E1'/>"                                                                                              \
	      "<await message='CONNECT' conn='not $q' vc='be' node='I' dir='in' as='b'/>"
static const struct {
	const char *name, *script, *text;
} wrong[] = {
    {"a leaf is missing", TWO_VCS "<leaves conn='$q' node='I' is='E1..E3'/>", "E1 E2; E3 is missing"},
    {"one too many", TWO_VCS "<leaves conn='$q' node='I' is='E1'/>", "E2 is one of them"},
    {"one that must not", TWO_VCS "<leaves conn='$q' node='I' not='E2'/>", "E2 is one of them"},
    {"two copies in steady state",
     TWO_VCS "<wait>$H + 1s</wait><data flow='G' every='1ms' count='5' on='$q $b'/><wait>1s</wait>"
	     "<delivery flow='G' node='E2 E1' transitions='allow'/>",
     "at E1 (2 receivers): 5 packets sent, 0 lost (at most 0), up to 2 copies (at most 1)"},
    {"two copies in a transition that counts",
     TWO_VCS "<data flow='G' every='1ms' count='5' on='$q $b'/><wait>1s</wait><delivery flow='G' node='E1'/>",
     "up to 2 copies (at most 1)"},
    {"nothing comes", TWO_VCS "<data flow='G' count='3' on='$q'/><wait>1s</wait><delivery flow='G' node='E1..E3'/>",
     "at E3 (3 receivers): 3 packets sent, 3 lost"},
    {"about another party",
     TWO_VCS "<drop-leaf conn='$q' party='E1'/><expect message='DROP PARTY' party='E2' node='I'/>",
     "it is about another party"},
};

START_TEST(wrong_of_groups)
{
	struct scratch s;
	char text[4000], script[3500], err[2000];
	struct vcase c[2];
	struct vrun run;
	struct vexpectation x[16];
	struct vector_pixit pixit = vector_pixit_defaults();
	bool seen = false;

	scratch_open(&s);
	snprintf(script, sizeof(script), "<mark name='start'/>%s", wrong[_i].script);
	scratch_vector(text, sizeof(text), GROUP_HEAD, script);
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	vector_expand(vector_by_id(set, "test/scratch"), c, 2);
	vcase_run(&c[0], NULL, &pixit, 1, NULL, NULL, &run);
	ck_assert_msg(!run.harness_error && run.text[0] == '\0', "%s", run.text);
	size_t n = vcase_judge(&c[0], run.trace, &pixit, x, 16);
	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(x[i].verdict != VV_INCONCLUSIVE, "%s", x[i].text);
		if (x[i].verdict == VV_FAIL)
			ck_assert_msg(strstr(x[i].text, wrong[_i].text) != NULL, "%s", x[i].text);
		seen = seen || x[i].verdict == VV_FAIL;
	}
	ck_assert(seen);
	trace_free(run.trace);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

/* Copies in a transition are no failure if the step says so: the drop comes in time. */
START_TEST(copies_in_transition)
{
	try_script(GROUP_HEAD, TWO_VCS
		   "<data flow='G' every='1ms' on='$q $b'/><wait>10ms</wait><drop-leaf conn='$q' party='E1'/>"
		   "<await message='DROP PARTY ACKNOWLEDGE' node='I' dir='in'/><wait>10ms</wait><stop flow='G'/>"
		   "<wait>1s</wait>\n<delivery flow='G' node='E1 E2' transitions='allow'/>"
		   "<expect message='data' flow='G' node='E1' dir='in' after='asked'/>");
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
	tcase_add_loop_test(t, group_steps, 0, N(group_tries));
	tcase_add_loop_test(t, wrong_of_groups, 0, N(wrong));
	tcase_add_test(t, copies_in_transition);
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

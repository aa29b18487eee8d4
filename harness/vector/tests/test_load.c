/* SPDX-License-Identifier: Apache-2.0 */
/* Loading: what is wrong is said with file and line; what is right expands in a fixed order. */
#include "scratch.h"
#include "vector/units.h"

#define GROUP_HEAD "<role>ingress</role><topology>T2</topology>"

/* Scripts with a mistake, the line it is in (the script begins in line 4) and words of the complaint. */
static const struct {
	const char *head, *script;
	int line;
	const char *reason;
} broken[] = {
    {PLAIN_HEAD, "<path flow='A' tspec='Q1'/>\n<jump/>", 5, "jump"},
    {PLAIN_HEAD, "<path flow='A' tspec='Q1' colour='red'/>", 4, "<path> has no attribute 'colour'"},
    {PLAIN_HEAD, "<path flow='Z' tspec='Q1'/>", 4, "no flow 'Z'; it has: A B U BACK"},
    {PLAIN_HEAD, "<wait>1s</wait>\n\n<reserve flow='A' spec='Q9'/>", 6, "no spec 'Q9'; it has: Q1 Q2 Q3 Q4"},
    {PLAIN_HEAD, "<wait>5</wait>", 4, "'5' has no unit"},
    {PLAIN_HEAD, "<wait>5 minutes</wait>", 4, "unknown unit"},
    {PLAIN_HEAD, "<wait>soon</wait>", 4, "not a number with a unit"},
    {PLAIN_HEAD, "<wait>2000h</wait>", 4, "too large"},
    {PLAIN_HEAD, "<wait>$patience</wait>", 4, "no '$patience'"},
    {PLAIN_HEAD, "<await message='SETPU'/>", 4, "'SETPU' is not known"},
    {PLAIN_HEAD, "<await message='setup'/>", 4, "is it 'SETUP'?"},
    {PLAIN_HEAD, "<await message='SETUP'>\n<field name='cause.valeu' is='1'/></await>", 5, "is it 'cause.value'?"},
    {PLAIN_HEAD, "<await message='SETUP'><field name='cause.value' min='many'/></await>", 4, "not a number"},
    {PLAIN_HEAD, "<await message='SETUP' conn='$old'/>", 4, "names that connection"},
    {PLAIN_HEAD, "<await message='SETUP'><field name='cause.value' is='$x'/></await>", 4, "bound value"},
    {PLAIN_HEAD, "<await message='SETUP' node='E9'/>", 4, "no host 'E9'"},
    {PLAIN_HEAD, "<await message='SETUP' flow='A'/>", 4, "flow stands only with"},
    {PLAIN_HEAD, "<await message='SETUP' as='H'/>", 4, "parameter or a setting already"},
    {PLAIN_HEAD, "<expect message='SETUP' req='init one'/>", 4, "req='init one' is no requirement id"},
    {PLAIN_HEAD, "<never message='RELEASE'/>", 4, "an IUT that does nothing would pass"},
    {PLAIN_HEAD, "<await message='SETUP'/>\n<never message='RELEASE' until='x'/>\n<wait>1s</wait>", 5, "no mark 'x'"},
    {PLAIN_HEAD, "<await message='SETUP' after='x'/>", 4, "no mark of that name stands before"},
    {PLAIN_HEAD, "<await message='SETUP' within='5s' not-before='6s'/>", 4, "outside the window"},
    {PLAIN_HEAD, "<repeat times='30000'><stop flow='A'/></repeat>", 4, "larger than 10000"},
    {PLAIN_HEAD, "<repeat times='10000'><stop flow='A'/><stop flow='A'/><stop flow='A'/></repeat>", 4,
     "more than 5000 steps"},
    {PLAIN_HEAD, "<fault do='hold' message='CONNECT'/>", 4, "for is needed"},
    {PLAIN_HEAD, "<fault do='refuse' message='RELEASE'/>", 4, "only SETUP and ADD PARTY"},
    {PLAIN_HEAD, "<fault do='drop-frames' message='SETUP'/>", 4, "only with faults of signalling"},
    {PLAIN_HEAD, "<fault do='drop' message='HELLO'/>", 4, "no signalling message"},
    {PLAIN_HEAD, "<heal fault='x'/>", 4, "no fault of the name 'x'"},
    {PLAIN_HEAD, "<peer node='I' calls='refuse'/>", 4, "played by the IUT"},
    {PLAIN_HEAD, "<peer backward='Q9'/>", 4, "no spec 'Q9'"},
    {PLAIN_HEAD, "<peer node='E1' upstream='E1'/>", 4, "no RSVP node of its own behind E1"},
    {PLAIN_HEAD, "<peer node='E1' upstream='I'/>", 4, "played by the IUT"},
    {PLAIN_HEAD "<pixit endpoint-override='maybe'/>", "<stop flow='A'/>", 2, "none of: no yes"},
    {PLAIN_HEAD, "<data flow='A' length='8'/>", 4, "at least 32"},
    {PLAIN_HEAD, "<data flow='A' every='0s'/>", 4, "less than 1us"},
    {PLAIN_HEAD, "<stop flow='A' when='uni=3.1'/>", 4, "neither role nor a parameter"},
    {"<role>host-sender</role><topology>T1</topology>", "<silence flow='A' of='path'/>", 4, "refreshes that itself"},
    {"<role>ingress</role><topology>T9</topology>", "<stop flow='A'/>", 2, "no topology 'T9'"},
    {"<role>ingress</role><topology>../t1</topology>", "<stop flow='A'/>", 2, "no topology"},
    {"<role>ingress ingress</role><topology>T1</topology>", "<stop flow='A'/>", 2, "stands twice"},
    {"<role>switch</role><topology>T1</topology>", "<stop flow='A'/>", 2, "'switch' is no role"},
    {"<role>ingress</role>", "<stop flow='A'/>", 1, "<vector> needs an element <topology>"},
    {PLAIN_HEAD, "<await message='SETUP' dir='sideways'/>", 4, "dir='sideways' is none of: in out"},
    {PLAIN_HEAD, "<fault do='explode'/>", 4, "do='explode' is none of: refuse hold"},
    {PLAIN_HEAD, "<await/>", 4, "one of the attributes message upcall network"},
    {PLAIN_HEAD, "<reserve flow='A'/>", 4, "<reserve> needs the attribute 'spec'"},
    {PLAIN_HEAD, "<await message='SETUP'><feld name='x'/></await>", 4, "<feld> does not stand in <await>"},
    {PLAIN_HEAD, "<all><expect message='SETUP' within='1s'/></all>", 4, "stands at <all>"},
    {PLAIN_HEAD, "<mark name='a b'/>", 4, "mark"},
    {PLAIN_HEAD "<matrix><uni>2.0</uni></matrix>", "<stop flow='A'/>", 2, "'2.0' is no value of uni"},
    {PLAIN_HEAD "<matrix><values name='x'>a</values><values name='x'>b</values></matrix>", "<stop flow='A'/>", 2,
     "two parameters"},
    {PLAIN_HEAD "<pixit tau='soon'/>", "<stop flow='A'/>", 2, "tau"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1'/>", 4, "node is needed: one or more hosts"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E1..E4'/>", 4, "no host 'E4'"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E3..E1'/>", 4, "no series of hosts"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E1 E1'/>", 4, "'E1' stands twice"},
    {GROUP_HEAD, "<reserve flow='A' spec='Q1' node='E1'/>", 4, "only with flows to a group"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E1' with='G2'/>", 4, "only with style='SE'"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E1' style='SE' with='K'/>", 4, "no other flow of the session of G"},
    {GROUP_HEAD, "<reserve flow='G' spec='Q1' node='E1' style='EX'/>", 4, "none of: FF SE WF"},
    {GROUP_HEAD, "<silence flow='G' of='path' node='E1'/>", 4, "only with of='resv'"},
    {GROUP_HEAD, "<join group='H' node='E1'/>", 4, "no group 'H'; it has: G NOBODY"},
    {GROUP_HEAD, "<leave group='G'/>", 4, "<leave> needs the attribute 'node'"},
    {GROUP_HEAD, "<peer node='E1 I' calls='refuse'/>", 4, "played by the IUT"},
    {GROUP_HEAD, "<peer calls='refuse'/>", 4, "one of several"},
    {GROUP_HEAD, "<await message='SETUP' as='q'/>\n<add-leaf conn='$p' party='E1'/>", 5, "names that connection"},
    {GROUP_HEAD, "<await message='data' party='E1'/>", 4, "party stands only with signalling"},
    {GROUP_HEAD, "<await message='SETUP' party='E1 E2'/>", 4, "party takes one host"},
    {GROUP_HEAD, "<fault do='drop-frames' party='E1'/>", 4, "only with faults of signalling"},
    {GROUP_HEAD, "<leaves vc='qos' is='E1'/>", 4, "leaves without an await"},
    {GROUP_HEAD, "<await message='SETUP'/><leaves vc='qos' is='E1' has='E2'/>", 4,
     "at most one of the attributes is has"},
    {GROUP_HEAD, "<await message='SETUP'/><leaves is='E1'/>", 4, "one of the attributes conn vc"},
    {GROUP_HEAD, "<await message='SETUP'/><delivery flow='G'/>", 4, "node is needed"},
    {GROUP_HEAD, "<await message='SETUP'/><delivery flow='A' node='E1'/>", 4, "only with flows to a group"},
    {GROUP_HEAD, "<await message='SETUP' as='q'/><data flow='G' on='$q $r'/>", 4, "names that connection"},
    {"<role>egress</role><topology>T2</topology>", "<open node='I' vc='qos' flow='G' spec='Q1'/>", 4, "to is needed"},
    {"<role>egress</role><topology>T2</topology>", "<open node='I' vc='be' to='I'/>", 4, "'I' calls itself"},
    {"<role>egress</role><topology>T2</topology>",
     "<await message='SETUP' as='q'/><release by='network' conn='$q' node='E2'/>", 4, "only with by='peer'"},
};

START_TEST(says_where_and_why)
{
	struct scratch s;
	char text[2000], err[8000], place[128];

	scratch_open(&s);
	scratch_vector(text, sizeof(text), broken[_i].head, broken[_i].script);
	ck_assert_msg(scratch_load(&s, text, err, sizeof(err)) == NULL, "accepted: %s", broken[_i].script);
	snprintf(place, sizeof(place), "%s:%d: ", s.file, broken[_i].line);
	ck_assert_msg(strstr(err, place) != NULL, "expected at line %d: %s", broken[_i].line, err);
	ck_assert_msg(strstr(err, broken[_i].reason) != NULL, "expected '%s': %s", broken[_i].reason, err);
	scratch_close(&s);
}
END_TEST

/* A file that is no vector at all, or tries to be clever. */
static const struct {
	const char *text, *reason;
} hostile[] = {
    {"", ""},
    {"<vector", ""},
    {"<!DOCTYPE vector [<!ENTITY a 'b'>]>\n<vector/>", "document type"},
    {"<!DOCTYPE vector SYSTEM 'file:///etc/passwd'>\n<vector/>", "document type"},
    {"<vector xmlns='urn:isatm:vector:1' id='a/b'><include xmlns='http://www.w3.org/2001/XInclude' "
     "href='/etc/passwd'/></vector>",
     ""},
    {"<other/>", ""},
};

START_TEST(hostile_files)
{
	struct scratch s;
	char err[4000];

	scratch_open(&s);
	ck_assert_ptr_null(scratch_load(&s, hostile[_i].text, err, sizeof(err)));
	ck_assert(strncmp(err, s.file, strlen(s.file)) == 0 && strstr(err, hostile[_i].reason) != NULL);
	ck_assert_ptr_null(strstr(err, "root:"));
	scratch_close(&s);
}
END_TEST

START_TEST(matrix_is_bounded)
{
	struct scratch s;
	char text[2000], err[4000];

	scratch_open(&s);
	scratch_vector(text, sizeof(text),
		       PLAIN_HEAD
		       "<matrix><values name='a'>1 2 3 4 5 6 7 8 9 10</values><values name='b'>1 2 3 4 5 6 7 8 9 "
		       "10</values><values name='c'>1 2 3 4 5 6 7 8 9 10</values><values name='d'>1 2 3 4 5 6 7 "
		       "8 9 10</values></matrix>",
		       "<stop flow='A'/>");
	ck_assert_ptr_null(scratch_load(&s, text, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "more than 4096 cases"));
	scratch_close(&s);
}
END_TEST

START_TEST(missing_files)
{
	char err[1000];

	ck_assert_ptr_null(vector_set_load("/nowhere/at/all", err, sizeof(err)));
	ck_assert_str_eq(err, "/nowhere/at/all: there is no such file or folder");
}
END_TEST

START_TEST(expands_in_order)
{
	static const char *const ids[] = {
	    "test/scratch[ingress,uni=3.1,encapsulation=llc]",
	    "test/scratch[ingress,uni=3.1,encapsulation=vcmux-qos]",
	    "test/scratch[ingress,uni=4.0,encapsulation=llc]",
	    "test/scratch[ingress,uni=4.0,encapsulation=vcmux-qos]",
	    "test/scratch[host-sender,uni=3.1,encapsulation=llc]",
	    "test/scratch[host-sender,uni=3.1,encapsulation=vcmux-qos]",
	    "test/scratch[host-sender,uni=4.0,encapsulation=llc]",
	    "test/scratch[host-sender,uni=4.0,encapsulation=vcmux-qos]",
	};
	struct scratch s;
	char text[2000], err[4000];
	struct vcase cases[8];

	scratch_open(&s);
	scratch_vector(text, sizeof(text),
		       "<role>ingress host-sender</role><needs>a b</needs><topology>T1</topology>"
		       "<matrix><uni>3.1 4.0</uni><encapsulation>llc vcmux-qos</encapsulation></matrix>"
		       "<pixit tau='7s' backward='yes'/>",
		       "<stop flow='A' when='role=ingress encapsulation=llc'/>");
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	const struct vector *v = vector_by_id(set, "test/scratch");
	ck_assert_ptr_nonnull(v);
	ck_assert_uint_eq(vector_n_needs(v), 2);
	ck_assert_str_eq(vector_needs(v, 1), "b");
	ck_assert_str_eq(vector_covers(v, 0), "INIT-1");
	ck_assert_ptr_null(vector_covers(v, 1));
	ck_assert_uint_eq(vector_expand(v, cases, 3), 8);
	ck_assert_uint_eq(vector_expand(v, cases, 8), 8);
	for (int i = 0; i < 8; i++)
		ck_assert_str_eq(cases[i].id, ids[i]);
	ck_assert_str_eq(vcase_param(&cases[5], "uni"), "3.1");
	ck_assert_ptr_null(vcase_param(&cases[5], "colour"));
	/* What the profiles look at: parameters, and settings beside them. */
	ck_assert_str_eq(vcase_setting(&cases[5], "uni"), "3.1");
	ck_assert_str_eq(vcase_setting(&cases[5], "backward"), "yes");
	ck_assert_ptr_null(vcase_setting(&cases[5], "colour"));
	struct vector_pixit base = vector_pixit_defaults(), own = vcase_pixit(&cases[0], &base);
	ck_assert_int_eq(own.tau, VT_S(7));
	ck_assert_int_eq(own.retry, base.retry);
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

START_TEST(same_id_twice)
{
	struct scratch s;
	char text[2000], err[4000];

	scratch_open(&s);
	struct vector_set *set =
	    scratch_load(&s, scratch_vector(text, sizeof(text), PLAIN_HEAD, "<stop flow='A'/>"), err, sizeof(err));
	ck_assert_ptr_nonnull(set);
	ck_assert(!vector_set_add(set, s.file, err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, "the id 'test/scratch' is that of"));
	vector_set_free(set);
	scratch_close(&s);
}
END_TEST

static const struct {
	const char *text;
	vtime t; /* -1: refused */
} times[] = {
    {"0s", 0},
    {"250us", VT_US(250)},
    {"10ms", VT_MS(10)},
    {"1.5s", VT_MS(1500)},
    {"20min", VT_S(1200)},
    {"24h", VT_S(86400)},
    {"0.1s", VT_MS(100)},
    {"1000h", VT_S(3600000)},
    {"1001h", -1},
    {"s", -1},
    {"1", -1},
    {"1 s", -1},
    {"-1s", -1},
    {"1.s", VT_S(1)},
    {"1e3s", -1},
    {"0.1ns", -1},
    {"99999999999999999s", -1},
    {"", -1},
};

START_TEST(times_with_units)
{
	vtime t = -1;
	char err[128] = "";
	bool ok = unit_time(times[_i].text, &t, err, sizeof(err));

	ck_assert_msg(ok == (times[_i].t >= 0), "%s: %s", times[_i].text, err);
	if (ok)
		ck_assert_int_eq(t, times[_i].t);
	else
		ck_assert_str_ne(err, "");
}
END_TEST

static bool lookup(const void *ctx, const char *name, char *text, size_t len)
{
	snprintf(text, len, "30s");
	return strcmp(name, "refresh") == 0 || strcmp(name, "lifetime-max") == 0;
}

START_TEST(sums_of_times)
{
	const struct unit_scope scope = {NULL, lookup};
	vtime t;
	char err[128];

	ck_assert(unit_time_sum("$refresh", &scope, &t, err, sizeof(err)) && t == VT_S(30));
	ck_assert(unit_time_sum("5s + 3*$refresh", &scope, &t, err, sizeof(err)) && t == VT_S(95));
	ck_assert(unit_time_sum("$lifetime-max - 1s", &scope, &t, err, sizeof(err)) && t == VT_S(29));
	ck_assert(unit_time_sum("2*10s+1min", &scope, &t, err, sizeof(err)) && t == VT_S(80));
	ck_assert(!unit_time_sum("1s - $refresh", &scope, &t, err, sizeof(err)));
	ck_assert(!unit_time_sum("1s + ", &scope, &t, err, sizeof(err)));
	ck_assert(!unit_time_sum("", &scope, &t, err, sizeof(err)));
	ck_assert(!unit_time_sum("1000000*1000h", &scope, &t, err, sizeof(err)));
	ck_assert(!unit_time_sum("$x", &scope, &t, err, sizeof(err)));
}
END_TEST

START_TEST(rates)
{
	uint64_t bps;
	char err[128];

	ck_assert(unit_rate("155.52Mbps", &bps, err, sizeof(err)) && bps == 155520000);
	ck_assert(unit_rate("64kbps", &bps, err, sizeof(err)) && bps == 64000);
	ck_assert(!unit_rate("155.52mbps", &bps, err, sizeof(err)));
	ck_assert(!unit_rate("10s", &bps, err, sizeof(err)));
}
END_TEST

/* Every example of vector.md is a step that loads: the fenced blocks, and what stands between back quotes in tables.
 * Those of the section on groups stand in another topology than the others. */
static char *examples_of(const char *file, bool of_groups)
{
	FILE *f = fopen(file, "r"), *out;
	char line[4096], *text = NULL;
	size_t len;
	bool fenced = false, head = false, groups = false;

	ck_assert_ptr_nonnull(f);
	out = open_memstream(&text, &len);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (strncmp(line, "## ", 3) == 0)
			groups = strstr(line, "Groups") != NULL;
		if (groups != of_groups)
			continue;
		if (strncmp(line, "```", 3) == 0) {
			fenced = strcmp(line, "```xml\n") == 0;
			head = false;
			continue;
		}
		head = head || (fenced && strstr(line, "<vector ") != NULL);
		if (fenced && !head)
			fputs(line, out);
		for (char *p = line, *end;
		     !fenced && (p = strstr(p, "`<")) != NULL && (end = strchr(p + 1, '`')) != NULL; p = end + 1) {
			if (end[-1] == '>' && end[-2] == '/')
				fprintf(out, "%.*s\n", (int)(end - p - 1), p + 1);
		}
	}
	fclose(out);
	fclose(f);
	return text;
}

START_TEST(examples_of_the_reference)
{
	static const char before[] = "<mark name='asked'/><fault do='drop-frames' name='deaf'/>"
				     "<await message='CONNECT' as='old'/><await message='CONNECT' as='new'/><await "
				     "message='CONNECT' as='first'/>";
	struct scratch s;
	char err[8000];
	bool groups = _i == 1;
	char *examples = examples_of(SOURCE_DIR "/vectors/schema/vector.md", groups);
	size_t len = strlen(examples) + 2000;
	char *script = malloc(len), *text = malloc(len + 2000);

	ck_assert_ptr_nonnull(strstr(examples, groups ? "<leaves" : "<repeat"));
	ck_assert_ptr_nonnull(strstr(examples, groups ? "<join" : "<heal"));
	snprintf(script, len, "%s%s<mark name='moved'/>", before, examples);
	scratch_open(&s);
	scratch_vector(text, len + 2000, groups ? "<role>egress</role><topology>T2</topology>" : PLAIN_HEAD, script);
	struct vector_set *set = scratch_load(&s, text, err, sizeof(err));
	ck_assert_msg(set != NULL, "%s", err);
	vector_set_free(set);
	scratch_close(&s);
	free(script);
	free(text);
	free(examples);
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof(*(a))))

int main(void)
{
	Suite *s = suite_create("vector/load");
	TCase *t = tcase_create("load");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, says_where_and_why, 0, N(broken));
	tcase_add_loop_test(t, hostile_files, 0, N(hostile));
	tcase_add_test(t, matrix_is_bounded);
	tcase_add_test(t, missing_files);
	tcase_add_test(t, expands_in_order);
	tcase_add_test(t, same_id_twice);
	tcase_add_loop_test(t, examples_of_the_reference, 0, 2);
	tcase_add_loop_test(t, times_with_units, 0, N(times));
	tcase_add_test(t, sums_of_times);
	tcase_add_test(t, rates);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Keeping and loading a trace; what a stranger's file may do: nothing. */
#include "sample.h"

static char *saved(const struct trace *t, size_t *len)
{
	char *text = NULL;
	FILE *f = open_memstream(&text, len);
	ck_assert(f && trace_save(t, f));
	fclose(f);
	return text;
}

static struct trace *load(const char *text, size_t len, char *err, size_t err_len)
{
	FILE *f = fmemopen((void *)(uintptr_t)text, len, "r");
	ck_assert_ptr_nonnull(f);
	struct trace *t = trace_load(f, "kept.trace", err, err_len);
	fclose(f);
	return t;
}

static void same_field(void *ctx, const char *name, const char *text, const char *unit)
{
	FILE *f = ctx;
	fprintf(f, "%s=%s %s;", name, text, unit);
}

/* Everything that can be asked of an event. */
static char *described(const struct trace *t, const struct trace_event *e)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	fprintf(f, "%u %lld %lld %u %u %u %s %d %d %u/%u %u %u %u %u %s %s %u %u %u %u: ", e->id, (long long)e->time,
		(long long)e->first, e->node, e->pco, e->dir, trace_kind_name((enum trace_kind)e->kind), e->dropped,
		e->bad, e->vpi, e->vci, e->conn, e->cells, e->clp1, e->encap, e->name, e->note ? e->note : "-",
		e->data.flow, e->data.seq, e->body, e->body_len);
	trace_fields(t, e, same_field, f);
	fclose(f);
	return text;
}

START_TEST(round_trip)
{
	struct trace *t = sample();
	char err[200] = "";
	size_t n, m;
	char *text = saved(t, &n);
	struct trace *u = load(text, n, err, sizeof(err));
	ck_assert_msg(u, "%s", err);
	char *again = saved(u, &m);
	ck_assert_str_eq(text, again);
	ck_assert_uint_eq(trace_n(t), trace_n(u));
	ck_assert_uint_eq(trace_n_nodes(u), 3);
	ck_assert(trace_node_is_iut(u, 1) && !trace_node_is_iut(u, 2));
	ck_assert_int_eq(trace_node_uni(u, 2), 40);
	for (size_t i = 0; i < trace_n(t); i++) {
		const struct trace_event *a = trace_at(t, i), *b = trace_at(u, i);
		char *da = described(t, a), *db = described(u, b);
		ck_assert_str_eq(da, db);
		ck_assert_uint_eq(a->len, b->len);
		ck_assert_mem_eq(a->octets, b->octets, a->len);
		free(da);
		free(db);
	}
	free(text);
	free(again);
	trace_free(t);
	trace_free(u);
}
END_TEST

/* The file as people read it. */
START_TEST(format)
{
	struct trace *t = sample_nodes();
	size_t n;
	add_hex(t, 1, 2831, 5, "00000001 0100001E");
	trace_add_text(t, TRACE_NET, 1, PCO_NONE, TRACE_IN, 3000, "mark", "step=1 text=two  blanks ", 0);
	const struct trace_cell cells[] = {{3000, 0}, {3500, 1}, {6000, 0}};
	const struct trace_frame_in spread = {.node = 1,
					      .dir = TRACE_OUT,
					      .first = 3000,
					      .time = 6000,
					      .vci = 40,
					      .cells = 3,
					      .clp1 = 1,
					      .single = cells,
					      .ok = true,
					      .sdu = (const uint8_t *)"\x01",
					      .len = 1};
	const struct trace_event *e = trace_add_frame(t, &spread);
	ck_assert_int_eq(trace_cell(e, 1).time, 3500);
	ck_assert_uint_eq(trace_cell(e, 1).clp, 1);
	char *text = saved(t, &n);
	ck_assert_str_eq(text, "isatm-trace 1\n"
			       "node S tester 0\n"
			       "node I iut 31\n"
			       "node E1 tester 40\n"
			       "1 frame I out 2831 2831 0 5 0 1 0 ok 000000010100001e\n"
			       "2 net I none in 3000 0 mark step=1 text=two  blanks \n"
			       "3 frame I out 3000 6000 0 40 0 3@0,500t,3000 1 ok 01\n"
			       "end 3\n");
	char err[200];
	struct trace *u = load(text, n, err, sizeof(err));
	ck_assert_msg(u, "%s", err);
	ck_assert_int_eq(trace_cell(trace_at(u, 2), 1).time, 3500);
	ck_assert_uint_eq(trace_cell(trace_at(u, 2), 1).clp, 1);
	ck_assert_uint_eq(trace_cell(trace_at(u, 2), 2).clp, 0);
	/* Without single cells they are evenly spaced. */
	ck_assert_int_eq(trace_cell(trace_at(u, 0), 0).time, 2831);
	free(text);
	trace_free(t);
	trace_free(u);
}
END_TEST

START_TEST(every_truncation)
{
	struct trace *t = sample();
	char err[200];
	size_t n;
	char *text = saved(t, &n);
	for (size_t k = 1; k < n; k++) {
		err[0] = '\0';
		struct trace *u = load(text, k, err, sizeof(err));
		require(!u);
		require(strncmp(err, "kept.trace:", 11) == 0);
	}
	free(text);
	trace_free(t);
}
END_TEST

START_TEST(every_octet_damaged)
{
	static const char damage[] = {'\0', '\n', ' ', '-', '9', 'x', '\xff', '\r'};
	struct trace *t = sample();
	char err[200];
	size_t n;
	char *text = saved(t, &n);
	for (size_t k = 0; k < n; k++) {
		char kept = text[k];
		for (size_t d = 0; d < sizeof(damage); d++) {
			text[k] = damage[d];
			trace_free(load(text, n, err, sizeof(err)));
		}
		text[k] = kept;
	}
	free(text);
	trace_free(t);
}
END_TEST

#define HEAD "isatm-trace 1\nnode I iut 31\n"
static const struct {
	const char *text, *why;
} hostile[] = {
    {"isatm-trace 2\n", ":1: not a trace"},
    {"<?xml version='1.0'?>\n", ":1: not a trace"},
    {"isatm-trace 1\r\n", ":1: octet 0d at column 14"},
    {"isatm-trace 1\n", ":2: the file ends"},
    {HEAD "end 0", ":3: the last line is cut off"},
    {HEAD "end 1\n", ":3: 1 events announced, 0 found"},
    {HEAD "end 0\n\n", ":3: something follows"},
    {HEAD "end\n", ":3: number of events is missing"},
    {HEAD "\n", ":3: empty line"},
    {HEAD "node I iut 31\n", ":3: second node 'I'"},
    {HEAD "node ../../etc iut 31\n", ":3: '../../etc' is not a node name"},
    {HEAD "node .. iut 31\n", ":3: '..' is not a node name"},
    {HEAD "node E iut 32\n", ":3: UNI version is"},
    {HEAD "node E guest 31\n", ":3: role: unknown word 'guest'"},
    {HEAD "node abcdefghijklmnopqrstuvwxyz0123456 iut 31\n", "is not a node name"},
    {HEAD "node E iut 31 more\n", ":3: unexpected 'more'"},
    {HEAD "2 ip I in 0 45\n", ":3: '2' where event 1 should stand"},
    {HEAD "1 ip X in 0 45\n", ":3: unknown node 'X'"},
    {HEAD "1 ip I up 0 45\n", ":3: direction: unknown word 'up'"},
    {HEAD "1 ip I in 00 45\n", ":3: time: number '00' has a leading zero"},
    {HEAD "1 ip I in -1 45\n", ":3: time: '-1' is not a number"},
    {HEAD "1 ip I in 9223372036854775808 45\n", ":3: time: 9223372036854775808 is more than"},
    {HEAD "1 ip I in 0 4\n", ":3: odd number"},
    {HEAD "1 ip I in 0 4G\n", ":3: '4G' is not lower-case hex"},
    {HEAD "1 ip I in 0\n", ":3: octets are missing"},
    {HEAD "1 ip I in 0 \n", ":3: octets are missing"},
    {HEAD "1 ip I in 0 45 46\n", ":3: unexpected '46'"},
    {HEAD "1 ip I in 0 45\nnode E iut 31\n", ":4: node after the first event"},
    {HEAD "1 frame I in 0 0 256 5 0 1 0 ok 00\n", ":3: VPI: 256 is more than 255"},
    {HEAD "1 frame I in 0 0 0 65536 0 1 0 ok 00\n", ":3: VCI: 65536 is more than"},
    {HEAD "1 frame I in 0 0 0 5 4294967296 1 0 ok 00\n", ":3: connection: 4294967296 is more than"},
    {HEAD "1 frame I in 0 0 0 5 0 1367 0 ok 00\n", ":3: cells: 1367 is more than 1366"},
    {HEAD "1 frame I in 0 9 0 5 0 2@0 0 ok 00\n", ":3: 2 cells announced, their times are fewer"},
    {HEAD "1 frame I in 0 9 0 5 0 2@0,1,9 0 ok 00\n", ":3: 2 cells announced, their times are more"},
    {HEAD "1 frame I in 0 9 0 5 0 2@0,8 0 ok 00\n", ":3: the last cell is not at the time of the frame"},
    {HEAD "1 frame I in 0 9 0 5 0 2@1,9 0 ok 00\n", ":3: times of cells are not in order"},
    {HEAD "1 frame I in 0 9 0 5 0 3@0,9,8 0 ok 00\n", ":3: times of cells are not in order"},
    {HEAD "1 frame I in 9 0 0 5 0 2@0,9 0 ok 00\n", ":3: times of cells are not in order"},
    {HEAD "1 frame I in 0 9 0 5 0 2@0,t 0 ok 00\n", ":3: time of a cell: 't' is not a number"},
    {HEAD "1 frame I in 0 9 0 5 0 2@ 0 ok 00\n", ":3: 2 cells announced, their times are fewer"},
    {HEAD "1 frame I in 0 9 0 5 0 @0,9 0 ok 00\n", ":3: cells is missing"},
    {HEAD "1 frame I in 0 0 0 5 0 1 0 good 00\n", ":3: fate: unknown word 'good'"},
    {HEAD "1 frame I in 0 0 0 5 0 1 0 ok 00 why\n", ":3: unexpected words"},
    {HEAD "1 damaged I in 0 0 0 5 0 1 0 ok 00\n", ":3: the reason is missing"},
    {HEAD "1 sig I in 0 0\n", ":3: unknown kind 'sig'"},
    {HEAD "1 net I none in 0 0\n", ":3: name is missing"},
    {HEAD "1 net I none in 0 0 \n", ":3: name is missing"},
    {HEAD "1 net I far in 0 0 mark\n", ":3: port: unknown word 'far'"},
    {HEAD "1\n", ":3: kind is missing"},
};

START_TEST(hostile_files)
{
	char err[300] = "";
	struct trace *t = load(hostile[_i].text, strlen(hostile[_i].text), err, sizeof(err));
	ck_assert_msg(!t, "'%s' was taken", hostile[_i].text);
	ck_assert_msg(strstr(err, hostile[_i].why), "'%s' where '%s' was expected", err, hostile[_i].why);
}
END_TEST

START_TEST(long_lines)
{
	char err[300] = "";
	FILE *f = tmpfile();
	ck_assert_ptr_nonnull(f);
	fputs(HEAD "1 ip I in 0 ", f);
	for (int i = 0; i < 1000000; i++)
		fputs("00", f);
	rewind(f);
	ck_assert_ptr_null(trace_load(f, "kept.trace", err, sizeof(err)));
	ck_assert_ptr_nonnull(strstr(err, ":3: line longer than"));
	fclose(f);
	/* The longest that may be. */
	f = tmpfile();
	ck_assert_ptr_nonnull(f);
	fputs(HEAD "1 damaged I in 0 0 0 5 0 1366 0 ok ", f);
	for (int i = 0; i < 65568; i++)
		fputs("00", f);
	fputs(" length\nend 1\n", f);
	rewind(f);
	struct trace *t = trace_load(f, "kept.trace", err, sizeof(err));
	ck_assert_msg(t, "%s", err);
	ck_assert_uint_eq(trace_at(t, 0)->len, 65568);
	trace_free(t);
	fclose(f);
}
END_TEST

START_TEST(write_errors)
{
	struct trace *t = sample();
	FILE *f = fopen("/dev/full", "w");
	if (f) {
		ck_assert(!trace_save(t, f));
		fclose(f);
	}
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("file");
	TCase *c = tcase_create("file");
	tcase_set_timeout(c, 60);
	tcase_add_test(c, round_trip);
	tcase_add_test(c, format);
	tcase_add_test(c, every_truncation);
	tcase_add_test(c, every_octet_damaged);
	tcase_add_loop_test(c, hostile_files, 0, (int)(sizeof(hostile) / sizeof(hostile[0])));
	tcase_add_test(c, long_lines);
	tcase_add_test(c, write_errors);
	suite_add_tcase(s, c);
	return run_suite(s);
}

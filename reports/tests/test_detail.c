/* SPDX-License-Identifier: Apache-2.0 */
/* Folding of a trace into the rows of a diagram, likely causes, and how reasons are taken apart. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "trace/probe_packet.h"

#define MS INT64_C(1000000)

static struct trace *nodes(void)
{
	struct trace *t = trace_create();

	ck_assert_ptr_nonnull(t);
	trace_add_node(t, "S", false, 0);
	trace_add_node(t, "I", true, 31);
	trace_add_node(t, "E1", false, 31);
	return t;
}

static uint32_t net(struct trace *t, vtime time, const char *name, const char *note)
{
	return trace_add_text(t, TRACE_NET, 1, PCO_NONE, TRACE_OUT, time, name, note, 0)->id;
}

/* One SSCOP PDU, from the access link of node 1. */
static uint32_t saal(struct trace *t, vtime time, enum trace_dir dir, const uint8_t *pdu, size_t len)
{
	struct trace_frame_in f = {.node = 1,
				   .dir = dir,
				   .first = time,
				   .time = time,
				   .vci = 5,
				   .cells = 1,
				   .ok = true,
				   .sdu = pdu,
				   .len = len};

	return trace_add_frame(t, &f)->id;
}

static const uint8_t poll[] = {0, 0, 0, 1, 10, 0, 0, 2};
static const uint8_t stat[] = {0, 0, 0, 1, 0, 0, 0, 32, 11, 0, 0, 2};

static struct report_detail build(const struct trace *t, const struct finding *f, size_t n)
{
	const struct finding *all[8];
	struct report_detail d;

	for (size_t i = 0; i < n; i++)
		all[i] = &f[i];
	ck_assert(detail_build(t, all, n, &d));
	return d;
}

static const char *name_of(const struct report_detail *d, size_t step)
{
	return d->text + d->steps[step].name;
}

START_TEST(polls_are_one_row)
{
	struct trace *t = nodes();
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check"};

	net(t, 0, "mark", "step=0 line=3 text=path A");
	for (int i = 0; i < 1000; i++) {
		saal(t, i * MS, TRACE_OUT, poll, sizeof(poll));
		saal(t, i * MS + 1, TRACE_IN, stat, sizeof(stat));
		if (i % 100 == 50)
			net(t, i * MS + 2, "fault", "text=drop frame");
	}
	f.events[0] = net(t, 2000 * MS, "cac-refused", "from=I to=E1 text=full");
	f.n_events = 1;
	struct report_detail d = build(t, &f, 1);
	/* The script's step, all polls, ten faults, and what decided. */
	ck_assert_uint_eq(d.n_steps, 13);
	ck_assert_str_eq(name_of(&d, 0), "script");
	ck_assert_str_eq(name_of(&d, 1), "POLL, STAT");
	ck_assert_uint_eq(d.steps[1].times, 2000);
	ck_assert_int_eq(d.steps[1].last, 999 * MS + 1);
	ck_assert(d.steps[12].decides && !d.steps[11].decides);
	ck_assert_uint_eq(d.n_frames, 1);
	detail_free(&d);
	trace_free(t);
}
END_TEST

START_TEST(bounded_around_the_decision)
{
	struct trace *t = nodes();
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check"};

	net(t, 0, "mark", "step=0 line=3 text=path A");
	for (int i = 1; i < 5000; i++) {
		uint32_t id = net(t, i * MS, "fault", "text=drop frame");
		if (i == 4000)
			f.events[0] = id;
		if (i == 3990)
			f.events[1] = id;
	}
	f.n_events = 2; /* what was earlier does not decide, in whatever order a check names them */
	struct report_detail d = build(t, &f, 1);
	ck_assert_uint_le(d.n_steps, LADDER_STEPS_MAX);
	size_t gaps = 0, decides = 0, left_out = 0;
	for (size_t i = 0; i < d.n_steps; i++) {
		bool gap = strcmp(d.text + d.steps[i].kind, "gap") == 0;
		gaps += gap;
		left_out += gap ? d.steps[i].times : 0;
		decides += d.steps[i].decides;
		ck_assert(!d.steps[i].decides || d.steps[i].event == f.events[0]);
	}
	ck_assert_uint_eq(gaps, 1);
	ck_assert_uint_eq(decides, 1);
	ck_assert_uint_eq(d.n_steps - 1 + left_out + d.left_out, 5000);
	detail_free(&d);
	trace_free(t);
}
END_TEST

START_TEST(an_arrow_from_node_to_node)
{
	static const uint8_t octets[] = {0xaa, 0xaa, 3, 0, 0, 0, 8, 0, 0x45, 1, 2, 3};
	struct trace *t = nodes();
	struct finding f = {.verdict = VERDICT_INCONCLUSIVE, .source = "check"};
	struct trace_frame_in frame = {.node = 1,
				       .dir = TRACE_OUT,
				       .vci = 40,
				       .conn = 7,
				       .cells = 1,
				       .ok = true,
				       .sdu = octets,
				       .len = sizeof(octets)};

	trace_add_frame(t, &frame);
	frame.node = 2;
	frame.dir = TRACE_IN;
	frame.vci = 50;
	frame.time = frame.first = 5;
	f.events[f.n_events++] = trace_add_frame(t, &frame)->id;
	frame.conn = 8; /* the same octets on another connection are not its arrival */
	trace_add_frame(t, &frame);
	struct report_detail d = build(t, &f, 1);
	ck_assert_uint_eq(d.n_steps, 2);
	ck_assert_str_eq(d.text + d.nodes[d.steps[0].from].name, "I");
	ck_assert_str_eq(d.text + d.nodes[d.steps[0].to].name, "E1");
	/* The arrival decides: the row has its number, the frame beside it too. */
	ck_assert(d.steps[0].decides && d.steps[0].event == f.events[0] && d.frames[0].event == f.events[0]);
	ck_assert(d.nodes[d.steps[1].from].network);
	detail_free(&d);
	trace_free(t);
}
END_TEST

START_TEST(causes)
{
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check"};
	const struct finding *all[] = {&f};
	struct trace *t = nodes();

	ck_assert_ptr_null(cause_of(VERDICT_PASS, "", "", all, 1, t).who);
	ck_assert_str_eq(cause_of(VERDICT_ERROR, "harness", "out of memory", all, 0, NULL).who, "harness");
	ck_assert_str_eq(cause_of(VERDICT_FAIL, "", "", all, 1, t).who, "adapter"); /* nothing was ever sent */
	f.events[0] = trace_add_text(t, TRACE_CONTROL, 1, PCO_CONTROL, TRACE_OUT, 1, "resv", NULL, 0)->id;
	f.n_events = 1;
	ck_assert_str_eq(cause_of(VERDICT_FAIL, "", "", all, 1, t).who, "implementation");
	trace_add_text(t, TRACE_CONTROL, 1, PCO_CONTROL, TRACE_OUT, 2, "error", "no", 0);
	ck_assert_str_eq(cause_of(VERDICT_FAIL, "", "", all, 1, t).who, "adapter");
	trace_add_text(t, TRACE_IUT, 1, PCO_NONE, TRACE_OUT, 3, "crash", "text=signal 11", 0);
	ck_assert_str_eq(cause_of(VERDICT_ERROR, "iut", "signal 11", all, 1, t).who, "implementation");
	trace_free(t);
}
END_TEST

/* Packets that a user sends: requests, answers and the packets themselves are counted; a refusal stands alone. */
START_TEST(sent_packets_are_counted)
{
	struct trace *t = nodes();
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check", .n_events = 1};
	char line[160 + 2 * PROBE_PACKET_LEN];
	uint8_t octets[PROBE_PACKET_LEN];

	for (unsigned i = 0; i < 100; i++) {
		struct probe_packet p = {.flow = 1, .seq = i + 1, .sent = i * MS, .len = PROBE_PACKET_LEN};
		probe_packet_encode(octets, &p);
		int n = sprintf(line, "send 10.0.0.2/17/5000 10.1.0.2/4000 ");
		for (size_t k = 0; k < sizeof(octets); k++)
			n += sprintf(line + n, "%02x", octets[k]);
		trace_add_control(t, 1, TRACE_IN, i * MS, line);
		trace_add_control(t, 1, TRACE_OUT, i * MS, "ok");
	}
	f.events[0] = trace_add_control(t, 1, TRACE_OUT, 200 * MS, "error no")->id;
	struct report_detail d = build(t, &f, 1);
	ck_assert_uint_eq(d.n_steps, 2);
	ck_assert_uint_eq(d.steps[0].times, 100);
	ck_assert_str_eq(name_of(&d, 1), "error");
	detail_free(&d);
	trace_free(t);
}
END_TEST

/* Data that comes twice, or where it should not, was sent by somebody: not what had to happen after a fault. */
START_TEST(data_that_reached_a_tester)
{
	struct trace *t = nodes();
	struct finding f = {.verdict = VERDICT_FAIL, .n_events = 1};
	const struct finding *all[1] = {&f};
	struct probe_packet p = {.flow = 1, .seq = 1, .len = PROBE_PACKET_LEN};
	uint8_t packet[28 + PROBE_PACKET_LEN] = {
	    0x45, 0,    0, sizeof(packet),     0, 0, 0, 0, 64, 17, 0, 0, 10, 1, 0, 1, 10, 1, 0, 2, 0x0f, 0xa0,
	    0x13, 0x88, 0, sizeof(packet) - 20};

	uint32_t sum = 0;
	for (int i = 0; i < 20; i += 2)
		sum += (uint32_t)packet[i] << 8 | packet[i + 1];
	sum = ~((sum & 0xffff) + (sum >> 16));
	packet[10] = (uint8_t)(sum >> 8);
	packet[11] = (uint8_t)sum;
	probe_packet_encode(packet + 28, &p);
	net(t, 0, "fault", "text=drop frame");
	trace_add_ip(t, 1, TRACE_OUT, 1, packet, sizeof(packet));
	const struct trace_event *e = trace_add_ip(t, 2, TRACE_IN, 2, packet, sizeof(packet));
	ck_assert_str_eq(trace_kind_name((enum trace_kind)e->kind), "data");
	f.events[0] = e->id;
	ck_assert_ptr_nonnull(strstr(cause_of(VERDICT_FAIL, "", "", all, 1, t).why, "reached a receiver"));
	f.n_events = 0;
	ck_assert_ptr_nonnull(strstr(cause_of(VERDICT_FAIL, "", "", all, 1, t).why, "after the scripted fault"));
	trace_free(t);
}
END_TEST

/* Nothing was decided: who has to look depends on what the script waited for. */
START_TEST(open_causes)
{
	struct trace *t = nodes();
	struct finding f = {
	    .verdict = VERDICT_INCONCLUSIVE, .requirement = "R", .reason = "awaited: it is in; not seen"};
	const struct finding *all[1] = {&f};
	static const uint8_t packet[28] = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 46, 0, 0, 10, 1, 0, 1, 10, 1, 0, 2};

	ck_assert_str_eq(cause_of(VERDICT_INCONCLUSIVE, "", "", all, 1, t).who, "adapter");
	trace_add_ip(t, 1, TRACE_OUT, 1, packet, sizeof(packet));
	ck_assert_str_eq(cause_of(VERDICT_INCONCLUSIVE, "", "", all, 1, t).who, "implementation");
	strcpy(f.reason, "what would provoke a breach was not seen");
	ck_assert_str_eq(cause_of(VERDICT_INCONCLUSIVE, "", "", all, 1, t).who, "environment");
	trace_free(t);
}
END_TEST

START_TEST(reasons)
{
	static const struct {
		const char *reason, *expected, *seen;
	} rows[] = {
	    {"expected: A; seen: B", "A", "B"},
	    {"expected the ResvConf within 90 s, seen none", "the ResvConf within 90 s", "none"},
	    {"expected: A; not seen from 1s to 2s", "A", "nothing of it from 1s to 2s"},
	    {"must not happen: A; seen at 3s", "never: A", "it happened at 3s"},
	    {"what would provoke a breach was not seen", "", ""},
	    {"", "", ""},
	};
	char expected[300], seen[300];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		report_split_reason(rows[i].reason, expected, seen, sizeof(expected));
		ck_assert_str_eq(expected, rows[i].expected);
		ck_assert_str_eq(seen, rows[i].seen);
	}
}
END_TEST

START_TEST(ledger_words)
{
	ck_assert(ledger_match("expected: * still open", "expected: RELEASE; seen: still open"));
	ck_assert(ledger_match("*", ""));
	ck_assert(ledger_match("a?c*", "abc"));
	ck_assert(!ledger_match("a?c", "ac"));
	ck_assert(!ledger_match("abc", "abcd"));
	ck_assert(!ledger_match("*x", "xy"));
	ck_assert(ledger_match("*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
	ck_assert(!ledger_match("*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
	ck_assert(ledger_date_ok("2028-02-29") && ledger_date_ok("2000-02-29"));
	ck_assert(!ledger_date_ok("2027-02-29") && !ledger_date_ok("1900-02-29") && !ledger_date_ok("2027-13-01"));
	ck_assert(!ledger_date_ok("2027-1-01") && !ledger_date_ok("2027-01-00") && !ledger_date_ok("20270-01-1"));
}
END_TEST

/* A breach that nobody foresaw outweighs all else; an error outweighs what was foreseen. The order is no matter. */
START_TEST(tally)
{
	struct report_finding f[2] = {{.finding = {.requirement = "R", .verdict = VERDICT_FAIL, .reason = "broken"}},
				      {.finding = {.requirement = "R", .verdict = VERDICT_PASS}}};
	const char *reason = NULL;
	enum requirement_state state;

	for (int turn = 0; turn < 2; turn++) {
		struct requirement_tally t = {0};
		unsigned cases[VERDICT_ERROR + 1] = {0};
		for (int i = 0; i < 2; i++) {
			if (i == turn)
				tally_case(&t, VERDICT_ERROR, "crash", NULL, 0, true, "R", cases);
			else
				tally_case(&t, VERDICT_FAIL, "", f, 2, true, "R", cases);
		}
		ck_assert(tally_state(&t, &state, &reason));
		ck_assert_int_eq(state, REQ_FAIL);
		ck_assert_str_eq(reason, "broken");
		ck_assert_uint_eq(cases[VERDICT_FAIL], 1);
		ck_assert_uint_eq(cases[VERDICT_ERROR], 1);
	}
	struct requirement_tally t = {0};
	unsigned cases[VERDICT_ERROR + 1] = {0};
	f[0].expected = 1;
	tally_case(&t, VERDICT_FAIL, "", f, 2, true, "R", cases);
	ck_assert(tally_state(&t, &state, &reason));
	ck_assert_int_eq(state, REQ_EXPECTED_FAILURE);
	tally_case(&t, VERDICT_ERROR, "crash", NULL, 0, true, "R", cases);
	ck_assert(tally_state(&t, &state, &reason));
	ck_assert_int_eq(state, REQ_ERROR);
	struct requirement_tally none = {0};
	tally_case(&none, VERDICT_PASS, "", f, 2, false, "other", cases);
	ck_assert(!tally_state(&none, &state, &reason));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("detail");
	TCase *c = tcase_create("detail");

	tcase_add_test(c, polls_are_one_row);
	tcase_add_test(c, bounded_around_the_decision);
	tcase_add_test(c, an_arrow_from_node_to_node);
	tcase_add_test(c, sent_packets_are_counted);
	tcase_add_test(c, causes);
	tcase_add_test(c, data_that_reached_a_tester);
	tcase_add_test(c, open_causes);
	tcase_add_test(c, reasons);
	tcase_add_test(c, ledger_words);
	tcase_add_test(c, tally);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

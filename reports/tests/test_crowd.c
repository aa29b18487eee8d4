/* SPDX-License-Identifier: Apache-2.0 */
/* Diagrams of topologies with more nodes than there is room for. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

#define MS INT64_C(1000000)

/* Two ends, the IUT, and so many testers. */
static struct trace *nodes(int testers)
{
	struct trace *t = trace_create();
	char name[16];

	ck_assert_ptr_nonnull(t);
	trace_add_node(t, "S", false, 0);
	trace_add_node(t, "S2", false, 0);
	trace_add_node(t, "I", true, 31);
	for (int i = 1; i <= testers; i++) {
		snprintf(name, sizeof(name), "E%d", i);
		trace_add_node(t, name, false, 31);
	}
	return t;
}

/* A frame that does not decode as anything: one of the IUT's, and its arrival at a tester. */
static void frame(struct trace *t, vtime time, uint16_t node, enum trace_dir dir, uint8_t content)
{
	uint8_t sdu[16] = {0xfe, content};
	struct trace_frame_in f = {.node = node,
				   .dir = dir,
				   .first = time,
				   .time = time,
				   .vci = 40,
				   .cells = 1,
				   .conn = 3,
				   .ok = true,
				   .sdu = sdu,
				   .len = sizeof(sdu)};

	trace_add_frame(t, &f);
}

static uint32_t mark(struct trace *t, vtime time, uint16_t node, const char *name)
{
	return trace_add_text(t, TRACE_NET, node, PCO_NONE, TRACE_OUT, time, name, "step=0 line=3 text=data A", 0)->id;
}

static const struct detail_node *column(const struct report_detail *d, const char *name)
{
	for (uint32_t i = 0; i < d->n_nodes; i++) {
		if (strcmp(d->text + d->nodes[i].name, name) == 0)
			return &d->nodes[i];
	}
	return NULL;
}

/* Each tester gets a frame in two phases; then something decides at the last but one. */
static struct report_detail phases(struct trace *t, int testers)
{
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check", .n_events = 1};
	const struct finding *all[1] = {&f};
	struct report_detail d;

	for (int phase = 0; phase < 2; phase++) {
		mark(t, phase * 1000 * MS, 2, "mark");
		for (int i = 0; i < testers; i++) {
			frame(t, (phase * 1000 + i) * MS, 2, TRACE_OUT, (uint8_t)(2 * i + phase));
			frame(t, (phase * 1000 + i) * MS + 1, (uint16_t)(3 + i), TRACE_IN, (uint8_t)(2 * i + phase));
		}
	}
	f.events[0] = mark(t, 5000 * MS, (uint16_t)(3 + testers - 2), "cac-refused");
	ck_assert(detail_build(t, all, 1, &d));
	return d;
}

START_TEST(everybody_has_room)
{
	struct trace *t = nodes(5);
	struct report_detail d = phases(t, 5);

	ck_assert_ptr_nonnull(column(&d, "E5"));
	for (uint32_t i = 0; i < d.n_nodes; i++)
		ck_assert(!d.nodes[i].several);
	ck_assert_uint_eq(d.n_steps, 2 + 10 + 1);
	detail_free(&d);
	trace_free(t);
}
END_TEST

START_TEST(sixty_four)
{
	struct trace *t = nodes(64);
	struct report_detail d = phases(t, 64);
	uint32_t total = 0, groups = 0;

	ck_assert_uint_le(d.n_nodes, 12);
	ck_assert(column(&d, "I") != NULL && column(&d, "I")->iut);
	ck_assert_msg(column(&d, "E63") != NULL && !column(&d, "E63")->several,
		      "the node of the decision has a column");
	for (uint32_t i = 0; i < d.n_nodes; i++)
		groups += d.nodes[i].several;
	ck_assert_uint_eq(groups, 1);
	ck_assert_uint_lt(d.n_steps, 30);
	for (uint32_t i = 0; i < d.n_steps; i++) {
		ck_assert_uint_lt(d.steps[i].from, d.n_nodes);
		ck_assert_uint_lt(d.steps[i].to, d.n_nodes);
		total += d.steps[i].times;
		/* What is counted lies between two steps of the script. */
		ck_assert(d.steps[i].times == 1 || d.steps[i].last - d.steps[i].time < 1000 * MS);
	}
	ck_assert_uint_eq(total, 2 + 128 + 1);
	ck_assert(d.steps[d.n_steps - 1].decides);
	detail_free(&d);
	trace_free(t);
}
END_TEST

/* Packets on the IP side do not say which end has them. */
START_TEST(ends_share_a_column)
{
	struct trace *t = nodes(2);
	struct finding f = {.verdict = VERDICT_FAIL, .source = "check", .n_events = 1};
	const struct finding *all[1] = {&f};
	struct report_detail d;
	static const uint8_t packet[28] = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 46, 0, 0, 10, 1, 0, 2, 10, 1, 0, 1};

	f.events[0] = trace_add_ip(t, 2, TRACE_IN, 5 * MS, packet, sizeof(packet))->id;
	ck_assert(detail_build(t, all, 1, &d));
	ck_assert_ptr_nonnull(column(&d, "S, S2"));
	ck_assert_uint_eq(d.n_nodes, 2);
	ck_assert_uint_ne(d.steps[0].from, d.steps[0].to);
	detail_free(&d);
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("crowd");
	TCase *c = tcase_create("crowd");

	tcase_add_test(c, everybody_has_room);
	tcase_add_test(c, sixty_four);
	tcase_add_test(c, ends_share_a_column);
	suite_add_tcase(s, c);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

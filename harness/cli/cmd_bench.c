/* SPDX-License-Identifier: Apache-2.0 */
/* The figures of section 9 of the design, each beside its budget. */
#include <stdlib.h>
#include <string.h>

#include "bench/bench.h"
#include "bench_cases.h"
#include "cli.h"

#define SECONDS      0.4
#define RESERVATIONS 100000
#define MEGABYTE     1e6

enum { OPT_SECONDS, OPT_ONLY };
static const struct option_def defs[] = {
    [OPT_SECONDS] = {"seconds", 0, "N", "seconds of processor time for each figure (0.4)"},
    [OPT_ONLY] = {"only", 0, "NAME",
		  "one group of figures: cases, suite, fabric, aal5, calls, rsvp, growth; repeatable"},
    {NULL, 0, NULL, NULL},
};

struct bench {
	double seconds;
	bool only[16], any;
	bool failed; /* a figure could not be measured */
	struct bench_cases *cases;
	struct bench_rsvp rsvp[BENCH_SIZES]; /* at these sizes, 0 until it is measured */
};

static const unsigned case_sizes[BENCH_SIZES] = {BENCH_CASES_MAX / 10, BENCH_CASES_MAX / 10 * 3, BENCH_CASES_MAX};
static const unsigned sizes[BENCH_SIZES] = {1000, 3000, 10000};
static const unsigned rsvp_sizes[BENCH_SIZES] = {RESERVATIONS / 10, RESERVATIONS / 10 * 3, RESERVATIONS};

static void put(struct bench *b, const char *name, double measured, const char *unit, enum bench_budget sense,
		double budget)
{
	const struct bench_figure g = {
	    .name = name, .measured = measured, .unit = unit, .sense = sense, .budget = budget};

	b->failed = b->failed || measured <= 0;
	bench_print(stdout, &g);
}

static bool open_cases(struct bench *b)
{
	if (b->cases == NULL)
		b->cases = bench_cases_open();
	return b->cases != NULL;
}

static void do_cases(struct bench *b)
{
	const char *child = bench_child();
	const struct bench_cases_kind passing = {.iut = "reference", .n = BENCH_CASES_MAX};
	const struct bench_cases_kind failing = {.iut = "reference", .n = BENCH_CASES_MAX, .failing = true};
	const struct bench_cases_kind fresh = {.iut = child, .n = BENCH_CASES_MAX / 10};
	bool ok = open_cases(b);

	double pass = ok ? bench_cases(b->cases, b->seconds, &passing) : 0;
	put(b, "trivial cases, in process, XML report written", pass, "/s", BENCH_AT_LEAST, 20000);
	double fail = ok ? bench_cases(b->cases, b->seconds, &failing) : 0;
	put(b, "a failing case, in passing ones", fail > 0 ? pass / fail : 0, "x", BENCH_AT_MOST, 1);
	put(b, "trivial cases, a fresh child each", ok && child != NULL ? bench_cases(b->cases, b->seconds, &fresh) : 0,
	    "/s", BENCH_AT_LEAST, 1000);
}

static void do_suite(struct bench *b)
{
	struct bench_suite best = {0}, s;
	double spent = 0;

	do {
		if (!bench_suite(&s)) {
			best = (struct bench_suite){0};
			break;
		}
		spent += s.cpu;
		if (best.cpu <= 0 || s.cpu < best.cpu)
			best = s;
	} while (spent < b->seconds);
	put(b, "whole suite, processor time, no captures", best.cpu, "s", BENCH_AT_MOST, 2);
	put(b, "whole suite, wall time, one job", best.wall, "s", BENCH_NONE, 0);
	put(b, "protocol time to processor time", best.cpu > 0 ? best.protocol / best.cpu : 0, "x", BENCH_AT_LEAST,
	    1e6);
}

static void do_fabric(struct bench *b)
{
	static const unsigned vcs[] = {1, 1000, 10000};
	char name[48];

	for (int cells = 0; cells <= 1; cells++) {
		for (size_t i = 0; i < sizeof(vcs) / sizeof(*vcs); i++) {
			snprintf(name, sizeof(name), "cell-hops, one switch, %s ports, %u VC%s",
				 cells ? "cell" : "frame", vcs[i], vcs[i] > 1 ? "s" : "");
			put(b, name, bench_fabric(b->seconds, cells != 0, vcs[i]), "/s", BENCH_AT_LEAST, 20e6);
		}
	}
}

static void do_aal5(struct bench *b)
{
	struct bench_aal5 a = {0};
	bool ok = bench_aal5(b->seconds, &a);

	put(b, "memcpy and CRC of isa-l, 9180 octets", ok ? a.plain : 0, "B/s", BENCH_NONE, 0);
	put(b, "AAL5 segmentation, against that", ok ? a.segmented / a.plain : 0, "x", BENCH_AT_LEAST, 0.8);
	put(b, "AAL5 reassembly of a whole frame, against that", ok ? a.whole / a.plain : 0, "x", BENCH_AT_LEAST, 0.8);
	put(b, "AAL5 reassembly cell by cell, against that", ok ? a.by_cells / a.plain : 0, "x", BENCH_AT_LEAST, 0.8);
}

static void do_calls(struct bench *b)
{
	put(b, "complete calls, both UNIs, SSCOP below", bench_calls(b->seconds, 0), "/s", BENCH_AT_LEAST, 100000);
}

static const struct bench_rsvp *rsvp_at(struct bench *b, int i)
{
	if (b->rsvp[i].refreshes <= 0)
		bench_rsvp(b->seconds, rsvp_sizes[i], &b->rsvp[i]);
	return &b->rsvp[i];
}

static void do_rsvp(struct bench *b)
{
	const struct bench_rsvp *r = rsvp_at(b, BENCH_SIZES - 1);
	struct bench_rsvp few;

	/* The state of a few fits into a processor's own cache, that of many does not. */
	bench_rsvp(b->seconds, RESERVATIONS / 100, &few);
	put(b, "refreshes into the stack, 1,000 reservations", few.refreshes, "/s", BENCH_AT_LEAST, 1e6);
	put(b, "refreshes into the stack, 100,000 reservations", r->refreshes, "/s", BENCH_AT_LEAST, 1e6);
	put(b, "the same, with as many that it sends on", 2 * r->refreshes, "/s", BENCH_NONE, 0);
	put(b, "memory of 100,000 reservations", r->memory, "B", BENCH_AT_MOST, 200 * MEGABYTE);
}

static void do_growth(struct bench *b)
{
	struct bench_growth calls = {.name = "a call, others standing"};
	struct bench_growth vcs = {.name = "a cell-hop, frame ports, VCs"};
	struct bench_growth reservations = {.name = "a refresh, reservations"};
	struct bench_growth cases = {.name = "a trivial case, cases in a run"};
	struct bench_growth *const rows[] = {&calls, &vcs, &reservations, &cases};

	printf("\n");
	bench_growth_head(stdout);
	for (int i = 0; i < BENCH_SIZES; i++) {
		const struct bench_cases_kind kind = {.iut = "reference", .n = case_sizes[i]};
		calls.size[i] = vcs.size[i] = sizes[i];
		reservations.size[i] = rsvp_sizes[i];
		cases.size[i] = case_sizes[i];
		calls.seconds[i] = 1 / bench_calls(b->seconds, sizes[i]);
		vcs.seconds[i] = 1 / bench_fabric(b->seconds, false, sizes[i]);
		reservations.seconds[i] = 1 / rsvp_at(b, i)->refreshes;
		cases.seconds[i] = open_cases(b) ? 1 / bench_cases(b->cases, b->seconds, &kind) : 0;
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (int k = 0; k < BENCH_SIZES; k++) {
			if (rows[i]->seconds[k] > 1e9) /* of a rate of 0 */
				rows[i]->seconds[k] = 0;
			b->failed = b->failed || rows[i]->seconds[k] <= 0;
		}
		bench_growth_print(stdout, rows[i]);
	}
}

static const struct {
	const char *name;
	void (*measure)(struct bench *b);
} groups[] = {
    {"cases", do_cases}, {"suite", do_suite}, {"fabric", do_fabric}, {"aal5", do_aal5},
    {"calls", do_calls}, {"rsvp", do_rsvp},   {"growth", do_growth},
};
#define N_GROUPS (sizeof(groups) / sizeof(*groups))

static bool take(void *ctx, int index, const char *value)
{
	struct bench *b = ctx;
	const char *names[N_GROUPS];
	char *end;

	if (index == OPT_SECONDS) {
		b->seconds = strtod(value, &end);
		if (*end == '\0' && end != value && b->seconds >= 0 && b->seconds <= 3600)
			return true;
		cli_usage_error("--seconds: '%s' is not a number from 0 to 3600", value);
		return false;
	}
	for (size_t i = 0; i < N_GROUPS; i++) {
		names[i] = groups[i].name;
		if (strcmp(value, names[i]) == 0) {
			b->only[i] = b->any = true;
			return true;
		}
	}
	const char *close = did_you_mean(value, names, N_GROUPS);
	cli_usage_error("--only: there are no figures '%s'%s%s%s", value, close != NULL ? "; did you mean " : "",
			close != NULL ? close : "", close != NULL ? "?" : "");
	return false;
}

int cmd_bench(int argc, char **argv)
{
	struct bench b = {.seconds = SECONDS};

	int first = options_parse(
	    argc, argv, "bench [OPTION...]",
	    "Measure speed and memory, each figure beside its budget, and how cost grows with size.", defs, take, &b);
	if (first < 0)
		return EXIT_USAGE;
	if (first < argc)
		return cli_usage_error("bench takes no operand '%s'", argv[first]);
	bench_head(stdout);
	for (size_t i = 0; i < N_GROUPS; i++) {
		if (!b.any || b.only[i])
			groups[i].measure(&b);
	}
	printf("\nRates are by processor time of one core, the best of several runs; * misses its\nbudget.\n");
	bench_cases_close(b.cases);
	return b.failed ? EXIT_HARNESS : EXIT_AS_EXPECTED;
}

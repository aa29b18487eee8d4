/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says at its end: about ten lines that a person can act on. */
#include <string.h>

#include "cli.h"
#include "run_report_priv.h"

#define SHOWN 3 /* cases that are named */

struct paint {
	const char *red, *green, *yellow, *bold, *off;
};

static void number(FILE *f, const char *colour, const struct paint *p, size_t n, const char *what)
{
	fprintf(f, "  %s%zu %s%s", n > 0 ? colour : "", n, what, n > 0 ? p->off : "");
}

static void count_line(FILE *f, const struct paint *p, const char *name, const struct report_count *c)
{
	fprintf(f, "%-8s", name);
	number(f, p->green, p, c->by_state[REQ_PASS], "passed");
	number(f, p->red, p, c->by_state[REQ_FAIL], "failed");
	if (c->by_state[REQ_ERROR] > 0)
		number(f, p->red, p, c->by_state[REQ_ERROR], "in error");
	if (c->by_state[REQ_EXPECTED_FAILURE] > 0)
		number(f, p->yellow, p, c->by_state[REQ_EXPECTED_FAILURE], "failed as expected");
	number(f, p->yellow, p, c->by_state[REQ_INCONCLUSIVE], "inconclusive");
	number(f, "", p, c->by_state[REQ_UNTESTED] + c->by_state[REQ_NOT_APPLICABLE] + c->by_state[REQ_SKIPPED],
	       "not tested");
	fputc('\n', f);
}

static const struct report_finding *first_failure(const struct report_case *c)
{
	for (size_t i = 0; i < c->n_findings; i++) {
		if (c->findings[i].finding.verdict == VERDICT_FAIL && c->findings[i].expected == 0)
			return &c->findings[i];
	}
	return NULL;
}

static void case_lines(FILE *f, const struct paint *p, const struct report_case *c)
{
	const struct report_finding *x = first_failure(c);
	const char *id = x != NULL && x->finding.requirement != NULL ? x->finding.requirement : c->blame;
	const char *why = x != NULL ? x->finding.reason : c->error != NULL ? c->error : "";

	fprintf(f, "%s%s%s %.72s\n", p->red, case_verdict_name(c), p->off, c->id);
	bool cut = strlen(why) > 60;
	fprintf(f, "     %.12s: %.*s%s\n", id != NULL ? id : "", cut ? 57 : 60, why, cut ? "..." : "");
}

static void times_line(FILE *f, const struct run_outcome *o, const struct report *r)
{
	size_t by[VERDICT_ERROR + 1] = {0}, expected = 0;
	vtime covered = 0;

	for (size_t i = 0; i < r->n_cases; i++) {
		covered += r->cases[i].duration;
		expected += r->cases[i].expected;
		by[r->cases[i].verdict] += !r->cases[i].expected;
	}
	fprintf(f, "cases     %zu run: %zu pass, %zu fail, ", r->n_cases, by[VERDICT_PASS], by[VERDICT_FAIL]);
	if (expected > 0)
		fprintf(f, "%zu expected failure, ", expected);
	fprintf(f, "%zu inconclusive, %zu error\n", by[VERDICT_INCONCLUSIVE], by[VERDICT_ERROR]);
	fprintf(f, "time      %.1f h of protocol time", (double)covered / 3.6e12);
	if (!o->reproducible && o->seconds > 0)
		fprintf(f, " in %.2f s", o->seconds);
	if (o->stopped != NULL)
		fprintf(f, "; incomplete: %s", o->stopped);
	fputc('\n', f);
}

static void ledger_line(FILE *f, const struct paint *p, const struct report *r)
{
	size_t by[LEDGER_NOT_RUN + 1] = {0};

	for (size_t i = 0; i < r->n_entries; i++)
		by[r->entries[i].state]++;
	fprintf(f, "ledger    %zu matched", by[LEDGER_MATCHED]);
	number(f, p->red, p, by[LEDGER_EXPIRED], "expired");
	number(f, p->red, p, by[LEDGER_UNEXPECTED_PASS], "passed unexpectedly");
	number(f, p->red, p, by[LEDGER_NO_SUCH], "naming nothing");
	fputc('\n', f);
}

void run_report_summary(const struct run_report *rr, const struct report_paths *paths, FILE *f, bool colour)
{
	struct paint p = colour ? (struct paint){"\033[31m", "\033[32m", "\033[33m", "\033[1m", "\033[0m"}
				: (struct paint){"", "", "", "", ""};
	const struct report *r = run_report_of(rr);
	const struct run_outcome *o = run_report_outcome(rr);
	struct report_count must = report_count(r, NULL, true), should = report_count(r, NULL, false);
	struct report_outcome out = report_outcome(r);
	const struct report_case *first = NULL;
	size_t bad = 0;

	fprintf(f, "%s%s%s%s%s (exit %d, profile %s)\n", p.bold, out.code == 0 ? p.green : p.red, out.words, p.off,
		out.lesser ? ", but not all that SHOULD be is" : "", out.code, r->profile->id);
	times_line(f, o, r);
	count_line(f, &p, "MUST", &must);
	count_line(f, &p, "SHOULD", &should);
	if (r->today != NULL)
		ledger_line(f, &p, r);
	for (size_t i = 0; i < r->n_cases; i++) {
		const struct report_case *c = &r->cases[i];
		if (c->verdict < VERDICT_FAIL || c->expected)
			continue;
		if (bad++ < SHOWN)
			case_lines(f, &p, c);
		first = first != NULL ? first : c;
	}
	if (bad > SHOWN)
		fprintf(f, "and %zu more\n", bad - SHOWN);
	if (first != NULL)
		fprintf(f, "replay    %s\n", first->replay);
	const char *page = paths->html != NULL ? paths->html : paths->xml;
	if (page != NULL && strcmp(page, "-") != 0)
		fprintf(f, "report    %s\n", page);
}

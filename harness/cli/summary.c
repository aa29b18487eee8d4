/* SPDX-License-Identifier: Apache-2.0 */
/* What a run says at its end: about ten lines that a person can act on. */
#include <string.h>

#include "cli.h"
#include "run_report_priv.h"

#define SHOWN    3  /* things that went wrong and are named */
#define TROUBLES 64 /* that are told apart */

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

/* What went wrong, once for each requirement that failed, or for who is to blame for an error. */
struct trouble {
	const char *what, *reason;
	const struct report_case *first, *last;
	size_t cases;
	bool counts; /* it is why the exit code is not 0 */
};
struct troubles {
	struct trouble at[TROUBLES];
	size_t n, cases;
};

static bool counts(const struct report *r, const char *requirement)
{
	for (size_t i = 0; requirement != NULL && i < r->n_requirements; i++) {
		if (strcmp(r->requirements[i].requirement->id, requirement) == 0)
			return report_counts(&r->requirements[i], r->strict);
	}
	return false;
}

/* A case counts once for each thing that went wrong in it. */
static void add(struct troubles *all, const char *what, const char *reason, const struct report_case *c, bool counted)
{
	size_t i = 0;

	while (i < all->n && strcmp(all->at[i].what, what) != 0)
		i++;
	if (i == TROUBLES)
		return;
	if (i == all->n)
		all->at[all->n++] = (struct trouble){.what = what, .reason = reason, .first = c, .counts = counted};
	struct trouble *t = &all->at[i];
	if (t->cases == 0 || t->last != c)
		t->cases++;
	t->last = c;
}

static void collect(const struct report *r, struct troubles *all)
{
	for (size_t i = 0; i < r->n_cases; i++) {
		const struct report_case *c = &r->cases[i];
		if (c->verdict < VERDICT_FAIL || c->expected)
			continue;
		all->cases++;
		if (c->error != NULL)
			add(all, c->blame, c->error, c, true);
		for (size_t k = 0; k < c->n_findings; k++) {
			const struct finding *f = &c->findings[k].finding;
			if (f->verdict == VERDICT_FAIL && c->findings[k].expected == 0)
				add(all, f->requirement != NULL ? f->requirement : c->vector, f->reason, c,
				    counts(r, f->requirement));
		}
	}
}

static void trouble_line(FILE *f, const struct paint *p, const struct trouble *t)
{
	bool cut = strlen(t->reason) > 73;

	fprintf(f, "%s%s%s %s in %zu case%s %.44s\n", t->first->error != NULL ? p->yellow : p->red,
		case_verdict_name(t->first), p->off, t->what, t->cases, t->cases > 1 ? "s, first" : " of",
		t->first->vector);
	fprintf(f, "     %.*s%s\n", cut ? 70 : 73, t->reason, cut ? "..." : "");
}

/* Those first that decide the exit code. Returns the case to replay. */
static const struct report_case *trouble_lines(FILE *f, const struct paint *p, const struct report *r)
{
	struct troubles all = {.n = 0};
	const struct report_case *first = NULL;
	size_t shown = 0;

	collect(r, &all);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < all.n && shown < SHOWN; i++) {
			if (all.at[i].counts != (pass == 0))
				continue;
			trouble_line(f, p, &all.at[i]);
			first = first != NULL ? first : all.at[i].first;
			shown++;
		}
	}
	if (all.n > shown)
		fprintf(f, "and %zu%s more, in %zu cases in all\n", all.n - shown, all.n == TROUBLES ? " or" : "",
			all.cases);
	return first;
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

/* What the implementation claims and does not show, or shows and does not claim. */
static void statement_lines(FILE *f, const struct paint *p, const struct report *r)
{
	for (size_t i = 0; i < r->n_statement && i < SHOWN; i++)
		fprintf(f, "%sPICS%s      %s: %.120s\n", p->yellow, p->off, r->statement[i].name,
			r->statement[i].value);
	if (r->n_statement > SHOWN)
		fprintf(f, "and %zu more differences from the PICS\n", r->n_statement - SHOWN);
}

/* Cases that were planned and are not there: nothing of the rest can be trusted. */
static void vanished_line(FILE *f, const struct paint *p, const struct report *r)
{
	if (!r->incomplete && r->planned != r->n_cases)
		fprintf(f, "%s%zu cases were planned, %zu are here%s\n", p->red, (size_t)r->planned, r->n_cases,
			p->off);
}

void run_report_summary(const struct run_report *rr, const struct report_paths *paths, FILE *f, bool colour)
{
	struct paint p = colour ? (struct paint){"\033[31m", "\033[32m", "\033[33m", "\033[1m", "\033[0m"}
				: (struct paint){"", "", "", "", ""};
	const struct report *r = run_report_of(rr);
	const struct run_outcome *o = run_report_outcome(rr);
	struct report_count must = report_count(r, NULL, true), should = report_count(r, NULL, false);
	struct report_outcome out = report_outcome(r);

	fprintf(f, "%s%s%s%s%s (exit %d, profile %s)\n", p.bold, out.code == 0 ? p.green : p.red, out.words, p.off,
		out.lesser ? ", but not all that SHOULD be is" : "", out.code, r->profile->id);
	times_line(f, o, r);
	count_line(f, &p, "MUST", &must);
	count_line(f, &p, "SHOULD", &should);
	if (r->today != NULL)
		ledger_line(f, &p, r);
	vanished_line(f, &p, r);
	statement_lines(f, &p, r);
	const struct report_case *first = trouble_lines(f, &p, r);
	if (first != NULL)
		fprintf(f, "replay    %s\n", first->replay);
	const char *page = paths->html != NULL ? paths->html : paths->xml;
	if (page != NULL && strcmp(page, "-") != 0)
		fprintf(f, "report    %s\n", page);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed from one report to the next, by requirement. A requirement is better
 * or worse when its verdict is, or when a case says something else about it than
 * before. Rows: regressed, fixed, changed (the same verdict for another reason), new
 * (judged now and not before), gone (judged before and not now).
 */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

enum change { SAME, REGRESSED, GONE, CHANGED, NEW, FIXED, CHANGES };
static const char *const change_names[CHANGES] = {"same", "regressed", "gone", "changed", "new", "fixed"};

/* What one case says about one requirement. */
struct says {
	const char *requirement, *of_case, *reason;
	enum verdict verdict;
	bool expected;
};
struct index {
	size_t n, n_requirements;
	struct says *says;                    /* by requirement, then case */
	const struct report_requirement **of; /* by id */
};

static const char *text_of(const char *s)
{
	return s != NULL ? s : "";
}

static int by_requirement_case(const void *a, const void *b)
{
	const struct says *x = a, *y = b;
	int order = strcmp(x->requirement, y->requirement);

	if (order == 0)
		order = strcmp(x->of_case, y->of_case);
	return order != 0 ? order : (int)y->verdict - (int)x->verdict;
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct report_requirement *const *)a)->requirement->id,
		      (*(const struct report_requirement *const *)b)->requirement->id);
}

static bool index_make(const struct report *r, struct index *x)
{
	size_t total = 0, n = 0;

	for (size_t i = 0; i < r->n_cases; i++)
		total += r->cases[i].n_findings;
	x->says = calloc(total + 1, sizeof(*x->says));
	x->of = calloc(r->n_requirements + 1, sizeof(*x->of));
	if (x->says == NULL || x->of == NULL)
		return false;
	for (size_t i = 0; i < r->n_cases; i++) {
		for (size_t k = 0; k < r->cases[i].n_findings; k++) {
			const struct report_finding *f = &r->cases[i].findings[k];
			if (f->finding.requirement == NULL || f->finding.verdict == VERDICT_NONE)
				continue;
			x->says[n++] = (struct says){f->finding.requirement, r->cases[i].id, f->finding.reason,
						     f->finding.verdict, f->expected > 0};
		}
	}
	qsort(x->says, n, sizeof(*x->says), by_requirement_case);
	/* Of several findings of one case about one requirement the worst counts, which is the first. */
	for (size_t i = 0; i < n; i++) {
		if (x->n > 0 && strcmp(x->says[x->n - 1].requirement, x->says[i].requirement) == 0 &&
		    strcmp(x->says[x->n - 1].of_case, x->says[i].of_case) == 0)
			continue;
		x->says[x->n++] = x->says[i];
	}
	for (size_t i = 0; i < r->n_requirements; i++)
		x->of[x->n_requirements++] = &r->requirements[i];
	qsort(x->of, x->n_requirements, sizeof(*x->of), by_id);
	return true;
}

static void index_free(struct index *x)
{
	free(x->says);
	free(x->of);
}

/* Better is less. An expected failure is worse than a pass and no worse than any other failure. */
static int rank(enum requirement_state s)
{
	static const int ranks[REQ_STATES] = {
	    [REQ_PASS] = 1, [REQ_EXPECTED_FAILURE] = 3, [REQ_INCONCLUSIVE] = 2, [REQ_FAIL] = 4, [REQ_ERROR] = 5};

	return ranks[s];
}

static int case_rank(const struct says *s)
{
	return s->verdict == VERDICT_FAIL && s->expected ? 3
	       : s->verdict == VERDICT_PASS              ? 1
	       : s->verdict == VERDICT_INCONCLUSIVE      ? 2
	       : s->verdict == VERDICT_FAIL              ? 4
							 : 5;
}

static enum change compare(int before, int after, const char *reason_before, const char *reason_after)
{
	if (before == 0 && after == 0)
		return SAME;
	if (before == 0)
		return NEW;
	if (after == 0)
		return GONE;
	if (before != after)
		return after > before ? REGRESSED : FIXED;
	return after > 1 && strcmp(reason_before, reason_after) != 0 ? CHANGED : SAME;
}

/* The cases that say something about a requirement: [from, to) of an index. */
static size_t range(const struct index *x, const char *id, size_t *to)
{
	size_t low = 0, high = x->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (strcmp(x->says[mid].requirement, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (*to = low; *to < x->n && strcmp(x->says[*to].requirement, id) == 0;)
		(*to)++;
	return low;
}

/* Text of a stranger on a terminal: nothing but printable ASCII. */
static void put(FILE *out, const char *text, size_t most)
{
	for (size_t i = 0; text[i] != '\0' && i < most; i++)
		putc(text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?', out);
}

struct counts {
	size_t by[CHANGES];
};

/* A reason below its line, unless it was the last that was said. */
static void reason_line(const char *before, const char *reason, const char **said, FILE *out)
{
	if (reason == NULL || reason[0] == '\0' || (*said != NULL && strcmp(*said, reason) == 0))
		return;
	fputs(before, out);
	put(out, reason, 300);
	fputc('\n', out);
	*said = reason;
}

/* said: the reason that stands above, NULL if none does. */
static void case_lines(const struct index *old, const struct index *new, const char *id, const char *said, FILE *out,
		       enum change *worst)
{
	const char *was = NULL;
	size_t old_end, new_end, i = range(old, id, &old_end), k = range(new, id, &new_end);

	while (i < old_end || k < new_end) {
		int order = i == old_end ? 1 : k == new_end ? -1 : strcmp(old->says[i].of_case, new->says[k].of_case);
		const struct says *a = order <= 0 ? &old->says[i++] : NULL, *b = order >= 0 ? &new->says[k++] : NULL;
		enum change c = compare(a != NULL ? case_rank(a) : 0, b != NULL ? case_rank(b) : 0,
					a != NULL ? a->reason : "", b != NULL ? b->reason : "");
		/* Cases that came or went tell of the suite; only what they say of a requirement known before counts.
		 */
		if (c == REGRESSED || (c == FIXED && *worst != REGRESSED) || (c == CHANGED && *worst == SAME))
			*worst = c;
		if (out == NULL || c == SAME ||
		    ((c == NEW || c == GONE) && (b != NULL ? b->verdict : a->verdict) == VERDICT_PASS))
			continue;
		fprintf(out, "    %s -> %s  ",
			a != NULL ? a->expected ? "expected-failure" : verdict_name(a->verdict) : "none",
			b != NULL ? b->expected ? "expected-failure" : verdict_name(b->verdict) : "none");
		put(out, b != NULL ? b->of_case : a->of_case, 160);
		fputc('\n', out);
		if (c == CHANGED)
			reason_line("        was: ", a->reason, &was, out);
		reason_line("        ", b != NULL ? b->reason : NULL, &said, out);
	}
}

/* Returns the reason that it says, NULL if none. */
static const char *requirement_line(const struct report_requirement *a, const struct report_requirement *b,
				    enum change c, FILE *out)
{
	const char *said = NULL;

	fprintf(out, "%-9s ", change_names[c]);
	put(out, (b != NULL ? b : a)->requirement->id, 40);
	fprintf(out, "  %s -> %s\n", a != NULL ? requirement_state_name(a->state) : "none",
		b != NULL ? requirement_state_name(b->state) : "none");
	if (b != NULL && (c == REGRESSED || c == CHANGED || c == GONE))
		reason_line("    ", b->reason, &said, out);
	return said;
}

static enum change change_of(const struct report_requirement *a, const struct report_requirement *b,
			     const struct index *x, const struct index *y)
{
	enum change c = compare(a != NULL ? rank(a->state) : 0, b != NULL ? rank(b->state) : 0,
				a != NULL ? text_of(a->reason) : "", b != NULL ? text_of(b->reason) : "");

	if (c == SAME || c == CHANGED || c == FIXED) {
		enum change of_cases = SAME;
		case_lines(x, y, (b != NULL ? b : a)->requirement->id, NULL, NULL, &of_cases);
		if (of_cases == REGRESSED || c == SAME)
			c = of_cases;
	}
	return c;
}

static void section(const struct index *x, const struct index *y, enum change wanted, struct counts *counts, FILE *out)
{
	for (size_t i = 0, k = 0; i < x->n_requirements || k < y->n_requirements;) {
		int order = i == x->n_requirements ? 1 : k == y->n_requirements ? -1 : by_id(&x->of[i], &y->of[k]);
		const struct report_requirement *a = order <= 0 ? x->of[i++] : NULL;
		const struct report_requirement *b = order >= 0 ? y->of[k++] : NULL;
		enum change c = change_of(a, b, x, y), worst = SAME;
		if (c != wanted)
			continue;
		counts->by[c]++;
		if (c == SAME)
			continue;
		const char *said = requirement_line(a, b, c, out);
		case_lines(x, y, (b != NULL ? b : a)->requirement->id, said, out, &worst);
	}
}

size_t report_diff(const struct report *old, const struct report *new, FILE *out)
{
	struct index x = {0}, y = {0};
	struct counts counts = {0};

	if (!index_make(old, &x) || !index_make(new, &y)) {
		index_free(&x);
		index_free(&y);
		fputs("out of memory\n", out);
		return 1;
	}
	for (enum change c = REGRESSED; c < CHANGES; c++)
		section(&x, &y, c, &counts, out);
	section(&x, &y, SAME, &counts, out);
	fprintf(out, "%zu regressed, %zu fixed, %zu changed, %zu new, %zu gone, %zu as before\n", counts.by[REGRESSED],
		counts.by[FIXED], counts.by[CHANGED], counts.by[NEW], counts.by[GONE], counts.by[SAME]);
	index_free(&x);
	index_free(&y);
	return counts.by[REGRESSED];
}

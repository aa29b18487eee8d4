/* SPDX-License-Identifier: Apache-2.0 */
/* From cases to requirements: the verdict of a requirement is the join over its cases. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static enum requirement_state state_of(enum verdict v)
{
	switch (v) {
	case VERDICT_PASS:
		return REQ_PASS;
	case VERDICT_INCONCLUSIVE:
		return REQ_INCONCLUSIVE;
	case VERDICT_FAIL:
		return REQ_FAIL;
	default:
		return REQ_ERROR;
	}
}

static bool covers(const struct vcase *c, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(c->vector); i++) {
		if (strcmp(vector_covers(c->vector, i), requirement) == 0)
			return true;
	}
	return false;
}

/* No case said anything about the requirement: why. */
static void explain_silence(const struct requirement *r, const struct planned *cases, size_t n,
			    const struct case_result *results, struct report_requirement *q, char reason[REASON])
{
	const struct planned *left_out = NULL, *unfit = NULL;

	q->reason = reason;
	for (size_t i = 0; i < n; i++) {
		if (!covers(&cases[i].vcase, r->id))
			continue;
		if (cases[i].choice == CHOSEN) {
			bool ran = results[i].verdict != VERDICT_NONE;
			q->state = results[i].verdict == VERDICT_ERROR ? REQ_ERROR
				   : ran                               ? REQ_INCONCLUSIVE
								       : REQ_SKIPPED;
			snprintf(reason, REASON, "%s",
				 results[i].error[0] != '\0' ? results[i].error
				 : ran                       ? "its cases say nothing about it"
							     : "the run was stopped before its cases");
			return;
		}
		if (cases[i].choice == NOT_APPLICABLE)
			unfit = &cases[i];
		else
			left_out = &cases[i];
	}
	if (left_out != NULL) {
		q->state = REQ_SKIPPED;
		snprintf(reason, REASON, "%s", left_out->why);
	} else if (unfit != NULL) {
		q->state = REQ_NOT_APPLICABLE;
		snprintf(reason, REASON, "%s", unfit->why);
	} else {
		q->state = REQ_UNTESTED;
		snprintf(reason, REASON, "%s", r->untested != NULL ? r->untested : "no vector covers it");
	}
}

static size_t count_findings(const struct case_result *results, size_t n)
{
	size_t total = 0;

	for (size_t i = 0; i < n; i++)
		total += results[i].n_findings;
	return total;
}

/* Findings about one requirement, over all cases in order. The reason shown is that of the first worst one. */
static void collect(const struct requirement *r, const struct planned *cases, size_t n,
		    const struct case_result *results, struct report_requirement *q, struct report_proof *proofs,
		    char reason[REASON])
{
	enum verdict verdict = VERDICT_NONE;
	bool judged_by_error = false;

	q->proofs = proofs;
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < results[i].n_findings; k++) {
			const struct finding *f = &results[i].findings[k].finding;
			if (f->requirement == NULL || strcmp(f->requirement, r->id) != 0)
				continue;
			proofs[q->n_proofs++] = (struct report_proof){i, k};
			if (f->verdict > verdict && f->verdict != VERDICT_PASS) {
				q->reason = reason;
				snprintf(reason, REASON, "%s", f->reason);
			}
			verdict = verdict_join(verdict, f->verdict);
		}
		/* A covered case that ended in error has no verdict of its own to add but that. */
		if (results[i].verdict == VERDICT_ERROR && covers(&cases[i].vcase, r->id) && verdict < VERDICT_FAIL) {
			verdict = VERDICT_ERROR;
			judged_by_error = true;
			q->reason = reason;
			snprintf(reason, REASON, "%s", results[i].error);
		}
	}
	if (verdict == VERDICT_NONE && !judged_by_error)
		explain_silence(r, cases, n, results, q, reason);
	else
		q->state = state_of(verdict);
}

bool suite_sum(const struct suite *s, const struct selection *sel, const struct planned *cases, size_t n,
	       const struct case_result *results, struct requirement_sum *sum)
{
	size_t most = catalogue_n(s->catalogue), used = 0;

	sum->n = 0;
	sum->requirements = calloc(most + 1, sizeof(*sum->requirements));
	sum->reasons = calloc(most + 1, sizeof(*sum->reasons));
	sum->proofs = calloc(count_findings(results, n) + 1, sizeof(*sum->proofs));
	if (sum->requirements == NULL || sum->reasons == NULL || sum->proofs == NULL) {
		requirement_sum_free(sum);
		return false;
	}
	for (size_t i = 0; i < most; i++) {
		const struct requirement *r = catalogue_at(s->catalogue, i);
		struct report_requirement *q = &sum->requirements[sum->n];
		if (!profile_level(sel->profile, r, &q->level, &q->basis, &q->document))
			continue;
		q->requirement = r;
		for (size_t k = 0; k < r->n_sources; k++) {
			if (strcmp(r->sources[k].document, q->document) == 0)
				q->section = r->sources[k].section;
		}
		collect(r, cases, n, results, q, sum->proofs + used, sum->reasons[sum->n]);
		used += q->n_proofs;
		sum->n++;
	}
	return true;
}

void requirement_sum_free(struct requirement_sum *sum)
{
	free(sum->requirements);
	free(sum->reasons);
	free(sum->proofs);
	*sum = (struct requirement_sum){0};
}

/* SPDX-License-Identifier: Apache-2.0 */
/* From cases to requirements: the verdict of a requirement is the join over its cases. */
#include <stdlib.h>
#include <string.h>

#include "suite.h"

static bool covers(const struct vcase *c, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(c->vector); i++) {
		if (strcmp(vector_covers(c->vector, i), requirement) == 0)
			return true;
	}
	return false;
}

/* No case that ran says or covers anything: why. What another shard runs is the least of the reasons. */
static void explain_silence(const struct requirement *r, const struct planned *cases, size_t n,
			    struct report_requirement *q, char reason[REASON])
{
	const struct planned *first[OTHER_SHARD + 1] = {NULL};

	q->reason = reason;
	for (size_t i = 0; i < n; i++) {
		if (covers(&cases[i].vcase, r->id) && first[cases[i].choice] == NULL)
			first[cases[i].choice] = &cases[i];
	}
	const struct planned *p = first[CHOSEN] != NULL         ? first[CHOSEN]
				  : first[OTHER_SHARD] != NULL  ? first[OTHER_SHARD]
				  : first[NOT_SELECTED] != NULL ? first[NOT_SELECTED]
								: first[NOT_APPLICABLE];
	if (p == NULL) {
		q->state = REQ_UNTESTED;
		snprintf(reason, REASON, "%s", r->untested != NULL ? r->untested : "no vector covers it");
		return;
	}
	q->state = p->choice == NOT_APPLICABLE ? REQ_NOT_APPLICABLE : REQ_SKIPPED;
	q->elsewhere = p->choice == OTHER_SHARD;
	snprintf(reason, REASON, "%s", p->choice == CHOSEN ? "the run was stopped before its cases" : p->why);
}

static void collect(const struct requirement *r, const struct planned *cases, size_t n,
		    const struct case_result *results, struct report_requirement *q, char reason[REASON])
{
	struct requirement_tally t = {0};

	for (size_t i = 0; i < n; i++) {
		if (results[i].verdict != VERDICT_NONE)
			tally_case(&t, results[i].verdict, results[i].error, results[i].findings, results[i].n_findings,
				   covers(&cases[i].vcase, r->id), r->id, q->cases);
	}
	if (!tally_state(&t, &q->state, &q->reason))
		explain_silence(r, cases, n, q, reason);
}

bool suite_sum(const struct suite *s, const struct selection *sel, const struct planned *cases, size_t n,
	       const struct case_result *results, struct requirement_sum *sum)
{
	size_t most = catalogue_n(s->catalogue);

	sum->n = 0;
	sum->requirements = calloc(most + 1, sizeof(*sum->requirements));
	sum->reasons = calloc(most + 1, sizeof(*sum->reasons));
	if (sum->requirements == NULL || sum->reasons == NULL) {
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
		collect(r, cases, n, results, q, sum->reasons[sum->n]);
		sum->n++;
	}
	return true;
}

void requirement_sum_free(struct requirement_sum *sum)
{
	free(sum->requirements);
	free(sum->reasons);
	*sum = (struct requirement_sum){0};
}

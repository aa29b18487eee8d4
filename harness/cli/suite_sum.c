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

struct by_id {
	const char *id;
	size_t at;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(((const struct by_id *)a)->id, ((const struct by_id *)b)->id);
}

/* What each case says goes to the requirements that it speaks of, and to no other: there are many of both. */
struct collecting {
	struct requirement_sum *sum;
	struct by_id *ids;               /* of the requirements, sorted */
	struct requirement_tally *tally; /* of each */
	size_t *seen;                    /* the last case that was told to each, from 1 */
};

static void tell(struct collecting *c, const char *id, const struct planned *p, const struct case_result *r, size_t i)
{
	const struct by_id key = {.id = id},
			   *found = id != NULL ? bsearch(&key, c->ids, c->sum->n, sizeof(key), compare_ids) : NULL;

	if (found == NULL || c->seen[found->at] == i + 1)
		return;
	c->seen[found->at] = i + 1;
	tally_case(&c->tally[found->at], r->verdict, r->error, r->findings, r->n_findings, covers(&p->vcase, id), id,
		   c->sum->requirements[found->at].cases);
}

static bool collect(const struct planned *cases, size_t n, const struct case_result *results, const struct pics *pics,
		    struct requirement_sum *sum)
{
	struct collecting c = {.sum = sum,
			       .ids = calloc(sum->n + 1, sizeof(*c.ids)),
			       .tally = calloc(sum->n + 1, sizeof(*c.tally)),
			       .seen = calloc(sum->n + 1, sizeof(*c.seen))};
	bool ok = c.ids != NULL && c.tally != NULL && c.seen != NULL;

	for (size_t i = 0; ok && i < sum->n; i++)
		c.ids[i] = (struct by_id){sum->requirements[i].requirement->id, i};
	if (ok)
		qsort(c.ids, sum->n, sizeof(*c.ids), compare_ids);
	for (size_t i = 0; ok && i < n; i++) {
		const struct vector *v = cases[i].vcase.vector;
		if (results[i].verdict == VERDICT_NONE)
			continue;
		for (size_t k = 0; k < results[i].n_findings; k++)
			tell(&c, results[i].findings[k].finding.requirement, &cases[i], &results[i], i);
		for (size_t k = 0; k < vector_n_covers(v); k++)
			tell(&c, vector_covers(v, k), &cases[i], &results[i], i);
	}
	for (size_t i = 0; ok && i < sum->n; i++) {
		struct report_requirement *q = &sum->requirements[i];
		const char *needs = q->requirement->untested == NULL ? q->requirement->needs : NULL;
		if (needs != NULL && !pics_claims(pics, needs)) {
			q->state = REQ_NOT_APPLICABLE;
			q->reason = sum->reasons[i];
			snprintf(sum->reasons[i], REASON, "PICS item %s is not claimed", needs);
			continue;
		}
		if (!tally_state(&c.tally[i], &q->state, &q->reason))
			explain_silence(q->requirement, cases, n, q, sum->reasons[i]);
	}
	free(c.ids);
	free(c.tally);
	free(c.seen);
	return ok;
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
		sum->n++;
	}
	if (collect(cases, n, results, sel->pics, sum))
		return true;
	requirement_sum_free(sum);
	return false;
}

void requirement_sum_free(struct requirement_sum *sum)
{
	free(sum->requirements);
	free(sum->reasons);
	*sum = (struct requirement_sum){0};
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger against the results of a run. An entry whose failure came is matched. One
 * whose case was decided without that failure is stale (unexpected pass), as is one
 * that has expired or that names nothing. One whose cases did not all run says nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "run_report.h"

static bool covers(const struct vcase *c, const char *requirement)
{
	for (size_t i = 0; i < vector_n_covers(c->vector); i++) {
		if (strcmp(vector_covers(c->vector, i), requirement) == 0)
			return true;
	}
	return false;
}

static bool concerns(const struct report_entry *e, const struct vcase *c)
{
	if (e->of_case != NULL)
		return strcmp(e->of_case, c->id) == 0;
	return covers(c, e->requirement);
}

static enum ledger_state settle(const struct report_entry *e, const char *today, size_t matched, const struct suite *s,
				const struct planned *cases, size_t n, struct case_result *results)
{
	bool known = false, decided = false, all_ran = true;

	for (size_t i = 0; i < n; i++) {
		if (!concerns(e, &cases[i].vcase))
			continue;
		known = true;
		bool ran = cases[i].choice == CHOSEN && results[i].verdict != VERDICT_NONE;
		decided =
		    decided || (ran && (results[i].verdict == VERDICT_PASS || results[i].verdict == VERDICT_FAIL));
		all_ran = all_ran && (ran || cases[i].choice == NOT_APPLICABLE);
	}
	if (e->requirement != NULL && catalogue_find(s->catalogue, e->requirement) == NULL)
		return LEDGER_NO_SUCH;
	if (!known && e->of_case != NULL)
		return LEDGER_NO_SUCH;
	if (matched == 0 && (!decided || !all_ran))
		return LEDGER_NOT_RUN;
	/* Dates of this form sort as texts. */
	if (strcmp(today, e->expires) > 0)
		return LEDGER_EXPIRED;
	return matched > 0 ? LEDGER_MATCHED : LEDGER_UNEXPECTED_PASS;
}

void ledger_apply(struct ledger *l, const char *today, const struct suite *s, const struct planned *cases, size_t n,
		  struct case_result *results)
{
	size_t *matched = calloc(ledger_n(l) + 1, sizeof(*matched));

	for (size_t i = 0; matched != NULL && i < n; i++) {
		for (size_t k = 0; k < results[i].n_findings; k++) {
			struct report_finding *f = &results[i].findings[k];
			if (f->finding.verdict != VERDICT_FAIL)
				continue;
			f->expected = ledger_find(l, cases[i].vcase.id, f->finding.requirement, f->finding.reason);
			if (f->expected > 0)
				matched[f->expected - 1]++;
		}
	}
	for (size_t i = 0; matched != NULL && i < ledger_n(l); i++) {
		const struct report_entry *e = &ledger_entries(l)[i];
		ledger_settle(l, i, settle(e, today, matched[i], s, cases, n, results), matched[i]);
		for (size_t k = 0; e->state == LEDGER_UNEXPECTED_PASS && e->of_case != NULL && k < n; k++) {
			if (results[k].verdict == VERDICT_PASS && strcmp(cases[k].vcase.id, e->of_case) == 0)
				results[k].unexpected_pass = true;
		}
	}
	free(matched);
}

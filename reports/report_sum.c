/* SPDX-License-Identifier: Apache-2.0 */
/* What a report comes to: names, counts, the outcome; and what a reason says was expected and seen. */
#include <stdio.h>
#include <string.h>

#include "report/report.h"

const char *requirement_state_name(enum requirement_state s)
{
	static const char *const names[REQ_STATES] = {
	    [REQ_PASS] = "pass",
	    [REQ_INCONCLUSIVE] = "inconclusive",
	    [REQ_FAIL] = "fail",
	    [REQ_ERROR] = "error",
	    [REQ_EXPECTED_FAILURE] = "expected-failure",
	    [REQ_UNTESTED] = "untested",
	    [REQ_NOT_APPLICABLE] = "not-applicable",
	    [REQ_SKIPPED] = "skipped",
	};
	return names[s];
}

const char *ledger_state_name(enum ledger_state s)
{
	static const char *const names[] = {"matched", "expired", "unexpected-pass", "no-such", "not-run"};

	return names[s];
}

bool ledger_stale(enum ledger_state s)
{
	return s == LEDGER_EXPIRED || s == LEDGER_UNEXPECTED_PASS || s == LEDGER_NO_SUCH;
}

const char *case_verdict_name(const struct report_case *c)
{
	if (c->expected)
		return "expected-failure";
	return c->unexpected_pass ? "unexpected-pass" : verdict_name(c->verdict);
}

struct report_count report_count(const struct report *r, const char *document, bool must)
{
	struct report_count c = {0};

	for (size_t i = 0; i < r->n_requirements; i++) {
		const struct report_requirement *q = &r->requirements[i];
		bool is_must = q->level == LEVEL_MUST || q->level == LEVEL_MUST_NOT;
		if (q->level == LEVEL_MAY || is_must != must)
			continue;
		if (document != NULL && strcmp(q->document, document) != 0)
			continue;
		c.total++;
		c.by_state[q->state]++;
		c.testable += !q->requirement->never_testable;
	}
	return c;
}

bool report_counts(const struct report_requirement *q, bool strict)
{
	bool must = q->level == LEVEL_MUST || q->level == LEVEL_MUST_NOT;
	bool firm = q->basis == BASIS_KEYWORD || q->basis == BASIS_STATED;

	return q->state == REQ_FAIL && (strict || (must && firm));
}

struct report_outcome report_outcome(const struct report *r)
{
	static const char *const words[] = {
	    [0] = "No breach found",
	    [1] = "Not conforming",
	    [3] = "Harness or environment failed",
	    [4] = "Nothing was decided",
	    [5] = "Ledger of expected failures is stale",
	    [6] = "Implementation or adapter broke down",
	};
	bool harness = false, iut = false, breach = false, decided = false, lesser = false, stale = false;

	for (size_t i = 0; i < r->n_cases; i++) {
		const struct report_case *c = &r->cases[i];
		decided = decided || c->verdict == VERDICT_PASS || c->verdict == VERDICT_FAIL;
		if (c->error != NULL)
			*(c->blame != NULL && strcmp(c->blame, "iut") == 0 ? &iut : &harness) = true;
	}
	for (size_t i = 0; i < r->n_requirements; i++) {
		bool counts = report_counts(&r->requirements[i], r->strict);
		breach = breach || counts;
		lesser = lesser || (r->requirements[i].state == REQ_FAIL && !counts);
	}
	for (size_t i = 0; i < r->n_entries; i++)
		stale = stale || ledger_stale(r->entries[i].state);
	/* A stranger's adapter that failed the probe gives no answer that can be trusted, however its cases look. */
	if (r->iut_spec != NULL && strncmp(r->iut_spec, "child:", 6) == 0 && r->probe != NULL)
		iut = iut || strncmp(r->probe, "failed", 6) == 0;
	/* Cases that vanished between plan and report say that nothing else can be trusted either. */
	bool vanished = !r->incomplete && r->planned != r->n_cases;
	int code = harness              ? 3
		   : iut                ? 6
		   : vanished           ? 4
		   : breach             ? 1
		   : !decided           ? 4
		   : r->n_statement > 0 ? 1
		   : stale              ? 5
					: 0;
	if (vanished && code == 4)
		return (struct report_outcome){code, "The counts do not add up", false};
	if (code == 1 && !breach)
		return (struct report_outcome){code, "Not what its PICS says", false};
	return (struct report_outcome){code, words[code], lesser && (code == 0 || code == 5)};
}

/* Kinds of findings, the worst last. */
enum { SAYS_NOTHING, SAYS_OPEN, SAYS_FORESEEN, SAYS_ERROR, SAYS_FAIL };

static void reason_of(struct requirement_tally *t, int kind, const char *reason)
{
	if (kind > t->of_reason) {
		t->of_reason = kind;
		t->reason = reason;
	}
}

void tally_case(struct requirement_tally *t, enum verdict verdict, const char *error,
		const struct report_finding *findings, size_t n, bool covered, const char *requirement,
		unsigned cases[VERDICT_ERROR + 1])
{
	enum verdict here = VERDICT_NONE;

	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &findings[i].finding;
		bool foreseen = f->verdict == VERDICT_FAIL && findings[i].expected > 0;
		if (f->requirement == NULL || strcmp(f->requirement, requirement) != 0)
			continue;
		here = verdict_join(here, f->verdict);
		t->pass = t->pass || f->verdict == VERDICT_PASS;
		t->open = t->open || f->verdict == VERDICT_INCONCLUSIVE;
		t->foreseen = t->foreseen || foreseen;
		t->fail = t->fail || (f->verdict == VERDICT_FAIL && !foreseen);
		t->error = t->error || f->verdict == VERDICT_ERROR;
		if (f->verdict > VERDICT_PASS)
			reason_of(t,
				  foreseen                             ? SAYS_FORESEEN
				  : f->verdict == VERDICT_FAIL         ? SAYS_FAIL
				  : f->verdict == VERDICT_INCONCLUSIVE ? SAYS_OPEN
								       : SAYS_ERROR,
				  f->reason);
	}
	if (covered && verdict == VERDICT_ERROR) {
		here = verdict_join(here, VERDICT_ERROR);
		t->error = true;
		reason_of(t, SAYS_ERROR, error);
	}
	t->ran = t->ran || (covered && verdict != VERDICT_NONE);
	cases[here] += here != VERDICT_NONE;
}

bool tally_state(const struct requirement_tally *t, enum requirement_state *state, const char **reason)
{
	*state = t->fail       ? REQ_FAIL
		 : t->error    ? REQ_ERROR
		 : t->foreseen ? REQ_EXPECTED_FAILURE
		 : t->open     ? REQ_INCONCLUSIVE
		 : t->pass     ? REQ_PASS
			       : REQ_INCONCLUSIVE;
	if (t->of_reason != SAYS_NOTHING)
		*reason = t->reason;
	else if (!t->pass)
		*reason = "its cases say nothing about it";
	return t->ran || t->fail || t->error || t->foreseen || t->open || t->pass;
}

/* How reasons are worded: before and after stand the two parts. */
void report_split_reason(const char *reason, char *expected, char *seen, size_t len)
{
	static const struct {
		const char *opening, *between, *says; /* says: how what was seen begins */
	} forms[] = {
	    {"expected: ", "; seen: ", ""},
	    {"expected: ", "; not seen", "nothing of it"},
	    {"expected: ", "; seen at ", "at "},
	    {"too early: ", "; seen at ", "at "},
	    {"must not happen: ", "; seen at ", "it happened at "},
	    {"must not happen: ", "; not seen", "nothing of it"},
	    {"expected ", ", seen ", ""},
	    {"expected ", "; seen ", ""},
	};

	expected[0] = seen[0] = '\0';
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		size_t n = strlen(forms[i].opening);
		const char *at =
		    strncmp(reason, forms[i].opening, n) == 0 ? strstr(reason + n, forms[i].between) : NULL;
		if (at == NULL)
			continue;
		bool never = reason[0] == 'm';
		snprintf(expected, len, "%s%.*s",
			 never              ? "never: "
			 : reason[0] == 't' ? "not before its time: "
					    : "",
			 (int)(at - reason - (ptrdiff_t)n), reason + n);
		snprintf(seen, len, "%s%s", forms[i].says, at + strlen(forms[i].between));
		return;
	}
}

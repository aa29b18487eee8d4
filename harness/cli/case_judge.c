/* SPDX-License-Identifier: Apache-2.0 */
/* From the trace of a case to its findings and its verdict under a profile. */
#include <stdlib.h>
#include <string.h>

#include "conformance/features.h"
#include "conformance/garbled.h"
#include "conformance/unasked.h"
#include "suite.h"

#define MAX_COVERS 64

static enum verdict of_expectation(enum vverdict v)
{
	return v == VV_PASS ? VERDICT_PASS : v == VV_FAIL ? VERDICT_FAIL : VERDICT_INCONCLUSIVE;
}

static void add(const struct vexpectation *from, const char *requirement, struct finding *to)
{
	*to = (struct finding){.requirement = requirement,
			       .verdict = of_expectation(from->verdict),
			       .source = "expectation",
			       .line = from->line,
			       .n_events = from->n_events};
	memcpy(to->reason, from->text, sizeof(from->text));
	memcpy(to->events, from->events, sizeof(from->events));
}

/* An expectation that names no requirement serves all that its vector covers. */
static size_t convert(const struct vexpectation *from, const char *const *covered, size_t n_covered,
		      struct finding *findings, size_t n)
{
	if (from->requirement != NULL) {
		if (n < VECTOR_MAX_FINDINGS)
			add(from, from->requirement, &findings[n++]);
		return n;
	}
	for (size_t i = 0; i < n_covered && n < VECTOR_MAX_FINDINGS; i++)
		add(from, covered[i], &findings[n++]);
	return n;
}

static bool set_to_yes(const struct vcase *c, const char *name)
{
	const char *value = vcase_setting(c, name);

	return value != NULL && strcmp(value, "yes") == 0;
}

static struct judge_params params_of(const struct vcase *c, const struct vector_pixit *pixit, const struct pics *pics)
{
	const char *uni = vcase_param(c, "uni"), *encapsulation = vcase_param(c, "encapsulation");
	struct vector_pixit p = vcase_pixit(c, pixit);

	return (struct judge_params){
	    .role = c->role,
	    .uni = uni == NULL ? 31 : (int)(strtod(uni, NULL) * 10 + 0.5),
	    .encapsulation = encapsulation != NULL ? encapsulation : "llc",
	    .H = p.H,
	    .tau = p.tau,
	    .retry = p.retry,
	    .reestablish = p.reestablish,
	    .be_idle = p.be_idle,
	    .refresh = p.refresh,
	    .lifetime_max = p.lifetime_max,
	    .tolerance = p.tolerance,
	    .lifetime_k = p.lifetime_k,
	    .link_cell_bps = p.link_cell_bps,
	    .backward = set_to_yes(c, "backward"),
	    .endpoint_override = set_to_yes(c, "endpoint-override"),
	    .other_model = !pics_claims(pics, "limited-heterogeneity"),
	};
}

/* A row without a vector, check and defect of its own (untested in the catalogue) earns no pass by what other vectors
 * happen to show; a breach that they show stays a breach. Of a row that needs what is not claimed nothing counts. */
static bool counts(const struct profile *profile, const struct suite *suite, const struct pics *pics,
		   const struct finding *f)
{
	enum level level;
	enum basis basis;
	const char *document, *requirement = f->requirement;
	const struct requirement *r = requirement != NULL ? catalogue_find(suite->catalogue, requirement) : NULL;

	if (r != NULL && r->needs != NULL && !pics_claims(pics, r->needs))
		return false;
	if (r != NULL && r->untested != NULL && f->verdict != VERDICT_FAIL)
		return false;
	/* A profile without documents holds every row: what one document rules the contrary of counts too. */
	if (requirement == NULL || profile->n_documents == 0)
		return requirement == NULL || r != NULL;
	return r != NULL && profile_level(profile, r, &level, &basis, &document);
}

static bool keep(const struct suite *suite, const struct profile *profile, const struct pics *pics,
		 const struct trace *t, const struct case_verdict *v, struct case_result *r)
{
	r->findings = calloc(v->n + 1, sizeof(*r->findings));
	if (r->findings == NULL)
		return false;
	for (size_t i = 0; i < v->n; i++) {
		if (!counts(profile, suite, pics, &v->findings[i]))
			continue;
		struct report_finding *f = &r->findings[r->n_findings++];
		f->finding = v->findings[i];
		r->verdict = verdict_join(r->verdict, f->finding.verdict);
		for (size_t k = 0; k < f->finding.n_events; k++) {
			const struct trace_event *e = trace_by_id(t, f->finding.events[k]);
			f->times[k] = e != NULL ? e->time : 0;
		}
	}
	return true;
}

/* What cannot be read, or makes no sense, costs the case, unless it is lost already. */
static bool judge_nonsense(const struct trace *t, struct case_result *r)
{
	char text[sizeof(r->error)];
	size_t n = garbled_frames(t, text, sizeof(text));

	if (n == 0)
		n = unasked_messages(t, text, sizeof(text));
	if (n == SIZE_MAX || n == 0)
		return n == 0;
	if (r->verdict == VERDICT_FAIL || r->error[0] != '\0')
		return true;
	memcpy(r->error, text, sizeof(text));
	snprintf(r->blame, sizeof(r->blame), "iut");
	r->verdict = VERDICT_ERROR;
	return true;
}

bool suite_judge(const struct suite *suite, const struct profile *profile, const struct pics *pics,
		 const struct vector_pixit *pixit, const struct vcase *c, const struct trace *t, struct case_result *r)
{
	/* Whoever fills one fills it whole; clearing them all would take longer than a small case. */
	struct vexpectation *expected = malloc(VECTOR_MAX_EXPECTATIONS * sizeof(*expected));
	struct finding *findings = malloc(VECTOR_MAX_FINDINGS * sizeof(*findings));
	const char *covered[MAX_COVERS];
	struct judge_input in = {
	    .trace = t, .params = params_of(c, pixit, pics), .covers = covered, .expectations = findings};
	struct case_verdict verdict = {0};
	bool ok = expected != NULL && findings != NULL;

	if (ok) {
		size_t n = vcase_judge(c, t, pixit, expected, VECTOR_MAX_EXPECTATIONS);
		for (size_t i = 0; i < vector_n_covers(c->vector) && in.n_covers < MAX_COVERS; i++)
			covered[in.n_covers++] = vector_covers(c->vector, i);
		for (size_t i = 0; i < n && i < VECTOR_MAX_EXPECTATIONS; i++)
			in.n_expectations = convert(&expected[i], covered, in.n_covers, findings, in.n_expectations);
		r->shown = features_shown(t);
		ok = judge_case(&in, &verdict) && keep(suite, profile, pics, t, &verdict, r) && judge_nonsense(t, r);
	}
	case_verdict_free(&verdict);
	free(findings);
	free(expected);
	return ok;
}

void suite_explain(const struct trace *t, struct case_result *r, bool detail)
{
	const struct finding **findings = calloc(r->n_findings + 1, sizeof(const struct finding *));

	if (r->verdict > VERDICT_PASS && findings != NULL) {
		for (size_t i = 0; i < r->n_findings; i++)
			findings[i] = &r->findings[i].finding;
		r->cause = cause_of(r->verdict, r->blame, r->error, findings, r->n_findings, t);
		/* Without memory for it the page is shorter, the verdict the same. */
		if (detail && t != NULL)
			detail_build(t, findings, r->n_findings, &r->detail);
	}
	free(findings);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "conformance/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks/best_effort.h"
#include "checks/calm.h"
#include "checks/check.h"
#include "xml/xml.h"

/* clang-format off */
static const struct check *const tables[] = {
	checks_teardown,
	checks_dynqos,
	checks_tau,
	checks_encapsulation,
	checks_initiation,
	checks_failure,
	checks_transition,
	checks_mapping,
	checks_heterogeneity,
	checks_sharing,
	checks_styles,
	checks_excess,
	checks_copies,
	checks_backward,
	checks_best_effort,
	checks_endpoints,
	checks_served,
	checks_membership,
	checks_parties,
	checks_newhop,
	checks_switch,
	checks_egress,
};
/* clang-format on */
#define N_TABLES (sizeof(tables) / sizeof(*tables))

struct check_run {
	const struct model *model;
	struct finding finding;
	struct calms *calms; /* of the case */
};

struct calms *check_calms(struct check_run *r)
{
	return r->calms;
}

const char *verdict_name(enum verdict v)
{
	static const char *const names[] = {
	    [VERDICT_NONE] = "none", [VERDICT_PASS] = "pass",   [VERDICT_INCONCLUSIVE] = "inconclusive",
	    [VERDICT_FAIL] = "fail", [VERDICT_ERROR] = "error",
	};
	return names[v];
}

__attribute__((format(printf, 4, 0))) static void report(struct check_run *r, enum verdict verdict,
							 const uint32_t *events, const char *fmt, va_list ap)
{
	struct finding *f = &r->finding;

	if (verdict <= f->verdict)
		return;
	f->verdict = verdict;
	/* Names are shorter than addresses: what is cut off, is so at the end. */
	char text[2 * sizeof(f->reason)];
	vsnprintf(text, sizeof(text), fmt, ap);
	model_name_ends(r->model, text);
	snprintf(f->reason, sizeof(f->reason), "%s", text);
	for (f->n_events = 0; events != NULL && events[f->n_events] != 0 && f->n_events < PROOF_EVENTS; f->n_events++)
		f->events[f->n_events] = events[f->n_events];
}

#define REPORTER(name, verdict)                                                                                        \
	void name(struct check_run *r, const uint32_t *events, const char *fmt, ...)                                   \
	{                                                                                                              \
		va_list ap;                                                                                            \
		va_start(ap, fmt);                                                                                     \
		report(r, verdict, events, fmt, ap);                                                                   \
		va_end(ap);                                                                                            \
	}
REPORTER(check_pass, VERDICT_PASS)
REPORTER(check_fail, VERDICT_FAIL)
REPORTER(check_error, VERDICT_ERROR)
REPORTER(check_inconclusive, VERDICT_INCONCLUSIVE)

static bool add(struct case_verdict *v, const struct finding *f)
{
	struct finding *grown = realloc(v->findings, (v->n + 1) * sizeof(*grown));

	if (grown == NULL)
		return false;
	v->findings = grown;
	v->findings[v->n++] = *f;
	v->verdict = verdict_join(v->verdict, f->verdict);
	return true;
}

static bool run_checks(const struct judge_input *in, const struct model *m, struct case_verdict *out)
{
	struct calms calms = {0};
	bool ok = true;

	for (size_t t = 0; ok && t < N_TABLES; t++) {
		for (const struct check *c = tables[t]; ok && c->requirement != NULL; c++) {
			struct check_run r = {
			    .model = m, .finding = {.requirement = c->requirement, .source = "check"}, .calms = &calms};
			if (xml_has_word(c->roles, in->params.role))
				c->fn(m, &r);
			ok = !calms.failed && (r.finding.verdict == VERDICT_NONE || add(out, &r.finding));
		}
	}
	free(calms.v);
	return ok;
}

static bool has_finding(const struct case_verdict *v, const char *requirement)
{
	for (size_t i = 0; i < v->n; i++) {
		if (v->findings[i].requirement != NULL && strcmp(v->findings[i].requirement, requirement) == 0)
			return true;
	}
	return false;
}

/* A requirement that the vector covers and about which nothing was found: what would
 * provoke its breach was not seen, so nothing is proved (DESIGN.md section 4). */
static bool add_unprovoked(const struct judge_input *in, struct case_verdict *out)
{
	for (size_t i = 0; i < in->n_covers; i++) {
		struct finding f = {.requirement = in->covers[i], .verdict = VERDICT_INCONCLUSIVE, .source = "check"};
		snprintf(f.reason, sizeof(f.reason), "what would provoke a breach was not seen in this case");
		if (!has_finding(out, in->covers[i]) && !add(out, &f))
			return false;
	}
	return true;
}

/* What the script finds wrong about best-effort receivers, where no best-effort VC could be had, is out of the scope of
 * those rows (RFC 2380 3.1; BESTEFF-5). */
static bool add_expectation(const struct model *m, struct case_verdict *out, const struct finding *from)
{
	struct finding f = *from;
	uint32_t refused =
	    m->iut >= 0 && f.verdict == VERDICT_FAIL && f.requirement != NULL && best_effort_row(f.requirement)
		? best_effort_unavailable(m)
		: 0;

	if (refused != 0) {
		f.verdict = VERDICT_INCONCLUSIVE;
		snprintf(f.reason, sizeof(f.reason), "no best-effort VC could be had for a member; %.180s",
			 from->reason);
		if (f.n_events < PROOF_EVENTS)
			f.events[f.n_events++] = refused;
	}
	return add(out, &f);
}

bool judge_case(const struct judge_input *in, struct case_verdict *out)
{
	struct model *m = model_build(in->trace, &in->params);
	bool ok = m != NULL;

	*out = (struct case_verdict){0};
	if (ok && m->iut >= 0)
		ok = run_checks(in, m, out);
	for (size_t i = 0; ok && i < in->n_expectations; i++)
		ok = add_expectation(m, out, &in->expectations[i]);
	if (ok)
		ok = add_unprovoked(in, out);
	model_free(m);
	if (!ok)
		case_verdict_free(out);
	return ok;
}

void case_verdict_free(struct case_verdict *v)
{
	free(v->findings);
	*v = (struct case_verdict){0};
}

bool judge_has_check(const char *requirement)
{
	for (size_t t = 0; t < N_TABLES; t++) {
		for (const struct check *c = tables[t]; c->requirement != NULL; c++) {
			if (strcmp(c->requirement, requirement) == 0)
				return true;
		}
	}
	return false;
}

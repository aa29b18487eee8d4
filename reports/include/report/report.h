/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report of a run: the one XML document that everything else (HTML, JUnit,
 * diff) is made from. The writer takes finished values and computes nothing but
 * the summary; the same values give the same octets.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "conformance/catalogue.h"
#include "conformance/judge.h"

#define REPORT_VERSION "1"

/* An event of a case's trace as the report shows it. */
struct report_event {
	uint32_t id;
	vtime time;
	char line[160];
};

/* A finding with the text of its events. */
struct report_finding {
	struct finding finding;
	struct report_event events[PROOF_EVENTS];
};

struct report_param {
	const char *name, *value;
};

struct report_case {
	const char *id, *vector, *purpose, *role;
	const char *file; /* of the vector */
	size_t n_params;
	const struct report_param *params;
	uint64_t seed;
	enum verdict verdict;
	const char *error; /* why it ended as 'error'; NULL if it did not */
	const char *blame; /* of an error: "harness", "adapter", "environment", "iut" */
	vtime duration;    /* virtual */
	uint64_t n_events;
	const char *capture; /* folder of its captures, relative to the report; NULL if none */
	const char *replay;  /* the one command that runs it again */
	size_t n_findings;
	const struct report_finding *findings;
};

enum requirement_state {
	REQ_PASS,
	REQ_INCONCLUSIVE,
	REQ_FAIL,
	REQ_ERROR,
	REQ_UNTESTED,       /* no case tests it: 'reason' says why */
	REQ_NOT_APPLICABLE, /* 'reason' names the PICS item */
	REQ_SKIPPED,        /* 'reason' names the rule that left its cases out */
	REQ_STATES
};
const char *requirement_state_name(enum requirement_state s); /* "pass", "not-applicable", ... */

/* What a case says about a requirement. */
struct report_proof {
	size_t of_case;    /* index into cases */
	size_t of_finding; /* index into its findings */
};

struct report_requirement {
	const struct requirement *requirement;
	enum level level; /* in the profile */
	enum basis basis;
	const char *document, *section;
	enum requirement_state state;
	const char *reason; /* NULL for pass */
	size_t n_proofs;
	const struct report_proof *proofs;
};

struct report {
	const char *tool_version;
	const char *command; /* "run", "judge" */
	const char *iut_spec, *iut_name, *iut_version;
	const struct profile *profile;
	uint64_t seed;
	bool strict;
	const char *catalogue_version, *vectors_version;
	size_t n_pics, n_pixit;
	const struct report_param *pics, *pixit;
	const char *probe; /* "passed", "failed: ...", "not run: ..." */
	bool incomplete;   /* stopped before all cases had run */
	const char *incomplete_why;
	/* Wall clock and machine; NULL in a reproducible report. */
	const char *started, *machine;
	double wall_seconds;
	size_t n_cases;
	const struct report_case *cases;
	size_t n_requirements;
	const struct report_requirement *requirements;
};

/* Counts of one document and level class, for summaries. */
struct report_count {
	unsigned by_state[REQ_STATES];
	unsigned testable, total;
};
/* must: MUST and MUST NOT; else SHOULD and SHOULD NOT. document NULL: all. countable only: basis keyword or stated. */
struct report_count report_count(const struct report *r, const char *document, bool must);

/* Write report.xml to f. False on a write error. */
bool report_write(const struct report *r, FILE *f);

/* Render a stored report with one of the style sheets ("html", "junit") under dir/reports/style. The input is a file
 * that a stranger may have written: it is validated first. False with "file:line: reason" in err. */
bool report_render(const char *report_file, const char *data_dir, const char *style, FILE *out, char *err,
		   size_t err_len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* Everything loaded, the cases selected, run and judged: what run, judge and qualify share. */
#ifndef CLI_SUITE_H
#define CLI_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conformance/catalogue.h"
#include "conformance/judge.h"
#include "iut/iut.h"
#include "report/report.h"
#include "statement.h"
#include "vector/vector.h"

/* The files of the suite. */
struct suite {
	const char *dir;
	struct catalogue *catalogue;
	struct profiles *profiles;
	struct defects *defects;
	struct vector_set *vectors;
};
/* False after complaints on standard error. */
bool suite_load(struct suite *s);
void suite_free(struct suite *s);
/* The vector of a file: one that is loaded already, or the file is added. NULL with "file:line: reason" in err. */
const struct vector *suite_vector_file(struct suite *s, const char *file, char *err, size_t err_len);

/* Which cases are wanted. */
#define SELECT_MAX 32
struct selection {
	const struct profile *profile;
	const char *requirements[SELECT_MAX], *globs[SELECT_MAX], *cases[SELECT_MAX];
	size_t n_requirements, n_globs, n_cases;
	const struct pics *pics;
	unsigned shard, shards; /* every shards-th of the chosen ones, from the shard-th; 0 of 0: all */
};
enum choice { CHOSEN, NOT_SELECTED, NOT_APPLICABLE, OTHER_SHARD };
struct planned {
	struct vcase vcase;
	enum choice choice;
	char why[120]; /* the rule or PICS item that leaves it out */
};
/* All cases of the suite in order, each with its choice. NULL if memory runs out; free() it. */
struct planned *suite_plan(const struct suite *s, const struct selection *sel, size_t *n);
bool case_fits(const struct profile *p, const struct vcase *c);

/* What became of one case. Strings of findings live as long as the suite. */
struct case_result {
	enum verdict verdict; /* under the profile of the run */
	char error[256];      /* "" if none */
	char blame[12];       /* "harness", "iut" */
	vtime duration;
	uint64_t seed, n_events;
	uint32_t shown; /* features, see conformance/features.h */
	char iut_name[64], iut_version[32];
	size_t n_findings;
	struct report_finding *findings; /* malloc'ed */
	struct likely_cause cause;       /* of a case that did not pass */
	struct report_detail detail;     /* of the first of them; see DETAIL_CASES_MAX */
	bool unexpected_pass;            /* the ledger says that it fails */
};

/* How to run. */
struct run_plan {
	const struct suite *suite;
	const struct profile *profile;
	struct iut_factory *iut;
	const struct vector_pixit *pixit;
	const struct pics *pics; /* NULL: everything is claimed */
	uint64_t seed;
	unsigned jobs;
	bool fail_fast, verbose;
	const char *trace_dir, *pcap_dir; /* NULL: none kept */
	/* Called in case order as results come in; may be NULL. */
	void (*done)(void *ctx, size_t i, const struct planned *p, const struct case_result *r);
	void *ctx;
};
/* Run the chosen ones of n planned cases; results[i] of the others stays zero. With jobs > 1 in forked workers, joined
 * in case order. Returns the number run; fewer than chosen when fail_fast or a signal stopped it (*stopped says why,
 * NULL otherwise). */
size_t suite_run(const struct run_plan *plan, const struct planned *cases, size_t n, struct case_result *results,
		 const char **stopped);
/* Judge a case from its trace: fills verdict and findings. Rows that need what the PICS does not claim (NULL: it claims
 * everything) are left out. False if memory runs out. */
bool suite_judge(const struct suite *suite, const struct profile *profile, const struct pics *pics,
		 const struct vector_pixit *pixit, const struct vcase *c, const struct trace *t, struct case_result *r);
/* Who has to look, when verdict and error of the case stand; and, if 'detail', what its page shows. t may be NULL. */
void suite_explain(const struct trace *t, struct case_result *r, bool detail);
void case_result_free(struct case_result *r);
/* Folder name of a case: its id with everything but letters, digits, '=' and '-' as dots. No other case has it, and it
 * is never ".." or empty. */
void case_folder(const struct vcase *c, char *out, size_t len);

#define REASON 256 /* octets of a requirement's reason */

/* Requirements of a profile with their verdicts over the results. All arrays are malloc'ed; requirement_sum_free. */
struct requirement_sum {
	size_t n;
	struct report_requirement *requirements; /* reasons point into the results */
	char (*reasons)[REASON];
};
bool suite_sum(const struct suite *s, const struct selection *sel, const struct planned *cases, size_t n,
	       const struct case_result *results, struct requirement_sum *sum);
void requirement_sum_free(struct requirement_sum *sum);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The report of a run: the one XML document that everything else (HTML, JUnit,
 * diff, merge) is made from. The writer takes finished values and computes nothing but
 * the summary; the same values give the same octets, and what the reader takes from
 * a file the writer gives back octet for octet.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "conformance/catalogue.h"
#include "conformance/judge.h"
#include "report/detail.h"

#define REPORT_VERSION "1"

/* A finding as the report has it. */
struct report_finding {
	struct finding finding;
	vtime times[PROOF_EVENTS]; /* of its events */
	const char *script;        /* the lines of the vector that say what was expected; NULL if none */
	unsigned expected;         /* number of the ledger's entry that foresaw this failure, from 1; 0: none */
};

struct report_param {
	const char *name, *value;
};

struct report_case {
	const char *id, *vector, *role;
	uint64_t number; /* its place among the cases of the suite, from 1 */
	size_t n_params;
	const struct report_param *params;
	uint64_t seed;
	enum verdict verdict;
	bool expected;        /* every failure of it stands in the ledger */
	bool unexpected_pass; /* the ledger says it fails, and it passed */
	const char *error;    /* why it ended as 'error'; NULL if it did not */
	const char *blame;    /* of an error: "harness", "adapter", "environment", "iut" */
	vtime duration;       /* virtual */
	uint64_t n_events;
	const char *capture;       /* folder of its captures, relative to the report; NULL if none */
	const char *replay;        /* the one command that runs it again; NULL if it passed */
	struct likely_cause cause; /* .who NULL if it passed */
	size_t n_findings;
	const struct report_finding *findings;
	const struct report_detail *detail; /* NULL if it has none */
};
/* The verdict as the report prints it: "pass", ..., "expected-failure", "unexpected-pass". */
const char *case_verdict_name(const struct report_case *c);

enum requirement_state {
	REQ_PASS,
	REQ_INCONCLUSIVE,
	REQ_FAIL,
	REQ_ERROR,
	REQ_EXPECTED_FAILURE, /* failed, and every failure stands in the ledger */
	REQ_UNTESTED,         /* no case tests it: 'reason' says why */
	REQ_NOT_APPLICABLE,   /* 'reason' names the PICS item */
	REQ_SKIPPED,          /* 'reason' names the rule that left its cases out */
	REQ_STATES
};
const char *requirement_state_name(enum requirement_state s); /* "pass", "not-applicable", ... */

struct report_requirement {
	const struct requirement *requirement;
	enum level level; /* in the profile */
	enum basis basis;
	const char *document, *section;
	enum requirement_state state;
	const char *reason;                /* NULL for pass */
	unsigned cases[VERDICT_ERROR + 1]; /* how many cases say what about it, by verdict */
	bool elsewhere;                    /* not judged because its cases are in another shard */
};

/* A vector, for the links between cases and requirements. */
struct report_vector {
	const char *id, *file, *purpose, *covers; /* covers: ids with a blank between; file: relative to the suite */
};
/* A defect of the second build, and the requirements that it must fail. */
struct report_defect {
	const char *id, *text, *must;
};

/* The ledger of expected failures, as it was applied. */
enum ledger_state { LEDGER_MATCHED, LEDGER_EXPIRED, LEDGER_UNEXPECTED_PASS, LEDGER_NO_SUCH, LEDGER_NOT_RUN };
const char *ledger_state_name(enum ledger_state s); /* "matched", "expired", ... */
struct report_entry {
	const char *of_case, *requirement; /* one of them may be NULL */
	const char *match, *owner, *expires, *why;
	enum ledger_state state;
	size_t matched; /* failures that it foresaw */
	int line;       /* of the ledger's file */
};
/* An entry that makes the run fail: expired, passed unexpectedly, or naming nothing. */
bool ledger_stale(enum ledger_state s);

struct report {
	const char *tool_version;
	const char *command; /* "run", "judge" */
	const char *iut_spec, *iut_name, *iut_version;
	const struct profile *profile;
	uint64_t seed;
	bool strict;
	const char *catalogue_version, *vectors_version;
	unsigned shard, shards; /* shard of shards, from 1; 0 of 0: all of it */
	size_t n_pics, n_pixit;
	const struct report_param *pics, *pixit;
	size_t n_statement; /* where what is claimed and what was seen differ: item and words */
	const struct report_param *statement;
	size_t planned;    /* cases that were to run */
	const char *probe; /* "passed", "failed: ...", "not run: ..." */
	bool incomplete;   /* stopped before all cases had run */
	const char *incomplete_why;
	unsigned killed, defects_tried; /* kill score of the suite, if known: tried > 0 */
	/* Wall clock and machine; NULL in a reproducible report. */
	const char *started, *machine;
	double wall_seconds;
	const char *today; /* date against which the ledger was held; NULL without a ledger */
	size_t n_entries;
	const struct report_entry *entries;
	size_t n_vectors, n_defects;
	const struct report_vector *vectors;
	const struct report_defect *defects;
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
/* must: MUST and MUST NOT; else SHOULD and SHOULD NOT. document NULL: all. */
struct report_count report_count(const struct report *r, const char *document, bool must);

/* What the whole comes to. The code is the exit code of the run: 0 as expected, 1 not conforming, 3 harness or
 * environment, 4 nothing tested, 5 stale ledger, 6 adapter or implementation broke down. */
struct report_outcome {
	int code;
	const char *words; /* the headline: "Not conforming", ... */
	bool lesser;       /* code 0 or 5, though a SHOULD or an open point failed */
};
struct report_outcome report_outcome(const struct report *r);
/* Does a failure of this requirement make the implementation nonconforming? */
bool report_counts(const struct report_requirement *q, bool strict);

/* The verdict of one requirement, case by case in the order of the cases. A breach that the ledger does not foresee
 * outweighs an error, which outweighs a foreseen one. */
struct requirement_tally {
	bool ran, error, fail, foreseen, open, pass;
	const char *reason; /* of the first finding of the worst kind so far */
	int of_reason;
};
/* covered: the case's vector names the requirement. cases: counts by verdict, added to. */
void tally_case(struct requirement_tally *t, enum verdict verdict, const char *error,
		const struct report_finding *findings, size_t n, bool covered, const char *requirement,
		unsigned cases[VERDICT_ERROR + 1]);
/* False if no case that ran says or covers anything. *reason stays as it is for a pass. */
bool tally_state(const struct requirement_tally *t, enum requirement_state *state, const char **reason);

/* What was expected and what was seen, from the reason of a finding; "" where it does not say. */
void report_split_reason(const char *reason, char *expected, char *seen, size_t len);

/* Expected against seen field by field, from the reason of a finding. 'wanted' is empty where nothing was expected. */
struct report_compared {
	char name[64], wanted[96], seen[160];
	bool fits;
};
#define COMPARED_MAX 16
/* The number of rows, at most 'most'; 0 where the reason compares nothing. */
size_t report_compare(const char *reason, struct report_compared *rows, size_t most);

/* Write report.xml to f. False on a write error. */
bool report_write(const struct report *r, FILE *f);

/* A report read from a file that a stranger may have written: validated against the schema under data_dir, numbers in
 * range, ids once, counts that add up. NULL with "file:line: reason" in err. Everything lives until report_close. */
struct report_file;
struct report_file *report_open(const char *file, const char *data_dir, char *err, size_t err_len);
const struct report *report_of(const struct report_file *f);
void report_close(struct report_file *f);
/* Everything that can be said of a report file: what report_open finds, and whether names, verdicts and counts in it
 * fit together and its requirements are in the catalogue. False with lines "file:line: reason" in err. */
bool report_check(const char *file, const char *data_dir, const struct catalogue *catalogue, char *err, size_t err_len);

/* Render a stored report with one of the style sheets ("html", "junit") under dir/reports/style. The input is read as
 * report_open does. False with "file:line: reason" in err. */
bool report_render(const char *report_file, const char *data_dir, const char *style, FILE *out, char *err,
		   size_t err_len);

/* What changed from one report to the other, by requirement, as lines on out. Returns the number of regressions. */
size_t report_diff(const struct report *old, const struct report *new, FILE *out);

/* Join the shards of one run. False with a reason in err: other basis, a case twice, shards that do not belong
 * together. A missing shard leaves a report that is marked incomplete. */
bool report_merge(const struct report *const *shards, size_t n, FILE *out, struct report_outcome *outcome, char *err,
		  size_t err_len);

/* The ledger of expected failures: which failures are known, whose they are, and until when. */
struct ledger;
/* NULL with "file:line: reason" in err. */
struct ledger *ledger_load(const char *file, const char *data_dir, char *err, size_t err_len);
void ledger_free(struct ledger *l);
size_t ledger_n(const struct ledger *l);
const struct report_entry *ledger_entries(const struct ledger *l);
/* YYYY-MM-DD, a day that exists? */
bool ledger_date_ok(const char *date);
/* Does 'text' match a pattern of plain characters, '*' (any) and '?' (one)? */
bool ledger_match(const char *pattern, const char *text);
/* Number of the first entry that foresees this failure, from 1; 0 if none does. An expired one still does: that it is
 * expired makes the run fail in its own way. */
unsigned ledger_find(const struct ledger *l, const char *of_case, const char *requirement, const char *reason);
/* Called for each entry when all verdicts are in. */
void ledger_settle(struct ledger *l, size_t i, enum ledger_state state, size_t matched);

#endif

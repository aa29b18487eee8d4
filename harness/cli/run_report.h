/* SPDX-License-Identifier: Apache-2.0 */
/* From a finished run to its report files and its exit code. */
#ifndef CLI_RUN_REPORT_H
#define CLI_RUN_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "suite.h"

struct report_paths {
	const char *xml, *junit, *html; /* NULL: not wanted; "-": standard output */
};

struct run_outcome {
	const struct suite *suite;
	const struct selection *selection;
	const struct vector_pixit *pixit;
	const char *command; /* "run" or "judge" */
	const char *iut_spec, *probe;
	const struct iut_hello *hello; /* the greeting; what is not known of it is "" */
	const char *pcap_dir;          /* where captures were kept; NULL if they were not */
	const char *beside;            /* the report file, to whose folder captures are named; NULL or "-": this one */
	const char *pics_file, *pixit_file; /* as given, for the replay command; NULL if none */
	uint64_t seed;
	bool strict, reproducible;
	struct ledger *ledger; /* applied; NULL if there is none */
	const char *today;     /* YYYY-MM-DD */
	unsigned killed, defects_tried;
	const char *stopped; /* why not all cases ran, or NULL */
	const char *started; /* wall clock of the start, ISO 8601 */
	double seconds;
	const struct planned *cases;
	const struct case_result *results;
	size_t n;
};

/* The report of a run in memory: everything that its files, its summary and its exit code are made from. */
struct run_report;
/* NULL if memory runs out. The outcome, results and sum must live as long. */
struct run_report *run_report_make(const struct run_outcome *o, const struct requirement_sum *sum);
void run_report_free(struct run_report *r);
/* Write what is wanted. False after a message on standard error. */
bool run_report_write(const struct run_report *r, const struct report_paths *paths);
/* Make, write and free. False after a message. */
bool run_report(const struct run_outcome *o, const struct requirement_sum *sum, const struct report_paths *paths);
/* About ten lines for a person on f. */
void run_report_summary(const struct run_report *r, const struct report_paths *paths, FILE *f, bool colour);
/* The exit code of section 8 of the design. */
int run_report_code(const struct run_report *r);

/* Mark the failures that the ledger foresees, and settle its entries. */
void ledger_apply(struct ledger *l, const char *today, const struct suite *s, const struct planned *cases, size_t n,
		  struct case_result *results);

#endif

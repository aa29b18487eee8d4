/* SPDX-License-Identifier: Apache-2.0 */
/* From a finished run to its report files and its exit code. */
#ifndef CLI_RUN_REPORT_H
#define CLI_RUN_REPORT_H

#include <stdbool.h>
#include <stddef.h>

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
	const char *iut_name, *iut_version; /* of the greeting; may be "" */
	const char *pcap_dir;
	uint64_t seed;
	bool strict, reproducible;
	const char *stopped; /* why not all cases ran, or NULL */
	const char *started; /* wall clock of the start, ISO 8601 */
	double seconds;
	const struct planned *cases;
	const struct case_result *results;
	size_t n;
};

/* Write what is wanted. False after a message on standard error. */
bool run_report(const struct run_outcome *o, const struct requirement_sum *sum, const struct report_paths *paths);
/* Ten lines for a person on f. */
void run_summary(const struct run_outcome *o, const struct requirement_sum *sum, FILE *f, bool colour);
/* The exit code of section 8 of the design. */
int run_exit_code(const struct run_outcome *o, const struct requirement_sum *sum);

#endif

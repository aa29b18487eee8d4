/* SPDX-License-Identifier: Apache-2.0 */
/* What running and judging cases costs: the suite, and cases in which next to nothing happens. */
#ifndef CLI_BENCH_CASES_H
#define CLI_BENCH_CASES_H

#include <stdbool.h>

/* Cases that are over as soon as the IUT has sent its first frame, run one after another
 * with the XML report written at the end. */
#define BENCH_CASES_MAX 1000
struct bench_cases;
/* NULL after a message. */
struct bench_cases *bench_cases_open(void);
void bench_cases_close(struct bench_cases *b);

struct bench_cases_kind {
	const char *iut; /* as of --iut */
	bool failing;    /* the case ends with fail instead of pass */
	unsigned n;      /* cases for each report, at most BENCH_CASES_MAX */
};
/* Cases a second of processor time; 0 after a message. */
double bench_cases(struct bench_cases *b, double seconds, const struct bench_cases_kind *kind);

/* The whole suite on the reference stack, in this process and one case after another: files loaded, cases run and
 * judged, report written, no captures. */
struct bench_suite {
	double cpu, wall, protocol; /* s */
	unsigned long cases;
};
/* False after a message. */
bool bench_suite(struct bench_suite *out);

/* "child:FOLDER/isatm-iut", the reference stack beside this program. Static. NULL after a message. */
const char *bench_child(void);

#endif

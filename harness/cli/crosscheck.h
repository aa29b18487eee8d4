/* SPDX-License-Identifier: Apache-2.0 */
/* What an implementation claims against what was seen of it: the differences, for the report. */
#ifndef CLI_CROSSCHECK_H
#define CLI_CROSSCHECK_H

#include "report/report.h"
#include "suite.h"

#define CROSSCHECK_MAX 96 /* more than the entries of a PICS and the words of a greeting */

struct crosscheck {
	size_t n;
	struct report_param params[CROSSCHECK_MAX]; /* name of the item, and what is wrong with it */
	char names[CROSSCHECK_MAX][64], texts[CROSSCHECK_MAX][160];
};

/* hello: the greeting, NULL if it is not known. whole: no case was left out by a selection, so that what was never
 * shown is known not to be there. Points into itself: must not be copied. */
void crosscheck(struct crosscheck *c, const struct pics *pics, const struct iut_hello *hello, bool whole,
		const struct planned *cases, const struct case_result *results, size_t n);

#endif

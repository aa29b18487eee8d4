/* SPDX-License-Identifier: Apache-2.0 */
/* One line of progress on a terminal; anywhere else a line every ten seconds, for whoever reads the log of a long run.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	bool on, quiet, colour;
	size_t total, done, failed;
	double started, shown; /* wall clock, s */
};

/* 'quiet' turns it off; 'first' is what runs first. */
void progress_start(struct progress *p, size_t total, bool quiet, const char *first);
/* One more is done; the line names what runs next ("" if nothing does). Redrawn at most ten times a second. */
void progress_step(struct progress *p, const char *next, bool failed);
/* Take the line away, at the end or to print something else. */
void progress_end(struct progress *p);

/* Seconds of the wall clock, for durations shown to people. */
double wall_seconds(void);

#endif

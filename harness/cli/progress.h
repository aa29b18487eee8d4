/* SPDX-License-Identifier: Apache-2.0 */
/* One line of progress on a terminal; nothing anywhere else. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	bool on;
	size_t total, done, failed;
	double started, shown; /* wall clock, s */
};

/* 'quiet' turns it off; so does a standard error that is no terminal. */
void progress_start(struct progress *p, size_t total, bool quiet);
/* One more is done; the line names it. Redrawn at most ten times a second. */
void progress_step(struct progress *p, const char *name, bool failed);
void progress_end(struct progress *p);

/* Seconds of the wall clock, for durations shown to people. */
double wall_seconds(void);

#endif

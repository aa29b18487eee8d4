/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

double wall_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void progress_start(struct progress *p, size_t total, bool quiet)
{
	const char *term = getenv("TERM");

	*p = (struct progress){.total = total, .started = wall_seconds()};
	p->on = !quiet && isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
}

void progress_step(struct progress *p, const char *name, bool failed)
{
	double now = wall_seconds();

	p->done++;
	p->failed += failed;
	if (!p->on || (now - p->shown < 0.1 && p->done < p->total))
		return;
	p->shown = now;
	double left = (now - p->started) / (double)p->done * (double)(p->total - p->done);
	fprintf(stderr, "\r\033[K%zu/%zu %s%zu failed%s %3.0f s left  %.40s", p->done, p->total,
		p->failed > 0 ? "\033[31m" : "", p->failed, p->failed > 0 ? "\033[0m" : "", left, name);
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->on)
		fprintf(stderr, "\r\033[K");
}

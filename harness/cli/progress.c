/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

#define LINE_EVERY 10.0 /* seconds between lines where there is no terminal */

double wall_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool cli_colour(int fd)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0 && (no == NULL || no[0] == '\0');
}

static int columns(void)
{
	struct winsize w;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40 ? w.ws_col : 80;
}

static void left_words(const struct progress *p, char *out, size_t len)
{
	double seconds =
	    p->done > 0 ? (wall_seconds() - p->started) / (double)p->done * (double)(p->total - p->done) : 0;

	if (p->done == 0)
		snprintf(out, len, "%s", "");
	else if (seconds >= 90)
		snprintf(out, len, ", %s%.0f min left", p->on ? "" : "about ", seconds / 60);
	else
		snprintf(out, len, ", %s%.0f s left", p->on ? "" : "about ", seconds);
}

/* One line of the terminal, cut at its width. */
static void draw(const struct progress *p, const char *running)
{
	char line[400], failures[40], left[40];

	left_words(p, left, sizeof(left));
	snprintf(failures, sizeof(failures), "%zu failed", p->failed);
	snprintf(line, sizeof(line), "%3zu%% %zu of %zu, ", p->done * 100 / (p->total > 0 ? p->total : 1), p->done,
		 p->total);
	int room = columns() - 1 - (int)strlen(line) - (int)strlen(failures);
	fprintf(stderr, "\r\033[K%s%s%s%s", line, p->failed > 0 && p->colour ? "\033[31m" : "", failures,
		p->failed > 0 && p->colour ? "\033[0m" : "");
	snprintf(line, sizeof(line), "%s%s%s", left, running[0] != '\0' ? "  " : "", running);
	fprintf(stderr, "%.*s", room > 0 ? room : 0, line);
	fflush(stderr);
}

void progress_start(struct progress *p, size_t total, bool quiet, const char *first)
{
	const char *term = getenv("TERM");

	*p = (struct progress){.total = total, .started = wall_seconds(), .quiet = quiet};
	p->shown = p->started;
	p->on = !quiet && isatty(STDERR_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
	p->colour = cli_colour(STDERR_FILENO);
	if (p->on)
		draw(p, first);
}

void progress_step(struct progress *p, const char *next, bool failed)
{
	double now = wall_seconds();
	char left[40];

	p->done++;
	p->failed += failed;
	if (p->quiet || now - p->shown < (p->on ? 0.1 : LINE_EVERY))
		return;
	p->shown = now;
	if (p->on) {
		draw(p, next);
		return;
	}
	left_words(p, left, sizeof(left));
	fprintf(stderr, "%zu of %zu, %zu failed%s\n", p->done, p->total, p->failed, left);
}

void progress_end(struct progress *p)
{
	if (!p->on)
		return;
	fprintf(stderr, "\r\033[K");
	p->shown = 0; /* the next step draws it again */
}

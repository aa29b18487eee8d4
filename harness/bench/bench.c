/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/bench.h"

#include <sys/resource.h>
#include <time.h>

#define RUNS 5 /* into which the time of a figure is divided */

static double seconds_of(const struct timeval *t)
{
	return (double)t->tv_sec + (double)t->tv_usec / 1e6;
}

double bench_cpu(void)
{
	struct timespec own;
	struct rusage children;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
	getrusage(RUSAGE_CHILDREN, &children);
	return (double)own.tv_sec + (double)own.tv_nsec / 1e9 + seconds_of(&children.ru_utime) +
	       seconds_of(&children.ru_stime);
}

double bench_wall(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

double bench_rate(double seconds, bench_run run, void *ctx)
{
	double best = 0, end = bench_cpu() + seconds;

	do {
		uint64_t units = 0;
		double begin = bench_cpu(), spent;
		do {
			uint64_t more = run(ctx);
			if (more == 0)
				return 0;
			units += more;
			spent = bench_cpu() - begin;
		} while (spent < seconds / RUNS || spent <= 0);
		if ((double)units / spent > best)
			best = (double)units / spent;
	} while (bench_cpu() < end);
	return best;
}

void bench_number(double value, const char *unit, char *out, size_t len)
{
	static const struct {
		double least, divisor;
		const char *prefix;
	} scales[] = {{1e9, 1e9, "G"}, {1e6, 1e6, "M"}, {1e4, 1e3, "k"}};

	for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++) {
		if (value >= scales[i].least) {
			value /= scales[i].divisor;
			snprintf(out, len, "%.*f %s%s", value < 100 ? 1 : 0, value, scales[i].prefix, unit);
			return;
		}
	}
	snprintf(out, len, "%.*f %s", value < 10 ? 2 : value < 100 ? 1 : 0, value, unit);
}

void bench_head(FILE *f)
{
	fprintf(f, "%-47s %11s %11s %7s\n", "figure", "measured", "budget", "ratio");
}

void bench_print(FILE *f, const struct bench_figure *g)
{
	static const char *const signs[] = {[BENCH_NONE] = "", [BENCH_AT_LEAST] = ">= ", [BENCH_AT_MOST] = "<= "};
	char measured[32] = "failed", number[24] = "", budget[32], ratio[32] = "";

	if (g->measured > 0)
		bench_number(g->measured, g->unit, measured, sizeof(measured));
	if (g->sense != BENCH_NONE) {
		bench_number(g->budget, g->unit, number, sizeof(number));
		if (g->measured > 0)
			snprintf(ratio, sizeof(ratio), "%.2f", g->measured / g->budget);
	}
	snprintf(budget, sizeof(budget), "%s%s", signs[g->sense], number);
	bool missed = g->sense == BENCH_AT_LEAST  ? g->measured < g->budget
		      : g->sense == BENCH_AT_MOST ? g->measured > g->budget
						  : g->measured <= 0;
	fprintf(f, "%-47.47s %11s %11s %6s%s\n", g->name, measured, budget, ratio, missed ? "*" : "");
	fflush(f);
}

void bench_growth_head(FILE *f)
{
	fprintf(f, "%-31s %8s %8s %8s %8s %9s\n", "growth: time per unit", "size", "at 1x", "at 3x", "at 10x",
		"10x to 1x");
}

static void time_text(double seconds, char out[16])
{
	if (seconds <= 0)
		snprintf(out, 16, "failed");
	else if (seconds < 1e-6)
		snprintf(out, 16, "%.1f ns", seconds * 1e9);
	else if (seconds < 1e-3)
		snprintf(out, 16, "%.2f us", seconds * 1e6);
	else
		snprintf(out, 16, "%.2f ms", seconds * 1e3);
}

void bench_growth_print(FILE *f, const struct bench_growth *g)
{
	char at[BENCH_SIZES][16], size[32], ratio[16] = "";

	for (int i = 0; i < BENCH_SIZES; i++)
		time_text(g->seconds[i], at[i]);
	if (g->seconds[0] > 0 && g->seconds[BENCH_SIZES - 1] > 0)
		snprintf(ratio, sizeof(ratio), "%.2f", g->seconds[BENCH_SIZES - 1] / g->seconds[0]);
	snprintf(size, sizeof(size), "%llu", (unsigned long long)g->size[0]);
	fprintf(f, "%-31.31s %8s %8s %8s %8s %9s\n", g->name, size, at[0], at[1], at[2], ratio);
	fflush(f);
}

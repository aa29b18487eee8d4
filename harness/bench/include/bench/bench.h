/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The figures of `isatm bench`: how fast the parts of the harness and of the reference
 * stack are, each beside its budget. Nothing here is a test; no verdict depends on time.
 *
 * Rates are by processor time (user and system, this process and its children that have
 * ended), so that a busy machine falsifies them little; a figure is the best of several
 * runs that share the time given.
 *
 * Files: bench.c clock, rates, table; bench_users.c two users on a switch; bench_fabric.c
 * cells; bench_calls.c calls; bench_aal5.c segmentation and reassembly; bench_rsvp.c refreshes and
 * memory of reservations, through the adapter that any IUT has.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* ---- bench.c ---- */

/* Seconds since some moment. */
double bench_cpu(void);
double bench_wall(void);

/* One run: do some work, return how many units were done; 0: it failed, and said why on standard error. */
typedef uint64_t (*bench_run)(void *ctx);
/* Runs for 'seconds' in all, at least once. Units per second of the fastest run; 0 if one failed. */
double bench_rate(double seconds, bench_run run, void *ctx);

enum bench_budget { BENCH_NONE, BENCH_AT_LEAST, BENCH_AT_MOST };
struct bench_figure {
	const char *name;
	double measured;  /* 0: it failed */
	const char *unit; /* "/s", "s", "x", "B" */
	enum bench_budget sense;
	double budget;
};
void bench_head(FILE *f);
/* One line of at most 79 characters. */
void bench_print(FILE *f, const struct bench_figure *figure);
/* A number with k, M or G and its unit, as the table has it: "20.0 k/s". */
void bench_number(double value, const char *unit, char *out, size_t len);

/* Time per unit at 1, 3 and 10 times a size. */
#define BENCH_SIZES 3
struct bench_growth {
	const char *name;
	uint64_t size[BENCH_SIZES];
	double seconds[BENCH_SIZES]; /* per unit; 0: it failed */
};
void bench_growth_head(FILE *f);
void bench_growth_print(FILE *f, const struct bench_growth *growth);

/* ---- figures; all return 0 when they failed, after a line on standard error ---- */

/* Cell-hops a second through one switch, 'vcs' VCs taking turns frame by frame (32 cells each), with ends that take
 * cells or whole frames. */
double bench_fabric(double seconds, bool cells, unsigned vcs);
/* Complete calls a second, SETUP to RELEASE COMPLETE on both UNIs over SSCOP, while 'standing' other calls are up. */
double bench_calls(double seconds, unsigned standing);
/* Octets a second against those of memcpy and isa-l's CRC over the same octets. The fabric has the cells of a frame in
 * a row and takes it as a whole; a host gets them one by one. */
struct bench_aal5 {
	double plain, segmented, whole, by_cells; /* octets/s */
};
bool bench_aal5(double seconds, struct bench_aal5 *out);
/* Refreshes (Path over ATM, Resv from the IP side) that the reference stack as egress takes in a second, while it
 * sends as many itself, with n reservations; and what each of these takes of its memory. */
struct bench_rsvp {
	double refreshes; /* per second */
	double memory;    /* octets for all n */
};
bool bench_rsvp(double seconds, unsigned n, struct bench_rsvp *out);

#endif

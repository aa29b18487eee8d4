/* SPDX-License-Identifier: Apache-2.0 */
/* The options that say what to run, how and against what; shared by run, judge and qualify. */
#ifndef CLI_RUN_OPTIONS_H
#define CLI_RUN_OPTIONS_H

#include "cli.h"
#include "suite.h"

struct run_options {
	const char *iut, *pics, *pixit, *profile;
	const char *requirements[SELECT_MAX], *vectors[SELECT_MAX], *cases[SELECT_MAX];
	size_t n_requirements, n_vectors, n_cases;
	struct iut_limits limits;
	uint64_t seed;
	unsigned jobs;
	const char *report, *junit, *html, *pcap, *trace;
	unsigned shard, shards;     /* --shard i/n; 0 of 0: all */
	const char *ledger, *today; /* expected failures, and the day they are held against */
	const char *qualification;  /* what isatm qualify --output wrote */
	bool reproducible, strict, dry_run, fail_fast, verbose, quiet;
};
/* Defaults: the reference stack, profile issll-1998, seed 1, as many jobs as the machine has cores. */
void run_options_init(struct run_options *o);
/* The table of all of them, for options_parse with run_options_take. */
extern const struct option_def run_option_defs[];
bool run_options_take(void *ctx, int index, const char *value);
/* The index of an option by its name, for commands that take some of them. */
int run_option(const char *name);

/* Load the suite and turn the options into a selection and values: checks every name, adds vector files that are
 * named, loads PICS and PIXIT. False after a message. Release with run_setup_free. */
struct run_setup {
	struct suite suite;
	struct selection selection;
	struct pics *pics;
	struct vector_pixit pixit;
	struct ledger *ledger; /* NULL if there is none */
	char today[11];        /* YYYY-MM-DD */
	unsigned killed, defects_tried;
};
bool run_setup(struct run_setup *s, const struct run_options *o);
void run_setup_free(struct run_setup *s);

#endif

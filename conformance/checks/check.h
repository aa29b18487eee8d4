/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A check: one requirement, judged from the model of a trace. It reports every
 * breach as fail with the events that show it, and says pass only when what would
 * provoke a breach was seen. A check that has nothing to say reports nothing.
 */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include "model/model.h"

struct check_run;

/* Report one observation. fmt gives the reason in words; events, ended by 0, prove it. Findings of one
 * requirement in one case join: the worst verdict stays, with its reason and events. */
void check_pass(struct check_run *r, const uint32_t *events, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void check_fail(struct check_run *r, const uint32_t *events, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
void check_inconclusive(struct check_run *r, const uint32_t *events, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Not the IUT's breach: the network or the harness did what it must not. */
void check_error(struct check_run *r, const uint32_t *events, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
#define EVENTS(...) ((const uint32_t[]){__VA_ARGS__, 0})

typedef void (*check_fn)(const struct model *m, struct check_run *r);

struct check {
	const char *requirement;
	check_fn fn;
	const char *roles; /* words: roles of the IUT that it can judge */
};

/* One table for each topic, ended by a row without requirement. */
extern const struct check checks_teardown[];
extern const struct check checks_dynqos[];
extern const struct check checks_tau[];
extern const struct check checks_encapsulation[];
extern const struct check checks_initiation[];
extern const struct check checks_failure[];
extern const struct check checks_transition[];
extern const struct check checks_mapping[];
extern const struct check checks_sharing[];
extern const struct check checks_styles[];
extern const struct check checks_excess[];
extern const struct check checks_heterogeneity[];
extern const struct check checks_copies[];
extern const struct check checks_backward[];
extern const struct check checks_best_effort[];
extern const struct check checks_endpoints[];
extern const struct check checks_served[];
extern const struct check checks_membership[];
extern const struct check checks_parties[];
extern const struct check checks_newhop[];
extern const struct check checks_switch[];
extern const struct check checks_egress[];

#endif

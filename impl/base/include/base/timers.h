/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small fixed set of named timers of one machine. Times are arguments; no
 * clock is read. Ties fire in the order of the timer's number.
 */
#ifndef BASE_TIMERS_H
#define BASE_TIMERS_H

#include "base/vtime.h"

/* Definition of one timer, for tables: name as the standard prints it, default
 * span, and the clause. */
struct timer_def {
	const char *name;
	vtime span;
	const char *clause;
};

#define TIMERS_MAX 16

struct timers {
	int n;
	vtime next;                 /* the earliest of 'deadline' */
	vtime deadline[TIMERS_MAX]; /* VTIME_NEVER when stopped */
};

void timers_init(struct timers *t, int n);
void timers_start(struct timers *t, int id, vtime now, vtime span);
void timers_stop(struct timers *t, int id);
void timers_stop_all(struct timers *t);
int timers_running(const struct timers *t, int id);
/* Earliest deadline, VTIME_NEVER if none runs. */
static inline vtime timers_next(const struct timers *t)
{
	return t->next;
}
/* Number of the earliest timer due at or before now, after stopping it; -1 if none. */
int timers_due(struct timers *t, vtime now);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Timers of many objects in one queue: a heap ordered by (deadline, order of start),
 * so that equal deadlines fire in the order in which they were started. A timer is
 * part of its owner and must be stopped before the owner goes.
 */
#ifndef VCM_TQ_H
#define VCM_TQ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"

struct tq_timer {
	vtime deadline;
	uint64_t seq;
	size_t at; /* position in the heap + 1; 0 = not running */
	void (*fire)(struct tq_timer *t, vtime now);
	void *owner;
};

struct tq {
	struct tq_timer **heap;
	size_t n, cap;
	uint64_t seq;
};

void tq_free(struct tq *q);
/* Start or restart. False if memory runs out: the timer then does not run. */
bool tq_start(struct tq *q, struct tq_timer *t, vtime deadline);
void tq_stop(struct tq *q, struct tq_timer *t);
static inline bool tq_running(const struct tq_timer *t)
{
	return t->at != 0;
}
vtime tq_next(const struct tq *q);
/* Fire, one after the other, all timers due at or before now, those started meanwhile included. */
void tq_run(struct tq *q, vtime now);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/timers.h"

#include <assert.h>

void timers_init(struct timers *t, int n)
{
	assert(n >= 0 && n <= TIMERS_MAX);
	t->n = n;
	timers_stop_all(t);
}

void timers_start(struct timers *t, int id, vtime now, vtime span)
{
	assert(id >= 0 && id < t->n && span >= 0);
	t->deadline[id] = vtime_add(now, span);
}

void timers_stop(struct timers *t, int id)
{
	assert(id >= 0 && id < t->n);
	t->deadline[id] = VTIME_NEVER;
}

void timers_stop_all(struct timers *t)
{
	for (int i = 0; i < t->n; i++)
		t->deadline[i] = VTIME_NEVER;
}

int timers_running(const struct timers *t, int id)
{
	assert(id >= 0 && id < t->n);
	return t->deadline[id] != VTIME_NEVER;
}

/* Number of the timer that expires first; the lowest number wins a tie, -1 if none runs. */
static int earliest(const struct timers *t)
{
	int best = -1;
	vtime at = VTIME_NEVER;
	for (int i = 0; i < t->n; i++) {
		if (t->deadline[i] < at) {
			at = t->deadline[i];
			best = i;
		}
	}
	return best;
}

vtime timers_next(const struct timers *t)
{
	int i = earliest(t);
	return i < 0 ? VTIME_NEVER : t->deadline[i];
}

int timers_due(struct timers *t, vtime now)
{
	int i = earliest(t);
	if (i < 0 || t->deadline[i] > now)
		return -1;
	t->deadline[i] = VTIME_NEVER;
	return i;
}

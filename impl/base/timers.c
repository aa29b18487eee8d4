/* SPDX-License-Identifier: Apache-2.0 */
#include "base/timers.h"

#include <assert.h>

void timers_init(struct timers *t, int n)
{
	assert(n >= 0 && n <= TIMERS_MAX);
	t->n = n;
	timers_stop_all(t);
}

/* It is asked for much more often than a deadline moves. */
static void find_next(struct timers *t)
{
	t->next = VTIME_NEVER;
	for (int i = 0; i < t->n; i++)
		t->next = vtime_min(t->next, t->deadline[i]);
}

static void set(struct timers *t, int id, vtime deadline)
{
	vtime old = t->deadline[id];
	t->deadline[id] = deadline;
	if (deadline < t->next)
		t->next = deadline;
	else if (old == t->next)
		find_next(t);
}

void timers_start(struct timers *t, int id, vtime now, vtime span)
{
	assert(id >= 0 && id < t->n && span >= 0);
	set(t, id, vtime_add(now, span));
}

void timers_stop(struct timers *t, int id)
{
	assert(id >= 0 && id < t->n);
	set(t, id, VTIME_NEVER);
}

void timers_stop_all(struct timers *t)
{
	for (int i = 0; i < t->n; i++)
		t->deadline[i] = VTIME_NEVER;
	t->next = VTIME_NEVER;
}

int timers_running(const struct timers *t, int id)
{
	assert(id >= 0 && id < t->n);
	return t->deadline[id] != VTIME_NEVER;
}

int timers_due(struct timers *t, vtime now)
{
	if (t->next > now || t->next == VTIME_NEVER)
		return -1;
	int i = 0;
	/* The lowest number wins a tie. */
	while (t->deadline[i] != t->next)
		i++;
	set(t, i, VTIME_NEVER);
	return i;
}

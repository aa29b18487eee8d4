/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event queue: a four-way heap of (time, handle) beside a table of slots that
 * hold what to call. A handle is the sequence number of the event with its slot's
 * number below it, so comparing handles compares sequence numbers. Cancelling frees
 * the slot at once and leaves the heap entry dead (its handle no longer stands in
 * the slot); dead entries are dropped when they come to the top, and swept out when
 * they outnumber the living, so that a timer that is moved a million times stays cheap.
 */
#include "engine/engine.h"

#include <stddef.h>
#include <stdlib.h>

#define SLOT_BITS  24 /* 16 M events pending at a time, 2^40 events in the life of an engine */
#define SLOT_MASK  ((1u << SLOT_BITS) - 1)
#define ARITY      4u
#define SWEEP_MIN  64
#define LOOK_EVERY 1024 /* events run between two looks at the descriptors, when time is short */

struct entry {
	vtime time;
	engine_event handle;
};

struct slot {
	engine_event handle; /* 0 if free */
	engine_fn fn;
	void *ctx; /* of a free slot: number of the next free one */
};

struct engine {
	struct clock_driver driver;
	vtime now;
	uint64_t sequence;
	struct entry *heap; /* heap[0] is alive unless the heap is empty */
	size_t n, cap, dead;
	struct slot *slots; /* slots[0] is not used */
	uint32_t n_slots, cap_slots, free_slot;
	bool stopped;
};

struct engine *engine_create(struct clock_driver driver)
{
	struct engine *e = calloc(1, sizeof(*e));
	if (!e)
		return NULL;
	e->driver = driver;
	e->n_slots = 1;
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	free(e->heap);
	free(e->slots);
	free(e);
}

vtime engine_now(const struct engine *e)
{
	return e->now;
}

static bool before(const struct entry *a, const struct entry *b)
{
	return a->time < b->time || (a->time == b->time && a->handle < b->handle);
}

static bool alive(const struct engine *e, engine_event ev)
{
	return e->slots[ev & SLOT_MASK].handle == ev;
}

static void sift_up(struct engine *e, size_t i, struct entry x)
{
	while (i > 0) {
		size_t parent = (i - 1) / ARITY;
		if (!before(&x, &e->heap[parent]))
			break;
		e->heap[i] = e->heap[parent];
		i = parent;
	}
	e->heap[i] = x;
}

static void sift_down(struct engine *e, size_t i, struct entry x)
{
	for (;;) {
		size_t child = i * ARITY + 1;
		if (child >= e->n)
			break;
		size_t end = child + ARITY < e->n ? child + ARITY : e->n;
		size_t least = child;
		while (++child < end)
			if (before(&e->heap[child], &e->heap[least]))
				least = child;
		if (!before(&e->heap[least], &x))
			break;
		e->heap[i] = e->heap[least];
		i = least;
	}
	e->heap[i] = x;
}

static void pop_top(struct engine *e)
{
	struct entry last = e->heap[--e->n];
	if (e->n > 0)
		sift_down(e, 0, last);
}

static void drop_dead_top(struct engine *e)
{
	while (e->n > 0 && !alive(e, e->heap[0].handle)) {
		pop_top(e);
		e->dead--;
	}
}

/* Throw out all dead entries and build the heap anew. */
static void sweep(struct engine *e)
{
	size_t n = 0;
	for (size_t i = 0; i < e->n; i++)
		if (alive(e, e->heap[i].handle))
			e->heap[n++] = e->heap[i];
	e->n = n;
	e->dead = 0;
	if (n > 1)
		for (size_t i = (n - 2) / ARITY + 1; i-- > 0;)
			sift_down(e, i, e->heap[i]);
}

static bool grow_heap(struct engine *e)
{
	size_t cap = e->cap ? e->cap * 2 : 64;
	struct entry *heap = realloc(e->heap, cap * sizeof(*heap));
	if (!heap)
		return false;
	e->heap = heap;
	e->cap = cap;
	return true;
}

/* Number of a free slot, 0 if there is none. */
static uint32_t take_slot(struct engine *e)
{
	uint32_t s = e->free_slot;
	if (s) {
		e->free_slot = (uint32_t)(uintptr_t)e->slots[s].ctx;
		return s;
	}
	if (e->n_slots > SLOT_MASK)
		return 0;
	if (e->n_slots >= e->cap_slots) {
		uint32_t cap = e->cap_slots ? e->cap_slots * 2 : 64;
		struct slot *slots = realloc(e->slots, cap * sizeof(*slots));
		if (!slots)
			return 0;
		e->slots = slots;
		e->cap_slots = cap;
	}
	return e->n_slots++;
}

static void free_slot(struct engine *e, uint32_t s)
{
	e->slots[s].handle = 0;
	e->slots[s].ctx = (void *)(uintptr_t)e->free_slot;
	e->free_slot = s;
}

engine_event engine_at(struct engine *e, vtime t, engine_fn fn, void *ctx)
{
	if (e->n == e->cap && !grow_heap(e))
		return 0;
	uint32_t s = take_slot(e);
	if (!s)
		return 0;
	if (t < e->now)
		t = e->now;
	engine_event ev = ++e->sequence << SLOT_BITS | s;
	e->slots[s] = (struct slot){.handle = ev, .fn = fn, .ctx = ctx};
	sift_up(e, e->n++, (struct entry){t, ev});
	return ev;
}

bool engine_cancel(struct engine *e, engine_event ev)
{
	uint32_t s = (uint32_t)(ev & SLOT_MASK);
	if (s == 0 || s >= e->n_slots || e->slots[s].handle != ev)
		return false;
	free_slot(e, s);
	e->dead++;
	if (e->dead > SWEEP_MIN && e->dead > e->n / 2)
		sweep(e);
	else
		drop_dead_top(e);
	return true;
}

vtime engine_next(const struct engine *e)
{
	return e->n > 0 ? e->heap[0].time : VTIME_NEVER;
}

static void run_top(struct engine *e)
{
	uint32_t s = (uint32_t)(e->heap[0].handle & SLOT_MASK);
	struct slot event = e->slots[s];
	free_slot(e, s);
	pop_top(e);
	drop_dead_top(e);
	event.fn(event.ctx, e->now);
}

/* Let time pass until 't', or until something came in before. False if nothing
 * can happen any more: the driver answers a wait without end with VTIME_NEVER. */
static bool let_pass(struct engine *e, vtime t)
{
	vtime now = e->driver.wait(e->driver.ctx, t);
	if (now == VTIME_NEVER)
		return false;
	if (now > e->now)
		e->now = now;
	return true;
}

uint64_t engine_run(struct engine *e, vtime until)
{
	uint64_t n = 0;
	unsigned unseen = 1; /* events since the driver last had a chance to see its descriptors */
	e->stopped = false;
	while (!e->stopped) {
		vtime next = engine_next(e);
		if (next <= e->now && next <= until && unseen < LOOK_EVERY) {
			run_top(e);
			n++;
			unseen++;
		} else if (until <= e->now && unseen == 0) {
			break;
		} else {
			vtime t = vtime_min(next, until);
			if (!let_pass(e, t > e->now ? t : e->now))
				break;
			unseen = 0;
		}
	}
	return n;
}

void engine_stop(struct engine *e)
{
	e->stopped = true;
}

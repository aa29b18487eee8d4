/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Soft-state timers (RFC 2205 3.7): one heap of deadlines. A refreshed state only
 * notes its new end; its timer, when it fires early, is set anew. So a refresh costs no
 * work in the heap, and a timer that does costs O(log n).
 */
#include <stddef.h>
#include <stdlib.h>

#include "state.h"

/* Children of a place in the heap: the fewer levels, the fewer timers that a move touches. */
#define WAYS 8

static bool before(const struct re_due *a, const struct re_due *b)
{
	return a->due != b->due ? a->due < b->due : a->seq < b->seq;
}

static void place(struct rsvp_engine *e, size_t i, struct re_due d)
{
	e->heap[i] = d;
	d.t->at = (uint32_t)i + 1;
}

static void sift(struct rsvp_engine *e, size_t i, struct re_due d)
{
	while (i > 0 && before(&d, &e->heap[(i - 1) / WAYS])) {
		place(e, i, e->heap[(i - 1) / WAYS]);
		i = (i - 1) / WAYS;
	}
	for (;;) {
		size_t first = WAYS * i + 1, c = first;
		if (first >= e->n_heap)
			break;
		for (size_t k = first + 1; k < first + WAYS && k < e->n_heap; k++) {
			if (before(&e->heap[k], &e->heap[c]))
				c = k;
		}
		if (!before(&e->heap[c], &d))
			break;
		place(e, i, e->heap[c]);
		i = c;
	}
	place(e, i, d);
}

bool re_timer_reserve(struct rsvp_engine *e, size_t n)
{
	if (e->n_timers + n > e->cap_heap) {
		size_t cap = e->cap_heap ? e->cap_heap * 2 : 64;
		struct re_due *heap = cap < UINT32_MAX ? realloc(e->heap, cap * sizeof(*heap)) : NULL;
		if (!heap)
			return false;
		e->heap = heap;
		e->cap_heap = cap;
	}
	e->n_timers += n;
	return true;
}

void re_timer_release(struct rsvp_engine *e, size_t n)
{
	e->n_timers -= n;
}

void re_timer_set(struct rsvp_engine *e, struct re_timer *t, vtime due)
{
	struct re_due d = {due, ++e->seq, t};
	sift(e, t->at ? t->at - 1 : e->n_heap++, d);
}

void re_timer_stop(struct rsvp_engine *e, struct re_timer *t)
{
	if (!t->at)
		return;
	size_t i = t->at - 1;
	t->at = 0;
	struct re_due last = e->heap[--e->n_heap];
	if (i < e->n_heap)
		sift(e, i, last);
}

vtime re_refresh_interval(struct rsvp_engine *e)
{
	if (!e->c.jitter)
		return e->c.refresh;
	return e->c.refresh / 2 + (vtime)rng_below(&e->rng, (uint64_t)e->c.refresh + 1);
}

vtime re_expiry(const struct rsvp_engine *e, uint32_t refresh_ms)
{
	/* L = (K + 0.5) * 1.5 * R. An R of 0 says nothing; then the neighbour is taken to be like this node. */
	vtime r = refresh_ms ? VT_MS(refresh_ms) : e->c.refresh;
	__int128 life = ((__int128)e->c.k * 2 + 1) * 3 * r / 4;
	return life >= VTIME_NEVER ? VTIME_NEVER : vtime_add(e->now, (vtime)life);
}

vtime re_blockade_time(const struct rsvp_engine *e)
{
	__int128 tb = (__int128)e->c.kb * e->c.refresh;
	return tb >= VTIME_NEVER ? VTIME_NEVER : vtime_add(e->now, (vtime)tb);
}

void re_life_extend(struct rsvp_engine *e, struct re_timer *t, vtime *expires, vtime to)
{
	*expires = to;
	if (!t->at || e->heap[t->at - 1].due > to)
		re_timer_set(e, t, to);
}

#define OWNER(t, type, member) ((type *)(void *)((char *)(t)-offsetof(type, member)))

static void fire(struct rsvp_engine *e, struct re_timer *t)
{
	switch ((enum re_timer_kind)t->kind) {
	case RE_TIMER_PATH_LIFE: {
		struct re_psb *p = OWNER(t, struct re_psb, life);
		if (p->expires > e->now)
			re_timer_set(e, t, p->expires);
		else
			re_path_expired(e, p);
		break;
	}
	case RE_TIMER_PATH_REFRESH:
		re_timer_set(e, t, vtime_add(e->now, re_refresh_interval(e)));
		re_path_refresh(e, OWNER(t, struct re_psb, refresh));
		break;
	case RE_TIMER_RESV_REFRESH:
		re_timer_set(e, t, vtime_add(e->now, re_refresh_interval(e)));
		re_resv_refresh(e, OWNER(t, struct re_phop, refresh), RE_MERGE_TIMER);
		break;
	case RE_TIMER_RESV_LIFE:
		re_rsb_life(e, OWNER(t, struct re_rsb, life));
		break;
	case RE_TIMER_BLOCKADE: {
		/* The next refresh merges everything again (RFC 2205 3.5). */
		struct re_bsb *b = OWNER(t, struct re_bsb, tb);
		struct re_session *s = b->s;
		re_bsb_free(e, b);
		re_session_drop_if_empty(e, s);
		break;
	}
	}
}

vtime re_timer_due(const struct rsvp_engine *e, const struct re_timer *t)
{
	return t->at ? e->heap[t->at - 1].due : VTIME_NEVER;
}

void re_timers_run(struct rsvp_engine *e, vtime now)
{
	while (e->n_heap && e->heap[0].due <= now) {
		struct re_due d = e->heap[0];
		re_timer_stop(e, d.t);
		/* As if called in time: refresh intervals do not drift when the caller is late. */
		e->now = d.due > e->now ? d.due : e->now;
		fire(e, d.t);
	}
	if (now > e->now)
		e->now = now;
}

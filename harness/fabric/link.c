/* SPDX-License-Identifier: Apache-2.0 */
#include "link.h"

#include <stdlib.h>
#include <string.h>

#define CELL_BIT_NS (424u * (uint64_t)1000000000u) /* slot n starts n * CELL_BIT_NS / bps ns after 0 */
#define RING_FIRST  (2u * LINK_HISTORY)            /* slots in the map at first; doubled as the queue grows */

typedef unsigned __int128 u128;

void link_init(struct link *l, uint64_t bps, vtime delay)
{
	*l = (struct link){.bps = bps, .delay = delay, .capacity = bps / 424};
	l->ref.span = (vtime)(INT64_MAX / bps);
}

void link_free(struct link *l)
{
	free(l->busy);
	l->busy = NULL;
}

uint64_t link_slot_at(struct link *l, vtime t)
{
	if (t < l->ref.at || t - l->ref.at > l->ref.span) {
		u128 product = (u128)(uint64_t)t * l->bps;
		l->ref.slot = (uint64_t)((product + CELL_BIT_NS - 1) / CELL_BIT_NS);
		l->ref.rest = (uint64_t)((u128)l->ref.slot * CELL_BIT_NS - product);
		l->ref.at = t;
		return l->ref.slot;
	}
	uint64_t ahead = (uint64_t)(t - l->ref.at) * l->bps;
	if (ahead <= l->ref.rest)
		return l->ref.slot;
	return l->ref.slot + (ahead - l->ref.rest + CELL_BIT_NS - 1) / CELL_BIT_NS;
}

struct link_step link_step(const struct link *in, vtime extra, const struct link *out)
{
	struct link_step s = {
	    .same_rate = in->bps == out->bps, .in_bps = in->bps, .out_bps = out->bps, .delay = in->delay + extra};
	/* the arrival is a whole number of slots and the delay after the start of slot 0 */
	if (s.same_rate)
		s.shift = 1 + (uint64_t)(((u128)(uint64_t)s.delay * s.out_bps + CELL_BIT_NS - 1) / CELL_BIT_NS);
	return s;
}

uint64_t link_step_exact(const struct link_step *s, uint64_t k)
{
	/* ceil(((k + 1) * CELL_BIT_NS / in + delay) * out / CELL_BIT_NS), over the common denominator */
	u128 denominator = (u128)CELL_BIT_NS * s->in_bps;
	u128 numerator = (u128)(k + 1) * CELL_BIT_NS * s->out_bps + (u128)(uint64_t)s->delay * s->in_bps * s->out_bps;
	return (uint64_t)((numerator + denominator - 1) / denominator);
}

bool link_advance(struct link *l, vtime now)
{
	if (!l->busy) {
		l->busy = calloc(RING_FIRST / 64, sizeof(*l->busy));
		if (!l->busy)
			return false;
		l->size = RING_FIRST;
	}
	uint64_t here = link_slot_at(l, now) & ~(uint64_t)63;
	uint64_t base = here > LINK_HISTORY ? here - LINK_HISTORY : 0;
	if (base <= l->base)
		return true;
	uint64_t words = l->size >> 6, first = (l->base >> 6) & (words - 1);
	uint64_t gone = (base - l->base) >> 6;
	if (gone > words)
		gone = words;
	uint64_t to_end = gone < words - first ? gone : words - first;
	memset(l->busy + first, 0, to_end * sizeof(*l->busy));
	if (gone > to_end)
		memset(l->busy, 0, (gone - to_end) * sizeof(*l->busy));
	l->base = base;
	return true;
}

static bool grow(struct link *l)
{
	if (l->size >= LINK_HISTORY + LINK_QUEUE)
		return false;
	uint64_t words = l->size >> 6;
	uint64_t *busy = calloc(2 * words, sizeof(*busy));
	if (!busy)
		return false;
	for (uint64_t i = 0; i < words; i++) {
		uint64_t w = (l->base >> 6) + i;
		busy[w & (2 * words - 1)] = l->busy[w & (words - 1)];
	}
	free(l->busy);
	l->busy = busy;
	l->size *= 2;
	return true;
}

uint64_t link_take_slow(struct link *l, uint64_t want)
{
	if (want < l->base)
		return want;
	for (;;) {
		if (want - l->base >= l->size) {
			if (!grow(l))
				return LINK_NO_SLOT;
			continue;
		}
		uint64_t *word = &l->busy[(want & (l->size - 1)) >> 6];
		uint64_t is_free = ~*word >> (want & 63);
		if (is_free) {
			want += (uint64_t)__builtin_ctzll(is_free);
			*word |= (uint64_t)1 << (want & 63);
			return want;
		}
		want = (want | 63) + 1;
	}
}

void link_untake(struct link *l, uint64_t slot)
{
	if (slot >= l->base && slot - l->base < l->size)
		l->busy[(slot & (l->size - 1)) >> 6] &= ~((uint64_t)1 << (slot & 63));
}

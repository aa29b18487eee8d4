/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One direction of a link: a grid of cell slots, slot n starting at n * 424 bits /
 * rate. All conversions are exact integer arithmetic on slot numbers; times in ns
 * are only derived from them, so nothing drifts.
 *
 * A link fed by one end (user to network) needs only the next free slot. A link fed
 * by a switch keeps a map of its busy slots, from a while before now (cells of a
 * frame are placed when its last one has arrived, at the slots they had) to the end
 * of its queue.
 */
#ifndef FABRIC_LINK_H
#define FABRIC_LINK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vtime.h"

#define LINK_HISTORY 8192u  /* slots before now in which conflicts are still resolved */
#define LINK_QUEUE   32768u /* cells that may wait for the link before any is lost (up to twice as many do) */
#define LINK_NO_SLOT UINT64_MAX

struct link {
	uint64_t bps;   /* of cells */
	vtime delay;    /* propagation */
	uint64_t next;  /* one sender: the first slot that it may still use */
	uint64_t *busy; /* a bit for each slot from 'base', in a ring of 'size' slots */
	uint64_t base, size;
	uint64_t capacity, reserved; /* admission control, cells/s */
	/* A recent (time, slot) pair, from which link_slot_at computes without a long division:
	 * 'slot' is the first at or after 'at', and starts rest / bps ns after it. */
	struct {
		vtime at, span;
		uint64_t slot, rest;
	} ref;
};

void link_init(struct link *l, uint64_t bps, vtime delay);
void link_free(struct link *l);

/* First slot that starts at or after t. */
uint64_t link_slot_at(struct link *l, vtime t);
/* Time at which the last octet of the cell in this slot arrives at the far end. */
static inline vtime link_arrival(const struct link *l, uint64_t slot)
{
	return slot_time(slot + 1, l->bps) + l->delay;
}

/* Slots of 'out' for cells that came over 'in': the first one at or after the arrival
 * of the cell in slot k, 'extra' ns added. */
struct link_step {
	bool same_rate;
	uint64_t shift;
	uint64_t in_bps, out_bps;
	vtime delay;
};
struct link_step link_step(const struct link *in, vtime extra, const struct link *out);
uint64_t link_step_exact(const struct link_step *s, uint64_t k);
static inline uint64_t link_step_slot(const struct link_step *s, uint64_t k)
{
	return s->same_rate ? k + s->shift : link_step_exact(s, k);
}

/* Move the window of the busy map to 'now'; before a series of link_take. False if
 * memory runs out. */
bool link_advance(struct link *l, vtime now);
/* Take the earliest free slot at or after 'want'; LINK_NO_SLOT if the queue is full.
 * Slots older than the window are given as they are. */
uint64_t link_take_slow(struct link *l, uint64_t want);
static inline uint64_t link_take(struct link *l, uint64_t want)
{
	if (want >= l->base && want - l->base < l->size) {
		uint64_t *word = &l->busy[(want & (l->size - 1)) >> 6];
		uint64_t bit = (uint64_t)1 << (want & 63);
		if (!(*word & bit)) {
			*word |= bit;
			return want;
		}
	}
	return link_take_slow(l, want);
}
/* Give back a slot just taken. */
void link_untake(struct link *l, uint64_t slot);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual time: nanoseconds since the start of a case, in 64-bit integers.
 * Cell times are computed from cell counts (n * 424 bits / rate), never summed
 * from a rounded slot, so they do not drift (DESIGN.md section 4).
 */
#ifndef BASE_VTIME_H
#define BASE_VTIME_H

#include <stdint.h>

typedef int64_t vtime;

#define VTIME_NEVER INT64_MAX
#define VT_US(n)    ((vtime)(n)*1000)
#define VT_MS(n)    ((vtime)(n)*1000000)
#define VT_S(n)     ((vtime)(n)*1000000000)

/* Sum of a time and a non-negative span; saturates at VTIME_NEVER instead of wrapping. */
static inline vtime vtime_add(vtime t, vtime span)
{
	return t > VTIME_NEVER - span ? VTIME_NEVER : t + span;
}

static inline vtime vtime_min(vtime a, vtime b)
{
	return a < b ? a : b;
}

#define CELL_BITS 424u
#define NS_PER_S  1000000000u

/* Start of cell slot n (0, 1, ...) on a link that carries bps bits of cells a
 * second (149760000 for STM-1); bps must not be 0. Rounded down to the ns. */
static inline vtime slot_time(uint64_t n, uint64_t bps)
{
	/* Whole seconds and the rest apart: two short divisions instead of a long one. */
	if (n <= UINT64_MAX / CELL_BITS && bps <= UINT64_MAX / NS_PER_S) {
		uint64_t bits = n * CELL_BITS, seconds = bits / bps;
		return (vtime)(seconds * NS_PER_S + bits % bps * NS_PER_S / bps);
	}
	return (vtime)((unsigned __int128)n * CELL_BITS * NS_PER_S / bps);
}

/* First slot that starts at or after t (t >= 0). */
static inline uint64_t slot_at(vtime t, uint64_t bps)
{
	/* Bits until t, rounded up, then slots, rounded up: the same as rounding once. */
	if (bps <= UINT32_MAX / 4) {
		uint64_t seconds = (uint64_t)t / NS_PER_S, rest = (uint64_t)t % NS_PER_S;
		uint64_t bits = seconds * bps + (rest * bps + NS_PER_S - 1) / NS_PER_S;
		return (bits + CELL_BITS - 1) / CELL_BITS;
	}
	const unsigned __int128 slot = (unsigned __int128)CELL_BITS * NS_PER_S;
	return (uint64_t)(((unsigned __int128)t * bps + slot - 1) / slot);
}

#endif

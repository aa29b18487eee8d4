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

/* Start of cell slot n (0, 1, ...) on a link that carries bps bits of cells a
 * second (149760000 for STM-1); bps must not be 0. Rounded down to the ns. */
static inline vtime slot_time(uint64_t n, uint64_t bps)
{
	return (vtime)((unsigned __int128)n * 424u * 1000000000u / bps);
}

/* First slot that starts at or after t (t >= 0). */
static inline uint64_t slot_at(vtime t, uint64_t bps)
{
	unsigned __int128 n = ((unsigned __int128)t * bps + 424u * (unsigned __int128)1000000000u - 1) /
			      (424u * (unsigned __int128)1000000000u);
	uint64_t slot = (uint64_t)n;
	/* slot_time rounds down, so the slot before may already start at t. */
	return slot > 0 && slot_time(slot - 1, bps) >= t ? slot - 1 : slot;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* SplitMix64 (Steele, Lea, Flood 2014): one addition and one mixing function, a
 * period of 2^64, and any seed is a good seed. */
#include "base/rng.h"

#include <assert.h>

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void rng_seed(struct rng *r, uint64_t seed)
{
	r->s = seed;
}

uint64_t rng_u64(struct rng *r)
{
	r->s += 0x9e3779b97f4a7c15u;
	return mix(r->s);
}

uint64_t rng_below(struct rng *r, uint64_t n)
{
	assert(n > 0);
	/* The topmost partial run of residues is rejected, so no value is favoured. */
	uint64_t limit = UINT64_MAX - (UINT64_MAX % n + 1) % n;
	uint64_t v;
	do {
		v = rng_u64(r);
	} while (v > limit);
	return v % n;
}

uint64_t rng_derive(uint64_t seed, const char *name)
{
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */
	for (const unsigned char *p = (const unsigned char *)name; *p; p++)
		h = (h ^ *p) * 0x100000001b3u;
	return mix(mix(seed + 0x9e3779b97f4a7c15u) ^ h);
}

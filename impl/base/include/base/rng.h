/* SPDX-License-Identifier: Apache-2.0 */
/* Seeded randomness, one generator per owner; the same seed gives the same numbers anywhere. */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

struct rng {
	uint64_t s;
};

void rng_seed(struct rng *r, uint64_t seed);
uint64_t rng_u64(struct rng *r);
/* Uniform in 0..n-1; n > 0. */
uint64_t rng_below(struct rng *r, uint64_t n);
/* Seed of a named child of 'seed' (a case, a node): mixes the name's octets in. */
uint64_t rng_derive(uint64_t seed, const char *name);

#endif

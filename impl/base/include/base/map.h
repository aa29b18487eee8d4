/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table from 64-bit keys to 64-bit values: open addressing, constant time. Nothing
 * depends on its order, so it cannot be walked.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct map_slot {
	uint64_t key, value;
	bool used;
};

/* Zero-initialise to start; free with map_free. */
struct map {
	struct map_slot *slots;
	size_t n, cap; /* cap: 0 or a power of two */
};

void map_free(struct map *m);
/* Value of a key, NULL if absent. Valid until the next map_put or map_remove. */
uint64_t *map_get(const struct map *m, uint64_t key);
/* Add a key or change its value. False if memory runs out; the table is then unchanged. */
bool map_put(struct map *m, uint64_t key, uint64_t value);
/* Absent keys are ignored. */
void map_remove(struct map *m, uint64_t key);

#endif

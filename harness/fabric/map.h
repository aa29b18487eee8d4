/* SPDX-License-Identifier: Apache-2.0 */
/* Hash map from 32-bit keys to pointers: VCs of a port, calls of a UNI. Nothing
 * depends on its order, so it may not be walked for output. */
#ifndef FABRIC_MAP_H
#define FABRIC_MAP_H

#include <stdbool.h>
#include <stdint.h>

struct map_slot {
	uint32_t key;
	void *value; /* NULL: empty */
};

/* Zero-initialise. */
struct map {
	struct map_slot *slots;
	uint32_t n, size; /* size: 0 or a power of two */
};

void map_free(struct map *m);
/* NULL if there is none. */
void *map_get(const struct map *m, uint32_t key);
/* value must not be NULL; replaces. False if memory runs out. */
bool map_put(struct map *m, uint32_t key, void *value);
void map_remove(struct map *m, uint32_t key);

#endif

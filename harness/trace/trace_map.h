/* SPDX-License-Identifier: Apache-2.0 */
/* A table from 64-bit keys to 32-bit values: open addressing, constant time, no order. Private to the trace. */
#ifndef TRACE_TRACE_MAP_H
#define TRACE_TRACE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise to start; free with trace_map_free. */
struct map {
	struct map_slot *slots;
	size_t n, cap;
};

void trace_map_free(struct map *m);
/* Value of a key; NULL if absent. Valid until the next trace_map_put. */
uint32_t *trace_map_get(const struct map *m, uint64_t key);
/* Add a key or change its value. False if memory runs out; the table is then unchanged. */
bool trace_map_put(struct map *m, uint64_t key, uint32_t value);

#endif

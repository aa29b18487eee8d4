/* SPDX-License-Identifier: Apache-2.0 */
/* Strings and arrays of one loaded file set: given out while loading, freed together. */
#ifndef CONFORMANCE_TEXT_POOL_H
#define CONFORMANCE_TEXT_POOL_H

#include <stddef.h>

struct pool_block;
struct pool {
	struct pool_block *blocks;
};

/* Zeroed memory that lives until pool_free; NULL if there is none. */
void *pool_alloc(struct pool *p, size_t n);
/* Take over a malloc'ed string (NULL passes through): copied into the pool and freed. */
const char *pool_take(struct pool *p, char *text);
void pool_free(struct pool *p);

/* Append one element of 'size' octets to the array *array of *n elements, doubling it at powers of two;
 * returns the new zeroed element, NULL if memory runs out. */
void *pool_push(struct pool *p, void **array, size_t *n, size_t size);

#endif

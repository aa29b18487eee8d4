/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Named arenas: memory that lives as long as its owner (a case, a connection) and
 * is given back all at once. Blocks are never freed one by one.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

/* Set up by arena_init. The counters may be read, for budgets and leak reports. */
struct arena {
	const char *name; /* borrowed; for reports */
	struct arena_chunk *chunks;
	size_t live;   /* allocations not yet freed */
	size_t octets; /* their sum, as asked for */
};

/* Takes no memory yet. 'name' must outlive the arena. */
void arena_init(struct arena *a, const char *name);
/* n zeroed octets, aligned for any type; n 0 gives a valid pointer. NULL when
 * memory runs out; the arena is then unchanged. Valid until arena_free. */
void *arena_alloc(struct arena *a, size_t n);
/* Copy of n octets, or of a string. NULL when memory runs out. */
void *arena_copy(struct arena *a, const void *octets, size_t n);
char *arena_strdup(struct arena *a, const char *s);
/* Gives everything back; the arena is empty and can be used again. */
void arena_free(struct arena *a);

#endif

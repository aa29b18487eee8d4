/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_OCTETS 4096 /* smallest chunk; larger requests get a chunk of their own size */

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, cap;
	alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *a, const char *name)
{
	*a = (struct arena){.name = name};
}

/* A chunk with room for n octets, put in front unless the chunk in front
 * would still be the better one to go on with. */
static struct arena_chunk *chunk_new(struct arena *a, size_t n)
{
	size_t cap = n > CHUNK_OCTETS ? n : CHUNK_OCTETS;
	if (cap > PTRDIFF_MAX - sizeof(struct arena_chunk))
		return NULL;
	struct arena_chunk *c = malloc(sizeof(*c) + cap);
	if (!c)
		return NULL;
	*c = (struct arena_chunk){.cap = cap};
	if (a->chunks && n > CHUNK_OCTETS) {
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		c->next = a->chunks;
		a->chunks = c;
	}
	return c;
}

/* n octets that the caller fills. */
static void *room_for(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	if (n > PTRDIFF_MAX - CHUNK_OCTETS)
		return NULL;
	size_t room = n ? (n + align - 1) / align * align : align;
	struct arena_chunk *c = a->chunks;
	if (!c || room > c->cap - c->used)
		c = chunk_new(a, room);
	if (!c)
		return NULL;
	void *p = c->data + c->used;
	c->used += room;
	a->live++;
	a->octets += n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	void *p = room_for(a, n);
	if (p)
		memset(p, 0, n);
	return p;
}

void *arena_copy(struct arena *a, const void *octets, size_t n)
{
	void *p = room_for(a, n);
	if (p && n > 0)
		memcpy(p, octets, n);
	return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_copy(a, s, strlen(s) + 1);
}

void arena_free(struct arena *a)
{
	struct arena_chunk *next;
	for (struct arena_chunk *c = a->chunks; c; c = next) {
		next = c->next;
		free(c);
	}
	arena_init(a, a->name);
}

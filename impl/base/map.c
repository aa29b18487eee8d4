/* SPDX-License-Identifier: Apache-2.0 */
#include "base/map.h"

#include <stdlib.h>

#define FIRST_CAP 16

/* Finaliser of splitmix64: neighbouring keys (sequence numbers, VCIs) spread out. */
static size_t spread(uint64_t key)
{
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
	key = (key ^ key >> 27) * 0x94d049bb133111ebu;
	return (size_t)(key ^ key >> 31);
}

/* The slot of a key, or the empty one where it would go; cap > 0 and one slot at least is empty. */
static size_t find(const struct map_slot *slots, size_t cap, uint64_t key)
{
	size_t i = spread(key) & (cap - 1);

	while (slots[i].used && slots[i].key != key)
		i = (i + 1) & (cap - 1);
	return i;
}

static bool grow(struct map *m)
{
	size_t cap = m->cap > 0 ? 2 * m->cap : FIRST_CAP;
	struct map_slot *slots = calloc(cap, sizeof(*slots));

	if (slots == NULL)
		return false;
	for (size_t i = 0; i < m->cap; i++) {
		if (m->slots[i].used)
			slots[find(slots, cap, m->slots[i].key)] = m->slots[i];
	}
	free(m->slots);
	m->slots = slots;
	m->cap = cap;
	return true;
}

void map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}

uint64_t *map_get(const struct map *m, uint64_t key)
{
	if (m->cap == 0)
		return NULL;
	struct map_slot *s = &m->slots[find(m->slots, m->cap, key)];
	return s->used ? &s->value : NULL;
}

bool map_put(struct map *m, uint64_t key, uint64_t value)
{
	if (4 * (m->n + 1) > 3 * m->cap && !grow(m))
		return false;
	struct map_slot *s = &m->slots[find(m->slots, m->cap, key)];
	m->n += !s->used;
	*s = (struct map_slot){key, value, true};
	return true;
}

void map_remove(struct map *m, uint64_t key)
{
	size_t i = m->cap > 0 ? find(m->slots, m->cap, key) : 0;

	if (m->cap == 0 || !m->slots[i].used)
		return;
	m->slots[i].used = false;
	m->n--;
	/* Close the gap: put back whatever stood behind it in the same run. */
	for (size_t j = (i + 1) & (m->cap - 1); m->slots[j].used; j = (j + 1) & (m->cap - 1)) {
		struct map_slot moved = m->slots[j];
		m->slots[j].used = false;
		m->slots[find(m->slots, m->cap, moved.key)] = moved;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "trace_map.h"

#include <stdlib.h>

#define FIRST_CAP 64 /* a power of two, as all capacities are */

struct map_slot {
	uint64_t key;
	uint32_t value;
	bool used;
};

/* Finaliser of splitmix64: neighbouring keys (sequence numbers) spread out. */
static size_t spread(uint64_t key)
{
	key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
	key = (key ^ key >> 27) * 0x94d049bb133111ebu;
	return (size_t)(key ^ key >> 31);
}

static struct map_slot *find(struct map_slot *slots, size_t cap, uint64_t key)
{
	size_t i = spread(key) & (cap - 1);
	while (slots[i].used && slots[i].key != key)
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static bool grow(struct map *m)
{
	size_t cap = m->cap ? m->cap * 2 : FIRST_CAP;
	struct map_slot *slots = calloc(cap, sizeof(*slots));
	if (!slots)
		return false;
	for (size_t i = 0; i < m->cap; i++) {
		if (m->slots[i].used)
			*find(slots, cap, m->slots[i].key) = m->slots[i];
	}
	free(m->slots);
	m->slots = slots;
	m->cap = cap;
	return true;
}

void trace_map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}

uint32_t *trace_map_get(const struct map *m, uint64_t key)
{
	if (!m->cap)
		return NULL;
	struct map_slot *s = find(m->slots, m->cap, key);
	return s->used ? &s->value : NULL;
}

bool trace_map_put(struct map *m, uint64_t key, uint32_t value)
{
	if (m->n >= m->cap - m->cap / 4 && !grow(m))
		return false;
	struct map_slot *s = find(m->slots, m->cap, key);
	if (!s->used)
		m->n++;
	*s = (struct map_slot){.key = key, .value = value, .used = true};
	return true;
}

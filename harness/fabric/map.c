/* SPDX-License-Identifier: Apache-2.0 */
#include "map.h"

#include <stdlib.h>

static uint32_t home(const struct map *m, uint32_t key)
{
	uint32_t h = key * 0x9e3779b1u;
	return (h ^ h >> 15) & (m->size - 1);
}

/* Index of the key, or of the empty slot where it would go; size > 0. */
static uint32_t find(const struct map *m, uint32_t key)
{
	uint32_t i = home(m, key);
	while (m->slots[i].value && m->slots[i].key != key)
		i = (i + 1) & (m->size - 1);
	return i;
}

void map_free(struct map *m)
{
	free(m->slots);
	*m = (struct map){0};
}

void *map_get(const struct map *m, uint32_t key)
{
	return m->size ? m->slots[find(m, key)].value : NULL;
}

static bool grow(struct map *m)
{
	struct map bigger = {.n = m->n, .size = m->size ? m->size * 2 : 16};
	bigger.slots = calloc(bigger.size, sizeof(*bigger.slots));
	if (!bigger.slots)
		return false;
	for (uint32_t i = 0; i < m->size; i++)
		if (m->slots[i].value)
			bigger.slots[find(&bigger, m->slots[i].key)] = m->slots[i];
	free(m->slots);
	*m = bigger;
	return true;
}

bool map_put(struct map *m, uint32_t key, void *value)
{
	if ((m->n + 1) * 4 > m->size * 3 && !grow(m))
		return false;
	uint32_t i = find(m, key);
	if (!m->slots[i].value)
		m->n++;
	m->slots[i] = (struct map_slot){key, value};
	return true;
}

void map_remove(struct map *m, uint32_t key)
{
	if (!m->size)
		return;
	uint32_t i = find(m, key);
	if (!m->slots[i].value)
		return;
	m->slots[i].value = NULL;
	m->n--;
	/* Close the gap: put back whatever stood behind it in the same run. */
	for (uint32_t j = (i + 1) & (m->size - 1); m->slots[j].value; j = (j + 1) & (m->size - 1)) {
		struct map_slot moved = m->slots[j];
		m->slots[j].value = NULL;
		m->slots[find(m, moved.key)] = moved;
	}
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "train.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "wire/aal5.h"
#include "wire/cell.h"

struct cells *cells_new(uint32_t cap)
{
	/* one block: header, flags, octets; payloads aligned for the CRC */
	size_t head = (sizeof(struct cells) + cap + 15) & ~(size_t)15;
	struct cells *c = malloc(head + (size_t)cap * CELL_PAYLOAD);
	if (!c)
		return NULL;
	*c = (struct cells){.refs = 1, .cap = cap, .octets = (uint8_t *)c + head};
	return c;
}

void cells_unref(struct cells *c)
{
	if (c && --c->refs == 0)
		free(c);
}

static struct cells *copy_with_cap(const struct cells *c, uint32_t cap)
{
	struct cells *copy = cells_new(cap);
	if (!copy)
		return NULL;
	copy->n = c->n;
	copy->clp1 = c->clp1;
	memcpy(copy->flags, c->flags, c->n);
	memcpy(copy->octets, c->octets, (size_t)c->n * CELL_PAYLOAD);
	return copy;
}

struct cells *cells_clone(const struct cells *c)
{
	return copy_with_cap(c, c->n);
}

struct cells *cells_of_sdu(const uint8_t *sdu, size_t len, uint8_t uu, uint8_t clp)
{
	uint32_t n = (uint32_t)aal5_cells(len);
	struct cells *c = cells_new(n);
	if (!c)
		return NULL;
	/* The PDU is exactly as long as the room for it, so the buffer never moves. */
	struct wr w = {.p = c->octets, .cap = (size_t)n * CELL_PAYLOAD};
	aal5_encode(&w, sdu, len, uu);
	assert(w.p == c->octets && w.len == w.cap);
	c->n = n;
	c->clp1 = clp ? n : 0;
	memset(c->flags, clp & 1, n);
	c->flags[n - 1] |= PTI_LAST << 1;
	if (len > 0) {
		c->checked = c->ok = true;
		c->sdu_len = len;
		c->uu = uu;
	}
	return c;
}

void cells_check(struct cells *c)
{
	if (c->checked)
		return;
	c->checked = true;
	c->ok = false;
	if (!(c->flags[c->n - 1] & PTI_LAST << 1)) {
		c->bad = "no last cell";
		return;
	}
	enum aal5_result r = aal5_check(c->octets, (size_t)c->n * CELL_PAYLOAD, &c->sdu_len, &c->uu);
	c->ok = r == AAL5_OK;
	if (!c->ok)
		c->bad = aal5_result_name(r);
}

void cells_damage(struct cells *c, uint64_t where)
{
	c->octets[where % ((uint64_t)c->n * CELL_PAYLOAD)] ^= 0x55;
	c->checked = false;
}

struct train *train_new(struct fabric *f, struct port *port, enum train_kind kind, struct cells *cells, uint32_t cap)
{
	struct train *t = cells ? malloc(sizeof(*t) + cap * sizeof(t->at[0])) : NULL;
	if (!t) {
		cells_unref(cells);
		return NULL;
	}
	*t = (struct train){.f = f, .port = port, .kind = kind, .cells = cells, .cap = cap};
	return t;
}

void train_free(struct train *t)
{
	if (!t)
		return;
	cells_unref(t->cells);
	free(t);
}

static bool grow(struct train **t)
{
	uint32_t cap = (*t)->cap * 4 < TRAIN_MAX_CELLS ? (*t)->cap * 4 : TRAIN_MAX_CELLS;
	struct cells *cells = copy_with_cap((*t)->cells, cap);
	if (!cells)
		return false;
	struct train *bigger = realloc(*t, sizeof(*bigger) + cap * sizeof(bigger->at[0]));
	if (!bigger) {
		cells_unref(cells);
		return false;
	}
	cells_unref(bigger->cells);
	bigger->cells = cells;
	bigger->cap = cap;
	*t = bigger;
	return true;
}

bool train_append(struct train **tp, uint64_t slot, uint8_t flags, const uint8_t payload[48])
{
	if ((*tp)->cells->n == (*tp)->cap && !grow(tp))
		return false;
	struct train *t = *tp;
	struct cells *c = t->cells;
	if (c->n == 0)
		t->slot0 = slot;
	t->at[c->n] = (uint32_t)(slot - t->slot0);
	c->flags[c->n] = flags;
	c->clp1 += flags & 1;
	memcpy(c->octets + (size_t)c->n * CELL_PAYLOAD, payload, CELL_PAYLOAD);
	c->n++;
	return true;
}

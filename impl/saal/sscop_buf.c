/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Transmit and receive buffers of SSCOP. The transmission queue and the transmission buffer of
 * Q.2110 are one ring here: what is sent and not acknowledged, then what waits for credit.
 * Memory of a message stays with its slot, so that steady traffic allocates nothing.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "sscop.h"

static bool msg_set(struct sscop_msg *m, const uint8_t *octets, size_t len)
{
	if (len > m->cap) {
		size_t cap = len < 128 ? 128 : (len + 255) & ~(size_t)255;
		uint8_t *p = realloc(m->p, cap);
		if (!p)
			return false;
		m->p = p;
		m->cap = (uint32_t)cap;
	}
	if (len)
		memcpy(m->p, octets, len);
	m->len = (uint32_t)len;
	return true;
}

static bool tx_grow(struct sscop_tx *t)
{
	uint32_t size = t->size ? t->size * 2 : 32;
	struct sscop_msg *ring = calloc(size, sizeof(*ring));
	if (!ring)
		return false;
	for (uint32_t i = 0; i < t->size; i++)
		ring[i] = t->ring[(t->head + i) & (t->size - 1)];
	free(t->ring);
	t->ring = ring;
	t->size = size;
	t->head = 0;
	return true;
}

bool sscop_tx_put(struct sscop_tx *t, const uint8_t *octets, size_t len)
{
	if (t->n == t->size && !tx_grow(t))
		return false;
	if (!msg_set(&t->ring[(t->head + t->n) & (t->size - 1)], octets, len))
		return false;
	t->n++;
	return true;
}

struct sscop_msg *sscop_tx_at(struct sscop_tx *t, uint32_t i)
{
	assert(i < t->n);
	return &t->ring[(t->head + i) & (t->size - 1)];
}

void sscop_tx_drop(struct sscop_tx *t, uint32_t n)
{
	assert(n <= t->n);
	t->n -= n;
	t->head = t->size ? (t->head + n) & (t->size - 1) : 0;
}

bool sscop_rx_init(struct sscop_rx *r, uint32_t window)
{
	r->size = 1;
	while (r->size < window)
		r->size *= 2;
	r->ring = calloc(r->size, sizeof(*r->ring));
	return r->ring != NULL;
}

struct sscop_msg *sscop_rx_at(struct sscop_rx *r, uint32_t sn)
{
	return &r->ring[sn & (r->size - 1)];
}

bool sscop_rx_put(struct sscop_rx *r, uint32_t sn, const uint8_t *octets, size_t len)
{
	struct sscop_msg *m = sscop_rx_at(r, sn);
	assert(!m->present);
	m->present = msg_set(m, octets, len);
	return m->present;
}

void sscop_rx_clear(struct sscop_rx *r)
{
	for (uint32_t i = 0; i < r->size; i++)
		r->ring[i].present = false;
}

void sscop_buf_free(struct sscop *s)
{
	for (uint32_t i = 0; i < s->tx.size; i++)
		free(s->tx.ring[i].p);
	for (uint32_t i = 0; s->rx.ring && i < s->rx.size; i++)
		free(s->rx.ring[i].p);
	free(s->tx.ring);
	free(s->rx.ring);
}

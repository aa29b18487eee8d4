/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void rd_init(struct rd *r, const uint8_t *octets, size_t len)
{
	static const uint8_t nothing;
	/* A NULL pointer with length 0 is allowed; arithmetic on it is not. */
	r->base = octets ? octets : &nothing;
	r->p = r->base;
	r->end = r->base + (octets ? len : 0);
	r->short_read = false;
}

size_t rd_pos(const struct rd *r)
{
	return (size_t)(r->p - r->base);
}

uint32_t rd_u24(struct rd *r)
{
	const uint8_t *p = rd_octets(r, 3);
	return p ? (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2] : 0;
}

float rd_f32(struct rd *r)
{
	uint32_t bits = rd_u32(r);
	float v;
	memcpy(&v, &bits, sizeof(v));
	return v;
}

struct rd rd_sub(struct rd *r, size_t n)
{
	struct rd sub = *r;
	const uint8_t *p = rd_octets(r, n);
	if (!p) {
		sub.p = sub.end = r->end;
		sub.short_read = true;
		return sub;
	}
	sub.end = p + n;
	sub.short_read = false;
	return sub;
}

void wr_free(struct wr *w)
{
	free(w->p);
	memset(w, 0, sizeof(*w));
}

void wr_reset(struct wr *w)
{
	w->len = 0;
	w->failed = false;
}

uint8_t *wr_grow(struct wr *w, size_t n)
{
	if (w->failed)
		return NULL;
	if (n > w->cap - w->len) {
		size_t need = w->len + n;
		size_t cap = w->cap ? w->cap : 256;
		while (cap < need && cap <= SIZE_MAX / 2)
			cap *= 2;
		uint8_t *p = need < w->len || cap < need ? NULL : realloc(w->p, cap);
		if (!p) {
			w->failed = true;
			return NULL;
		}
		w->p = p;
		w->cap = cap;
	}
	uint8_t *at = w->p + w->len;
	w->len += n;
	return at;
}

void wr_u24(struct wr *w, uint32_t v)
{
	uint8_t *p = wr_room(w, 3);
	if (p) {
		p[0] = (uint8_t)(v >> 16);
		p[1] = (uint8_t)(v >> 8);
		p[2] = (uint8_t)v;
	}
}

void wr_f32(struct wr *w, float v)
{
	uint32_t bits;
	memcpy(&bits, &v, sizeof(bits));
	wr_u32(w, bits);
}

void wr_octets(struct wr *w, const void *octets, size_t n)
{
	if (n == 0)
		return;
	uint8_t *p = wr_room(w, n);
	if (p)
		memcpy(p, octets, n);
}

void wr_zeros(struct wr *w, size_t n)
{
	if (n == 0)
		return;
	uint8_t *p = wr_room(w, n);
	if (p)
		memset(p, 0, n);
}

void wr_patch_u16(struct wr *w, size_t at, uint16_t v)
{
	if (w->failed)
		return;
	assert(at < w->len && w->len - at >= 2);
	w->p[at] = (uint8_t)(v >> 8);
	w->p[at + 1] = (uint8_t)v;
}

void wr_patch_u8(struct wr *w, size_t at, uint8_t v)
{
	if (w->failed)
		return;
	assert(at < w->len);
	w->p[at] = v;
}

size_t wr_open_u16(struct wr *w)
{
	size_t mark = w->len;
	wr_u16(w, 0);
	return mark;
}

void wr_close_u16(struct wr *w, size_t mark, size_t extra)
{
	if (w->failed)
		return;
	size_t n = w->len - mark - 2 + extra;
	assert(n <= UINT16_MAX);
	wr_patch_u16(w, mark, (uint16_t)n);
}

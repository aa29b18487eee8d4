/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Octet cursors. All multi-octet reads and writes of the project go through
 * these: network order, never past the end, an error instead of an abort.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Read cursor over octets owned by somebody else. A read past the end returns
 * 0, moves to the end and sets 'short_read', which stays set. */
struct rd {
	const uint8_t *base, *p, *end;
	bool short_read;
};

void rd_init(struct rd *r, const uint8_t *octets, size_t len);
size_t rd_pos(const struct rd *r);
uint32_t rd_u24(struct rd *r);
float rd_f32(struct rd *r);

/* What every octet of every message goes through stands here, to be compiled in place. */
static inline size_t rd_left(const struct rd *r)
{
	return (size_t)(r->end - r->p);
}

/* Next n octets, or NULL (and short_read) if there are fewer. Not copied. */
static inline const uint8_t *rd_octets(struct rd *r, size_t n)
{
	if (n > rd_left(r)) {
		r->p = r->end;
		r->short_read = true;
		return NULL;
	}
	const uint8_t *p = r->p;
	r->p += n;
	return p;
}

static inline uint8_t rd_u8(struct rd *r)
{
	const uint8_t *p = rd_octets(r, 1);
	return p ? p[0] : 0;
}

static inline uint16_t rd_u16(struct rd *r)
{
	const uint8_t *p = rd_octets(r, 2);
	return p ? (uint16_t)(p[0] << 8 | p[1]) : 0;
}

static inline uint32_t rd_u32(struct rd *r)
{
	const uint8_t *p = rd_octets(r, 4);
	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

/* Sub-cursor over the next n octets; empty and short_read in both if there are
 * fewer. Its rd_pos counts from the same base, so offsets stay absolute. */
struct rd rd_sub(struct rd *r, size_t n);

/* Growing write buffer. Owns 'p'. When memory runs out, 'failed' is set, further
 * writes do nothing, and wr_free is still due. Zero-initialise to start. */
struct wr {
	uint8_t *p;
	size_t len, cap;
	bool failed;
};

void wr_free(struct wr *w);
/* Empty the buffer, keeping its memory. */
void wr_reset(struct wr *w);
/* Make room for n more octets and count them in; NULL when there is no memory. */
uint8_t *wr_grow(struct wr *w, size_t n);
void wr_u24(struct wr *w, uint32_t v);
void wr_f32(struct wr *w, float v);

static inline uint8_t *wr_room(struct wr *w, size_t n)
{
	if (w->failed || n > w->cap - w->len)
		return wr_grow(w, n);
	w->len += n;
	return w->p + w->len - n;
}

static inline void wr_u8(struct wr *w, uint8_t v)
{
	uint8_t *p = wr_room(w, 1);
	if (p)
		p[0] = v;
}

static inline void wr_u16(struct wr *w, uint16_t v)
{
	uint8_t *p = wr_room(w, 2);
	if (p) {
		p[0] = (uint8_t)(v >> 8);
		p[1] = (uint8_t)v;
	}
}

static inline void wr_u32(struct wr *w, uint32_t v)
{
	uint8_t *p = wr_room(w, 4);
	if (p) {
		p[0] = (uint8_t)(v >> 24);
		p[1] = (uint8_t)(v >> 16);
		p[2] = (uint8_t)(v >> 8);
		p[3] = (uint8_t)v;
	}
}

void wr_octets(struct wr *w, const void *octets, size_t n);
void wr_zeros(struct wr *w, size_t n);
/* Overwrite two octets already written at offset 'at' (asserts that they exist). */
void wr_patch_u16(struct wr *w, size_t at, uint16_t v);
void wr_patch_u8(struct wr *w, size_t at, uint8_t v);

/* A length-prefixed block: wr_open_u16 leaves room for a 16-bit length and
 * returns its offset; wr_close_u16 fills in the octets written since then plus
 * 'extra' (0 for information elements). */
size_t wr_open_u16(struct wr *w);
void wr_close_u16(struct wr *w, size_t mark, size_t extra);

#endif

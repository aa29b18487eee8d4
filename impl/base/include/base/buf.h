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
size_t rd_left(const struct rd *r);
size_t rd_pos(const struct rd *r);
uint8_t rd_u8(struct rd *r);
uint16_t rd_u16(struct rd *r);
uint32_t rd_u24(struct rd *r);
uint32_t rd_u32(struct rd *r);
float rd_f32(struct rd *r);
/* Next n octets, or NULL (and short_read) if there are fewer. Not copied. */
const uint8_t *rd_octets(struct rd *r, size_t n);
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
void wr_u8(struct wr *w, uint8_t v);
void wr_u16(struct wr *w, uint16_t v);
void wr_u24(struct wr *w, uint32_t v);
void wr_u32(struct wr *w, uint32_t v);
void wr_f32(struct wr *w, float v);
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

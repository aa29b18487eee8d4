/* SPDX-License-Identifier: Apache-2.0 */
/* Golden RSVP messages to be taken apart and put together in other ways. */
#ifndef WIRE_TESTS_RSVP_PARTS_H
#define WIRE_TESTS_RSVP_PARTS_H

#include "golden_rsvp.h"
#include "octets.h"

#include "wire/ip.h"
#include "wire/rsvp.h"

#define MAX_PACKET 512
#define N(a)       (sizeof(a) / sizeof((a)[0]))

/* The RSVP message inside a golden datagram: behind IPv4, IPv4 and UDP, or IPv6 with a hop-by-hop header. */
static inline size_t rsvp_part(const char *id, const uint8_t *p, size_t n, uint8_t *out)
{
	size_t skip;
	if (p[0] >> 4 == 6) {
		ck_assert_uint_eq(p[6], 0);
		ck_assert_uint_eq(p[40], IPPROTO_RSVP_);
		skip = 48;
	} else {
		struct ip4_hdr h;
		ck_assert_msg(ip4_decode(p, n, &h).code == WIRE_OK, "%s: IPv4", id);
		skip = h.hdr_len;
		if (h.protocol == IPPROTO_UDP_) {
			struct udp_hdr u;
			ck_assert_int_eq(udp_decode(p + skip, n - skip, &u).code, WIRE_OK);
			ck_assert(udp_checksum_ok(h.src, h.dst, p + skip, u.len));
			ck_assert_uint_eq(u.dst_port, 1698);
			skip += 8;
		} else {
			ck_assert_uint_eq(h.protocol, IPPROTO_RSVP_);
		}
	}
	memcpy(out, p + skip, n - skip);
	return n - skip;
}

static inline size_t load(const struct golden *g, uint8_t *out)
{
	uint8_t packet[MAX_PACKET];
	size_t n = unhex(g->hex, packet, sizeof(packet));
	return rsvp_part(g->id, packet, n, out);
}

static const struct golden *by_id(const char *id)
{
	for (size_t i = 0; i < N(golden_good); i++) {
		if (strcmp(golden_good[i].id, id) == 0)
			return &golden_good[i];
	}
	ck_abort_msg("no %s", id);
}

/* Decode from memory that ends where the message does. */
static inline struct wire_outcome decode(const uint8_t *p, size_t n, struct rsvp_msg *m)
{
	uint8_t *copy = exactly(p, n);
	struct wire_outcome o = rsvp_decode(copy, n, m);
	if (o.code != WIRE_OK) {
		ck_assert_ptr_nonnull(o.what);
		ck_assert_ptr_nonnull(o.clause);
		ck_assert_uint_le(o.offset, n);
	}
	free(copy);
	return o;
}

/* Length as it is, no checksum: for messages put together by hand. */
static inline void seal(uint8_t *p, size_t n)
{
	p[2] = p[3] = 0;
	p[6] = (uint8_t)(n >> 8);
	p[7] = (uint8_t)n;
}
/* A message as a list of objects, to be put together in other ways. */
struct parts {
	uint8_t head[8];
	uint8_t octets[24][256];
	size_t len[24], n;
};

static inline void split(const char *id, struct parts *s)
{
	uint8_t p[MAX_PACKET];
	size_t n = load(by_id(id), p);
	memcpy(s->head, p, 8);
	s->n = 0;
	for (size_t at = 8; at < n; at += s->len[s->n - 1]) {
		s->len[s->n] = (size_t)p[at] << 8 | p[at + 1];
		memcpy(s->octets[s->n], p + at, s->len[s->n]);
		s->n++;
	}
}

static inline void insert(struct parts *s, size_t at, const char *hex)
{
	memmove(s->octets[at + 1], s->octets[at], (s->n - at) * sizeof(s->octets[0]));
	memmove(s->len + at + 1, s->len + at, (s->n - at) * sizeof(s->len[0]));
	s->n++;
	s->len[at] = unhex(hex, s->octets[at], sizeof(s->octets[0]));
}

static inline void drop(struct parts *s, size_t at)
{
	s->n--;
	memmove(s->octets[at], s->octets[at + 1], (s->n - at) * sizeof(s->octets[0]));
	memmove(s->len + at, s->len + at + 1, (s->n - at) * sizeof(s->len[0]));
}

static inline size_t join(const struct parts *s, uint8_t *out)
{
	size_t n = 8;
	memcpy(out, s->head, 8);
	for (size_t i = 0; i < s->n; i++) {
		memcpy(out + n, s->octets[i], s->len[i]);
		n += s->len[i];
	}
	seal(out, n);
	return n;
}

static inline struct wire_outcome decode_parts(const struct parts *s, struct rsvp_msg *m)
{
	uint8_t p[24 * 256];
	size_t n = join(s, p);
	return decode(p, n, m);
}

static inline void fields_of(const struct rsvp_msg *m, char out[8192])
{
	struct text_sink t;
	rsvp_fields(m, text_sink_start(&t));
	memcpy(out, t.text, t.len + 1);
}

/* Which of the goldens is what type, one each. */
static const char *const one_each[] = {"GV-01", "GV-06", "GV-08", "GV-10", "GV-14", "GV-16", "GV-19", "GV-25", "GV-27"};
#endif

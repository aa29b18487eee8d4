/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IPv4 headers (RFC 791) with the router alert option (RFC 2113), UDP (RFC 768)
 * and the Internet checksum (RFC 1071). Fragments are shown as they are, with
 * their offset field; nothing is reassembled here.
 */
#include "wire/ip.h"

#include <string.h>

#include "field_put.h"

#define IP4_HDR_MIN  20
#define UDP_HDR      8
#define IP_MAX_TOTAL 65535

/* RFC 2113 2.1: copied, class 0, number 20; length 4; value 0 = "examine this packet". */
#define OPT_END          0
#define OPT_NOP          1
#define OPT_ROUTER_ALERT 148

#define FRAG_OFFSET_MASK 0x1fff

static struct wire_outcome bad(enum wire_code code, size_t offset, const char *what, const char *clause)
{
	return (struct wire_outcome){.code = code, .offset = offset, .what = what, .clause = clause};
}

static uint32_t word32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Ones' complement sum of 16-bit words in network order; an odd last octet is
 * padded with zero (RFC 1071 1). Two words are added at a time, the carries at the end (RFC 1071 2). */
static uint32_t sum16(uint32_t sum, const uint8_t *p, size_t n)
{
	uint64_t s = sum, other = 0;
	for (; n >= 8; p += 8, n -= 8) {
		s += word32(p);
		other += word32(p + 4);
	}
	s += other;
	for (; n >= 2; p += 2, n -= 2)
		s += (uint32_t)p[0] << 8 | p[1];
	if (n)
		s += (uint32_t)p[0] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return (uint32_t)s;
}

uint16_t inet_checksum(const uint8_t *p, size_t n)
{
	return (uint16_t)~sum16(0, p, n);
}

void ip4_encode(struct wr *w, const struct ip4_hdr *h, const uint8_t *payload, size_t len)
{
	size_t hdr = h->router_alert ? IP4_HDR_MIN + 4 : IP4_HDR_MIN;
	if (len > IP_MAX_TOTAL - hdr) {
		w->failed = true;
		return;
	}
	size_t at = w->len;
	wr_u8(w, (uint8_t)(0x40 | hdr / 4));
	wr_u8(w, h->tos);
	wr_u16(w, (uint16_t)(hdr + len));
	wr_u16(w, h->id);
	wr_u16(w, h->frag);
	wr_u8(w, h->ttl);
	wr_u8(w, h->protocol);
	wr_u16(w, 0);
	wr_u32(w, h->src);
	wr_u32(w, h->dst);
	if (h->router_alert) {
		wr_u8(w, OPT_ROUTER_ALERT);
		wr_u8(w, 4);
		wr_u16(w, 0);
	}
	if (!w->failed)
		wr_patch_u16(w, at + 10, inet_checksum(w->p + at, hdr));
	if (len)
		wr_octets(w, payload, len);
}

/* Walk the options. Unknown ones are skipped by their length (RFC 791 3.1). */
static struct wire_outcome decode_options(const uint8_t *octets, size_t hdr_len, struct ip4_hdr *h)
{
	size_t at = IP4_HDR_MIN;
	while (at < hdr_len && octets[at] != OPT_END) {
		if (octets[at] == OPT_NOP) {
			at++;
			continue;
		}
		if (at + 1 >= hdr_len)
			return bad(WIRE_TRUNCATED, at, "option length", "RFC 791 3.1");
		size_t n = octets[at + 1];
		if (n < 2 || n > hdr_len - at)
			return bad(WIRE_BAD_LENGTH, at + 1, "option length", "RFC 791 3.1");
		/* Values other than 0 are reserved (RFC 2113 2.1) and ask for nothing that we know. */
		if (octets[at] == OPT_ROUTER_ALERT && n == 4 && octets[at + 2] == 0 && octets[at + 3] == 0)
			h->router_alert = true;
		at += n;
	}
	return (struct wire_outcome){.code = WIRE_OK};
}

struct wire_outcome ip4_decode(const uint8_t *octets, size_t len, struct ip4_hdr *h)
{
	struct rd r;
	rd_init(&r, octets, len);
	memset(h, 0, sizeof(*h));
	if (len < IP4_HDR_MIN)
		return bad(WIRE_TRUNCATED, len, "IPv4 header", "RFC 791 3.1");
	uint8_t vihl = rd_u8(&r);
	if (vihl >> 4 != 4)
		return bad(WIRE_BAD_VALUE, 0, "version", "RFC 791 3.1");
	size_t hdr_len = (size_t)(vihl & 0x0f) * 4;
	if (hdr_len < IP4_HDR_MIN || hdr_len > len)
		return bad(WIRE_BAD_LENGTH, 0, "header length", "RFC 791 3.1");
	h->hdr_len = (uint8_t)hdr_len;
	h->tos = rd_u8(&r);
	h->total_len = rd_u16(&r);
	if (h->total_len < hdr_len || h->total_len > len)
		return bad(WIRE_BAD_LENGTH, 2, "total length", "RFC 791 3.1");
	if (inet_checksum(octets, hdr_len) != 0)
		return bad(WIRE_BAD_CHECK, 10, "header checksum", "RFC 791 3.1");
	h->id = rd_u16(&r);
	h->frag = rd_u16(&r);
	h->ttl = rd_u8(&r);
	h->protocol = rd_u8(&r);
	rd_u16(&r);
	h->src = rd_u32(&r);
	h->dst = rd_u32(&r);
	return decode_options(octets, hdr_len, h);
}

/* Sum over the pseudo-header of RFC 768. */
static uint32_t pseudo_sum(uint32_t src, uint32_t dst, size_t len)
{
	uint8_t p[12] = {
	    (uint8_t)(src >> 24), (uint8_t)(src >> 16), (uint8_t)(src >> 8),
	    (uint8_t)src,         (uint8_t)(dst >> 24), (uint8_t)(dst >> 16),
	    (uint8_t)(dst >> 8),  (uint8_t)dst,         0,
	    IPPROTO_UDP_,         (uint8_t)(len >> 8),  (uint8_t)len,
	};
	return sum16(0, p, sizeof(p));
}

void udp_encode(struct wr *w, uint32_t src, uint32_t dst, const struct udp_hdr *h, const uint8_t *payload, size_t len)
{
	if (len > IP_MAX_TOTAL - UDP_HDR) {
		w->failed = true;
		return;
	}
	size_t at = w->len, n = UDP_HDR + len;
	wr_u16(w, h->src_port);
	wr_u16(w, h->dst_port);
	wr_u16(w, (uint16_t)n);
	wr_u16(w, 0);
	if (len)
		wr_octets(w, payload, len);
	if (w->failed)
		return;
	uint16_t sum = (uint16_t)~sum16(pseudo_sum(src, dst, n), w->p + at, n);
	/* Zero on the wire means "none"; RFC 768 sends the other zero instead. */
	wr_patch_u16(w, at + 6, sum ? sum : 0xffff);
}

struct wire_outcome udp_decode(const uint8_t *octets, size_t len, struct udp_hdr *h)
{
	struct rd r;
	rd_init(&r, octets, len);
	memset(h, 0, sizeof(*h));
	if (len < UDP_HDR)
		return bad(WIRE_TRUNCATED, len, "UDP header", "RFC 768");
	h->src_port = rd_u16(&r);
	h->dst_port = rd_u16(&r);
	h->len = rd_u16(&r);
	if (h->len < UDP_HDR || h->len > len)
		return bad(WIRE_BAD_LENGTH, 4, "UDP length", "RFC 768");
	return (struct wire_outcome){.code = WIRE_OK};
}

bool udp_checksum_ok(uint32_t src, uint32_t dst, const uint8_t *octets, size_t len)
{
	if (len < UDP_HDR)
		return false;
	if (octets[6] == 0 && octets[7] == 0)
		return true;
	return sum16(pseudo_sum(src, dst, len), octets, len) == 0xffff;
}

void ip4_text(uint32_t a, char out[IP4_TEXT])
{
	for (int shift = 24; shift >= 0; shift -= 8) {
		unsigned v = a >> shift & 0xff;
		if (v >= 100)
			*out++ = (char)('0' + v / 100);
		if (v >= 10)
			*out++ = (char)('0' + v / 10 % 10);
		*out++ = (char)('0' + v % 10);
		*out++ = shift ? '.' : '\0';
	}
}

bool ip4_parse(const char *text, uint32_t *a)
{
	uint32_t v = 0;
	for (int part = 0; part < 4; part++) {
		if (part && *text++ != '.')
			return false;
		if (*text < '0' || *text > '9' || (*text == '0' && text[1] >= '0' && text[1] <= '9'))
			return false;
		unsigned n = 0;
		while (*text >= '0' && *text <= '9' && n <= 255)
			n = n * 10 + (unsigned)(*text++ - '0');
		if (n > 255)
			return false;
		v = v << 8 | n;
	}
	if (*text)
		return false;
	*a = v;
	return true;
}

enum {
	F_SRC,
	F_DST,
	F_PROTOCOL,
	F_TTL,
	F_TOS,
	F_ROUTER_ALERT,
	F_LENGTH,
	F_UDP_SRC,
	F_UDP_DST,
	F_UDP_LENGTH,
};

const struct field_def ip_field_defs[] = {
    [F_SRC] = {"ip.src", FIELD_ADDR, ""},
    [F_DST] = {"ip.dst", FIELD_ADDR, ""},
    [F_PROTOCOL] = {"ip.protocol", FIELD_UINT, ""},
    [F_TTL] = {"ip.ttl", FIELD_UINT, ""},
    [F_TOS] = {"ip.tos", FIELD_UINT, ""},
    [F_ROUTER_ALERT] = {"ip.router-alert", FIELD_UINT, ""},
    [F_LENGTH] = {"ip.length", FIELD_UINT, "octets"},
    [F_UDP_SRC] = {"udp.src-port", FIELD_UINT, ""},
    [F_UDP_DST] = {"udp.dst-port", FIELD_UINT, ""},
    [F_UDP_LENGTH] = {"udp.length", FIELD_UINT, "octets"},
};
const size_t ip_n_field_defs = sizeof(ip_field_defs) / sizeof(ip_field_defs[0]);

static void put_num(struct field_sink *sink, int field, uint64_t v)
{
	put_uint(sink, &ip_field_defs[field], v);
}

static void put_addr(struct field_sink *sink, int field, uint32_t a)
{
	char text[IP4_TEXT];
	ip4_text(a, text);
	sink->put(sink, &ip_field_defs[field], 0, text);
}

void ip_fields(const uint8_t *octets, size_t len, struct field_sink *sink)
{
	struct ip4_hdr h;
	if (ip4_decode(octets, len, &h).code != WIRE_OK)
		return;
	put_addr(sink, F_SRC, h.src);
	put_addr(sink, F_DST, h.dst);
	put_num(sink, F_PROTOCOL, h.protocol);
	put_num(sink, F_TTL, h.ttl);
	put_num(sink, F_TOS, h.tos);
	put_num(sink, F_ROUTER_ALERT, h.router_alert);
	put_num(sink, F_LENGTH, h.total_len);

	/* Only the first fragment holds the UDP header, and it may be cut before the
	 * datagram ends; udp_decode would call that a wrong length. */
	struct udp_hdr u;
	if (h.protocol != IPPROTO_UDP_ || (h.frag & FRAG_OFFSET_MASK) != 0)
		return;
	enum wire_code code = udp_decode(octets + h.hdr_len, (size_t)(h.total_len - h.hdr_len), &u).code;
	if (code != WIRE_OK && code != WIRE_BAD_LENGTH)
		return;
	put_num(sink, F_UDP_SRC, u.src_port);
	put_num(sink, F_UDP_DST, u.dst_port);
	put_num(sink, F_UDP_LENGTH, u.len);
}

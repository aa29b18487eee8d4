/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/probe_packet.h"

#include <assert.h>
#include <string.h>

#define CHECK_AT 28

static const uint8_t head[8] = {'I', 'S', 'A', 'T', 1, 0, 0, 0};
#define AFTER_HEAD 0x2c4685c9u /* FNV-1a of the head */

static void put32(uint8_t *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* FNV-1a of what stands before it. */
static uint32_t check(const uint8_t *p)
{
	uint32_t h = AFTER_HEAD;
	for (int i = sizeof(head); i < CHECK_AT; i++)
		h = (h ^ p[i]) * 16777619u;
	return h;
}

void probe_packet_encode(uint8_t *out, const struct probe_packet *p)
{
	assert(p->len >= PROBE_PACKET_LEN && p->len <= PROBE_PACKET_MAX && p->sent >= 0);
	memcpy(out, head, sizeof(head));
	put32(out + 8, p->flow);
	put32(out + 12, p->seq);
	put32(out + 16, (uint32_t)((uint64_t)p->sent >> 32));
	put32(out + 20, (uint32_t)p->sent);
	put32(out + 24, p->len);
	put32(out + CHECK_AT, check(out));
	for (uint32_t i = PROBE_PACKET_LEN; i < p->len; i++)
		out[i] = (uint8_t)(p->seq + i);
}

bool probe_packet_like(const uint8_t *octets, size_t len)
{
	return len >= sizeof(head) && memcmp(octets, head, sizeof(head)) == 0;
}

bool probe_packet_decode(const uint8_t *octets, size_t len, struct probe_packet *p)
{
	if (len < PROBE_PACKET_LEN || !probe_packet_like(octets, len) || get32(octets + CHECK_AT) != check(octets))
		return false;
	uint64_t sent = (uint64_t)get32(octets + 16) << 32 | get32(octets + 20);
	*p = (struct probe_packet){
	    .flow = get32(octets + 8), .seq = get32(octets + 12), .sent = (vtime)sent, .len = get32(octets + 24)};
	return p->flow > 0 && p->seq > 0 && sent <= INT64_MAX && p->len == len;
}

bool probe_packet_filling_ok(const uint8_t *octets, size_t len)
{
	if (len < PROBE_PACKET_LEN)
		return false;
	uint32_t seq = get32(octets + 12);
	for (size_t i = PROBE_PACKET_LEN; i < len; i++) {
		if (octets[i] != (uint8_t)(seq + i))
			return false;
	}
	return true;
}

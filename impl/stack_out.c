/* SPDX-License-Identifier: Apache-2.0 */
/* The list of outputs, one growing block of octets; the upcall of data. */
#include "stack_priv.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "wire/ip.h"

#define UDP_HEADER 8

void stack_put(struct stack *s, vtime time, enum stack_port port, const uint8_t *octets, size_t len)
{
	if (s->n == s->cap) {
		size_t cap = s->cap ? 2 * s->cap : 16;
		struct item *items = realloc(s->items, cap * sizeof *items);
		if (!items)
			return;
		s->items = items;
		s->cap = cap;
	}
	size_t at = s->text.len;
	wr_octets(&s->text, octets, len);
	if (!s->text.failed)
		s->items[s->n++] = (struct item){.time = time, .port = port, .at = at, .len = len};
}

bool stack_drain(struct stack *s, struct stack_output *out)
{
	if (s->first == s->n) {
		s->first = s->n = 0;
		wr_reset(&s->text);
		return false;
	}
	const struct item *i = &s->items[s->first++];
	*out = (struct stack_output){.time = i->time, .port = i->port, .octets = s->text.p + i->at, .len = i->len};
	return true;
}

void stack_upcall_data(struct stack *s, uint32_t src, uint32_t dst, const uint8_t *udp, size_t len)
{
	struct udp_hdr h;
	if (udp_decode(udp, len, &h).code != WIRE_OK || !udp_checksum_ok(src, dst, udp, h.len))
		return;
	char from[IP4_TEXT], to[IP4_TEXT], head[96];
	ip4_text(src, from);
	ip4_text(dst, to);
	int n = snprintf(head, sizeof head, "data %s/17/%u %s/%u ", to, h.dst_port, from, h.src_port);
	struct wr line = {0};
	wr_octets(&line, head, (size_t)n);
	size_t payload = h.len - (size_t)UDP_HEADER;
	uint8_t *text = wr_room(&line, 2 * payload);
	if (text)
		hex_put((char *)text, udp + UDP_HEADER, payload);
	if (!line.failed)
		stack_put(s, s->now, STACK_CONTROL, line.p, line.len);
	wr_free(&line);
}

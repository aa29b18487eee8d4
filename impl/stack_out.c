/* SPDX-License-Identifier: Apache-2.0 */
/* The list of outputs, one growing block of octets. */
#include "stack_priv.h"

#include <stdlib.h>

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

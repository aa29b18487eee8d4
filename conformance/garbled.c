/* SPDX-License-Identifier: Apache-2.0 */
/*
 * No requirement of a catalogue says that messages can be read: every document takes it for granted. An implementation
 * that sends what cannot be read breaks its case, whatever else the case shows; a fail that the wire shows stays one.
 */
#include "conformance/garbled.h"

#include <inttypes.h>
#include <stdio.h>

size_t garbled_frames(const struct trace *t, char *text, size_t len)
{
	const struct trace_event *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < trace_n(t); i++) {
		const struct trace_event *e = trace_at(t, i);
		if (!e->garbled || e->dir != TRACE_OUT || !trace_node_is_iut(t, e->node))
			continue;
		n++;
		first = first != NULL ? first : e;
	}
	text[0] = '\0';
	if (first != NULL)
		snprintf(text, len,
			 "%zu frame%s that cannot be read, the first at %" PRId64 ".%06" PRId64 "s (event %" PRIu32
			 "): %s %s",
			 n, n > 1 ? "s" : "", first->time / 1000000000, first->time % 1000000000 / 1000, first->id,
			 first->name, first->note != NULL ? first->note : "");
	return n;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* A line of a stranger's control port on its way into the trace: recorded, named, printed, its fields read. */
#include <stdlib.h>
#include <string.h>

#include "trace/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(void *ctx, const char *name, const char *text, const char *unit)
{
	(void)ctx;
	(void)unit;
	if (!name || !text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char line[TRACE_LINE], value[64];
	double d;
	uint64_t u;
	char *text = malloc(size + 1);
	struct trace *t = trace_create();
	if (!t || !text)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	uint16_t node = trace_add_node(t, "E1", true, 31);
	const struct trace_event *e = trace_add_control(t, node, TRACE_OUT, 1, text);
	if (!e)
		abort();
	trace_line(t, e, line, sizeof(line));
	trace_fields(t, e, look, NULL);
	trace_u64(t, e, "r", &u);
	trace_f64(t, e, "p", &d);
	trace_text(t, e, "session", value, sizeof(value));
	trace_has(t, e, "sender", "10.1.0.2/4000");
	trace_free(t);
	free(text);
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/* Loader of kept traces; what it takes must come out of trace_save again and load once more. */
#include <stdio.h>
#include <stdlib.h>

#include "trace/ledger.h"
#include "trace/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, const char *name, const char *text, const char *unit)
{
}

static void use(const struct trace *t)
{
	char line[TRACE_LINE];
	for (size_t i = 0; i < trace_n(t); i++) {
		trace_line(t, trace_at(t, i), line, sizeof(line));
		trace_fields(t, trace_at(t, i), ignore, NULL);
	}
	struct ledger *l = ledger_create(t);
	struct ledger_audit a;
	if (l && ledger_audit(l, 1, (struct ledger_point){0, PCO_ATM, TRACE_IN}, 0, INT64_MAX, &a))
		ledger_audit_free(&a);
	ledger_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char err[300], *text = NULL;
	size_t n = 0;
	FILE *f = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
	struct trace *t = f ? trace_load(f, "fuzz", err, sizeof(err)) : NULL;
	if (f)
		fclose(f);
	if (!t)
		return 0;
	use(t);
	f = open_memstream(&text, &n);
	if (!f || !trace_save(t, f))
		abort();
	fclose(f);
	trace_free(t);
	f = fmemopen(text, n, "r");
	t = f ? trace_load(f, "again", err, sizeof(err)) : NULL;
	if (!t)
		abort();
	fclose(f);
	free(text);
	trace_free(t);
	return 0;
}

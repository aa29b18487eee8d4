/* SPDX-License-Identifier: Apache-2.0 */
/* Any octets as an ATMARP packet; what decodes keeps its meaning when it is written and read again. */
#include <stdlib.h>
#include <string.h>

#include "wire/atmarp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	if (!def->name || !text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct field_sink sink = {ignore};
	struct atmarp m, back;
	struct wire_outcome o = atmarp_decode(data, size, &m);
	if (o.code != WIRE_OK) {
		if (o.offset > size || !o.what || !o.clause)
			abort();
		return 0;
	}
	atmarp_fields(&m, &sink);
	struct wr w = {0}, again = {0};
	atmarp_encode(&w, &m);
	if (w.failed || atmarp_decode(w.p, w.len, &back).code != WIRE_OK)
		abort();
	atmarp_encode(&again, &back);
	if (again.len != w.len || memcmp(again.p, w.p, w.len) != 0)
		abort();
	wr_free(&w);
	wr_free(&again);
	return 0;
}

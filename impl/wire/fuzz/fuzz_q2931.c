/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signalling messages in all three versions (the first octet chooses): what decodes
 * encodes to octets without bad elements that encode to themselves, in any order.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/q2931.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
}

/* Encodes in this order, decodes, encodes in the usual one. */
static void encode_twice(const struct q2931_msg *m, unsigned order, struct wr *out)
{
	struct wr w = {0};
	struct q2931_msg again;
	q2931_encode_ordered(&w, m, order);
	if (q2931_decode(w.p, w.len, m->version, &again).code != WIRE_OK || again.n_bad != 0)
		abort();
	q2931_encode(out, &again);
	wr_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum uni_version versions[] = {UNI_30, UNI_31, UNI_40};
	if (size == 0)
		return 0;
	struct q2931_msg m;
	struct wire_outcome o = q2931_decode(data + 1, size - 1, versions[data[0] % 3], &m);
	uint8_t missing[8];
	size_t n_missing;
	q2931_validate(&m, data[0] & 0x80, missing, &n_missing);
	struct field_sink sink = {ignore};
	q2931_fields(&m, &sink);
	if (o.code != WIRE_OK)
		return 0;
	struct wr first = {0}, second = {0}, shuffled = {0};
	q2931_encode(&first, &m);
	encode_twice(&m, 0, &second);
	encode_twice(&m, 1u + data[0], &shuffled);
	if (first.len != second.len || memcmp(first.p, second.p, first.len) != 0)
		abort();
	if (first.len != shuffled.len || memcmp(first.p, shuffled.p, first.len) != 0)
		abort();
	wr_free(&first);
	wr_free(&second);
	wr_free(&shuffled);
	return 0;
}

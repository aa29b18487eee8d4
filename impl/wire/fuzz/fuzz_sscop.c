/* SPDX-License-Identifier: Apache-2.0 */
/* SSCOP: what decodes encodes to octets that decode to the same PDU and encode to themselves. */
#include <stdlib.h>
#include <string.h>

#include "wire/sscop.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sscop_pdu a, b;
	if (sscop_decode(data, size, &a).code != WIRE_OK)
		return 0;
	struct field_sink sink = {ignore};
	sscop_fields(&a, &sink);
	struct wr first = {0}, second = {0};
	sscop_encode(&first, &a);
	if (sscop_decode(first.p, first.len, &b).code != WIRE_OK)
		abort();
	sscop_encode(&second, &b);
	if (first.len != second.len || memcmp(first.p, second.p, first.len) != 0)
		abort();
	if (a.type != b.type || a.source != b.source || a.n_s != b.n_s || a.n_r != b.n_r || a.n_ps != b.n_ps ||
	    a.n_mr != b.n_mr || a.n_sq != b.n_sq || a.list_len != b.list_len || a.data_len != b.data_len ||
	    memcmp(a.list, b.list, a.list_len * sizeof(a.list[0])) != 0 || memcmp(a.data, b.data, a.data_len) != 0)
		abort();
	wr_free(&first);
	wr_free(&second);
	return 0;
}

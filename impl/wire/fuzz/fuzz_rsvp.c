/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any octets as an RSVP message. The header is made right first, since no fuzzer
 * guesses a checksum; the input as it came is decoded too. What decodes is written,
 * read and written again, and a fault that is reported gives an error message that
 * can be read.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/rsvp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	if (!def->name || !text)
		abort();
}

static void round_trip(const struct rsvp_msg *m)
{
	static struct rsvp_msg back;
	struct wr w = {0}, again = {0};
	rsvp_encode(&w, m);
	if (w.failed || rsvp_decode(w.p, w.len, &back).code != WIRE_OK)
		abort();
	if (!rsvp_session_equal(&m->session, &back.session))
		abort();
	rsvp_encode(&again, &back);
	if (again.len != w.len || memcmp(again.p, w.p, w.len) != 0)
		abort();
	wr_free(&w);
	wr_free(&again);
}

static void one(const uint8_t *data, size_t size)
{
	struct field_sink sink = {ignore};
	static struct rsvp_msg m;
	struct wire_outcome o = rsvp_decode(data, size, &m);
	if (o.code != WIRE_OK && (o.offset > size || !o.what || !o.clause))
		abort();
	rsvp_fields(&m, &sink);
	if (o.code == WIRE_OK) {
		round_trip(&m);
		return;
	}
	if (!o.cause)
		return;
	if (m.type != RSVP_PATH && m.type != RSVP_RESV)
		abort();
	/* The answer: as a Resv with several descriptors gets one for each, take the first. */
	m.type = m.type == RSVP_PATH ? RSVP_PATHERR : RSVP_RESVERR;
	m.has_error = true;
	m.error = (struct rsvp_error){.node = m.session.dst, .code = o.cause, .value = m.bad_value};
	if (m.n_flows > 1)
		m.n_flows = 1;
	struct wr w = {0};
	rsvp_encode(&w, &m);
	rsvp_decode(w.p, w.len, &m);
	wr_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	one(data, size);
	if (size < 8 || size > 65535)
		return 0;
	uint8_t *p = malloc(size);
	if (!p)
		return 0;
	memcpy(p, data, size);
	p[0] = (uint8_t)(0x10 | (p[0] & 15));
	p[1] = (uint8_t)(1 + p[1] % 7);
	p[2] = p[3] = 0;
	p[6] = (uint8_t)(size >> 8);
	p[7] = (uint8_t)size;
	one(p, size);
	free(p);
	return 0;
}

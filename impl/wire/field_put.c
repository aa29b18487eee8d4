/* SPDX-License-Identifier: Apache-2.0 */
#include "field_put.h"

#include "base/hex.h"

#define HEX_MAX 256

void hex_text(char *out, const uint8_t *octets, size_t n)
{
	hex_put(out, octets, n);
	out[2 * n] = '\0';
}

/* Decimal digits of v at the end of buf; printf would cost more than the rest of a trace event. */
static const char *dec_text(char buf[21], uint64_t v)
{
	char *p = buf + 20;
	*p = '\0';
	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	return p;
}

void put_uint(struct field_sink *sink, const struct field_def *def, uint64_t value)
{
	char buf[21];
	sink->put(sink, def, value, dec_text(buf, value));
}

void put_name(struct field_sink *sink, const struct field_def *def, const char *name)
{
	sink->put(sink, def, 0, name);
}

void put_name_or_uint(struct field_sink *sink, const struct field_def *def, const char *name, uint64_t value)
{
	char buf[21];
	sink->put(sink, def, 0, name ? name : dec_text(buf, value));
}

void put_hex(struct field_sink *sink, const struct field_def *def, const uint8_t *octets, size_t n)
{
	char buf[2 * HEX_MAX + 1];
	hex_text(buf, octets, n < HEX_MAX ? n : HEX_MAX);
	sink->put(sink, def, 0, buf);
}

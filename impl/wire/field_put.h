/* SPDX-License-Identifier: Apache-2.0 */
/* Values as text for the field sinks of the ATM codecs. Private to impl/wire. */
#ifndef WIRE_FIELD_PUT_H
#define WIRE_FIELD_PUT_H

#include <stddef.h>
#include <stdint.h>

#include "wire/fields.h"

/* Lower-case hex of n octets and NUL: out has room for 2 * n + 1. */
void hex_text(char *out, const uint8_t *octets, size_t n);

void put_uint(struct field_sink *sink, const struct field_def *def, uint64_t value);
void put_name(struct field_sink *sink, const struct field_def *def, const char *name);
/* The number is the text when there is no name for it. */
void put_name_or_uint(struct field_sink *sink, const struct field_def *def, const char *name, uint64_t value);
/* Up to 256 octets; more are cut. */
void put_hex(struct field_sink *sink, const struct field_def *def, const uint8_t *octets, size_t n);

#endif

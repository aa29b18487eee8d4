/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decoded fields by name, for traces, vectors and reports. Each codec has a table
 * of its field names and a function that hands the fields of a message to a sink;
 * no other part of the project spells these names out for itself.
 */
#ifndef WIRE_FIELDS_H
#define WIRE_FIELDS_H

#include <stddef.h>
#include <stdint.h>

enum field_type {
	FIELD_UINT,  /* integer, decimal in text */
	FIELD_NAME,  /* one of a closed set of names ("BCOB-X"), compared as text */
	FIELD_HEX,   /* octets, lower-case hex without separators in text */
	FIELD_ADDR,  /* ATM or IP address in its usual text form */
	FIELD_FLOAT, /* IEEE single, as the IntServ objects carry them; "%.9g" in text */
};

struct field_def {
	const char *name; /* "cause.value", "forward.pcr01", "session.address" */
	enum field_type type;
	const char *unit; /* "cells/s", "octets", "ms", or "" */
};

/* Receives fields in message order. 'text' is the value as text (never NULL);
 * 'value' the number for FIELD_UINT and 0 otherwise. Repeated fields of repeated
 * elements are handed over once for each. */
struct field_sink {
	void (*put)(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text);
};

#endif

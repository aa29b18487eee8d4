/* SPDX-License-Identifier: Apache-2.0 */
/* Result of decoding: a value, or an outcome that says what is wrong and where. */
#ifndef WIRE_OUTCOME_H
#define WIRE_OUTCOME_H

#include <stddef.h>
#include <stdint.h>

enum wire_code {
	WIRE_OK = 0,
	WIRE_TRUNCATED,  /* the octets end before the field does */
	WIRE_TRAILING,   /* octets left over inside a length-prefixed block */
	WIRE_BAD_LENGTH, /* a length field that cannot be right */
	WIRE_BAD_VALUE,  /* a field value the document does not allow */
	WIRE_BAD_CHECK,  /* HEC, CRC or checksum mismatch */
	WIRE_UNKNOWN,    /* type or identifier that is not known */
	WIRE_MISSING,    /* a mandatory element or object is absent */
	WIRE_NO_MEMORY,
};

struct wire_outcome {
	enum wire_code code;
	size_t offset;      /* octet offset in the input where it was seen */
	const char *what;   /* field or element, static string */
	const char *clause; /* document and clause, static string */
	uint8_t cause;      /* cause or error code the protocol would send, 0 if none */
};

const char *wire_code_name(enum wire_code code);

#endif

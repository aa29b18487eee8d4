/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/outcome.h"

const char *wire_code_name(enum wire_code code)
{
	static const char *const names[] = {
	    [WIRE_OK] = "ok",
	    [WIRE_TRUNCATED] = "truncated",
	    [WIRE_TRAILING] = "trailing octets",
	    [WIRE_BAD_LENGTH] = "bad length",
	    [WIRE_BAD_VALUE] = "bad value",
	    [WIRE_BAD_CHECK] = "bad check",
	    [WIRE_UNKNOWN] = "unknown",
	    [WIRE_MISSING] = "missing",
	    [WIRE_NO_MEMORY] = "no memory",
	};
	return (unsigned)code < sizeof(names) / sizeof(names[0]) ? names[code] : "?";
}

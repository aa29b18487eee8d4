/* SPDX-License-Identifier: Apache-2.0 */
/* Octets as lower-case hexadecimal text, two digits each: the form they have in records, traces and reports. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stddef.h>
#include <stdint.h>

/* The 2 * n digits of n octets, without a NUL. */
void hex_put(char *out, const uint8_t *octets, size_t n);
/* n octets from 2 * n digits; 'out' may be the text itself. How many there were before one that is not lower-case
 * hexadecimal: n if all are. */
size_t hex_get(uint8_t *out, const char *text, size_t n);

#endif

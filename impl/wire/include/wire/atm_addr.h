/* SPDX-License-Identifier: Apache-2.0 */
/* ATM endsystem addresses (20 octets) and their text form. */
#ifndef WIRE_ATM_ADDR_H
#define WIRE_ATM_ADDR_H

#include <stdbool.h>
#include <stdint.h>

struct atm_addr {
	uint8_t octets[20];
};

#define ATM_ADDR_TEXT 41 /* 40 hex digits and NUL */

/* Lower-case hex without dots. */
void atm_addr_text(const struct atm_addr *a, char out[ATM_ADDR_TEXT]);
/* Hex digits, dots and colons ignored; false unless exactly 20 octets. */
bool atm_addr_parse(const char *text, struct atm_addr *a);
bool atm_addr_equal(const struct atm_addr *a, const struct atm_addr *b);

#endif

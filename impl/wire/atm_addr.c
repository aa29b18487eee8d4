/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/atm_addr.h"

#include <string.h>

#include "field_put.h"

void atm_addr_text(const struct atm_addr *a, char out[ATM_ADDR_TEXT])
{
	hex_text(out, a->octets, sizeof(a->octets));
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool atm_addr_parse(const char *text, struct atm_addr *a)
{
	struct atm_addr parsed;
	size_t digits = 0;
	for (const char *p = text; *p; p++) {
		if (*p == '.' || *p == ':')
			continue;
		int v = hex_digit(*p);
		if (v < 0 || digits == 2 * sizeof(parsed.octets))
			return false;
		uint8_t *o = &parsed.octets[digits / 2];
		*o = (uint8_t)(digits % 2 ? *o | v : v << 4);
		digits++;
	}
	if (digits != 2 * sizeof(parsed.octets))
		return false;
	*a = parsed;
	return true;
}

bool atm_addr_equal(const struct atm_addr *a, const struct atm_addr *b)
{
	return memcmp(a->octets, b->octets, sizeof(a->octets)) == 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hex.h"

#include <string.h>

/* Every packet that passes a control port or a pipe goes through these, so they are tables. */
#define ROW(h)                                                                                                         \
	{h, '0'}, {h, '1'}, {h, '2'}, {h, '3'}, {h, '4'}, {h, '5'}, {h, '6'}, {h, '7'}, {h, '8'}, {h, '9'}, {h, 'a'},  \
	    {h, 'b'}, {h, 'c'}, {h, 'd'}, {h, 'e'},                                                                    \
	{                                                                                                              \
		h, 'f'                                                                                                 \
	}
static const char digits[256][2] = {ROW('0'), ROW('1'), ROW('2'), ROW('3'), ROW('4'), ROW('5'), ROW('6'), ROW('7'),
				    ROW('8'), ROW('9'), ROW('a'), ROW('b'), ROW('c'), ROW('d'), ROW('e'), ROW('f')};

#define VALID 16
static const uint8_t values[256] = {['0'] = VALID | 0,  ['1'] = VALID | 1,  ['2'] = VALID | 2,  ['3'] = VALID | 3,
				    ['4'] = VALID | 4,  ['5'] = VALID | 5,  ['6'] = VALID | 6,  ['7'] = VALID | 7,
				    ['8'] = VALID | 8,  ['9'] = VALID | 9,  ['a'] = VALID | 10, ['b'] = VALID | 11,
				    ['c'] = VALID | 12, ['d'] = VALID | 13, ['e'] = VALID | 14, ['f'] = VALID | 15};

void hex_put(char *out, const uint8_t *octets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		memcpy(out + 2 * i, digits[octets[i]], 2);
}

size_t hex_get(uint8_t *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t hi = values[(uint8_t)text[2 * i]], lo = values[(uint8_t)text[2 * i + 1]];
		if (!(hi & lo & VALID))
			return i;
		out[i] = (uint8_t)(hi << 4 | (lo & 15));
	}
	return n;
}

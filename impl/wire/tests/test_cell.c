/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "wire/cell.h"

#include "../../base/tests/run_suite.h"

/* CRC-8, generator 07h, bit by bit, with the coset of I.432. */
static uint8_t hec_by_bits(const uint8_t *p, size_t n)
{
	uint8_t crc = 0;
	for (size_t i = 0; i < n; i++) {
		crc ^= p[i];
		for (int b = 0; b < 8; b++)
			crc = (uint8_t)(crc & 0x80 ? crc << 1 ^ 0x07 : crc << 1);
	}
	return crc ^ 0x55;
}

static const struct {
	uint8_t octets[5];
	struct cell_hdr hdr;
} known[] = {
    {{0x00, 0x00, 0x00, 0x00, 0x55}, {0}},                              /* unassigned */
    {{0x00, 0x00, 0x00, 0x01, 0x52}, {.clp = 1}},                       /* idle */
    {{0x00, 0x00, 0x00, 0x50, 0xe2}, {.vci = 5}},                       /* signalling */
    {{0x00, 0x00, 0x00, 0x52, 0xec}, {.vci = 5, .pti = 1}},             /* its last cell */
    {{0x00, 0x00, 0x01, 0x02, 0x4e}, {.vci = 16, .pti = 1}},            /* ILMI */
    {{0x00, 0x00, 0x02, 0x00, 0x7f}, {.vci = 32}},                      /* first VCI for calls */
    {{0x00, 0x50, 0x06, 0x40, 0xc8}, {.vpi = 5, .vci = 100}},           /* CLP 0 */
    {{0x00, 0x50, 0x06, 0x41, 0xcf}, {.vpi = 5, .vci = 100, .clp = 1}}, /* CLP 1 */
    {{0x0f, 0xff, 0xff, 0xff, 0x88}, {0, 255, 65535, 7, 1}},            /* all ones but GFC */
};

START_TEST(known_headers)
{
	static const uint8_t check[] = "123456789";
	ck_assert_uint_eq(hec_by_bits(check, 9), 0xa1); /* the oracle is the catalogue's CRC-8/I-432-1 */
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		uint8_t out[5];
		struct cell_hdr h;
		cell_hdr_encode(&known[i].hdr, out);
		ck_assert_mem_eq(out, known[i].octets, 5);
		ck_assert(cell_hdr_decode(known[i].octets, &h));
		ck_assert_mem_eq(&h, &known[i].hdr, sizeof(h));
	}
}
END_TEST

START_TEST(hec_equals_bitwise_crc)
{
	/* Each octet through all values, on a ground that is not zero. */
	for (int at = 0; at < 4; at++) {
		for (int v = 0; v < 256; v++) {
			uint8_t hdr[4] = {0x12, 0x34, 0x56, 0x78};
			hdr[at] = (uint8_t)v;
			ck_assert_uint_eq(cell_hec(hdr), hec_by_bits(hdr, 4));
		}
	}
}
END_TEST

START_TEST(every_field_round_trips)
{
	for (unsigned i = 0; i < 16 * 8 * 2; i++) {
		for (unsigned v = 0; v < 16; v++) {
			const struct cell_hdr in = {(uint8_t)(i >> 4), (uint8_t)(v * 17), (uint16_t)(v * 4369),
						    i >> 1 & 7, i & 1};
			struct cell_hdr out;
			uint8_t octets[5];
			cell_hdr_encode(&in, octets);
			ck_assert(cell_hdr_decode(octets, &out));
			ck_assert_mem_eq(&in, &out, sizeof(in));
		}
	}
}
END_TEST

/* One wrong bit anywhere is always seen, and the header is not touched. */
START_TEST(wrong_hec_is_refused)
{
	const struct cell_hdr in = {3, 200, 0xbeef, 5, 1};
	uint8_t octets[5];
	cell_hdr_encode(&in, octets);
	for (int bit = 0; bit < 40; bit++) {
		struct cell_hdr out = {9, 9, 9, 9, 9}, before = out;
		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert(!cell_hdr_decode(octets, &out));
		ck_assert_mem_eq(&out, &before, sizeof(out));
		octets[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}
END_TEST

RUN_SUITE("cell", known_headers, hec_equals_bitwise_crc, every_field_round_trips, wrong_hec_is_refused)

/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/atm_addr.h"
#include "wire/llc.h"
#include "wire/outcome.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"

static const struct {
	const char *octets;
	enum encap encap;
	uint16_t ethertype;
	size_t hdr_len;
} known[] = {
    {"AAAA03000000 0800 45", ENCAP_LLC, ETHERTYPE_IPV4, 8},
    {"AAAA03000000 0806 0013", ENCAP_LLC, ETHERTYPE_ARP, 8},
    {"AAAA03000000 86DD", ENCAP_LLC, ETHERTYPE_IPV6, 8},
    {"AAAA03000000 88CC", ENCAP_LLC, 0x88cc, 8},
    {"45 00", ENCAP_VCMUX, ETHERTYPE_IPV4, 0},
    {"4F 00", ENCAP_VCMUX, ETHERTYPE_IPV4, 0},
    {"60", ENCAP_VCMUX, ETHERTYPE_IPV6, 0},
    {"6E 00", ENCAP_VCMUX, ETHERTYPE_IPV6, 0},
    {"44 00", ENCAP_NONE, 0, 0}, /* a header of four words */
    {"50 00", ENCAP_NONE, 0, 0},
    {"70 00", ENCAP_NONE, 0, 0},
    {"", ENCAP_NONE, 0, 0},
    {"AAAA03000000 08", ENCAP_NONE, 0, 0}, /* cut */
    {"AAAA02000000 0800", ENCAP_NONE, 0, 0},
    {"AAAA030080C2 0007 0000", ENCAP_LLC_OTHER, 0, 0}, /* bridged Ethernet */
    {"AAAA0300005E 0099", ENCAP_LLC_OTHER, 0, 0},
    {"FEFE03 CC 45", ENCAP_LLC_OTHER, 0, 0}, /* NLPID */
    {"AAAA0300005E 0003 000F", ENCAP_LLC_MARS, 0, 8},
    {"AAAA0300005E 0001 1234 0800 45", ENCAP_LLC_MARS, ETHERTYPE_IPV4, 12},
    {"AAAA0300005E 0001 1234 08", ENCAP_NONE, 0, 0},
    {"AAAA0300005E 0004 0102030405060708 86DD 0000 60", ENCAP_LLC_MARS, ETHERTYPE_IPV6, 20},
};

START_TEST(kinds_of_sdu)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		uint8_t octets[32];
		size_t n = unhex(known[i].octets, octets, sizeof(octets)), hdr_len = 99;
		uint16_t ethertype = 99;
		uint8_t *sdu = exactly(octets, n);
		ck_assert_msg(llc_classify(sdu, n, &ethertype, &hdr_len) == known[i].encap, "%s", known[i].octets);
		ck_assert_msg(ethertype == known[i].ethertype, "%s", known[i].octets);
		ck_assert_msg(hdr_len == known[i].hdr_len, "%s", known[i].octets);
		free(sdu);
	}
}
END_TEST

/* Whatever the first octets are, nothing is read past the end. */
START_TEST(every_truncation)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		uint8_t octets[32];
		size_t n = unhex(known[i].octets, octets, sizeof(octets));
		for (size_t k = 0; k <= n; k++) {
			uint8_t *sdu = exactly(octets, k);
			uint16_t ethertype;
			size_t hdr_len;
			llc_classify(sdu, k, &ethertype, &hdr_len);
			ck_assert_uint_le(hdr_len, k);
			free(sdu);
		}
	}
}
END_TEST

START_TEST(snap_header_is_written)
{
	uint8_t out[LLC_SNAP_LEN];
	static const uint8_t expected[] = {0xaa, 0xaa, 0x03, 0, 0, 0, 0x86, 0xdd};
	llc_snap_encode(out, ETHERTYPE_IPV6);
	ck_assert_mem_eq(out, expected, sizeof(expected));
	ck_assert_str_eq(encap_name(ENCAP_NONE), "none");
	ck_assert_str_eq(encap_name(ENCAP_LLC_MARS), "llc-mars");
	ck_assert_str_eq(encap_name(ENCAP_LLC_OTHER), "llc-other");
}
END_TEST

START_TEST(addresses_as_text)
{
	static const char text[] = "47009181000000000000010001020000000002ff";
	struct atm_addr a, b;
	char out[ATM_ADDR_TEXT];
	ck_assert(atm_addr_parse("47.0091.8100000000000001000102:00:00:00:00:02.FF", &a));
	ck_assert_uint_eq(a.octets[0], 0x47);
	ck_assert_uint_eq(a.octets[19], 0xff);
	atm_addr_text(&a, out);
	ck_assert_str_eq(out, text);
	ck_assert(atm_addr_parse(text, &b));
	ck_assert(atm_addr_equal(&a, &b));
	b.octets[19] = 0;
	ck_assert(!atm_addr_equal(&a, &b));
	static const char *const wrong[] = {"",
					    "47",
					    "47009181000000000000010001020000000002f",
					    "47009181000000000000010001020000000002ff00",
					    "47009181000000000000010001020000000002fg",
					    "47009181 00000000"};
	b = a;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(!atm_addr_parse(wrong[i], &b), "%s", wrong[i]);
	ck_assert(atm_addr_equal(&a, &b)); /* a refused text changes nothing */
}
END_TEST

START_TEST(outcomes_have_names)
{
	for (int c = WIRE_OK; c <= WIRE_NO_MEMORY; c++)
		ck_assert_str_ne(wire_code_name((enum wire_code)c), "?");
	ck_assert_str_eq(wire_code_name(WIRE_OK), "ok");
	ck_assert_str_eq(wire_code_name((enum wire_code)77), "?");
}
END_TEST

RUN_SUITE("llc", kinds_of_sdu, every_truncation, snap_header_is_written, addresses_as_text, outcomes_have_names)

/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/sscop.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"
#include "golden_signalling.h"

static void encodes_to(const struct sscop_pdu *pdu, const uint8_t *octets, size_t n)
{
	struct wr w = {0};
	sscop_encode(&w, pdu);
	ck_assert_uint_eq(w.len, n);
	ck_assert_mem_eq(w.p, octets, n);
	wr_free(&w);
}

START_TEST(golden_octets)
{
	for (size_t i = 0; i < N_GOLDEN_SSCOP; i++) {
		uint8_t octets[32];
		size_t n = unhex(golden_sscop[i].octets, octets, sizeof(octets));
		uint8_t *p = exactly(octets, n);
		struct sscop_pdu pdu;
		struct wire_outcome o = sscop_decode(p, n, &pdu);
		ck_assert_int_eq(o.code, WIRE_OK);
		ck_assert_str_eq(sscop_type_name(pdu.type), golden_sscop[i].name);
		struct text_sink t;
		text_sink_init(&t);
		sscop_fields(&pdu, &t.sink);
		ck_assert_str_eq(t.text, golden_sscop[i].fields);
		encodes_to(&pdu, octets, n);
		free(p);
	}
}
END_TEST

START_TEST(built_from_structs)
{
	static const struct {
		struct sscop_pdu pdu;
		const char *octets;
	} built[] = {
	    {{.type = SSCOP_BGN, .n_sq = 1, .n_mr = 30}, "00000001 0100001E"},
	    {{.type = SSCOP_END, .source = true}, "00000000 13000000"},
	    {{.type = SSCOP_STAT, .n_ps = 2, .n_mr = 30, .n_r = 2, .list = {2, 4}, .list_len = 2},
	     "00000002 00000004 00000002 0000001E 0B000002"},
	    {{.type = SSCOP_USTAT, .n_mr = 30, .n_r = 2, .list = {2, 4}, .list_len = 2},
	     "00000002 00000004 0000001E 0C000002"},
	    {{.type = SSCOP_SD, .n_s = 7, .data = (const uint8_t *)"abcd", .data_len = 4}, "61626364 08000007"},
	    {{.type = SSCOP_SD, .n_s = 7, .data = (const uint8_t *)"abcde", .data_len = 5},
	     "6162636465000000 C8000007"},
	    {{.type = SSCOP_BGN, .n_sq = 255, .n_mr = 0xffffff, .data = (const uint8_t *)"ab", .data_len = 2},
	     "61620000 000000FF 81FFFFFF"},
	    {{.type = SSCOP_UD, .data = (const uint8_t *)"abc", .data_len = 3}, "61626300 4D000000"},
	    /* a number that has run past its 24 bits does not spill into its neighbours */
	    {{.type = SSCOP_POLL, .n_ps = 0x1000001, .n_s = 0xff000002}, "00000001 0A000002"},
	};
	for (size_t i = 0; i < sizeof(built) / sizeof(built[0]); i++) {
		uint8_t octets[32];
		encodes_to(&built[i].pdu, octets, unhex(built[i].octets, octets, sizeof(octets)));
	}
}
END_TEST

START_TEST(data_and_padding)
{
	uint8_t data[9] = "abcdefgh";
	for (size_t n = 0; n <= 8; n++) {
		struct sscop_pdu out, in = {.type = SSCOP_SD, .n_s = 0xfffffe, .data = data, .data_len = n};
		struct wr w = {0};
		sscop_encode(&w, &in);
		ck_assert_uint_eq(w.len % 4, 0);
		ck_assert_int_eq(sscop_decode(w.p, w.len, &out).code, WIRE_OK);
		ck_assert_int_eq(out.type, SSCOP_SD);
		ck_assert_uint_eq(out.n_s, 0xfffffe);
		ck_assert_uint_eq(out.data_len, n);
		ck_assert_mem_eq(out.data, data, n);
		ck_assert_ptr_eq(out.data, w.p);
		wr_free(&w);
	}
}
END_TEST

/* The messages of the reference in their SDs, pad and trailer as given there. */
START_TEST(golden_sds)
{
	for (size_t i = 0; i < N_GOLDEN_Q2931; i++) {
		uint8_t octets[512];
		size_t n = unhex(golden_q2931[i].octets, octets, sizeof(octets));
		size_t tail = unhex(golden_q2931[i].sd, octets + n, sizeof(octets) - n);
		const struct sscop_pdu in = {
		    .type = SSCOP_SD, .n_s = octets[n + tail - 1], .data = octets, .data_len = n};
		encodes_to(&in, octets, n + tail);
		struct sscop_pdu out;
		ck_assert_int_eq(sscop_decode(octets, n + tail, &out).code, WIRE_OK);
		ck_assert_uint_eq(out.data_len, n);
	}
}
END_TEST

START_TEST(saal1_short_answers)
{
	static const uint8_t endak[] = {4, 0, 0, 0}, rsak[] = {6, 0, 0, 0};
	struct sscop_pdu pdu;
	ck_assert_int_eq(sscop_decode(endak, 4, &pdu).code, WIRE_OK);
	ck_assert_int_eq(pdu.type, SSCOP_ENDAK);
	ck_assert_int_eq(sscop_decode(rsak, 4, &pdu).code, WIRE_OK);
	ck_assert_int_eq(pdu.type, SSCOP_RSAK);
	ck_assert_uint_eq(pdu.n_mr, 0);
}
END_TEST

START_TEST(wrong_lengths_and_types)
{
	static const struct {
		const char *octets;
		enum wire_code code;
	} wrong[] = {
	    {"", WIRE_TRUNCATED},
	    {"080000", WIRE_TRUNCATED},
	    {"0000000100000000", WIRE_UNKNOWN}, /* type 0 */
	    {"0000000008000000 00", WIRE_BAD_LENGTH},
	    {"0100001E", WIRE_BAD_LENGTH},                   /* BGN without N(SQ) */
	    {"0A000000", WIRE_BAD_LENGTH},                   /* POLL of one word */
	    {"00000000 00000001 0A000000", WIRE_BAD_LENGTH}, /* POLL of three */
	    {"0000001E 0B000000", WIRE_BAD_LENGTH},          /* STAT without N(PS) */
	    {"00000002 0000001E 0C000002", WIRE_BAD_LENGTH}, /* USTAT with one element */
	    {"00000002 00000004 00000005 0000001E 0C000002", WIRE_BAD_LENGTH},
	    {"48000000", WIRE_BAD_LENGTH},                   /* SD: padding of nothing */
	    {"61626364 00000000 04000000", WIRE_BAD_LENGTH}, /* ENDAK with data */
	};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		uint8_t octets[32];
		size_t n = unhex(wrong[i].octets, octets, sizeof(octets));
		uint8_t *p = exactly(octets, n);
		struct sscop_pdu pdu;
		struct wire_outcome o = sscop_decode(p, n, &pdu);
		ck_assert_msg(o.code == wrong[i].code, "%s: %s", wrong[i].octets, wire_code_name(o.code));
		ck_assert_ptr_nonnull(o.what);
		ck_assert_ptr_nonnull(o.clause);
		free(p);
	}
}
END_TEST

START_TEST(lists_are_bounded)
{
	struct sscop_pdu pdu = {.type = SSCOP_STAT, .list_len = SSCOP_MAX_LIST}, out;
	for (size_t i = 0; i < SSCOP_MAX_LIST; i++)
		pdu.list[i] = (uint32_t)i + 1;
	struct wr w = {0};
	sscop_encode(&w, &pdu);
	ck_assert_int_eq(sscop_decode(w.p, w.len, &out).code, WIRE_OK);
	ck_assert_uint_eq(out.list_len, SSCOP_MAX_LIST);
	ck_assert_mem_eq(out.list, pdu.list, sizeof(pdu.list));
	uint8_t *longer = malloc(w.len + 4);
	memset(longer, 0, 4);
	memcpy(longer + 4, w.p, w.len);
	ck_assert_int_eq(sscop_decode(longer, w.len + 4, &out).code, WIRE_BAD_LENGTH);
	free(longer);
	wr_free(&w);
	uint8_t big[SSCOP_MAX_SDU + 8] = {0};
	big[SSCOP_MAX_SDU + 4] = SSCOP_SD;
	ck_assert_int_eq(sscop_decode(big, sizeof(big), &out).code, WIRE_BAD_LENGTH);
	big[SSCOP_MAX_SDU] = SSCOP_SD;
	ck_assert_int_eq(sscop_decode(big, SSCOP_MAX_SDU + 4, &out).code, WIRE_OK);
	ck_assert_uint_eq(out.data_len, SSCOP_MAX_SDU);
}
END_TEST

/* Every truncation and every value of every octet: an outcome, and what decodes
 * without one encodes to a PDU that decodes to the same. */
START_TEST(every_truncation_and_corruption)
{
	for (size_t i = 0; i < N_GOLDEN_SSCOP; i++) {
		uint8_t octets[32];
		size_t n = unhex(golden_sscop[i].octets, octets, sizeof(octets));
		for (size_t k = 0; k < n; k++) {
			uint8_t *p = exactly(octets, k);
			struct sscop_pdu pdu;
			sscop_decode(p, k, &pdu);
			free(p);
		}
		for (size_t at = 0; at < n; at++) {
			for (int v = 0; v < 256; v++) {
				uint8_t *p = exactly(octets, n);
				p[at] = (uint8_t)v;
				struct sscop_pdu pdu, again;
				if (sscop_decode(p, n, &pdu).code == WIRE_OK) {
					struct wr w = {0};
					sscop_encode(&w, &pdu);
					require(sscop_decode(w.p, w.len, &again).code == WIRE_OK);
					require(again.type == pdu.type);
					require(again.n_s == pdu.n_s);
					require(again.n_r == pdu.n_r);
					require(again.n_mr == pdu.n_mr);
					require(again.data_len == pdu.data_len);
					wr_free(&w);
				}
				free(p);
			}
		}
	}
}
END_TEST

RUN_SUITE("sscop", golden_octets, built_from_structs, data_and_padding, golden_sds, saal1_short_answers,
	  wrong_lengths_and_types, lists_are_bounded, every_truncation_and_corruption)

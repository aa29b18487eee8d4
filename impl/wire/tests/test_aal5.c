/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/aal5.h"

#include "../../base/tests/run_suite.h"
#include "golden.h"

static void fill(uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (uint8_t)(i * 7 + (i >> 8));
}

START_TEST(crc_check_values)
{
	static const uint8_t check[] = "123456789";
	ck_assert_uint_eq(aal5_crc32(0, check, 9), 0xfc891918);
	ck_assert_uint_eq(aal5_crc32_table(0, check, 9), 0xfc891918);
	ck_assert_uint_eq(aal5_crc32(aal5_crc32(0, check, 4), check + 4, 5), 0xfc891918);
	ck_assert_uint_eq(aal5_crc32_table(aal5_crc32_table(0, check, 4), check + 4, 5), 0xfc891918);
}
END_TEST

START_TEST(table_agrees_with_isal)
{
	uint8_t buf[300 + 64];
	fill(buf, sizeof(buf));
	for (size_t n = 0; n <= 300; n++) {
		for (size_t at = 0; at < 64; at++)
			ck_assert_uint_eq(aal5_crc32(0, buf + at, n), aal5_crc32_table(0, buf + at, n));
	}
}
END_TEST

/* Whole PDUs: the trailer's CRC was computed by an independent program. */
START_TEST(known_pdus)
{
	uint8_t sdu[41];
	static const struct {
		const char *sdu, *trailer;
		size_t cells;
	} known[] = {
	    {"", "00000000386624C1", 1},
	    {"00000000000000000000000000000000000000000000000000000000000000000000000000000000", "00000028864D7F99", 1},
	    {"313233343536373839", "00000009FBB97124", 1},
	    {"000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728", "000000294EB3B0E7",
	     2},
	    {"000000010100001E", "00000008C161E8E3", 1},         /* SSCOP BGN */
	    {"000000010A000000", "00000008FF3D08AD", 1},         /* POLL */
	    {"000000010000001E0B000000", "0000000CAF3237C1", 1}, /* STAT */
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = unhex(known[i].sdu, sdu, sizeof(sdu));
		uint8_t trailer[8];
		unhex(known[i].trailer, trailer, sizeof(trailer));
		ck_assert_uint_eq(aal5_cells(n), known[i].cells);
		struct wr w = {0};
		aal5_encode(&w, sdu, n, 0);
		ck_assert_uint_eq(w.len, known[i].cells * 48);
		ck_assert_mem_eq(w.p, sdu, n);
		ck_assert_mem_eq(w.p + w.len - 8, trailer, 8);
		for (size_t k = n; k < w.len - 8; k++)
			ck_assert_uint_eq(w.p[k], 0);
		wr_free(&w);
	}
}
END_TEST

START_TEST(encode_appends_and_check_reads_back)
{
	uint8_t *sdu = malloc(AAL5_MAX_SDU);
	fill(sdu, AAL5_MAX_SDU);
	static const size_t lengths[] = {1, 39, 40, 41, 47, 48, 88, 89, 9188, AAL5_MAX_SDU - 1, AAL5_MAX_SDU};
	struct wr w = {0};
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		wr_reset(&w);
		wr_u8(&w, 0xaa); /* what stands in front is not part of the PDU */
		aal5_encode(&w, sdu, lengths[i], 0x5c);
		size_t len = 0;
		uint8_t uu = 0;
		ck_assert_uint_eq((w.len - 1) % 48, 0);
		ck_assert_int_eq(aal5_check(w.p + 1, w.len - 1, &len, &uu), AAL5_OK);
		ck_assert_uint_eq(len, lengths[i]);
		ck_assert_uint_eq(uu, 0x5c);
		ck_assert_mem_eq(w.p + 1, sdu, len);
	}
	wr_free(&w);
	free(sdu);
}
END_TEST

/* A PDU of 'cells' whose trailer says what it is told, under a right CRC. */
static enum aal5_result judged(size_t cells, uint8_t cpi, uint16_t length, bool good_crc)
{
	uint8_t pdu[48 * 4] = {0};
	size_t n = cells * 48, len;
	uint8_t uu;
	pdu[n - 7] = cpi;
	pdu[n - 6] = (uint8_t)(length >> 8);
	pdu[n - 5] = (uint8_t)length;
	uint32_t crc = aal5_crc32_table(0, pdu, n - 4) ^ !good_crc;
	for (int i = 0; i < 4; i++)
		pdu[n - 4 + (size_t)i] = (uint8_t)(crc >> (24 - 8 * i));
	return aal5_check(pdu, n, &len, &uu);
}

START_TEST(receive_errors)
{
	ck_assert_int_eq(judged(1, 0, 40, true), AAL5_OK);
	ck_assert_int_eq(judged(1, 0, 41, true), AAL5_BAD_LENGTH);
	ck_assert_int_eq(judged(1, 0, 1, true), AAL5_OK);
	ck_assert_int_eq(judged(2, 0, 41, true), AAL5_OK);         /* 47 octets of pad */
	ck_assert_int_eq(judged(2, 0, 40, true), AAL5_BAD_LENGTH); /* 48 would be one cell too many */
	ck_assert_int_eq(judged(2, 0, 88, true), AAL5_OK);
	ck_assert_int_eq(judged(2, 0, 89, true), AAL5_BAD_LENGTH);
	ck_assert_int_eq(judged(4, 0, 65535, true), AAL5_BAD_LENGTH);
	ck_assert_int_eq(judged(1, 0, 0, true), AAL5_ABORT);
	ck_assert_int_eq(judged(1, 1, 40, true), AAL5_BAD_CPI);
	ck_assert_int_eq(judged(1, 0, 40, false), AAL5_BAD_CRC);
	ck_assert_str_eq(aal5_result_name(AAL5_BAD_LENGTH), "bad-length");
	ck_assert_str_eq(aal5_result_name(AAL5_OK), "ok");
}
END_TEST

/* Feeds one PDU cell by cell; returns the result at its last cell. */
static enum aal5_result feed(struct aal5_reasm *r, const uint8_t *pdu, size_t n, const uint8_t **sdu, size_t *len)
{
	enum aal5_result result = AAL5_ABORT;
	uint8_t uu;
	for (size_t at = 0; at < n; at += 48) {
		uint8_t *cell = exactly(pdu + at, 48);
		ck_assert_int_eq(aal5_reasm_cell(r, cell, at + 48 == n, &result, sdu, len, &uu), at + 48 == n);
		free(cell);
	}
	return result;
}

START_TEST(reassembly)
{
	uint8_t sdu[500];
	fill(sdu, sizeof(sdu));
	struct wr w = {0}, other = {0};
	aal5_encode(&w, sdu, 500, 0);
	aal5_encode(&other, sdu, 100, 0);
	struct aal5_reasm r = {.max_sdu = 500};
	const uint8_t *got;
	size_t len;
	ck_assert_int_eq(feed(&r, w.p, w.len, &got, &len), AAL5_OK);
	ck_assert_uint_eq(len, 500);
	ck_assert_mem_eq(got, sdu, 500);
	/* A lost cell costs this PDU, not the next one. */
	ck_assert_int_eq(feed(&r, w.p + 48, w.len - 48, &got, &len), AAL5_BAD_CRC);
	ck_assert_int_eq(feed(&r, other.p, other.len, &got, &len), AAL5_OK);
	ck_assert_uint_eq(len, 100);
	/* A lost last cell joins two PDUs: more than the agreed SDU takes. */
	uint8_t *joined = malloc(w.len - 48 + w.len);
	memcpy(joined, w.p, w.len - 48);
	memcpy(joined + w.len - 48, w.p, w.len);
	ck_assert_int_eq(feed(&r, joined, w.len - 48 + w.len, &got, &len), AAL5_TOO_LONG);
	ck_assert_int_eq(feed(&r, other.p, other.len, &got, &len), AAL5_OK);
	free(joined);
	aal5_reasm_free(&r);
	wr_free(&w);
	wr_free(&other);
}
END_TEST

START_TEST(reassembly_memory_is_bounded)
{
	struct aal5_reasm r = {.max_sdu = 1000};
	uint8_t cell[48] = {0}, uu;
	enum aal5_result result;
	const uint8_t *sdu;
	size_t len;
	for (int i = 0; i < 100000; i++)
		ck_assert(!aal5_reasm_cell(&r, cell, false, &result, &sdu, &len, &uu));
	ck_assert_uint_lt(r.pdu.cap, 4096);
	ck_assert(aal5_reasm_cell(&r, cell, true, &result, &sdu, &len, &uu));
	ck_assert_int_eq(result, AAL5_TOO_LONG);
	/* One octet above the limit is too long, though it takes no more cells. */
	uint8_t body[41] = {1};
	struct wr w = {0};
	r.max_sdu = 39;
	aal5_encode(&w, body, 40, 0);
	ck_assert_int_eq(feed(&r, w.p, w.len, &sdu, &len), AAL5_TOO_LONG);
	r.max_sdu = 40;
	ck_assert_int_eq(feed(&r, w.p, w.len, &sdu, &len), AAL5_OK);
	wr_free(&w);
	aal5_reasm_free(&r);
}
END_TEST

RUN_SUITE("aal5", crc_check_values, table_agrees_with_isal, known_pdus, encode_appends_and_check_reads_back,
	  receive_errors, reassembly, reassembly_memory_is_bounded)

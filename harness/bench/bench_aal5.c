/* SPDX-License-Identifier: Apache-2.0 */
/* AAL5 against the least that it has to do: move the octets and make their CRC. */
#include <string.h>

#include "bench/bench.h"
#include "wire/aal5.h"

#define SDU    9180 /* IP MTU over ATM */
#define PDU    (192 * 48)
#define A_RUN  64
#define OCTETS ((uint64_t)A_RUN * SDU)

struct aal5 {
	/* SDU; a length that the compiler knew would let it copy in another way than for any other frame. */
	size_t len;
	uint8_t sdu[SDU], copy[PDU];
	struct wr pdu;
	struct aal5_reasm reasm;
	uint32_t crc; /* so that no work can be left out */
};

static uint64_t plain(void *ctx)
{
	struct aal5 *a = ctx;

	for (int i = 0; i < A_RUN; i++) {
		memcpy(a->copy, a->sdu, a->len);
		a->crc ^= aal5_crc32(0, a->copy, PDU);
	}
	return OCTETS;
}

static uint64_t segment(void *ctx)
{
	struct aal5 *a = ctx;

	for (int i = 0; i < A_RUN; i++) {
		a->pdu.len = 0;
		aal5_encode(&a->pdu, a->sdu, a->len, 0);
	}
	return OCTETS;
}

/* As the fabric does with a train, and a copy of the SDU as whoever keeps it makes one. */
static uint64_t reassemble_whole(void *ctx)
{
	struct aal5 *a = ctx;

	for (int i = 0; i < A_RUN; i++) {
		size_t len = 0;
		uint8_t uu;
		if (aal5_check(a->pdu.p, a->pdu.len, &len, &uu) != AAL5_OK || len > sizeof(a->copy)) {
			fprintf(stderr, "isatm: what was segmented could not be reassembled\n");
			return 0;
		}
		memcpy(a->copy, a->pdu.p, len);
	}
	return OCTETS;
}

static uint64_t reassemble_cells(void *ctx)
{
	struct aal5 *a = ctx;

	for (int i = 0; i < A_RUN; i++) {
		enum aal5_result result = AAL5_BAD_CRC;
		const uint8_t *sdu;
		size_t len;
		uint8_t uu;
		for (size_t at = 0; at < a->pdu.len; at += 48)
			aal5_reasm_cell(&a->reasm, a->pdu.p + at, at + 48 == a->pdu.len, &result, &sdu, &len, &uu);
		if (result != AAL5_OK) {
			fprintf(stderr, "isatm: what was segmented could not be reassembled\n");
			return 0;
		}
	}
	return OCTETS;
}

bool bench_aal5(double seconds, struct bench_aal5 *out)
{
	struct aal5 a = {.len = SDU};

	for (size_t i = 0; i < SDU; i++)
		a.sdu[i] = (uint8_t)(i * 7);
	a.reasm.max_sdu = SDU;
	out->plain = bench_rate(seconds / 4, plain, &a);
	out->segmented = bench_rate(seconds / 4, segment, &a);
	out->whole = bench_rate(seconds / 4, reassemble_whole, &a);
	out->by_cells = bench_rate(seconds / 4, reassemble_cells, &a);
	wr_free(&a.pdu);
	aal5_reasm_free(&a.reasm);
	return out->plain > 0 && out->segmented > 0 && out->whole > 0 && out->by_cells > 0;
}

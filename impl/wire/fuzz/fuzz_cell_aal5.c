/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells and AAL5. The input is a stream of 53-octet cells for a reassembly whose
 * limit comes from the first octet; then the same octets as one SDU there and back.
 */
#include <stdlib.h>
#include <string.h>

#include "wire/aal5.h"
#include "wire/cell.h"
#include "wire/llc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void cells(const uint8_t *data, size_t size, size_t max_sdu)
{
	struct aal5_reasm r = {.max_sdu = max_sdu};
	for (; size >= CELL_LEN; data += CELL_LEN, size -= CELL_LEN) {
		uint8_t octets[CELL_LEN];
		memcpy(octets, data, CELL_LEN);
		octets[4] = cell_hec(octets);
		struct cell_hdr h;
		uint8_t again[5];
		if (!cell_hdr_decode(octets, &h))
			abort();
		cell_hdr_encode(&h, again);
		if (memcmp(again, octets, 5) != 0)
			abort();
		enum aal5_result result;
		const uint8_t *sdu;
		size_t len;
		uint8_t uu;
		if (aal5_reasm_cell(&r, octets + 5, h.pti & PTI_LAST, &result, &sdu, &len, &uu) && result == AAL5_OK) {
			uint16_t ethertype;
			size_t hdr_len;
			if (len > max_sdu)
				abort();
			llc_classify(sdu, len, &ethertype, &hdr_len);
			if (hdr_len > len)
				abort();
		}
	}
	aal5_reasm_free(&r);
}

static void there_and_back(const uint8_t *data, size_t size)
{
	struct wr w = {0};
	if (aal5_crc32(0, data, size) != aal5_crc32_table(0, data, size))
		abort();
	aal5_encode(&w, data, size, 0);
	struct aal5_reasm r = {.max_sdu = size};
	enum aal5_result result = AAL5_ABORT;
	const uint8_t *sdu = NULL;
	size_t len = 0;
	uint8_t uu;
	for (size_t at = 0; at < w.len; at += CELL_PAYLOAD)
		aal5_reasm_cell(&r, w.p + at, at + CELL_PAYLOAD == w.len, &result, &sdu, &len, &uu);
	if (size == 0 ? result != AAL5_ABORT : result != AAL5_OK || len != size || memcmp(sdu, data, size) != 0)
		abort();
	aal5_reasm_free(&r);
	wr_free(&w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > AAL5_MAX_SDU)
		return 0;
	cells(data + 1, size - 1, (size_t)data[0] * 8);
	there_and_back(data, size);
	return 0;
}

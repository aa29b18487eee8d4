/* SPDX-License-Identifier: Apache-2.0 */
/* AAL5 common part (I.363.5): CPCS-PDUs to and from cell payloads. */
#ifndef WIRE_AAL5_H
#define WIRE_AAL5_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

#define AAL5_MAX_SDU 65535
#define AAL5_TRAILER 8

/* Cells that an SDU of len octets takes: ceil((len + 8) / 48). */
static inline size_t aal5_cells(size_t len)
{
	return (len + AAL5_TRAILER + 47) / 48;
}

/* Start with 0. By isa-l, or, where WIRE_CRC_TABLE is defined, by the table: a program that does without isa-l. */
uint32_t aal5_crc32(uint32_t crc, const uint8_t *p, size_t n);
uint32_t aal5_crc32_table(uint32_t crc, const uint8_t *p, size_t n); /* byte table, the reference */

/* Append the CPCS-PDU (SDU, PAD of zeros, trailer) to w; its length is a multiple
 * of 48. len <= AAL5_MAX_SDU is asserted. CPI is sent as 0. */
void aal5_encode(struct wr *w, const uint8_t *sdu, size_t len, uint8_t uu);

enum aal5_result {
	AAL5_OK,
	AAL5_ABORT, /* length field 0: sender gave up, not an error */
	AAL5_BAD_CRC,
	AAL5_BAD_LENGTH,
	AAL5_BAD_CPI,
	AAL5_TOO_LONG, /* more octets collected than the agreed SDU allows */
};
const char *aal5_result_name(enum aal5_result r);

/* Check a whole CPCS-PDU (n octets, a multiple of 48 and > 0). On AAL5_OK the SDU
 * is the first *sdu_len octets of pdu. */
enum aal5_result aal5_check(const uint8_t *pdu, size_t n, size_t *sdu_len, uint8_t *uu);

/* Reassembly of one VC. Zero-initialise, set max_sdu; free with aal5_reasm_free. */
struct aal5_reasm {
	struct wr pdu;
	size_t easy; /* octets collected up to which the next payload can just be appended */
	size_t max_sdu;
	bool overrun;
};
void aal5_reasm_free(struct aal5_reasm *r);
/* Cells other than those that aal5_reasm_cell takes itself. */
bool aal5_reasm_other(struct aal5_reasm *r, const uint8_t payload[48], bool last, enum aal5_result *result,
		      const uint8_t **sdu, size_t *sdu_len, uint8_t *uu);
/* Add one cell payload. Returns true when 'last' ended a PDU: *result says how,
 * and on AAL5_OK *sdu, *sdu_len, *uu are valid until the next call. */
static inline bool aal5_reasm_cell(struct aal5_reasm *r, const uint8_t payload[48], bool last, enum aal5_result *result,
				   const uint8_t **sdu, size_t *sdu_len, uint8_t *uu)
{
	size_t len = r->pdu.len;
	/* Most cells: one in the middle of a PDU that is not too long, with room for it. */
	if (!last && len < r->easy) {
		memcpy(r->pdu.p + len, payload, 48);
		r->pdu.len = len + 48;
		return false;
	}
	return aal5_reasm_other(r, payload, last, result, sdu, sdu_len, uu);
}

#endif

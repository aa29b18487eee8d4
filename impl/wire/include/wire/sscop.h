/* SPDX-License-Identifier: Apache-2.0 */
/* SSCOP PDUs (Q.2110): a trailer protocol, the last four octets tell the type. */
#ifndef WIRE_SSCOP_H
#define WIRE_SSCOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/fields.h"
#include "wire/outcome.h"

enum sscop_type {
	SSCOP_BGN = 1,
	SSCOP_BGAK,
	SSCOP_END,
	SSCOP_ENDAK,
	SSCOP_RS,
	SSCOP_RSAK,
	SSCOP_BGREJ,
	SSCOP_SD,
	SSCOP_ER,
	SSCOP_POLL,
	SSCOP_STAT,
	SSCOP_USTAT,
	SSCOP_UD,
	SSCOP_MD,
	SSCOP_ERAK,
};

#define SSCOP_MAX_LIST 67 /* MaxSTAT of Q.2130 */
#define SSCOP_MAX_SDU  4096

struct sscop_pdu {
	enum sscop_type type;
	bool source;   /* END: S bit, true = SSCOP */
	uint32_t n_s;  /* SD, POLL */
	uint32_t n_r;  /* STAT, USTAT */
	uint32_t n_ps; /* POLL, STAT */
	uint32_t n_mr; /* BGN, BGAK, RS, RSAK, ER, ERAK, STAT, USTAT */
	uint8_t n_sq;  /* BGN, RS, ER */
	uint32_t list[SSCOP_MAX_LIST];
	size_t list_len;     /* STAT; USTAT has 2 */
	const uint8_t *data; /* SD, UD, MD information or SSCOP-UU; borrowed */
	size_t data_len;
};

const char *sscop_type_name(enum sscop_type t); /* "BGN" ... ; NULL if unknown */
void sscop_encode(struct wr *w, const struct sscop_pdu *pdu);
/* pdu->data points into 'octets'. Accepts the four-octet ENDAK and RSAK of Q.SAAL1. */
struct wire_outcome sscop_decode(const uint8_t *octets, size_t len, struct sscop_pdu *pdu);

extern const struct field_def sscop_field_defs[];
extern const size_t sscop_n_field_defs;
void sscop_fields(const struct sscop_pdu *pdu, struct field_sink *sink);

#endif

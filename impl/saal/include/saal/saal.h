/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signalling ATM adaptation layer of one channel: SSCOP (Q.2110) under the
 * SSCF at the UNI (Q.2130), both as table-driven machines. Symmetric: user and
 * network side use the same code. It knows no AAL5: SSCOP PDUs go in and out.
 */
#ifndef SAAL_SAAL_H
#define SAAL_SAAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"

struct saal_config {
	uint32_t window; /* credit granted, 1..; 0 means the default 30 */
	bool qsaal1;     /* Q.SAAL of UNI 3.0 instead of Q.2110 */
};

enum saal_out_kind {
	SAAL_PDU,           /* octets: an SSCOP PDU for the peer */
	SAAL_ESTABLISH_IND, /* the peer established, resynchronised or recovered the link */
	SAAL_ESTABLISH_CONF,
	SAAL_RELEASE_IND,
	SAAL_RELEASE_CONF,
	SAAL_DATA_IND, /* octets: one assured message */
	SAAL_UNITDATA_IND,
	SAAL_ERROR,         /* MAA-ERROR.indication, letter in 'code' */
	SAAL_MUNITDATA_IND, /* MAA-UNITDATA.indication: octets of an MD PDU, for layer management */
};

struct saal_out {
	enum saal_out_kind kind;
	char code;             /* SAAL_ERROR: 'A'.. */
	uint32_t count;        /* SAAL_ERROR 'V': SDs sent again */
	const uint8_t *octets; /* valid until the next call on the same object */
	size_t len;
};

struct saal;

/* NULL if memory runs out. */
struct saal *saal_create(const struct saal_config *config);
void saal_free(struct saal *s);

void saal_establish_req(struct saal *s, vtime now);
void saal_release_req(struct saal *s, vtime now);
/* Queue one message (1..4096 octets; longer is refused with false). Copied. */
bool saal_data_req(struct saal *s, vtime now, const uint8_t *octets, size_t len);
void saal_unitdata_req(struct saal *s, vtime now, const uint8_t *octets, size_t len);
/* One PDU from the peer; malformed ones give SAAL_ERROR 'U'. */
void saal_pdu(struct saal *s, vtime now, const uint8_t *octets, size_t len);
/* Run all timers due at or before now. */
void saal_time(struct saal *s, vtime now);
vtime saal_next(const struct saal *s);
/* Take the oldest output; false when there is none. */
bool saal_drain(struct saal *s, struct saal_out *out);

bool saal_established(const struct saal *s);
const char *saal_state_name(const struct saal *s); /* "Data Transfer Ready" */

#endif

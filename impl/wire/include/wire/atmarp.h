/* SPDX-License-Identifier: Apache-2.0 */
/* ATMARP and InATMARP (RFC 2225 8.7), the packet after its LLC/SNAP header. */
#ifndef WIRE_ATMARP_H
#define WIRE_ATMARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "wire/atm_addr.h"
#include "wire/fields.h"
#include "wire/outcome.h"

enum atmarp_op { ATMARP_REQUEST = 1, ATMARP_REPLY = 2, INATMARP_REQUEST = 8, INATMARP_REPLY = 9, ATMARP_NAK = 10 };

/* A native E.164 number, IA5 digits without NUL; len 0 if there is none. */
#define ATMARP_MAX_E164 20
struct atmarp_e164 {
	uint8_t len;
	char digits[ATMARP_MAX_E164];
};

/*
 * A null address is absent (zero length on the wire; a target or source IP of
 * 0.0.0.0 with length 4 is taken as null too, RFC 2225 8.7.5). The three address
 * structures of RFC 2225 8.7.3: 1 = src_atm alone, 2 = src_e164 alone, 3 = both,
 * src_atm being the subaddress; the same for the target.
 */
struct atmarp {
	enum atmarp_op op;
	bool has_src_atm, has_tgt_atm, has_src_ip, has_tgt_ip;
	struct atm_addr src_atm, tgt_atm;
	uint32_t src_ip, tgt_ip;
	struct atmarp_e164 src_e164, tgt_e164;
};

const char *
atmarp_op_name(enum atmarp_op op); /* "ATMARP_Request", "InATMARP_Reply", "ATMARP_NAK" ...; NULL if unknown */
/* Append the packet; absent addresses get zero length and no storage (RFC 2225 8.7.3, 8.7.5). */
void atmarp_encode(struct wr *w, const struct atmarp *m);
/* Strict: every octet must belong to the packet. WIRE_UNKNOWN for another operation, hardware or
 * protocol type. Which addresses an operation needs is for the caller to judge. */
struct wire_outcome atmarp_decode(const uint8_t *octets, size_t len, struct atmarp *m);

extern const struct field_def atmarp_field_defs[];
extern const size_t atmarp_n_field_defs;
/* Those present, in wire order: op, src-atm, src-ip, tgt-atm, tgt-ip. An ATM address is 40 hex digits, an
 * E.164 number its digits; structure 3 is handed over as the number, then the subaddress. */
void atmarp_fields(const struct atmarp *m, struct field_sink *sink);

#endif

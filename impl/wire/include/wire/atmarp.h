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

struct atmarp {
	enum atmarp_op op;
	bool has_src_atm, has_tgt_atm, has_src_ip, has_tgt_ip;
	struct atm_addr src_atm, tgt_atm;
	uint32_t src_ip, tgt_ip;
};

const char *atmarp_op_name(enum atmarp_op op); /* "ATMARP_Request", "InATMARP_Reply", "ATMARP_NAK" ... */
void atmarp_encode(struct wr *w, const struct atmarp *m);
struct wire_outcome atmarp_decode(const uint8_t *octets, size_t len, struct atmarp *m);

extern const struct field_def atmarp_field_defs[];
extern const size_t atmarp_n_field_defs;
void atmarp_fields(const struct atmarp *m, struct field_sink *sink);

#endif

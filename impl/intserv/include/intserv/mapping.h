/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an IntServ flowspec to the parameters of an ATM call (RFC 2381; arithmetic
 * of requirements on cells and rates: RFC 2381 2.5, RFC 2380). Data: one table row
 * per (service, category, UNI version).
 */
#ifndef INTSERV_MAPPING_H
#define INTSERV_MAPPING_H

#include <stdbool.h>
#include <stdint.h>

#include "wire/intserv.h"
#include "wire/llc.h"
#include "wire/q2931.h"

struct mapping_input {
	enum uni_version version;
	bool p2mp;
	struct flowspec flowspec;
	uint64_t line_cells;        /* cells/s of the access link: a peak that is infinite or higher is cut to it */
	bool offer_llc, offer_vcmux;/* encapsulations to offer, preferred one first by 'prefer_vcmux' */
	bool prefer_vcmux;
	bool backward;              /* usable in the backward direction: signal backward parameters */
	struct tspec backward_tspec;
};

/* Fill the IEs of a QoS SETUP (AAL, traffic descriptor, bearer, B-LLI list, QoS
 * class) for a Controlled Load or Guaranteed flowspec. False if the service cannot be mapped under this
 * UNI version; *setup is then unchanged. */
bool mapping_qos_setup(const struct mapping_input *in, struct q2931_msg *setup);
/* The IEs of a best-effort SETUP for IP with the given MTU. */
void mapping_be_setup(enum uni_version version, bool p2mp, uint64_t line_cells, uint32_t mtu, struct q2931_msg *setup);

/* Is a called side able to accept this SETUP as an IP call, and with which B-LLI?
 * Returns 0 and the index of the chosen B-LLI (-1: none was offered), or the cause value to refuse with
 * (88, 21, 78, ...; RFC 1755, RFC 2331, RFC 2381 as the inventory lists what must be accepted). */
uint8_t mapping_accept(const struct q2931_msg *setup, bool llc, bool vcmux, int *blli);
/* Encapsulation that a B-LLI stands for: ENCAP_LLC, ENCAP_VCMUX or ENCAP_NONE. */
enum encap mapping_blli_encap(const struct ie_blli *b);

/* Cells/s that carry packets of octets/s 'rate' made of packets of at least m octets,
 * with hdr octets of encapsulation in each; rounded up. */
uint32_t mapping_cells_per_second(float rate, uint32_t m, uint32_t hdr);

#endif

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
	uint64_t line_cells;         /* cells/s of the access link: a peak that is infinite or higher is cut to it */
	bool offer_llc, offer_vcmux; /* encapsulations to offer, preferred one first by 'prefer_vcmux' */
	bool prefer_vcmux;
	bool backward; /* usable in the backward direction: signal backward parameters */
	struct tspec backward_tspec;
};

/* Fill the IEs of a QoS SETUP (AAL, traffic descriptor, bearer, B-LLI list, QoS
 * class) for a Controlled Load or Guaranteed flowspec. False if the service cannot be mapped under this
 * UNI version; *setup is then unchanged. */
bool mapping_qos_setup(const struct mapping_input *in, struct q2931_msg *setup);
/* The IEs of a best-effort SETUP for IP with the given MTU. */
void mapping_be_setup(enum uni_version version, bool p2mp, uint64_t line_cells, uint32_t mtu, struct q2931_msg *setup);

/* Is a called side able to accept this SETUP as an IP call, and with which B-LLI?
 * 'llc', 'vcmux': the encapsulations that this node can do. Returns 0 and the index of the chosen B-LLI, the first one
 * offered that it can do; or the cause value to refuse with and *blli -1: 21 no B-LLI at all, 88 none that suits, 78
 * (UNI 3.0: 93) not AAL5, 65 a bearer class that carries no IP (RFC 1755 6, 7, Appendix D.4). */
uint8_t mapping_accept(const struct q2931_msg *setup, bool llc, bool vcmux, int *blli);
/* The cause IE for a refusal by mapping_accept, with the diagnostics that RFC 1755 D.4 wants of cause 21; location
 * user. */
void mapping_refusal(uint8_t cause, struct ie_cause *out);
/* Encapsulation that a B-LLI stands for: ENCAP_LLC, ENCAP_VCMUX or ENCAP_NONE. */
enum encap mapping_blli_encap(const struct ie_blli *b);

/* Cells of one AAL5 PDU that carries a packet of 'octets' behind an encapsulation header of hdr octets (RFC 2381 4.1).
 */
uint32_t mapping_packet_cells(uint32_t octets, uint32_t hdr);
/*
 * Cells/s, or cells, that hold 'rate' octets/s or a burst of 'depth' octets of packets
 * of m to M octets, whatever mix of sizes comes; rounded up, at most FFFFFFh (an
 * infinite rate too). m 0 counts as 1; M 0 or below m as m.
 */
uint32_t mapping_rate(float rate, uint32_t m, uint32_t M, uint32_t hdr);
uint32_t mapping_burst(float depth, uint32_t m, uint32_t M, uint32_t hdr);
/* mapping_rate without an upper limit of the packet size. */
uint32_t mapping_cells_per_second(float rate, uint32_t m, uint32_t hdr);
/* Burst tolerance of an MBS in ns, rounded up, and the MBS of a tolerance (TM 4.0). 0 where PCR <= SCR or SCR is 0. */
uint64_t mapping_burst_tolerance(uint32_t pcr, uint32_t scr, uint32_t mbs);
uint32_t mapping_burst_of_tolerance(uint32_t pcr, uint32_t scr, uint64_t tolerance);
/* Octets/s of IP that a VC of this PCR carries in packets of the MTU: what an ADSPEC announces (RFC 2381 3.1). */
float mapping_path_bandwidth(uint32_t pcr, uint32_t mtu, uint32_t hdr);

#endif

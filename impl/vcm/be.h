/* SPDX-License-Identifier: Apache-2.0 */
/* What best-effort paths and reservations ask of each other. */
#ifndef VCM_BE_H
#define VCM_BE_H

#include "vcm_priv.h"

/* The IP next hop of a reservation that has QoS VCs to this address; 0 if there is none. */
uint32_t res_next_hop_at(const struct vcm *v, const struct atm_addr *atm);
/* An address that was asked for is known, or cannot be known. */
void peer_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm);
void res_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm);

/* Wrongly, a Path leaves: a QoS VC is opened for what it announces. */
void res_open_ahead(struct vcm *v, vtime now, const struct atm_addr *atm, const uint8_t *packet, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ATMARP client of one LIS (RFC 2225 8): registration with the ATMARP server, the
 * table of resolved neighbours with its ageing and revalidation, answers to
 * ATMARP_Requests and InATMARP_Requests, and the packets that wait for an address.
 * It knows IP and ATM addresses, not VCs: a VC on which something came in is a
 * number of the caller's.
 *
 * Inputs are calls with the current time, outputs a list to drain; time is told.
 */
#ifndef IPOATM_ARP_H
#define IPOATM_ARP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/atm_addr.h"

struct arp_config {
	uint32_t ip;            /* own address, host order */
	struct atm_addr atm;    /* own ATM address */
	struct atm_addr server; /* of the ATMARP server */
	/* Is a best-effort VC to this ATM address open? Decides between revalidation and
	 * deletion of an ageing entry (RFC 2225 8.5.1). */
	bool (*vc_open)(void *ctx, const struct atm_addr *atm);
	void *ctx;
};

enum arp_out_kind {
	ARP_OUT_TO,         /* an ATMARP packet (no LLC) for the best-effort VC to 'atm', set up if need be */
	ARP_OUT_ON_VC,      /* an ATMARP packet for the VC 'vc' */
	ARP_OUT_PACKET,     /* an IP packet that waited: 'atm' is where it goes */
	ARP_OUT_RESOLVED,   /* the address of 'ip' is now known */
	ARP_OUT_UNRESOLVED, /* 'ip' cannot be resolved; packets that waited are gone */
	ARP_OUT_CLOSE,      /* the entry was not revalidated: close best-effort VCs to 'atm' (RFC 2225 8.5.1) */
};
struct arp_out {
	enum arp_out_kind kind;
	uint32_t ip;
	struct atm_addr atm;
	uint32_t vc;
	const uint8_t *octets; /* valid until the next call */
	size_t len;
	bool control; /* ARP_OUT_PACKET: as given to arp_queue */
};

struct arp;

struct arp *arp_create(const struct arp_config *config);
void arp_free(struct arp *a);
/* Register with the server, and again at least every 15 minutes (RFC 2225 8.5). */
void arp_start(struct arp *a, vtime now);
/* True and the address if traffic may go to ip now. Asks nobody. */
bool arp_lookup(struct arp *a, uint32_t ip, struct atm_addr *atm);
/* Find the address of ip; the answer comes as an output. */
void arp_resolve(struct arp *a, vtime now, uint32_t ip);
/* The same, with a packet that waits for the answer (bounded; the oldest stay). */
void arp_queue(struct arp *a, vtime now, uint32_t ip, const uint8_t *packet, size_t len, bool control);
/* An ATMARP packet (after its LLC header) came in on VC 'vc'. Malformed and unknown ones are dropped. */
void arp_packet(struct arp *a, vtime now, uint32_t vc, const uint8_t *octets, size_t len);
/* A VC to this address failed or was released abnormally: its entries go (RFC 2225 8.5.2). */
void arp_forget(struct arp *a, const struct atm_addr *atm);

void arp_time(struct arp *a, vtime now);
vtime arp_next(const struct arp *a);
bool arp_drain(struct arp *a, struct arp_out *out);

#endif

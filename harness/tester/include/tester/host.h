/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scripted host or edge on the ATM network: a port of the fabric, signalling by
 * impl/uni, registration with the address server, a best-effort VC to its
 * neighbour on demand, and calls for flows as the script or a Resv asks; for groups,
 * point-to-multipoint calls. It stands for the ends behind it as well. Who is where it
 * knows from its configuration, and who is in a group from host_member.
 */
#ifndef TESTER_HOST_H
#define TESTER_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fabric/fabric.h"
#include "tester/rsvp_end.h"

struct host;

/* Where packets for an address go. */
struct host_route {
	uint32_t ip;
	struct atm_addr atm; /* of the host that is, or stands for, this address */
};

struct host_config {
	struct engine *engine;
	struct fabric *fabric;
	const char *name;
	enum uni_version uni;
	struct atm_addr atm, arp; /* its own address, the server's */
	uint32_t ip;              /* on the ATM side */
	uint32_t rsvp_ip;         /* 0, or it is a plain router, and this is the address of the RSVP node behind it */
	uint64_t cell_bps;
	vtime delay;
	uint32_t first_call_ref;
	vtime refresh;
	size_t n_flows, n_specs, n_routes;
	const struct tester_flow *flows; /* borrowed */
	const struct tester_spec *specs; /* borrowed; ordered by size */
	const struct host_route *routes; /* borrowed */
};

/* Adds its port to the fabric and brings signalling up. NULL if memory runs out. 'packets' is borrowed. */
struct host *host_create(const struct host_config *config, struct packets *packets);
/* Takes its events out of the engine. The port stays: free the host only when the engine runs no more. */
void host_free(struct host *h);
int host_port(const struct host *h);
struct rsvp_end *host_rsvp(struct host *h);
/* From now on what the RSVP node behind this plain router sends leaves the ATM network's edge at another host. */
void host_upstream(struct host *h, struct host *by);

/* An IP packet towards 'dst'. A copy on each of the n VCs of connections 'conns' that are open; if there is none, and
 * it belongs to flow 'flow' (HOST_NO_FLOW: none), on that flow's newest QoS VC; else on the best-effort VC, which is
 * opened if it is not there. To a group: on the flow's QoS VC and on the best-effort VC of those without reservation,
 * or on the best-effort VC to all members. */
#define HOST_NO_FLOW SIZE_MAX
void host_send(struct host *h, vtime now, uint32_t dst, size_t flow, const uint32_t *conns, size_t n,
	       const uint8_t *packet, size_t len);

/* The host with this address is in a group, or no longer. */
void host_member(struct host *h, vtime now, uint32_t group, uint32_t member, bool joined);

/* What it does with calls to it. */
enum host_answer { ANSWER_NONE, ANSWER_FIRST, ANSWER_SECOND, ANSWER_THIRD, ANSWER_CHOSEN };
enum host_action { CALLS_ACCEPT, CALLS_REFUSE, CALLS_IGNORE };
enum host_accepts { ACCEPTS_ANY, ACCEPTS_LLC, ACCEPTS_VCMUX };
struct host_policy {
	enum host_action action;
	uint8_t cause;
	uint32_t times; /* of an action other than accept; 0: for good */
	enum host_accepts accepts;
	enum host_answer answer;
	vtime after; /* before the answer */
	vtime stays; /* a call that it accepted it releases after so long; 0: never */
};
/* Of calls with (best_effort) or without the best-effort indicator; to be read and changed. */
struct host_policy *host_policy(struct host *h, bool best_effort);

/* What it does as ingress. */
enum { OFFER_LLC, OFFER_VCMUX, OFFER_VCMUX_LLC, OFFER_LLC_VCMUX };
struct host_calls {
	bool qos_on_resv;    /* opens QoS VCs for what is reserved */
	bool break_first;    /* closes the old one before it opens its replacement */
	vtime release_delay; /* from a tear to the release */
	int offer;
	bool cbr;
	const struct tester_spec
	    *backward; /* QoS VCs are signalled usable backward with this size, NULL: not; borrowed */
};
struct host_calls *host_calls(struct host *h);

/* Call the host that stands for 'dst'. */
void host_open_be(struct host *h, vtime now, uint32_t dst);
void host_open_qos(struct host *h, vtime now, size_t flow, const struct tester_spec *spec, int offer, bool cbr);
/* A point-to-multipoint call of its own to hosts with these addresses: SETUP to the first, ADD PARTY to the others once
 * that has answered. Without 'spec' it is a best-effort call. False if one of them is not known. */
bool host_open_tree(struct host *h, vtime now, size_t flow, const struct tester_spec *spec, int offer, bool cbr,
		    const uint32_t *leaves, size_t n);
/* ADD PARTY and DROP PARTY on one of them; false if it has no such call or leaf. */
bool host_add_leaf(struct host *h, vtime now, uint32_t conn, uint32_t leaf);
bool host_drop_leaf(struct host *h, vtime now, uint32_t conn, uint32_t leaf, uint8_t cause);
/* Release the call of a connection, as root or as leaf; false if it has none on it. */
bool host_release(struct host *h, vtime now, uint32_t conn, uint8_t cause);

#endif

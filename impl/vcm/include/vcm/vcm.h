/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VC management: which VCs there are, who owns them, and which packet goes onto
 * which. It stands between the RSVP engine (reservations), the IP layer (packets to
 * ATM addresses), call control (calls) and the access link (VCs of the flow module).
 *
 *   - Best-effort VCs to each ATM address, on demand (RFC 1755 3), either side's.
 *   - One QoS VC for each reservation, opened here as the sub-net sender, replaced
 *     when the reservation changes, kept until RSVP gives it up (RFC 2380 2).
 *   - For a group, a best-effort VC to all its members, and for each reserved flow of it
 *     QoS and best-effort VCs, point to multipoint, after a heterogeneity model (RFC 2382 4.2.3).
 *   - Incoming calls of either kind are accepted and never timed out (RFC 2380 2.3).
 *
 * Inputs are calls with the current time; calls down (signalling) go through a table
 * of functions that only queue; answers up are a list to drain; time is told.
 */
#ifndef VCM_VCM_H
#define VCM_VCM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "flow/flow.h"
#include "rsvp/engine.h"
#include "uni/uni.h"

/* How next hops of one group that ask for different QoS are served (RFC 2382 4.2.3). */
enum vcm_model { VCM_LIMITED_HETEROGENEITY };

struct vcm_config {
	enum uni_version version;
	uint64_t line_cells;      /* cells/s of the access link */
	uint32_t mtu;             /* IP MTU of best-effort VCs, octets */
	bool vcmux;               /* QoS VCs prefer VC multiplexing, LLC second; otherwise LLC alone */
	vtime be_idle;            /* silence after which our own best-effort VCs go; 0 = never */
	vtime tau;                /* least time between two QoS changes of a VC; 0 = no limit */
	vtime retry;              /* until the replacement of a too large VC is tried again */
	vtime reestablish;        /* until a lost VC is given up */
	bool backward;            /* QoS VCs are signalled and used in the backward direction */
	uint64_t admission_limit; /* octets/s of all reservations together; UINT64_MAX = no limit */
	int atm_iface;            /* number of the ATM interface in rsvp_tc_spec; others need no VC */
	enum vcm_model model;
};

/* Call control below. The functions only queue; they never call back. */
struct vcm_ops {
	void *ctx;
	uni_call (*setup)(void *ctx, vtime now, const struct q2931_msg *setup);
	void (*proceeding)(void *ctx, vtime now, uni_call call);
	void (*accept)(void *ctx, vtime now, uni_call call, const struct q2931_msg *connect);
	void (*release)(void *ctx, vtime now, uni_call call, uint8_t cause, const uint8_t *diag, size_t n_diag);
	void (*enquire)(void *ctx, vtime now, uni_call call);
	/* Parties of point-to-multipoint calls, as uni_add_party_req, uni_drop_party_req; and the answer to
	 * UNI_ADD_PARTY_IND: cause 0 accepts, another one rejects. */
	uint16_t (*add_party)(void *ctx, vtime now, uni_call call, const struct q2931_msg *party);
	void (*drop_party)(void *ctx, vtime now, uni_call call, uint16_t party, uint8_t cause);
	void (*answer_party)(void *ctx, vtime now, uni_call call, uint16_t party, uint8_t cause);
};

enum vcm_out_kind {
	VCM_OUT_TC_RESULT, /* answer to an ADD or MOD: ok, or code and value */
	VCM_OUT_TC_LOST,   /* a reservation that stood is without VC for good */
	VCM_OUT_RESOLVE,   /* the ATM address of 'ip' is needed: answer with vcm_resolved */
	VCM_OUT_FORGET,    /* a VC to 'atm' failed: its ATMARP entries are no longer good (RFC 2225 8.5.2) */
	VCM_OUT_GREW,      /* a further member of the group 'ip' can be reached now */
};
struct vcm_out {
	enum vcm_out_kind kind;
	rsvp_tc tc;
	bool ok;
	uint8_t code;
	uint16_t value;
	uint32_t ip;
	struct atm_addr atm;
};

struct vcm;

/* flow is borrowed and must outlive the vcm. NULL if memory runs out. */
struct vcm *vcm_create(const struct vcm_config *config, const struct vcm_ops *ops, struct flow *flow);
void vcm_free(struct vcm *v);

/* A traffic control request of the RSVP engine (RSVP_OUT_TC_ADD, _MOD, _DEL). */
void vcm_tc(struct vcm *v, vtime now, enum rsvp_out_kind kind, const struct rsvp_tc_spec *spec);
/* A primitive of call control. Frames and link events are not for vcm. */
void vcm_uni(struct vcm *v, vtime now, const struct uni_out *out);
/* Answer to VCM_OUT_RESOLVE. */
void vcm_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm);

/* 'ip' is a member of the IPv4 group, behind the ATM network, or is none any more. Told by whoever knows the membership
 * (configuration; an address resolution server for groups). */
void vcm_member(struct vcm *v, vtime now, uint32_t group, uint32_t ip, bool in);

/* Send an IPv4 packet to a group: over the VCs of its reserved flow, else over the VC to all members; it waits
 * (bounded) while that is being set up. RSVP ('control') always goes to all members. */
void vcm_send_group(struct vcm *v, vtime now, uint32_t group, const uint8_t *packet, size_t len, bool control);

/* Send a packet over the best-effort VC to an ATM address; it waits (bounded) while
 * that is being set up. 'control' packets go first (RSVP, ATMARP). */
void vcm_send_be(struct vcm *v, vtime now, const struct atm_addr *atm, uint16_t ethertype, const uint8_t *packet,
		 size_t len, bool control);
/* Send an IPv4 data packet over the QoS VC of its reservation. False: it has none, or the packet exceeds
 * what the VC may carry; the caller then sends it best effort. */
bool vcm_send_reserved(struct vcm *v, vtime now, const uint8_t *packet, size_t len);
/* Send a data packet backward on an incoming QoS VC from this address; false unless configured and
 * signalled by the caller of that VC (RFC 2380 2.2). */
bool vcm_send_backward(struct vcm *v, vtime now, const struct atm_addr *atm, const uint8_t *packet, size_t len);
/* Answer on the VC 'call' itself (ATMARP). */
void vcm_send_on(struct vcm *v, vtime now, uni_call call, uint16_t ethertype, const uint8_t *packet, size_t len);

/* An SDU came in on a VC of ours (flow_vc_owner). Returns the EtherType and the packet inside, 0 if it is to be
 * dropped; *call identifies the VC for vcm_send_on. */
uint16_t vcm_received(struct vcm *v, vtime now, void *owner, const uint8_t *sdu, size_t sdu_len, const uint8_t **packet,
		      size_t *len, uni_call *call);

/* Is a best-effort VC to this address open? */
bool vcm_be_open(const struct vcm *v, const struct atm_addr *atm);
/* Close our best-effort VCs to it. */
void vcm_be_close(struct vcm *v, vtime now, const struct atm_addr *atm);

/* Cells have left since the last call: VCs that were to be emptied may be empty now. */
void vcm_sent(struct vcm *v, vtime now);
void vcm_time(struct vcm *v, vtime now);
vtime vcm_next(const struct vcm *v);
bool vcm_drain(struct vcm *v, struct vcm_out *out);

/* State of a reservation by name, for tests and diagnosis; NULL if unknown. */
const char *vcm_res_state(const struct vcm *v, rsvp_tc tc);

#endif

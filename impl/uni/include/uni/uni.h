/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UNI signalling, user side: call control of Q.2931 as profiled by UNI 3.0, 3.1
 * and 4.0 over its own SAAL. Frames of VPI 0 / VCI 5 go in and out; the user of
 * the calls sees primitives. Parties of point-to-multipoint calls come in through
 * the same primitives with an endpoint reference.
 */
#ifndef UNI_UNI_H
#define UNI_UNI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/q2931.h"

struct uni_config {
	enum uni_version version;
	struct atm_addr address;                        /* calling number of our SETUPs where the template has none */
	uint32_t first_call_ref;                        /* 1..7FFFFFh; 0 means 1 */
	unsigned ie_order;                              /* for q2931_encode_ordered; 0 = the usual order */
	vtime t303, t308, t309, t310, t313, t316, t322; /* 0 means the default of the version */
	vtime t397, t398, t399;                         /* of parties; likewise */
};

/* A call, in both directions: chosen by this module, never 0, never reused. */
typedef uint32_t uni_call;

enum uni_out_kind {
	UNI_FRAME,   /* octets: AAL5 SDU for VPI 0 / VCI 5 */
	UNI_LINK_UP, /* SAAL established */
	UNI_LINK_DOWN,
	UNI_SETUP_IND,      /* incoming call; msg = SETUP */
	UNI_PROCEEDING_IND, /* msg = CALL PROCEEDING */
	UNI_ALERTING_IND,
	UNI_SETUP_CONF,   /* our call was answered, CONNECT ACKNOWLEDGE is on its way; msg = CONNECT */
	UNI_COMPLETE_IND, /* our CONNECT was acknowledged: the call is active */
	UNI_RELEASE_IND,  /* call gone, by the peer or by a timer; cause. The VC is already free */
	UNI_RELEASE_CONF, /* a release that we asked for is done */
	UNI_STATUS_IND,   /* msg = STATUS; the call stays */
	/* Parties of a point-to-multipoint call, 'party' says which. The party of the SETUP is told of by the outputs
	 * of the call until that is active. What ends the call ends all its parties: RELEASE_IND or RELEASE_CONF then
	 * stands for all of them. */
	UNI_ADD_PARTY_IND,      /* leaf: msg = ADD PARTY; uni_add_party_resp or uni_add_party_reject answers */
	UNI_ADD_PARTY_CONF,     /* root: the party is in; msg = ADD PARTY ACKNOWLEDGE */
	UNI_PARTY_ALERTING_IND, /* root; UNI 4.0 */
	UNI_PARTY_REJECT_IND,   /* root: the party is not in; cause; by_timer if T399 or T397 ran out */
	UNI_DROP_PARTY_IND,     /* root or leaf: the party is gone, by the peer; cause */
	UNI_DROP_PARTY_CONF,    /* a drop that we asked for is done */
};

struct uni_out {
	enum uni_out_kind kind;
	uni_call call;
	uint16_t party;              /* endpoint reference value; 0 is the party of the SETUP */
	uint8_t cause;               /* UNI_RELEASE_IND, UNI_PARTY_REJECT_IND, UNI_DROP_PARTY_IND */
	bool by_timer;               /* UNI_RELEASE_IND: T303, T310, T313, ... ran out, cause says which rule */
	uint16_t vpi, vci;           /* of the call, once known, else 0 */
	const struct q2931_msg *msg; /* valid until the next call on the same object */
	const uint8_t *octets;       /* UNI_FRAME; valid until the next call on the same object */
	size_t len;
};

struct uni;

struct uni *uni_create(const struct uni_config *config);
void uni_free(struct uni *u);

/* Bring the signalling link up (AAL-ESTABLISH.request). */
void uni_start(struct uni *u, vtime now);
/* Start a call. 'setup' gives the IEs; call reference, type and version are filled
 * in here. Returns 0 if memory or call references run out. If the link is down it
 * is established first and the SETUP follows. */
uni_call uni_setup_req(struct uni *u, vtime now, const struct q2931_msg *setup);
/* Send CALL PROCEEDING for an incoming call (optional). */
void uni_proceeding_req(struct uni *u, vtime now, uni_call call);
/* Send ALERTING for an incoming call (UNI 4.0; without effect in earlier versions). */
void uni_alerting_req(struct uni *u, vtime now, uni_call call);
/* Ask the other side for the state of an active call (Q.2931 5.6.11); nothing in other states. */
void uni_status_enquiry_req(struct uni *u, vtime now, uni_call call);
/* Accept an incoming call; 'connect' gives the IEs of CONNECT, NULL for none. */
void uni_setup_resp(struct uni *u, vtime now, uni_call call, const struct q2931_msg *connect);
/* Clear a call in any state with RELEASE or RELEASE COMPLETE, as the state asks.
 * diag may be NULL. Calls that are gone are ignored. */
void uni_release_req(struct uni *u, vtime now, uni_call call, uint8_t cause, const uint8_t *diag, size_t n_diag);

/* RESTART of all VCs of the interface: all calls end with UNI_RELEASE_IND, cause 41. */
void uni_restart_req(struct uni *u, vtime now);

/* Root of a point-to-multipoint call in U10 (UNI 4.0: U4 too): ADD PARTY. 'party' gives the IEs (AAL, B-LLI, called
 * number,
 * ...); those that belong to the SETUP alone (traffic, bearer, QoS, connection identifier) are left out here, so that a
 * SETUP will do. The endpoint reference is chosen here. Returns it (1..32767), 0 if the call is not active, not point
 * to multipoint, or none is free. The first party is that of the SETUP, with endpoint reference 0. */
uint16_t uni_add_party_req(struct uni *u, vtime now, uni_call call, const struct q2931_msg *party);
/* Root or leaf: DROP PARTY; if no other party is active or being set up, the call is cleared with RELEASE instead
 * (Q.2971; UNI_RELEASE_CONF then follows). */
void uni_drop_party_req(struct uni *u, vtime now, uni_call call, uint16_t party, uint8_t cause);
/* Leaf: PARTY ALERTING (UNI 4.0; without effect in earlier versions). */
void uni_party_alerting_req(struct uni *u, vtime now, uni_call call, uint16_t party);
/* Leaf: answer to UNI_ADD_PARTY_IND. After a refusal UNI_DROP_PARTY_CONF follows at once; a refusal of the last party
 * of the call releases it, as above. */
void uni_add_party_resp(struct uni *u, vtime now, uni_call call, uint16_t party);
void uni_add_party_reject(struct uni *u, vtime now, uni_call call, uint16_t party, uint8_t cause);

void uni_frame(struct uni *u, vtime now, const uint8_t *octets, size_t len);
void uni_time(struct uni *u, vtime now);
vtime uni_next(const struct uni *u);
bool uni_drain(struct uni *u, struct uni_out *out);

/* Q.2931 state of a call: 0 U0 (or gone), 1 U1, 3 U3, ... */
int uni_call_state(const struct uni *u, uni_call call);
size_t uni_n_calls(const struct uni *u);
/* State of a party with the numbers of the endpoint state (Q.2971 8.2.2): 0 null (or gone), 1 add party initiated, 4
 * alerting delivered, 6 add party received, 7 alerting received, 10 active, 11 drop party initiated. */
int uni_party_state(const struct uni *u, uni_call call, uint16_t party);
/* Parties that are active or being set up. */
size_t uni_n_parties(const struct uni *u, uni_call call);

#endif

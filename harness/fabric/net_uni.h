/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The network side of one UNI: call control of Q.2931 as profiled by UNI 3.0, 3.1
 * and 4.0, over its own SAAL. The mirror of impl/uni: frames of VPI 0 / VCI 5 go in
 * and out, the switch sees primitives. It knows no other port, assigns no VCI and
 * counts no cell rate: that is the switch's part, which does its requests from the
 * indications drained here. Messages pass information elements that only concern
 * the far user (AAL parameters, BHLI, BLLI, subaddresses) unchanged: the switch
 * copies the message of an indication, removes or replaces what is its own
 * (connection identifier, endpoint reference) and gives it to the other port.
 *
 * Parties of point-to-multipoint calls have endpoint references of each UNI's own: the root chooses
 * those of its UNI, this module those of a leaf's. 0 is the party of the SETUP.
 */
#ifndef FABRIC_NET_UNI_H
#define FABRIC_NET_UNI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/q2931.h"

/* A call at this UNI, in both directions: chosen by this module, never 0, never reused. */
typedef uint32_t net_call;

/* What happens to one message (scripted faults). */
enum net_uni_fate {
	NET_PASS,
	NET_DROP,      /* to the user: SSCOP never gets it. From the user: call control never sees it */
	NET_HOLD,      /* kept until 'until', then passed without asking again */
	NET_DUPLICATE, /* passed twice */
};
struct net_uni_verdict {
	enum net_uni_fate fate;
	vtime until; /* NET_HOLD */
};

/*
 * Asked once for each Q.2931 message (repetitions by a timer included): 'outgoing'
 * before SSCOP gets it, 'incoming' after SSCOP delivered it and before call control
 * sees it ('call' is 0 if the message belongs to no call, as for an incoming SETUP).
 * A held message that a request of the switch would send (SETUP, CALL PROCEEDING,
 * ALERTING, CONNECT, RELEASE) is held as a request: state and timers of the call move
 * when it goes out. It is forgotten if the call ends before. They may not call back
 * into the net_uni.
 */
typedef struct net_uni_verdict (*net_uni_hook)(void *ctx, vtime now, net_call call, const struct q2931_msg *m);

struct net_uni_config {
	enum uni_version version;
	uint32_t first_call_ref;                        /* 1..7FFFFEh; 0 means 1 */
	vtime t301, t303, t308, t309, t310, t316, t322; /* 0 means the default of the version */
	vtime t397, t398, t399;                         /* likewise */
	void *hook_ctx;
	net_uni_hook incoming, outgoing; /* NULL passes all */
};

enum net_uni_out_kind {
	NET_FRAME,   /* octets: AAL5 SDU for VPI 0 / VCI 5 towards the user */
	NET_LINK_UP, /* SAAL established, or established again */
	NET_LINK_DOWN,
	NET_SETUP_IND,      /* the user calls; msg = SETUP, checked (mandatory IEs there) */
	NET_PROCEEDING_IND, /* called user: CALL PROCEEDING; msg */
	NET_ALERTING_IND,   /* called user: ALERTING (UNI 4.0); msg */
	NET_CONNECT_IND,    /* called user accepted; msg = CONNECT. CONNECT ACKNOWLEDGE is on its way */
	NET_COMPLETE_IND,   /* calling user's CONNECT ACKNOWLEDGE came */
	NET_RELEASE_IND,    /* call over: by the user, a timer, an error or the link; cause, msg if a message did it.
			     * The VC is free, unless 'clearing' is set: then NET_RELEASE_CONF follows */
	NET_RELEASE_CONF,   /* a release that the switch asked for is done. VC free */
	NET_STATUS_IND,     /* msg = STATUS; the call stays */
	/* 'party' says which; the party of the SETUP is told of by the outputs of the call until that is active, and
	 * what ends the call ends all its parties. */
	NET_ADD_PARTY_IND,      /* root: msg = ADD PARTY, checked */
	NET_ADD_PARTY_CONF,     /* leaf: accepted; msg = ADD PARTY ACKNOWLEDGE */
	NET_PARTY_ALERTING_IND, /* leaf: PARTY ALERTING (UNI 4.0); msg */
	NET_PARTY_REJECT_IND,   /* leaf: refused, or T399 or T397 ran out; cause */
	NET_DROP_PARTY_IND,     /* the user dropped the party; cause */
	NET_DROP_PARTY_CONF,    /* a drop that the switch asked for is done */
};

struct net_uni_out {
	enum net_uni_out_kind kind;
	net_call call;
	uint16_t party;              /* endpoint reference value */
	struct ie_cause cause;       /* NET_RELEASE_IND: cause to pass on, with location and diagnostics */
	bool by_timer;               /* NET_RELEASE_IND: T303, T310, T309, ... ran out */
	bool clearing;               /* NET_RELEASE_IND: RELEASE went to the user, whose answer is awaited */
	const struct q2931_msg *msg; /* NULL if none; valid until the next call on the same object */
	const uint8_t *octets;       /* NET_FRAME; valid until the next call on the same object */
	size_t len;
};

struct net_uni;

/* NULL if memory runs out. */
struct net_uni *net_uni_create(const struct net_uni_config *config);
void net_uni_free(struct net_uni *n);

/* Bring the signalling link up from this side (AAL-ESTABLISH.request). Optional: a
 * BGN of the user brings it up as well. */
void net_uni_start(struct net_uni *n, vtime now);

/* A call towards the user. 'setup' gives all IEs, connection identifier included; call
 * reference, type and version are filled in here. The call's handle, 0 if memory or
 * call references run out. If the link is down it is established first. */
net_call net_uni_setup_req(struct net_uni *n, vtime now, const struct q2931_msg *setup);
/* The VPCI/VCI of a call from the user; before the first answer, which carries it. */
void net_uni_assign(struct net_uni *n, net_call call, uint16_t vpci, uint16_t vci);
/* Answers to a call from the user. 'msg' gives further IEs, NULL for none; the connection
 * identifier of net_uni_assign is put into the first answer, the endpoint reference
 * of the SETUP into each. Without effect in a state where they make no sense. */
void net_uni_proceeding_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg);
void net_uni_alerting_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg);
void net_uni_connect_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg);
/* Clear a call in any state: RELEASE COMPLETE if it is the first answer to a SETUP, else
 * RELEASE. 'cause' with location and diagnostics (present need not be set). Ends in
 * NET_RELEASE_CONF, at once for RELEASE COMPLETE. Calls that are gone are ignored. */
void net_uni_release_req(struct net_uni *n, vtime now, net_call call, const struct ie_cause *cause);
/* Add a party to an active call towards the user: 'msg' gives the IEs; those of the SETUP alone are left out. The
 * endpoint reference, 0 if the call takes no party now or memory runs out. */
uint16_t net_uni_add_party_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg);
/* Answers to NET_ADD_PARTY_IND; 'msg' as above. A refusal of the last party of the call becomes RELEASE. */
void net_uni_party_alerting_req(struct net_uni *n, vtime now, net_call call, uint16_t party,
				const struct q2931_msg *msg);
void net_uni_add_party_resp(struct net_uni *n, vtime now, net_call call, uint16_t party, const struct q2931_msg *msg);
void net_uni_add_party_reject(struct net_uni *n, vtime now, net_call call, uint16_t party,
			      const struct ie_cause *cause);
/* DROP PARTY; for the last party of the call as net_uni_release_req. */
void net_uni_drop_party_req(struct net_uni *n, vtime now, net_call call, uint16_t party, const struct ie_cause *cause);
/* RESTART of all VCs of the interface (class 2): all calls end with NET_RELEASE_IND, cause 41. */
void net_uni_restart_req(struct net_uni *n, vtime now);

void net_uni_frame(struct net_uni *n, vtime now, const uint8_t *octets, size_t len);
void net_uni_time(struct net_uni *n, vtime now);
vtime net_uni_next(const struct net_uni *n);
bool net_uni_drain(struct net_uni *n, struct net_uni_out *out);

/* Call of a message as seen on the UNI: its value and flag, and its direction. Also
 * finds calls that ended, up to the last 1024 of them while their reference was not
 * used again. 0 if unknown. For messages from the user ask after net_uni_frame. */
net_call net_uni_call_by_ref(const struct net_uni *n, bool to_network, uint32_t call_ref, bool flag);
/* Q.2931 state of a call: 0 N0 (or gone), 1 N1, 3 N3, 6 N6, ... */
int net_uni_call_state(const struct net_uni *n, net_call call);
size_t net_uni_n_calls(const struct net_uni *n);
/* Endpoint state of a party: 0 null (or gone), 1, 4, 6, 7, 10, 11. */
int net_uni_party_state(const struct net_uni *n, net_call call, uint16_t party);
bool net_uni_link_up(const struct net_uni *n);

#endif

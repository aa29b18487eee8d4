/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside of the network side of a UNI. Files: net_fsm.c the table [call state][event]; net_uni.c
 * primitives and outputs over the call control of uni/cc.h; net_hold.c what a hook made of single
 * messages: dropped, doubled, held.
 */
#ifndef FABRIC_NET_PRIV_H
#define FABRIC_NET_PRIV_H

#include "net_uni.h"
#include "uni/cc.h"

/* Something that waits for its time: a request of the switch, a message to send, or one to receive. */
struct net_held {
	vtime at;
	enum { HELD_REQUEST, HELD_OUT, HELD_IN } kind;
	net_call call;         /* 0 if none */
	enum cc_event event;   /* HELD_REQUEST */
	struct ie_cause cause; /* HELD_REQUEST: of a release */
	struct q2931_msg *msg; /* HELD_REQUEST (NULL if none), HELD_OUT; owned */
	uint8_t *octets;       /* HELD_IN; owned */
	size_t len;
	struct net_held *next; /* in order of time, then of arrival */
};

struct net_uni {
	struct cc cc;
	struct net_uni_config config;
	struct net_held *held;
	/* Verdict on the message of the request that is being carried out. */
	bool asked;
	struct net_uni_verdict verdict;
};

extern const struct cc_side net_side;

/* Message that a request would send in the call's state, 0 if it would send none. */
enum q2931_type net_message_of(const struct cc_call *call, enum cc_event request);
/* Completes a message that answers the user's SETUP: connection identifier, endpoint reference. */
void net_complete_answer(struct cc_call *call, struct q2931_msg *m);

/* Hooks of cc.h. */
bool net_outgoing(void *ctx, struct cc_call *call, const struct q2931_msg *m);
bool net_incoming(void *ctx, struct cc_call *call, const struct q2931_msg *m, const uint8_t *octets, size_t len);
/* A request, past the hook if that lets it. */
void net_request(struct net_uni *n, struct cc_call *call, const struct cc_arg *arg);
/* Carry out what is due. */
void net_held_run(struct net_uni *n);
void net_held_free(struct net_uni *n);

#endif

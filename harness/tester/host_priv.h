/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the tester host share. */
#ifndef TESTER_HOST_PRIV_H
#define TESTER_HOST_PRIV_H

#include "tester/host.h"
#include "uni/uni.h"
#include "wire/llc.h"

enum call_use { USE_ARP, USE_BE, USE_QOS };

/* A packet that waits for its best-effort VC. */
struct queued {
	struct queued *next;
	size_t len;
	uint8_t octets[];
};
#define QUEUE_MAX 256

/* A leaf of a point-to-multipoint call of ours. */
enum leaf_state {
	LEAF_WANTED, /* to be asked in when the call stands */
	LEAF_ASKED,
	LEAF_IN,
	LEAF_LEAVING,
	LEAF_OUT,
	LEAF_REFUSED,
};
struct leaf {
	struct atm_addr atm;
	enum leaf_state state;
	uint16_t party; /* endpoint reference */
};

struct call {
	struct host *h;
	struct call *next; /* newest first */
	uni_call id;
	enum call_use use;
	bool outgoing, active, releasing;
	bool p2mp;
	struct q2931_msg *setup; /* as root: what ADD PARTY takes its elements from */
	struct leaf *leaves;     /* as root, in the order in which they were named */
	size_t n_leaves;
	bool filled; /* as root: all leaves that it was opened for have answered */
	struct atm_addr peer;
	size_t flow; /* QoS calls of its own */
	uint8_t vpi;
	uint16_t vci;
	enum encap encap;
	struct ie_bllis offered;
	struct ie_aal aal;
	int chosen;         /* B-LLI it would answer with, -1 none was offered */
	uint8_t cause;      /* of a pending refusal */
	engine_event timer; /* delayed answer or release */
	struct queued *queue, **queue_tail;
	size_t queued;
};

/* As ingress, per flow. */
struct flow_call {
	bool wanted; /* reserved */
	struct tester_spec spec;
	struct call *current; /* the VC that data uses, or that is being set up first */
	struct call *next;    /* its replacement being set up */
	uint32_t confirm;     /* receiver that wants a ResvConf */
};

struct host {
	struct host_config c;
	struct packets *packets;
	struct uni *uni;
	struct rsvp_end *rsvp;
	struct host *upstream; /* whose VCs its RSVP messages take: its own, but for a node behind a plain router */
	int port;
	engine_event arp_timer;
	engine_event timer; /* uni_next */
	vtime timer_at;
	bool draining;
	struct call *calls;
	struct flow_call *flows;
	struct group *groups;
	struct group_flow *group_flows; /* by flow */
	bool tending, tend_again;       /* groups */
	struct host_policy policy[2];   /* by best_effort */
	struct host_calls as_ingress;
};

/* host.c: let signalling do what is due, deliver its frames, watch its next deadline. */
void host_pump(struct host *h, vtime now);
/* The VC to the address server is gone: another attempt a little later. */
void host_arp_lost(struct host *h, vtime now);
/* Frame on the VC of a call, with its encapsulation. */
void host_put(struct host *h, vtime now, const struct call *c, const uint8_t *packet, size_t len);

/* call.c */
struct call *call_new(struct host *h, enum call_use use, bool outgoing);
void call_free(struct call *c);
struct call *call_by_id(struct host *h, uni_call id);
struct call *call_by_vc(struct host *h, uint8_t vpi, uint16_t vci);
struct call *call_to(struct host *h, enum call_use use, const struct atm_addr *peer);
struct call *call_open(struct host *h, vtime now, enum call_use use, const struct atm_addr *peer,
		       const struct q2931_msg *setup);
void call_release(struct call *c, vtime now, uint8_t cause);
void call_enqueue(struct call *c, const uint8_t *packet, size_t len);
/* Send what was queued. */
void call_flush(struct call *c, vtime now);
void call_signal(struct host *h, vtime now, const struct uni_out *o);

/* setup.c: the testers' own table of SETUP contents. */
void setup_be(const struct host *h, const struct atm_addr *called, struct q2931_msg *setup);
void setup_qos(const struct host *h, const struct atm_addr *called, const struct tester_spec *spec, int offer, bool cbr,
	       struct q2931_msg *setup);
/* Make it one for point to multipoint: nothing comes back from leaves (UNI 3.1 5.6, UNI 4.0 6). */
void setup_p2mp(struct q2931_msg *setup);
enum encap setup_encap(const struct ie_blli *b);

/* flow_call.c: QoS VCs of flows. */
void flow_event(void *ctx, vtime now, const struct rsvp_news *news);
void flow_call_active(struct call *c, vtime now);
void flow_call_gone(struct call *c);
struct call *flow_vc(struct host *h, size_t flow);
const struct host_route *host_route_to(const struct host *h, uint32_t dst);
/* The smallest of the case's sizes that holds what is asked for, since their cell rates are known. */
const struct tester_spec *flow_size(const struct host *h, const struct tester_spec *asked);
void call_release_after(struct call *c, vtime now, vtime delay);

/* mtree.c: point-to-multipoint calls as root. */
/* 'setup' without called party. NULL if it could not be begun. */
struct call *mtree_open(struct host *h, vtime now, enum call_use use, const struct q2931_msg *setup,
			const struct atm_addr *leaves, size_t n);
void mtree_add(struct call *c, vtime now, const struct atm_addr *atm);
void mtree_drop(struct call *c, vtime now, const struct atm_addr *atm, uint8_t cause);
struct leaf *mtree_leaf(const struct call *c, const struct atm_addr *atm); /* NULL if it was never named */
bool mtree_has(const struct call *c, const struct atm_addr *atm);          /* it is in; false for no call */
/* It is in or on its way in. */
bool mtree_wants(const struct call *c, const struct atm_addr *atm);
/* The call stands and nobody is on the way in. */
bool mtree_complete(const struct call *c);
void mtree_active(struct call *c, vtime now);
void mtree_signal(struct call *c, vtime now, const struct uni_out *o);

/* mgroup.c: groups as root. */
static inline bool is_group(uint32_t ip)
{
	return ip >> 28 == 14;
}
void mgroup_event(struct host *h, vtime now, const struct rsvp_news *news);
/* Something has changed: see to what is to be done. */
void mgroups_tend(struct host *h, vtime now);
void mgroup_call_gone(struct call *c, vtime now);
void mgroup_send(struct host *h, vtime now, uint32_t group, size_t flow, const uint8_t *packet, size_t len);
struct group_flow *mgroup_flows_create(size_t n);
void mgroups_free(struct host *h);

#endif

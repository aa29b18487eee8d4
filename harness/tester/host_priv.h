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

struct call {
	struct host *h;
	struct call *next; /* newest first */
	uni_call id;
	enum call_use use;
	bool outgoing, active, releasing;
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
	int port;
	engine_event arp_timer;
	engine_event timer; /* uni_next */
	vtime timer_at;
	bool draining;
	struct call *calls;
	struct flow_call *flows;
	struct host_policy policy[2]; /* by best_effort */
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
void call_signal(struct host *h, vtime now, const struct uni_out *o);

/* setup.c: the testers' own table of SETUP contents. */
void setup_be(const struct host *h, const struct atm_addr *called, struct q2931_msg *setup);
void setup_qos(const struct host *h, const struct atm_addr *called, const struct tester_spec *spec, int offer, bool cbr,
	       struct q2931_msg *setup);
enum encap setup_encap(const struct ie_blli *b);

/* flow_call.c: QoS VCs of flows. */
void flow_event(void *ctx, vtime now, enum rsvp_event ev, size_t flow, const struct tester_spec *spec,
		uint32_t confirm);
void flow_call_active(struct call *c, vtime now);
void flow_call_gone(struct call *c);
struct call *flow_vc(struct host *h, size_t flow);

#endif

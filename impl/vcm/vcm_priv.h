/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of vcm share: the objects and who may call what. */
#ifndef VCM_PRIV_H
#define VCM_PRIV_H

#include "base/defect.h"
#include "flow/bucket.h"
#include "flow/classify.h"
#include "vcm/vcm.h"
#include "wire/llc.h"

#include "tq.h"

#define HASH_NONFATAL_OOM      1
#define uthash_nonfatal_oom(e) ((e)->v = NULL)
#include <uthash.h>

#define CAUSE_NORMAL       16
#define CAUSE_INCOMPATIBLE 88 /* incompatible destination: no B-LLI that was offered is taken (RFC 1755 app. D.4) */
#define CAUSE_NORMAL_30    31 /* UNI 3.0 5.4.6: normal, unspecified */

enum vc_state {
	VC_CALLING,  /* our SETUP is out */
	VC_ACCEPTED, /* our CONNECT is out: receives, does not send yet */
	VC_ACTIVE,
	VC_DRAINING, /* no longer used; cleared when its last frame has left */
	VC_CLEARING, /* release asked for, not yet confirmed */
};

struct res;
struct peer;
struct tree;
struct group;
struct mc_flow;
struct mc_res;

struct vc {
	struct vcm *v;
	uni_call call;
	enum vc_state state;
	bool ours, qos, p2mp;
	bool for_rsvp;         /* best effort, but opened because of reservations: no inactivity timer */
	bool tagging;          /* excess may be sent with CLP=1 */
	bool backward;         /* incoming QoS VC whose caller asked for a backward rate */
	struct atm_addr party; /* at the other end */
	enum encap encap;
	struct ie_bllis offered;       /* B-LLIs of the SETUP */
	struct ie_blli agreed;         /* our calls: the B-LLI that CONNECT has settled */
	struct ie_aal aal;             /* AAL parameters of the SETUP, of CONNECT once it is there */
	struct flow_contract contract; /* of our sending direction */
	size_t max_tx;                 /* longest SDU to send */
	struct flow_vc *link;          /* NULL until VPI/VCI are known */
	struct res *res;               /* reservation that it serves or is to serve */
	struct tree *tree;             /* our point-to-multipoint VCs */
	struct peer *peer;             /* best-effort VCs */
	struct vc *next_of_peer;
	struct vc *next_emptying; /* list of VCs in VC_DRAINING */
	vtime used;               /* last frame in either direction */
	struct tq_timer timer;    /* inactivity, or the end of draining */
	struct q2931_msg *late;   /* CONNECT kept back (a variant) */
	UT_hash_handle hh;        /* by call */
};

struct output {
	struct output *next;
	struct vcm_out out;
};

struct vcm {
	struct vcm_config config;
	struct vcm_ops ops;
	struct flow *flow;
	struct flow_classifier *flows;
	struct tq timers;
	struct vc *calls; /* hash by call */
	struct vc *emptying;
	struct peer *peers;       /* hash by ATM address */
	struct res *reservations; /* hash by rsvp_tc */
	struct res *moving;       /* list: data was moved, old VC still stands */
	struct tree *trees_emptying;
	struct group *groups;       /* hash by group address */
	struct mc_res *mc_res;      /* hash by rsvp_tc: reservations of multicast sessions */
	struct mc_flow *mc_moving;  /* list, as 'moving' */
	struct flow_classifier *mc; /* packets of multicast flows */
	uint64_t granted;           /* octets/s of all reservations */
	struct output *first, **last, *given;
	vtime tau_until; /* only for a defect: one tau for all */
};

/* vcm.c */
void vcm_put(struct vcm *v, struct vcm_out out);
void vcm_timer_init(struct tq_timer *t, void *owner, void (*fire)(struct tq_timer *t, vtime now));

/* vc.c: single VCs */
/* Call 'party' with the IEs of *setup (called number is filled in). NULL on failure. */
struct vc *svc_call(struct vcm *v, vtime now, bool qos, const struct atm_addr *party, struct q2931_msg *setup);
/* Ask for release; frames still queued are dropped. The object lives until the release is confirmed. */
void svc_release(struct vc *vc, vtime now);
/* The same once the frames still queued have left, 1 s from now at the latest. */
void svc_release_when_empty(struct vc *vc, vtime now);
/* Put a packet on an active VC; false if it does not fit or the queue is full. */
bool svc_send(struct vc *vc, vtime now, uint16_t ethertype, const uint8_t *packet, size_t len, uint8_t clp,
	      bool urgent);
void svc_free(struct vc *vc);
void svc_emptied(struct vcm *v, vtime now);

/* vc_in.c: calls of others */
void svc_setup_ind(struct vcm *v, vtime now, const struct uni_out *out);
void svc_complete_ind(struct vc *vc, vtime now);
/* A further party of a call at whose leaf we are. */
void svc_party_ind(struct vc *vc, vtime now, const struct uni_out *out);

/* be.c: best-effort paths. The VC tells its peer what became of it. */
void peer_connected(struct vc *vc, vtime now);
void peer_refused(struct vc *vc, vtime now, uint8_t cause);
void peer_lost(struct vc *vc, vtime now, uint8_t cause);
void peer_attach(struct vc *vc, vtime now); /* an incoming VC from its party */
void peer_detach(struct vc *vc);
void peers_free(struct vcm *v);

/* res.c: reservations. */
void res_connected(struct vc *vc, vtime now);
void res_refused(struct vc *vc, vtime now, uint8_t cause);
void res_lost(struct vc *vc, vtime now, uint8_t cause);
void res_released(struct res *r, vtime now, struct vc *vc); /* a release that we asked for is confirmed */
void res_moved(struct vcm *v, vtime now);                   /* look at those whose data has moved */
/* The best-effort path to this address is gone for good: its QoS VCs go too (RFC 2380 2.1). */
void res_control_lost(struct vcm *v, vtime now, const struct atm_addr *atm);
bool res_any_to(const struct vcm *v, const struct atm_addr *atm);
void res_vc_freed(struct vc *vc); /* only where a defect sends data on a VC that no reservation holds */
/* Is the packet more than its reservation holds? Only for a defect that drops such packets at the receiver. */
bool res_exceeds(struct vcm *v, vtime now, const uint8_t *packet, size_t len);
void res_free_all(struct vcm *v);

#endif

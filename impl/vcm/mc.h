/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reserved flows of multicast sessions and their VCs: a flow is a session under a shared
 * style (WF, SE) and a sender of it under FF (RFC 2205 1.3); each next hop that reserves
 * it is one reservation of the RSVP engine. Which next hop is served by which VC is the
 * decision of a heterogeneity model (mc_model.c), a row of data:
 *
 *   limited heterogeneity (RFC 2382 4.2.3.2): one QoS VC of the size of the largest
 *   reservation, whose leaves are the reserving next hops; one best-effort VC for the
 *   members of the group that have no reservation.
 *
 * While no QoS VC stands, the flow's packets go over the VC of the group (group.h). They
 * move to the VCs of the flow, all at once, when every party of them has been added (RFC
 * 2380 3.4), and back to the group's VC when the last reservation is gone.
 *
 * Two things go on at the same time: the machine of the flow (table in mc_fsm.c) sets up and
 * replaces the QoS VC; mc_tend.c keeps the leaf sets in line with reservations and
 * membership, always adding first and dropping afterwards.
 *
 *   IDLE -> SETTING_UP -> STANDING                       the first QoS VC
 *   STANDING -> REPLACING -> MOVING -> CLOSING -> WAITING_TAU -> STANDING
 *                                                        another size is needed
 *   SETTING_UP, REPLACING -> ABANDONING                  yet another one is needed
 *   REPLACING -> STANDING or TOO_LARGE                   a party of the replacement was refused
 *   any with a VC -> RESTORING <-> BETWEEN_TRIES -> GONE   the VC was lost
 *
 * All leaves of a VC share its encapsulation, and only the first has a choice when it answers the SETUP: ADD PARTY
 * offers the one B-LLI that was agreed. RFC 2380 2.5 asks for VC multiplexing where it can be had, but
 * everybody must be able to do with LLC; so a next hop that turns VC multiplexing down (cause 88, RFC 1755 app. D.4)
 * is not left out: the QoS VC is replaced by one that offers LLC alone, for all.
 *
 * Where the documents leave a choice: the choices of res.c hold. A new next hop that is refused
 * on the first QoS VC, or on one that stands, is refused its reservation; the others go
 * on. A refused party that has a reservation in place makes the replacement fail (RFC 2382
 * 4.2.3.2). A next hop that goes back to best effort is added there before it is dropped from
 * the QoS VC. What fits the VC that stands is granted at once.
 */
#ifndef VCM_MC_H
#define VCM_MC_H

#include "base/fsm.h"
#include "wire/intserv.h"

#include "group.h"

enum mc_state {
	M_IDLE,
	M_SETTING_UP,
	M_STANDING,
	M_REPLACING,
	M_ABANDONING,
	M_MOVING,
	M_CLOSING,
	M_WAITING_TAU,
	M_TOO_LARGE,
	M_RESTORING,
	M_BETWEEN_TRIES,
	M_GONE,
	M_STATES
};

enum mc_event {
	ME_CHANGE, /* reservations or membership */
	ME_PARTY,  /* a leaf came in, went out, or was refused */
	ME_FORM,   /* a next hop takes no VC multiplexing */
	ME_READY,  /* every party of the VC under way, and of the best-effort VC, has been added */
	ME_REFUSED,
	ME_ABANDONED,
	ME_LOST,
	ME_MOVED,
	ME_OLD_CLOSED,
	ME_T_TAU,
	ME_T_RETRY,
	ME_T_MOVE,
	ME_T_TRY,
	ME_T_GIVE_UP,
	ME_T_JOIN,
	ME_EVENTS
};

enum mc_timer { MT_TAU, MT_RETRY, MT_MOVE, MT_TRY, MT_GIVE_UP, MT_JOIN, MT_LOOK, MT_TIMERS };

/* The reservation of one next hop. */
struct mc_res {
	struct vcm *v;
	rsvp_tc id;
	struct mc_flow *flow;
	struct hop *hop;
	struct mc_res *next; /* in the order of arrival */
	struct rsvp_tc_spec spec;
	struct flowspec wanted;   /* newest request */
	struct flowspec accepted; /* what RSVP was told it has */
	bool established;         /* has been answered with success once */
	bool answer_due;          /* RSVP waits for the outcome of 'wanted' */
	struct tspec sender;      /* what the senders covered sent when 'accepted' was granted (for defects) */
	vtime changed_at;         /* likewise */
	struct tq_timer again;    /* its leaf was lost: next attempt */
	struct tq_timer give_up;
	UT_hash_handle hh; /* by id */
};

struct mc_key {
	uint32_t dst, src; /* src, sport: of the sender under FF, else 0 */
	uint16_t port, sport;
	uint8_t protocol, zero[3];
	uint32_t hop; /* 0; only for a defect: one flow for each next hop */
};

struct mc_flow {
	struct vcm *v;
	struct group *g;
	struct mc_flow *next; /* of the group */
	struct mc_key key;
	int state;
	vtime now;
	const struct mc_model *model;
	struct mc_res *res;
	struct tree *qos, *pending, *old; /* in use, being set up, no longer in use */
	struct tree *be;                  /* members without reservation */
	bool on_trees;                    /* packets go over qos and be; else over the group's VC */
	unsigned stragglers;              /* members that be could not take: they get copies on VCs of their own */
	struct flowspec carried;          /* what qos was set up for */
	struct flowspec calling_for;      /* what pending is being set up for */
	struct flowspec failed_for;       /* the replacement that failed last */
	bool overdue;                     /* the time to restore the VC is over, an attempt is under way */
	uint64_t sent_at_move;            /* frames sent on qos when the packets were moved to it */
	vtime switched_at, joined_at;     /* for defects */
	struct mc_flow *next_moving;
	struct flow_bucket bucket;
	uint64_t granted; /* octets/s counted against the node's limit */
	struct flow_key *keys;
	size_t n_keys;
	struct atm_addr refused_leaf; /* called party of the SETUP that failed last */
	unsigned deferred;            /* events not yet carried out, a bit each */
	bool looking;                 /* mc_event is at work */
	struct tq_timer timers[MT_TIMERS];
};

/* How next hops that differ are served (RFC 2382 4.2.3). */
struct mc_model {
	const char *name;
	/* Is the next hop to be a leaf of a QoS VC? 'reserved': it has a reservation or asks for one. */
	bool (*on_qos)(const struct hop *h, bool reserved);
	/* Make the size of the QoS VC hold one more reservation. */
	void (*hold)(struct flowspec *size, const struct flowspec *one);
};
extern const struct mc_model mc_models[];

extern const struct fsm_def mc_machine;

/* ---- for the rest of vcm ---- */

bool mc_concerns(const struct vcm *v, const struct rsvp_tc_spec *spec);
void mc_tc(struct vcm *v, vtime now, enum rsvp_out_kind kind, const struct rsvp_tc_spec *spec);
/* A next hop of the group has got its address (h), or the membership has changed (NULL). */
void mc_look(struct group *g, struct hop *h, vtime now);
/* The control path of the group, or only that to one next hop, is gone for good: the reservations that
 * depend on it go too (RFC 2380 2.1). */
void mc_control_lost(struct group *g, struct hop *h, vtime now);
/* Send a packet of a reserved flow; false: it is of none, or is to go over the group's VC. */
bool mc_send(struct vcm *v, vtime now, const uint8_t *packet, size_t len);
void mc_moved(struct vcm *v, vtime now);
void mc_free_all(struct vcm *v);
const char *mc_res_state(const struct vcm *v, rsvp_tc tc);

/* ---- shared by mc*.c ---- */

/* mc_map.c */
void mc_answer(struct mc_res *r, bool ok);
/* The request cannot be met: refused if RSVP waits for an answer, else lost. What is not in place is gone afterwards.
 */
void mc_deny(struct mc_res *r, vtime now);
void mc_remove(struct mc_res *r, vtime now);
void mc_remove_all(struct mc_flow *f, vtime now, bool tell);
struct mc_res *mc_res_at(const struct mc_flow *f, const struct atm_addr *atm);
void mc_map(struct mc_flow *f);
void mc_forget(struct mc_flow *f); /* unlink and free */

/* mc_model.c */
bool flowspec_fits(const struct flowspec *f, const struct flowspec *size);
/* Is it to be a leaf of the QoS VC now? h->res is set. */
bool mc_on_qos(const struct mc_flow *f, const struct hop *h);
/* Size of the QoS VC that the reservations need together; false: none is to be served. */
bool mc_size(const struct mc_flow *f, struct flowspec *size);
/* Must the QoS VC be one with LLC: does a next hop that is to be on it take nothing else? */
bool mc_llc_only(const struct mc_flow *f);
/* Is this next hop one that cannot be on this VC, because VC multiplexing was agreed there? */
bool mc_excluded(const struct hop *h, const struct tree *t);
/* First leaf of a new QoS VC of this size: a new next hop that needs it before one that is a leaf of the present VC. */
const struct hop *mc_first_leaf(const struct mc_flow *f, const struct flowspec *size);

/* mc_tend.c */
void mc_set_hops(const struct mc_flow *f);
void mc_tend(struct mc_flow *f);
bool mc_ready(const struct mc_flow *f);

/* mc.c: deliver an event and tend the leaf sets; the flow may be gone afterwards. */
void mc_event(struct mc_flow *f, vtime now, int event);
void mc_told(void *owner, struct tree *t, vtime now, enum tree_news news, const struct atm_addr *leaf, uint8_t cause);
void mc_start(struct mc_flow *f, enum mc_timer t, vtime span);
void mc_stop(struct mc_flow *f, enum mc_timer t);
void mc_unlist_moving(struct mc_flow *f);

/* mc_act.c: actions of the table; each returns the next state. */
int mc_act_change_idle(void *self, const void *arg);
int mc_act_change_pending(void *self, const void *arg);
int mc_act_first_ready(void *self, const void *arg);
int mc_act_first_refused(void *self, const void *arg);
int mc_act_settle(void *self, const void *arg);
int mc_act_look_late(void *self, const void *arg);
int mc_act_other_form(void *self, const void *arg);
int mc_act_too_large(void *self, const void *arg);
int mc_act_replace_again(void *self, const void *arg);
int mc_act_move(void *self, const void *arg);
int mc_act_replacement_failed(void *self, const void *arg);
int mc_act_resume(void *self, const void *arg);
int mc_act_close_old(void *self, const void *arg);
int mc_act_closed(void *self, const void *arg);
int mc_act_lost(void *self, const void *arg);
int mc_act_lost_in_change(void *self, const void *arg);
int mc_act_try(void *self, const void *arg);
int mc_act_try_failed(void *self, const void *arg);
int mc_act_overdue(void *self, const void *arg);
int mc_act_give_up(void *self, const void *arg);
int mc_act_join_again(void *self, const void *arg);

#endif

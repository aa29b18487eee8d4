/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A reservation and its VCs. Its machine (table in res_fsm.c):
 *
 *   RESOLVING -> SETTING_UP -> STANDING                        the first VC
 *   STANDING -> REPLACING -> MOVING -> CLOSING -> WAITING_TAU -> STANDING
 *                                                              a changed reservation
 *   REPLACING -> ABANDONING -> REPLACING                       changed again meanwhile
 *   REPLACING -> STANDING or TOO_LARGE                         the replacement was refused
 *   any with a VC -> REESTABLISHING <-> BETWEEN_TRIES -> GONE  the VC was lost
 *
 * Intended reading: RFC 2380 2.4 (replacement), RFC 2382 4.2.7 (the tau timer), RFC 2380 2.1 (loss).
 */
#ifndef VCM_RES_H
#define VCM_RES_H

#include "base/fsm.h"
#include "wire/intserv.h"

#include "vcm_priv.h"

enum res_state {
	R_NEW,
	R_LOCAL,     /* not on the ATM side: no VC is needed */
	R_RESOLVING, /* the ATM address of the next hop is being asked for */
	R_SETTING_UP,
	R_STANDING,
	R_REPLACING,      /* a VC stands, its successor is being set up */
	R_ABANDONING,     /* the call under way is being released, because the reservation changed again */
	R_MOVING,         /* data goes over the new VC, the old one is about to be closed */
	R_CLOSING,        /* the old VC is being released */
	R_WAITING_TAU,    /* no change before the timer has run out */
	R_TOO_LARGE,      /* the VC is larger than the reservation; to be replaced later */
	R_REESTABLISHING, /* the VC was lost, a new one is being set up */
	R_BETWEEN_TRIES,  /* the VC was lost, the next attempt comes later */
	R_GONE,
	R_STATES
};

enum res_event {
	E_ADD,
	E_ADDRESS,
	E_NO_ADDRESS,
	E_CHANGE,
	E_CONNECTED,
	E_REFUSED,
	E_ABANDONED, /* of the call under way */
	E_LOST,      /* the VC in use */
	E_MOVED,
	E_OLD_CLOSED,
	E_OLD_LOST,
	E_T_TAU,
	E_T_RETRY,
	E_T_MOVE,
	E_T_TRY,
	E_T_GIVE_UP,
	E_EVENTS
};

enum res_timer { T_TAU, T_RETRY, T_MOVE, T_TRY, T_GIVE_UP, T_TIMERS };

struct res {
	struct vcm *v;
	rsvp_tc id;
	int state;
	vtime now;
	struct rsvp_tc_spec spec;
	uint32_t next_hop;
	struct atm_addr atm;
	struct tspec sender;         /* what the senders covered sent when 'accepted' was granted (for defects) */
	bool established;            /* has been answered with success once */
	bool answer_due;             /* RSVP waits for the outcome of 'wanted' */
	bool overdue;                /* T_GIVE_UP ran out while the first attempt was under way */
	struct flowspec wanted;      /* newest request */
	struct flowspec accepted;    /* what RSVP was told it has */
	struct flowspec carried;     /* what vc was set up for */
	struct flowspec calling_for; /* what pending is being set up for */
	struct vc *vc, *pending, *old;
	struct vc *data;       /* where its packets go; NULL = best effort */
	uint64_t sent_at_move; /* frames sent on vc when the data was moved to it */
	struct flow_bucket bucket;
	vtime changed_at; /* when RSVP last asked for a change */
	uint64_t granted; /* octets/s counted against the node's limit */
	struct flow_key keys[8];
	int n_keys;
	struct tq_timer timers[T_TIMERS];
	struct res *next_moving;
	UT_hash_handle hh; /* by id */
};

extern const struct fsm_def res_machine;

/* Tools of the actions. */
void res_answer(struct res *r, bool ok); /* to RSVP, if it waits; 'wanted' is then granted or refused */
void res_tell_lost(struct res *r);
void res_start(struct res *r, enum res_timer t, vtime span);
void res_stop(struct res *r, enum res_timer t);
bool res_running(const struct res *r, enum res_timer t);
bool res_call(struct res *r, const struct flowspec *f); /* set up 'pending' for f */
void res_unlist_moving(struct res *r);                  /* its data has moved, or no longer matters */
/* Release a VC that this reservation holds, at once or when its queue is empty, and forget it. */
void res_let_go(struct vc **vc, vtime now, bool when_empty);

/* Another reservation with a VC to the same node (for a defect); NULL. */
struct res *res_neighbour(const struct res *r);

/* Actions of the table; the argument is the reservation. Each returns the next state. */
int res_act_add(void *self, const void *arg);
int res_act_address(void *self, const void *arg);
int res_act_refuse(void *self, const void *arg);
int res_act_local(void *self, const void *arg);
int res_act_first_up(void *self, const void *arg);
int res_act_abandon(void *self, const void *arg);
int res_act_resume(void *self, const void *arg);
int res_act_settle(void *self, const void *arg);
int res_act_hold_change(void *self, const void *arg);
int res_act_replace_again(void *self, const void *arg);
int res_act_move(void *self, const void *arg);
int res_act_replacement_failed(void *self, const void *arg);
int res_act_close_old(void *self, const void *arg);
int res_act_old_lost(void *self, const void *arg);
int res_act_lost(void *self, const void *arg);
int res_act_lost_in_change(void *self, const void *arg);
int res_act_lost_in_abandon(void *self, const void *arg);
int res_act_lost_after_move(void *self, const void *arg);
int res_act_back_up(void *self, const void *arg);
int res_act_try_failed(void *self, const void *arg);
int res_act_try(void *self, const void *arg);
int res_act_give_up(void *self, const void *arg);
int res_act_overdue(void *self, const void *arg);
int res_act_change_late(void *self, const void *arg);

#endif

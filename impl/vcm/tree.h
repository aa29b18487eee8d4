/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A point-to-multipoint VC of our own and its leaf set. Its user says which end-points
 * are to be leaves; the tree makes the call with the first of them, adds the others once
 * it is active, drops them when they are no longer wanted, and tells what came of each.
 * One machine for each leaf (table in tree_fsm.c):
 *
 *   OUT -> CALLING -> IN             the first leaf, by SETUP
 *   OUT -> WAITING -> ADDING -> IN   the others, by ADD PARTY once the call is active
 *   IN -> EMPTYING -> DROPPING -> OUT   leaves by DROP PARTY, after what is queued for it has left
 *   CALLING, ADDING -> REFUSED       until the user asks again or gives up
 *
 * The last leaf leaves with the call (RELEASE).
 */
#ifndef VCM_TREE_H
#define VCM_TREE_H

#include "base/fsm.h"

#include "vcm_priv.h"

enum leaf_state {
	LEAF_OUT,
	LEAF_WAITING,  /* for the call to become active */
	LEAF_CALLING,  /* its SETUP is out */
	LEAF_ADDING,   /* its ADD PARTY is out */
	LEAF_UNWANTED, /* the same, but it is to leave as soon as that is answered */
	LEAF_IN,
	LEAF_EMPTYING, /* to be dropped when the frames queued now have left */
	LEAF_DROPPING, /* its DROP PARTY is out */
	LEAF_BACK,     /* the same, but it is to come back afterwards */
	LEAF_REFUSED,
	LEAF_STATES
};

/* What the user is told, when the tree is in order again. After TREE_CALL_REFUSED, _LOST and _CLOSED there is no call
 * and all leaves are OUT; the user may build the tree again or free it. */
enum tree_news {
	TREE_NOTHING,
	TREE_LEAF_IN,
	TREE_LEAF_REFUSED,
	TREE_LEAF_LOST,    /* dropped by the network or by itself */
	TREE_LEAF_OUT,     /* a drop that was asked for is done */
	TREE_CALL_REFUSED, /* the SETUP failed; 'leaf' is its called party. Of a stubborn tree: nobody is left to call,
			      and the leaves are not OUT but REFUSED */
	TREE_CALL_LOST,    /* an active call was cleared by others */
	TREE_CALL_CLOSED,  /* a release that was asked for is done */
};

struct tree;
struct leaf;

/* leaf: NULL for TREE_CALL_LOST, _CLOSED. cause: of TREE_CALL_LOST, and of TREE_LEAF_REFUSED if there was an answer. */
typedef void (*tree_tell)(void *owner, struct tree *t, vtime now, enum tree_news news, const struct atm_addr *leaf,
			  uint8_t cause);

struct leaf {
	struct vcm *v;
	struct tree *t;
	struct atm_addr atm;
	int state;
	uint16_t endpoint;     /* endpoint reference value */
	uint64_t frames_until; /* EMPTYING: frames sent on the VC when it may go */
	uint8_t cause;         /* of the refusal */
	enum tree_news news;   /* not yet told */
	UT_hash_handle hh;     /* by atm, in order of request */
};

struct tree {
	struct vcm *v;
	void *owner;
	tree_tell tell;
	struct q2931_msg *setup; /* IEs of the call */
	bool qos;
	bool for_rsvp; /* see struct vc */
	bool stubborn; /* when the first leaf is refused, the next one is called */
	struct vc *vc; /* NULL: no call */
	bool closing;
	struct leaf *leaves;
	struct tq_timer timer; /* bounds EMPTYING */
	struct tree *next_emptying;
	bool emptying; /* in the list of vcm */
	vtime now;
	enum tree_news news; /* of the call, not yet told */
	struct atm_addr news_leaf;
	uint8_t news_cause;
	bool telling, doomed; /* freed by its user while that is being told something */
};

/* Events of a leaf's machine. */
enum leaf_event {
	L_WANT,
	L_UNWANT,
	L_CALLED, /* it is the called party of the SETUP */
	L_UP,     /* the call is active */
	L_YES,
	L_NO,
	L_EMPTY,
	L_DROPPED, /* as asked for */
	L_LOST,
	L_EVENTS
};
extern const struct fsm_def leaf_machine; /* tree_fsm.c */

/* setup: IEs of the SETUP (copied), without called number. NULL if memory runs out. */
struct tree *tree_new(struct vcm *v, bool qos, const struct q2931_msg *setup, void *owner, tree_tell tell);
/* Free it; its call is released, when its queue is empty or at once. */
void tree_free(struct tree *t, vtime now, bool when_empty);
/* Free it without a word to anybody: the end of the vcm itself. */
void tree_discard(struct tree *t);
/* This end-point is to be a leaf, or no longer. Repeating a wish changes nothing; adding one that was refused tries
 * again. */
void tree_add(struct tree *t, vtime now, const struct atm_addr *atm);
void tree_drop(struct tree *t, vtime now, const struct atm_addr *atm);
/* Release the call and forget the leaves; TREE_CALL_CLOSED follows, at once if there is none. Leaves that are added
 * meanwhile start a new call. */
void tree_close(struct tree *t, vtime now, bool when_empty);

/* LEAF_OUT if it is not known. */
int tree_leaf(const struct tree *t, const struct atm_addr *atm);
/* Is it on the VC and to stay there? */
bool tree_has(const struct tree *t, const struct atm_addr *atm);
/* The call is active and no leaf is on its way in. */
bool tree_complete(const struct tree *t);
/* A leaf is on its way in or out. */
bool tree_busy(const struct tree *t);
bool tree_active(const struct tree *t);
/* The call is active and VC multiplexing was agreed for it, which then holds for all its leaves. */
bool tree_multiplexed(const struct tree *t);

/* From the VC. */
void tree_connected(struct vc *vc, vtime now);
void tree_refused(struct vc *vc, vtime now, uint8_t cause);
void tree_lost(struct vc *vc, vtime now, uint8_t cause);
void tree_released(struct vc *vc, vtime now);
void tree_party(struct vc *vc, vtime now, const struct uni_out *out);
/* The VC was idle for too long and is being released: the call is as good as closed. */
void tree_idle(struct vc *vc, vtime now);
/* Frames have left: leaves that waited for that go. */
void trees_emptied(struct vcm *v, vtime now);

#endif

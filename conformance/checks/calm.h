/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calms of a session to a group: times in which nothing has changed for H (and tau, which may hold a change back),
 * neither a VC nor a leaf nor a request nor a membership. What the documents say of the normal case, and of who is
 * served how, is looked at there.
 */
#ifndef CHECKS_CALM_H
#define CHECKS_CALM_H

#include "model/model.h"

/* A further sample shows nothing new: so many packets prove that a calm was used. */
#define CALM_PACKETS 100

struct calm {
	int session, leader; /* whose data; where its reservations stand */
	vtime from, to;      /* H and tau after the last change, to the next one */
	size_t first, end;   /* packets of the session that came to the IUT meanwhile */
	size_t n_reserved, n_free;
	struct mset
	    reserved;     /* next hops whose reservation stands, and that were not told of an error since they asked */
	struct mset free; /* members of the group that have none */
			  /* Of all others it cannot be said. */
};

/* Those of a case, by session and time; several checks go through them, and the first one finds them. */
struct calms {
	size_t n, sessions; /* so many sessions have been looked at */
	struct calm *v;
	bool failed; /* out of memory: the case is not judged */
};

/* How the packets of a calm are sent, from one in its middle. */
struct serving {
	const struct mpacket *packet;
	int qos, be;               /* the call of each kind that it left on last, NO_CALL */
	uint32_t on_qos, on_be;    /* these copies, 0: none */
	size_t n_qos, n_be;        /* calls of each kind that it left on */
	struct mset by_qos, by_be; /* who gets it so */
};
struct serving serving_of(const struct model *m, const struct calm *c);

/* Is one of the first n copies of a packet on this call? */
bool copied_before(const struct mcopy *first, size_t n, int call);

/* Call a function for each calm of each session that has path state and at least one packet. */
struct check_run;
struct calms *check_calms(struct check_run *r);
typedef void (*calm_fn)(const struct model *m, struct check_run *r, const struct calm *c);
void each_calm(const struct model *m, struct check_run *r, calm_fn fn);

/* How long a pause of a stream has to be before whoever is to have it may have to be called again: H, or the time after
 * which an idle best-effort VC goes. */
vtime pause_of(const struct model *m);
/* Did the network or the node itself, not the IUT, take the node off a VC (of QoS alone, if qos) at t or before, and is
 * there still time to have it back at t: the time for setting up again, and H? With tried: or refuse it one. */
bool lost_by_others(const struct model *m, int node, bool qos, bool tried, vtime t);

/* Is 'part' contained in 'whole'? Nothing in common? */
bool mset_within(const struct mset *part, const struct mset *whole);
bool mset_apart(const struct mset *a, const struct mset *b);
/* The first node of a that is not in b (wanted: that is); -1 if there is none. */
int mset_first(const struct mset *a, const struct mset *b, bool wanted);

/* Did the network or the node itself keep the IUT from having a best-effort VC to it: the last attempt before t was
 * refused or not answered, and none has succeeded since? That attempt; NULL if not. */
const struct party *best_effort_denied(const struct model *m, int node, vtime t);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IP multicast groups as this node sends to them: who is a member behind the ATM network,
 * the next hops of the group's reservations, and the best-effort VC to all members.
 *
 * That VC carries RSVP for the group and all traffic to it that is of no reserved flow
 * (RFC 2379 2.1). A reserved flow has a best-effort VC of its own for the members
 * without reservation (mc.h): the group's VC must keep reaching the reserving next hops,
 * which need the Path and unreserved traffic, and would give them second copies of the
 * flow's packets (RFC 2380 3.1). RFC 2379 2.1 foresees just this further VC.
 */
#ifndef VCM_GROUP_H
#define VCM_GROUP_H

#include "tree.h"

enum hop_address { ADDRESS_UNKNOWN, ADDRESS_ASKED, ADDRESS_KNOWN, ADDRESS_NONE };

/* A node behind the ATM network that the group's packets go to. */
struct hop {
	struct vcm *v;
	struct group *g;
	uint32_t ip;
	enum hop_address address;
	struct atm_addr atm;
	bool member;
	bool left;               /* was a member and is none any more */
	bool llc_only;           /* has turned VC multiplexing down; forgotten with its last reservation */
	unsigned n_res;          /* reservations that it has */
	struct mc_res *res;      /* while mc.c looks at a flow: its reservation there */
	struct tq_timer again;   /* refused or unknown: next attempt */
	struct tq_timer give_up; /* the way to it was lost and reservations depend on it */
	UT_hash_handle hh;       /* by ip, in order of appearance */
};

struct group_packet;

struct group {
	struct vcm *v;
	uint32_t ip;
	int state;
	vtime now;
	struct hop *hops;
	struct mc_flow *flows;
	struct tree *tree;
	struct group_packet *first, **last;
	unsigned n_queued;
	bool failing; /* its VC was lost and reservations depend on it */
	struct tq_timer gather, hold, give_up;
	UT_hash_handle hh; /* by ip */
};

extern const struct fsm_def group_machine;

/* NULL if memory runs out. */
struct group *group_get(struct vcm *v, uint32_t ip);
struct group *group_find(const struct vcm *v, uint32_t ip);
/* The next hop with this address, made if new; 'needed': its ATM address is asked for. NULL if memory runs out. */
struct hop *hop_get(struct group *g, vtime now, uint32_t ip, bool needed);
/* Send over the group's VC. */
void group_send(struct group *g, vtime now, const uint8_t *packet, size_t len, bool control);
void groups_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm);
void groups_free(struct vcm *v);

static inline bool hop_known(const struct hop *h)
{
	return h->address == ADDRESS_KNOWN;
}

#endif

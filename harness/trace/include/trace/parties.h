/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parties of calls, from the signalling messages of a trace alone: who was asked in
 * by SETUP or ADD PARTY, who came in by CONNECT or ADD PARTY ACKNOWLEDGE, and who left or
 * was refused, when and by which event. A point-to-point call has one party. Every UNI
 * is seen by itself: at the root's all parties of a VC stand, at a leaf's the leaf alone.
 *
 * From this follow the leaf set of a VC at any moment, and whether a second copy of a
 * packet lies in a window of transition (RFC 2380 3.1): between the first message of a
 * set-up or add and the completion of the matching drop or release.
 */
#ifndef TRACE_PARTIES_H
#define TRACE_PARTIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

#define PARTY_NEVER INT64_MAX
#define PARTY_NONE  SIZE_MAX

/* Events are ids, 0 if there was none; their times are PARTY_NEVER then. */
struct party {
	uint16_t node;     /* whose UNI */
	bool by_node;      /* the node called: it is the root */
	bool multipoint;   /* of a point-to-multipoint call */
	bool best_effort;  /* of its call */
	size_t call;       /* calls are numbered in the order of their SETUPs, all UNIs together */
	uint32_t conn;     /* the fabric's connection, 0 if the network never took the call up */
	uint32_t endpoint; /* endpoint reference value; 0 for the party of the SETUP */
	char address[44];  /* called party number */
	uint32_t asked;    /* SETUP or ADD PARTY */
	uint32_t in;       /* CONNECT or ADD PARTY ACKNOWLEDGE */
	uint32_t out;      /* first message that ends it: DROP PARTY, ADD PARTY REJECT, RELEASE, ... */
	uint32_t gone;     /* the message that completes this */
	vtime t_asked, t_in, t_out, t_gone;
	bool out_by_node; /* the node sent 'out' */
	bool refused;     /* it ended before it was in */
	uint8_t cause;    /* of 'out', 0 if it has none */
};

struct parties;

/* The trace must outlive it, and may grow. NULL if memory runs out. */
struct parties *parties_create(const struct trace *t);
void parties_free(struct parties *p);
/* Look at the events that have come since; false if memory runs out. */
bool parties_update(struct parties *p);

/* In the order in which they were asked for. */
size_t parties_n(const struct parties *p);
const struct party *parties_at(const struct parties *p, size_t i);

/* Is the signalling event about the party of this address? Messages about one party are about that one; those that
 * end a call about all that they end; others about the party of the SETUP. The selector of addresses does not count. */
bool parties_about(const struct parties *p, const struct trace_event *e, const char *address);
/* The party of this address on a VC that the node is the root of; of several one after the other the last that was
 * asked for at or before t. PARTY_NONE if there is none. */
size_t parties_find(const struct parties *p, uint16_t node, uint32_t conn, const char *address, vtime t);
bool party_in(const struct party *x, vtime t);
bool party_same_address(const char *a, const char *b);

/* The window of transition of a leaf from an older VC to a newer one (RFC 2380 3.1): from the first message that asked
 * it onto the newer of them, until it is off the older one, if its drop there was begun within 'patience' of its coming
 * in on the newer one; else only for that long. Both ends belong to it. */
struct party_window {
	vtime from, to;
};
struct party_window party_window(const struct party *older, const struct party *newer, vtime patience);

/* A leaf gets a packet over two VCs of the root 'node', the copies underway from time 'sent' to 'seen': does this touch
 * the window of transition from the older to the newer of them? False too if it is no party of one of them. */
bool parties_moving(const struct parties *p, uint16_t node, const char *address, uint32_t conn, uint32_t other,
		    vtime sent, vtime seen, vtime patience);

#endif

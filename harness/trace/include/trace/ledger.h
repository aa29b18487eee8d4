/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packet ledger: every numbered packet of a trace, and every place where it
 * was seen. Lost, duplicated and misordered packets follow from it. It is computed
 * from the trace alone in one pass, in constant time for each packet.
 *
 * A place is a point: a node, one of its ports and a direction. What arrives at
 * a next hop E1 is {E1, PCO_ATM, TRACE_IN}; what an egress edge hands to its IP side is
 * {I, PCO_IP, TRACE_OUT}; what the user of a receiving host gets is {H, PCO_CONTROL,
 * TRACE_OUT} (the upcall "data"). A frame that a fault lost on its way to a node
 * was not seen there; one that the node sent and the network lost was seen at its output.
 */
#ifndef TRACE_LEDGER_H
#define TRACE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

struct ledger_point {
	uint16_t node;
	enum trace_pco pco;
	enum trace_dir dir;
};

/* One sighting of a packet. */
struct ledger_copy {
	uint32_t event; /* id of the trace event */
	uint16_t node;
	uint8_t pco, dir;
	vtime time;
	uint32_t conn; /* connection it was seen on, 0 if none */
	uint8_t encap;
	bool dropped;    /* lost afterwards by a fault, or for want of a VC */
	uint32_t packet; /* index of the packet */
	uint32_t next;   /* index of the packet's next sighting, LEDGER_NONE after the last */
};
#define LEDGER_NONE UINT32_MAX

/* One packet: flow, number, when the tester handed it over, first sighting. */
struct ledger_packet {
	uint32_t flow, seq;
	vtime sent;
	uint32_t first; /* index of a copy: the earliest, so where it came from */
	uint32_t last;
};

struct ledger;

/* The trace must outlive the ledger and not grow. NULL if memory runs out. */
struct ledger *ledger_create(const struct trace *t);
void ledger_free(struct ledger *l);

/* Flows in the order of their first packet. */
size_t ledger_n_flows(const struct ledger *l);
uint32_t ledger_flow(const struct ledger *l, size_t i);
/* Packets of a flow in the order in which they were handed over (of their first sighting in the trace); 0 and NULL
 * for flows that do not exist. */
size_t ledger_n_packets(const struct ledger *l, uint32_t flow);
const struct ledger_packet *ledger_packet_at(const struct ledger *l, uint32_t flow, size_t i);
const struct ledger_packet *ledger_packet(const struct ledger *l, uint32_t flow, uint32_t seq);
/* Copy by index. */
const struct ledger_copy *ledger_copy(const struct ledger *l, uint32_t index);
/* Sightings of a flow at all points in order of time. */
size_t ledger_n_sightings(const struct ledger *l, uint32_t flow);
const struct ledger_copy *ledger_sighting(const struct ledger *l, uint32_t flow, size_t i);

/* How often a packet was seen at a point. */
size_t ledger_copies(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at);
/* Its first copy there, NULL if none. */
const struct ledger_copy *ledger_first(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at);
/* Connection of that copy; 0 if there is none. */
uint32_t ledger_conn_of(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at);

/* What became, at a point, of the packets of a flow that were handed over in from <= sent <= to. The lists are sequence
 * numbers in order of handing over, or event ids in order of time. */
struct ledger_audit {
	size_t sent;    /* packets handed over */
	size_t arrived; /* of them, seen at least once at the point */
	size_t copies;  /* sightings at the point of any of them */
	uint32_t *lost; /* sequence numbers never seen there */
	size_t n_lost;
	uint32_t *duplicated; /* sequence numbers seen there more than once */
	size_t n_duplicated;
	uint32_t *misordered; /* events of first copies that came after a later number of the flow */
	size_t n_misordered;
	uint32_t *misordered_vc; /* the same, counting only what came on the same connection */
	size_t n_misordered_vc;
};
/* False if memory runs out. Give back with ledger_audit_free. */
bool ledger_audit(const struct ledger *l, uint32_t flow, struct ledger_point at, vtime from, vtime to,
		  struct ledger_audit *out);
void ledger_audit_free(struct ledger_audit *a);

/* Longest time between neighbouring sightings of the flow at a point within from..to, counting from 'from' to the first
 * and from the last to 'to'. *start (may be NULL) is where it begins. */
vtime ledger_longest_gap(const struct ledger *l, uint32_t flow, struct ledger_point at, vtime from, vtime to,
			 vtime *start);

#endif

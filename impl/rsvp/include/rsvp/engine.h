/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RSVP engine (RFC 2205, processing rules of RFC 2209): path, reservation and
 * blockade state, merging, soft-state timers, errors and confirmations. It knows
 * interfaces and next hops, not ATM: what a reservation needs below is asked for
 * as traffic control (TC) requests, which VC management answers later.
 *
 * Inputs are calls with the current time, outputs a list to drain; time is told.
 */
#ifndef RSVP_ENGINE_H
#define RSVP_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "wire/rsvp.h"

#define RSVP_MAX_IFACES 4

struct rsvp_iface {
	uint32_t address; /* IPv4 of this node on it, host order; also its LIH is index + 1 */
	uint32_t mtu;     /* octets; 0: not known, nothing is compared with it */
	bool local;       /* the application's side of a host: messages become upcalls; at most one */
	/* What an ADSPEC is composed with on the way out of it (RFC 2215): */
	float bandwidth;  /* octets/s of IP; 0: not known */
	uint32_t latency; /* us; FFFFFFFFh: not known */
};

struct rsvp_config {
	int n_ifaces;
	struct rsvp_iface ifaces[RSVP_MAX_IFACES];
	vtime refresh;   /* R, default 30 s */
	uint32_t k;      /* K, default 3 */
	uint32_t kb;     /* blockade factor Kb (RFC 2205 3.5), default 3 */
	bool guaranteed; /* Guaranteed service is offered; else its break bit is set and its requests are refused */
	bool jitter;     /* refresh interval uniform in [0.5 R, 1.5 R] (RFC 2205 3.7); off: exactly R */
	/* Route lookup: interface and next hop (0 = dst itself is on the link) towards an
	 * address; false if there is no route. */
	bool (*route)(void *ctx, uint32_t dst, int *iface, uint32_t *next_hop);
	/* The same for a group: interfaces, one bit each, by which a packet to it leaves that came in by
	 * 'in' (the local interface for this node's own); NULL: there is no multicast. */
	uint8_t (*group_route)(void *ctx, uint32_t group, int in);
	void *route_ctx;
};

/* One traffic control reservation: what one outgoing interface must provide for one
 * session towards one next hop (the unit that VC management maps to VCs). */
typedef uint32_t rsvp_tc; /* never 0, never reused */

enum rsvp_out_kind {
	RSVP_OUT_PACKET, /* an IPv4 packet to send */
	RSVP_OUT_TC_ADD, /* new reservation */
	RSVP_OUT_TC_MOD, /* changed flowspec or filters of an existing one */
	RSVP_OUT_TC_DEL, /* no longer needed; never answered */
	RSVP_OUT_UPCALL, /* a line of text for the control port, as PROTOCOL.md has it */
};

#define RSVP_TC_FILTERS 8
struct rsvp_tc_spec {
	rsvp_tc id;
	int iface;
	uint32_t next_hop; /* IP of the RSVP next hop (from the Resv's NHOP) */
	struct rsvp_session session;
	enum rsvp_style style;
	int n_filters;
	struct rsvp_filter filters[RSVP_TC_FILTERS];
	struct flowspec flowspec; /* merged, effective */
	struct tspec sender;      /* sum or single TSpec of the senders covered */
	bool has_sender;
};

struct rsvp_out {
	enum rsvp_out_kind kind;
	int iface;             /* RSVP_OUT_PACKET */
	uint32_t next_hop;     /* RSVP_OUT_PACKET: IP address of the neighbour that it goes to */
	const uint8_t *octets; /* packet or upcall text; valid until the next call */
	size_t len;
	const struct rsvp_tc_spec *tc;
};

struct rsvp_engine;

/* The configuration is copied. NULL if it makes no sense (no interfaces, too many) or memory runs out. The seed drives
 * the jitter of refreshes only. */
struct rsvp_engine *rsvp_engine_create(const struct rsvp_config *config, uint64_t seed);
void rsvp_engine_free(struct rsvp_engine *e);

/* Times are arguments that never go backwards. Calls do not call back, except the route lookup. */

/* One IPv4 packet with protocol 46 that came in on 'iface' (router alert or
 * addressed to us). Malformed ones are dropped or answered as RFC 2205 says. */
void rsvp_engine_packet(struct rsvp_engine *e, vtime now, int iface, const uint8_t *packet, size_t len);
/* A request line of the user ("sender", "reserve", "release", "unsender"; see
 * PROTOCOL.md). False with a reason if it cannot be understood. */
bool rsvp_engine_request(struct rsvp_engine *e, vtime now, const char *line, char *err, size_t err_len);

/* Routes to this session address have changed, or its group has members that were not reached before: Path goes out by
 * new interfaces at once, and again by the old ones after W = 2 s (RFC 2205 3.6, local repair). */
void rsvp_engine_route_changed(struct rsvp_engine *e, vtime now, uint32_t dst);

/* Run everything due at or before now. */
void rsvp_engine_time(struct rsvp_engine *e, vtime now);
/* When the next refresh or end of state is due; VTIME_NEVER if nothing is. It may turn out that
 * nothing is left to do then. */
vtime rsvp_engine_next(const struct rsvp_engine *e);

/* Answer to TC_ADD or TC_MOD: done, or refused with an RSVP error code and value.
 * A refused ADD removes the reservation (ResvErr, InPlace off); a refused MOD keeps
 * the one in place (ResvErr, InPlace on, RFC 2205 3.1.8). A TC_MOD may follow an
 * unanswered ADD or MOD; there is then one answer, to the latest. An id is dead, and is not deleted, after a
 * refusal with nothing in place. Answers to ids that are gone are ignored. */
void rsvp_engine_tc_result(struct rsvp_engine *e, vtime now, rsvp_tc id, bool ok, uint8_t code, uint16_t value);
/* A reservation that stood has lost its resources for good: treated as a failed
 * allocation (RFC 2380 2.1): ResvErr, state removed, no TC_DEL. */
void rsvp_engine_tc_lost(struct rsvp_engine *e, vtime now, rsvp_tc id, uint8_t code, uint16_t value);

/* Take the oldest output; false when there is none. */
bool rsvp_engine_drain(struct rsvp_engine *e, struct rsvp_out *out);

#endif

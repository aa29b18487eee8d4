/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RSVP behaviour of one tester: it announces the flows it sends and reserves for
 * those it receives when the script says so, refreshes by itself, and learns previous
 * hops from Path messages. It keeps state until the script tears it; it is a partner
 * for tests and no RSVP implementation.
 */
#ifndef TESTER_RSVP_END_H
#define TESTER_RSVP_END_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vtime.h"
#include "engine/engine.h"
#include "tester/packet.h"

/* A flow of the case. Addresses in host order. */
struct tester_flow {
	uint32_t number; /* 1, 2, ... */
	uint32_t src, dst;
	uint16_t src_port, dst_port;
};

/* A reservation size, with the cell rates that testers signal for it. */
struct tester_spec {
	float r, b, p;
	uint32_t m, M;
	uint32_t pcr, scr, mbs;
};

/* Events that other parts of a tester act upon. */
enum rsvp_event {
	RSVP_RESV_IN, /* a Resv for flows it announced */
	RSVP_RESVTEAR_IN,
	RSVP_PATH_TORN, /* it tore the flow itself */
};
struct rsvp_news {
	enum rsvp_event event;
	/* Under FF one flow; under SE and WF all flows of the session that the reservation is for, shared by them. */
	enum body_style style;
	size_t n_flows;
	const size_t *flows;     /* lowest first; valid during the call */
	struct tester_spec spec; /* what is asked for */
	uint32_t hop;            /* next hop that it came from */
	uint32_t confirm;        /* RESV_CONFIRM address, 0 none */
};

/* What a receiver asks for. */
struct rsvp_ask {
	struct tester_spec spec;
	bool confirm; /* a ResvConf is asked for */
	enum body_style style;
	/* Under SE: further flows of the session. WF is for all that have a Path. */
	size_t n_with;
	size_t with[RSVP_BODY_SENDERS - 1];
};

struct rsvp_end_config {
	struct engine *engine;
	uint32_t address; /* its own, in RSVP_HOP */
	uint8_t routers;  /* plain routers between it and whoever it sends to: each takes one off the TTL */
	vtime refresh;
	size_t n_flows;
	const struct tester_flow *flows; /* borrowed; a flow is named by its index */
	void *ctx;
	/* An IP packet to go out towards 'dst'; valid during the call. */
	void (*send)(void *ctx, vtime now, uint32_t dst, const uint8_t *packet, size_t len);
	/* May be NULL. */
	void (*event)(void *ctx, vtime now, const struct rsvp_news *news);
};

struct rsvp_end;

/* 'packets' is borrowed. NULL if memory runs out. */
struct rsvp_end *rsvp_end_create(const struct rsvp_end_config *config, struct packets *packets);
/* Takes its events out of the engine. */
void rsvp_end_free(struct rsvp_end *e);

/* As sender. Again with another spec: changed. */
void rsvp_end_path(struct rsvp_end *e, vtime now, size_t flow, const struct tester_spec *tspec);
void rsvp_end_path_tear(struct rsvp_end *e, vtime now, size_t flow);
/* As receiver. Goes out at once if a Path has come, else when it does. */
void rsvp_end_reserve(struct rsvp_end *e, vtime now, size_t flow, const struct rsvp_ask *ask);
void rsvp_end_resv_tear(struct rsvp_end *e, vtime now, size_t flow);
/* As sender, the answer to a RESV_CONFIRM. */
void rsvp_end_confirm(struct rsvp_end *e, vtime now, size_t flow, enum body_style style, const struct tester_spec *spec,
		      uint32_t receiver);

/* Send again now; stop refreshing; send now and go on refreshing. */
void rsvp_end_refresh(struct rsvp_end *e, vtime now, size_t flow, bool of_path);
void rsvp_end_silence(struct rsvp_end *e, size_t flow, bool of_path);
void rsvp_end_resume(struct rsvp_end *e, vtime now, size_t flow, bool of_path);

/* An IP packet that came in; anything but RSVP is ignored, and so is what cannot be read. */
void rsvp_end_packet(struct rsvp_end *e, vtime now, const uint8_t *packet, size_t len);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* The run of one case: what its files share. */
#ifndef VECTOR_RUN_H
#define VECTOR_RUN_H

#include "engine/engine.h"
#include "eval.h"
#include "fabric/fabric.h"
#include "iut/iut.h"
#include "program.h"
#include "services/atmarp_server.h"
#include "tester/host.h"
#include "tester/rsvp_end.h"
#include "tester/stream.h"

#define MAX_PORTS 1024

/* Who carries out a step for one end of a flow. */
enum actor_kind { ACTOR_HOST, ACTOR_END, ACTOR_CONTROL };
struct actor {
	enum actor_kind kind;
	struct host *host;
	struct rsvp_end *end;
};

/* Where a step stood, for marks that later steps name. */
struct run_place {
	size_t from;
	vtime time;
};

struct frame_filter;

struct stream_conns {
	uint32_t conn[MAX_ON];
	size_t n;
};

struct run {
	const struct vcase *c;
	struct vprogram p;
	struct arena arena;
	struct vrun *out;
	void (*verbose)(void *ctx, const struct trace *t, const struct trace_event *e);
	void *verbose_ctx;
	uint64_t seed;

	struct engine *engine;
	struct fabric *fabric;
	struct atmarp_server *arp;
	struct packets *packets;
	struct streams *streams;
	struct trace *trace;
	uint16_t node_of_port[MAX_PORTS];
	struct trace_cell *cells; /* of the frame that is being recorded */
	uint16_t first_node;      /* of facts that belong to no node */

	int iut_host;           /* index of the host that the IUT plays, ANY */
	struct host **hosts;    /* by host of the topology; NULL where the IUT is */
	struct rsvp_end **ends; /* by end: testers on the IP side of the IUT; NULL where merged */
	struct end_link *end_links;
	struct tester_flow *flows;
	uint32_t *flow_numbers;
	const char **send_heads; /* by flow: "send SESSION SENDER " */
	struct stream_conns *on; /* by flow: connections that its data was sent to by name */
	struct tester_spec *specs;
	struct host_route *routes;
	size_t n_routes;

	struct iut *iut;
	int iut_port;
	uint16_t iut_node;
	bool iut_input; /* it was given something since its last advance */
	vtime iut_next;

	struct eval v;
	struct waiting w;
	bool waiting, waking;
	engine_event timeout;
	struct run_place *place;
	size_t pc, carry;
	vtime carry_time;
	int *fault_handles;   /* by step */
	size_t iut_calls;     /* SETUP and ADD PARTY that it sent */
	size_t iut_packets;   /* RSVP messages and other IP packets of its own that it sent */
	uint8_t *active_told; /* by connection */
	uint32_t n_active_told;

	bool over; /* the script ended */
	vtime end_at;
	uint64_t rounds; /* of engine and IUT */
};

struct end_link {
	struct run *r;
	size_t end;
};

/* run_record.c: everything that is recorded goes through here. */
bool run_record_nodes(struct run *r);
struct fabric_tap run_record_tap(struct run *r);
void run_record_ip(struct run *r, vtime t, enum trace_dir dir, const uint8_t *packet, size_t len);
void run_record_control(struct run *r, vtime t, enum trace_dir dir, const char *line);
void run_record_mark(struct run *r, vtime t, size_t step);
void run_record_text(struct run *r, enum trace_kind kind, vtime t, const char *name, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

/* run_iut.c */
bool run_iut_open(struct run *r, struct iut_factory *factory);
bool run_iut_start(struct run *r);
/* Give it time up to now and take what it sends. False if it failed: the case is over. */
bool run_iut_pump(struct run *r, vtime now);
void run_iut_ip(struct run *r, vtime now, const uint8_t *packet, size_t len);
void run_iut_control(struct run *r, vtime now, const char *line);
/* A host is in a group, or no longer: told as PROTOCOL.md has it, if it concerns the IUT. */
void run_iut_member(struct run *r, vtime now, int group, int host, bool joined);

/* run_world.c: fabric, server, testers. */
bool run_world_create(struct run *r);
void run_world_free(struct run *r);
struct actor run_actor(const struct run *r, int end);
/* Who stands for the ends behind a host. */
struct actor run_actor_at(const struct run *r, int host);
/* Address of an end, which is that of its host where they are merged in the IUT. */
uint32_t run_address(const struct run *r, int end);
/* Where a flow goes: that of its end or group. */
uint32_t run_destination(const struct run *r, int flow);

/* A host is in a group, or no longer: whoever sends to it learns of it. */
void run_member(struct run *r, vtime now, int group, int host, bool joined);
/* Does a host, or an end behind it, send to a group in this topology? */
bool run_is_root(const struct run *r, int group, int host);

/* run_step.c: carry out one step that takes no time. False if it cannot be done; text in r->out->text. */
bool run_step(struct run *r, vtime now, size_t step);

/* run_script.c */
bool run_script_start(struct run *r);
/* A new event stands in the trace. */
void run_script_event(struct run *r);
void run_script_stop(struct run *r, const char *reason);

#endif

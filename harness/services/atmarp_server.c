/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ATMARP server as a host: user side of its UNI, the VCs its clients have set up
 * to it, and the frames on them. It never places a call (RFC 2225 8.3).
 */
#include "services/atmarp_server.h"

#include <stdlib.h>
#include <string.h>

#include "atmarp_table.h"
#include "uni/uni.h"
#include "wire/llc.h"

#define VCI_SIGNALLING 5
#define BLLI_L2_LLC    0x0c /* ISO 8802/2: LLC/SNAP (RFC 1755 6.2.1) */
#define ATMARP_OP_AT   6    /* offset of ar$op in the packet (RFC 2225 8.7.1) */

enum { CAUSE_BUSY = 17, CAUSE_REJECTED = 21, CAUSE_INCOMPATIBLE = 88, IE_BLLI = 0x5f };

struct client {
	struct client *next;
	uni_call call;
	uint8_t vpi;
	uint16_t vci;
	struct atm_addr peer;
};

struct atmarp_server {
	struct engine *engine;
	struct fabric *fabric;
	struct atmarp_server_config config;
	int port;
	struct uni *uni;
	engine_event timer;
	vtime timer_at;
	struct client *clients; /* VCs, latest first */
	struct atmarp_table table;
};

struct atmarp_server_config atmarp_server_defaults(void)
{
	struct atmarp_server_config c = {.port = fabric_port_defaults(), .inatmarp = true};
	c.port.name = "ATMARP";
	return c;
}

/* ---- frames ---- */

static void send_atmarp(struct atmarp_server *s, vtime now, const struct client *c, const struct atmarp *m)
{
	struct wr w = {0};
	uint8_t llc[LLC_SNAP_LEN];
	llc_snap_encode(llc, ETHERTYPE_ARP);
	wr_octets(&w, llc, sizeof(llc));
	atmarp_encode(&w, m);
	if (!w.failed)
		fabric_send_frame(s->fabric, s->port, now, c->vpi, c->vci, 0, w.p, w.len, 0);
	wr_free(&w);
}

/* The request itself with another operation code (RFC 2225 8.7.4). */
static void send_nak(struct atmarp_server *s, vtime now, const struct client *c, const uint8_t *sdu, size_t len)
{
	uint8_t *nak = malloc(len);
	if (!nak)
		return;
	memcpy(nak, sdu, len);
	nak[LLC_SNAP_LEN + ATMARP_OP_AT] = 0;
	nak[LLC_SNAP_LEN + ATMARP_OP_AT + 1] = ATMARP_NAK;
	fabric_send_frame(s->fabric, s->port, now, c->vpi, c->vci, 0, nak, len, 0);
	free(nak);
}

/* InATMARP about ourselves, to the far end of a VC. */
static void send_inatmarp(struct atmarp_server *s, vtime now, const struct client *c, enum atmarp_op op,
			  const struct atmarp *asked_by)
{
	struct atmarp m = {
	    .op = op,
	    .has_src_atm = true,
	    .has_src_ip = true,
	    .has_tgt_atm = true,
	    .src_atm = s->config.port.address,
	    .src_ip = s->config.ip,
	    .tgt_atm = c->peer,
	};
	if (asked_by) {
		m.has_tgt_atm = asked_by->has_src_atm;
		m.tgt_atm = asked_by->src_atm;
		m.has_tgt_ip = asked_by->has_src_ip;
		m.tgt_ip = asked_by->src_ip;
	}
	send_atmarp(s, now, c, &m);
}

static void atmarp_received(struct atmarp_server *s, vtime now, const struct client *c, const struct atmarp *m,
			    const uint8_t *sdu, size_t len)
{
	struct atmarp own, reply;
	switch (m->op) {
	case ATMARP_REQUEST:
		if (!m->has_src_ip || !m->has_src_atm || !m->has_tgt_ip)
			return;
		if (s->config.nak_all || !atmarp_table_request(&s->table, now, c->call, &c->peer, m, &reply))
			send_nak(s, now, c, sdu, len);
		else
			send_atmarp(s, now, c, &reply);
		return;
	case INATMARP_REQUEST:
		send_inatmarp(s, now, c, INATMARP_REPLY, m);
		return;
	case INATMARP_REPLY: /* the registration of RFC 1577 4.3: the same as one for itself */
		if (!m->has_src_ip || !m->has_src_atm)
			return;
		own = *m;
		own.tgt_ip = m->src_ip;
		atmarp_table_request(&s->table, now, c->call, &c->peer, &own, &reply);
		return;
	default: /* not for a server: dropped (RFC 2225 8.7.2) */
		return;
	}
}

static void data_received(struct atmarp_server *s, vtime now, uint8_t vpi, uint16_t vci, const uint8_t *sdu, size_t len)
{
	const struct client *c = s->clients;
	while (c && (c->vpi != vpi || c->vci != vci))
		c = c->next;
	uint16_t ethertype;
	size_t hdr;
	struct atmarp m;
	if (!c || s->config.silent || llc_classify(sdu, len, &ethertype, &hdr) != ENCAP_LLC ||
	    ethertype != ETHERTYPE_ARP)
		return;
	if (atmarp_decode(sdu + hdr, len - hdr, &m).code == WIRE_OK)
		atmarp_received(s, now, c, &m, sdu, len);
}

/* ---- calls ---- */

/* An LLC/SNAP VC is what a client of the server needs (RFC 2225 8.3). */
static void call_received(struct atmarp_server *s, vtime now, const struct uni_out *out)
{
	static const uint8_t no_blli[] = {0x80 | 1 << 2, IE_BLLI}; /* IE missing, and which */
	const struct q2931_msg *setup = out->msg;
	if (s->config.refuse) {
		uni_release_req(s->uni, now, out->call, CAUSE_BUSY, NULL, 0);
		return;
	}
	if (setup->blli.n == 0) { /* RFC 1755 6.2 */
		uni_release_req(s->uni, now, out->call, CAUSE_REJECTED, no_blli, sizeof(no_blli));
		return;
	}
	int chosen = 0;
	while (chosen < setup->blli.n && !(setup->blli.b[chosen].has_l2 && setup->blli.b[chosen].l2 == BLLI_L2_LLC))
		chosen++;
	struct client *c = chosen < setup->blli.n ? calloc(1, sizeof(*c)) : NULL;
	if (!c) {
		uni_release_req(s->uni, now, out->call, CAUSE_INCOMPATIBLE, NULL, 0);
		return;
	}
	*c = (struct client){.next = s->clients, .call = out->call, .vpi = (uint8_t)out->vpi, .vci = out->vci};
	c->peer = setup->calling.aesa;
	s->clients = c;
	/* RFC 2225 7.2: the sizes offered are accepted, and CONNECT says so */
	struct q2931_msg connect = {.type = Q2931_CONNECT, .aal = setup->aal};
	if (setup->blli.n > 1) {
		connect.blli.n = 1;
		connect.blli.b[0] = setup->blli.b[chosen];
	}
	uni_setup_resp(s->uni, now, out->call, &connect);
}

static void call_over(struct atmarp_server *s, uni_call call)
{
	for (struct client **c = &s->clients; *c; c = &(*c)->next)
		if ((*c)->call == call) {
			struct client *gone = *c;
			*c = gone->next;
			free(gone);
			break;
		}
	atmarp_table_vc_closed(&s->table, call);
}

static void call_complete(struct atmarp_server *s, vtime now, uni_call call)
{
	for (const struct client *c = s->clients; c; c = c->next)
		if (c->call == call && s->config.inatmarp && !s->config.silent)
			send_inatmarp(s, now, c, INATMARP_REQUEST, NULL);
}

static void timer_due(void *ctx, vtime now);

static void drain(struct atmarp_server *s, vtime now)
{
	struct uni_out out;
	while (uni_drain(s->uni, &out))
		switch (out.kind) {
		case UNI_FRAME:
			fabric_send_frame(s->fabric, s->port, now, 0, VCI_SIGNALLING, 0, out.octets, out.len, 0);
			break;
		case UNI_SETUP_IND:
			call_received(s, now, &out);
			break;
		case UNI_COMPLETE_IND:
			call_complete(s, now, out.call);
			break;
		case UNI_RELEASE_IND:
		case UNI_RELEASE_CONF:
			call_over(s, out.call);
			break;
		default: /* of calls that it does not make */
			break;
		}
	vtime next = uni_next(s->uni);
	if (next >= s->timer_at)
		return;
	if (s->timer)
		engine_cancel(s->engine, s->timer);
	s->timer = engine_at(s->engine, next, timer_due, s);
	s->timer_at = s->timer ? next : VTIME_NEVER;
}

static void timer_due(void *ctx, vtime now)
{
	struct atmarp_server *s = ctx;
	s->timer = 0;
	s->timer_at = VTIME_NEVER;
	uni_time(s->uni, now);
	drain(s, now);
}

static void frame_received(void *ctx, vtime now, uint8_t vpi, uint16_t vci, uint32_t clp1, const uint8_t *sdu,
			   size_t len, uint8_t uu)
{
	struct atmarp_server *s = ctx;
	if (vpi == 0 && vci == VCI_SIGNALLING) {
		uni_frame(s->uni, now, sdu, len);
		drain(s, now);
	} else {
		data_received(s, now, vpi, vci, sdu, len);
	}
}

/* ---- the host ---- */

struct atmarp_server *atmarp_server_create(struct engine *e, struct fabric *f, const struct atmarp_server_config *c)
{
	struct atmarp_server *s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	*s = (struct atmarp_server){.engine = e, .fabric = f, .config = *c, .port = -1, .timer_at = VTIME_NEVER};
	s->config.port.cells = false;
	struct uni_config uni = {.version = c->port.version, .address = c->port.address};
	s->uni = uni_create(&uni);
	struct fabric_end end = {.ctx = s, .frame = frame_received};
	if (s->uni && atmarp_server_add(s, c->ip, &c->port.address))
		s->port = fabric_add_port(f, &s->config.port, &end);
	if (s->port < 0) {
		atmarp_server_free(s);
		return NULL;
	}
	return s;
}

void atmarp_server_free(struct atmarp_server *s)
{
	if (!s)
		return;
	if (s->timer)
		engine_cancel(s->engine, s->timer);
	struct client *next;
	for (struct client *c = s->clients; c; c = next) {
		next = c->next;
		free(c);
	}
	atmarp_table_free(&s->table);
	uni_free(s->uni);
	free(s);
}

int atmarp_server_port(const struct atmarp_server *s)
{
	return s->port;
}

bool atmarp_server_add(struct atmarp_server *s, uint32_t ip, const struct atm_addr *atm)
{
	return atmarp_table_set(&s->table, &(struct atmarp_entry){.ip = ip, .atm = *atm, .updated = VTIME_NEVER});
}

void atmarp_server_behave(struct atmarp_server *s, const struct atmarp_server_config *c)
{
	s->config.inatmarp = c->inatmarp;
	s->config.silent = c->silent;
	s->config.nak_all = c->nak_all;
	s->config.refuse = c->refuse;
}

bool atmarp_server_lookup(const struct atmarp_server *s, uint32_t ip, struct atm_addr *atm)
{
	const struct atmarp_entry *e = atmarp_table_find(&s->table, engine_now(s->engine), ip);
	if (e)
		*atm = e->atm;
	return e != NULL;
}

uint32_t atmarp_server_duplicates(const struct atmarp_server *s)
{
	return s->table.duplicates;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "tester/rsvp_end.h"

#include <stdlib.h>

#include "wire/ip.h"
#include "wire/rsvp.h"

#define TTL 63 /* Send_TTL and the TTL of the packet, RFC 2205 3.1.1 */

/* One direction of one flow: what goes out and is refreshed. */
struct side {
	struct rsvp_end *e;
	size_t flow;
	bool of_path;
	bool on; /* the script asked for it */
	bool silent;
	bool confirm; /* the next message asks for a ResvConf */
	struct tester_spec spec;
	engine_event timer;
};

struct flow_state {
	struct side path, resv;
	bool has_phop; /* a Path came */
	uint32_t phop, lih;
};

struct rsvp_end {
	struct rsvp_end_config c;
	struct packets *packets;
	struct flow_state *flows;
};

static struct rsvp_body body_of(const struct rsvp_end *e, size_t flow, enum rsvp_kind kind,
				const struct tester_spec *spec)
{
	const struct tester_flow *f = &e->c.flows[flow];
	const struct flow_state *s = &e->flows[flow];

	return (struct rsvp_body){
	    .kind = kind,
	    .ttl = TTL,
	    .session = f->dst,
	    .protocol = IPPROTO_UDP_,
	    .port = f->dst_port,
	    .hop = e->c.address,
	    /* A Resv takes back the handle that the Path brought (RFC 2205 3.9). */
	    .lih = kind == RSVP_BODY_RESV || kind == RSVP_BODY_RESVTEAR ? s->lih : 0,
	    .refresh_ms = (uint32_t)(e->c.refresh / VT_MS(1)),
	    .sender = f->src,
	    .sender_port = f->src_port,
	    .r = spec->r,
	    .b = spec->b,
	    .p = spec->p,
	    .m = spec->m,
	    .M = spec->M,
	};
}

/* Path and PathTear go from the sender to the session, ResvConf from here to the receiver, with router alert;
 * Resv and ResvTear from hop to hop (RFC 2205 3.1). */
static void emit(struct rsvp_end *e, vtime now, const struct rsvp_body *m, uint32_t src, uint32_t dst, bool alert)
{
	uint8_t body[RSVP_BODY_MAX];
	size_t len, body_len = rsvp_body_write(m, body);
	const struct packet_hdr h = {.src = src, .dst = dst, .ttl = TTL, .router_alert = alert};
	const uint8_t *packet = packet_ip(e->packets, &h, IPPROTO_RSVP_, body, body_len, &len);

	if (packet != NULL)
		e->c.send(e->c.ctx, now, dst, packet, len);
}

static void send_side(struct side *s, vtime now)
{
	struct rsvp_end *e = s->e;
	const struct flow_state *f = &e->flows[s->flow];
	struct rsvp_body m = body_of(e, s->flow, s->of_path ? RSVP_BODY_PATH : RSVP_BODY_RESV, &s->spec);

	if (s->of_path) {
		emit(e, now, &m, e->c.flows[s->flow].src, e->c.flows[s->flow].dst, true);
	} else if (f->has_phop) {
		m.has_confirm = s->confirm;
		m.confirm = e->c.address;
		s->confirm = false;
		emit(e, now, &m, e->c.address, f->phop, false);
	}
}

static void refresh_due(void *ctx, vtime now);

static void schedule(struct side *s, vtime now)
{
	engine_cancel(s->e->c.engine, s->timer);
	s->timer = s->on && !s->silent ? engine_at(s->e->c.engine, vtime_add(now, s->e->c.refresh), refresh_due, s) : 0;
}

static void refresh_due(void *ctx, vtime now)
{
	struct side *s = ctx;

	s->timer = 0;
	send_side(s, now);
	schedule(s, now);
}

static void start(struct side *s, vtime now, const struct tester_spec *spec)
{
	s->on = true;
	s->spec = *spec;
	send_side(s, now);
	schedule(s, now);
}

static void stop(struct side *s)
{
	s->on = false;
	s->confirm = false;
	engine_cancel(s->e->c.engine, s->timer);
	s->timer = 0;
}

struct rsvp_end *rsvp_end_create(const struct rsvp_end_config *config, struct packets *packets)
{
	struct rsvp_end *e = calloc(1, sizeof(*e));

	if (e == NULL)
		return NULL;
	e->c = *config;
	e->packets = packets;
	e->flows = calloc(config->n_flows + 1, sizeof(*e->flows));
	if (e->flows == NULL) {
		free(e);
		return NULL;
	}
	for (size_t i = 0; i < config->n_flows; i++) {
		e->flows[i].path = (struct side){.e = e, .flow = i, .of_path = true};
		e->flows[i].resv = (struct side){.e = e, .flow = i};
	}
	return e;
}

void rsvp_end_free(struct rsvp_end *e)
{
	if (e == NULL)
		return;
	for (size_t i = 0; i < e->c.n_flows; i++) {
		stop(&e->flows[i].path);
		stop(&e->flows[i].resv);
	}
	free(e->flows);
	free(e);
}

void rsvp_end_path(struct rsvp_end *e, vtime now, size_t flow, const struct tester_spec *tspec)
{
	start(&e->flows[flow].path, now, tspec);
}

void rsvp_end_path_tear(struct rsvp_end *e, vtime now, size_t flow)
{
	struct side *s = &e->flows[flow].path;
	struct rsvp_body m = body_of(e, flow, RSVP_BODY_PATHTEAR, &s->spec);

	if (!s->on)
		return;
	stop(s);
	emit(e, now, &m, e->c.flows[flow].src, e->c.flows[flow].dst, true);
	if (e->c.event != NULL)
		e->c.event(e->c.ctx, now, RSVP_PATH_TORN, flow, NULL, 0);
}

void rsvp_end_reserve(struct rsvp_end *e, vtime now, size_t flow, const struct tester_spec *spec, bool confirm)
{
	struct side *s = &e->flows[flow].resv;

	s->confirm = confirm;
	start(s, now, spec);
}

void rsvp_end_resv_tear(struct rsvp_end *e, vtime now, size_t flow)
{
	struct side *s = &e->flows[flow].resv;
	struct rsvp_body m = body_of(e, flow, RSVP_BODY_RESVTEAR, &s->spec);

	if (s->on && e->flows[flow].has_phop)
		emit(e, now, &m, e->c.address, e->flows[flow].phop, false);
	stop(s);
}

void rsvp_end_confirm(struct rsvp_end *e, vtime now, size_t flow, const struct tester_spec *spec, uint32_t receiver)
{
	struct rsvp_body m = body_of(e, flow, RSVP_BODY_RESVCONF, spec);

	m.has_confirm = true;
	m.confirm = receiver;
	m.error_node = e->c.address;
	emit(e, now, &m, e->c.address, receiver, true);
}

static struct side *side_of(struct rsvp_end *e, size_t flow, bool of_path)
{
	return of_path ? &e->flows[flow].path : &e->flows[flow].resv;
}

void rsvp_end_refresh(struct rsvp_end *e, vtime now, size_t flow, bool of_path)
{
	struct side *s = side_of(e, flow, of_path);

	if (s->on)
		send_side(s, now);
}

void rsvp_end_silence(struct rsvp_end *e, size_t flow, bool of_path)
{
	struct side *s = side_of(e, flow, of_path);

	s->silent = true;
	engine_cancel(e->c.engine, s->timer);
	s->timer = 0;
}

void rsvp_end_resume(struct rsvp_end *e, vtime now, size_t flow, bool of_path)
{
	struct side *s = side_of(e, flow, of_path);

	s->silent = false;
	if (s->on)
		send_side(s, now);
	schedule(s, now);
}

/* Index of the flow that a message is about; false if it is none of the case. */
static bool find_flow(const struct rsvp_end *e, const struct rsvp_msg *m, const struct rsvp_filter *filter,
		      size_t *flow)
{
	for (*flow = 0; *flow < e->c.n_flows; ++*flow) {
		const struct tester_flow *f = &e->c.flows[*flow];
		if (m->session.protocol == IPPROTO_UDP_ && ip_addr_to_v4(&m->session.dst) == f->dst &&
		    m->session.port == f->dst_port && ip_addr_to_v4(&filter->src) == f->src &&
		    filter->port == f->src_port)
			return true;
	}
	return false;
}

static void on_path(struct rsvp_end *e, vtime now, const struct rsvp_msg *m)
{
	size_t flow;

	if (!m->has_sender || !m->has_hop || !find_flow(e, m, &m->sender, &flow) || e->flows[flow].path.on)
		return;
	struct flow_state *f = &e->flows[flow];
	bool news = !f->has_phop || f->phop != ip_addr_to_v4(&m->hop.addr) || f->lih != m->hop.lih;
	f->has_phop = true;
	f->phop = ip_addr_to_v4(&m->hop.addr);
	f->lih = m->hop.lih;
	if (news && f->resv.on && !f->resv.silent)
		send_side(&f->resv, now);
}

static void on_path_tear(struct rsvp_end *e, const struct rsvp_msg *m)
{
	size_t flow;

	if (!m->has_sender || !find_flow(e, m, &m->sender, &flow))
		return;
	/* Without path state there is nothing to reserve for (RFC 2205 2.3). */
	e->flows[flow].has_phop = false;
	stop(&e->flows[flow].resv);
}

static void on_resv(struct rsvp_end *e, vtime now, const struct rsvp_msg *m, bool tear)
{
	const struct flowspec *last = NULL;

	for (int i = 0; i < m->n_flows; i++) {
		const struct rsvp_flow_descriptor *d = &m->flows[i];
		last = d->has_flowspec ? &d->flowspec : last;
		for (int k = 0; k < d->n_filters; k++) {
			struct tester_spec spec = {0};
			size_t flow;
			if (!find_flow(e, m, &d->filters[k], &flow) || !e->flows[flow].path.on || e->c.event == NULL)
				continue;
			if (last != NULL)
				spec = (struct tester_spec){
				    .r = last->t.r, .b = last->t.b, .p = last->t.p, .m = last->t.m, .M = last->t.M};
			e->c.event(e->c.ctx, now, tear ? RSVP_RESVTEAR_IN : RSVP_RESV_IN, flow, &spec,
				   m->has_confirm ? ip_addr_to_v4(&m->confirm) : 0);
		}
	}
}

void rsvp_end_packet(struct rsvp_end *e, vtime now, const uint8_t *packet, size_t len)
{
	struct ip4_hdr h;
	struct rsvp_msg m;

	if (ip4_decode(packet, len, &h).code != WIRE_OK || h.protocol != IPPROTO_RSVP_)
		return;
	if (rsvp_decode(packet + h.hdr_len, (size_t)(h.total_len - h.hdr_len), &m).code != WIRE_OK)
		return;
	switch (m.type) {
	case RSVP_PATH:
		on_path(e, now, &m);
		break;
	case RSVP_PATHTEAR:
		on_path_tear(e, &m);
		break;
	case RSVP_RESV:
		on_resv(e, now, &m, false);
		break;
	case RSVP_RESVTEAR:
		on_resv(e, now, &m, true);
		break;
	default: /* errors and confirmations are for the trace */
		break;
	}
}

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
	struct rsvp_ask ask; /* 'confirm': the next message asks for a ResvConf */
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
	const struct packet_hdr h = {
	    .src = src, .dst = dst, .ttl = (uint8_t)(TTL - e->c.routers), .router_alert = alert};
	const uint8_t *packet = packet_ip(e->packets, &h, IPPROTO_RSVP_, body, body_len, &len);

	if (packet != NULL)
		e->c.send(e->c.ctx, now, dst, packet, len);
}

static bool same_session(const struct rsvp_end *e, size_t a, size_t b)
{
	return e->c.flows[a].dst == e->c.flows[b].dst && e->c.flows[a].dst_port == e->c.flows[b].dst_port;
}

/* Is the reservation of a side for this flow, too? */
static bool covers(const struct side *s, size_t flow)
{
	if (flow == s->flow)
		return true;
	if (s->ask.style == BODY_WF)
		return same_session(s->e, s->flow, flow);
	for (size_t i = 0; i < s->ask.n_with; i++) {
		if (s->ask.with[i] == flow)
			return true;
	}
	return false;
}

/* Resv or ResvTear to the previous hop, naming the senders whose Path came; there is nothing to reserve for the others
 * (RFC 2205 2.3). False if there is none. */
static bool send_resv(struct side *s, vtime now, enum rsvp_kind kind)
{
	struct rsvp_end *e = s->e;
	const struct flow_state *first = NULL;
	struct rsvp_body m = {0};

	for (size_t i = 0; i < e->c.n_flows; i++) {
		const struct flow_state *f = &e->flows[i];
		if (!f->has_phop || !covers(s, i))
			continue;
		if (first == NULL) {
			first = f;
			m = body_of(e, i, kind, &s->ask.spec);
			m.style = s->ask.style;
		} else if (m.style == BODY_SE && m.n_more < RSVP_BODY_SENDERS - 1) {
			m.more[m.n_more].sender = e->c.flows[i].src;
			m.more[m.n_more++].port = e->c.flows[i].src_port;
		}
	}
	if (first == NULL)
		return false;
	m.has_confirm = kind == RSVP_BODY_RESV && s->ask.confirm;
	m.confirm = e->c.address;
	if (kind == RSVP_BODY_RESV)
		s->ask.confirm = false;
	emit(e, now, &m, e->c.address, first->phop, false);
	return true;
}

static void send_side(struct side *s, vtime now)
{
	struct rsvp_end *e = s->e;

	if (s->of_path) {
		struct rsvp_body m = body_of(e, s->flow, RSVP_BODY_PATH, &s->ask.spec);
		emit(e, now, &m, e->c.flows[s->flow].src, e->c.flows[s->flow].dst, true);
	} else {
		send_resv(s, now, RSVP_BODY_RESV);
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

static void start(struct side *s, vtime now, const struct rsvp_ask *ask)
{
	s->on = true;
	s->ask = *ask;
	send_side(s, now);
	schedule(s, now);
}

static void stop(struct side *s)
{
	s->on = false;
	s->ask.confirm = false;
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
	start(&e->flows[flow].path, now, &(struct rsvp_ask){.spec = *tspec});
}

void rsvp_end_path_tear(struct rsvp_end *e, vtime now, size_t flow)
{
	struct side *s = &e->flows[flow].path;
	struct rsvp_body m = body_of(e, flow, RSVP_BODY_PATHTEAR, &s->ask.spec);

	if (!s->on)
		return;
	stop(s);
	emit(e, now, &m, e->c.flows[flow].src, e->c.flows[flow].dst, true);
	if (e->c.event != NULL)
		e->c.event(e->c.ctx, now, &(struct rsvp_news){.event = RSVP_PATH_TORN, .n_flows = 1, .flows = &flow});
}

void rsvp_end_reserve(struct rsvp_end *e, vtime now, size_t flow, const struct rsvp_ask *ask)
{
	start(&e->flows[flow].resv, now, ask);
}

void rsvp_end_resv_tear(struct rsvp_end *e, vtime now, size_t flow)
{
	struct side *s = &e->flows[flow].resv;

	if (s->on)
		send_resv(s, now, RSVP_BODY_RESVTEAR);
	stop(s);
}

void rsvp_end_confirm(struct rsvp_end *e, vtime now, size_t flow, enum body_style style, const struct tester_spec *spec,
		      uint32_t receiver)
{
	struct rsvp_body m = body_of(e, flow, RSVP_BODY_RESVCONF, spec);

	m.style = style;
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

static bool of_session(const struct rsvp_end *e, const struct rsvp_msg *m, size_t flow)
{
	const struct tester_flow *f = &e->c.flows[flow];

	return m->session.protocol == IPPROTO_UDP_ && ip_addr_to_v4(&m->session.dst) == f->dst &&
	       m->session.port == f->dst_port;
}

static bool from_sender(const struct rsvp_end *e, const struct rsvp_filter *filter, size_t flow)
{
	const struct tester_flow *f = &e->c.flows[flow];

	return ip_addr_to_v4(&filter->src) == f->src && filter->port == f->src_port;
}

/* Index of the flow that a message is about; false if it is none of the case. */
static bool find_flow(const struct rsvp_end *e, const struct rsvp_msg *m, const struct rsvp_filter *filter,
		      size_t *flow)
{
	for (*flow = 0; *flow < e->c.n_flows; ++*flow) {
		if (of_session(e, m, *flow) && from_sender(e, filter, *flow))
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
	for (size_t i = 0; news && i < e->c.n_flows; i++) {
		struct side *s = &e->flows[i].resv;
		if (s->on && !s->silent && covers(s, flow))
			send_side(s, now);
	}
}

static void on_path_tear(struct rsvp_end *e, const struct rsvp_msg *m)
{
	size_t flow;

	if (!m->has_sender || !find_flow(e, m, &m->sender, &flow))
		return;
	e->flows[flow].has_phop = false;
	for (size_t i = 0; i < e->c.n_flows; i++) {
		struct side *s = &e->flows[i].resv;
		bool left = false;
		for (size_t k = 0; k < e->c.n_flows; k++)
			left = left || (covers(s, k) && e->flows[k].has_phop);
		/* Without path state there is nothing to reserve for (RFC 2205 2.3). */
		if (covers(s, flow) && !left)
			stop(s);
	}
}

/* The flows that a descriptor is for, of those that were announced here. */
static size_t described(const struct rsvp_end *e, const struct rsvp_msg *m, const struct rsvp_flow_descriptor *d,
			size_t *flows, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < e->c.n_flows && n < max; i++) {
		bool named = m->style == RSVP_WF;
		for (int k = 0; k < d->n_filters; k++)
			named = named || from_sender(e, &d->filters[k], i);
		if (named && of_session(e, m, i) && e->flows[i].path.on)
			flows[n++] = i;
	}
	return n;
}

static void on_resv(struct rsvp_end *e, vtime now, const struct rsvp_msg *m, bool tear)
{
	const struct flowspec *last = NULL;
	size_t flows[RSVP_BODY_SENDERS];

	for (int i = 0; i < m->n_flows && e->c.event != NULL; i++) {
		const struct rsvp_flow_descriptor *d = &m->flows[i];
		size_t n = described(e, m, d, flows, RSVP_BODY_SENDERS);
		struct rsvp_news news = {
		    .event = tear ? RSVP_RESVTEAR_IN : RSVP_RESV_IN,
		    .style = m->style == RSVP_WF   ? BODY_WF
			     : m->style == RSVP_SE ? BODY_SE
						   : BODY_FF,
		    .n_flows = n,
		    .flows = flows,
		    .hop = m->has_hop ? ip_addr_to_v4(&m->hop.addr) : 0,
		    .confirm = m->has_confirm ? ip_addr_to_v4(&m->confirm) : 0,
		};
		last = d->has_flowspec ? &d->flowspec : last;
		if (last != NULL)
			news.spec = (struct tester_spec){
			    .r = last->t.r, .b = last->t.b, .p = last->t.p, .m = last->t.m, .M = last->t.M};
		if (n > 0)
			e->c.event(e->c.ctx, now, &news);
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

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Path state: Path and PathTear arriving (RFC 2205 3.1.3, 3.1.5; RFC 2209 PATH and PTEAR MESSAGE
 * ARRIVES), senders of this node, Path going out (RFC 2209 PATH REFRESH).
 *
 * A unicast sender has one PSB: a Path from another PHOP takes its place (RFC 2205 3.1.3 leaves open whether
 * both live). Routes are asked for at every Path in and out, so a moved route shows with the next one.
 */
#include <string.h>

#include "base/defect.h"

#include "state.h"

#define LOCAL_REPAIR_WAIT VT_S(2) /* W, RFC 2205 3.6 */

static bool legal_hop(const struct rsvp_engine *e, uint32_t addr)
{
	return addr && !re_is_multicast(addr) && addr != 0xffffffff && !re_is_own(e, addr);
}

/* Outgoing interface of a Path as a mask, with the next hop on it; 0 if there is none. */
static uint8_t path_out(const struct rsvp_engine *e, const struct re_psb *p, uint32_t *next_hop)
{
	int iface;
	if (re_is_multicast(p->s->key.dst)) {
		*next_hop = 0;
		uint8_t out = e->c.group_route ? e->c.group_route(e->c.route_ctx, p->s->key.dst, p->phop->iface) : 0;
		return out & (uint8_t)((1u << e->c.n_ifaces) - 1) & (uint8_t) ~(1u << p->phop->iface);
	}
	/* State never leaves by the interface that it came by (RFC 2205 3.4). */
	if (!re_route(e, p->s->key.dst, &iface, next_hop) || iface == p->phop->iface)
		return 0;
	return (uint8_t)(1u << iface);
}

static uint32_t add_sat(uint32_t a, uint32_t b)
{
	return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* The values of interface i into general parameters or overrides (RFC 2215 3.2 to 3.5). */
static void compose(const struct rsvp_iface *i, uint32_t *hops, float *bandwidth, uint32_t *latency, uint32_t *mtu)
{
	if (*hops < 255)
		++*hops;
	/* 0 means unknown and stays (RFC 2215 3.3). */
	if (i->bandwidth > 0 && *bandwidth > i->bandwidth)
		*bandwidth = i->bandwidth;
	*latency = add_sat(*latency, i->latency);
	if (i->mtu && *mtu > i->mtu)
		*mtu = i->mtu;
}

static void compose_service(const struct rsvp_iface *i, struct adspec_service *s)
{
	struct adspec_params *o = &s->override, c = *o;
	if (!s->present)
		return;
	/* An override is composed like its general parameter (RFC 2210 3.3.5); the others stay absent. */
	compose(i, &c.hops, &c.bandwidth, &c.latency, &c.mtu);
	if (o->has_hops)
		o->hops = c.hops;
	if (o->has_bandwidth)
		o->bandwidth = c.bandwidth;
	if (o->has_latency)
		o->latency = c.latency;
	if (o->has_mtu)
		o->mtu = c.mtu;
}

/* What traffic control makes of an ADSPEC on the way out (RFC 2205 3.11.2 TC_Advertise, RFC 2210 3.3). */
static void advertise(const struct rsvp_engine *e, const struct re_psb *p, int iface, struct adspec *a)
{
	const struct rsvp_iface *i = &e->c.ifaces[iface];
	if (p->phop->local) {
		/* The sender's own host starts the count; it is no hop of its own path (RFC 2210 2.1). */
		*a = (struct adspec){.present = true,
				     .bandwidth = i->bandwidth,
				     .latency = i->latency,
				     .mtu = i->mtu ? i->mtu : 65535,
				     .cls.present = true};
		if (e->c.guaranteed)
			a->gs.present = true;
		return;
	}
	if (!p->adspec)
		return;
	if (adspec_decode(p->adspec->octets, p->adspec->len, a).code != WIRE_OK) {
		a->present = false;
		return;
	}
	a->global_break |= p->non_rsvp;
	a->break_unknown = true;
	compose(i, &a->hops, &a->bandwidth, &a->latency, &a->mtu);
	compose_service(i, &a->gs);
	compose_service(i, &a->cls);
	/* The break bit, once on, stays on (RFC 2215 3.1). A fragment without C and D terms gets them where the service
	 * is known (RFC 2210 3.3.3); this node adds none of its own to them. */
	if (!e->c.guaranteed)
		a->gs.break_bit = true;
	else
		a->gs.empty = false;
}

static void send_path(struct rsvp_engine *e, struct re_psb *p, int iface, uint32_t next_hop)
{
	uint8_t ttl = p->phop->local ? RE_PATH_TTL : (uint8_t)(p->ttl - 1);
	if (ttl == 0 || (!p->phop->local && p->ttl == 0) || DEFECT(mapping_path_unsent))
		return;
	struct rsvp_msg *m = re_msg(e, RSVP_PATH, p->s);
	re_msg_hop(e, m, iface, (uint32_t)iface + 1);
	m->has_time = true;
	m->refresh_ms = (uint32_t)(e->c.refresh / VT_MS(1));
	m->has_sender = true;
	m->sender = (struct rsvp_filter){.src = ip_addr_v4(p->src), .port = p->port};
	m->has_tspec = true;
	m->tspec = p->tspec;
	advertise(e, p, iface, &m->adspec);
	re_msg_opaque(m, p->opaque);
	/* The datagram looks as if it came from the sender all the way, so that it is routed like its data. */
	struct ip4_hdr ip = {
	    .ttl = ttl, .protocol = IPPROTO_RSVP_, .src = p->src, .dst = p->s->key.dst, .router_alert = true};
	re_send(e, iface, next_hop, &ip, m);
}

static void upcall_path(struct rsvp_engine *e, const struct re_psb *p)
{
	char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT], tspec[RE_TSPEC_TEXT];
	re_upcall(e, "path %s %s %s", re_session_text(p->s, session), re_sender_text(p->src, p->port, sender),
		  re_tspec_text(&p->tspec, tspec));
}

void re_path_refresh(struct rsvp_engine *e, struct re_psb *p)
{
	uint32_t next_hop;
	uint8_t out = path_out(e, p, &next_hop);
	bool moved = out != p->out_mask;
	uint8_t was = p->out_mask;
	p->out_mask = out;
	if (e->local >= 0 && (out & ~was) & 1u << e->local)
		upcall_path(e, p);
	for (int i = 0; i < e->c.n_ifaces; i++) {
		if (out & 1u << i && !e->c.ifaces[i].local)
			send_path(e, p, i, next_hop);
	}
	if (moved) {
		/* Reservations on the interface left behind no longer count for this sender. */
		re_tc_senders_changed(e, p->s);
		re_session_upstream(e, p->s);
	}
}

/* New or changed path state: at once to the applications and onward, then see what reservations make of it. */
static void path_changed(struct rsvp_engine *e, struct re_psb *p)
{
	uint32_t next_hop;
	p->out_mask = path_out(e, p, &next_hop);
	if (!p->phop->local && e->local >= 0 && p->out_mask & 1u << e->local)
		upcall_path(e, p);
	re_path_refresh(e, p);
	/* Nothing is refreshed where only the application is told. */
	if (e->local >= 0 && p->out_mask == 1u << e->local)
		re_timer_stop(e, &p->refresh);
	else
		re_timer_set(e, &p->refresh, vtime_add(e->now, re_refresh_interval(e)));
	struct re_session *s = p->s;
	re_tc_senders_changed(e, s);
	re_session_upstream(e, s);
}

void rsvp_engine_route_changed(struct rsvp_engine *e, vtime now, uint32_t dst)
{
	struct re_session *s;
	re_timers_run(e, now - 1);
	e->now = now > e->now ? now : e->now;
	for (s = e->sessions; s; s = s->hh.next) {
		struct re_psb *p;
		DL_FOREACH(s->key.dst == dst ? s->psbs : NULL, p)
		{
			uint32_t next_hop;
			if (path_out(e, p, &next_hop) != p->out_mask)
				re_path_refresh(e, p);
			else if (p->refresh.at && re_timer_due(e, &p->refresh) > vtime_add(e->now, LOCAL_REPAIR_WAIT))
				re_timer_set(e, &p->refresh, vtime_add(e->now, LOCAL_REPAIR_WAIT));
		}
	}
}

/* Ports that cannot live beside those of other state (RFC 2205 3.2); answered, and true, if so. */
static bool port_conflict(struct rsvp_engine *e, int iface, const struct re_key *key)
{
	const struct rsvp_msg *m = &e->in;
	if (re_port_conflict(e, key)) {
		re_path_error(e, iface, RE_DST_PORT_CONFLICT, 0);
		return true;
	}
	struct re_session *s = re_session_find(e, key);
	struct re_psb *p;
	DL_FOREACH(s ? s->psbs : NULL, p)
	{
		/* RFC 2205 3.2: not both a zero and a non-zero source port from one host in one session. */
		if (p->src == ip_addr_to_v4(&m->sender.src) && p->port != m->sender.port &&
		    (!p->port || !m->sender.port)) {
			re_path_error(e, iface, RE_SRC_PORT_CONFLICT, 0);
			return true;
		}
	}
	return false;
}

void re_path(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip, const struct wire_outcome *o)
{
	const struct rsvp_msg *m = &e->in;
	/* IPv6 reads as 0 here and is not supported; zero is illegal anyway (RFC 2205 A.1, A.9). Faults of the hop
	 * and of ports with DstPort 0 are not answered (RFC 2205 Appendix B). */
	uint32_t src = ip_addr_to_v4(&m->sender.src), hop = ip_addr_to_v4(&m->hop.addr);
	struct re_key key = re_key_of(&m->session);
	if (!legal_hop(e, hop))
		return;
	if (o->code != WIRE_OK) {
		re_path_error(e, iface, o->cause, m->bad_value);
		return;
	}
	if (!key.dst || !key.protocol || !src || (key.port == 0 && m->sender.port != 0))
		return;
	if (port_conflict(e, iface, &key))
		return;

	struct re_session *s = re_session_get(e, &key);
	if (!s)
		return;
	struct re_psb *p = re_psb_find(s, src, m->sender.port);
	bool fresh = !p, changed = fresh;
	if (fresh) {
		p = re_psb_new(e, s, re_phop_get(e, s, hop, (uint8_t)iface, false), src, m->sender.port);
	} else if (p->phop->local) {
		return; /* the sender is this node's own; somebody else uses its address */
	} else if (p->phop->addr != hop || p->phop->iface != iface) {
		struct re_phop *now = re_phop_get(e, s, hop, (uint8_t)iface, false);
		if (!now)
			return;
		re_phop_release(e, p->phop);
		p->phop = now;
		changed = true;
		p->has_up = false; /* the new PHOP has no Resv yet */
	}
	if (!p) {
		re_session_drop_if_empty(e, s);
		return;
	}
	if (p->lih != m->hop.lih) {
		p->lih = m->hop.lih;
		changed = true;
		p->has_up = false;
	}
	if (!tspec_equal(&p->tspec, &m->tspec)) {
		p->tspec = m->tspec;
		changed = true;
	}
	/* A changed ADSPEC goes on at once as well: RFC 2205 2.3 before RFC 2209, which lets it wait. */
	size_t adspec_len = m->adspec.present ? m->adspec.raw_len : 0;
	if (!re_blob_equal(p->adspec, m->adspec.raw, adspec_len) ||
	    !re_blob_equal(p->opaque, m->opaque, m->opaque_len)) {
		changed = true;
		re_blob_set(&p->adspec, m->adspec.raw, adspec_len);
		re_blob_set(&p->opaque, m->opaque, m->opaque_len);
	}
	p->ttl = ip->ttl;
	p->non_rsvp = ip->ttl != m->ttl;
	re_life_extend(e, &p->life, &p->expires, re_expiry(e, m->refresh_ms));
	if (changed)
		path_changed(e, p);
}

void re_path_announce(struct rsvp_engine *e, struct re_psb *p)
{
	path_changed(e, p);
}

void re_path_remove(struct rsvp_engine *e, struct re_psb *p, uint8_t ttl)
{
	struct re_session *s = p->s;
	uint32_t src = p->src, next_hop;
	uint16_t port = p->port;
	uint8_t out = path_out(e, p, &next_hop), was = p->out_mask;
	for (int i = 0; i < e->c.n_ifaces; i++) {
		if (!(out & 1u << i))
			continue;
		if (e->c.ifaces[i].local) {
			char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT];
			re_upcall(e, "path-tear %s %s", re_session_text(s, session), re_sender_text(src, port, sender));
		} else if (ttl) {
			struct rsvp_msg *m = re_msg(e, RSVP_PATHTEAR, s);
			re_msg_hop(e, m, i, (uint32_t)i + 1);
			m->has_sender = true;
			m->sender = (struct rsvp_filter){.src = ip_addr_v4(src), .port = port};
			re_msg_opaque(m, p->opaque);
			struct ip4_hdr ip = {
			    .ttl = ttl, .protocol = IPPROTO_RSVP_, .src = src, .dst = s->key.dst, .router_alert = true};
			re_send(e, i, next_hop, &ip, m);
		}
	}
	re_psb_free(e, p);
	/* Reservations follow without ResvErr and without Resv upstream (RFC 2205 3.1.5). */
	re_rsb_sender_gone(e, s, src, port, was);
	re_session_drop_if_empty(e, s);
}

void re_path_expired(struct rsvp_engine *e, struct re_psb *p)
{
	re_path_remove(e, p, p->ttl ? (uint8_t)(p->ttl - 1) : 0);
}

void re_path_tear(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip)
{
	const struct rsvp_msg *m = &e->in;
	struct re_key key = re_key_of(&m->session);
	struct re_session *s = re_session_find(e, &key);
	struct re_psb *p = s ? re_psb_find(s, ip_addr_to_v4(&m->sender.src), m->sender.port) : NULL;
	/* Session, sender and PHOP must all match; on a node with state from another PHOP nothing goes on (RFC
	 * 2205 3.1.5). */
	if (!p || p->phop->local || p->phop->addr != ip_addr_to_v4(&m->hop.addr) || p->phop->iface != iface)
		return;
	/* Unknown objects of the teardown itself travel with it (RFC 2205 3.10). */
	re_blob_set(&p->opaque, m->opaque, m->opaque_len);
	re_path_remove(e, p, ip->ttl ? (uint8_t)(ip->ttl - 1) : 0);
}

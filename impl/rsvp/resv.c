/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reservation state: Resv and ResvTear arriving (RFC 2205 3.1.4, 3.1.6; RFC 2209 RESV and RTEAR
 * MESSAGE ARRIVES), the reservations of this node's own application, cleanup.
 *
 * A request takes effect when traffic control has said yes: until then upstream hears nothing of it and
 * the reservation in place, if any, stays as it is.
 */
#include <string.h>

#include "base/defect.h"

#include "state.h"

/* The outgoing interface that a Resv or ResvTear speaks of: its LIH, or, if that names none, the interface that it was
 * sent to (RFC 2209 RESV). -1: an LIH that this node never gave out (RFC 2205 Appendix B: malformed). */
static int outgoing(const struct rsvp_engine *e, const struct ip4_hdr *ip)
{
	uint32_t lih = e->in.hop.lih;
	if (lih >= 1 && lih <= (uint32_t)e->c.n_ifaces)
		return e->c.ifaces[lih - 1].local ? -1 : (int)lih - 1;
	for (int i = 0; lih == 0 && i < e->c.n_ifaces; i++) {
		if (e->c.ifaces[i].address == ip->dst && !e->c.ifaces[i].local)
			return i;
	}
	return -1;
}

/* Next hop of the message, 0 if it is not a host's unicast address. */
static uint32_t next_hop(const struct rsvp_engine *e)
{
	uint32_t a = ip_addr_to_v4(&e->in.hop.addr);
	return re_is_multicast(a) || a == 0xffffffff || re_is_own(e, a) ? 0 : a;
}

/* A source port beside DstPort 0 spoils the whole message, silently (RFC 2205 3.2). */
static bool bad_source_port(const struct rsvp_msg *m)
{
	for (int i = 0; m->session.port == 0 && i < m->n_flows; i++) {
		for (int j = 0; j < m->flows[i].n_filters; j++) {
			if (m->flows[i].filters[j].port)
				return true;
		}
	}
	return false;
}

/* Refuse the Resv with each of its descriptors (one ResvErr holds one, RFC 2205 3.1.8). */
static void refuse_all(struct rsvp_engine *e, uint8_t oi, uint8_t code, uint16_t value)
{
	for (int i = 0; i < e->in.n_flows; i++)
		re_resv_refuse(e, oi, &e->in.flows[i], code, value);
	if (e->in.n_flows == 0)
		re_resv_refuse(e, oi, NULL, code, value);
}

static void extend(struct rsvp_engine *e, struct re_rsb *r, struct re_filter *f, vtime to)
{
	f->expires = to;
	/* Several filters share the timer; it is set for the first to end and looks at all. */
	vtime least = to;
	re_life_extend(e, &r->life, &least, to);
}

/* Filters of the descriptor that match senders on the way out by oi. Returns how many; WF: 1 if any sender is there. */
static int known_senders(struct re_session *s, uint8_t oi, enum rsvp_style style, const struct rsvp_flow_descriptor *d,
			 const struct rsvp_filter **known)
{
	int n = 0;
	if (style == RSVP_WF) {
		struct re_psb *p;
		DL_FOREACH(s->psbs, p)
		{
			n |= p->out_mask >> oi & 1;
		}
		return n;
	}
	for (int i = 0; i < d->n_filters; i++) {
		const struct re_psb *p = re_psb_find(s, ip_addr_to_v4(&d->filters[i].src), d->filters[i].port);
		if (p && p->out_mask & 1u << oi)
			known[n++] = &d->filters[i];
	}
	return n;
}

/* What admission looks at before traffic control is asked: 0, or code << 16 | value. */
static uint32_t inadmissible(const struct rsvp_engine *e, const struct re_session *s, const struct re_rsb *self,
			     uint8_t oi, const struct flowspec *f)
{
	if (f->service == INTSERV_GS && !e->c.guaranteed)
		return RE_TRAFFIC_CONTROL << 16 | RE_VALUE_SERVICE;
	uint32_t mtu = e->c.ifaces[oi].mtu;
	if (mtu && f->t.M > mtu)
		return RE_ADMISSION << 16 | RE_VALUE_MTU;
	const struct re_rsb *r;
	/* All receivers of a session use one service, as requests are merged (RFC 2210 2.2). */
	DL_FOREACH(s->rsbs, r)
	{
		if (r != self && r->req.service != f->service)
			return RE_TRAFFIC_CONTROL << 16 | RE_VALUE_SERVICE_CONFLICT;
	}
	return 0;
}

/* Is this the request that traffic control has just refused? See struct re_bsb. */
static bool held(struct rsvp_engine *e, struct re_session *s, uint32_t nhop, uint8_t oi, const struct rsvp_filter *ff,
		 const struct flowspec *f)
{
	uint32_t src = ff ? ip_addr_to_v4(&ff->src) : 0;
	struct re_bsb *b = re_bsb_get(e, s, RE_BLOCK_REFUSED, nhop, oi, src, ff ? ff->port : 0, false);
	if (!b)
		return false;
	if (flowspec_equal(&b->f, f))
		return true;
	re_bsb_free(e, b);
	return false;
}

/* Put the request into the RSB: true if anything about it is new. */
static bool request(struct rsvp_engine *e, struct re_rsb *r, const struct flowspec *f, const struct rsvp_filter **known,
		    int n, vtime life)
{
	bool changed = !(r->installed || r->pending) || !flowspec_equal(&r->req, f);
	r->req = *f;
	if (r->style == RSVP_WF)
		extend(e, r, &r->one, life);
	for (int i = 0; i < n && r->style != RSVP_WF; i++) {
		uint32_t src = ip_addr_to_v4(&known[i]->src);
		struct re_filter *have = re_rsb_filter(r, src, known[i]->port);
		if (!have && re_rsb_add_filter(r, src, known[i]->port)) {
			have = &r->filters[r->n_filters - 1];
			changed = true;
		}
		if (have)
			extend(e, r, have, life);
	}
	return changed;
}

/* Refreshes of a refused request keep alive what they already cover. */
static void keep_alive(struct rsvp_engine *e, struct re_rsb *r, const struct rsvp_filter **known, int n, vtime life)
{
	if (r->style == RSVP_WF)
		extend(e, r, &r->one, life);
	for (int i = 0; i < n && r->style != RSVP_WF; i++) {
		struct re_filter *have = re_rsb_filter(r, ip_addr_to_v4(&known[i]->src), known[i]->port);
		if (have)
			extend(e, r, have, life);
	}
}

/* One descriptor (FF) or the only one (SE, WF). */
static void descriptor(struct rsvp_engine *e, struct re_session *s, uint8_t oi, uint32_t nhop,
		       const struct rsvp_flow_descriptor *d, const struct flowspec *f)
{
	const struct rsvp_msg *m = &e->in;
	const struct rsvp_filter *known[RSVP_MAX_FILTERS] = {NULL};
	enum rsvp_style style = m->style;
	/* Filters without a sender are left out of an SE request; an error follows if none is left (RFC 2209 RESV). */
	int n = known_senders(s, oi, style, d, known);
	if (n == 0) {
		re_resv_refuse(e, oi, d, RE_NO_SENDER, 0);
		return;
	}
	const struct rsvp_filter *ff = style == RSVP_FF ? known[0] : NULL;
	struct re_rsb *r =
	    re_rsb_find(s, nhop, oi, ff != NULL, ff ? ip_addr_to_v4(&ff->src) : 0, ff ? ff->port : (uint16_t)0);
	uint32_t fault =
	    d->tc_error ? (uint32_t)(RE_TRAFFIC_CONTROL << 16 | d->tc_error) : inadmissible(e, s, r, oi, f);
	if (fault) {
		re_resv_refuse(e, oi, d, (uint8_t)(fault >> 16), (uint16_t)fault);
		return;
	}
	vtime life = re_expiry(e, m->refresh_ms);
	if (held(e, s, nhop, oi, ff, f)) {
		if (r)
			keep_alive(e, r, known, n, life);
		return;
	}
	if (!r)
		r = re_rsb_new(e, s, nhop, oi, (uint8_t)style);
	if (!r)
		return;
	bool early =
	    DEFECT(scope_refresh_is_change) && r->n_filters && life < vtime_add(r->filters[0].expires, VT_S(1));
	bool changed = request(e, r, f, known, n, life) || early;
	/* What is only carried goes with the next Resv upstream; it asks nothing of traffic control. */
	re_blob_set(&r->opaque, m->opaque, m->opaque_len);
	if (m->has_confirm)
		r->confirm = ip_addr_to_v4(&m->confirm);
	if (changed)
		re_tc_update(e, r);
	else if (r->confirm && !r->pending)
		re_session_upstream(e, s);
}

void re_resv(struct rsvp_engine *e, const struct ip4_hdr *ip, const struct wire_outcome *o)
{
	const struct rsvp_msg *m = &e->in;
	int oi = outgoing(e, ip);
	uint32_t nhop = next_hop(e);
	struct re_key key = re_key_of(&m->session);
	if (oi < 0 || !nhop || bad_source_port(m))
		return;
	/* Bad flowspecs stand for their descriptors alone; every other fault is one of the whole message. */
	if (o->code != WIRE_OK && o->cause != RE_TRAFFIC_CONTROL) {
		re_resv_refuse(e, (uint8_t)oi, m->n_flows ? &m->flows[0] : NULL, o->cause, m->bad_value);
		return;
	}
	struct re_session *s = re_session_find(e, &key);
	if (!s && key.dst && re_port_conflict(e, &key)) {
		refuse_all(e, (uint8_t)oi, RE_DST_PORT_CONFLICT, 0);
		return;
	}
	if (!s || !s->psbs) {
		refuse_all(e, (uint8_t)oi, RE_NO_PATH, 0);
		return;
	}
	/* Styles are never merged (RFC 2205 1.3). The same next hop has to tear its old style down first. */
	if (s->rsbs && s->rsbs->style != (uint8_t)m->style) {
		refuse_all(e, (uint8_t)oi, RE_STYLE_CONFLICT, s->rsbs->style);
		return;
	}
	const struct flowspec *f = NULL;
	for (int i = 0; i < m->n_flows; i++) {
		if (m->flows[i].has_flowspec)
			f = &m->flows[i].flowspec;
		if (f)
			descriptor(e, s, (uint8_t)oi, nhop, &m->flows[i], f);
	}
}

void re_rsb_remove(struct rsvp_engine *e, struct re_rsb *r)
{
	struct re_session *s = r->s;
	re_tc_delete(e, r);
	re_rsb_free(e, r);
	re_session_upstream(e, s);
}

/* Take a filter away, and the RSB too if it was the last. True if the RSB is gone. */
static bool drop_filter(struct rsvp_engine *e, struct re_rsb *r, struct re_filter *f)
{
	re_rsb_del_filter(r, f);
	if (r->n_filters)
		return false;
	re_rsb_remove(e, r);
	return true;
}

void re_rsb_life(struct rsvp_engine *e, struct re_rsb *r)
{
	struct re_session *s = r->s;
	bool lost = false;
	vtime next = VTIME_NEVER;
	if (r->style == RSVP_WF) {
		if (r->one.expires <= e->now) {
			re_rsb_remove(e, r);
			re_session_drop_if_empty(e, s);
			return;
		}
		next = r->one.expires;
	}
	/* Each filter of an SE reservation has a lifetime of its own (RFC 2209 RESV). */
	for (int i = r->style == RSVP_WF ? 0 : r->n_filters; i > 0; i--) {
		struct re_filter *f = &r->filters[i - 1];
		if (f->expires > e->now) {
			next = vtime_min(next, f->expires);
			continue;
		}
		if (drop_filter(e, r, f)) {
			re_session_drop_if_empty(e, s);
			return;
		}
		lost = true;
	}
	re_timer_set(e, &r->life, next);
	if (lost) {
		re_tc_update(e, r);
		re_session_upstream(e, s);
	}
}

/* End the wait after a refusal: the next hop has given up that request. */
static void forget_refused(struct rsvp_engine *e, struct re_session *s, uint32_t nhop, uint8_t oi, uint32_t src,
			   uint16_t port)
{
	struct re_bsb *b = re_bsb_get(e, s, RE_BLOCK_REFUSED, nhop, oi, src, port, false);
	if (b)
		re_bsb_free(e, b);
}

/* One filter of a ResvTear (WF: none). */
static void tear(struct rsvp_engine *e, struct re_session *s, uint32_t nhop, uint8_t oi,
		 const struct rsvp_filter *filter)
{
	uint32_t src = filter ? ip_addr_to_v4(&filter->src) : 0;
	uint16_t port = filter ? filter->port : 0;
	bool ff = e->in.style == RSVP_FF;
	forget_refused(e, s, nhop, oi, ff ? src : 0, ff ? port : 0);
	struct re_rsb *r = re_rsb_find(s, nhop, oi, filter != NULL, src, port);
	if (!r || r->style != (uint8_t)e->in.style)
		return;
	if (!filter) {
		re_rsb_remove(e, r);
	} else if (!drop_filter(e, r, re_rsb_filter(r, src, port))) {
		re_tc_update(e, r);
		re_session_upstream(e, s);
	}
}

void re_resv_tear(struct rsvp_engine *e, const struct ip4_hdr *ip)
{
	const struct rsvp_msg *m = &e->in;
	struct re_key key = re_key_of(&m->session);
	struct re_session *s = re_session_find(e, &key);
	int oi = outgoing(e, ip);
	uint32_t nhop = next_hop(e);
	if (!s || oi < 0 || !nhop)
		return;
	if (m->style == RSVP_WF)
		tear(e, s, nhop, (uint8_t)oi, NULL);
	for (int i = 0; i < m->n_flows; i++) {
		for (int j = 0; j < m->flows[i].n_filters && m->style != RSVP_WF; j++)
			tear(e, s, nhop, (uint8_t)oi, &m->flows[i].filters[j]);
	}
	re_session_drop_if_empty(e, s);
}

void re_rsb_sender_gone(struct rsvp_engine *e, struct re_session *s, uint32_t src, uint16_t port, uint8_t out_mask)
{
	struct re_rsb *r, *next;
	DL_FOREACH_SAFE(s->rsbs, r, next)
	{
		/* The application's wish outlives the sender: it holds again when the Path comes back (RFC 2205 2.10).
		 */
		if (r->local || !(out_mask & 1u << r->oi))
			continue;
		if (r->style == RSVP_WF) {
			struct tspec sum;
			if (!re_tc_sender(r, &sum)) {
				re_tc_delete(e, r);
				re_rsb_free(e, r);
			}
			continue;
		}
		struct re_filter *f = re_rsb_filter(r, src, port);
		if (!f)
			continue;
		re_rsb_del_filter(r, f);
		if (r->n_filters) {
			re_tc_update(e, r);
		} else {
			re_tc_delete(e, r);
			re_rsb_free(e, r);
		}
	}
	re_tc_senders_changed(e, s);
}

void re_local_reserve(struct rsvp_engine *e, struct re_session *s, enum rsvp_style style,
		      const struct rsvp_filter *filters, int n, const struct flowspec *f, uint32_t confirm)
{
	uint8_t oi = (uint8_t)e->local;
	struct re_rsb *r = re_rsb_find(s, 0, oi, style == RSVP_FF, n ? ip_addr_to_v4(&filters[0].src) : 0,
				       n ? filters[0].port : (uint16_t)0);
	if (!r)
		r = re_rsb_new(e, s, 0, oi, (uint8_t)style);
	if (!r)
		return;
	/* The list given is the whole list now. */
	while (r->n_filters)
		re_rsb_del_filter(r, &r->filters[r->n_filters - 1]);
	for (int i = 0; i < n; i++)
		re_rsb_add_filter(r, ip_addr_to_v4(&filters[i].src), filters[i].port);
	r->req = *f;
	r->confirm = confirm;
	re_tc_update(e, r);
}

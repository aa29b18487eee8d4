/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PathErr, ResvErr and ResvConf (RFC 2205 3.1.7 to 3.1.9; RFC 2209 PERR, RERR, RESV CONFIRM): made
 * here, and those that pass. An error message is never answered. A ResvErr for want of resources makes blockade state.
 */
#include <string.h>

#include "state.h"

static struct rsvp_error error_of(const struct rsvp_engine *e, int iface, uint8_t flags, uint8_t code, uint16_t value)
{
	return (struct rsvp_error){
	    .node = ip_addr_v4(re_node_address(e, iface)), .flags = flags, .code = code, .value = value};
}

/* Parts of the message in error that could not be read are copied as they are. */
static void copy_unparsed(struct rsvp_msg *m, const struct rsvp_msg *in)
{
	memcpy(m->unparsed, in->unparsed, in->unparsed_len);
	m->unparsed_len = in->unparsed_len;
	memcpy(m->opaque, in->opaque, in->opaque_len);
	m->opaque_len = in->opaque_len;
}

void re_path_error(struct rsvp_engine *e, int iface, uint8_t code, uint16_t value)
{
	const struct rsvp_msg *in = &e->in;
	struct rsvp_msg *m = re_msg(e, RSVP_PATHERR, NULL);
	m->has_session = in->has_session;
	m->has_error = true;
	m->error = error_of(e, iface, 0, code, value);
	m->has_sender = in->has_sender;
	m->sender = in->sender;
	m->has_tspec = in->has_tspec;
	m->tspec = in->tspec;
	m->adspec = in->adspec;
	copy_unparsed(m, in);
	re_send_hop(e, iface, ip_addr_to_v4(&in->hop.addr), m);
}

static struct rsvp_msg *resverr(struct rsvp_engine *e, const struct re_session *s, int oi)
{
	struct rsvp_msg *m = re_msg(e, RSVP_RESVERR, s);
	re_msg_hop(e, m, oi, (uint32_t)oi + 1);
	m->has_error = true;
	m->has_style = true;
	return m;
}

void re_resv_refuse(struct rsvp_engine *e, uint8_t oi, const struct rsvp_flow_descriptor *d, uint8_t code,
		    uint16_t value)
{
	const struct rsvp_msg *in = &e->in;
	struct rsvp_msg *m = resverr(e, NULL, oi);
	m->has_session = in->has_session;
	m->error = error_of(e, oi, 0, code, value);
	m->has_style = in->has_style;
	m->style = in->style;
	m->style_raw = in->style_raw;
	if (d) {
		/* A flowspec left out is that of a descriptor before (RFC 2205 3.1.4). */
		const struct rsvp_flow_descriptor *with = d;
		while (!with->has_flowspec && with > in->flows)
			with--;
		struct rsvp_flow_descriptor *out = re_msg_flow(m, with->has_flowspec ? &with->flowspec : NULL);
		memcpy(out->filters, d->filters, sizeof(out->filters[0]) * d->n_filters);
		out->n_filters = d->n_filters;
	}
	copy_unparsed(m, in);
	re_send_hop(e, oi, ip_addr_to_v4(&in->hop.addr), m);
}

static void upcall_resv_error(struct rsvp_engine *e, const struct re_rsb *r, const struct flowspec *f,
			      const struct rsvp_error *error)
{
	char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT], node[IP4_TEXT];
	uint8_t flags = error->flags & RSVP_ERR_INPLACE;
	/* Only the application hears that it was not its own request that failed (RFC 2205 A.5). */
	if (f && flowspec_order(f, &r->inst) == ORDER_GREATER)
		flags |= RSVP_ERR_NOTGUILTY;
	ip4_text(ip_addr_to_v4(&error->node), node);
	for (int i = 0; i < (r->n_filters ? r->n_filters : 1); i++) {
		const char *who = r->n_filters ? re_sender_text(r->filters[i].src, r->filters[i].port, sender) : "*";
		re_upcall(e, "resv-error %s %s code=%u value=%u flags=%u node=%s", re_session_text(r->s, session), who,
			  (unsigned)error->code, (unsigned)error->value, (unsigned)flags, node);
	}
}

void re_resv_error(struct rsvp_engine *e, const struct re_rsb *r, const struct flowspec *f, uint8_t flags, uint8_t code,
		   uint16_t value)
{
	struct rsvp_msg *m = resverr(e, r->s, r->oi);
	m->error = error_of(e, r->oi, flags, code, value);
	m->style = (enum rsvp_style)r->style;
	struct rsvp_flow_descriptor *d = re_msg_flow(m, f);
	for (int i = 0; i < r->n_filters; i++)
		re_flow_filter(d, r->filters[i].src, r->filters[i].port);
	re_send_hop(e, r->oi, r->nhop, m);
}

void re_patherr(struct rsvp_engine *e)
{
	struct rsvp_msg *m = &e->in;
	struct re_key key = re_key_of(&m->session);
	struct re_session *s = re_session_find(e, &key);
	const struct re_psb *p = s ? re_psb_find(s, ip_addr_to_v4(&m->sender.src), m->sender.port) : NULL;
	if (!p)
		return;
	if (!p->phop->local) {
		re_send_hop(e, p->phop->iface, p->phop->addr, m);
		return;
	}
	char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT], node[IP4_TEXT];
	ip4_text(ip_addr_to_v4(&m->error.node), node);
	re_upcall(e, "path-error %s %s code=%u value=%u node=%s", re_session_text(s, session),
		  re_sender_text(p->src, p->port, sender), (unsigned)m->error.code, (unsigned)m->error.value, node);
}

static void blockade(struct rsvp_engine *e, struct re_session *s, uint32_t hop, uint32_t src, uint16_t port,
		     const struct flowspec *f)
{
	struct re_bsb *b = re_bsb_get(e, s, RE_BLOCK_ERROR, hop, 0, src, port, true);
	if (!b)
		return;
	b->f = *f;
	re_timer_set(e, &b->tb, re_blockade_time(e));
}

/* Blockade state of the senders that the ResvErr names (WF: of its PHOP), and what may go upstream in its place. */
static void blockade_all(struct rsvp_engine *e, struct re_session *s)
{
	const struct rsvp_msg *m = &e->in;
	const struct rsvp_flow_descriptor *d = &m->flows[0];
	uint32_t hop = ip_addr_to_v4(&m->hop.addr);
	struct re_phop *h;
	if (m->style == RSVP_WF)
		blockade(e, s, hop, 0, 0, &d->flowspec);
	for (int i = 0; i < d->n_filters && m->style != RSVP_WF; i++) {
		uint32_t src = ip_addr_to_v4(&d->filters[i].src);
		if (re_psb_find(s, src, d->filters[i].port))
			blockade(e, s, 0, src, d->filters[i].port, &d->flowspec);
	}
	DL_FOREACH(s->phops, h)
	{
		if (h->addr == hop && !h->local)
			re_resv_refresh(e, h, RE_MERGE_ERROR);
	}
}

/* Is the RSB innocent of a failure that left the old reservation in place? Its request is below what failed. */
static bool spared(const struct re_rsb *r)
{
	const struct re_bsb *b;
	DL_FOREACH(r->s->bsbs, b)
	{
		bool match = r->style == RSVP_WF
				 ? !b->src
				 : re_rsb_filter((struct re_rsb *)(uintptr_t)r, b->src, b->port) != NULL;
		if (b->kind == RE_BLOCK_ERROR && match && flowspec_order(&b->f, &r->inst) == ORDER_GREATER)
			return true;
	}
	return false;
}

void re_resverr(struct rsvp_engine *e, int iface)
{
	const struct rsvp_msg *in = &e->in;
	struct re_key key = re_key_of(&in->session);
	struct re_session *s = re_session_find(e, &key);
	if (!s || !s->psbs || in->n_flows == 0)
		return;
	const struct rsvp_flow_descriptor *d = &in->flows[0];
	bool admission = in->error.code == RE_ADMISSION && d->has_flowspec;
	if (admission)
		blockade_all(e, s);
	struct re_rsb *r;
	DL_FOREACH(s->rsbs, r)
	{
		/* Never back by the interface that it came by. */
		if (r->oi == iface || r->style != (uint8_t)in->style)
			continue;
		struct rsvp_msg *m = resverr(e, s, r->oi);
		m->error = in->error;
		/* No flag but InPlace means anything on the wire. */
		m->error.flags &= RSVP_ERR_INPLACE;
		m->style = in->style;
		struct rsvp_flow_descriptor *out = re_msg_flow(m, d->has_flowspec ? &d->flowspec : NULL);
		for (int i = 0; i < d->n_filters; i++) {
			uint32_t src = ip_addr_to_v4(&d->filters[i].src);
			if (re_rsb_filter(r, src, d->filters[i].port))
				re_flow_filter(out, src, d->filters[i].port);
		}
		if (r->style != RSVP_WF && out->n_filters == 0)
			continue;
		if (admission && in->error.flags & RSVP_ERR_INPLACE && spared(r))
			continue;
		copy_unparsed(m, in);
		if (r->local)
			upcall_resv_error(e, r, d->has_flowspec ? &d->flowspec : NULL, &in->error);
		else
			re_send_hop(e, r->oi, r->nhop, m);
	}
}

static void upcall_confirm(struct rsvp_engine *e, const struct rsvp_msg *m)
{
	char dst[IP4_TEXT], node[IP4_TEXT], sender[RE_SENDER_TEXT];
	ip4_text(ip_addr_to_v4(&m->session.dst), dst);
	ip4_text(ip_addr_to_v4(&m->error.node), node);
	for (int i = 0; i < m->n_flows; i++) {
		const struct rsvp_flow_descriptor *d = &m->flows[i];
		for (int j = 0; j < (d->n_filters ? d->n_filters : 1); j++) {
			const struct rsvp_filter *f = &d->filters[j];
			const char *who = d->n_filters ? re_sender_text(ip_addr_to_v4(&f->src), f->port, sender) : "*";
			re_upcall(e, "resv-confirm %s/%u/%u %s node=%s", dst, (unsigned)m->session.protocol,
				  (unsigned)m->session.port, who, node);
		}
	}
}

void re_confirm(struct rsvp_engine *e, struct re_rsb *r)
{
	struct rsvp_msg *m = re_msg(e, RSVP_RESVCONF, r->s);
	uint32_t to = r->confirm, next_hop;
	int iface;
	r->confirm = 0;
	m->has_error = true;
	m->error = error_of(e, r->oi, 0, 0, 0);
	m->has_confirm = true;
	m->confirm = ip_addr_v4(to);
	m->has_style = true;
	m->style = (enum rsvp_style)r->style;
	struct rsvp_flow_descriptor *d = re_msg_flow(m, &r->inst);
	for (int i = 0; i < r->n_filters; i++)
		re_flow_filter(d, r->filters[i].src, r->filters[i].port);
	if (!re_route(e, to, &iface, &next_hop))
		return;
	if (e->c.ifaces[iface].local) {
		upcall_confirm(e, m);
		return;
	}
	struct ip4_hdr ip = {.ttl = RE_HOP_TTL,
			     .protocol = IPPROTO_RSVP_,
			     .src = e->c.ifaces[iface].address,
			     .dst = to,
			     .router_alert = true};
	re_send(e, iface, next_hop, &ip, m);
}

void re_resvconf(struct rsvp_engine *e, int iface, const struct ip4_hdr *ip)
{
	int out;
	uint32_t next_hop;
	/* RFC 2205 Appendix B: a ResvConf goes to the address in its RESV_CONFIRM or is malformed. */
	if (ip_addr_to_v4(&e->in.confirm) != ip->dst || !re_route(e, ip->dst, &out, &next_hop))
		return;
	if (e->c.ifaces[out].local) {
		upcall_confirm(e, &e->in);
		return;
	}
	if (out == iface || ip->ttl <= 1)
		return;
	struct ip4_hdr fwd = *ip;
	fwd.ttl--;
	fwd.router_alert = true;
	re_send(e, out, next_hop, &fwd, &e->in);
}

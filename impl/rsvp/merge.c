/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the reservations of a session to what goes upstream (RFC 2209 RESV REFRESH; RFC 2205 2.2, 2.3, 3.5): for each
 * sender the LUB of all that is installed on its way and not blockaded, in one Resv to each PHOP; a ResvTear where
 * nothing is left. Only a changed result goes at once; the refresh timer sends all.
 */
#include "base/defect.h"

#include "state.h"

bool re_blockaded(const struct re_session *s, const struct re_rsb *r, const struct re_psb *p)
{
	const struct re_bsb *b;
	DL_FOREACH(s->bsbs, b)
	{
		if (b->kind != RE_BLOCK_ERROR)
			continue;
		bool match =
		    r->style == RSVP_WF ? b->hop == p->phop->addr && !b->src : b->src == p->src && b->port == p->port;
		if (match && flowspec_order(&b->f, &r->inst) != ORDER_GREATER)
			return true;
	}
	return false;
}

enum merged { NOTHING, MERGED, ALL_BLOCKADED };

/* Merge for one sender. */
static enum merged merge(const struct re_psb *p, bool blockaded_too, struct flowspec *f)
{
	const struct re_rsb *r;
	bool any = false, any_blockaded = false;
	DL_FOREACH(p->s->rsbs, r)
	{
		if (!r->installed || !re_rsb_matches(r, p))
			continue;
		if (re_blockaded(p->s, r, p)) {
			any_blockaded = true;
			continue;
		}
		if (any)
			flowspec_lub(f, &r->inst, f);
		else
			*f = r->inst;
		any = true;
	}
	if (any)
		return MERGED;
	if (!any_blockaded)
		return NOTHING;
	if (!blockaded_too)
		return ALL_BLOCKADED;
	/* All are: the smallest that is below each of them is tried (RFC 2205 3.5). */
	DL_FOREACH(p->s->rsbs, r)
	{
		if (!r->installed || !re_rsb_matches(r, p))
			continue;
		if (any)
			flowspec_glb(f, &r->inst, f);
		else
			*f = r->inst;
		any = true;
	}
	return MERGED;
}

/* RESV_CONFIRM that travels with the Resv for this sender, 0 none. */
static uint32_t confirm_for(const struct re_psb *p)
{
	const struct re_rsb *r;
	DL_FOREACH(p->s->rsbs, r)
	{
		if (r->confirm && r->installed && !r->pending && re_rsb_matches(r, p))
			return r->confirm;
	}
	return 0;
}

static void add_opaque(struct rsvp_msg *m, const struct re_psb *p)
{
	const struct re_rsb *r;
	DL_FOREACH(p->s->rsbs, r)
	{
		if (r->opaque && r->installed && re_rsb_matches(r, p))
			re_msg_opaque(m, r->opaque);
	}
}

static struct rsvp_msg *start(struct rsvp_engine *e, const struct re_phop *h, enum rsvp_type type, uint8_t style,
			      uint32_t lih)
{
	struct rsvp_msg *m = re_msg(e, type, h->s);
	re_msg_hop(e, m, h->iface, lih);
	m->has_time = type == RSVP_RESV;
	m->refresh_ms = (uint32_t)(e->c.refresh / VT_MS(1));
	m->has_style = true;
	m->style = (enum rsvp_style)style;
	return m;
}

static void set_confirm(struct rsvp_msg *m, uint32_t confirm)
{
	m->has_confirm = confirm != 0;
	m->confirm = ip_addr_v4(confirm);
}

/* Distinct reservations: a descriptor for each sender to tell about, packed side by side (RFC 2205 1.4). */
static void send_distinct(struct rsvp_engine *e, struct re_phop *h)
{
	struct rsvp_msg *m = NULL;
	const struct re_psb *p;
	DL_FOREACH(h->s->psbs, p)
	{
		if (p->phop != h || !p->tell)
			continue;
		uint32_t confirm = confirm_for(p);
		/* One message holds one RESV_CONFIRM, which then speaks for all that it holds. */
		if (m && (m->n_flows == RSVP_MAX_FLOWS || ip_addr_to_v4(&m->confirm) != confirm)) {
			re_send_hop(e, h->iface, h->addr, m);
			m = NULL;
		}
		if (!m) {
			m = start(e, h, RSVP_RESV, RSVP_FF, p->lih);
			set_confirm(m, confirm);
		}
		re_flow_filter(re_msg_flow(m, &p->up), p->src, p->port);
		add_opaque(m, p);
	}
	if (m)
		re_send_hop(e, h->iface, h->addr, m);
}

/* Shared reservations: one flowspec for all senders of the PHOP. A filter list that is too long for one message takes
 * several: filters that a Resv does not name live on (RFC 2209 RESV). */
static void send_shared(struct rsvp_engine *e, struct re_phop *h, uint8_t style)
{
	struct flowspec f = {0};
	const struct re_psb *p;
	uint32_t confirm = 0, lih = 0;
	bool any = false, tell = false;
	DL_FOREACH(h->s->psbs, p)
	{
		if (p->phop != h || !p->has_up)
			continue;
		if (any)
			flowspec_lub(&f, &p->up, &f);
		else
			f = p->up;
		any = true;
		tell |= p->tell;
		lih = p->lih;
		confirm = confirm ? confirm : confirm_for(p);
	}
	if (!tell)
		return;
	struct rsvp_msg *m = NULL;
	DL_FOREACH(h->s->psbs, p)
	{
		if (p->phop != h || !p->has_up)
			continue;
		if (m && style == RSVP_SE && m->flows[0].n_filters == RSVP_MAX_FILTERS) {
			re_send_hop(e, h->iface, h->addr, m);
			m = NULL;
		}
		if (!m) {
			m = start(e, h, RSVP_RESV, style, lih);
			set_confirm(m, confirm);
			re_msg_flow(m, &f);
		}
		if (style == RSVP_SE)
			re_flow_filter(&m->flows[0], p->src, p->port);
		add_opaque(m, p);
	}
	if (m)
		re_send_hop(e, h->iface, h->addr, m);
}

/* Senders whose last reservation is gone (RFC 2205 3.1.6). 'left': others of this PHOP still have one. */
static void send_tears(struct rsvp_engine *e, struct re_phop *h, bool left)
{
	struct rsvp_msg *m = NULL;
	struct re_psb *p;
	DL_FOREACH(h->s->psbs, p)
	{
		if (p->phop != h || !p->tear)
			continue;
		p->tear = false;
		uint8_t style = p->up_style;
		if (h->local) {
			char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT];
			re_upcall(e, "resv-tear %s style=%s %s", re_session_text(h->s, session),
				  rsvp_style_name((enum rsvp_style)style), re_sender_text(p->src, p->port, sender));
			continue;
		}
		if (style == RSVP_WF && left)
			continue;
		if (m &&
		    (style == RSVP_SE ? m->flows[0].n_filters == RSVP_MAX_FILTERS : m->n_flows == RSVP_MAX_FLOWS)) {
			re_send_hop(e, h->iface, h->addr, m);
			m = NULL;
		}
		if (!m)
			m = start(e, h, RSVP_RESVTEAR, style, p->lih);
		if (style == RSVP_FF || m->n_flows == 0)
			re_msg_flow(m, NULL);
		if (style != RSVP_WF)
			re_flow_filter(&m->flows[m->n_flows - 1], p->src, p->port);
	}
	if (m)
		re_send_hop(e, h->iface, h->addr, m);
}

static void upcall_resv(struct rsvp_engine *e, const struct re_psb *p)
{
	char session[RE_SESSION_TEXT], sender[RE_SENDER_TEXT], tspec[RE_TSPEC_TEXT];
	re_upcall(e, "resv %s style=%s %s service=%s %s", re_session_text(p->s, session),
		  rsvp_style_name((enum rsvp_style)p->up_style), re_sender_text(p->src, p->port, sender),
		  re_service_text(p->up.service), re_tspec_text(&p->up.t, tspec));
}

void re_resv_refresh(struct rsvp_engine *e, struct re_phop *h, enum re_merge why)
{
	struct re_session *s = h->s;
	struct re_psb *p;
	uint8_t style = s->rsbs ? s->rsbs->style : 0;
	bool left = false, tears = false;
	DL_FOREACH(s->psbs, p)
	{
		if (p->phop != h)
			continue;
		struct flowspec f;
		enum merged what = merge(p, why != RE_MERGE_ERROR, &f);
		if (what == MERGED && DEFECT(limhet_egress_raises) && !h->local) {
			f.t.r *= 2;
			f.t.p *= 2;
		}
		p->tell = false;
		if (what == MERGED) {
			bool changed = !p->has_up || !flowspec_equal(&p->up, &f);
			p->up = f;
			p->up_style = style;
			p->has_up = true;
			p->tell = changed || why == RE_MERGE_TIMER || (why == RE_MERGE_CHANGE && confirm_for(p));
			if (h->local && changed)
				upcall_resv(e, p);
		} else if (what == NOTHING && p->has_up) {
			p->has_up = false;
			p->tear = tears = true;
		}
		left |= p->has_up;
	}
	if (tears)
		send_tears(e, h, left);
	if (h->local)
		return;
	if (style == RSVP_FF)
		send_distinct(e, h);
	else if (left)
		send_shared(e, h, style);
	if (!left)
		re_timer_stop(e, &h->refresh);
	else if (!h->refresh.at)
		re_timer_set(e, &h->refresh, vtime_add(e->now, re_refresh_interval(e)));
}

/*
 * Where a wanted confirmation goes (RFC 2205 2.6, 3.1.4): onward with the Resv, if the request is larger than all
 * others for some sender; nowhere, if it is blockaded; else it is answered here. At the sending host it is always
 * answered.
 */
static void settle_confirm(struct rsvp_engine *e, struct re_rsb *r)
{
	struct re_session *s = r->s;
	struct re_psb *p;
	bool forward = false, matched = false, blockaded = false;
	DL_FOREACH(s->psbs, p)
	{
		if (!re_rsb_matches(r, p))
			continue;
		if (re_blockaded(s, r, p)) {
			blockaded = true;
			continue;
		}
		matched = true;
		bool biggest = !p->phop->local;
		const struct re_rsb *other;
		DL_FOREACH(s->rsbs, other)
		{
			if (other != r && other->installed && re_rsb_matches(other, p) && !re_blockaded(s, other, p) &&
			    flowspec_order(&r->inst, &other->inst) != ORDER_GREATER)
				biggest = false;
		}
		forward |= biggest;
	}
	if (matched && !forward)
		re_confirm(e, r);
	else if (!matched && (blockaded || !r->local))
		r->confirm = 0;
}

void re_session_upstream(struct rsvp_engine *e, struct re_session *s)
{
	struct re_rsb *r;
	struct re_phop *h;
	DL_FOREACH(s->rsbs, r)
	{
		if (r->confirm && r->installed && !r->pending)
			settle_confirm(e, r);
	}
	DL_FOREACH(s->phops, h)
	{
		re_resv_refresh(e, h, RE_MERGE_CHANGE);
	}
	DL_FOREACH(s->rsbs, r)
	{
		/* It goes once for each request (RFC 2205 2.6); an application's waits for the Path. */
		if (r->installed && !r->pending && (!r->local || s->psbs))
			r->confirm = 0;
	}
}

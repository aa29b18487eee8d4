/* SPDX-License-Identifier: Apache-2.0 */
/* The state blocks: finding, making and freeing them. Nothing is sent from here. */
#include <stdlib.h>
#include <string.h>

#include "state.h"

struct re_key re_key_of(const struct rsvp_session *s)
{
	return (struct re_key){.dst = ip_addr_to_v4(&s->dst), .port = s->port, .protocol = s->protocol};
}

struct re_session *re_session_find(struct rsvp_engine *e, const struct re_key *key)
{
	struct re_session *s;
	HASH_FIND(hh, e->sessions, key, sizeof(*key), s);
	return s;
}

static struct re_group *group_find(struct rsvp_engine *e, const struct re_key *key)
{
	struct re_key k = *key;
	struct re_group *g;
	k.port = 0;
	HASH_FIND(hh, e->groups, &k, sizeof(k), g);
	return g;
}

static void group_leave(struct rsvp_engine *e, struct re_group *g, const struct re_key *key)
{
	if (key->port)
		g->with_port--;
	else
		g->without_port--;
	if (g->with_port == 0 && g->without_port == 0) {
		HASH_DEL(e->groups, g);
		free(g);
	}
}

static struct re_group *group_join(struct rsvp_engine *e, const struct re_key *key)
{
	struct re_group *g = group_find(e, key);
	if (!g) {
		g = calloc(1, sizeof(*g));
		if (!g)
			return NULL;
		g->key = *key;
		g->key.port = 0;
		HASH_ADD(hh, e->groups, key, sizeof(g->key), g);
		if (!g->hh.tbl) {
			free(g);
			return NULL;
		}
	}
	if (key->port)
		g->with_port++;
	else
		g->without_port++;
	return g;
}

bool re_port_conflict(struct rsvp_engine *e, const struct re_key *key)
{
	const struct re_group *g = group_find(e, key);
	return g && (key->port ? g->without_port : g->with_port) > 0;
}

struct re_session *re_session_get(struct rsvp_engine *e, const struct re_key *key)
{
	struct re_session *s = re_session_find(e, key);
	if (s)
		return s;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->key = *key;
	s->group = group_join(e, key);
	if (s->group)
		HASH_ADD(hh, e->sessions, key, sizeof(s->key), s);
	if (!s->group || !s->hh.tbl) {
		if (s->group)
			group_leave(e, s->group, key);
		free(s);
		return NULL;
	}
	return s;
}

void re_session_drop_if_empty(struct rsvp_engine *e, struct re_session *s)
{
	if (s->psbs || s->rsbs || s->bsbs)
		return;
	group_leave(e, s->group, &s->key);
	HASH_DEL(e->sessions, s);
	free(s);
}

void re_session_free_all(struct rsvp_engine *e)
{
	struct re_session *s, *next;
	HASH_ITER(hh, e->sessions, s, next)
	{
		while (s->psbs)
			re_psb_free(e, s->psbs);
		while (s->rsbs)
			re_rsb_free(e, s->rsbs);
		while (s->bsbs)
			re_bsb_free(e, s->bsbs);
		re_session_drop_if_empty(e, s);
	}
}

struct re_phop *re_phop_get(struct rsvp_engine *e, struct re_session *s, uint32_t addr, uint8_t iface, bool local)
{
	struct re_phop *p;
	DL_FOREACH(s->phops, p)
	{
		if (p->addr == addr && p->iface == iface && p->local == local) {
			p->n_psbs++;
			return p;
		}
	}
	p = re_timer_reserve(e, 1) ? calloc(1, sizeof(*p)) : NULL;
	if (!p)
		return NULL;
	*p = (struct re_phop){
	    .s = s, .addr = addr, .iface = iface, .local = local, .refresh.kind = RE_TIMER_RESV_REFRESH, .n_psbs = 1};
	DL_APPEND(s->phops, p);
	return p;
}

void re_phop_release(struct rsvp_engine *e, struct re_phop *p)
{
	if (--p->n_psbs)
		return;
	re_timer_stop(e, &p->refresh);
	re_timer_release(e, 1);
	DL_DELETE(p->s->phops, p);
	free(p);
}

struct re_psb *re_psb_find(struct re_session *s, uint32_t src, uint16_t port)
{
	struct re_psb *p;
	DL_FOREACH(s->psbs, p)
	{
		if (p->src == src && p->port == port)
			return p;
	}
	return NULL;
}

struct re_psb *re_psb_new(struct rsvp_engine *e, struct re_session *s, struct re_phop *hop, uint32_t src, uint16_t port)
{
	if (!hop)
		return NULL;
	struct re_psb *p = re_timer_reserve(e, 2) ? calloc(1, sizeof(*p)) : NULL;
	if (!p) {
		re_phop_release(e, hop);
		return NULL;
	}
	p->s = s;
	p->phop = hop;
	p->src = src;
	p->port = port;
	p->life.kind = RE_TIMER_PATH_LIFE;
	p->refresh.kind = RE_TIMER_PATH_REFRESH;
	DL_APPEND(s->psbs, p);
	return p;
}

void re_psb_free(struct rsvp_engine *e, struct re_psb *p)
{
	re_timer_stop(e, &p->life);
	re_timer_stop(e, &p->refresh);
	re_timer_release(e, 2);
	DL_DELETE(p->s->psbs, p);
	re_phop_release(e, p->phop);
	free(p->adspec);
	free(p->opaque);
	free(p);
}

struct re_rsb *re_rsb_find(struct re_session *s, uint32_t nhop, uint8_t oi, bool by_filter, uint32_t src, uint16_t port)
{
	struct re_rsb *r;
	DL_FOREACH(s->rsbs, r)
	{
		if (r->nhop == nhop && r->oi == oi && (!by_filter || re_rsb_filter(r, src, port)))
			return r;
	}
	return NULL;
}

struct re_rsb *re_rsb_new(struct rsvp_engine *e, struct re_session *s, uint32_t nhop, uint8_t oi, uint8_t style)
{
	struct re_rsb *r = re_timer_reserve(e, 1) ? calloc(1, sizeof(*r)) : NULL;
	if (!r)
		return NULL;
	r->s = s;
	r->nhop = nhop;
	r->oi = oi;
	r->style = style;
	r->local = e->c.ifaces[oi].local;
	r->filters = &r->one;
	r->life.kind = RE_TIMER_RESV_LIFE;
	if (!r->local) {
		r->tc = ++e->last_tc;
		HASH_ADD(tc_hh, e->by_tc, tc, sizeof(r->tc), r);
		if (!r->tc_hh.tbl) {
			re_timer_release(e, 1);
			free(r);
			return NULL;
		}
	}
	DL_APPEND(s->rsbs, r);
	return r;
}

void re_rsb_free(struct rsvp_engine *e, struct re_rsb *r)
{
	re_timer_stop(e, &r->life);
	re_timer_release(e, 1);
	if (r->tc)
		HASH_DELETE(tc_hh, e->by_tc, r);
	DL_DELETE(r->s->rsbs, r);
	if (r->filters != &r->one)
		free(r->filters);
	free(r->opaque);
	free(r);
}

struct re_filter *re_rsb_filter(struct re_rsb *r, uint32_t src, uint16_t port)
{
	for (int i = 0; i < r->n_filters; i++) {
		if (r->filters[i].src == src && r->filters[i].port == port)
			return &r->filters[i];
	}
	return NULL;
}

bool re_rsb_add_filter(struct re_rsb *r, uint32_t src, uint16_t port)
{
	/* What traffic control can be told bounds the list (rsvp_tc_spec). */
	if (r->n_filters == RSVP_TC_FILTERS)
		return false;
	if (r->n_filters == 1 && r->filters == &r->one) {
		struct re_filter *all = calloc(RSVP_TC_FILTERS, sizeof(*all));
		if (!all)
			return false;
		all[0] = r->one;
		r->filters = all;
	}
	r->filters[r->n_filters++] = (struct re_filter){.src = src, .port = port};
	return true;
}

void re_rsb_del_filter(struct re_rsb *r, struct re_filter *f)
{
	int i = (int)(f - r->filters);
	if (i < r->n_installed)
		r->n_installed--;
	r->n_filters--;
	memmove(f, f + 1, (size_t)(r->n_filters - i) * sizeof(*f));
}

bool re_rsb_matches(const struct re_rsb *r, const struct re_psb *p)
{
	if (!(p->out_mask & 1u << r->oi))
		return false;
	return r->style == RSVP_WF || re_rsb_filter((struct re_rsb *)(uintptr_t)r, p->src, p->port);
}

struct re_bsb *re_bsb_get(struct rsvp_engine *e, struct re_session *s, enum re_block_kind kind, uint32_t hop,
			  uint8_t oi, uint32_t src, uint16_t port, bool make)
{
	struct re_bsb *b;
	DL_FOREACH(s->bsbs, b)
	{
		if (b->kind == kind && b->hop == hop && b->oi == oi && b->src == src && b->port == port)
			return b;
	}
	b = make && re_timer_reserve(e, 1) ? calloc(1, sizeof(*b)) : NULL;
	if (!b)
		return NULL;
	*b = (struct re_bsb){.s = s,
			     .kind = (uint8_t)kind,
			     .oi = oi,
			     .port = port,
			     .src = src,
			     .hop = hop,
			     .tb.kind = RE_TIMER_BLOCKADE};
	DL_APPEND(s->bsbs, b);
	return b;
}

void re_bsb_free(struct rsvp_engine *e, struct re_bsb *b)
{
	re_timer_stop(e, &b->tb);
	re_timer_release(e, 1);
	DL_DELETE(b->s->bsbs, b);
	free(b);
}

bool re_blob_equal(const struct re_blob *b, const uint8_t *octets, size_t len)
{
	return b ? b->len == len && memcmp(b->octets, octets, len) == 0 : len == 0;
}

bool re_blob_set(struct re_blob **b, const uint8_t *octets, size_t len)
{
	if (re_blob_equal(*b, octets, len))
		return true;
	struct re_blob *n = NULL;
	if (len) {
		n = malloc(sizeof(*n) + len);
		if (!n)
			return false;
		n->len = (uint16_t)len;
		memcpy(n->octets, octets, len);
	}
	free(*b);
	*b = n;
	return true;
}

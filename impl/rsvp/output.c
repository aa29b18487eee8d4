/* SPDX-License-Identifier: Apache-2.0 */
/* What the engine puts out: IP packets with one RSVP message each, TC requests, upcalls; in order, kept until drained.
 */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "state.h"

bool re_is_own(const struct rsvp_engine *e, uint32_t addr)
{
	for (int i = 0; i < e->c.n_ifaces; i++) {
		if (addr && e->c.ifaces[i].address == addr)
			return true;
	}
	return false;
}

bool re_is_multicast(uint32_t addr)
{
	return addr >> 28 == 0xe;
}

bool re_route(const struct rsvp_engine *e, uint32_t dst, int *iface, uint32_t *next_hop)
{
	*next_hop = 0;
	if (re_is_own(e, dst) && e->local >= 0) {
		*iface = e->local;
		return true;
	}
	if (!e->c.route || !e->c.route(e->c.route_ctx, dst, iface, next_hop))
		return false;
	return *iface >= 0 && *iface < e->c.n_ifaces;
}

uint32_t re_node_address(const struct rsvp_engine *e, int iface)
{
	if (iface >= 0 && !e->c.ifaces[iface].local)
		return e->c.ifaces[iface].address;
	for (int i = 0; i < e->c.n_ifaces; i++) {
		if (!e->c.ifaces[i].local)
			return e->c.ifaces[i].address;
	}
	return 0;
}

struct rsvp_msg *re_msg(struct rsvp_engine *e, enum rsvp_type type, const struct re_session *s)
{
	/* The lists, which stand at the end, need no clearing: nobody reads beyond their counts. */
	struct rsvp_msg *m = &e->out;
	memset(m, 0, offsetof(struct rsvp_msg, scope));
	m->adspec.present = false;
	m->n_flows = 0;
	m->opaque_len = m->unparsed_len = 0;
	m->type = type;
	m->has_session = true;
	if (s)
		m->session = (struct rsvp_session){
		    .dst = ip_addr_v4(s->key.dst), .protocol = s->key.protocol, .port = s->key.port};
	else
		m->session = e->in.session;
	return m;
}

struct rsvp_flow_descriptor *re_msg_flow(struct rsvp_msg *m, const struct flowspec *f)
{
	struct rsvp_flow_descriptor *d = &m->flows[m->n_flows++];
	d->has_flowspec = f != NULL;
	if (f)
		d->flowspec = *f;
	d->n_filters = 0;
	d->tc_error = 0;
	return d;
}

void re_flow_filter(struct rsvp_flow_descriptor *d, uint32_t src, uint16_t port)
{
	d->filters[d->n_filters++] = (struct rsvp_filter){.src = ip_addr_v4(src), .port = port};
}

void re_msg_hop(struct rsvp_engine *e, struct rsvp_msg *m, int iface, uint32_t lih)
{
	m->has_hop = true;
	m->hop = (struct rsvp_hop){.addr = ip_addr_v4(e->c.ifaces[iface].address), .lih = lih};
}

static bool holds(const struct rsvp_msg *m, const uint8_t *object, size_t len)
{
	for (size_t at = 0; at + 4 <= m->opaque_len;) {
		size_t n = (size_t)m->opaque[at] << 8 | m->opaque[at + 1];
		if (n < 4)
			break;
		if (n == len && memcmp(m->opaque + at, object, len) == 0)
			return true;
		at += n;
	}
	return false;
}

void re_msg_opaque(struct rsvp_msg *m, const struct re_blob *b)
{
	if (!b)
		return;
	for (size_t at = 0; at + 4 <= b->len;) {
		size_t n = (size_t)b->octets[at] << 8 | b->octets[at + 1];
		if (n < 4 || n > b->len - at)
			break;
		if (n <= sizeof(m->opaque) - m->opaque_len && !holds(m, b->octets + at, n)) {
			memcpy(m->opaque + m->opaque_len, b->octets + at, n);
			m->opaque_len += n;
		}
		at += n;
	}
}

static struct re_item *item_new(struct rsvp_engine *e, enum rsvp_out_kind kind)
{
	if (e->n_items == e->cap_items) {
		size_t cap = e->cap_items ? e->cap_items * 2 : 16;
		struct re_item *items = realloc(e->items, cap * sizeof(*items));
		if (!items)
			return NULL;
		e->items = items;
		e->cap_items = cap;
	}
	struct re_item *it = &e->items[e->n_items];
	*it = (struct re_item){.kind = kind, .iface = -1, .at = e->out_octets.len};
	return it;
}

/* The octets of the item are complete; without memory for them there is no item. */
static void item_done(struct rsvp_engine *e, struct re_item *it)
{
	if (e->out_octets.failed) {
		e->out_octets.failed = false;
		e->out_octets.len = it->at;
		return;
	}
	it->len = e->out_octets.len - it->at;
	e->n_items++;
}

void re_send(struct rsvp_engine *e, int iface, uint32_t next_hop, const struct ip4_hdr *ip, struct rsvp_msg *m)
{
	struct re_item *it = item_new(e, RSVP_OUT_PACKET);
	if (!it)
		return;
	/* Send_TTL equals the TTL of the datagram (RFC 2205 3.8), so that the next node sees hops without RSVP. */
	m->ttl = ip->ttl;
	wr_reset(&e->body);
	rsvp_encode(&e->body, m);
	if (e->body.failed) {
		wr_free(&e->body);
		e->body = (struct wr){0};
		return;
	}
	it->iface = iface;
	it->next_hop = next_hop ? next_hop : ip->dst;
	ip4_encode(&e->out_octets, ip, e->body.p, e->body.len);
	item_done(e, it);
}

void re_send_hop(struct rsvp_engine *e, int iface, uint32_t addr, struct rsvp_msg *m)
{
	int out;
	uint32_t next_hop;
	/* Nodes without RSVP may lie between; the packet then goes the way of any other to that address. */
	if (!re_route(e, addr, &out, &next_hop) || e->c.ifaces[out].local) {
		out = iface;
		next_hop = addr;
	}
	struct ip4_hdr ip = {
	    .ttl = RE_HOP_TTL, .protocol = IPPROTO_RSVP_, .src = e->c.ifaces[iface].address, .dst = addr};
	re_send(e, out, next_hop, &ip, m);
}

void re_send_raw(struct rsvp_engine *e, int iface, uint32_t next_hop, const uint8_t *packet, size_t len, uint8_t ttl)
{
	struct re_item *it = item_new(e, RSVP_OUT_PACKET);
	if (!it)
		return;
	it->iface = iface;
	it->next_hop = next_hop;
	struct wr *w = &e->out_octets;
	wr_octets(w, packet, len);
	if (!w->failed) {
		size_t hdr = (size_t)(packet[0] & 0x0f) * 4;
		w->p[it->at + 8] = ttl;
		wr_patch_u16(w, it->at + 10, 0);
		wr_patch_u16(w, it->at + 10, inet_checksum(w->p + it->at, hdr));
	}
	item_done(e, it);
}

void re_send_tc(struct rsvp_engine *e, enum rsvp_out_kind kind, const struct re_rsb *r)
{
	struct re_item *it = item_new(e, kind);
	if (!it)
		return;
	if (e->n_tc == e->cap_tc) {
		size_t cap = e->cap_tc ? e->cap_tc * 2 : 4;
		struct rsvp_tc_spec *specs = realloc(e->out_tc, cap * sizeof(*specs));
		if (!specs)
			return;
		e->out_tc = specs;
		e->cap_tc = cap;
	}
	struct rsvp_tc_spec *t = &e->out_tc[e->n_tc];
	const struct re_key *k = &r->s->key;
	*t = (struct rsvp_tc_spec){
	    .id = r->tc,
	    .iface = r->oi,
	    .next_hop = r->nhop,
	    .session = {.dst = ip_addr_v4(k->dst), .protocol = k->protocol, .port = k->port},
	    .style = (enum rsvp_style)r->style,
	    .n_filters = r->n_filters,
	    .flowspec = r->req,
	    .sender = r->sender,
	    .has_sender = r->has_sender,
	};
	for (int i = 0; i < r->n_filters; i++)
		t->filters[i] = (struct rsvp_filter){.src = ip_addr_v4(r->filters[i].src), .port = r->filters[i].port};
	it->at = e->n_tc++;
	it->iface = r->oi;
	e->n_items++;
}

void re_upcall(struct rsvp_engine *e, const char *format, ...)
{
	char text[512];
	va_list ap;
	va_start(ap, format);
	int n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	struct re_item *it = item_new(e, RSVP_OUT_UPCALL);
	if (!it || n < 0)
		return;
	wr_octets(&e->out_octets, text, (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1);
	item_done(e, it);
}

bool rsvp_engine_drain(struct rsvp_engine *e, struct rsvp_out *out)
{
	if (e->next_item == e->n_items) {
		e->next_item = e->n_items = e->n_tc = 0;
		wr_reset(&e->out_octets);
		return false;
	}
	const struct re_item *it = &e->items[e->next_item++];
	*out = (struct rsvp_out){.kind = it->kind, .iface = it->iface, .next_hop = it->next_hop};
	if (it->kind == RSVP_OUT_PACKET || it->kind == RSVP_OUT_UPCALL) {
		out->octets = e->out_octets.p + it->at;
		out->len = it->len;
	} else {
		out->tc = &e->out_tc[it->at];
	}
	return true;
}

const char *re_session_text(const struct re_session *s, char out[RE_SESSION_TEXT])
{
	char dst[IP4_TEXT];
	ip4_text(s->key.dst, dst);
	snprintf(out, RE_SESSION_TEXT, "%s/%u/%u", dst, (unsigned)s->key.protocol, (unsigned)s->key.port);
	return out;
}

const char *re_sender_text(uint32_t src, uint16_t port, char out[RE_SENDER_TEXT])
{
	char text[IP4_TEXT];
	ip4_text(src, text);
	snprintf(out, RE_SENDER_TEXT, "%s/%u", text, (unsigned)port);
	return out;
}

/* Whole numbers without exponent, others in digits that read back as the same float; "inf" for infinity. */
static void float_text(float v, char *out, size_t len)
{
	if (isinf(v))
		snprintf(out, len, "inf");
	else if (fabsf(v) < 1e18f && v == floorf(v))
		snprintf(out, len, "%lld", (long long)v);
	else
		snprintf(out, len, "%.9g", (double)v);
}

const char *re_tspec_text(const struct tspec *t, char out[RE_TSPEC_TEXT])
{
	char r[32], b[32], p[32];
	float_text(t->r, r, sizeof(r));
	float_text(t->b, b, sizeof(b));
	float_text(t->p, p, sizeof(p));
	snprintf(out, RE_TSPEC_TEXT, "r=%s b=%s p=%s m=%u M=%u", r, b, p, (unsigned)t->m, (unsigned)t->M);
	return out;
}

const char *re_service_text(enum intserv_service s)
{
	return s == INTSERV_GS ? "GS" : "CL";
}

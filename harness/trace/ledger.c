/* SPDX-License-Identifier: Apache-2.0 */
#include "trace/ledger.h"

#include <stdlib.h>

#include "base/map.h"

/* A growing array of 32-bit numbers. */
struct list {
	uint32_t *v;
	size_t n, cap;
};

struct flow {
	uint32_t flow;
	struct list packets, sightings; /* indexes */
};

struct ledger {
	struct ledger_packet *packets;
	size_t n_packets, cap_packets;
	struct ledger_copy *copies;
	size_t n_copies, cap_copies;
	struct flow *flows;
	size_t n_flows, cap_flows;
	struct map packet_of; /* flow and number -> packet */
	struct map flow_of;
};

static uint64_t packet_key(uint32_t flow, uint32_t seq)
{
	return (uint64_t)flow << 32 | seq;
}

/* Room for one more element of 'size' octets; NULL if memory runs out. */
static void *grown(void *array, size_t n, size_t *cap, size_t size)
{
	if (n < *cap)
		return array;
	size_t more = *cap ? *cap * 2 : 64;
	void *p = more < LEDGER_NONE ? realloc(array, more * size) : NULL;
	if (p)
		*cap = more;
	return p;
}

static bool list_add(struct list *l, uint32_t v)
{
	uint32_t *p = grown(l->v, l->n, &l->cap, sizeof(*l->v));
	if (!p)
		return false;
	l->v = p;
	l->v[l->n++] = v;
	return true;
}

static struct flow *flow_find(const struct ledger *l, uint32_t flow)
{
	const uint64_t *i = map_get(&l->flow_of, flow);
	return i ? &l->flows[*i] : NULL;
}

static struct flow *flow_get(struct ledger *l, uint32_t number)
{
	struct flow *f = flow_find(l, number);
	if (f)
		return f;
	struct flow *flows = grown(l->flows, l->n_flows, &l->cap_flows, sizeof(*flows));
	if (!flows)
		return NULL;
	l->flows = flows;
	if (!map_put(&l->flow_of, number, (uint32_t)l->n_flows))
		return NULL;
	f = &l->flows[l->n_flows++];
	*f = (struct flow){.flow = number};
	return f;
}

/* Index of an event's packet, entered if it is new; LEDGER_NONE if memory runs out. */
static uint32_t packet_get(struct ledger *l, struct flow *f, const struct trace_event *e)
{
	uint64_t key = packet_key(e->data.flow, e->data.seq);
	const uint64_t *i = map_get(&l->packet_of, key);
	if (i)
		return *i;
	struct ledger_packet *packets = grown(l->packets, l->n_packets, &l->cap_packets, sizeof(*packets));
	if (!packets)
		return LEDGER_NONE;
	l->packets = packets;
	uint32_t index = (uint32_t)l->n_packets;
	if (!map_put(&l->packet_of, key, index) || !list_add(&f->packets, index))
		return LEDGER_NONE;
	l->packets[l->n_packets++] = (struct ledger_packet){
	    .flow = e->data.flow, .seq = e->data.seq, .sent = e->data.sent, .first = LEDGER_NONE, .last = LEDGER_NONE};
	return index;
}

static bool enter(struct ledger *l, const struct trace_event *e)
{
	struct flow *f = flow_get(l, e->data.flow);
	uint32_t packet = f ? packet_get(l, f, e) : LEDGER_NONE;
	if (packet == LEDGER_NONE)
		return false;
	/* Lost on its way to the node: the packet is known, but was not seen there. */
	if (e->dropped && e->dir == TRACE_IN)
		return true;
	struct ledger_copy *copies = grown(l->copies, l->n_copies, &l->cap_copies, sizeof(*copies));
	if (!copies)
		return false;
	l->copies = copies;
	uint32_t index = (uint32_t)l->n_copies;
	if (!list_add(&f->sightings, index))
		return false;
	l->copies[l->n_copies++] = (struct ledger_copy){.event = e->id,
							.node = e->node,
							.pco = e->pco,
							.dir = e->dir,
							.time = e->time,
							.conn = e->conn,
							.encap = e->encap,
							.dropped = e->dropped,
							.packet = packet,
							.next = LEDGER_NONE};
	struct ledger_packet *p = &l->packets[packet];
	if (p->first == LEDGER_NONE)
		p->first = index;
	else
		l->copies[p->last].next = index;
	p->last = index;
	return true;
}

struct ledger *ledger_create(const struct trace *t)
{
	struct ledger *l = calloc(1, sizeof(*l));
	if (!l)
		return NULL;
	for (size_t i = 0; i < trace_n(t); i++) {
		const struct trace_event *e = trace_at(t, i);
		if (e->data.flow && !enter(l, e)) {
			ledger_free(l);
			return NULL;
		}
	}
	return l;
}

void ledger_free(struct ledger *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->n_flows; i++) {
		free(l->flows[i].packets.v);
		free(l->flows[i].sightings.v);
	}
	free(l->flows);
	free(l->packets);
	free(l->copies);
	map_free(&l->packet_of);
	map_free(&l->flow_of);
	free(l);
}

size_t ledger_n_flows(const struct ledger *l)
{
	return l->n_flows;
}

uint32_t ledger_flow(const struct ledger *l, size_t i)
{
	return i < l->n_flows ? l->flows[i].flow : 0;
}

size_t ledger_n_packets(const struct ledger *l, uint32_t flow)
{
	const struct flow *f = flow_find(l, flow);
	return f ? f->packets.n : 0;
}

const struct ledger_packet *ledger_packet_at(const struct ledger *l, uint32_t flow, size_t i)
{
	const struct flow *f = flow_find(l, flow);
	return f && i < f->packets.n ? &l->packets[f->packets.v[i]] : NULL;
}

const struct ledger_packet *ledger_packet(const struct ledger *l, uint32_t flow, uint32_t seq)
{
	const uint64_t *i = map_get(&l->packet_of, packet_key(flow, seq));
	return i ? &l->packets[*i] : NULL;
}

const struct ledger_copy *ledger_copy(const struct ledger *l, uint32_t index)
{
	return index < l->n_copies ? &l->copies[index] : NULL;
}

size_t ledger_n_sightings(const struct ledger *l, uint32_t flow)
{
	const struct flow *f = flow_find(l, flow);
	return f ? f->sightings.n : 0;
}

const struct ledger_copy *ledger_sighting(const struct ledger *l, uint32_t flow, size_t i)
{
	const struct flow *f = flow_find(l, flow);
	return f && i < f->sightings.n ? &l->copies[f->sightings.v[i]] : NULL;
}

static bool seen_at(const struct ledger_copy *c, struct ledger_point at)
{
	return c->node == at.node && c->pco == at.pco && c->dir == at.dir;
}

/* The next sighting at a point, from copy 'index' on. */
static const struct ledger_copy *next_at(const struct ledger *l, uint32_t index, struct ledger_point at)
{
	for (; index != LEDGER_NONE; index = l->copies[index].next) {
		if (seen_at(&l->copies[index], at))
			return &l->copies[index];
	}
	return NULL;
}

static size_t count_at(const struct ledger *l, const struct ledger_packet *p, struct ledger_point at)
{
	size_t n = 0;
	for (const struct ledger_copy *c = next_at(l, p->first, at); c; c = next_at(l, c->next, at))
		n++;
	return n;
}

size_t ledger_copies(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at)
{
	const struct ledger_packet *p = ledger_packet(l, flow, seq);
	return p ? count_at(l, p, at) : 0;
}

const struct ledger_copy *ledger_first(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at)
{
	const struct ledger_packet *p = ledger_packet(l, flow, seq);
	return p ? next_at(l, p->first, at) : NULL;
}

uint32_t ledger_conn_of(const struct ledger *l, uint32_t flow, uint32_t seq, struct ledger_point at)
{
	const struct ledger_copy *c = ledger_first(l, flow, seq, at);
	return c ? c->conn : 0;
}

static bool in_window(const struct ledger_packet *p, vtime from, vtime to)
{
	return p->sent >= from && p->sent <= to;
}

/* Highest number so far of each connection, and overall under key NO_VC. */
#define NO_VC ((uint64_t)1 << 32)

/* Is this a lower number than one seen before under the key? *ok false if memory runs out. */
static bool falls_back(struct map *highest, uint64_t key, uint32_t seq, bool *ok)
{
	uint64_t *top = map_get(highest, key);
	if (top && *top > seq)
		return true;
	if (top)
		*top = seq;
	else
		*ok = map_put(highest, key, seq);
	return false;
}

static bool audit_order(const struct ledger *l, const struct flow *f, struct ledger_point at, vtime from, vtime to,
			struct list *overall, struct list *on_vc)
{
	struct map highest = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < f->sightings.n; i++) {
		const struct ledger_copy *c = &l->copies[f->sightings.v[i]];
		const struct ledger_packet *p = &l->packets[c->packet];
		/* A second copy is a duplicate, not a packet out of order. */
		if (!seen_at(c, at) || !in_window(p, from, to) || next_at(l, p->first, at) != c)
			continue;
		if (falls_back(&highest, NO_VC, p->seq, &ok))
			ok = list_add(overall, c->event);
		if (ok && falls_back(&highest, c->conn, p->seq, &ok))
			ok = list_add(on_vc, c->event);
	}
	map_free(&highest);
	return ok;
}

bool ledger_audit(const struct ledger *l, uint32_t flow, struct ledger_point at, vtime from, vtime to,
		  struct ledger_audit *out)
{
	*out = (struct ledger_audit){0};
	const struct flow *f = flow_find(l, flow);
	if (!f)
		return true;
	struct list lost = {0}, duplicated = {0}, overall = {0}, on_vc = {0};
	bool ok = true;
	for (size_t i = 0; ok && i < f->packets.n; i++) {
		const struct ledger_packet *p = &l->packets[f->packets.v[i]];
		if (!in_window(p, from, to))
			continue;
		size_t n = count_at(l, p, at);
		out->sent++;
		out->arrived += n > 0;
		out->copies += n;
		if (n != 1)
			ok = list_add(n ? &duplicated : &lost, p->seq);
	}
	ok = ok && audit_order(l, f, at, from, to, &overall, &on_vc);
	out->lost = lost.v;
	out->n_lost = lost.n;
	out->duplicated = duplicated.v;
	out->n_duplicated = duplicated.n;
	out->misordered = overall.v;
	out->n_misordered = overall.n;
	out->misordered_vc = on_vc.v;
	out->n_misordered_vc = on_vc.n;
	if (!ok)
		ledger_audit_free(out);
	return ok;
}

void ledger_audit_free(struct ledger_audit *a)
{
	free(a->lost);
	free(a->duplicated);
	free(a->misordered);
	free(a->misordered_vc);
	*a = (struct ledger_audit){0};
}

vtime ledger_longest_gap(const struct ledger *l, uint32_t flow, struct ledger_point at, vtime from, vtime to,
			 vtime *start)
{
	const struct flow *f = flow_find(l, flow);
	vtime last = from, longest = 0, begins = from;
	for (size_t i = 0; f && i < f->sightings.n; i++) {
		const struct ledger_copy *c = &l->copies[f->sightings.v[i]];
		if (!seen_at(c, at) || c->time < from || c->time > to)
			continue;
		if (c->time - last > longest) {
			longest = c->time - last;
			begins = last;
		}
		last = c->time;
	}
	if (to - last > longest) {
		longest = to - last;
		begins = last;
	}
	if (start)
		*start = begins;
	return longest;
}

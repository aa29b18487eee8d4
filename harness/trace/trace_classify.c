/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the octets of an event are. SSCOP PDUs are told by their last word, packets
 * by their encapsulation and headers; message bodies are decoded once to know
 * whether they can be, and then shared by all events that repeat them.
 */
#include "trace_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "trace/probe_packet.h"
#include "wire/atmarp.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/q2931.h"
#include "wire/rsvp.h"
#include "wire/sscop.h"

#define VCI_SIGNALLING 5
#define VCI_ILMI       16

#define Q2931_HEADER  9 /* up to and including the message length */
#define Q2931_TYPE_AT 5
#define RSVP_TYPE_AT  1
#define IP_FRAGMENT   0x3fff /* more fragments, or an offset */
#define UDP_HEADER    8

static bool failed(const struct wire_outcome *o)
{
	return o->code != WIRE_OK;
}

/* Unknown types and values may belong to a newer document; what is cut off or does not add up belongs to none. */
static bool garbled(const struct wire_outcome *o)
{
	return o->code == WIRE_TRUNCATED || o->code == WIRE_TRAILING || o->code == WIRE_BAD_LENGTH ||
	       o->code == WIRE_BAD_CHECK;
}

/* "bad length: Cause, octet 12 (Q.2931 4.5.1)" */
static const char *outcome_note(struct trace *t, const char *of, const struct wire_outcome *o)
{
	char text[160];
	snprintf(text, sizeof(text), "%s: %s: %s, octet %zu (%s)", of, wire_code_name(o->code), o->what ? o->what : "?",
		 o->offset, o->clause ? o->clause : "?");
	return arena_strdup(&t->arena, text);
}

/* Of (kind, version, body), eight octets at a time. */
static uint64_t body_hash(unsigned kind, int version, const uint8_t *p, size_t n)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ (uint64_t)kind << 32 ^ (uint64_t)version << 40 ^ n;
	for (; n >= 8; p += 8, n -= 8) {
		uint64_t v;
		memcpy(&v, p, 8);
		h = (h ^ v) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
	}
	for (; n; p++, n--)
		h = (h ^ *p) * 0x100000001b3u;
	return h ^ h >> 29;
}

struct trace_msg *msg_intern(struct trace *t, const struct trace_event *e, int version, bool *is_new)
{
	uint64_t key = body_hash(e->kind, version, e->octets + e->body, e->body_len);
	const uint64_t *at = map_get(&t->msg_of, key);
	if (at) {
		struct trace_msg *m = t->msgs[*at];
		if (m->kind == e->kind && m->version == version && m->body_len == e->body_len &&
		    memcmp(m->sdu + m->body, e->octets + e->body, e->body_len) == 0) {
			*is_new = false;
			return m;
		}
	}
	if (t->n_msgs == t->cap_msgs) {
		size_t cap = t->cap_msgs ? t->cap_msgs * 2 : 64;
		struct trace_msg **msgs = realloc(t->msgs, cap * sizeof(struct trace_msg *));
		if (!msgs)
			return NULL;
		t->msgs = msgs;
		t->cap_msgs = cap;
	}
	struct trace_msg *m = arena_alloc(&t->arena, sizeof(*m));
	const uint8_t *sdu = arena_copy(&t->arena, e->octets, e->len);
	if (!m || !sdu || !map_put(&t->msg_of, key, (uint32_t)t->n_msgs))
		return NULL;
	*m = (struct trace_msg){.number = (uint32_t)t->n_msgs + 1,
				.sdu = sdu,
				.sdu_len = e->len,
				.body = e->body,
				.body_len = e->body_len,
				.kind = e->kind,
				.version = version};
	t->msgs[t->n_msgs++] = m;
	*is_new = true;
	return m;
}

static void decode_sig(struct trace *t, struct trace_msg *m)
{
	struct q2931_msg q;
	const uint8_t *body = m->sdu + m->body;
	struct wire_outcome o = q2931_decode(body, m->body_len, (enum uni_version)m->version, &q);
	m->name = m->body_len > Q2931_TYPE_AT ? q2931_type_name((enum q2931_type)body[Q2931_TYPE_AT]) : NULL;
	m->bad = failed(&o);
	m->garbled = garbled(&o);
	if (m->bad)
		m->note = outcome_note(t, "Q.2931", &o);
}

static void decode_rsvp(struct trace *t, struct trace_msg *m)
{
	struct rsvp_msg msg;
	const uint8_t *body = m->sdu + m->body;
	struct wire_outcome o = rsvp_decode(body, m->body_len, &msg);
	m->name = m->body_len > RSVP_TYPE_AT ? rsvp_type_name((enum rsvp_type)body[RSVP_TYPE_AT]) : NULL;
	m->bad = failed(&o);
	m->garbled = garbled(&o);
	if (m->bad)
		m->note = outcome_note(t, "RSVP", &o);
}

static void decode_arp(struct trace *t, struct trace_msg *m)
{
	struct atmarp a;
	struct wire_outcome o = atmarp_decode(m->sdu + m->body, m->body_len, &a);
	m->name = atmarp_op_name(a.op);
	m->bad = failed(&o);
	m->garbled = garbled(&o);
	if (m->bad)
		m->note = outcome_note(t, "ATMARP", &o);
}

/* Event of a message kind: name and state come with its body. */
static void classify_message(struct trace *t, struct trace_rec *r, int version,
			     void (*decode)(struct trace *t, struct trace_msg *m))
{
	bool is_new;
	struct trace_event *e = &r->e;
	struct trace_msg *m = msg_intern(t, e, version, &is_new);
	if (!m) {
		e->name = "unknown";
		return;
	}
	if (is_new) {
		decode(t, m);
		if (!m->name)
			m->name = "unknown";
	}
	r->msg = m;
	e->name = m->name;
	e->bad = m->bad;
	e->garbled = m->garbled;
	e->note = m->note;
	/* A repetition that is the same to the last octet needs no copy of its own. */
	if (e->len == m->sdu_len && e->body == m->body && memcmp(e->octets, m->sdu, e->len) == 0)
		e->octets = m->sdu;
}

static void classify_sscop(struct trace *t, struct trace_rec *r)
{
	struct trace_event *e = &r->e;
	struct sscop_pdu pdu;
	struct wire_outcome o = sscop_decode(e->octets, e->len, &pdu);
	e->kind = TRACE_SAAL;
	e->name = e->len >= 4 ? sscop_type_name((enum sscop_type)(e->octets[e->len - 4] & 15)) : NULL;
	if (!e->name)
		e->name = "unknown";
	e->bad = failed(&o);
	e->garbled = garbled(&o);
	if (e->bad) {
		e->note = outcome_note(t, "SSCOP", &o);
		return;
	}
	e->body_len = (uint32_t)pdu.data_len;
	if (pdu.type != SSCOP_SD)
		return;
	e->kind = TRACE_SIG;
	int version = trace_node_uni(t, e->node);
	classify_message(t, r, version ? version : UNI_31, decode_sig);
}

static void packet_bad(struct trace *t, struct trace_event *e, const char *of, const struct wire_outcome *o)
{
	e->bad = true;
	e->garbled = garbled(o);
	e->note = outcome_note(t, of, o);
}

/* A UDP datagram: is it a numbered packet? */
static void classify_udp(struct trace *t, struct trace_event *e, const struct ip4_hdr *ip)
{
	const uint8_t *udp = e->octets + e->body;
	struct udp_hdr h;
	struct wire_outcome o = udp_decode(udp, e->body_len, &h);
	if (failed(&o)) {
		packet_bad(t, e, "UDP", &o);
		return;
	}
	size_t len = (size_t)h.len - UDP_HEADER;
	if (!probe_packet_like(udp + UDP_HEADER, len))
		return;
	struct probe_packet p;
	if (!udp_checksum_ok(ip->src, ip->dst, udp, h.len)) {
		o = (struct wire_outcome){.code = WIRE_BAD_CHECK, .offset = 6, .what = "checksum", .clause = "RFC 768"};
		packet_bad(t, e, "UDP", &o);
	} else if (!probe_packet_decode(udp + UDP_HEADER, len, &p)) {
		e->bad = true;
		e->note = "numbered packet: header or length damaged";
	} else {
		e->kind = TRACE_DATA;
		e->name = "data";
		e->body += UDP_HEADER;
		e->body_len = (uint32_t)len;
		e->data = (struct trace_data){.flow = p.flow, .seq = p.seq, .sent = p.sent};
	}
}

/* An IP packet that begins 'at' octets into the event. */
void classify_packet(struct trace *t, struct trace_rec *r, size_t at)
{
	struct trace_event *e = &r->e;
	const uint8_t *packet = e->octets + at;
	size_t len = e->len - at;
	e->kind = TRACE_IP;
	e->name = "IP";
	e->body = (uint32_t)at;
	e->body_len = (uint32_t)len;
	if (len && packet[0] >> 4 == 6)
		return;
	struct ip4_hdr h;
	struct wire_outcome o = ip4_decode(packet, len, &h);
	if (failed(&o)) {
		packet_bad(t, e, "IPv4", &o);
		return;
	}
	e->body = (uint32_t)at + h.hdr_len;
	e->body_len = (uint32_t)(h.total_len - h.hdr_len);
	if (h.frag & IP_FRAGMENT)
		return;
	if (h.protocol == IPPROTO_RSVP_) {
		e->kind = TRACE_RSVP;
		classify_message(t, r, 0, decode_rsvp);
	} else if (h.protocol == IPPROTO_UDP_) {
		classify_udp(t, e, &h);
	}
}

/* What the octets are is known if the same frame was seen just before, at another PCO; they are then shared too. */
static bool classify_copy(const struct trace *t, struct trace_rec *r)
{
	struct trace_event *e = &r->e;
	for (unsigned k = 1; k <= RECENT_FRAMES; k++) {
		uint32_t id = t->recent[(t->recent_at - k) % RECENT_FRAMES];
		const struct trace_rec *like = id ? &t->recs[id - 1] : NULL;
		if (!like || like->e.len != e->len || memcmp(like->e.octets, e->octets, e->len) != 0)
			continue;
		if (like->e.vci == VCI_SIGNALLING || like->e.vci == VCI_ILMI || like->e.kind == TRACE_FRAME)
			continue;
		e->kind = like->e.kind;
		e->name = like->e.name;
		e->bad = like->e.bad;
		e->note = like->e.note;
		e->encap = like->e.encap;
		e->octets = like->e.octets;
		e->body = like->e.body;
		e->body_len = like->e.body_len;
		e->data = like->e.data;
		r->msg = like->msg;
		return true;
	}
	return false;
}

void classify_frame(struct trace *t, struct trace_rec *r)
{
	struct trace_event *e = &r->e;
	if (e->vpi == 0 && e->vci == VCI_SIGNALLING) {
		classify_sscop(t, r);
		return;
	}
	e->kind = TRACE_FRAME;
	e->name = "frame";
	if (e->vpi == 0 && e->vci == VCI_ILMI) {
		e->name = "ILMI";
		return;
	}
	if (classify_copy(t, r))
		return;
	uint16_t ethertype;
	size_t at;
	e->encap = (uint8_t)llc_classify(e->octets, e->len, &ethertype, &at);
	if (ethertype == ETHERTYPE_IPV4 || ethertype == ETHERTYPE_IPV6) {
		classify_packet(t, r, at);
	} else if (ethertype == ETHERTYPE_ARP) {
		e->kind = TRACE_ARP;
		e->body = (uint32_t)at;
		e->body_len = (uint32_t)(e->len - at);
		classify_message(t, r, 0, decode_arp);
	}
}

/* The numbered packet in the octets of "send" and of the upcall "data", so that the ledger
 * knows what the user of a host gave and got. Its header is enough here: the octets
 * of the filling stay text. */
void classify_control(struct trace_event *e)
{
	struct word w;
	const char *p = e->note;
	while (p && note_word(&p, &w)) {
		const char *field = w.key_len ? NULL : control_word_field(&w);
		if (!field || strcmp(field, "octets") != 0 || w.value_len < 2 * (size_t)PROBE_PACKET_LEN)
			continue;
		uint8_t head[PROBE_PACKET_LEN];
		struct probe_packet packet;
		hex_get(head, w.value, sizeof(head));
		if (probe_packet_decode(head, w.value_len / 2, &packet))
			e->data = (struct trace_data){.flow = packet.flow, .seq = packet.seq, .sent = packet.sent};
	}
}

bool trace_call_ref(const struct trace_event *e, uint32_t *call_ref, bool *flag)
{
	/* Protocol discriminator 09h, call reference length 3. */
	const uint8_t *p = e->octets + e->body;
	if (e->kind != TRACE_SIG || e->body_len < Q2931_HEADER || p[0] != 9 || p[1] != 3)
		return false;
	*flag = p[2] & 0x80;
	*call_ref = (uint32_t)(p[2] & 0x7f) << 16 | (uint32_t)p[3] << 8 | p[4];
	return true;
}

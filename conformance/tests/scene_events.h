/* SPDX-License-Identifier: Apache-2.0 */
/* Traces from scenes: the words of scene.h become events. */
#ifndef CONFORMANCE_TESTS_SCENE_EVENTS_H
#define CONFORMANCE_TESTS_SCENE_EVENTS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/probe_packet.h"
#include "wire/atmarp.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/q2931.h"
#include "wire/rsvp.h"

#define SECOND 1000000000LL
#define SRC    0x0a010001u /* 10.1.0.1 */
#define DST    0x0a020002u /* 10.2.0.2 */
#define GROUP  0xef010101u /* 239.1.1.1 */

struct scene {
	struct trace *trace;
	bool sender; /* the IUT is the sub-net sender */
	uint16_t iut;
	bool by_iut[10];
	uint32_t dst;
	bool held; /* data was handed over at 0 */
	/* Of the next RSVP message. */
	uint32_t hop;
	uint16_t port, to;
	int n_filters;
	enum rsvp_style style;
	bool in_place;
};

static inline struct tspec scene_spec(int q)
{
	float f = (float)(1 << (q - 1));

	return (struct tspec){.r = 25000 * f, .b = 5000 * f, .p = 50000 * f, .m = 100, .M = 1000};
}

static inline void scene_frame(struct scene *s, vtime t, enum trace_dir dir, uint16_t vci, uint32_t conn, bool dropped,
			       const uint8_t *sdu, size_t len)
{
	ck_assert_ptr_nonnull(trace_add_frame(s->trace, &(struct trace_frame_in){.node = s->iut,
										 .dir = dir,
										 .first = t,
										 .time = t,
										 .vci = vci,
										 .conn = conn,
										 .cells = 1,
										 .ok = true,
										 .dropped = dropped,
										 .sdu = sdu,
										 .len = len}));
}

/* A signalling message in an SSCOP SD. */
static inline void scene_sig(struct scene *s, vtime t, enum trace_dir dir, int call, struct q2931_msg *m)
{
	static const uint8_t zero[3];
	struct wr w = {0};

	m->version = UNI_31;
	m->call_ref = (uint32_t)call;
	m->call_ref_flag = (dir == TRACE_OUT) != s->by_iut[call];
	q2931_encode(&w, m);
	size_t pad = -w.len & 3;
	wr_octets(&w, zero, pad);
	const uint8_t trailer[4] = {(uint8_t)(pad << 6 | 8), 0, 0, 1};
	wr_octets(&w, trailer, sizeof(trailer));
	ck_assert(!w.failed);
	scene_frame(s, t, dir, 5, (uint32_t)call, false, w.p, w.len);
	wr_free(&w);
}

/* An IP packet on the IP side, or on a call. */
static inline void scene_packet(struct scene *s, vtime t, enum trace_dir dir, bool atm, int call, bool llc, bool lost,
				const struct wr *ip)
{
	struct wr w = {0};
	uint8_t snap[LLC_SNAP_LEN];

	if (!atm) {
		ck_assert_ptr_nonnull(trace_add_ip(s->trace, s->iut, dir, t, ip->p, ip->len));
		return;
	}
	llc_snap_encode(snap, ETHERTYPE_IPV4);
	if (llc)
		wr_octets(&w, snap, sizeof(snap));
	wr_octets(&w, ip->p, ip->len);
	scene_frame(s, t, dir, (uint16_t)(32 + call), (uint32_t)call, lost, w.p, w.len);
	wr_free(&w);
}

static inline void scene_rsvp(struct scene *s, vtime t, enum trace_dir dir, enum rsvp_type type, int q, bool lost)
{
	struct wr body = {0}, ip = {0};
	struct rsvp_filter filter = {.src = ip_addr_v4(SRC), .port = s->port};
	bool path = type == RSVP_PATH || type == RSVP_PATHTEAR;
	struct rsvp_msg m = {.type = type,
			     .ttl = 63,
			     .has_session = true,
			     .session = {.dst = ip_addr_v4(s->dst), .protocol = 17, .port = s->to},
			     .has_hop = true,
			     .hop = {.addr = ip_addr_v4(s->hop)},
			     .has_time = true,
			     .refresh_ms = 30000,
			     .has_error = type == RSVP_RESVERR || type == RSVP_RESVCONF,
			     .error = {.node = ip_addr_v4(SRC), .flags = s->in_place, .code = 1, .value = 2},
			     .has_confirm = type == RSVP_RESVCONF,
			     .confirm = ip_addr_v4(SRC),
			     .has_style = !path,
			     .style = s->style,
			     .has_sender = path,
			     .sender = filter,
			     .has_tspec = path,
			     .tspec = scene_spec(q),
			     .n_flows = !path};
	m.flows[0] = (struct rsvp_flow_descriptor){.has_flowspec = true,
						   .flowspec = {.service = INTSERV_CLS, .t = scene_spec(q)},
						   .n_filters = s->n_filters,
						   .filters = {filter, filter}};
	m.flows[0].filters[1].port++;
	rsvp_encode(&body, &m);
	uint32_t to = type == RSVP_RESVERR && s->dst == GROUP ? s->hop : s->dst;
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 63, .protocol = IPPROTO_RSVP_, .src = SRC, .dst = to}, body.p,
		   body.len);
	ck_assert(!ip.failed);
	/* Towards the receiver go Path, PathTear, ResvErr and ResvConf. */
	bool downstream = path || type == RSVP_RESVERR || type == RSVP_RESVCONF;
	bool atm = s->sender == (downstream == (dir == TRACE_OUT));
	scene_packet(s, t, dir, atm, 9, true, lost, &ip);
	wr_free(&body);
	wr_free(&ip);
}

static inline void scene_data(struct scene *s, vtime t, enum trace_dir dir, bool atm, int call, uint32_t seq, bool llc)
{
	uint8_t payload[64];
	struct wr udp = {0}, ip = {0};
	uint32_t flow = 1u + (s->port - 4000u) + 10u * (s->to - 5000u);

	probe_packet_encode(
	    payload, &(struct probe_packet){.flow = flow, .seq = seq, .sent = s->held ? 0 : t, .len = sizeof(payload)});
	udp_encode(&udp, SRC, s->dst, &(struct udp_hdr){.src_port = s->port, .dst_port = s->to}, payload,
		   sizeof(payload));
	ip4_encode(&ip, &(struct ip4_hdr){.ttl = 63, .protocol = IPPROTO_UDP_, .src = SRC, .dst = s->dst}, udp.p,
		   udp.len);
	scene_packet(s, t, dir, atm, call, llc, false, &ip);
	wr_free(&udp);
	wr_free(&ip);
}

/* The number of a host of a group. */
static inline struct ie_number scene_host(int h)
{
	return (struct ie_number){.present = true, .plan = 2, .aesa = {{0x47, 0x10, (uint8_t)h}}};
}

/* host: of a group, 0 for the one of other scenes */
static inline void scene_setup(struct scene *s, vtime t, enum trace_dir dir, int call, const char *offers, int q,
			       int host)
{
	struct q2931_msg m = {.type = Q2931_SETUP,
			      .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 1008, .bwd_sdu = 1008},
			      .traffic = {.present = true, .best_effort = offers == NULL},
			      .bearer = {.present = true, .class_ = 16},
			      .qos = {.present = true}};

	s->by_iut[call] = dir == TRACE_OUT;
	m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	m.traffic.value[TD_FWD_PCR01] = (uint32_t)(1551 * q);
	m.called = host != 0 ? scene_host(host) : (struct ie_number){.present = true, .plan = 2, .aesa = {{0x47, 1}}};
	m.calling = (struct ie_number){.present = true, .plan = 2, .aesa = {{0x47, 2}}};
	for (const char *o = offers != NULL ? offers : "l"; *o != '\0'; o++) {
		if (*o == 'l')
			m.blli.b[m.blli.n++] = (struct ie_blli){.has_l2 = true, .l2 = 12};
		else if (*o == 'v')
			m.blli.b[m.blli.n++] = (struct ie_blli){.has_l3 = true, .l3 = 11, .has_ipi = true, .ipi = 0xcc};
		else if (*o == 'b')
			m.traffic.value[TD_BWD_PCR01] = m.traffic.value[TD_FWD_PCR01];
	}
	scene_sig(s, t, dir, call, &m);
}

static inline void scene_connect(struct scene *s, vtime t, enum trace_dir dir, int call, const char *answer)
{
	struct q2931_msg m = {.type = Q2931_CONNECT, .aal = {.present = true, .type = 5}};

	m.blli.n = answer != NULL;
	if (answer != NULL && *answer == 'l')
		m.blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = 12};
	else if (answer != NULL)
		m.blli.b[0] = (struct ie_blli){.has_l3 = true, .l3 = 11, .has_ipi = true, .ipi = 0xcc};
	scene_sig(s, t, dir, call, &m);
}

/* size: of reservation, 0 for best effort */
static inline void scene_tree(struct scene *s, vtime t, enum trace_dir dir, int call, int host, const char *size)
{
	int q = size != NULL ? atoi(size) : 1;
	bool back = size != NULL && strchr(size, 'b') != NULL, vcmux = size != NULL && strchr(size, 'v') != NULL;
	struct q2931_msg m = {.type = Q2931_SETUP,
			      .aal = {.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 1008},
			      .traffic = {.present = true, .best_effort = q == 0},
			      .bearer = {.present = true, .class_ = 16, .configuration = 1},
			      .endpoint_ref = {.present = true},
			      .qos = {.present = true}};

	s->by_iut[call] = dir == TRACE_OUT;
	m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
	m.traffic.value[TD_FWD_PCR01] = (uint32_t)(1551 * (q == 0 ? 200 : q));
	m.traffic.value[TD_BWD_PCR01] = back ? m.traffic.value[TD_FWD_PCR01] : 0;
	m.called = scene_host(host);
	m.calling = (struct ie_number){.present = true, .plan = 2, .aesa = {{0x47, 2}}};
	if (vcmux)
		m.blli.b[m.blli.n++] = (struct ie_blli){.has_l3 = true, .l3 = 11, .has_ipi = true, .ipi = 0xcc};
	m.blli.b[m.blli.n++] = (struct ie_blli){.has_l2 = true, .l2 = 12};
	scene_sig(s, t, dir, call, &m);
}

/* Messages about one party; its endpoint reference is the number of the host. */
static inline bool scene_party(struct scene *s, vtime t, enum trace_dir dir, const char *word, int call, int host,
			       int cause)
{
	static const struct {
		const char *word;
		enum q2931_type type;
	} words[] = {{"add", Q2931_ADD_PARTY},     {"addclass", Q2931_ADD_PARTY},
		     {"ack", Q2931_ADD_PARTY_ACK}, {"reject", Q2931_ADD_PARTY_REJECT},
		     {"drop", Q2931_DROP_PARTY},   {"dropped", Q2931_DROP_PARTY_ACK}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		struct q2931_msg m = {.type = words[i].type,
				      .endpoint_ref = {.present = true, .value = (uint16_t)host}};
		if (strcmp(word, words[i].word) != 0)
			continue;
		if (m.type == Q2931_ADD_PARTY)
			m.called = scene_host(host);
		else if (m.type == Q2931_ADD_PARTY_REJECT || m.type == Q2931_DROP_PARTY)
			m.cause = (struct ie_cause){.present = true, .value = (uint8_t)cause};
		if (strcmp(word, "addclass") == 0) {
			static const uint8_t traffic[] = {0x59, 0x80, 0, 4, 0x84, 0, 0, 9};
			memcpy(m.raw, traffic, sizeof(traffic));
			m.n_raw = sizeof(traffic);
		}
		scene_sig(s, t, dir, call, &m);
		return true;
	}
	return false;
}

static inline void scene_member(struct scene *s, vtime t, int host, bool in)
{
	char note[120];

	snprintf(note, sizeof(note), "group=239.1.1.1 node=E%d ip=10.0.0.%d atm=4710%02x%034d state=%s", host, host,
		 (unsigned)host, 0, in ? "in" : "out");
	trace_add_text(s->trace, TRACE_NET, s->iut, PCO_NONE, TRACE_OUT, t, "member", note, 0);
}

static inline void scene_plain(struct scene *s, vtime t, int host, int behind)
{
	char note[120];

	snprintf(note, sizeof(note), "node=E%d ip=10.0.0.%d atm=47%02x%02x%034d hop=10.0.0.%d", host, host,
		 host == 0 ? 1u : 0x10u, (unsigned)host, 0, behind);
	trace_add_text(s->trace, TRACE_NET, s->iut, PCO_NONE, TRACE_OUT, t, "plain-router", note, 0);
}

static inline void scene_nak(struct scene *s, vtime t)
{
	struct wr w = {0};
	uint8_t snap[LLC_SNAP_LEN];
	struct atmarp m = {.op = ATMARP_NAK,
			   .has_src_atm = true,
			   .src_atm = {{0x47, 1}},
			   .has_src_ip = true,
			   .src_ip = SRC,
			   .has_tgt_ip = true,
			   .tgt_ip = DST};

	llc_snap_encode(snap, ETHERTYPE_ARP);
	wr_octets(&w, snap, sizeof(snap));
	atmarp_encode(&w, &m);
	scene_frame(s, t, TRACE_IN, 99, 0, false, w.p, w.len);
	wr_free(&w);
}

/* Ports of a sender and its session, each NULL for the usual one. */
static inline void scene_ports(struct scene *s, char *const arg[2])
{
	s->port = arg[0] != NULL ? (uint16_t)atoi(arg[0]) : 4000;
	s->to = arg[0] != NULL && arg[1] != NULL ? (uint16_t)atoi(arg[1]) : 5000;
}

/* Next hop and style of a reservation, each NULL for the usual one. */
static inline void scene_reservation(struct scene *s, const char *hop, const char *style)
{
	s->hop = hop != NULL ? 0x0a000000u + (uint32_t)atoi(hop) : SRC;
	s->in_place = style != NULL && strcmp(style, "in") == 0;
	s->style = style == NULL || s->in_place || strcmp(style, "ff") == 0 ? RSVP_FF
		   : strcmp(style, "wf") == 0                               ? RSVP_WF
									    : RSVP_SE;
	s->n_filters = s->style == RSVP_WF ? 0 : style != NULL && strcmp(style, "se") == 0 ? 2 : 1;
}

static inline void scene_event(struct scene *s, vtime t, enum trace_dir dir, char *word)
{
	static const struct {
		const char *word;
		enum rsvp_type type;
	} rsvp[] = {{"path", RSVP_PATH},         {"pathtear", RSVP_PATHTEAR}, {"resv", RSVP_RESV},
		    {"resvtear", RSVP_RESVTEAR}, {"err", RSVP_RESVERR},       {"conf", RSVP_RESVCONF}};
	static const struct {
		const char *word;
		enum q2931_type type;
	} sig[] = {{"proceeding", Q2931_CALL_PROCEEDING},
		   {"release", Q2931_RELEASE},
		   {"complete", Q2931_RELEASE_COMPLETE},
		   {"enquiry", Q2931_STATUS_ENQUIRY}};
	char *arg[6] = {word};

	for (int i = 1; i < 6 && arg[i - 1] != NULL; i++) {
		arg[i] = strchr(arg[i - 1], '.');
		if (arg[i] != NULL)
			*arg[i]++ = '\0';
	}
	int n = arg[1] != NULL ? atoi(arg[1]) : 1;
	ck_assert_int_ge(n, 0);
	s->port = 4000;
	s->to = 5000;
	s->hop = SRC;
	s->style = RSVP_FF;
	s->n_filters = 1;
	for (size_t i = 0; i < 6; i++) {
		if (strcmp(word, rsvp[i].word) == 0) {
			bool path = rsvp[i].type == RSVP_PATH || rsvp[i].type == RSVP_PATHTEAR;
			scene_ports(s, arg + (path ? 2 : 4));
			if (!path)
				scene_reservation(s, arg[2], arg[3]);
			scene_rsvp(s, t, dir, rsvp[i].type, n, false);
			return;
		}
	}
	for (size_t i = 0; i < 4; i++) {
		if (strcmp(word, sig[i].word) == 0) {
			struct q2931_msg m = {.type = sig[i].type};
			m.cause = (struct ie_cause){.present = i == 1 || i == 2,
						    .value = arg[2] != NULL ? (uint8_t)atoi(arg[2]) : 16};
			scene_sig(s, t, dir, n, &m);
			return;
		}
	}
	int host = arg[2] != NULL ? atoi(arg[2]) : 0;
	if (scene_party(s, t, dir, word, n, host, arg[3] != NULL ? atoi(arg[3]) : 31))
		return;
	if (strcmp(word, "group") == 0)
		s->dst = GROUP;
	else if (strcmp(word, "tree") == 0 || strcmp(word, "betree") == 0)
		scene_tree(s, t, dir, n, host, *word == 'b' ? "0" : arg[3]);
	else if (strcmp(word, "plain") == 0)
		scene_plain(s, t, n, host);
	else if (strcmp(word, "in") == 0 || strcmp(word, "out") == 0)
		scene_member(s, t, n, *word == 'i');
	else if (strcmp(word, "resvlost") == 0)
		scene_rsvp(s, t, dir, RSVP_RESV, n, true);
	else if (strcmp(word, "setup") == 0)
		scene_setup(s, t, dir, n, arg[2] != NULL ? arg[2] : "l", arg[3] != NULL ? atoi(arg[3]) : 1, 0);
	else if (strcmp(word, "be") == 0)
		scene_setup(s, t, dir, n, NULL, 200, arg[2] != NULL ? atoi(arg[2]) : 0);
	else if (strcmp(word, "connect") == 0)
		scene_connect(s, t, dir, n, arg[2]);
	else if ((s->held = strcmp(word, "held") == 0) || strcmp(word, "data") == 0) {
		scene_ports(s, arg + 4);
		scene_data(s, t, dir, true, n, (uint32_t)atoi(arg[2]), arg[3] == NULL || *arg[3] != 'v');
	} else if (strcmp(word, "ip") == 0) {
		scene_ports(s, arg + 2);
		scene_data(s, t, dir, false, 0, (uint32_t)n, true);
	} else if (strcmp(word, "frame") == 0)
		scene_frame(s, t, dir, (uint16_t)(32 + n), (uint32_t)n, false, (const uint8_t[]){0, 1, 2, 3}, 4);
	else if (strcmp(word, "nak") == 0)
		scene_nak(s, t);
	else if (strcmp(word, "end") == 0)
		trace_add_text(s->trace, TRACE_NET, s->iut, PCO_NONE, TRACE_OUT, t, "end", "text=over", 0);
	else
		ck_abort_msg("scene: unknown word '%s'", word);
}

/* An event at the IUT's UNI, or at that of host H: "@H.EVENT". */
static inline void scene_event_somewhere(struct scene *s, vtime t, enum trace_dir dir, char *word)
{
	struct scene elsewhere = *s;
	char name[8], *event;

	if (*word != '@') {
		scene_event(s, t, dir, word);
		return;
	}
	snprintf(name, sizeof(name), "E%ld", strtol(word + 1, &event, 10));
	int node = trace_node_by_name(s->trace, name);
	elsewhere.iut = node >= 0 ? (uint16_t)node : trace_add_node(s->trace, name, false, 31);
	memset(elsewhere.by_iut, 0, sizeof(elsewhere.by_iut));
	scene_event(&elsewhere, t, dir, event + 1);
}

/* A decimal number that ends before "..". */
static inline double scene_number(const char *text, char **rest)
{
	double value = strtod(text, rest);

	if ((*rest)[-1] == '.')
		--*rest;
	return value;
}

struct scene_word {
	vtime time;
	enum trace_dir dir;
	const char *event;
	size_t order;
};

static inline int scene_order(const void *a, const void *b)
{
	const struct scene_word *x = a, *y = b;

	return x->time != y->time ? (x->time > y->time) - (x->time < y->time)
				  : (x->order > y->order) - (x->order < y->order);
}

#define SCENE_WORDS 4096

/* The trace of a scene; to be freed with trace_free. */
static inline struct trace *scene_trace(const char *role, const char *words)
{
	struct scene s = {.trace = trace_create(), .dst = DST};
	struct scene_word *list = calloc(SCENE_WORDS, sizeof(*list));
	char *copy = strdup(words), *save = NULL;
	size_t n = 0;

	s.sender = strcmp(role, "ingress") == 0;
	ck_assert(s.sender || strcmp(role, "egress") == 0);
	s.iut = trace_add_node(s.trace, s.sender ? "I" : "E1", true, 31);
	for (char *w = strtok_r(copy, " ", &save); w != NULL; w = strtok_r(NULL, " ", &save)) {
		char *rest;
		double from = scene_number(w, &rest), to = from;
		if (strncmp(rest, "..", 2) == 0)
			to = scene_number(rest + 2, &rest);
		ck_assert_msg(*rest == '<' || *rest == '>', "scene: '%s'", w);
		for (; from <= to && n < SCENE_WORDS; from += 30, n++)
			list[n] = (struct scene_word){.time = (vtime)(from * 1e6 + 0.5) * 1000,
						      .dir = *rest == '>' ? TRACE_OUT : TRACE_IN,
						      .event = rest + 1,
						      .order = n};
	}
	ck_assert_uint_lt(n, SCENE_WORDS);
	qsort(list, n, sizeof(*list), scene_order);
	for (size_t i = 0; i < n; i++) {
		char *event = strdup(list[i].event);
		scene_event_somewhere(&s, list[i].time, list[i].dir, event);
		free(event);
	}
	free(list);
	free(copy);
	return s.trace;
}

#endif

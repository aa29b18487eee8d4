/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of RSVP objects: comparison and text; and the fields of a message by name. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "field_put.h"
#include "wire/ip.h"
#include "wire/rsvp.h"

bool ip_addr_equal(const struct ip_addr *a, const struct ip_addr *b)
{
	if (a->family != b->family)
		return false;
	return memcmp(a->octets, b->octets, a->family == 6 ? 16 : a->family == 4 ? 4 : 0) == 0;
}

bool rsvp_session_equal(const struct rsvp_session *a, const struct rsvp_session *b)
{
	return ip_addr_equal(&a->dst, &b->dst) && a->protocol == b->protocol && a->port == b->port;
}

bool rsvp_filter_equal(const struct rsvp_filter *a, const struct rsvp_filter *b)
{
	return ip_addr_equal(&a->src, &b->src) && a->port == b->port;
}

struct ip_addr ip_addr_v4(uint32_t a)
{
	return (struct ip_addr){.family = 4,
				.octets = {(uint8_t)(a >> 24), (uint8_t)(a >> 16), (uint8_t)(a >> 8), (uint8_t)a}};
}

uint32_t ip_addr_to_v4(const struct ip_addr *a)
{
	if (a->family != 4)
		return 0;
	return (uint32_t)a->octets[0] << 24 | (uint32_t)a->octets[1] << 16 | (uint32_t)a->octets[2] << 8 | a->octets[3];
}

/* RFC 5952: lower case, no leading zeros, "::" for the first of the longest runs of two or more zero groups. */
static void ip6_text(const uint8_t *p, char out[IP_ADDR_TEXT])
{
	unsigned group[8], best = 8, best_len = 1;
	for (unsigned i = 0; i < 8; i++)
		group[i] = (unsigned)p[2 * i] << 8 | p[2 * i + 1];
	for (unsigned i = 0; i < 8; i++) {
		unsigned n = 0;
		while (i + n < 8 && group[i + n] == 0)
			n++;
		if (n > best_len) {
			best = i;
			best_len = n;
		}
	}
	int at = 0;
	for (unsigned i = 0; i < 8; i++) {
		if (i == best) {
			at += snprintf(out + at, (size_t)(IP_ADDR_TEXT - at), "%s", "::");
			i += best_len - 1;
			continue;
		}
		bool colon = i > 0 && i != best + best_len;
		at += snprintf(out + at, (size_t)(IP_ADDR_TEXT - at), colon ? ":%x" : "%x", group[i]);
	}
}

void ip_addr_text(const struct ip_addr *a, char out[IP_ADDR_TEXT])
{
	if (a->family == 4)
		ip4_text(ip_addr_to_v4(a), out);
	else if (a->family == 6)
		ip6_text(a->octets, out);
	else
		snprintf(out, IP_ADDR_TEXT, "none");
}

enum {
	F_FLAGS,
	F_TTL,
	F_SESSION_ADDRESS,
	F_SESSION_PROTOCOL,
	F_SESSION_PORT,
	F_SESSION_FLAGS,
	F_HOP_ADDRESS,
	F_HOP_LIH,
	F_ERROR_NODE,
	F_ERROR_FLAGS,
	F_ERROR_INPLACE,
	F_ERROR_CODE,
	F_ERROR_VALUE,
	F_TIME_REFRESH,
	F_CONFIRM_ADDRESS,
	F_SCOPE_ADDRESS,
	F_OPAQUE,
	F_STYLE,
	F_STYLE_VECTOR,
	F_FLOW_COUNT,
	F_FLOWSPEC_SERVICE,
	F_FLOWSPEC_TSPEC, /* r b p m M follow one another */
	F_FLOWSPEC_RATE = F_FLOWSPEC_TSPEC + 5,
	F_FLOWSPEC_SLACK,
	F_FILTER_ADDRESS,
	F_FILTER_PORT,
	F_SENDER_ADDRESS,
	F_SENDER_PORT,
	F_TSPEC,
	F_ADSPEC_BREAK = F_TSPEC + 5,
	F_ADSPEC_GENERAL, /* hops bandwidth latency mtu */
	F_ADSPEC_GS_BREAK = F_ADSPEC_GENERAL + 4,
	F_ADSPEC_GS_CTOT,
	F_ADSPEC_GS_DTOT,
	F_ADSPEC_GS_CSUM,
	F_ADSPEC_GS_DSUM,
	F_ADSPEC_GS_OVERRIDE,
	F_ADSPEC_CLS_BREAK = F_ADSPEC_GS_OVERRIDE + 4,
	F_ADSPEC_CLS_OVERRIDE,
};

#define TSPEC_DEFS(base, prefix)                                                                                       \
	[base] = {prefix ".r", FIELD_FLOAT, "octets/s"}, [base + 1] = {prefix ".b", FIELD_FLOAT, "octets"},            \
	[base + 2] = {prefix ".p", FIELD_FLOAT, "octets/s"}, [base + 3] = {prefix ".m", FIELD_UINT, "octets"},         \
	[base + 4] = {prefix ".M", FIELD_UINT, "octets"}

#define ADSPEC_DEFS(base, prefix)                                                                                      \
	[base] = {prefix ".hops", FIELD_UINT, ""}, [base + 1] = {prefix ".bandwidth", FIELD_FLOAT, "octets/s"},        \
	[base + 2] = {prefix ".latency", FIELD_UINT, "us"}, [base + 3] = {prefix ".mtu", FIELD_UINT, "octets"}

const struct field_def rsvp_field_defs[] = {
    [F_FLAGS] = {"flags", FIELD_UINT, ""},
    [F_TTL] = {"ttl", FIELD_UINT, ""},
    [F_SESSION_ADDRESS] = {"session.address", FIELD_ADDR, ""},
    [F_SESSION_PROTOCOL] = {"session.protocol", FIELD_UINT, ""},
    [F_SESSION_PORT] = {"session.port", FIELD_UINT, ""},
    [F_SESSION_FLAGS] = {"session.flags", FIELD_UINT, ""},
    [F_HOP_ADDRESS] = {"hop.address", FIELD_ADDR, ""},
    [F_HOP_LIH] = {"hop.lih", FIELD_UINT, ""},
    [F_ERROR_NODE] = {"error.node", FIELD_ADDR, ""},
    [F_ERROR_FLAGS] = {"error.flags", FIELD_UINT, ""},
    [F_ERROR_INPLACE] = {"error.inplace", FIELD_UINT, ""},
    [F_ERROR_CODE] = {"error.code", FIELD_UINT, ""},
    [F_ERROR_VALUE] = {"error.value", FIELD_UINT, ""},
    [F_TIME_REFRESH] = {"time.refresh", FIELD_UINT, "ms"},
    [F_CONFIRM_ADDRESS] = {"confirm.address", FIELD_ADDR, ""},
    [F_SCOPE_ADDRESS] = {"scope.address", FIELD_ADDR, ""},
    [F_OPAQUE] = {"opaque", FIELD_HEX, ""},
    [F_STYLE] = {"style", FIELD_NAME, ""},
    [F_STYLE_VECTOR] = {"style.vector", FIELD_UINT, ""},
    [F_FLOW_COUNT] = {"flow.count", FIELD_UINT, ""},
    [F_FLOWSPEC_SERVICE] = {"flowspec.service", FIELD_NAME, ""},
    TSPEC_DEFS(F_FLOWSPEC_TSPEC, "flowspec"),
    [F_FLOWSPEC_RATE] = {"flowspec.R", FIELD_FLOAT, "octets/s"},
    [F_FLOWSPEC_SLACK] = {"flowspec.S", FIELD_UINT, "us"},
    [F_FILTER_ADDRESS] = {"filter.address", FIELD_ADDR, ""},
    [F_FILTER_PORT] = {"filter.port", FIELD_UINT, ""},
    [F_SENDER_ADDRESS] = {"sender.address", FIELD_ADDR, ""},
    [F_SENDER_PORT] = {"sender.port", FIELD_UINT, ""},
    TSPEC_DEFS(F_TSPEC, "tspec"),
    [F_ADSPEC_BREAK] = {"adspec.global-break", FIELD_UINT, ""},
    ADSPEC_DEFS(F_ADSPEC_GENERAL, "adspec"),
    [F_ADSPEC_GS_BREAK] = {"adspec.gs.break", FIELD_UINT, ""},
    [F_ADSPEC_GS_CTOT] = {"adspec.gs.c-tot", FIELD_UINT, "octets"},
    [F_ADSPEC_GS_DTOT] = {"adspec.gs.d-tot", FIELD_UINT, "us"},
    [F_ADSPEC_GS_CSUM] = {"adspec.gs.c-sum", FIELD_UINT, "octets"},
    [F_ADSPEC_GS_DSUM] = {"adspec.gs.d-sum", FIELD_UINT, "us"},
    ADSPEC_DEFS(F_ADSPEC_GS_OVERRIDE, "adspec.gs"),
    [F_ADSPEC_CLS_BREAK] = {"adspec.cls.break", FIELD_UINT, ""},
    ADSPEC_DEFS(F_ADSPEC_CLS_OVERRIDE, "adspec.cls"),
};
const size_t rsvp_n_field_defs = sizeof(rsvp_field_defs) / sizeof(rsvp_field_defs[0]);

static void put_text(struct field_sink *sink, int field, const char *text)
{
	sink->put(sink, &rsvp_field_defs[field], 0, text);
}

static void put_num(struct field_sink *sink, int field, uint64_t v)
{
	put_uint(sink, &rsvp_field_defs[field], v);
}

static void put_float(struct field_sink *sink, int field, float v)
{
	char text[32];
	/* The sign of a NaN is printed by some libraries only. */
	if (isnan(v))
		snprintf(text, sizeof(text), "nan");
	else
		snprintf(text, sizeof(text), "%.9g", (double)v);
	put_text(sink, field, text);
}

static void put_addr(struct field_sink *sink, int field, const struct ip_addr *a)
{
	char text[IP_ADDR_TEXT];
	ip_addr_text(a, text);
	put_text(sink, field, text);
}

static void put_tspec(struct field_sink *sink, int base, const struct tspec *t)
{
	put_float(sink, base, t->r);
	put_float(sink, base + 1, t->b);
	put_float(sink, base + 2, t->p);
	put_num(sink, base + 3, t->m);
	put_num(sink, base + 4, t->M);
}

static void put_opaque(struct field_sink *sink, const struct rsvp_msg *m)
{
	char text[2 * RSVP_MAX_OPAQUE + 1];
	struct rd r;
	rd_init(&r, m->opaque, m->opaque_len);
	while (rd_left(&r) >= 4) {
		struct rd head = r;
		size_t len = rd_u16(&head);
		const uint8_t *p = len ? rd_octets(&r, len) : NULL;
		if (!p)
			return;
		hex_text(text, p, len);
		put_text(sink, F_OPAQUE, text);
	}
}

static void put_flow(struct field_sink *sink, const struct rsvp_flow_descriptor *f)
{
	if (f->has_flowspec) {
		put_text(sink, F_FLOWSPEC_SERVICE, f->flowspec.service == INTSERV_GS ? "GS" : "CL");
		put_tspec(sink, F_FLOWSPEC_TSPEC, &f->flowspec.t);
		if (f->flowspec.service == INTSERV_GS) {
			put_float(sink, F_FLOWSPEC_RATE, f->flowspec.R);
			put_num(sink, F_FLOWSPEC_SLACK, f->flowspec.S);
		}
	}
	for (size_t i = 0; i < f->n_filters; i++) {
		put_addr(sink, F_FILTER_ADDRESS, &f->filters[i].src);
		put_num(sink, F_FILTER_PORT, f->filters[i].port);
	}
}

static void put_params(struct field_sink *sink, int base, const struct adspec_params *p)
{
	if (p->has_hops)
		put_num(sink, base, p->hops);
	if (p->has_bandwidth)
		put_float(sink, base + 1, p->bandwidth);
	if (p->has_latency)
		put_num(sink, base + 2, p->latency);
	if (p->has_mtu)
		put_num(sink, base + 3, p->mtu);
}

static void put_adspec(struct field_sink *sink, const struct adspec *a)
{
	struct adspec_params general = {true, true, true, true, a->hops, a->bandwidth, a->latency, a->mtu};
	put_num(sink, F_ADSPEC_BREAK, a->global_break);
	put_params(sink, F_ADSPEC_GENERAL, &general);
	if (a->gs.present) {
		put_num(sink, F_ADSPEC_GS_BREAK, a->gs.break_bit);
		if (!a->gs.empty) {
			put_num(sink, F_ADSPEC_GS_CTOT, a->c_tot);
			put_num(sink, F_ADSPEC_GS_DTOT, a->d_tot);
			put_num(sink, F_ADSPEC_GS_CSUM, a->c_sum);
			put_num(sink, F_ADSPEC_GS_DSUM, a->d_sum);
		}
		put_params(sink, F_ADSPEC_GS_OVERRIDE, &a->gs.override);
	}
	if (a->cls.present) {
		put_num(sink, F_ADSPEC_CLS_BREAK, a->cls.break_bit);
		put_params(sink, F_ADSPEC_CLS_OVERRIDE, &a->cls.override);
	}
}

static void put_session_and_hop(struct field_sink *sink, const struct rsvp_msg *m)
{
	if (m->has_session) {
		put_addr(sink, F_SESSION_ADDRESS, &m->session.dst);
		put_num(sink, F_SESSION_PROTOCOL, m->session.protocol);
		put_num(sink, F_SESSION_PORT, m->session.port);
		put_num(sink, F_SESSION_FLAGS, m->session.flags);
	}
	if (m->has_hop) {
		put_addr(sink, F_HOP_ADDRESS, &m->hop.addr);
		put_num(sink, F_HOP_LIH, m->hop.lih);
	}
}

static void put_error(struct field_sink *sink, const struct rsvp_error *e)
{
	put_addr(sink, F_ERROR_NODE, &e->node);
	put_num(sink, F_ERROR_FLAGS, e->flags);
	put_num(sink, F_ERROR_INPLACE, (e->flags & RSVP_ERR_INPLACE) != 0);
	put_num(sink, F_ERROR_CODE, e->code);
	put_num(sink, F_ERROR_VALUE, e->value);
}

static void put_style(struct field_sink *sink, const struct rsvp_msg *m)
{
	const char *name = rsvp_style_name(m->style);
	put_text(sink, F_STYLE, name ? name : "unknown");
	put_num(sink, F_STYLE_VECTOR, m->style_raw ? m->style_raw : (uint32_t)m->style);
	put_num(sink, F_FLOW_COUNT, m->n_flows);
	for (size_t i = 0; i < m->n_flows; i++)
		put_flow(sink, &m->flows[i]);
}

void rsvp_fields(const struct rsvp_msg *m, struct field_sink *sink)
{
	put_num(sink, F_FLAGS, m->flags);
	put_num(sink, F_TTL, m->ttl);
	put_session_and_hop(sink, m);
	if (m->has_error)
		put_error(sink, &m->error);
	if (m->has_time)
		put_num(sink, F_TIME_REFRESH, m->refresh_ms);
	if (m->has_confirm)
		put_addr(sink, F_CONFIRM_ADDRESS, &m->confirm);
	for (size_t i = 0; i < m->n_scope; i++)
		put_addr(sink, F_SCOPE_ADDRESS, &m->scope[i]);
	put_opaque(sink, m);
	if (m->has_style)
		put_style(sink, m);
	if (m->has_sender) {
		put_addr(sink, F_SENDER_ADDRESS, &m->sender.src);
		put_num(sink, F_SENDER_PORT, m->sender.port);
	}
	if (m->has_tspec)
		put_tspec(sink, F_TSPEC, &m->tspec);
	if (m->adspec.present)
		put_adspec(sink, &m->adspec);
}

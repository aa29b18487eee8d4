/* SPDX-License-Identifier: Apache-2.0 */
/*
 * RSVP messages (RFC 2205 3.1): common header, the walk over the objects, which
 * objects a type holds (one matrix), and the flow descriptor lists of the styles.
 *
 * Two kinds of faults: those of form, which end the walk and are never reported to
 * anyone, and those that RFC 2205 answers with a PathErr or ResvErr. Of the latter
 * the first is kept while the walk goes on, since the answer needs the rest of the
 * message, and since a fault of form further on makes the message worthless.
 */
#include <stddef.h>
#include <string.h>

#include "rsvp_object.h"
#include "wire/ip.h"

#define COMMON_HDR   8
#define RSVP_VERSION 1

/* RFC 2205 Appendix B. */
#define ERR_UNKNOWN_STYLE   6
#define ERR_UNKNOWN_CLASS   13
#define ERR_UNKNOWN_CTYPE   14
#define ERR_TRAFFIC_CONTROL 21
#define ERR_SYSTEM          23

/* Error Values of code 21. */
#define TC_SERVICE_UNSUPPORTED 2
#define TC_BAD_FLOWSPEC        3
#define TC_BAD_TSPEC           4
#define TC_BAD_ADSPEC          5

static const struct {
	const char *name;
	bool reported; /* faults in it are answered with an error message */
	bool flows;    /* ends with STYLE and flow descriptors */
} types[] = {
    [RSVP_PATH] = {"Path", true, false},          [RSVP_RESV] = {"Resv", true, true},
    [RSVP_PATHERR] = {"PathErr", false, false},   [RSVP_RESVERR] = {"ResvErr", false, true},
    [RSVP_PATHTEAR] = {"PathTear", false, false}, [RSVP_RESVTEAR] = {"ResvTear", false, true},
    [RSVP_RESVCONF] = {"ResvConf", false, true},
};
#define N_TYPES (sizeof(types) / sizeof(types[0]))

/* What a type does with a class. */
enum use {
	SKIP = 0, /* not in the grammar */
	REQ,      /* required */
	OPT,      /* optional */
	MANY,     /* any number, carried as it is */
	CREQ,     /* required, a copy of something that may be wrong */
	COPY,     /* the same, optional */
	IGN,      /* permitted, its contents do not matter */
	FLOW,     /* part of the flow descriptor list */
};

/* RFC 2205 3.1.3 to 3.1.9, prose before grammar where they differ. */
/* clang-format off */
static const uint8_t uses[N_CLASSES][N_TYPES] = {
    /*                             Path  Resv  PErr  RErr  PTear RTear RConf */
    [CLASS_SESSION]          = {0, REQ,  REQ,  REQ,  REQ,  REQ,  REQ,  REQ},
    [CLASS_HOP]              = {0, REQ,  REQ,  SKIP, REQ,  REQ,  REQ,  SKIP},
    [CLASS_INTEGRITY]        = {0, OPT,  OPT,  OPT,  OPT,  OPT,  OPT,  OPT},
    [CLASS_TIME_VALUES]      = {0, REQ,  REQ,  SKIP, SKIP, SKIP, SKIP, SKIP},
    [CLASS_ERROR_SPEC]       = {0, SKIP, SKIP, REQ,  REQ,  SKIP, SKIP, REQ},
    [CLASS_SCOPE]            = {0, SKIP, OPT,  SKIP, OPT,  SKIP, OPT,  SKIP},
    [CLASS_STYLE]            = {0, SKIP, REQ,  SKIP, CREQ, SKIP, REQ,  REQ},
    [CLASS_FLOWSPEC]         = {0, SKIP, FLOW, SKIP, FLOW, SKIP, FLOW, FLOW},
    [CLASS_FILTER_SPEC]      = {0, SKIP, FLOW, SKIP, FLOW, SKIP, FLOW, FLOW},
    [CLASS_SENDER_TEMPLATE]  = {0, REQ,  SKIP, REQ,  SKIP, REQ,  SKIP, SKIP},
    [CLASS_SENDER_TSPEC]     = {0, REQ,  SKIP, COPY, SKIP, IGN,  SKIP, SKIP},
    [CLASS_ADSPEC]           = {0, OPT,  SKIP, COPY, SKIP, IGN,  SKIP, SKIP},
    [CLASS_POLICY_DATA]      = {0, MANY, MANY, MANY, MANY, SKIP, SKIP, SKIP},
    [CLASS_RESV_CONFIRM]     = {0, SKIP, OPT,  SKIP, SKIP, SKIP, SKIP, REQ},
};
/* clang-format on */

/* Order on the wire (RFC 2205 3.1); POLICY_DATA stands for all that is carried without being read. */
static const uint8_t wire_order[] = {
    CLASS_INTEGRITY, CLASS_SESSION,     CLASS_HOP,   CLASS_ERROR_SPEC,      CLASS_TIME_VALUES,  CLASS_RESV_CONFIRM,
    CLASS_SCOPE,     CLASS_POLICY_DATA, CLASS_STYLE, CLASS_SENDER_TEMPLATE, CLASS_SENDER_TSPEC, CLASS_ADSPEC,
};

const char *rsvp_type_name(enum rsvp_type t)
{
	return (size_t)t < N_TYPES ? types[t].name : NULL;
}

bool rsvp_type_by_name(const char *name, enum rsvp_type *t)
{
	for (size_t i = 0; i < N_TYPES; i++) {
		if (types[i].name && strcmp(types[i].name, name) == 0) {
			*t = (enum rsvp_type)i;
			return true;
		}
	}
	return false;
}

const char *rsvp_style_name(enum rsvp_style s)
{
	switch (s) {
	case RSVP_WF:
		return "WF";
	case RSVP_FF:
		return "FF";
	case RSVP_SE:
		return "SE";
	}
	return NULL;
}

/* ---- encode ---- */

/* The first object of a class among those that could not be read; NULL if there is none. */
static const uint8_t *find_unparsed(const struct rsvp_msg *m, uint8_t class_num, size_t *len)
{
	struct rd r;
	rd_init(&r, m->unparsed, m->unparsed_len <= sizeof(m->unparsed) ? m->unparsed_len : 0);
	while (rd_left(&r) >= OBJECT_HDR) {
		struct rd head = r;
		*len = rd_u16(&head);
		const uint8_t *p = *len >= OBJECT_HDR ? rd_octets(&r, *len) : NULL;
		if (!p)
			return NULL;
		if (p[2] == class_num)
			return p;
	}
	return NULL;
}

static void put_unparsed(struct wr *w, const struct rsvp_msg *m, uint8_t class_num)
{
	size_t len;
	const uint8_t *p = find_unparsed(m, class_num, &len);
	if (p)
		wr_octets(w, p, len);
}

static void encode_flows(struct wr *w, const struct rsvp_msg *m)
{
	for (size_t i = 0; i < m->n_flows && i < RSVP_MAX_FLOWS; i++) {
		const struct rsvp_flow_descriptor *f = &m->flows[i];
		if (f->has_flowspec)
			rsvp_flowspec_encode(w, &f->flowspec);
		else if (i == 0)
			put_unparsed(w, m, CLASS_FLOWSPEC);
		for (size_t k = 0; k < f->n_filters && k < RSVP_MAX_FILTERS; k++)
			rsvp_filter_encode(w, CLASS_FILTER_SPEC, &f->filters[k]);
		if (f->n_filters == 0 && i == 0)
			put_unparsed(w, m, CLASS_FILTER_SPEC);
	}
}

void rsvp_encode(struct wr *w, const struct rsvp_msg *m)
{
	size_t at = w->len;
	wr_u8(w, (uint8_t)(RSVP_VERSION << 4 | (m->flags & 0x0f)));
	wr_u8(w, (uint8_t)m->type);
	wr_u16(w, 0);
	wr_u8(w, m->ttl);
	wr_u8(w, 0);
	wr_u16(w, 0);
	for (size_t i = 0; i < sizeof(wire_order); i++) {
		uint8_t class_num = wire_order[i];
		if (class_num == CLASS_POLICY_DATA) {
			wr_octets(w, m->opaque, m->opaque_len);
			continue;
		}
		if ((size_t)m->type < N_TYPES && uses[class_num][m->type] == SKIP)
			continue;
		size_t before = w->len;
		rsvp_object_encode(w, class_num, m);
		if (w->len == before)
			put_unparsed(w, m, class_num);
	}
	if ((size_t)m->type < N_TYPES && types[m->type].flows)
		encode_flows(w, m);
	if (w->failed)
		return;
	wr_patch_u16(w, at + 6, (uint16_t)(w->len - at));
	if (m->no_checksum)
		return;
	uint16_t sum = inet_checksum(w->p + at, w->len - at);
	/* 0 would read as "none"; the other zero is the same sum. */
	wr_patch_u16(w, at + 2, sum ? sum : 0xffff);
}

/* ---- decode ---- */

struct walk {
	struct rsvp_msg *m;
	struct wire_outcome reported; /* first fault that is answered, else WIRE_OK */
	uint32_t seen;                /* bit per class */
	bool started;                 /* an object other than NULL was seen */
	bool pending;                 /* the last flow descriptor waits for its FILTER_SPEC */
	bool overflow;                /* more flows than fit: the rest of the list is passed over */
};

static const struct wire_outcome good = {.code = WIRE_OK};

static struct wire_outcome fault(enum wire_code code, size_t at, const char *what, const char *clause)
{
	return (struct wire_outcome){code, at, what, clause, 0};
}

/* Note a fault that a PathErr or ResvErr reports. In other types it ends the walk, unreported:
 * an error message never answers an error message. */
static struct wire_outcome report(struct walk *w, struct wire_outcome o, const struct rsvp_object *obj, uint16_t value)
{
	struct rsvp_msg *m = w->m;
	/* A bad flowspec spoils its own descriptor; what the other codes say is about the whole message. */
	bool worse = w->reported.cause == ERR_TRAFFIC_CONTROL && o.cause != ERR_TRAFFIC_CONTROL;
	if (w->reported.code == WIRE_OK || worse) {
		m->bad_class = obj->class_num;
		m->bad_ctype = obj->ctype;
		m->bad_value = value;
		w->reported = o;
	}
	if (types[m->type].reported)
		return good;
	o.cause = 0;
	return o;
}

static uint16_t class_value(const struct rsvp_object *o)
{
	return (uint16_t)(o->class_num << 8 | o->ctype);
}

static bool keep(uint8_t *store, size_t *store_len, size_t max, const struct rsvp_object *o)
{
	if (o->len > max - *store_len)
		return false;
	memcpy(store + *store_len, o->whole, o->len);
	*store_len += o->len;
	return true;
}

static struct wire_outcome carry(struct walk *w, const struct rsvp_object *o)
{
	struct rsvp_msg *m = w->m;
	if (keep(m->opaque, &m->opaque_len, sizeof(m->opaque), o))
		return good;
	struct wire_outcome full = {WIRE_NO_MEMORY, o->at, "carried objects", "RFC 2205 Appendix B", ERR_SYSTEM};
	return report(w, full, o, 0);
}

/* What RFC 2205 3.10 says about a class that is not known: its two high bits decide. */
static struct wire_outcome unknown_class(struct walk *w, const struct rsvp_object *o)
{
	switch (o->class_num >> 6) {
	case 3:
		return carry(w, o);
	case 2:
		return good;
	}
	struct wire_outcome bad = {WIRE_UNKNOWN, o->at + 2, "object class", "RFC 2205 3.10", ERR_UNKNOWN_CLASS};
	return report(w, bad, o, class_value(o));
}

static uint16_t error_value(const struct rsvp_object *o, const struct wire_outcome *out)
{
	if (out->cause == ERR_UNKNOWN_CTYPE)
		return class_value(o);
	if (out->cause != ERR_TRAFFIC_CONTROL)
		return 0;
	switch (o->class_num) {
	case CLASS_SENDER_TSPEC:
		return TC_BAD_TSPEC;
	case CLASS_ADSPEC:
		return TC_BAD_ADSPEC;
	}
	return out->code == WIRE_UNKNOWN && out->offset == o->at + OBJECT_HDR + FLOWSPEC_SERVICE_AT
		   ? TC_SERVICE_UNSUPPORTED
		   : TC_BAD_FLOWSPEC;
}

/* Judge what came out of reading an object: faults of copies do not matter, but their octets do. */
static struct wire_outcome judge(struct walk *w, const struct rsvp_object *o, const struct wire_outcome *out, bool copy)
{
	struct rsvp_msg *m = w->m;
	if (out->code == WIRE_OK || (copy && out->code == WIRE_BAD_VALUE))
		return good;
	if (out->cause == 0)
		return *out;
	/* Too many for the store: then the answer has fewer of them. */
	if (out->code != WIRE_BAD_VALUE)
		keep(m->unparsed, &m->unparsed_len, sizeof(m->unparsed), o);
	return copy ? good : report(w, *out, o, error_value(o, out));
}

static struct rsvp_flow_descriptor *open_flow(struct walk *w)
{
	struct rsvp_msg *m = w->m;
	if (m->n_flows == RSVP_MAX_FLOWS)
		return NULL;
	struct rsvp_flow_descriptor *f = &m->flows[m->n_flows++];
	memset(f, 0, sizeof(*f));
	return f;
}

static struct wire_outcome too_many(struct walk *w, const struct rsvp_object *o)
{
	w->overflow = true;
	struct wire_outcome full = {WIRE_NO_MEMORY, o->at, "flow descriptors", "RFC 2205 Appendix B", ERR_SYSTEM};
	return report(w, full, o, 0);
}

/* The descriptor lists of RFC 2205 3.1.4. Under a style that is not known (m->style 0) no order is
 * asked for: each FLOWSPEC opens a descriptor that takes the filters after it. */
static struct wire_outcome take_flowspec(struct walk *w, const struct rsvp_object *o)
{
	struct rsvp_msg *m = w->m;
	bool once = m->style == RSVP_WF || m->style == RSVP_SE;
	if (m->style && (w->pending || (once && m->n_flows)))
		return fault(WIRE_BAD_VALUE, o->at, "FLOWSPEC", "RFC 2205 3.1.4");
	struct rsvp_flow_descriptor *f = open_flow(w);
	if (!f)
		return too_many(w, o);
	w->pending = m->style != RSVP_WF;

	struct wire_outcome out = rsvp_object_decode(o, m, NULL, &f->flowspec);
	f->has_flowspec = out.code == WIRE_OK || out.code == WIRE_BAD_VALUE;
	if (out.cause && m->type == RSVP_RESVTEAR)
		return good;
	if (out.cause == ERR_TRAFFIC_CONTROL && m->type == RSVP_RESV)
		f->tc_error = error_value(o, &out);
	return judge(w, o, &out, m->type == RSVP_RESVERR || m->type == RSVP_RESVCONF);
}

static struct wire_outcome take_filter(struct walk *w, const struct rsvp_object *o)
{
	struct rsvp_msg *m = w->m;
	struct rsvp_flow_descriptor *f = m->n_flows ? &m->flows[m->n_flows - 1] : NULL;
	if (m->style == RSVP_WF)
		return fault(WIRE_BAD_VALUE, o->at, "FILTER_SPEC", "RFC 2205 3.1.4");
	/* A FLOWSPEC stands first, but for a teardown, which does not need it. */
	if (!f && m->style && m->type != RSVP_RESVTEAR)
		return fault(WIRE_MISSING, o->at, "FLOWSPEC", "RFC 2205 3.1.4");
	if (!f || (m->style == RSVP_FF && !w->pending)) {
		uint16_t inherited = f ? f->tc_error : 0;
		f = open_flow(w);
		if (!f)
			return too_many(w, o);
		f->tc_error = inherited;
	}
	w->pending = false;

	struct rsvp_filter filter;
	struct wire_outcome out = rsvp_object_decode(o, m, &filter, NULL);
	if (out.code == WIRE_OK) {
		if (f->n_filters == RSVP_MAX_FILTERS)
			return too_many(w, o);
		f->filters[f->n_filters++] = filter;
	}
	return judge(w, o, &out, m->type == RSVP_RESVERR);
}

/* Place of the object in the order of the message (RFC 2205 3.1.3, 3.1.4). */
static struct wire_outcome check_place(const struct walk *w, const struct rsvp_object *o, uint8_t use)
{
	bool after_style = w->seen & 1u << CLASS_STYLE;
	if (o->class_num == CLASS_INTEGRITY && w->started)
		return fault(WIRE_BAD_VALUE, o->at, "place of INTEGRITY", "RFC 2205 3.1.3");
	if (types[w->m->type].flows && (use == FLOW) != after_style)
		return fault(WIRE_BAD_VALUE, o->at, "order of objects", "RFC 2205 3.1.4");
	if (use != MANY && use != FLOW && use != SKIP && (w->seen & 1u << o->class_num))
		return fault(WIRE_BAD_VALUE, o->at, "repeated object", "RFC 2205 3.1.3");
	return good;
}

static struct wire_outcome take_object(struct walk *w, const struct rsvp_object *o)
{
	struct rsvp_msg *m = w->m;
	if (o->class_num == CLASS_NULL)
		return good;
	if (!rsvp_class_name(o->class_num)) {
		w->started = true;
		return unknown_class(w, o);
	}
	uint8_t use = uses[o->class_num][m->type];
	struct wire_outcome out = check_place(w, o, use);
	w->started = true;
	if (out.code != WIRE_OK || use == SKIP)
		return out;
	w->seen |= 1u << o->class_num;
	if (use == FLOW) {
		if (w->overflow)
			return good;
		return o->class_num == CLASS_FLOWSPEC ? take_flowspec(w, o) : take_filter(w, o);
	}
	out = rsvp_object_decode(o, m, NULL, NULL);
	if (use == IGN && out.cause)
		return good;
	if (use == MANY && out.code == WIRE_OK)
		return carry(w, o);
	out = judge(w, o, &out, use == COPY || use == CREQ);
	if (out.code == WIRE_OK && o->class_num == CLASS_STYLE && m->has_style && !m->style && use != CREQ) {
		struct wire_outcome bad = {WIRE_BAD_VALUE, o->at + 5, "option vector", "RFC 2205 A.7",
					   ERR_UNKNOWN_STYLE};
		return report(w, bad, o, 0);
	}
	return out;
}

/* Frame and take the objects one after the other. */
static struct wire_outcome walk_objects(struct walk *w, const uint8_t *octets, size_t len)
{
	size_t at = COMMON_HDR;
	while (at < len) {
		if (len - at < OBJECT_HDR)
			return fault(WIRE_TRUNCATED, at, "object header", "RFC 2205 3.1.2");
		struct rsvp_object o = {.at = at, .whole = octets + at};
		o.len = (size_t)octets[at] << 8 | octets[at + 1];
		o.class_num = octets[at + 2];
		o.ctype = octets[at + 3];
		if (o.len < OBJECT_HDR || o.len % 4 || o.len > len - at)
			return fault(WIRE_BAD_LENGTH, at, "object length", "RFC 2205 3.1.2");
		struct wire_outcome out = take_object(w, &o);
		if (out.code != WIRE_OK)
			return out;
		at += o.len;
	}
	return good;
}

/* Objects and flow descriptors that the type must have. 'end' is the length of the message. */
static struct wire_outcome check_complete(const struct walk *w, size_t end)
{
	const struct rsvp_msg *m = w->m;
	for (uint8_t c = 0; c < N_CLASSES; c++) {
		uint8_t use = uses[c][m->type];
		if ((use == REQ || use == CREQ) && !(w->seen & 1u << c))
			return fault(WIRE_MISSING, end, rsvp_class_name(c), "RFC 2205 3.1.3");
	}
	if (!types[m->type].flows || w->overflow || !m->style)
		return good;
	if (w->pending)
		return fault(WIRE_MISSING, end, "FILTER_SPEC", "RFC 2205 3.1.4");
	/* The wildcard list of a teardown may be empty: its one FLOWSPEC may be left out. */
	if (m->n_flows == 0 && !(m->style == RSVP_WF && m->type == RSVP_RESVTEAR))
		return fault(WIRE_MISSING, end, "flow descriptor", "RFC 2205 3.1.4");
	if (m->n_flows > 1 && m->type == RSVP_RESVERR)
		return fault(WIRE_BAD_VALUE, end, "number of flow descriptors", "RFC 2205 3.1.8");
	return good;
}

static bool is_zero(const struct ip_addr *a)
{
	for (size_t i = 0; i < sizeof(a->octets); i++) {
		if (a->octets[i])
			return false;
	}
	return true;
}

static struct wire_outcome check_source(const struct rsvp_msg *m, const struct rsvp_filter *f)
{
	if (is_zero(&f->src))
		return fault(WIRE_BAD_VALUE, COMMON_HDR, "source address", "RFC 2205 A.9");
	if (m->has_session && f->src.family != m->session.dst.family)
		return fault(WIRE_BAD_VALUE, COMMON_HDR, "address family", "RFC 2205 Appendix A");
	if (m->has_session && m->session.port == 0 && f->port != 0)
		return fault(WIRE_BAD_VALUE, COMMON_HDR, "source port", "RFC 2205 3.2");
	return good;
}

/* What objects say together. Offsets point to the first object: the fault is in no single one. */
static struct wire_outcome check_meaning(const struct rsvp_msg *m)
{
	uint8_t family = m->session.dst.family;
	if (m->has_session && (is_zero(&m->session.dst) || m->session.protocol == 0))
		return fault(WIRE_BAD_VALUE, COMMON_HDR, "session", "RFC 2205 A.1");
	if (m->has_session &&
	    ((m->has_hop && m->hop.addr.family != family) || (m->has_error && m->error.node.family != family) ||
	     (m->has_confirm && m->confirm.family != family) || (m->n_scope && m->scope[0].family != family)))
		return fault(WIRE_BAD_VALUE, COMMON_HDR, "address family", "RFC 2205 Appendix A");
	struct wire_outcome out = m->has_sender ? check_source(m, &m->sender) : good;
	for (size_t i = 0; i < m->n_flows; i++) {
		for (size_t k = 0; k < m->flows[i].n_filters && out.code == WIRE_OK; k++)
			out = check_source(m, &m->flows[i].filters[k]);
	}
	return out;
}

static struct wire_outcome decode_header(const uint8_t *octets, size_t len, struct rsvp_msg *m)
{
	struct rd r;
	rd_init(&r, octets, len);
	if (len < COMMON_HDR)
		return fault(WIRE_TRUNCATED, len, "common header", "RFC 2205 3.1.1");
	uint8_t version = rd_u8(&r);
	uint8_t type = rd_u8(&r);
	uint16_t sum = rd_u16(&r);
	uint8_t ttl = rd_u8(&r);
	rd_u8(&r);
	uint16_t length = rd_u16(&r);
	if (version >> 4 != RSVP_VERSION)
		return fault(WIRE_BAD_VALUE, 0, "version", "RFC 2205 3.1.1");
	if (length < COMMON_HDR || length > len)
		return fault(WIRE_BAD_LENGTH, 6, "RSVP Length", "RFC 2205 3.1.1");
	/* Whether octets may follow is left open; a message that is not what was sent is worth nothing. */
	if (length < len)
		return fault(WIRE_TRAILING, length, "RSVP Length", "RFC 2205 Appendix B");
	if (sum != 0 && inet_checksum(octets, len) != 0)
		return fault(WIRE_BAD_CHECK, 2, "RSVP Checksum", "RFC 2205 3.1.1");
	m->flags = version & 0x0f;
	m->type = (enum rsvp_type)type;
	m->ttl = ttl;
	m->no_checksum = sum == 0;
	if (!rsvp_type_name(m->type))
		return fault(WIRE_UNKNOWN, 1, "message type", "RFC 2205 3.1.1");
	return good;
}

struct wire_outcome rsvp_decode(const uint8_t *octets, size_t len, struct rsvp_msg *m)
{
	/* The big arrays at the end need no clearing; a million messages a second would feel it. */
	memset(m, 0, offsetof(struct rsvp_msg, flows));
	m->opaque_len = 0;
	m->unparsed_len = 0;

	struct wire_outcome out = decode_header(octets, len, m);
	if (out.code != WIRE_OK)
		return out;
	struct walk w = {.m = m, .reported = good};
	out = walk_objects(&w, octets, len);
	if (out.code == WIRE_OK)
		out = check_complete(&w, len);
	if (out.code == WIRE_OK)
		out = check_meaning(m);
	return out.code == WIRE_OK ? w.reported : out;
}

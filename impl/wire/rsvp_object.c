/* SPDX-License-Identifier: Apache-2.0 */
/* RSVP objects, header and contents (RFC 2205 3.1.2 and Appendix A). */
#include "rsvp_object.h"

#include <string.h>

#define ERR_UNKNOWN_CTYPE 14
#define ERR_SYSTEM        23

/* Unused flag bits are sent as 0 (RFC 2205 Appendix A). */
#define SESSION_FLAGS 0x01
#define ERROR_FLAGS   (RSVP_ERR_INPLACE | RSVP_ERR_NOTGUILTY)

/* C-Types of the classes that hold addresses. */
#define CTYPE_IPV4 1
#define CTYPE_IPV6 2

static void get_addr(struct rd *r, uint8_t ctype, struct ip_addr *a)
{
	size_t n = ctype == CTYPE_IPV6 ? 16 : 4;
	const uint8_t *p = rd_octets(r, n);
	memset(a, 0, sizeof(*a));
	if (!p)
		return;
	a->family = ctype == CTYPE_IPV6 ? 6 : 4;
	memcpy(a->octets, p, n);
}

static void put_addr(struct wr *w, const struct ip_addr *a)
{
	wr_octets(w, a->octets, a->family == 6 ? 16 : 4);
}

static uint8_t addr_ctype(const struct ip_addr *a)
{
	return a->family == 6 ? CTYPE_IPV6 : CTYPE_IPV4;
}

static size_t object_open(struct wr *w, uint8_t class_num, uint8_t ctype)
{
	size_t mark = wr_open_u16(w);
	wr_u8(w, class_num);
	wr_u8(w, ctype);
	return mark;
}

static void object_close(struct wr *w, size_t mark)
{
	wr_close_u16(w, mark, 2);
}

/* One function of each kind per class; 'r' covers the contents, whose length is right for the form. */

static void get_session(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_session = true;
	get_addr(r, ctype, &m->session.dst);
	m->session.protocol = rd_u8(r);
	m->session.flags = rd_u8(r);
	m->session.port = rd_u16(r);
}

static void put_session(struct wr *w, const struct rsvp_msg *m)
{
	put_addr(w, &m->session.dst);
	wr_u8(w, m->session.protocol);
	wr_u8(w, m->session.flags & SESSION_FLAGS);
	wr_u16(w, m->session.port);
}

static void get_hop(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_hop = true;
	get_addr(r, ctype, &m->hop.addr);
	m->hop.lih = rd_u32(r);
}

static void put_hop(struct wr *w, const struct rsvp_msg *m)
{
	put_addr(w, &m->hop.addr);
	wr_u32(w, m->hop.lih);
}

static void get_integrity(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	const uint8_t *p = rd_octets(r, RSVP_INTEGRITY_BODY);
	m->has_integrity = p != NULL;
	if (p)
		memcpy(m->integrity, p, RSVP_INTEGRITY_BODY);
}

static void put_integrity(struct wr *w, const struct rsvp_msg *m)
{
	wr_octets(w, m->integrity, RSVP_INTEGRITY_BODY);
}

static void get_time(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_time = true;
	m->refresh_ms = rd_u32(r);
}

static void put_time(struct wr *w, const struct rsvp_msg *m)
{
	wr_u32(w, m->refresh_ms);
}

static void get_error(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_error = true;
	get_addr(r, ctype, &m->error.node);
	m->error.flags = rd_u8(r);
	m->error.code = rd_u8(r);
	m->error.value = rd_u16(r);
}

static void put_error(struct wr *w, const struct rsvp_msg *m)
{
	put_addr(w, &m->error.node);
	wr_u8(w, m->error.flags & ERROR_FLAGS);
	wr_u8(w, m->error.code);
	wr_u16(w, m->error.value);
}

static void get_scope(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	while (rd_left(r) && m->n_scope < RSVP_MAX_SCOPE)
		get_addr(r, ctype, &m->scope[m->n_scope++]);
}

static void put_scope(struct wr *w, const struct rsvp_msg *m)
{
	for (size_t i = 0; i < m->n_scope; i++)
		put_addr(w, &m->scope[i]);
}

static void get_style(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_style = true;
	rd_u8(r);
	m->style_raw = rd_u24(r);
	/* Only the low five bits are defined; the rest may be passed over (RFC 2205 A.7). */
	unsigned known = m->style_raw & 0x1f;
	if (known == RSVP_WF || known == RSVP_FF || known == RSVP_SE)
		m->style = (enum rsvp_style)known;
}

static void put_style(struct wr *w, const struct rsvp_msg *m)
{
	wr_u8(w, 0);
	wr_u24(w, m->style ? (uint32_t)m->style : m->style_raw & 0xffffff);
}

static void get_filter(struct rd *r, uint8_t ctype, struct rsvp_filter *f)
{
	get_addr(r, ctype, &f->src);
	rd_u16(r);
	f->port = rd_u16(r);
}

static void put_filter(struct wr *w, const struct rsvp_filter *f)
{
	put_addr(w, &f->src);
	wr_u16(w, 0);
	wr_u16(w, f->port);
}

static void get_sender(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_sender = true;
	get_filter(r, ctype, &m->sender);
}

static void put_sender(struct wr *w, const struct rsvp_msg *m)
{
	put_filter(w, &m->sender);
}

static void put_tspec(struct wr *w, const struct rsvp_msg *m)
{
	tspec_encode(w, &m->tspec);
}

static void put_adspec(struct wr *w, const struct rsvp_msg *m)
{
	adspec_encode(w, &m->adspec);
}

static void get_confirm(struct rd *r, uint8_t ctype, struct rsvp_msg *m)
{
	m->has_confirm = true;
	get_addr(r, ctype, &m->confirm);
}

static void put_confirm(struct wr *w, const struct rsvp_msg *m)
{
	put_addr(w, &m->confirm);
}

/*
 * The forms: contents from 'min' octets in steps of 'step' (0: only min). Classes 9,
 * 10, 12 and 13 have no 'get': they are read by the codecs of their contents. C-Type
 * 3 of classes 10 and 11 (flow label) and the C-Types of RFC 2207 are not supported
 * and so are unknown; FLOWSPEC C-Type 1 is obsolete (RFC 2205 A.8).
 */
struct form {
	uint8_t class_num, ctype;
	uint16_t min, step;
	void (*get)(struct rd *r, uint8_t ctype, struct rsvp_msg *m);
};

static const struct form forms[] = {
    {CLASS_SESSION, CTYPE_IPV4, 8, 0, get_session},
    {CLASS_SESSION, CTYPE_IPV6, 20, 0, get_session},
    {CLASS_HOP, CTYPE_IPV4, 8, 0, get_hop},
    {CLASS_HOP, CTYPE_IPV6, 20, 0, get_hop},
    {CLASS_INTEGRITY, 1, RSVP_INTEGRITY_BODY, 0, get_integrity},
    {CLASS_TIME_VALUES, 1, 4, 0, get_time},
    {CLASS_ERROR_SPEC, CTYPE_IPV4, 8, 0, get_error},
    {CLASS_ERROR_SPEC, CTYPE_IPV6, 20, 0, get_error},
    {CLASS_SCOPE, CTYPE_IPV4, 0, 4, get_scope},
    {CLASS_SCOPE, CTYPE_IPV6, 0, 16, get_scope},
    {CLASS_STYLE, 1, 4, 0, get_style},
    {CLASS_FLOWSPEC, 2, 0, 4, NULL},
    {CLASS_FILTER_SPEC, CTYPE_IPV4, 8, 0, NULL},
    {CLASS_FILTER_SPEC, CTYPE_IPV6, 20, 0, NULL},
    {CLASS_SENDER_TEMPLATE, CTYPE_IPV4, 8, 0, get_sender},
    {CLASS_SENDER_TEMPLATE, CTYPE_IPV6, 20, 0, get_sender},
    {CLASS_SENDER_TSPEC, 2, 0, 4, NULL},
    {CLASS_ADSPEC, 2, 0, 4, NULL},
    {CLASS_POLICY_DATA, 1, 0, 4, NULL},
    {CLASS_RESV_CONFIRM, CTYPE_IPV4, 4, 0, get_confirm},
    {CLASS_RESV_CONFIRM, CTYPE_IPV6, 16, 0, get_confirm},
};

static bool has_session(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->session.dst);
	return m->has_session;
}

static bool has_hop(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->hop.addr);
	return m->has_hop;
}

static bool has_integrity(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = 1;
	return m->has_integrity;
}

static bool has_time(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = 1;
	return m->has_time;
}

static bool has_error(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->error.node);
	return m->has_error;
}

static bool has_scope(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->scope[0]);
	return m->n_scope > 0;
}

static bool has_style(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = 1;
	return m->has_style;
}

static bool has_sender(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->sender.src);
	return m->has_sender;
}

static bool has_tspec(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = 2;
	return m->has_tspec;
}

static bool has_adspec(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = 2;
	return m->adspec.present;
}

static bool has_confirm(const struct rsvp_msg *m, uint8_t *ctype)
{
	*ctype = addr_ctype(&m->confirm);
	return m->has_confirm;
}

/* The classes: name, whether m has one (and with which C-Type), its contents. */
static const struct {
	const char *name;
	bool (*has)(const struct rsvp_msg *m, uint8_t *ctype);
	void (*put)(struct wr *w, const struct rsvp_msg *m);
} classes[N_CLASSES] = {
    [CLASS_NULL] = {"NULL", NULL, NULL},
    [CLASS_SESSION] = {"SESSION", has_session, put_session},
    [CLASS_HOP] = {"RSVP_HOP", has_hop, put_hop},
    [CLASS_INTEGRITY] = {"INTEGRITY", has_integrity, put_integrity},
    [CLASS_TIME_VALUES] = {"TIME_VALUES", has_time, put_time},
    [CLASS_ERROR_SPEC] = {"ERROR_SPEC", has_error, put_error},
    [CLASS_SCOPE] = {"SCOPE", has_scope, put_scope},
    [CLASS_STYLE] = {"STYLE", has_style, put_style},
    [CLASS_FLOWSPEC] = {"FLOWSPEC", NULL, NULL},
    [CLASS_FILTER_SPEC] = {"FILTER_SPEC", NULL, NULL},
    [CLASS_SENDER_TEMPLATE] = {"SENDER_TEMPLATE", has_sender, put_sender},
    [CLASS_SENDER_TSPEC] = {"SENDER_TSPEC", has_tspec, put_tspec},
    [CLASS_ADSPEC] = {"ADSPEC", has_adspec, put_adspec},
    [CLASS_POLICY_DATA] = {"POLICY_DATA", NULL, NULL},
    [CLASS_RESV_CONFIRM] = {"RESV_CONFIRM", has_confirm, put_confirm},
};

const char *rsvp_class_name(uint8_t class_num)
{
	return class_num < N_CLASSES ? classes[class_num].name : NULL;
}

static const struct form *find_form(uint8_t class_num, uint8_t ctype)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (forms[i].class_num == class_num && forms[i].ctype == ctype)
			return &forms[i];
	}
	return NULL;
}

struct wire_outcome rsvp_object_decode(const struct rsvp_object *o, struct rsvp_msg *m, struct rsvp_filter *filter,
				       struct flowspec *flowspec)
{
	const char *name = rsvp_class_name(o->class_num);
	const struct form *form = find_form(o->class_num, o->ctype);
	if (!form)
		return (struct wire_outcome){WIRE_UNKNOWN, o->at + 3, name, "RFC 2205 3.10", ERR_UNKNOWN_CTYPE};
	const uint8_t *body = o->whole + OBJECT_HDR;
	size_t len = o->len - OBJECT_HDR;
	if (form->step ? len < form->min || (len - form->min) % form->step : len != form->min)
		return (struct wire_outcome){WIRE_BAD_LENGTH, o->at, name, "RFC 2205 Appendix A", 0};

	struct wire_outcome out = {.code = WIRE_OK};
	struct rd r;
	rd_init(&r, body, len);
	switch (o->class_num) {
	case CLASS_FLOWSPEC:
		out = flowspec_decode(body, len, flowspec);
		break;
	case CLASS_SENDER_TSPEC:
		out = tspec_decode(body, len, &m->tspec);
		m->has_tspec = out.code == WIRE_OK || out.code == WIRE_BAD_VALUE;
		break;
	case CLASS_ADSPEC:
		out = adspec_decode(body, len, &m->adspec);
		break;
	case CLASS_FILTER_SPEC:
		get_filter(&r, o->ctype, filter);
		break;
	default:
		if (form->get)
			form->get(&r, o->ctype, m);
		/* Only a SCOPE list can be left over; leaving senders out of it would let a loop live on. */
		if (form->get && rd_left(&r))
			out =
			    (struct wire_outcome){WIRE_NO_MEMORY, rd_pos(&r), name, "RFC 2205 Appendix B", ERR_SYSTEM};
		break;
	}
	if (out.code != WIRE_OK)
		out.offset += o->at + OBJECT_HDR;
	return out;
}

void rsvp_object_encode(struct wr *w, uint8_t class_num, const struct rsvp_msg *m)
{
	uint8_t ctype;
	if (!classes[class_num].has(m, &ctype))
		return;
	size_t mark = object_open(w, class_num, ctype);
	classes[class_num].put(w, m);
	object_close(w, mark);
}

void rsvp_flowspec_encode(struct wr *w, const struct flowspec *f)
{
	size_t mark = object_open(w, CLASS_FLOWSPEC, 2);
	flowspec_encode(w, f);
	object_close(w, mark);
}

void rsvp_filter_encode(struct wr *w, uint8_t class_num, const struct rsvp_filter *f)
{
	size_t mark = object_open(w, class_num, addr_ctype(&f->src));
	put_filter(w, f);
	object_close(w, mark);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields of events by name. A message body is decoded when its first field is asked
 * for; the list stays with the body, so checks that walk the trace many times, and
 * refreshes that repeat a body, cost a search in a short list. Fields of other
 * events (headers, the words of texts) go through a list of the last event.
 */
#include "trace_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/atmarp.h"
#include "wire/ip.h"
#include "wire/llc.h"
#include "wire/q2931.h"
#include "wire/rsvp.h"
#include "wire/sscop.h"

/* --- lists ------------------------------------------------------------- */

static char *list_room(struct field_list *l, size_t text_len)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 32;
		struct field_value *v = realloc(l->v, cap * sizeof(*v));
		if (!v)
			return NULL;
		l->v = v;
		l->cap = cap;
	}
	size_t need = l->texts_len + text_len + 1;
	if (need > l->texts_cap) {
		size_t cap = l->texts_cap ? l->texts_cap : 512;
		while (cap < need)
			cap *= 2;
		char *texts = realloc(l->texts, cap);
		if (!texts)
			return NULL;
		l->texts = texts;
		l->texts_cap = cap;
	}
	return l->texts + l->texts_len;
}

static void list_put(struct field_list *l, const struct field_def *def, uint64_t value, const char *text, size_t n)
{
	char *at = list_room(l, n);
	if (!at) {
		l->failed = true;
		return;
	}
	memcpy(at, text, n);
	at[n] = '\0';
	l->v[l->n++] = (struct field_value){.def = def, .value = value, .text_at = l->texts_len};
	l->texts_len += n + 1;
}

static void sink_put(struct field_sink *sink, const struct field_def *def, uint64_t value, const char *text)
{
	list_put((struct field_list *)sink, def, value, text, strlen(text));
}

void field_list_free(struct field_list *l)
{
	free(l->v);
	free(l->texts);
	*l = (struct field_list){0};
}

void field_list_reset(struct field_list *l)
{
	l->sink.put = sink_put;
	l->n = l->texts_len = 0;
	l->failed = false;
}

/* --- where the fields of an event come from ------------------------------ */

enum {
	F_VPI,
	F_VCI,
	F_CONN,
	F_CELLS,
	F_CLP1,
	F_ENCAP,
	F_LENGTH,
	F_FLOW,
	F_SEQ,
	F_SENT,
};
static const struct field_def own_defs[] = {
    [F_VPI] = {"frame.vpi", FIELD_UINT, ""},
    [F_VCI] = {"frame.vci", FIELD_UINT, ""},
    [F_CONN] = {"frame.conn", FIELD_UINT, ""},
    [F_CELLS] = {"frame.cells", FIELD_UINT, "cells"},
    [F_CLP1] = {"frame.clp1", FIELD_UINT, "cells"},
    [F_ENCAP] = {"frame.encap", FIELD_NAME, ""},
    [F_LENGTH] = {"frame.length", FIELD_UINT, "octets"},
    [F_FLOW] = {"data.flow", FIELD_UINT, ""},
    [F_SEQ] = {"data.seq", FIELD_UINT, ""},
    [F_SENT] = {"data.sent", FIELD_UINT, "ns"},
};

/* Words of text events. The units are those that PROTOCOL.md and trace.h give them. */
static const struct field_def word_defs[] = {
    {"session", FIELD_ADDR, ""},    {"sender", FIELD_ADDR, ""},   {"group", FIELD_ADDR, ""},
    {"octets", FIELD_HEX, ""},      {"style", FIELD_NAME, ""},    {"service", FIELD_NAME, ""},
    {"r", FIELD_FLOAT, "octets/s"}, {"b", FIELD_FLOAT, "octets"}, {"p", FIELD_FLOAT, "octets/s"},
    {"m", FIELD_UINT, "octets"},    {"M", FIELD_UINT, "octets"},  {"confirm", FIELD_NAME, ""},
    {"code", FIELD_UINT, ""},       {"value", FIELD_UINT, ""},    {"flags", FIELD_UINT, ""},
    {"node", FIELD_NAME, ""},       {"text", FIELD_NAME, ""},     {"from", FIELD_NAME, ""},
    {"to", FIELD_NAME, ""},         {"class", FIELD_NAME, ""},    {"cause", FIELD_UINT, ""},
    {"state", FIELD_NAME, ""},      {"step", FIELD_UINT, ""},     {"line", FIELD_UINT, ""},
    {"key", FIELD_NAME, ""},        {"party", FIELD_UINT, ""},    {"ip", FIELD_ADDR, ""},
    {"atm", FIELD_NAME, ""},        {"hop", FIELD_ADDR, ""},
};

static bool parse_uint(const char *s, size_t n, uint64_t *value)
{
	uint64_t v = 0;
	if (n == 0 || n > 19)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*value = v;
	return true;
}

static void put_own(struct field_list *l, int field, uint64_t v)
{
	char text[20], *p = text + sizeof(text); /* printf would cost more than all the rest */
	uint64_t left = v;
	do {
		*--p = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	list_put(l, &own_defs[field], v, p, (size_t)(text + sizeof(text) - p));
}

static void frame_fields(const struct trace_event *e, struct field_list *l)
{
	if (e->pco != PCO_ATM || e->kind >= TRACE_CONTROL)
		return;
	put_own(l, F_VPI, e->vpi);
	put_own(l, F_VCI, e->vci);
	put_own(l, F_CONN, e->conn);
	put_own(l, F_CELLS, e->cells);
	put_own(l, F_CLP1, e->clp1);
	const char *encap = encap_name((enum encap)e->encap);
	list_put(l, &own_defs[F_ENCAP], 0, encap, strlen(encap));
	put_own(l, F_LENGTH, e->len);
}

static void word_field(struct field_list *l, const char *name, size_t name_len, const char *value, size_t n)
{
	for (size_t i = 0; i < sizeof(word_defs) / sizeof(word_defs[0]); i++) {
		const struct field_def *def = &word_defs[i];
		if (strlen(def->name) != name_len || memcmp(def->name, name, name_len) != 0)
			continue;
		uint64_t v = 0;
		if (def->type == FIELD_UINT)
			parse_uint(value, n, &v);
		list_put(l, def, v, value, n);
		return;
	}
}

static void note_fields(const struct trace_event *e, struct field_list *l)
{
	struct word w;
	const char *p = e->note;
	if (e->kind == TRACE_CONTROL && strcmp(e->name, "error") == 0) {
		if (p)
			word_field(l, "text", 4, p, strlen(p));
		return;
	}
	while (p && note_word(&p, &w)) {
		if (w.key_len) {
			word_field(l, w.key, w.key_len, w.value, w.value_len);
		} else if (e->kind == TRACE_CONTROL) {
			const char *name = control_word_field(&w);
			if (name)
				word_field(l, name, strlen(name), w.value, w.value_len);
		}
	}
}

/* Where the IP packet of an event begins. */
static size_t packet_at(const struct trace_event *e)
{
	uint16_t ethertype;
	size_t at = 0;
	if (e->pco == PCO_ATM)
		llc_classify(e->octets, e->len, &ethertype, &at);
	return at;
}

static void ip_header_fields(const struct trace_event *e, struct field_list *l)
{
	if (e->kind != TRACE_RSVP && e->kind != TRACE_DATA && e->kind != TRACE_IP)
		return;
	size_t at = packet_at(e);
	if (at <= e->len)
		ip_fields(e->octets + at, e->len - at, &l->sink);
}

static void own_fields(const struct trace_event *e, struct field_list *l)
{
	if (e->kind == TRACE_SAAL && !e->bad) {
		struct sscop_pdu pdu;
		if (sscop_decode(e->octets, e->len, &pdu).code == WIRE_OK)
			sscop_fields(&pdu, &l->sink);
	}
	note_fields(e, l);
	if (e->data.flow) {
		put_own(l, F_FLOW, e->data.flow);
		put_own(l, F_SEQ, e->data.seq);
		put_own(l, F_SENT, (uint64_t)e->data.sent);
	}
}

void msg_fields(const struct trace_msg *m, struct field_list *fields)
{
	const uint8_t *body = m->sdu + m->body;
	union {
		struct q2931_msg q;
		struct rsvp_msg r;
		struct atmarp a;
	} u;
	field_list_reset(fields);
	switch (m->kind) {
	case TRACE_SIG:
		if (q2931_decode(body, m->body_len, (enum uni_version)m->version, &u.q).code == WIRE_OK)
			q2931_fields(&u.q, &fields->sink);
		break;
	case TRACE_RSVP:
		if (rsvp_decode(body, m->body_len, &u.r).code == WIRE_OK)
			rsvp_fields(&u.r, &fields->sink);
		break;
	default:
		if (atmarp_decode(body, m->body_len, &u.a).code == WIRE_OK)
			atmarp_fields(&u.a, &fields->sink);
		break;
	}
}

/* --- looking up ---------------------------------------------------------- */

static const struct trace_rec *rec_of(const struct trace *t, const struct trace_event *e)
{
	return e->id >= 1 && e->id <= t->n ? &t->recs[e->id - 1] : NULL;
}

uint32_t trace_body(const struct trace *t, const struct trace_event *e)
{
	const struct trace_rec *r = rec_of(t, e);
	return r && r->msg ? r->msg->number : 0;
}

size_t trace_n_bodies(const struct trace *t)
{
	return t->n_msgs;
}

static const struct field_list *body_list(const struct trace *t, const struct trace_event *e)
{
	const struct trace_rec *r = rec_of(t, e);
	if (!r || !r->msg)
		return NULL;
	struct trace_msg *m = r->msg;
	if (!m->decoded) {
		msg_fields(m, &m->fields);
		m->decoded = !m->fields.failed;
	}
	return &m->fields;
}

static const struct field_list *group_list(const struct trace *t, const struct trace_event *e, enum field_group g)
{
	static void (*const fill[])(const struct trace_event *e, struct field_list *l) = {
	    [GROUP_OWN] = own_fields, [GROUP_IP] = ip_header_fields, [GROUP_FRAME] = frame_fields};
	struct field_list *l = &t->scratch->group[g].fields;
	if (t->scratch->group[g].id != e->id) {
		field_list_reset(l);
		fill[g](e, l);
		t->scratch->group[g].id = l->failed ? 0 : e->id;
	}
	return l;
}

/* By its prefix; no codec has a field that begins so. */
static enum field_group group_of(const char *field)
{
	if (strncmp(field, "ip.", 3) == 0 || strncmp(field, "udp.", 4) == 0)
		return GROUP_IP;
	return strncmp(field, "frame.", 6) == 0 ? GROUP_FRAME : GROUP_OWN;
}

static const struct field_value *list_find(const struct field_list *l, const char *field)
{
	for (size_t i = 0; l && i < l->n; i++) {
		const char *name = l->v[i].def->name;
		if (name == field || (name[0] == field[0] && strcmp(name, field) == 0))
			return &l->v[i];
	}
	return NULL;
}

static const struct field_value *find(const struct trace *t, const struct trace_event *e, const char *field,
				      const struct field_list **in)
{
	enum field_group g = group_of(field);
	*in = g == GROUP_OWN ? body_list(t, e) : NULL;
	if (!*in)
		*in = group_list(t, e, g);
	return list_find(*in, field);
}

bool trace_u64(const struct trace *t, const struct trace_event *e, const char *field, uint64_t *value)
{
	const struct field_list *l;
	const struct field_value *v = find(t, e, field, &l);
	if (!v)
		return false;
	if (v->def->type == FIELD_UINT) {
		*value = v->value;
		return true;
	}
	/* A name that the codec has none for stands as its number. */
	const char *text = l->texts + v->text_at;
	return v->def->type == FIELD_NAME && parse_uint(text, strlen(text), value);
}

bool trace_f64(const struct trace *t, const struct trace_event *e, const char *field, double *value)
{
	const struct field_list *l;
	const struct field_value *v = find(t, e, field, &l);
	if (!v || (v->def->type != FIELD_FLOAT && v->def->type != FIELD_UINT))
		return false;
	const char *text = l->texts + v->text_at;
	char *end;
	if (v->def->type == FIELD_UINT) {
		*value = (double)v->value;
		return true;
	}
	double d = strtod(text, &end);
	if (end == text || *end)
		return false;
	*value = d;
	return true;
}

bool trace_text(const struct trace *t, const struct trace_event *e, const char *field, char *buf, size_t len)
{
	const struct field_list *l;
	const struct field_value *v = find(t, e, field, &l);
	if (!v)
		return false;
	snprintf(buf, len, "%s", l->texts + v->text_at);
	return true;
}

static bool list_has(const struct field_list *l, const char *field, const char *value)
{
	for (size_t i = 0; l && i < l->n; i++) {
		if (strcmp(l->v[i].def->name, field) == 0 && strcmp(l->texts + l->v[i].text_at, value) == 0)
			return true;
	}
	return false;
}

bool trace_has(const struct trace *t, const struct trace_event *e, const char *field, const char *value)
{
	const struct field_list *l;
	return find(t, e, field, &l) && list_has(l, field, value);
}

static void list_each(const struct field_list *l, trace_field_fn fn, void *ctx)
{
	for (size_t i = 0; l && i < l->n; i++)
		fn(ctx, l->v[i].def->name, l->texts + l->v[i].text_at, l->v[i].def->unit);
}

void trace_fields(const struct trace *t, const struct trace_event *e, trace_field_fn fn, void *ctx)
{
	list_each(body_list(t, e), fn, ctx);
	for (int g = 0; g < FIELD_GROUPS; g++)
		list_each(group_list(t, e, (enum field_group)g), fn, ctx);
}

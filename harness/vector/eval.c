/* SPDX-License-Identifier: Apache-2.0 */
/* Does an event answer an expectation? */
#include "eval.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/ip.h"
#include "wire/llc.h"

void eval_init(struct eval *v, const struct vprogram *p, const struct trace *t)
{
	memset(v, 0, sizeof(*v));
	v->p = p;
	v->t = t;
}

void eval_free(struct eval *v)
{
	free(v->kinds.kind);
	v->kinds.kind = NULL;
	parties_free(v->parties);
	v->parties = NULL;
}

const struct parties *eval_parties(struct eval *v)
{
	if (v->parties == NULL)
		v->parties = parties_create(v->t);
	return v->parties != NULL && parties_update(v->parties) ? v->parties : NULL;
}

static void learn_kind(struct eval *v, const struct trace_event *e)
{
	struct conn_kinds *k = &v->kinds;
	uint64_t best_effort = 0;

	if (e->conn >= k->n) {
		uint32_t n = e->conn + 16;
		uint8_t *more = realloc(k->kind, n);
		if (more == NULL)
			return;
		memset(more + k->n, 0, n - k->n);
		k->kind = more;
		k->n = n;
	}
	if (k->kind[e->conn] == VC_ANY) {
		trace_u64(v->t, e, "traffic.best-effort", &best_effort);
		k->kind[e->conn] = best_effort ? VC_BE : VC_QOS;
	}
}

enum vc_kind eval_conn_kind(struct eval *v, uint32_t conn)
{
	size_t n = trace_n(v->t);

	for (; v->kinds.seen < n; v->kinds.seen++) {
		const struct trace_event *e = trace_at(v->t, v->kinds.seen);
		if (e->kind == TRACE_SIG && e->conn != 0 && !e->bad && strcmp(e->name, "SETUP") == 0)
			learn_kind(v, e);
	}
	return conn < v->kinds.n ? (enum vc_kind)v->kinds.kind[conn] : VC_ANY;
}

static bool almost(char *why, size_t len, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static bool almost(char *why, size_t len, const char *fmt, ...)
{
	va_list ap;

	if (why != NULL) {
		va_start(ap, fmt);
		vsnprintf(why, len, fmt, ap);
		va_end(ap);
	}
	return false;
}

static void destination(const struct eval *v, const struct topo_flow *f, char address[IP4_TEXT])
{
	const struct topology *t = v->p->topology;

	if (f->group >= 0) {
		ip4_text(t->groups[f->group].ip, address);
		return;
	}
	const struct topo_end *to = &t->ends[f->to];
	/* The end is merged with a host that the IUT plays. */
	bool merged = v->p->role->host && v->p->iut == to->behind;
	ip4_text(merged ? t->hosts[to->behind].ip : to->ip, address);
}

/* Where several flows have one session the senders that a message names tell them apart; one that names none (WF)
 * is about all of them. */
static bool names_sender(const struct eval *v, const struct trace_event *e, const struct topo_flow *f)
{
	const struct topology *t = v->p->topology;
	const char *field = strncmp(e->name, "Path", 4) == 0 ? "sender.port" : "filter.port";
	bool shared = false;
	char text[16];

	for (size_t i = 0; i < t->n_flows; i++)
		shared = shared || (t->flows[i].number != f->number && t->flows[i].group == f->group &&
				    t->flows[i].to == f->to && t->flows[i].port == f->port);
	if (!shared || !trace_text(v->t, e, field, text, sizeof(text)))
		return true;
	snprintf(text, sizeof(text), "%u", f->source_port);
	return trace_has(v->t, e, field, text);
}

static bool of_flow(const struct eval *v, const struct trace_event *e, int flow)
{
	const struct topology *t = v->p->topology;
	const struct topo_flow *f = &t->flows[flow];
	uint64_t port;
	char text[IP4_TEXT + 16], address[IP4_TEXT];

	if (e->data.flow != 0)
		return e->data.flow == f->number;
	destination(v, f, address);
	if (e->kind == TRACE_RSVP)
		return trace_u64(v->t, e, "session.port", &port) && port == f->port &&
		       trace_has(v->t, e, "session.address", address) && names_sender(v, e, f);
	snprintf(text, sizeof(text), "%s/%u/%u", address, IPPROTO_UDP_, f->port);
	return e->kind == TRACE_CONTROL && trace_has(v->t, e, "session", text);
}

/* A SETUP that a fault took before the network saw it opens no connection there. */
static bool is_lost_setup(const struct trace_event *e)
{
	return e->conn == 0 && e->kind == TRACE_SIG && strcmp(e->name, "SETUP") == 0;
}

static bool conn_fits(struct eval *v, const struct vmatch *m, const struct trace_event *e)
{
	uint32_t conn = e->conn;

	switch (m->conn) {
	case CONN_ANY:
		return true;
	case CONN_IS:
		return conn != 0 && v->b.bound[m->conn_var] && v->b.conn[m->conn_var] == conn;
	case CONN_NOT:
		return !v->b.bound[m->conn_var] || v->b.conn[m->conn_var] != conn;
	case CONN_NEW:
		for (size_t i = 0; i < v->p->n_vars; i++) {
			if (v->b.bound[i] && v->b.conn[i] == conn)
				return false;
		}
		return conn != 0 || is_lost_setup(e);
	}
	return false;
}

static const char *operand_text(const struct eval *v, const struct voperand *o)
{
	return o->var != ANY ? v->b.value[o->var] : o->text;
}

static bool compare(const struct eval *v, const struct voperand *o, double value, int sign, bool equal)
{
	const char *text = operand_text(v, o);

	if (text == NULL)
		return true;
	double limit = strtod(text, NULL);
	return sign < 0 ? value < limit || (equal && value == limit) : value > limit || (equal && value == limit);
}

static bool same(const char *a, const char *b)
{
	char *end_a, *end_b;
	double x = strtod(a, &end_a), y = strtod(b, &end_b);

	/* 1000 and 1e3 are one number; addresses and names are compared as they stand. */
	return strcmp(a, b) == 0 || (*a != '\0' && *b != '\0' && *end_a == '\0' && *end_b == '\0' && x == y);
}

static bool field_fits(const struct eval *v, const struct trace_event *e, const struct vfield *f, char *why, size_t len)
{
	char text[128];
	double value = 0;
	bool there = trace_text(v->t, e, f->name, text, sizeof(text));
	const char *is = operand_text(v, &f->is), *not = operand_text(v, &f->not );

	if (f->present == 0)
		return !there || almost(why, len, "it has %s=%s", f->name, text);
	if (!there)
		return almost(why, len, "it has no %s", f->name);
	if (is != NULL && !same(text, is) && !trace_has(v->t, e, f->name, is))
		return almost(why, len, "%s is %s, not %s", f->name, text, is);
	if (not != NULL && same(text, not ))
		return almost(why, len, "%s is %s", f->name, text);
	if ((operand_text(v, &f->min) || operand_text(v, &f->max) || operand_text(v, &f->above) ||
	     operand_text(v, &f->below)) &&
	    !trace_f64(v->t, e, f->name, &value))
		return almost(why, len, "%s is %s, no number", f->name, text);
	if (!compare(v, &f->min, value, 1, true))
		return almost(why, len, "%s is %s, at least %s expected", f->name, text, operand_text(v, &f->min));
	if (!compare(v, &f->max, value, -1, true))
		return almost(why, len, "%s is %s, at most %s expected", f->name, text, operand_text(v, &f->max));
	if (!compare(v, &f->above, value, 1, false))
		return almost(why, len, "%s is %s, more than %s expected", f->name, text, operand_text(v, &f->above));
	if (!compare(v, &f->below, value, -1, false))
		return almost(why, len, "%s is %s, less than %s expected", f->name, text, operand_text(v, &f->below));
	return true;
}

/* The message at the place that is looked at: anything else is no near miss. */
static bool is_candidate(const struct eval *v, const struct vmatch *m, const struct trace_event *e)
{
	if ((m->kinds & 1u << e->kind) == 0 || strcmp(e->name, m->name) != 0)
		return false;
	/* What was lost on its way in was not received; what came damaged neither. */
	if (e->bad || (e->dropped && e->dir == TRACE_IN))
		return false;
	if (m->node != NULL && strcmp(trace_node_name(v->t, e->node), m->node) != 0)
		return false;
	if (m->pco != ANY && e->pco != m->pco)
		return false;
	if (m->dir != ANY && (e->dir == TRACE_OUT) != (m->dir == 1))
		return false;
	return m->flow == ANY || of_flow(v, e, m->flow);
}

static enum vc_kind kind_of(struct eval *v, const struct trace_event *e)
{
	uint64_t best_effort = 0;

	if (!is_lost_setup(e))
		return eval_conn_kind(v, e->conn);
	trace_u64(v->t, e, "traffic.best-effort", &best_effort);
	return best_effort ? VC_BE : VC_QOS;
}

static bool about(struct eval *v, const struct vmatch *m, const struct trace_event *e)
{
	const struct parties *p = eval_parties(v);

	return p != NULL && parties_about(p, e, m->party_address);
}

enum nearness eval_match(struct eval *v, const struct vmatch *m, const struct trace_event *e, char *why, size_t why_len)
{
	if (!is_candidate(v, m, e))
		return NEAR_NOT;
	if (m->vc != VC_ANY && kind_of(v, e) != m->vc)
		return NEAR_NOT;
	if (!conn_fits(v, m, e)) {
		almost(why, why_len, "it is on another connection (%u)", e->conn);
		return NEAR_ALMOST;
	}
	if (m->party != ANY && !about(v, m, e)) {
		almost(why, why_len, "it is about another party");
		return NEAR_ALMOST;
	}
	if (m->encap != ANY && e->encap != m->encap) {
		almost(why, why_len, "encapsulation is %s, not %s", encap_name((enum encap)e->encap),
		       encap_name((enum encap)m->encap));
		return NEAR_ALMOST;
	}
	enum nearness near = NEAR_MATCH;
	size_t said = 0;
	for (size_t i = 0; i < m->n_fields; i++) {
		char one[120];
		if (field_fits(v, e, &m->fields[i], one, sizeof(one)))
			continue;
		near = NEAR_ALMOST;
		if (why == NULL)
			break;
		if (said < why_len)
			said += (size_t)snprintf(why + said, why_len - said, "%s%s", said > 0 ? ", " : "", one);
	}
	return near;
}

void eval_bind(struct eval *v, const struct vmatch *m, const struct trace_event *e)
{
	if (m->as != ANY) {
		v->b.conn[m->as] = e->conn;
		v->b.bound[m->as] = true;
	}
	for (size_t i = 0; i < m->n_fields; i++) {
		const struct vfield *f = &m->fields[i];
		if (f->bind != ANY)
			trace_text(v->t, e, f->name, v->b.value[f->bind], VALUE_LEN);
	}
}

void waiting_begin(struct waiting *w, const struct vstep *s, size_t next, vtime start)
{
	memset(w, 0, sizeof(*w));
	w->s = s;
	w->next = next;
	w->start = start;
	w->deadline = vtime_add(start, s->span);
	w->n_left = s->judged.n;
	for (size_t i = 0; i < s->judged.n; i++)
		w->left[i] = s->judged.m[i].times;
}

/* Give one event to the members; each event answers at most one of them. */
static enum wait_state offer(struct eval *v, struct waiting *w, const struct trace_event *e)
{
	const struct vstep *s = w->s;

	for (size_t i = 0; i < s->judged.n; i++) {
		char why[sizeof(w->why[0])] = "";
		if (w->left[i] == 0)
			continue;
		enum nearness near = eval_match(v, &s->judged.m[i], e, why, sizeof(why));
		if (near == NEAR_ALMOST) {
			memcpy(w->why[i], why, sizeof(why));
			w->almost[i] = e->id;
		}
		if (near != NEAR_MATCH)
			continue;
		w->event[i] = e->id;
		if (e->time < vtime_add(w->start, s->delay))
			return WAIT_EARLY;
		eval_bind(v, &s->judged.m[i], e);
		if (--w->left[i] == 0)
			w->n_left--;
		return w->n_left == 0 || (s->op == V_EITHER && w->left[i] == 0) ? WAIT_DONE : WAIT_PENDING;
	}
	return WAIT_PENDING;
}

enum wait_state waiting_look(struct eval *v, struct waiting *w)
{
	for (; w->state == WAIT_PENDING && w->next < trace_n(v->t); w->next++) {
		const struct trace_event *e = trace_at(v->t, w->next);
		if (e->time > w->deadline)
			break;
		w->state = offer(v, w, e);
		w->end = w->state != WAIT_PENDING ? w->next + 1 : 0;
	}
	return w->state;
}

void describe(const struct eval *v, const struct vmatch *m, char *text, size_t len)
{
	if (m->what != NULL) {
		snprintf(text, len, "%s", m->what);
		return;
	}
	size_t n = (size_t)snprintf(text, len, "%s", m->name);
	if (m->node != NULL && n < len)
		n += (size_t)snprintf(text + n, len - n, " %s %s",
				      m->dir == 1   ? "from"
				      : m->dir == 0 ? "to"
						    : "at",
				      m->node);
	if (m->party != ANY && n < len)
		n += (size_t)snprintf(text + n, len - n, ", party %s", v->p->topology->hosts[m->party].name);
	if (m->flow != ANY && n < len)
		n += (size_t)snprintf(text + n, len - n, ", flow %s", v->p->topology->flows[m->flow].name);
	if (m->vc != VC_ANY && n < len)
		snprintf(text + n, len - n, ", %s VC", m->vc == VC_QOS ? "QoS" : "best-effort");
}

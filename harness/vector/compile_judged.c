/* SPDX-License-Identifier: Apache-2.0 */
/* What is waited for, expected or forbidden. Names of messages and fields are those of the trace's tables. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "compile.h"
#include "wire/llc.h"

/* The known name that shares the longest beginning, if it is long enough to be what was meant. */
static const char *similar(const char *(*at)(enum trace_kind kind, size_t i), unsigned kinds, const char *name)
{
	const char *known, *best = NULL;
	size_t most = strlen(name) / 2;

	for (unsigned k = 0; k < TRACE_KINDS; k++) {
		for (size_t i = 0; (kinds & 1u << k) != 0 && (known = at((enum trace_kind)k, i)) != NULL; i++) {
			size_t same = 0;
			while (known[same] != '\0' &&
			       tolower((unsigned char)known[same]) == tolower((unsigned char)name[same]))
				same++;
			if (same > most) {
				most = same;
				best = known;
			}
		}
	}
	return best;
}

#define MESSAGE_KINDS                                                                                                  \
	(1u << TRACE_SIG | 1u << TRACE_SAAL | 1u << TRACE_RSVP | 1u << TRACE_DATA | 1u << TRACE_IP | 1u << TRACE_ARP | \
	 1u << TRACE_FRAME)

static bool message_name(struct compiler *c, const struct vnode *n, struct vmatch *m)
{
	static const struct {
		const char *attr;
		unsigned kinds;
	} sources[] = {{"message", MESSAGE_KINDS}, {"upcall", 1u << TRACE_CONTROL}, {"network", 1u << TRACE_NET}};

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		if (vattr(n, sources[i].attr) == NULL)
			continue;
		m->name = attr(c, n, sources[i].attr);
		for (unsigned k = 0; k < TRACE_KINDS; k++) {
			if ((sources[i].kinds & 1u << k) != 0 && trace_name_known((enum trace_kind)k, m->name))
				m->kinds |= 1u << k;
		}
		if (m->kinds != 0)
			return true;
		const char *near = similar(trace_name_at, sources[i].kinds, m->name);
		return bad(c, n, "%s='%s' is not known%s%s%s", sources[i].attr, m->name,
			   near != NULL ? "; is it '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
	}
	return bad(c, n, "message, upcall or network is needed");
}

static bool operand(struct compiler *c, const struct vnode *n, const char *name, struct voperand *o)
{
	const char *value = vattr(n, name);
	char text[160];

	*o = (struct voperand){NULL, ANY};
	if (value == NULL)
		return true;
	o->text = attr(c, n, name);
	if (value[0] != '$' || scope_lookup(c->p, value + 1, text, sizeof(text)))
		return true;
	o->text = NULL;
	o->var = variable_find(c, value + 1);
	return (o->var != ANY && c->value_var[o->var]) ||
	       bad(c, n, "%s='%s': no parameter, setting or bound value of that name", name, value);
}

static bool numeric(struct compiler *c, const struct vnode *n, const char *name, const struct voperand *o)
{
	double v;
	int used = 0;

	return o->text == NULL || (sscanf(o->text, "%lf%n", &v, &used) == 1 && o->text[used] == '\0') ||
	       bad(c, n, "%s='%s' is not a number", name, o->text);
}

static bool compile_field(struct compiler *c, const struct vnode *n, struct vmatch *m, struct vfield *f)
{
	unsigned known = 0;
	const char *bind = vattr(n, "bind");

	f->name = attr(c, n, "name");
	for (unsigned k = 0; k < TRACE_KINDS; k++) {
		if ((m->kinds & 1u << k) != 0 && trace_field_known((enum trace_kind)k, f->name))
			known |= 1u << k;
	}
	if (known == 0) {
		const char *near = similar(trace_field_at, m->kinds, f->name);
		return bad(c, n, "%s has no field '%s'%s%s%s", m->name, f->name, near != NULL ? "; is it '" : "",
			   near != NULL ? near : "", near != NULL ? "'?" : "");
	}
	if (!operand(c, n, "is", &f->is) || !operand(c, n, "not", &f->not ) || !operand(c, n, "min", &f->min) ||
	    !operand(c, n, "max", &f->max) || !operand(c, n, "above", &f->above) || !operand(c, n, "below", &f->below))
		return false;
	if (!numeric(c, n, "min", &f->min) || !numeric(c, n, "max", &f->max) || !numeric(c, n, "above", &f->above) ||
	    !numeric(c, n, "below", &f->below))
		return false;
	f->present = attr_word(c, n, "present", "no yes", ANY);
	f->bind = ANY;
	if (bind != NULL) {
		f->bind = variable(c, n, bind);
		if (f->bind == ANY)
			return false;
		c->value_var[f->bind] = true;
	}
	return true;
}

static bool compile_conn(struct compiler *c, const struct vnode *n, struct vmatch *m)
{
	const char *conn = vattr(n, "conn"), *as = vattr(n, "as");

	m->conn_var = m->as = ANY;
	if (conn != NULL && strcmp(conn, "new") == 0) {
		m->conn = CONN_NEW;
	} else if (conn != NULL) {
		bool not = strncmp(conn, "not ", 4) == 0;
		const char *name = not ? conn + 4 : conn;
		m->conn = not ? CONN_NOT : CONN_IS;
		if (name[0] == '$')
			m->conn_var = variable_find(c, name + 1);
		if (m->conn_var == ANY || !c->conn_var[m->conn_var])
			return bad(c, n, "conn='%s': no await or expect before this names that connection (as=...)",
				   conn);
	}
	if (as != NULL) {
		m->as = variable(c, n, as);
		if (m->as == ANY)
			return false;
		c->conn_var[m->as] = true;
	}
	return true;
}

bool compile_match(struct compiler *c, const struct vnode *n, struct vmatch *m)
{
	size_t n_fields = 0;

	memset(m, 0, sizeof(*m));
	m->line = n->line;
	m->what = vattr(n, "what");
	m->req = vattr(n, "req");
	if (m->req != NULL && !requirement_id(m->req))
		return bad(c, n, "req='%s' is no requirement id (like DYNQOS-7)", m->req);
	if (!message_name(c, n, m) || !attr_node(c, n, NULL, &m->node) || !attr_flow(c, n, false, &m->flow) ||
	    !compile_conn(c, n, m) || !attr_times(c, n, "times", 1, &m->times))
		return false;
	if (m->times == ALL_TIMES)
		return bad(c, n, "times='all' cannot be waited for");
	m->pco = attr_word(c, n, "pco", "atm ip control", ANY);
	m->dir = attr_word(c, n, "dir", "in out", ANY);
	int vc = attr_word(c, n, "vc", "any qos be", VC_ANY);
	int encap = attr_word(c, n, "encap", "none llc vcmux", ANY);
	if (m->pco == -2 || m->dir == -2 || vc == -2 || encap == -2)
		return false;
	m->vc = (enum vc_kind)vc;
	m->encap = encap;
	if (!attr_host(c, n, "party", false, &m->party))
		return false;
	if (m->party != ANY) {
		char address[ATM_ADDR_TEXT];
		atm_addr_text(&c->p->topology->hosts[m->party].atm, address);
		m->party_address = arena_strdup(c->a, address);
		if (m->kinds != 1u << TRACE_SIG || m->party_address == NULL)
			return bad(c, n, "party stands only with signalling messages");
	}
	if (m->flow != ANY && (m->kinds & (1u << TRACE_DATA | 1u << TRACE_RSVP | 1u << TRACE_CONTROL)) == 0)
		return bad(c, n, "flow stands only with data, RSVP messages and upcalls");
	if (m->kinds & 1u << TRACE_CONTROL && m->pco == PCO_ATM)
		return bad(c, n, "an upcall is seen at pco='control'");
	for (const struct vnode *f = n->first; f != NULL; f = f->next)
		n_fields++;
	if (n_fields > MAX_FIELDS)
		return bad(c, n, "more than %d fields", MAX_FIELDS);
	m->fields = arena_alloc(c->a, n_fields * sizeof(*m->fields));
	for (const struct vnode *f = n->first; f != NULL && m->fields != NULL; f = f->next) {
		if (!compile_field(c, f, m, &m->fields[m->n_fields++]))
			return false;
	}
	return m->fields != NULL;
}

static bool after_mark(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	const char *name = attr(c, n, "after");

	if (name == NULL)
		return true;
	for (size_t i = c->p->n_steps - 1; i-- > 0;) {
		const struct vstep *m = &c->p->steps[i];
		if (m->op == V_MARK && strcmp(m->name, name) == 0) {
			s->after_step = (int)i;
			return true;
		}
	}
	return bad(c, n, "after='%s': no mark of that name stands before this", name);
}

static bool compile_never(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	if (!c->awaited)
		return bad(c, n, "never without an await or expect before it: an IUT that does nothing would pass");
	if (vattr(n, "as") != NULL || vattr(n, "times") != NULL)
		return bad(c, n, "never names nothing and counts nothing");
	s->span = -1;
	s->name = attr(c, n, "until");
	return !vattr(n, "during") || attr_time(c, n, "during", -1, &s->span);
}

static bool compile_window(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	if (!attr_time(c, n, "within", c->p->pixit.H, &s->span) || !attr_time(c, n, "not-before", 0, &s->delay))
		return false;
	int miss = attr_word(c, n, "on-miss", "stop go-on", 0);
	s->go_on = miss == 1;
	return s->delay < s->span || bad(c, n, "not-before lies outside the window");
}

static bool compile_members(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	bool group = s->op == V_ALL || s->op == V_EITHER;
	size_t count = group ? 0 : 1, k = 0;

	for (const struct vnode *m = group ? n->first : NULL; m != NULL; m = m->next)
		count++;
	if (count > MAX_MEMBERS)
		return bad(c, n, "more than %d members", MAX_MEMBERS);
	struct vmatch *list = arena_alloc(c->a, count * sizeof(*list));
	if (list == NULL)
		return bad(c, n, "out of memory");
	for (const struct vnode *m = group ? n->first : n; k < count; m = m->next, k++) {
		if (!compile_match(c, m, &list[k]))
			return false;
	}
	/* The step moved if the list of steps grew; it did not, members are no steps. */
	s->judged.m = list;
	s->judged.n = count;
	return true;
}

static bool compile_connections(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	uint64_t is, min, max;
	int vc = attr_word(c, n, "vc", "any qos be", VC_ANY);

	if (vc < 0 || !attr_node(c, n, "iut", &s->node) || !attr_count(c, n, "is", UINT32_MAX, 1000, &is) ||
	    !attr_count(c, n, "min", 0, 1000, &min) || !attr_count(c, n, "max", 1000, 1000, &max))
		return false;
	s->vc = (enum vc_kind)vc;
	s->connections.min = (int64_t)(is != UINT32_MAX ? is : min);
	s->connections.max = (int64_t)(is != UINT32_MAX ? is : max);
	return c->awaited || bad(c, n, "connections without an await or expect before it");
}

static bool compile_leaves(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	int vc = attr_word(c, n, "vc", "any qos be", VC_ANY);

	s->vc = (enum vc_kind)vc;
	return vc >= 0 && attr_node(c, n, "iut", &s->node) && attr_conn(c, n, "conn", &s->conn_var) &&
	       attr_flow(c, n, false, &s->flow) && attr_hosts(c, n, "is", false, &s->hosts) &&
	       attr_hosts(c, n, "has", false, &s->leaves.has) && attr_hosts(c, n, "not", false, &s->leaves.not ) &&
	       (c->awaited || bad(c, n, "leaves without an await or expect before it"));
}

static bool compile_delivery(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	uint64_t lost, copies, misordered, min;

	if (!attr_flow(c, n, true, &s->flow) || !attr_count(c, n, "lost", 0, UINT32_MAX, &lost) ||
	    !attr_count(c, n, "copies", 1, UINT32_MAX, &copies) ||
	    !attr_count(c, n, "misordered", 0, UINT32_MAX, &misordered) ||
	    !attr_count(c, n, "min", 1, UINT32_MAX, &min) || !attr_time(c, n, "gap", -1, &s->delivery.gap))
		return false;
	bool group = c->p->topology->flows[s->flow].group >= 0;
	int transitions = attr_word(c, n, "transitions", "count allow", 0);
	if (transitions < 0 || !attr_hosts(c, n, "node", group, &s->hosts))
		return false;
	if (group ? s->hosts.n == 0 : s->hosts.given)
		return bad(c, n, group ? "node: nobody" : "node stands only with flows to a group");
	s->delivery.transitions = transitions == 1;
	s->delivery.lost = (uint32_t)lost;
	s->delivery.copies = (uint32_t)copies;
	s->delivery.misordered = (uint32_t)misordered;
	s->delivery.check_order = vattr(n, "misordered") != NULL;
	s->delivery.min = (uint32_t)min;
	return true;
}

bool compile_judged(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	if (s->op != V_CONNECTIONS && s->op != V_LEAVES && !after_mark(c, n, s))
		return false;
	switch (s->op) {
	case V_NEVER:
		return compile_never(c, n, s) && compile_members(c, n, s);
	case V_CONNECTIONS:
		return compile_connections(c, n, s);
	case V_LEAVES:
		return compile_leaves(c, n, s);
	case V_DELIVERY:
		return compile_delivery(c, n, s);
	default:
		c->awaited = true;
		return compile_window(c, n, s) && compile_members(c, n, s);
	}
}

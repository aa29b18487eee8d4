/* SPDX-License-Identifier: Apache-2.0 */
/* The script as a flat list of steps: repetition, conditions, order, marks. */
#include "compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const op_names[] = {
    [V_PATH] = "path",
    [V_PATH_TEAR] = "path-tear",
    [V_RESERVE] = "reserve",
    [V_RESV_TEAR] = "resv-tear",
    [V_REFRESH] = "refresh",
    [V_SILENCE] = "silence",
    [V_RESUME] = "resume",
    [V_DATA] = "data",
    [V_STOP] = "stop",
    [V_FAULT] = "fault",
    [V_HEAL] = "heal",
    [V_RELEASE] = "release",
    [V_PEER] = "peer",
    [V_OPEN] = "open",
    [V_AWAIT] = "await",
    [V_EXPECT] = "expect",
    [V_ALL] = "all",
    [V_EITHER] = "either",
    [V_NEVER] = "never",
    [V_CONNECTIONS] = "connections",
    [V_DELIVERY] = "delivery",
    [V_WAIT] = "wait",
    [V_MARK] = "mark",
    [V_ADD_LEAF] = "add-leaf",
    [V_DROP_LEAF] = "drop-leaf",
    [V_JOIN] = "join",
    [V_LEAVE] = "leave",
    [V_LEAVES] = "leaves",
};

const char *vop_name(enum vop op)
{
	return op_names[op];
}

bool bad(struct compiler *c, const struct vnode *n, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	xml_error(c->e, c->p->c->vector->file, n->line, "%s", text);
	return false;
}

int variable_find(const struct compiler *c, const char *name)
{
	for (size_t i = 0; i < c->p->n_vars; i++) {
		if (strcmp(c->p->vars[i], name) == 0)
			return (int)i;
	}
	return ANY;
}

int variable(struct compiler *c, const struct vnode *n, const char *name)
{
	char text[80];
	int i = variable_find(c, name);

	if (i != ANY)
		return i;
	if (scope_lookup(c->p, name, text, sizeof(text))) {
		bad(c, n, "'%s' is a parameter or a setting already", name);
		return ANY;
	}
	if (c->p->n_vars == MAX_VARS) {
		bad(c, n, "more than %d names", MAX_VARS);
		return ANY;
	}
	c->p->vars[c->p->n_vars] = name;
	return (int)c->p->n_vars++;
}

/* One condition "name=value|value": 1 holds, 0 does not, -1 after a complaint. A value that no case has is a
 * mistake, not a condition that never holds. */
static int condition(struct compiler *c, const struct vnode *n, char *word)
{
	const struct vector *v = c->p->c->vector;
	char *eq = strchr(word, '=');
	const char *value = NULL, *const *values = NULL;
	size_t n_values = 0;
	int holds = 0;

	if (eq == NULL) {
		bad(c, n, "when='%s': name=value is needed", word);
		return -1;
	}
	*eq = '\0';
	if (strcmp(word, "role") == 0) {
		value = c->p->c->role;
		values = v->roles;
		n_values = v->n_roles;
	}
	for (size_t i = 0; i < v->n_params; i++) {
		if (strcmp(v->params[i].name, word) == 0) {
			value = vcase_param(c->p->c, word);
			values = v->params[i].values;
			n_values = v->params[i].n;
		}
	}
	if (value == NULL) {
		bad(c, n, "when: '%s' is neither role nor a parameter of the matrix", word);
		return -1;
	}
	for (char *save = NULL, *w = strtok_r(eq + 1, "|", &save); w != NULL; w = strtok_r(NULL, "|", &save)) {
		bool known = false;
		for (size_t i = 0; i < n_values; i++)
			known = known || strcmp(values[i], w) == 0;
		if (!known) {
			bad(c, n, "when: no case has %s=%s", word, w);
			return -1;
		}
		holds |= strcmp(value, w) == 0;
	}
	return holds;
}

static int applies(struct compiler *c, const struct vnode *n)
{
	const char *when = vattr(n, "when");
	char *copy = when != NULL ? strdup(when) : NULL;
	int result = 1;

	for (char *save = NULL, *w = copy != NULL ? strtok_r(copy, " ", &save) : NULL; w != NULL && result >= 0;
	     w = strtok_r(NULL, " ", &save)) {
		int holds = condition(c, n, w);
		result = holds < 0 ? -1 : result & holds;
	}
	free(copy);
	return result;
}

static struct vstep *add_step(struct compiler *c, const struct vnode *n)
{
	struct vprogram *p = c->p;

	if (p->n_steps == MAX_STEPS) {
		bad(c, n, "more than %d steps, repetitions counted", MAX_STEPS);
		return NULL;
	}
	if (p->n_steps == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 32;
		struct vstep *more = arena_alloc(c->a, cap * sizeof(*more));
		if (more == NULL) {
			bad(c, n, "out of memory");
			return NULL;
		}
		if (p->n_steps > 0)
			memcpy(more, p->steps, p->n_steps * sizeof(*more));
		p->steps = more;
		c->cap = cap;
	}
	struct vstep *s = &p->steps[p->n_steps++];
	memset(s, 0, sizeof(*s));
	s->line = n->line;
	s->flow = s->spec = s->conn_var = s->after_step = s->until_step = s->dir = s->group = s->party = ANY;
	s->times = 1;
	return s;
}

static bool compile_list(struct compiler *c, const struct vnode *n, int depth);

static bool compile_repeat(struct compiler *c, const struct vnode *n, int depth)
{
	uint64_t times;

	if (depth == 4)
		return bad(c, n, "repetitions deeper than 4");
	if (!attr_count(c, n, "times", 1, 10000, &times))
		return false;
	for (uint64_t i = 0; i < times; i++) {
		if (!compile_list(c, n->first, depth + 1))
			return false;
	}
	return true;
}

static bool compile_wait(struct compiler *c, const struct vnode *n, struct vstep *s)
{
	char err[160];

	return unit_time_sum(n->text, &c->scope, &s->span, err, sizeof(err)) || bad(c, n, "wait: %s", err);
}

static bool compile_step(struct compiler *c, const struct vnode *n)
{
	for (size_t op = 0; op < sizeof(op_names) / sizeof(*op_names); op++) {
		if (strcmp(op_names[op], n->name) != 0)
			continue;
		struct vstep *s = add_step(c, n);
		if (s == NULL)
			return false;
		s->op = (enum vop)op;
		s->what = vattr(n, "what");
		s->req = vattr(n, "req");
		s->name = vattr(n, "name");
		if (s->req != NULL && !requirement_id(s->req))
			return bad(c, n, "req='%s' is no requirement id (like DYNQOS-7)", s->req);
		if (s->op == V_WAIT)
			return compile_wait(c, n, s);
		if (s->op == V_MARK)
			return true;
		return s->op >= V_AWAIT ? compile_judged(c, n, s) : compile_action(c, n, s);
	}
	return bad(c, n, "unknown step '%s'", n->name);
}

/* Complaints about single elements do not stop the others, so that one run shows all of them. */
static bool compile_list(struct compiler *c, const struct vnode *n, int depth)
{
	int before = c->e->count;

	for (; n != NULL; n = n->next) {
		int holds = applies(c, n);
		if (holds == 1 && strcmp(n->name, "repeat") == 0)
			compile_repeat(c, n, depth);
		else if (holds == 1 && !compile_step(c, n) && c->p->n_steps == MAX_STEPS)
			break;
	}
	return c->e->count == before;
}

/* Marks that stand after the steps that name them ("until") are resolved last. after_step was resolved when its step
 * was compiled; until_step is the first mark of that name behind the step. */
static bool resolve_until(struct compiler *c, const struct vnode *script)
{
	struct vprogram *p = c->p;
	bool ok = true;

	for (size_t i = 0; i < p->n_steps; i++) {
		struct vstep *s = &p->steps[i];
		if (s->op != V_NEVER || s->name == NULL)
			continue;
		for (size_t k = i + 1; k < p->n_steps && s->until_step == ANY; k++) {
			if (p->steps[k].op == V_MARK && strcmp(p->steps[k].name, s->name) == 0)
				s->until_step = (int)k;
		}
		if (s->until_step == ANY) {
			xml_error(c->e, p->c->vector->file, s->line, "no mark '%s' stands after this", s->name);
			ok = false;
		}
	}
	return ok;
}

static bool compile(struct arena *a, const struct vcase *vc, const struct vector_pixit *pixit, bool steps,
		    struct vprogram *p, struct xml_errors *e)
{
	const struct vnode *script = vc->vector->script;
	const char *uni = vcase_param(vc, "uni"), *encapsulation = vcase_param(vc, "encapsulation");
	struct compiler *c = calloc(1, sizeof(*c));

	memset(p, 0, sizeof(*p));
	if (c == NULL)
		return false;
	p->c = vc;
	p->topology = vc->vector->topology;
	p->role = role_by_name(vc->role);
	p->iut = p->role->iut != NULL ? topology_host(p->topology, p->role->iut) : ANY;
	p->uni = uni == NULL || strcmp(uni, "3.1") == 0 ? UNI_31 : strcmp(uni, "3.0") == 0 ? UNI_30 : UNI_40;
	p->encapsulation = encapsulation != NULL ? encapsulation : "llc";
	*c = (struct compiler){.a = a, .p = p, .e = e, .scope = {p, scope_lookup}};
	int before = e->count;
	if (p->role->iut != NULL && p->iut == ANY)
		bad(c, script, "topology %s has no host %s for the role %s", p->topology->id, p->role->iut,
		    p->role->name);
	else if (compile_settings(c, pixit) && steps && compile_list(c, script->first, 0) && resolve_until(c, script))
		check_volume(c, script);
	free(c);
	return e->count == before;
}

bool vprogram_compile(struct arena *a, const struct vcase *c, const struct vector_pixit *pixit, struct vprogram *p,
		      struct xml_errors *e)
{
	return compile(a, c, pixit, true, p, e);
}

bool vprogram_settings(struct arena *a, const struct vcase *c, const struct vector_pixit *pixit, struct vprogram *p,
		       struct xml_errors *e)
{
	return compile(a, c, pixit, false, p, e);
}

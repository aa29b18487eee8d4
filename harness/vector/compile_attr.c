/* SPDX-License-Identifier: Apache-2.0 */
/* Attributes of steps: parameters, settings, units, names of the topology. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "compile.h"

static void time_text(vtime t, char *text, size_t len)
{
	snprintf(text, len, "%" PRId64 "ns", t);
}

/* "Q1.pcr-min": a value of a spec. */
static bool spec_value(const struct vprogram *p, const char *name, char *text, size_t len)
{
	const char *dot = strchr(name, '.');
	char spec[40];
	int i = ANY;

	if (dot == NULL)
		return false;
	snprintf(spec, sizeof(spec), "%.*s", (int)(dot - name), name);
	const char *param = vcase_param(p->c, spec);
	i = topology_spec(p->topology, param != NULL ? param : spec);
	if (i < 0)
		return false;
	const struct topo_spec *s = &p->topology->specs[i];
	const struct {
		const char *name;
		double value;
	} values[] = {
	    {"r", s->t.r},           {"b", s->t.b},           {"p", s->t.p},           {"m", s->t.m},
	    {"M", s->t.M},           {"pcr-min", s->pcr.min}, {"pcr-max", s->pcr.max}, {"scr-min", s->scr.min},
	    {"scr-max", s->scr.max}, {"mbs-min", s->mbs.min}, {"mbs-max", s->mbs.max}, {"sdu", s->t.M + 8.0},
	};
	for (size_t k = 0; k < sizeof(values) / sizeof(*values); k++) {
		if (strcmp(values[k].name, dot + 1) == 0) {
			snprintf(text, len, "%.0f", values[k].value);
			return true;
		}
	}
	return false;
}

bool scope_lookup(const void *ctx, const char *name, char *text, size_t len)
{
	const struct vprogram *p = ctx;
	const struct vector_pixit *x = &p->pixit;
	/* The least time that state lives without refresh (RFC 2205 3.7). */
	const struct {
		const char *name;
		vtime value;
	} times[] = {
	    {"H", x->H},
	    {"tau", x->tau},
	    {"retry", x->retry},
	    {"reestablish", x->reestablish},
	    {"be-idle", x->be_idle},
	    {"refresh", x->refresh},
	    {"lifetime-min", x->refresh * (2 * (vtime)x->lifetime_k + 1) * 3 / 4},
	    {"lifetime-max", x->lifetime_max},
	    {"tolerance", x->tolerance},
	};
	const char *param = vcase_param(p->c, name);

	if (param != NULL || strcmp(name, "role") == 0) {
		snprintf(text, len, "%s", param != NULL ? param : p->c->role);
		return true;
	}
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		if (strcmp(times[i].name, name) == 0) {
			time_text(times[i].value, text, len);
			return true;
		}
	}
	return spec_value(p, name, text, len);
}

const char *attr(struct compiler *c, const struct vnode *n, const char *name)
{
	const char *value = vattr(n, name);
	char text[160];

	if (value == NULL || value[0] != '$' || !scope_lookup(c->p, value + 1, text, sizeof(text)))
		return value;
	return arena_strdup(c->a, text);
}

int attr_word(struct compiler *c, const struct vnode *n, const char *name, const char *words, int absent)
{
	const char *value = attr(c, n, name), *p = words;

	if (value == NULL)
		return absent;
	for (int i = 0; *p != '\0'; i++) {
		size_t len = strcspn(p, " ");
		if (strlen(value) == len && strncmp(p, value, len) == 0)
			return i;
		p += len + (p[len] == ' ');
	}
	bad(c, n, "%s='%s' is none of: %s", name, value, words);
	return -2;
}

bool attr_time(struct compiler *c, const struct vnode *n, const char *name, vtime absent, vtime *t)
{
	const char *value = vattr(n, name);
	char err[160];

	*t = absent;
	return value == NULL || unit_time_sum(value, &c->scope, t, err, sizeof(err)) || bad(c, n, "%s: %s", name, err);
}

bool attr_count(struct compiler *c, const struct vnode *n, const char *name, uint64_t absent, uint64_t max, uint64_t *v)
{
	const char *value = attr(c, n, name);
	char err[160];

	*v = absent;
	return value == NULL || unit_number(value, max, v, err, sizeof(err)) || bad(c, n, "%s: %s", name, err);
}

bool attr_times(struct compiler *c, const struct vnode *n, const char *name, uint32_t absent, uint32_t *v)
{
	const char *value = attr(c, n, name);
	uint64_t count;

	*v = value != NULL && strcmp(value, "all") == 0 ? ALL_TIMES : absent;
	if (value == NULL || strcmp(value, "all") == 0)
		return true;
	if (!attr_count(c, n, name, absent, 1000000, &count))
		return false;
	*v = (uint32_t)count;
	return count > 0 || bad(c, n, "%s='0' does nothing", name);
}

/* The names of a list, for the complaint. */
#define KNOWN(buf, list, count)                                                                                        \
	do {                                                                                                           \
		size_t used = 0;                                                                                       \
		buf[0] = '\0';                                                                                         \
		for (size_t i = 0; i < (count) && used < sizeof(buf); i++)                                             \
			used += (size_t)snprintf(buf + used, sizeof(buf) - used, " %s", (list)[i].name);               \
	} while (0)

bool attr_flow(struct compiler *c, const struct vnode *n, bool needed, int *flow)
{
	const struct topology *t = c->p->topology;
	const char *value = attr(c, n, "flow");
	char known[160];

	*flow = ANY;
	if (value == NULL)
		return !needed || bad(c, n, "a flow is needed");
	*flow = topology_flow(t, value);
	if (*flow >= 0)
		return true;
	KNOWN(known, t->flows, t->n_flows);
	return bad(c, n, "topology %s has no flow '%s'; it has:%s", t->id, value, known);
}

bool attr_spec(struct compiler *c, const struct vnode *n, const char *name, bool needed, int *spec)
{
	const struct topology *t = c->p->topology;
	const char *value = attr(c, n, name);
	char known[160];

	*spec = ANY;
	if (value == NULL)
		return !needed || bad(c, n, "%s is needed", name);
	*spec = topology_spec(t, value);
	if (*spec >= 0)
		return true;
	KNOWN(known, t->specs, t->n_specs);
	return bad(c, n, "topology %s has no spec '%s'; it has:%s", t->id, value, known);
}

bool attr_node(struct compiler *c, const struct vnode *n, const char *absent, const char **node)
{
	const struct vprogram *p = c->p;
	const struct topology *t = p->topology;
	const char *value = attr(c, n, "node");
	int iut = p->iut != ANY ? p->iut : 0;

	if (value == NULL)
		value = absent;
	if (value != NULL && strcmp(value, "iut") == 0)
		value = t->hosts[iut].name;
	if (value != NULL && strcmp(value, "peer") == 0) {
		if (t->n_hosts != 2)
			return bad(c, n, "node='peer' is one of several; name it");
		value = t->hosts[1 - iut].name;
	}
	*node = value;
	if (value == NULL || topology_host(t, value) >= 0 || strcmp(value, t->arp_name) == 0)
		return true;
	return bad(c, n, "topology %s has no host '%s'", t->id, value);
}

bool attr_hosts(struct compiler *c, const struct vnode *n, const char *name, bool needed, struct vhosts *hosts)
{
	const struct topology *t = c->p->topology;
	const char *value = attr(c, n, name);
	char text[1000], err[160];
	size_t used = 0;

	*hosts = (struct vhosts){.given = value != NULL};
	if (value == NULL)
		return !needed || bad(c, n, "%s is needed: one or more hosts", name);
	for (const char *p = value + strspn(value, " "); *p != '\0' && used < sizeof(text); p += strspn(p, " ")) {
		size_t len = strcspn(p, " ");
		bool iut = len == 3 && strncmp(p, "iut", 3) == 0;
		const char *host = t->hosts[c->p->iut != ANY ? c->p->iut : 0].name;
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %.*s", iut ? (int)strlen(host) : (int)len,
					 iut ? host : p);
		p += len;
	}
	if (used >= sizeof(text))
		return bad(c, n, "%s is too long", name);
	text[used] = '\0';
	return topology_hosts(c->a, t, strcmp(text, " none") == 0 ? "" : text, &hosts->v, &hosts->n, err,
			      sizeof(err)) ||
	       bad(c, n, "%s: %s", name, err);
}

bool attr_host(struct compiler *c, const struct vnode *n, const char *name, bool tester, int *host)
{
	struct vhosts one;

	*host = ANY;
	if (!attr_hosts(c, n, name, false, &one))
		return false;
	if (!one.given)
		return true;
	if (one.n != 1)
		return bad(c, n, "%s takes one host", name);
	*host = one.v[0];
	return !tester || *host != c->p->iut ||
	       bad(c, n, "%s='%s' is played by the IUT, not by a tester", name, c->p->topology->hosts[*host].name);
}

bool attr_group(struct compiler *c, const struct vnode *n, int *group)
{
	const struct topology *t = c->p->topology;
	const char *value = attr(c, n, "group");
	char known[160];

	*group = topology_group(t, value);
	if (*group >= 0)
		return true;
	KNOWN(known, t->groups, t->n_groups);
	return bad(c, n, "topology %s has no group '%s'; it has:%s", t->id, value, known);
}

bool attr_conn(struct compiler *c, const struct vnode *n, const char *name, int *var)
{
	const char *value = vattr(n, name);

	*var = ANY;
	if (value == NULL)
		return true;
	if (value[0] == '$')
		*var = variable_find(c, value + 1);
	if (*var == ANY || !c->conn_var[*var])
		return bad(c, n, "%s='%s': no await or expect before this names that connection (as=...)", name, value);
	return true;
}

/* <pixit>: settings of the case over those of the run. */
bool compile_settings(struct compiler *c, const struct vector_pixit *base)
{
	struct vprogram *p = c->p;
	const struct vnode *n = c->p->c->vector->pixit;
	struct {
		const char *name;
		vtime *value;
	} times[] = {
	    {"H", &p->pixit.H},
	    {"tau", &p->pixit.tau},
	    {"retry", &p->pixit.retry},
	    {"reestablish", &p->pixit.reestablish},
	    {"be-idle", &p->pixit.be_idle},
	    {"refresh", &p->pixit.refresh},
	    {"lifetime-max", &p->pixit.lifetime_max},
	    {"tolerance", &p->pixit.tolerance},
	};
	uint64_t k, limit;

	p->pixit = *base;
	if (n != NULL) {
		for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
			if (!attr_time(c, n, times[i].name, *times[i].value, times[i].value))
				return false;
		}
		if (!attr_count(c, n, "lifetime-k", p->pixit.lifetime_k, 100, &k) ||
		    !attr_count(c, n, "admission-limit", 0, 1000000000, &limit))
			return false;
		p->pixit.lifetime_k = (uint32_t)k;
		p->admission_limit = attr(c, n, "admission-limit");
		int backward = attr_word(c, n, "backward", "no yes", 0);
		int override = attr_word(c, n, "endpoint-override", "no yes", 0);
		if (backward < 0 || override < 0)
			return false;
		p->backward = backward == 1;
		p->endpoint_override = override == 1;
		char why[80];
		if (!vector_pixit_ok(&p->pixit, why, sizeof(why)))
			return bad(c, n, "%s", why);
	}
	const struct vnode *script = c->p->c->vector->script;
	/* A second is ample for signalling, the call to the address server and registration. */
	return attr_time(c, script, "start", VT_S(1), &p->start) && attr_time(c, script, "settle", VT_S(1), &p->settle);
}

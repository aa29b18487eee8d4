/* SPDX-License-Identifier: Apache-2.0 */
#include "topology.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vector/units.h"
#include "vtree.h"
#include "wire/ip.h"

struct reader {
	struct arena *a;
	struct topology *t;
	struct xml_errors *e;
};

static bool complain(struct reader *r, const struct vnode *n, const char *reason)
{
	xml_error(r->e, r->t->file, n->line, "%s", reason);
	return false;
}

static bool address(struct reader *r, const struct vnode *n, const char *name, uint32_t *ip, uint8_t *len)
{
	char text[32], err[128];
	const char *value = vattr(n, name), *slash = strchr(value, '/');
	uint64_t bits = 32;

	snprintf(text, sizeof(text), "%.*s", (int)(slash != NULL ? slash - value : (long)strlen(value)), value);
	if (!ip4_parse(text, ip) || (slash != NULL) != (len != NULL) ||
	    (slash != NULL && !unit_number(slash + 1, 32, &bits, err, sizeof(err)))) {
		snprintf(err, sizeof(err), "%s='%.40s' is not an IPv4 address%s", name, value,
			 len != NULL ? " with a prefix length (like 10.0.0.1/24)" : "");
		return complain(r, n, err);
	}
	if (len != NULL)
		*len = (uint8_t)bits;
	return true;
}

static bool atm(struct reader *r, const struct vnode *n, struct atm_addr *a)
{
	return atm_addr_parse(vattr(n, "atm"), a) || complain(r, n, "atm is not an ATM address (40 hex digits)");
}

/* Transmission rates as the interface is called, and the bits of cells that such a link carries a second. */
static uint64_t cell_rate(uint64_t bps)
{
	switch (bps) {
	case 155520000:
		return 149760000; /* STM-1: section and path overhead taken off (I.432) */
	case 622080000:
		return 599040000;
	default:
		return bps;
	}
}

static bool read_host(struct reader *r, const struct vnode *n, size_t i)
{
	struct topo_host *h = &r->t->hosts[i];
	char err[128];

	h->name = vattr(n, "name");
	if (topology_host(r->t, h->name) != (int)i)
		return complain(r, n, "two hosts of one name");
	if (!atm(r, n, &h->atm) || !address(r, n, "ip", &h->ip, &h->ip_len) ||
	    !address(r, n, "edge-ip", &h->edge_ip, &h->edge_len))
		return false;
	if (!unit_rate(vattr(n, "link"), &h->cell_bps, err, sizeof(err)) ||
	    !unit_time(vattr(n, "delay"), &h->delay, err, sizeof(err)))
		return complain(r, n, err);
	h->cell_bps = cell_rate(h->cell_bps);
	return h->cell_bps >= 1000000 || complain(r, n, "a link below 1Mbps");
}

static bool read_end(struct reader *r, const struct vnode *n, size_t i)
{
	struct topo_end *d = &r->t->ends[i];

	d->name = vattr(n, "name");
	d->behind = topology_host(r->t, vattr(n, "behind"));
	if (topology_end(r->t, d->name) != (int)i || topology_host(r->t, d->name) >= 0)
		return complain(r, n, "two nodes of one name");
	if (d->behind < 0)
		return complain(r, n, "behind names no host");
	return address(r, n, "ip", &d->ip, NULL);
}

static bool read_flow(struct reader *r, const struct vnode *n, size_t i)
{
	struct topo_flow *f = &r->t->flows[i];
	char err[128];
	uint64_t source, port;

	f->name = vattr(n, "name");
	f->number = (uint32_t)i + 1;
	f->from = topology_end(r->t, vattr(n, "from"));
	f->to = topology_end(r->t, vattr(n, "to"));
	if (topology_flow(r->t, f->name) != (int)i)
		return complain(r, n, "two flows of one name");
	if (f->from < 0 || f->to < 0 || r->t->ends[f->from].behind == r->t->ends[f->to].behind)
		return complain(r, n, "a flow goes from an end to an end behind another host");
	if (!unit_number(vattr(n, "source-port"), 65535, &source, err, sizeof(err)) ||
	    !unit_number(vattr(n, "port"), 65535, &port, err, sizeof(err)))
		return complain(r, n, err);
	f->source_port = (uint16_t)source;
	f->port = (uint16_t)port;
	return true;
}

#define LLC_LEN 8

/* Cells of a packet of B octets under LLC/SNAP (RFC 2381 4.1), from its arithmetic and not from the stack's. */
static uint32_t cells(uint32_t octets)
{
	return (octets + LLC_LEN + 8 + 47) / 48;
}

/* Least, worst and formula conversion of x octets (or octets/s) into cells; see the arithmetic of RFC 2381 4.1
 * and RFC 2380: least and greatest cells per octet over all packet sizes m..M, and x/48 (1 + (55+8)/m). */
static void convert(double x, const struct tspec *t, uint32_t *min, uint32_t *own, uint32_t *max)
{
	double least = INFINITY, most = 0;

	for (uint32_t b = t->m; b <= t->M; b++) {
		double per = (double)cells(b) / b;

		least = fmin(least, per);
		most = fmax(most, per);
	}
	*min = (uint32_t)ceil(x * least);
	*own = (uint32_t)ceil(x * most);
	*max = (uint32_t)ceil(x / 48 * (1 + (55.0 + LLC_LEN) / t->m));
}

static bool read_spec(struct reader *r, const struct vnode *n, size_t i)
{
	struct topo_spec *s = &r->t->specs[i];
	static const char *const names[] = {"r", "b", "p", "m", "M"};
	uint64_t v[5];
	char err[128];

	s->name = vattr(n, "name");
	if (topology_spec(r->t, s->name) != (int)i)
		return complain(r, n, "two specs of one name");
	for (int k = 0; k < 5; k++) {
		if (!unit_number(vattr(n, names[k]), k < 3 ? 100000000 : 65507, &v[k], err, sizeof(err)))
			return complain(r, n, err);
	}
	if (v[0] == 0 || v[2] < v[0] || v[3] == 0 || v[3] > v[4])
		return complain(r, n, "0 < r <= p and 0 < m <= M must hold");
	s->t = (struct tspec){
	    .r = (float)v[0], .b = (float)v[1], .p = (float)v[2], .m = (uint32_t)v[3], .M = (uint32_t)v[4]};
	convert((double)v[2], &s->t, &s->pcr.min, &s->pcr.own, &s->pcr.max);
	convert((double)v[0], &s->t, &s->scr.min, &s->scr.own, &s->scr.max);
	convert((double)v[1], &s->t, &s->mbs.min, &s->mbs.own, &s->mbs.max);
	return true;
}

static size_t count(const struct vnode *root, const char *name)
{
	size_t n = 0;

	for (const struct vnode *c = root->first; c != NULL; c = c->next)
		n += strcmp(c->name, name) == 0;
	return n;
}

static bool read_all(struct reader *r, const struct vnode *root)
{
	static const struct {
		const char *name;
		bool (*read)(struct reader *r, const struct vnode *n, size_t i);
		size_t counter, list, size;
	} kinds[] = {
	    {"host", read_host, offsetof(struct topology, n_hosts), offsetof(struct topology, hosts),
	     sizeof(struct topo_host)},
	    {"end", read_end, offsetof(struct topology, n_ends), offsetof(struct topology, ends),
	     sizeof(struct topo_end)},
	    {"flow", read_flow, offsetof(struct topology, n_flows), offsetof(struct topology, flows),
	     sizeof(struct topo_flow)},
	    {"spec", read_spec, offsetof(struct topology, n_specs), offsetof(struct topology, specs),
	     sizeof(struct topo_spec)},
	};

	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		size_t *counter = (size_t *)((char *)r->t + kinds[k].counter);
		size_t n = count(root, kinds[k].name);
		void *list = arena_alloc(r->a, n * kinds[k].size);

		if (list == NULL)
			return complain(r, root, "out of memory");
		memcpy((char *)r->t + kinds[k].list, &list, sizeof(list));
		for (const struct vnode *c = root->first; c != NULL; c = c->next) {
			if (strcmp(c->name, kinds[k].name) != 0)
				continue;
			++*counter;
			if (!kinds[k].read(r, c, *counter - 1))
				return false;
		}
	}
	const struct vnode *server = vchild(root, "arp-server");
	r->t->arp_name = vattr(server, "name");
	return atm(r, server, &r->t->arp);
}

struct topology *topology_load(struct arena *a, const char *file, const char *schema, struct xml_errors *e)
{
	xmlDocPtr doc = xml_load(file, schema, e);

	if (doc == NULL)
		return NULL;
	struct vnode *root = vtree_copy(a, xmlDocGetRootElement(doc));
	xmlFreeDoc(doc);
	struct reader r = {a, arena_alloc(a, sizeof(struct topology)), e};
	if (root == NULL || r.t == NULL) {
		xml_error(e, file, 0, "out of memory");
		return NULL;
	}
	r.t->file = arena_strdup(a, file);
	r.t->id = vattr(root, "id");
	return r.t->file != NULL && read_all(&r, root) ? r.t : NULL;
}

#define FIND(list, n)                                                                                                  \
	for (size_t i = 0; i < (n); i++) {                                                                             \
		if (strcmp((list)[i].name, name) == 0)                                                                 \
			return (int)i;                                                                                 \
	}                                                                                                              \
	return -1

int topology_host(const struct topology *t, const char *name)
{
	FIND(t->hosts, t->n_hosts);
}

int topology_end(const struct topology *t, const char *name)
{
	FIND(t->ends, t->n_ends);
}

int topology_flow(const struct topology *t, const char *name)
{
	FIND(t->flows, t->n_flows);
}

int topology_spec(const struct topology *t, const char *name)
{
	FIND(t->specs, t->n_specs);
}

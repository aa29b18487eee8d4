/* SPDX-License-Identifier: Apache-2.0 */
#include "set.h"

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

/* One of a series has the number behind the name, from 1 on. */
static const char *series_name(struct reader *r, const struct vnode *n, size_t k)
{
	char text[TOPOLOGY_NAME];

	if (vattr(n, "count") == NULL)
		return vattr(n, "name");
	snprintf(text, sizeof(text), "%.20s%zu", vattr(n, "name"), k + 1);
	return arena_strdup(r->a, text);
}

/* The k-th of a series: its last octet before the selector, and those before it as it overflows. */
static void atm_step(struct atm_addr *a, size_t k)
{
	for (int i = 18; i >= 0 && k > 0; i--) {
		k += a->octets[i];
		a->octets[i] = (uint8_t)k;
		k >>= 8;
	}
}

static bool same_party(const struct atm_addr *a, const struct atm_addr *b)
{
	return memcmp(a, b, sizeof(*a) - 1) == 0;
}

static bool read_host(struct reader *r, const struct vnode *n, size_t i, size_t k)
{
	struct topo_host *h = &r->t->hosts[i];
	char err[128];

	h->rsvp_node = -1;
	h->name = series_name(r, n, k);
	if (h->name == NULL || strlen(h->name) >= TOPOLOGY_NAME)
		return complain(r, n, "a name that is too long");
	if (topology_host(r->t, h->name) != (int)i)
		return complain(r, n, "two hosts of one name");
	if (!atm(r, n, &h->atm) || !address(r, n, "ip", &h->ip, &h->ip_len) ||
	    !address(r, n, "edge-ip", &h->edge_ip, &h->edge_len))
		return false;
	if (!unit_rate(vattr(n, "link"), &h->cell_bps, err, sizeof(err)) ||
	    !unit_time(vattr(n, "delay"), &h->delay, err, sizeof(err)))
		return complain(r, n, err);
	h->cell_bps = cell_rate(h->cell_bps);
	if (h->cell_bps < 1000000)
		return complain(r, n, "a link below 1Mbps");
	if (k > 0 && (h->edge_len < 8 || h->edge_len > 30))
		return complain(r, n, "a series needs a prefix of 8 to 30 bits for edge-ip");
	atm_step(&h->atm, k);
	h->ip += (uint32_t)k;
	h->edge_ip += (uint32_t)k << (32 - h->edge_len);
	for (size_t o = 0; o < i; o++) {
		if (same_party(&r->t->hosts[o].atm, &h->atm) || r->t->hosts[o].ip == h->ip)
			return complain(r, n, "two hosts of one address");
	}
	return true;
}

/* A series of ends stands behind a series of hosts, each behind the one of its number. */
static bool read_end(struct reader *r, const struct vnode *n, size_t i, size_t k)
{
	struct topo_end *d = &r->t->ends[i];
	char behind[TOPOLOGY_NAME];

	snprintf(behind, sizeof(behind), vattr(n, "count") != NULL ? "%.20s%zu" : "%.31s", vattr(n, "behind"), k + 1);
	d->name = series_name(r, n, k);
	d->behind = topology_host(r->t, behind);
	if (d->name == NULL || strlen(d->name) >= TOPOLOGY_NAME)
		return complain(r, n, "a name that is too long");
	if (topology_end(r->t, d->name) != (int)i || topology_host(r->t, d->name) >= 0)
		return complain(r, n, "two nodes of one name");
	if (d->behind < 0)
		return complain(r, n, "behind names no host");
	if (!address(r, n, "ip", &d->ip, NULL))
		return false;
	if (k > 0)
		d->ip += (uint32_t)k << (32 - r->t->hosts[d->behind].edge_len);
	if (vattr(n, "rsvp") == NULL)
		return true;
	/* Its host is a plain router then, and all others behind that are behind this one as well. */
	if (r->t->hosts[d->behind].rsvp_node >= 0)
		return complain(r, n, "a second RSVP node behind one host");
	r->t->hosts[d->behind].rsvp_node = (int)i;
	return true;
}

static bool read_group(struct reader *r, const struct vnode *n, size_t i, size_t k)
{
	struct topo_group *g = &r->t->groups[i];
	char err[160];

	(void)k;
	g->name = vattr(n, "name");
	if (topology_group(r->t, g->name) != (int)i || topology_end(r->t, g->name) >= 0)
		return complain(r, n, "two groups or ends of one name");
	if (!address(r, n, "ip", &g->ip, NULL))
		return false;
	if (g->ip >> 28 != 14)
		return complain(r, n, "ip is no multicast address");
	return topology_hosts(r->a, r->t, vattr(n, "members"), &g->members, &g->n_members, err, sizeof(err)) ||
	       complain(r, n, err);
}

static bool read_flow(struct reader *r, const struct vnode *n, size_t i, size_t k)
{
	struct topo_flow *f = &r->t->flows[i];
	char err[128];
	uint64_t source, port;

	(void)k;
	f->name = vattr(n, "name");
	f->number = (uint32_t)i + 1;
	f->from = topology_end(r->t, vattr(n, "from"));
	f->to = topology_end(r->t, vattr(n, "to"));
	f->group = topology_group(r->t, vattr(n, "to"));
	if (topology_flow(r->t, f->name) != (int)i)
		return complain(r, n, "two flows of one name");
	bool to_end = f->to >= 0 && f->from >= 0 && r->t->ends[f->from].behind != r->t->ends[f->to].behind;
	if (f->from < 0 || (!to_end && f->group < 0))
		return complain(r, n, "a flow goes from an end to an end behind another host, or to a group");
	if (!unit_number(vattr(n, "source-port"), 65535, &source, err, sizeof(err)) ||
	    !unit_number(vattr(n, "port"), 65535, &port, err, sizeof(err)))
		return complain(r, n, err);
	f->source_port = (uint16_t)source;
	f->port = (uint16_t)port;
	return true;
}

#define LLC_LEN    8
#define MAX_SERIES 900 /* hosts of a case; with the ends behind the IUT they fit into the trace's table of nodes */

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

static bool read_spec(struct reader *r, const struct vnode *n, size_t i, size_t k)
{
	struct topo_spec *s = &r->t->specs[i];
	static const char *const names[] = {"r", "b", "p", "m", "M"};
	uint64_t v[5];
	char err[128];

	(void)k;
	s->name = vattr(n, "name");
	if (topology_spec(r->t, s->name) != (int)i)
		return complain(r, n, "two specs of one name");
	for (int x = 0; x < 5; x++) {
		if (!unit_number(vattr(n, names[x]), x < 3 ? 100000000 : 65507, &v[x], err, sizeof(err)))
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

/* Elements that a node of the file stands for; 0 after a complaint. */
static size_t series(struct reader *r, const struct vnode *n)
{
	const char *value = vattr(n, "count");
	uint64_t count = 1;
	char err[128];

	if (value != NULL && (!unit_number(value, MAX_SERIES, &count, err, sizeof(err)) || count == 0)) {
		complain(r, n, "count is a number from 1 to 900");
		return 0;
	}
	return (size_t)count;
}

static bool read_kind(struct reader *r, const struct vnode *root, const char *name, size_t *counter, void *list,
		      size_t size, bool (*read)(struct reader *r, const struct vnode *n, size_t i, size_t k))
{
	size_t total = 0;

	for (const struct vnode *c = root->first; c != NULL; c = c->next) {
		size_t n = strcmp(c->name, name) == 0 ? series(r, c) : SIZE_MAX;
		if (n == 0)
			return false;
		total += n != SIZE_MAX ? n : 0;
	}
	if (total > MAX_SERIES)
		return complain(r, root, "more than 900 of a kind");
	void *all = arena_alloc(r->a, total * size);
	if (all == NULL)
		return complain(r, root, "out of memory");
	memcpy(list, &all, sizeof(all));
	for (const struct vnode *c = root->first; c != NULL; c = c->next) {
		size_t n = strcmp(c->name, name) == 0 ? series(r, c) : 0;
		for (size_t k = 0; k < n; k++) {
			++*counter;
			if (!read(r, c, *counter - 1, k))
				return false;
		}
	}
	return true;
}

static bool read_all(struct reader *r, const struct vnode *root)
{
	struct topology *t = r->t;

	if (!read_kind(r, root, "host", &t->n_hosts, &t->hosts, sizeof(*t->hosts), read_host) ||
	    !read_kind(r, root, "end", &t->n_ends, &t->ends, sizeof(*t->ends), read_end) ||
	    !read_kind(r, root, "group", &t->n_groups, &t->groups, sizeof(*t->groups), read_group) ||
	    !read_kind(r, root, "flow", &t->n_flows, &t->flows, sizeof(*t->flows), read_flow) ||
	    !read_kind(r, root, "spec", &t->n_specs, &t->specs, sizeof(*t->specs), read_spec))
		return false;
	const struct vnode *server = vchild(root, "arp-server");
	t->arp_name = vattr(server, "name");
	if (!atm(r, server, &t->arp))
		return false;
	for (size_t i = 0; i < t->n_hosts; i++) {
		if (same_party(&t->hosts[i].atm, &t->arp))
			return complain(r, server, "the server has the ATM address of a host");
	}
	return true;
}

struct topology *topology_load(struct arena *a, const char *file, const char *schema, struct xml_errors *e)
{
	xmlDocPtr doc = xml_load_limit(file, schema, MAX_OCTETS, e);

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

int topology_group(const struct topology *t, const char *name)
{
	FIND(t->groups, t->n_groups);
}

int topology_flow(const struct topology *t, const char *name)
{
	FIND(t->flows, t->n_flows);
}

int topology_spec(const struct topology *t, const char *name)
{
	FIND(t->specs, t->n_specs);
}

/* Number at the end of a name; *len gets the length before it. */
static unsigned long numbered(const char *name, size_t *len)
{
	size_t n = strlen(name);

	while (n > 0 && name[n - 1] >= '0' && name[n - 1] <= '9')
		n--;
	*len = n;
	return strtoul(name + n, NULL, 10);
}

static bool list_add(const struct topology *t, const char *name, int *list, size_t *n, char *err, size_t err_len)
{
	int host = topology_host(t, name);

	for (size_t i = 0; i < *n; i++) {
		if (list[i] == host) {
			snprintf(err, err_len, "'%s' stands twice", name);
			return false;
		}
	}
	if (host < 0) {
		snprintf(err, err_len, "topology %s has no host '%s'", t->id, name);
		return false;
	}
	list[(*n)++] = host;
	return true;
}

bool topology_hosts(struct arena *a, const struct topology *t, const char *text, int **list, size_t *n, char *err,
		    size_t err_len)
{
	*n = 0;
	*list = arena_alloc(a, (t->n_hosts + 1) * sizeof(**list));
	if (*list == NULL) {
		snprintf(err, err_len, "out of memory");
		return false;
	}
	for (const char *p = text + strspn(text, " "); *p != '\0'; p += strspn(p, " ")) {
		char first[TOPOLOGY_NAME], last[TOPOLOGY_NAME], name[2 * TOPOLOGY_NAME];
		size_t len = strcspn(p, " "), stem, other;
		const char *dots = strstr(p, "..");
		bool range = dots != NULL && dots < p + len;
		size_t first_len = range ? (size_t)(dots - p) : len, last_len = range ? len - first_len - 2 : 0;
		if (first_len >= sizeof(first) || last_len >= sizeof(last)) {
			snprintf(err, err_len, "a name that is too long");
			return false;
		}
		snprintf(first, sizeof(first), "%.*s", (int)first_len, p);
		snprintf(last, sizeof(last), "%.*s", (int)last_len, range ? dots + 2 : "");
		p += len;
		if (!range) {
			if (!list_add(t, first, *list, n, err, err_len))
				return false;
			continue;
		}
		unsigned long from = numbered(first, &stem), to = numbered(last, &other);
		if (stem != other || strncmp(first, last, stem) != 0 || first[stem] == '\0' || last[stem] == '\0' ||
		    from > to || to - from >= t->n_hosts) {
			snprintf(err, err_len, "'%s..%s' is no series of hosts (like E1..E3)", first, last);
			return false;
		}
		for (unsigned long i = from; i <= to; i++) {
			snprintf(name, sizeof(name), "%.*s%lu", (int)stem, first, i);
			if (!list_add(t, name, *list, n, err, err_len))
				return false;
		}
	}
	return true;
}

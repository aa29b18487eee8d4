/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tester as the root of groups, in the manner of limited heterogeneity: one best-effort
 * VC to all members for RSVP and what is not reserved; for each reserved flow a QoS VC
 * to the next hops that reserve, and a best-effort VC to the other members. Data moves to
 * the VCs of the flow, or to a QoS VC of another size, when all parties are in; a leaf is
 * added first and dropped afterwards. It is a partner for tests: what is refused stays
 * refused until its reservation changes.
 */
#include <stdlib.h>
#include <string.h>

#include "host_priv.h"

#define CAUSE_NORMAL 16

struct member {
	uint32_t ip;
	struct atm_addr atm;
	bool joined;
};

struct group {
	struct group *next;
	uint32_t ip;
	size_t n;
	struct member *members;
	struct call *all;
	bool used; /* there was something to send */
};

/* A next hop that reserves. */
struct hop {
	struct atm_addr atm;
	struct tester_spec spec;
	uint32_t confirm;
};

/* Reserved flows; those that share a reservation have it at the lowest of them. */
struct group_flow {
	size_t shared; /* flow that has the reservation; HOST_NO_FLOW: none */
	enum body_style style;
	size_t n_hops;
	struct hop *hops;
	struct call *qos, *next, *rest; /* in use; its replacement; to the members without reservation */
	struct tester_spec size, next_size;
	struct tester_spec failed; /* size of the replacement that was refused last */
	bool on_trees;             /* data goes over qos and rest */
};

struct group_flow *mgroup_flows_create(size_t n)
{
	struct group_flow *f = calloc(n + 1, sizeof(*f));

	for (size_t i = 0; f != NULL && i < n; i++)
		f[i].shared = HOST_NO_FLOW;
	return f;
}

void mgroups_free(struct host *h)
{
	while (h->groups != NULL) {
		struct group *g = h->groups;
		h->groups = g->next;
		free(g->members);
		free(g);
	}
	for (size_t i = 0; h->group_flows != NULL && i < h->c.n_flows; i++)
		free(h->group_flows[i].hops);
	free(h->group_flows);
}

static struct group *mgroup_get(struct host *h, uint32_t ip)
{
	struct group **p = &h->groups;

	for (; *p != NULL; p = &(*p)->next) {
		if ((*p)->ip == ip)
			return *p;
	}
	*p = calloc(1, sizeof(**p));
	if (*p != NULL)
		(*p)->ip = ip;
	return *p;
}

void host_member(struct host *h, vtime now, uint32_t group, uint32_t member, bool joined)
{
	struct group *g = mgroup_get(h, group);
	const struct host_route *r = host_route_to(h, member);
	size_t i = 0;

	if (g == NULL || r == NULL)
		return;
	while (i < g->n && g->members[i].ip != member)
		i++;
	if (i == g->n) {
		struct member *more = realloc(g->members, (g->n + 1) * sizeof(*more));
		if (more == NULL)
			return;
		g->members = more;
		g->members[g->n++] = (struct member){.ip = member, .atm = r->atm};
	}
	g->members[i].joined = joined;
	mgroups_tend(h, now);
}

static struct call *open_tree(struct host *h, vtime now, const struct tester_spec *spec, const struct atm_addr *leaves,
			      size_t n)
{
	struct q2931_msg setup;

	if (spec != NULL)
		setup_qos(h, &leaves[0], spec, h->as_ingress.offer, h->as_ingress.cbr, &setup);
	else
		setup_be(h, &leaves[0], &setup);
	return mtree_open(h, now, spec != NULL ? USE_QOS : USE_BE, &setup, leaves, n);
}

/* Ask a leaf onto a best-effort VC, which is opened if it is not there. */
static void add_be(struct host *h, vtime now, struct call **c, const struct atm_addr *atm)
{
	if (*c == NULL)
		*c = open_tree(h, now, NULL, atm, 1);
	else if (mtree_leaf(*c, atm) == NULL || mtree_leaf(*c, atm)->state == LEAF_OUT)
		mtree_add(*c, now, atm);
}

static void tend_all(struct host *h, vtime now, struct group *g)
{
	for (size_t i = 0; i < g->n && g->used; i++) {
		const struct member *m = &g->members[i];
		if (m->joined)
			add_be(h, now, &g->all, &m->atm);
		else if (g->all != NULL)
			mtree_drop(g->all, now, &m->atm, CAUSE_NORMAL);
	}
}

static bool larger(const struct tester_spec *a, const struct tester_spec *b)
{
	return a->r > b->r || (a->r == b->r && a->p > b->p);
}

static bool same_size(const struct tester_spec *a, const struct tester_spec *b)
{
	return a->r == b->r && a->p == b->p && a->b == b->b;
}

static const struct hop *largest(const struct group_flow *f)
{
	const struct hop *found = NULL;

	for (size_t i = 0; i < f->n_hops; i++) {
		if (found == NULL || larger(&f->hops[i].spec, &found->spec))
			found = &f->hops[i];
	}
	return found;
}

static struct hop *hop_of(const struct group_flow *f, const struct atm_addr *atm)
{
	for (size_t i = 0; i < f->n_hops; i++) {
		if (memcmp(&f->hops[i].atm, atm, sizeof(*atm) - 1) == 0)
			return &f->hops[i];
	}
	return NULL;
}

static void let_go(struct host *h, vtime now, struct call **c)
{
	struct call *gone = *c;

	*c = NULL;
	if (gone != NULL)
		call_release_after(gone, now, h->as_ingress.release_delay);
}

/* A QoS VC for the size that is wanted, that which asks for most as its first leaf (RFC 2380 3.1). */
static struct call *open_qos(struct host *h, vtime now, size_t flow, const struct hop *first)
{
	const struct group_flow *f = &h->group_flows[flow];
	struct atm_addr *leaves = calloc(f->n_hops, sizeof(*leaves));
	size_t n = 0;

	if (leaves == NULL)
		return NULL;
	leaves[n++] = first->atm;
	for (size_t i = 0; i < f->n_hops; i++) {
		if (&f->hops[i] != first)
			leaves[n++] = f->hops[i].atm;
	}
	struct call *c = open_tree(h, now, &first->spec, leaves, n);
	free(leaves);
	return c;
}

static void choose_size(struct host *h, vtime now, size_t flow, const struct hop *first)
{
	struct group_flow *f = &h->group_flows[flow];

	if (f->next != NULL && !same_size(&f->next_size, &first->spec))
		let_go(h, now, &f->next);
	if (f->next != NULL ||
	    (f->qos != NULL && (same_size(&f->size, &first->spec) || same_size(&f->failed, &first->spec))))
		return;
	if (h->as_ingress.break_first && f->qos != NULL) {
		f->on_trees = false;
		let_go(h, now, &f->qos);
	}
	f->next = open_qos(h, now, flow, first);
	f->next_size = first->spec;
}

/* Is every member reached by the QoS VC or the other one? */
static bool all_reached(const struct group *g, const struct group_flow *f, const struct call *qos)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct member *m = &g->members[i];
		const struct leaf *l = mtree_leaf(f->rest, &m->atm);
		bool settled = l != NULL && (l->state == LEAF_REFUSED || mtree_has(f->rest, &m->atm));
		if (m->joined && !mtree_has(qos, &m->atm) && !settled)
			return false;
	}
	return f->rest == NULL || f->rest->active;
}

static void confirm(struct host *h, vtime now, size_t flow)
{
	struct group_flow *f = &h->group_flows[flow];

	for (size_t i = 0; i < f->n_hops; i++) {
		struct hop *p = &f->hops[i];
		if (p->confirm != 0 && mtree_has(f->qos, &p->atm))
			rsvp_end_confirm(h->rsvp, now, flow, f->style, &p->spec, p->confirm);
		p->confirm = mtree_has(f->qos, &p->atm) ? 0 : p->confirm;
	}
}

/* Leaves that have come to the other VC leave the one they were on. */
static void drop_done(struct host *h, vtime now, const struct group *g, struct group_flow *f)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct member *m = &g->members[i];
		bool reserves = hop_of(f, &m->atm) != NULL;
		if (f->qos != NULL && !reserves && (!m->joined || mtree_has(f->rest, &m->atm)))
			mtree_drop(f->qos, now, &m->atm, CAUSE_NORMAL);
		if (f->rest != NULL && (!m->joined || (reserves && mtree_has(f->qos, &m->atm))))
			mtree_drop(f->rest, now, &m->atm, CAUSE_NORMAL);
	}
}

static void tend_flow(struct host *h, vtime now, size_t flow)
{
	struct group_flow *f = &h->group_flows[flow];
	struct group *g = mgroup_get(h, h->c.flows[flow].dst);
	const struct hop *first = largest(f);

	if (g == NULL)
		return;
	if (first == NULL) {
		f->on_trees = false;
		let_go(h, now, &f->qos);
		let_go(h, now, &f->next);
		let_go(h, now, &f->rest);
		return;
	}
	choose_size(h, now, flow, first);
	struct call *target = f->next != NULL ? f->next : f->qos;
	const struct tester_spec *size = f->next != NULL ? &f->next_size : &f->size;
	for (size_t i = 0; target != NULL && i < f->n_hops; i++) {
		const struct leaf *l = mtree_leaf(target, &f->hops[i].atm);
		if ((l == NULL || l->state == LEAF_OUT) && !larger(&f->hops[i].spec, size))
			mtree_add(target, now, &f->hops[i].atm);
	}
	bool complete = target != NULL && mtree_complete(target);
	for (size_t i = 0; i < g->n; i++) {
		const struct member *m = &g->members[i];
		bool on_qos = hop_of(f, &m->atm) != NULL && (!complete || mtree_has(target, &m->atm)) &&
			      (!f->on_trees || mtree_has(f->qos, &m->atm));
		if (m->joined && !on_qos && (complete || f->on_trees))
			add_be(h, now, &f->rest, &m->atm);
	}
	if (complete && (f->next != NULL || !f->on_trees) && all_reached(g, f, target)) {
		if (f->next != NULL) {
			let_go(h, now, &f->qos);
			f->qos = f->next;
			f->size = f->next_size;
			f->next = NULL;
		}
		f->on_trees = true;
	}
	confirm(h, now, flow);
	if (f->on_trees && f->next == NULL)
		drop_done(h, now, g, f);
}

void mgroups_tend(struct host *h, vtime now)
{
	h->tend_again = true;
	/* What signalling reports meanwhile is seen to by the loop that is running. */
	if (h->tending)
		return;
	h->tending = true;
	while (h->tend_again) {
		h->tend_again = false;
		for (struct group *g = h->groups; g != NULL; g = g->next)
			tend_all(h, now, g);
		for (size_t i = 0; i < h->c.n_flows; i++) {
			if (h->group_flows[i].shared == i)
				tend_flow(h, now, i);
		}
		host_pump(h, now);
	}
	h->tending = false;
}

static void reserved(struct host *h, struct group_flow *f, const struct rsvp_news *news)
{
	const struct host_route *r = host_route_to(h, news->hop);
	const struct tester_spec *size = flow_size(h, &news->spec);

	if (r == NULL)
		return;
	struct hop *p = hop_of(f, &r->atm);
	if (p == NULL) {
		struct hop *more = realloc(f->hops, (f->n_hops + 1) * sizeof(*more));
		if (more == NULL)
			return;
		f->hops = more;
		p = &more[f->n_hops++];
		*p = (struct hop){.atm = r->atm};
	}
	struct leaf *l = mtree_leaf(f->qos, &r->atm);
	if (!same_size(&p->spec, size) && l != NULL && l->state == LEAF_REFUSED)
		l->state = LEAF_OUT;
	if (!same_size(&p->spec, size))
		f->failed = (struct tester_spec){0};
	p->spec = *size;
	p->confirm = news->confirm != 0 ? news->confirm : p->confirm;
}

static void torn(const struct host *h, struct group_flow *f, uint32_t hop)
{
	const struct host_route *r = host_route_to(h, hop);
	struct hop *p = r != NULL ? hop_of(f, &r->atm) : NULL;

	if (p == NULL)
		return;
	memmove(p, p + 1, (size_t)(f->hops + f->n_hops - p - 1) * sizeof(*p));
	f->n_hops--;
}

void mgroup_event(struct host *h, vtime now, const struct rsvp_news *news)
{
	size_t flow = news->flows[0];

	if (news->event == RSVP_PATH_TORN) {
		struct group_flow *f = &h->group_flows[flow];
		f->n_hops = f->shared == flow ? 0 : f->n_hops;
	} else if (h->as_ingress.qos_on_resv) {
		for (size_t i = 0; i < news->n_flows; i++)
			h->group_flows[news->flows[i]].shared = flow;
		h->group_flows[flow].style = news->style;
		if (news->event == RSVP_RESV_IN)
			reserved(h, &h->group_flows[flow], news);
		else
			torn(h, &h->group_flows[flow], news->hop);
	}
	mgroups_tend(h, now);
}

void mgroup_call_gone(struct call *c, vtime now)
{
	struct host *h = c->h;

	for (struct group *g = h->groups; g != NULL; g = g->next) {
		if (g->all == c) {
			g->all = NULL;
			g->used = false;
		}
	}
	for (size_t i = 0; i < h->c.n_flows; i++) {
		struct group_flow *f = &h->group_flows[i];
		if (f->qos == c || (f->next == c && f->qos == NULL)) {
			/* The next Resv of each asks for it again. */
			f->on_trees = false;
			f->n_hops = 0;
		} else if (f->next == c) {
			f->failed = f->next_size;
		}
		f->qos = f->qos == c ? NULL : f->qos;
		f->next = f->next == c ? NULL : f->next;
		f->rest = f->rest == c ? NULL : f->rest;
	}
	bool root = c->setup != NULL;
	call_free(c);
	if (root)
		mgroups_tend(h, now);
}

void mgroup_send(struct host *h, vtime now, uint32_t group, size_t flow, const uint8_t *packet, size_t len)
{
	struct group *g = mgroup_get(h, group);
	size_t shared = flow != HOST_NO_FLOW ? h->group_flows[flow].shared : HOST_NO_FLOW;
	const struct group_flow *f = shared != HOST_NO_FLOW ? &h->group_flows[shared] : NULL;

	if (g == NULL)
		return;
	if (f != NULL && f->on_trees) {
		host_put(h, now, f->qos, packet, len);
		if (f->rest != NULL && f->rest->active && !f->rest->releasing)
			host_put(h, now, f->rest, packet, len);
		return;
	}
	if (g->all == NULL) {
		g->used = true;
		mgroups_tend(h, now);
	}
	if (g->all != NULL && g->all->filled)
		host_put(h, now, g->all, packet, len);
	else if (g->all != NULL)
		call_enqueue(g->all, packet, len);
}

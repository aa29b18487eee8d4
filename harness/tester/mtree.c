/* SPDX-License-Identifier: Apache-2.0 */
/* Point-to-multipoint calls of which a tester is the root: leaves come in one by one, the first by SETUP. */
#include <stdlib.h>
#include <string.h>

#include "host_priv.h"

/* The selector is not part of who a party is. */
static bool same_party(const struct atm_addr *a, const struct atm_addr *b)
{
	return memcmp(a, b, sizeof(*a) - 1) == 0;
}

struct leaf *mtree_leaf(const struct call *c, const struct atm_addr *atm)
{
	for (size_t i = 0; c != NULL && i < c->n_leaves; i++) {
		if (same_party(&c->leaves[i].atm, atm))
			return &c->leaves[i];
	}
	return NULL;
}

bool mtree_has(const struct call *c, const struct atm_addr *atm)
{
	const struct leaf *l = mtree_leaf(c, atm);

	return l != NULL && l->state == LEAF_IN && !c->releasing;
}

bool mtree_wants(const struct call *c, const struct atm_addr *atm)
{
	const struct leaf *l = mtree_leaf(c, atm);

	return l != NULL && l->state <= LEAF_IN && !c->releasing;
}

bool mtree_complete(const struct call *c)
{
	for (size_t i = 0; i < c->n_leaves; i++) {
		if (c->leaves[i].state < LEAF_IN)
			return false;
	}
	return c->active && !c->releasing;
}

static struct leaf *new_leaf(struct call *c, const struct atm_addr *atm)
{
	struct leaf *more = realloc(c->leaves, (c->n_leaves + 1) * sizeof(*more));

	if (more == NULL)
		return NULL;
	c->leaves = more;
	more[c->n_leaves] = (struct leaf){.atm = *atm};
	return &more[c->n_leaves++];
}

static void ask(struct call *c, vtime now, struct leaf *l)
{
	c->setup->called.aesa = l->atm;
	l->party = uni_add_party_req(c->h->uni, now, c->id, c->setup);
	l->state = l->party != 0 ? LEAF_ASKED : LEAF_REFUSED;
}

struct call *mtree_open(struct host *h, vtime now, enum call_use use, const struct q2931_msg *setup,
			const struct atm_addr *leaves, size_t n)
{
	struct q2931_msg *own = malloc(sizeof(*own));

	if (own == NULL || n == 0) {
		free(own);
		return NULL;
	}
	*own = *setup;
	own->called.aesa = leaves[0];
	setup_p2mp(own);
	struct call *c = call_open(h, now, use, &leaves[0], own);
	if (c == NULL) {
		free(own);
		return NULL;
	}
	c->p2mp = true;
	c->setup = own;
	for (size_t i = 0; i < n; i++) {
		struct leaf *l = new_leaf(c, &leaves[i]);
		if (l != NULL)
			l->state = i == 0 ? LEAF_ASKED : LEAF_WANTED;
	}
	return c;
}

void mtree_add(struct call *c, vtime now, const struct atm_addr *atm)
{
	struct leaf *l = mtree_leaf(c, atm);

	if (l == NULL)
		l = new_leaf(c, atm);
	else if (l->state != LEAF_OUT && l->state != LEAF_REFUSED)
		return;
	if (l == NULL)
		return;
	l->state = LEAF_WANTED;
	if (c->active && !c->releasing) {
		ask(c, now, l);
		host_pump(c->h, now);
	}
}

void mtree_drop(struct call *c, vtime now, const struct atm_addr *atm, uint8_t cause)
{
	struct leaf *l = mtree_leaf(c, atm);
	size_t others = 0;

	if (l == NULL || l->state > LEAF_IN)
		return;
	for (size_t i = 0; i < c->n_leaves; i++)
		others += &c->leaves[i] != l && c->leaves[i].state <= LEAF_IN;
	if (l->state == LEAF_WANTED) {
		l->state = LEAF_OUT;
		return;
	}
	if (others == 0) {
		call_release(c, now, cause);
		return;
	}
	l->state = LEAF_LEAVING;
	uni_drop_party_req(c->h->uni, now, c->id, l->party, cause);
	host_pump(c->h, now);
}

/* What was sent while the first leaves came in is for all of them. */
static void fill(struct call *c, vtime now)
{
	if (!c->filled && mtree_complete(c)) {
		c->filled = true;
		call_flush(c, now);
	}
}

void mtree_active(struct call *c, vtime now)
{
	if (c->n_leaves > 0 && c->leaves[0].state == LEAF_ASKED)
		c->leaves[0].state = LEAF_IN;
	for (size_t i = 0; i < c->n_leaves; i++) {
		if (c->leaves[i].state == LEAF_WANTED)
			ask(c, now, &c->leaves[i]);
	}
	fill(c, now);
	mgroups_tend(c->h, now);
}

void mtree_signal(struct call *c, vtime now, const struct uni_out *o)
{
	for (size_t i = 0; i < c->n_leaves; i++) {
		struct leaf *l = &c->leaves[i];
		if (l->party != o->party || l->state < LEAF_ASKED || l->state > LEAF_LEAVING)
			continue;
		if (o->kind == UNI_ADD_PARTY_CONF)
			l->state = l->state == LEAF_ASKED ? LEAF_IN : l->state;
		else
			l->state = o->kind == UNI_PARTY_REJECT_IND ? LEAF_REFUSED : LEAF_OUT;
	}
	fill(c, now);
	mgroups_tend(c->h, now);
}

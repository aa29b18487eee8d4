/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Admission control: the cell rates of a call with reserved bandwidth against what
 * is left on the access links it uses, one count for each direction of each link. A
 * call reserves its sustainable cell rate, or its peak cell rate if it names none;
 * a best-effort call reserves nothing.
 */
#include "fabric_priv.h"

/* Subfields that state a rate, the one that counts first; forward and backward. */
static const struct {
	enum td_field fwd, bwd;
	uint8_t fwd_id, bwd_id;
} rates[] = {
    {TD_FWD_SCR01, TD_BWD_SCR01, 0x90, 0x91},
    {TD_FWD_SCR0, TD_BWD_SCR0, 0x88, 0x89},
    {TD_FWD_PCR01, TD_BWD_PCR01, 0x84, 0x85},
    {TD_FWD_PCR0, TD_BWD_PCR0, 0x82, 0x83},
};
#define N_RATES (sizeof(rates) / sizeof(rates[0]))

struct need cac_need(const struct ie_traffic *t)
{
	struct need n = {0};
	if (!t->present || t->best_effort)
		return n;
	for (size_t i = N_RATES; i-- > 0;) {
		if (t->has & 1u << rates[i].fwd) {
			n.fwd = t->value[rates[i].fwd];
			n.fwd_id = rates[i].fwd_id;
		}
		if (t->has & 1u << rates[i].bwd) {
			n.bwd = t->value[rates[i].bwd];
			n.bwd_id = rates[i].bwd_id;
		}
	}
	return n;
}

static bool room(const struct link *l, uint64_t rate)
{
	return rate <= l->capacity - l->reserved;
}

bool cac_admit(struct conn *c, uint8_t diag[2], uint8_t *n_diag)
{
	struct port *a = c->calling.port, *b = c->called.port;
	/* a call of a port to itself loads each direction of its link twice */
	uint64_t fwd = c->need.fwd + (a == b ? c->need.bwd : 0), bwd = c->need.bwd + (a == b ? c->need.fwd : 0);
	*n_diag = 0;
	/* the identifiers of the rates that cannot be had (Q.2931 4.5.15, note on cause 37) */
	if (!room(&a->up, fwd) || !room(&b->down, fwd))
		diag[(*n_diag)++] = c->need.fwd_id;
	if (!room(&a->down, bwd) || !room(&b->up, bwd))
		diag[(*n_diag)++] = c->need.bwd_id;
	if (*n_diag > 0)
		return false;
	a->up.reserved += c->need.fwd;
	b->down.reserved += c->need.fwd;
	a->down.reserved += c->need.bwd;
	b->up.reserved += c->need.bwd;
	c->reserved = true;
	return true;
}

bool cac_admit_branch(struct conn *c, struct twig *t, uint8_t diag[2], uint8_t *n_diag)
{
	struct port *root = c->calling.port, *leaf = t->leg.port;
	*n_diag = 0;
	/* Nothing comes back from leaves, whatever the SETUP says of it. */
	if (!room(&leaf->down, c->need.fwd) || (!c->reserved && !room(&root->up, c->need.fwd))) {
		diag[(*n_diag)++] = c->need.fwd_id;
		return false;
	}
	if (!c->reserved)
		root->up.reserved += c->need.fwd;
	leaf->down.reserved += c->need.fwd;
	c->reserved = t->reserved = true;
	return true;
}

void cac_free_branch(struct conn *c, struct twig *t)
{
	if (t->reserved)
		t->leg.port->down.reserved -= c->need.fwd;
	t->reserved = false;
}

void cac_free(struct conn *c)
{
	struct port *a = c->calling.port, *b = c->called.port;
	if (!c->reserved)
		return;
	c->reserved = false;
	a->up.reserved -= c->need.fwd;
	if (c->setup) /* the branches see to themselves */
		return;
	b->down.reserved -= c->need.fwd;
	a->down.reserved -= c->need.bwd;
	b->up.reserved -= c->need.bwd;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parties of a point-to-multipoint QoS VC: one service class for all (UNI-5), a party for
 * each further next hop of the same size, and none any more when it gives up (PARTY-1, -2;
 * RFC 2382 2.1.1.3).
 */
#include <stdio.h>
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

/* ---- UNI-5 ---- */

/* Identifiers of elements that tell a service class: traffic descriptor, bearer capability, QoS parameter, and those
 * of UNI 4.0. ADD PARTY has none of them (UNI 3.1 5.4.6, Q.2971 8.2.1). */
static const char *const class_elements[] = {"59", "5e", "5c", "ec"};

struct descriptor {
	char text[600];
	size_t n;
};

static void describe(void *ctx, const char *name, const char *text, const char *unit)
{
	struct descriptor *d = ctx;

	(void)unit;
	if (strncmp(name, "traffic.", 8) != 0 || d->n >= sizeof(d->text))
		return;
	d->n += (size_t)snprintf(d->text + d->n, sizeof(d->text) - d->n, "%s=%s ", name + 8, text);
}

/* The SETUP by which a leaf was offered the connection, at its own UNI; NULL if it is not in the trace. */
static const struct trace_event *offered_to(const struct model *m, const struct party *at_root)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		if (!x->by_node && x->conn == at_root->conn && x->t_asked >= at_root->t_asked &&
		    party_same_address(x->address, at_root->address))
			return trace_by_id(m->trace, x->asked);
	}
	return NULL;
}

static bool names_class(const struct model *m, const struct trace_event *e)
{
	for (size_t i = 0; i < sizeof(class_elements) / sizeof(*class_elements); i++) {
		if (trace_has(m->trace, e, "ie-bad", class_elements[i]) ||
		    trace_has(m->trace, e, "ie", class_elements[i]))
			return true;
	}
	return false;
}

static void one_class(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		struct descriptor of_call = {.n = 0};
		const struct trace_event *last = NULL;
		size_t same = 0;
		if (!c->by_iut || !c->p2mp || c->best_effort)
			continue;
		trace_fields(m->trace, trace_by_id(m->trace, c->setup), describe, &of_call);
		for (size_t i = 0; i < c->n_parties; i++) {
			const struct party *x = c->parties[i];
			const struct trace_event *asked = trace_by_id(m->trace, x->asked), *offer = offered_to(m, x);
			struct descriptor of_leaf = {.n = 0};
			if (i > 0 && names_class(m, asked))
				check_fail(r, EVENTS(c->setup, x->asked),
					   "expected ADD PARTY without a service class, which SETUP has set for all; "
					   "seen: one with a descriptor at %.3f s",
					   seconds(x->t_asked));
			if (offer == NULL || x->in == 0)
				continue;
			trace_fields(m->trace, offer, describe, &of_leaf);
			if (strcmp(of_leaf.text, of_call.text) == 0) {
				same++;
				last = offer;
			} else {
				check_error(r, EVENTS(c->setup, offer->id),
					    "the network offered a leaf another traffic descriptor than that of the "
					    "call: %s",
					    of_leaf.text);
			}
		}
		if (same >= 2)
			check_pass(r, EVENTS(c->setup, c->parties[1]->asked, last->id),
				   "%zu leaves were offered the descriptor of the SETUP", same);
	}
}

#define SENDING "ingress host-sender"

const struct check checks_parties[] = {
    {"UNI-5", one_class, SENDING},
    {0},
};

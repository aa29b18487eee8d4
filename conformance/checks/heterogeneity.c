/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LIMHET-4: how a session is copied onto its VCs (RFC 2382 4.2.3.2). The leaf sets, sizes and deliveries of the other
 * rows are a matter of the script, which alone knows who is to have what.
 */
#include <stdlib.h>

#include "checks/check.h"

/* So many packets on each of two VCs, and none twice, show how it copies. */
#define ENOUGH 100

struct copies {
	size_t n;
	uint32_t last; /* event */
	uint64_t seq;
};

/* The packets of one session by call; the first that left twice on one into *twice, with its first copy. */
static void count_copies(const struct model *m, const struct msession *s, struct copies *by_call, uint32_t twice[2])
{
	for (size_t i = 0; i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		int call = model_call_of_conn(m, e->conn);
		if (call == NO_CALL)
			continue;
		struct copies *c = &by_call[call];
		if (c->n > 0 && c->seq == e->data.seq && twice[0] == 0) {
			twice[0] = c->last;
			twice[1] = e->id;
		}
		c->n++;
		c->last = e->id;
		c->seq = e->data.seq;
	}
}

static void once_on_each(const struct model *m, struct check_run *r)
{
	for (const struct msession *s = m->sessions; s < m->sessions + m->n_sessions; s++) {
		struct copies *by_call = s->multicast ? calloc(m->n_calls + 1, sizeof(*by_call)) : NULL;
		uint32_t twice[2] = {0, 0}, proof[2] = {0, 0};
		if (by_call == NULL)
			continue;
		count_copies(m, s, by_call, twice);
		for (size_t i = 0; i < m->n_calls; i++) {
			if (m->calls[i].by_iut && by_call[i].n >= ENOUGH)
				proof[m->calls[i].best_effort] = by_call[i].last;
		}
		free(by_call);
		if (twice[0] != 0)
			check_fail(r, EVENTS(twice[0], twice[1]),
				   "expected: each packet once on each VC; seen: packet %u twice on the same one",
				   (unsigned)trace_by_id(m->trace, twice[0])->data.seq);
		else if (proof[0] != 0 && proof[1] != 0)
			check_pass(r, EVENTS(proof[0], proof[1]),
				   "a QoS VC and a best-effort VC carried the session, no packet twice on one of them");
	}
}

const struct check checks_heterogeneity[] = {
    {"LIMHET-4", once_on_each, "ingress host-sender"},
    {NULL, NULL, NULL},
};

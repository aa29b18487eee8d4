/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HETERO and LIMHET: how the VCs of a session serve receivers that ask for different QoS or for none (RFC 2382 4.2.3).
 * Looked at in calms, when all that was asked for has had its time. The LIMHET rows hold for those who claim that
 * model.
 */
#include <stdlib.h>

#include "checks/calm.h"
#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* So many packets on each of two VCs, and none twice, show how it copies. */
#define ENOUGH 100

/* How a session is served in a calm. */
struct view {
	const struct calm *calm;
	const struct msession *leader;
	struct serving by;
	vtime at;
	size_t qos_open; /* QoS VCs that stand for the session, whether data runs on them or not */
	size_t be_own; /* best-effort VCs that carry it, but those to members that could not be added to one of these */
	bool told_apart; /* its data runs, and is not what exceeds its reservation */
};

/* Was the node refused as a party of a call of this kind before t? */
static bool refused_as_party(const struct model *m, int node, bool best_effort, vtime t)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->by_iut && c->p2mp && c->best_effort == best_effort && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			if (x->refused && !x->out_by_node && x->t_out <= t &&
			    party_same_address(x->address, m->nodes[node]))
				return true;
		}
	}
	return false;
}

/* The first node of a set that was not refused; -1 if all were. */
static int not_refused(const struct model *m, const struct mset *s, bool best_effort, vtime t)
{
	for (int node = 0; node < (int)m->n_nodes; node++) {
		if (mset_has(s, node) && !refused_as_party(m, node, best_effort, t))
			return node;
	}
	return -1;
}

static struct view view_of(const struct model *m, const struct calm *c)
{
	const struct msession *s = &m->sessions[c->session];
	struct view v = {.calm = c, .leader = &m->sessions[c->leader], .by = serving_of(m, c)};

	v.at = time_of(m, v.by.packet->given);
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *call = &m->calls[i];
		v.qos_open +=
		    call->by_iut && !call->best_effort && call->session == c->leader && model_call_open(call, v.at);
	}
	for (size_t i = 0; i < v.by.packet->n; i++) {
		const struct mcopy *copy = &s->copies[v.by.packet->first + i];
		const struct mcall *call = copy->call != NO_CALL ? &m->calls[copy->call] : NULL;
		v.be_own += call != NULL && call->best_effort && !copied_before(copy - i, i, copy->call) &&
			    (call->p2mp || not_refused(m, &copy->to, true, v.at) >= 0);
	}
	v.told_apart = v.by.packet->n > 0 && c->n_reserved > 0 && conforming(m, c->leader);
	return v;
}

/* The newest request of a node for the session; NULL if none stands. */
static const struct mspec *spec_of(const struct model *m, const struct view *v, int node)
{
	const struct mhop *h = model_hop_of(v->leader, m->nodes[node]);
	const struct mresv *q = h != NULL ? model_hop_resv_at(h, v->at) : NULL;

	return q != NULL ? &q->spec : NULL;
}

/* What all next hops together ask for (RFC 2382 4.2.3.2: the largest; RFC 2211 8 for the parameters). False if all ask
 * for the same. */
static bool largest(const struct model *m, const struct view *v, struct mspec *sum)
{
	bool any = false, differ = false;

	for (int node = 0; node < (int)m->n_nodes; node++) {
		const struct mspec *one = mset_has(&v->calm->reserved, node) ? spec_of(m, v, node) : NULL;
		if (one == NULL)
			continue;
		differ = differ || (any && (one->r != sum->r || one->b != sum->b || one->p != sum->p));
		if (!any)
			*sum = *one;
		any = true;
		sum->r = one->r > sum->r ? one->r : sum->r;
		sum->b = one->b > sum->b ? one->b : sum->b;
		sum->p = one->p > sum->p ? one->p : sum->p;
		sum->m = one->m < sum->m ? one->m : sum->m;
		sum->M = one->M > sum->M ? one->M : sum->M;
	}
	return differ;
}

/* LIMHET-1 */
static void two_vcs_at_most(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	uint32_t proof = v.by.on_qos != 0 ? v.by.on_qos : v.by.packet->given;

	if (c->n_reserved == 0)
		return;
	if (v.qos_open > 1 || v.be_own > 1)
		check_fail(
		    r, EVENTS(proof, v.by.on_be),
		    "expected: one QoS VC and one best-effort VC for the session at most; seen: %zu and %zu at %.3f s",
		    v.qos_open, v.be_own, seconds(v.at));
	else if (c->n_reserved > 1 && c->n_free > 0 && v.by.packet->n > 0)
		check_pass(
		    r, EVENTS(proof, v.by.on_be),
		    "%zu QoS VC and %zu best-effort VC serve %zu next hops that reserved and %zu members that did not",
		    v.qos_open, v.be_own, c->n_reserved, c->n_free);
}

/* LIMHET-2 */
static void one_for_the_rest(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	int missing = mset_first(&c->free, &v.by.by_be, false), on_qos = mset_first(&c->free, &v.by.by_qos, true),
	    both = mset_first(&c->reserved, &v.by.by_be, true);
	int node = missing >= 0 ? missing : on_qos >= 0 ? on_qos : both;
	uint32_t proof = v.by.on_be != 0 ? v.by.on_be : v.by.packet->given;

	if (!v.told_apart || c->n_free == 0)
		return;
	if (v.be_own > 1)
		check_fail(r, EVENTS(proof, v.by.on_qos),
			   "expected: one best-effort VC for all members without reservation; seen: %zu at %.3f s",
			   v.be_own, seconds(v.at));
	else if (node >= 0)
		check_fail(r, EVENTS(proof, v.by.on_qos),
			   "expected: the best-effort VC for the members without reservation, and for no other; seen: "
			   "%.40s %s",
			   m->nodes[node],
			   missing >= 0  ? "has none, and is not on it"
			   : on_qos >= 0 ? "has none, and is on the QoS VC"
					 : "reserved, and is on it too");
	else if (c->n_free > 1)
		check_pass(r, EVENTS(proof), "one best-effort VC serves all %zu members without reservation",
			   c->n_free);
}

/* LIMHET-3 */
static void one_for_the_reserved(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	int missing = mset_first(&c->reserved, &v.by.by_qos, false), guest = mset_first(&c->free, &v.by.by_qos, true);
	uint32_t proof = v.by.on_qos != 0 ? v.by.on_qos : v.by.packet->given;

	if (!v.told_apart)
		return;
	if (v.by.n_qos > 1)
		check_fail(r, EVENTS(proof, v.by.on_be),
			   "expected: one QoS VC for all that reserved; seen: %zu of them at %.3f s", v.by.n_qos,
			   seconds(v.at));
	else if (missing >= 0 || guest >= 0)
		check_fail(r, EVENTS(proof, v.by.on_be),
			   "expected: the QoS VC for the next hops that reserved, and for no other; seen: %.40s %s",
			   m->nodes[missing >= 0 ? missing : guest],
			   missing >= 0 ? "reserved, and is not on it" : "did not, and is on it");
	else if (c->n_reserved > 1 && c->n_free > 0)
		check_pass(r, EVENTS(proof), "one QoS VC serves all %zu next hops that reserved, and nobody else",
			   c->n_reserved);
}

/* LIMHET-5 */
static void sized_for_all(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	struct mspec sum = {0};

	if (!v.told_apart || v.by.qos == NO_CALL)
		return;
	bool differ = largest(m, &v, &sum);
	const struct mcall *call = &m->calls[v.by.qos];
	enum fit fit = fit_of(m, call, &sum);
	if (fit == FIT_TOO_SMALL)
		check_fail(
		    r, EVENTS(call->setup, v.by.on_qos),
		    "expected: a QoS VC for the largest of %zu reservations (%.0f octets/s); seen: PCR %llu cells/s, "
		    "which is too little",
		    c->n_reserved, sum.r, (unsigned long long)call->fwd_pcr01);
	else if (differ && fit == FIT_SAME)
		check_pass(r, EVENTS(call->setup, v.by.on_qos),
			   "the QoS VC has the size of the largest of %zu reservations (%.0f octets/s)", c->n_reserved,
			   sum.r);
}

/* Is the node a leaf of a QoS VC with the data that is large enough for what it asked for? *setup: of the one it is on.
 */
static bool served_enough(const struct model *m, const struct view *v, int node, uint32_t *setup)
{
	const struct msession *s = &m->sessions[v->calm->session];
	const struct mspec *spec = spec_of(m, v, node);

	for (size_t i = 0; i < v->by.packet->n && spec != NULL; i++) {
		const struct mcopy *copy = &s->copies[v->by.packet->first + i];
		if (copy->call == NO_CALL || m->calls[copy->call].best_effort || !mset_has(&copy->to, node))
			continue;
		*setup = m->calls[copy->call].setup;
		if (fit_of(m, &m->calls[copy->call], spec) != FIT_TOO_SMALL)
			return true;
	}
	return spec == NULL;
}

/* HETERO-2 */
static void enough_for_each(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	struct mspec sum = {0};
	uint32_t setup = 0;

	if (!v.told_apart)
		return;
	for (int node = 0; node < (int)m->n_nodes; node++) {
		if (!mset_has(&c->reserved, node) || served_enough(m, &v, node, &setup))
			continue;
		check_fail(r, EVENTS(v.by.packet->given, setup),
			   "expected: each next hop that reserved on a VC of at least that size; seen: %.40s on %s",
			   m->nodes[node], setup != 0 ? "a smaller one" : "none");
		return;
	}
	if (largest(m, &v, &sum))
		check_pass(r, EVENTS(v.by.packet->given, setup),
			   "%zu next hops with different reservations, each on a VC that is large enough for it",
			   c->n_reserved);
}

/* HETERO-5: limited heterogeneity or the modified homogeneous model (RFC 2382 4.2.3.2, 4.2.3.3). */
static void one_of_two_models(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct view v = view_of(m, c);
	uint32_t qos = v.by.on_qos != 0 ? v.by.on_qos : v.by.packet->given;

	if (!v.told_apart || c->n_free == 0)
		return;
	bool common = v.qos_open <= 1 && v.by.n_qos <= 1 && v.be_own <= 1 && mset_within(&c->reserved, &v.by.by_qos);
	bool limited = common && mset_within(&c->free, &v.by.by_be) && mset_apart(&c->free, &v.by.by_qos);
	/* Whoever is best effort beside the QoS VC was refused there. */
	struct mset left = c->free;
	for (size_t i = 0; i < MODEL_NODES / 64; i++)
		left.w[i] &= ~v.by.by_qos.w[i];
	bool all_on_qos = mset_apart(&left, &left);
	bool modified = common && not_refused(m, &left, false, v.at) < 0 && mset_within(&left, &v.by.by_be);
	if (limited)
		check_pass(r, EVENTS(qos, v.by.on_be),
			   "limited heterogeneity: those that reserved on the QoS VC, the others on a "
			   "best-effort VC");
	else if (modified && !all_on_qos)
		check_pass(r, EVENTS(qos, v.by.on_be),
			   "modified homogeneous: all on the QoS VC, but those that were refused there");
	else if (!modified)
		check_fail(
		    r, EVENTS(qos, v.by.on_be),
		    "expected: limited heterogeneity, or the modified homogeneous model; seen: %zu QoS VCs and %zu "
		    "best-effort VCs for %zu that reserved and %zu that did not, which is neither",
		    v.qos_open, v.be_own, c->n_reserved, c->n_free);
}

/* ---- LIMHET-4 ---- */

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

#define IN_CALMS(name, fn)                                                                                             \
	static void name(const struct model *m, struct check_run *r)                                                   \
	{                                                                                                              \
		each_calm(m, r, fn);                                                                                   \
	}
IN_CALMS(limhet_1, two_vcs_at_most)
IN_CALMS(limhet_2, one_for_the_rest)
IN_CALMS(limhet_3, one_for_the_reserved)
IN_CALMS(limhet_5, sized_for_all)
IN_CALMS(hetero_2, enough_for_each)
IN_CALMS(hetero_5, one_of_two_models)

#define SENDING "ingress host-sender"

const struct check checks_heterogeneity[] = {
    {"LIMHET-1", limhet_1, SENDING}, {"LIMHET-2", limhet_2, SENDING},
    {"LIMHET-3", limhet_3, SENDING}, {"LIMHET-4", once_on_each, SENDING},
    {"LIMHET-5", limhet_5, SENDING}, {"HETERO-2", hetero_2, SENDING},
    {"HETERO-5", hetero_5, SENDING}, {NULL, NULL, NULL},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ENDPOINT: who the end-points of a group are, those with a reservation and the others
 * (RFC 2380 3.2, RFC 2382 4.2.4). What stands at a moment at which nothing has changed for
 * H is compared with the membership that the sub-net sender was told of and with the
 * reservations that came to it.
 *
 * Left out as the network's doing: whoever refused the last call to it, or was dropped by
 * others. Whoever the IUT has just asked in is on its way.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/change.h"
#include "checks/check.h"
#include "checks/receivers.h"

static bool member_at(const struct mmember *x, const char *group, vtime t)
{
	return strcmp(x->group, group) == 0 && x->from <= t && t < x->to;
}

/* The hosts that are in the group at time t. */
static size_t members_at(const struct model *m, const char *group, vtime t)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n_members; i++)
		n += member_at(&m->members[i], group, t);
	return n;
}

/* A leaf of one of the moment's VCs, or its other end, that is not in the group and has not reserved; NULL if none. */
static const struct party *stranger(const struct model *m, const struct moment *x)
{
	const char *group = m->sessions[x->session].dst;

	for (size_t i = 0; i < x->n; i++) {
		const struct mcall *c = &m->calls[x->call[i]];
		for (size_t k = 0; c->by_iut && k < c->n_parties; k++) {
			const struct party *p = c->parties[k];
			if (party_in(p, x->time) && !model_is_member(m, group, p->address, x->time) &&
			    stands_at(m, group, p->address, x->time) == STANDS_NOT)
				return p;
		}
	}
	return NULL;
}

/* Somebody who could be mistaken for a member: it is one at another time of the case, or of another group. */
static bool outsider(const struct model *m, const char *group, vtime t)
{
	for (size_t i = 0; i < m->n_members; i++) {
		if (!model_is_member(m, group, m->members[i].atm, t))
			return true;
	}
	return false;
}

typedef void (*moment_fn)(const struct model *m, struct check_run *r, const struct moment *x);

static void each_moment(const struct model *m, struct check_run *r, moment_fn fn)
{
	struct moments all;

	if (!moments_of(m, &all))
		return;
	for (size_t i = 0; i < all.n; i++)
		fn(m, r, &all.v[i]);
	free(all.v);
}

/* ENDPOINT-1: all that take part in the group, and nobody else. */
static void all_and_no_others(const struct model *m, struct check_run *r, const struct moment *x)
{
	const char *group = m->sessions[x->session].dst;
	const struct party *other = stranger(m, x);
	size_t found = 0;

	if (other != NULL) {
		check_fail(r, EVENTS(other->asked, other->in, x->packet),
			   "expected members of %s and next hops alone; seen: %s gets it at %.3f s and is neither",
			   group, other->address, seconds(x->time));
		return;
	}
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *one = &m->members[i];
		if (!member_at(one, group, x->time))
			continue;
		if (moment_reaches(m, x, one->atm, true, true))
			found++;
		else if (!excused(m, one->atm, x->time))
			check_fail(r, EVENTS(x->packet),
				   "expected each member of %s on a VC that carries the data; seen: %s is on none at "
				   "%.3f s, and no call to it failed",
				   group, one->atm, seconds(x->time));
	}
	if (found >= 2 && found == members_at(m, group, x->time) && outsider(m, group, x->time))
		check_pass(r, EVENTS(x->packet), "at %.3f s the data goes to the %zu members of %s and to nobody else",
			   seconds(x->time), found, group);
}

/* Is there a next hop whose reservation stands and that gets the data on a QoS VC? */
static bool reserved_one(const struct model *m, const struct moment *x)
{
	const struct msession *s = &m->sessions[m->sessions[x->session].leader];

	for (size_t h = 0; h < s->n_hops; h++) {
		if (stands_at(m, s->dst, s->hops[h].atm, x->time) == STANDS &&
		    moment_reaches(m, x, s->hops[h].atm, true, false))
			return true;
	}
	return false;
}

/* ENDPOINT-3: members without a reservation, beside others that have one. */
static void best_effort_found(const struct model *m, struct check_run *r, const struct moment *x)
{
	const char *group = m->sessions[x->session].dst;
	const struct mmember *served = NULL;

	if (!reserved_one(m, x))
		return;
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *one = &m->members[i];
		if (!member_at(one, group, x->time) || stands_at(m, group, one->atm, x->time) != STANDS_NOT)
			continue;
		if (moment_reaches(m, x, one->atm, true, true))
			served = one;
		else if (!excused(m, one->atm, x->time))
			check_fail(r, EVENTS(x->packet),
				   "expected every member on a VC that carries the data; seen: %s, which has reserved "
				   "nothing, is on none at %.3f s",
				   one->atm, seconds(x->time));
	}
	if (served != NULL)
		check_pass(r, EVENTS(x->packet),
			   "at %.3f s %s, which has reserved nothing, gets the data beside one that has",
			   seconds(x->time), served->atm);
}

/* Has this host ever sent a Resv? */
static bool known_to_rsvp(const struct model *m, const char *atm)
{
	for (size_t s = 0; s < m->n_sessions; s++) {
		if (model_hop_of(&m->sessions[s], atm) != NULL)
			return true;
	}
	return false;
}

/* ENDPOINT-5: also those that RSVP does not know. */
static void full_list(const struct model *m, struct check_run *r, const struct moment *x)
{
	const char *group = m->sessions[x->session].dst;

	if (!reserved_one(m, x))
		return;
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *one = &m->members[i];
		if (!member_at(one, group, x->time) || known_to_rsvp(m, one->atm))
			continue;
		if (moment_reaches(m, x, one->atm, true, true))
			check_pass(r, EVENTS(x->packet),
				   "%s is served at %.3f s, of which only the list of members tells", one->atm,
				   seconds(x->time));
		else if (!excused(m, one->atm, x->time))
			check_fail(r, EVENTS(x->packet),
				   "expected every member in the list; seen: %s, which no Resv has made known, is not "
				   "called by %.3f s",
				   one->atm, seconds(x->time));
	}
}

/* ENDPOINT-8: whoever is in the list and not on a QoS VC is on the best-effort VC, and nobody else. */
static void rest_is_best_effort(const struct model *m, struct check_run *r, const struct moment *x)
{
	const char *group = m->sessions[x->session].dst;
	size_t qos = 0, best_effort = 0;

	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *one = &m->members[i];
		if (!member_at(one, group, x->time))
			continue;
		bool on_qos = moment_reaches(m, x, one->atm, true, false);
		bool on_be = moment_reaches(m, x, one->atm, false, true);
		qos += on_qos;
		best_effort += on_be;
		if (on_qos && on_be)
			check_fail(r, EVENTS(x->packet),
				   "expected on the best-effort VC who is not on a QoS VC; seen: %s is on both at "
				   "%.3f s",
				   one->atm, seconds(x->time));
		else if (!on_qos && !on_be && !excused(m, one->atm, x->time))
			check_fail(r, EVENTS(x->packet),
				   "expected on the best-effort VC who is not on a QoS VC; seen: %s is on neither at "
				   "%.3f s",
				   one->atm, seconds(x->time));
	}
	if (qos > 0 && best_effort > 0)
		check_pass(
		    r, EVENTS(x->packet),
		    "at %.3f s the %zu members that are not on a QoS VC are on the best-effort VC, the other %zu "
		    "are not",
		    seconds(x->time), best_effort, qos);
}

static void takes_part(const struct model *m, struct check_run *r)
{
	each_moment(m, r, all_and_no_others);
}

static void best_effort_identified(const struct model *m, struct check_run *r)
{
	each_moment(m, r, best_effort_found);
}

static void list_used(const struct model *m, struct check_run *r)
{
	each_moment(m, r, full_list);
}

static void list_less_reserved(const struct model *m, struct check_run *r)
{
	each_moment(m, r, rest_is_best_effort);
}

/* ---- who is called for QoS ---- */

static bool of_group(const struct model *m, const struct mcall *c)
{
	return !c->best_effort && c->by_iut && c->session != NO_SESSION && m->sessions[c->session].multicast;
}

/* Another member that could have been called in its place: one without a reservation. */
static bool other_member(const struct model *m, const char *group, const char *atm, vtime t)
{
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *one = &m->members[i];
		if (member_at(one, group, t) && !party_same_address(one->atm, atm) &&
		    stands_at(m, group, one->atm, t) == STANDS_NOT)
			return true;
	}
	return false;
}

/* ENDPOINT-2: the call for a reservation goes to the next hop that made it. */
static void next_hop_called(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (!of_group(m, c) || c->n_parties == 0)
			continue;
		const char *group = m->sessions[c->session].dst;
		const struct party *first = c->parties[0];
		enum standing is = stands_at(m, group, first->address, first->t_asked);
		if (is == STANDS_NOT && m->params->other_model &&
		    model_is_member(m, group, first->address, first->t_asked))
			continue;
		if (is == STANDS_NOT)
			check_fail(r, EVENTS(first->asked),
				   "expected a QoS call to a next hop that has reserved; seen: %s is called at %.3f s, "
				   "from which no Resv stands",
				   first->address, seconds(first->t_asked));
		else if (is == STANDS && first->in != 0 && other_member(m, group, first->address, first->t_asked))
			check_pass(r, EVENTS(first->asked, first->in),
				   "at %.3f s %s is called, from which a Resv stands, and not another member",
				   seconds(first->t_asked), first->address);
	}
}

/* ENDPOINT-4: nobody is on a QoS VC but next hops that have reserved. */
static void next_hops_alone(const struct model *m, struct check_run *r)
{
	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		const struct party *last = NULL;
		if (!of_group(m, c))
			continue;
		const char *group = m->sessions[c->session].dst;
		for (size_t i = 0; i < c->n_parties; i++) {
			const struct party *x = c->parties[i];
			if (m->params->other_model && model_is_member(m, group, x->address, x->t_asked))
				continue;
			if (stands_at(m, group, x->address, x->t_asked) == STANDS_NOT)
				check_fail(
				    r, EVENTS(c->setup, x->asked),
				    "expected next hops that have reserved as end-points of the QoS VC; seen: %s "
				    "is asked in at %.3f s, from which no Resv stands",
				    x->address, seconds(x->t_asked));
			else if (x->in != 0 && other_member(m, group, x->address, x->t_asked))
				last = x;
		}
		if (last != NULL && c->data_out > 0)
			check_pass(r, EVENTS(c->setup, last->asked, c->first_data_out),
				   "a QoS VC has next hops alone that have reserved, while a member has not");
	}
}

#define SENDING "ingress host-sender"

const struct check checks_served[] = {
    {"ENDPOINT-1", takes_part, SENDING},
    {"ENDPOINT-2", next_hop_called, SENDING},
    {"ENDPOINT-3", best_effort_identified, SENDING},
    {"ENDPOINT-4", next_hops_alone, SENDING},
    {"ENDPOINT-5", list_used, SENDING},
    {"ENDPOINT-8", list_less_reserved, SENDING},
    {0},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BESTEFF: members of a group without a reservation get its data as well, and no change of VCs cuts anybody off
 * (RFC 2380 3.1). Who gets a packet follows from the leaf sets at the IUT's UNI at the moment when it left.
 *
 * A member that misses a packet is held against the IUT unless it has just joined, has just lost its leaf without the
 * IUT's doing, or cannot be reached by a best-effort VC (BESTEFF-5).
 */
#include "checks/best_effort.h"

#include <stdlib.h>
#include <string.h>

#include "checks/calm.h"
#include "checks/change.h"
#include "checks/check.h"
#include "checks/rsvp_cause.h"

/* So many packets after a refusal show that a member is served. */
#define ENOUGH_AFTER_REFUSAL 20

/* A member of a session's group, and how it fares. */
struct fare {
	const struct mmember *member;
	int node;
	int call;                      /* that it got the last packet on, NO_CALL before the first */
	uint32_t copy;                 /* that one */
	uint32_t moved_from, moved_to; /* copies before and after its VC changed, 0 if it never did */
	vtime begun, last;             /* when the stream began or went on after a pause; its last packet */
};

/* The copy of a packet that a node gets; NULL if it gets none. */
static const struct mcopy *copy_to(const struct msession *s, const struct mpacket *p, int node)
{
	for (size_t i = 0; i < p->n; i++) {
		if (mset_has(&s->copies[p->first + i].to, node))
			return &s->copies[p->first + i];
	}
	return NULL;
}

/* When the last copy of a packet left; when it came, if none did. */
static vtime sent_by(const struct model *m, const struct msession *s, const struct mpacket *p)
{
	return time_of(m, p->n > 0 ? s->copies[p->first + p->n - 1].event : p->given);
}

/* Was the node a leaf of a VC that carried the session, at time t? */
static bool has_vc(const struct model *m, const struct msession *s, int node, vtime t)
{
	int last = NO_CALL;

	for (size_t i = 0; i < s->n_copies; i++) {
		int call = s->copies[i].call;
		if (call == NO_CALL || call == last)
			continue;
		const struct party *x = model_far_end(m, &m->calls[call], node, t);
		if (x != NULL && party_in(x, t))
			return true;
		last = call;
	}
	return false;
}

/* Is the node called when the stream begins, or goes on after a pause (at 'begun'), since it was on no VC with the
 * session then? Until it is in it gets nothing. */
static bool being_called(const struct model *m, const struct msession *s, int node, vtime begun, vtime t)
{
	vtime limit = later(begun, m->params->H);

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->by_iut && c->best_effort && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			if (x->t_asked >= begun && x->t_asked <= limit && t < x->t_in &&
			    party_same_address(x->address, m->nodes[node]))
				return !has_vc(m, s, node, begun);
		}
	}
	return false;
}

enum miss { REACHED, EXCUSED, DENIED, MISSED };

static enum miss miss_of(const struct model *m, const struct msession *s, const struct mpacket *p, struct fare *f)
{
	vtime given = time_of(m, p->given), sent = sent_by(m, s, p);
	const struct mcopy *copy = copy_to(s, p, f->node);

	f->begun = given - f->last >= pause_of(m) ? given : f->begun;
	f->last = given;
	if (copy != NULL) {
		bool moved = f->call != NO_CALL && copy->call != f->call && f->moved_to == 0;
		f->moved_from = moved ? f->copy : f->moved_from;
		f->moved_to = moved ? copy->event : f->moved_to;
		f->call = copy->call;
		f->copy = copy->event;
		return REACHED;
	}
	if (f->member->from > given || f->member->to <= sent ||
	    (f->call == NO_CALL && given < later(f->member->from, m->params->H)))
		return EXCUSED;
	if (best_effort_denied(m, f->node, sent) != NULL)
		return DENIED;
	return lost_by_others(m, f->node, false, false, sent) || being_called(m, s, f->node, f->begun, sent) ? EXCUSED
													     : MISSED;
}

/* The members of a session's group, those that were in it twice as often; malloc'ed. */
static struct fare *fares_of(const struct model *m, const struct msession *s, size_t *n)
{
	struct fare *f = calloc(m->n_members + 1, sizeof(*f));

	*n = 0;
	for (size_t i = 0; f != NULL && i < m->n_members; i++) {
		int node = strcmp(m->members[i].group, s->dst) == 0 ? model_node(m, m->members[i].atm) : -1;
		if (node >= 0)
			f[(*n)++] = (struct fare){.member = &m->members[i], .node = node, .call = NO_CALL};
	}
	return f;
}

/* Packets after the first request, but those of the last second, which may still be on their way through the IUT. */
static bool looked_at(const struct model *m, const struct msession *s, const struct mpacket *p)
{
	const struct msession *leader = &m->sessions[s->leader];
	vtime given = p->given != 0 ? time_of(m, p->given) : TIME_NEVER;

	return leader->n_resv > 0 && given >= leader->resv[0].time && given < m->end - SECONDS(1);
}

/* BESTEFF-3 */
static void nobody_cut_off(const struct model *m, struct check_run *r)
{
	for (size_t n = 0; n < m->n_sessions; n++) {
		const struct msession *s = &m->sessions[n];
		size_t n_fares = 0, packets = 0;
		struct fare *fares = s->n_packets > 0 ? fares_of(m, s, &n_fares) : NULL;
		bool cut_off = false, denied = false;
		for (size_t i = 0; i < s->n_packets && !cut_off; i++) {
			const struct mpacket *p = &s->packets[i];
			bool counts = looked_at(m, s, p);
			for (size_t k = 0; p->given != 0 && k < n_fares && !cut_off; k++) {
				struct fare *f = &fares[k];
				enum miss miss = miss_of(m, s, p, f);
				denied = denied || miss == DENIED;
				/* One that was sent to nobody cuts off whoever has no VC. */
				cut_off = miss == MISSED && counts &&
					  (p->n > 0 || !has_vc(m, s, f->node, time_of(m, p->given)));
				if (cut_off)
					check_fail(
					    r,
					    EVENTS(p->given, p->n > 0 ? s->copies[p->first].event : f->copy, f->copy),
					    "expected: every member a leaf of a VC with the data, whatever "
					    "changes; seen: "
					    "packet %u at %.3f s without a copy for %.40s",
					    (unsigned)p->seq, seconds(time_of(m, p->given)), m->nodes[f->node]);
			}
			packets += counts;
		}
		for (size_t k = 0; k < n_fares && !cut_off && !denied && packets >= CALM_PACKETS; k++) {
			if (fares[k].moved_to != 0)
				check_pass(r, EVENTS(fares[k].moved_from, fares[k].moved_to),
					   "%zu packets after the first request, and none without a copy for a member, "
					   "though members moved from one VC to another",
					   packets);
		}
		free(fares);
	}
}

/* Is the node a leaf of a QoS VC of the IUT at time t? */
static bool on_qos(const struct model *m, int node, vtime t)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		if (m->calls[i].by_iut && !m->calls[i].best_effort && model_leaf(&m->calls[i], m->nodes[node], t))
			return true;
	}
	return false;
}

/* BESTEFF-4, of one member that a QoS VC could not take: how the session's packets fare within H. */
static void after_refusal(const struct model *m, struct check_run *r, const struct msession *s, const struct party *x,
			  struct fare *f)
{
	size_t got = 0;
	bool denied = false;

	for (size_t i = 0; i < s->n_packets; i++) {
		const struct mpacket *p = &s->packets[i];
		vtime given = p->given != 0 ? time_of(m, p->given) : TIME_NEVER;
		if (given == TIME_NEVER || given >= later(x->t_out, m->params->H) || given >= m->end - SECONDS(1))
			continue;
		enum miss miss = miss_of(m, s, p, f);
		if (given < x->t_out)
			continue;
		if (miss == MISSED && (p->n > 0 || !has_vc(m, s, f->node, given))) {
			check_fail(
			    r, EVENTS(x->asked, x->out, p->given),
			    "expected: data for a member that a QoS VC could not take; seen: packet %u without a copy "
			    "for %.40s, %.3f s after the refusal",
			    (unsigned)p->seq, m->nodes[f->node], seconds(given - x->t_out));
			return;
		}
		denied = denied || miss == DENIED;
		got += miss == REACHED;
	}
	if (got >= ENOUGH_AFTER_REFUSAL && !denied)
		check_pass(r, EVENTS(x->asked, x->out, f->copy),
			   "%zu packets for a member within %.0f s of its being refused on a QoS VC", got,
			   seconds(m->params->H));
}

/* BESTEFF-4 */
static void refused_is_served(const struct model *m, struct check_run *r)
{
	vtime looked_at_until[MODEL_NODES] = {0}; /* refusals close together are looked at once */

	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->by_iut && !c->best_effort && c->session != NO_SESSION && k < c->n_parties; k++) {
			const struct party *x = c->parties[k];
			const struct msession *s = &m->sessions[c->session];
			int node = model_node(m, x->address);
			if (!x->refused || x->out_by_node || node < 0 || x->t_out < looked_at_until[node] ||
			    on_qos(m, node, x->t_out))
				continue;
			looked_at_until[node] = later(x->t_out, m->params->H);
			for (size_t j = 0; j < m->n_members; j++) {
				struct fare f = {.member = &m->members[j], .node = node, .call = NO_CALL};
				if (strcmp(f.member->group, s->dst) == 0 &&
				    party_same_address(f.member->atm, x->address))
					after_refusal(m, r, s, x, &f);
			}
		}
	}
}

/* First packet of a calm that a member without reservation did not get; NULL if there is none. */
static const struct mpacket *missed_in(const struct model *m, const struct calm *c, int *node)
{
	const struct msession *s = &m->sessions[c->session];

	for (size_t i = c->first; i < c->end; i++) {
		const struct mpacket *p = &s->packets[i];
		struct mset all = {{0}};
		for (size_t k = 0; k < p->n; k++) {
			for (size_t w = 0; w < MODEL_NODES / 64; w++)
				all.w[w] |= s->copies[p->first + k].to.w[w];
		}
		*node = mset_first(&c->free, &all, false);
		if (*node >= 0 && (p->n > 0 || conforming(m, c->leader)))
			return p;
	}
	return NULL;
}

static bool reserved_and_not(const struct calm *c)
{
	return c->n_reserved > 0 && c->n_free > 0;
}

/* BESTEFF-1 */
static void data_to_all(const struct model *m, struct check_run *r, const struct calm *c)
{
	const struct msession *s = &m->sessions[c->session];
	int node;

	if (!reserved_and_not(c))
		return;
	const struct mpacket *p = missed_in(m, c, &node);
	if (p != NULL)
		check_fail(
		    r, EVENTS(p->given, p->n > 0 ? s->copies[p->first].event : 0),
		    "expected: the data of the session to members without reservation too; seen: packet %u without "
		    "a copy for %.40s, %.0f s after the last change",
		    (unsigned)p->seq, m->nodes[node], seconds(time_of(m, p->given) - c->from + m->params->H));
	else if (c->end - c->first >= CALM_PACKETS)
		check_pass(r, EVENTS(s->packets[c->first].given, s->packets[c->end - 1].given),
			   "%zu packets, each to all %zu members without reservation, beside %zu that reserved",
			   c->end - c->first, c->n_free, c->n_reserved);
}

/* BESTEFF-2: over which VCs they are reached; either will do. */
static void reached_somehow(const struct model *m, struct check_run *r, const struct calm *c)
{
	struct serving v = serving_of(m, c);

	if (!reserved_and_not(c))
		return;
	if (mset_within(&c->free, &v.by_be) && v.on_be != 0)
		check_pass(r, EVENTS(v.on_be), "members without reservation are served over best-effort VCs");
	else if (mset_within(&c->free, &v.by_qos) && v.on_qos != 0)
		check_pass(r, EVENTS(v.on_qos), "members without reservation are served over the QoS VC");
}

/* BESTEFF-7: by the single QoS VC (SUP01 3.1.3), or by one best-effort VC beside it (SUP01 3.1.2). */
static void by_one_of_two(const struct model *m, struct check_run *r, const struct calm *c)
{
	struct serving v = serving_of(m, c);

	if (!reserved_and_not(c) || v.packet->n == 0)
		return;
	bool single = v.n_qos == 1 && v.n_be == 0 && mset_within(&c->free, &v.by_qos);
	bool limited = v.n_qos <= 1 && v.n_be == 1 && mset_within(&c->free, &v.by_be);
	if (single || limited)
		check_pass(r, EVENTS(v.on_qos != 0 ? v.on_qos : v.on_be, v.on_be),
			   "members without reservation have the data over %s",
			   single ? "the single QoS VC" : "one best-effort VC");
	else
		check_fail(
		    r, EVENTS(v.packet->given, v.on_qos != 0 ? v.on_qos : v.on_be, v.on_be),
		    "expected: all %zu members without reservation on the single QoS VC, or on one best-effort VC; "
		    "seen: packet %u on %zu QoS and %zu best-effort VCs",
		    c->n_free, (unsigned)v.packet->seq, v.n_qos, v.n_be);
}

static void to_free_members(const struct model *m, struct check_run *r)
{
	each_calm(m, r, data_to_all);
}

static void over_which(const struct model *m, struct check_run *r)
{
	each_calm(m, r, reached_somehow);
}

static void approach(const struct model *m, struct check_run *r)
{
	each_calm(m, r, by_one_of_two);
}

bool best_effort_row(const char *requirement)
{
	static const char *const rows[] = {"BESTEFF-1", "BESTEFF-3", "BESTEFF-4"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (strcmp(rows[i], requirement) == 0)
			return true;
	}
	return false;
}

/* The first packet that a member misses for want of a VC; what else it gets into *got. */
static const struct party *want_of_vc(const struct model *m, const struct msession *s, const struct mpacket **missed)
{
	size_t n_fares = 0;
	struct fare *fares = s->n_packets > 0 ? fares_of(m, s, &n_fares) : NULL;
	const struct party *denied = NULL;

	for (size_t i = 0; i < s->n_packets && denied == NULL; i++) {
		for (size_t k = 0; s->packets[i].given != 0 && k < n_fares && denied == NULL; k++) {
			if (miss_of(m, s, &s->packets[i], &fares[k]) == DENIED)
				denied = best_effort_denied(m, fares[k].node, sent_by(m, s, &s->packets[i]));
		}
		*missed = &s->packets[i];
	}
	free(fares);
	return denied;
}

uint32_t best_effort_unavailable(const struct model *m)
{
	const struct mpacket *missed = NULL;

	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct party *denied = want_of_vc(m, &m->sessions[i], &missed);
		if (denied != NULL)
			return denied->out != 0 ? denied->out : denied->asked;
	}
	return 0;
}

/* BESTEFF-5 */
static void failure_of_another_kind(const struct model *m, struct check_run *r)
{
	for (size_t i = 0; i < m->n_sessions; i++) {
		const struct mpacket *missed = NULL;
		const struct party *denied = want_of_vc(m, &m->sessions[i], &missed);
		if (denied != NULL)
			check_pass(
			    r, EVENTS(denied->asked, denied->out != 0 ? denied->out : missed->given, missed->given),
			    "packet %u had no copy for %.40s, for which no best-effort VC could be had: not held "
			    "against the implementation",
			    (unsigned)missed->seq, denied->address);
	}
}

#define SENDING "ingress host-sender"

const struct check checks_best_effort[] = {
    {"BESTEFF-1", to_free_members, SENDING},
    {"BESTEFF-2", over_which, SENDING},
    {"BESTEFF-3", nobody_cut_off, SENDING},
    {"BESTEFF-4", refused_is_served, SENDING},
    {"BESTEFF-5", failure_of_another_kind, SENDING},
    {"BESTEFF-7", approach, SENDING},
    {NULL, NULL, NULL},
};

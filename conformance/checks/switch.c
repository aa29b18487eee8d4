/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What receivers get while data moves from one VC to another (RFC 2380 3.4, RFC 2382 4.2.6): all of it while a new VC
 * is being set up (TRANSITION-3), each packet once at the switch (TRANSITION-5), and nothing lost by one that is moved
 * onto a QoS VC (TRANSITION-9). Who gets a packet follows from the leaf sets at the moment when it left.
 *
 * Left out: who leaves the group or is taken off by others meanwhile, and packets in excess of the reservation that
 * left nowhere, which are a matter of BESTEFF-8.
 */
#include <string.h>

#include "checks/calm.h"
#include "checks/change.h"
#include "checks/check.h"
#include "checks/opening.h"
#include "checks/receivers.h"

#define ENOUGH 10  /* packets, in what is looked at, show what becomes of them */
#define MOVES  256 /* of receivers onto a QoS VC that are looked at */

/* Whoever gets a packet, and how many copies each. */
static size_t copies_to(const struct msession *s, const struct mpacket *p, int node)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += mset_has(&s->copies[p->first + i].to, node);
	return n;
}

/* Was the host taken off a VC by others, or did it leave the group, in [from, to]? */
static bool went_away(const struct model *m, const struct msession *s, const char *atm, vtime from, vtime to)
{
	for (size_t i = 0; i < parties_n(m->parties); i++) {
		const struct party *x = parties_at(m->parties, i);
		if (x->node == m->iut && x->by_node && x->t_in != PARTY_NEVER && x->t_out >= from && x->t_out <= to &&
		    !x->out_by_node && party_same_address(x->address, atm))
			return true;
	}
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *x = &m->members[i];
		if (strcmp(x->group, s->dst) == 0 && x->to >= from && x->to <= to && party_same_address(x->atm, atm))
			return true;
	}
	return false;
}

static vtime given_at(const struct model *m, const struct mpacket *p)
{
	return p->given != 0 ? time_of(m, p->given) : TIME_NEVER;
}

/* The hosts that got the last packet that came before time t, at most a few seconds before it. */
static struct mset served_before(const struct model *m, const struct msession *s, vtime t)
{
	struct mset all = {{0}};
	const struct mpacket *last = NULL;

	for (size_t i = 0; i < s->n_packets; i++) {
		vtime given = given_at(m, &s->packets[i]);
		if (given < t - CROSSING && given >= t - SECONDS(5))
			last = &s->packets[i];
	}
	for (size_t i = 0; last != NULL && i < last->n; i++) {
		for (size_t w = 0; w < MODEL_NODES / 64; w++)
			all.w[w] |= s->copies[last->first + i].to.w[w];
	}
	return all;
}

/* A new VC to several and the session whose data moves to it. */
struct shift {
	struct opening o;
	const struct msession *s;
	int session;
	struct mset receivers; /* that had the data before */
};

static bool shift_of(const struct model *m, const struct mcall *c, struct shift *x)
{
	if (!opening_of(m, c, &x->o) || x->o.complete >= m->end)
		return false;
	x->session = model_session_of(m, x->o.data);
	if (x->session == NO_SESSION || link_changed(m, c->t_setup, x->o.complete))
		return false;
	x->s = &m->sessions[x->session];
	x->receivers = served_before(m, x->s, c->t_setup);
	return x->s->multicast;
}

/* May it be held against the IUT that the node gets no copy of the packet? */
static bool owed(const struct model *m, const struct msession *s, const struct mpacket *p, int node)
{
	return best_effort_denied(m, node, given_at(m, p)) == NULL && (p->n > 0 || conforming(m, s->leader));
}

/* TRANSITION-3 */
static void nobody_misses(const struct model *m, struct check_run *r, const struct shift *x)
{
	const struct mcall *c = x->o.call;
	size_t n = 0;
	uint32_t first = 0;

	for (size_t i = 0; i < x->s->n_packets; i++) {
		const struct mpacket *p = &x->s->packets[i];
		vtime given = given_at(m, p);
		if (given < c->t_setup || given >= x->o.complete)
			continue;
		for (int node = 0; node < (int)m->n_nodes; node++) {
			if (!mset_has(&x->receivers, node) || copies_to(x->s, p, node) > 0 || !owed(m, x->s, p, node) ||
			    went_away(m, x->s, m->nodes[node], c->t_setup, x->o.complete + SECONDS(1)))
				continue;
			check_fail(
			    r, EVENTS(c->setup, p->given, x->o.last->in),
			    "expected the old VC to carry the data to all until the new one is complete at %.3f s; "
			    "seen: packet %u at %.3f s without a copy for %.40s",
			    seconds(x->o.complete), (unsigned)p->seq, seconds(given), m->nodes[node]);
			return;
		}
		if (given >= c->t_open && n++ == 0)
			first = p->given;
	}
	if (n >= ENOUGH)
		check_pass(r, EVENTS(c->setup, first, x->o.last->in),
			   "%zu packets came while the new VC was being completed, and nobody who had the data before "
			   "missed one",
			   n);
}

/* A second copy while the node's drop from one of the two VCs is on its way. */
static bool just_leaving(const struct model *m, const struct msession *s, const struct mpacket *p, int node)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct mcopy *c = &s->copies[p->first + i];
		vtime t = time_of(m, c->event);
		const struct party *x = c->call != NO_CALL ? model_far_end(m, &m->calls[c->call], node, t) : NULL;
		if (x != NULL && x->out_by_node && x->t_out >= t && x->t_out - t <= CROSSING)
			return true;
	}
	return false;
}

#define AROUND SECONDS(1) /* of the last acknowledgement */

/* TRANSITION-5 */
static void once_each(const struct model *m, struct check_run *r, const struct shift *x)
{
	const struct mcall *c = x->o.call;
	size_t before = 0, after = 0;
	uint32_t first = 0, last = 0;

	for (size_t i = 0; i < x->s->n_packets; i++) {
		const struct mpacket *p = &x->s->packets[i];
		vtime given = given_at(m, p);
		bool on_new = false;
		if (given < x->o.complete - AROUND || given > x->o.complete + AROUND || given >= m->end - AROUND)
			continue;
		for (size_t k = 0; k < p->n; k++)
			on_new = on_new || x->s->copies[p->first + k].call == (int)(c - m->calls);
		for (int node = 0; node < (int)m->n_nodes; node++) {
			size_t n = copies_to(x->s, p, node);
			if (!mset_has(&x->receivers, node) || n == 1 || (n == 0 && !owed(m, x->s, p, node)) ||
			    (n > 1 && just_leaving(m, x->s, p, node)) ||
			    went_away(m, x->s, m->nodes[node], x->o.complete - AROUND, given + AROUND))
				continue;
			check_fail(
			    r, EVENTS(c->setup, x->o.last->in, p->given, p->n > 0 ? x->s->copies[p->first].event : 0),
			    "expected each packet once at each receiver as data moves to the new VC at %.3f s; "
			    "seen: packet %u at %.3f s with %zu copies for %.40s",
			    seconds(x->o.complete), (unsigned)p->seq, seconds(given), n, m->nodes[node]);
			return;
		}
		*(on_new ? &after : &before) += 1;
		if (first == 0)
			first = p->given;
		last = p->given;
	}
	if (before >= ENOUGH && after >= ENOUGH)
		check_pass(
		    r, EVENTS(c->setup, first, x->o.last->in, last),
		    "%zu packets on the old VC and %zu on the new one within a second of its completion, each once "
		    "at each receiver",
		    before, after);
}

typedef void (*shift_fn)(const struct model *m, struct check_run *r, const struct shift *x);

static void each_shift(const struct model *m, struct check_run *r, shift_fn fn)
{
	struct shift x;

	for (const struct mcall *c = m->calls; c < m->calls + m->n_calls; c++) {
		if (shift_of(m, c, &x))
			fn(m, r, &x);
	}
}

/* When the host's own wishes change after t: it leaves the group, or sends another request. */
static vtime other_wish(const struct model *m, const struct msession *s, const char *atm, vtime t)
{
	const struct mhop *h = model_hop_of(&m->sessions[s->leader], atm);
	vtime first = TIME_NEVER;

	for (size_t i = 0; h != NULL && i < h->n_resv; i++) {
		if (h->resv[i].kind != RESV_REFRESH && h->resv[i].time > t && h->resv[i].time < first)
			first = h->resv[i].time;
	}
	for (size_t i = 0; i < m->n_members; i++) {
		const struct mmember *x = &m->members[i];
		if (strcmp(x->group, s->dst) == 0 && x->to > t && x->to < first && party_same_address(x->atm, atm))
			first = x->to;
	}
	return first;
}

/* TRANSITION-9: x on the QoS VC, y on the best-effort one. */
static void moved_without_loss(const struct model *m, struct check_run *r, const struct party *x, const struct party *y)
{
	const struct mcall *qos = &m->calls[model_call_of_conn(m, x->conn)];
	int session = model_session_of(m, trace_by_id(m->trace, qos->first_data_out));
	int node = model_node(m, x->address);
	size_t n = 0;
	uint32_t last = 0;

	if (session == NO_SESSION || node < 0)
		return;
	const struct msession *s = &m->sessions[session];
	vtime over = party_over(x), wish = other_wish(m, s, x->address, x->t_asked);
	vtime to = later(over > y->t_out && y->t_out != PARTY_NEVER && y->out_by_node ? over : y->t_out, SECONDS(1));
	vtime most = later(over, m->params->H);
	to = to < most ? to : most;
	to = to < wish ? to : wish;
	to = to < m->end - SECONDS(1) ? to : m->end - SECONDS(1);
	if (link_changed(m, x->t_asked, to) || went_away(m, s, x->address, x->t_asked, to))
		return;
	for (size_t i = 0; i < s->n_packets; i++) {
		const struct mpacket *p = &s->packets[i];
		vtime given = given_at(m, p);
		if (given != TIME_NEVER && given >= to)
			break;
		if (given < x->t_asked || given >= to)
			continue;
		n++;
		last = p->given;
		if (copies_to(s, p, node) > 0 || !owed(m, s, p, node))
			continue;
		check_fail(r, EVENTS(x->asked, p->given, x->in, y->out),
			   "expected the receiver that moves to the QoS VC to miss nothing; seen: packet %u at %.3f s "
			   "without a copy for %.40s",
			   (unsigned)p->seq, seconds(given), x->address);
		return;
	}
	bool stays = x->refused && y->t_out > to, moved = !x->refused && y->out_by_node && y->t_out >= x->t_in;
	if (n >= ENOUGH && over - x->t_asked >= SECONDS(1) && (stays || moved))
		check_pass(
		    r, EVENTS(x->asked, x->in != 0 ? x->in : x->out, last),
		    "%zu packets from the moment when %.40s was asked onto the QoS VC until it %s, each with a copy "
		    "for it",
		    n, x->address, moved ? "was off the best-effort VC" : "had been refused");
}

static void old_carries_on(const struct model *m, struct check_run *r)
{
	each_shift(m, r, nobody_misses);
}

static void once_at_switch(const struct model *m, struct check_run *r)
{
	each_shift(m, r, once_each);
}

static void moves_lossless(const struct model *m, struct check_run *r)
{
	each_moved(m, r, moved_without_loss, MOVES);
}

#define SENDING "ingress host-sender"

const struct check checks_switch[] = {
    {"TRANSITION-3", old_carries_on, SENDING},
    {"TRANSITION-5", once_at_switch, SENDING},
    {"TRANSITION-9", moves_lossless, SENDING},
    {0},
};

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who gets each packet of a group: the leaves of the VCs that the IUT sent it on, at the moment when it did. All from
 * the IUT's UNI; what the network or a fault loses afterwards is not the IUT's doing.
 */
#include <stdlib.h>
#include <string.h>

#include "model/build.h"

static void number(struct model *m, const char *atm)
{
	if (atm[0] != '\0' && model_node(m, atm) < 0 && m->n_nodes < MODEL_NODES)
		m->nodes[m->n_nodes++] = atm;
}

static void number_nodes(struct model *m)
{
	for (size_t i = 0; i < m->n_members; i++)
		number(m, m->members[i].atm);
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t k = 0; c->by_iut && k < c->n_parties; k++)
			number(m, c->parties[k]->address);
		if (!c->by_iut)
			number(m, c->peer);
	}
}

/* An event by which a node becomes a leaf of a call, begins to leave it, or is off it. */
enum where { OFF, LEAF, LEAVING };
struct turn {
	uint32_t event;
	int call, node;
	enum where to;
};

static int by_event(const void *a, const void *b)
{
	const struct turn *x = a, *y = b;

	return (x->event > y->event) - (x->event < y->event);
}

static bool list_turns(const struct model *m, struct turn **turns, size_t *n)
{
	for (size_t i = 0; i < m->n_calls; i++) {
		const struct mcall *c = &m->calls[i];
		for (size_t p = 0; p < c->n_parties; p++) {
			const struct party *x = c->parties[p];
			int node = model_node(m, c->by_iut ? x->address : c->peer);
			const struct turn life[] = {{x->in, (int)i, node, LEAF},
						    {x->out, (int)i, node, x->gone == x->out ? OFF : LEAVING},
						    {x->gone, (int)i, node, OFF}};
			for (size_t k = 0; node >= 0 && x->in != 0 && k < 3; k++) {
				struct turn *t = life[k].event != 0 ? model_push((void **)turns, n, sizeof(*t)) : NULL;
				if (t == NULL && life[k].event != 0)
					return false;
				if (t != NULL)
					*t = life[k];
			}
		}
	}
	if (*n > 0)
		qsort(*turns, *n, sizeof(**turns), by_event);
	return true;
}

static void set(struct mset *s, int node, bool in)
{
	uint64_t bit = (uint64_t)1 << (node % 64), *w = &s->w[node / 64];

	*w = in ? *w | bit : *w & ~bit;
}

/* The copies of a session in order of time, with the leaf sets as they were. */
static bool list_copies(const struct model *m, struct msession *s, const struct turn *turns, size_t n_turns)
{
	struct mset(*on)[2] = calloc(m->n_calls + 1, sizeof(*on)); /* of each call: leaves, leaving */
	size_t next = 0;

	s->copies = calloc(s->n_sent + 1, sizeof(*s->copies));
	for (size_t i = 0; on != NULL && s->copies != NULL && i < s->n_sent; i++) {
		const struct trace_event *e = trace_by_id(m->trace, s->sent[i]);
		struct mcopy *c = &s->copies[s->n_copies++];
		for (; next < n_turns && turns[next].event < e->id; next++) {
			set(&on[turns[next].call][0], turns[next].node, turns[next].to == LEAF);
			set(&on[turns[next].call][1], turns[next].node, turns[next].to == LEAVING);
		}
		*c = (struct mcopy){.event = e->id, .call = model_call_of_conn(m, e->conn)};
		if (c->call == NO_CALL)
			continue;
		c->to = on[c->call][0];
		c->leaving = on[c->call][1];
	}
	free(on);
	return s->copies != NULL && s->n_copies == s->n_sent;
}

/* A sighting of a packet: as it came to the IUT, or one of its copies. */
struct sighting {
	uint32_t seq, event;
	size_t copy; /* index, SIZE_MAX: it came */
};

#define LAST ((struct sighting){UINT32_MAX, UINT32_MAX, SIZE_MAX})

static struct sighting sighted(const struct model *m, uint32_t event, size_t copy)
{
	return (struct sighting){trace_by_id(m->trace, event)->data.seq, event, copy};
}

static int by_packet(const void *a, const void *b)
{
	const struct sighting *x = a, *y = b;

	return x->seq != y->seq ? (x->seq > y->seq) - (x->seq < y->seq) : (x->event > y->event) - (x->event < y->event);
}

/* Both kinds of sightings are in order of time, so mostly of packets too. Is the list that they make sorted by packet
 * already? It is not if one overtook another. */
static bool merge_sightings(const struct model *m, const struct msession *s, struct sighting *seen)
{
	size_t given = 0, copy = 0;
	bool sorted = true;

	for (size_t i = 0; given < s->n_given || copy < s->n_copies; i++) {
		struct sighting a = given < s->n_given ? sighted(m, s->given[given], SIZE_MAX) : LAST;
		struct sighting b = copy < s->n_copies ? sighted(m, s->copies[copy].event, copy) : LAST;
		bool came = by_packet(&a, &b) < 0;
		seen[i] = came ? a : b;
		*(came ? &given : &copy) += 1;
		sorted = sorted && (i == 0 || by_packet(&seen[i - 1], &seen[i]) < 0);
	}
	return sorted;
}

/* Sort the copies by packet, beside the packets as they came. */
static bool list_packets(const struct model *m, struct msession *s)
{
	size_t n = s->n_given + s->n_copies, at = 0;
	struct sighting *seen = calloc(n + 1, sizeof(*seen));
	struct mcopy *sorted = calloc(s->n_copies + 1, sizeof(*sorted));

	s->packets = calloc(n + 1, sizeof(*s->packets));
	if (seen == NULL || sorted == NULL || s->packets == NULL) {
		free(seen);
		free(sorted);
		return false;
	}
	if (!merge_sightings(m, s, seen))
		qsort(seen, n, sizeof(*seen), by_packet);
	for (size_t i = 0; i < n; i++) {
		struct mpacket *p = s->n_packets > 0 ? &s->packets[s->n_packets - 1] : NULL;
		if (p == NULL || p->seq != seen[i].seq) {
			p = &s->packets[s->n_packets++];
			*p = (struct mpacket){.seq = seen[i].seq, .first = at};
		}
		if (seen[i].copy == SIZE_MAX) {
			p->given = p->given != 0 ? p->given : seen[i].event;
			continue;
		}
		sorted[at++] = s->copies[seen[i].copy];
		p->n++;
	}
	free(seen);
	free(s->copies);
	s->copies = sorted;
	return true;
}

bool build_reach(struct model *m)
{
	struct turn *turns = NULL;
	size_t n_turns = 0;
	bool groups = false;

	for (size_t i = 0; m->sender_side && i < m->n_sessions; i++)
		groups = groups || (m->sessions[i].multicast && m->sessions[i].n_sent > 0);
	if (!groups)
		return true;
	number_nodes(m);
	bool ok = list_turns(m, &turns, &n_turns);
	for (size_t i = 0; ok && i < m->n_sessions; i++) {
		struct msession *s = &m->sessions[i];
		if (s->multicast)
			ok = list_copies(m, s, turns, n_turns) && list_packets(m, s);
	}
	free(turns);
	return ok;
}

int model_node(const struct model *m, const char *atm)
{
	for (size_t i = 0; i < m->n_nodes; i++) {
		if (party_same_address(m->nodes[i], atm))
			return (int)i;
	}
	return -1;
}

const struct party *model_far_end(const struct model *m, const struct mcall *c, int node, vtime t)
{
	if (node < 0 || (size_t)node >= m->n_nodes)
		return NULL;
	if (c->by_iut)
		return model_party(c, m->nodes[node], t);
	return c->n_parties > 0 && party_same_address(c->peer, m->nodes[node]) ? c->parties[0] : NULL;
}

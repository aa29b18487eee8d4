/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups, their members and the best-effort VC to all of them (group.h). The VC:
 *
 *   DOWN -> GATHERING -> UP     packets wait (bounded) until all members are leaves
 *   GATHERING -> HOLD -> DOWN   nobody could be reached
 *
 * Members that come later join the VC as it is. When the VC is lost while reservations
 * depend on it as their control path, it is set up again; if that does not work out in
 * time, their QoS VCs are given up (RFC 2380 2.1), those of a single next hop if only
 * that one is lost.
 */
#include "group.h"

#include <stdlib.h>
#include <string.h>

#include "intserv/mapping.h"

#include "be.h"
#include "mc.h"

#define QUEUE_MAX  64      /* packets that wait for the VC */
#define GATHER     VT_S(1) /* from the first leaf on: packets wait no longer for the others */
#define HOLD       VT_S(1) /* after a VC that nobody joined */
#define JOIN_AGAIN VT_S(5) /* until a member that was refused, lost or not found is tried again */

struct group_packet {
	struct group_packet *next;
	bool control;
	size_t len;
	uint8_t octets[];
};

enum { G_DOWN, G_GATHERING, G_UP, G_HOLD, G_STATES };
enum { G_SEND, G_LOOK, G_GATHERED, G_LOST, G_CLOSED, G_NOBODY, G_HOLD_OVER, G_EVENTS };

static const char *const state_names[G_STATES] = {"DOWN", "GATHERING", "UP", "HOLD"};
static const char *const event_names[G_EVENTS] = {"SEND", "LOOK", "GATHERED", "LOST", "CLOSED", "NOBODY", "HOLD_OVER"};

static void tell(void *owner, struct tree *t, vtime now, enum tree_news news, const struct atm_addr *leaf,
		 uint8_t cause);

/* ---- next hops ---- */

static void ask(struct hop *h)
{
	h->address = ADDRESS_ASKED;
	vcm_put(h->v, (struct vcm_out){.kind = VCM_OUT_RESOLVE, .ip = h->ip});
}

static void again_later(struct hop *h, vtime now)
{
	tq_start(&h->v->timers, &h->again, vtime_add(now, JOIN_AGAIN));
}

static struct hop *at(const struct group *g, const struct atm_addr *atm)
{
	for (struct hop *h = g->hops; h; h = h->hh.next) {
		if (hop_known(h) && atm_addr_equal(&h->atm, atm))
			return h;
	}
	return NULL;
}

/* ---- the VC ---- */

static void drop_queue(struct group *g)
{
	while (g->first) {
		struct group_packet *p = g->first;
		g->first = p->next;
		free(p);
	}
	g->last = &g->first;
	g->n_queued = 0;
}

/* Bring the leaf set in line with the membership. True: somebody is still on the way in. */
static bool tend(struct group *g)
{
	bool coming = false;
	struct hop *h, *next;
	HASH_ITER(hh, g->hops, h, next)
	{
		if (!h->member) {
			if (hop_known(h) && g->tree && !DEFECT(party_leave_ignored))
				tree_drop(g->tree, g->now, &h->atm);
			continue;
		}
		if (h->address == ADDRESS_UNKNOWN)
			ask(h);
		coming |= h->address == ADDRESS_ASKED;
		if (!hop_known(h) || tq_running(&h->again))
			continue;
		if (!g->tree) {
			struct q2931_msg setup = {0};
			const struct vcm_config *c = &g->v->config;
			mapping_be_setup(c->version, true, c->line_cells, c->mtu, &setup);
			g->tree = tree_new(g->v, false, &setup, g, tell);
			if (!g->tree)
				return false;
			g->tree->stubborn = true;
		}
		if (tree_leaf(g->tree, &h->atm) == LEAF_OUT)
			tree_add(g->tree, g->now, &h->atm);
	}
	return coming || (g->tree && !tree_complete(g->tree) && tree_busy(g->tree));
}

static int act_up(struct group *g)
{
	while (g->first) {
		struct group_packet *p = g->first;
		g->first = p->next;
		svc_send(g->tree->vc, g->now, ETHERTYPE_IPV4, p->octets, p->len, 0, p->control);
		free(p);
	}
	drop_queue(g);
	g->failing = false;
	tq_stop(&g->v->timers, &g->give_up);
	tq_stop(&g->v->timers, &g->gather);
	return G_UP;
}

static int act_look(void *self, const void *arg)
{
	struct group *g = self;
	bool coming = tend(g);
	if (!tree_active(g->tree)) {
		if (coming)
			return G_GATHERING;
		drop_queue(g);
		tq_start(&g->v->timers, &g->hold, vtime_add(g->now, HOLD));
		return G_HOLD;
	}
	if (!coming)
		return act_up(g);
	if (!tq_running(&g->gather))
		tq_start(&g->v->timers, &g->gather, vtime_add(g->now, GATHER));
	return G_GATHERING;
}

static int act_gathered(void *self, const void *arg)
{
	struct group *g = self;
	return tree_active(g->tree) ? act_up(g) : G_GATHERING;
}

static int act_tend(void *self, const void *arg)
{
	tend(self);
	return FSM_SAME;
}

/* Start over at once if reservations depend on it, else with the next packet. */
static int act_lost(void *self, const void *arg)
{
	struct group *g = self;
	if (!g->flows)
		return G_DOWN;
	if (DEFECT(controlfail_qos_released_at_once))
		mc_control_lost(g, NULL, g->now);
	if (!g->failing) {
		g->failing = true;
		tq_start(&g->v->timers, &g->give_up, vtime_add(g->now, g->v->config.reestablish));
	}
	return act_look(g, arg);
}

static int act_hold(void *self, const void *arg)
{
	struct group *g = self;
	drop_queue(g);
	tq_start(&g->v->timers, &g->hold, vtime_add(g->now, HOLD));
	return G_HOLD;
}

static int act_hold_over(void *self, const void *arg)
{
	struct group *g = self;
	return g->failing ? act_look(g, arg) : G_DOWN;
}

/* clang-format off */
#define ON(state, event) [(state) * G_EVENTS + (event)]
#define BY FSM_BY_ACTION

static const struct fsm_row rows[G_STATES * G_EVENTS] = {
	ON(G_DOWN, G_SEND)          = {act_look, BY, "RFC 2022 5.1: the VC is set up on demand"},
	ON(G_DOWN, G_LOOK)          = {fsm_ignore, FSM_SAME, "no packet waits"},

	ON(G_GATHERING, G_SEND)     = {fsm_ignore, FSM_SAME, "queued"},
	ON(G_GATHERING, G_LOOK)     = {act_look, BY, "RFC 2382 4.2.4: all members are identified"},
	ON(G_GATHERING, G_GATHERED) = {act_gathered, BY, "one that does not answer does not hold up the others"},
	ON(G_GATHERING, G_LOST)     = {act_lost, BY, "RFC 2380 2.1"},
	ON(G_GATHERING, G_CLOSED)   = {act_look, BY, "all have left"},
	ON(G_GATHERING, G_NOBODY)   = {act_hold, BY, "RFC 1755 8"},

	ON(G_UP, G_LOOK)            = {act_tend, FSM_SAME, "RFC 2382 2.1.1.3: joins and leaves"},
	ON(G_UP, G_LOST)            = {act_lost, BY, "RFC 2380 2.1"},
	ON(G_UP, G_CLOSED)          = {fsm_ignore, G_DOWN, "RFC 1755 3.4, or all have left"},
	ON(G_UP, G_NOBODY)          = {fsm_ignore, G_DOWN, "all have left"},

	ON(G_HOLD, G_SEND)          = {fsm_ignore, FSM_SAME, "queued"},
	ON(G_HOLD, G_LOOK)          = {act_look, BY, "somebody new may be reached"},
	ON(G_HOLD, G_HOLD_OVER)     = {act_hold_over, BY, "RFC 2380 2.1"},
};
/* clang-format on */

/* A timer that ran out in the moment of its stop, or the end of a VC that no longer matters. */
static int unforeseen(void *self, int state, int event, const void *arg)
{
	return FSM_SAME;
}

const struct fsm_def group_machine = {
    .name = "group",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = G_STATES,
    .n_events = G_EVENTS,
    .rows = rows,
    .unforeseen = unforeseen,
};

static void step(struct group *g, vtime now, int event)
{
	g->now = now;
	fsm_step(&group_machine, &g->state, event, g, NULL);
}

/* The way to one next hop is broken. */
static void hop_failing(struct hop *h, vtime now)
{
	if (h->n_res && h->member && !tq_running(&h->give_up))
		tq_start(&h->v->timers, &h->give_up, vtime_add(now, h->v->config.reestablish));
}

static void tell(void *owner, struct tree *t, vtime now, enum tree_news news, const struct atm_addr *leaf,
		 uint8_t cause)
{
	struct group *g = owner;
	struct hop *h = leaf ? at(g, leaf) : NULL;
	int event = G_LOOK;
	switch (news) {
	case TREE_LEAF_IN:
		if (!h)
			break;
		tq_stop(&g->v->timers, &h->give_up);
		/* It has missed what was sent before; RSVP can make up for its part (RFC 2205 3.6). */
		if (g->state == G_UP)
			vcm_put(g->v, (struct vcm_out){.kind = VCM_OUT_GREW, .ip = g->ip});
		break;
	case TREE_LEAF_REFUSED:
		if (h) {
			tree_drop(t, now, leaf);
			again_later(h, now);
		}
		break;
	case TREE_LEAF_LOST:
		if (h) {
			vcm_put(g->v, (struct vcm_out){.kind = VCM_OUT_FORGET, .atm = *leaf});
			hop_failing(h, now);
			again_later(h, now);
		}
		break;
	case TREE_CALL_LOST:
		event = cause == CAUSE_NORMAL || cause == CAUSE_NORMAL_30 ? G_CLOSED : G_LOST;
		break;
	case TREE_CALL_CLOSED:
		event = G_CLOSED;
		break;
	case TREE_CALL_REFUSED:
		event = G_NOBODY;
		break;
	case TREE_LEAF_OUT:
	case TREE_NOTHING:
		break;
	}
	step(g, now, event);
}

/* ---- timers ---- */

static void gather_fired(struct tq_timer *t, vtime now)
{
	step(t->owner, now, G_GATHERED);
}

static void hold_fired(struct tq_timer *t, vtime now)
{
	step(t->owner, now, G_HOLD_OVER);
}

static void give_up_fired(struct tq_timer *t, vtime now)
{
	struct group *g = t->owner;
	g->failing = false;
	if (!DEFECT(controlfail_qos_kept))
		mc_control_lost(g, NULL, now);
}

static void hop_again(struct tq_timer *t, vtime now)
{
	struct hop *h = t->owner;
	if (h->address == ADDRESS_NONE && (h->member || h->n_res))
		ask(h);
	step(h->g, now, G_LOOK);
}

static void hop_given_up(struct tq_timer *t, vtime now)
{
	struct hop *h = t->owner;
	if (!DEFECT(controlfail_qos_kept))
		mc_control_lost(h->g, DEFECT(controlfail_all_released) ? NULL : h, now);
}

/* ---- making and finding ---- */

struct group *group_find(const struct vcm *v, uint32_t ip)
{
	struct group *g;
	HASH_FIND(hh, v->groups, &ip, sizeof ip, g);
	return g;
}

struct group *group_get(struct vcm *v, uint32_t ip)
{
	struct group *g = group_find(v, ip);
	if (g)
		return g;
	g = calloc(1, sizeof *g);
	if (!g)
		return NULL;
	g->v = v;
	g->ip = ip;
	g->state = G_DOWN;
	g->last = &g->first;
	vcm_timer_init(&g->gather, g, gather_fired);
	vcm_timer_init(&g->hold, g, hold_fired);
	vcm_timer_init(&g->give_up, g, give_up_fired);
	HASH_ADD(hh, v->groups, ip, sizeof g->ip, g);
	if (!g->v) {
		free(g);
		return NULL;
	}
	return g;
}

struct hop *hop_get(struct group *g, vtime now, uint32_t ip, bool needed)
{
	struct hop *h;
	HASH_FIND(hh, g->hops, &ip, sizeof ip, h);
	if (!h) {
		h = calloc(1, sizeof *h);
		if (!h)
			return NULL;
		*h = (struct hop){.v = g->v, .g = g, .ip = ip};
		vcm_timer_init(&h->again, h, hop_again);
		vcm_timer_init(&h->give_up, h, hop_given_up);
		HASH_ADD(hh, g->hops, ip, sizeof h->ip, h);
		if (!h->v) {
			free(h);
			return NULL;
		}
	}
	if (needed && (h->address == ADDRESS_UNKNOWN || h->address == ADDRESS_NONE))
		ask(h);
	return h;
}

void groups_free(struct vcm *v)
{
	struct group *g, *next;
	HASH_ITER(hh, v->groups, g, next)
	{
		struct hop *h, *next_hop;
		HASH_ITER(hh, g->hops, h, next_hop)
		{
			tq_stop(&v->timers, &h->again);
			tq_stop(&v->timers, &h->give_up);
			HASH_DEL(g->hops, h);
			free(h);
		}
		drop_queue(g);
		tq_stop(&v->timers, &g->gather);
		tq_stop(&v->timers, &g->hold);
		tq_stop(&v->timers, &g->give_up);
		tree_discard(g->tree);
		HASH_DEL(v->groups, g);
		free(g);
	}
}

/* ---- membership and packets ---- */

void groups_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm)
{
	for (struct group *g = v->groups; g; g = g->hh.next) {
		struct hop *h;
		HASH_FIND(hh, g->hops, &ip, sizeof ip, h);
		if (!h || h->address != ADDRESS_ASKED)
			continue;
		h->address = ok ? ADDRESS_KNOWN : ADDRESS_NONE;
		if (ok)
			h->atm = *atm;
		else
			again_later(h, now);
		step(g, now, G_LOOK);
		mc_look(g, h, now);
	}
}

void vcm_member(struct vcm *v, vtime now, uint32_t group, uint32_t ip, bool in)
{
	struct group *g = group_get(v, group);
	struct hop *h = NULL;
	if (!g)
		return;
	if (in)
		h = hop_get(g, now, ip, g->state != G_DOWN || g->flows);
	else
		HASH_FIND(hh, g->hops, &ip, sizeof ip, h);
	if (!h || h->member == in)
		return;
	if ((in && DEFECT(party_join_ignored) && g->state != G_DOWN) || (!in && DEFECT(party_leave_ignored)))
		return;
	h->member = in;
	h->left = !in;
	if (!in)
		tq_stop(&v->timers, &h->again);
	step(g, now, G_LOOK);
	mc_look(g, NULL, now);
}

void group_send(struct group *g, vtime now, const uint8_t *packet, size_t len, bool control)
{
	if (g->state == G_UP && tree_active(g->tree)) {
		svc_send(g->tree->vc, now, ETHERTYPE_IPV4, packet, len, 0, control);
		return;
	}
	if (g->n_queued < QUEUE_MAX && g->state != G_UP) {
		struct group_packet *p = malloc(sizeof *p + len);
		if (p) {
			*p = (struct group_packet){.control = control, .len = len};
			memcpy(p->octets, packet, len);
			*g->last = p;
			g->last = &p->next;
			g->n_queued++;
		}
	}
	step(g, now, G_SEND);
}

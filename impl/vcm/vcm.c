/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The object as a whole: creation, the list of answers, timers, and the way from a
 * primitive of call control to the object that it concerns.
 *
 *   vc.c, vc_in.c   single VCs: calls of ours, calls of others
 *   be.c            best-effort paths, one for each ATM address
 *   res_fsm.c       the machine of a reservation as a table; its actions: res.c (set-up,
 *                   replacement), res_loss.c (restoration); res_event.c: what drives it
 *   res_map.c       requests of RSVP, and the packets a reservation covers
 *   tree.c          point-to-multipoint VCs of ours and their leaf sets (tree_fsm.c: a leaf's machine)
 *   group.c         groups, their members, the best-effort VC to all of them
 *   mc_fsm.c        the machine of a multicast flow's QoS VC as a table; its actions: mc_act.c; its leaf
 *                   sets: mc_tend.c; heterogeneity models: mc_model.c; what drives it: mc.c; requests of
 *                   RSVP: mc_map.c
 *   tq.c            the timers of all of them
 */
#include "vcm_priv.h"

#include <stdlib.h>

#include "mc.h"

struct vcm *vcm_create(const struct vcm_config *config, const struct vcm_ops *ops, struct flow *flow)
{
	struct vcm *v = calloc(1, sizeof *v);
	if (!v)
		return NULL;
	v->config = *config;
	v->ops = *ops;
	v->flow = flow;
	v->last = &v->first;
	v->flows = flow_classifier_create();
	v->mc = flow_classifier_create();
	if (!v->flows || !v->mc) {
		flow_classifier_free(v->flows);
		flow_classifier_free(v->mc);
		free(v);
		return NULL;
	}
	return v;
}

void vcm_free(struct vcm *v)
{
	if (!v)
		return;
	res_free_all(v);
	mc_free_all(v);
	groups_free(v);
	struct vc *vc, *next;
	HASH_ITER(hh, v->calls, vc, next)
	{
		svc_free(vc);
	}
	peers_free(v);
	while (v->first) {
		struct output *o = v->first;
		v->first = o->next;
		free(o);
	}
	free(v->given);
	flow_classifier_free(v->flows);
	flow_classifier_free(v->mc);
	tq_free(&v->timers);
	free(v);
}

void vcm_put(struct vcm *v, struct vcm_out out)
{
	struct output *o = malloc(sizeof *o);
	if (!o)
		return;
	o->next = NULL;
	o->out = out;
	*v->last = o;
	v->last = &o->next;
}

bool vcm_drain(struct vcm *v, struct vcm_out *out)
{
	free(v->given);
	v->given = v->first;
	if (!v->given)
		return false;
	v->first = v->given->next;
	if (!v->first)
		v->last = &v->first;
	*out = v->given->out;
	return true;
}

void vcm_timer_init(struct tq_timer *t, void *owner, void (*fire)(struct tq_timer *t, vtime now))
{
	*t = (struct tq_timer){.owner = owner, .fire = fire};
}

void vcm_time(struct vcm *v, vtime now)
{
	tq_run(&v->timers, now);
}

vtime vcm_next(const struct vcm *v)
{
	return tq_next(&v->timers);
}

void vcm_sent(struct vcm *v, vtime now)
{
	if (v->moving)
		res_moved(v, now);
	if (v->mc_moving)
		mc_moved(v, now);
	if (v->trees_emptying)
		trees_emptied(v, now);
	if (v->emptying)
		svc_emptied(v, now);
}

/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a multicast flow from outside: its VCs and their parties, timers, changes of the group; its packets.
 */
#include "be.h"
#include "mc.h"

#include <stdlib.h>

#include "wire/llc.h"

#define EXCESS_QUEUE 64      /* frames: excess does not queue beyond this on a QoS VC (RFC 2381 3.2) */
#define TRY_SPACING  VT_S(5) /* between attempts to bring a lost leaf back */

void mc_start(struct mc_flow *f, enum mc_timer t, vtime span)
{
	tq_start(&f->v->timers, &f->timers[t], vtime_add(f->now, span));
}

void mc_stop(struct mc_flow *f, enum mc_timer t)
{
	tq_stop(&f->v->timers, &f->timers[t]);
}

/* Requests of next hops that have left the group: nothing is sent to them, so nothing can be granted. */
static void deny_left(struct mc_flow *f)
{
	for (struct mc_res *r = f->res, *next; r; r = next) {
		next = r->next;
		if (r->hop->left && r->answer_due)
			mc_deny(r, f->now);
	}
}

void mc_event(struct mc_flow *f, vtime now, int event)
{
	f->now = now;
	f->deferred |= 1u << event;
	if (f->looking)
		return;
	f->looking = true;
	while (f->deferred && f->state != M_GONE) {
		int next = __builtin_ctz(f->deferred);
		f->deferred &= ~(1u << next);
		deny_left(f);
		mc_set_hops(f);
		fsm_step(&mc_machine, &f->state, next, f, NULL);
		if (f->state == M_GONE)
			break;
		mc_set_hops(f);
		mc_tend(f);
		if (mc_ready(f))
			f->deferred |= 1u << ME_READY;
	}
	f->looking = false;
	if (f->state == M_GONE)
		mc_forget(f);
}

/* ---- news of the VCs ---- */

static void drop_tree(struct tree **t, vtime now)
{
	struct tree *gone = *t;
	*t = NULL;
	tree_free(gone, now, true);
}

static int told_be(struct mc_flow *f, enum tree_news news)
{
	/* Of a stubborn tree whose leaves are all refused the leaves stay: they say who gets copies of its own. */
	if (news == TREE_CALL_CLOSED || news == TREE_CALL_LOST)
		drop_tree(&f->be, f->now);
	return ME_PARTY;
}

/* The leaf was asked onto a VC with VC multiplexing and cannot do that (RFC 1755 app. D.4). That it can do with LLC is
 * found out once. */
static bool takes_no_vcmux(struct mc_res *r, const struct tree *t, uint8_t cause)
{
	if (!r || cause != CAUSE_INCOMPATIBLE || !tree_multiplexed(t) || DEFECT(encap_leaf_left_out))
		return false;
	r->hop->llc_only = true;
	return true;
}

static int told_pending(struct mc_flow *f, enum tree_news news, const struct atm_addr *leaf, uint8_t cause)
{
	struct mc_res *r = leaf ? mc_res_at(f, leaf) : NULL;
	if (news == TREE_LEAF_REFUSED && takes_no_vcmux(r, f->pending, cause))
		return ME_FORM;
	switch (news) {
	case TREE_CALL_REFUSED:
		f->refused_leaf = *leaf;
		drop_tree(&f->pending, f->now);
		return ME_REFUSED;
	case TREE_LEAF_REFUSED:
	case TREE_LEAF_LOST:
		/* A next hop with a reservation in place that cannot be moved: the new size fails (RFC 2382 4.2.3.2).
		 */
		if (f->qos && r && r->established && tree_has(f->qos, leaf) && !DEFECT(limhet_larger_forced)) {
			f->refused_leaf = *leaf;
			drop_tree(&f->pending, f->now);
			return ME_REFUSED;
		}
		if (r && DEFECT(limhet_larger_forced) && r->established)
			return ME_PARTY;
		tree_drop(f->pending, f->now, leaf);
		if (r)
			mc_deny(r, f->now);
		return ME_CHANGE;
	case TREE_CALL_LOST:
		f->refused_leaf = (struct atm_addr){{0}};
		drop_tree(&f->pending, f->now);
		return ME_REFUSED;
	case TREE_CALL_CLOSED:
		drop_tree(&f->pending, f->now);
		return ME_ABANDONED;
	case TREE_LEAF_IN:
	case TREE_LEAF_OUT:
	case TREE_NOTHING:
		break;
	}
	return ME_PARTY;
}

static int told_qos(struct mc_flow *f, enum tree_news news, const struct atm_addr *leaf, uint8_t cause)
{
	struct vcm *v = f->v;
	struct mc_res *r = leaf ? mc_res_at(f, leaf) : NULL;
	if (news == TREE_LEAF_REFUSED && takes_no_vcmux(r, f->qos, cause)) {
		tree_drop(f->qos, f->now, leaf);
		return ME_FORM;
	}
	switch (news) {
	case TREE_LEAF_IN:
		if (r) {
			tq_stop(&v->timers, &r->again);
			tq_stop(&v->timers, &r->give_up);
			f->joined_at = f->now;
		}
		return ME_PARTY;
	case TREE_LEAF_REFUSED:
		tree_drop(f->qos, f->now, leaf);
		if (r && (tq_running(&r->give_up) || DEFECT(datafail_never_given_up))) {
			tq_start(&v->timers, &r->again, vtime_add(f->now, TRY_SPACING));
			return ME_PARTY;
		}
		if (DEFECT(besteff_refused_cut_off) && f->be)
			tree_drop(f->be, f->now, leaf);
		if (r)
			mc_deny(r, f->now);
		return ME_CHANGE;
	case TREE_LEAF_LOST:
		if (r && DEFECT(datafail_no_attempt)) {
			mc_deny(r, f->now);
			return ME_CHANGE;
		}
		/* One attempt at once, others follow; best effort meanwhile (RFC 2380 2.1). */
		if (r && !DEFECT(datafail_never_given_up))
			tq_start(&v->timers, &r->give_up, vtime_add(f->now, v->config.reestablish));
		return ME_PARTY;
	case TREE_CALL_LOST:
		drop_tree(&f->qos, f->now);
		return ME_LOST;
	case TREE_CALL_CLOSED:
	case TREE_CALL_REFUSED:
		/* All its leaves have left, while others wait for another size. */
		drop_tree(&f->qos, f->now);
		f->on_trees = false;
		return ME_CHANGE;
	case TREE_LEAF_OUT:
	case TREE_NOTHING:
		break;
	}
	return ME_PARTY;
}

/* Is this end of the VC in use, or of a leaf of it, that nobody here ordered, kept from RSVP (wrongly)? */
static bool unnoticed(const struct mc_flow *f, const struct tree *t, enum tree_news news, uint8_t cause)
{
	bool normal = cause == CAUSE_NORMAL || cause == CAUSE_NORMAL_30;
	return t == f->qos && ((news == TREE_LEAF_LOST && DEFECT(teardown_leaf_loss_unnoticed)) ||
			       (news == TREE_CALL_LOST && normal && DEFECT(teardown_normal_release_unnoticed)));
}

void mc_told(void *owner, struct tree *t, vtime now, enum tree_news news, const struct atm_addr *leaf, uint8_t cause)
{
	struct mc_flow *f = owner;
	int event = ME_PARTY;
	f->now = now;
	if (unnoticed(f, t, news, cause))
		return;
	if (t == f->be) {
		event = told_be(f, news);
	} else if (t == f->pending) {
		event = told_pending(f, news, leaf, cause);
	} else if (t == f->qos) {
		event = told_qos(f, news, leaf, cause);
	} else if (t == f->old && (news == TREE_CALL_CLOSED || news == TREE_CALL_LOST)) {
		drop_tree(&f->old, now);
		event = ME_OLD_CLOSED;
	}
	mc_event(f, now, event);
}

/* ---- changes from outside ---- */

void mc_look(struct group *g, struct hop *h, vtime now)
{
	for (struct mc_flow *f = g->flows, *next; f; f = next) {
		next = f->next;
		if (h && h->address == ADDRESS_NONE) {
			mc_set_hops(f);
			if (h->res)
				mc_deny(h->res, now);
		}
		mc_event(f, now, ME_CHANGE);
	}
}

void mc_control_lost(struct group *g, struct hop *h, vtime now)
{
	for (struct mc_flow *f = g->flows, *next; f; f = next) {
		next = f->next;
		mc_set_hops(f);
		if (!h) {
			mc_remove_all(f, now, true);
		} else if (h->res) {
			h->res->answer_due = false;
			mc_deny(h->res, now);
		}
		mc_event(f, now, ME_CHANGE);
	}
}

void mc_unlist_moving(struct mc_flow *f)
{
	struct mc_flow **at = &f->v->mc_moving;
	while (*at && *at != f)
		at = &(*at)->next_moving;
	if (*at)
		*at = f->next_moving;
}

void mc_moved(struct vcm *v, vtime now)
{
	for (struct mc_flow *f = v->mc_moving, *next; f; f = next) {
		next = f->next_moving;
		const struct flow_vc *old = f->old && f->old->vc ? f->old->vc->link : NULL;
		const struct flow_vc *new = f->qos && f->qos->vc ? f->qos->vc->link : NULL;
		/* The first packet has left on the new VC and the last on the old. */
		if (new &&flow_vc_sent(new) > f->sent_at_move && (!old || flow_vc_queued(old) == 0) &&
		    !VARIANT(variant_old_vc_lingers))
			mc_event(f, now, ME_MOVED);
	}
}

/* ---- packets ---- */

/* Copies for the members that the best-effort VC could not take. */
static void send_to_stragglers(struct mc_flow *f, vtime now, const uint8_t *packet, size_t len)
{
	for (const struct leaf *l = f->be->leaves; l; l = l->hh.next) {
		if (l->state == LEAF_REFUSED || DEFECT(limhet_vc_per_member)) {
			struct atm_addr to = l->atm;
			vcm_send_be(f->v, now, &to, ETHERTYPE_IPV4, packet, len, false);
		}
	}
}

static void send_best_effort(struct mc_flow *f, vtime now, const uint8_t *packet, size_t len)
{
	if (!f->be || DEFECT(besteff_reserved_only))
		return;
	if (f->be->vc && !DEFECT(limhet_vc_per_member))
		svc_send(f->be->vc, now, ETHERTYPE_IPV4, packet, len, 0, false);
	if (f->be->vc && DEFECT(limhet_copy_twice))
		svc_send(f->be->vc, now, ETHERTYPE_IPV4, packet, len, 0, false);
	if (f->stragglers || DEFECT(limhet_vc_per_member))
		send_to_stragglers(f, now, packet, len);
}

/* Wrongly, data is off its VC while another takes its place. */
static bool wrongly_off(const struct mc_flow *f)
{
	bool early = DEFECT(dynqos_data_off_old_early) || DEFECT(tau_remapped_before_connect);
	bool late = DEFECT(dynqos_old_released_before_move) || DEFECT(tau_old_torn_before_remap);
	return (early && f->state == M_REPLACING) || (late && f->state == M_MOVING);
}

bool mc_send(struct vcm *v, vtime now, const uint8_t *packet, size_t len)
{
	struct mc_flow *f = flow_classify(v->mc, packet, len);
	if (!f)
		return false;
	if (DEFECT(transition_old_silent) && (f->state == M_SETTING_UP || f->state == M_REPLACING))
		return true;
	if (DEFECT(transition_new_alone) && f->pending && tree_active(f->pending))
		return svc_send(f->pending->vc, now, ETHERTYPE_IPV4, packet, len, 0, false);
	if (DEFECT(init_data_before_connect) && f->state == M_SETTING_UP && f->pending && f->pending->vc &&
	    f->pending->vc->link)
		return svc_send(f->pending->vc, now, ETHERTYPE_IPV4, packet, len, 0, false);
	if (!f->on_trees || !f->qos || !f->qos->vc || wrongly_off(f))
		return false;
	if (DEFECT(transition_pause_at_join) && f->joined_at && now < vtime_add(f->joined_at, VT_MS(200)))
		return true;
	struct vc *vc = DEFECT(dynqos_data_left_on_old) && f->old && f->old->vc ? f->old->vc : f->qos->vc;
	/* As with a single receiver (res_event.c): excess is tagged. Where it cannot be, it goes best effort, to all:
	 * over the VC of the group, so that nobody gets it twice. */
	bool excess = !flow_bucket_take(&f->bucket, now, len);
	if (excess && DEFECT(besteff_excess_dropped))
		return true;
	if (excess && (!vc->tagging || VARIANT(variant_excess_best_effort) || !vc->link ||
		       flow_vc_queued(vc->link) >= EXCESS_QUEUE))
		return false;
	if (!svc_send(vc, now, ETHERTYPE_IPV4, packet, len, excess, false))
		return false;
	send_best_effort(f, now, packet, len);
	/* Wrongly once more over the VC of the group. */
	if (DEFECT(copy_best_effort_to_all))
		return false;
	return !(DEFECT(transition_duplicate_at_switch) && now < vtime_add(f->switched_at, VT_MS(300)));
}

void vcm_send_group(struct vcm *v, vtime now, uint32_t dst, const uint8_t *packet, size_t len, bool control)
{
	struct group *g = group_find(v, dst);
	for (const struct hop *h = g && control && DEFECT(init_setup_on_path) ? g->hops : NULL; h; h = h->hh.next) {
		if (hop_known(h) && !g->flows)
			res_open_ahead(v, now, &h->atm, packet, len);
	}
	if (g && (control || !mc_send(v, now, packet, len)))
		group_send(g, now, packet, len, control);
}

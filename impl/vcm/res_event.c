/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to a reservation from outside: primitives of its calls, timers, its packets. */
#include "res.h"

#include <stdlib.h>

#include "res_map.h"

#define EXCESS_QUEUE 64 /* frames: excess does not queue beyond this on a QoS VC (RFC 2381 3.2) */

static void timer_event(struct tq_timer *t, vtime now)
{
	struct res *r = t->owner;
	res_event(r, now, E_T_TAU + (int)(t - r->timers));
}

void res_event(struct res *r, vtime now, int event)
{
	r->now = now;
	fsm_step(&res_machine, &r->state, event, r, NULL);
	if (r->state == R_GONE)
		res_destroy(r, now);
}

void res_init(struct res *r)
{
	for (int i = 0; i < T_TIMERS; i++)
		vcm_timer_init(&r->timers[i], r, timer_event);
}

void res_destroy(struct res *r, vtime now)
{
	struct vcm *v = r->v;
	res_unlist_moving(r);
	for (int i = 0; i < T_TIMERS; i++)
		res_stop(r, i);
	res_unmap(r);
	res_let_go(&r->pending, now, false);
	res_let_go(&r->old, now, true);
	res_let_go(&r->vc, now, true);
	v->granted -= r->granted;
	HASH_DEL(v->reservations, r);
	free(r);
}

void res_connected(struct vc *vc, vtime now)
{
	res_event(vc->res, now, E_CONNECTED);
}

void res_refused(struct vc *vc, vtime now, uint8_t cause)
{
	struct res *r = vc->res;
	vc->res = NULL;
	r->pending = NULL;
	res_event(r, now, E_REFUSED);
}

void res_vc_freed(struct vc *vc)
{
	for (struct res *r = vc->v->reservations; r; r = r->hh.next) {
		if (r->data == vc)
			r->data = NULL;
		if (DEFECT(mapping_spare_vc) && r->old == vc)
			r->old = NULL;
	}
}

/* Is this end of a VC, that nobody here ordered, kept from RSVP (wrongly)? */
static bool unnoticed(uint8_t cause)
{
	return DEFECT(teardown_normal_release_unnoticed) && (cause == CAUSE_NORMAL || cause == CAUSE_NORMAL_30);
}

void res_lost(struct vc *vc, vtime now, uint8_t cause)
{
	struct res *r = vc->res;
	vc->res = NULL;
	if (r->old == vc) {
		r->old = NULL;
		res_event(r, now, E_OLD_LOST);
		return;
	}
	if (r->vc != vc)
		return;
	r->vc = NULL;
	if (unnoticed(cause)) {
		r->data = NULL;
		return;
	}
	res_event(r, now, E_LOST);
}

void res_released(struct res *r, vtime now, struct vc *vc)
{
	vc->res = NULL;
	if (r->pending == vc) {
		r->pending = NULL;
		res_event(r, now, E_ABANDONED);
	} else if (r->old == vc) {
		r->old = NULL;
		res_event(r, now, E_OLD_CLOSED);
	} else if (r->vc == vc) {
		r->vc = NULL;
		r->data = NULL;
	}
}

void res_moved(struct vcm *v, vtime now)
{
	for (struct res *r = v->moving, *next; r; r = next) {
		next = r->next_moving;
		/* The first packet has left on the new VC and the last on the old. */
		bool empty = !r->old || !r->old->link || flow_vc_queued(r->old->link) == 0;
		if (r->vc && r->vc->link && flow_vc_sent(r->vc->link) > r->sent_at_move && empty &&
		    !VARIANT(variant_old_vc_lingers))
			res_event(r, now, E_MOVED);
	}
}

/* A reservation whose session has the packet's destination, whatever its ports. */
static struct res *to_same_destination(const struct vcm *v, const uint8_t *packet, size_t len)
{
	struct flow_key key;
	for (struct res *r = flow_key_of(packet, len, &key) ? v->reservations : NULL; r; r = r->hh.next) {
		if (r->n_keys > 0 && r->keys[0].dst == key.dst)
			return r;
	}
	return NULL;
}

bool res_exceeds(struct vcm *v, vtime now, const uint8_t *packet, size_t len)
{
	struct res *r = flow_classify(v->flows, packet, len);
	return r && !flow_bucket_take(&r->bucket, now, len);
}

bool vcm_send_reserved(struct vcm *v, vtime now, const uint8_t *packet, size_t len)
{
	struct res *r = flow_classify(v->flows, packet, len);
	if (!r && DEFECT(mapping_by_destination))
		r = to_same_destination(v, packet, len);
	if (!r || (DEFECT(mapping_second_flow_left) && r->hh.prev))
		return false;
	if (DEFECT(mapping_second_flow_lost) && r->hh.prev)
		return true;
	if (DEFECT(mapping_shared_vc) && !r->data && res_neighbour(r))
		r = res_neighbour(r);
	struct vc *vc = r->data;
	if (DEFECT(init_data_before_connect) && r->state == R_SETTING_UP)
		vc = r->pending;
	if (!vc || !vc->link)
		return false;
	/* What exceeds the reservation is not dropped but tagged, all cells of the packet
	 * alike, on the same VC, which keeps the order (RFC 2381 2.2, 3.2). Without tagging,
	 * or when too much of it waits already, it goes best effort. */
	bool excess = !flow_bucket_take(&r->bucket, now, len);
	if (excess && DEFECT(besteff_excess_dropped))
		return true;
	if (excess && (!vc->tagging || VARIANT(variant_excess_best_effort) || flow_vc_queued(vc->link) >= EXCESS_QUEUE))
		return false;
	return svc_send(vc, now, ETHERTYPE_IPV4, packet, len, excess, false);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traffic control (RFC 2209 UPDATE TRAFFIC CONTROL): what is asked of the interface's
 * resources, and what its answers do to reservation state (RFC 2205 2.5, 3.1.8, 3.11.2).
 */
#include "base/defect.h"

#include "state.h"

bool re_tc_sender(const struct re_rsb *r, struct tspec *sum)
{
	const struct re_psb *p;
	bool any = false;
	DL_FOREACH(r->s->psbs, p)
	{
		if (!re_rsb_matches(r, p))
			continue;
		if (any)
			tspec_sum(sum, &p->tspec, sum);
		else
			*sum = p->tspec;
		any = true;
	}
	return any;
}

void re_tc_update(struct rsvp_engine *e, struct re_rsb *r)
{
	if (r->local) {
		/* Nothing has to be provided between this node and its application. */
		r->inst = r->req;
		r->installed = true;
		r->n_installed = r->n_filters;
		re_session_upstream(e, r->s);
		return;
	}
	bool known = r->installed || r->pending;
	r->has_sender = re_tc_sender(r, &r->sender);
	r->pending = true;
	re_send_tc(e, known ? RSVP_OUT_TC_MOD : RSVP_OUT_TC_ADD, r);
}

void re_tc_delete(struct rsvp_engine *e, struct re_rsb *r)
{
	if (r->tc && (r->installed || r->pending))
		re_send_tc(e, RSVP_OUT_TC_DEL, r);
}

void re_tc_senders_changed(struct rsvp_engine *e, struct re_session *s)
{
	struct re_rsb *r;
	DL_FOREACH(s->rsbs, r)
	{
		struct tspec sum;
		/* Without a sender the reservation only waits for its end. */
		if (!r->local && re_tc_sender(r, &sum) && !(r->has_sender && tspec_equal(&sum, &r->sender)))
			re_tc_update(e, r);
	}
}

static struct re_rsb *by_id(struct rsvp_engine *e, rsvp_tc id)
{
	struct re_rsb *r;
	HASH_FIND(tc_hh, e->by_tc, &id, sizeof(id), r);
	return r;
}

/* Remember what was refused, so that its refreshes do not become new attempts at once. */
static void remember(struct rsvp_engine *e, const struct re_rsb *r)
{
	bool ff = r->style == RSVP_FF;
	struct re_bsb *b = re_bsb_get(e, r->s, RE_BLOCK_REFUSED, r->nhop, r->oi, ff ? r->filters[0].src : 0,
				      ff ? r->filters[0].port : (uint16_t)0, true);
	if (!b)
		return;
	b->f = r->req;
	re_timer_set(e, &b->tb, re_blockade_time(e));
}

static void refused(struct rsvp_engine *e, struct re_rsb *r, uint8_t code, uint16_t value)
{
	struct re_session *s = r->s;
	const struct flowspec *rejected = DEFECT(dynqos_standing_reported) && r->installed ? &r->inst : &r->req;
	bool in_place = r->installed && !DEFECT(dynqos_in_place_hidden);
	re_resv_error(e, r, rejected, in_place ? RSVP_ERR_INPLACE : 0, code, value);
	/* A refusal of the value that stands (the sender's TSpec has grown) is no reason to wait. */
	if (!r->installed || !flowspec_equal(&r->req, &r->inst))
		remember(e, r);
	if (!r->installed) {
		re_rsb_free(e, r);
		re_session_drop_if_empty(e, s);
		return;
	}
	/* The old reservation stays in force, its filters too (RFC 2205 3.11.2). */
	r->req = r->inst;
	while (r->n_filters > r->n_installed)
		re_rsb_del_filter(r, &r->filters[r->n_filters - 1]);
	r->confirm = 0;
}

void rsvp_engine_tc_result(struct rsvp_engine *e, vtime now, rsvp_tc id, bool ok, uint8_t code, uint16_t value)
{
	re_timers_run(e, now - 1);
	e->now = now > e->now ? now : e->now;
	struct re_rsb *r = by_id(e, id);
	if (!r || !r->pending)
		return;
	r->pending = false;
	if (!ok) {
		refused(e, r, code, value);
		return;
	}
	r->inst = r->req;
	r->installed = true;
	r->n_installed = r->n_filters;
	re_session_upstream(e, r->s);
}

void rsvp_engine_tc_lost(struct rsvp_engine *e, vtime now, rsvp_tc id, uint8_t code, uint16_t value)
{
	re_timers_run(e, now - 1);
	e->now = now > e->now ? now : e->now;
	struct re_rsb *r = by_id(e, id);
	if (!r)
		return;
	struct re_session *s = r->s;
	re_resv_error(e, r, r->installed ? &r->inst : &r->req, 0, code, value);
	remember(e, r);
	re_rsb_free(e, r);
	re_session_upstream(e, s);
	re_session_drop_if_empty(e, s);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signalling link under the calls: frames to and from SAAL, its loss and return
 * (Q.2931 5.6.9, 5.6.10), and the clock of the whole channel. Calls that are not active do not
 * survive a loss; active ones wait for T309 and are asked with STATUS ENQUIRY when the
 * link is back, also if it only was resynchronised, because messages may be lost.
 */
#include <string.h>

#include "uni/cc.h"

#define T309_AT (CT_309 - CT_CALL_COUNT)
#define T316_AT (CT_316 - CT_CALL_COUNT)

static bool any_active(const struct cc *cc)
{
	if (cc->n_calls == 0)
		return false;
	for (const struct cc_call *c = cc->by_handle; c; c = c->hh_handle.next) {
		if (!c->gone && c->state == CC_ACTIVE)
			return true;
	}
	return false;
}

static void establish(struct cc *cc)
{
	if (cc->link != CC_LINK_DOWN)
		return;
	cc->link = CC_LINK_ESTABLISHING;
	saal_establish_req(cc->saal, cc->now);
}

void cc_start(struct cc *cc)
{
	cc->wanted = true;
	establish(cc);
	cc_drain_saal(cc);
}

void cc_need_link(struct cc *cc)
{
	establish(cc);
}

static void link_up(struct cc *cc)
{
	cc->link = CC_LINK_UP;
	timers_stop(&cc->timers, T309_AT);
	cc_put(cc, CC_OUT_LINK_UP, NULL);
	cc_step_all(cc, &(struct cc_arg){.event = CC_EV_LINK_UP}, NULL, NULL);
}

static void link_down(struct cc *cc)
{
	bool was_up = cc->link == CC_LINK_UP;
	cc->link = CC_LINK_DOWN;
	if (was_up)
		cc_put(cc, CC_OUT_LINK_DOWN, NULL);
	cc_step_all(cc, &(struct cc_arg){.event = CC_EV_LINK_DOWN}, NULL, NULL);
	if (any_active(cc) && !timers_running(&cc->timers, T309_AT))
		timers_start(&cc->timers, T309_AT, cc->now, cc_span(cc, CT_309));
}

static void put_frame(struct cc *cc, const struct saal_out *o)
{
	struct wr *w = &cc->queue.octets;
	size_t n = cc->queue.n, off = w->len;
	wr_octets(w, o->octets, o->len);
	if (w->failed)
		return;
	cc_put(cc, CC_OUT_FRAME, NULL);
	if (cc->queue.n > n) {
		cc_last(cc)->off = off;
		cc_last(cc)->len = o->len;
	}
}

void cc_drain_saal(struct cc *cc)
{
	struct saal_out o;
	for (;;) {
		if (!saal_drain(cc->saal, &o)) {
			/* Only now: the peer may have begun anew right behind its release. */
			if (cc->link != CC_LINK_DOWN || !(cc->wanted || any_active(cc)))
				return;
			establish(cc);
			continue;
		}
		switch (o.kind) {
		case SAAL_PDU:
			put_frame(cc, &o);
			break;
		case SAAL_DATA_IND:
			cc_receive(cc, o.octets, o.len, true);
			break;
		case SAAL_ESTABLISH_IND:
		case SAAL_ESTABLISH_CONF:
			link_up(cc);
			break;
		case SAAL_RELEASE_IND:
		case SAAL_RELEASE_CONF:
			link_down(cc);
			break;
		default: /* unassured data and reports to layer management */
			break;
		}
	}
}

void cc_frame(struct cc *cc, const uint8_t *octets, size_t len)
{
	saal_pdu(cc->saal, cc->now, octets, len);
	cc_drain_saal(cc);
}

vtime cc_next(const struct cc *cc)
{
	return vtime_min(saal_next(cc->saal), vtime_min(cc_timers_next(cc), timers_next(&cc->timers)));
}

static void channel_timer(struct cc *cc, int t)
{
	if (t == T309_AT)
		cc_step_all(cc, &(struct cc_arg){.event = CC_EV_T309}, NULL, NULL);
	else
		cc_restart_t316(cc);
}

/* Equal deadlines: SAAL, then the channel, then the calls. */
void cc_time(struct cc *cc)
{
	while (cc_next(cc) <= cc->now) {
		vtime at = cc_next(cc);
		if (saal_next(cc->saal) == at)
			saal_time(cc->saal, cc->now);
		else if (timers_next(&cc->timers) == at)
			channel_timer(cc, timers_due(&cc->timers, cc->now));
		else
			cc_timers_run(cc);
		cc_drain_saal(cc);
	}
}

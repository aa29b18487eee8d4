/* SPDX-License-Identifier: Apache-2.0 */
/*
 * As ingress: which QoS VC a flow has. A reservation that is new or changed gets a
 * VC of its size; the one before is closed after it stands, or before it is asked for,
 * as the script wants it.
 */
#include "host_priv.h"

#define CAUSE_NORMAL 16

const struct host_route *host_route_to(const struct host *h, uint32_t dst)
{
	for (size_t i = 0; i < h->c.n_routes; i++) {
		if (h->c.routes[i].ip == dst)
			return &h->c.routes[i];
	}
	return NULL;
}

static struct call *open_vc(struct host *h, vtime now, size_t flow, const struct tester_spec *spec, int offer, bool cbr)
{
	const struct host_route *r = host_route_to(h, h->c.flows[flow].dst);
	struct q2931_msg setup;

	if (r == NULL)
		return NULL;
	setup_qos(h, &r->atm, spec, offer, cbr, &setup);
	struct call *c = call_open(h, now, USE_QOS, &r->atm, &setup);
	if (c != NULL)
		c->flow = flow;
	return c;
}

void host_open_qos(struct host *h, vtime now, size_t flow, const struct tester_spec *spec, int offer, bool cbr)
{
	open_vc(h, now, flow, spec, offer, cbr);
}

const struct tester_spec *flow_size(const struct host *h, const struct tester_spec *asked)
{
	for (size_t i = 0; i < h->c.n_specs; i++) {
		const struct tester_spec *s = &h->c.specs[i];
		if (s->r >= asked->r && s->b >= asked->b && s->p >= asked->p)
			return s;
	}
	return &h->c.specs[h->c.n_specs - 1];
}

static void release_later(void *ctx, vtime now)
{
	struct call *c = ctx;

	c->timer = 0;
	call_release(c, now, CAUSE_NORMAL);
}

void call_release_after(struct call *c, vtime now, vtime delay)
{
	if (delay == 0)
		call_release(c, now, CAUSE_NORMAL);
	else if (c->timer == 0)
		c->timer = engine_at(c->h->c.engine, vtime_add(now, delay), release_later, c);
}

static void reserved(struct host *h, vtime now, size_t flow, const struct tester_spec *asked, uint32_t confirm)
{
	struct flow_call *f = &h->flows[flow];
	const struct tester_spec *spec = flow_size(h, asked);
	bool same = f->wanted && f->spec.r == spec->r && f->spec.p == spec->p && f->spec.b == spec->b;

	f->confirm = confirm != 0 ? confirm : f->confirm;
	if (!h->as_ingress.qos_on_resv || same) {
		if (f->confirm != 0)
			rsvp_end_confirm(h->rsvp, now, flow, BODY_FF, spec, f->confirm);
		f->confirm = 0;
		return;
	}
	f->wanted = true;
	f->spec = *spec;
	struct call *old = f->current;
	if (f->next != NULL) {
		/* A replacement that is not needed any more. */
		struct call *unfinished = f->next;
		f->next = NULL;
		call_release(unfinished, now, CAUSE_NORMAL);
	}
	if (old != NULL && h->as_ingress.break_first) {
		f->current = NULL;
		call_release(old, now, CAUSE_NORMAL);
	}
	struct call *c = open_vc(h, now, flow, spec, h->as_ingress.offer, h->as_ingress.cbr);
	if (f->current != NULL)
		f->next = c;
	else
		f->current = c;
}

static void torn(struct host *h, vtime now, size_t flow)
{
	struct flow_call *f = &h->flows[flow];
	struct call *calls[] = {f->current, f->next};

	*f = (struct flow_call){0};
	for (int i = 0; i < 2; i++) {
		if (calls[i] != NULL)
			call_release_after(calls[i], now, h->as_ingress.release_delay);
	}
}

void flow_event(void *ctx, vtime now, const struct rsvp_news *news)
{
	struct host *h = ctx;

	if (is_group(h->c.flows[news->flows[0]].dst)) {
		mgroup_event(h, now, news);
		return;
	}
	for (size_t i = 0; i < news->n_flows; i++) {
		if (news->event == RSVP_RESV_IN)
			reserved(h, now, news->flows[i], &news->spec, news->confirm);
		else
			torn(h, now, news->flows[i]);
	}
}

void flow_call_active(struct call *c, vtime now)
{
	struct host *h = c->h;
	struct flow_call *f = c->flow != HOST_NO_FLOW ? &h->flows[c->flow] : NULL;

	if (f == NULL || (f->current != c && f->next != c))
		return;
	if (f->next == c) {
		struct call *old = f->current;
		f->current = c;
		f->next = NULL;
		if (old != NULL)
			call_release_after(old, now, h->as_ingress.release_delay);
	}
	if (f->confirm != 0)
		rsvp_end_confirm(h->rsvp, now, c->flow, BODY_FF, &f->spec, f->confirm);
	f->confirm = 0;
}

void flow_call_gone(struct call *c)
{
	struct flow_call *f = c->flow != HOST_NO_FLOW ? &c->h->flows[c->flow] : NULL;

	if (f != NULL && f->current == c) {
		f->current = f->next;
		f->next = NULL;
		/* The next Resv asks for it again. */
		f->wanted = f->current != NULL;
	} else if (f != NULL && f->next == c) {
		f->next = NULL;
	}
}

struct call *flow_vc(struct host *h, size_t flow)
{
	struct call *current = flow < h->c.n_flows ? h->flows[flow].current : NULL;

	if (current != NULL && current->active && !current->releasing)
		return current;
	for (struct call *c = h->calls; c != NULL; c = c->next) {
		if (c->use == USE_QOS && c->outgoing && c->flow == flow && c->active && !c->releasing)
			return c;
	}
	return NULL;
}

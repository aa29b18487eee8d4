/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single messages dropped, doubled or held on the word of a hook. What a request of the switch
 * would send is held as the request: the call stays as it was until then, as if the switch had
 * been slow. Other messages are held as such, after the state has moved.
 */
#include <stdlib.h>
#include <string.h>

#include "net_priv.h"

static struct net_uni_verdict ask(struct net_uni *n, net_uni_hook hook, const struct cc_call *call,
				  const struct q2931_msg *m)
{
	struct net_uni_verdict pass = {.fate = NET_PASS};
	return hook ? hook(n->config.hook_ctx, n->cc.now, call ? call->handle : 0, m) : pass;
}

static void held_free(struct net_held *h)
{
	free(h->msg);
	free(h->octets);
	free(h);
}

void net_held_free(struct net_uni *n)
{
	while (n->held) {
		struct net_held *h = n->held;
		n->held = h->next;
		held_free(h);
	}
}

/* False when memory runs out; the caller then lets the message pass. */
static bool hold(struct net_uni *n, vtime at, const struct net_held *what, const struct q2931_msg *m,
		 const uint8_t *octets)
{
	struct net_held *h = malloc(sizeof(*h));
	if (!h)
		return false;
	*h = *what;
	h->at = at;
	h->msg = m ? malloc(sizeof(*m)) : NULL;
	h->octets = octets ? malloc(h->len) : NULL;
	if ((m && !h->msg) || (octets && !h->octets)) {
		held_free(h);
		return false;
	}
	if (m)
		*h->msg = *m;
	if (octets)
		memcpy(h->octets, octets, h->len);
	struct net_held **p = &n->held;
	while (*p && (*p)->at <= at)
		p = &(*p)->next;
	h->next = *p;
	*p = h;
	return true;
}

bool net_outgoing(void *ctx, struct cc_call *call, const struct q2931_msg *m)
{
	struct net_uni *n = ctx;
	struct net_uni_verdict v = n->asked ? n->verdict : ask(n, n->config.outgoing, call, m);
	n->asked = false;
	switch (v.fate) {
	case NET_DROP:
		return false;
	case NET_DUPLICATE:
		cc_transmit(&n->cc, m);
		return true;
	case NET_HOLD: {
		struct net_held what = {.kind = HELD_OUT, .call = call ? call->handle : 0};
		return !hold(n, v.until, &what, m, NULL);
	}
	default:
		return true;
	}
}

bool net_incoming(void *ctx, struct cc_call *call, const struct q2931_msg *m, const uint8_t *octets, size_t len)
{
	struct net_uni *n = ctx;
	struct net_uni_verdict v = ask(n, n->config.incoming, call, m);
	struct net_held what = {.kind = HELD_IN, .call = call ? call->handle : 0, .len = len};
	switch (v.fate) {
	case NET_DROP:
		return false;
	case NET_DUPLICATE: /* the second one right behind the first */
		hold(n, n->cc.now, &what, NULL, octets);
		return true;
	case NET_HOLD:
		return !hold(n, v.until, &what, NULL, octets);
	default:
		return true;
	}
}

/* A call that is being cleared forgets what was held of it, if the user never came to see it. */
static void forget_requests(struct net_uni *n, net_call call)
{
	for (struct net_held **p = &n->held; *p;) {
		struct net_held *h = *p;
		if (h->call != call || h->kind != HELD_REQUEST) {
			p = &h->next;
			continue;
		}
		*p = h->next;
		held_free(h);
	}
}

static bool setup_held(const struct net_uni *n, net_call call)
{
	for (const struct net_held *h = n->held; h; h = h->next) {
		if (h->call == call && h->kind == HELD_REQUEST && h->event == CC_EV_SETUP_REQ)
			return true;
	}
	return false;
}

static const struct q2931_msg *preview(struct net_uni *n, struct cc_call *call, enum q2931_type type,
				       const struct cc_arg *arg)
{
	struct q2931_msg *m = cc_compose(call, type, arg->msg);
	if (arg->cause) {
		m->cause = *arg->cause;
		m->cause.present = true;
	} else if (type != Q2931_SETUP) {
		net_complete_answer(call, m);
	}
	return m;
}

void net_request(struct net_uni *n, struct cc_call *call, const struct cc_arg *arg)
{
	if (arg->event == CC_EV_RELEASE_REQ) {
		bool unsent = setup_held(n, call->handle);
		forget_requests(n, call->handle);
		if (unsent) {
			cc_put(&n->cc, CC_OUT_RELEASE_CONF, call);
			cc_call_drop(call);
			return;
		}
	}
	enum q2931_type type = net_message_of(call, arg->event);
	/* A SETUP that waits for the link is shown to the hook when it goes out. */
	bool now = type && (type != Q2931_SETUP || n->cc.link == CC_LINK_UP);
	if (now && n->config.outgoing) {
		struct net_uni_verdict v = ask(n, n->config.outgoing, call, preview(n, call, type, arg));
		if (v.fate == NET_HOLD) {
			struct net_held what = {.kind = HELD_REQUEST, .call = call->handle, .event = arg->event};
			if (arg->cause)
				what.cause = *arg->cause;
			if (hold(n, v.until, &what, arg->msg, NULL))
				return;
			v.fate = NET_PASS;
		}
		n->asked = true;
		n->verdict = v;
	}
	cc_step(call, arg);
	n->asked = false;
}

static void release(struct net_uni *n, struct net_held *h)
{
	struct cc_call *call = cc_find(&n->cc, h->call);
	switch (h->kind) {
	case HELD_REQUEST:
		if (!call)
			return;
		n->asked = true;
		n->verdict = (struct net_uni_verdict){.fate = NET_PASS};
		struct cc_arg arg = {.event = h->event, .msg = h->msg};
		if (h->event == CC_EV_RELEASE_REQ)
			arg.cause = &h->cause;
		cc_step(call, &arg);
		n->asked = false;
		return;
	case HELD_OUT:
		cc_transmit(&n->cc, h->msg);
		return;
	case HELD_IN:
		cc_receive(&n->cc, h->octets, h->len, false);
		return;
	}
}

void net_held_run(struct net_uni *n)
{
	while (n->held && n->held->at <= n->cc.now) {
		struct net_held *h = n->held;
		n->held = h->next;
		release(n, h);
		held_free(h);
		cc_drain_saal(&n->cc);
	}
}

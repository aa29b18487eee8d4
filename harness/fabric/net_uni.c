/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Network side of a UNI: primitives and outputs of net_uni.h over the call control of uni/cc.h.
 * Editions as on the user side: UNI 3.0, 3.1, 4.0, point to point and point to multipoint.
 */
#include "net_uni.h"

#include <stdlib.h>

#include "net_priv.h"

#define ENDED_CALLS 128 /* that net_uni_call_by_ref still knows; few enough to stay in the cache */

struct net_uni *net_uni_create(const struct net_uni_config *config)
{
	struct net_uni *n = calloc(1, sizeof(*n));
	if (!n)
		return NULL;
	n->config = *config;
	struct cc_config c = {
	    .version = config->version,
	    .first_call_ref = config->first_call_ref,
	    .keep_ended = ENDED_CALLS,
	    .span = {[CT_301] = config->t301,
		     [CT_303] = config->t303,
		     [CT_308] = config->t308,
		     [CT_309] = config->t309,
		     [CT_310] = config->t310,
		     [CT_316] = config->t316,
		     [CT_322] = config->t322,
		     [CT_397] = config->t397,
		     [CT_398] = config->t398,
		     [CT_399] = config->t399},
	};
	struct cc_hooks hooks = {
	    .ctx = n,
	    .outgoing = config->outgoing ? net_outgoing : NULL,
	    .incoming = config->incoming ? net_incoming : NULL,
	};
	if (!cc_init(&n->cc, &net_side, &c, &hooks)) {
		net_uni_free(n);
		return NULL;
	}
	return n;
}

void net_uni_free(struct net_uni *n)
{
	if (!n)
		return;
	net_held_free(n);
	cc_deinit(&n->cc);
	free(n);
}

void net_uni_start(struct net_uni *n, vtime now)
{
	cc_begin(&n->cc, now);
	cc_start(&n->cc);
}

/* After each event: SAAL's outputs, and second copies of messages that a hook doubled. */
static void finish(struct net_uni *n)
{
	cc_drain_saal(&n->cc);
	net_held_run(n);
}

net_call net_uni_setup_req(struct net_uni *n, vtime now, const struct q2931_msg *setup)
{
	cc_begin(&n->cc, now);
	struct cc_call *call = cc_call_new(&n->cc, true, 0);
	if (!call)
		return 0;
	net_call handle = call->handle;
	net_request(n, call, &(struct cc_arg){.event = CC_EV_SETUP_REQ, .msg = setup});
	finish(n);
	return handle;
}

void net_uni_assign(struct net_uni *n, net_call handle, uint16_t vpci, uint16_t vci)
{
	struct cc_call *call = cc_find(&n->cc, handle);
	if (!call)
		return;
	call->has_conn = true;
	call->vpci = vpci;
	call->vci = vci;
}

/* A request for a call that may be gone. */
static void request(struct net_uni *n, vtime now, net_call handle, const struct cc_arg *arg)
{
	cc_begin(&n->cc, now);
	struct cc_call *call = cc_find(&n->cc, handle);
	if (call)
		net_request(n, call, arg);
	finish(n);
}

void net_uni_proceeding_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg)
{
	request(n, now, call, &(struct cc_arg){.event = CC_EV_PROCEEDING_REQ, .msg = msg});
}

void net_uni_alerting_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg)
{
	if (n->config.version >= UNI_40)
		request(n, now, call, &(struct cc_arg){.event = CC_EV_ALERTING_REQ, .msg = msg});
}

void net_uni_connect_req(struct net_uni *n, vtime now, net_call call, const struct q2931_msg *msg)
{
	request(n, now, call, &(struct cc_arg){.event = CC_EV_SETUP_RESP, .msg = msg});
}

void net_uni_release_req(struct net_uni *n, vtime now, net_call call, const struct ie_cause *cause)
{
	request(n, now, call, &(struct cc_arg){.event = CC_EV_RELEASE_REQ, .cause = cause});
}

uint16_t net_uni_add_party_req(struct net_uni *n, vtime now, net_call handle, const struct q2931_msg *msg)
{
	cc_begin(&n->cc, now);
	struct cc_call *call = cc_find(&n->cc, handle);
	uint16_t party = call ? cc_party_add(call) : 0;
	if (party)
		cc_step(call, &(struct cc_arg){.event = CC_EV_ADD_PARTY_REQ, .msg = msg, .party = party});
	finish(n);
	return party;
}

static void party_request(struct net_uni *n, vtime now, net_call handle, const struct cc_arg *arg)
{
	cc_begin(&n->cc, now);
	struct cc_call *call = cc_find(&n->cc, handle);
	if (call)
		cc_party_request(call, arg);
	finish(n);
}

static void end_party(struct net_uni *n, vtime now, net_call handle, const struct cc_arg *arg)
{
	const struct cc_call *call = cc_find(&n->cc, handle);
	if (call && cc_party_is_last(call, arg->party))
		net_uni_release_req(n, now, handle, arg->cause);
	else
		party_request(n, now, handle, arg);
}

void net_uni_party_alerting_req(struct net_uni *n, vtime now, net_call call, uint16_t party,
				const struct q2931_msg *msg)
{
	if (n->config.version >= UNI_40)
		party_request(n, now, call,
			      &(struct cc_arg){.event = CC_EV_PARTY_ALERTING_REQ, .party = party, .msg = msg});
}

void net_uni_add_party_resp(struct net_uni *n, vtime now, net_call call, uint16_t party, const struct q2931_msg *msg)
{
	party_request(n, now, call, &(struct cc_arg){.event = CC_EV_ADD_PARTY_RESP, .party = party, .msg = msg});
}

void net_uni_add_party_reject(struct net_uni *n, vtime now, net_call call, uint16_t party, const struct ie_cause *cause)
{
	end_party(n, now, call, &(struct cc_arg){.event = CC_EV_REJECT_PARTY_REQ, .party = party, .cause = cause});
}

void net_uni_drop_party_req(struct net_uni *n, vtime now, net_call call, uint16_t party, const struct ie_cause *cause)
{
	end_party(n, now, call, &(struct cc_arg){.event = CC_EV_DROP_PARTY_REQ, .party = party, .cause = cause});
}

void net_uni_restart_req(struct net_uni *n, vtime now)
{
	cc_begin(&n->cc, now);
	cc_restart_request(&n->cc);
	finish(n);
}

void net_uni_frame(struct net_uni *n, vtime now, const uint8_t *octets, size_t len)
{
	cc_begin(&n->cc, now);
	cc_frame(&n->cc, octets, len);
	net_held_run(n);
}

void net_uni_time(struct net_uni *n, vtime now)
{
	cc_begin(&n->cc, now);
	cc_time(&n->cc);
	net_held_run(n);
}

vtime net_uni_next(const struct net_uni *n)
{
	return vtime_min(cc_next(&n->cc), n->held ? n->held->at : VTIME_NEVER);
}

bool net_uni_drain(struct net_uni *n, struct net_uni_out *out)
{
	static const enum net_uni_out_kind kinds[] = {
	    [CC_OUT_FRAME] = NET_FRAME,
	    [CC_OUT_LINK_UP] = NET_LINK_UP,
	    [CC_OUT_LINK_DOWN] = NET_LINK_DOWN,
	    [CC_OUT_SETUP_IND] = NET_SETUP_IND,
	    [CC_OUT_PROCEEDING_IND] = NET_PROCEEDING_IND,
	    [CC_OUT_ALERTING_IND] = NET_ALERTING_IND,
	    [CC_OUT_CONNECT_IND] = NET_CONNECT_IND,
	    [CC_OUT_COMPLETE_IND] = NET_COMPLETE_IND,
	    [CC_OUT_RELEASE_IND] = NET_RELEASE_IND,
	    [CC_OUT_RELEASE_CONF] = NET_RELEASE_CONF,
	    [CC_OUT_STATUS_IND] = NET_STATUS_IND,
	    [CC_OUT_ADD_PARTY_IND] = NET_ADD_PARTY_IND,
	    [CC_OUT_ADD_PARTY_CONF] = NET_ADD_PARTY_CONF,
	    [CC_OUT_PARTY_ALERTING_IND] = NET_PARTY_ALERTING_IND,
	    [CC_OUT_PARTY_REJECT_IND] = NET_PARTY_REJECT_IND,
	    [CC_OUT_DROP_PARTY_IND] = NET_DROP_PARTY_IND,
	    [CC_OUT_DROP_PARTY_CONF] = NET_DROP_PARTY_CONF,
	};
	struct cc_out o;
	const uint8_t *octets;
	if (!cc_drain(&n->cc, &o, &octets))
		return false;
	*out = (struct net_uni_out){
	    .kind = kinds[o.kind],
	    .call = o.call,
	    .party = o.party,
	    .cause = o.cause,
	    .by_timer = o.by_timer,
	    .clearing = o.clearing,
	    .msg = o.msg,
	    .octets = octets,
	    .len = o.len,
	};
	return true;
}

net_call net_uni_call_by_ref(const struct net_uni *n, bool to_network, uint32_t call_ref, bool flag)
{
	/* Flag 0 goes from the side that chose the value. */
	bool ours = to_network ? flag : !flag;
	const struct cc_call *c = cc_find_ref_ever(&n->cc, ours, call_ref & 0x7fffff);
	return c ? c->handle : 0;
}

int net_uni_call_state(const struct net_uni *n, net_call call)
{
	const struct cc_call *c = cc_find(&n->cc, call);
	return c ? c->state : CC_NULL;
}

int net_uni_party_state(const struct net_uni *n, net_call call, uint16_t party)
{
	const struct cc_call *c = cc_find(&n->cc, call);
	const struct cc_party *p = c ? cc_party_find(c, party) : NULL;
	return p ? p->state : CP_NULL;
}

size_t net_uni_n_calls(const struct net_uni *n)
{
	return n->cc.n_calls;
}

bool net_uni_link_up(const struct net_uni *n)
{
	return n->cc.link == CC_LINK_UP;
}

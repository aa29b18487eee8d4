/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UNI signalling, user side: primitives and outputs of uni.h over the call control of cc.h.
 * Editions: UNI 3.0 and 3.1 (Q.93B and Q.2931 as profiled there), UNI 4.0; point to point, and point
 * to multipoint as root and as leaf (Q.2971). Left out: leaf-initiated join, overlap sending,
 * modification (Q.2963).
 */
#include "uni/uni.h"

#include <stdlib.h>

#include "uni_priv.h"

struct uni *uni_create(const struct uni_config *config)
{
	struct uni *u = calloc(1, sizeof(*u));
	if (!u)
		return NULL;
	u->config = *config;
	struct cc_config c = {
	    .version = config->version,
	    .first_call_ref = config->first_call_ref,
	    .ie_order = config->ie_order,
	    .span = {[CT_303] = config->t303,
		     [CT_308] = config->t308,
		     [CT_309] = config->t309,
		     [CT_310] = config->t310,
		     [CT_313] = config->t313,
		     [CT_316] = config->t316,
		     [CT_322] = config->t322,
		     [CT_397] = config->t397,
		     [CT_398] = config->t398,
		     [CT_399] = config->t399},
	};
	if (!cc_init(&u->cc, &uni_side, &c, NULL)) {
		uni_free(u);
		return NULL;
	}
	return u;
}

void uni_free(struct uni *u)
{
	if (!u)
		return;
	cc_deinit(&u->cc);
	free(u);
}

void uni_start(struct uni *u, vtime now)
{
	cc_begin(&u->cc, now);
	cc_start(&u->cc);
}

static void step(struct uni *u, struct cc_call *call, const struct cc_arg *arg)
{
	cc_step(call, arg);
	cc_drain_saal(&u->cc);
}

uni_call uni_setup_req(struct uni *u, vtime now, const struct q2931_msg *setup)
{
	cc_begin(&u->cc, now);
	struct cc_call *call = cc_call_new(&u->cc, true, 0);
	if (!call)
		return 0;
	u->setup = *setup;
	if (!setup->calling.present)
		u->setup.calling = (struct ie_number){.present = true, .plan = 2, .aesa = u->config.address};
	uni_call handle = call->handle;
	step(u, call, &(struct cc_arg){.event = CC_EV_SETUP_REQ, .msg = &u->setup});
	return handle;
}

/* A request for a call that may be gone. */
static void request(struct uni *u, vtime now, uni_call handle, const struct cc_arg *arg)
{
	cc_begin(&u->cc, now);
	struct cc_call *call = cc_find(&u->cc, handle);
	if (call)
		step(u, call, arg);
}

void uni_proceeding_req(struct uni *u, vtime now, uni_call call)
{
	request(u, now, call, &(struct cc_arg){.event = CC_EV_PROCEEDING_REQ});
}

void uni_status_enquiry_req(struct uni *u, vtime now, uni_call call)
{
	/* An active call is asked about in the same way when the link has come back (Q.2931 5.6.9). */
	if (uni_call_state(u, call) == 10)
		request(u, now, call, &(struct cc_arg){.event = CC_EV_LINK_UP});
}

void uni_alerting_req(struct uni *u, vtime now, uni_call call)
{
	if (u->config.version >= UNI_40)
		request(u, now, call, &(struct cc_arg){.event = CC_EV_ALERTING_REQ});
}

void uni_setup_resp(struct uni *u, vtime now, uni_call call, const struct q2931_msg *connect)
{
	request(u, now, call, &(struct cc_arg){.event = CC_EV_SETUP_RESP, .msg = connect});
}

void uni_release_req(struct uni *u, vtime now, uni_call call, uint8_t cause, const uint8_t *diag, size_t n_diag)
{
	struct ie_cause c = cc_cause(&u->cc, cause, diag, diag ? n_diag : 0);
	request(u, now, call, &(struct cc_arg){.event = CC_EV_RELEASE_REQ, .cause = &c});
}

void uni_restart_req(struct uni *u, vtime now)
{
	cc_begin(&u->cc, now);
	cc_restart_request(&u->cc);
	cc_drain_saal(&u->cc);
}

uint16_t uni_add_party_req(struct uni *u, vtime now, uni_call handle, const struct q2931_msg *party)
{
	cc_begin(&u->cc, now);
	struct cc_call *call = cc_find(&u->cc, handle);
	uint16_t ref = call ? cc_party_add(call) : 0;
	if (!ref)
		return 0;
	u->setup = *party;
	u->setup.opaque_len = 0; /* elements of a SETUP */
	if (!party->calling.present)
		u->setup.calling = (struct ie_number){.present = true, .plan = 2, .aesa = u->config.address};
	step(u, call, &(struct cc_arg){.event = CC_EV_ADD_PARTY_REQ, .msg = &u->setup, .party = ref});
	return ref;
}

/* A request about a party that may be gone. */
static void party_request(struct uni *u, vtime now, uni_call handle, const struct cc_arg *arg)
{
	cc_begin(&u->cc, now);
	struct cc_call *call = cc_find(&u->cc, handle);
	if (!call)
		return;
	cc_party_request(call, arg);
	cc_drain_saal(&u->cc);
}

/* The same that ends it; with the last one the call goes. */
static void end_party(struct uni *u, vtime now, uni_call handle, enum cc_event ev, uint16_t party, uint8_t cause)
{
	const struct cc_call *call = cc_find(&u->cc, handle);
	struct ie_cause c = cc_cause(&u->cc, cause, NULL, 0);
	if (call && cc_party_is_last(call, party))
		uni_release_req(u, now, handle, cause, NULL, 0);
	else
		party_request(u, now, handle, &(struct cc_arg){.event = ev, .party = party, .cause = &c});
}

void uni_drop_party_req(struct uni *u, vtime now, uni_call call, uint16_t party, uint8_t cause)
{
	end_party(u, now, call, CC_EV_DROP_PARTY_REQ, party, cause);
}

void uni_add_party_reject(struct uni *u, vtime now, uni_call call, uint16_t party, uint8_t cause)
{
	end_party(u, now, call, CC_EV_REJECT_PARTY_REQ, party, cause);
}

void uni_add_party_resp(struct uni *u, vtime now, uni_call call, uint16_t party)
{
	party_request(u, now, call, &(struct cc_arg){.event = CC_EV_ADD_PARTY_RESP, .party = party});
}

void uni_party_alerting_req(struct uni *u, vtime now, uni_call call, uint16_t party)
{
	if (u->config.version >= UNI_40)
		party_request(u, now, call, &(struct cc_arg){.event = CC_EV_PARTY_ALERTING_REQ, .party = party});
}

void uni_frame(struct uni *u, vtime now, const uint8_t *octets, size_t len)
{
	cc_begin(&u->cc, now);
	cc_frame(&u->cc, octets, len);
}

void uni_time(struct uni *u, vtime now)
{
	cc_begin(&u->cc, now);
	cc_time(&u->cc);
}

vtime uni_next(const struct uni *u)
{
	return cc_next(&u->cc);
}

bool uni_drain(struct uni *u, struct uni_out *out)
{
	static const enum uni_out_kind kinds[] = {
	    [CC_OUT_FRAME] = UNI_FRAME,
	    [CC_OUT_LINK_UP] = UNI_LINK_UP,
	    [CC_OUT_LINK_DOWN] = UNI_LINK_DOWN,
	    [CC_OUT_SETUP_IND] = UNI_SETUP_IND,
	    [CC_OUT_PROCEEDING_IND] = UNI_PROCEEDING_IND,
	    [CC_OUT_ALERTING_IND] = UNI_ALERTING_IND,
	    [CC_OUT_CONNECT_IND] = UNI_SETUP_CONF,
	    [CC_OUT_COMPLETE_IND] = UNI_COMPLETE_IND,
	    [CC_OUT_RELEASE_IND] = UNI_RELEASE_IND,
	    [CC_OUT_RELEASE_CONF] = UNI_RELEASE_CONF,
	    [CC_OUT_STATUS_IND] = UNI_STATUS_IND,
	    [CC_OUT_ADD_PARTY_IND] = UNI_ADD_PARTY_IND,
	    [CC_OUT_ADD_PARTY_CONF] = UNI_ADD_PARTY_CONF,
	    [CC_OUT_PARTY_ALERTING_IND] = UNI_PARTY_ALERTING_IND,
	    [CC_OUT_PARTY_REJECT_IND] = UNI_PARTY_REJECT_IND,
	    [CC_OUT_DROP_PARTY_IND] = UNI_DROP_PARTY_IND,
	    [CC_OUT_DROP_PARTY_CONF] = UNI_DROP_PARTY_CONF,
	};
	struct cc_out o;
	const uint8_t *octets;
	if (!cc_drain(&u->cc, &o, &octets))
		return false;
	*out = (struct uni_out){
	    .kind = kinds[o.kind],
	    .call = o.call,
	    .party = o.party,
	    .cause = o.cause.value,
	    .by_timer = o.by_timer,
	    .vpi = o.vpci,
	    .vci = o.vci,
	    .msg = o.msg,
	    .octets = octets,
	    .len = o.len,
	};
	return true;
}

int uni_call_state(const struct uni *u, uni_call call)
{
	const struct cc_call *c = cc_find(&u->cc, call);
	return c ? c->state : CC_NULL;
}

size_t uni_n_calls(const struct uni *u)
{
	return u->cc.n_calls;
}

int uni_party_state(const struct uni *u, uni_call call, uint16_t party)
{
	const struct cc_call *c = cc_find(&u->cc, call);
	const struct cc_party *p = c ? cc_party_find(c, party) : NULL;
	return p ? p->state : CP_NULL;
}

size_t uni_n_parties(const struct uni *u, uni_call call)
{
	const struct cc_call *c = cc_find(&u->cc, call);
	return c ? c->n_parties : 0;
}

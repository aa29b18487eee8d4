/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Incoming messages, checked in the order of Q.2931 5.6: discriminator and length, call
 * reference, message type, sequence, length field, mandatory elements, other elements.
 * What passes becomes an event of its call. Of several errors the strongest counts. Messages about a
 * party are also checked against its state (Q.2971 9.5).
 */
#include <string.h>

#include "uni/cc.h"

enum {
	CAUSE_RESPONSE_TO_ENQUIRY = 30,
	CAUSE_NO_RESOURCE = 47,
	CAUSE_INVALID_REFERENCE = 81,
	CAUSE_INVALID_ENDPOINT = 89,
	CAUSE_TYPE_UNKNOWN = 97,
	CAUSE_IE_UNKNOWN = 99,
	CAUSE_BAD_CONTENTS = 100,
	CAUSE_WRONG_STATE = 101,
	CAUSE_MANDATORY_MISSING = 96,
};

/* Message types and their events; which version knows them says the codec. */
static const struct {
	uint8_t type, event;
} message_events[] = {
    {Q2931_SETUP, CC_EV_SETUP},
    {Q2931_CALL_PROCEEDING, CC_EV_CALL_PROCEEDING},
    {Q2931_ALERTING, CC_EV_ALERTING},
    {Q2931_CONNECT, CC_EV_CONNECT},
    {Q2931_CONNECT_ACK, CC_EV_CONNECT_ACK},
    {Q2931_RELEASE, CC_EV_RELEASE},
    {Q2931_RELEASE_COMPLETE, CC_EV_RELEASE_COMPLETE},
    {Q2931_STATUS, CC_EV_STATUS},
    {Q2931_STATUS_ENQUIRY, CC_EV_STATUS_ENQUIRY},
    {Q2931_NOTIFY, CC_EV_NOTIFY},
    {Q2931_ADD_PARTY, CC_EV_ADD_PARTY},
    {Q2931_ADD_PARTY_ACK, CC_EV_ADD_PARTY_ACK},
    {Q2931_ADD_PARTY_REJECT, CC_EV_ADD_PARTY_REJECT},
    {Q2931_DROP_PARTY, CC_EV_DROP_PARTY},
    {Q2931_DROP_PARTY_ACK, CC_EV_DROP_PARTY_ACK},
    {Q2931_PARTY_ALERTING, CC_EV_PARTY_ALERTING},
};

static bool about_party(int ev)
{
	return ev >= CC_EV_ADD_PARTY && ev <= CC_EV_PARTY_ALERTING;
}

static int event_of(enum q2931_type type)
{
	for (size_t i = 0; i < sizeof(message_events) / sizeof(message_events[0]); i++) {
		if (message_events[i].type == type)
			return message_events[i].event;
	}
	return -1;
}

/* What the errors of a message lead to, weakest first (Q.2931 5.6.8). */
enum verdict { V_PROCEED, V_PROCEED_REPORT, V_MANDATORY, V_DISCARD, V_DISCARD_REPORT, V_CLEAR };

struct judgement {
	enum verdict verdict;
	uint8_t cause;
	uint8_t ids[28]; /* diagnostics */
	size_t n_ids;
};

/* Verdict of an element's action indicator; without one (flag 0) and for the reserved
 * values 3, 4 and 7: discard the element, proceed, report. */
static const enum verdict by_action[8] = {V_CLEAR,          V_PROCEED, V_PROCEED_REPORT, V_PROCEED_REPORT,
					  V_PROCEED_REPORT, V_DISCARD, V_DISCARD_REPORT, V_PROCEED_REPORT};

static void judge(struct judgement *j, enum verdict v, uint8_t cause, const uint8_t *ids, size_t n)
{
	if (v < j->verdict)
		return;
	if (v > j->verdict || cause != j->cause) {
		if (v == j->verdict && j->cause)
			return; /* of two equal ones the first */
		j->verdict = v;
		j->cause = cause;
		j->n_ids = 0;
	}
	for (size_t i = 0; i < n && j->n_ids < sizeof(j->ids); i++)
		j->ids[j->n_ids++] = ids[i];
}

static bool among(const uint8_t *ids, size_t n, uint8_t id)
{
	return n > 0 && memchr(ids, id, n) != NULL;
}

static struct judgement judge_elements(const struct cc_call *call, const struct q2931_msg *m,
				       const struct wire_outcome *decoded)
{
	struct judgement j = {0};
	const struct cc_side *side = call->cc->side;
	uint8_t ids[8];
	size_t n;
	if (decoded->code != WIRE_OK)
		judge(&j, V_MANDATORY, decoded->cause, NULL, 0);
	struct wire_outcome o = q2931_validate(m, side->network, ids, &n);
	/* CALL PROCEEDING need not come: then the first answer of the network carries the identifier. */
	bool first_answer = m->type == Q2931_ALERTING || m->type == Q2931_CONNECT;
	if (o.code == WIRE_OK && !side->network && call->ours && first_answer && !call->has_conn &&
	    !m->conn_id.present) {
		ids[0] = 0x5a;
		n = 1;
		judge(&j, V_MANDATORY, CAUSE_MANDATORY_MISSING, ids, n);
	} else if (o.code != WIRE_OK) {
		judge(&j, V_MANDATORY, o.cause, ids, n);
	} else {
		n = 0;
	}
	for (int i = 0; i < m->n_bad; i++) {
		const struct ie_bad *b = &m->bad[i];
		if (among(ids, n, b->id))
			continue;
		judge(&j, b->has_action ? by_action[b->action & 7] : V_PROCEED_REPORT,
		      b->known ? CAUSE_BAD_CONTENTS : CAUSE_IE_UNKNOWN, &b->id, 1);
	}
	return j;
}

static void report(struct cc_call *call, const struct judgement *j, const struct q2931_msg *m)
{
	struct ie_cause cause = cc_cause(call->cc, j->cause, j->ids, j->n_ids);
	cc_send_status(call, &cause, call->p2mp && about_party(event_of(m->type)) ? &m->endpoint_ref : NULL);
}

static void carry_out(struct cc_call *call, enum cc_event ev, const struct q2931_msg *m)
{
	cc_step(call, &(struct cc_arg){.event = ev, .msg = m, .party = m->endpoint_ref.value});
}

static void clear(struct cc_call *call, const struct judgement *j)
{
	struct ie_cause cause = cc_cause(call->cc, j->cause, j->ids, j->n_ids);
	cc_step(call, &(struct cc_arg){.event = CC_EV_CLEAR, .cause = &cause});
}

/* A SETUP that cannot be taken never becomes a call: its first answer clears it. */
static void deliver_setup(struct cc *cc, const struct q2931_msg *m, const struct wire_outcome *decoded)
{
	struct cc_call *call = cc_call_new(cc, false, m->call_ref);
	if (!call) {
		struct ie_cause none = cc_cause(cc, CAUSE_NO_RESOURCE, NULL, 0);
		cc_send_loose(cc, Q2931_RELEASE_COMPLETE, m->call_ref, true, &none, CC_NULL);
		return;
	}
	struct judgement j = judge_elements(call, m, decoded);
	switch (j.verdict) {
	case V_CLEAR:
	case V_MANDATORY:
		clear(call, &j);
		return;
	case V_DISCARD_REPORT:
		report(call, &j, m);
		/* fall through */
	case V_DISCARD:
		cc_call_drop(call);
		return;
	default:
		break;
	}
	carry_out(call, CC_EV_SETUP, m);
	if (j.verdict == V_PROCEED_REPORT)
		report(call, &j, m);
}

/* RELEASE and RELEASE COMPLETE always clear; the error goes into the answer, and a cause that
 * cannot be read counts as 31 (Q.2931 5.6.7). */
static void deliver_clearing(struct cc_call *call, enum cc_event ev, const struct q2931_msg *m,
			     const struct judgement *j)
{
	if (ev == CC_EV_RELEASE && j->verdict != V_PROCEED && call->state != call->cc->side->release_sent)
		call->cause = cc_cause(call->cc, j->cause, j->ids, j->n_ids);
	carry_out(call, ev, m);
}

/* Flag 1: to the side that chose the value, which is the one that chose the call reference. */
static struct cc_party *party_of(const struct cc_call *call, const struct q2931_msg *m)
{
	bool to_us = m->version == UNI_30 || m->endpoint_ref.flag == call->ours;
	return m->endpoint_ref.present && to_us ? cc_party_find(call, m->endpoint_ref.value) : NULL;
}

static void answer_loose_party(struct cc_call *call, enum q2931_type type, const struct q2931_msg *m,
			       const struct ie_cause *cause)
{
	struct q2931_msg *answer = cc_compose_party(call, m->endpoint_ref.value, type, NULL, cause);
	answer->endpoint_ref.flag = !m->endpoint_ref.flag;
	cc_send(call, answer);
}

/* No party has this reference (Q.2971 9.5.3.2). */
static void unknown_party(struct cc_call *call, const struct q2931_msg *m)
{
	struct ie_cause cause = cc_cause(call->cc, CAUSE_INVALID_ENDPOINT, NULL, 0);
	switch (m->type) {
	case Q2931_STATUS:
		if (!m->endpoint_state.present || m->endpoint_state.value == CP_NULL)
			return;
		cause.value = CAUSE_WRONG_STATE;
		break;
	case Q2931_DROP_PARTY_ACK:
	case Q2931_ADD_PARTY_REJECT:
		call->cc->ignored++;
		return;
	default:
		break;
	}
	answer_loose_party(call, Q2931_DROP_PARTY_ACK, m, &cause);
}

/* ADD PARTY for a reference that is free: the party it makes, or NULL once it has been answered. */
static struct cc_party *add_party(struct cc_call *call, const struct q2931_msg *m)
{
	struct ie_cause cause = cc_cause(call->cc, CAUSE_NO_RESOURCE, NULL, 0);
	struct cc_party *p = cc_party_new(call, m->endpoint_ref.value);
	if (!p)
		answer_loose_party(call, Q2931_ADD_PARTY_REJECT, m, &cause);
	return p;
}

/* True if the message goes no further. */
static bool discard(struct cc_call *call, const struct judgement *j, const struct q2931_msg *m)
{
	switch (j->verdict) {
	case V_CLEAR:
		clear(call, j);
		return true;
	case V_MANDATORY:
	case V_DISCARD_REPORT:
		report(call, j, m);
		return true;
	case V_DISCARD:
		call->cc->ignored++;
		return true;
	default:
		return false;
	}
}

/* Messages about a party in a call state that knows them. */
static void deliver_party(struct cc_call *call, enum cc_event ev, const struct q2931_msg *m,
			  const struct wire_outcome *decoded)
{
	struct cc *cc = call->cc;
	uint8_t type = (uint8_t)m->type;
	struct cc_party *p = party_of(call, m);
	struct judgement j = {.verdict = V_DISCARD_REPORT, .cause = CAUSE_WRONG_STATE, .ids = {type}, .n_ids = 1};

	if (call->state == cc->side->release_sent) { /* has no parties any more: under way when RELEASE was sent */
		cc->ignored++;
		return;
	}
	if (ev == CC_EV_ADD_PARTY && call->ours) { /* only the other side adds parties */
		report(call, &j, m);
		return;
	}
	if (m->endpoint_ref.present && !p && ev != CC_EV_ADD_PARTY) {
		unknown_party(call, m);
		return;
	}
	if (ev == CC_EV_ADD_PARTY && (p || m->endpoint_ref.flag)) { /* reference in use, or not one of the peer's */
		cc->ignored++;
		return;
	}
	if (p && !cc_party_expects(p, ev)) {
		report(call, &j, m);
		return;
	}
	j = judge_elements(call, m, decoded);
	struct ie_cause cause = cc_cause(cc, j.cause, j.ids, j.n_ids);
	struct cc_arg arg = {.event = ev, .msg = m, .party = m->endpoint_ref.value};
	if (j.verdict == V_MANDATORY && m->endpoint_ref.present) {
		if (ev == CC_EV_ADD_PARTY) {
			answer_loose_party(call, Q2931_ADD_PARTY_REJECT, m, &cause);
			return;
		}
		/* Party and purpose are clear: the cause counts as 31 (Q.2971 9.5.7). */
		arg.cause = &cause;
		j.verdict = V_PROCEED;
	}
	if (discard(call, &j, m) || (ev == CC_EV_ADD_PARTY && !add_party(call, m)))
		return;
	uint32_t handle = call->handle;
	cc_step(call, &arg);
	if (j.verdict == V_PROCEED_REPORT && (call = cc_find(cc, handle)))
		report(call, &j, m);
}

/* What a message of the call says of a party. */
static void deliver_to_party(struct cc_call *call, enum cc_event ev, const struct q2931_msg *m)
{
	struct cc_party *p = party_of(call, m);
	struct cc_arg lost = {.event = CC_EV_PARTY_LOST, .msg = m, .party = m->endpoint_ref.value};
	if (!p)
		unknown_party(call, m);
	else if (ev == CC_EV_STATUS && m->endpoint_state.present && m->endpoint_state.value == CP_NULL)
		cc_party_request(call, &lost);
}

static void deliver(struct cc_call *call, const struct q2931_msg *m, const struct wire_outcome *decoded)
{
	struct cc *cc = call->cc;
	int ev = event_of(m->type);
	uint8_t type = (uint8_t)m->type;
	struct judgement j = {.cause = CAUSE_TYPE_UNKNOWN, .ids = {type}, .n_ids = 1};

	if (ev == CC_EV_SETUP) { /* reference in use */
		cc->ignored++;
		return;
	}
	if (ev < 0 || decoded->code == WIRE_UNKNOWN || (about_party(ev) && !call->p2mp)) {
		static const enum verdict by_message_action[4] = {V_CLEAR, V_DISCARD, V_DISCARD_REPORT,
								  V_DISCARD_REPORT};
		j.verdict = m->has_msg_action ? by_message_action[m->msg_action & 3] : V_DISCARD_REPORT;
	} else if (!cc->side->fsm->rows[call->state * CC_EV_COUNT + ev].action) {
		j.verdict = V_DISCARD_REPORT;
		j.cause = CAUSE_WRONG_STATE;
	} else if (about_party(ev)) {
		deliver_party(call, (enum cc_event)ev, m, decoded);
		return;
	} else {
		j = judge_elements(call, m, decoded);
		if (ev == CC_EV_RELEASE || ev == CC_EV_RELEASE_COMPLETE) {
			deliver_clearing(call, (enum cc_event)ev, m, &j);
			return;
		}
	}
	if (discard(call, &j, m))
		return;
	uint32_t handle = call->handle;
	carry_out(call, (enum cc_event)ev, m);
	call = cc_find(cc, handle);
	if (call && call->p2mp && m->endpoint_ref.present && (ev == CC_EV_STATUS || ev == CC_EV_NOTIFY) &&
	    call->state != cc->side->release_sent) {
		deliver_to_party(call, (enum cc_event)ev, m);
		call = cc_find(cc, handle);
	}
	if (j.verdict == V_PROCEED_REPORT && call)
		report(call, &j, m);
}

/* No call has this reference (Q.2931 5.6.3.2). Answers carry the flag of the other direction. */
static void unknown_reference(struct cc *cc, const struct q2931_msg *m, const struct wire_outcome *decoded)
{
	struct ie_cause cause = cc_cause(cc, CAUSE_INVALID_REFERENCE, NULL, 0);
	switch (m->type) {
	case Q2931_SETUP:
		if (m->call_ref_flag)
			cc->ignored++;
		else
			deliver_setup(cc, m, decoded);
		return;
	case Q2931_RELEASE_COMPLETE:
		cc->ignored++;
		return;
	case Q2931_STATUS:
		if (!m->call_state.present || m->call_state.value == CC_NULL) {
			cc->ignored++;
			return;
		}
		cause.value = CAUSE_WRONG_STATE;
		break;
	case Q2931_STATUS_ENQUIRY:
		cause.value = CAUSE_RESPONSE_TO_ENQUIRY;
		cc_send_loose(cc, Q2931_STATUS, m->call_ref, !m->call_ref_flag, &cause, CC_NULL);
		return;
	default:
		break;
	}
	cc_send_loose(cc, Q2931_RELEASE_COMPLETE, m->call_ref, !m->call_ref_flag, &cause, CC_NULL);
}

static void receive(struct cc *cc, struct q2931_msg *m, const uint8_t *octets, size_t len, bool ask_hook)
{
	struct wire_outcome o = q2931_decode(octets, len, cc->config.version, m);
	bool readable = o.code == WIRE_OK || o.code == WIRE_UNKNOWN || (o.code == WIRE_BAD_LENGTH && o.cause);
	/* The dummy reference belongs to leaf-initiated join, which has no calls. */
	if (!readable || m->call_ref == Q2931_CR_DUMMY) {
		cc->ignored++;
		return;
	}
	/* Flag 1: sent to the side that chose the value. */
	struct cc_call *call = m->call_ref == Q2931_CR_GLOBAL ? NULL : cc_find_ref(cc, m->call_ref_flag, m->call_ref);
	if (ask_hook && cc->hooks.incoming && !cc->hooks.incoming(cc->hooks.ctx, call, m, octets, len))
		return;
	cc->rx = m;
	if (m->call_ref == Q2931_CR_GLOBAL)
		cc_restart_receive(cc, m, &o);
	else if (call)
		deliver(call, m, &o);
	else
		unknown_reference(cc, m, &o);
}

void cc_receive(struct cc *cc, const uint8_t *octets, size_t len, bool ask_hook)
{
	struct q2931_msg *m = cc_rx_slot(cc);
	if (m)
		receive(cc, m, octets, len, ask_hook);
	cc_rx_done(cc);
}

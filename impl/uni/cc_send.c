/* SPDX-License-Identifier: Apache-2.0 */
/* Outgoing messages: composed in one scratch message, shown to the hook, given to SAAL. */
#include <string.h>

#include "uni/cc.h"

static void fill(struct cc *cc, struct q2931_msg *m, enum q2931_type type, uint32_t ref, bool flag)
{
	m->version = cc->config.version;
	m->type = type;
	m->call_ref = ref;
	m->call_ref_flag = flag;
}

struct q2931_msg *cc_compose(struct cc_call *call, enum q2931_type type, const struct q2931_msg *ies)
{
	struct q2931_msg *m = &call->cc->tx;
	if (ies)
		*m = *ies;
	else
		memset(m, 0, sizeof(*m));
	/* Flag 0: sent by the side that chose the value. */
	fill(call->cc, m, type, call->ref, !call->ours);
	return m;
}

void cc_transmit(struct cc *cc, const struct q2931_msg *m)
{
	wr_reset(&cc->tx_octets);
	q2931_encode_ordered(&cc->tx_octets, m, cc->config.ie_order);
	if (cc->tx_octets.failed) {
		wr_free(&cc->tx_octets);
		memset(&cc->tx_octets, 0, sizeof(cc->tx_octets));
		return;
	}
	/* Refused while the link is down: the timers of the call take care. */
	saal_data_req(cc->saal, cc->now, cc->tx_octets.p, cc->tx_octets.len);
}

static void send(struct cc *cc, struct cc_call *call, const struct q2931_msg *m)
{
	if (!cc->hooks.outgoing || cc->hooks.outgoing(cc->hooks.ctx, call, m))
		cc_transmit(cc, m);
}

void cc_send(struct cc_call *call, const struct q2931_msg *m)
{
	send(call->cc, call, m);
}

/* The SETUP kept in the call, first or again. */
void cc_send_setup(struct cc_call *call)
{
	struct cc *cc = call->cc;
	call->setup_pending = false;
	call->tries++;
	cc_start_timer(call, CT_303);
	if (cc->hooks.outgoing) {
		q2931_decode(call->setup.p, call->setup.len, cc->config.version, &cc->tx);
		if (!cc->hooks.outgoing(cc->hooks.ctx, call, &cc->tx))
			return;
	}
	saal_data_req(cc->saal, cc->now, call->setup.p, call->setup.len);
}

struct ie_cause cc_cause(const struct cc *cc, uint8_t value, const uint8_t *diag, size_t n_diag)
{
	struct ie_cause c = {.present = true, .location = cc->side->location, .value = value};
	c.n_diag = (uint8_t)(n_diag < sizeof(c.diag) ? n_diag : sizeof(c.diag));
	if (c.n_diag)
		memcpy(c.diag, diag, c.n_diag);
	return c;
}

static struct ie_cause present(const struct ie_cause *cause)
{
	struct ie_cause c = *cause;
	c.present = true;
	return c;
}

void cc_send_release(struct cc_call *call, const struct ie_cause *cause, const struct ie_cause *second)
{
	struct q2931_msg *m = cc_compose(call, Q2931_RELEASE, NULL);
	m->cause = present(cause);
	if (second)
		m->cause2 = present(second);
	cc_send(call, m);
}

void cc_send_release_complete(struct cc_call *call, const struct ie_cause *cause)
{
	struct q2931_msg *m = cc_compose(call, Q2931_RELEASE_COMPLETE, NULL);
	if (cause)
		m->cause = present(cause);
	cc_send(call, m);
}

void cc_add_endpoint(struct cc_call *call, struct q2931_msg *m)
{
	if (!call->has_endpoint || m->endpoint_ref.present)
		return;
	m->endpoint_ref = call->endpoint;
	m->endpoint_ref.present = true;
	m->endpoint_ref.flag = true; /* Q.2971 8.2.1: to the side that chose the value */
}

void cc_send_status(struct cc_call *call, const struct ie_cause *cause, const struct ie_endpoint_ref *asked)
{
	struct q2931_msg *m = cc_compose(call, Q2931_STATUS, NULL);
	m->call_state = (struct ie_u8){true, (uint8_t)call->state};
	m->cause = present(cause);
	const struct cc_party *party = NULL;
	if (asked && asked->present) {
		if (m->version == UNI_30 || asked->flag == call->ours)
			party = cc_party_find(call, asked->value);
		m->endpoint_ref = *asked;
		m->endpoint_ref.flag = !asked->flag;
	} else if (call->has_endpoint) { /* where nobody asked for one, the party of the SETUP */
		party = cc_party_find(call, call->endpoint.value);
		m->endpoint_ref = (struct ie_endpoint_ref){party != NULL, !call->ours, call->endpoint.value};
	}
	if (m->endpoint_ref.present)
		m->endpoint_state = (struct ie_u8){true, (uint8_t)(party ? party->state : CP_NULL)};
	cc_send(call, m);
}

struct q2931_msg *cc_compose_party(struct cc_call *call, uint32_t ref, enum q2931_type type,
				   const struct q2931_msg *ies, const struct ie_cause *cause)
{
	struct q2931_msg *m = cc_compose(call, type, ies);
	/* What the call has is the same for all parties (Q.2971 8.1.1). */
	m->traffic.present = m->bearer.present = m->qos.present = m->conn_id.present = m->ext_qos.present = false;
	m->lij_call_id.present = m->lij_params.present = false;
	m->endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = !call->ours, .value = (uint16_t)ref};
	m->cause.present = false;
	if (cause)
		m->cause = present(cause);
	return m;
}

void cc_send_party(struct cc_call *call, uint32_t ref, enum q2931_type type, const struct q2931_msg *ies,
		   const struct ie_cause *cause)
{
	cc_send(call, cc_compose_party(call, ref, type, ies, cause));
}

void cc_send_loose(struct cc *cc, enum q2931_type type, uint32_t ref, bool flag, const struct ie_cause *cause,
		   int state)
{
	struct q2931_msg *m = &cc->tx;
	memset(m, 0, sizeof(*m));
	fill(cc, m, type, ref, flag);
	m->cause = present(cause);
	if (type == Q2931_STATUS)
		m->call_state = (struct ie_u8){true, (uint8_t)state};
	send(cc, NULL, m);
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages from a UNI of one version to one of another: what the versions code
 * differently is translated, what the other does not know is left out. What only
 * concerns the far user (AAL parameters, BHLI, BLLI, subaddresses) passes unchanged
 * as far as its version has it.
 */
#include "fabric_priv.h"

#define BCOB_X                       16
#define CAUSE_BEARER_NOT_IMPLEMENTED 65

/* Cause values of the same meaning. */
static const struct {
	uint8_t uni30, uni31, uni40;
} causes[] = {
    {10, 36, 36}, /* VPCI/VCI unacceptable, assignment failure */
    {31, 16, 16}, /* normal call clearing */
    {51, 37, 37}, /* user cell rate unavailable */
    {92, 92, 32}, /* too many pending ADD PARTY requests */
    {93, 78, 78}, /* AAL parameters cannot be supported */
};

static uint8_t cause_of(size_t row, enum uni_version v)
{
	return v == UNI_30 ? causes[row].uni30 : v == UNI_31 ? causes[row].uni31 : causes[row].uni40;
}

void interwork_cause(struct ie_cause *c, enum uni_version from, enum uni_version to)
{
	for (size_t i = 0; from != to && i < sizeof(causes) / sizeof(causes[0]); i++)
		if (c->value == cause_of(i, from)) {
			c->value = cause_of(i, to);
			return;
		}
}

/* ATM transfer capabilities of UNI 4.0 that UNI 3.x codes otherwise or not at all; the
 * others agree bit for bit with its traffic type and timing. */
static const struct {
	uint8_t atc, uni3x, qos_class; /* uni3x 0xff: none */
} capabilities[] = {
    {5, 5, 1}, {7, 5, 1}, {9, 9, 2}, {10, 10, 3}, {11, 10, 3}, {12, 0xff, 0}, {19, 9, 2},
};
#define N_CAPABILITIES (sizeof(capabilities) / sizeof(capabilities[0]))

static uint8_t bearer_to_3x(struct q2931_msg *m)
{
	struct ie_bearer *b = &m->bearer;
	uint8_t qos_class = 0;
	for (size_t i = 0; b->has_5a && i < N_CAPABILITIES; i++)
		if (b->octet_5a == capabilities[i].atc) {
			if (capabilities[i].uni3x == 0xff)
				return CAUSE_BEARER_NOT_IMPLEMENTED;
			b->octet_5a = capabilities[i].uni3x;
			qos_class = m->traffic.best_effort ? 0 : capabilities[i].qos_class;
			break;
		}
	if (m->type == Q2931_SETUP && !m->qos.present)
		m->qos = (struct ie_qos){.present = true, .fwd = qos_class, .bwd = qos_class};
	return 0;
}

static void leave_out_40(struct q2931_msg *m)
{
	m->traffic.fd_fwd = m->traffic.fd_bwd = false;
	m->traffic.has &= ~(1u << TD_FWD_MCR01 | 1u << TD_BWD_MCR01);
	m->transit_delay.present = false;
	m->ext_qos.present = false;
	m->notification.present = false;
	m->connected.present = false;
	m->lij_call_id.present = false;
	m->lij_params.present = false;
	m->leaf_seq.present = false;
	m->user_user.present = false;
	m->opaque_len = 0; /* none of them is older */
	if (m->traffic.best_effort)
		m->traffic.tag_fwd = m->traffic.tag_bwd = false; /* UBR.2 */
	if (!m->traffic.tag_fwd && !m->traffic.tag_bwd)
		m->traffic.has_options = false;
	if (m->type == Q2931_CONNECT)
		m->traffic.present = false;
}

/* UNI 3.x codings of octet 5a that UNI 4.0 only receives (its table 9-7), and the capability that they mean. */
static void bearer_to_40(struct q2931_msg *m)
{
	static const uint8_t meant[16] = {10, 9, 10, 3, 5, 5, 5, 7, 10, 9, 10, 11, 12, 13, 14, 15};
	struct ie_bearer *b = &m->bearer;
	if (b->present && b->has_5a && b->octet_5a < sizeof(meant))
		b->octet_5a = meant[b->octet_5a];
}

void interwork_party_answer(struct q2931_msg *out, const struct q2931_msg *answer, enum uni_version from,
			    enum uni_version to)
{
	*out = (struct q2931_msg){.version = to, .type = Q2931_ADD_PARTY_ACK};
	if (to < UNI_40) /* has but the endpoint reference there */
		return;
	out->aal = answer->aal;
	out->aal.has_mode = false;
	out->blli = answer->blli;
	if (from < UNI_40)
		return;
	out->transit_delay = answer->transit_delay;
	out->connected = answer->connected;
	out->user_user = answer->user_user;
}

uint8_t interwork_msg(struct q2931_msg *m, enum uni_version from, enum uni_version to)
{
	uint8_t cause = 0;
	m->version = to;
	m->n_bad = 0;
	if (from == to)
		return 0;
	if (from == UNI_40) {
		cause = bearer_to_3x(m);
		leave_out_40(m);
	}
	if (to == UNI_40)
		bearer_to_40(m);
	if (to == UNI_30) {
		if (m->aal.present && m->aal.has_sdu) { /* sizes of 0 came with UNI 3.1 */
			m->aal.fwd_sdu = m->aal.fwd_sdu ? m->aal.fwd_sdu : 1;
			m->aal.bwd_sdu = m->aal.bwd_sdu ? m->aal.bwd_sdu : 1;
		}
		if (m->bearer.present && m->bearer.class_ == BCOB_X)
			m->bearer.has_5a = true; /* wanted there; 0 = no indication */
	} else {
		m->aal.has_mode = false;
	}
	/* class 0 is coded as network specific in UNI 3.0, as ITU-T after it; the others as the former */
	m->qos.coding = to == UNI_30 || m->qos.fwd || m->qos.bwd ? 3 : 0;
	return cause;
}

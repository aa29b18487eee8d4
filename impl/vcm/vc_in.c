/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of others: best-effort and QoS VCs, point to point or as a leaf of a
 * point-to-multipoint VC. All that can be served are accepted, any number from the
 * same party (RFC 1755 3.3, RFC 2380 2.2), and none is ever cleared from here.
 */
#include "vcm_priv.h"

#include <stdlib.h>

#include "intserv/mapping.h"

#include "vc_in.h"

#define CAUSE_REJECTED  21
#define IE_ID_BLLI      0x5f
#define DIAG_IE_MISSING 0x88 /* extension bit, rejection reason "information element missing" (Q.2610 2.2.5) */

static void refuse(struct vcm *v, vtime now, uni_call call, uint8_t cause, const struct q2931_msg *setup)
{
	const uint8_t diag[] = {DIAG_IE_MISSING, IE_ID_BLLI};
	bool missing = cause == CAUSE_REJECTED && setup->blli.n == 0;
	v->ops.release(v->ops.ctx, now, call, cause, missing ? diag : NULL, missing ? sizeof diag : 0);
}

/* Wrong decisions about an incoming call: the cause to refuse with, 0 = none. */
static uint8_t wrong_refusal(const struct vcm *v, const struct q2931_msg *setup, bool qos)
{
	bool p2mp = setup->bearer.configuration == 1;
	if (DEFECT(init_qos_call_refused) && qos && !p2mp)
		return CAUSE_INCOMPATIBLE;
	if (DEFECT(init_leaf_refused) && qos && p2mp)
		return CAUSE_INCOMPATIBLE;
	if (DEFECT(encap_llc_refused) && qos && setup->blli.n == 1 &&
	    mapping_blli_encap(&setup->blli.b[0]) == ENCAP_LLC)
		return CAUSE_INCOMPATIBLE;
	if (DEFECT(init_parallel_refused) && qos) {
		for (const struct vc *o = v->calls; o; o = o->hh.next) {
			if (!o->ours && o->qos && setup->calling.present &&
			    atm_addr_equal(&o->party, &setup->calling.aesa))
				return CAUSE_REJECTED;
		}
	}
	return 0;
}

/* The rate that the caller grants us toward it; 0 on point-to-multipoint VCs, which have no way back. */
static struct flow_contract backward_contract(const struct q2931_msg *setup)
{
	const struct ie_traffic *t = &setup->traffic;
	if (setup->bearer.configuration == 1)
		return (struct flow_contract){0};
	return (struct flow_contract){
	    .pcr = t->has & 1u << TD_BWD_PCR01 ? t->value[TD_BWD_PCR01] : 0,
	    .scr = t->has & 1u << TD_BWD_SCR0 ? t->value[TD_BWD_SCR0] : 0,
	    .mbs = t->has & 1u << TD_BWD_MBS0 ? t->value[TD_BWD_MBS0] : 0,
	};
}

/* The AAL sizes are taken as offered (RFC 2225 7.2 a); exactly one B-LLI goes back, the
 * chosen one (RFC 1755 app. D.4). */
static void fill_connect(const struct q2931_msg *setup, int blli, struct q2931_msg *connect)
{
	*connect = (struct q2931_msg){.version = setup->version, .type = Q2931_CONNECT, .aal = setup->aal};
	if (blli >= 0 && !(VARIANT(variant_no_single_blli) && setup->blli.n == 1)) {
		connect->blli.n = 1;
		connect->blli.b[0] = setup->blli.b[blli];
	}
	if (setup->endpoint_ref.present)
		connect->endpoint_ref =
		    (struct ie_endpoint_ref){.present = true, .flag = true, .value = setup->endpoint_ref.value};
}

static void answer(struct vc *vc, vtime now, const struct q2931_msg *connect)
{
	struct vcm *v = vc->v;
	if (VARIANT(variant_proceeding_first) || VARIANT(variant_late_connect))
		v->ops.proceeding(v->ops.ctx, now, vc->call);
	if (VARIANT(variant_late_connect)) {
		vc->late = malloc(sizeof *vc->late);
		if (vc->late) {
			*vc->late = *connect;
			tq_start(&v->timers, &vc->timer, vtime_add(now, VT_S(3)));
			return;
		}
	}
	v->ops.accept(v->ops.ctx, now, vc->call, connect);
}

void svc_setup_ind(struct vcm *v, vtime now, const struct uni_out *out)
{
	const struct q2931_msg *setup = out->msg;
	bool qos = !setup->traffic.best_effort;
	int blli = -1;
	/* Best-effort VCs always carry LLC, so that ATMARP and IP share them. */
	uint8_t cause = mapping_accept(setup, true, qos && v->config.vcmux, &blli);
	if (!cause)
		cause = wrong_refusal(v, setup, qos);
	struct vc *vc = cause ? NULL : svc_new(v, out->call);
	if (!vc) {
		refuse(v, now, out->call, cause ? cause : CAUSE_REJECTED, setup);
		return;
	}
	vc->state = VC_ACCEPTED;
	vc->qos = qos;
	vc->p2mp = setup->bearer.configuration == 1;
	if (setup->calling.present)
		vc->party = setup->calling.aesa;
	vc->encap = blli >= 0 ? mapping_blli_encap(&setup->blli.b[blli]) : ENCAP_LLC;
	vc->aal = setup->aal;
	vc->max_tx = setup->aal.bwd_sdu;
	vc->contract = backward_contract(setup);
	vc->backward = qos && vc->contract.pcr > 0;
	if (DEFECT(backward_not_shaped)) {
		vc->backward = qos;
		vc->contract = (struct flow_contract){0};
	}
	if (DEFECT(backward_from_leaf) && qos && vc->p2mp) {
		vc->backward = true;
		vc->max_tx = setup->aal.fwd_sdu;
	}
	svc_opened(vc, now, out->vpi, out->vci, setup->aal.fwd_sdu);
	if (!vc->link) {
		refuse(v, now, out->call, CAUSE_REJECTED, setup);
		svc_free(vc);
		return;
	}
	struct q2931_msg connect;
	fill_connect(setup, blli, &connect);
	answer(vc, now, &connect);
}

void svc_party_ind(struct vc *vc, vtime now, const struct uni_out *out)
{
	struct vcm *v = vc->v;
	/* The VC is there already and serves whoever is called on it; only what is no call of theirs is turned down. */
	uint8_t cause = vc->ours || !vc->p2mp ? CAUSE_REJECTED : 0;
	if (DEFECT(init_party_refused))
		cause = CAUSE_INCOMPATIBLE;
	v->ops.answer_party(v->ops.ctx, now, vc->call, out->party, cause);
}

void svc_complete_ind(struct vc *vc, vtime now)
{
	if (vc->state != VC_ACCEPTED)
		return;
	svc_active(vc, now);
	/* Return traffic may use a best-effort VC of the other side (RFC 1755 3.1). */
	if (!vc->qos && !vc->p2mp && !VARIANT(variant_own_best_effort_vc))
		peer_attach(vc, now);
}

bool vcm_send_backward(struct vcm *v, vtime now, const struct atm_addr *atm, const uint8_t *packet, size_t len)
{
	bool wanted = v->config.backward || DEFECT(backward_sent_unasked);
	for (struct vc *vc = v->calls; vc; vc = vc->hh.next) {
		if (!wanted && !(DEFECT(backward_from_leaf) && vc->p2mp))
			continue;
		if (vc->backward && vc->state == VC_ACTIVE && atm_addr_equal(&vc->party, atm))
			return svc_send(vc, now, ETHERTYPE_IPV4, packet, len, 0, false);
	}
	return false;
}

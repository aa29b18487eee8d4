/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A single VC from SETUP to the end of its release: what was signalled for it, the
 * agreed encapsulation and sizes, its inactivity timer, and the packets it carries.
 */
#include "vcm_priv.h"

#include <stdlib.h>
#include <string.h>

#include "intserv/mapping.h"
#include "ipoatm/encap.h"

#include "tree.h"
#include "vc_in.h"

#define CAUSE_AAL        78 /* AAL parameters cannot be supported */
#define CAUSE_AAL_30     93
#define CAUSE_BAD_IE     100
#define CAUSE_UNKNOWN_IE 99
#define CAUSE_DISCARDED  43 /* access information discarded */
#define IE_ID_AAL        0x58
#define EMPTYING_MAX     VT_S(1) /* an old VC is not kept longer than this for frames that still wait */

static uint8_t cause_normal(const struct vcm *v)
{
	return v->config.version == UNI_30 ? CAUSE_NORMAL_30 : CAUSE_NORMAL;
}

/* Inactivity after which this VC is released; 0 = never. Only best-effort VCs of our
 * own have such a timer: the called side clears no connection for silence, and the
 * timer of VCs opened for RSVP is infinite (RFC 2380 2.3, RFC 1755 3.4). */
static vtime idle_span(const struct vc *vc)
{
	vtime be_idle = vc->v->config.be_idle;
	if (VARIANT(variant_be_idle_late) && be_idle)
		be_idle += VT_S(1);
	if (DEFECT(teardown_initiator_idles_qos) && vc->ours && vc->qos)
		return VT_S(1200);
	if (DEFECT(teardown_idle_setting_on_qos) && vc->ours && vc->qos)
		return be_idle;
	if (DEFECT(teardown_receiver_idles_qos) && !vc->ours && vc->qos)
		return VT_S(1200);
	if (DEFECT(teardown_received_best_effort_idle) && !vc->ours && !vc->qos)
		return VT_S(1200);
	if (DEFECT(teardown_qos_lifetime) && vc->ours && vc->qos)
		return VT_S(3600);
	/* A best-effort VC that was opened because of reservations of a group is RSVP's too. */
	return vc->ours && !vc->qos && !vc->for_rsvp ? be_idle : 0;
}

static void idle_over(struct vc *vc, vtime now)
{
	vtime due = vtime_add(vc->used, idle_span(vc));
	if (DEFECT(teardown_idle_despite_use) || (DEFECT(teardown_qos_lifetime) && vc->qos))
		due = now;
	if (due > now) {
		tq_start(&vc->v->timers, &vc->timer, due);
		return;
	}
	if (vc->peer)
		peer_detach(vc);
	svc_release(vc, now);
	if (vc->tree)
		tree_idle(vc, now);
}

static void accept_late(struct vc *vc, vtime now)
{
	vc->v->ops.accept(vc->v->ops.ctx, now, vc->call, vc->late);
	free(vc->late);
	vc->late = NULL;
}

static void timer_fired(struct tq_timer *t, vtime now)
{
	struct vc *vc = t->owner;
	switch (vc->state) {
	case VC_DRAINING:
		svc_release(vc, now);
		return;
	case VC_ACTIVE:
		idle_over(vc, now);
		return;
	case VC_ACCEPTED:
		if (vc->late)
			accept_late(vc, now);
		return;
	case VC_CALLING:
	case VC_CLEARING:
		return;
	}
}

struct vc *svc_new(struct vcm *v, uni_call call)
{
	struct vc *vc = calloc(1, sizeof *vc);
	if (!vc)
		return NULL;
	vc->v = v;
	vc->call = call;
	vcm_timer_init(&vc->timer, vc, timer_fired);
	HASH_ADD(hh, v->calls, call, sizeof vc->call, vc);
	if (!vc->v) {
		free(vc);
		return NULL;
	}
	return vc;
}

static void leave_emptying(struct vc *vc)
{
	struct vc **at = &vc->v->emptying;
	while (*at && *at != vc)
		at = &(*at)->next_emptying;
	if (*at)
		*at = vc->next_emptying;
}

void svc_free(struct vc *vc)
{
	tq_stop(&vc->v->timers, &vc->timer);
	leave_emptying(vc);
	if (DEFECT(dynqos_data_left_on_old))
		res_vc_freed(vc);
	flow_vc_close(vc->v->flow, vc->link);
	HASH_DEL(vc->v->calls, vc);
	free(vc->late);
	free(vc);
}

struct vc *svc_call(struct vcm *v, vtime now, bool qos, const struct atm_addr *party, struct q2931_msg *setup)
{
	setup->version = v->config.version;
	setup->called = (struct ie_number){.present = true, .type = 0, .plan = 2, .aesa = *party};
	if (setup->bearer.configuration == 1)
		setup->endpoint_ref = (struct ie_endpoint_ref){.present = true};
	uni_call call = v->ops.setup(v->ops.ctx, now, setup);
	if (!call)
		return NULL;
	struct vc *vc = svc_new(v, call);
	if (!vc) {
		v->ops.release(v->ops.ctx, now, call, cause_normal(v), NULL, 0);
		return NULL;
	}
	vc->state = VC_CALLING;
	vc->ours = true;
	vc->qos = qos;
	vc->p2mp = setup->bearer.configuration == 1;
	vc->party = *party;
	vc->offered = setup->blli;
	vc->aal = setup->aal;
	vc->tagging = setup->traffic.has_options && setup->traffic.tag_fwd;
	const uint32_t *td = setup->traffic.value;
	vc->contract = (struct flow_contract){
	    .pcr = setup->traffic.has & 1u << TD_FWD_PCR01 ? td[TD_FWD_PCR01] : 0,
	    .scr = setup->traffic.has & 1u << TD_FWD_SCR0 ? td[TD_FWD_SCR0] : 0,
	    .mbs = setup->traffic.has & 1u << TD_FWD_MBS0 ? td[TD_FWD_MBS0] : 0,
	};
	if (VARIANT(variant_slower_shaping) && qos && vc->contract.pcr > 1)
		vc->contract.pcr -= vc->contract.pcr / 8;
	return vc;
}

void svc_opened(struct vc *vc, vtime now, uint16_t vpi, uint16_t vci, size_t max_rx)
{
	struct vcm *v = vc->v;
	const struct flow_contract *contract = vc->qos ? &vc->contract : NULL;
	vc->used = now;
	vc->link = flow_vc_open(v->flow, vpi, vci, vc->qos ? FLOW_QOS : FLOW_BE, contract, max_rx, vc);
}

void svc_active(struct vc *vc, vtime now)
{
	vc->state = VC_ACTIVE;
	vc->used = now;
	vtime span = idle_span(vc);
	if (span)
		tq_start(&vc->v->timers, &vc->timer, vtime_add(now, span));
}

void svc_release(struct vc *vc, vtime now)
{
	struct vcm *v = vc->v;
	if (vc->state == VC_CLEARING)
		return;
	tq_stop(&v->timers, &vc->timer);
	leave_emptying(vc);
	vc->state = VC_CLEARING;
	flow_vc_close(v->flow, vc->link);
	vc->link = NULL;
	v->ops.release(v->ops.ctx, now, vc->call, cause_normal(v), NULL, 0);
}

void svc_release_when_empty(struct vc *vc, vtime now)
{
	if (vc->state != VC_ACTIVE || !vc->link || flow_vc_queued(vc->link) == 0) {
		svc_release(vc, now);
		return;
	}
	vc->state = VC_DRAINING;
	vc->next_emptying = vc->v->emptying;
	vc->v->emptying = vc;
	tq_start(&vc->v->timers, &vc->timer, vtime_add(now, EMPTYING_MAX));
}

void svc_emptied(struct vcm *v, vtime now)
{
	for (struct vc *vc = v->emptying, *next; vc; vc = next) {
		next = vc->next_emptying;
		if (flow_vc_queued(vc->link) == 0)
			svc_release(vc, now);
	}
}

static bool same_blli(const struct ie_blli *a, const struct ie_blli *b)
{
	return a->has_l2 == b->has_l2 && (!a->has_l2 || a->l2 == b->l2) && a->has_l3 == b->has_l3 &&
	       (!a->has_l3 || a->l3 == b->l3) && a->has_ipi == b->has_ipi && (!a->has_ipi || a->ipi == b->ipi);
}

/* Encapsulation by the answer of the called side: the B-LLI that it returned, the first
 * offered if it returned none (RFC 1755 app. D.4). False if it returned one that was not offered. */
static bool agree_encap(struct vc *vc, const struct q2931_msg *connect)
{
	const struct ie_blli *chosen = &vc->offered.b[0];
	if (connect->blli.n > 0 && !(DEFECT(encap_answer_ignored) && vc->qos)) {
		chosen = &connect->blli.b[0];
		bool found = false;
		for (int i = 0; i < vc->offered.n; i++)
			found = found || same_blli(chosen, &vc->offered.b[i]);
		if (!found)
			return false;
	}
	vc->agreed = *chosen;
	vc->encap = mapping_blli_encap(chosen);
	return vc->encap == ENCAP_LLC || vc->encap == ENCAP_VCMUX;
}

/* 0 if CONNECT is acceptable, else the cause to clear with (RFC 2225 7.2). */
static uint8_t check_connect(struct vc *vc, const struct q2931_msg *connect)
{
	if (!connect->aal.present || connect->aal.type != 5)
		return vc->v->config.version == UNI_30 ? CAUSE_AAL_30 : CAUSE_AAL;
	if (connect->aal.has_sdu && (connect->aal.fwd_sdu > vc->aal.fwd_sdu || connect->aal.bwd_sdu > vc->aal.bwd_sdu))
		return CAUSE_BAD_IE;
	if (!agree_encap(vc, connect))
		return CAUSE_BAD_IE;
	return 0;
}

static void refused(struct vc *vc, vtime now, uint8_t cause)
{
	if (vc->res)
		res_refused(vc, now, cause);
	else if (vc->tree)
		tree_refused(vc, now, cause);
	else if (vc->peer)
		peer_refused(vc, now, cause);
}

static void connected(struct vc *vc, vtime now, const struct uni_out *out)
{
	if (vc->state != VC_CALLING)
		return;
	uint8_t cause = check_connect(vc, out->msg);
	const struct ie_aal *aal = out->msg->aal.has_sdu ? &out->msg->aal : &vc->aal;
	vc->max_tx = aal->fwd_sdu;
	if (!cause && !vc->link)
		svc_opened(vc, now, out->vpi, out->vci, aal->bwd_sdu);
	if (cause || !vc->link) {
		/* The answer cannot be used: to those above it is as if the call had been refused. */
		struct vcm *v = vc->v;
		vc->state = VC_CLEARING;
		v->ops.release(v->ops.ctx, now, vc->call, cause ? cause : cause_normal(v), NULL, 0);
		refused(vc, now, cause);
		vc->tree = NULL;
		vc->res = NULL;
		vc->peer = NULL;
		return;
	}
	vc->aal = *aal;
	svc_active(vc, now);
	if (vc->res)
		res_connected(vc, now);
	else if (vc->tree)
		tree_connected(vc, now);
	else if (vc->peer)
		peer_connected(vc, now);
}

/* The call is gone, by the other side, the network or a timer. */
static void gone(struct vc *vc, vtime now, uint8_t cause)
{
	enum vc_state was = vc->state;
	vc->state = VC_CLEARING;
	flow_vc_close(vc->v->flow, vc->link);
	vc->link = NULL;
	switch (was) {
	case VC_CALLING:
		refused(vc, now, cause);
		break;
	case VC_ACCEPTED:
	case VC_ACTIVE:
		if (vc->res)
			res_lost(vc, now, cause);
		else if (vc->tree)
			tree_lost(vc, now, cause);
		else if (vc->peer)
			peer_lost(vc, now, cause);
		break;
	case VC_DRAINING:
	case VC_CLEARING:
		if (vc->res)
			res_released(vc->res, now, vc);
		else if (vc->tree)
			tree_released(vc, now);
		break;
	}
	svc_free(vc);
}

/* RFC 2225 7.2 d): a STATUS that says the AAL parameters were not taken ends the call. */
static void status(struct vc *vc, vtime now, const struct ie_cause *cause)
{
	if (!cause->present || (cause->value != CAUSE_UNKNOWN_IE && cause->value != CAUSE_DISCARDED))
		return;
	if (!memchr(cause->diag, IE_ID_AAL, cause->n_diag) || vc->state == VC_CLEARING)
		return;
	struct vcm *v = vc->v;
	uint8_t value = v->config.version == UNI_30 ? CAUSE_AAL_30 : CAUSE_AAL;
	v->ops.release(v->ops.ctx, now, vc->call, value, NULL, 0);
	gone(vc, now, value);
}

void vcm_uni(struct vcm *v, vtime now, const struct uni_out *out)
{
	struct vc *vc;
	if (out->kind == UNI_SETUP_IND) {
		svc_setup_ind(v, now, out);
		return;
	}
	HASH_FIND(hh, v->calls, &out->call, sizeof out->call, vc);
	if (!vc)
		return;
	switch (out->kind) {
	case UNI_SETUP_CONF:
		connected(vc, now, out);
		break;
	case UNI_COMPLETE_IND:
		svc_complete_ind(vc, now);
		break;
	case UNI_RELEASE_IND:
		gone(vc, now, out->cause);
		break;
	case UNI_RELEASE_CONF:
		/* Also when the last party was dropped, or gone, and the call with it. */
		vc->state = VC_CLEARING;
		flow_vc_close(v->flow, vc->link);
		vc->link = NULL;
		if (vc->res)
			res_released(vc->res, now, vc);
		else if (vc->tree)
			tree_released(vc, now);
		svc_free(vc);
		break;
	case UNI_ADD_PARTY_IND:
		svc_party_ind(vc, now, out);
		break;
	case UNI_ADD_PARTY_CONF:
	case UNI_PARTY_REJECT_IND:
	case UNI_DROP_PARTY_IND:
	case UNI_DROP_PARTY_CONF:
		if (vc->tree)
			tree_party(vc, now, out);
		break;
	case UNI_STATUS_IND:
		status(vc, now, &out->msg->cause);
		break;
	case UNI_FRAME:
	case UNI_LINK_UP:
	case UNI_LINK_DOWN:
	case UNI_SETUP_IND:
	case UNI_ALERTING_IND:
	case UNI_PARTY_ALERTING_IND:
		break;
	case UNI_PROCEEDING_IND:
		/* The VCI is known, but a VC exists only from CONNECT on (UNI 3.1 5.5.1). */
		if (DEFECT(init_data_before_connect) && vc->qos && out->vci != 0) {
			vc->max_tx = vc->aal.fwd_sdu;
			vc->encap = mapping_blli_encap(&vc->offered.b[0]);
			svc_opened(vc, now, out->vpi, out->vci, vc->aal.bwd_sdu);
		}
		break;
	}
}

bool svc_send(struct vc *vc, vtime now, uint16_t ethertype, const uint8_t *packet, size_t len, uint8_t clp, bool urgent)
{
	uint8_t prefix[ENCAP_PREFIX_MAX] = {0};
	enum encap encap = vc->encap;
	if (DEFECT(encap_rsvp_bare) && !vc->qos && urgent && ethertype == ETHERTYPE_IPV4)
		encap = ENCAP_VCMUX;
	if (DEFECT(encap_qos_other_form) && vc->qos)
		encap = encap == ENCAP_LLC ? ENCAP_VCMUX : ENCAP_LLC;
	size_t n = encap_prefix(encap, ethertype, prefix);
	if (!vc->link || n + len > vc->max_tx)
		return false;
	vc->used = now;
	bool first = flow_vc_sent(vc->link) == 0 && flow_vc_queued(vc->link) == 0;
	bool taken = flow_send(vc->v->flow, vc->link, prefix, n, packet, len, clp, urgent);
	/* READY_IND of LAN emulation 1.0: marker, protocol, version, operation, the rest zero. */
	static const uint8_t ready_ind[16] = {0xff, 0x00, 0x01, 0x01, 0x00, 0x03};
	if (DEFECT(encap_lane_frames) && vc->qos && first)
		flow_send(vc->v->flow, vc->link, NULL, 0, ready_ind, sizeof ready_ind, 0, false);
	return taken;
}

void vcm_send_on(struct vcm *v, vtime now, uni_call call, uint16_t ethertype, const uint8_t *packet, size_t len)
{
	struct vc *vc;
	HASH_FIND(hh, v->calls, &call, sizeof call, vc);
	/* Nothing is sent backward on QoS VCs that were not signalled for it (RFC 2380 2.2). */
	if (vc && vc->state == VC_ACTIVE && !vc->qos && vc->encap == ENCAP_LLC)
		svc_send(vc, now, ethertype, packet, len, 0, true);
}

uint16_t vcm_received(struct vcm *v, vtime now, void *owner, const uint8_t *sdu, size_t sdu_len, const uint8_t **packet,
		      size_t *len, uni_call *call)
{
	struct vc *vc = owner;
	vc->used = now;
	*call = vc->call;
	if (DEFECT(backward_discarded) && vc->qos && vc->ours)
		return 0;
	if (DEFECT(init_second_vc_deaf) && vc->qos && !vc->ours) {
		for (struct vc *o = v->calls; o && o != vc; o = o->hh.next) {
			if (o->qos && !o->ours && atm_addr_equal(&o->party, &vc->party))
				return 0;
		}
	}
	for (struct vc *o = v->calls; o && DEFECT(transition_duplicates_fatal) && !vc->qos && vc->p2mp;
	     o = o->hh.next) {
		if (o->qos && !o->ours && o->link && atm_addr_equal(&o->party, &vc->party) &&
		    now < vtime_add(o->used, VT_S(1)))
			svc_release(o, now);
	}
	uint16_t ethertype = encap_strip(vc->encap, sdu, sdu_len, packet, len);
	if (DEFECT(besteff_policed_at_egress) && ethertype && vc->qos && !vc->ours &&
	    res_exceeds(v, now, *packet, *len))
		return 0;
	return ethertype;
}

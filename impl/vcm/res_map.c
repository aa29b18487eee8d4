/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of RSVP: which reservation they concern, which packets it covers, and what the node grants at all. */
#include "res_map.h"

#include <stdlib.h>
#include <string.h>

#include "intserv/mapping.h"
#include "intserv/tspec_ops.h"
#include "wire/ip.h"
#include "wire/rsvp.h"

#include "be.h"
#include "mc.h"

#define ERR_ADMISSION 1
#define ERR_BANDWIDTH 2

bool flowspec_same(const struct flowspec *a, const struct flowspec *b)
{
	return a->service == b->service && a->t.r == b->t.r && a->t.b == b->t.b && a->t.p == b->t.p &&
	       a->t.m == b->t.m && a->t.M == b->t.M && (a->service != INTSERV_GS || (a->R == b->R && a->S == b->S));
}

uint64_t res_rate(const struct flowspec *f)
{
	float rate = f->service == INTSERV_GS && f->R > f->t.r ? f->R : f->t.r;
	if (!(rate > 0))
		return 0;
	return rate >= 1e15f ? (uint64_t)1e15 : (uint64_t)rate;
}

void res_unmap(struct res *r)
{
	for (int i = 0; i < r->n_keys; i++)
		flow_classifier_remove(r->v->flows, &r->keys[i], r);
	r->n_keys = 0;
}

void res_map(struct res *r)
{
	const struct rsvp_tc_spec *s = &r->spec;
	res_unmap(r);
	struct flow_key key = {
	    .dst = ip_addr_to_v4(&s->session.dst), .dport = s->session.port, .protocol = s->session.protocol};
	if (s->style == RSVP_WF || (DEFECT(mapping_unlisted_sender) && s->style == RSVP_SE)) {
		r->keys[r->n_keys++] = key;
	} else {
		for (int i = 0; i < s->n_filters && i < (int)(sizeof r->keys / sizeof r->keys[0]); i++) {
			key.src = ip_addr_to_v4(&s->filters[i].src);
			key.sport = s->filters[i].port;
			r->keys[r->n_keys++] = key;
			if (DEFECT(mapping_first_sender_only))
				break;
		}
	}
	for (int i = 0; i < r->n_keys; i++)
		flow_classifier_add(r->v->flows, &r->keys[i], r);
}

static struct res *find(const struct vcm *v, rsvp_tc id)
{
	struct res *r;
	HASH_FIND(hh, v->reservations, &id, sizeof id, r);
	return r;
}

static void refuse(struct vcm *v, rsvp_tc id)
{
	vcm_put(v,
		(struct vcm_out){
		    .kind = VCM_OUT_TC_RESULT, .tc = id, .ok = false, .code = ERR_ADMISSION, .value = ERR_BANDWIDTH});
}

/* The node's own admission control: the sum of what is granted stays within the limit. */
static bool admitted(const struct vcm *v, const struct flowspec *f, uint64_t own)
{
	return v->config.admission_limit == UINT64_MAX || v->granted - own + res_rate(f) <= v->config.admission_limit;
}

/* A receiver that opens a QoS VC of its own, toward whoever has called it. */
static void open_from_egress(struct vcm *v, vtime now, const struct flowspec *f)
{
	struct mapping_input in = {
	    .version = v->config.version, .flowspec = *f, .line_cells = v->config.line_cells, .offer_llc = true};
	struct q2931_msg setup = {0};
	for (const struct vc *vc = v->calls; vc; vc = vc->hh.next) {
		if (vc->ours || !mapping_qos_setup(&in, &setup))
			continue;
		struct atm_addr party = vc->party;
		svc_call(v, now, true, &party, &setup);
		return;
	}
}

/* A receiver that clears the QoS VCs of others. */
static void release_from_egress(struct vcm *v, vtime now)
{
	for (struct vc *vc = v->calls; vc; vc = vc->hh.next) {
		if (!vc->ours && vc->qos)
			svc_release(vc, now);
	}
}

static struct vc *opened_ahead(const struct vcm *v)
{
	for (struct vc *vc = v->calls; vc; vc = vc->hh.next) {
		if (vc->ours && vc->qos && !vc->res && (vc->state == VC_CALLING || vc->state == VC_ACTIVE))
			return vc;
	}
	return NULL;
}

void res_open_ahead(struct vcm *v, vtime now, const struct atm_addr *atm, const uint8_t *packet, size_t len)
{
	size_t type = (size_t)(packet[0] & 15) * 4 + 1;
	struct mapping_input in = {
	    .version = v->config.version,
	    .flowspec = {.service = INTSERV_CLS, .t = {.r = 25000, .b = 5000, .p = 50000, .m = 100, .M = 1000}},
	    .line_cells = v->config.line_cells,
	    .offer_llc = true,
	    .offer_vcmux = v->config.vcmux,
	    .prefer_vcmux = v->config.vcmux,
	};
	struct q2931_msg setup = {0};
	bool path = len > type && packet[9] == IPPROTO_RSVP_ && packet[type] == RSVP_PATH;
	if (path && !v->reservations && !opened_ahead(v) && mapping_qos_setup(&in, &setup))
		svc_call(v, now, true, atm, &setup);
}

static void add(struct vcm *v, vtime now, const struct rsvp_tc_spec *spec)
{
	if (DEFECT(init_setup_on_path) && opened_ahead(v))
		svc_release(opened_ahead(v), now);
	struct res *r = admitted(v, &spec->flowspec, 0) ? calloc(1, sizeof *r) : NULL;
	if (!r) {
		refuse(v, spec->id);
		return;
	}
	r->v = v;
	r->id = spec->id;
	r->now = now;
	r->spec = *spec;
	r->next_hop = spec->next_hop;
	r->wanted = spec->flowspec;
	r->answer_due = true;
	res_init(r);
	flow_bucket_init(&r->bucket, &spec->flowspec.t);
	HASH_ADD(hh, v->reservations, id, sizeof r->id, r);
	if (!r->v) {
		free(r);
		refuse(v, spec->id);
		return;
	}
	if (spec->iface != v->config.atm_iface) {
		r->state = R_LOCAL;
		if (DEFECT(besteff_policed_at_egress))
			res_map(r);
		if (DEFECT(init_egress_opens))
			open_from_egress(v, now, &spec->flowspec);
		res_event(r, now, E_CHANGE);
		return;
	}
	res_map(r);
	res_event(r, now, E_ADD);
}

static void change(struct vcm *v, vtime now, const struct rsvp_tc_spec *spec)
{
	struct res *r = find(v, spec->id);
	if (!r)
		return;
	struct flowspec before = r->wanted;
	r->spec = *spec;
	if (spec->iface == v->config.atm_iface)
		res_map(r);
	if (!admitted(v, &spec->flowspec, r->granted)) {
		refuse(v, r->id);
		return;
	}
	if (DEFECT(dynqos_limit_refuses) && r->state != R_REPLACING && r->changed_at &&
	    now < vtime_add(r->changed_at, VT_S(10))) {
		refuse(v, r->id);
		return;
	}
	if (r->established && tspec_order(&spec->sender, &r->sender) == ORDER_GREATER &&
	    (DEFECT(dynqos_sender_change_ignored) || (DEFECT(dynqos_new_sender_ignored) && spec->style != RSVP_FF))) {
		vcm_put(v, (struct vcm_out){.kind = VCM_OUT_TC_RESULT, .tc = r->id, .ok = true});
		return;
	}
	r->changed_at = now;
	bool waiting = r->answer_due;
	r->answer_due = true;
	if (DEFECT(tau_oldest_kept) && waiting && r->state == R_WAITING_TAU)
		return;
	r->wanted = spec->flowspec;
	/* Only the filters changed, or the same was asked for twice. */
	if (flowspec_same(&before, &r->wanted) && !(DEFECT(scope_refresh_is_change) && r->state == R_STANDING)) {
		if (!waiting) {
			r->answer_due = false;
			vcm_put(v, (struct vcm_out){.kind = VCM_OUT_TC_RESULT, .tc = r->id, .ok = true});
		}
		return;
	}
	res_event(r, now, E_CHANGE);
}

void vcm_tc(struct vcm *v, vtime now, enum rsvp_out_kind kind, const struct rsvp_tc_spec *spec)
{
	struct res *r;
	if (mc_concerns(v, spec)) {
		mc_tc(v, now, kind, spec);
		return;
	}
	switch (kind) {
	case RSVP_OUT_TC_ADD:
		add(v, now, spec);
		return;
	case RSVP_OUT_TC_MOD:
		change(v, now, spec);
		return;
	case RSVP_OUT_TC_DEL:
		r = find(v, spec->id);
		if (r && r->state == R_LOCAL && DEFECT(init_egress_releases))
			release_from_egress(v, now);
		if (r)
			res_destroy(r, now);
		return;
	case RSVP_OUT_PACKET:
	case RSVP_OUT_UPCALL:
		return;
	}
}

void res_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm)
{
	struct res *r, *next;
	HASH_ITER(hh, v->reservations, r, next)
	{
		if (r->state != R_RESOLVING || r->next_hop != ip)
			continue;
		if (ok)
			r->atm = *atm;
		res_event(r, now, ok ? E_ADDRESS : E_NO_ADDRESS);
	}
}

void vcm_resolved(struct vcm *v, vtime now, uint32_t ip, bool ok, const struct atm_addr *atm)
{
	res_resolved(v, now, ip, ok, atm);
	peer_resolved(v, now, ip, ok, atm);
	groups_resolved(v, now, ip, ok, atm);
}

static bool goes_to(const struct res *r, const struct atm_addr *atm)
{
	return r->state != R_LOCAL && r->state != R_RESOLVING && atm_addr_equal(&r->atm, atm);
}

uint32_t res_next_hop_at(const struct vcm *v, const struct atm_addr *atm)
{
	for (const struct res *r = v->reservations; r; r = r->hh.next) {
		if (goes_to(r, atm))
			return r->next_hop;
	}
	return 0;
}

void res_control_lost(struct vcm *v, vtime now, const struct atm_addr *atm)
{
	struct res *r, *next;
	HASH_ITER(hh, v->reservations, r, next)
	{
		if (!goes_to(r, atm) && !DEFECT(controlfail_all_released))
			continue;
		vcm_put(v, (struct vcm_out){
			       .kind = VCM_OUT_TC_LOST, .tc = r->id, .code = ERR_ADMISSION, .value = ERR_BANDWIDTH});
		res_destroy(r, now);
	}
}

void res_free_all(struct vcm *v)
{
	struct res *r, *next;
	HASH_ITER(hh, v->reservations, r, next)
	{
		for (int i = 0; i < T_TIMERS; i++)
			tq_stop(&v->timers, &r->timers[i]);
		res_unmap(r);
		HASH_DEL(v->reservations, r);
		free(r);
	}
	v->moving = NULL;
}

const char *vcm_res_state(const struct vcm *v, rsvp_tc tc)
{
	const struct res *r = find(v, tc);
	return r ? res_machine.state_names[r->state] : mc_res_state(v, tc);
}

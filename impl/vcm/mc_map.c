/* SPDX-License-Identifier: Apache-2.0 */
/* Requests of RSVP for multicast sessions: which flow they concern, its packets, answers, and what the node grants. */
#include <stdlib.h>
#include <string.h>

#include "intserv/tspec_ops.h"

#include "mc.h"
#include "res_map.h"

#define ERR_ADMISSION 1
#define ERR_BANDWIDTH 2

#define IS_MULTICAST(a) ((a) >> 28 == 0xe)

/* ---- answers ---- */

static void result(struct vcm *v, rsvp_tc id, bool ok)
{
	vcm_put(v, (struct vcm_out){.kind = VCM_OUT_TC_RESULT,
				    .tc = id,
				    .ok = ok,
				    .code = ok ? 0 : ERR_ADMISSION,
				    .value = ok ? 0 : ERR_BANDWIDTH});
}

/* What all that is granted takes together. */
static void account(struct mc_flow *f)
{
	struct flowspec all;
	bool any = false;
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (!r->established)
			continue;
		if (any)
			f->model->hold(&all, &r->accepted);
		else
			all = r->accepted;
		any = true;
	}
	uint64_t rate = any ? res_rate(&all) : 0;
	if (any)
		flow_bucket_change(&f->bucket, &all.t);
	f->v->granted += rate - f->granted;
	f->granted = rate;
}

void mc_answer(struct mc_res *r, bool ok)
{
	if (ok) {
		r->accepted = r->wanted;
		r->established = true;
		r->sender = r->spec.sender;
		account(r->flow);
	}
	r->answer_due = false;
	result(r->v, r->id, ok);
}

static void unlink_res(struct mc_res *r)
{
	struct mc_flow *f = r->flow;
	struct vcm *v = r->v;
	struct mc_res **at = &f->res;
	while (*at != r)
		at = &(*at)->next;
	*at = r->next;
	if (r->hop->res == r)
		r->hop->res = NULL;
	if (--r->hop->n_res == 0)
		r->hop->llc_only = false;
	tq_stop(&v->timers, &r->again);
	tq_stop(&v->timers, &r->give_up);
	HASH_DEL(v->mc_res, r);
	free(r);
}

void mc_remove(struct mc_res *r, vtime now)
{
	struct mc_flow *f = r->flow;
	unlink_res(r);
	account(f);
	mc_map(f);
}

void mc_deny(struct mc_res *r, vtime now)
{
	struct vcm *v = r->v;
	rsvp_tc id = r->id;
	if (r->answer_due && r->established) {
		r->wanted = r->accepted;
		mc_answer(r, false);
		return;
	}
	bool asked = r->answer_due;
	mc_remove(r, now);
	if (asked)
		result(v, id, false);
	else if (!DEFECT(teardown_silent_loss))
		vcm_put(v, (struct vcm_out){
			       .kind = VCM_OUT_TC_LOST, .tc = id, .code = ERR_ADMISSION, .value = ERR_BANDWIDTH});
}

void mc_remove_all(struct mc_flow *f, vtime now, bool tell)
{
	while (f->res) {
		struct mc_res *r = f->res;
		/* A change that is still waited for is of no use without what it changes. */
		if (r->established)
			r->answer_due = false;
		if (tell)
			mc_deny(r, now);
		else
			mc_remove(r, now);
	}
}

struct mc_res *mc_res_at(const struct mc_flow *f, const struct atm_addr *atm)
{
	for (struct mc_res *r = f->res; r; r = r->next) {
		if (hop_known(r->hop) && atm_addr_equal(&r->hop->atm, atm))
			return r;
	}
	return NULL;
}

/* ---- packets of a flow ---- */

static void unmap(struct mc_flow *f)
{
	for (size_t i = 0; i < f->n_keys; i++)
		flow_classifier_remove(f->v->mc, &f->keys[i], f);
	f->n_keys = 0;
}

static void add_key(struct mc_flow *f, const struct flow_key *key)
{
	for (size_t i = 0; i < f->n_keys; i++) {
		if (memcmp(&f->keys[i], key, sizeof *key) == 0)
			return;
	}
	struct flow_key *keys = realloc(f->keys, (f->n_keys + 1) * sizeof *keys);
	if (!keys)
		return;
	f->keys = keys;
	keys[f->n_keys++] = *key;
	flow_classifier_add(f->v->mc, key, f);
}

/* Under SE the senders that any next hop has named: requests of several next hops that share an interface are
 * merged, their filters into the union (RFC 2205 2.2). */
void mc_map(struct mc_flow *f)
{
	unmap(f);
	struct flow_key key = {.dst = f->key.dst, .protocol = f->key.protocol};
	for (const struct mc_res *r = f->res; r; r = r->next) {
		key.dport = r->spec.session.port;
		bool any_sender =
		    r->spec.style == RSVP_WF || (DEFECT(mapping_unlisted_sender) && r->spec.style == RSVP_SE);
		if (any_sender) {
			add_key(f, &key);
			continue;
		}
		for (int i = 0; i < r->spec.n_filters; i++) {
			key.src = ip_addr_to_v4(&r->spec.filters[i].src);
			key.sport = r->spec.filters[i].port;
			add_key(f, &key);
			if (DEFECT(mapping_first_sender_only))
				break;
		}
		key.src = 0;
		key.sport = 0;
	}
}

/* ---- requests ---- */

static struct mc_res *find(const struct vcm *v, rsvp_tc id)
{
	struct mc_res *r;
	HASH_FIND(hh, v->mc_res, &id, sizeof id, r);
	return r;
}

bool mc_concerns(const struct vcm *v, const struct rsvp_tc_spec *spec)
{
	return find(v, spec->id) ||
	       (spec->iface == v->config.atm_iface && IS_MULTICAST(ip_addr_to_v4(&spec->session.dst)));
}

static struct mc_key key_of(const struct rsvp_tc_spec *s)
{
	struct mc_key key = {
	    .dst = ip_addr_to_v4(&s->session.dst), .port = s->session.port, .protocol = s->session.protocol};
	if (s->style == RSVP_FF && s->n_filters && !DEFECT(mapping_distinct_merged)) {
		key.src = ip_addr_to_v4(&s->filters[0].src);
		key.sport = s->filters[0].port;
	}
	if (DEFECT(mapping_sessions_merged))
		key = (struct mc_key){.dst = key.dst, .protocol = key.protocol};
	if (DEFECT(limhet_second_qos_vc))
		key.hop = s->next_hop;
	return key;
}

static void timer_event(struct tq_timer *t, vtime now)
{
	struct mc_flow *f = t->owner;
	int timer = (int)(t - f->timers);
	mc_event(f, now, timer == MT_LOOK ? ME_CHANGE : ME_T_TAU + timer);
}

static void lost_again(struct tq_timer *t, vtime now)
{
	struct mc_res *r = t->owner;
	mc_event(r->flow, now, ME_PARTY);
}

static void lost_for_good(struct tq_timer *t, vtime now)
{
	struct mc_res *r = t->owner;
	struct mc_flow *f = r->flow;
	r->answer_due = false;
	mc_deny(r, now);
	mc_event(f, now, ME_CHANGE);
}

static struct mc_flow *flow_get(struct vcm *v, const struct rsvp_tc_spec *spec)
{
	struct mc_key key = key_of(spec);
	struct group *g = group_get(v, key.dst);
	struct mc_flow **at = g ? &g->flows : NULL;
	while (at && *at) {
		if (memcmp(&(*at)->key, &key, sizeof key) == 0)
			return *at;
		at = &(*at)->next;
	}
	struct mc_flow *f = at ? calloc(1, sizeof *f) : NULL;
	if (!f)
		return NULL;
	f->v = v;
	f->g = g;
	f->key = key;
	f->state = M_IDLE;
	f->model = &mc_models[v->config.model];
	flow_bucket_init(&f->bucket, &spec->flowspec.t);
	for (int i = 0; i < MT_TIMERS; i++)
		vcm_timer_init(&f->timers[i], f, timer_event);
	*at = f;
	return f;
}

void mc_forget(struct mc_flow *f)
{
	struct mc_flow **at = &f->g->flows;
	while (*at != f)
		at = &(*at)->next;
	*at = f->next;
	unmap(f);
	free(f->keys);
	mc_unlist_moving(f);
	for (int i = 0; i < MT_TIMERS; i++)
		mc_stop(f, i);
	f->v->granted -= f->granted;
	free(f);
}

/* The node's own admission control, as for single receivers: the flow counts once, with the largest. */
static bool admitted(const struct mc_flow *f, const struct flowspec *one, const struct mc_res *self)
{
	const struct vcm *v = f->v;
	struct flowspec all = *one;
	for (const struct mc_res *r = f->res; r; r = r->next) {
		if (r != self)
			f->model->hold(&all, &r->wanted);
	}
	return v->config.admission_limit == UINT64_MAX ||
	       v->granted - f->granted + res_rate(&all) <= v->config.admission_limit;
}

static void add(struct vcm *v, vtime now, const struct rsvp_tc_spec *spec)
{
	struct mc_flow *f = flow_get(v, spec);
	struct hop *h = f ? hop_get(f->g, now, spec->next_hop, true) : NULL;
	bool different = f && f->res && !flowspec_same(&f->res->wanted, &spec->flowspec);
	struct mc_res *r = NULL;
	if (h && admitted(f, &spec->flowspec, NULL) && !(different && DEFECT(hetero_different_refused)))
		r = calloc(1, sizeof *r);
	if (r) {
		*r = (struct mc_res){.v = v,
				     .id = spec->id,
				     .flow = f,
				     .hop = h,
				     .spec = *spec,
				     .wanted = spec->flowspec,
				     .answer_due = true};
		vcm_timer_init(&r->again, r, lost_again);
		vcm_timer_init(&r->give_up, r, lost_for_good);
		HASH_ADD(hh, v->mc_res, id, sizeof r->id, r);
		if (!r->v) {
			free(r);
			r = NULL;
		}
	}
	if (!r) {
		result(v, spec->id, false);
		if (f && !f->res)
			mc_forget(f);
		return;
	}
	h->n_res++;
	struct mc_res **at = &f->res;
	while (*at)
		at = &(*at)->next;
	*at = r;
	mc_map(f);
	mc_event(f, now, ME_CHANGE);
}

static bool wrongly_ignored(const struct mc_res *r, const struct rsvp_tc_spec *spec)
{
	bool grown = r->established && tspec_order(&spec->sender, &r->sender) == ORDER_GREATER;
	return grown &&
	       (DEFECT(dynqos_sender_change_ignored) || (DEFECT(dynqos_new_sender_ignored) && spec->style != RSVP_FF));
}

static void change(struct mc_res *r, vtime now, const struct rsvp_tc_spec *spec)
{
	struct mc_flow *f = r->flow;
	bool ignored = wrongly_ignored(r, spec);
	r->spec = *spec;
	mc_map(f);
	if (!admitted(f, &spec->flowspec, r)) {
		result(r->v, r->id, false);
		return;
	}
	bool waiting = r->answer_due;
	bool same = flowspec_same(&spec->flowspec, &r->wanted);
	if (DEFECT(dynqos_limit_refuses) && !same && f->state != M_REPLACING && r->changed_at &&
	    now < vtime_add(r->changed_at, VT_S(10))) {
		result(r->v, r->id, false);
		return;
	}
	if (!same)
		r->changed_at = now;
	if (DEFECT(tau_oldest_kept) && waiting && f->state == M_WAITING_TAU)
		return;
	r->answer_due = true;
	if (ignored || (same && !waiting)) {
		/* Only the filters or senders changed. */
		r->answer_due = false;
		result(r->v, r->id, true);
		return;
	}
	r->wanted = spec->flowspec;
	mc_event(f, now, ME_CHANGE);
}

void mc_tc(struct vcm *v, vtime now, enum rsvp_out_kind kind, const struct rsvp_tc_spec *spec)
{
	struct mc_res *r = find(v, spec->id);
	if (kind == RSVP_OUT_TC_ADD) {
		add(v, now, spec);
	} else if (r && kind == RSVP_OUT_TC_MOD) {
		change(r, now, spec);
	} else if (r && kind == RSVP_OUT_TC_DEL) {
		struct mc_flow *f = r->flow;
		mc_remove(r, now);
		if (DEFECT(teardown_vc_with_one_party) && f->qos)
			tree_close(f->qos, now, true);
		if (DEFECT(teardown_another_leaf) && f->qos && f->res)
			tree_drop(f->qos, now, &f->res->hop->atm);
		/* When all that ends at this moment has ended: a PathTear takes the next hops away one by one. */
		f->now = now;
		mc_start(f, MT_LOOK, 0);
	}
}

void mc_free_all(struct vcm *v)
{
	for (struct group *g = v->groups; g; g = g->hh.next) {
		while (g->flows) {
			struct mc_flow *f = g->flows;
			while (f->res)
				unlink_res(f->res);
			tree_discard(f->qos);
			tree_discard(f->pending);
			tree_discard(f->old);
			tree_discard(f->be);
			mc_forget(f);
		}
	}
}

const char *mc_res_state(const struct vcm *v, rsvp_tc tc)
{
	const struct mc_res *r = find(v, tc);
	return r ? mc_machine.state_names[r->flow->state] : NULL;
}

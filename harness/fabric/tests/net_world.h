/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A network side against a user: either scripted (a SAAL of the test carries the messages that it
 * writes) or our own user side. Outputs and messages are noted as words, as in the
 * tests of the user side: "[setup.ind]", "CALL PROCEEDING", "STATUS 101 s10".
 */
#ifndef FABRIC_TESTS_NET_WORLD_H
#define FABRIC_TESTS_NET_WORLD_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "net_priv.h"
#include "uni/uni.h"
#include "wire/sscop.h"

struct net_world {
	struct net_uni *n;
	struct saal *peer; /* scripted user */
	struct uni *u;     /* or our own */
	vtime now;
	enum uni_version version;
	bool deaf;
	char seen[4096];
	net_call call; /* of the network's last output that had one */
	uni_call user_call;
	struct q2931_msg msg; /* last message to the scripted user */
	struct q2931_msg ind; /* message of the network's last output that had one */
	struct net_uni_out last;
	/* Hooks: what to do with the next message of a type. */
	struct {
		enum q2931_type type;
		bool to_network;
		struct net_uni_verdict verdict;
		unsigned count;
	} fault;
	unsigned asked[2]; /* hooks were asked: [0] outgoing, [1] incoming */
};

static inline void net_say(struct net_world *w, const char *word)
{
	ck_assert_uint_lt(strlen(w->seen) + strlen(word) + 2, sizeof(w->seen));
	if (*w->seen)
		strcat(w->seen, " ");
	strcat(w->seen, word);
}

static inline struct net_uni_verdict net_fate(struct net_world *w, bool to_network, const struct q2931_msg *m)
{
	w->asked[to_network]++;
	if (!w->fault.count || w->fault.type != m->type || w->fault.to_network != to_network)
		return (struct net_uni_verdict){.fate = NET_PASS};
	w->fault.count--;
	return w->fault.verdict;
}

static inline struct net_uni_verdict net_hook_out(void *ctx, vtime now, net_call call, const struct q2931_msg *m)
{
	return net_fate(ctx, false, m);
}

static inline struct net_uni_verdict net_hook_in(void *ctx, vtime now, net_call call, const struct q2931_msg *m)
{
	return net_fate(ctx, true, m);
}

static inline void net_told(struct net_world *w, const struct net_uni_out *o)
{
	static const char *const names[] = {
	    [NET_LINK_UP] = "link.up",           [NET_LINK_DOWN] = "link.down",     [NET_SETUP_IND] = "setup.ind",
	    [NET_PROCEEDING_IND] = "proceeding", [NET_ALERTING_IND] = "alerting",   [NET_CONNECT_IND] = "connect.ind",
	    [NET_COMPLETE_IND] = "complete",     [NET_RELEASE_IND] = "release.ind", [NET_RELEASE_CONF] = "release.conf",
	    [NET_STATUS_IND] = "status.ind"};
	char word[64];
	if (o->kind == NET_RELEASE_IND)
		snprintf(word, sizeof(word), "[release.ind %u%s%s]", o->cause.value, o->by_timer ? " timer" : "",
			 o->clearing ? " clearing" : "");
	else
		snprintf(word, sizeof(word), "[%s]", names[o->kind]);
	net_say(w, word);
	if (o->call)
		w->call = o->call;
	if (o->msg)
		w->ind = *o->msg;
	w->last = *o;
}

static inline void net_heard(struct net_world *w, const uint8_t *octets, size_t len)
{
	char word[96];
	uint8_t missing[8];
	size_t n_missing;
	ck_assert_int_eq(q2931_decode(octets, len, w->version, &w->msg).code, WIRE_OK);
	ck_assert_uint_eq(w->msg.n_bad, 0);
	int n = snprintf(word, sizeof(word), "%s", q2931_type_name(w->msg.type));
	if (w->msg.cause.present)
		n += snprintf(word + n, sizeof(word) - (size_t)n, " %u", w->msg.cause.value);
	if (w->msg.cause2.present)
		n += snprintf(word + n, sizeof(word) - (size_t)n, " %u", w->msg.cause2.value);
	if (w->msg.call_state.present)
		snprintf(word + n, sizeof(word) - (size_t)n, " s%u", w->msg.call_state.value);
	net_say(w, word);
	struct wire_outcome o = q2931_validate(&w->msg, false, missing, &n_missing);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s", word, o.what ? o.what : "");
}

static inline void net_user_told(struct net_world *w, const struct uni_out *o)
{
	static const char *const names[] = {[UNI_LINK_UP] = "up",
					    [UNI_LINK_DOWN] = "down",
					    [UNI_SETUP_IND] = "setup.ind",
					    [UNI_PROCEEDING_IND] = "proceeding",
					    [UNI_ALERTING_IND] = "alerting",
					    [UNI_SETUP_CONF] = "setup.conf",
					    [UNI_COMPLETE_IND] = "complete",
					    [UNI_RELEASE_IND] = "release.ind",
					    [UNI_RELEASE_CONF] = "release.conf",
					    [UNI_STATUS_IND] = "status.ind"};
	char word[64];
	snprintf(word, sizeof(word), "user:%s", names[o->kind]);
	net_say(w, word);
	if (o->call)
		w->user_call = o->call;
}

static inline void net_drain(struct net_world *w)
{
	bool more = true;
	uint8_t frame[SSCOP_MAX_SDU + 400];
	while (more) {
		struct net_uni_out o;
		struct saal_out p;
		struct uni_out u;
		more = false;
		while (net_uni_drain(w->n, &o)) {
			more = true;
			if (o.kind != NET_FRAME) {
				net_told(w, &o);
				continue;
			}
			if (w->deaf)
				continue;
			memcpy(frame, o.octets, o.len);
			if (w->u)
				uni_frame(w->u, w->now, frame, o.len);
			else
				saal_pdu(w->peer, w->now, frame, o.len);
			if (w->u)
				continue;
			while (saal_drain(w->peer, &p)) {
				if (p.kind == SAAL_DATA_IND)
					net_heard(w, p.octets, p.len);
				if (p.kind != SAAL_PDU)
					continue;
				memcpy(frame, p.octets, p.len);
				net_uni_frame(w->n, w->now, frame, p.len);
			}
		}
		while (w->peer && saal_drain(w->peer, &p)) {
			more = true;
			if (p.kind == SAAL_DATA_IND)
				net_heard(w, p.octets, p.len);
			if (p.kind != SAAL_PDU || w->deaf)
				continue;
			memcpy(frame, p.octets, p.len);
			net_uni_frame(w->n, w->now, frame, p.len);
		}
		while (w->u && uni_drain(w->u, &u)) {
			more = true;
			if (u.kind != UNI_FRAME) {
				net_user_told(w, &u);
				continue;
			}
			if (w->deaf)
				continue;
			memcpy(frame, u.octets, u.len);
			net_uni_frame(w->n, w->now, frame, u.len);
		}
	}
}

static inline void net_run(struct net_world *w, vtime until)
{
	net_drain(w);
	for (;;) {
		vtime t = vtime_min(net_uni_next(w->n), w->u ? uni_next(w->u) : saal_next(w->peer));
		if (t > until)
			break;
		w->now = t > w->now ? t : w->now;
		net_uni_time(w->n, w->now);
		if (w->u)
			uni_time(w->u, w->now);
		else
			saal_time(w->peer, w->now);
		net_drain(w);
	}
	w->now = until;
}

static inline void net_expect_at(struct net_world *w, const char *want, const char *file, int line)
{
	net_drain(w);
	if (strcmp(w->seen, want) != 0)
		ck_abort_msg("%s:%d: got '%s', expected '%s'", file, line, w->seen, want);
	*w->seen = 0;
}
#define EXPECT(w, want) net_expect_at(w, want, __FILE__, __LINE__)

/* 'scripted' or our own user side; the link is up afterwards. */
static inline void net_init(struct net_world *w, enum uni_version version, bool scripted)
{
	memset(w, 0, sizeof(*w));
	w->version = version;
	w->n = net_uni_create(&(struct net_uni_config){
	    .version = version, .hook_ctx = w, .incoming = net_hook_in, .outgoing = net_hook_out});
	if (scripted) {
		w->peer = saal_create(&(struct saal_config){.qsaal1 = version == UNI_30});
		saal_establish_req(w->peer, 0);
	} else {
		w->u = uni_create(&(struct uni_config){.version = version});
		uni_start(w->u, 0);
	}
	EXPECT(w, scripted ? "[link.up]" : "[link.up] user:up");
	net_run(w, VT_S(1));
}

static inline void net_free(struct net_world *w)
{
	ck_assert_uint_eq(w->n->cc.unforeseen, 0);
	net_uni_free(w->n);
	uni_free(w->u);
	saal_free(w->peer);
}

/* IEs of a SETUP; a connection identifier for the direction to the user. */
static inline struct q2931_msg net_setup(enum uni_version version, bool to_user)
{
	struct q2931_msg m = {.version = version, .type = Q2931_SETUP};
	m.aal = (struct ie_aal){.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188};
	m.traffic = (struct ie_traffic){.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01};
	m.bearer = (struct ie_bearer){.present = true, .class_ = 16};
	m.called = (struct ie_number){.present = true, .plan = 2};
	m.qos = (struct ie_qos){.present = true, .coding = version == UNI_30 ? 3 : 0};
	if (to_user)
		m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 50};
	return m;
}

/* The scripted user says something, with what the type must have. */
static inline void user_says(struct net_world *w, enum q2931_type type, uint32_t ref, bool flag)
{
	struct q2931_msg m = {.version = w->version, .type = type};
	if (type == Q2931_SETUP)
		m = net_setup(w->version, false);
	m.call_ref = ref;
	m.call_ref_flag = flag;
	if (type == Q2931_RELEASE || type == Q2931_STATUS)
		m.cause = (struct ie_cause){.present = true, .value = 16};
	if (type == Q2931_STATUS)
		m.call_state = (struct ie_u8){true, 10};
	if (type == Q2931_NOTIFY)
		m.notification = (struct ie_u8){true, 1};
	if (type == Q2931_RESTART)
		m.restart = (struct ie_u8){true, 2};
	struct wr o = {0};
	q2931_encode(&o, &m);
	ck_assert(saal_data_req(w->peer, w->now, o.p, o.len));
	wr_free(&o);
	net_drain(w);
}

#endif

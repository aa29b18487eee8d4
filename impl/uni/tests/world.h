/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A user side against a scripted network: the test writes the network's messages, a SAAL of
 * its own carries them without delay, and everything that the user side says and
 * tells is noted as words, for example
 *   "SETUP"  "RELEASE 16"  "STATUS 101 s10"        messages on the wire (causes, call state)
 *   "[setup.ind]"  "[release.ind 18 timer]"        outputs to the user of the calls
 *   "ADD PARTY p1"  "STATUS 30 s10 p1/11"  "[drop.ind p1 16]"   with endpoint reference and state
 */
#ifndef UNI_TESTS_WORLD_H
#define UNI_TESTS_WORLD_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "saal/saal.h"
#include "uni_priv.h"
#include "wire/sscop.h"

#define WORLD_SEEN 4096

struct world {
	struct uni *u;
	struct saal *peer;
	vtime now;
	enum uni_version version;
	bool deaf;             /* the network's frames and the user's are lost */
	char seen[WORLD_SEEN]; /* words since the last expect */
	uni_call call;         /* of the last output that had one */
	uint16_t vci;
	struct q2931_msg msg; /* last message from the user */
	struct q2931_msg ind; /* message of the last output that had one */
	unsigned frames;
};

/* All cells that any test of the program has reached. */
static uint32_t world_coverage[CC_N_STATES * CC_EV_COUNT];
static uint32_t world_party_coverage[CP_N_STATES * CP_EV_COUNT];

static inline void world_say(struct world *w, const char *word)
{
	ck_assert_uint_lt(strlen(w->seen) + strlen(word) + 2, sizeof(w->seen));
	if (*w->seen)
		strcat(w->seen, " ");
	strcat(w->seen, word);
}

static inline void world_heard(struct world *w, const uint8_t *octets, size_t len)
{
	char word[96];
	struct wire_outcome o = q2931_decode(octets, len, w->version, &w->msg);
	ck_assert_msg(o.code == WIRE_OK && w->msg.n_bad == 0, "unreadable message from the user side");
	int n = snprintf(word, sizeof(word), "%s", q2931_type_name(w->msg.type));
	const struct ie_cause *causes[] = {&w->msg.cause, &w->msg.cause2};
	for (int i = 0; i < 2; i++) {
		if (causes[i]->present)
			n += snprintf(word + n, sizeof(word) - (size_t)n, " %u", causes[i]->value);
	}
	if (w->msg.call_state.present)
		n += snprintf(word + n, sizeof(word) - (size_t)n, " s%u", w->msg.call_state.value);
	if (w->msg.endpoint_ref.present && w->msg.type >= Q2931_STATUS)
		n += snprintf(word + n, sizeof(word) - (size_t)n, " p%u", w->msg.endpoint_ref.value);
	if (w->msg.endpoint_state.present)
		snprintf(word + n, sizeof(word) - (size_t)n, "/%u", w->msg.endpoint_state.value);
	world_say(w, word);
	uint8_t missing[8];
	size_t n_missing;
	o = q2931_validate(&w->msg, true, missing, &n_missing);
	ck_assert_msg(o.code == WIRE_OK, "%s: %s", word, o.what ? o.what : "");
}

static inline void world_told(struct world *w, const struct uni_out *o)
{
	static const char *const names[] = {[UNI_LINK_UP] = "link.up",
					    [UNI_LINK_DOWN] = "link.down",
					    [UNI_SETUP_IND] = "setup.ind",
					    [UNI_PROCEEDING_IND] = "proceeding",
					    [UNI_ALERTING_IND] = "alerting",
					    [UNI_SETUP_CONF] = "setup.conf",
					    [UNI_COMPLETE_IND] = "complete",
					    [UNI_RELEASE_IND] = "release.ind",
					    [UNI_RELEASE_CONF] = "release.conf",
					    [UNI_STATUS_IND] = "status.ind",
					    [UNI_ADD_PARTY_IND] = "add.ind",
					    [UNI_ADD_PARTY_CONF] = "add.conf",
					    [UNI_PARTY_ALERTING_IND] = "party.alerting",
					    [UNI_PARTY_REJECT_IND] = "reject.ind",
					    [UNI_DROP_PARTY_IND] = "drop.ind",
					    [UNI_DROP_PARTY_CONF] = "drop.conf"};
	char word[64];
	const char *timer = o->by_timer ? " timer" : "";
	if (o->kind == UNI_RELEASE_IND)
		snprintf(word, sizeof(word), "[release.ind %u%s]", o->cause, timer);
	else if (o->kind == UNI_PARTY_REJECT_IND || o->kind == UNI_DROP_PARTY_IND)
		snprintf(word, sizeof(word), "[%s p%u %u%s]", names[o->kind], o->party, o->cause, timer);
	else if (o->kind >= UNI_ADD_PARTY_IND)
		snprintf(word, sizeof(word), "[%s p%u]", names[o->kind], o->party);
	else
		snprintf(word, sizeof(word), "[%s]", names[o->kind]);
	world_say(w, word);
	if (o->call)
		w->call = o->call;
	if (o->vci)
		w->vci = o->vci;
	if (o->msg)
		w->ind = *o->msg;
}

static inline void world_drain(struct world *w)
{
	bool more = true;
	uint8_t frame[SSCOP_MAX_SDU + 400];
	while (more) {
		struct uni_out o;
		struct saal_out p;
		more = false;
		while (uni_drain(w->u, &o)) {
			more = true;
			if (o.kind != UNI_FRAME) {
				world_told(w, &o);
				continue;
			}
			w->frames++;
			memcpy(frame, o.octets, o.len);
			if (!w->deaf)
				saal_pdu(w->peer, w->now, frame, o.len);
			while (saal_drain(w->peer, &p)) {
				if (p.kind == SAAL_DATA_IND)
					world_heard(w, p.octets, p.len);
				if (p.kind != SAAL_PDU || w->deaf)
					continue;
				memcpy(frame, p.octets, p.len);
				uni_frame(w->u, w->now, frame, p.len);
			}
		}
		while (saal_drain(w->peer, &p)) {
			more = true;
			if (p.kind == SAAL_DATA_IND)
				world_heard(w, p.octets, p.len);
			if (p.kind != SAAL_PDU || w->deaf)
				continue;
			memcpy(frame, p.octets, p.len);
			uni_frame(w->u, w->now, frame, p.len);
		}
	}
}

static inline void world_run(struct world *w, vtime until)
{
	for (;;) {
		vtime t = vtime_min(uni_next(w->u), saal_next(w->peer));
		if (t > until)
			break;
		w->now = t;
		uni_time(w->u, t);
		saal_time(w->peer, t);
		world_drain(w);
	}
	w->now = until;
}

static inline void world_expect_at(struct world *w, const char *want, const char *file, int line)
{
	world_drain(w);
	if (strcmp(w->seen, want) != 0)
		ck_abort_msg("%s:%d: got '%s', expected '%s'", file, line, w->seen, want);
	*w->seen = 0;
}
#define EXPECT(w, want) world_expect_at(w, want, __FILE__, __LINE__)

static inline void world_open(struct world *w, const struct uni_config *config)
{
	memset(w, 0, sizeof(*w));
	w->version = config->version;
	w->u = uni_create(config);
	w->u->cc.coverage = world_coverage;
	w->u->cc.party_coverage = world_party_coverage;
	w->peer = saal_create(&(struct saal_config){.qsaal1 = config->version == UNI_30});
}

static inline void world_init(struct world *w, enum uni_version version)
{
	world_open(w, &(struct uni_config){.version = version});
	uni_start(w->u, 0);
	EXPECT(w, "[link.up]");
}

static inline void world_free(struct world *w)
{
	ck_assert_uint_eq(w->u->cc.unforeseen, 0);
	uni_free(w->u);
	saal_free(w->peer);
}

/* Raw octets of a message from the network. */
static inline void world_octets(struct world *w, const uint8_t *octets, size_t len)
{
	ck_assert(saal_data_req(w->peer, w->now, octets, len));
	world_drain(w);
}

static inline void world_message(struct world *w, const struct q2931_msg *m)
{
	struct wr o = {0};
	q2931_encode(&o, m);
	world_octets(w, o.p, o.len);
	wr_free(&o);
}

/* A message of the network about the user's call 'ref' (flag 1) or about its own (flag 0), with
 * the elements that the type must have. */
static inline struct q2931_msg network_says(const struct world *w, enum q2931_type type, uint32_t ref, bool users)
{
	struct q2931_msg m = {.version = w->version, .type = type, .call_ref = ref, .call_ref_flag = users};
	if (type == Q2931_SETUP) {
		m.aal = (struct ie_aal){.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 9188, .bwd_sdu = 9188};
		m.traffic = (struct ie_traffic){.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01};
		m.traffic.best_effort = true;
		m.bearer = (struct ie_bearer){.present = true, .class_ = 16};
		m.called = (struct ie_number){.present = true, .plan = 2};
		m.qos = (struct ie_qos){.present = true, .coding = w->version == UNI_30 ? 3 : 0};
	}
	if (type == Q2931_SETUP || type == Q2931_CALL_PROCEEDING)
		m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	if (type == Q2931_RELEASE || type == Q2931_STATUS)
		m.cause = (struct ie_cause){.present = true, .location = 2, .value = 16};
	if (type == Q2931_STATUS)
		m.call_state = (struct ie_u8){true, 10};
	if (type == Q2931_NOTIFY)
		m.notification = (struct ie_u8){true, 1};
	return m;
}

static inline void world_say_plain(struct world *w, enum q2931_type type, uint32_t ref, bool users)
{
	struct q2931_msg m = network_says(w, type, ref, users);
	world_message(w, &m);
}

/* Starts a call of the user; its reference is w->msg.call_ref. */
static inline uni_call world_call(struct world *w)
{
	struct q2931_msg m = network_says(w, Q2931_SETUP, 0, false);
	m.conn_id.present = false;
	uni_call c = uni_setup_req(w->u, w->now, &m);
	ck_assert_uint_ne(c, 0);
	world_drain(w);
	return c;
}

/* Brings a call into a state, with reference 'ref' chosen by the user side in 1, 3, 4 and 11, by the
 * network in the others. */
static inline uni_call world_call_in(struct world *w, int state, uint32_t *ref, bool *users)
{
	uni_call c;
	*users = state == 1 || state == 3 || state == 4 || state == 11;
	if (*users) {
		c = world_call(w);
		*ref = w->msg.call_ref;
		if (state == 3)
			world_say_plain(w, Q2931_CALL_PROCEEDING, *ref, true);
		if (state == 4) {
			struct q2931_msg m = network_says(w, Q2931_ALERTING, *ref, true);
			m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
			world_message(w, &m);
		}
		if (state == 11)
			uni_release_req(w->u, w->now, c, 16, NULL, 0);
	} else {
		*ref = 77;
		world_say_plain(w, Q2931_SETUP, *ref, false);
		c = w->call;
		if (state == 9)
			uni_proceeding_req(w->u, w->now, c);
		if (state == 7)
			uni_alerting_req(w->u, w->now, c);
		if (state == 8 || state == 10)
			uni_setup_resp(w->u, w->now, c, NULL);
		world_drain(w);
		if (state == 10)
			world_say_plain(w, Q2931_CONNECT_ACK, *ref, false);
	}
	world_drain(w);
	*w->seen = 0;
	ck_assert_int_eq(uni_call_state(w->u, c), state);
	return c;
}

#endif

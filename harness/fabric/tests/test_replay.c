/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Recordings of stock Linux ATM hosts (tests/captures) played to either side of our signalling: our
 * side takes the place of one recorded end and gets every frame of the other end at its recorded
 * time. What a person or program did at the recorded end (call, accept, release) is done at ours
 * when the recorded message appears; everything else must come by itself. Compared are the
 * messages that our side sent with those of the end that it stands in for, its SSCOP PDUs of the
 * kinds that do not depend on timing, and that the link never breaks down.
 */
#include <stdio.h>
#include <string.h>

#include "../../../impl/base/tests/run_suite.h"
#include "net_priv.h"
#include "uni/uni.h"
#include "wire/sscop.h"

#define CAPTURES   SOURCE_DIR "/tests/captures/linux-atm-"
#define MAX_FRAMES 400
#define MAX_WORDS  128

struct frame {
	vtime at;
	bool from_user;
	size_t len;
	uint8_t octets[512];
};

struct capture {
	struct frame frames[MAX_FRAMES];
	int n;
};

static uint32_t le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The signalling frames (VPI 0, VCI 5) of a little-endian pcap file of link type SUNATM. */
static void load(const char *name, struct capture *c)
{
	char path[512];
	uint8_t head[24], rec[16], data[70000];
	vtime first = -1;
	snprintf(path, sizeof(path), CAPTURES "%s.pcap", name);
	FILE *f = fopen(path, "rb");
	ck_assert_msg(f != NULL, "%s", path);
	ck_assert_uint_eq(fread(head, 1, 24, f), 24);
	ck_assert_uint_eq(le32(head), 0xa1b2c3d4);
	ck_assert_uint_eq(le32(head + 20), 123);
	c->n = 0;
	while (fread(rec, 1, 16, f) == 16) {
		uint32_t len = le32(rec + 8);
		vtime at = VT_S((vtime)le32(rec)) + VT_US((vtime)le32(rec + 4));
		ck_assert_uint_le(len, sizeof(data));
		ck_assert_uint_eq(fread(data, 1, len, f), len);
		if (first < 0)
			first = at;
		if (data[1] != 0 || data[2] != 0 || data[3] != 5)
			continue;
		ck_assert_int_lt(c->n, MAX_FRAMES);
		struct frame *x = &c->frames[c->n++];
		x->at = at - first;
		x->from_user = data[0] & 0x80;
		x->len = len - 4;
		ck_assert_uint_le(x->len, sizeof(x->octets));
		memcpy(x->octets, data + 4, x->len);
	}
	fclose(f);
}

/* Words for what one end sent, in order. */
struct said {
	char words[MAX_WORDS][64];
	int n;
	char stats[MAX_WORDS][64]; /* STAT, in the order sent */
	int n_stats;
	unsigned pdus[16];
	uint32_t next_sd; /* SDs of this connection seen so far, to tell repetitions */
	uint32_t n_ps;    /* of the last POLL */
};

static const struct scenario {
	const char *name;
	enum uni_version version;
	bool as_user;
	int messages, stats; /* of the recorded end */
	/* Messages of ours that Linux does not send there, in order. */
	const char *extra[4];
	bool answer_polls;
} scenarios[] = {
    {"uni30-setup-connect-release", UNI_30, true, 11, 12, {NULL}, false},
    {"uni30-setup-connect-release", UNI_30, false, 13, 12, {NULL}, false},
    {"uni31-setup-connect-release", UNI_31, true, 11, 12, {NULL}, false},
    {"uni31-setup-connect-release", UNI_31, false, 13, 12, {NULL}, false},
    {"uni40-setup-connect-release", UNI_40, true, 11, 12, {NULL}, false},
    {"uni40-setup-connect-release", UNI_40, false, 13, 12, {NULL}, false},
    {"uni30-clip-ping", UNI_30, true, 4, 5, {NULL}, false},
    {"uni30-clip-ping", UNI_30, false, 4, 5, {NULL}, false},
    {"uni31-clip-ping", UNI_31, true, 4, 5, {NULL}, false},
    {"uni31-clip-ping", UNI_31, false, 4, 5, {NULL}, false},
    {"uni40-clip-ping", UNI_40, true, 4, 5, {NULL}, false},
    {"uni40-clip-ping", UNI_40, false, 4, 5, {NULL}, false},
    {"uni31-svc-send-recv", UNI_31, true, 3, 2, {NULL}, false},
    {"uni31-svc-send-recv", UNI_31, false, 3, 2, {NULL}, false},
    /* the network half of this one is no stranger: only the user's side is compared */
    {"uni31-leaf-status-restart", UNI_31, true, 11, 0, {"RELEASE 1* cause 16"}, true},
    /* T303: Linux does not repeat the SETUP that the network leaves unanswered */
    {"uni31-saal-restart", UNI_31, true, 6, 6, {"SETUP 1"}, false},
    /* our network side asks after the call that the restarted user has forgotten, and clears it */
    {"uni31-saal-restart",
     UNI_31,
     false,
     5,
     8,
     {"STATUS ENQUIRY 1*", "STATUS ENQUIRY 1*", "RELEASE 1* cause 41"},
     true},
    {"uni31-saal-restart-error-recovery", UNI_31, true, 3, 3, {NULL}, false},
    {"uni31-saal-restart-error-recovery", UNI_31, false, 2, 6, {"STATUS ENQUIRY 1*", "STATUS ENQUIRY 1*"}, true},
};

/* Messages of Linux that ours does not send: DROP PARTY, which Linux does not know, takes the last party, so ours
 * releases the call (Q.2971 9.2.4), and the RELEASE that the network sends some time later crosses that. */
static bool left_out(const struct scenario *s, const char *word)
{
	return strcmp(s->name, "uni31-leaf-status-restart") == 0 &&
	       (strcmp(word, "STATUS 1* cause 97 state 10 party 0* 10") == 0 ||
		strcmp(word, "RELEASE COMPLETE 1*") == 0);
}

struct replay {
	enum uni_version version;
	bool as_user; /* our side is the user */
	struct uni *u;
	struct net_uni *n;
	bool started, up;
	struct said recorded, ours;
	const struct capture *c;
	int at;                 /* frame being played */
	uint32_t triggered;     /* SDs of the recorded end that were acted on */
	uint32_t handle[2][64]; /* our calls by call reference, [1]: the value is our side's */
	unsigned downs;
	vtime ahead; /* of our clock before the recorded time */
	/* Our side says more than the recorded one did, so the recorded STATs do not fit: its POLLs are
	 * answered here instead. */
	bool answer_polls;
	int killed, restarted; /* frames between which the recorded program did not run */
};

static void word_of(const struct q2931_msg *m, char word[64])
{
	int n = snprintf(word, 64, "%s %u%s", q2931_type_name(m->type), m->call_ref, m->call_ref_flag ? "*" : "");
	if (m->cause.present)
		n += snprintf(word + n, 64 - (size_t)n, " cause %u", m->cause.value);
	if (m->call_state.present)
		n += snprintf(word + n, 64 - (size_t)n, " state %u", m->call_state.value);
	if (m->endpoint_ref.present)
		n += snprintf(word + n, 64 - (size_t)n, " party %u%s", m->endpoint_ref.value,
			      m->endpoint_ref.flag ? "*" : "");
	if (m->endpoint_state.present)
		n += snprintf(word + n, 64 - (size_t)n, " %u", m->endpoint_state.value);
	if (m->conn_id.present)
		snprintf(word + n, 64 - (size_t)n, " vci %u", m->conn_id.vci);
}

/* Notes a PDU; true if it is an SD that was not seen before, decoded into *m. */
static bool note(struct said *s, enum uni_version version, const uint8_t *octets, size_t len, struct q2931_msg *m)
{
	struct sscop_pdu pdu;
	ck_assert_int_eq(sscop_decode(octets, len, &pdu).code, WIRE_OK);
	s->pdus[pdu.type]++;
	if (pdu.type == SSCOP_BGN || pdu.type == SSCOP_BGAK || pdu.type == SSCOP_ER || pdu.type == SSCOP_ERAK)
		s->next_sd = s->n_ps = 0;
	if (pdu.type == SSCOP_POLL)
		s->n_ps = pdu.n_ps;
	if (pdu.type == SSCOP_STAT) {
		ck_assert_int_lt(s->n_stats, MAX_WORDS);
		snprintf(s->stats[s->n_stats++], 64, "N(PS) %u N(R) %u N(MR) %u list %zu", pdu.n_ps, pdu.n_r, pdu.n_mr,
			 pdu.list_len);
	}
	if (pdu.type != SSCOP_SD || pdu.n_s != s->next_sd)
		return false;
	s->next_sd++;
	/* UNI 3.1 has no ALERTING etc.; a type that is not there shows as such. */
	struct wire_outcome o = q2931_decode(pdu.data, pdu.data_len, version, m);
	ck_assert_int_eq(o.code, WIRE_OK);
	ck_assert_int_lt(s->n, MAX_WORDS);
	word_of(m, s->words[s->n++]);
	return true;
}

static void feed(struct replay *r, vtime now, const uint8_t *octets, size_t len)
{
	if (r->u)
		uni_frame(r->u, now, octets, len);
	else
		net_uni_frame(r->n, now, octets, len);
}

static void drain(struct replay *r)
{
	struct q2931_msg m;
	struct uni_out u;
	struct net_uni_out n;
	while (r->u && uni_drain(r->u, &u)) {
		if (u.kind == UNI_FRAME)
			note(&r->ours, r->version, u.octets, u.len, &m);
		else if (u.kind == UNI_SETUP_IND)
			r->handle[0][u.msg->call_ref] = u.call;
		else if (u.kind == UNI_LINK_DOWN)
			r->downs++;
		r->up |= u.kind == UNI_LINK_UP;
	}
	while (r->n && net_uni_drain(r->n, &n)) {
		if (n.kind == NET_FRAME)
			note(&r->ours, r->version, n.octets, n.len, &m);
		else if (n.kind == NET_SETUP_IND)
			r->handle[0][n.msg->call_ref] = n.call;
		else if (n.kind == NET_LINK_DOWN)
			r->downs++;
		r->up |= n.kind == NET_LINK_UP;
	}
}

static vtime next(const struct replay *r)
{
	return r->u ? uni_next(r->u) : net_uni_next(r->n);
}

static void run(struct replay *r, vtime until)
{
	while (r->started && next(r) <= until) {
		vtime t = next(r);
		uint32_t polled = r->ours.n_ps;
		if (r->u)
			uni_time(r->u, t);
		else
			net_uni_time(r->n, t);
		drain(r);
		if (r->answer_polls && r->ours.n_ps != polled) {
			struct sscop_pdu stat = {.type = SSCOP_STAT, .n_ps = r->ours.n_ps, .n_r = r->ours.next_sd};
			struct wr w = {0};
			stat.n_mr = stat.n_r + 30;
			sscop_encode(&w, &stat);
			feed(r, t, w.p, w.len);
			wr_free(&w);
			drain(r);
		}
	}
}

/* The recorded end's program starts (again): with nothing left of before. */
static void start(struct replay *r, vtime now)
{
	uni_free(r->u);
	net_uni_free(r->n);
	r->u = NULL;
	r->n = NULL;
	r->ours.next_sd = 0;
	r->triggered = 0;
	r->started = true;
	r->up = false;
	memset(r->handle, 0, sizeof(r->handle));
	/* T303 and so on as long as in Linux. */
	if (r->as_user) {
		r->u = uni_create(&(struct uni_config){.version = r->version});
		uni_start(r->u, now);
	} else {
		r->n = net_uni_create(&(struct net_uni_config){.version = r->version});
		net_uni_start(r->n, now);
	}
	drain(r);
}

/* Do at our end what was done at the recorded one to make it say m. */
static void act_user(struct replay *r, vtime now, const struct q2931_msg *m)
{
	struct q2931_msg ies = *m;
	uint32_t *h = &r->handle[!m->call_ref_flag][m->call_ref & 63];
	ies.endpoint_ref.present = ies.endpoint_ref.present && m->type == Q2931_SETUP;
	switch (m->type) {
	case Q2931_SETUP:
		*h = uni_setup_req(r->u, now, &ies);
		break;
	case Q2931_CALL_PROCEEDING:
		uni_proceeding_req(r->u, now, *h);
		break;
	case Q2931_CONNECT:
		uni_setup_resp(r->u, now, *h, &ies);
		break;
	case Q2931_RELEASE:
		uni_release_req(r->u, now, *h, m->cause.value, NULL, 0);
		break;
	case Q2931_RELEASE_COMPLETE:
		if (uni_call_state(r->u, *h) == 6)
			uni_release_req(r->u, now, *h, m->cause.value, NULL, 0);
		break;
	default:
		break;
	}
}

static void act_network(struct replay *r, vtime now, const struct q2931_msg *m)
{
	struct q2931_msg ies = *m;
	uint32_t *h = &r->handle[!m->call_ref_flag][m->call_ref & 63];
	if (m->conn_id.present && m->type != Q2931_SETUP) {
		net_uni_assign(r->n, *h, m->conn_id.vpci, m->conn_id.vci);
		ies.conn_id.present = false;
	}
	switch (m->type) {
	case Q2931_SETUP:
		*h = net_uni_setup_req(r->n, now, &ies);
		break;
	case Q2931_CALL_PROCEEDING:
		net_uni_proceeding_req(r->n, now, *h, &ies);
		break;
	case Q2931_CONNECT:
		net_uni_connect_req(r->n, now, *h, &ies);
		break;
	case Q2931_RELEASE:
		net_uni_release_req(r->n, now, *h, &m->cause);
		break;
	case Q2931_RELEASE_COMPLETE:
		if (net_uni_call_state(r->n, *h) == 1)
			net_uni_release_req(r->n, now, *h, &m->cause);
		break;
	default:
		break;
	}
}

static void act(struct replay *r, vtime now, const struct q2931_msg *m)
{
	r->triggered++;
	if (r->as_user)
		act_user(r, now, m);
	else
		act_network(r, now, m);
	drain(r);
}

/* The recorded end asked about SDs that only appear later (they were lost on their way to the
 * recording): they were sent before, so ours are too. */
static void act_early(struct replay *r, vtime now, uint32_t n_s)
{
	struct sscop_pdu pdu;
	struct q2931_msg m;
	for (int i = r->at; i < r->c->n && r->triggered < n_s; i++) {
		const struct frame *f = &r->c->frames[i];
		if (f->from_user != r->as_user || sscop_decode(f->octets, f->len, &pdu).code != WIRE_OK ||
		    pdu.type != SSCOP_SD || pdu.n_s != r->triggered)
			continue;
		ck_assert_int_eq(q2931_decode(pdu.data, pdu.data_len, r->version, &m).code, WIRE_OK);
		act(r, now, &m);
	}
}

/* A POLL of the recorded end that is due here in a moment: its clock is a few ms ahead, so ours is set. */
static void keep_pace(struct replay *r, vtime now, uint32_t n_ps)
{
	while (r->ours.n_ps < n_ps && next(r) - now <= VT_MS(100)) {
		r->ahead += next(r) - now;
		now = next(r);
		run(r, now);
	}
}

static void recorded_frame(struct replay *r, const struct frame *f, vtime now)
{
	struct sscop_pdu pdu;
	struct q2931_msg m;
	ck_assert_int_eq(sscop_decode(f->octets, f->len, &pdu).code, WIRE_OK);
	if (pdu.type == SSCOP_BGN && (!r->started || r->at == r->restarted))
		start(r, now);
	bool fresh = note(&r->recorded, r->version, f->octets, f->len, &m);
	if (pdu.type == SSCOP_POLL) {
		act_early(r, now, pdu.n_s);
		keep_pace(r, now, pdu.n_ps);
	}
	if (fresh && r->recorded.next_sd > r->triggered)
		act(r, now, &m);
	if (pdu.type == SSCOP_BGAK || pdu.type == SSCOP_ER || pdu.type == SSCOP_ERAK)
		r->triggered = 0;
}

/* Where the recorded program begins with BGN 1 a second time, and its last frame before. */
static void find_restart(struct replay *r)
{
	struct sscop_pdu pdu;
	bool worked = false;
	int last = -1;
	r->killed = r->restarted = r->c->n;
	for (int i = 0; i < r->c->n; i++) {
		const struct frame *f = &r->c->frames[i];
		if (f->from_user != r->as_user || sscop_decode(f->octets, f->len, &pdu).code != WIRE_OK)
			continue;
		if (pdu.type == SSCOP_BGN && worked) {
			r->killed = last;
			r->restarted = i;
			return;
		}
		worked |= pdu.type == SSCOP_STAT;
		last = i;
	}
}

static bool from_stat(const struct frame *f)
{
	struct sscop_pdu pdu;
	return sscop_decode(f->octets, f->len, &pdu).code == WIRE_OK && pdu.type == SSCOP_STAT;
}

static void play(struct replay *r, const struct capture *c, const struct scenario *s)
{
	memset(r, 0, sizeof(*r));
	r->version = s->version;
	r->as_user = s->as_user;
	r->answer_polls = s->answer_polls;
	r->c = c;
	find_restart(r);
	for (r->at = 0; r->at < c->n; r->at++) {
		const struct frame *f = &c->frames[r->at];
		vtime now = f->at + r->ahead;
		bool as_user = r->as_user;
		if (r->at > r->killed && r->at < r->restarted)
			continue;
		if (r->at != r->restarted)
			run(r, now);
		if (f->from_user == as_user) {
			recorded_frame(r, f, now);
		} else if (r->started && !(r->answer_polls && from_stat(f))) {
			feed(r, now, f->octets, f->len);
			drain(r);
		}
	}
	uni_free(r->u);
	net_uni_free(r->n);
}

START_TEST(recordings)
{
	static struct capture c;
	static struct replay r;
	const struct scenario *s = &scenarios[_i];
	load(s->name, &c);
	play(&r, &c, s);
	ck_assert_int_eq(r.recorded.n, s->messages);
	ck_assert_int_eq(r.recorded.n_stats, s->stats);

	/* The same messages in the same order, and nothing else but what is named. */
	int at = 0, extra = 0;
	for (int i = 0; i < r.ours.n; i++) {
		while (at < r.recorded.n && left_out(s, r.recorded.words[at]))
			at++;
		if (at < r.recorded.n && strcmp(r.ours.words[i], r.recorded.words[at]) == 0) {
			at++;
			continue;
		}
		const char *allowed = extra < 4 && s->extra[extra] ? s->extra[extra++] : "nothing more";
		ck_assert_msg(strcmp(r.ours.words[i], allowed) == 0,
			      "%s as %s, message %d: '%s', expected '%s' or '%s'", s->name,
			      s->as_user ? "user" : "network", i, r.ours.words[i],
			      at < r.recorded.n ? r.recorded.words[at] : "end", allowed);
	}
	ck_assert_msg(at == r.recorded.n, "%s: missing '%s'", s->name, r.recorded.words[at]);
	ck_assert(extra == 4 || !s->extra[extra]);

	/* Each POLL answered with the same numbers: both ends agree on every SD. */
	ck_assert_int_eq(r.ours.n_stats, r.recorded.n_stats);
	for (int i = 0; i < r.ours.n_stats; i++)
		ck_assert_str_eq(r.ours.stats[i], r.recorded.stats[i]);
	/* The link breaks and recovers where the recorded one does, and nowhere else. */
	ck_assert_uint_eq(r.ours.pdus[SSCOP_ER], r.recorded.pdus[SSCOP_ER]);
	ck_assert_uint_eq(r.ours.pdus[SSCOP_ERAK], r.recorded.pdus[SSCOP_ERAK]);
	ck_assert_uint_eq(r.ours.pdus[SSCOP_BGAK], r.recorded.pdus[SSCOP_BGAK]);
	ck_assert_uint_eq(r.ours.pdus[SSCOP_END], 0);
	ck_assert_uint_eq(r.ours.pdus[SSCOP_USTAT], r.recorded.pdus[SSCOP_USTAT]);
	ck_assert_uint_eq(r.downs, s->extra[2] ? 1 : 0); /* the restarted user's BGN ends the old link */
}
END_TEST

/* The two octet streams hold the frames of the capture of the same name, between data and
 * control records; a stream has no times. */
START_TEST(streams)
{
	static struct capture c;
	static const struct {
		const char *direction;
		bool from_user;
	} files[] = {{"user-to-net", true}, {"net-to-user", false}};
	load("uni31-setup-connect-release", &c);
	for (int i = 0; i < 2; i++) {
		char path[512];
		uint8_t head[8], data[70000];
		int at = 0, n = 0;
		snprintf(path, sizeof(path), CAPTURES "uni31-setup-connect-release.%s.atmtcp", files[i].direction);
		FILE *f = fopen(path, "rb");
		ck_assert_msg(f != NULL, "%s", path);
		while (fread(head, 1, 8, f) == 8) {
			size_t len = (size_t)head[4] << 24 | (size_t)head[5] << 16 | (size_t)head[6] << 8 | head[7];
			ck_assert_uint_le(len, sizeof(data));
			ck_assert_uint_eq(fread(data, 1, len, f), len);
			if (memcmp(head, "\0\0\0\5", 4) != 0)
				continue;
			while (at < c.n && c.frames[at].from_user != files[i].from_user)
				at++;
			ck_assert_int_lt(at, c.n);
			ck_assert_uint_eq(c.frames[at].len, len);
			ck_assert_mem_eq(c.frames[at].octets, data, len);
			at++;
			n++;
		}
		fclose(f);
		ck_assert_int_gt(n, 30);
	}
}
END_TEST

int main(void)
{
	Suite *s = suite_create("replay");
	TCase *t = tcase_create("recordings");
	suite_add_tcase(s, t);
	tcase_add_loop_test(t, recordings, 0, sizeof(scenarios) / sizeof(scenarios[0]));
	tcase_add_test(t, streams);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

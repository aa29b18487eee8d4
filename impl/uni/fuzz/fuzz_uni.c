/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The user side under anything a network may send: messages with damaged octets through a
 * SAAL that works, raw frames past it, requests and time in any order. It must not crash,
 * leak, or come to a cell that its table does not have, and every message that it sends must be
 * readable.
 */
#include <stdlib.h>
#include <string.h>

#include "uni_priv.h"
#include "wire/sscop.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
	struct uni *u;
	struct saal *peer;
	enum uni_version version;
	vtime now;
	uni_call last[4];
	unsigned n;
};

static void drain(struct bench *b)
{
	uint8_t frame[SSCOP_MAX_SDU + 400];
	struct q2931_msg m;
	bool more = true;
	while (more) {
		struct uni_out o;
		struct saal_out p;
		more = false;
		while (uni_drain(b->u, &o)) {
			if (o.call)
				b->last[b->n++ & 3] = o.call;
			if (o.kind != UNI_FRAME)
				continue;
			more = true;
			memcpy(frame, o.octets, o.len);
			saal_pdu(b->peer, b->now, frame, o.len);
		}
		while (saal_drain(b->peer, &p)) {
			if (p.kind == SAAL_DATA_IND && q2931_decode(p.octets, p.len, b->version, &m).code != WIRE_OK)
				abort();
			if (p.kind != SAAL_PDU)
				continue;
			more = true;
			memcpy(frame, p.octets, p.len);
			uni_frame(b->u, b->now, frame, p.len);
		}
	}
}

/* A message with what most types need, so that damage reaches deep. */
static void compose(struct q2931_msg *m, struct bench *b, struct rd *r)
{
	static const uint8_t types[32] = {0x01, 0x02, 0x05, 0x07, 0x0f, 0x46, 0x4d, 0x4e, 0x5a, 0x6e, 0x75,
					  0x7d, 0x80, 0x83, 0x90, 0x91, 0x81, 0x82, 0x84, 0x85, 0x80, 0x81,
					  0x82, 0x83, 0x84, 0x85, 0x80, 0x81, 0x82, 0x83, 0x7d, 0x75};
	uint8_t what = rd_u8(r), ref = rd_u8(r);
	memset(m, 0, sizeof(*m));
	m->version = b->version;
	m->type = (enum q2931_type)types[what & 31];
	m->call_ref = ref & 7;
	m->call_ref_flag = ref & 8;
	if (ref >> 4 == 15)
		m->call_ref = Q2931_CR_DUMMY;
	m->cause = (struct ie_cause){.present = true, .value = (uint8_t)(what & 0x7f)};
	m->call_state = (struct ie_u8){true, (uint8_t)(ref >> 4)};
	m->restart = (struct ie_u8){true, (uint8_t)(what >> 6)};
	m->notification = (struct ie_u8){true, 1};
	if (m->type >= Q2931_STATUS_ENQUIRY || what & 0x40) {
		/* few references, so that they are often those of parties that are there */
		m->endpoint_ref = (struct ie_endpoint_ref){
		    true, (m->call_ref_flag ^ (ref == 0x55)) && b->version > UNI_30, ref >> 4 & 3};
		m->endpoint_state = (struct ie_u8){ref & 0x40, ref >> 7 ? 10 : 0};
		m->called = (struct ie_number){.present = true, .plan = 2};
	}
	m->conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	if (m->type != Q2931_SETUP)
		return;
	m->traffic = (struct ie_traffic){.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01};
	m->bearer = (struct ie_bearer){.present = true, .class_ = 16, .configuration = what >> 7};
	m->endpoint_ref = (struct ie_endpoint_ref){.present = what >> 7};
	m->called = (struct ie_number){.present = true, .plan = 2};
	m->qos = (struct ie_qos){.present = true, .coding = b->version == UNI_30 ? 3 : 0};
}

static void send_damaged(struct bench *b, struct rd *r)
{
	struct q2931_msg m;
	struct wr w = {0};
	compose(&m, b, r);
	q2931_encode(&w, &m);
	for (unsigned n = rd_u8(r) & 3; n > 0; n--) {
		uint8_t at = rd_u8(r);
		if (at < w.len)
			w.p[at] = rd_u8(r);
	}
	saal_data_req(b->peer, b->now, w.p, w.len);
	wr_free(&w);
}

/* Requests about parties of the calls that were told of last. */
static void party_request(struct bench *b, uint8_t op, uint8_t what)
{
	uni_call c = b->last[op >> 6];
	uint16_t party = what >> 3 & 3;
	struct q2931_msg m = {.called = {.present = true, .plan = 2}};
	size_t before = uni_n_parties(b->u, c);
	switch (what & 7) {
	case 0:
		m.bearer.configuration = 1;
		m.endpoint_ref.present = true;
		b->last[b->n++ & 3] = uni_setup_req(b->u, b->now, &m);
		break;
	case 1:
	case 2:
		if (uni_add_party_req(b->u, b->now, c, &m) && uni_n_parties(b->u, c) != before + 1)
			abort();
		break;
	case 3:
	case 4:
		uni_drop_party_req(b->u, b->now, c, party, 16);
		break;
	case 5:
		uni_add_party_resp(b->u, b->now, c, party);
		break;
	case 6:
		uni_add_party_reject(b->u, b->now, c, party, 17);
		break;
	default:
		uni_party_alerting_req(b->u, b->now, c, party);
		break;
	}
}

/* A call is there as long as one of its parties is, and counts them rightly. */
static void check_parties(const struct bench *b)
{
	for (const struct cc_call *c = b->u->cc.by_handle; c; c = c->hh_handle.next) {
		uint32_t n = 0;
		for (const struct cc_party *p = c->parties; p; p = p->hh.next) {
			if (p->state == CP_NULL)
				abort();
			n += p->state != CP_DROP_INITIATED;
		}
		if (n != c->n_parties || (c->p2mp && c->state == CC_ACTIVE && n == 0))
			abort();
	}
}

static void request(struct bench *b, uint8_t op)
{
	uni_call c = b->last[op >> 6];
	switch (op >> 3 & 7) {
	case 0: {
		struct q2931_msg m = {.called = {.present = true, .plan = 2}};
		b->last[b->n++ & 3] = uni_setup_req(b->u, b->now, &m);
		break;
	}
	case 1:
		uni_proceeding_req(b->u, b->now, c);
		break;
	case 2:
		uni_alerting_req(b->u, b->now, c);
		break;
	case 3:
		uni_setup_resp(b->u, b->now, c, NULL);
		break;
	case 4:
		uni_release_req(b->u, b->now, c, 16, NULL, 0);
		break;
	case 5:
		uni_restart_req(b->u, b->now);
		break;
	case 6:
		saal_establish_req(b->peer, b->now);
		break;
	default:
		saal_release_req(b->peer, b->now);
		break;
	}
}

static void pass_time(struct bench *b, vtime until)
{
	b->now = until > b->now && until != VTIME_NEVER ? until : b->now;
	uni_time(b->u, b->now);
	saal_time(b->peer, b->now);
}

static void say(struct bench *b, const struct q2931_msg *m)
{
	struct wr w = {0};
	q2931_encode(&w, m);
	saal_data_req(b->peer, b->now, w.p, w.len);
	wr_free(&w);
	drain(b);
}

/* One call as root and one as leaf, both active: from there the parties are within reach. */
static void begin_p2mp(struct bench *b)
{
	struct q2931_msg m = {.version = b->version, .type = Q2931_SETUP, .call_ref = 1};
	m.traffic = (struct ie_traffic){.present = true, .has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01};
	m.bearer = (struct ie_bearer){.present = true, .class_ = 16, .configuration = 1};
	m.called = (struct ie_number){.present = true, .plan = 2};
	m.qos = (struct ie_qos){.present = true, .coding = b->version == UNI_30 ? 3 : 0};
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	m.endpoint_ref.present = true;
	uni_start(b->u, b->now);
	drain(b);
	uni_setup_req(b->u, b->now, &m);
	drain(b);
	say(b, &m);
	uni_setup_resp(b->u, b->now, b->last[(b->n - 1) & 3], NULL);
	drain(b);
	m = (struct q2931_msg){.version = b->version, .type = Q2931_CONNECT_ACK, .call_ref = 1};
	say(b, &m);
	m = (struct q2931_msg){.version = b->version, .type = Q2931_CONNECT, .call_ref = 1, .call_ref_flag = true};
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 41};
	m.endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = true};
	say(b, &m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum uni_version versions[] = {UNI_30, UNI_31, UNI_40, UNI_31};
	struct rd r;
	rd_init(&r, data, size);
	uint8_t first = rd_u8(&r);
	struct bench b = {.version = versions[first & 3]};
	b.u = uni_create(&(struct uni_config){.version = b.version, .ie_order = first >> 4});
	b.peer = saal_create(&(struct saal_config){.qsaal1 = b.version == UNI_30});
	if (first & 4)
		uni_start(b.u, 0);
	drain(&b);
	if (first & 8)
		begin_p2mp(&b);
	while (rd_left(&r) > 0) {
		uint8_t op = rd_u8(&r);
		switch (op & 7) {
		case 0:
			request(&b, op);
			break;
		case 1:
			party_request(&b, op, rd_u8(&r));
			break;
		case 2:
			pass_time(&b, vtime_add(b.now, VT_MS(250) * rd_u8(&r)));
			break;
		case 3:
			pass_time(&b, vtime_min(uni_next(b.u), saal_next(b.peer)));
			break;
		case 4: {
			size_t n = rd_left(&r) < (size_t)(op >> 3) ? rd_left(&r) : (size_t)(op >> 3);
			uni_frame(b.u, b.now, rd_octets(&r, n), n);
			break;
		}
		default:
			send_damaged(&b, &r);
			break;
		}
		drain(&b);
		check_parties(&b);
		if (b.u->cc.unforeseen || uni_n_calls(b.u) > size + 2)
			abort();
	}
	uni_free(b.u);
	saal_free(b.peer);
	return 0;
}

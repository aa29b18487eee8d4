/* SPDX-License-Identifier: Apache-2.0 */
/* Whole calls of the user side: both directions, many at once, collisions, the leaf, restart. */
#include "../../base/tests/run_suite.h"
#include "world.h"

START_TEST(outgoing)
{
	struct world w;
	struct uni_config config = {.version = UNI_31, .first_call_ref = 0x1234};
	memset(config.address.octets, 0x47, 20);
	world_open(&w, &config);
	uni_start(w.u, 0);
	EXPECT(&w, "[link.up]");
	uni_call c = world_call(&w);
	EXPECT(&w, "SETUP");
	ck_assert_uint_eq(w.msg.call_ref, 0x1234);
	ck_assert(!w.msg.call_ref_flag);
	ck_assert(w.msg.calling.present);
	ck_assert_mem_eq(w.msg.calling.aesa.octets, config.address.octets, 20);
	ck_assert_uint_eq(w.msg.aal.fwd_sdu, 9188);
	ck_assert(!w.msg.conn_id.present);
	world_say_plain(&w, Q2931_CALL_PROCEEDING, 0x1234, true);
	EXPECT(&w, "[proceeding]");
	ck_assert_uint_eq(w.vci, 40);
	struct q2931_msg m = network_says(&w, Q2931_CONNECT, 0x1234, true);
	m.blli.n = 1;
	m.blli.b[0] = (struct ie_blli){.has_l2 = true, .l2 = 12};
	world_message(&w, &m);
	EXPECT(&w, "[setup.conf] CONNECT ACKNOWLEDGE");
	ck_assert_uint_eq(w.call, c);
	ck_assert_uint_eq(w.ind.blli.b[0].l2, 12);
	ck_assert(!w.msg.call_ref_flag);
	ck_assert_int_eq(uni_call_state(w.u, c), 10);
	uni_release_req(w.u, w.now, c, 16, NULL, 0);
	EXPECT(&w, "RELEASE 16");
	ck_assert_uint_eq(w.msg.cause.location, 0);
	world_say_plain(&w, Q2931_RELEASE_COMPLETE, 0x1234, true);
	EXPECT(&w, "[release.conf]");
	ck_assert_int_eq(uni_call_state(w.u, c), 0);
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	/* The handle is dead for good, its reference is not used again at once. */
	uni_release_req(w.u, w.now, c, 16, NULL, 0);
	EXPECT(&w, "");
	ck_assert_uint_gt(world_call(&w), c);
	ck_assert_uint_eq(w.msg.call_ref, 0x1235);
	world_free(&w);
}
END_TEST

START_TEST(calling_number_of_the_template)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 0, false);
	m.calling = (struct ie_number){.present = true, .plan = 2, .has_5a = true, .screening = 1};
	m.calling.aesa.octets[0] = 0x39;
	uni_setup_req(w.u, 0, &m);
	EXPECT(&w, "SETUP");
	ck_assert_uint_eq(w.msg.calling.aesa.octets[0], 0x39);
	world_free(&w);
}
END_TEST

START_TEST(incoming)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 9, false);
	m.conn_id.vpci = 3;
	m.conn_id.vci = 99;
	world_message(&w, &m);
	EXPECT(&w, "[setup.ind]");
	uni_call c = w.call;
	ck_assert_uint_eq(w.vci, 99);
	ck_assert_uint_eq(w.ind.conn_id.vpci, 3);
	ck_assert_uint_eq(w.ind.aal.bwd_sdu, 9188);
	uni_proceeding_req(w.u, 0, c);
	EXPECT(&w, "CALL PROCEEDING");
	struct q2931_msg ies = {0};
	ies.aal = (struct ie_aal){.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 1500, .bwd_sdu = 1500};
	uni_setup_resp(w.u, 0, c, &ies);
	EXPECT(&w, "CONNECT");
	ck_assert_uint_eq(w.msg.aal.fwd_sdu, 1500);
	ck_assert(w.msg.call_ref_flag && !w.msg.conn_id.present && !w.msg.endpoint_ref.present);
	world_say_plain(&w, Q2931_CONNECT_ACK, 9, false);
	EXPECT(&w, "[complete]");
	world_say_plain(&w, Q2931_RELEASE, 9, false);
	EXPECT(&w, "[release.ind 16] RELEASE COMPLETE");
	ck_assert(!w.msg.cause.present);
	world_free(&w);
}
END_TEST

START_TEST(refused)
{
	struct world w;
	world_init(&w, UNI_31);
	/* by the network, as its first answer */
	world_call(&w);
	EXPECT(&w, "SETUP");
	struct q2931_msg m = network_says(&w, Q2931_RELEASE_COMPLETE, w.msg.call_ref, true);
	m.cause = (struct ie_cause){.present = true, .value = 37};
	world_message(&w, &m);
	EXPECT(&w, "[release.ind 37]");
	/* by our user, as the first answer and after one */
	world_say_plain(&w, Q2931_SETUP, 9, false);
	uni_release_req(w.u, 0, w.call, 21, (const uint8_t[]){0x82}, 1);
	EXPECT(&w, "[setup.ind] [release.conf] RELEASE COMPLETE 21");
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x82);
	world_say_plain(&w, Q2931_SETUP, 9, false);
	uni_proceeding_req(w.u, 0, w.call);
	uni_release_req(w.u, 0, w.call, 17, NULL, 0);
	EXPECT(&w, "[setup.ind] CALL PROCEEDING RELEASE 17");
	world_free(&w);
}
END_TEST

/* The network's CONNECT and our RELEASE cross; then the two RELEASEs. */
START_TEST(collisions)
{
	struct world w;
	world_init(&w, UNI_31);
	uni_call c = world_call(&w);
	uint32_t ref = w.msg.call_ref;
	world_say_plain(&w, Q2931_CALL_PROCEEDING, ref, true);
	uni_release_req(w.u, 0, c, 16, NULL, 0);
	EXPECT(&w, "SETUP [proceeding] RELEASE 16");
	world_say_plain(&w, Q2931_CONNECT, ref, true);
	EXPECT(&w, "STATUS 101 s11");
	world_say_plain(&w, Q2931_RELEASE, ref, true);
	EXPECT(&w, "[release.conf]");
	world_free(&w);
}
END_TEST

START_TEST(many_at_once)
{
	enum { N = 2000 };
	static uni_call calls[N];
	static uint32_t refs[N];
	struct world w;
	world_init(&w, UNI_31);
	for (int i = 0; i < N; i++) {
		calls[i] = world_call(&w);
		refs[i] = w.msg.call_ref;
		*w.seen = 0;
	}
	ck_assert_uint_eq(uni_n_calls(w.u), N);
	/* Answered in another order. */
	for (int i = 0; i < N; i++) {
		int k = (i * 7 + 3) % N;
		world_say_plain(&w, Q2931_CALL_PROCEEDING, refs[k], true);
		EXPECT(&w, "[proceeding]");
		ck_assert_uint_eq(w.call, calls[k]);
		world_say_plain(&w, Q2931_CONNECT, refs[k], true);
		EXPECT(&w, "[setup.conf] CONNECT ACKNOWLEDGE");
		ck_assert_int_eq(uni_call_state(w.u, calls[k]), 10);
	}
	for (int i = 0; i < N; i++) {
		world_say_plain(&w, Q2931_RELEASE, refs[(i * 13 + 1) % N], true);
		EXPECT(&w, "[release.ind 16] RELEASE COMPLETE");
	}
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	ck_assert_uint_eq(w.u->cc.heap_n, 0);
	world_free(&w);
}
END_TEST

/* Reference values run out of 23 bits: neither 0 nor the dummy one, none that is in use. */
START_TEST(references_wrap)
{
	struct world w;
	world_open(&w, &(struct uni_config){.version = UNI_31, .first_call_ref = 0x7ffffd});
	uni_start(w.u, 0);
	static const uint32_t want[] = {0x7ffffd, 0x7ffffe, 1, 2};
	for (int i = 0; i < 4; i++) {
		world_call(&w);
		ck_assert_uint_eq(w.msg.call_ref, want[i]);
	}
	w.u->cc.next_ref = 0x7ffffd;
	world_call(&w);
	ck_assert_uint_eq(w.msg.call_ref, 3);
	world_free(&w);
}
END_TEST

/* A leaf of a point-to-multipoint call: accepted, and each answer repeats the endpoint reference. */
START_TEST(leaf)
{
	static const enum uni_version versions[] = {UNI_30, UNI_31, UNI_40};
	for (int i = 0; i < 3; i++) {
		struct world w;
		world_init(&w, versions[i]);
		struct q2931_msg m = network_says(&w, Q2931_SETUP, 5, false);
		m.bearer.configuration = 1;
		m.endpoint_ref = (struct ie_endpoint_ref){.present = true};
		world_message(&w, &m);
		EXPECT(&w, "[setup.ind]");
		ck_assert(w.ind.endpoint_ref.present);
		uni_proceeding_req(w.u, 0, w.call);
		EXPECT(&w, "CALL PROCEEDING");
		ck_assert(w.msg.endpoint_ref.present);
		ck_assert_int_eq(w.msg.endpoint_ref.flag, versions[i] != UNI_30);
		uni_setup_resp(w.u, 0, w.call, NULL);
		EXPECT(&w, "CONNECT");
		ck_assert(w.msg.endpoint_ref.present);
		ck_assert_uint_eq(w.msg.endpoint_ref.value, 0);
		ck_assert_int_eq(w.msg.endpoint_ref.flag, versions[i] != UNI_30);
		world_say_plain(&w, Q2931_CONNECT_ACK, 5, false);
		m = network_says(&w, Q2931_STATUS_ENQUIRY, 5, false);
		m.endpoint_ref = (struct ie_endpoint_ref){.present = true};
		world_message(&w, &m);
		EXPECT(&w, "[complete] STATUS 30 s10 p0/10");
		ck_assert_uint_eq(w.msg.endpoint_state.value, 10);
		/* a party that is not there */
		m.endpoint_ref.value = 3;
		world_message(&w, &m);
		EXPECT(&w, "STATUS 30 s10 p3/0");
		ck_assert_uint_eq(w.msg.endpoint_ref.value, 3);
		ck_assert_uint_eq(w.msg.endpoint_state.value, 0);
		world_free(&w);
	}
}
END_TEST

static void restart(struct world *w, uint8_t class_, uint16_t vpci, uint16_t vci)
{
	struct q2931_msg m = {.version = w->version, .type = Q2931_RESTART, .restart = {true, class_}};
	if (class_ < 2)
		m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vpci = vpci, .vci = vci};
	world_message(w, &m);
}

START_TEST(restart_classes)
{
	static const uint16_t vcs[][2] = {{0, 40}, {0, 41}, {1, 40}, {1, 42}};
	struct world w;
	uni_call calls[4];
	world_init(&w, UNI_31);
	for (int i = 0; i < 4; i++) {
		struct q2931_msg m = network_says(&w, Q2931_SETUP, 10 + (uint32_t)i, false);
		m.conn_id.vpci = vcs[i][0];
		m.conn_id.vci = vcs[i][1];
		world_message(&w, &m);
		EXPECT(&w, "[setup.ind]");
		calls[i] = w.call;
	}
	restart(&w, 0, 0, 41);
	EXPECT(&w, "[release.ind 41] RESTART ACKNOWLEDGE");
	ck_assert_uint_eq(w.call, calls[1]);
	ck_assert_uint_eq(w.msg.conn_id.vci, 41);
	ck_assert(w.msg.call_ref_flag);
	restart(&w, 0, 0, 41);
	EXPECT(&w, "STATUS 82 s0");
	ck_assert_mem_eq(w.msg.cause.diag, "\0\0\0\x29", 4);
	restart(&w, 1, 1, 0);
	EXPECT(&w, "[release.ind 41] [release.ind 41] RESTART ACKNOWLEDGE");
	ck_assert_uint_eq(uni_n_calls(w.u), 1);
	restart(&w, 2, 0, 0);
	EXPECT(&w, "[release.ind 41] RESTART ACKNOWLEDGE");
	ck_assert(!w.msg.conn_id.present);
	restart(&w, 2, 0, 0);
	EXPECT(&w, "RESTART ACKNOWLEDGE");
	world_free(&w);
}
END_TEST

/* Another order of the elements carries the same message. */
START_TEST(order_of_elements)
{
	struct q2931_msg seen[2];
	uint8_t octets[2][512];
	size_t len[2];
	for (unsigned order = 0; order < 2; order++) {
		struct uni *u = uni_create(&(struct uni_config){.version = UNI_31, .ie_order = order * 5});
		struct world w = {.version = UNI_31};
		struct q2931_msg m = network_says(&w, Q2931_SETUP, 0, false);
		uni_setup_req(u, 0, &m);
		uni_frame(u, 0, (const uint8_t[]){0, 0, 0, 0, 2, 0, 0, 30}, 8); /* BGAK */
		struct uni_out o;
		len[order] = 0;
		while (uni_drain(u, &o)) {
			struct sscop_pdu pdu;
			if (o.kind != UNI_FRAME || sscop_decode(o.octets, o.len, &pdu).code != WIRE_OK ||
			    pdu.type != SSCOP_SD)
				continue;
			len[order] = pdu.data_len;
			memcpy(octets[order], pdu.data, pdu.data_len);
			q2931_decode(pdu.data, pdu.data_len, UNI_31, &seen[order]);
		}
		uni_free(u);
	}
	ck_assert_uint_eq(len[0], len[1]);
	ck_assert_mem_ne(octets[0], octets[1], len[0]);
	ck_assert_mem_eq(&seen[0], &seen[1], sizeof(seen[0]));
}
END_TEST

/* Requests for calls that do not exist, or that the version does not know, do nothing. */
START_TEST(requests_in_vain)
{
	struct world w;
	world_init(&w, UNI_31);
	uni_setup_resp(w.u, 0, 12345, NULL);
	uni_proceeding_req(w.u, 0, 12345);
	uni_alerting_req(w.u, 0, 12345);
	uni_release_req(w.u, 0, 0, 16, NULL, 0);
	EXPECT(&w, "");
	/* ALERTING came with UNI 4.0. */
	world_say_plain(&w, Q2931_SETUP, 5, false);
	uni_alerting_req(w.u, 0, w.call);
	EXPECT(&w, "[setup.ind]");
	world_free(&w);
}
END_TEST

/* Steady traffic of calls needs no more memory than the largest number at once. */
START_TEST(memory_is_used_again)
{
	struct world w;
	world_init(&w, UNI_31);
	for (int i = 0; i < 3000; i++) {
		uni_call c = world_call(&w);
		uni_release_req(w.u, 0, c, 16, NULL, 0);
		world_say_plain(&w, Q2931_RELEASE_COMPLETE, w.msg.call_ref, true);
		EXPECT(&w, "SETUP RELEASE 16 [release.conf]");
	}
	int spare = 0;
	for (struct cc_call *c = w.u->cc.spare; c; c = c->next_spare)
		spare++;
	ck_assert_int_eq(spare, 1);
	ck_assert_uint_le(w.u->cc.queue.cap_msgs, 16);
	world_free(&w);
}
END_TEST

RUN_SUITE("uni calls", outgoing, calling_number_of_the_template, incoming, refused, collisions, many_at_once,
	  references_wrap, leaf, restart_classes, order_of_elements, requests_in_vain, memory_is_used_again)

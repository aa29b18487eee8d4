/* SPDX-License-Identifier: Apache-2.0 */
/* Error handling of Q.2931 5.6: which check comes first, what is answered, what is ignored. */
#include "../../base/tests/run_suite.h"
#include "world.h"

/* Octets of a message, to be damaged. */
struct octets {
	uint8_t p[256];
	size_t n;
};

static struct octets encoded(const struct q2931_msg *m)
{
	struct octets o;
	struct wr w = {0};
	q2931_encode(&w, m);
	ck_assert_uint_le(w.len, sizeof(o.p));
	memcpy(o.p, w.p, w.len);
	o.n = w.len;
	wr_free(&w);
	return o;
}

/* Appends an element with the given second octet. */
static void add_ie(struct octets *o, uint8_t id, uint8_t octet_2, const char *contents, size_t n)
{
	uint8_t head[4] = {id, octet_2, 0, (uint8_t)n};
	memcpy(o->p + o->n, head, 4);
	memcpy(o->p + o->n + 4, contents, n);
	o->n += 4 + n;
	size_t body = o->n - 9;
	o->p[7] = (uint8_t)(body >> 8);
	o->p[8] = (uint8_t)body;
}

static void send(struct world *w, const struct octets *o)
{
	world_octets(w, o->p, o->n);
}

static uni_call active(struct world *w, uint32_t *ref, bool *users)
{
	world_init(w, UNI_31);
	return world_call_in(w, 10, ref, users);
}

START_TEST(unreadable)
{
	struct world w;
	uint32_t ref;
	bool users;
	active(&w, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_STATUS_ENQUIRY, ref, users);
	struct octets o = encoded(&m);
	o.p[0] = 8; /* discriminator */
	send(&w, &o);
	o.p[0] = 9;
	o.p[1] = 2; /* call reference length */
	send(&w, &o);
	o.p[1] = 3;
	for (o.n = 1; o.n < 9; o.n++) /* too short */
		send(&w, &o);
	EXPECT(&w, "");
	o.n = 9;
	send(&w, &o);
	EXPECT(&w, "STATUS 30 s10");
	world_free(&w);
}
END_TEST

START_TEST(unknown_reference)
{
	static const struct {
		enum q2931_type type;
		bool flag;
		const char *want;
	} cases[] = {
	    {Q2931_RELEASE_COMPLETE, false, ""},
	    {Q2931_RELEASE_COMPLETE, true, ""},
	    {Q2931_RELEASE, false, "RELEASE COMPLETE 81"},
	    {Q2931_RELEASE, true, "RELEASE COMPLETE 81"},
	    {Q2931_CONNECT, true, "RELEASE COMPLETE 81"},
	    {Q2931_CONNECT_ACK, false, "RELEASE COMPLETE 81"},
	    {Q2931_CALL_PROCEEDING, true, "RELEASE COMPLETE 81"},
	    {Q2931_STATUS_ENQUIRY, false, "STATUS 30 s0"},
	    {Q2931_STATUS_ENQUIRY, true, "STATUS 30 s0"},
	    {Q2931_STATUS, true, "RELEASE COMPLETE 101"}, /* reports state 10 */
	    {Q2931_SETUP, true, ""},
	    {Q2931_DROP_PARTY, true, "RELEASE COMPLETE 81"},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct world w;
		world_init(&w, UNI_31);
		world_say_plain(&w, cases[i].type, 0x123456, cases[i].flag);
		if (*cases[i].want) {
			ck_assert_uint_eq(w.msg.call_ref, 0x123456);
			ck_assert_int_eq(w.msg.call_ref_flag, !cases[i].flag);
		}
		EXPECT(&w, cases[i].want);
		ck_assert_uint_eq(uni_n_calls(w.u), 0);
		world_free(&w);
	}
}
END_TEST

START_TEST(status_null_for_an_unknown_reference)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_STATUS, 9, true);
	m.call_state.value = 0;
	world_message(&w, &m);
	EXPECT(&w, "");
	world_free(&w);
}
END_TEST

/* Both sides may use the same value: the flag tells their calls apart. */
START_TEST(same_value_on_both_sides)
{
	struct world w;
	world_init(&w, UNI_31);
	uni_call ours = world_call(&w);
	uint32_t ref = w.msg.call_ref;
	EXPECT(&w, "SETUP");
	world_say_plain(&w, Q2931_SETUP, ref, false);
	EXPECT(&w, "[setup.ind]");
	uni_call theirs = w.call;
	ck_assert_uint_ne(ours, theirs);
	world_say_plain(&w, Q2931_RELEASE_COMPLETE, ref, true);
	EXPECT(&w, "[release.ind 31]");
	ck_assert_uint_eq(w.call, ours);
	ck_assert_int_eq(uni_call_state(w.u, theirs), 6);
	/* A second SETUP with a reference in use is ignored. */
	world_say_plain(&w, Q2931_SETUP, ref, false);
	EXPECT(&w, "");
	world_free(&w);
}
END_TEST

START_TEST(global_reference)
{
	static const enum q2931_type types[] = {Q2931_SETUP, Q2931_RELEASE, Q2931_STATUS_ENQUIRY};
	struct world w;
	world_init(&w, UNI_31);
	for (size_t i = 0; i < 3; i++) {
		world_say_plain(&w, types[i], 0, false);
		ck_assert_uint_eq(w.msg.call_ref, 0);
		ck_assert(w.msg.call_ref_flag);
		EXPECT(&w, "STATUS 81 s0");
	}
	world_say_plain(&w, Q2931_STATUS, 0, false);
	EXPECT(&w, "");
	/* RESTART without its class. */
	world_say_plain(&w, Q2931_RESTART, 0, false);
	EXPECT(&w, "STATUS 96 s0");
	world_free(&w);
}
END_TEST

START_TEST(dummy_reference)
{
	struct world w;
	world_init(&w, UNI_40);
	world_say_plain(&w, Q2931_STATUS_ENQUIRY, Q2931_CR_DUMMY, false);
	EXPECT(&w, "");
	world_free(&w);
}
END_TEST

START_TEST(unknown_type)
{
	struct world w;
	uint32_t ref;
	bool users;
	uni_call c = active(&w, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_STATUS_ENQUIRY, ref, users);
	struct octets o = encoded(&m);
	static const struct {
		uint8_t action;
		const char *want;
	} cases[] = {
	    {0x80, "STATUS 97 s10"}, /* no indicator */
	    {0x91, ""},              /* discard */
	    {0x92, "STATUS 97 s10"}, /* discard, report */
	    {0x93, "STATUS 97 s10"}, /* reserved */
	    {0x90, "[release.ind 97] RELEASE 97"},
	};
	for (size_t i = 0; i < 5; i++) {
		o.p[5] = 0x70;
		o.p[6] = cases[i].action;
		send(&w, &o);
		if (*cases[i].want)
			ck_assert_uint_eq(w.msg.cause.diag[0], 0x70);
		EXPECT(&w, cases[i].want);
	}
	ck_assert_int_eq(uni_call_state(w.u, c), 11);
	world_free(&w);
}
END_TEST

/* ALERTING and NOTIFY came with UNI 4.0; party messages are not there yet. */
START_TEST(types_of_other_versions)
{
	struct world w;
	uint32_t ref;
	bool users;
	world_init(&w, UNI_31);
	world_call_in(&w, 3, &ref, &users);
	world_say_plain(&w, Q2931_ALERTING, ref, users);
	EXPECT(&w, "STATUS 97 s3");
	world_say_plain(&w, Q2931_NOTIFY, ref, users);
	EXPECT(&w, "STATUS 97 s3");
	world_free(&w);
	active(&w, &ref, &users);
	world_say_plain(&w, Q2931_DROP_PARTY, ref, users);
	EXPECT(&w, "STATUS 97 s10");
	ck_assert_uint_eq(w.msg.cause.diag[0], Q2931_DROP_PARTY);
	world_free(&w);
}
END_TEST

START_TEST(wrong_state_names_the_type)
{
	struct world w;
	uint32_t ref;
	bool users;
	active(&w, &ref, &users);
	world_say_plain(&w, Q2931_CONNECT_ACK, ref, users);
	ck_assert_uint_eq(w.msg.cause.n_diag, 1);
	ck_assert_uint_eq(w.msg.cause.diag[0], Q2931_CONNECT_ACK);
	EXPECT(&w, "STATUS 101 s10");
	/* The state is looked at before the elements are. */
	struct q2931_msg m = network_says(&w, Q2931_CONNECT_ACK, ref, users);
	struct octets o = encoded(&m);
	add_ie(&o, 0x33, 0x90, "x", 1); /* unknown, "clear call" */
	send(&w, &o);
	EXPECT(&w, "STATUS 101 s10");
	world_free(&w);
}
END_TEST

START_TEST(setup_without_mandatory_elements)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 5, false);
	m.traffic.present = false;
	m.qos.present = false;
	world_message(&w, &m);
	ck_assert_uint_eq(w.msg.cause.n_diag, 2);
	EXPECT(&w, "RELEASE COMPLETE 96");
	m = network_says(&w, Q2931_SETUP, 5, false);
	m.conn_id.present = false;
	world_message(&w, &m);
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x5a);
	EXPECT(&w, "RELEASE COMPLETE 96");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	world_free(&w);
}
END_TEST

START_TEST(setup_with_bad_elements)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 5, false);
	m.bearer.configuration = 1;
	m.endpoint_ref = (struct ie_endpoint_ref){.present = true, .value = 7}; /* the first party is 0 */
	world_message(&w, &m);
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x54);
	EXPECT(&w, "RELEASE COMPLETE 100");
	/* Several errors: the strongest decides. */
	m = network_says(&w, Q2931_SETUP, 5, false);
	struct octets o = encoded(&m);
	add_ie(&o, 0x33, 0x91, "x", 1); /* discard the element, proceed */
	add_ie(&o, 0x34, 0x80, "x", 1); /* no indicator: discard, proceed, report */
	struct octets clear = o;
	add_ie(&clear, 0x35, 0x90, "x", 1); /* clear the call */
	send(&w, &clear);
	ck_assert_uint_eq(w.msg.cause.n_diag, 1);
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x35);
	EXPECT(&w, "RELEASE COMPLETE 99");
	struct octets discard = o;
	add_ie(&discard, 0x35, 0x95, "x", 1);
	send(&w, &discard);
	EXPECT(&w, "");
	struct octets report = o;
	add_ie(&report, 0x35, 0x96, "x", 1);
	send(&w, &report);
	EXPECT(&w, "STATUS 99 s0");
	ck_assert_uint_eq(uni_n_calls(w.u), 0);
	send(&w, &o);
	EXPECT(&w, "[setup.ind] STATUS 99 s6");
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x34);
	ck_assert_uint_eq(uni_n_calls(w.u), 1);
	world_free(&w);
}
END_TEST

/* An optional element with bad contents counts as not there, and is reported. */
START_TEST(optional_element_bad)
{
	struct world w;
	world_init(&w, UNI_31);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 5, false);
	struct octets o = encoded(&m);
	add_ie(&o, 0x5f, 0x80, "", 0); /* B-LLI without contents */
	send(&w, &o);
	EXPECT(&w, "[setup.ind] STATUS 100 s6");
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x5f);
	ck_assert_uint_eq(w.ind.blli.n, 0);
	world_free(&w);
}
END_TEST

START_TEST(release_without_cause)
{
	struct world w;
	uint32_t ref;
	bool users;
	active(&w, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_RELEASE, ref, users);
	m.cause.present = false;
	world_message(&w, &m);
	EXPECT(&w, "[release.ind 31] RELEASE COMPLETE 96");
	world_free(&w);
	/* An unknown element in it changes nothing but the answer. */
	active(&w, &ref, &users);
	m.cause.present = true;
	struct octets o = encoded(&m);
	add_ie(&o, 0x33, 0x95, "x", 1);
	send(&w, &o);
	EXPECT(&w, "[release.ind 16] RELEASE COMPLETE 99");
	world_free(&w);
}
END_TEST

START_TEST(release_complete_with_errors)
{
	struct world w;
	uint32_t ref;
	bool users;
	active(&w, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_RELEASE_COMPLETE, ref, users);
	struct octets o = encoded(&m);
	add_ie(&o, 0x08, 0x80, "\x80", 1); /* cause cut short */
	send(&w, &o);
	EXPECT(&w, "[release.ind 31]");
	world_free(&w);
}
END_TEST

/* Other messages whose mandatory elements are missing or bad are ignored and reported. */
START_TEST(other_mandatory_elements)
{
	struct world w;
	uint32_t ref;
	bool users;
	world_init(&w, UNI_31);
	uni_call c = world_call_in(&w, 1, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_CALL_PROCEEDING, ref, users);
	m.conn_id.present = false;
	world_message(&w, &m);
	ck_assert_uint_eq(w.msg.cause.diag[0], 0x5a);
	EXPECT(&w, "STATUS 96 s1");
	/* CONNECT as the first answer needs the VC too; behind CALL PROCEEDING it does not. */
	world_say_plain(&w, Q2931_CONNECT, ref, users);
	EXPECT(&w, "STATUS 96 s1");
	struct octets o = encoded(&m);
	add_ie(&o, 0x5a, 0x80, "\x88", 1);
	send(&w, &o);
	EXPECT(&w, "STATUS 100 s1");
	ck_assert_int_eq(uni_call_state(w.u, c), 1);
	world_say_plain(&w, Q2931_CALL_PROCEEDING, ref, users);
	world_say_plain(&w, Q2931_CONNECT, ref, users);
	EXPECT(&w, "[proceeding] [setup.conf] CONNECT ACKNOWLEDGE");
	m = network_says(&w, Q2931_STATUS, ref, users);
	m.cause.present = false;
	world_message(&w, &m);
	EXPECT(&w, "STATUS 96 s10");
	world_free(&w);
}
END_TEST

START_TEST(length_beyond_the_frame)
{
	struct world w;
	uint32_t ref;
	bool users;
	world_init(&w, UNI_31);
	world_call_in(&w, 1, &ref, &users);
	struct q2931_msg m = network_says(&w, Q2931_CALL_PROCEEDING, ref, users);
	struct octets o = encoded(&m);
	o.p[8] = (uint8_t)(o.p[8] + 1);
	send(&w, &o);
	EXPECT(&w, "STATUS 104 s1");
	world_free(&w);
}
END_TEST

/* "Clear call" in a call that has no answer yet, and in one that is being cleared. */
START_TEST(clear_in_other_states)
{
	static const struct {
		int state;
		const char *want;
	} cases[] = {{6, "[release.ind 97] RELEASE COMPLETE 97"}, {8, "[release.ind 97] RELEASE 97"}, {11, ""}};
	for (size_t i = 0; i < 3; i++) {
		struct world w;
		uint32_t ref;
		bool users;
		world_init(&w, UNI_31);
		world_call_in(&w, cases[i].state, &ref, &users);
		struct q2931_msg m = network_says(&w, Q2931_STATUS_ENQUIRY, ref, users);
		struct octets o = encoded(&m);
		o.p[5] = 0x70;
		o.p[6] = 0x90;
		send(&w, &o);
		EXPECT(&w, cases[i].want);
		world_free(&w);
	}
}
END_TEST

/* Two bits of action indicator in UNI 3.0: 5 and 6 do not exist. */
START_TEST(action_indicator_of_30)
{
	struct world w;
	world_init(&w, UNI_30);
	struct q2931_msg m = network_says(&w, Q2931_SETUP, 5, false);
	struct octets o = encoded(&m);
	add_ie(&o, 0x33, 0x95, "x", 1); /* reads as 1 */
	send(&w, &o);
	EXPECT(&w, "[setup.ind]");
	world_free(&w);
}
END_TEST

RUN_SUITE("uni errors", unreadable, unknown_reference, status_null_for_an_unknown_reference, same_value_on_both_sides,
	  global_reference, dummy_reference, unknown_type, types_of_other_versions, wrong_state_names_the_type,
	  setup_without_mandatory_elements, setup_with_bad_elements, optional_element_bad, release_without_cause,
	  release_complete_with_errors, other_mandatory_elements, length_beyond_the_frame, clear_in_other_states,
	  action_indicator_of_30)

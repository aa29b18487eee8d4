/* SPDX-License-Identifier: Apache-2.0 */
/* Parties of calls and leaf sets, from scenes of signalling at the root's UNI. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vtime.h"
#include "trace/parties.h"
#include "wire/q2931.h"

/*
 * A scene is a line of words TIME/MESSAGE.CALL[.PARTY]: times in ms; call N has connection N; parties are 1..9, and
 * their endpoint references those numbers less one, that of a SETUP is 0; without one the message has none. '-' before
 * the time: it is lost on its way in. Messages: setup call con add ack rej drop dack left (DROP PARTY of the leaf) rel
 * relc closed (of the connection).
 */
static const struct {
	const char *name;
	enum q2931_type type;
	bool out; /* the root sends it */
} words[] = {
    {"setup", Q2931_SETUP, true},     {"call", Q2931_CALL_PROCEEDING, false},  {"con", Q2931_CONNECT, false},
    {"add", Q2931_ADD_PARTY, true},   {"ack", Q2931_ADD_PARTY_ACK, false},     {"rej", Q2931_ADD_PARTY_REJECT, false},
    {"drop", Q2931_DROP_PARTY, true}, {"left", Q2931_DROP_PARTY, false},       {"dack", Q2931_DROP_PARTY_ACK, false},
    {"rel", Q2931_RELEASE, true},     {"relc", Q2931_RELEASE_COMPLETE, false},
};

static void address_of(unsigned party, char text[ATM_ADDR_TEXT])
{
	snprintf(text, ATM_ADDR_TEXT, "47000580ffde000000000002050000000000%u000", party % 10);
}

static void message(struct trace *t, const char *word, unsigned call, unsigned party, vtime time, bool lost)
{
	struct q2931_msg m = {.version = UNI_31, .call_ref = call};
	struct wr w = {0};
	char address[ATM_ADDR_TEXT];
	size_t i = 0;

	if (strcmp(word, "closed") == 0) {
		trace_add_text(t, TRACE_NET, 0, PCO_NONE, TRACE_OUT, time, "conn-closed", "from=I to=E cause=41", call);
		return;
	}
	while (i < sizeof(words) / sizeof(*words) && strcmp(words[i].name, word) != 0)
		i++;
	ck_assert_msg(i < sizeof(words) / sizeof(*words), "word %s", word);
	m.type = words[i].type;
	m.call_ref_flag = !words[i].out;
	m.endpoint_ref = (struct ie_endpoint_ref){.present = party > 0, .value = (uint16_t)(party - 1)};
	if (m.type == Q2931_SETUP)
		m.endpoint_ref.value = 0;
	address_of(party > 0 ? party : 1, address);
	if (m.type == Q2931_SETUP || m.type == Q2931_ADD_PARTY) {
		m.called = (struct ie_number){.present = true, .type = 0, .plan = 2};
		ck_assert(atm_addr_parse(address, &m.called.aesa));
	}
	if (m.type == Q2931_SETUP) {
		m.aal = (struct ie_aal){.present = true, .type = 5, .has_sdu = true, .fwd_sdu = 1000};
		m.traffic.present = true;
		m.traffic.has = 1u << TD_FWD_PCR01 | 1u << TD_BWD_PCR01;
		m.bearer = (struct ie_bearer){.present = true, .class_ = 16, .has_5a = true, .configuration = 1};
		m.qos.present = true;
	}
	m.cause = (struct ie_cause){.present = true, .value = 37};
	q2931_encode(&w, &m);
	size_t pad = -w.len & 3;
	const uint8_t zero[3] = {0}, trailer[4] = {(uint8_t)(pad << 6 | 8), 0, 0, 1};
	wr_octets(&w, zero, pad);
	wr_octets(&w, trailer, sizeof(trailer));
	ck_assert(!w.failed);
	const struct trace_frame_in f = {.node = 0,
					 .dir = words[i].out ? TRACE_OUT : TRACE_IN,
					 .first = time,
					 .time = time,
					 .vci = 5,
					 .cells = 1,
					 .ok = true,
					 .dropped = lost,
					 .sdu = w.p,
					 .len = w.len};
	const struct trace_event *e = trace_add_frame(t, &f);
	ck_assert_msg(e != NULL && e->kind == TRACE_SIG && !e->bad, "%s", word);
	trace_set_conn(t, e->id, call);
	wr_free(&w);
}

static struct trace *scene(const char *text)
{
	struct trace *t = trace_create();

	ck_assert_ptr_nonnull(t);
	trace_add_node(t, "I", false, 31);
	for (const char *p = text; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
		unsigned long time;
		char word[16];
		unsigned call, party = 0;
		bool lost = *p == '-';
		ck_assert_msg(sscanf(p + lost, "%lu/%15[a-z].%u.%u", &time, word, &call, &party) >= 3, "%s", p);
		message(t, word, call, party, VT_MS((vtime)time), lost);
	}
	return t;
}

/* Who is in at a time, as digits in the order in which they were asked for. */
static const struct {
	const char *scene;
	unsigned conn;
	unsigned long at;
	const char *leaves;
} sets[] = {
    {"1/setup.1.1 2/call.1.1", 1, 3, ""},
    {"1/setup.1.1 5/con.1.1", 1, 4, ""},
    {"1/setup.1.1 5/con.1.1", 1, 5, "1"},
    {"1/setup.1.1 5/con.1", 1, 6, "1"}, /* the party of the SETUP, named or not */
    {"1/setup.1.1 -5/con.1.1", 1, 6, ""},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 6/add.1.3 7/ack.1.3", 1, 8, "13"},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/rej.1.2", 1, 8, "1"},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/ack.1.2 8/drop.1.2", 1, 8, "1"},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/ack.1.2 8/drop.1.2 9/dack.1.2", 1, 7, "12"},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/ack.1.2 8/left.1.1", 1, 9, "2"},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/ack.1.2 8/rel.1", 1, 9, ""},
    {"1/setup.1.1 5/con.1.1 6/add.1.2 7/ack.1.2 8/closed.1", 1, 9, ""},
    {"1/setup.1.1 5/con.1.1 6/drop.1.1 7/dack.1.1 8/add.1.1 9/ack.1.1", 1, 10, "1"}, /* there and back */
    {"1/setup.1.1 2/con.1.1 3/rel.1 4/relc.1 5/setup.1.1", 1, 6, ""},                /* the reference again */
    {"1/setup.1.1 2/con.1.1 3/setup.2.2 4/con.2", 2, 5, "2"},
    {"1/setup.1.1 2/setup.1.1 3/con.1.1", 1, 5, "1"}, /* SETUP repeated by T303 */
    {"1/setup.1.1 2/relc.1", 1, 3, ""},
};

START_TEST(leaf_sets)
{
	struct trace *t = scene(sets[_i].scene);
	struct parties *p = parties_create(t);
	vtime at = VT_MS((vtime)sets[_i].at);
	char seen[16] = "";
	size_t n = 0;

	for (size_t i = 0; i < parties_n(p); i++) {
		const struct party *x = parties_at(p, i);
		ck_assert(x->by_node && x->multipoint && !x->best_effort);
		if (x->conn == sets[_i].conn && party_in(x, at))
			seen[n++] = x->address[36];
	}
	ck_assert_str_eq(seen, sets[_i].leaves);
	parties_free(p);
	trace_free(t);
}
END_TEST

START_TEST(life_of_a_party)
{
	struct trace *t =
	    scene("1/setup.1.1 2/con.1.1 3/add.1.2 4/rej.1.2 5/add.1.3 6/ack.1.3 7/left.1.3 8/drop.1.1 9/dack.1.1");
	struct parties *p = parties_create(t);
	char a[3][ATM_ADDR_TEXT];

	for (unsigned i = 0; i < 3; i++)
		address_of(i + 1, a[i]);
	ck_assert_uint_eq(parties_n(p), 3);
	const struct party *first = parties_at(p, 0), *refused = parties_at(p, 1), *left = parties_at(p, 2);
	ck_assert(first->asked == 1 && first->in == 2 && first->out == 8 && first->gone == 9 && first->out_by_node);
	ck_assert(refused->refused && refused->in == 0 && refused->out == 4 && refused->gone == 4);
	ck_assert_uint_eq(refused->cause, 37);
	ck_assert(!left->refused && left->out == 7 && left->gone == 0 && left->t_gone == PARTY_NEVER &&
		  !left->out_by_node);
	/* What each message is about. */
	static const unsigned about[] = {1, 1, 2, 2, 3, 3, 3, 1, 1};
	for (uint32_t id = 1; id <= 9; id++) {
		for (unsigned k = 1; k <= 3; k++)
			ck_assert_int_eq(parties_about(p, trace_by_id(t, id), a[k - 1]), about[id - 1] == k);
	}
	ck_assert_uint_eq(parties_find(p, 0, 1, a[1], VT_MS(2)), PARTY_NONE);
	ck_assert_uint_eq(parties_find(p, 0, 1, a[1], VT_MS(3)), 1);
	ck_assert_uint_eq(parties_find(p, 0, 2, a[1], VT_MS(3)), PARTY_NONE);
	parties_free(p);
	trace_free(t);
}
END_TEST

START_TEST(release_is_about_all)
{
	struct trace *t = scene("1/setup.1.1 2/con.1.1 3/add.1.2 4/ack.1.2 5/add.1.3 6/rej.1.3 7/rel.1 8/relc.1");
	struct parties *p = parties_create(t);
	char a[ATM_ADDR_TEXT];

	for (unsigned k = 1; k <= 3; k++) {
		address_of(k, a);
		ck_assert_int_eq(parties_about(p, trace_by_id(t, 7), a), k != 3);
		ck_assert_int_eq(parties_about(p, trace_by_id(t, 8), a), k != 3);
	}
	parties_free(p);
	trace_free(t);
}
END_TEST

/* The trace grows under it. */
START_TEST(grows)
{
	struct trace *t = scene("1/setup.1.1");
	struct parties *p = parties_create(t);

	ck_assert_uint_eq(parties_n(p), 1);
	message(t, "con", 1, 1, VT_MS(2), false);
	message(t, "add", 1, 2, VT_MS(3), false);
	ck_assert(parties_update(p));
	ck_assert_uint_eq(parties_n(p), 2);
	ck_assert(party_in(parties_at(p, 0), VT_MS(2)));
	parties_free(p);
	trace_free(t);
}
END_TEST

/* Party 1 goes from VC 1 to VC 2: is a second copy at a time excused, with a patience of 10 ms? */
#define ON_ONE "1/setup.1.1 2/con.1.1 "
static const struct {
	const char *scene;
	unsigned long at;
	bool moving;
	bool just_left; /* it was a millisecond before */
} windows[] = {
    {ON_ONE "20/setup.2.1 25/con.2.1 27/drop.1.1 30/dack.1.1", 19, false, false},
    {ON_ONE "20/setup.2.1 25/con.2.1 27/drop.1.1 30/dack.1.1", 20, true, false},
    {ON_ONE "20/setup.2.1 25/con.2.1 27/drop.1.1 30/dack.1.1", 30, true, false},
    {ON_ONE "20/setup.2.1 25/con.2.1 27/drop.1.1 30/dack.1.1", 31, false, true},
    {ON_ONE "20/setup.2.1 25/con.2.1 27/rel.1 30/relc.1", 30, true, false},
    {ON_ONE "20/setup.2.1 25/con.2.1", 35, true, false},
    {ON_ONE "20/setup.2.1 25/con.2.1", 36, false, true}, /* the drop never comes */
    {ON_ONE "20/setup.2.1 25/con.2.1 40/drop.1.1 50/dack.1.1", 38, false, false},
    {ON_ONE "20/setup.2.1 25/con.2.1 40/drop.1.1 50/dack.1.1", 45, false, false},
    {ON_ONE "20/setup.2.2 25/con.2", 26, false, false}, /* another party */
};

START_TEST(transitions)
{
	struct trace *t = scene(windows[_i].scene);
	struct parties *p = parties_create(t);
	char a[ATM_ADDR_TEXT];
	vtime at = VT_MS((vtime)windows[_i].at);

	address_of(1, a);
	ck_assert_int_eq(parties_moving(p, 0, a, 1, 2, at, at, VT_MS(10)), windows[_i].moving);
	ck_assert_int_eq(parties_moving(p, 0, a, 2, 1, at, at, VT_MS(10)), windows[_i].moving);
	/* What left before its end, and came behind it, is excused as well. */
	ck_assert_int_eq(parties_moving(p, 0, a, 1, 2, at - VT_MS(1), at, VT_MS(10)),
			 windows[_i].moving || windows[_i].just_left);
	parties_free(p);
	trace_free(t);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("trace/parties");
	TCase *t = tcase_create("parties");

	tcase_add_loop_test(t, leaf_sets, 0, (int)(sizeof(sets) / sizeof(*sets)));
	tcase_add_test(t, life_of_a_party);
	tcase_add_test(t, release_is_about_all);
	tcase_add_test(t, grows);
	tcase_add_loop_test(t, transitions, 0, (int)(sizeof(windows) / sizeof(*windows)));
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parties of point-to-multipoint calls: their table cell by cell as root and as leaf, timers to the
 * nanosecond, release with the last party, references that nobody knows, errors.
 */
#include "../../base/tests/run_suite.h"
#include "world.h"

#define LEAF_REF 5 /* endpoint reference that the network chose */

static struct q2931_msg p2mp(struct q2931_msg m)
{
	m.bearer.configuration = 1;
	m.traffic.best_effort = false;
	m.endpoint_ref = (struct ie_endpoint_ref){.present = true};
	return m;
}

/* Call of the user as root, with its first party answered. */
static uni_call root_call(struct world *w, uint32_t *ref)
{
	struct q2931_msg m = p2mp(network_says(w, Q2931_SETUP, 0, false));
	m.conn_id.present = false;
	uni_call c = uni_setup_req(w->u, w->now, &m);
	world_drain(w);
	*ref = w->msg.call_ref;
	m = network_says(w, Q2931_CONNECT, *ref, true);
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 41};
	m.endpoint_ref = (struct ie_endpoint_ref){.present = true, .flag = true};
	world_message(w, &m);
	ck_assert_int_eq(uni_call_state(w->u, c), 10);
	ck_assert_int_eq(uni_party_state(w->u, c, 0), 10);
	*w->seen = 0;
	return c;
}

/* Call of the network to the user as leaf, accepted. */
static uni_call leaf_call(struct world *w, uint32_t *ref)
{
	*ref = 77;
	struct q2931_msg m = p2mp(network_says(w, Q2931_SETUP, *ref, false));
	world_message(w, &m);
	uni_call c = w->call;
	ck_assert_int_eq(uni_party_state(w->u, c, 0), 6);
	uni_setup_resp(w->u, w->now, c, NULL);
	world_drain(w);
	ck_assert_int_eq(uni_party_state(w->u, c, 0), 10);
	ck_assert(w->msg.endpoint_ref.present && w->msg.endpoint_ref.value == 0);
	ck_assert_int_eq(w->msg.endpoint_ref.flag, w->version != UNI_30);
	world_say_plain(w, Q2931_CONNECT_ACK, *ref, false);
	ck_assert_int_eq(uni_call_state(w->u, c), 10);
	*w->seen = 0;
	return c;
}

/* A message of the network about a party; 'users': of the user's call, so that flags are 1. */
static struct q2931_msg about(const struct world *w, enum q2931_type type, uint32_t ref, bool users, uint16_t party)
{
	struct q2931_msg m = network_says(w, type, ref, users);
	m.endpoint_ref = (struct ie_endpoint_ref){true, users && w->version != UNI_30, party};
	if (type == Q2931_ADD_PARTY)
		m.called = (struct ie_number){.present = true, .plan = 2};
	if (type == Q2931_ADD_PARTY_REJECT || type == Q2931_DROP_PARTY || type == Q2931_DROP_PARTY_ACK)
		m.cause = (struct ie_cause){.present = true, .location = 2, .value = 17};
	if (type == Q2931_STATUS)
		m.endpoint_state = (struct ie_u8){true, 0};
	return m;
}

static void say(struct world *w, enum q2931_type type, uint32_t ref, bool users, uint16_t party)
{
	struct q2931_msg m = about(w, type, ref, users, party);
	world_message(w, &m);
}

static uint16_t add(struct world *w, uni_call c)
{
	/* elements of the SETUP are to be left out */
	struct q2931_msg m = p2mp(network_says(w, Q2931_SETUP, 0, false));
	uint16_t p = uni_add_party_req(w->u, w->now, c, &m);
	ck_assert_uint_ne(p, 0);
	world_drain(w);
	return p;
}

/* A call with one more party beside the first, in a state; 1, 4 as root, 6, 7 as leaf. */
static uni_call party_in(struct world *w, bool root, int state, uint32_t *ref, uint16_t *party)
{
	uni_call c = root ? root_call(w, ref) : leaf_call(w, ref);
	if (root) {
		*party = add(w, c);
		if (state == 4)
			say(w, Q2931_PARTY_ALERTING, *ref, true, *party);
		if (state >= 10)
			say(w, Q2931_ADD_PARTY_ACK, *ref, true, *party);
	} else {
		*party = LEAF_REF;
		say(w, Q2931_ADD_PARTY, *ref, false, *party);
		if (state == 7)
			uni_party_alerting_req(w->u, w->now, c, *party);
		if (state >= 10)
			uni_add_party_resp(w->u, w->now, c, *party);
	}
	if (state == 11)
		uni_drop_party_req(w->u, w->now, c, *party, 16);
	world_drain(w);
	*w->seen = 0;
	ck_assert_int_eq(uni_party_state(w->u, c, *party), state);
	ck_assert_uint_eq(uni_n_parties(w->u, c), state == 11 ? 1 : 2);
	return c;
}

static void check_cell(struct world *w, uni_call c, uint16_t party, int state, const char *what, const char *want)
{
	world_drain(w);
	int to = uni_party_state(w->u, c, party);
	if (to != state) {
		char word[8];
		snprintf(word, sizeof(word), ">%d", to);
		world_say(w, word);
	}
	if (!*w->seen)
		world_say(w, "-");
	ck_assert_msg(strcmp(w->seen, want) == 0, "party state %d, %s: got '%s', expected '%s'", state, what, w->seen,
		      want);
	ck_assert_int_eq(uni_call_state(w->u, c), 10);
	ck_assert_int_eq(uni_party_state(w->u, c, 0), 10);
}

static const int root_states[4] = {1, 4, 10, 11}, leaf_states[4] = {6, 7, 10, 11};

static const struct {
	enum q2931_type type;
	const char *root[4], *leaf[4];
} messages[] = {
    {Q2931_ADD_PARTY,
     {"STATUS 101 s10 p1/1", "STATUS 101 s10 p1/4", "STATUS 101 s10 p1/10", "STATUS 101 s10 p1/11"},
     {"-", "-", "-", "-"}},
    {Q2931_ADD_PARTY_ACK,
     {"[add.conf p1] >10", "[add.conf p1] >10", "STATUS 101 s10 p1/10", "-"},
     {"STATUS 101 s10 p5/6", "STATUS 101 s10 p5/7", "STATUS 101 s10 p5/10", "-"}},
    {Q2931_ADD_PARTY_REJECT,
     {"[reject.ind p1 17] >0", "[reject.ind p1 17] >0", "STATUS 101 s10 p1/10", "-"},
     {"STATUS 101 s10 p5/6", "STATUS 101 s10 p5/7", "STATUS 101 s10 p5/10", "-"}},
    {Q2931_PARTY_ALERTING,
     {"[party.alerting p1] >4", "STATUS 101 s10 p1/4", "STATUS 101 s10 p1/10", "-"},
     {"STATUS 101 s10 p5/6", "STATUS 101 s10 p5/7", "STATUS 101 s10 p5/10", "-"}},
    {Q2931_DROP_PARTY,
     {"[reject.ind p1 17] DROP PARTY ACKNOWLEDGE 17 p1 >0", "[reject.ind p1 17] DROP PARTY ACKNOWLEDGE 17 p1 >0",
      "[drop.ind p1 17] DROP PARTY ACKNOWLEDGE 17 p1 >0", "[drop.conf p1] >0"},
     {"[drop.ind p5 17] DROP PARTY ACKNOWLEDGE 17 p5 >0", "[drop.ind p5 17] DROP PARTY ACKNOWLEDGE 17 p5 >0",
      "[drop.ind p5 17] DROP PARTY ACKNOWLEDGE 17 p5 >0", "[drop.conf p5] >0"}},
    {Q2931_DROP_PARTY_ACK,
     {"[reject.ind p1 17] >0", "[reject.ind p1 17] >0", "[drop.ind p1 17] >0", "[drop.conf p1] >0"},
     {"[drop.ind p5 17] >0", "[drop.ind p5 17] >0", "[drop.ind p5 17] >0", "[drop.conf p5] >0"}},
    {Q2931_STATUS, /* endpoint state null */
     {"[status.ind] [reject.ind p1 16] >0", "[status.ind] [reject.ind p1 16] >0", "[status.ind] [drop.ind p1 16] >0",
      "[status.ind] [drop.conf p1] >0"},
     {"[status.ind] [drop.ind p5 16] >0", "[status.ind] [drop.ind p5 16] >0", "[status.ind] [drop.ind p5 16] >0",
      "[status.ind] [drop.conf p5] >0"}},
    {Q2931_STATUS_ENQUIRY,
     {"STATUS 30 s10 p1/1", "STATUS 30 s10 p1/4", "STATUS 30 s10 p1/10", "STATUS 30 s10 p1/11"},
     {"STATUS 30 s10 p5/6", "STATUS 30 s10 p5/7", "STATUS 30 s10 p5/10", "STATUS 30 s10 p5/11"}},
    {Q2931_NOTIFY, {"-", "-", "-", "-"}, {"-", "-", "-", "-"}},
};

enum request { DROP, REJECT, ACCEPT, ALERT };
static const struct {
	enum request request;
	const char *name;
	const char *root[4], *leaf[4];
} requests[] = {
    {DROP,
     "Drop-party.request",
     {"DROP PARTY 21 p1 >11", "DROP PARTY 21 p1 >11", "DROP PARTY 21 p1 >11", "-"},
     {"[drop.conf p5] ADD PARTY REJECT 21 p5 >0", "[drop.conf p5] ADD PARTY REJECT 21 p5 >0", "DROP PARTY 21 p5 >11",
      "-"}},
    {REJECT,
     "Reject-party.request",
     {"-", "-", "-", "-"},
     {"[drop.conf p5] ADD PARTY REJECT 21 p5 >0", "[drop.conf p5] ADD PARTY REJECT 21 p5 >0", "-", "-"}},
    {ACCEPT,
     "Add-party.response",
     {"-", "-", "-", "-"},
     {"ADD PARTY ACKNOWLEDGE p5 >10", "ADD PARTY ACKNOWLEDGE p5 >10", "-", "-"}},
    {ALERT, "Party-alerting.request", {"-", "-", "-", "-"}, {"PARTY ALERTING p5 >7", "-", "-", "-"}},
};

static void request(struct world *w, enum request r, uni_call c, uint16_t party)
{
	switch (r) {
	case DROP:
		uni_drop_party_req(w->u, w->now, c, party, 21);
		break;
	case REJECT:
		uni_add_party_reject(w->u, w->now, c, party, 21);
		break;
	case ACCEPT:
		uni_add_party_resp(w->u, w->now, c, party);
		break;
	case ALERT:
		uni_party_alerting_req(w->u, w->now, c, party);
		break;
	}
}

#define FOR_EACH_CELL(table)                                                                                           \
	for (size_t i = 0; i < sizeof(table) / sizeof((table)[0]); i++)                                                \
		for (int k = 0; k < 8; k++)

START_TEST(every_message)
{
	FOR_EACH_CELL(messages)
	{
		struct world w;
		uint32_t ref;
		uint16_t party;
		bool root = k < 4;
		int state = root ? root_states[k] : leaf_states[k - 4];
		world_init(&w, UNI_40);
		uni_call c = party_in(&w, root, state, &ref, &party);
		say(&w, messages[i].type, ref, root, party);
		check_cell(&w, c, party, state, q2931_type_name(messages[i].type),
			   root ? messages[i].root[k] : messages[i].leaf[k - 4]);
		world_free(&w);
	}
}
END_TEST

START_TEST(every_request)
{
	FOR_EACH_CELL(requests)
	{
		struct world w;
		uint32_t ref;
		uint16_t party;
		bool root = k < 4;
		int state = root ? root_states[k] : leaf_states[k - 4];
		world_init(&w, UNI_40);
		uni_call c = party_in(&w, root, state, &ref, &party);
		request(&w, requests[i].request, c, party);
		check_cell(&w, c, party, state, requests[i].name, root ? requests[i].root[k] : requests[i].leaf[k - 4]);
		world_free(&w);
	}
}
END_TEST

/* RELEASE takes all parties at once, whichever side sends it; RESTART too. */
START_TEST(call_ends_in_every_state)
{
	for (int k = 0; k < 8; k++) {
		for (int how = 0; how < 3; how++) {
			struct world w;
			uint32_t ref;
			uint16_t party;
			bool root = k < 4;
			world_init(&w, UNI_40);
			uni_call c = party_in(&w, root, root ? root_states[k] : leaf_states[k - 4], &ref, &party);
			if (how == 0) {
				world_say_plain(&w, Q2931_RELEASE, ref, root);
				EXPECT(&w, "[release.ind 16] RELEASE COMPLETE");
			} else if (how == 1) {
				uni_release_req(w.u, w.now, c, 21, NULL, 0);
				EXPECT(&w, "RELEASE 21");
				ck_assert_int_eq(uni_party_state(w.u, c, party), 0);
				/* what was under way finds nobody, and gets no answer */
				static const enum q2931_type late[] = {Q2931_ADD_PARTY,        Q2931_ADD_PARTY_ACK,
								       Q2931_ADD_PARTY_REJECT, Q2931_DROP_PARTY,
								       Q2931_DROP_PARTY_ACK,   Q2931_PARTY_ALERTING};
				for (size_t i = 0; i < sizeof(late) / sizeof(late[0]); i++)
					say(&w, late[i], ref, root, party);
				EXPECT(&w, "");
				world_say_plain(&w, Q2931_RELEASE_COMPLETE, ref, root);
				EXPECT(&w, "[release.conf]");
			} else {
				struct q2931_msg m = {.version = UNI_40, .type = Q2931_RESTART, .restart = {true, 2}};
				world_message(&w, &m);
				EXPECT(&w, "[release.ind 41] RESTART ACKNOWLEDGE");
			}
			ck_assert_uint_eq(uni_n_calls(w.u), 0);
			ck_assert_uint_eq(w.u->cc.n_parties, 0);
			/* no timer of theirs is left */
			world_run(&w, VT_S(400));
			EXPECT(&w, "");
			world_free(&w);
		}
	}
}
END_TEST

static void run_exactly(struct world *w, vtime span, const char *want)
{
	vtime from = w->now;
	world_run(w, from + span - 1);
	EXPECT(w, "");
	world_run(w, from + span);
	EXPECT(w, want);
}

START_TEST(t399)
{
	static const struct {
		enum uni_version version;
		vtime span;
	} rows[] = {{UNI_30, VT_S(14)}, {UNI_31, VT_S(14)}, {UNI_40, VT_S(34)}};
	for (int i = 0; i < 3; i++) {
		struct world w;
		uint32_t ref;
		uint16_t party;
		world_init(&w, rows[i].version);
		world_run(&w, VT_S(1));
		uni_call c = party_in(&w, true, 1, &ref, &party);
		run_exactly(&w, rows[i].span, "[reject.ind p1 102 timer] DROP PARTY 102 p1");
		ck_assert_mem_eq(w.msg.cause.diag, "399", 3);
		ck_assert_int_eq(uni_party_state(w.u, c, party), 11);
		/* a late answer changes nothing */
		world_run(&w, w.now + VT_S(2));
		say(&w, Q2931_ADD_PARTY_ACK, ref, true, party);
		run_exactly(&w, VT_S(2), "DROP PARTY ACKNOWLEDGE 102 p1");
		ck_assert_mem_eq(w.msg.cause.diag, "398", 3);
		ck_assert_int_eq(uni_party_state(w.u, c, party), 0);
		ck_assert_int_eq(uni_call_state(w.u, c), 10);
		world_run(&w, VT_S(400));
		EXPECT(&w, "");
		world_free(&w);
	}
}
END_TEST

START_TEST(t398_of_root_and_leaf)
{
	for (int root = 0; root < 2; root++) {
		struct world w;
		uint32_t ref;
		uint16_t party;
		world_init(&w, UNI_31);
		uni_call c = party_in(&w, root, 10, &ref, &party);
		world_run(&w, VT_S(1));
		uni_drop_party_req(w.u, w.now, c, party, 16);
		EXPECT(&w, root ? "DROP PARTY 16 p1" : "DROP PARTY 16 p5");
		run_exactly(&w, VT_S(4),
			    root ? "[drop.conf p1] DROP PARTY ACKNOWLEDGE 102 p1"
				 : "[drop.conf p5] DROP PARTY ACKNOWLEDGE 102 p5");
		ck_assert_int_eq(uni_call_state(w.u, c), 10);
		world_free(&w);
	}
}
END_TEST

START_TEST(t397)
{
	struct world w;
	uint32_t ref;
	uint16_t party;
	world_init(&w, UNI_40);
	uni_call c = party_in(&w, true, 4, &ref, &party);
	run_exactly(&w, VT_S(180), "[reject.ind p1 102 timer] DROP PARTY 102 p1");
	ck_assert_mem_eq(w.msg.cause.diag, "397", 3);
	say(&w, Q2931_DROP_PARTY_ACK, ref, true, party);
	ck_assert_int_eq(uni_party_state(w.u, c, party), 0);
	EXPECT(&w, "");
	world_free(&w);
}
END_TEST

/* An answer stops T399, and nothing is heard of it. */
START_TEST(answers_stop_timers)
{
	static const enum q2931_type answers[] = {Q2931_ADD_PARTY_ACK, Q2931_ADD_PARTY_REJECT, Q2931_DROP_PARTY};
	for (int i = 0; i < 3; i++) {
		struct world w;
		uint32_t ref;
		uint16_t party;
		world_init(&w, UNI_31);
		party_in(&w, true, 1, &ref, &party);
		world_run(&w, VT_S(14) - 1);
		say(&w, answers[i], ref, true, party);
		world_drain(&w);
		*w.seen = 0;
		world_run(&w, VT_S(60));
		EXPECT(&w, "");
		world_free(&w);
	}
}
END_TEST

/* Several wait at once, each for its own time, those of one time in the order in which they began. */
START_TEST(parallel)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	uni_call c = root_call(&w, &ref);
	for (int i = 1; i <= 4; i++) {
		ck_assert_uint_eq(add(&w, c), (unsigned)i);
		ck_assert(!w.msg.traffic.present && !w.msg.bearer.present && !w.msg.qos.present);
		ck_assert(!w.msg.conn_id.present);
		ck_assert(w.msg.calling.present && w.msg.called.present);
		if (i == 2)
			world_run(&w, VT_S(3));
	}
	EXPECT(&w, "ADD PARTY p1 ADD PARTY p2 ADD PARTY p3 ADD PARTY p4");
	ck_assert_uint_eq(uni_n_parties(w.u, c), 5);
	say(&w, Q2931_ADD_PARTY_ACK, ref, true, 3);
	EXPECT(&w, "[add.conf p3]");
	world_run(&w, VT_S(14) - 1);
	EXPECT(&w, "");
	world_run(&w, VT_S(14));
	EXPECT(&w, "[reject.ind p1 102 timer] DROP PARTY 102 p1 [reject.ind p2 102 timer] DROP PARTY 102 p2");
	say(&w, Q2931_DROP_PARTY_ACK, ref, true, 1);
	say(&w, Q2931_DROP_PARTY_ACK, ref, true, 2);
	world_run(&w, VT_S(17) - 1);
	EXPECT(&w, "");
	world_run(&w, VT_S(17));
	EXPECT(&w, "[reject.ind p4 102 timer] DROP PARTY 102 p4");
	ck_assert_uint_eq(uni_n_parties(w.u, c), 2);
	world_free(&w);
}
END_TEST

/* ---- the last party ---- */

START_TEST(last_party_is_released)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	uni_call c = root_call(&w, &ref);
	uint16_t p = add(&w, c);
	*w.seen = 0;
	uni_drop_party_req(w.u, w.now, c, 0, 16);
	EXPECT(&w, "DROP PARTY 16 p0");
	/* one that is being dropped does not count */
	uni_drop_party_req(w.u, w.now, c, p, 21);
	EXPECT(&w, "RELEASE 21");
	ck_assert_int_eq(uni_call_state(w.u, c), 11);
	world_say_plain(&w, Q2931_RELEASE_COMPLETE, ref, true);
	EXPECT(&w, "[release.conf]");
	world_free(&w);
}
END_TEST

START_TEST(what_ends_the_last_party_releases)
{
	static const struct {
		enum q2931_type type;
		const char *want;
	} rows[] = {
	    {Q2931_ADD_PARTY_REJECT, "[release.ind 17] RELEASE 17"},
	    {Q2931_DROP_PARTY, "[release.ind 17] RELEASE 17"},
	    {Q2931_DROP_PARTY_ACK, "[release.ind 17] RELEASE 17"},
	    {Q2931_STATUS, "[status.ind] [release.ind 16] RELEASE 16"},
	    {(enum q2931_type)0, "[release.ind 102 timer] RELEASE 102"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct world w;
		uint32_t ref;
		world_init(&w, UNI_31);
		uni_call c = root_call(&w, &ref);
		uint16_t p = add(&w, c);
		say(&w, Q2931_DROP_PARTY, ref, true, 0);
		EXPECT(&w, "ADD PARTY p1 [drop.ind p0 17] DROP PARTY ACKNOWLEDGE 17 p0");
		ck_assert_uint_eq(uni_n_parties(w.u, c), 1);
		if (rows[i].type)
			say(&w, rows[i].type, ref, true, p);
		else
			world_run(&w, VT_S(14));
		EXPECT(&w, rows[i].want);
		ck_assert_int_eq(uni_call_state(w.u, c), 11);
		world_say_plain(&w, Q2931_RELEASE_COMPLETE, ref, true);
		EXPECT(&w, "");
		ck_assert_uint_eq(uni_n_calls(w.u), 0);
		world_free(&w);
	}
}
END_TEST

START_TEST(last_party_of_a_leaf)
{
	struct world w;
	uint32_t ref;
	uint16_t party;
	world_init(&w, UNI_31);
	uni_call c = party_in(&w, false, 6, &ref, &party);
	uni_drop_party_req(w.u, w.now, c, 0, 16);
	EXPECT(&w, "DROP PARTY 16 p0");
	say(&w, Q2931_DROP_PARTY_ACK, ref, false, 0);
	EXPECT(&w, "[drop.conf p0]");
	/* a refusal that would leave none */
	uni_add_party_reject(w.u, w.now, c, party, 17);
	EXPECT(&w, "RELEASE 17");
	world_free(&w);

	/* before it has answered: RELEASE COMPLETE */
	world_init(&w, UNI_31);
	struct q2931_msg m = p2mp(network_says(&w, Q2931_SETUP, 9, false));
	world_message(&w, &m);
	uni_drop_party_req(w.u, w.now, w.call, 0, 21);
	EXPECT(&w, "[setup.ind] [release.conf] RELEASE COMPLETE 21");
	world_free(&w);
}
END_TEST

/* ---- references ---- */

START_TEST(unknown_references)
{
	static const struct {
		enum q2931_type type;
		const char *want;
	} rows[] = {
	    {Q2931_ADD_PARTY_ACK, "DROP PARTY ACKNOWLEDGE 89 p9"},
	    {Q2931_PARTY_ALERTING, "DROP PARTY ACKNOWLEDGE 89 p9"},
	    {Q2931_DROP_PARTY, "DROP PARTY ACKNOWLEDGE 89 p9"},
	    {Q2931_NOTIFY, "DROP PARTY ACKNOWLEDGE 89 p9"},
	    {Q2931_DROP_PARTY_ACK, ""},
	    {Q2931_ADD_PARTY_REJECT, ""},
	    {Q2931_STATUS, "[status.ind]"},
	    {Q2931_STATUS_ENQUIRY, "STATUS 30 s10 p9/0"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (int root = 0; root < 2; root++) {
			struct world w;
			uint32_t ref;
			world_init(&w, UNI_40);
			uni_call c = root ? root_call(&w, &ref) : leaf_call(&w, &ref);
			say(&w, rows[i].type, ref, root, 9);
			EXPECT(&w, rows[i].want);
			if (*rows[i].want == 'D')
				ck_assert_int_eq(w.msg.endpoint_ref.flag, !root);
			ck_assert_int_eq(uni_call_state(w.u, c), 10);
			world_free(&w);
		}
	}
}
END_TEST

/* A STATUS that knows a party that is not there. */
START_TEST(status_of_unknown_party)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	root_call(&w, &ref);
	struct q2931_msg m = about(&w, Q2931_STATUS, ref, true, 9);
	m.endpoint_state.value = 10;
	world_message(&w, &m);
	EXPECT(&w, "[status.ind] DROP PARTY ACKNOWLEDGE 101 p9");
	/* of one that is, nothing follows */
	m.endpoint_ref.value = 0;
	world_message(&w, &m);
	EXPECT(&w, "[status.ind]");
	world_free(&w);
}
END_TEST

/* The flag tells who chose the reference, from UNI 3.1 on. */
START_TEST(flags)
{
	static const enum uni_version versions[] = {UNI_30, UNI_31, UNI_40};
	for (int i = 0; i < 3; i++) {
		struct world w;
		uint32_t ref;
		bool none = versions[i] == UNI_30;
		world_init(&w, versions[i]);
		uni_call c = root_call(&w, &ref);
		uint16_t p = add(&w, c);
		ck_assert(!w.msg.endpoint_ref.flag);
		*w.seen = 0;
		struct q2931_msg m = about(&w, Q2931_ADD_PARTY_ACK, ref, true, p);
		m.endpoint_ref.flag = false;
		world_message(&w, &m);
		EXPECT(&w, none ? "[add.conf p1]" : "DROP PARTY ACKNOWLEDGE 89 p1");
		world_free(&w);

		world_init(&w, versions[i]);
		c = leaf_call(&w, &ref);
		m = about(&w, Q2931_ADD_PARTY, ref, false, 3);
		m.endpoint_ref.flag = true;
		world_message(&w, &m);
		EXPECT(&w, none ? "[add.ind p3]" : "");
		m.endpoint_ref.flag = false;
		world_message(&w, &m);
		EXPECT(&w, none ? "" : "[add.ind p3]");
		uni_add_party_resp(w.u, w.now, c, 3);
		EXPECT(&w, "ADD PARTY ACKNOWLEDGE p3");
		ck_assert_int_eq(w.msg.endpoint_ref.flag, !none);
		world_free(&w);
	}
}
END_TEST

START_TEST(references_are_not_used_again_at_once)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	uni_call c = root_call(&w, &ref);
	for (unsigned i = 1; i <= 70; i++) {
		ck_assert_uint_eq(add(&w, c), i);
		if (i % 2)
			say(&w, Q2931_ADD_PARTY_REJECT, ref, true, (uint16_t)i);
		world_drain(&w);
		*w.seen = 0;
	}
	/* at the end of the 15 bits they begin anew with those that are free */
	cc_find(&w.u->cc, c)->last_party = 32766;
	ck_assert_uint_eq(add(&w, c), 32767);
	ck_assert_uint_eq(add(&w, c), 1);
	ck_assert_uint_eq(add(&w, c), 3);
	world_free(&w);
}
END_TEST

/* ---- where parties may not be added ---- */

START_TEST(no_parties_here)
{
	struct world w;
	uint32_t ref;
	bool users;
	struct q2931_msg m = {.called = {.present = true, .plan = 2}};
	world_init(&w, UNI_31);
	uni_call c = world_call_in(&w, 10, &ref, &users);
	ck_assert_uint_eq(uni_add_party_req(w.u, 0, c, &m), 0);
	say(&w, Q2931_ADD_PARTY, ref, users, 1);
	EXPECT(&w, "STATUS 97 s10");
	uni_drop_party_req(w.u, 0, c, 0, 16);
	EXPECT(&w, "");
	world_free(&w);
	world_init(&w, UNI_31);
	c = leaf_call(&w, &ref);
	ck_assert_uint_eq(uni_add_party_req(w.u, 0, c, &m), 0);
	struct q2931_msg setup = p2mp(network_says(&w, Q2931_SETUP, 0, false));
	c = uni_setup_req(w.u, 0, &setup);
	ck_assert_uint_eq(uni_add_party_req(w.u, 0, c, &m), 0);
	EXPECT(&w, "SETUP");
	say(&w, Q2931_DROP_PARTY, w.msg.call_ref, true, 0);
	EXPECT(&w, "STATUS 101 s1 p0/1");
	ck_assert_uint_eq(uni_add_party_req(w.u, 0, c + 1, &m), 0);
	world_free(&w);
}
END_TEST

/* UNI 4.0: a party may be added while the call alerts, and be the first to answer. */
START_TEST(added_while_alerting)
{
	struct world w;
	world_init(&w, UNI_40);
	struct q2931_msg m = p2mp(network_says(&w, Q2931_SETUP, 0, false));
	m.conn_id.present = false;
	uni_call c = uni_setup_req(w.u, 0, &m);
	world_drain(&w);
	uint32_t ref = w.msg.call_ref;
	m = about(&w, Q2931_ALERTING, ref, true, 0);
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	world_message(&w, &m);
	EXPECT(&w, "SETUP [alerting]");
	ck_assert_int_eq(uni_call_state(w.u, c), 4);
	ck_assert_int_eq(uni_party_state(w.u, c, 0), 4);
	uint16_t p = add(&w, c);
	EXPECT(&w, "ADD PARTY p1");
	m = about(&w, Q2931_CONNECT, ref, true, p);
	world_message(&w, &m);
	EXPECT(&w, "[setup.conf] CONNECT ACKNOWLEDGE");
	ck_assert_int_eq(uni_party_state(w.u, c, p), 10);
	ck_assert_int_eq(uni_party_state(w.u, c, 0), 4);
	/* T301 did not run for the call; T397 does for the party */
	run_exactly(&w, VT_S(180), "[reject.ind p0 102 timer] DROP PARTY 102 p0");
	/* CONNECT of a party that is being dropped makes the call active all the same */
	world_free(&w);

	world_init(&w, UNI_40);
	m = p2mp(network_says(&w, Q2931_SETUP, 0, false));
	m.conn_id.present = false;
	c = uni_setup_req(w.u, 0, &m);
	world_drain(&w);
	m = about(&w, Q2931_ALERTING, w.msg.call_ref, true, 0);
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	world_message(&w, &m);
	add(&w, c);
	uni_drop_party_req(w.u, 0, c, 0, 16);
	EXPECT(&w, "SETUP [alerting] ADD PARTY p1 DROP PARTY 16 p0");
	m = about(&w, Q2931_CONNECT, w.msg.call_ref, true, 0);
	world_message(&w, &m);
	EXPECT(&w, "[setup.conf] CONNECT ACKNOWLEDGE");
	ck_assert_int_eq(uni_party_state(w.u, c, 0), 11);
	world_free(&w);

	/* the first party is the first to answer */
	world_init(&w, UNI_40);
	m = p2mp(network_says(&w, Q2931_SETUP, 0, false));
	m.conn_id.present = false;
	c = uni_setup_req(w.u, 0, &m);
	world_drain(&w);
	m = about(&w, Q2931_ALERTING, w.msg.call_ref, true, 0);
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	world_message(&w, &m);
	m = about(&w, Q2931_CONNECT, w.msg.call_ref, true, 0);
	world_message(&w, &m);
	EXPECT(&w, "SETUP [alerting] [setup.conf] CONNECT ACKNOWLEDGE");
	ck_assert_int_eq(uni_party_state(w.u, c, 0), 10);
	world_run(&w, VT_S(400));
	EXPECT(&w, "");
	world_free(&w);

	/* alone, T397 releases the call */
	world_init(&w, UNI_40);
	m = p2mp(network_says(&w, Q2931_SETUP, 0, false));
	m.conn_id.present = false;
	uni_setup_req(w.u, 0, &m);
	world_drain(&w);
	m = about(&w, Q2931_ALERTING, w.msg.call_ref, true, 0);
	m.conn_id = (struct ie_conn_id){.present = true, .vp_assoc = 1, .vci = 40};
	world_message(&w, &m);
	*w.seen = 0;
	run_exactly(&w, VT_S(180), "[release.ind 102 timer] RELEASE 102");
	world_free(&w);
}
END_TEST

/* A leaf that alerts: the call and its party go together, and the answer comes from there. */
START_TEST(leaf_alerts)
{
	struct world w;
	world_init(&w, UNI_40);
	struct q2931_msg m = p2mp(network_says(&w, Q2931_SETUP, 9, false));
	world_message(&w, &m);
	uni_alerting_req(w.u, 0, w.call);
	EXPECT(&w, "[setup.ind] ALERTING");
	ck_assert_int_eq(uni_party_state(w.u, w.call, 0), 7);
	/* further ones while it does */
	say(&w, Q2931_ADD_PARTY, 9, false, 2);
	EXPECT(&w, "[add.ind p2]");
	uni_setup_resp(w.u, 0, w.call, NULL);
	EXPECT(&w, "CONNECT");
	ck_assert_int_eq(uni_party_state(w.u, w.call, 0), 10);
	ck_assert_int_eq(uni_party_state(w.u, w.call, 2), 6);
	say(&w, Q2931_ADD_PARTY, 9, false, 3);
	EXPECT(&w, "[add.ind p3]");
	world_free(&w);
}
END_TEST

/* ---- errors ---- */

START_TEST(errors)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	uni_call c = leaf_call(&w, &ref);
	struct q2931_msg m = about(&w, Q2931_ADD_PARTY, ref, false, 3);
	m.called.present = false;
	world_message(&w, &m);
	EXPECT(&w, "ADD PARTY REJECT 96 p3");
	ck_assert(w.msg.cause.n_diag == 1 && w.msg.cause.diag[0] == 0x70 && w.msg.endpoint_ref.flag);
	m.endpoint_ref.present = false;
	world_message(&w, &m);
	EXPECT(&w, "STATUS 96 s10 p0/10");
	/* an element that it does not know: the party is there, and a report is sent */
	m = about(&w, Q2931_ADD_PARTY, ref, false, 3);
	memcpy(m.raw, "\x77\x80\0\x1\0", 5);
	m.n_raw = 5;
	world_message(&w, &m);
	EXPECT(&w, "[add.ind p3] STATUS 99 s10 p3/6");
	uni_add_party_resp(w.u, 0, c, 3);
	*w.seen = 0;
	/* no cause: the purpose is clear */
	m = about(&w, Q2931_DROP_PARTY, ref, false, 3);
	m.cause.present = false;
	world_message(&w, &m);
	EXPECT(&w, "ADD PARTY ACKNOWLEDGE p3 [drop.ind p3 31] DROP PARTY ACKNOWLEDGE 96 p3");
	m.endpoint_ref.present = false;
	world_message(&w, &m);
	EXPECT(&w, "STATUS 96 s10 p0/10");
	/* an element whose action clears the call does so */
	m = about(&w, Q2931_ADD_PARTY, ref, false, 4);
	memcpy(m.raw, "\x77\x90\0\x1\0", 5);
	m.n_raw = 5;
	world_message(&w, &m);
	EXPECT(&w, "[release.ind 99] RELEASE 99");
	world_free(&w);

	world_init(&w, UNI_31);
	c = root_call(&w, &ref);
	uint16_t p = add(&w, c);
	m = about(&w, Q2931_ADD_PARTY_REJECT, ref, true, p);
	m.cause.present = false;
	world_message(&w, &m);
	EXPECT(&w, "ADD PARTY p1 [reject.ind p1 31]");
	/* PARTY ALERTING is unknown before UNI 4.0 */
	say(&w, Q2931_PARTY_ALERTING, ref, true, add(&w, c));
	EXPECT(&w, "ADD PARTY p2 STATUS 97 s10 p0/10");
	world_free(&w);
}
END_TEST

/* The link goes and comes back: active parties stay, those being set up have their timers. */
START_TEST(link_lost)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	uni_call c = root_call(&w, &ref);
	uint16_t p = add(&w, c);
	*w.seen = 0;
	saal_release_req(w.peer, w.now);
	EXPECT(&w, "[link.down] [link.up] STATUS ENQUIRY");
	say(&w, Q2931_ADD_PARTY_ACK, ref, true, p);
	EXPECT(&w, "[add.conf p1]");
	ck_assert_int_eq(uni_call_state(w.u, c), 10);
	world_free(&w);
}
END_TEST

/* More than may be: no memory is spent on them. */
START_TEST(limit)
{
	struct world w;
	uint32_t ref;
	world_init(&w, UNI_31);
	leaf_call(&w, &ref);
	w.u->cc.n_parties = CC_MAX_PARTIES;
	say(&w, Q2931_ADD_PARTY, ref, false, 3);
	EXPECT(&w, "ADD PARTY REJECT 47 p3");
	w.u->cc.n_parties = 1;
	world_free(&w);
}
END_TEST

/* Runs last: the tests above have been in every cell of both tables. */
START_TEST(coverage)
{
	for (int state = 0; state < CP_N_STATES; state++) {
		for (int ev = 0; ev < CP_EV_COUNT; ev++)
			ck_assert_msg(!cp_fsm.rows[state * CP_EV_COUNT + ev].action ||
					  world_party_coverage[state * CP_EV_COUNT + ev] > 0,
				      "%s, %s: never reached", cp_fsm.state_names[state], cp_event_names[ev]);
	}
}
END_TEST

RUN_SUITE("uni parties", every_message, every_request, call_ends_in_every_state, t399, t398_of_root_and_leaf, t397,
	  answers_stop_timers, parallel, last_party_is_released, what_ends_the_last_party_releases,
	  last_party_of_a_leaf, unknown_references, status_of_unknown_party, flags,
	  references_are_not_used_again_at_once, no_parties_here, added_while_alerting, leaf_alerts, errors, link_lost,
	  limit, coverage)

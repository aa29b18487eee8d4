/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of scripted fault, and that it hits what it should and nothing else. */
#include "world.h"

static struct world w;

static struct host *a, *b;

static void two_hosts(bool cells)
{
	world_open(&w, 1);
	a = host_add(&w, UNI_31, cells, VT_US(10));
	b = host_add(&w, UNI_31, !cells, VT_US(10));
}

static struct host_call *call_b(bool best_effort)
{
	struct q2931_msg setup = setup_to(UNI_31, 1, best_effort, 1000, 1000);
	return host_call(a, &setup);
}

START_TEST(refuse)
{
	two_hosts(true);
	struct fabric_fault fault = {.kind = FAULT_REFUSE,
				     .port = 1,
				     .direction = 0,
				     .message = Q2931_SETUP,
				     .qos_only = true,
				     .cause = 37,
				     .skip = 1,
				     .count = 1};
	int h = fabric_fault_add(w.f, &fault);
	ck_assert_int_gt(h, 0);
	struct host_call *skipped = call_b(false), *be = call_b(true), *hit = call_b(false), *after = call_b(false);
	run_for(&w, VT_MS(20));
	ck_assert(skipped->connected && be->connected && after->connected);
	ck_assert(hit->over && !hit->proceeding);
	ck_assert_uint_eq(hit->cause, 37);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
	ck_assert_int_eq(b->n_calls, 3);
	ck_assert(world_noted(&w, FABRIC_FAULT, "refuse SETUP 37"));
	fabric_fault_clear(w.f, h);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 0);
	/* after CALL PROCEEDING and a while, seen at the caller's port, by address */
	fault = (struct fabric_fault){.kind = FAULT_REFUSE, .port = 0, .direction = 1, .cause = 21, .span = VT_S(2)};
	fault.match.by_called = true;
	fault.match.called = setup_to(UNI_31, 1, true, 0, 0).called.aesa;
	fabric_fault_add(w.f, &fault);
	vtime start = engine_now(w.e);
	struct host_call *late = call_b(true);
	run_for(&w, VT_MS(1900));
	ck_assert(late->proceeding && !late->over);
	run_for(&w, VT_MS(200));
	ck_assert(late->over);
	ck_assert_uint_eq(late->cause, 21);
	ck_assert_int_ge(late->over_at, start + VT_S(2));
	struct q2931_msg to_a = setup_to(UNI_31, 0, true, 0, 0);
	struct host_call *other = host_call(b, &to_a);
	run_for(&w, VT_MS(20));
	ck_assert(other->connected);
	world_close(&w);
}
END_TEST

/* CONNECT held 5 s: CALL PROCEEDING at once although the port sends none of itself, the called user is
 * answered, no timer runs out, and the VC carries nothing before. */
START_TEST(hold_connect)
{
	for (int where = 0; where < 2; where++) {
		world_open(&w, 1);
		a = &w.hosts[0];
		struct fabric_end end = {a, host_cell, host_frame};
		a->w = &w;
		a->config = fabric_port_defaults();
		a->config.cells = true;
		a->config.proceeding_first = false;
		a->config.address = world_addr(0);
		a->timer_at = VTIME_NEVER;
		ck_assert_int_eq(fabric_add_port(w.f, &a->config, &end), 0);
		struct uni_config uni = {.version = UNI_31, .address = a->config.address};
		a->uni = uni_create(&uni);
		w.n_hosts = 1;
		b = host_add(&w, UNI_31, false, VT_US(10));
		/* as seen coming from the called user, or going to the caller: the same */
		struct fabric_fault fault = {.kind = FAULT_HOLD,
					     .port = where,
					     .direction = where,
					     .message = Q2931_CONNECT,
					     .span = VT_S(5),
					     .count = 1};
		int h = fabric_fault_add(w.f, &fault);
		struct host_call *c = call_b(false);
		run_for(&w, VT_MS(100));
		ck_assert(c->proceeding && !c->connected);
		ck_assert(b->calls[0].connected);
		ck_assert(world_noted(&w, FABRIC_FAULT, "hold CONNECT 5s"));
		ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
		host_send_cells(b, b->calls[0].vci, 3, 1, 1);
		run_for(&w, VT_MS(4800));
		ck_assert(!c->connected);
		ck_assert(w.n_seen == 1 && w.seen[0].dropped);
		run_for(&w, VT_MS(200));
		ck_assert(c->connected);
		ck_assert_int_ge(c->connected_at, VT_S(5));
		ck_assert_int_lt(c->connected_at, VT_MS(5100));
		run_for(&w, VT_S(60));
		ck_assert(!c->over && !b->calls[0].over);
		host_send_cells(b, b->calls[0].vci, 3, 1, 1);
		struct host_call *second = call_b(false);
		ck_assert_int_eq(a->n_got, 0);
		run_for(&w, VT_MS(100));
		ck_assert_int_eq(a->n_got, 1);
		ck_assert(second->connected); /* once only */
		world_close(&w);
	}
}
END_TEST

/* The caller gives up while CONNECT is held: nothing comes later. */
START_TEST(release_while_held)
{
	two_hosts(true);
	struct fabric_fault fault = {
	    .kind = FAULT_HOLD, .port = -1, .direction = -1, .message = Q2931_CONNECT, .span = VT_S(3), .count = 1};
	fabric_fault_add(w.f, &fault);
	struct host_call *c = call_b(true);
	run_for(&w, VT_S(1));
	host_release(a, c, 16);
	run_for(&w, VT_S(10));
	ck_assert(c->over && !c->connected && b->calls[0].over);
	ck_assert_uint_eq(b->calls[0].cause, 16);
	ck_assert_uint_eq(fabric_calls(w.f), 0);
	world_close(&w);
}
END_TEST

START_TEST(hold_and_drop_other_messages)
{
	two_hosts(false);
	struct fabric_fault fault = {
	    .kind = FAULT_HOLD, .port = 1, .direction = 0, .message = Q2931_SETUP, .span = VT_MS(700), .count = 1};
	fabric_fault_add(w.f, &fault);
	struct host_call *c = call_b(true);
	run_for(&w, VT_MS(600));
	ck_assert(c->proceeding && b->n_calls == 0);
	run_for(&w, VT_MS(200));
	ck_assert(c->connected);
	/* RELEASE lost: nobody answers, T308 sends it again after 30 s */
	fault =
	    (struct fabric_fault){.kind = FAULT_DROP, .port = 0, .direction = 1, .message = Q2931_RELEASE, .count = 1};
	int h = fabric_fault_add(w.f, &fault);
	host_release(a, c, 16);
	run_for(&w, VT_S(29));
	ck_assert(!c->over && !b->calls[0].over);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
	run_for(&w, VT_S(2));
	ck_assert(c->over && b->calls[0].over);
	/* CONNECT lost on its way from the called user: the call fails by timers at both ends */
	fault = (struct fabric_fault){.kind = FAULT_DROP, .port = 1, .direction = 1, .message = Q2931_CONNECT};
	h = fabric_fault_add(w.f, &fault);
	c = call_b(true);
	run_for(&w, VT_S(60));
	ck_assert(c->over && !c->connected);
	ck_assert_uint_ge(fabric_fault_hits(w.f, h), 1);
	fabric_fault_clear(w.f, h);
	/* CALL PROCEEDING lost towards the caller, and the connection identifier with it */
	fault = (struct fabric_fault){
	    .kind = FAULT_DROP, .port = 0, .direction = 0, .message = Q2931_CALL_PROCEEDING, .count = 1};
	fabric_fault_add(w.f, &fault);
	c = call_b(true);
	run_for(&w, VT_MS(50));
	ck_assert(!c->proceeding && b->calls[b->n_calls - 1].connected);
	world_close(&w);
}
END_TEST

START_TEST(duplicate)
{
	two_hosts(true);
	struct fabric_fault fault = {
	    .kind = FAULT_DUPLICATE, .port = 1, .direction = 0, .message = Q2931_SETUP, .count = 1};
	int h = fabric_fault_add(w.f, &fault);
	struct host_call *c = call_b(true);
	run_for(&w, VT_MS(50));
	ck_assert(c->connected);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
	ck_assert_int_eq(b->n_calls, 1); /* SETUP for a reference in use is ignored */
	world_close(&w);
}
END_TEST

static bool of_three_cells(void *ctx, const struct fabric_frame *f)
{
	++*(int *)ctx;
	return f->cells == 3;
}

/* Frames lost, late or damaged: on one connection only, in one direction only, or by what is in them. */
START_TEST(data_faults)
{
	for (int direction = 0; direction < 2; direction++) {
		two_hosts(direction);
		struct pair p = connect_pair(&w, 0, 1), q = connect_pair(&w, 0, 1);
		int asked = 0;
		struct fabric_fault fault = {.kind = FAULT_DROP_FRAME,
					     .port = direction ? 0 : 1,
					     .direction = direction,
					     .conn = p.conn,
					     .filter = of_three_cells,
					     .filter_ctx = &asked};
		int h = fabric_fault_add(w.f, &fault);
		host_send_cells(a, p.a->vci, 3, 1, 1);
		host_send_cells(a, p.a->vci, 4, 1, 1);
		host_send_cells(a, q.a->vci, 3, 1, 1);
		host_send_cells(b, p.b->vci, 3, 1, 1);
		run_for(&w, VT_MS(1));
		ck_assert_int_eq(b->n_got, 2);
		ck_assert_int_eq(a->n_got, 1);
		ck_assert_int_eq(asked, 2);
		ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
		int dropped = 0;
		for (int i = 0; i < w.n_seen; i++)
			if (w.seen[i].dropped) {
				dropped++;
				ck_assert_int_eq(w.seen[i].port, direction ? 0 : 1);
				ck_assert(w.seen[i].to_network == (direction == 1) && w.seen[i].cells == 3);
			}
		ck_assert_int_eq(dropped, 1);
		fabric_fault_clear(w.f, h);
		/* late: by exactly the span when it is the only traffic */
		w.n_seen = 0;
		host_send_cells(a, p.a->vci, 3, 1, 1);
		run_for(&w, VT_MS(1));
		vtime usual = w.seen[1].last - w.seen[0].last;
		w.n_seen = a->n_got = b->n_got = 0;
		fault.kind = FAULT_DELAY_FRAME;
		fault.span = slot_time(1000, STM1) + (direction ? 1 : 0);
		fault.count = 1;
		h = fabric_fault_add(w.f, &fault);
		uint32_t crc = host_send_cells(a, p.a->vci, 3, 1, 1);
		host_send_cells(a, p.a->vci, 5, 1, 1);
		run_for(&w, VT_MS(1));
		ck_assert_int_eq(b->n_got, 1); /* overtaken */
		run_for(&w, VT_MS(5));
		ck_assert_int_eq(b->n_got, 2);
		ck_assert_uint_eq(b->got[1].crc, crc);
		ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
		vtime late = w.seen[3].last - w.seen[0].last - usual;
		ck_assert_int_ge(late, fault.span - 2);
		ck_assert_int_le(late, fault.span + 2);
		ck_assert_int_eq(b->got[1].at, w.seen[3].last);
		fabric_fault_clear(w.f, h);
		/* damaged: carried on, and refused by the far end for its CRC */
		w.n_seen = b->n_got = 0;
		fault.kind = FAULT_CORRUPT_FRAME;
		fabric_fault_add(w.f, &fault);
		host_send_cells(a, p.a->vci, 3, 1, 1);
		run_for(&w, VT_MS(1));
		ck_assert_int_eq(b->n_got, 0);
		ck_assert_int_eq(w.n_seen, 2);
		ck_assert(w.seen[0].ok && !w.seen[1].ok);
		ck_assert(!w.seen[0].dropped && !w.seen[1].dropped);
		world_close(&w);
	}
}
END_TEST

/* A fault that names neither port nor direction takes a frame once, where it comes in. */
START_TEST(anywhere_is_once)
{
	two_hosts(true);
	struct pair p = connect_pair(&w, 0, 1);
	struct fabric_fault fault = {.kind = FAULT_DELAY_FRAME, .port = -1, .direction = -1, .span = VT_MS(3)};
	int h = fabric_fault_add(w.f, &fault);
	host_send_cells(a, p.a->vci, 3, 1, 1);
	run_for(&w, VT_MS(4));
	ck_assert_int_eq(b->n_got, 1);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
	world_close(&w);
}
END_TEST

/* Lost cells of VCI 5 are SSCOP's business: the call comes about all the same. */
START_TEST(signalling_frames)
{
	two_hosts(true);
	connect_pair(&w, 0, 1);
	struct fabric_fault fault = {
	    .kind = FAULT_DROP_FRAME, .port = 0, .direction = 1, .signalling = true, .count = 1};
	int h = fabric_fault_add(w.f, &fault);
	struct host_call *c = call_b(true);
	run_for(&w, VT_S(3));
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 1);
	ck_assert(c->connected);
	ck_assert_int_gt(c->connected_at, VT_MS(100));
	world_close(&w);
}
END_TEST

START_TEST(cut_link)
{
	two_hosts(true);
	struct pair p = connect_pair(&w, 0, 1);
	struct fabric_fault fault = {.kind = FAULT_CUT_LINK, .port = 1};
	int h = fabric_fault_add(w.f, &fault);
	ck_assert(world_noted(&w, FABRIC_LINK, "H1: link cut"));
	host_send_cells(a, p.a->vci, 3, 1, 1);
	host_send_cells(b, p.b->vci, 3, 1, 1);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(a->n_got + b->n_got, 0);
	ck_assert_uint_eq(fabric_fault_hits(w.f, h), 2);
	fabric_fault_clear(w.f, h);
	ck_assert(world_noted(&w, FABRIC_LINK, "H1: link restored"));
	host_send_cells(a, p.a->vci, 3, 1, 1);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(b->n_got, 1);
	/* for long: SAAL is lost, T309 runs out, both ends know that the call is gone */
	h = fabric_fault_add(w.f, &fault);
	run_for(&w, VT_S(120));
	ck_assert(p.a->over && p.b->over);
	ck_assert(world_noted(&w, FABRIC_LINK, "H1: signalling link down"));
	fabric_fault_clear(w.f, h);
	ck_assert(connect_pair(&w, 0, 1).a->connected);
	world_close(&w);
}
END_TEST

TEST_MAIN("faults", refuse, hold_connect, release_while_held, hold_and_drop_other_messages, duplicate, data_faults,
	  anywhere_is_once, signalling_frames, cut_link)

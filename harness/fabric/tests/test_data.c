/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and frames through the fabric: exact times, order, contents, what is lost. */
#include "world.h"

#include "base/rng.h"

static struct world w;

/* The last frame that the tap saw at a port in a direction. */
static const struct fabric_frame *last_seen(int port, bool to_network)
{
	for (int i = w.n_seen; i-- > 0;)
		if (w.seen[i].port == port && w.seen[i].to_network == to_network)
			return &w.seen[i];
	ck_abort_msg("nothing seen at port %d", port);
	return NULL;
}

/* Octets and connection ids, in all four combinations of ports with cells and frames. */
START_TEST(both_ways_in_cells_and_frames)
{
	for (int kinds = 0; kinds < 4; kinds++) {
		world_open(&w, 1);
		struct host *a = host_add(&w, UNI_31, kinds & 1, VT_US(10));
		struct host *b = host_add(&w, UNI_31, kinds & 2, VT_US(25));
		struct pair p = connect_pair(&w, 0, 1);
		struct pair q = connect_pair(&w, 1, 0);
		ck_assert_uint_eq(p.a->vci, 32);
		ck_assert_uint_eq(p.b->vci, 32);
		ck_assert_uint_eq(q.a->vci, 33);
		ck_assert_uint_eq(q.b->vci, 33);
		static const unsigned sizes[] = {1, 2, 40, 192, 1365};
		for (int i = 0; i < 5; i++) {
			uint32_t ab = host_send_cells(a, p.a->vci, sizes[i], (uint8_t)i, 1);
			uint32_t ba = host_send_cells(b, p.b->vci, sizes[i], (uint8_t)(100 + i), 1);
			uint32_t ba2 = host_send_cells(b, q.a->vci, 3, (uint8_t)(200 + i), 1);
			run_for(&w, VT_MS(20));
			ck_assert_int_eq(b->n_got, i + 1);
			ck_assert_int_eq(a->n_got, 2 * (i + 1));
			ck_assert_uint_eq(b->got[i].crc, ab);
			ck_assert_uint_eq(b->got[i].vci, 32);
			ck_assert_uint_eq(b->got[i].len, sizes[i] * 48 - 8);
			ck_assert_uint_eq(a->got[2 * i].crc, ba);
			ck_assert_uint_eq(a->got[2 * i + 1].crc, ba2);
			ck_assert_uint_eq(a->got[2 * i + 1].vci, 33);
		}
		ck_assert_int_eq(w.n_seen, 5 * 3 * 2);
		for (int i = 0; i < w.n_seen; i++) {
			ck_assert(w.seen[i].ok && !w.seen[i].dropped);
			ck_assert_uint_eq(w.seen[i].conn, w.seen[i].vci == 32 ? p.conn : q.conn);
		}
		ck_assert_uint_eq(fabric_conn_of_vc(w.f, 0, 0, 33), q.conn);
		ck_assert_uint_eq(fabric_conn_of_vc(w.f, 0, 0, 34), 0);
		world_close(&w);
	}
}
END_TEST

/* Up link, switch, down link: every time follows from slot numbers. */
START_TEST(times_are_exact)
{
	static const vtime delays[] = {0, VT_US(10), 12345, VT_MS(5)};
	for (int d = 0; d < 4; d++) {
		world_open(&w, 1);
		struct host *a = host_add(&w, UNI_31, d & 1, delays[d]);
		host_add(&w, UNI_31, d & 2, VT_US(3));
		struct pair p = connect_pair(&w, 0, 1);
		run_for(&w, VT_S(1) - engine_now(w.e) % VT_S(1) + 777);
		uint64_t k = slot_at(engine_now(w.e), STM1);
		host_send_cells(a, p.a->vci, 10, 1, d & 1 ? 4 : 1);
		run_for(&w, VT_MS(50));
		uint64_t span = d & 1 ? 36 : 9; /* slots from the first to the last cell */
		const struct fabric_frame *up = last_seen(0, true), *down = last_seen(1, false);
		ck_assert_uint_eq(up->cells, 10);
		ck_assert_int_eq(up->first, slot_time(k + 1, STM1) + delays[d]);
		ck_assert_int_eq(up->last, slot_time(k + span + 1, STM1) + delays[d]);
		/* earliest slot of the other link at or after each arrival: the same distance for all cells */
		uint64_t out = k + 1;
		while ((unsigned __int128)(out - k - 1) * 424 * 1000000000u < (unsigned __int128)delays[d] * STM1)
			out++;
		ck_assert_int_eq(down->first, slot_time(out + 1, STM1) + VT_US(3));
		ck_assert_int_eq(down->last, slot_time(out + span + 1, STM1) + VT_US(3));
		ck_assert_int_eq(w.hosts[1].got[0].at, down->last);
		world_close(&w);
	}
}
END_TEST

/* A paced train leaves gaps that another VC uses; the last cells are where counting says. */
START_TEST(trains_interleave)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, 0);
	struct host *b = host_add(&w, UNI_31, true, 0);
	struct host *c = host_add(&w, UNI_31, true, 0);
	struct pair p = connect_pair(&w, 0, 2), q = connect_pair(&w, 1, 2);
	run_for(&w, VT_MS(1));
	uint64_t k = slot_at(engine_now(w.e), STM1);
	host_send_cells(a, p.a->vci, 10, 1, 4); /* k, k+4, ... k+36 */
	host_send_cells(b, q.a->vci, 24, 2, 1); /* k .. k+23 */
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(c->n_got, 2);
	const struct fabric_frame *fast = NULL, *paced = NULL;
	for (int i = 0; i < w.n_seen; i++)
		if (w.seen[i].port == 2)
			*(w.seen[i].conn == p.conn ? &paced : &fast) = &w.seen[i];
	/* On the down link cells may start at k+1. The fast train is complete first and goes undisturbed:
	 * k+1 .. k+24. Of the paced one k+1, k+5, ... k+21 are taken: 6 cells that go to k+25 .. k+30; then
	 * k+25 is taken by the first of them, and so on: 4 more behind, the last at its own k+37. */
	ck_assert_int_eq(fast->first, slot_time(k + 2, STM1));
	ck_assert_int_eq(fast->last, slot_time(k + 25, STM1));
	ck_assert_int_eq(paced->first, slot_time(k + 26, STM1));
	ck_assert_int_eq(paced->last, slot_time(k + 38, STM1));
	/* the other way round: the paced one is first, and the fast one takes the gaps */
	w.n_seen = 0;
	k = slot_at(engine_now(w.e), STM1);
	host_send_cells(a, p.a->vci, 5, 1, 4);  /* k .. k+16: complete before the fast one */
	host_send_cells(b, q.a->vci, 24, 2, 1); /* 24 cells in k+1 .. with 5 slots taken */
	run_for(&w, VT_MS(1));
	for (int i = 0; i < w.n_seen; i++)
		if (w.seen[i].port == 2)
			*(w.seen[i].conn == p.conn ? &paced : &fast) = &w.seen[i];
	ck_assert_int_eq(paced->first, slot_time(k + 2, STM1));
	ck_assert_int_eq(paced->last, slot_time(k + 18, STM1));
	ck_assert_int_eq(fast->first, slot_time(k + 3, STM1));
	ck_assert_int_eq(fast->last, slot_time(k + 1 + 24 + 5, STM1));
	ck_assert_uint_eq(c->n_got, 4);
	world_close(&w);
}
END_TEST

/* Two full links into one: nothing is lost, nothing shares a slot, each VC stays in order. */
START_TEST(queue_builds_up)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, false, 0);
	struct host *b = host_add(&w, UNI_31, false, 0);
	host_add(&w, UNI_31, false, 0);
	struct pair p = connect_pair(&w, 0, 2), q = connect_pair(&w, 1, 2);
	run_for(&w, VT_MS(1));
	uint64_t k = slot_at(engine_now(w.e), STM1);
	for (int i = 0; i < 20; i++) {
		host_send_cells(a, p.a->vci, 50, (uint8_t)i, 1);
		host_send_cells(b, q.a->vci, 50, (uint8_t)(i + 100), 1);
	}
	run_for(&w, VT_MS(100));
	ck_assert_int_eq(w.hosts[2].n_got, 40);
	vtime last[2] = {0, 0};
	for (int i = 0; i < w.n_seen; i++)
		if (w.seen[i].port == 2) {
			int vc = w.seen[i].conn == p.conn;
			ck_assert_int_gt(w.seen[i].first, last[vc]);
			last[vc] = w.seen[i].last;
		}
	/* 2000 cells back to back from slot k+1 on */
	vtime end = last[0] > last[1] ? last[0] : last[1];
	ck_assert_int_eq(end, slot_time(k + 1 + 2000, STM1));
	world_close(&w);
}
END_TEST

/* From a fast link to a slow one and back: each cell in the first slot at or after its arrival. */
START_TEST(rates_differ)
{
	for (int slow_end = 0; slow_end < 2; slow_end++) {
		world_open(&w, 1);
		w.rate = slow_end ? STM1 : 25600000;
		struct host *a = host_add(&w, UNI_31, true, VT_US(10));
		w.rate = slow_end ? 25600000 : STM1;
		struct host *b = host_add(&w, UNI_31, false, 0);
		struct pair p = connect_pair(&w, 0, 1);
		run_for(&w, VT_MS(1));
		uint64_t k = slot_at(engine_now(w.e), a->config.cell_bps);
		uint32_t crc = host_send_cells(a, p.a->vci, 50, 1, 1);
		run_for(&w, VT_MS(50));
		ck_assert(b->n_got == 1 && b->got[0].crc == crc);
		const struct fabric_frame *up = last_seen(0, true), *down = last_seen(1, false);
		ck_assert_int_eq(up->last, slot_time(k + 50, a->config.cell_bps) + VT_US(10));
		uint64_t first = slot_at(up->first, b->config.cell_bps), last = slot_at(up->last, b->config.cell_bps);
		if (slow_end) /* back to back on the slow link */
			last = first + 49;
		ck_assert_int_eq(down->first, slot_time(first + 1, b->config.cell_bps));
		ck_assert_int_eq(down->last, slot_time(last + 1, b->config.cell_bps));
		world_close(&w);
	}
}
END_TEST

/* Two full links into one for long: whole frames are lost, and said to be; those that come are whole. */
START_TEST(queue_overflows)
{
	world_open(&w, 1);
	struct host *h[2] = {host_add(&w, UNI_31, false, 0), host_add(&w, UNI_31, false, 0)};
	host_add(&w, UNI_31, false, 0);
	struct pair p[2] = {connect_pair(&w, 0, 2), connect_pair(&w, 1, 2)};
	for (int i = 0; i < 120; i++)
		for (int k = 0; k < 2; k++)
			host_send_cells(h[k], p[k].a->vci, 1000, (uint8_t)i, 1);
	run_for(&w, VT_S(2));
	int sent = 0, lost = 0;
	vtime first = VTIME_NEVER, last = 0;
	for (int i = 0; i < w.n_seen; i++) {
		ck_assert(w.seen[i].ok);
		if (!w.seen[i].to_network) {
			first = vtime_min(first, w.seen[i].first);
			last = w.seen[i].last > last ? w.seen[i].last : last;
		}
		sent += w.seen[i].to_network;
		lost += w.seen[i].dropped;
	}
	ck_assert_int_eq(sent, 240);
	ck_assert_int_gt(lost, 0);
	ck_assert_int_eq(w.hosts[2].n_got, sent - lost);
	/* what a lost frame would have taken is used by others: the link has no gaps */
	uint64_t slots = slot_at(last, STM1) - slot_at(first, STM1) + 1;
	ck_assert_uint_le(slots, (uint64_t)(sent - lost) * 1000 + 20);
	ck_assert(world_noted(&w, FABRIC_LINK, "H2: queue full, frame lost"));
	world_close(&w);
}
END_TEST

/* Anything may come in, on any VC, VCI 5 included; what it does to the call is up to the call. */
START_TEST(garbage)
{
	struct rng r;
	rng_seed(&r, 11);
	world_open(&w, 1);
	host_add(&w, UNI_31, true, 0);
	host_add(&w, UNI_31, true, 0);
	connect_pair(&w, 0, 1);
	uint64_t slot = slot_at(engine_now(w.e), STM1) + 1;
	for (int i = 0; i < 30000; i++) {
		uint8_t cell[53];
		for (int k = 0; k < 53; k++)
			cell[k] = (uint8_t)rng_u64(&r);
		static const uint16_t vcis[] = {5, 5, 16, 32, 33, 40};
		struct cell_hdr hdr = {.vci = vcis[rng_below(&r, 6)], .pti = (uint8_t)rng_below(&r, 8)};
		if (rng_below(&r, 10))
			cell_hdr_encode(&hdr, cell);
		if (hdr.vci == 5 && rng_below(&r, 2)) { /* sometimes a good frame of nonsense */
			struct wr pdu = {0};
			aal5_encode(&pdu, cell, rng_below(&r, 40), 0);
			hdr.pti = PTI_LAST;
			cell_hdr_encode(&hdr, cell);
			memcpy(cell + 5, pdu.p, 48);
			wr_free(&pdu);
		}
		fabric_cell(w.f, 0, slot_time(slot, STM1), cell);
		slot += rng_below(&r, 3);
		if (i % 1000 == 0) {
			w.n_seen = w.hosts[1].n_got = 0;
			w.hosts[0].slot = slot + 1;
			engine_run(w.e, slot_time(slot, STM1));
		}
	}
	w.n_seen = 0;
	world_close(&w);
}
END_TEST

static int send_raw(int port, uint64_t slot, uint16_t vci, uint8_t pti, bool spoil)
{
	uint8_t cell[53] = {0};
	struct cell_hdr hdr = {.vci = vci, .pti = pti};
	cell_hdr_encode(&hdr, cell);
	cell[4] ^= spoil;
	return fabric_cell(w.f, port, slot_time(slot, STM1), cell);
}

START_TEST(bad_cells)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, 0);
	struct host *b = host_add(&w, UNI_31, true, 0);
	struct pair p = connect_pair(&w, 0, 1);
	uint64_t k = slot_at(engine_now(w.e), STM1) + 5;
	ck_assert(send_raw(0, k, 0, 0, false));         /* unassigned: ignored */
	ck_assert(!send_raw(0, k, p.a->vci, 0, false)); /* less than a slot after the last one */
	ck_assert(!send_raw(0, k - 1, p.a->vci, 0, false));
	ck_assert(!send_raw(0, 3, p.a->vci, 0, false)); /* long gone */
	ck_assert(!send_raw(7, k, p.a->vci, 0, false));
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 0);
	k = slot_at(engine_now(w.e), STM1);
	ck_assert(send_raw(0, k, p.a->vci, 0, true)); /* HEC */
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 1);
	ck_assert_str_eq(w.seen[0].bad, "bad-hec");
	ck_assert(w.seen[0].dropped);
	ck_assert_uint_eq(w.seen[0].conn, 0);
	k = slot_at(engine_now(w.e), STM1);
	ck_assert(send_raw(0, k, p.a->vci, 5, false)); /* OAM passes, is no frame */
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 1);
	ck_assert_uint_eq(b->oam, 1);
	k = slot_at(engine_now(w.e), STM1);
	ck_assert(send_raw(0, k, p.a->vci, 0, false)); /* a frame whose CRC is wrong is carried, not delivered */
	ck_assert(send_raw(0, k + 2, p.a->vci, PTI_LAST, false));
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 3);
	ck_assert(!w.seen[1].ok && !w.seen[1].dropped && !w.seen[2].ok);
	ck_assert_uint_eq(w.seen[1].len, 96);
	ck_assert_uint_eq(w.seen[2].cells, 2);
	ck_assert_int_eq(b->n_got, 0);
	/* a VC that nobody has set up */
	a->slot = k + 3;
	host_send_cells(a, 44, 3, 1, 1);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 4);
	ck_assert(w.seen[3].ok && w.seen[3].dropped);
	ck_assert_uint_eq(w.seen[3].conn, 0);
	/* beginning of a frame, then the call ends: seen, and lost */
	k = slot_at(engine_now(w.e), STM1);
	ck_assert(send_raw(0, k, p.a->vci, 0, false));
	a->slot = k + 1;
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 4);
	host_release(a, p.a, 16);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 5);
	ck_assert_str_eq(w.seen[4].bad, "no last cell");
	ck_assert(w.seen[4].dropped);
	ck_assert_uint_eq(w.seen[4].conn, p.conn);
	world_close(&w);
}
END_TEST

/* No bound is missing on what a hostile end can make us keep. */
START_TEST(floods)
{
	world_open(&w, 1);
	host_add(&w, UNI_31, true, 0);
	struct host *b = host_add(&w, UNI_31, true, 0);
	struct pair p = connect_pair(&w, 0, 1);
	uint64_t k = slot_at(engine_now(w.e), STM1) + 1;
	for (uint16_t vci = 100; vci < 3000; vci++)
		ck_assert(send_raw(0, k++, vci, 0, false));
	for (int i = 0; i < 2 * 1366; i++) /* frames that never end are cut at the longest PDU */
		ck_assert(send_raw(0, k++, p.a->vci, 0, false));
	run_for(&w, VT_MS(100));
	ck_assert_int_eq(w.n_seen, 4);
	ck_assert_uint_eq(w.seen[0].cells, 1366);
	ck_assert_int_eq(b->n_got, 0);
	int told = 0;
	for (int i = 0; i < w.n_notes; i++)
		told += strstr(w.notes[i], "unknown VCs") != NULL;
	ck_assert_int_eq(told, 1);
	world_close(&w);
}
END_TEST

/* A frame that starts before the VC is switched through is not carried. */
START_TEST(not_before_connect)
{
	world_open(&w, 1);
	struct host *a = host_add(&w, UNI_31, true, 0);
	struct host *b = host_add(&w, UNI_31, true, 0);
	b->answer_delay = VT_S(1);
	struct q2931_msg setup = setup_to(UNI_31, 1, true, 0, 0);
	struct host_call *c = host_call(a, &setup);
	run_for(&w, VT_MS(500));
	ck_assert(c->proceeding && !c->connected);
	host_send_cells(a, 32, 4, 1, 1);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(w.n_seen, 1);
	ck_assert(w.seen[0].dropped);
	ck_assert_uint_eq(w.seen[0].conn, 1);
	/* 200 cells from 0.9 s on, one every ms: the answer comes in the middle */
	run_for(&w, VT_MS(399));
	struct wr pdu = {0};
	static const uint8_t sdu[200 * 48 - 8] = {0};
	aal5_encode(&pdu, sdu, sizeof(sdu), 0);
	for (int i = 0; i < 200; i++) {
		uint8_t cell[53];
		struct cell_hdr hdr = {.vci = 32, .pti = i == 199 ? PTI_LAST : 0};
		uint64_t slot = slot_at(engine_now(w.e), STM1);
		slot = slot > a->slot ? slot : a->slot;
		a->slot = slot + 1;
		cell_hdr_encode(&hdr, cell);
		memcpy(cell + 5, pdu.p + i * 48, 48);
		ck_assert(fabric_cell(w.f, 0, slot_time(slot, STM1), cell));
		run_for(&w, VT_MS(1));
	}
	wr_free(&pdu);
	run_for(&w, VT_MS(10));
	ck_assert(c->connected);
	ck_assert_int_eq(w.n_seen, 2);
	ck_assert(w.seen[1].ok && w.seen[1].dropped);
	ck_assert_int_eq(b->n_got, 0);
	host_send_cells(a, 32, 4, 1, 1);
	run_for(&w, VT_MS(1));
	ck_assert_int_eq(b->n_got, 1);
	world_close(&w);
}
END_TEST

TEST_MAIN("data", both_ways_in_cells_and_frames, times_are_exact, trains_interleave, queue_builds_up, rates_differ,
	  queue_overflows, garbage, bad_cells, floods, not_before_connect)

/* SPDX-License-Identifier: Apache-2.0 */
/* Assured transfer over a channel that loses PDUs: everything arrives, once, in order. */
#include "../../base/tests/run_suite.h"
#include "pair.h"

static void up(struct pair *p, uint32_t window)
{
	struct saal_config c = {.window = window};
	pair_init(p, &c, &c);
	saal_establish_req(p->end[0], 0);
	pair_run(p, VT_MS(10));
	ck_assert(saal_established(p->end[0]) && saal_established(p->end[1]));
}

/* Loses at random, but never POLL or STAT twice running: so NO-RESPONSE cannot run out. */
static bool lose_fairly(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	bool lost = pair_lose_some(p, from, pdu);
	if (pdu->type != SSCOP_POLL && pdu->type != SSCOP_STAT)
		return lost;
	/* The POLL of one end and the STAT of the other belong together. */
	bool *before = &p->lost_poll[pdu->type == SSCOP_POLL ? from : !from];
	lost = lost && !*before;
	if (lost || pdu->type == SSCOP_STAT)
		*before = lost;
	return lost;
}

static void lossy(unsigned percent, uint64_t seed, uint32_t window, size_t longest)
{
	struct pair p;
	struct rng lengths;
	up(&p, window);
	rng_seed(&p.rng, seed);
	rng_seed(&lengths, seed + 1);
	p.lose = lose_fairly;
	p.percent = percent;
	for (int i = 0; i < 400; i++) {
		ck_assert(pair_send(&p, 0, 4 + rng_below(&lengths, longest - 3)));
		if (i % 3 == 0)
			ck_assert(pair_send(&p, 1, 4 + rng_below(&lengths, longest - 3)));
		pair_run(&p, p.now + VT_MS(rng_below(&lengths, 30)));
	}
	/* A window of one moves one message with each POLL. */
	pair_run(&p, p.now + VT_S(1200));
	ck_assert_uint_eq(p.next_expected[1], p.next_sent[0]);
	ck_assert_uint_eq(p.next_expected[0], p.next_sent[1]);
	for (int i = 0; i < 2; i++) {
		ck_assert_uint_eq(p.downs[i], 0);
		ck_assert_uint_eq(p.end[i]->sscop.tx.n, 0);
		/* No protocol error came of it: only reports of retransmission and credit. */
		for (int e = 0; e < 26; e++)
			ck_assert_msg(p.errors[i][e] == 0 || e == 'V' - 'A' || e == 'W' - 'A' || e == 'X' - 'A',
				      "error %c at end %d", 'A' + e, i);
	}
	if (percent)
		ck_assert_uint_gt(p.errors[0]['V' - 'A'], 0);
	pair_free(&p);
}

START_TEST(no_loss)
{
	lossy(0, 1, 0, 200);
}
END_TEST

START_TEST(losses)
{
	for (uint64_t seed = 1; seed <= 40; seed++)
		lossy(1 + seed % 25, seed, 0, 100);
}
END_TEST

START_TEST(losses_with_other_windows)
{
	static const uint32_t windows[] = {1, 2, 3, 7, 128, 1000};
	for (size_t i = 0; i < 6; i++)
		lossy(10, i + 100, windows[i], 60);
}
END_TEST

START_TEST(long_messages)
{
	lossy(5, 7, 0, SSCOP_MAX_SDU);
}
END_TEST

START_TEST(message_sizes)
{
	struct pair p;
	uint8_t big[SSCOP_MAX_SDU + 1] = {0};
	up(&p, 0);
	ck_assert(!saal_data_req(p.end[0], p.now, big, 0));
	ck_assert(!saal_data_req(p.end[0], p.now, big, sizeof(big)));
	ck_assert(saal_data_req(p.end[0], p.now, big, SSCOP_MAX_SDU));
	pair_free(&p);
}
END_TEST

/* The sequence numbers pass 2^24 without anybody noticing. */
START_TEST(numbers_wrap)
{
	struct pair p;
	up(&p, 0);
	pair_run(&p, VT_S(3)); /* polls are over, nothing flies */
	struct sscop *a = &p.end[0]->sscop, *b = &p.end[1]->sscop;
	a->vt_s = a->vt_a = b->vr_r = b->vr_h = SSCOP_SN_MASK - 50;
	a->vt_ms = b->vr_mr = (b->vr_r + 30) & SSCOP_SN_MASK;
	a->vt_ps = a->vt_pa = SSCOP_SN_MASK - 2;
	p.lose = pair_lose_some;
	p.percent = 10;
	for (int i = 0; i < 200; i++) {
		ck_assert(pair_send(&p, 0, 20));
		pair_run(&p, p.now + VT_MS(20));
	}
	pair_run(&p, p.now + VT_S(30));
	ck_assert_uint_eq(p.next_expected[1], 200);
	ck_assert_uint_eq(a->vt_s, 149);
	ck_assert_uint_eq(p.downs[0] + p.downs[1], 0);
	pair_free(&p);
}
END_TEST

static bool lose_stat(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return pdu->type == SSCOP_STAT;
}

/* The window is what may be under way: the rest waits, and goes when a STAT gives credit. */
START_TEST(credit)
{
	struct pair p;
	up(&p, 5);
	p.lose = lose_stat;
	for (int i = 0; i < 12; i++)
		ck_assert(pair_send(&p, 0, 10));
	ck_assert_uint_eq(p.sent[SSCOP_SD], 5);
	ck_assert_uint_eq(p.errors[0]['W' - 'A'], 1);
	ck_assert_uint_eq(p.errors[0]['X' - 'A'], 0);
	pair_run(&p, p.now + VT_MS(500));
	ck_assert_uint_eq(p.next_expected[1], 5);
	p.lose = NULL;
	pair_run(&p, p.now + VT_S(3));
	ck_assert_uint_eq(p.next_expected[1], 12);
	/* Credit came twice, for five and for two, and ran out in between. */
	ck_assert_uint_eq(p.errors[0]['X' - 'A'], 2);
	ck_assert_uint_eq(p.errors[0]['W' - 'A'], 2);
	pair_free(&p);
}
END_TEST

/* No credit at all, in the idle phase: a POLL goes at once. */
START_TEST(credit_asked_for_in_the_idle_phase)
{
	struct pair p;
	up(&p, 0);
	pair_run(&p, VT_S(5));
	struct sscop *a = &p.end[0]->sscop;
	ck_assert(timers_running(&a->timers, ST_IDLE));
	a->vt_ms = a->vt_s;
	unsigned polls = p.sent[SSCOP_POLL];
	ck_assert(pair_send(&p, 0, 10));
	ck_assert_uint_eq(p.sent[SSCOP_POLL], polls + 1);
	ck_assert(timers_running(&a->timers, ST_POLL) && timers_running(&a->timers, ST_NO_RESPONSE));
	ck_assert(!timers_running(&a->timers, ST_IDLE));
	pair_run(&p, p.now + VT_MS(1));
	ck_assert_uint_eq(p.next_expected[1], 1);
	pair_free(&p);
}
END_TEST

/* MaxPD SDs without a POLL: one goes at once. */
START_TEST(poll_after_max_pd)
{
	struct pair p;
	up(&p, 100);
	unsigned polls = p.sent[SSCOP_POLL];
	for (int i = 0; i < SSCOP_MAX_PD - 1; i++)
		ck_assert(pair_send(&p, 0, 10));
	ck_assert_uint_eq(p.sent[SSCOP_POLL], polls);
	ck_assert(pair_send(&p, 0, 10));
	ck_assert_uint_eq(p.sent[SSCOP_POLL], polls + 1);
	pair_free(&p);
}
END_TEST

/* A queue without end is refused in the end, and nothing of what was taken is lost. */
START_TEST(bounded_queue)
{
	struct pair p;
	up(&p, 1);
	uint32_t taken = 0;
	while (pair_send(&p, 0, 4))
		taken++;
	ck_assert_uint_eq(taken, SSCOP_MAX_QUEUE + 1);
	pair_free(&p);
}
END_TEST

static int lose_number = -1;
static bool lose_one_sd(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	if (pdu->type != SSCOP_SD || (int)pdu->n_s != lose_number)
		return false;
	lose_number = -1;
	return true;
}

/* One lost SD in the middle: USTAT asks for it at once, no timer is needed. */
START_TEST(ustat_repairs_at_once)
{
	struct pair p;
	up(&p, 0);
	lose_number = 3;
	p.lose = lose_one_sd;
	for (int i = 0; i < 6; i++)
		ck_assert(pair_send(&p, 0, 10));
	vtime start = p.now;
	pair_run(&p, start + 3 * p.delay);
	ck_assert_uint_eq(p.next_expected[1], 6);
	ck_assert_uint_eq(p.sent[SSCOP_USTAT], 1);
	ck_assert_uint_eq(p.sent[SSCOP_SD], 7);
	pair_free(&p);
}
END_TEST

/* The last one is lost: the POLL reveals it, and the STAT has it sent again, once. */
START_TEST(stat_repairs_the_tail)
{
	struct pair p;
	up(&p, 0);
	lose_number = 5;
	p.lose = lose_one_sd;
	for (int i = 0; i < 6; i++)
		ck_assert(pair_send(&p, 0, 10));
	pair_run(&p, VT_S(2));
	ck_assert_uint_eq(p.next_expected[1], 6);
	ck_assert_uint_eq(p.sent[SSCOP_USTAT], 0);
	ck_assert_uint_eq(p.sent[SSCOP_SD], 7);
	pair_free(&p);
}
END_TEST

RUN_SUITE("saal transfer", no_loss, losses, losses_with_other_windows, long_messages, message_sizes, numbers_wrap,
	  credit, credit_asked_for_in_the_idle_phase, poll_after_max_pd, bounded_queue, ustat_repairs_at_once,
	  stat_repairs_the_tail)

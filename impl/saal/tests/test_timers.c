/* SPDX-License-Identifier: Apache-2.0 */
/* The timers of SSCOP with their exact times, set-up and release under loss, recovery. */
#include "../../base/tests/run_suite.h"
#include "pair.h"

static void start(struct pair *p)
{
	pair_init(p, &(struct saal_config){0}, &(struct saal_config){0});
}

static void up(struct pair *p)
{
	start(p);
	saal_establish_req(p->end[0], 0);
	pair_run(p, VT_MS(10));
	ck_assert(saal_established(p->end[0]) && saal_established(p->end[1]));
	ck_assert_uint_eq(p->ups[0], 1);
	ck_assert_uint_eq(p->ups[1], 1);
}

static bool lose_all(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return true;
}

static bool lose_stat_of_1(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return pdu->type == SSCOP_STAT && from == 1;
}

/* Timer_CC: four BGN at 0, 1, 2, 3 s, then END and AAL-RELEASE.indication at 4 s. */
START_TEST(cc)
{
	struct pair p;
	start(&p);
	p.lose = lose_all;
	saal_establish_req(p.end[0], 0);
	for (int s = 1; s <= 3; s++) {
		pair_run(&p, VT_S(s) - 1);
		ck_assert_uint_eq(p.sent[SSCOP_BGN], s);
		pair_run(&p, VT_S(s));
		ck_assert_uint_eq(p.sent[SSCOP_BGN], s + 1);
	}
	pair_run(&p, VT_S(4) - 1);
	ck_assert_uint_eq(p.downs[0], 0);
	pair_run(&p, VT_S(4));
	ck_assert_uint_eq(p.sent[SSCOP_BGN], 4);
	ck_assert_uint_eq(p.sent[SSCOP_END], 1);
	ck_assert_uint_eq(p.downs[0], 1);
	ck_assert_uint_eq(p.errors[0]['O' - 'A'], 1);
	ck_assert_int_eq(saal_next(p.end[0]), VTIME_NEVER);
	/* A new attempt has the next N(SQ) and works. */
	p.lose = NULL;
	saal_establish_req(p.end[0], p.now);
	pair_run(&p, VT_S(5));
	ck_assert(saal_established(p.end[0]));
	ck_assert_uint_eq(p.end[1]->sscop.vr_sq, 2);
	pair_free(&p);
}
END_TEST

START_TEST(release_unanswered)
{
	struct pair p;
	up(&p);
	p.lose = lose_all;
	vtime t = p.now;
	saal_release_req(p.end[0], t);
	pair_run(&p, t + VT_S(4) - 1);
	ck_assert_uint_eq(p.sent[SSCOP_END], 4);
	ck_assert_uint_eq(p.downs[0], 0);
	pair_run(&p, t + VT_S(4));
	ck_assert_uint_eq(p.sent[SSCOP_END], 4);
	ck_assert_uint_eq(p.downs[0], 1);
	pair_free(&p);
}
END_TEST

START_TEST(release)
{
	struct pair p;
	up(&p);
	saal_release_req(p.end[1], p.now);
	pair_run(&p, p.now + VT_MS(1));
	ck_assert_uint_eq(p.downs[0], 1);
	ck_assert_uint_eq(p.downs[1], 1);
	ck_assert_str_eq(saal_state_name(p.end[0]), "Idle");
	ck_assert_str_eq(saal_state_name(p.end[1]), "Idle");
	ck_assert_int_eq(vtime_min(saal_next(p.end[0]), saal_next(p.end[1])), VTIME_NEVER);
	ck_assert(!saal_data_req(p.end[0], p.now, (const uint8_t *)"x", 1));
	pair_free(&p);
}
END_TEST

/* Active: POLL every 750 ms. Then one in the transient phase, answered, so idle for 15 s. */
START_TEST(phases)
{
	struct pair p;
	up(&p);
	vtime opened = p.delay; /* end 1 opens at BGN */
	struct sscop *b = &p.end[1]->sscop;
	ck_assert_int_eq(b->timers.deadline[ST_POLL], opened + VT_MS(750));
	ck_assert_int_eq(b->timers.deadline[ST_NO_RESPONSE], opened + VT_S(7));
	pair_run(&p, opened + VT_MS(750));
	ck_assert_int_eq(p.last_sent[1][SSCOP_POLL], opened + VT_MS(750));
	ck_assert(timers_running(&b->timers, ST_KEEP_ALIVE) && !timers_running(&b->timers, ST_POLL));
	vtime stat = opened + VT_MS(750) + 2 * p.delay;
	pair_run(&p, stat);
	ck_assert(!timers_running(&b->timers, ST_KEEP_ALIVE) && !timers_running(&b->timers, ST_NO_RESPONSE));
	ck_assert_int_eq(b->timers.deadline[ST_IDLE], stat + VT_S(15));
	pair_run(&p, stat + VT_S(15));
	ck_assert_int_eq(p.last_sent[1][SSCOP_POLL], stat + VT_S(15));
	ck_assert_int_eq(b->timers.deadline[ST_NO_RESPONSE], stat + VT_S(22));

	/* An SD out of the idle phase: POLL 750 ms later, one more, idle again. */
	pair_run(&p, VT_S(20));
	ck_assert(pair_send(&p, 1, 10));
	ck_assert_int_eq(b->timers.deadline[ST_POLL], VT_S(20) + VT_MS(750));
	ck_assert_int_eq(b->timers.deadline[ST_NO_RESPONSE], VT_S(27));
	pair_run(&p, VT_S(20) + VT_MS(750));
	ck_assert(timers_running(&b->timers, ST_POLL));
	pair_run(&p, VT_S(20) + VT_MS(750) + 2 * p.delay);
	ck_assert_int_eq(b->timers.deadline[ST_NO_RESPONSE], VT_S(27) + VT_MS(750) + 2 * p.delay);
	pair_run(&p, VT_S(20) + VT_MS(1500) + 2 * p.delay);
	ck_assert(timers_running(&b->timers, ST_IDLE));
	pair_free(&p);
}
END_TEST

/* KEEP-ALIVE: unanswered POLLs 2 s apart, until NO-RESPONSE after 7 s. */
START_TEST(keep_alive_and_no_response)
{
	struct pair p;
	up(&p);
	pair_run(&p, VT_S(16) + VT_MS(500));
	struct sscop *a = &p.end[0]->sscop;
	p.lose = lose_stat_of_1;
	vtime idle = a->timers.deadline[ST_IDLE];
	unsigned polls = a->vt_ps;
	pair_run(&p, idle);
	ck_assert_uint_eq(a->vt_ps, polls + 1);
	for (int i = 1; i <= 3; i++) {
		pair_run(&p, idle + VT_S(2 * i) - 1);
		ck_assert_uint_eq(a->vt_ps, polls + i);
		pair_run(&p, idle + VT_S(2 * i));
		ck_assert_uint_eq(a->vt_ps, polls + i + 1);
	}
	pair_run(&p, idle + VT_S(7) - 1);
	ck_assert_uint_eq(p.downs[0], 0);
	pair_run(&p, idle + VT_S(7));
	ck_assert_uint_eq(p.downs[0], 1);
	ck_assert_uint_eq(p.errors[0]['P' - 'A'], 1);
	ck_assert_int_eq(p.last_sent[0][SSCOP_END], idle + VT_S(7));
	pair_free(&p);
}
END_TEST

/* Lost BGN, BGAK: the repetition is recognised by its N(SQ) and answered, nothing starts twice. */
static bool lose_first_bgak(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return pdu->type == SSCOP_BGAK && p->sent[SSCOP_BGAK] == 1;
}

START_TEST(lost_bgak)
{
	struct pair p;
	start(&p);
	p.lose = lose_first_bgak;
	saal_establish_req(p.end[0], 0);
	pair_run(&p, VT_S(2));
	ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
	ck_assert_uint_eq(p.sent[SSCOP_BGN], 2);
	ck_assert_uint_eq(p.ups[0], 1);
	ck_assert_uint_eq(p.ups[1], 1);
	pair_free(&p);
}
END_TEST

START_TEST(both_establish)
{
	struct pair p;
	start(&p);
	saal_establish_req(p.end[0], 0);
	saal_establish_req(p.end[1], 0);
	pair_run(&p, VT_S(60));
	ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
	ck_assert_uint_eq(p.ups[0], 1);
	ck_assert_uint_eq(p.ups[1], 1);
	pair_free(&p);
}
END_TEST

/* AAL-ESTABLISH.request in the established state resynchronises. */
START_TEST(resynchronisation)
{
	struct pair p;
	up(&p);
	ck_assert(pair_send(&p, 0, 10));
	pair_run(&p, VT_S(1));
	saal_establish_req(p.end[0], p.now);
	pair_run(&p, p.now + VT_MS(1));
	ck_assert_uint_eq(p.sent[SSCOP_RS], 1);
	ck_assert_uint_eq(p.sent[SSCOP_RSAK], 1);
	ck_assert_uint_eq(p.ups[0], 2);
	ck_assert_uint_eq(p.ups[1], 2);
	ck_assert_uint_eq(p.end[0]->sscop.vt_s, 0);
	ck_assert(pair_send(&p, 0, 10));
	pair_run(&p, p.now + VT_S(30));
	ck_assert_uint_eq(p.next_expected[1], 2);
	pair_free(&p);
}
END_TEST

/* Both resynchronise at once; and an RS whose answer is lost is repeated. */
static bool lose_first_rsak(struct pair *p, int from, const struct sscop_pdu *pdu)
{
	return pdu->type == SSCOP_RSAK && p->sent[SSCOP_RSAK] == 1;
}

START_TEST(resynchronisation_collides)
{
	struct pair p;
	up(&p);
	saal_establish_req(p.end[0], p.now);
	saal_establish_req(p.end[1], p.now);
	pair_run(&p, p.now + VT_S(1));
	ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
	p.sent[SSCOP_RSAK] = 0;
	p.lose = lose_first_rsak;
	saal_establish_req(p.end[0], p.now);
	pair_run(&p, p.now + VT_S(2));
	ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
	ck_assert_uint_eq(p.sent[SSCOP_RSAK], 2);
	pair_free(&p);
}
END_TEST

/* A protocol error of the data phase: ER, ERAK, both users told, and on it goes. */
static void disturb(struct pair *p, const struct sscop_pdu *pdu)
{
	struct wr w = {0};
	sscop_encode(&w, pdu);
	saal_pdu(p->end[0], p->now, w.p, w.len);
	wr_free(&w);
	pair_run(p, p->now + VT_MS(1));
}

START_TEST(recovery)
{
	static const struct {
		char letter;
		struct sscop_pdu pdu;
	} errors[] = {
	    {'R', {.type = SSCOP_STAT, .n_ps = 100, .n_r = 2, .n_mr = 30}},
	    {'S', {.type = SSCOP_STAT, .n_ps = 1, .n_r = 9, .n_mr = 30}},
	    {'S', {.type = SSCOP_STAT, .n_ps = 1, .n_r = 2, .n_mr = 30, .list = {3, 3}, .list_len = 2}},
	    {'S', {.type = SSCOP_STAT, .n_ps = 1, .n_r = 2, .n_mr = 30, .list = {2, 90}, .list_len = 2}},
	    {'T', {.type = SSCOP_USTAT, .n_r = 3, .n_mr = 30, .list = {0, 1}, .list_len = 2}},
	    {'T', {.type = SSCOP_USTAT, .n_r = 1, .n_mr = 30, .list = {2, 1}, .list_len = 2}},
	};
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct pair p;
		up(&p);
		for (int k = 0; k < 3; k++)
			ck_assert(pair_send(&p, 0, 10));
		pair_run(&p, VT_MS(800)); /* VT(PS) 1, VT(A) 3 */
		for (int k = 0; k < 3; k++)
			ck_assert(pair_send(&p, 0, 10)); /* VT(S) 6 */
		p.end[0]->sscop.vt_a = 2;                /* as if the STAT had said so */
		p.end[0]->sscop.tx.n++;
		pair_run(&p, p.now + VT_MS(1));
		disturb(&p, &errors[i].pdu);
		ck_assert_msg(p.errors[0][errors[i].letter - 'A'] == 1, "case %zu", i);
		ck_assert_uint_eq(p.sent[SSCOP_ER], 1);
		ck_assert_uint_eq(p.sent[SSCOP_ERAK], 1);
		ck_assert_uint_eq(p.ups[0], 2);
		ck_assert_uint_eq(p.ups[1], 2);
		ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
		p.next_expected[1] = p.next_sent[0];
		ck_assert(pair_send(&p, 0, 10));
		pair_run(&p, p.now + VT_S(30));
		ck_assert_uint_eq(p.next_expected[1], p.next_sent[0]);
		ck_assert_uint_eq(p.downs[0] + p.downs[1], 0);
		pair_free(&p);
	}
}
END_TEST

/* SD that is there already, POLL from the past: error Q. */
START_TEST(recovery_of_the_receiver)
{
	static const struct sscop_pdu again = {
	    .type = SSCOP_SD, .n_s = 2, .data = (const uint8_t *)"0123", .data_len = 4};
	static const struct sscop_pdu poll = {.type = SSCOP_POLL, .n_s = 1, .n_ps = 1};
	const struct sscop_pdu *seconds[] = {&again, &poll};
	for (int i = 0; i < 2; i++) {
		struct pair p;
		up(&p);
		p.lose = lose_all;
		disturb(&p, &again);
		ck_assert_uint_eq(p.sent[SSCOP_USTAT], 1);
		p.lose = NULL;
		disturb(&p, seconds[i]);
		ck_assert_uint_eq(p.errors[0]['Q' - 'A'], 1);
		ck_assert_uint_eq(p.ups[1], 2);
		pair_free(&p);
	}
}
END_TEST

/* Beyond the credit: discarded, and all up to the credit is asked for, once. */
START_TEST(beyond_the_credit)
{
	struct pair p;
	up(&p);
	p.lose = lose_all;
	struct sscop_pdu sd = {.type = SSCOP_SD, .n_s = 30, .data = (const uint8_t *)"0123", .data_len = 4};
	disturb(&p, &sd);
	disturb(&p, &sd);
	ck_assert_uint_eq(p.sent[SSCOP_USTAT], 1);
	ck_assert_uint_eq(p.end[0]->sscop.vr_h, 30);
	ck_assert_uint_eq(p.end[0]->sscop.vr_r, 0);
	pair_free(&p);
}
END_TEST

/* A list longer than MaxSTAT is split, and the next STAT begins with the boundary element. */
START_TEST(long_stat)
{
	struct saal *s = saal_create(&(struct saal_config){.window = 400});
	struct sscop_pdu bgn = {.type = SSCOP_BGN, .n_sq = 1, .n_mr = 400},
			 poll = {.type = SSCOP_POLL, .n_s = 200, .n_ps = 1};
	struct wr w = {0};
	struct saal_out o;
	sscop_encode(&w, &bgn);
	saal_pdu(s, 0, w.p, w.len);
	for (uint32_t n = 1; n < 200; n += 2) { /* every second one is missing */
		wr_reset(&w);
		sscop_encode(
		    &w, &(struct sscop_pdu){.type = SSCOP_SD, .n_s = n, .data = (const uint8_t *)"x", .data_len = 1});
		saal_pdu(s, 0, w.p, w.len);
	}
	while (saal_drain(s, &o))
		;
	wr_reset(&w);
	sscop_encode(&w, &poll);
	saal_pdu(s, 0, w.p, w.len);
	uint32_t next = 0;
	int stats = 0;
	while (saal_drain(s, &o)) {
		struct sscop_pdu pdu;
		ck_assert_int_eq(o.kind, SAAL_PDU);
		ck_assert_int_eq(sscop_decode(o.octets, o.len, &pdu).code, WIRE_OK);
		ck_assert_int_eq(pdu.type, SSCOP_STAT);
		ck_assert_uint_eq(pdu.list_len % 2, 1);
		ck_assert_uint_eq(pdu.list[0], next);
		for (size_t i = 1; i < pdu.list_len; i++)
			ck_assert_uint_eq(pdu.list[i], pdu.list[0] + i);
		next = pdu.list[pdu.list_len - 1];
		stats++;
	}
	ck_assert_uint_eq(next, 200);
	ck_assert_int_eq(stats, 4);
	wr_free(&w);
	saal_free(s);
}
END_TEST

START_TEST(malformed)
{
	static const uint8_t odd[] = {0, 0, 1}, type_0[] = {0, 0, 0, 0}, short_bgn[] = {1, 0, 0, 30};
	const struct {
		const uint8_t *p;
		size_t n;
	} bad[] = {{odd, 3}, {type_0, 4}, {short_bgn, 4}, {odd, 0}};
	struct pair p;
	up(&p);
	for (size_t i = 0; i < 4; i++) {
		saal_pdu(p.end[0], p.now, bad[i].p, bad[i].n);
		pair_drain(&p);
		ck_assert_uint_eq(p.errors[0]['U' - 'A'], i + 1);
	}
	ck_assert(saal_established(p.end[0]));
	pair_free(&p);
}
END_TEST

/* Q.SAAL: no N(SQ) in BGN; an error begins the connection anew and the users are told. */
START_TEST(qsaal1)
{
	struct pair p;
	struct saal_config c = {.qsaal1 = true};
	pair_init(&p, &c, &c);
	saal_establish_req(p.end[0], 0);
	struct saal_out o;
	ck_assert(saal_drain(p.end[0], &o));
	ck_assert_uint_eq(o.len, 8);
	ck_assert_mem_eq(o.octets, "\0\0\0\0\1\0\0\x1e", 8);
	pair_launch(&p, 0, &o);
	pair_run(&p, VT_MS(10));
	ck_assert(pair_send(&p, 0, 10));
	pair_run(&p, VT_S(1));
	disturb(&p, &(struct sscop_pdu){.type = SSCOP_STAT, .n_ps = 100});
	ck_assert_uint_eq(p.sent[SSCOP_ER], 0);
	ck_assert_uint_eq(p.sent[SSCOP_BGN], 2);
	pair_run(&p, VT_S(2));
	ck_assert(saal_established(p.end[0]) && saal_established(p.end[1]));
	ck_assert_uint_eq(p.ups[0], 2);
	ck_assert_uint_eq(p.downs[0], 0);
	ck_assert_uint_eq(p.ups[1], 2);
	ck_assert_uint_eq(p.downs[1], 1);
	/* Resynchronisation carries no credit: that of the set-up stands again. */
	saal_establish_req(p.end[1], p.now);
	pair_run(&p, VT_S(2) + VT_MS(500));
	ck_assert_uint_eq(p.end[0]->sscop.vt_ms, 30);
	p.next_expected[1] = p.next_sent[0];
	ck_assert(pair_send(&p, 0, 10));
	pair_run(&p, VT_S(3));
	ck_assert_uint_eq(p.next_expected[1], p.next_sent[0]);
	/* ER does not exist; a lone word is an ENDAK too. */
	disturb(&p, &(struct sscop_pdu){.type = SSCOP_ER, .n_sq = 1});
	ck_assert_uint_eq(p.errors[0]['U' - 'A'], 1);
	p.lose = lose_all;
	saal_release_req(p.end[0], p.now);
	saal_pdu(p.end[0], p.now, (const uint8_t[]){4, 0, 0, 0}, 4);
	pair_drain(&p);
	ck_assert_uint_eq(p.downs[0], 1);
	pair_free(&p);
}
END_TEST

/* A resynchronisation that the user asks for while Q.SAAL recovers is confirmed when that is done. */
START_TEST(qsaal1_resync_in_recovery)
{
	struct pair p;
	struct saal_config c = {.qsaal1 = true};
	pair_init(&p, &c, &c);
	saal_establish_req(p.end[0], 0);
	pair_run(&p, VT_S(1));
	p.lose = lose_all;
	disturb(&p, &(struct sscop_pdu){.type = SSCOP_STAT, .n_ps = 100});
	ck_assert(!saal_data_req(p.end[0], p.now, (const uint8_t *)"x", 1));
	saal_establish_req(p.end[0], p.now);
	p.lose = NULL;
	pair_run(&p, VT_S(4));
	ck_assert_uint_eq(p.ups[0], 2);
	ck_assert(saal_established(p.end[0]));
	pair_free(&p);
}
END_TEST

START_TEST(unassured)
{
	struct saal *a = saal_create(&(struct saal_config){0}), *b = saal_create(&(struct saal_config){0});
	struct saal_out o;
	uint8_t pdu[64];
	saal_unitdata_req(a, 0, (const uint8_t *)"hello", 5);
	ck_assert(saal_drain(a, &o));
	ck_assert_uint_le(o.len, sizeof(pdu));
	memcpy(pdu, o.octets, o.len);
	saal_pdu(b, 0, pdu, o.len);
	ck_assert(saal_drain(b, &o));
	ck_assert_int_eq(o.kind, SAAL_UNITDATA_IND);
	ck_assert_uint_eq(o.len, 5);
	ck_assert_mem_eq(o.octets, "hello", 5);
	saal_free(a);
	saal_free(b);
}
END_TEST

RUN_SUITE("saal timers", cc, release_unanswered, release, phases, keep_alive_and_no_response, lost_bgak, both_establish,
	  resynchronisation, resynchronisation_collides, recovery, recovery_of_the_receiver, beyond_the_credit,
	  long_stat, malformed, qsaal1, qsaal1_resync_in_recovery, unassured)

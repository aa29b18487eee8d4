/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Many sessions at one router: every one is refreshed, and ends, by itself. The rates are
 * printed, not asserted.
 */
#include <malloc.h>
#include <stdio.h>
#include <time.h>

#include "router.h"

#ifdef __SANITIZE_ADDRESS__
#define SESSIONS 5000
#else
#define SESSIONS 100000
#endif

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct packets {
	struct wr path[SESSIONS], resv[SESSIONS];
};

static void encode(struct wr *w, struct rsvp_msg *m, int i, const struct ip4_hdr *ip)
{
	struct wr body = {0};
	m->session.port = (uint16_t)(1 + i % 50000);
	m->session.protocol = (uint8_t)(17 + i / 50000);
	rsvp_encode(&body, m);
	ip4_encode(w, ip, body.p, body.len);
	wr_free(&body);
}

/* Feed all, drain all; returns the number of outputs. */
static long feed_all(struct router *r, const struct wr *w, int iface)
{
	long n = 0;
	struct rsvp_out o;
	for (int i = 0; i < SESSIONS; i++) {
		rsvp_engine_packet(r->e, r->now, iface, w[i].p, w[i].len);
		while (rsvp_engine_drain(r->e, &o)) {
			n++;
			if (o.kind == RSVP_OUT_TC_ADD)
				rsvp_engine_tc_result(r->e, r->now, o.tc->id, true, 0, 0);
		}
	}
	return n;
}

static long run_all(struct router *r, vtime t)
{
	long n = 0;
	struct rsvp_out o;
	while (rsvp_engine_next(r->e) <= t) {
		r->now = rsvp_engine_next(r->e);
		rsvp_engine_time(r->e, r->now);
		while (rsvp_engine_drain(r->e, &o))
			n++;
	}
	r->now = t;
	return n;
}

START_TEST(many_sessions)
{
	struct router r;
	struct packets *p = calloc(1, sizeof(*p));
	ck_assert_ptr_nonnull(p);
	router_init(&r);
	struct ip4_hdr down = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = S1, .dst = DST, .router_alert = true};
	struct ip4_hdr up = {.ttl = 60, .protocol = IPPROTO_RSVP_, .src = D1, .dst = ADDR(1, 1)};
	for (int i = 0; i < SESSIONS; i++) {
		struct rsvp_msg *m = path_msg(S1, 4000, U1, 4);
		m->adspec = (struct adspec){.present = true, .bandwidth = 1e7f, .mtu = 9180, .cls.present = true};
		encode(&p->path[i], m, i, &down);
		m = resv_msg(RSVP_RESV, RSVP_FF, D1);
		flow(m, 1);
		encode(&p->resv[i], with(m, S1, 4000), i, &up);
	}
	size_t before = mallinfo2().uordblks;
	double t0 = seconds();
	ck_assert_int_eq(feed_all(&r, p->path, 0), SESSIONS);
	ck_assert_int_eq(feed_all(&r, p->resv, 1), 2 * SESSIONS);
	double t1 = seconds();
	size_t octets = mallinfo2().uordblks - before;
	/* Each session's refreshes go out once in each period. */
	ck_assert_int_eq(run_all(&r, VT_S(30)), 2 * SESSIONS);
	double t2 = seconds();
	ck_assert_int_eq(feed_all(&r, p->path, 0) + feed_all(&r, p->resv, 1), 0);
	double t3 = seconds();
	printf("%d sessions: %.0f set-ups/s, %.0f refreshes in/s, %.0f refreshes out/s, %zu octets each\n", SESSIONS,
	       SESSIONS / (t1 - t0), 2 * SESSIONS / (t3 - t2), 2 * SESSIONS / (t2 - t1), octets / SESSIONS);
	/* Unrefreshed they all end: PathTear, TC_DEL. */
	long n = run_all(&r, VT_S(30) + VT_MS(157500));
	ck_assert_int_eq(n, 2 * SESSIONS * 5 + 2 * SESSIONS);
	ck_assert_int_eq(rsvp_engine_next(r.e), VTIME_NEVER);
	for (int i = 0; i < SESSIONS; i++) {
		wr_free(&p->path[i]);
		wr_free(&p->resv[i]);
	}
	free(p);
	router_free(&r);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("many");
	TCase *t = tcase_create("many");
	tcase_set_timeout(t, 0);
	tcase_add_test(t, many_sessions);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_ENV);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/engine.h"

#include <check.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/rng.h"

/* What ran, in order. */
struct log {
	struct engine *e;
	int n;
	int id[4096];
	vtime at[4096];
};
struct note {
	struct log *log;
	int id;
};

static void note_event(void *ctx, vtime now)
{
	struct note *m = ctx;
	struct log *l = m->log;
	ck_assert_int_eq(now, engine_now(l->e));
	l->id[l->n] = m->id;
	l->at[l->n++] = now;
}

static struct log log_;
static struct note notes[4096];

static void setup(void)
{
	log_ = (struct log){.e = engine_create(clock_virtual())};
	for (int i = 0; i < 4096; i++)
		notes[i] = (struct note){&log_, i};
}

static void teardown(void)
{
	engine_free(log_.e);
}

static engine_event at(vtime t, int id)
{
	return engine_at(log_.e, t, note_event, &notes[id]);
}

START_TEST(order_and_ties)
{
	at(30, 0);
	at(10, 1);
	at(30, 2);
	at(20, 3);
	at(10, 4);
	at(30, 5);
	ck_assert_int_eq(engine_next(log_.e), 10);
	ck_assert_int_eq(engine_run(log_.e, 100), 6);
	const int want[] = {1, 4, 3, 0, 2, 5};
	for (int i = 0; i < 6; i++)
		ck_assert_int_eq(log_.id[i], want[i]);
	ck_assert_int_eq(engine_now(log_.e), 100);
	ck_assert(engine_next(log_.e) == VTIME_NEVER);
}
END_TEST

START_TEST(until_is_included)
{
	at(10, 0);
	at(11, 1);
	ck_assert_int_eq(engine_run(log_.e, 10), 1);
	ck_assert_int_eq(engine_now(log_.e), 10);
	ck_assert_int_eq(engine_run(log_.e, 10), 0);
	ck_assert_int_eq(engine_run(log_.e, VTIME_NEVER), 1);
	ck_assert_int_eq(engine_now(log_.e), 11);
}
END_TEST

static void schedule_in_the_past(void *ctx, vtime now)
{
	at(now - 50, 7);
}

START_TEST(past_runs_now_after_what_is_due)
{
	engine_at(log_.e, 100, schedule_in_the_past, NULL);
	at(100, 1);
	at(101, 2);
	engine_run(log_.e, 200);
	ck_assert_int_eq(log_.n, 3);
	ck_assert_int_eq(log_.id[0], 1);
	ck_assert_int_eq(log_.id[1], 7);
	ck_assert_int_eq(log_.at[1], 100);
	ck_assert_int_eq(log_.id[2], 2);
}
END_TEST

START_TEST(cancel)
{
	engine_event a = at(10, 0), b = at(20, 1), c = at(30, 2);
	ck_assert(a && b && c && a != b && b != c);
	ck_assert(engine_cancel(log_.e, a));
	ck_assert(!engine_cancel(log_.e, a));
	ck_assert_int_eq(engine_next(log_.e), 20);
	engine_event d = at(15, 3); /* takes over the slot of 'a', not its handle */
	ck_assert(d != a);
	ck_assert(!engine_cancel(log_.e, a));
	ck_assert(!engine_cancel(log_.e, 0));
	ck_assert(!engine_cancel(log_.e, (engine_event)999 << 24 | 77));
	ck_assert_int_eq(engine_run(log_.e, 25), 2);
	ck_assert_int_eq(log_.id[0], 3);
	ck_assert_int_eq(log_.id[1], 1);
	ck_assert(!engine_cancel(log_.e, b));
	ck_assert(engine_cancel(log_.e, c));
	ck_assert_int_eq(engine_run(log_.e, VTIME_NEVER), 0);
}
END_TEST

static void stop_now(void *ctx, vtime now)
{
	engine_stop(log_.e);
}

START_TEST(stop_keeps_the_rest)
{
	at(5, 0);
	engine_at(log_.e, 5, stop_now, NULL);
	at(5, 1);
	ck_assert_int_eq(engine_run(log_.e, 50), 2);
	ck_assert_int_eq(engine_now(log_.e), 5);
	ck_assert_int_eq(engine_run(log_.e, 50), 1);
	ck_assert_int_eq(log_.id[1], 1);
}
END_TEST

/* Random schedule and cancel against a plain array: same events, same order. */
START_TEST(against_model)
{
	struct rng r;
	rng_seed(&r, 42);
	static struct {
		vtime t;
		engine_event ev;
		bool pending;
	} model[4096];
	int made = 0;
	vtime now = 0;
	while (made < 4000) {
		for (int i = 0; i < 40 && made < 4000; i++, made++) {
			model[made].t = now + (vtime)rng_below(&r, 50);
			model[made].pending = true;
			model[made].ev = at(model[made].t, made);
		}
		for (int i = 0; i < 25; i++) {
			int k = (int)rng_below(&r, (uint64_t)made);
			ck_assert(engine_cancel(log_.e, model[k].ev) == model[k].pending);
			model[k].pending = false;
		}
		log_.n = 0;
		now += 20;
		engine_run(log_.e, now);
		vtime last_t = -1;
		int last_id = -1;
		for (int i = 0; i < log_.n; i++) {
			int id = log_.id[i];
			ck_assert(model[id].pending && model[id].t == log_.at[i]);
			ck_assert(log_.at[i] > last_t || (log_.at[i] == last_t && id > last_id));
			model[id].pending = false;
			last_t = log_.at[i];
			last_id = id;
		}
		vtime next = VTIME_NEVER;
		for (int k = 0; k < made; k++)
			if (model[k].pending) {
				ck_assert_int_gt(model[k].t, now);
				next = vtime_min(next, model[k].t);
			}
		ck_assert(engine_next(log_.e) == next);
	}
}
END_TEST

/* A timer that is moved again and again must not pile up dead entries. */
START_TEST(moved_timer_stays_small)
{
	engine_event ev = at(1000000, 0);
	for (int i = 0; i < 1000000; i++) {
		ck_assert(engine_cancel(log_.e, ev));
		ev = at(1000000 + i, 0);
	}
	ck_assert_int_eq(engine_run(log_.e, VTIME_NEVER), 1);
	ck_assert_int_eq(log_.at[0], 1999999);
}
END_TEST

static void drain_pipe(void *ctx, vtime now)
{
	char c;
	ck_assert_int_eq(read(*(int *)ctx, &c, 1), 1);
	log_.id[log_.n] = 100 + c;
	log_.at[log_.n++] = now;
	if (c == 2)
		engine_stop(log_.e);
}

static int pipe_[2];

static void write_pipe(void *ctx, vtime now)
{
	char c = *(char *)ctx;
	ck_assert_int_eq(write(pipe_[1], &c, 1), 1);
}

/* The wall driver: events in order and not before their time, descriptors served while it waits. */
START_TEST(wall_clock)
{
	struct clock_driver wall = clock_wall();
	ck_assert_ptr_nonnull(wall.wait);
	ck_assert_int_eq(pipe(pipe_), 0);
	ck_assert(clock_wall_watch(&wall, pipe_[0], drain_pipe, &pipe_[0]));
	struct engine *virtual_engine = log_.e;
	log_.e = engine_create(wall);
	static char one = 1, two = 2;
	at(VT_MS(4), 0);
	at(VT_MS(2), 1);
	engine_at(log_.e, VT_MS(3), write_pipe, &one);
	at(VT_MS(2), 2);
	ck_assert_int_eq(engine_run(log_.e, VT_MS(6)), 4);
	/* even a machine so slow that all was due at once has looked at the pipe by now */
	ck_assert_int_ge(engine_now(log_.e), VT_MS(6));
	ck_assert_int_eq(log_.n, 4);
	const int want[] = {1, 2, 101, 0};
	const vtime not_before[] = {VT_MS(2), VT_MS(2), VT_MS(3), VT_MS(4)};
	for (int i = 0; i < 4; i++) {
		/* on a loaded machine the descriptor may be served after a later event */
		int slot = i;
		for (int k = 0; k < 4; k++)
			if (log_.id[k] == want[i])
				slot = k;
		ck_assert_int_eq(log_.id[slot], want[i]);
		ck_assert_int_ge(log_.at[slot], not_before[i]);
		ck_assert(i == 2 || slot == i || slot == i - 1);
	}
	/* no event left: the descriptor alone keeps it waiting */
	write_pipe(&two, 0);
	engine_run(log_.e, VTIME_NEVER);
	ck_assert_int_eq(log_.id[4], 102);
	ck_assert(clock_wall_unwatch(&wall, pipe_[0]));
	ck_assert(!clock_wall_unwatch(&wall, pipe_[0]));
	ck_assert_int_eq(engine_run(log_.e, VTIME_NEVER), 0);
	engine_free(log_.e);
	log_.e = virtual_engine;
	clock_wall_free(&wall);
	close(pipe_[0]);
	close(pipe_[1]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("engine");
	TCase *t = tcase_create("engine");
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, order_and_ties);
	tcase_add_test(t, until_is_included);
	tcase_add_test(t, past_runs_now_after_what_is_due);
	tcase_add_test(t, cancel);
	tcase_add_test(t, stop_keeps_the_rest);
	tcase_add_test(t, against_model);
	tcase_add_test(t, moved_timer_stays_small);
	tcase_add_test(t, wall_clock);
	suite_add_tcase(s, t);
	SRunner *r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	int failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

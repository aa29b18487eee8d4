/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/fsm.h"
#include "run_suite.h"

enum { OFF, ON, BROKEN, STATES };
enum { EV_PUSH, EV_HIT, EV_IDLE, EVENTS };

struct lamp {
	int state, pushes, unforeseen_state, unforeseen_event, changes, from, to, state_in_action;
	int choice;
	const void *arg;
};

static int push(void *self, const void *arg)
{
	struct lamp *l = self;
	l->pushes++;
	l->arg = arg;
	l->state_in_action = l->state;
	return BROKEN; /* not used: the rows name the next state */
}

static int hit(void *self, const void *arg)
{
	return ((struct lamp *)self)->choice;
}

static int unforeseen(void *self, int state, int event, const void *arg)
{
	struct lamp *l = self;
	l->unforeseen_state = state;
	l->unforeseen_event = event;
	return l->choice;
}

static void changed(void *self, int from, int to)
{
	struct lamp *l = self;
	l->changes++;
	l->from = from;
	l->to = to;
	ck_assert_int_eq(l->state, to);
}

static const struct fsm_row rows[STATES * EVENTS] = {
    [OFF * EVENTS + EV_PUSH] = {push, ON, "lamp 1"},
    [ON * EVENTS + EV_PUSH] = {push, OFF, "lamp 1"},
    [ON * EVENTS + EV_HIT] = {hit, FSM_BY_ACTION, "lamp 2"},
    [ON * EVENTS + EV_IDLE] = {fsm_ignore, FSM_SAME, "lamp 3"},
    [BROKEN * EVENTS + EV_PUSH] = {push, FSM_SAME, "lamp 4"},
};
static const char *const state_names[] = {"off", "on", "broken"};
static const char *const event_names[] = {"push", "hit", "idle"};
static const struct fsm_def lamp_def = {.name = "lamp",
					.state_names = state_names,
					.event_names = event_names,
					.n_states = STATES,
					.n_events = EVENTS,
					.rows = rows,
					.unforeseen = unforeseen,
					.changed = changed};

START_TEST(row_names_the_next_state)
{
	struct lamp l = {.state = OFF};
	int arg = 0;
	fsm_step(&lamp_def, &l.state, EV_PUSH, &l, &arg);
	ck_assert_int_eq(l.state, ON);
	ck_assert_int_eq(l.state_in_action, OFF); /* the action runs in the old state */
	ck_assert_ptr_eq(l.arg, &arg);
	ck_assert_int_eq(l.changes, 1);
	ck_assert_int_eq(l.from, OFF);
	ck_assert_int_eq(l.to, ON);
}
END_TEST

START_TEST(action_may_choose)
{
	struct lamp l = {.state = ON, .choice = BROKEN};
	fsm_step(&lamp_def, &l.state, EV_HIT, &l, NULL);
	ck_assert_int_eq(l.state, BROKEN);
	l = (struct lamp){.state = ON, .choice = FSM_SAME};
	fsm_step(&lamp_def, &l.state, EV_HIT, &l, NULL);
	ck_assert_int_eq(l.state, ON);
	ck_assert_int_eq(l.changes, 0);
}
END_TEST

START_TEST(same_and_ignored_change_nothing)
{
	struct lamp l = {.state = BROKEN};
	fsm_step(&lamp_def, &l.state, EV_PUSH, &l, NULL);
	ck_assert_int_eq(l.state, BROKEN);
	ck_assert_int_eq(l.pushes, 1);
	l.state = ON;
	fsm_step(&lamp_def, &l.state, EV_IDLE, &l, NULL);
	ck_assert_int_eq(l.state, ON);
	ck_assert_int_eq(l.changes, 0);
}
END_TEST

START_TEST(empty_cell_is_unforeseen)
{
	struct lamp l = {.state = BROKEN, .choice = FSM_SAME, .unforeseen_event = -1};
	fsm_step(&lamp_def, &l.state, EV_HIT, &l, NULL);
	ck_assert_int_eq(l.unforeseen_state, BROKEN);
	ck_assert_int_eq(l.unforeseen_event, EV_HIT);
	ck_assert_int_eq(l.state, BROKEN);
	l.choice = OFF;
	fsm_step(&lamp_def, &l.state, EV_IDLE, &l, NULL);
	ck_assert_int_eq(l.state, OFF);
	ck_assert_int_eq(l.changes, 1);
}
END_TEST

RUN_SUITE("fsm", row_names_the_next_state, action_may_choose, same_and_ignored_change_nothing, empty_cell_is_unforeseen)

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * State machines as data. A machine is a dense table [state][event] of rows;
 * the entry point fsm_step is the only place that changes a state. A cell of the
 * table that is left empty is an event not foreseen in that state and goes to
 * the machine's 'unforeseen' handler: silence is never the default.
 */
#ifndef BASE_FSM_H
#define BASE_FSM_H

#include <stdint.h>

#define FSM_SAME (-1) /* as 'next' or returned by an action: stay in this state */

/* Carries out the effects of one transition on the machine 'self'; 'arg' is the
 * event's argument (a decoded PDU, a primitive, NULL for timers). Returns the
 * next state when the row says FSM_BY_ACTION, else its return value is unused. */
typedef int (*fsm_action)(void *self, const void *arg);

#define FSM_BY_ACTION (-2) /* as 'next': the action returns the next state */

struct fsm_row {
	fsm_action action;  /* NULL in an empty cell; fsm_ignore for "known and ignored" */
	int next;           /* a state, FSM_SAME or FSM_BY_ACTION */
	const char *clause; /* document and clause of the rule */
};

struct fsm_def {
	const char *name;
	const char *const *state_names, *const *event_names;
	int n_states, n_events;
	const struct fsm_row *rows; /* n_states * n_events, row-major by state */
	/* Called for an empty cell; may be NULL only if every cell is filled. Returns
	 * the next state or FSM_SAME. */
	int (*unforeseen)(void *self, int state, int event, const void *arg);
	/* Called after a state has changed; may be NULL. */
	void (*changed)(void *self, int from, int to);
};

/* Deliver 'event' to a machine in *state. Asserts that both are in range. */
void fsm_step(const struct fsm_def *def, int *state, int event, void *self, const void *arg);

/* Action that does nothing: the event is foreseen in this state and ignored. */
int fsm_ignore(void *self, const void *arg);

#endif

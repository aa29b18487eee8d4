/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a reservation's VCs as a table, in the order of res.h. */
#include "res.h"

static const char *const state_names[R_STATES] = {
    "NEW",    "LOCAL",   "RESOLVING",   "SETTING_UP", "STANDING",       "REPLACING",     "ABANDONING",
    "MOVING", "CLOSING", "WAITING_TAU", "TOO_LARGE",  "REESTABLISHING", "BETWEEN_TRIES", "GONE",
};
static const char *const event_names[E_EVENTS] = {
    "ADD",   "ADDRESS",    "NO_ADDRESS", "CHANGE", "CONNECTED", "REFUSED", "ABANDONED", "LOST",
    "MOVED", "OLD_CLOSED", "OLD_LOST",   "T_TAU",  "T_RETRY",   "T_MOVE",  "T_TRY",     "T_GIVE_UP",
};

/* clang-format off */
#define ON(state, event) [(state) * E_EVENTS + (event)]
#define BY FSM_BY_ACTION

static const struct fsm_row rows[R_STATES * E_EVENTS] = {
	ON(R_NEW, E_ADD)                  = {res_act_add, BY, "RFC 2380 2.2: the sub-net sender opens the VC"},

	ON(R_LOCAL, E_CHANGE)             = {res_act_local, R_LOCAL, "no VC on this side"},

	ON(R_RESOLVING, E_ADDRESS)        = {res_act_address, BY, "RFC 2225 8.5"},
	ON(R_RESOLVING, E_NO_ADDRESS)     = {res_act_refuse, R_GONE, "RFC 2205 3.11.2"},
	ON(R_RESOLVING, E_CHANGE)         = {fsm_ignore, FSM_SAME, "the newest is set up"},

	ON(R_SETTING_UP, E_CONNECTED)     = {res_act_first_up, BY, "RFC 2380 2.2"},
	ON(R_SETTING_UP, E_REFUSED)       = {res_act_refuse, R_GONE, "RFC 2205 3.11.2"},
	ON(R_SETTING_UP, E_CHANGE)        = {res_act_abandon, BY, "RFC 2380 2.4"},

	ON(R_STANDING, E_CHANGE)          = {res_act_settle, BY, "RFC 2380 2.4"},
	ON(R_STANDING, E_LOST)            = {res_act_lost, BY, "RFC 2380 2.1"},

	ON(R_REPLACING, E_CONNECTED)      = {res_act_move, BY, "RFC 2380 2.4"},
	ON(R_REPLACING, E_REFUSED)        = {res_act_replacement_failed, BY, "RFC 2380 2.4"},
	ON(R_REPLACING, E_CHANGE)         = {res_act_abandon, BY, "RFC 2380 2.4: released, and started again"},
	ON(R_REPLACING, E_LOST)           = {res_act_lost_in_change, R_REESTABLISHING, "RFC 2380 2.1"},

	ON(R_ABANDONING, E_ABANDONED)     = {res_act_resume, BY, "RFC 2380 2.4: one change at a time"},
	ON(R_ABANDONING, E_CHANGE)        = {fsm_ignore, FSM_SAME, "the newest is set up"},
	ON(R_ABANDONING, E_LOST)          = {res_act_lost_in_abandon, R_ABANDONING, "RFC 2380 2.1"},
	ON(R_ABANDONING, E_T_GIVE_UP)     = {res_act_give_up, R_GONE, "RFC 2380 2.1"},

	ON(R_MOVING, E_MOVED)             = {res_act_close_old, BY, "RFC 2380 2.4: only then"},
	ON(R_MOVING, E_T_MOVE)            = {res_act_close_old, BY, "RFC 2380 2.4: no data to wait for"},
	ON(R_MOVING, E_CHANGE)            = {res_act_hold_change, FSM_SAME, "RFC 2380 2.4: one change at a time"},
	ON(R_MOVING, E_OLD_LOST)          = {res_act_old_lost, BY, "it was to be closed"},
	ON(R_MOVING, E_OLD_CLOSED)        = {res_act_old_lost, BY, "it was to be closed"},
	ON(R_MOVING, E_LOST)              = {res_act_lost_after_move, BY, "RFC 2380 2.1"},

	ON(R_CLOSING, E_OLD_CLOSED)       = {res_act_settle, BY, "RFC 2382 4.2.7"},
	ON(R_CLOSING, E_OLD_LOST)         = {res_act_settle, BY, "RFC 2382 4.2.7"},
	ON(R_CLOSING, E_CHANGE)           = {res_act_hold_change, FSM_SAME, "RFC 2380 2.4: one change at a time"},
	ON(R_CLOSING, E_T_TAU)            = {fsm_ignore, FSM_SAME, "looked at when the old VC is gone"},
	ON(R_CLOSING, E_LOST)             = {res_act_lost, BY, "RFC 2380 2.1"},

	ON(R_WAITING_TAU, E_CHANGE)       = {res_act_hold_change, FSM_SAME, "RFC 2382 4.2.7: queued, the last one counts"},
	ON(R_WAITING_TAU, E_T_TAU)        = {res_act_settle, BY, "RFC 2382 4.2.7: carried out"},
	ON(R_WAITING_TAU, E_LOST)         = {res_act_lost, BY, "RFC 2380 2.1"},

	ON(R_TOO_LARGE, E_CHANGE)         = {res_act_settle, BY, "RFC 2380 2.4"},
	ON(R_TOO_LARGE, E_T_RETRY)        = {res_act_replace_again, BY, "RFC 2380 2.4"},
	ON(R_TOO_LARGE, E_LOST)           = {res_act_lost, BY, "RFC 2380 2.1"},

	ON(R_REESTABLISHING, E_CONNECTED) = {res_act_back_up, BY, "RFC 2380 2.1"},
	ON(R_REESTABLISHING, E_REFUSED)   = {res_act_try_failed, BY, "RFC 2380 2.1"},
	ON(R_REESTABLISHING, E_CHANGE)    = {res_act_change_late, FSM_SAME, "carried out when the VC stands"},
	ON(R_REESTABLISHING, E_T_TAU)     = {fsm_ignore, FSM_SAME, "looked at when the VC stands"},
	ON(R_REESTABLISHING, E_T_GIVE_UP) = {res_act_overdue, FSM_SAME, "RFC 2380 2.1: the attempt is waited for"},

	ON(R_BETWEEN_TRIES, E_T_TRY)      = {res_act_try, BY, "RFC 2380 2.1"},
	ON(R_BETWEEN_TRIES, E_CHANGE)     = {res_act_change_late, FSM_SAME, "carried out when the VC stands"},
	ON(R_BETWEEN_TRIES, E_T_TAU)      = {fsm_ignore, FSM_SAME, "looked at when the VC stands"},
	ON(R_BETWEEN_TRIES, E_T_GIVE_UP)  = {res_act_give_up, R_GONE, "RFC 2380 2.1"},
};
/* clang-format on */

/* A timer that ran out in the moment of its stop, or the end of a VC that no longer matters. */
static int unforeseen(void *self, int state, int event, const void *arg)
{
	return FSM_SAME;
}

const struct fsm_def res_machine = {
    .name = "reservation",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = R_STATES,
    .n_events = E_EVENTS,
    .rows = rows,
    .unforeseen = unforeseen,
};

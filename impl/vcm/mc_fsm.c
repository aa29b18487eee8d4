/* SPDX-License-Identifier: Apache-2.0 */
/* The machine of a multicast flow's QoS VC as a table, in the order of mc.h. */
#include "mc.h"

static const char *const state_names[M_STATES] = {
    "IDLE",    "SETTING_UP",  "STANDING",  "REPLACING", "ABANDONING",    "MOVING",
    "CLOSING", "WAITING_TAU", "TOO_LARGE", "RESTORING", "BETWEEN_TRIES", "GONE",
};
static const char *const event_names[ME_EVENTS] = {
    "CHANGE",     "PARTY", "FORM",    "READY",  "REFUSED", "ABANDONED", "LOST",   "MOVED",
    "OLD_CLOSED", "T_TAU", "T_RETRY", "T_MOVE", "T_TRY",   "T_GIVE_UP", "T_JOIN",
};

/* clang-format off */
#define ON(state, event) [(state) * ME_EVENTS + (event)]
#define BY FSM_BY_ACTION

static const struct fsm_row rows[M_STATES * ME_EVENTS] = {
	ON(M_IDLE, ME_CHANGE)            = {mc_act_change_idle, BY, "RFC 2380 2.2: the sub-net sender opens the VC"},

	ON(M_SETTING_UP, ME_READY)       = {mc_act_first_ready, BY, "RFC 2380 3.4: all parties have been added"},
	ON(M_SETTING_UP, ME_REFUSED)     = {mc_act_first_refused, BY, "RFC 2205 3.11.2"},
	ON(M_SETTING_UP, ME_CHANGE)      = {mc_act_change_pending, BY, "RFC 2380 2.4"},
	ON(M_SETTING_UP, ME_ABANDONED)   = {mc_act_resume, BY, "its last leaf is no longer wanted"},
	ON(M_SETTING_UP, ME_PARTY)       = {fsm_ignore, FSM_SAME, "READY follows"},
	ON(M_SETTING_UP, ME_FORM)        = {mc_act_other_form, BY, "RFC 2380 2.5: LLC can be had of all"},

	ON(M_STANDING, ME_CHANGE)        = {mc_act_settle, BY, "RFC 2380 2.4"},
	ON(M_STANDING, ME_PARTY)         = {mc_act_settle, BY, "what had to wait for it"},
	ON(M_STANDING, ME_FORM)          = {mc_act_settle, BY, "RFC 2380 2.5: LLC can be had of all"},
	ON(M_STANDING, ME_LOST)          = {mc_act_lost, BY, "RFC 2380 2.1"},
	ON(M_STANDING, ME_T_JOIN)        = {mc_act_join_again, FSM_SAME, "RFC 2380 3.1"},

	ON(M_REPLACING, ME_READY)        = {mc_act_move, BY, "RFC 2380 3.4: all parties have been added"},
	ON(M_REPLACING, ME_REFUSED)      = {mc_act_replacement_failed, BY, "RFC 2380 2.4, RFC 2382 4.2.3.2"},
	ON(M_REPLACING, ME_CHANGE)       = {mc_act_change_pending, BY, "RFC 2380 2.4: released, and started again"},
	ON(M_REPLACING, ME_ABANDONED)    = {mc_act_resume, BY, "its last leaf is no longer wanted"},
	ON(M_REPLACING, ME_PARTY)        = {fsm_ignore, FSM_SAME, "READY follows"},
	ON(M_REPLACING, ME_FORM)         = {mc_act_other_form, BY, "RFC 2380 2.5: LLC can be had of all"},
	ON(M_REPLACING, ME_LOST)         = {mc_act_lost_in_change, BY, "RFC 2380 2.1"},

	ON(M_ABANDONING, ME_ABANDONED)   = {mc_act_resume, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_ABANDONING, ME_CHANGE)      = {mc_act_look_late, BY, "the newest is set up"},
	ON(M_ABANDONING, ME_PARTY)       = {fsm_ignore, FSM_SAME, "looked at when the call is gone"},
	ON(M_ABANDONING, ME_FORM)        = {fsm_ignore, FSM_SAME, "looked at when the call is gone"},
	ON(M_ABANDONING, ME_LOST)        = {mc_act_lost_in_change, M_ABANDONING, "RFC 2380 2.1"},
	ON(M_ABANDONING, ME_T_GIVE_UP)   = {mc_act_give_up, BY, "RFC 2380 2.1"},

	ON(M_MOVING, ME_MOVED)           = {mc_act_close_old, BY, "RFC 2380 2.4: only then"},
	ON(M_MOVING, ME_T_MOVE)          = {mc_act_close_old, BY, "RFC 2380 2.4: no data to wait for"},
	ON(M_MOVING, ME_CHANGE)          = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_MOVING, ME_PARTY)           = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_MOVING, ME_FORM)            = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_MOVING, ME_OLD_CLOSED)      = {mc_act_closed, BY, "it was to be closed"},
	ON(M_MOVING, ME_LOST)            = {mc_act_lost, BY, "RFC 2380 2.1"},

	ON(M_CLOSING, ME_OLD_CLOSED)     = {mc_act_closed, BY, "RFC 2382 4.2.7"},
	ON(M_CLOSING, ME_CHANGE)         = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_CLOSING, ME_PARTY)          = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_CLOSING, ME_FORM)           = {mc_act_look_late, BY, "RFC 2380 2.4: one change at a time"},
	ON(M_CLOSING, ME_T_TAU)          = {fsm_ignore, FSM_SAME, "looked at when the old VC is gone"},
	ON(M_CLOSING, ME_LOST)           = {mc_act_lost, BY, "RFC 2380 2.1"},

	ON(M_WAITING_TAU, ME_CHANGE)     = {mc_act_settle, BY, "RFC 2382 4.2.7: queued, the last one counts"},
	ON(M_WAITING_TAU, ME_PARTY)      = {mc_act_settle, BY, "no change of the VC's QoS"},
	ON(M_WAITING_TAU, ME_FORM)       = {mc_act_settle, BY, "RFC 2382 4.2.7: another VC, so it waits, too"},
	ON(M_WAITING_TAU, ME_T_TAU)      = {mc_act_settle, BY, "RFC 2382 4.2.7: carried out"},
	ON(M_WAITING_TAU, ME_LOST)       = {mc_act_lost, BY, "RFC 2380 2.1"},
	ON(M_WAITING_TAU, ME_T_JOIN)     = {mc_act_join_again, FSM_SAME, "RFC 2380 3.1"},

	ON(M_TOO_LARGE, ME_CHANGE)       = {mc_act_too_large, BY, "RFC 2380 2.4"},
	ON(M_TOO_LARGE, ME_PARTY)        = {mc_act_too_large, BY, "no change of the VC's QoS"},
	ON(M_TOO_LARGE, ME_FORM)         = {mc_act_too_large, BY, "RFC 2380 2.5: LLC can be had of all"},
	ON(M_TOO_LARGE, ME_T_RETRY)      = {mc_act_replace_again, BY, "RFC 2380 2.4"},
	ON(M_TOO_LARGE, ME_LOST)         = {mc_act_lost, BY, "RFC 2380 2.1"},
	ON(M_TOO_LARGE, ME_T_JOIN)       = {mc_act_join_again, FSM_SAME, "RFC 2380 3.1"},

	ON(M_RESTORING, ME_READY)        = {mc_act_first_ready, BY, "RFC 2380 2.1"},
	ON(M_RESTORING, ME_REFUSED)      = {mc_act_try_failed, BY, "RFC 2380 2.1"},
	ON(M_RESTORING, ME_CHANGE)       = {mc_act_look_late, BY, "carried out when the VC stands"},
	ON(M_RESTORING, ME_ABANDONED)    = {mc_act_resume, BY, "its last leaf is no longer wanted"},
	ON(M_RESTORING, ME_PARTY)        = {fsm_ignore, FSM_SAME, "READY follows"},
	ON(M_RESTORING, ME_FORM)         = {mc_act_other_form, BY, "RFC 2380 2.5: LLC can be had of all"},
	ON(M_RESTORING, ME_T_TAU)        = {fsm_ignore, FSM_SAME, "looked at when the VC stands"},
	ON(M_RESTORING, ME_T_GIVE_UP)    = {mc_act_overdue, FSM_SAME, "RFC 2380 2.1: the attempt is waited for"},

	ON(M_BETWEEN_TRIES, ME_T_TRY)    = {mc_act_try, BY, "RFC 2380 2.1"},
	ON(M_BETWEEN_TRIES, ME_CHANGE)   = {mc_act_look_late, BY, "carried out when the VC stands"},
	ON(M_BETWEEN_TRIES, ME_T_TAU)    = {fsm_ignore, FSM_SAME, "looked at when the VC stands"},
	ON(M_BETWEEN_TRIES, ME_T_GIVE_UP) = {mc_act_give_up, BY, "RFC 2380 2.1"},
};
/* clang-format on */

/* A timer that ran out in the moment of its stop, or the end of a VC that no longer matters. */
static int unforeseen(void *self, int state, int event, const void *arg)
{
	return FSM_SAME;
}

const struct fsm_def mc_machine = {
    .name = "multicast flow",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = M_STATES,
    .n_events = ME_EVENTS,
    .rows = rows,
    .unforeseen = unforeseen,
};

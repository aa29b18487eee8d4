/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The machine of SSCOP as data: names, events of PDUs, timers, and the table
 * [state][event], which follows the SDL diagrams of Q.2110 state by state. An empty cell
 * is an event that cannot happen there: a timer that does not run in that state, or
 * a request that the SSCF never makes. It is counted and changes nothing.
 */
#include "sscop.h"

static const char *const state_names[SS_N_STATES] = {
    [0] = "",
    [SS_IDLE] = "Idle",
    [SS_OUT_CONN] = "Outgoing Connection Pending",
    [SS_IN_CONN] = "Incoming Connection Pending",
    [SS_OUT_DISC] = "Outgoing Disconnection Pending",
    [SS_OUT_RESYNC] = "Outgoing Resynchronization Pending",
    [SS_IN_RESYNC] = "Incoming Resynchronization Pending",
    [SS_OUT_REC] = "Outgoing Recovery Pending",
    [SS_REC_RESP] = "Recovery Response Pending",
    [SS_IN_REC] = "Incoming Recovery Pending",
    [SS_READY] = "Data Transfer Ready",
};

static const char *const event_names[SE_COUNT] = {
#define X(id, text, letter) text,
    SSCOP_EVENTS(X)
#undef X
};

static const char error_letters[SE_COUNT] = {
#define X(id, text, letter) letter,
    SSCOP_EVENTS(X)
#undef X
};

/* Values of Q.2130 for the UNI. */
const struct timer_def sscop_timer_defs[ST_COUNT] = {
    [ST_CC] = {"Timer_CC", VT_S(1), "Q.2130 8"},
    [ST_POLL] = {"Timer_POLL", VT_MS(750), "Q.2130 8"},
    [ST_KEEP_ALIVE] = {"Timer_KEEP-ALIVE", VT_S(2), "Q.2130 8"},
    [ST_IDLE] = {"Timer_IDLE", VT_S(15), "Q.2130 8"},
    [ST_NO_RESPONSE] = {"Timer_NO-RESPONSE", VT_S(7), "Q.2130 8"},
};

char sscop_error_letter(enum sscop_event ev)
{
	return error_letters[ev];
}

/* Event of a PDU type, and of its retransmission. */
static const struct {
	uint8_t fresh, dup;
} pdu_events[] = {
    [SSCOP_BGN] = {SE_BGN, SE_BGN_DUP},   [SSCOP_BGAK] = {SE_BGAK, SE_BGAK}, [SSCOP_END] = {SE_END, SE_END},
    [SSCOP_ENDAK] = {SE_ENDAK, SE_ENDAK}, [SSCOP_RS] = {SE_RS, SE_RS_DUP},   [SSCOP_RSAK] = {SE_RSAK, SE_RSAK},
    [SSCOP_BGREJ] = {SE_BGREJ, SE_BGREJ}, [SSCOP_SD] = {SE_SD, SE_SD},       [SSCOP_ER] = {SE_ER, SE_ER_DUP},
    [SSCOP_POLL] = {SE_POLL, SE_POLL},    [SSCOP_STAT] = {SE_STAT, SE_STAT}, [SSCOP_USTAT] = {SE_USTAT, SE_USTAT},
    [SSCOP_UD] = {SE_UD, SE_UD},          [SSCOP_MD] = {SE_MD, SE_MD},       [SSCOP_ERAK] = {SE_ERAK, SE_ERAK},
};

enum sscop_event sscop_pdu_event(const struct sscop *s, const struct sscop_pdu *pdu)
{
	/* Q.SAAL has no N(SQ): every BGN and RS counts as new. */
	bool dup = !s->qsaal1 && pdu->n_sq == s->vr_sq;
	return dup ? pdu_events[pdu->type].dup : pdu_events[pdu->type].fresh;
}

#define A(name)          sscop_act_##name
#define IGNORE           fsm_ignore
#define ROW(ev, act, to) [SE_##ev] = {act, to, "Q.2110 SDL"}

/* One row of the table on each line. */
/* clang-format off */
/* The same in every state. */
#define EVERYWHERE \
	ROW(UD, A(unitdata), FSM_SAME), \
	ROW(MD, A(mdata), FSM_SAME), \
	ROW(UNITDATA_REQ, A(unitdata_req), FSM_SAME)

#define STATE_1 \
	EVERYWHERE, \
	ROW(BGN, A(begin), SS_IN_CONN), \
	ROW(BGN_DUP, A(begin_reject), FSM_SAME), \
	ROW(BGAK, A(err_end), FSM_SAME), \
	ROW(BGREJ, A(err), FSM_SAME), \
	ROW(END, A(end), FSM_SAME), \
	ROW(ENDAK, IGNORE, FSM_SAME), \
	ROW(RS, A(err_end), FSM_SAME), \
	ROW(RS_DUP, A(err_end), FSM_SAME), \
	ROW(RSAK, A(err_end), FSM_SAME), \
	ROW(ER, A(err_end), FSM_SAME), \
	ROW(ER_DUP, A(err_end), FSM_SAME), \
	ROW(ERAK, A(err_end), FSM_SAME), \
	ROW(SD, A(err_end), FSM_SAME), \
	ROW(POLL, A(err_end), FSM_SAME), \
	ROW(STAT, A(err_end), FSM_SAME), \
	ROW(USTAT, A(err_end), FSM_SAME), \
	ROW(ESTABLISH_REQ, A(establish_req), SS_OUT_CONN)

/* RESYNC.request and DATA.request only during an error recovery of Q.SAAL. */
#define STATE_2 \
	EVERYWHERE, \
	ROW(BGN, A(begin_accept), SS_READY), \
	ROW(BGN_DUP, IGNORE, FSM_SAME), \
	ROW(BGAK, A(begin_ack), SS_READY), \
	ROW(BGREJ, A(rejected), SS_IDLE), \
	ROW(END, IGNORE, FSM_SAME), \
	ROW(ENDAK, IGNORE, FSM_SAME), \
	ROW(RS, IGNORE, FSM_SAME), \
	ROW(RS_DUP, IGNORE, FSM_SAME), \
	ROW(RSAK, IGNORE, FSM_SAME), \
	ROW(ER, IGNORE, FSM_SAME), \
	ROW(ER_DUP, IGNORE, FSM_SAME), \
	ROW(ERAK, IGNORE, FSM_SAME), \
	ROW(SD, IGNORE, FSM_SAME), \
	ROW(POLL, IGNORE, FSM_SAME), \
	ROW(STAT, IGNORE, FSM_SAME), \
	ROW(USTAT, IGNORE, FSM_SAME), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_REQ, A(resync_qsaal), FSM_SAME), \
	ROW(DATA_REQ, A(data_refused), FSM_SAME), \
	ROW(T_CC, A(cc_begin), FSM_BY_ACTION)

#define STATE_3 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), FSM_SAME), \
	ROW(BGN_DUP, IGNORE, FSM_SAME), \
	ROW(BGAK, A(err), FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(err), FSM_SAME), \
	ROW(RS_DUP, A(err), FSM_SAME), \
	ROW(RSAK, A(err), FSM_SAME), \
	ROW(ER, A(err), FSM_SAME), \
	ROW(ER_DUP, A(err), FSM_SAME), \
	ROW(ERAK, A(err), FSM_SAME), \
	ROW(SD, A(err_end_release), SS_IDLE), \
	ROW(POLL, A(err_end_release), SS_IDLE), \
	ROW(STAT, A(err_end_release), SS_IDLE), \
	ROW(USTAT, A(err_end_release), SS_IDLE), \
	ROW(ESTABLISH_RESP, A(establish_resp), SS_READY), \
	ROW(RELEASE_REQ, A(release_reject), SS_IDLE)

#define STATE_4 \
	EVERYWHERE, \
	ROW(BGN, A(begin_in_release), SS_IN_CONN), \
	ROW(BGN_DUP, A(begin_again_end), FSM_SAME), \
	ROW(BGAK, IGNORE, FSM_SAME), \
	ROW(BGREJ, A(released), SS_IDLE), \
	ROW(END, A(end_in_release), SS_IDLE), \
	ROW(ENDAK, A(released), SS_IDLE), \
	ROW(RS, IGNORE, FSM_SAME), \
	ROW(RS_DUP, IGNORE, FSM_SAME), \
	ROW(RSAK, IGNORE, FSM_SAME), \
	ROW(ER, IGNORE, FSM_SAME), \
	ROW(ER_DUP, IGNORE, FSM_SAME), \
	ROW(ERAK, IGNORE, FSM_SAME), \
	ROW(SD, IGNORE, FSM_SAME), \
	ROW(POLL, IGNORE, FSM_SAME), \
	ROW(STAT, IGNORE, FSM_SAME), \
	ROW(USTAT, IGNORE, FSM_SAME), \
	ROW(ESTABLISH_REQ, A(establish_req), SS_OUT_CONN), \
	ROW(T_CC, A(cc_end), FSM_BY_ACTION)

#define STATE_5 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(begin_again_resync), FSM_SAME), \
	ROW(BGAK, IGNORE, FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(resync_collision), SS_READY), \
	ROW(RS_DUP, IGNORE, FSM_SAME), \
	ROW(RSAK, A(resync_ack), SS_READY), \
	ROW(ER, IGNORE, FSM_SAME), \
	ROW(ER_DUP, IGNORE, FSM_SAME), \
	ROW(ERAK, IGNORE, FSM_SAME), \
	ROW(SD, IGNORE, FSM_SAME), \
	ROW(POLL, IGNORE, FSM_SAME), \
	ROW(STAT, IGNORE, FSM_SAME), \
	ROW(USTAT, IGNORE, FSM_SAME), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(T_CC, A(cc_resync), FSM_BY_ACTION)

#define STATE_6 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(err), FSM_SAME), \
	ROW(BGAK, A(err), FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(err), FSM_SAME), \
	ROW(RS_DUP, IGNORE, FSM_SAME), \
	ROW(RSAK, A(err), FSM_SAME), \
	ROW(ER, A(err), FSM_SAME), \
	ROW(ER_DUP, A(err), FSM_SAME), \
	ROW(ERAK, A(err), FSM_SAME), \
	ROW(SD, A(err_end_release), SS_IDLE), \
	ROW(POLL, A(err_end_release), SS_IDLE), \
	ROW(STAT, A(err_end_release), SS_IDLE), \
	ROW(USTAT, A(err_end_release), SS_IDLE), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_RESP, A(resync_resp), SS_READY)

#define STATE_7 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(err), FSM_SAME), \
	ROW(BGAK, A(err), FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(resync), SS_IN_RESYNC), \
	ROW(RS_DUP, A(err), FSM_SAME), \
	ROW(RSAK, A(err), FSM_SAME), \
	ROW(ER, A(recover_collision), SS_REC_RESP), \
	ROW(ER_DUP, A(err), FSM_SAME), \
	ROW(ERAK, A(recover_ack), SS_REC_RESP), \
	ROW(SD, IGNORE, FSM_SAME), \
	ROW(POLL, IGNORE, FSM_SAME), \
	ROW(STAT, IGNORE, FSM_SAME), \
	ROW(USTAT, IGNORE, FSM_SAME), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_REQ, A(resync_req), SS_OUT_RESYNC), \
	ROW(DATA_REQ, A(data_refused), FSM_SAME), \
	ROW(T_CC, A(cc_recover), FSM_BY_ACTION)

#define STATE_8 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(err), FSM_SAME), \
	ROW(BGAK, A(err), FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(resync), SS_IN_RESYNC), \
	ROW(RS_DUP, A(err), FSM_SAME), \
	ROW(RSAK, A(err), FSM_SAME), \
	ROW(ER, A(err), FSM_SAME), \
	ROW(ER_DUP, A(recover_again), FSM_SAME), \
	ROW(ERAK, IGNORE, FSM_SAME), \
	ROW(SD, IGNORE, FSM_SAME), \
	ROW(POLL, IGNORE, FSM_SAME), \
	ROW(STAT, A(err_end_release), SS_IDLE), \
	ROW(USTAT, A(err_end_release), SS_IDLE), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_REQ, A(resync_req), SS_OUT_RESYNC), \
	ROW(RECOVER_RESP, A(recover_done), SS_READY)

#define STATE_9 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(err), FSM_SAME), \
	ROW(BGAK, A(err), FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(resync), SS_IN_RESYNC), \
	ROW(RS_DUP, A(err), FSM_SAME), \
	ROW(RSAK, A(err), FSM_SAME), \
	ROW(ER, A(err), FSM_SAME), \
	ROW(ER_DUP, IGNORE, FSM_SAME), \
	ROW(ERAK, A(err), FSM_SAME), \
	ROW(SD, A(err_end_release), SS_IDLE), \
	ROW(POLL, A(err_end_release), SS_IDLE), \
	ROW(STAT, A(err_end_release), SS_IDLE), \
	ROW(USTAT, A(err_end_release), SS_IDLE), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_REQ, A(resync_req), SS_OUT_RESYNC), \
	ROW(RECOVER_RESP, A(recover_resp), SS_READY)

/* RECOVER.response only after an error recovery of Q.SAAL, which ends in this state. */
#define STATE_10 \
	EVERYWHERE, \
	ROW(BGN, A(begin_anew), SS_IN_CONN), \
	ROW(BGN_DUP, A(begin_again), FSM_SAME), \
	ROW(BGAK, IGNORE, FSM_SAME), \
	ROW(BGREJ, A(err_release), SS_IDLE), \
	ROW(END, A(end_release), SS_IDLE), \
	ROW(ENDAK, A(err_release), SS_IDLE), \
	ROW(RS, A(resync), SS_IN_RESYNC), \
	ROW(RS_DUP, A(resync_again), FSM_SAME), \
	ROW(RSAK, IGNORE, FSM_SAME), \
	ROW(ER, A(recover), SS_IN_REC), \
	ROW(ER_DUP, A(recover_again), FSM_SAME), \
	ROW(ERAK, IGNORE, FSM_SAME), \
	ROW(SD, A(sd), FSM_BY_ACTION), \
	ROW(POLL, A(poll), FSM_BY_ACTION), \
	ROW(STAT, A(stat), FSM_BY_ACTION), \
	ROW(USTAT, A(ustat), FSM_BY_ACTION), \
	ROW(RELEASE_REQ, A(release_req), SS_OUT_DISC), \
	ROW(RESYNC_REQ, A(resync_req), SS_OUT_RESYNC), \
	ROW(RECOVER_RESP, IGNORE, FSM_SAME), \
	ROW(DATA_REQ, A(data_req), FSM_SAME), \
	ROW(T_POLL, A(t_poll), FSM_SAME), \
	ROW(T_KEEP_ALIVE, A(t_keep_alive), FSM_SAME), \
	ROW(T_IDLE, A(t_idle), FSM_SAME), \
	ROW(T_NO_RESPONSE, A(t_no_response), SS_IDLE)
/* clang-format on */

static const struct fsm_row rows[SS_N_STATES][SE_COUNT] = {
    [SS_IDLE] = {STATE_1},       [SS_OUT_CONN] = {STATE_2},  [SS_IN_CONN] = {STATE_3}, [SS_OUT_DISC] = {STATE_4},
    [SS_OUT_RESYNC] = {STATE_5}, [SS_IN_RESYNC] = {STATE_6}, [SS_OUT_REC] = {STATE_7}, [SS_REC_RESP] = {STATE_8},
    [SS_IN_REC] = {STATE_9},     [SS_READY] = {STATE_10},
};

static int unforeseen(void *self, int state, int event, const void *arg)
{
	struct sscop *s = self;
	s->unforeseen++;
	return FSM_SAME;
}

const struct fsm_def sscop_fsm = {
    .name = "SSCOP",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = SS_N_STATES,
    .n_events = SE_COUNT,
    .rows = &rows[0][0],
    .unforeseen = unforeseen,
    .changed = sscop_changed,
};

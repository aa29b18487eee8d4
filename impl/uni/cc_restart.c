/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Restart (Q.2931 5.5) and everything else under the global call reference. Asking and
 * answering are independent: REST 0 and REST 1 are states of the asking half, a table
 * of its own. REST 2 (answering) is left within the event that enters it, because clearing takes no
 * time here; so T317 never runs.
 */
#include "uni/cc.h"

enum { REST_0, REST_1, REST_STATES };
enum { RE_REQUEST, RE_ACK, RE_T316, RE_COUNT };

#define T316_AT (CT_316 - CT_CALL_COUNT)

enum { CLASS_VC, CLASS_VP, CLASS_ALL };
enum { CAUSE_CHANNEL_UNKNOWN = 82, CAUSE_INVALID_REFERENCE = 81, CAUSE_TYPE_UNKNOWN = 97, CAUSE_WRONG_STATE = 101 };

static void send_global(struct cc *cc, enum q2931_type type, uint8_t class_, const struct ie_conn_id *conn)
{
	struct q2931_msg *m = &cc->tx;
	*m = (struct q2931_msg){.version = cc->config.version, .type = type, .call_ref = Q2931_CR_GLOBAL};
	m->call_ref_flag = type == Q2931_RESTART_ACK;
	m->restart = (struct ie_u8){true, class_};
	if (conn)
		m->conn_id = *conn;
	if (!cc->hooks.outgoing || cc->hooks.outgoing(cc->hooks.ctx, NULL, m))
		cc_transmit(cc, m);
}

static void send_restart(struct cc *cc)
{
	cc->restart_tries++;
	timers_start(&cc->timers, T316_AT, cc->now, cc_span(cc, CT_316));
	send_global(cc, Q2931_RESTART, CLASS_ALL, NULL);
}

static int act_request(void *self, const void *arg)
{
	struct cc *cc = self;
	cc_step_all(cc, &(struct cc_arg){.event = CC_EV_RESTART}, NULL, NULL);
	cc->restart_tries = 0;
	send_restart(cc);
	return FSM_SAME;
}

static int act_ack(void *self, const void *arg)
{
	struct cc *cc = self;
	timers_stop(&cc->timers, T316_AT);
	return FSM_SAME;
}

/* Once more, then this side gives up: the VCs are free here in any case. */
static int act_t316(void *self, const void *arg)
{
	struct cc *cc = self;
	if (cc->restart_tries > 1)
		return REST_0;
	send_restart(cc);
	return REST_1;
}

static const struct fsm_row rows[REST_STATES][RE_COUNT] = {
    [REST_0] = {[RE_REQUEST] = {act_request, REST_1, "Q.2931 5.5.1"}},
    [REST_1] =
	{
	    [RE_REQUEST] = {fsm_ignore, FSM_SAME, "Q.2931 5.5.1"},
	    [RE_ACK] = {act_ack, REST_0, "Q.2931 5.5.1"},
	    [RE_T316] = {act_t316, FSM_BY_ACTION, "Q.2931 5.5.1"},
	},
};

static void status(struct cc *cc, const struct q2931_msg *m, uint8_t cause, const uint8_t *diag, size_t n)
{
	struct ie_cause c = cc_cause(cc, cause, diag, n);
	/* 3Dh and 3Eh are REST 1 and REST 2. */
	int state = cc->restart_state == REST_1 ? 0x3d : 0;
	cc_send_loose(cc, Q2931_STATUS, Q2931_CR_GLOBAL, !m->call_ref_flag, &c, state);
}

static int unforeseen(void *self, int state, int event, const void *arg)
{
	const uint8_t diag = Q2931_RESTART_ACK;
	status(self, arg, CAUSE_WRONG_STATE, &diag, 1);
	return FSM_SAME;
}

static const struct fsm_def restart_fsm = {
    .name = "restart",
    .state_names = (const char *const[]){"REST 0", "REST 1"},
    .event_names = (const char *const[]){"Restart.request", "RESTART ACKNOWLEDGE", "T316"},
    .n_states = REST_STATES,
    .n_events = RE_COUNT,
    .rows = &rows[0][0],
    .unforeseen = unforeseen,
};

static bool in_class(const struct cc_call *call, const void *ctx)
{
	const struct q2931_msg *m = ctx;
	if (m->restart.value == CLASS_ALL)
		return true;
	return call->has_conn && call->vpci == m->conn_id.vpci &&
	       (m->restart.value == CLASS_VP || call->vci == m->conn_id.vci);
}

static void answer_restart(struct cc *cc, const struct q2931_msg *m)
{
	struct ie_conn_id conn = m->conn_id;
	uint8_t class_ = m->restart.value;
	size_t before = cc->n_calls;
	cc_step_all(cc, &(struct cc_arg){.event = CC_EV_RESTART}, in_class, m);
	if (class_ == CLASS_VC && cc->n_calls == before) {
		const uint8_t diag[4] = {(uint8_t)(conn.vpci >> 8), (uint8_t)conn.vpci, (uint8_t)(conn.vci >> 8),
					 (uint8_t)conn.vci};
		status(cc, m, CAUSE_CHANNEL_UNKNOWN, diag, sizeof(diag));
		return;
	}
	send_global(cc, Q2931_RESTART_ACK, class_, class_ == CLASS_ALL ? NULL : &conn);
}

static bool acceptable(struct cc *cc, const struct q2931_msg *m, const struct wire_outcome *decoded)
{
	uint8_t ids[8];
	size_t n = 0;
	struct wire_outcome o = q2931_validate(m, cc->side->network, ids, &n);
	if (decoded->code == WIRE_OK && o.code == WIRE_OK)
		return true;
	status(cc, m, decoded->code == WIRE_OK ? o.cause : decoded->cause, ids, n);
	return false;
}

void cc_restart_receive(struct cc *cc, const struct q2931_msg *m, const struct wire_outcome *decoded)
{
	bool restart = m->type == Q2931_RESTART && !m->call_ref_flag;
	bool ack = m->type == Q2931_RESTART_ACK && m->call_ref_flag;
	if (m->type == Q2931_STATUS) {
		cc->ignored++;
	} else if (!restart && !ack) {
		status(cc, m, CAUSE_INVALID_REFERENCE, NULL, 0);
	} else if (acceptable(cc, m, decoded)) {
		if (ack)
			fsm_step(&restart_fsm, &cc->restart_state, RE_ACK, cc, m);
		else
			answer_restart(cc, m);
	}
}

void cc_restart_request(struct cc *cc)
{
	fsm_step(&restart_fsm, &cc->restart_state, RE_REQUEST, cc, NULL);
}

void cc_restart_t316(struct cc *cc)
{
	fsm_step(&restart_fsm, &cc->restart_state, RE_T316, cc, NULL);
}

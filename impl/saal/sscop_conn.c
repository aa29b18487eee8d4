/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Connection control of SSCOP: establishment, release, resynchronisation, error
 * recovery. Each action does what one box of the SDL diagrams of Q.2110 does; which
 * one runs where, and the next state, stand in the table of sscop_fsm.c.
 */
#include <stdlib.h>
#include <string.h>

#include "saal_priv.h"

void sscop_maa_error(struct sscop *s, char letter, uint32_t count)
{
	saal_put(s->saal, SAAL_ERROR, letter, count, 0, 0);
}

void sscop_start_timer(struct sscop *s, enum sscop_timer t)
{
	timers_start(&s->timers, t, s->now, sscop_timer_defs[t].span);
}

static void signal_sscf(struct sscop *s, enum sscf_event ev)
{
	saal_signal(s->saal, false, ev, 0, 0);
}

static const struct sscop_pdu *pdu_of(const void *arg)
{
	return ((const struct sscop_arg *)arg)->pdu;
}

/* Sends a PDU without list and data; N(MR) is VR(MR) where the type has one. */
static void send_plain(struct sscop *s, enum sscop_type type, bool source)
{
	struct sscop_pdu pdu = {.type = type, .source = source, .n_mr = s->vr_mr, .n_sq = s->vt_sq};
	if (s->qsaal1) {
		/* Q.SAAL: no N(SQ) anywhere, no credit in RS and RSAK. */
		pdu.n_sq = 0;
		if (type == SSCOP_RS || type == SSCOP_RSAK)
			pdu.n_mr = 0;
	}
	saal_put_pdu(s->saal, &pdu);
}

/* First transmission of a PDU that Timer_CC repeats. */
static void send_begin(struct sscop *s, enum sscop_type type)
{
	s->vt_cc = 1;
	if (type != SSCOP_END) {
		s->vt_sq++;
		s->vr_mr = s->window;
	}
	send_plain(s, type, false);
	sscop_start_timer(s, ST_CC);
}

static void take_credit(struct sscop *s, const struct sscop_pdu *pdu)
{
	if (pdu->type == SSCOP_BGN || pdu->type == SSCOP_BGAK)
		s->opening_mr = pdu->n_mr;
	/* RS and RSAK of Q.SAAL carry 0: the credit of the set-up stands again. */
	s->vt_ms = s->qsaal1 && pdu->n_mr == 0 ? s->opening_mr : pdu->n_mr;
}

static void take_peer(struct sscop *s, const struct sscop_pdu *pdu)
{
	s->vr_sq = pdu->n_sq;
	take_credit(s, pdu);
}

static void maa_unexpected(struct sscop *s, const void *arg)
{
	char letter = sscop_error_letter(((const struct sscop_arg *)arg)->event);
	if (letter)
		sscop_maa_error(s, letter, 0);
}

int sscop_act_err(void *self, const void *arg)
{
	maa_unexpected(self, arg);
	return FSM_SAME;
}

int sscop_act_err_end(void *self, const void *arg)
{
	maa_unexpected(self, arg);
	send_plain(self, SSCOP_END, true);
	return FSM_SAME;
}

int sscop_act_err_release(void *self, const void *arg)
{
	maa_unexpected(self, arg);
	signal_sscf(self, CE_REL_IND);
	return FSM_SAME;
}

int sscop_act_err_end_release(void *self, const void *arg)
{
	sscop_act_err_end(self, arg);
	signal_sscf(self, CE_REL_IND);
	return FSM_SAME;
}

int sscop_act_begin(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	signal_sscf(self, CE_EST_IND);
	return FSM_SAME;
}

int sscop_act_begin_reject(void *self, const void *arg)
{
	send_plain(self, SSCOP_BGREJ, false);
	return FSM_SAME;
}

/* The peer gave up the old connection and begins a new one. */
int sscop_act_begin_anew(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	signal_sscf(self, CE_REL_IND);
	signal_sscf(self, CE_EST_IND);
	return FSM_SAME;
}

int sscop_act_begin_in_release(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	signal_sscf(self, CE_REL_CONF);
	signal_sscf(self, CE_EST_IND);
	return FSM_SAME;
}

static void established(struct sscop *s)
{
	static const enum sscf_event signals[] = {
	    [REC_NONE] = CE_EST_CONF, [REC_ERROR] = CE_RECOVER_IND, [REC_RESYNC] = CE_RESYNC_CONF};
	signal_sscf(s, signals[s->recovering]);
	s->recovering = REC_NONE;
	sscop_open(s);
}

/* Both ends began at once. */
int sscop_act_begin_accept(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	send_plain(self, SSCOP_BGAK, false);
	established(self);
	return FSM_SAME;
}

int sscop_act_begin_ack(void *self, const void *arg)
{
	take_credit(self, pdu_of(arg));
	established(self);
	return FSM_SAME;
}

int sscop_act_begin_again(void *self, const void *arg)
{
	send_plain(self, SSCOP_BGAK, false);
	return FSM_SAME;
}

int sscop_act_begin_again_end(void *self, const void *arg)
{
	send_plain(self, SSCOP_BGAK, false);
	send_plain(self, SSCOP_END, false);
	return FSM_SAME;
}

int sscop_act_begin_again_resync(void *self, const void *arg)
{
	send_plain(self, SSCOP_BGAK, false);
	send_plain(self, SSCOP_RS, false);
	return FSM_SAME;
}

int sscop_act_rejected(void *self, const void *arg)
{
	signal_sscf(self, CE_REL_IND);
	return FSM_SAME;
}

int sscop_act_end(void *self, const void *arg)
{
	send_plain(self, SSCOP_ENDAK, false);
	return FSM_SAME;
}

int sscop_act_end_release(void *self, const void *arg)
{
	send_plain(self, SSCOP_ENDAK, false);
	signal_sscf(self, CE_REL_IND);
	return FSM_SAME;
}

int sscop_act_end_in_release(void *self, const void *arg)
{
	send_plain(self, SSCOP_ENDAK, false);
	signal_sscf(self, CE_REL_CONF);
	return FSM_SAME;
}

int sscop_act_released(void *self, const void *arg)
{
	signal_sscf(self, CE_REL_CONF);
	return FSM_SAME;
}

int sscop_act_resync_collision(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	send_plain(self, SSCOP_RSAK, false);
	sscop_open(self);
	signal_sscf(self, CE_RESYNC_CONF);
	return FSM_SAME;
}

int sscop_act_resync_ack(void *self, const void *arg)
{
	take_credit(self, pdu_of(arg));
	sscop_open(self);
	signal_sscf(self, CE_RESYNC_CONF);
	return FSM_SAME;
}

int sscop_act_resync(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	signal_sscf(self, CE_RESYNC_IND);
	return FSM_SAME;
}

int sscop_act_resync_again(void *self, const void *arg)
{
	send_plain(self, SSCOP_RSAK, false);
	return FSM_SAME;
}

/* Both ends recover at once: the acknowledgement goes out before the user has answered. */
int sscop_act_recover_collision(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	send_plain(self, SSCOP_ERAK, false);
	signal_sscf(self, CE_RECOVER_IND);
	return FSM_SAME;
}

int sscop_act_recover_ack(void *self, const void *arg)
{
	take_credit(self, pdu_of(arg));
	signal_sscf(self, CE_RECOVER_IND);
	return FSM_SAME;
}

int sscop_act_recover(void *self, const void *arg)
{
	take_peer(self, pdu_of(arg));
	signal_sscf(self, CE_RECOVER_IND);
	return FSM_SAME;
}

int sscop_act_recover_again(void *self, const void *arg)
{
	send_plain(self, SSCOP_ERAK, false);
	return FSM_SAME;
}

int sscop_act_establish_req(void *self, const void *arg)
{
	struct sscop *s = self;
	s->recovering = REC_NONE;
	send_begin(s, SSCOP_BGN);
	return FSM_SAME;
}

/* Answers carry the credit of the new connection. */
static void answer_and_open(struct sscop *s, enum sscop_type type)
{
	s->vr_mr = s->window;
	send_plain(s, type, false);
	sscop_open(s);
}

int sscop_act_establish_resp(void *self, const void *arg)
{
	answer_and_open(self, SSCOP_BGAK);
	return FSM_SAME;
}

int sscop_act_resync_resp(void *self, const void *arg)
{
	answer_and_open(self, SSCOP_RSAK);
	return FSM_SAME;
}

int sscop_act_recover_resp(void *self, const void *arg)
{
	answer_and_open(self, SSCOP_ERAK);
	return FSM_SAME;
}

int sscop_act_recover_done(void *self, const void *arg)
{
	sscop_open(self);
	return FSM_SAME;
}

int sscop_act_release_reject(void *self, const void *arg)
{
	send_plain(self, SSCOP_BGREJ, false);
	return FSM_SAME;
}

int sscop_act_release_req(void *self, const void *arg)
{
	send_begin(self, SSCOP_END);
	return FSM_SAME;
}

int sscop_act_resync_req(void *self, const void *arg)
{
	send_begin(self, SSCOP_RS);
	return FSM_SAME;
}

int sscop_act_resync_qsaal(void *self, const void *arg)
{
	struct sscop *s = self;
	s->recovering = REC_RESYNC;
	return FSM_SAME;
}

int sscop_act_data_refused(void *self, const void *arg)
{
	struct sscop *s = self;
	s->saal->refused = true;
	return FSM_SAME;
}

static void send_unassured(struct sscop *s, const struct sscop_arg *a, enum sscop_type type)
{
	struct sscop_pdu pdu = {.type = type, .data = a->octets, .data_len = a->len};
	saal_put_pdu(s->saal, &pdu);
}

int sscop_act_unitdata_req(void *self, const void *arg)
{
	send_unassured(self, arg, SSCOP_UD);
	return FSM_SAME;
}

int sscop_act_unitdata(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = pdu_of(arg);
	size_t off = saal_copy(s->saal, pdu->data, pdu->data_len);
	saal_signal(s->saal, false, CE_UNITDATA_IND, off, pdu->data_len);
	return FSM_SAME;
}

/* MAA-UNITDATA.indication goes to layer management, past the SSCF. */
int sscop_act_mdata(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = pdu_of(arg);
	size_t off = saal_copy(s->saal, pdu->data, pdu->data_len);
	saal_put(s->saal, SAAL_MUNITDATA_IND, 0, 0, off, pdu->data_len);
	return FSM_SAME;
}

/* Timer_CC: repeat the PDU, or give up after MaxCC transmissions (error O). END that
 * gives up says nothing more; the others end the connection on the wire as well. */
static int cc_expired(struct sscop *s, enum sscop_type type, enum sscf_event gone)
{
	if (s->vt_cc < SSCOP_MAX_CC) {
		s->vt_cc++;
		send_plain(s, type, false);
		sscop_start_timer(s, ST_CC);
		return FSM_SAME;
	}
	sscop_maa_error(s, 'O', 0);
	if (type != SSCOP_END)
		send_plain(s, SSCOP_END, true);
	signal_sscf(s, gone);
	return SS_IDLE;
}

int sscop_act_cc_begin(void *self, const void *arg)
{
	return cc_expired(self, SSCOP_BGN, CE_REL_IND);
}

int sscop_act_cc_end(void *self, const void *arg)
{
	return cc_expired(self, SSCOP_END, CE_REL_CONF);
}

int sscop_act_cc_resync(void *self, const void *arg)
{
	return cc_expired(self, SSCOP_RS, CE_REL_IND);
}

int sscop_act_cc_recover(void *self, const void *arg)
{
	return cc_expired(self, SSCOP_ER, CE_REL_IND);
}

/* A protocol error in the data phase. Q.SAAL knows no ER and begins anew instead. */
int sscop_recover(struct sscop *s, char letter)
{
	sscop_maa_error(s, letter, 0);
	if (s->qsaal1) {
		s->recovering = REC_ERROR;
		send_begin(s, SSCOP_BGN);
		return SS_OUT_CONN;
	}
	send_begin(s, SSCOP_ER);
	return SS_OUT_REC;
}

int sscop_act_t_no_response(void *self, const void *arg)
{
	sscop_maa_error(self, 'P', 0);
	send_plain(self, SSCOP_END, true);
	signal_sscf(self, CE_REL_IND);
	return FSM_SAME;
}

/* Exit from the data phase: its timers stop and its buffers are cleared (BR = yes). Timer_CC
 * runs in the states that wait for an answer and nowhere else. */
void sscop_changed(void *self, int from, int to)
{
	struct sscop *s = self;
	if (from == SS_READY) {
		for (int t = ST_POLL; t < ST_COUNT; t++)
			timers_stop(&s->timers, t);
		sscop_tx_drop(&s->tx, s->tx.n);
		sscop_rx_clear(&s->rx);
	}
	if (to != SS_OUT_CONN && to != SS_OUT_DISC && to != SS_OUT_RESYNC && to != SS_OUT_REC)
		timers_stop(&s->timers, ST_CC);
}

bool sscop_init(struct sscop *s, struct saal *saal, uint32_t window, bool qsaal1)
{
	memset(s, 0, sizeof(*s));
	s->saal = saal;
	s->state = SS_IDLE;
	s->qsaal1 = qsaal1;
	s->window = window == 0 ? SSCOP_WINDOW : window > SSCOP_MAX_WINDOW ? SSCOP_MAX_WINDOW : window;
	s->vr_mr = s->window;
	timers_init(&s->timers, ST_COUNT);
	return sscop_rx_init(&s->rx, s->window);
}

void sscop_deinit(struct sscop *s)
{
	sscop_buf_free(s);
}

void sscop_step(struct sscop *s, vtime now, const struct sscop_arg *arg)
{
	s->now = now;
	if (s->coverage)
		s->coverage[s->state * SE_COUNT + arg->event]++;
	fsm_step(&sscop_fsm, &s->state, arg->event, s, arg);
}

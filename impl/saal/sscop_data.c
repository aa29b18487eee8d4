/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Data transfer of SSCOP (state 10): SD in both directions, POLL and STAT, USTAT,
 * credit, and the three phases that the timers tell apart: active (Timer_POLL),
 * transient (Timer_KEEP-ALIVE), idle (Timer_IDLE).
 */
#include <string.h>

#include "saal_priv.h"

void sscop_open(struct sscop *s)
{
	s->vt_s = 0;
	s->vt_ps = 0;
	s->vt_a = 0;
	s->vt_pa = 1;
	s->vt_pd = 0;
	s->vr_r = 0;
	s->vr_h = 0;
	s->vr_mr = s->window;
	s->lack_of_credit = false;
	sscop_start_timer(s, ST_POLL);
	sscop_start_timer(s, ST_NO_RESPONSE);
}

static uint32_t outstanding(const struct sscop *s)
{
	return sn_rel(s->vt_s, s->vt_a);
}

/* A POLL, and the timer of the phase that it leaves the connection in. */
void sscop_poll(struct sscop *s)
{
	s->vt_ps = sn_rel(s->vt_ps + 1, 0);
	struct sscop_pdu pdu = {.type = SSCOP_POLL, .n_ps = s->vt_ps, .n_s = s->vt_s};
	saal_put_pdu(s->saal, &pdu);
	s->vt_pd = 0;
	/* The ring holds what is sent and unacknowledged and what waits. */
	timers_stop(&s->timers, ST_POLL);
	sscop_start_timer(s, s->tx.n > 0 ? ST_POLL : ST_KEEP_ALIVE);
}

/* Into the active phase, if the connection is not there yet. */
static void enter_active(struct sscop *s)
{
	if (timers_running(&s->timers, ST_POLL))
		return;
	if (timers_running(&s->timers, ST_IDLE)) {
		timers_stop(&s->timers, ST_IDLE);
		sscop_start_timer(s, ST_NO_RESPONSE);
	} else {
		timers_stop(&s->timers, ST_KEEP_ALIVE);
	}
	sscop_start_timer(s, ST_POLL);
}

static void send_sd(struct sscop *s, uint32_t sn)
{
	struct sscop_msg *m = sscop_tx_at(&s->tx, sn_rel(sn, s->vt_a));
	struct sscop_pdu pdu = {.type = SSCOP_SD, .n_s = sn, .data = m->p, .data_len = m->len};
	saal_put_pdu(s->saal, &pdu);
	m->ps = s->vt_ps;
	s->vt_pd++;
	enter_active(s);
	if (s->vt_pd >= SSCOP_MAX_PD)
		sscop_poll(s);
}

static bool has_credit(const struct sscop *s)
{
	return outstanding(s) < sn_rel(s->vt_ms, s->vt_a);
}

/* Send what waits, as far as the credit goes. */
void sscop_pump(struct sscop *s)
{
	while (outstanding(s) < s->tx.n && has_credit(s)) {
		if (s->lack_of_credit) {
			s->lack_of_credit = false;
			sscop_maa_error(s, 'X', 0);
		}
		uint32_t sn = s->vt_s;
		s->vt_s = sn_rel(sn + 1, 0);
		send_sd(s, sn);
	}
	if (outstanding(s) == s->tx.n)
		return;
	if (!s->lack_of_credit) {
		s->lack_of_credit = true;
		sscop_maa_error(s, 'W', 0);
	}
	if (timers_running(&s->timers, ST_IDLE)) {
		/* Only a STAT gives credit: ask for one now. */
		timers_stop(&s->timers, ST_IDLE);
		sscop_start_timer(s, ST_NO_RESPONSE);
		sscop_poll(s);
	}
}

int sscop_act_data_req(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_arg *a = arg;
	if (s->tx.n - outstanding(s) >= SSCOP_MAX_QUEUE || !sscop_tx_put(&s->tx, a->octets, a->len)) {
		s->saal->refused = true;
		return FSM_SAME;
	}
	sscop_pump(s);
	return FSM_SAME;
}

static void deliver(struct sscop *s, const uint8_t *octets, size_t len)
{
	size_t off = saal_copy(s->saal, octets, len);
	saal_signal(s->saal, false, CE_DATA_IND, off, len);
	s->vr_r = sn_rel(s->vr_r + 1, 0);
	s->vr_mr = sn_rel(s->vr_r + s->window, 0);
}

static void send_ustat(struct sscop *s, uint32_t first_missing, uint32_t first_not)
{
	struct sscop_pdu pdu = {.type = SSCOP_USTAT, .n_mr = s->vr_mr, .n_r = s->vr_r};
	pdu.list[0] = first_missing;
	pdu.list[1] = first_not;
	pdu.list_len = 2;
	saal_put_pdu(s->saal, &pdu);
}

int sscop_act_sd(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = ((const struct sscop_arg *)arg)->pdu;
	uint32_t ns = sn_rel(pdu->n_s, s->vr_r);
	uint32_t h = sn_rel(s->vr_h, s->vr_r);
	uint32_t mr = sn_rel(s->vr_mr, s->vr_r);

	if (ns >= mr) {
		/* Beyond the credit, or delivered before: discarded, and what lies between is missing. */
		if (h < mr) {
			uint32_t missing = s->vr_h;
			s->vr_h = s->vr_mr;
			send_ustat(s, missing, s->vr_mr);
		}
		return FSM_SAME;
	}
	if (ns == 0) {
		if (h == 0)
			s->vr_h = sn_rel(s->vr_h + 1, 0);
		deliver(s, pdu->data, pdu->data_len);
		struct sscop_msg *m;
		while (s->vr_r != s->vr_h && (m = sscop_rx_at(&s->rx, s->vr_r))->present) {
			m->present = false;
			deliver(s, m->p, m->len);
		}
		return FSM_SAME;
	}
	if (ns < h && sscop_rx_at(&s->rx, pdu->n_s)->present)
		return sscop_recover(s, 'Q');
	/* Out of memory counts as lost on the wire: the peer sends it again. */
	if (!sscop_rx_put(&s->rx, pdu->n_s, pdu->data, pdu->data_len))
		return FSM_SAME;
	if (ns >= h) {
		uint32_t missing = s->vr_h;
		s->vr_h = sn_rel(pdu->n_s + 1, 0);
		if (ns > h)
			send_ustat(s, missing, pdu->n_s);
	}
	return FSM_SAME;
}

/* Answer to a POLL: what is missing below VR(H), as the numbers where missing and received
 * stretches begin. A list that grows beyond MaxSTAT goes into several STATs, each of
 * which begins with the last element of the one before. */
static void send_stat(struct sscop *s, uint32_t n_ps)
{
	struct sscop_pdu pdu = {.type = SSCOP_STAT, .n_ps = n_ps, .n_mr = s->vr_mr, .n_r = s->vr_r};
	bool counted_present = true;
	uint32_t sn;
	for (sn = s->vr_r; sn != s->vr_h; sn = sn_rel(sn + 1, 0)) {
		bool present = sscop_rx_at(&s->rx, sn)->present;
		if (present == counted_present)
			continue;
		counted_present = present;
		pdu.list[pdu.list_len++] = sn;
		/* MaxSTAT is odd, so a full list ends with a missing one. */
		if (pdu.list_len == SSCOP_MAX_LIST) {
			saal_put_pdu(s->saal, &pdu);
			pdu.list[0] = sn;
			pdu.list_len = 1;
		}
	}
	if (pdu.list_len)
		pdu.list[pdu.list_len++] = s->vr_h;
	saal_put_pdu(s->saal, &pdu);
}

int sscop_act_poll(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = ((const struct sscop_arg *)arg)->pdu;
	uint32_t ns = sn_rel(pdu->n_s, s->vr_r);
	if (ns < sn_rel(s->vr_h, s->vr_r))
		return sscop_recover(s, 'Q');
	s->vr_h = ns < sn_rel(s->vr_mr, s->vr_r) ? pdu->n_s : s->vr_mr;
	send_stat(s, pdu->n_ps);
	return FSM_SAME;
}

/* True if the list is strictly ascending, from VT(A) on and up to 'last' (relative to VT(A)). */
static bool list_in_order(const struct sscop *s, const struct sscop_pdu *pdu, uint32_t last)
{
	for (size_t i = 0; i < pdu->list_len; i++) {
		uint32_t n = sn_rel(pdu->list[i], s->vt_a);
		if (n > last || (i > 0 && n <= sn_rel(pdu->list[i - 1], s->vt_a)))
			return false;
	}
	return true;
}

static void acknowledge(struct sscop *s, const struct sscop_pdu *pdu)
{
	sscop_tx_drop(&s->tx, sn_rel(pdu->n_r, s->vt_a));
	s->vt_a = pdu->n_r;
	s->vt_ms = pdu->n_mr;
}

/* Sends the numbers from..to-1 again that are still in the buffer and, if 'poll' is
 * given, were last sent before that poll (a later STAT speaks of the others). */
static uint32_t retransmit(struct sscop *s, uint32_t from, uint32_t to, const uint32_t *poll)
{
	uint32_t n = 0;
	for (uint32_t sn = from; sn != to; sn = sn_rel(sn + 1, 0)) {
		if (sn_rel(sn, s->vt_a) >= outstanding(s))
			continue; /* acknowledged by N(R) of the same PDU */
		uint32_t age = poll ? sn_rel(*poll, sscop_tx_at(&s->tx, sn_rel(sn, s->vt_a))->ps) : 1;
		if (age == 0 || age > SSCOP_SN_MASK / 2)
			continue;
		send_sd(s, sn);
		n++;
	}
	return n;
}

int sscop_act_stat(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = ((const struct sscop_arg *)arg)->pdu;
	if (sn_rel(pdu->n_ps, s->vt_pa) > sn_rel(s->vt_ps, s->vt_pa))
		return sscop_recover(s, 'R');
	if (sn_rel(pdu->n_r, s->vt_a) > outstanding(s) || !list_in_order(s, pdu, outstanding(s)))
		return sscop_recover(s, 'S');

	acknowledge(s, pdu);
	s->vt_pa = pdu->n_ps;

	if (timers_running(&s->timers, ST_POLL)) {
		sscop_start_timer(s, ST_NO_RESPONSE);
	} else if (!timers_running(&s->timers, ST_IDLE)) {
		timers_stop(&s->timers, ST_KEEP_ALIVE);
		timers_stop(&s->timers, ST_NO_RESPONSE);
		sscop_start_timer(s, ST_IDLE);
	}

	uint32_t n = 0;
	for (size_t i = 0; i + 1 < pdu->list_len; i += 2)
		n += retransmit(s, pdu->list[i], pdu->list[i + 1], &pdu->n_ps);
	if (n)
		sscop_maa_error(s, 'V', n);
	sscop_pump(s);
	return FSM_SAME;
}

int sscop_act_ustat(void *self, const void *arg)
{
	struct sscop *s = self;
	const struct sscop_pdu *pdu = ((const struct sscop_arg *)arg)->pdu;
	/* Both elements below VT(S): a USTAT tells of an SD that came after the gap. */
	if (pdu->list_len != 2 || sn_rel(pdu->n_r, s->vt_a) >= outstanding(s) ||
	    !list_in_order(s, pdu, outstanding(s) - 1))
		return sscop_recover(s, 'T');
	acknowledge(s, pdu);
	uint32_t n = retransmit(s, pdu->list[0], pdu->list[1], NULL);
	if (n)
		sscop_maa_error(s, 'V', n);
	sscop_pump(s);
	return FSM_SAME;
}

int sscop_act_t_poll(void *self, const void *arg)
{
	sscop_poll(self);
	return FSM_SAME;
}

int sscop_act_t_keep_alive(void *self, const void *arg)
{
	sscop_poll(self);
	return FSM_SAME;
}

int sscop_act_t_idle(void *self, const void *arg)
{
	sscop_start_timer(self, ST_NO_RESPONSE);
	sscop_poll(self);
	return FSM_SAME;
}

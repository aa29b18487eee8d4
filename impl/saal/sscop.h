/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSCOP (Q.2110), private to this folder. Files: sscop_fsm.c has the table [state][event]
 * and the names; sscop_conn.c the actions of connection control; sscop_data.c those of data
 * transfer, polling and credit; sscop_buf.c the transmit and receive buffers. State
 * variables carry the names of Q.2110 7.2.
 *
 * The machine calls nobody: PDUs go to the output queue of the SAAL, signals to the
 * SSCF to its signal queue (saal_priv.h).
 */
#ifndef SAAL_SSCOP_H
#define SAAL_SSCOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/fsm.h"
#include "base/timers.h"
#include "base/vtime.h"
#include "wire/sscop.h"

/* States with the numbers of Q.2110 7.1; number 0 does not exist. */
enum sscop_state {
	SS_IDLE = 1,
	SS_OUT_CONN,   /* 2 Outgoing Connection Pending */
	SS_IN_CONN,    /* 3 Incoming Connection Pending */
	SS_OUT_DISC,   /* 4 Outgoing Disconnection Pending */
	SS_OUT_RESYNC, /* 5 Outgoing Resynchronization Pending */
	SS_IN_RESYNC,  /* 6 Incoming Resynchronization Pending */
	SS_OUT_REC,    /* 7 Outgoing Recovery Pending */
	SS_REC_RESP,   /* 8 Recovery Response Pending */
	SS_IN_REC,     /* 9 Incoming Recovery Pending */
	SS_READY,      /* 10 Data Transfer Ready */
	SS_N_STATES
};

/* Events: X(name, text, letter of the MAA-ERROR if the PDU is unexpected or 0). A BGN, RS or ER
 * whose N(SQ) equals VR(SQ) is a retransmission and an event of its own. */
/* clang-format off */
#define SSCOP_EVENTS(X) \
	X(BGN, "BGN", 'B') \
	X(BGN_DUP, "BGN (retransmitted)", 'B') \
	X(BGAK, "BGAK", 'C') \
	X(BGREJ, "BGREJ", 'D') \
	X(END, "END", 'E') \
	X(ENDAK, "ENDAK", 'F') \
	X(RS, "RS", 'J') \
	X(RS_DUP, "RS (retransmitted)", 'J') \
	X(RSAK, "RSAK", 'K') \
	X(ER, "ER", 'L') \
	X(ER_DUP, "ER (retransmitted)", 'L') \
	X(ERAK, "ERAK", 'M') \
	X(SD, "SD", 'A') \
	X(POLL, "POLL", 'G') \
	X(STAT, "STAT", 'H') \
	X(USTAT, "USTAT", 'I') \
	X(UD, "UD", 0) \
	X(MD, "MD", 0) \
	X(ESTABLISH_REQ, "AA-ESTABLISH.request", 0) \
	X(ESTABLISH_RESP, "AA-ESTABLISH.response", 0) \
	X(RELEASE_REQ, "AA-RELEASE.request", 0) \
	X(RESYNC_REQ, "AA-RESYNC.request", 0) \
	X(RESYNC_RESP, "AA-RESYNC.response", 0) \
	X(RECOVER_RESP, "AA-RECOVER.response", 0) \
	X(DATA_REQ, "AA-DATA.request", 0) \
	X(UNITDATA_REQ, "AA-UNITDATA.request", 0) \
	X(T_CC, "Timer_CC", 0) \
	X(T_POLL, "Timer_POLL", 0) \
	X(T_KEEP_ALIVE, "Timer_KEEP-ALIVE", 0) \
	X(T_IDLE, "Timer_IDLE", 0) \
	X(T_NO_RESPONSE, "Timer_NO-RESPONSE", 0)
/* clang-format on */

enum sscop_event {
#define X(id, text, letter) SE_##id,
	SSCOP_EVENTS(X)
#undef X
	    SE_COUNT
};

enum sscop_timer { ST_CC, ST_POLL, ST_KEEP_ALIVE, ST_IDLE, ST_NO_RESPONSE, ST_COUNT };
extern const struct timer_def sscop_timer_defs[ST_COUNT];

#define SSCOP_MAX_CC  4  /* MaxCC, Q.2130 */
#define SSCOP_MAX_PD  25 /* MaxPD, Q.2130 */
#define SSCOP_WINDOW  30 /* default credit */
#define SSCOP_SN_MASK 0xffffffu
/* Limits of ours against unbounded memory: messages waiting for credit, largest window. */
#define SSCOP_MAX_QUEUE  65536u
#define SSCOP_MAX_WINDOW 65536u

/* Argument of every event. */
struct sscop_arg {
	enum sscop_event event;
	const struct sscop_pdu *pdu; /* PDU events */
	const uint8_t *octets;       /* DATA_REQ, UNITDATA_REQ */
	size_t len;
};

/* One message in a buffer; its memory is kept for the next one. */
struct sscop_msg {
	uint8_t *p;
	uint32_t len, cap;
	uint32_t ps;  /* sent: VT(PS) at the (last) transmission */
	bool present; /* receive buffer only */
};

/* Messages from VT(A) on: the first VT(S) - VT(A) of them are sent and not acknowledged,
 * the others wait. A ring whose size is a power of two. */
struct sscop_tx {
	struct sscop_msg *ring;
	uint32_t size, head, n;
};

/* Messages VR(R) .. VR(MR) - 1 at index N(S) modulo size. */
struct sscop_rx {
	struct sscop_msg *ring;
	uint32_t size;
};

struct saal;

struct sscop {
	struct saal *saal;
	int state;
	vtime now; /* of the event being carried out */
	struct timers timers;
	bool qsaal1; /* Q.SAAL of UNI 3.0: no N(SQ), no ER */
	/* Q.SAAL: state 2 was entered by error recovery, and perhaps by AA-RESYNC.request then. */
	enum { REC_NONE, REC_ERROR, REC_RESYNC } recovering;
	uint32_t window;
	uint32_t opening_mr; /* Q.SAAL: credit of the BGN or BGAK, RS and RSAK carry none */

	uint32_t vt_s, vt_ps, vt_a, vt_pa, vt_ms, vt_pd;
	uint32_t vt_cc;
	uint8_t vt_sq;
	uint32_t vr_r, vr_h, vr_mr;
	uint8_t vr_sq;
	bool lack_of_credit;

	struct sscop_tx tx;
	struct sscop_rx rx;

	uint32_t *coverage; /* tests: counts per state * SE_COUNT + event, or NULL */
	uint32_t unforeseen;
};

extern const struct fsm_def sscop_fsm;
/* Letter of the MAA-ERROR for an unexpected PDU, 0 for other events. */
char sscop_error_letter(enum sscop_event ev);
/* The event that a PDU is: a table by type; N(SQ) tells new from retransmitted. */
enum sscop_event sscop_pdu_event(const struct sscop *s, const struct sscop_pdu *pdu);

bool sscop_init(struct sscop *s, struct saal *saal, uint32_t window, bool qsaal1);
void sscop_deinit(struct sscop *s);
void sscop_step(struct sscop *s, vtime now, const struct sscop_arg *arg);

/* n relative to base, modulo 2^24 (Q.2110 7.3). */
static inline uint32_t sn_rel(uint32_t n, uint32_t base)
{
	return (n - base) & SSCOP_SN_MASK;
}

/* sscop_conn.c: shared with the data part. */
void sscop_maa_error(struct sscop *s, char letter, uint32_t count);
void sscop_start_timer(struct sscop *s, enum sscop_timer t);
int sscop_recover(struct sscop *s, char letter);
void sscop_changed(void *self, int from, int to);

/* sscop_data.c */
void sscop_open(struct sscop *s);
void sscop_poll(struct sscop *s);
void sscop_pump(struct sscop *s);

/* sscop_buf.c. False when memory runs out. */
bool sscop_tx_put(struct sscop_tx *t, const uint8_t *octets, size_t len);
struct sscop_msg *sscop_tx_at(struct sscop_tx *t, uint32_t i);
void sscop_tx_drop(struct sscop_tx *t, uint32_t n);
bool sscop_rx_init(struct sscop_rx *r, uint32_t window);
struct sscop_msg *sscop_rx_at(struct sscop_rx *r, uint32_t sn);
bool sscop_rx_put(struct sscop_rx *r, uint32_t sn, const uint8_t *octets, size_t len);
void sscop_rx_clear(struct sscop_rx *r);
void sscop_buf_free(struct sscop *s);

/* Actions of the table. */
/* clang-format off */
#define SSCOP_ACTIONS(X) \
	X(err) \
	X(err_end) \
	X(err_release) \
	X(err_end_release) \
	X(begin) \
	X(begin_reject) \
	X(begin_accept) \
	X(begin_anew) \
	X(begin_in_release) \
	X(begin_in_end) \
	X(begin_again_end) \
	X(begin_again_resync) \
	X(begin_again) \
	X(begin_ack) \
	X(rejected) \
	X(end) \
	X(end_release) \
	X(end_in_release) \
	X(released) \
	X(resync_collision) \
	X(resync_ack) \
	X(resync) \
	X(resync_again) \
	X(recover_collision) \
	X(recover_ack) \
	X(recover) \
	X(recover_again) \
	X(establish_req) \
	X(establish_resp) \
	X(release_reject) \
	X(release_req) \
	X(resync_req) \
	X(resync_resp) \
	X(recover_resp) \
	X(recover_done) \
	X(unitdata_req) \
	X(unitdata) \
	X(mdata) \
	X(cc_begin) \
	X(cc_end) \
	X(cc_resync) \
	X(cc_recover) \
	X(resync_qsaal) \
	X(data_refused) \
	X(sd) \
	X(poll) \
	X(stat) \
	X(ustat) \
	X(data_req) \
	X(t_poll) \
	X(t_keep_alive) \
	X(t_idle) \
	X(t_no_response)
/* clang-format on */
#define X(name) int sscop_act_##name(void *self, const void *arg);
SSCOP_ACTIONS(X)
#undef X

#endif

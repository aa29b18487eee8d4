/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSCOP and SSCF cell by cell: each state of the table gets each event, and what comes out is
 * compared with a table written down here from the documents, in words:
 *   !X        MAA-ERROR X            BGN, END, END1 (S = 1), ...  PDU sent
 *   est.ind   signal to the SSCF     >n                           next state
 *   -         nothing at all
 * A cell that is NULL cannot happen (a timer that does not run, a request never made).
 */
#include <stdio.h>
#include <string.h>

#include "../../base/tests/run_suite.h"
#include "saal_priv.h"

enum { NEW_SQ = 7, SAME_SQ = 5, CREDIT = 30 };

static const struct {
	enum sscop_event event;
	enum sscop_type type;
	uint8_t sq;
} pdus[] = {
    {SE_BGN, SSCOP_BGN, NEW_SQ},    {SE_BGN_DUP, SSCOP_BGN, SAME_SQ},
    {SE_BGAK, SSCOP_BGAK, 0},       {SE_BGREJ, SSCOP_BGREJ, 0},
    {SE_END, SSCOP_END, 0},         {SE_ENDAK, SSCOP_ENDAK, 0},
    {SE_RS, SSCOP_RS, NEW_SQ},      {SE_RS_DUP, SSCOP_RS, SAME_SQ},
    {SE_RSAK, SSCOP_RSAK, 0},       {SE_ER, SSCOP_ER, NEW_SQ},
    {SE_ER_DUP, SSCOP_ER, SAME_SQ}, {SE_ERAK, SSCOP_ERAK, 0},
    {SE_SD, SSCOP_SD, 0},           {SE_POLL, SSCOP_POLL, 0},
    {SE_STAT, SSCOP_STAT, 0},       {SE_USTAT, SSCOP_USTAT, 0},
    {SE_UD, SSCOP_UD, 0},           {SE_MD, SSCOP_MD, 0},
};

/* The data PDUs of state 10 find one message sent and none received; STAT acknowledges nothing. */
static const char *const expected[SS_N_STATES][SE_COUNT] = {
    [1] = {[SE_BGN] = "est.ind >3",
	   [SE_BGN_DUP] = "BGREJ",
	   [SE_BGAK] = "!C END1",
	   [SE_BGREJ] = "!D",
	   [SE_END] = "ENDAK",
	   [SE_ENDAK] = "-",
	   [SE_RS] = "!J END1",
	   [SE_RS_DUP] = "!J END1",
	   [SE_RSAK] = "!K END1",
	   [SE_ER] = "!L END1",
	   [SE_ER_DUP] = "!L END1",
	   [SE_ERAK] = "!M END1",
	   [SE_SD] = "!A END1",
	   [SE_POLL] = "!G END1",
	   [SE_STAT] = "!H END1",
	   [SE_USTAT] = "!I END1",
	   [SE_ESTABLISH_REQ] = "BGN >2"},
    [2] = {[SE_BGN] = "BGAK est.conf >10",
	   [SE_BGN_DUP] = "-",
	   [SE_BGAK] = "est.conf >10",
	   [SE_BGREJ] = "rel.ind >1",
	   [SE_END] = "-",
	   [SE_ENDAK] = "-",
	   [SE_RS] = "-",
	   [SE_RS_DUP] = "-",
	   [SE_RSAK] = "-",
	   [SE_ER] = "-",
	   [SE_ER_DUP] = "-",
	   [SE_ERAK] = "-",
	   [SE_SD] = "-",
	   [SE_POLL] = "-",
	   [SE_STAT] = "-",
	   [SE_USTAT] = "-",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_RESYNC_REQ] = "-",
	   [SE_DATA_REQ] = "-",
	   [SE_T_CC] = "BGN"},
    [3] = {[SE_BGN] = "rel.ind est.ind",
	   [SE_BGN_DUP] = "-",
	   [SE_BGAK] = "!C",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "!J",
	   [SE_RS_DUP] = "!J",
	   [SE_RSAK] = "!K",
	   [SE_ER] = "!L",
	   [SE_ER_DUP] = "!L",
	   [SE_ERAK] = "!M",
	   [SE_SD] = "!A END1 rel.ind >1",
	   [SE_POLL] = "!G END1 rel.ind >1",
	   [SE_STAT] = "!H END1 rel.ind >1",
	   [SE_USTAT] = "!I END1 rel.ind >1",
	   [SE_ESTABLISH_RESP] = "BGAK >10",
	   [SE_RELEASE_REQ] = "BGREJ >1"},
    [4] = {[SE_BGN] = "rel.conf est.ind >3",
	   [SE_BGN_DUP] = "BGAK END",
	   [SE_BGAK] = "-",
	   [SE_BGREJ] = "rel.conf >1",
	   [SE_END] = "ENDAK rel.conf >1",
	   [SE_ENDAK] = "rel.conf >1",
	   [SE_RS] = "-",
	   [SE_RS_DUP] = "-",
	   [SE_RSAK] = "-",
	   [SE_ER] = "-",
	   [SE_ER_DUP] = "-",
	   [SE_ERAK] = "-",
	   [SE_SD] = "-",
	   [SE_POLL] = "-",
	   [SE_STAT] = "-",
	   [SE_USTAT] = "-",
	   [SE_ESTABLISH_REQ] = "BGN >2",
	   [SE_T_CC] = "END"},
    [5] = {[SE_BGN] = "rel.ind est.ind >3",
	   [SE_BGN_DUP] = "BGAK RS",
	   [SE_BGAK] = "-",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "RSAK resync.conf >10",
	   [SE_RS_DUP] = "-",
	   [SE_RSAK] = "resync.conf >10",
	   [SE_ER] = "-",
	   [SE_ER_DUP] = "-",
	   [SE_ERAK] = "-",
	   [SE_SD] = "-",
	   [SE_POLL] = "-",
	   [SE_STAT] = "-",
	   [SE_USTAT] = "-",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_T_CC] = "RS"},
    [6] = {[SE_BGN] = "rel.ind est.ind >3",
	   [SE_BGN_DUP] = "!B",
	   [SE_BGAK] = "!C",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "!J",
	   [SE_RS_DUP] = "-",
	   [SE_RSAK] = "!K",
	   [SE_ER] = "!L",
	   [SE_ER_DUP] = "!L",
	   [SE_ERAK] = "!M",
	   [SE_SD] = "!A END1 rel.ind >1",
	   [SE_POLL] = "!G END1 rel.ind >1",
	   [SE_STAT] = "!H END1 rel.ind >1",
	   [SE_USTAT] = "!I END1 rel.ind >1",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_RESYNC_RESP] = "RSAK >10"},
    [7] = {[SE_BGN] = "rel.ind est.ind >3",
	   [SE_BGN_DUP] = "!B",
	   [SE_BGAK] = "!C",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "resync.ind >6",
	   [SE_RS_DUP] = "!J",
	   [SE_RSAK] = "!K",
	   [SE_ER] = "ERAK recover.ind >8",
	   [SE_ER_DUP] = "!L",
	   [SE_ERAK] = "recover.ind >8",
	   [SE_SD] = "-",
	   [SE_POLL] = "-",
	   [SE_STAT] = "-",
	   [SE_USTAT] = "-",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_RESYNC_REQ] = "RS >5",
	   [SE_DATA_REQ] = "-",
	   [SE_T_CC] = "ER"},
    [8] = {[SE_BGN] = "rel.ind est.ind >3",
	   [SE_BGN_DUP] = "!B",
	   [SE_BGAK] = "!C",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "resync.ind >6",
	   [SE_RS_DUP] = "!J",
	   [SE_RSAK] = "!K",
	   [SE_ER] = "!L",
	   [SE_ER_DUP] = "ERAK",
	   [SE_ERAK] = "-",
	   [SE_SD] = "-",
	   [SE_POLL] = "-",
	   [SE_STAT] = "!H END1 rel.ind >1",
	   [SE_USTAT] = "!I END1 rel.ind >1",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_RESYNC_REQ] = "RS >5",
	   [SE_RECOVER_RESP] = ">10"},
    [9] = {[SE_BGN] = "rel.ind est.ind >3",
	   [SE_BGN_DUP] = "!B",
	   [SE_BGAK] = "!C",
	   [SE_BGREJ] = "!D rel.ind >1",
	   [SE_END] = "ENDAK rel.ind >1",
	   [SE_ENDAK] = "!F rel.ind >1",
	   [SE_RS] = "resync.ind >6",
	   [SE_RS_DUP] = "!J",
	   [SE_RSAK] = "!K",
	   [SE_ER] = "!L",
	   [SE_ER_DUP] = "-",
	   [SE_ERAK] = "!M",
	   [SE_SD] = "!A END1 rel.ind >1",
	   [SE_POLL] = "!G END1 rel.ind >1",
	   [SE_STAT] = "!H END1 rel.ind >1",
	   [SE_USTAT] = "!I END1 rel.ind >1",
	   [SE_RELEASE_REQ] = "END >4",
	   [SE_RESYNC_REQ] = "RS >5",
	   [SE_RECOVER_RESP] = "ERAK >10"},
    [10] = {[SE_BGN] = "rel.ind est.ind >3",
	    [SE_BGN_DUP] = "BGAK",
	    [SE_BGAK] = "-",
	    [SE_BGREJ] = "!D rel.ind >1",
	    [SE_END] = "ENDAK rel.ind >1",
	    [SE_ENDAK] = "!F rel.ind >1",
	    [SE_RS] = "resync.ind >6",
	    [SE_RS_DUP] = "RSAK",
	    [SE_RSAK] = "-",
	    [SE_ER] = "recover.ind >9",
	    [SE_ER_DUP] = "ERAK",
	    [SE_ERAK] = "-",
	    [SE_SD] = "data.ind",
	    [SE_POLL] = "STAT",
	    [SE_STAT] = "-",
	    [SE_USTAT] = "!T ER >7",
	    [SE_RELEASE_REQ] = "END >4",
	    [SE_RESYNC_REQ] = "RS >5",
	    [SE_RECOVER_RESP] = "-",
	    [SE_DATA_REQ] = "SD",
	    [SE_T_POLL] = "POLL",
	    [SE_T_KEEP_ALIVE] = "POLL",
	    [SE_T_IDLE] = "POLL",
	    [SE_T_NO_RESPONSE] = "!P END1 rel.ind >1"},
};
/* The same in every state. */
static const char *const everywhere[SE_COUNT] = {
    [SE_UD] = "unitdata.ind", [SE_MD] = "munitdata.ind", [SE_UNITDATA_REQ] = "UD"};

static const char *signal_name(int ev)
{
	static const char *const names[CE_COUNT] = {
	    [CE_EST_IND] = "est.ind",         [CE_EST_CONF] = "est.conf",     [CE_REL_IND] = "rel.ind",
	    [CE_REL_CONF] = "rel.conf",       [CE_RESYNC_IND] = "resync.ind", [CE_RESYNC_CONF] = "resync.conf",
	    [CE_RECOVER_IND] = "recover.ind", [CE_DATA_IND] = "data.ind",     [CE_UNITDATA_IND] = "unitdata.ind"};
	return names[ev];
}

static void say(char *text, const char *word)
{
	if (*text)
		strcat(text, " ");
	strcat(text, word);
}

/* Outputs, signals and next state of the last event, in the order of the words above. */
static void outcome(struct saal *s, int from, char text[256])
{
	struct saal_out o;
	*text = 0;
	while (saal_drain(s, &o)) {
		char word[32];
		if (o.kind == SAAL_ERROR) {
			snprintf(word, sizeof(word), "!%c", o.code);
		} else if (o.kind == SAAL_MUNITDATA_IND) {
			snprintf(word, sizeof(word), "munitdata.ind");
		} else {
			struct sscop_pdu pdu;
			ck_assert_int_eq(o.kind, SAAL_PDU);
			ck_assert_int_eq(sscop_decode(o.octets, o.len, &pdu).code, WIRE_OK);
			snprintf(word, sizeof(word), "%s%s", sscop_type_name(pdu.type), pdu.source ? "1" : "");
		}
		say(text, word);
	}
	for (size_t i = 0; i < s->sig_n; i++)
		say(text, signal_name(s->sig[i].event));
	if (s->sscop.state != from) {
		char word[8];
		snprintf(word, sizeof(word), ">%d", s->sscop.state);
		say(text, word);
	}
	if (!*text)
		say(text, "-");
}

static struct saal *in_state(int state)
{
	struct saal *s = saal_create(&(struct saal_config){0});
	struct sscop *p = &s->sscop;
	p->vr_sq = SAME_SQ;
	p->vt_cc = 1;
	if (state == SS_READY) {
		sscop_open(p);
		p->vt_ms = CREDIT;
		p->vt_ps = 1;
	}
	p->state = state;
	return s;
}

START_TEST(every_cell)
{
	int filled = 0;
	for (int state = SS_IDLE; state <= SS_READY; state++) {
		for (int ev = 0; ev < SE_COUNT; ev++) {
			struct saal *s = in_state(state);
			struct sscop_pdu pdu = {
			    .n_ps = 1, .n_mr = CREDIT, .data = (const uint8_t *)"data", .data_len = 4};
			struct sscop_arg arg = {
			    .event = (enum sscop_event)ev, .octets = (const uint8_t *)"abc", .len = 3};
			for (size_t i = 0; i < sizeof(pdus) / sizeof(pdus[0]); i++) {
				if (pdus[i].event != arg.event)
					continue;
				pdu.type = pdus[i].type;
				pdu.n_sq = pdus[i].sq;
				ck_assert_int_eq(sscop_pdu_event(&s->sscop, &pdu), ev);
				arg.pdu = &pdu;
			}
			const char *want = everywhere[ev] ? everywhere[ev] : expected[state][ev];
			char got[256], where[128];
			sscop_step(&s->sscop, VT_S(5), &arg);
			outcome(s, state, got);
			snprintf(where, sizeof(where), "state %d (%s), %s", state, sscop_fsm.state_names[state],
				 sscop_fsm.event_names[ev]);
			if (!want) {
				ck_assert_msg(s->sscop.unforeseen == 1 && strcmp(got, "-") == 0, "%s: got %s", where,
					      got);
			} else {
				filled++;
				ck_assert_msg(s->sscop.unforeseen == 0, "%s: no row", where);
				ck_assert_msg(strcmp(got, want) == 0, "%s: got '%s', expected '%s'", where, got, want);
				ck_assert_ptr_nonnull(sscop_fsm.rows[state * SE_COUNT + ev].clause);
			}
			saal_free(s);
		}
	}
	ck_assert_int_gt(filled, 10 * 19);
}
END_TEST

START_TEST(state_names_and_numbers)
{
	ck_assert_str_eq(sscop_fsm.state_names[1], "Idle");
	ck_assert_str_eq(sscop_fsm.state_names[6], "Incoming Resynchronization Pending");
	ck_assert_str_eq(sscop_fsm.state_names[10], "Data Transfer Ready");
}
END_TEST

/* MaxCC transmissions, then error O; END only where the peer may still think it is connected. */
START_TEST(giving_up)
{
	static const struct {
		int state;
		const char *want;
	} cases[] = {
	    {2, "!O END1 rel.ind >1"}, {4, "!O rel.conf >1"}, {5, "!O END1 rel.ind >1"}, {7, "!O END1 rel.ind >1"}};
	for (size_t i = 0; i < 4; i++) {
		struct saal *s = in_state(cases[i].state);
		char got[256];
		s->sscop.vt_cc = SSCOP_MAX_CC;
		sscop_step(&s->sscop, 0, &(struct sscop_arg){.event = SE_T_CC});
		outcome(s, cases[i].state, got);
		ck_assert_str_eq(got, cases[i].want);
		ck_assert_int_eq(saal_next(s), VTIME_NEVER);
		saal_free(s);
	}
}
END_TEST

/* SSCF: outputs to the user by name, signals to SSCOP by name, next state. */
static const char *const sscf_expected[CF_N_STATES][CE_COUNT] = {
    [CF_RELEASED] = {[CE_EST_REQ] = "AA-ESTABLISH.request >1",
		     [CE_REL_REQ] = "RELEASE.conf",
		     [CE_DATA_REQ] = "refused",
		     [CE_EST_IND] = "ESTABLISH.ind AA-ESTABLISH.response >3"},
    [CF_AWAIT_EST] = {[CE_EST_REQ] = "-",
		      [CE_REL_REQ] = "AA-RELEASE.request >2",
		      [CE_DATA_REQ] = "refused",
		      [CE_EST_CONF] = "ESTABLISH.conf >3",
		      [CE_REL_IND] = "RELEASE.ind >0"},
    [CF_AWAIT_REL] = {[CE_EST_REQ] = "AA-ESTABLISH.request >1",
		      [CE_REL_REQ] = "-",
		      [CE_DATA_REQ] = "refused",
		      [CE_REL_CONF] = "RELEASE.conf >0"},
    [CF_ESTABLISHED] = {[CE_EST_REQ] = "AA-RESYNC.request >4",
			[CE_REL_REQ] = "AA-RELEASE.request >2",
			[CE_DATA_REQ] = "AA-DATA.request",
			[CE_REL_IND] = "RELEASE.ind >0",
			[CE_RESYNC_IND] = "ESTABLISH.ind AA-RESYNC.response",
			[CE_RECOVER_IND] = "ESTABLISH.ind AA-RECOVER.response",
			[CE_DATA_IND] = "DATA.ind"},
    [CF_AWAIT_RESYNC] = {[CE_EST_REQ] = "-",
			 [CE_REL_REQ] = "AA-RELEASE.request >2",
			 [CE_DATA_REQ] = "refused",
			 [CE_RESYNC_CONF] = "ESTABLISH.conf >3",
			 [CE_REL_IND] = "RELEASE.ind >0"},
};

START_TEST(sscf_every_cell)
{
	static const char *const kinds[] = {
	    [SAAL_ESTABLISH_IND] = "ESTABLISH.ind", [SAAL_ESTABLISH_CONF] = "ESTABLISH.conf",
	    [SAAL_RELEASE_IND] = "RELEASE.ind",     [SAAL_RELEASE_CONF] = "RELEASE.conf",
	    [SAAL_DATA_IND] = "DATA.ind",           [SAAL_UNITDATA_IND] = "UNITDATA.ind"};
	for (int state = 0; state < CF_N_STATES; state++) {
		for (int ev = 0; ev < CE_COUNT; ev++) {
			const char *want = ev == CE_UNITDATA_REQ   ? "AA-UNITDATA.request"
					   : ev == CE_UNITDATA_IND ? "UNITDATA.ind"
								   : sscf_expected[state][ev];
			struct saal *s = saal_create(&(struct saal_config){0});
			struct saal_out o;
			char got[256] = "", where[96];
			struct sscf_arg arg = {.event = (enum sscf_event)ev};
			s->sscf_state = state;
			fsm_step(&sscf_fsm, &s->sscf_state, ev, s, &arg);
			while (saal_drain(s, &o))
				say(got, kinds[o.kind]);
			for (size_t i = 0; i < s->sig_n; i++)
				say(got, sscop_fsm.event_names[s->sig[i].event]);
			if (s->refused)
				say(got, "refused");
			if (s->sscf_state != state)
				say(got, (const char[3]){'>', (char)('0' + s->sscf_state), 0});
			if (!*got)
				say(got, "-");
			snprintf(where, sizeof(where), "%s, %s", sscf_fsm.state_names[state], sscf_fsm.event_names[ev]);
			if (want)
				ck_assert_msg(strcmp(got, want) == 0, "%s: got '%s', expected '%s'", where, got, want);
			ck_assert_msg((want == NULL) == (s->sscop.unforeseen == 1), "%s", where);
			saal_free(s);
		}
	}
}
END_TEST

RUN_SUITE("saal tables", every_cell, state_names_and_numbers, giving_up, sscf_every_cell)

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SSCF at the UNI (Q.2130): what signalling sees of SSCOP. It accepts every
 * connection, resynchronisation and recovery of the peer by itself; the user learns of all three
 * as AAL-ESTABLISH.indication and must reckon with lost messages. Retrieval is not used.
 */
#include "saal_priv.h"

static const char *const state_names[CF_N_STATES] = {
    [CF_RELEASED] = "1/1 Released",
    [CF_AWAIT_EST] = "2/2 Awaiting establish",
    [CF_AWAIT_REL] = "3/4 Awaiting release",
    [CF_ESTABLISHED] = "4/10 Established",
    [CF_AWAIT_RESYNC] = "2/5 Awaiting resync",
};

static const char *const event_names[CE_COUNT] = {
#define X(id, text) text,
    SSCF_EVENTS(X)
#undef X
};

static void to_user(struct saal *s, enum saal_out_kind kind)
{
	saal_put(s, kind, 0, 0, 0, 0);
}

/* Hands the octets of a request on to SSCOP; they stay the caller's (saal_run). */
static void to_sscop(struct saal *s, enum sscop_event ev)
{
	saal_signal(s, true, ev, 0, 0);
}

static int establish(void *self, const void *arg)
{
	to_sscop(self, SE_ESTABLISH_REQ);
	return FSM_SAME;
}

static int release(void *self, const void *arg)
{
	to_sscop(self, SE_RELEASE_REQ);
	return FSM_SAME;
}

static int resync(void *self, const void *arg)
{
	to_sscop(self, SE_RESYNC_REQ);
	return FSM_SAME;
}

static int data(void *self, const void *arg)
{
	to_sscop(self, SE_DATA_REQ);
	return FSM_SAME;
}

static int unitdata(void *self, const void *arg)
{
	to_sscop(self, SE_UNITDATA_REQ);
	return FSM_SAME;
}

static int refuse(void *self, const void *arg)
{
	struct saal *s = self;
	s->refused = true;
	return FSM_SAME;
}

static int release_conf(void *self, const void *arg)
{
	to_user(self, SAAL_RELEASE_CONF);
	return FSM_SAME;
}

static int release_ind(void *self, const void *arg)
{
	to_user(self, SAAL_RELEASE_IND);
	return FSM_SAME;
}

static int establish_conf(void *self, const void *arg)
{
	to_user(self, SAAL_ESTABLISH_CONF);
	return FSM_SAME;
}

static int accept_conn(void *self, const void *arg)
{
	to_sscop(self, SE_ESTABLISH_RESP);
	to_user(self, SAAL_ESTABLISH_IND);
	return FSM_SAME;
}

static int accept_resync(void *self, const void *arg)
{
	to_sscop(self, SE_RESYNC_RESP);
	to_user(self, SAAL_ESTABLISH_IND);
	return FSM_SAME;
}

static int accept_recovery(void *self, const void *arg)
{
	to_sscop(self, SE_RECOVER_RESP);
	to_user(self, SAAL_ESTABLISH_IND);
	return FSM_SAME;
}

static int data_ind(void *self, const void *arg)
{
	const struct sscf_arg *a = arg;
	saal_put(self, SAAL_DATA_IND, 0, 0, a->off, a->len);
	return FSM_SAME;
}

static int unitdata_ind(void *self, const void *arg)
{
	const struct sscf_arg *a = arg;
	saal_put(self, SAAL_UNITDATA_IND, 0, 0, a->off, a->len);
	return FSM_SAME;
}

#define ROW(ev, act, to) [CE_##ev] = {act, to, "Q.2130 6"}
#define EVERYWHERE       ROW(UNITDATA_REQ, unitdata, FSM_SAME), ROW(UNITDATA_IND, unitdata_ind, FSM_SAME)

/* An empty cell is a signal that SSCOP does not give in that state. */
static const struct fsm_row rows[CF_N_STATES][CE_COUNT] = {
    [CF_RELEASED] =
	{
	    EVERYWHERE,
	    ROW(EST_REQ, establish, CF_AWAIT_EST),
	    ROW(REL_REQ, release_conf, FSM_SAME),
	    ROW(DATA_REQ, refuse, FSM_SAME),
	    ROW(EST_IND, accept_conn, CF_ESTABLISHED),
	},
    [CF_AWAIT_EST] =
	{
	    EVERYWHERE,
	    ROW(EST_REQ, fsm_ignore, FSM_SAME),
	    ROW(REL_REQ, release, CF_AWAIT_REL),
	    ROW(DATA_REQ, refuse, FSM_SAME),
	    ROW(EST_CONF, establish_conf, CF_ESTABLISHED),
	    ROW(REL_IND, release_ind, CF_RELEASED),
	},
    [CF_AWAIT_REL] =
	{
	    EVERYWHERE,
	    ROW(EST_REQ, establish, CF_AWAIT_EST),
	    ROW(REL_REQ, fsm_ignore, FSM_SAME),
	    ROW(DATA_REQ, refuse, FSM_SAME),
	    ROW(REL_CONF, release_conf, CF_RELEASED),
	},
    [CF_ESTABLISHED] =
	{
	    EVERYWHERE,
	    ROW(EST_REQ, resync, CF_AWAIT_RESYNC),
	    ROW(REL_REQ, release, CF_AWAIT_REL),
	    ROW(DATA_REQ, data, FSM_SAME),
	    ROW(REL_IND, release_ind, CF_RELEASED),
	    ROW(RESYNC_IND, accept_resync, FSM_SAME),
	    ROW(RECOVER_IND, accept_recovery, FSM_SAME),
	    ROW(DATA_IND, data_ind, FSM_SAME),
	},
    [CF_AWAIT_RESYNC] =
	{
	    EVERYWHERE,
	    ROW(EST_REQ, fsm_ignore, FSM_SAME),
	    ROW(REL_REQ, release, CF_AWAIT_REL),
	    ROW(DATA_REQ, refuse, FSM_SAME),
	    ROW(RESYNC_CONF, establish_conf, CF_ESTABLISHED),
	    ROW(REL_IND, release_ind, CF_RELEASED),
	},
};

static int unforeseen(void *self, int state, int event, const void *arg)
{
	struct saal *s = self;
	s->sscop.unforeseen++;
	return FSM_SAME;
}

const struct fsm_def sscf_fsm = {
    .name = "SSCF-UNI",
    .state_names = state_names,
    .event_names = event_names,
    .n_states = CF_N_STATES,
    .n_events = CE_COUNT,
    .rows = &rows[0][0],
    .unforeseen = unforeseen,
};

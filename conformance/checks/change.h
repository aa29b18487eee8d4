/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Changes of a reservation and what the sub-net sender makes of them, as the checks of
 * dynamic QoS and of tau need them: requests that alter a reservation while it has a
 * VC, and calls that are to take the place of that VC. For roles on the sending side
 * only (model.sender_side).
 */
#ifndef CHECKS_CHANGE_H
#define CHECKS_CHANGE_H

#include "check.h"

/* How a VC, as it was signalled, stands to a reservation. */
enum fit { FIT_SAME, FIT_TOO_SMALL, FIT_TOO_LARGE, FIT_MIXED };

static inline bool alters(const struct mresv *q)
{
	return q->kind == RESV_UP || q->kind == RESV_DOWN || q->kind == RESV_OTHER_CHANGE;
}

/* One request that alters a reservation. */
struct change {
	int session;
	size_t index; /* in the session's list of requests */
	const struct mresv *q;
	int vc;                   /* QoS call that stood at that time, NO_CALL if none */
	int pending;              /* QoS call that was being set up, NO_CALL if none */
	enum fit fit;             /* of the VC that stood, to the new reservation */
	const struct mresv *next; /* request or tear that supersedes it, NULL if none */
	vtime until;              /* its time, or the end of the case */
};
/* Start with {0}: the first, then the next change of any session. False at the end. */
bool change_next(const struct model *m, struct change *c);

/* What became of a call that was to take the place of a VC. */
enum outcome {
	OUTCOME_OPEN,      /* at: CONNECT */
	OUTCOME_FAILED,    /* refused, or no answer; at: when the IUT knew */
	OUTCOME_ABANDONED, /* the IUT ended it after a change or a tear; at: when */
	OUTCOME_UNKNOWN,   /* the case ended before */
};
struct attempt {
	int session;
	int old, call;         /* indices of the VC that stood and of the new call */
	const struct mresv *q; /* the request that it is for: the last one that it fits, else the newest */
	enum fit fit;          /* of the old VC to that request */
	enum outcome outcome;
	vtime at;
};
/* The i-th attempt to replace a VC; false if there is none. */
bool attempt_at(const struct model *m, size_t i, struct attempt *a);

enum fit fit_of(const struct model *m, const struct mcall *c, const struct mspec *spec);
/* May the call have been made for this reservation: it fits, or it fits none that the session ever had? */
bool meant_for(const struct model *m, const struct mcall *c, const struct mspec *spec);
/* Is it a QoS call of the IUT for this session? */
bool serves(const struct mcall *c, int session);
/* While one QoS VC alone serves its session, set up and settled: H after CONNECT, to a second before its end, the
 * next call for the session, a tear or the end of the case. False if there is no such time. */
bool settled(const struct model *m, const struct mcall *c, vtime *from, vtime *to);
/* QoS call of the IUT that stood for the session at time t (the newest), NO_CALL if none. */
int standing_call(const struct model *m, int session, vtime t);
/* First QoS call of the session with SETUP at or after 'from' and before 'to'; NO_CALL. */
int next_call(const struct model *m, int session, vtime from, vtime to);
/* When is a call that is being set up over: opened, ended, or given up for want of an answer. */
vtime setup_over(const struct model *m, const struct mcall *c);

/* Is there another reason in [from, to] to end the session's VCs: a tear, state that timed out, loss of the
 * VC with RSVP, a link that went down? */
bool other_reason(const struct model *m, int session, vtime from, vtime to);
/* Did the packet that is the i-th the IUT sent of a group's session leave on this call as well? */
bool copied_to(const struct model *m, const struct msession *s, size_t i, int call);
/* First packet of the session in [from, to) that the IUT sent elsewhere than on this call; NULL if none. */
const struct trace_event *strayed(const struct model *m, int session, int call, vtime from, vtime to);
/* First packet given to the IUT in [from, to) that it never sent; NULL if none. */
const struct trace_event *lost(const struct model *m, int session, vtime from, vtime to);
/* First packet of the session that the IUT sent on this call in [from, to); NULL if none. */
const struct trace_event *sent_on(const struct model *m, int session, int call, vtime from, vtime to);
/* Number of packets given to the IUT in [from, to). */
size_t given_in(const struct model *m, int session, vtime from, vtime to);
/* Did the network refuse a call for the session in this time? */
bool refused_in(const struct model *m, int session, vtime from, vtime to);
/* First ResvErr for the session in [from, to], NULL if none. */
const struct trace_event *error_in(const struct model *m, int session, vtime from, vtime to);

static inline vtime later(vtime t, vtime span)
{
	return t > TIME_NEVER - span ? TIME_NEVER : t + span;
}
static inline double seconds(vtime t)
{
	return (double)t / 1e9;
}

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a QoS VC ended, as far as the wire shows it: what several checks about
 * release and loss have in common.
 */
#ifndef CHECKS_RSVP_CAUSE_H
#define CHECKS_RSVP_CAUSE_H

#include "model/model.h"

#define SECONDS(n) ((vtime)(n)*1000000000)

/* The inactivity time that RFC 1755 3.4 recommends for VCs that have one. */
#define RFC1755_IDLE SECONDS(1200)

/* Incompatible destination: what a called side answers that takes none of the B-LLIs offered (RFC 1755 app. D.4). */
#define CAUSE_INCOMPATIBLE 88

enum end_why {
	END_NOT,          /* it is open to the end of the case, or never opened */
	END_NO_SESSION,   /* no reservation can be named that it served */
	END_OTHERS,       /* the network or the other side ended it */
	END_TORN,         /* the reservation or the path was torn down */
	END_TIMED_OUT,    /* neither was refreshed for their lifetime */
	END_REPLACED,     /* another QoS VC of the session stood */
	END_CHANGED,      /* the reservation was no longer the one that it was opened for */
	END_REFUSED,      /* the IUT has just given an error about the reservation */
	END_CONTROL_GONE, /* the best-effort path had been lost before */
	END_FORM,         /* a further leaf could not take the encapsulation that was agreed for it */
	END_UNUSABLE,     /* cleared as faulty as soon as it was answered */
	END_LEFT,         /* of a leaf, or with the last one: it is no member of the group any more */
	END_UNEXPLAINED,  /* by the IUT, and nothing of the above explains it */
};

enum end_why end_why(const struct model *m, const struct mcall *c);
/* In words, to follow "because": "the reservation was torn down". */
const char *end_words(enum end_why why);

/* Least lifetime of state that nobody refreshes: (K + 0.5) * 1.5 * R (RFC 2205 3.7). */
vtime lifetime_min(const struct model *m);
/* Does the IUT hold path state, or reservation state, at time t: announced, not torn, refreshed within its least
 * lifetime? */
bool path_lives(const struct model *m, const struct msession *s, vtime t);
bool resv_lives(const struct model *m, const struct msession *s, vtime t);
/* The same for one next hop of a group. */
bool hop_lives(const struct model *m, const struct mhop *h, vtime t);
/* Silence on the call just before its end, or before the end of the case. */
vtime silence_at_end(const struct model *m, const struct mcall *c);
/* Did the address server just disown the other end? Then the VC should be closed (RFC 2225 8.5.1). */
bool address_disowned(const struct model *m, const struct mcall *c);
/* Session of a QoS call; NULL if there is none. */
const struct msession *session_of_call(const struct model *m, const struct mcall *c);
/* First entry later than t that tears the reservation or the path down; TIME_NEVER if none. */
vtime torn_after(const struct msession *s, vtime t);
/* The same of one next hop's reservation. */
vtime hop_torn_after(const struct mhop *h, vtime t);
/* First ResvErr of the session in [from, to]; with h, to this next hop. 0 if there is none. */
uint32_t error_to(const struct model *m, const struct msession *s, const struct mhop *h, vtime from, vtime to);
/* First event in [from, to] by which a party of a QoS call for the session says that it takes none of the
 * encapsulations offered (cause 88, RFC 1755 app. D.4); 0 if there is none. */
uint32_t form_refused(const struct model *m, int session, vtime from, vtime to);
/* When an event happened. */
vtime time_of(const struct model *m, uint32_t event);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom the sub-net sender serves: the hosts that its VCs reach, the next hops that have
 * reserved, and moments at which both can be compared since nothing has changed for the
 * waiting time H. For roles on the sending side only.
 */
#ifndef CHECKS_RECEIVERS_H
#define CHECKS_RECEIVERS_H

#include "checks/rsvp_cause.h"
#include "model/model.h"

/* A message on its way to the IUT while the IUT already acts on an older one. */
#define CROSSING (SECONDS(1) / 10)

/* ---- packets ---- */

/* The packet of that number of a group's session, NULL if there is none. */
const struct mpacket *packet_of(const struct msession *s, uint32_t seq);

/* Does what is sent on the call at time t reach this host: is it a leaf, or the other end? */
bool reaches(const struct mcall *c, const char *atm, vtime t);

/* ---- next hops ---- */

enum standing { STANDS_NOT, STANDS, STANDS_UNSURE };
/* Has the host with this address a reservation in any session to this destination at time t? Unsure while a refusal, a
 * time-out or a crossing message leaves it open, or the address of a next hop is not known. */
enum standing stands_at(const struct model *m, const char *dst, const char *atm, vtime t);
/* First ResvErr of the session to this next hop in [from, to]; NULL if none. */
const struct trace_event *hop_error(const struct model *m, const struct msession *s, const struct mhop *h, vtime from,
				    vtime to);
/* First request of any next hop of the session in (from, to] that changes something; NULL if none. */
const struct mresv *hops_change(const struct msession *s, vtime from, vtime to);
/* Do path and reservation of the next hop stand all the time from t, when it asked, to 'to'? */
bool still_wanted(const struct model *m, const struct msession *s, const struct mhop *h, vtime t, vtime to);
/* Did the last attempt of the IUT to have this host on a VC fail through others, or is one under way? Then it is not
 * its fault that the host is on none. */
bool excused(const struct model *m, const char *atm, vtime t);
/* Did a link go down or come up in [from, to]? */
bool link_changed(const struct model *m, vtime from, vtime to);

/* ---- moments ---- */

#define CARRIERS 8 /* VCs of one packet that are looked at */

/* The state of a multicast session after H without a change of reservations, members or links. */
struct moment {
	int session; /* of the data */
	vtime time;
	uint32_t packet;    /* event: the newest packet that was given before */
	size_t n;           /* VCs that it left on; all are open, and no party has come or gone since */
	int call[CARRIERS]; /* their indices */
};
struct moments {
	size_t n;
	struct moment *v;
};
/* All such moments of all multicast sessions. False if memory runs out. Free v. */
bool moments_of(const struct model *m, struct moments *out);
/* Is the host reached by one of the moment's VCs (of QoS VCs, best-effort VCs, or both)? */
bool moment_reaches(const struct model *m, const struct moment *x, const char *atm, bool qos, bool best_effort);

#endif

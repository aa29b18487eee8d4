/* SPDX-License-Identifier: Apache-2.0 */
/* Why the IUT dropped a leaf of a QoS VC while the VC went on, as far as the wire shows it. */
#ifndef CHECKS_LEAF_CAUSE_H
#define CHECKS_LEAF_CAUSE_H

#include "checks/rsvp_cause.h"

/* The next leaf of a QoS VC of the IUT that was in, with the next hop that it is. */
struct leaf {
	const struct mcall *call;
	const struct party *party;
	const struct msession *session;
	const struct mhop *hop;
	size_t at_call, at_party; /* where to go on */
};
/* Start with {0}. False at the end. */
bool leaf_next(const struct model *m, struct leaf *l);

/* Did it leave by itself, the VC going on? */
bool leaf_dropped(const struct leaf *l);
/* END_NOT unless the IUT dropped it alone. */
enum end_why leaf_why(const struct model *m, const struct leaf *l);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
/* What follows the loss of a QoS VC in mid-reservation: attempts to have another, and errors of RSVP. */
#ifndef CHECKS_LOSS_H
#define CHECKS_LOSS_H

#include "model/model.h"

struct loss {
	const struct mcall *call; /* the QoS VC that the network or the other side released */
	const struct msession *session;
	vtime time;
	vtime horizon;                 /* end of the case, or when path or reservation was torn down */
	size_t attempts, refused;      /* QoS calls of the session afterwards; those that came to nothing */
	const struct mcall *first_try; /* NULL if none */
	const struct mcall *last_try;
	const struct mcall *restored; /* the first that was answered, NULL if none */
	uint32_t error;               /* first ResvErr (or upcall) afterwards, 0 if none */
	vtime t_error;                /* TIME_NEVER if none */
};

/* Is the end of this call such a loss: of a VC opened by the IUT, path and reservation in place, no other VC of the
 * session open? If so, *l tells what followed. */
bool loss_of(const struct model *m, const struct mcall *c, struct loss *l);

#endif

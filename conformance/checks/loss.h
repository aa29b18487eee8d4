/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What follows the loss of a QoS VC in mid-reservation, or of one leaf of it: attempts to
 * have it back, and errors of RSVP. Losses are ends that the IUT did not order, with path
 * and reservation in place and no other QoS VC that serves instead.
 */
#ifndef CHECKS_LOSS_H
#define CHECKS_LOSS_H

#include "model/model.h"

/* One attempt to set a VC up again, or to have a leaf on a VC of the session again. Events; over: 0 if it was not
 * ended. */
struct loss_try {
	uint32_t asked, over;
	vtime t_asked;
};

struct loss {
	const struct msession *session;
	const struct mcall *call; /* the QoS VC that the network or the other side released, or that lost a leaf */
	const struct party *leaf; /* NULL: the whole VC */
	const struct mhop *hop;   /* of the leaf */
	uint32_t event;           /* that ended it */
	vtime time;
	uint8_t cause;
	vtime horizon;            /* end of the case, or when path or reservation was torn down */
	size_t attempts, refused; /* afterwards; those that came to nothing */
	struct loss_try first, last;
	uint32_t restored;        /* event by which the first attempt that was answered was, 0 if none */
	vtime t_restored;         /* TIME_NEVER if none */
	uint32_t first_error;     /* ResvErr (or upcall) afterwards to anybody concerned, 0 if none */
	vtime t_first_error;      /* TIME_NEVER if none */
	uint32_t told;            /* the error by which all who are concerned had one, 0 if they never had */
	vtime t_told;             /* TIME_NEVER if they never had */
	size_t at_call, at_party; /* where to go on */
};

/* Start with {0}: the first, then the next loss. False at the end. */
bool loss_next(const struct model *m, struct loss *l);

static inline const char *loss_word(const struct loss *l)
{
	return l->leaf != NULL ? "leaf" : "QoS VC";
}

#endif
